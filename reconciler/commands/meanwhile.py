"""What a plan and an audit take from the API, while other processes may still load the files.

It is imported when these have begun: together with the client it takes as long as many files do.
"""

import asyncio
from collections.abc import Callable

from msgspec.structs import replace

from reconciler.campaigns.load import Loaded
from reconciler.commands.origins import origin_of
from reconciler.commands.session import Session
from reconciler.core.plan import Plan
from reconciler.core.resource import LiveState
from reconciler.planning import read_and_plan, read_familiar, read_state


def make_plan(
    session: Session,
    loaded: Callable[[], Loaded],
    *,
    source: str | None,
    only: tuple[str, ...],
    base: str | None,
    deadline: float | None,
    new_organisation: int | None,
    without_history: bool,
) -> Plan:
    """Read live state, and plan.

    Args:
        session: the run.
        loaded: gives what the files hold, as soon as that is known.
        source: how to read; the environment's own way if it is None.
        only: names of the campaigns to plan; all of them if there are none.
        base: the commit that changed files are told against.
        deadline: seconds from now after which nothing is sent any more.
        new_organisation: the organisation that the environment moved to, if it did.
        without_history: not to look for renames in git's history.

    Raises:
        ReconcilerError: live state could not be read in full, or the files have errors.
    """
    origin = origin_of(session, base=base)

    async def make() -> Plan:
        async with session.connect(read_only=True, deadline=deadline) as api:
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
                tells_causes=True,
            )

    return asyncio.run(make())


async def read_to_audit(
    session: Session, loaded: Callable[[], Loaded], *, source: str
) -> tuple[LiveState, Plan]:
    """Read all of live state with its details, and plan.

    Args:
        session: the run.
        loaded: gives what the files hold, as soon as that is known.
        source: how to read.

    Raises:
        ReconcilerError: live state could not be read in full, or the files have errors.
    """
    async with session.connect(read_only=True) as api:
        live = await read_state(session, api, loaded, source=source)
        # It creates nothing, so it need not know whether what is missing was renamed.
        return live, await read_and_plan(session, api, loaded(), live=live, without_history=True)
