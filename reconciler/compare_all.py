"""Comparing many campaigns with their live groups: on all cores, and none twice.

Whether two agree is the same in every run, so that it is remembered by their digests. Where they do
not agree they are compared anew, since then every detail is shown.
"""

import hashlib
from collections.abc import Sequence
from typing import Final

from reconciler.core.comparison import Comparison, Seen
from reconciler.core.kind import Compare, CompareAll, Pair
from reconciler.memory import Memory
from reconciler.parallel import collector_paused, in_parallel

WORTH: Final = 500
"""So many pairs take about as long as it takes to start a process and to hear from it."""


def compare_with(memory: Memory) -> CompareAll:
    """Compare on all cores what is not remembered to agree; what agrees is remembered."""
    shelf = memory.shelf("agreements", Seen) if memory.lasts else None

    def compare_all(compare: Compare, pairs: Sequence[Pair]) -> list[Comparison]:
        with collector_paused(len(pairs)):
            if shelf is None:
                return in_parallel(compare, pairs, worth=WORTH, what="campaigns compared")
            keys = [
                desired.digest + hashlib.sha256(live.row).digest() + live.source.encode()
                if desired.digest and live.row
                else b""  # by which nothing is remembered
                for desired, live in pairs
            ]
            recalled = [shelf.get(key) if key else None for key in keys]
            new = [pair for pair, known in zip(pairs, recalled, strict=True) if known is None]
            results = iter(in_parallel(compare, new, worth=WORTH, what="campaigns compared"))
            comparisons = [
                next(results) if known is None else Comparison((), known) for known in recalled
            ]
            for key, known, found in zip(keys, recalled, comparisons, strict=True):
                if key and known is None and not found.fields:
                    shelf.put(key, found.seen)
            return comparisons

    return compare_all
