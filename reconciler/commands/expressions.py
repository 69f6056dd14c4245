"""``reconciler expressions``: how expressions are sent, learned from live groups."""

import asyncio
import sys

from reconciler.api.sources import read_live
from reconciler.commands.destination import DASH, Destination, put
from reconciler.commands.files import change_settings
from reconciler.commands.notes import note
from reconciler.commands.session import Session
from reconciler.core.guards import check_org
from reconciler.core.resource import LiveState
from reconciler.errors import UsageError
from reconciler.render.expressions import lesson_lines, lesson_markdown, lesson_to_json
from reconciler.render.markdown import to_markdown
from reconciler.render.safe import json_text, visible
from reconciler.render.terminal import text_for
from reconciler.target_group.columns import ORG_READS, Source
from reconciler.target_group.comparing.targets import pairs_of
from reconciler.target_group.expressions.learning import learn
from reconciler.words import plural


def run(session: Session, *, write: bool, form: str, source: str | None) -> None:
    """Learn from live groups, show what it was, and perhaps keep it."""
    source = source or session.environment.source
    if source in set(Source) - ORG_READS:
        raise UsageError(
            f"The source {source} shows no expressions, so nothing can be learned from it.",
            hint="Learn with --source auto.",
        )

    async def read() -> LiveState:
        async with session.connect(read_only=True) as api:
            return await read_live(api, source, wanted=lambda _: False)

    live = asyncio.run(read())
    check_org(live, session.environment.org_id)
    lesson = learn([*pairs_of(live.groups)], session.settings.vocabulary)
    if write:
        from reconciler.settings.edit import with_proofs  # noqa: PLC0415 - 130 ms, to write alone

        proofs = lesson.proofs
        told = f"nothing was written: {session.config} says all that was learned"
        if change_settings(session.config, lambda text: with_proofs(text, proofs)):
            parts = plural(len(proofs), "part")
            told = f"{parts} of expressions written into {session.config}"
        note(visible(told))
    match form:
        case "json":
            data = lesson_to_json(
                lesson, environment=session.name, source=live.source, written=write
            )
            text = json_text(data) + "\n"
        case "markdown":
            text = to_markdown(lesson_markdown(lesson, environment=session.name))
        case _:
            lines = lesson_lines(lesson, environment=session.name, written=write)
            text = text_for(sys.stdout, lines)
    put(text, Destination(DASH), form)
