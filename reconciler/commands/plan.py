"""``reconciler plan``: what is missing and what differs; changes nothing."""

from pathlib import Path
from typing import Final

import click

from reconciler.commands.destination import json_destination
from reconciler.commands.loading import loading
from reconciler.commands.overwrite import Result, keep_apart
from reconciler.commands.session import Session

_OTHERWISE: Final = "For a comment: reconciler plan --format markdown > plan.md"


def run(
    session: Session,
    *,
    form: str | None,
    out: Path | None,
    only: tuple[str, ...],
    explain: str | None,
    base: str | None,
    deadline: float | None,
    source: str | None,
    new_organisation: int | None,
    without_history: bool,
    detailed_exitcode: bool,
) -> None:
    """Plan, and show or save the plan."""
    if explain is not None:
        if only or out is not None or form not in {None, "text"}:
            raise click.UsageError(
                "--explain NAME is of one campaign, as text: leave out --format, --only and --out."
            )
        only = (explain,)
    keep_apart(session, out, Result.PLAN)
    saved = json_destination(out, form, instead=_OTHERWISE)
    with loading(session) as loaded:
        # Many files are being loaded by now, by other processes.
        from reconciler.commands import plan_run  # noqa: PLC0415 - 150 ms, meanwhile

        wanted = plan_run.Wanted(source, only, new_organisation, without_history, tells_causes=True)
        plan = plan_run.make(session, loaded, wanted, base=base, deadline=deadline)
    plan_run.hand_out(session, plan, form, saved, explains=explain is not None)
    plan_run.tell(plan, detailed_exitcode=detailed_exitcode)
