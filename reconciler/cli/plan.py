"""``reconciler plan``: what is missing and what differs; changes nothing."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli.github_outputs import write_plan_outputs
from reconciler.cli.options import (
    common,
    format_option,
    history_option,
    new_organisation_option,
    source_option,
)
from reconciler.cli.session import Session, pass_session
from reconciler.errors import ExitCode

if TYPE_CHECKING:
    from reconciler.core.plan import Plan


@click.command("plan")
@format_option("text", "json", "markdown")
@click.option("--out", type=click.Path(path_type=Path), help="Save the plan, for apply and show.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit 2 when there is anything to report.")
@click.option("--only", metavar="NAME", multiple=True, help="Plan for this campaign alone.")
@click.option("--explain", metavar="NAME", help="Say of this campaign why, in place of the plan.")
@click.option("--base", metavar="REF", help="Note in the plan which files changed since.")
@new_organisation_option
@history_option
@source_option
@common
@pass_session
def command(
    session: Session,
    *,
    form: str,
    out: Path | None,
    only: tuple[str, ...],
    explain: str | None,
    base: str | None,
    source: str | None,
    new_organisation: int | None,
    without_history: bool,
    detailed_exitcode: bool,
) -> None:
    """Read live state and show what is missing, what differs, and what stands in the way.

    Nothing is changed: this command cannot write to the loyalty API.
    """
    if explain is not None:
        if only or out is not None or form != "text":
            raise click.UsageError("--explain NAME is text alone, without --only and --out.")
        only = (explain,)
    plan = _make(
        session,
        source=source,
        only=only,
        base=base,
        new_organisation=new_organisation,
        without_history=without_history,
    )
    from reconciler.cli.plan_files import plan_data, save_plan, show_plan  # noqa: PLC0415 - slow

    data = plan_data(plan) if form != "text" or out is not None else None
    if out is not None:
        save_plan(data, out)
    if explain is None:
        show_plan(plan, form, data)
    else:
        from reconciler.cli.explaining import show_explanation  # noqa: PLC0415 - as above

        show_explanation(session, plan)
    write_plan_outputs(plan)
    if detailed_exitcode and plan.summary.has_changes:
        sys.exit(ExitCode.CHANGES)


def _make(
    session: Session,
    *,
    source: str | None,
    only: tuple[str, ...],
    base: str | None,
    new_organisation: int | None,
    without_history: bool,
) -> "Plan":
    with session.loading() as loaded:
        import asyncio  # noqa: PLC0415 - slow to import; many files are being loaded by now

        from reconciler.cli.origins import origin_of  # noqa: PLC0415 - as above
        from reconciler.cli.planning import read_and_plan, read_familiar  # noqa: PLC0415 - as above

        origin = origin_of(session, base=base)

        async def make() -> "Plan":
            async with session.connect(read_only=True) as api:
                live = await read_familiar(
                    session,
                    api,
                    loaded,
                    source=source,
                    new_organisation=new_organisation,
                    only=only,
                )
                made_from = replace(origin, files_digest=loaded().digest)
                return await read_and_plan(
                    session,
                    api,
                    loaded(),
                    only=only,
                    live=live,
                    origin=made_from,
                    without_history=without_history,
                )

        return asyncio.run(make())
