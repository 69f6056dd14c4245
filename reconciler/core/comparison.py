"""What comparing a campaign with its live group gives, and how many are compared."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from reconciler.core.plan import FieldChange, Seen
from reconciler.core.resource import Desired, Live


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing a campaign with its live group gave.

    Attributes:
        fields: what differs.
        seen: how much of what is declared was compared.
    """

    fields: tuple[FieldChange, ...]
    seen: Seen


Pair: TypeAlias = tuple[Desired, Live]
Compare: TypeAlias = Callable[[Desired, Live], Comparison]
CompareAll: TypeAlias = Callable[[Compare, Sequence[Pair]], list[Comparison]]
"""Compares each pair, and gives the comparisons in their order."""


def compare_each(compare: Compare, pairs: Sequence[Pair]) -> list[Comparison]:
    """Compare one pair after the other."""
    return [compare(desired, live) for desired, live in pairs]
