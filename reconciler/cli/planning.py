"""Files and live state to a plan: what ``plan``, ``apply`` and the look afterwards share.

1. Read live state.
2. Refuse another organisation than the configured one.
3. Make the plan.
4. Gather the evidence that only matters for creates and unmanaged groups: is the name free, what
   did git know of the file.
5. Weigh it, and note the limits of what was seen.
"""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from reconciler.api.sources import NOT_OFFERED, is_name_free, read_live
from reconciler.campaigns.history import deleted_files, former_names
from reconciler.campaigns.load import Loaded
from reconciler.cli.session import Session
from reconciler.core import reasons
from reconciler.core.diagnostic import Code, Diagnostic
from reconciler.core.guards import check_org
from reconciler.core.plan import Create, Plan, Unmanaged
from reconciler.core.planner import Evidence, make_plan, weigh
from reconciler.core.resource import LiveState, name_key
from reconciler.errors import ApiError, Unauthorized, UsageError
from reconciler.target_group.kind import TARGET_GROUP

if TYPE_CHECKING:
    from reconciler.api.client import Api


async def read_and_plan(
    session: Session,
    api: "Api",
    loaded: Loaded,
    *,
    source: str | None = None,
    only: Iterable[str] = (),
    evidence: bool = True,
    live: LiveState | None = None,
) -> Plan:
    """Read live state and plan.

    Args:
        session: settings of the run.
        api: a connection.
        loaded: the campaign files.
        source: how to read; the environment's own way if it is None.
        only: names to plan for; all of them if there are none.
        evidence: whether to ask the API and git about creates and unmanaged groups.
        live: what was read already, by ``read_state``.

    Raises:
        ApiError: live state could not be read in full.
        GuardTripped: live groups belong to another organisation.
        UsageError: a name of ``only`` is nowhere.
    """
    environment = session.environment
    live = live or await read_state(session, api, loaded, source=source)
    plan = make_plan(
        loaded.campaigns,
        live,
        kind=TARGET_GROUP,
        environment=session.name,
        org_id=environment.org_id,
        diagnostics=[*loaded.findings, *_set_aside(live)],
    )
    plan = _restricted(plan, {name_key(name) for name in only})
    return await _weighed(session, api, plan) if evidence else plan


async def read_state(
    session: Session, api: "Api", loaded: Loaded, *, source: str | None = None
) -> LiveState:
    """Read all live groups of the configured organisation.

    Raises:
        ApiError: live state could not be read in full.
        GuardTripped: live groups belong to another organisation.
    """
    environment = session.environment
    declared = {name_key(each.name) for each in loaded.campaigns}
    live = await read_live(api, source or environment.source, wanted=declared.__contains__)
    check_org(live, environment.org_id)
    return live


async def _weighed(session: Session, api: "Api", plan: Plan) -> Plan:
    limit = session.environment.name_checks
    free = await _ask_names(api, [create.name for create in plan.creates[:limit]])
    unasked = [create for create in plan.creates if create.name not in free]
    evidence = replace(_from_git(session, plan), free_names=free)
    plan = weigh(plan, evidence)
    notes = [*plan.diagnostics, *_unasked(unasked)]
    most = session.environment.max_creates
    if len(plan.creates) > most:
        message = f"The plan creates {len(plan.creates)} campaigns; one apply may create {most}."
        notes.append(_note(reasons.MAX_CREATES, message))
    return replace(plan, diagnostics=tuple(sorted(notes)))


async def _ask_names(api: "Api", names: Sequence[str]) -> dict[str, bool]:
    """Ask for each name whether it is free; none where the API does not offer the question."""
    tasks = [asyncio.ensure_future(is_name_free(api, name)) for name in names]
    try:
        return dict(zip(names, await asyncio.gather(*tasks), strict=True))
    except ApiError as error:
        if error.status in NOT_OFFERED and not isinstance(error, Unauthorized):
            return {}
        raise
    finally:
        for task in tasks:
            task.cancel()


def _from_git(session: Session, plan: Plan) -> Evidence:
    """Only what a live group that no file declares could make matter."""
    if not any(isinstance(change, Unmanaged) for change in plan.changes):
        return Evidence()
    return Evidence(
        former_names=former_names(session.folder, [create.file for create in plan.creates]),
        deleted_files=deleted_files(session.folder, session.environment.campaigns),
    )


def _restricted(plan: Plan, names: set[str]) -> Plan:
    if not names:
        return plan
    unknown = names - {name_key(change.name) for change in plan.changes}
    if unknown:
        raise UsageError(
            f"No campaign is named '{min(unknown)}', neither in a file nor live.",
            hint="Give --only the name as it stands in the file.",
        )
    kept = tuple(change for change in plan.changes if name_key(change.name) in names)
    return replace(plan, changes=kept)


def _set_aside(live: LiveState) -> Iterator[Diagnostic]:
    for path in live.set_aside:
        message = f"{path} in the answer of {live.source} has an undocumented form."
        yield _note(reasons.ANSWER_SET_ASIDE, message)


def _unasked(creates: Iterable[Create]) -> Iterator[Diagnostic]:
    for create in creates:
        message = f"Whether the name '{create.name}' is free was not asked."
        yield _note(reasons.NAME_NOT_ASKED, message)


def _note(code: Code, message: str) -> Diagnostic:
    """A finding about the plan as a whole."""
    return Diagnostic("", 0, 0, code.slug, code.severity, message, code.fix)
