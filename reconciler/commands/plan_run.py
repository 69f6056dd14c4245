"""One run of ``plan``: from the files to the plan, and to whoever reads it."""

import asyncio
import sys
from collections.abc import Callable

from msgspec.structs import asdict

from reconciler.campaigns.load import Loaded
from reconciler.commands.destination import Destination
from reconciler.commands.github_outputs import write_outputs
from reconciler.commands.origin import origin_of
from reconciler.commands.plan_files import plan_data, save_plan, show_plan, tool
from reconciler.commands.session import Session
from reconciler.core.known_groups import has_known
from reconciler.core.plan import Plan
from reconciler.errors import ExitCode
from reconciler.planning.read_and_plan import Wanted, first_plan

__all__ = ["Wanted", "hand_out", "make", "tell"]


def make(
    session: Session,
    loaded: Callable[[], Loaded],
    wanted: Wanted,
    *,
    base: str | None,
    deadline: float | None,
) -> Plan:
    """Read what is live, and plan.

    Args:
        session: what is planned, and where.
        loaded: gives the campaign files.
        wanted: what the plan is to be like.
        base: the commit that changes are told since, if one is named.
        deadline: in seconds from now.

    Raises:
        ReconcilerError: as of ``first_plan``.
    """
    origin = origin_of(session, base=base)

    async def read_and_plan() -> Plan:
        async with session.connect(read_only=True, deadline=deadline) as api:
            return await first_plan(session, api, loaded, wanted, origin)

    return asyncio.run(read_and_plan())


def hand_out(
    session: Session, plan: Plan, form: str | None, saved: Destination | None, *, explains: bool
) -> None:
    """Save a plan where that is asked for, and show it, or explain the one campaign in it."""
    form = form or ("json" if saved is not None and saved.is_stdout else "text")
    is_data = form == "json" or saved is not None
    data = plan_data(plan) if is_data else {"tool": tool()}
    if saved is not None and not saved.is_stdout:
        save_plan(data, saved)
    if explains:
        from reconciler.commands.plan_explain import show_explanation  # noqa: PLC0415 - 30 ms

        show_explanation(session, plan)
    else:
        show_plan(plan, form, data)


def tell(plan: Plan, *, detailed_exitcode: bool) -> None:
    """Tell GitHub's steps what a plan came to, and the caller by the exit code if it asks."""
    summary = plan.summary
    unknown = len(plan.unmanaged) if has_known(plan) else 0
    more = {"has_changes": summary.has_changes, "unknown": unknown}
    write_outputs({"plan_id": plan.plan_id, **asdict(summary), **more})
    if detailed_exitcode and summary.has_changes:
        sys.exit(ExitCode.CHANGES)
