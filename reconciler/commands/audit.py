"""``reconciler audit``: which campaigns exist; changes nothing."""

import asyncio
import sys
from pathlib import Path

import click

from reconciler.audit import make_audit
from reconciler.commands.files import write_whole
from reconciler.commands.github_outputs import write_summary
from reconciler.commands.notes import note
from reconciler.commands.session import Session
from reconciler.core.audit import Audit
from reconciler.errors import UsageError
from reconciler.parallel import collector_paused
from reconciler.render.audit_csv import audit_to_csv
from reconciler.render.audit_html import audit_to_html
from reconciler.render.audit_json import audit_to_json
from reconciler.render.audit_markdown import audit_to_markdown
from reconciler.render.audit_text import audit_to_text
from reconciler.render.safe import json_text, visible
from reconciler.render.terminal import wants_color
from reconciler.target_group.fields import ORG_READS, Source


def run(session: Session, form: str, out: Path | None, source: str | None) -> None:
    """Audit, and show or write the result."""
    audit = asyncio.run(_make(session, source=source))
    text = _written(audit, form, color=out is None and wants_color(sys.stdout))
    if out is None:
        click.echo(text, nl=False)
        if form == "markdown":
            write_summary(text)
        return
    write_whole(out, text.encode(), to_disk=True)
    note(f"wrote {visible(str(out))}")


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
