"""``reconciler audit``: which campaigns exist; changes nothing."""

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli.github_outputs import write_summary
from reconciler.cli.options import common, format_option, source_option
from reconciler.cli.session import Session, pass_session, wants_color
from reconciler.errors import UsageError
from reconciler.render.safe import visible

if TYPE_CHECKING:
    from reconciler.core.audit import Audit


@click.command("audit")
@format_option("text", "json", "csv", "markdown", "html")
@click.option("--out", type=click.Path(path_type=Path), help="Write the result to a file.")
@source_option
@common
@pass_session
def command(session: Session, form: str, out: Path | None, source: str | None) -> None:
    """Say which campaigns exist, which differ, which nobody declared, and which are missing.

    Every live group is in exactly one class: managed, drifted or unmanaged; what is declared and
    not live is missing. html is one page for any browser that needs no network.

    Nothing is changed: this command cannot write to the loyalty API.
    """
    from reconciler.cli.plan_files import write_whole  # noqa: PLC0415 - slow to import

    audit = asyncio.run(_make(session, source=source))
    text = _written(audit, form, color=out is None and wants_color(sys.stdout))
    if out is None:
        click.echo(text, nl=False)
        if form == "markdown":
            write_summary(text)
        return
    write_whole(out, text)
    click.echo(f"wrote {visible(str(out))}", err=True)


async def _make(session: Session, *, source: str | None) -> "Audit":
    from reconciler.target_group.fields import ORG_READS, Source  # noqa: PLC0415 - slow to import

    chosen = source or session.environment.source
    if chosen in set(Source) - ORG_READS:
        raise UsageError(
            f"The source {chosen} does not show every campaign, so it cannot be audited.",
            hint="Audit with --source auto.",
        )
    with session.loading(in_full=True) as loaded:
        from reconciler.audit import make_audit  # noqa: PLC0415 - slow; many files load by now
        from reconciler.cli.planning import read_and_plan, read_state  # noqa: PLC0415 - as above
        from reconciler.parallel import collector_paused  # noqa: PLC0415 - as above

        async with session.connect(read_only=True) as api:
            live = await read_state(session, api, loaded, source=chosen, in_full=True)
            # It creates nothing, so it need not know whether what is missing was renamed.
            plan = await read_and_plan(session, api, loaded(), live=live, without_history=True)
    with collector_paused(len(live.groups)):  # all details are unpacked
        return make_audit(plan, live, loaded().campaigns, today=session.today)


def _written(audit: "Audit", form: str, *, color: bool) -> str:
    match form:
        case "json":
            from reconciler.render.audit_json import audit_to_json  # noqa: PLC0415 - one is needed
            from reconciler.render.safe import json_text  # noqa: PLC0415 - as above

            return json_text(audit_to_json(audit)) + "\n"
        case "csv":
            from reconciler.render.audit_csv import audit_to_csv  # noqa: PLC0415 - slow

            return audit_to_csv(audit)
        case "markdown":
            from reconciler.render.audit_markdown import audit_to_markdown  # noqa: PLC0415 - slow

            return audit_to_markdown(audit)
        case "html":
            from reconciler.render.audit_html import audit_to_html  # noqa: PLC0415 - slow

            return audit_to_html(audit)
        case _:
            from reconciler.render.audit_text import audit_to_text  # noqa: PLC0415 - slow

            return audit_to_text(audit, color=color)
