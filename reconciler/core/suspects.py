"""Live groups that a campaign may be under another name, found by look-up instead of by search."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

from reconciler.core import reasons
from reconciler.core.kind import Kind
from reconciler.core.resource import Desired, Live, look_alike, name_key
from reconciler.core.suspicion import Suspicion

_Places: TypeAlias = tuple[tuple[str, ...], tuple[int, ...]]


class Suspects:
    """What speaks against a create, among live groups.

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
            message = (
                f"The live group {group.id}, '{group.name}', has the same target names, which no "
                "two groups can have."
            )
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


"""Kinds of traits, and which of them are shared."""
