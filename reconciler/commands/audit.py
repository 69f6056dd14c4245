"""``reconciler audit``: which campaigns exist; changes nothing."""

import asyncio
import sys
from pathlib import Path

from reconciler.audit import make_audit
from reconciler.commands.destination import Destination, put, result_format
from reconciler.commands.github_outputs import write_summary
from reconciler.commands.session import Session
from reconciler.core.audit import Audit
from reconciler.errors import UsageError
from reconciler.parallel import collector_paused
from reconciler.render.audit_csv import audit_to_csv
from reconciler.render.audit_html import audit_to_html
from reconciler.render.audit_json import audit_to_json
from reconciler.render.audit_markdown import audit_to_markdown
from reconciler.render.audit_text import audit_to_text
from reconciler.render.safe import json_text
from reconciler.render.terminal import wants_color
from reconciler.target_group.fields import ORG_READS, Source


def run(session: Session, form: str | None, out: Path | None, source: str | None) -> None:
    """Audit, and show or write the result."""
    form = result_format(out, form)
    place = None if out is None else Destination(out)
    is_shown = place is None or place.is_stdout
    audit = asyncio.run(_make(session, source=source))
    text = _written(audit, form, color=is_shown and wants_color(sys.stdout))
    put(text, place)
    if is_shown and form == "markdown":
        write_summary(text)


async def _make(session: Session, *, source: str | None) -> Audit:
    chosen = source or session.environment.source
    if chosen in set(Source) - ORG_READS:
        raise UsageError(
            f"The source {chosen} does not show every campaign, so it cannot be audited.",
            hint="Audit with --source auto.",
        )
    with session.loading(in_full=True) as loaded:
        # Many files are being loaded by now, by other processes.
        from reconciler.planning import read_and_plan, read_state  # noqa: PLC0415 - meanwhile

        async with session.connect(read_only=True) as api:
            live = await read_state(session, api, loaded, source=chosen)
            # It creates nothing, so it need not know whether what is missing was renamed.
            plan = await read_and_plan(session, api, loaded(), live=live, without_history=True)
    with collector_paused(len(live.groups)):  # all details are unpacked
        return make_audit(plan, live, loaded().campaigns, today=session.today)


def _written(audit: Audit, form: str, *, color: bool) -> str:
    match form:
        case "json":
            return json_text(audit_to_json(audit)) + "\n"
        case "csv":
            return audit_to_csv(audit)
        case "markdown":
            return audit_to_markdown(audit)
        case "html":
            return audit_to_html(audit)
        case _:
            return audit_to_text(audit, color=color)
