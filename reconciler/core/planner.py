"""Desired and live to a plan.

1. Pair every campaign with the live group of its name, ignoring case.
2. Compare the pairs: in sync, or drift.
3. What has no live group is to be created, unless something speaks against it: a live group that
   looks like it under another name, a target's name that is taken, a create-only finding. What is
   over by now is set aside, whatever else speaks against it, and not mentioned where its file says
   that it is inactive. Drift, and reasons that say so, can be acknowledged in the file
   (``acknowledge``).
4. Live groups that no campaign is paired with are unmanaged.

Where the read shows only a part of what is live, a campaign without a live group is blocked
unless the API has said that its name is free, and what is not shown of a group is not missing.

Evidence that costs requests or a look at git is weighed afterwards, for the few changes that it
can matter for: it turns creates into blocks, and never the other way round.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from operator import is_
from types import MappingProxyType
from typing import Final, TypeAlias

from reconciler.core import reasons
from reconciler.core.acknowledge import NO_ANSWERS, Answers, how_to
from reconciler.core.comparison import Compare, CompareAll, Comparison, compare_each
from reconciler.core.diagnostic import Code, Diagnostic
from reconciler.core.exact_json import Json
from reconciler.core.pairing import pair
from reconciler.core.plan import (
    RECORD,
    Acknowledged,
    Blocked,
    Change,
    Create,
    Drift,
    InSync,
    Plan,
    Reason,
    Unmanaged,
)
from reconciler.core.resource import Desired, Live, LiveState, Spec, look_alike, name_key, plain


@dataclass(frozen=True, slots=True)
class Kind:
    """What the planner must know of a kind of resource.

    Attributes:
        compare: a campaign with a live group to what differs.
        part_names: names below the resource that the API keeps unique, as stored.
        live_part_names: the same of a live resource, at little cost.
        signature: a cheap value that is equal for resources that differ in names alone, or None
            where too little was shown to say.
        traits: values that are equal in resources that differ in names alone, wherever both have
            them, by what they are of; asked for where there is a signature.
        is_same_but_for_names: whether two specs differ in names alone.
        lost_goals: what a file's data declares to be reached and a body does not hold, in words.
        family: what a resource stays when it is renamed and edited, or None where it was not shown.
        outline: a cheap value that is equal for resources that differ in names alone; empty where
            it cannot be told.
        live_outline: the same of a live resource, at little cost.
        content: what a declared resource does, whatever its names are, and on whatever days where
            they are only those of a window, as text.
        days: its first and last day, each empty where it is not known.
        counts_by_buying: whether customers take part by buying.
        does: what it does to customers who reach its goal, as a participle.
        without_goals: a spec without what is to be reached.
        payout: a spec without what decides neither who is paid nor for what.
        aside: what ``payout`` leaves out, by the name of its field.
        without_filled_in: a live spec without the days that a declared one leaves to the server.
        in_part: the same kind for reads that show only a part of what is live, in whose specs
            nothing is missing; None where all reads are whole.
    """

    compare: Compare
    part_names: Callable[[Spec], Iterable[str]]
    live_part_names: Callable[[Live], Iterable[str]]
    signature: Callable[[Spec], Hashable | None]
    traits: Callable[[Spec], Mapping[str, Hashable]]
    is_same_but_for_names: Callable[[Spec, Spec], bool]
    lost_goals: Callable[[Mapping[str, Json], Mapping[str, Json]], Sequence[str]]
    family: Callable[[Spec], Hashable | None]
    outline: Callable[[Spec], str]
    live_outline: Callable[[Live], str]
    content: Callable[[Spec], str]
    days: Callable[[Spec], tuple[str, str]]
    counts_by_buying: Callable[[Spec], bool]
    does: Callable[[Spec], str]
    without_goals: Callable[[Spec], Spec]
    payout: Callable[[Spec], Spec]
    aside: Callable[[Spec], Mapping[str, Hashable]]
    without_filled_in: Callable[[Spec, Spec], Spec]
    in_part: "Kind | None" = None


NOBODY_ASKED: Final[Mapping[str, bool]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found out about single changes.

    Attributes:
        free_names: the API's answers to "is this name free", by name.
        former_names: names that a file declared in earlier commits, by file.
        deleted_files: the file that declared a name until it was deleted, by name as looked up.
        possible_renames: why a campaign may be a live group renamed in its file, by its name,
            where its history could not be read.
        states: what groups do by now that no file declares, as the end of a sentence, by id.
        same: which campaigns it is the same as, by its name (``same_campaign``).
        moved: which groups it may be, whose files are gone, by its name (``moved_campaigns``).
    """

    free_names: Mapping[str, bool] = field(default_factory=dict)
    former_names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    deleted_files: Mapping[str, str] = field(default_factory=dict)
    possible_renames: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[int, str] = field(default_factory=dict)
    same: "Mapping[str, Suspicion]" = field(default_factory=dict)
    moved: "Mapping[str, Sequence[Suspicion]]" = field(default_factory=dict)


def make_plan(
    desired: Sequence[Desired],
    live: LiveState,
    *,
    kind: Kind,
    environment: str,
    today: date | None = None,
    org_id: int | None = None,
    diagnostics: Iterable[Diagnostic] = (),
    free_names: Mapping[str, bool] = NOBODY_ASKED,
    compare_all: CompareAll = compare_each,
) -> Plan:
    """Compare what the files say with what is live.

    Args:
        desired: campaigns with names that look different from each other.
        live: a read that came to its end.
        kind: how resources are compared.
        environment: name of the environment, for the plan's id.
        today: the day in the organisation's time zone, which decides what is over; where it is
            None, nothing is.
        org_id: the configured organisation, if one is.
        diagnostics: findings to carry along.
        free_names: the API's answers to "is this name free", by name; only they make a campaign
            missing where the read does not show everything.
        compare_all: compares many campaigns with their live groups.
    """
    if not live.is_whole:
        kind = kind.in_part or kind
    # Where several groups answer a look-up the first by id does, whatever the order of rows.
    groups = sorted(live.groups, key=lambda group: group.id)
    pairing = pair(desired, groups)
    answers = Answers.of(desired)
    suspects = Suspects(groups, pairing.unmanaged, kind, None if live.is_whole else free_names)
    alone = [(each, found[0]) for each, found in pairing.pairs if len(found) == 1]
    compared = iter(compare_all(kind.compare, alone))
    day = "" if today is None else today.isoformat()
    changes: list[Change] = [
        _compared(each, found[0], next(compared), answers)
        if len(found) == 1
        else _unpaired(each, found, suspects, answers, day)
        for each, found in pairing.pairs
    ]
    records = tuple(each for each in changes if isinstance(each, Blocked) and each.is_record)
    changes = [each for each in changes if not (isinstance(each, Blocked) and each.is_record)]
    changes.extend(Unmanaged(group.name, group.id) for group in pairing.unmanaged)
    return Plan(
        environment=environment,
        source=live.source,
        org_id=org_id,
        live_org_id=_only(live.org_ids),
        live_groups=len(live.groups),
        changes=tuple(changes),
        diagnostics=tuple(sorted(diagnostics)),
        records=records,
    )


def weigh(plan: Plan, evidence: Evidence, answers: Answers = NO_ANSWERS) -> Plan:
    """Hold back creates that the evidence speaks against, and explain unmanaged groups.

    Args:
        plan: the plan.
        evidence: what was found out.
        answers: what the files say to reasons that are meant.
    """
    unmanaged = {name_key(each.name) for each in plan.changes if isinstance(each, Unmanaged)}
    weighed = tuple(_weigh(change, evidence, unmanaged, answers) for change in plan.changes)
    records = tuple(_weigh_over(each, evidence, unmanaged, answers) for each in plan.records)
    if all(map(is_, (*weighed, *records), (*plan.changes, *plan.records))):
        return plan
    return replace(plan, changes=weighed, records=records)


def possible_renames(
    plan: Plan, desired: Sequence[Desired], live: LiveState, kind: Kind
) -> Mapping[str, str]:
    """For each create, the unmanaged groups that it may be, renamed and edited in its file.

    Args:
        plan: of all campaigns.
        desired: the campaigns it was made from.
        live: the live state it was made from.
        kind: how resources are compared.

    Returns:
        A sentence by the name of the create; creates for which there is no such group are left out.
    """
    unmanaged = {each.id for each in plan.changes if isinstance(each, Unmanaged)}
    by_family: dict[Hashable | None, list[Live]] = defaultdict(list)
    for group in sorted(live.groups, key=lambda group: group.id):
        if group.id in unmanaged:
            by_family[kind.family(group.spec)].append(group)
    missing: tuple[Blocked | Create, ...] = (*plan.creates, *plan.set_aside, *plan.records)
    creates = {each.name for each in missing}
    found = {}
    for each in desired:
        if each.name in creates:
            # A group that did not show what it is may be any.
            alike = [*by_family[kind.family(each.spec)], *by_family[None]]
            if alike:
                found[each.name] = _may_be(alike)
    return found


def _may_be(groups: Sequence[Live]) -> str:
    first, count = groups[0], len(groups)
    more = f" or one of {count - 1} more" if count > 1 else ""
    return (
        "Git could not tell what this file declared before: it may be the live group "
        f"{first.id}, '{first.name}'{more}, renamed, which no file declares."
    )


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Something that speaks against a create.

    Attributes:
        code: the kind of reason.
        message: what it is here, in a sentence.
        of: the other campaigns or groups that it speaks of, by name.
        to_write: what an acknowledgement of it says that it is of; None where that is ``of``.
    """

    code: Code
    message: str
    of: tuple[str, ...] = ()
    to_write: Sequence[str] | None = None

    @property
    def reason(self) -> Reason:
        """What a plan says of it, with what to do."""
        return Reason(self.code.slug, f"{self.message} {self.fix}", self.of)

    @property
    def fix(self) -> str:
        """What to do, and how to acknowledge it where that can be done."""
        to_write = self.of if self.to_write is None else self.to_write
        return " ".join(filter(None, (self.code.fix, how_to(self.code, to_write))))


def _unpaired(
    desired: Desired, found: Sequence[Live], suspects: "Suspects", answers: Answers, day: str
) -> Change:
    over = Suspicion(reasons.CAMPAIGN_OVER, f"Its last day was {desired.last_day}.")
    answer = answers.to_finding(over.code.slug, desired.name)
    create = Create(
        desired.name,
        desired.file,
        desired.line,
        plain(desired.body),
        even_if_over=answer is not None,
    )
    if found:
        ids = ", ".join(str(group.id) for group in sorted(found, key=lambda group: group.id))
        message = f"Groups {ids} all carry this name, ignoring case."
        return _blocked(create, Suspicion(reasons.LIVE_NAME_TWICE, message).reason)
    is_over = "" < desired.last_day < day
    if is_over and answer is not None:
        create = replace(create, acknowledged=(Acknowledged(over.reason, answer),))
    held = hold_back(create, suspects.against(desired), answers)
    held = _create_only(held, desired) if isinstance(held, Create) else held
    if isinstance(held, Create):
        held = hold_back(held, _without_goal(desired, suspects.kind), answers)
    if is_over and answer is None:
        reason = RECORD if desired.spec.get("active") is False else over.reason
        otherwise = held.reason if isinstance(held, Blocked) else None
        return replace(_blocked(create, reason), otherwise=otherwise)
    return held


def _compared(desired: Desired, live: Live, comparison: Comparison, answers: Answers) -> Change:
    place = (desired.name, desired.file, desired.line, live.id)
    if not comparison.fields:
        return InSync(*place, comparison.seen)
    fields = comparison.fields
    if desired.acknowledgements:
        fields = tuple(
            replace(each, acknowledged=answers.to_drift(desired.name, each.path)) for each in fields
        )
    return Drift(*place, fields, comparison.seen)


def _without_goal(desired: Desired, kind: Kind) -> Iterator[Suspicion]:
    """The last look before anything is sent: it holds every declared goal, or is not sent."""
    lost = kind.lost_goals(plain(desired.data), plain(desired.body))
    if lost:
        message = f"What would be sent does not hold {', '.join(lost)}."
        yield Suspicion(reasons.GOAL_NOT_SENT, message)


def hold_back(create: Create, against: Iterable[Suspicion], answers: Answers) -> Create | Blocked:
    """Block a create for the first thing that speaks against it and is not acknowledged.

    Args:
        create: the campaign.
        against: what speaks against it; asked for no more than it takes.
        answers: what the files say to reasons that are meant.

    Returns:
        The block, or the create with all that is acknowledged.
    """
    acknowledged = list(create.acknowledged)
    for each in against:
        may_be = each.code.can_be_acknowledged
        answer = answers.to_finding(each.code.slug, create.name, each.of) if may_be else None
        if answer is None:
            return _blocked(create, each.reason)
        acknowledged.append(Acknowledged(each.reason, answer))
    return replace(create, acknowledged=tuple(acknowledged)) if acknowledged else create


def _blocked(create: Create, reason: Reason) -> Blocked:
    return Blocked(create.name, create.file, create.line, reason, create.body)


def _create_only(create: Create, desired: Desired) -> Create | Blocked:
    """Block a create for the create-only findings of its file, all of them together."""
    standing = [each for each in desired.create_only if each.acknowledged is None]
    if standing:
        message = " ".join(f"{each.message} {each.hint}" for each in standing)
        return _blocked(create, Reason(standing[0].code, message))
    acknowledged = tuple(
        Acknowledged(Reason(each.code, each.message), each.acknowledged)
        for each in desired.create_only
        if each.acknowledged is not None
    )
    return replace(create, acknowledged=(*create.acknowledged, *acknowledged))


def _weigh(change: Change, evidence: Evidence, unmanaged: set[str], answers: Answers) -> Change:
    match change:
        case Create():
            return hold_back(change, _weighed(change, evidence, unmanaged), answers)
        case Unmanaged():
            return _gone(change, evidence)
        case Blocked():
            return _weigh_over(change, evidence, unmanaged, answers)
        case Drift() | InSync():
            return change


def _gone(change: Unmanaged, evidence: Evidence) -> Unmanaged:
    """Say of a group whose file was deleted what it does by now."""
    file = evidence.deleted_files.get(name_key(change.name))
    if file is None:
        return change
    state = evidence.states.get(change.id, reasons.NOTHING_ENDED)
    message = f"{file} declared it and was deleted; {state}"
    return replace(change, reason=Reason(reasons.FILE_DELETED.slug, message))


def _weigh_over(
    change: Blocked, evidence: Evidence, unmanaged: set[str], answers: Answers
) -> Blocked:
    """Find what would block a campaign if it were not over: its digest is of that."""
    if not change.is_set_aside or change.otherwise is not None:
        return change
    create = Create(change.name, change.file, change.line, change.body)
    held = hold_back(create, _weighed(create, evidence, unmanaged), answers)
    return replace(change, otherwise=held.reason) if isinstance(held, Blocked) else change


def _weighed(create: Create, evidence: Evidence, unmanaged: set[str]) -> Iterator[Suspicion]:
    for name in sorted(evidence.former_names.get(create.file, ())):
        if name_key(name) in unmanaged:
            message = f"In an earlier commit this file declared '{name}', which is live."
            yield Suspicion(reasons.LIKELY_RENAME, message, (name,))
    yield from evidence.moved.get(create.name, ())
    if create.name in evidence.same:
        yield evidence.same[create.name]
    if create.name in evidence.possible_renames:
        yield Suspicion(reasons.HISTORY_UNAVAILABLE, evidence.possible_renames[create.name])
    if evidence.free_names.get(create.name) is False:
        message = f"The API says that the name '{create.name}' is taken."
        yield Suspicion(reasons.NAME_TAKEN, message)


def _only(ids: frozenset[int]) -> int | None:
    return next(iter(ids)) if len(ids) == 1 else None


class Suspects:
    """What speaks against a create, live groups found by look-up instead of by search.

    Which names are free matters only where not every live group is shown; else it is None.
    """

    def __init__(
        self,
        groups: Sequence[Live],
        unmanaged: Sequence[Live],
        kind: Kind,
        free_names: Mapping[str, bool] | None,
    ) -> None:
        self.kind = kind
        self.groups = groups
        self.unmanaged = {group.id: group for group in unmanaged}
        self.free_names = free_names

    @cached_property
    def by_look(self) -> Mapping[str, Live]:
        """The groups by what their names look like."""
        return {look_alike(group.name): group for group in reversed(self.groups)}

    @cached_property
    def by_part(self) -> Mapping[str, Live]:
        """The groups by the names of their parts."""
        return {
            name_key(part): group
            for group in reversed(self.groups)
            for part in self.kind.live_part_names(group)
        }

    @cached_property
    def by_signature(self) -> Mapping[Hashable, "Alike"]:
        """The unmanaged groups by what they do."""
        alike: dict[Hashable, Alike] = defaultdict(Alike)
        for group in self.unmanaged.values():
            signature = self.kind.signature(group.spec)
            if signature is not None:
                alike[signature].add(group, self.kind.traits(group.spec))
        return alike

    def against(self, desired: Desired) -> Iterator[Suspicion]:
        """What speaks against creating a campaign, the gravest first."""
        yield from self._unseen(desired)
        yield from self.by_names(desired)
        yield from self.by_effect(desired)

    def by_names(self, desired: Desired) -> Iterator[Suspicion]:
        """Groups whose names, or whose parts' names, look like those of a campaign."""
        yield from self._by_look(desired)
        yield from self._by_parts(desired)

    def _unseen(self, desired: Desired) -> Iterator[Suspicion]:
        """What a partial read does not show may be live, unless its name is known to be free."""
        is_free = True if self.free_names is None else self.free_names.get(desired.name)
        if is_free:
            return
        said = "was not asked whether its name is free"
        if is_free is False:
            said = "says that its name is taken"
        message = f"The read shows a part of what is live, and not this campaign; the API {said}."
        yield Suspicion(reasons.NOT_VISIBLE, message)

    def _by_look(self, desired: Desired) -> Iterator[Suspicion]:
        group = self.by_look.get(look_alike(desired.name))
        if group is not None:
            message = f"The live group {group.id} is named '{group.name}'."
            yield Suspicion(reasons.LOOK_ALIKE_NAME, message, (group.name,))

    def _by_parts(self, desired: Desired) -> Iterator[Suspicion]:
        names = {name_key(name) for name in self.kind.part_names(desired.spec)}
        taken = sorted(names & self.by_part.keys())
        if not taken:
            return
        group = self.by_part[taken[0]]
        theirs = {name_key(name) for name in self.kind.live_part_names(group)}
        if group.id in self.unmanaged and names <= theirs:
            message = f"The live group {group.id}, '{group.name}', has the same target names."
            yield Suspicion(reasons.LIKELY_RENAME, message, (group.name,))
        message = f"The target name '{taken[0]}' is used in the live group '{group.name}'."
        yield Suspicion(reasons.TARGET_NAME_TAKEN, message, (group.name,))

    def by_effect(self, desired: Desired) -> Iterator[Suspicion]:
        """Unmanaged groups that do the same as a campaign."""
        signature = self.kind.signature(desired.spec)
        if signature not in self.by_signature:
            return
        for group in self.by_signature[signature].candidates(self.kind.traits(desired.spec)):
            if self.kind.is_same_but_for_names(desired.spec, group.spec):
                message = (
                    f"The live group {group.id}, '{group.name}', is the same but for its names."
                )
                yield Suspicion(reasons.LIKELY_RENAME, message, (group.name,))


class Alike:
    """Live groups of one signature, found by the traits that they share with a campaign.

    Which traits a spec has depends on what a file declares and on what a read shows, so groups
    are filed by what they have, and looked up by what both have. Traits are kept as their hashes,
    which saves memory: whoever shares nothing but a hash is found out by the comparison.
    """

    def __init__(self) -> None:
        self.filed: dict[tuple[str, ...], list[tuple[Live, Sequence[int]]]] = {}
        self.indexes: dict[_Places, Mapping[Sequence[int], Sequence[Live]]] = {}

    def add(self, group: Live, traits: Mapping[str, Hashable]) -> None:
        """File a group; the order is kept."""
        hashes = tuple(map(hash, traits.values()))
        self.filed.setdefault(tuple(traits), []).append((group, hashes))

    def candidates(self, traits: Mapping[str, Hashable]) -> Sequence[Live]:
        """The groups that differ in no trait that they share with these, by id."""
        found = [each for kinds in self.filed for each in self._with(kinds, traits)]
        return sorted(found, key=lambda group: group.id)

    def _with(self, kinds: tuple[str, ...], traits: Mapping[str, Hashable]) -> Sequence[Live]:
        places = tuple(k for k, kind in enumerate(kinds) if kind in traits)
        if (kinds, places) not in self.indexes:
            index: dict[Sequence[int], list[Live]] = defaultdict(list)
            for group, hashes in self.filed[kinds]:
                index[tuple(hashes[k] for k in places)].append(group)
            self.indexes[kinds, places] = index
        sought = tuple(hash(traits[kinds[k]]) for k in places)
        return self.indexes[kinds, places].get(sought, ())


_Places: TypeAlias = tuple[tuple[str, ...], tuple[int, ...]]
"""Kinds of traits, and which of them are shared."""
