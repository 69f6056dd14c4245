"""``reconciler plan``: what is missing and what differs; changes nothing."""

import asyncio
import sys
from pathlib import Path
from typing import Final

import click
from msgspec.structs import asdict

from reconciler.commands.destination import json_destination
from reconciler.commands.github_outputs import write_outputs
from reconciler.commands.loading import loading
from reconciler.commands.origin import origin_of
from reconciler.commands.overwrite import Result, keep_apart
from reconciler.commands.plan_files import plan_data, save_plan, show_plan, tool
from reconciler.commands.session import Session
from reconciler.core.known_groups import has_known
from reconciler.core.plan import Plan
from reconciler.errors import ExitCode

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
    form = form or ("json" if saved is not None and saved.is_stdout else "text")
    with loading(session) as loaded:
        # Many files are being loaded by now, by other processes.
        from reconciler.planning.read_and_plan import Wanted, first_plan  # noqa: PLC0415 - 120 ms, meanwhile

        origin = origin_of(session, base=base)
        wanted = Wanted(source, only, new_organisation, without_history, tells_causes=True)

        async def make() -> Plan:
            async with session.connect(read_only=True, deadline=deadline) as api:
                return await first_plan(session, api, loaded, wanted, origin)

        plan = asyncio.run(make())
    is_data = form == "json" or saved is not None
    data = plan_data(plan) if is_data else {"tool": tool()}
    if saved is not None and not saved.is_stdout:
        save_plan(data, saved)
    if explain is None:
        show_plan(plan, form, data)
    else:
        from reconciler.commands.plan_explain import show_explanation  # noqa: PLC0415 - 30 ms

        show_explanation(session, plan)
    summary = plan.summary
    unknown = len(plan.unmanaged) if has_known(plan) else 0
    more = {"has_changes": summary.has_changes, "unknown": unknown}
    write_outputs({"plan_id": plan.plan_id, **asdict(summary), **more})
    if detailed_exitcode and summary.has_changes:
        sys.exit(ExitCode.CHANGES)
