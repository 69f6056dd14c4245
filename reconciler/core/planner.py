"""Desired and live to a plan.

1. Pair every campaign with the live group of its name, ignoring case.
2. Compare the pairs: in sync, or drift.
3. What has no live group is to be created, unless something speaks against it: a live group that
   looks like it under another name, a target's name that is taken, a create-only finding.
4. Live groups that no campaign is paired with are unmanaged.

Where the read shows only a part of what is live, a campaign without a live group is blocked
unless the API has said that its name is free, and what is not shown of a group is not missing.

Evidence that costs requests or a look at git is weighed afterwards, for the few changes that it
can matter for: it turns creates into blocks, and never the other way round.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Final, TypeAlias

from reconciler.core import reasons
from reconciler.core.diagnostic import Code, Diagnostic
from reconciler.core.exact_json import Json
from reconciler.core.pairs import Comparison, compare_all
from reconciler.core.plan import (
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
from reconciler.memory import Memory


@dataclass(frozen=True, slots=True)
class Kind:
    """What the planner must know of a kind of resource.

    Attributes:
        compare: two specs to what differs.
        part_names: names below the resource that the API keeps unique, as stored.
        signature: a cheap value that is equal for resources that differ in names alone, or None
            where too little was shown to say.
        traits: values that are equal in resources that differ in names alone, wherever both have
            them, by what they are of; asked for where there is a signature.
        is_same_but_for_names: whether two specs differ in names alone.
        lost_goals: what a file's data declares to be reached and a body does not hold, in words.
        in_part: the same kind for reads that show only a part of what is live, in whose specs
            nothing is missing; None where all reads are whole.
    """

    compare: Callable[[Spec, Spec], Comparison]
    part_names: Callable[[Spec], Iterable[str]]
    signature: Callable[[Spec], Hashable | None]
    traits: Callable[[Spec], Mapping[str, Hashable]]
    is_same_but_for_names: Callable[[Spec, Spec], bool]
    lost_goals: Callable[[Mapping[str, Json], Mapping[str, Json]], Sequence[str]]
    in_part: "Kind | None" = None


NOBODY_ASKED: Final[Mapping[str, bool]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found out about single changes.

    Attributes:
        free_names: the API's answers to "is this name free", by name.
        former_names: names that a file declared in earlier commits, by file.
        deleted_files: the file that declared a name until it was deleted, by name as looked up.
    """

    free_names: Mapping[str, bool] = field(default_factory=dict)
    former_names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    deleted_files: Mapping[str, str] = field(default_factory=dict)


def make_plan(
    desired: Sequence[Desired],
    live: LiveState,
    *,
    kind: Kind,
    environment: str,
    org_id: int | None = None,
    diagnostics: Iterable[Diagnostic] = (),
    free_names: Mapping[str, bool] = NOBODY_ASKED,
    memory: Memory | None = None,
) -> Plan:
    """Compare what the files say with what is live.

    Args:
        desired: campaigns with names that look different from each other.
        live: a read that came to its end.
        kind: how resources are compared.
        environment: name of the environment, for the plan's id.
        org_id: the configured organisation, if one is.
        diagnostics: findings to carry along.
        free_names: the API's answers to "is this name free", by name; only they make a campaign
            missing where the read does not show everything.
        memory: which specs agreed when they were compared before.
    """
    if not live.is_whole:
        kind = kind.in_part or kind
    # Where several groups answer a look-up the first by id does, whatever the order of rows.
    groups = sorted(live.groups, key=lambda group: group.id)
    pairs, unmatched = _pair(desired, groups)
    suspects = _Suspects(groups, unmatched, kind, None if live.is_whole else free_names)
    alone = [(each, found[0]) for each, found in pairs if len(found) == 1]
    compared = iter(compare_all(alone, kind.compare, memory or Memory()))
    changes: list[Change] = [
        _compared(each, found[0], next(compared))
        if len(found) == 1
        else _unpaired(each, found, suspects)
        for each, found in pairs
    ]
    changes.extend(Unmanaged(group.name, group.id) for group in unmatched)
    return Plan(
        environment=environment,
        source=live.source,
        org_id=org_id,
        live_org_id=_only(live.org_ids),
        live_groups=len(live.groups),
        changes=tuple(changes),
        diagnostics=tuple(sorted(diagnostics)),
    )


def weigh(plan: Plan, evidence: Evidence) -> Plan:
    """Hold back creates that the evidence speaks against, and explain unmanaged groups."""
    unmanaged = {name_key(each.name) for each in plan.changes if isinstance(each, Unmanaged)}
    weighed = tuple(_weigh(change, evidence, unmanaged) for change in plan.changes)
    return replace(plan, changes=weighed)


def _pair(
    desired: Sequence[Desired], groups: Sequence[Live]
) -> tuple[list[tuple[Desired, list[Live]]], list[Live]]:
    """Pair by name ignoring case; where several groups answer, an exact name decides."""
    by_key: dict[str, list[Live]] = defaultdict(list)
    for group in groups:
        by_key[name_key(group.name)].append(group)
    pairs = []
    for each in desired:
        found = by_key.get(name_key(each.name), [])
        exact = [group for group in found if group.name == each.name]
        pairs.append((each, exact if len(exact) == 1 else found))
    paired = {group.id for _, found in pairs for group in found}
    return pairs, [group for group in groups if group.id not in paired]


def _unpaired(desired: Desired, found: Sequence[Live], suspects: "_Suspects") -> Change:
    if found:
        ids = ", ".join(str(group.id) for group in sorted(found, key=lambda group: group.id))
        return _blocked(
            desired,
            reasons.LIVE_NAME_TWICE,
            f"Groups {ids} all carry this name, ignoring case.",
        )
    return (
        suspects.against(desired)
        or _create_only(desired)
        or _without_goal(desired, suspects.kind)
        or _create(desired)
    )


def _compared(desired: Desired, live: Live, comparison: Comparison) -> Change:
    place = (desired.name, desired.file, desired.line, live.id)
    seen = (comparison.unverified, comparison.uncertain, comparison.coverage)
    if not comparison.fields:
        return InSync(*place, *seen)
    return Drift(*place, comparison.fields, *seen)


def _without_goal(desired: Desired, kind: Kind) -> Blocked | None:
    """The last look before anything is sent: it holds every declared goal, or is not sent."""
    lost = kind.lost_goals(plain(desired.data), plain(desired.body))
    if not lost:
        return None
    message = f"What would be sent does not hold {', '.join(lost)}."
    return _blocked(desired, reasons.GOAL_NOT_SENT, message)


def _create(desired: Desired) -> Create:
    return Create(desired.name, desired.file, desired.line, plain(desired.body))


def _blocked(desired: Desired | Create, code: Code, message: str) -> Blocked:
    return Blocked(
        desired.name,
        desired.file,
        desired.line,
        Reason(code.slug, f"{message} {code.fix}"),
        plain(desired.body),
    )


def _create_only(desired: Desired) -> Blocked | None:
    if not desired.create_only:
        return None
    message = " ".join(f"{each.message} {each.hint}" for each in desired.create_only)
    reason = Reason(desired.create_only[0].code, message)
    return Blocked(desired.name, desired.file, desired.line, reason, plain(desired.body))


def _weigh(change: Change, evidence: Evidence, unmanaged: set[str]) -> Change:
    match change:
        case Create():
            former = evidence.former_names.get(change.file, frozenset())
            renamed = sorted(name for name in former if name_key(name) in unmanaged)
            if renamed:
                message = f"In an earlier commit this file declared '{renamed[0]}', which is live."
                return _blocked(change, reasons.LIKELY_RENAME, message)
            if evidence.free_names.get(change.name) is False:
                message = f"The API says that the name '{change.name}' is taken."
                return _blocked(change, reasons.NAME_TAKEN, message)
            return change
        case Unmanaged():
            file = evidence.deleted_files.get(name_key(change.name))
            if file is None:
                return change
            message = f"{file} declared it and was deleted; the group keeps running. "
            return replace(
                change,
                reason=Reason(reasons.FILE_DELETED.slug, message + reasons.FILE_DELETED.fix),
            )
        case Blocked() | Drift() | InSync():
            return change


def _only(ids: frozenset[int]) -> int | None:
    return next(iter(ids)) if len(ids) == 1 else None


class _Suspects:
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
        return {look_alike(group.name): group for group in reversed(self.groups)}

    @cached_property
    def by_part(self) -> Mapping[str, Live]:
        return {
            name_key(part): group
            for group in reversed(self.groups)
            for part in self._part_names(group)
        }

    @cached_property
    def by_signature(self) -> Mapping[Hashable, "_Alike"]:
        alike: dict[Hashable, _Alike] = defaultdict(_Alike)
        for group in self.unmanaged.values():
            signature = self.kind.signature(group.spec)
            if signature is not None:
                alike[signature].add(group, self.kind.traits(group.spec))
        return alike

    def against(self, desired: Desired) -> Blocked | None:
        """The first reason not to create a campaign, or None."""
        return (
            self._unseen(desired)
            or self._by_look(desired)
            or self._by_parts(desired)
            or self._by_spec(desired)
        )

    def _unseen(self, desired: Desired) -> Blocked | None:
        """What a partial read does not show may be live, unless its name is known to be free."""
        is_free = True if self.free_names is None else self.free_names.get(desired.name)
        if is_free:
            return None
        said = "was not asked whether its name is free"
        if is_free is False:
            said = "says that its name is taken"
        message = f"The read shows a part of what is live, and not this campaign; the API {said}."
        return _blocked(desired, reasons.NOT_VISIBLE, message)

    def _by_look(self, desired: Desired) -> Blocked | None:
        group = self.by_look.get(look_alike(desired.name))
        if group is None:
            return None
        message = f"The live group {group.id} is named '{group.name}'."
        return _blocked(desired, reasons.LOOK_ALIKE_NAME, message)

    def _by_parts(self, desired: Desired) -> Blocked | None:
        names = {name_key(name) for name in self.kind.part_names(desired.spec)}
        taken = sorted(names & self.by_part.keys())
        if not taken:
            return None
        group = self.by_part[taken[0]]
        theirs = {name_key(name) for name in self._part_names(group)}
        if group.id in self.unmanaged and names <= theirs:
            message = f"The live group {group.id}, '{group.name}', has the same target names."
            return _blocked(desired, reasons.LIKELY_RENAME, message)
        message = f"The target name '{taken[0]}' is used in the live group '{group.name}'."
        return _blocked(desired, reasons.TARGET_NAME_TAKEN, message)

    def _part_names(self, group: Live) -> Iterable[str]:
        known = group.part_names
        return self.kind.part_names(group.spec) if known is None else known

    def _by_spec(self, desired: Desired) -> Blocked | None:
        signature = self.kind.signature(desired.spec)
        if signature is None or signature not in self.by_signature:
            return None
        for group in self.by_signature[signature].candidates(self.kind.traits(desired.spec)):
            if self.kind.is_same_but_for_names(desired.spec, group.spec):
                message = (
                    f"The live group {group.id}, '{group.name}', is the same but for its names."
                )
                return _blocked(desired, reasons.LIKELY_RENAME, message)
        return None


class _Alike:
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
