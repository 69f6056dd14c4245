"""What exists: every live group in exactly one class, and what is declared but missing.

Pure: a plan, the live state it was made from, the campaigns and the day go in, an audit comes
out. An audit whose classes do not add up to the live groups cannot be made.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from reconciler.audit.flags import MOST_NAMED, Flagging, Found
from reconciler.core import reasons
from reconciler.core.acknowledge import Answers
from reconciler.core.audit import Audit, Entry, Standing, does_not_add_up, order
from reconciler.core.guards import doubt_organisation
from reconciler.core.owned_groups import not_read
from reconciler.core.pairing import pair
from reconciler.core.plan import Blocked, Change, Create, Drift, InSync, Plan, Unmanaged
from reconciler.core.promotion import NOT_VERIFIED, Promotions, ReadState
from reconciler.core.promotion_flags import promotion_flags
from reconciler.core.resource import NOT_TOLD, Desired, Live, LiveState, Spec, name_key
from reconciler.errors import AuditError
from reconciler.target_group.answers.attribution import made
from reconciler.target_group.answers.rows import row_of
from reconciler.target_group.columns import ORG_READS
from reconciler.target_group.comparing.targets import NO_TARGETS, Targets, targets_of
from reconciler.target_group.days import days_of, lifecycle_of
from reconciler.words import first_of


def make_audit(plan: Plan, live: LiveState, campaigns: Sequence[Desired], *, today: date) -> Audit:
    """Put every live group in one class, and add what is missing.

    Args:
        plan: made from the live state and the campaigns, all of them.
        live: a complete read.
        campaigns: what the files declare.
        today: the day in the organisation's time zone.

    Raises:
        AuditError: the read cannot show every group, or the plan and the read do not agree on
            which groups are live.
    """
    if live.source not in ORG_READS:
        raise AuditError(
            f"Through {live.source} not every group can be seen, so an audit would leave some out.",
            hint="Read through milestones or target-groups.",
        )
    promotions = live.promotions
    found = [_entry(each, today, promotions) for each in _find(plan, live, campaigns)]
    found.sort(key=lambda each: order(each[0]))
    flagging = Flagging(found, today, promotions)
    flagged = flagging.entries(Answers.of(campaigns))
    # An audit creates nothing, so what stops a plan is a note in it.
    doubt = doubt_organisation(campaigns, live)
    return Audit(
        environment=plan.environment,
        source=live.source,
        org_id=plan.live_org_id if plan.org_id is None else plan.org_id,
        today=today,
        live=len(live.groups),
        entries=flagged,
        notes=(*filter(None, [doubt]), *_notes(flagged, live), *_of_promotions(promotions)),
        promotions=promotions,
        promotion_flags=promotion_flags(promotions, today),
    )


def _find(plan: Plan, live: LiveState, campaigns: Sequence[Desired]) -> Iterator[Found]:
    groups = {group.id: group for group in live.groups}
    if not len(groups) == len(live.groups) == plan.live_groups:
        raise does_not_add_up(
            f"{len(live.groups)} groups were read, with {len(groups)} different ids."
        )
    declared = {name_key(each.name): each for each in campaigns}
    left = dict(groups)
    paired = {each.name: found for each, found in pair(campaigns, live.groups).pairs}
    for change in plan.changes:
        desired = None if isinstance(change, Unmanaged) else declared[name_key(change.name)]
        standing = _standing(change)
        if standing is Standing.MISSING:
            yield Found(standing, change, None, desired)
        for group in _live_ones(change, left, paired):
            del left[group.id]
            yield Found(standing, change, group, desired)
    if left:
        first = ", ".join(str(number) for number in sorted(left)[:MOST_NAMED])
        raise does_not_add_up(f"{len(left)} of the live groups stand in no class, such as {first}.")


def _standing(change: Change) -> Standing:
    match change:
        case Drift():
            return Standing.MANAGED if change.is_acknowledged else Standing.DRIFTED
        case InSync():
            return Standing.MANAGED
        case Unmanaged():
            return Standing.KNOWN if change.known else Standing.UNMANAGED
        case Blocked() if change.reason.code == reasons.LIVE_NAME_TWICE.slug:
            return Standing.DRIFTED  # live not as declared: several carry the name of one file
        case Blocked() | Create():
            return Standing.MISSING


def _live_ones(
    change: Change, left: Mapping[int, Live], paired: Mapping[str, Sequence[Live]]
) -> Sequence[Live]:
    """The live groups that a change is about; ``left`` are those that no other one was about."""
    match change:
        case Drift() | InSync() | Unmanaged():
            if change.id not in left:
                raise does_not_add_up(
                    f"Group {change.id} is in the plan, and not or twice in the read."
                )
            return [left[change.id]]
        case Blocked() if _standing(change) is Standing.DRIFTED:
            return [each for each in paired.get(change.name, ()) if each.id in left]
        case Blocked() | Create():
            return []


def _entry(found: Found, today: date, promotions: Promotions) -> tuple[Entry, Targets, Found]:
    """The entry of a campaign, and what its flags need, from one look at its details."""
    change, group, desired = found.change, found.group, found.desired
    spec: Spec = {}
    if group:
        spec = group.make_spec()
    elif desired:
        spec = desired.make_spec(desired.give_data())
    starts, ends, is_cycle = days_of(spec)
    owner = promotions.owner_of(group.id) if group else None
    # What no file declares and a promotion owns is the promotion's.
    is_owned = owner is not None and found.standing is Standing.UNMANAGED
    said = desired.metadata.get("owner") if desired else None
    named = said if isinstance(said, list) else [said]
    entry = Entry(
        standing=Standing.PROMOTION if is_owned else found.standing,
        name=group.name if group else change.name,
        id=group.id if group else None,
        file=desired.file if desired else "",
        line=desired.line if desired else 0,
        tracking_type=spec.get("trackingType") or "",
        starts=starts,
        ends=ends,
        is_cycle=is_cycle,
        lifecycle=lifecycle_of(spec, today) if group else None,
        owner=", ".join(str(each) for each in named if isinstance(each, str | int)),
        made=made(row_of(group) or {}) if group else NOT_TOLD,
        differs=tuple(each.path for each in change.reported) if isinstance(change, Drift) else (),
        unverified=change.seen.unverified if isinstance(change, Drift | InSync) else (),
        promotion=owner,
        known=change.known if isinstance(change, Unmanaged) else None,
    )
    return entry, targets_of(spec) if group else NO_TARGETS, found


def _notes(entries: Sequence[Entry], live: LiveState) -> Iterator[str]:
    yield (
        "Who made a group and when it was last touched comes from the API. It calls that day "
        "the creation, but moves it on an edit, and not on a deactivation."
    )
    cycles = sum(each.is_cycle for each in entries)
    if cycles:
        yield (
            f"Days of the cycle, where no fixed periods are shown: {cycles} of {len(entries)}. A "
            "group "
            "that was made without periods has a cycle of years."
        )
    partly = sum(bool(each.unverified) for each in entries)
    if partly:
        yield (
            f"Not compared in full: {partly}, since {live.source} does not show every field that "
            "is declared. 'reconciler plan' lists what was not checked."
        )
    for call in live.not_offered:
        yield f"The API does not offer {call}: what it would have shown was not compared."
    if live.set_aside:
        yield (
            f"Values of an undocumented form, which count as not shown: {len(live.set_aside)}. "
            "'reconciler plan' lists them."
        )


def _of_promotions(promotions: Promotions) -> Iterator[str]:
    if promotions.state is ReadState.NOT_OFFERED:
        yield f"The API does not offer promotions here, so there are none. {promotions.reason}"
    if promotions.may_be_more:
        yield not_read(promotions.reason)
    if promotions.listed:
        *first, last = NOT_VERIFIED
        yield (
            f"Of promotions, {', '.join(first)} and {last} were not verified: no document shows "
            "how the API answers with them."
        )
    if promotions.absent:
        listed = first_of(map(str, promotions.absent), len(promotions.absent), most=MOST_NAMED)
        yield f"Promotions name groups that are not among the live ones: {listed}."
