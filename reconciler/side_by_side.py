"""What is live in two environments, side by side: what one alone has, and what is not alike.

Pure: two live states with the campaigns and settings of their environments go in, a value comes
out. Groups are paired by the file that declares both, else by name as in plans.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct, field

from reconciler.core.exact_json import Json
from reconciler.core.known_groups import KnownGroup, known_to
from reconciler.core.pairing import pair
from reconciler.core.resource import Desired, Live, LiveState, look_alike, name_key
from reconciler.core.side_by_side import Alone, Counterparts, Likeness, SideBySide
from reconciler.parallel import collector_paused, in_parallel
from reconciler.target_group.as_file.counterparts import Counterpart, compare_live
from reconciler.target_group.expressions.symbols import DOCUMENTED, Vocabulary
from reconciler.words import plural

WORTH: Final = 200
"""So many pairs take about as long as it takes to start a process and to hear from it."""
_Pair: TypeAlias = tuple[Live, Live]


class Place(Struct, frozen=True):
    """An environment, as it was read.

    Attributes:
        campaigns: what its files declare.
        values: what references in them stand for.
        known: live groups that are meant to be in no file.
        today: the day in the organisation's time zone.
    """

    name: str
    live: LiveState
    today: date
    campaigns: Sequence[Desired] = ()
    values: Mapping[str, Json] = field(default_factory=dict)
    known: Sequence[KnownGroup] = ()


def put_side_by_side(
    one: Place, other: Place, *, vocabulary: Vocabulary = DOCUMENTED
) -> SideBySide:
    """Pair what is live in two environments, and compare each pair.

    Args:
        one: an environment, read to its end.
        other: another one, likewise.
        vocabulary: the symbols of expressions whose types are known.
    """
    ours, theirs = _Seen.of(one), _Seen.of(other)
    pairs, unclear = _pair(ours, theirs)
    with collector_paused(len(pairs)):
        found = in_parallel(
            lambda some: [_compare(each, (ours, theirs), vocabulary) for each in some],
            pairs,
            worth=WORTH,
            what="campaigns compared",
        )
    likenesses = [*zip(pairs, found, strict=True), *unclear]
    paired = [{groups[side].id for groups, _ in likenesses} for side in (0, 1)]
    return SideBySide(
        environments=(one.name, other.name),
        sources=(one.live.source, other.live.source),
        live=(len(one.live.groups), len(other.live.groups)),
        only_in=(_alone(ours, paired[0]), _alone(theirs, paired[1])),
        pairs=sorted(
            (
                Counterparts(a.name, (a.id, b.id), (ours.file_of(a), theirs.file_of(b)), likeness)
                for (a, b), likeness in likenesses
            ),
            key=lambda each: (look_alike(each.name), each.name, each.ids),
        ),
        notes=(*_not_read(one), *_not_read(other)),
    )


class _Seen(NamedTuple):
    """An environment, with the campaigns of its groups by their ids."""

    place: Place
    declared: Mapping[int, Desired]

    @classmethod
    def of(cls, place: Place) -> "_Seen":
        """Which campaign each group is, where nobody can doubt it."""
        pairs = pair(place.campaigns, place.live.groups).pairs
        return cls(place, {found[0].id: each for each, found in pairs if len(found) == 1})

    def file_of(self, group: Live) -> str:
        """Where a group is declared; empty where it is not."""
        desired = self.declared.get(group.id)
        return "" if desired is None else desired.file


def _pair(one: _Seen, other: _Seen) -> tuple[list[_Pair], list[tuple[_Pair, Likeness]]]:
    """Groups with their counterparts, and those of which nobody can tell which is whose."""
    by_file = {other.file_of(group): group for group in other.place.live.groups}
    by_file.pop("", None)
    pairs = [
        (group, by_file[one.file_of(group)])
        for group in one.place.live.groups
        if one.file_of(group) in by_file
    ]
    taken = [{groups[side].id for groups in pairs} for side in (0, 1)]
    left: tuple[dict[str, list[Live]], dict[str, list[Live]]] = ({}, {})
    for named, seen, ids in zip(left, (one, other), taken, strict=True):
        for group in seen.place.live.groups:
            if group.id not in ids:
                named.setdefault(name_key(group.name), []).append(group)
    unclear: list[tuple[_Pair, Likeness]] = []
    for name, ours in left[0].items():
        theirs = left[1].get(name, [])
        if len(ours) == len(theirs) == 1:
            pairs.append((ours[0], theirs[0]))
        elif theirs:
            gap = Likeness(gaps=(_many(ours), _many(theirs)))
            unclear += [((each, theirs[0]), gap) for each in ours]
            unclear += [((ours[0], each), gap) for each in theirs[1:]]
    return pairs, unclear


def _many(groups: Sequence[Live]) -> str:
    carry = "carries" if len(groups) == 1 else "carry"
    return f"{plural(len(groups), 'live group')} {carry} this name."


def _compare(groups: _Pair, sides: tuple[_Seen, _Seen], vocabulary: Vocabulary) -> Likeness:
    ours, theirs = (seen.file_of(group) for seen, group in zip(sides, groups, strict=True))
    is_one_file = bool(ours) and ours == theirs
    one, other = (
        Counterpart(
            group.spec,
            seen.place.values,
            seen.declared[group.id].spec if is_one_file else None,
        )
        for seen, group in zip(sides, groups, strict=True)
    )
    return compare_live(one, other, vocabulary)


def _alone(seen: _Seen, paired: set[int]) -> Sequence[Alone]:
    """The groups that have no counterpart, by name."""
    place = seen.place
    found = []
    for group in place.live.groups:
        if group.id not in paired:
            entry = known_to(place.known, group.id, group.name, place.today)
            answer = None if entry is None else entry.answer
            owner = place.live.promotions.owner_of(group.id)
            found.append(Alone(group.name, group.id, seen.file_of(group), owner, answer))
    return sorted(found, key=lambda each: (look_alike(each.name), each.name, each.id))


def _not_read(place: Place) -> Iterator[str]:
    """What a read did not show, beyond what is told of each campaign."""
    live = place.live
    for call in live.not_offered:
        yield (
            f"{place.name}: the API does not offer {call}; what it would have shown was not "
            "compared."
        )
    if live.set_aside:
        yield (
            f"{place.name}: values of an undocumented form, which count as not shown: "
            f"{len(live.set_aside)}. 'reconciler plan' lists them."
        )
    if live.promotions.may_be_more:
        reason = live.promotions.reason
        yield f"{place.name}: {reason} What is live in it alone may belong to a promotion."
