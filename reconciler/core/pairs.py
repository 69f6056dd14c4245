"""Comparing many campaigns with their live groups: on all cores, and none twice.

Whether two specs agree is the same in every run, so that it is remembered by their digests. Where
they do not agree they are compared anew, since then every detail is shown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeAlias

from reconciler.core.plan import NOTHING_SEEN, Coverage, FieldChange
from reconciler.core.resource import Desired, Live, Spec
from reconciler.memory import Memory
from reconciler.parallel import collector_paused, in_parallel

AGREEMENTS: Final = "agreements"
"""The shelf on which agreements are remembered."""
WORTH: Final = 1000
"""So many pairs take about as long as it takes to start a process and to hear from it."""

Compare: TypeAlias = Callable[[Spec, Spec], "Comparison"]
Pair: TypeAlias = tuple[Desired, Live]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing two specs gave.

    Attributes:
        fields: what differs.
        unverified: paths of declared values that could not be checked.
        uncertain: those of them that were shown otherwise, which proves nothing.
        coverage: how many of the declared values were checked.
    """

    fields: tuple[FieldChange, ...]
    unverified: tuple[str, ...]
    uncertain: tuple[str, ...] = ()
    coverage: Coverage = NOTHING_SEEN


@dataclass(frozen=True, slots=True)
class Agreement:
    """That two specs agree, as it is remembered.

    Attributes:
        unverified: paths of declared values that could not be checked.
        uncertain: those of them that were shown otherwise.
        coverage: how many of the declared values were checked.
    """

    unverified: tuple[str, ...]
    uncertain: tuple[str, ...]
    coverage: Coverage


def compare_all(pairs: Sequence[Pair], compare: Compare, memory: Memory) -> list[Comparison]:
    """Compare each campaign with its live group.

    Args:
        pairs: what to compare.
        compare: how.
        memory: which of them agreed before; those that agree now are added.

    Returns:
        One comparison for each pair, in their order.
    """
    with collector_paused(len(pairs)):
        shelf = memory.shelf(AGREEMENTS, Agreement)
        digests = [pair_digest(desired, live.digest) for desired, live in pairs]
        recalled = [shelf.get(digest) if digest else None for digest in digests]
        new = [pair for pair, known in zip(pairs, recalled, strict=True) if known is None]
        results = iter(in_parallel(partial(_compare_share, compare=compare), new, worth=WORTH))
        comparisons: list[Comparison] = []
        for digest, known in zip(digests, recalled, strict=True):
            if known is not None:
                agreed = Comparison((), known.unverified, known.uncertain, known.coverage)
                comparisons.append(agreed)
                continue
            found = next(results)
            comparisons.append(found)
            if digest and not found.fields:
                shelf.put(digest, Agreement(found.unverified, found.uncertain, found.coverage))
        return comparisons


def _compare_share(pairs: Sequence[Pair], *, compare: Compare) -> list[Comparison]:
    return [compare(desired.spec, live.spec) for desired, live in pairs]


def pair_digest(desired: Desired, live: bytes) -> bytes:
    """By what the agreement of a campaign with a live group is remembered; empty where it is not.

    Args:
        desired: the campaign.
        live: the group's digest.
    """
    return desired.digest + live if desired.digest and live else b""
