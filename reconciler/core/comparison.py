"""What comparing campaigns with their live groups gives."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from msgspec import Struct

from reconciler.core.compared import FieldChange, Seen
from reconciler.core.resource import Desired, Live


class Comparison(Struct, frozen=True):
    """What comparing a campaign with its live group gave.

    Attributes:
        fields: what differs.
        seen: how much of what is declared was compared.
    """

    fields: tuple[FieldChange, ...]
    seen: Seen


Pair: TypeAlias = tuple[Desired, Live]
Compare: TypeAlias = Callable[[Sequence[Pair]], list[Comparison]]
"""Compares pairs, and gives the comparisons in their order."""
CompareAll: TypeAlias = Callable[[Compare, Sequence[Pair]], list[Comparison]]
"""Compares many pairs in that way, and gives the same."""


def compare_here(compare: Compare, pairs: Sequence[Pair]) -> list[Comparison]:
    """Compare all of them here and now."""
    return compare(pairs)
