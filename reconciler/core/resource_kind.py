"""What the engine must know of a kind of resource; all else is the same for every kind."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct

from reconciler.core.comparison import Comparison
from reconciler.core.exact_json import Json
from reconciler.core.resource import Desired, Live, Spec

Pair: TypeAlias = tuple[Desired, Live]
Compare: TypeAlias = Callable[[Sequence[Pair]], list[Comparison]]
"""Compares pairs, and gives the comparisons in their order."""
CompareAll: TypeAlias = Callable[[Compare, Sequence[Pair]], list[Comparison]]
"""Compares many pairs in that way, and gives the same."""


def compare_here(compare: Compare, pairs: Sequence[Pair]) -> list[Comparison]:
    """Compare all of them here and now."""
    return compare(pairs)


class ResourceKind(Struct, frozen=True):
    """What the planner must know of a kind of resource.

    Attributes:
        compare: campaigns, each with a live group, to what differs.
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
    in_part: "ResourceKind | None" = None
