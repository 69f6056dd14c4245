"""What exists: every live group in exactly one class, and what is declared but missing.

Pure: a plan, the live state it was made from, the campaigns and the day go in, an audit comes
out. An audit whose classes do not add up to the live groups cannot be made.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from reconciler.core import flags, reasons
from reconciler.core.acknowledge import Answers
from reconciler.core.audit import Audit, Entry, Flag, Standing, does_not_add_up, order
from reconciler.core.diagnostic import Code
from reconciler.core.exact_json import Json
from reconciler.core.guards import doubt_organisation
from reconciler.core.lifecycle import Lifecycle
from reconciler.core.near_names import find_near
from reconciler.core.owning import (
    GROUP_CLAIMED_TWICE,
    OWNED_BY_PROMOTION,
    claimed_by,
    not_read,
    owned_by,
)
from reconciler.core.pairing import pair
from reconciler.core.plan import Blocked, Change, Create, Drift, InSync, Plan, Unmanaged
from reconciler.core.promotion import NOT_VERIFIED, Promotions, ReadState
from reconciler.core.promotion_flags import promotion_flags
from reconciler.core.resource import (
    NOT_TOLD,
    Desired,
    Live,
    LiveState,
    Spec,
    looked_at,
    name_key,
)
from reconciler.errors import AuditError
from reconciler.target_group.answers.attribution import made
from reconciler.target_group.answers.rows import row_of
from reconciler.target_group.days import days_of, lifecycle_of
from reconciler.target_group.fields import ORG_READS
from reconciler.target_group.targets import NO_TARGETS, Targets, not_meant, targets_of
from reconciler.words import first_of

SOON: Final = timedelta(days=14)
MOST_NAMED: Final = 3
"""Names listed in one message."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What is known of one campaign from all sides."""

    standing: Standing
    change: Change
    group: Live | None
    desired: Desired | None


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
    found = [_looked_at(each, today, promotions) for each in _find(plan, live, campaigns)]
    found.sort(key=lambda each: order(each[0]))
    flagging = _Flagging(found, today, promotions)
    flagged = flagging.entries(Answers.of(campaigns))
    return Audit(
        environment=plan.environment,
        source=live.source,
        org_id=plan.live_org_id if plan.org_id is None else plan.org_id,
        today=today,
        live=len(live.groups),
        entries=flagged,
        notes=(*_doubts(campaigns, live), *_notes(flagged, live), *_of_promotions(promotions)),
        promotions=promotions,
        promotion_flags=promotion_flags(promotions, today),
    )


def _find(plan: Plan, live: LiveState, campaigns: Sequence[Desired]) -> Iterator[_Found]:
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
            yield _Found(standing, change, None, desired)
        for group in _live_ones(change, left, paired):
            del left[group.id]
            yield _Found(standing, change, group, desired)
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
    """The live groups that a change is about.

    Args:
        change: the change.
        left: groups that no other change was about, by id.
        paired: the groups that answer to the name of each campaign.
    """
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


def _looked_at(found: _Found, today: date, promotions: Promotions) -> tuple[Entry, Targets, _Found]:
    """The entry of a campaign, and what its flags need, from one look at its details."""
    group, desired = found.group, found.desired
    spec: Spec = looked_at(group.spec if group else desired.spec if desired else {})
    return _entry(found, spec, today, promotions), targets_of(spec) if group else NO_TARGETS, found


def _entry(found: _Found, spec: Spec, today: date, promotions: Promotions) -> Entry:
    change, group, desired = found.change, found.group, found.desired
    starts, ends, is_cycle = days_of(spec)
    return Entry(
        standing=_owned(found, promotions),
        name=group.name if group else change.name,
        id=group.id if group else None,
        file=desired.file if desired else "",
        line=desired.line if desired else 0,
        tracking_type=spec.get("trackingType") or "",
        starts=starts,
        ends=ends,
        is_cycle=is_cycle,
        lifecycle=lifecycle_of(spec, today) if group else None,
        owner=_owner(desired.metadata if desired else {}),
        made=made(row_of(group) or {}) if group else NOT_TOLD,
        differs=tuple(each.path for each in change.reported) if isinstance(change, Drift) else (),
        unverified=change.seen.unverified if isinstance(change, Drift | InSync) else (),
        promotion=promotions.owner_of(group.id) if group else None,
        known=change.known if isinstance(change, Unmanaged) else None,
    )


def _owned(found: _Found, promotions: Promotions) -> Standing:
    """Its class; what no file declares and a promotion owns is the promotion's."""
    is_owned = found.group is not None and promotions.owner_of(found.group.id) is not None
    is_nobodys = found.standing is Standing.UNMANAGED
    return Standing.PROMOTION if is_owned and is_nobodys else found.standing


def _owner(metadata: Mapping[str, Json]) -> str:
    owner = metadata.get("owner")
    named = owner if isinstance(owner, list) else [owner]
    return ", ".join(str(each) for each in named if isinstance(each, str | int))


class _Flagging:
    """Flags of all entries; what takes a look at the others is found by look-up."""

    def __init__(
        self, found: Sequence[tuple[Entry, Targets, _Found]], today: date, promotions: Promotions
    ) -> None:
        self.promotions = promotions
        self.plain = [entry for entry, _, _ in found]
        self.targets = [targets for _, targets, _ in found]
        self.found = [each for _, _, each in found]
        self.today = today
        self.partners = find_near([each.name for each in self.plain]).partners
        self.uses: Counter[str] = Counter()
        holders: dict[str, set[int]] = defaultdict(set)
        for entry, targets in zip(self.plain, self.targets, strict=True):
            for target in map(name_key, targets.names):
                self.uses[target] += 1
                holders[target].add(entry.id or 0)
        self.holders = {name: sorted(ids) for name, ids in holders.items()}
        self.holders_of_all: dict[frozenset[str], tuple[int, Sequence[int]]] = {}

    def entries(self, answers: Answers) -> tuple[Entry, ...]:
        """The entries with their flags.

        Args:
            answers: what the files say to those that are meant.
        """
        flagged = ((each, self._of(k, answers)) for k, each in enumerate(self.plain))
        return tuple(replace(each, flags=found) if found else each for each, found in flagged)

    def _of(self, k: int, answers: Answers) -> tuple[Flag, ...]:
        """Flags of an entry; all that is acknowledged in one, which says why."""
        change = self.found[k].change
        found = (*self._of_names(k), *self._of_use(k))
        said = [(flag, answers.to_finding(flag.code, change.name, flag.of)) for flag in found]
        meant = [*_meant(change)]
        meant += [f"{flag.code}: {answer.words}" for flag, answer in said if answer is not None]
        acknowledged = (_flag(flags.ACKNOWLEDGED, f"{'; '.join(meant)}."),) if meant else ()
        standing = (flag for flag, answer in said if answer is None)
        return (*self._of_plan(k), *standing, *acknowledged)

    def _of_use(self, k: int) -> Iterator[Flag]:
        """What customers lose; where a promotion owns the group, its own flags say so."""
        if self.plain[k].standing is not Standing.PROMOTION:
            yield from self._of_days(k)
            yield from self._of_targets(k)
        else:
            yield from self._of_target_names(k)

    def _of_plan(self, k: int) -> Iterator[Flag]:
        """Why it is not created, what became of its file, or whose it is."""
        change, entry = self.found[k].change, self.plain[k]
        owners = self.promotions.claims.get(entry.id or 0, ())
        if owners and entry.standing is not Standing.PROMOTION:
            yield _flag(OWNED_BY_PROMOTION, owned_by(entry.id or 0, owners[0]))
        if len(owners) > 1:
            yield _flag(GROUP_CLAIMED_TWICE, claimed_by(entry.id or 0, owners))
        if isinstance(change, Blocked | Unmanaged) and change.reason is not None:
            yield Flag(change.reason.code, change.reason.message)

    def _of_days(self, k: int) -> Iterator[Flag]:
        entry = self.plain[k]
        if entry.ends is None:
            return
        left = (entry.ends - self.today).days
        if entry.lifecycle is Lifecycle.ENDED:
            yield _flag(flags.ENDED_ACTIVE, f"It ended {_days_ago(-left)} and is still active.")
        elif entry.lifecycle in _COMING and left <= SOON.days:
            yield _flag(flags.ENDS_SOON, f"It ends {_in_days(left)}.")

    def _of_names(self, k: int) -> Iterator[Flag]:
        if k in self.partners:
            other = self.plain[self.partners[k]]
            message = f"Its name is nearly that of {_called(other)}."
            yield replace(_flag(flags.NEAR_DUPLICATE, message), of=(other.name,))

    def _of_targets(self, k: int) -> Iterator[Flag]:
        targets, coming = self.targets[k], {*_COMING, None}
        if targets.idle and targets.of_active and self.plain[k].lifecycle in coming:
            desired = self.found[k].desired
            idle = not_meant(targets.idle, looked_at(desired.body) if desired else {})
            if idle:
                yield _flag(flags.NO_ENROLMENT, f"Nobody is enrolled by buying: {_listed(idle)}.")
        yield from self._of_target_names(k)
        if targets.off and targets.of_active:
            yield _flag(flags.DEACTIVATED_TARGET, f"Deactivated: {_listed(targets.off)}.")

    def _of_target_names(self, k: int) -> Iterator[Flag]:
        shared = [each for each in self.targets[k].names if self.uses[name_key(each)] > 1]
        if shared:
            count, first = self._holders(frozenset(map(name_key, shared)))
            others = [number for number in first if number != self.plain[k].id]
            noun = "group" if count == 2 else "groups"  # noqa: PLR2004 - this one, and another
            groups = f"{noun} {first_of(map(str, others), count - 1, most=MOST_NAMED)}"
            where = f"in {groups} as well" if others else "twice in this group"
            message = f"Used {where}: {_listed(list(dict.fromkeys(shared)))}."
            yield _flag(flags.TARGET_NAME_TWICE, message)

    def _holders(self, names: frozenset[str]) -> tuple[int, Sequence[int]]:
        """How many groups have a target of one of the names, and the first of them by id.

        One more than is listed, since a group is not listed in its own flag. Remembered: where
        one name is in all groups, each would have to count all others.
        """
        if names not in self.holders_of_all:
            ids = [self.holders[name] for name in names]
            first = sorted(set[int]().union(*(each[: MOST_NAMED + 1] for each in ids)))
            self.holders_of_all[names] = len(set[int]().union(*ids)), first[: MOST_NAMED + 1]
        return self.holders_of_all[names]


_COMING: Final = frozenset({Lifecycle.RUNNING, Lifecycle.UPCOMING})


def _meant(change: Change) -> Iterator[str]:
    """What a plan found and the file acknowledges, each with the reason."""
    match change:
        case Drift():
            for field in change.acknowledged:
                if field.acknowledged is not None:
                    yield f"{field.path} differs: {field.acknowledged.words}"
        case Create():
            for known in change.acknowledged:
                yield f"{known.reason.code}: {known.answer.words}"
        case Blocked() | InSync() | Unmanaged():
            return


def _flag(code: Code, message: str) -> Flag:
    return Flag(code.slug, message)


def _called(entry: Entry) -> str:
    place = f"group {entry.id}" if entry.id is not None else entry.file
    return f"'{entry.name}' ({place})"


def _listed(names: Sequence[str]) -> str:
    return first_of((f"'{name}'" for name in names), len(names), most=MOST_NAMED)


def _in_days(days: int) -> str:
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def _days_ago(days: int) -> str:
    return "yesterday" if days == 1 else f"{days} days ago"


def _doubts(campaigns: Sequence[Desired], live: LiveState) -> Iterator[str]:
    """An audit creates nothing, so what stops a plan is a note in it."""
    doubt = doubt_organisation(campaigns, live)
    if doubt:
        yield doubt


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
        listed = ", ".join(map(str, promotions.absent[:MOST_NAMED]))
        more = len(promotions.absent) - MOST_NAMED
        rest = f" and {more} more" if more > 0 else ""
        yield f"Promotions name groups that are not among the live ones: {listed}{rest}."
