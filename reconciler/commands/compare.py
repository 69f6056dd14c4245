"""``reconciler compare``: what is live in two environments; changes nothing."""

import asyncio
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from reconciler.commands.access import credentials
from reconciler.commands.destination import DASH, Destination, put, result_format
from reconciler.commands.loading import load
from reconciler.commands.overwrite import Result, keep_apart
from reconciler.commands.session import Session
from reconciler.core.known_groups import known_groups
from reconciler.core.resource import LiveState
from reconciler.core.side_by_side import SideBySide
from reconciler.errors import ExitCode, ReconcilerError, UsageError
from reconciler.planning.read_and_plan import read_state
from reconciler.render.safe import json_text
from reconciler.render.side_by_side_csv import side_by_side_to_csv
from reconciler.render.side_by_side_html import side_by_side_to_html
from reconciler.render.side_by_side_json import side_by_side_to_json
from reconciler.render.side_by_side_markdown import side_by_side_to_markdown
from reconciler.render.side_by_side_text import side_by_side_lines
from reconciler.side_by_side import Place, put_side_by_side
from reconciler.target_group.columns import ORG_READS, Source

if TYPE_CHECKING:
    from reconciler.campaigns.load import Loaded

_WRITERS: Final[Mapping[str, Callable[[SideBySide], str | Iterable[str]]]] = {
    "csv": side_by_side_to_csv,
    "html": side_by_side_to_html,
    "json": lambda found: json_text(side_by_side_to_json(found)) + "\n",
    "markdown": side_by_side_to_markdown,
}
"""By format: how what was found is written, where that does not depend on a terminal."""


def run(
    session: Session,
    one: str,
    other: str,
    *,
    form: str | None,
    out: Path | None,
    detailed_exitcode: bool,
    source: str | None,
) -> None:
    """Compare, and show or write the result."""
    if session.is_named:
        raise click.UsageError("Name both environments after compare, without --environment.")
    if one == other:
        raise click.UsageError(f"'{one}' is named twice. Name two environments.")
    form = result_format(out, form)
    keep_apart(session, out, Result.COMPARISON)
    place = Destination(out or DASH)
    found = _compare(session.beside([one, other]), source)
    lines = side_by_side_lines(found)
    result = place.fitted(lines) if form == "text" else _WRITERS[form](found)
    put(result, place, form)
    if detailed_exitcode and found.has_differences:
        sys.exit(ExitCode.CHANGES)


def _compare(sessions: Sequence[Session], source: str | None) -> SideBySide:
    for each in sessions:
        chosen = source or each.environment.source
        if chosen in set(Source) - ORG_READS:
            raise UsageError(
                f"The source {chosen} does not show every campaign of {each.name}, so it cannot be "
                "compared.",
                hint="Compare with --source auto.",
            )
        credentials(each)  # that one has none is told before the other is asked
    loaded = [load(each) for each in sessions]
    states = asyncio.run(_read_all(sessions, loaded, source))
    one, other = (
        Place(
            name=session.name,
            live=live,
            today=session.today,
            campaigns=declared.campaigns,
            values=session.environment.values,
            known=known_groups(session.environment.known),
        )
        for session, live, declared in zip(sessions, states, loaded, strict=True)
    )
    return put_side_by_side(one, other, vocabulary=sessions[0].settings.vocabulary)


async def _read_all(
    sessions: Sequence[Session], loaded: "Sequence[Loaded]", source: str | None
) -> list[LiveState]:
    """Read the environments side by side, or else tell of all that could not be read."""

    async def read(session: Session, declared: "Loaded") -> LiveState | ReconcilerError:
        try:
            async with session.connect(read_only=True) as api:
                return await read_state(session, api, lambda: declared, source=source, of_all=True)
        except ReconcilerError as error:
            error.message = f"{session.name}: {error.message}"
            return error

    found = await asyncio.gather(*map(read, sessions, loaded))
    failed = [each for each in found if isinstance(each, ReconcilerError)]
    if failed:
        first, *others = sorted(failed, key=lambda each: -each.exit_code)
        told = [f"{each.message} {each.hint}".rstrip() for each in others]
        first.details = (*first.details, *told)
        raise first
    return [each for each in found if isinstance(each, LiveState)]
