"""Why live state drifted: which commit changed the file, or that none ever said what is live.

Git is the history, so nothing else is kept: a field of which an earlier version of its file says
what is live was changed in the file, by the commit that made another version of it. Where no
version says so, somebody has changed what is live. Each version is read by today's rules, and held
against what is live as every plan does it.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from reconciler.campaigns.git import GitIsSilent
from reconciler.campaigns.git_log import GitLog
from reconciler.campaigns.history import why_silent
from reconciler.causes.search import Found, search
from reconciler.causes.versions import Run, Versions
from reconciler.core.comparison import Cause, CauseKind
from reconciler.core.plan import Change, Drift, Plan
from reconciler.core.resource import LiveState
from reconciler.parallel import collector_paused, in_parallel

WORTH: Final = 250
"""So many campaigns pay for a process of their own."""
NO_COMMIT: Final = "Nothing is committed yet. Commit files before they are applied."


def with_causes(
    plan: Plan,
    run: Run,
    live: LiveState,
    log: Callable[[], GitLog],
) -> Plan:
    """Say of each field that drifted, and is not acknowledged, why.

    Args:
        plan: the plan.
        run: what is planned, and where.
        live: the live state it was made from.
        log: gives git's log of the campaigns and the settings.
    """
    drifts = [each for each in plan.of_kind(Drift) if each.reported]
    if not drifts:
        return plan
    try:
        with collector_paused(len(drifts)):
            return _told(
                plan, dict(zip(map(id, drifts), _causes(log(), run, drifts, live), strict=True))
            )
    except GitIsSilent as silent:
        reason = f"{why_silent(silent)} {silent.remedy}" if str(silent) else NO_COMMIT
        nobody = Cause(CauseKind.UNKNOWN, reason=reason.strip())
        return _told(plan, {id(each): [nobody] * len(each.fields) for each in drifts})


def _told(plan: Plan, causes: Mapping[int, Sequence[Cause]]) -> Plan:
    def told(change: Change) -> Change:
        if not isinstance(change, Drift) or id(change) not in causes:
            return change
        fields = tuple(
            each if each.acknowledged else replace(each, cause=cause)
            for each, cause in zip(change.fields, causes[id(change)], strict=True)
        )
        return replace(change, fields=fields)

    return replace(plan, changes=tuple(map(told, plan.changes)))


def _causes(
    log: GitLog, run: Run, drifts: Sequence[Drift], live: LiveState
) -> Sequence[Sequence[Cause]]:
    """The cause of each field of each campaign."""
    versions = Versions(log, run, drifts, live)

    def search_all(some: Sequence[Drift]) -> list[Found]:
        return [search(versions, each) for each in some]

    found = in_parallel(search_all, drifts, worth=WORTH, what="campaigns traced back")
    beginnings: dict[str, set[str]] = defaultdict(set)
    for each in found:
        for commit, path in each.beginnings:
            beginnings[commit].add(path)
    wider = log.wider(beginnings) if beginnings else log
    if wider is not log:
        return _causes(wider, run, drifts, live)
    return [each.causes for each in found]
