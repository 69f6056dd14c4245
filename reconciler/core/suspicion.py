"""What speaks against a create: found among live groups, answered in a file, or else it blocks."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from reconciler.core import reasons
from reconciler.core.acknowledge import Answers, answer_to, how_to
from reconciler.core.diagnostic import Code
from reconciler.core.plan import Acknowledged, Blocked, Create, Reason
from reconciler.core.resource import Acknowledgement, Desired, Live, look_alike, name_key
from reconciler.core.resource_kind import ResourceKind

_WEAKER: Final[Mapping[str, Sequence[Code]]] = {
    reasons.LIKELY_RENAME.slug: (reasons.PERHAPS_RENAMED, reasons.PERHAPS_A_COPY),
    reasons.SAME_CAMPAIGN.slug: (reasons.PERHAPS_A_COPY,),
}
"""What is said with less certainty of two campaigns, where something graver was acknowledged."""


class Suspicion(Struct, frozen=True):
    """Something that speaks against a create.

    Attributes:
        message: what it is here, in a sentence.
        of: the other campaigns or groups that it speaks of, by name.
        to_write: what an acknowledgement of it says that it is of; None where that is ``of``.
        advice: what to do, where that is not what the code says.
    """

    code: Code
    message: str
    of: tuple[str, ...] = ()
    to_write: Sequence[str] | None = None
    advice: str = ""

    @property
    def reason(self) -> Reason:
        """What a plan says of it, with what to do."""
        return Reason(self.code.slug, f"{self.message} {self.fix}", self.of)

    @property
    def fix(self) -> str:
        """What to do, and how to acknowledge it where that can be done."""
        to_write = self.of if self.to_write is None else self.to_write
        return " ".join(filter(None, (self.advice or self.code.fix, how_to(self.code, to_write))))


def hold_back(create: Create, against: Iterable[Suspicion], answers: Answers) -> Create | Blocked:
    """Block a create for the first thing that speaks against it and is not acknowledged.

    Gives the block, or the create with all that is acknowledged. No more of what speaks against it
    is asked for than it takes.
    """
    acknowledged = list(create.acknowledged)
    known = {(each.reason.code, each.reason.of) for each in acknowledged}
    for each in against:
        may_be = each.code.can_be_acknowledged
        answer = answers.to_finding(each.code.slug, create.name, each.of) if may_be else None
        if answer is None:
            return block(create, each.reason)
        if (each.code.slug, each.of) not in known:  # else it says the same of the same others
            acknowledged.append(Acknowledged(each.reason, answer))
            known.add((each.code.slug, each.of))
    return replace(create, acknowledged=tuple(acknowledged)) if acknowledged else create


def with_weaker(answers: Answers, creates: Iterable[Create]) -> Answers:
    """Answers that also hold for what is said with less certainty of the same campaigns.

    The creates come with what of them is acknowledged.
    """
    more: dict[str, list[Acknowledgement]] = defaultdict(list)
    for create in creates:
        for each in create.acknowledged:
            more[name_key(create.name)] += [
                Acknowledgement(each.answer, finding=code.slug, of=each.reason.of)
                for code in _WEAKER.get(each.reason.code, ())
            ]
    by_name = answers.by_name
    return Answers({**by_name, **{key: [*by_name.get(key, ()), *own] for key, own in more.items()}})


def block(create: Create, reason: Reason) -> Blocked:
    """Block a create, with the body that would have been sent."""
    return Blocked(create.name, create.file, create.line, reason, create.body)


_Places: TypeAlias = tuple[tuple[str, ...], tuple[int, ...]]


class Suspects:
    """What speaks against a create, among live groups.

    Which names are free matters only where not every live group is shown; else it is None.
    """

    def __init__(
        self,
        groups: Sequence[Live],
        unmanaged: Sequence[Live],
        kind: ResourceKind,
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
        is_free = True if self.free_names is None else self.free_names.get(desired.name)
        if not is_free:  # what a partial read does not show may be live
            said = "was not asked whether its name is free"
            if is_free is False:
                said = "says that its name is taken"
            message = (
                f"The read shows a part of what is live, and not this campaign; the API {said}."
            )
            yield Suspicion(reasons.NOT_VISIBLE, message)
        yield from self.by_names(desired)
        yield from self.by_effect(desired)

    def by_names(self, desired: Desired) -> Iterator[Suspicion]:
        """Groups whose names, or whose parts' names, look like those of a campaign."""
        group = self.by_look.get(look_alike(desired.name))
        if group is not None:
            message = f"The live group {group.id} is named '{group.name}'."
            yield Suspicion(reasons.LOOK_ALIKE_NAME, message, (group.name,))
        yield from self._by_parts(desired)

    def _by_parts(self, desired: Desired) -> Iterator[Suspicion]:
        names = {name_key(name) for name in self.kind.part_names(desired.spec)}
        taken = sorted(names & self.by_part.keys())
        if not taken:
            return
        group = self.by_part[taken[0]]
        theirs = {name_key(name) for name in self.kind.live_part_names(group)}
        if group.id in self.unmanaged and names <= theirs:
            message = (
                f"The live group {group.id}, '{group.name}', has the same target names, which no "
                "two groups can have."
            )
            yield Suspicion(reasons.LIKELY_RENAME, message, (group.name,))
        message = f"The target name '{taken[0]}' is used in the live group '{group.name}'"
        if not self._would_pay_again(desired, group):
            yield Suspicion(reasons.TARGET_NAME_TAKEN, f"{message}.", (group.name,))
            return
        message = f"{message}, which is the same but for its names."
        rename = reasons.LIKELY_RENAME
        # Another name for the target alone would make the campaign a second time.
        advice = (
            f"{rename.fix} {rename.if_meant}, acknowledge {reasons.SAME_CAMPAIGN.slug} of "
            f"'{group.name}' as well."
        )
        yield Suspicion(reasons.TARGET_NAME_TAKEN, message, (group.name,), advice=advice)

    def _would_pay_again(self, desired: Desired, group: Live) -> bool:
        """Whether a campaign does what an unmanaged group does, and its file does not mean that."""
        slug = reasons.SAME_CAMPAIGN.slug
        return (
            any(group.name in each.of for each in self.by_effect(desired))
            and group.spec.get("active") is not False
            and answer_to(slug, desired.acknowledgements, group.name) is None
        )

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


"""Kinds of traits, and which of them are shared."""
