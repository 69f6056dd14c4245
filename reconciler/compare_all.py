"""Comparing many campaigns with their live groups: on all cores, and none twice.

Whether two agree is the same in every run, so that it is remembered by their digests. Where they do
not agree they are compared anew, since then every detail is shown.
"""

import hashlib
from collections.abc import Sequence
from typing import Final

from reconciler.core.comparison import Comparison, Seen
from reconciler.core.resource import Live
from reconciler.core.resource_kind import Compare, CompareAll, Pair
from reconciler.memory import Memory
from reconciler.parallel import collector_paused, in_parallel

WORTH: Final = 500
"""So many pairs take about as long as it takes to start a process and to hear from it."""


def compare_with(memory: Memory, *, worth: int = WORTH) -> CompareAll:
    """Compare on all cores what is not remembered to agree; what agrees is remembered.

    ``worth`` is how many pairs pay for a process of their own.
    """
    shelf = memory.shelf("agreements", Seen)

    def compare_all(compare: Compare, pairs: Sequence[Pair]) -> list[Comparison]:
        with collector_paused(len(pairs)):
            if not (memory.lasts or shelf.has_news):
                return in_parallel(compare, pairs, worth=worth, what="campaigns compared")
            keys = [_key(desired.digest, live) for desired, live in pairs]
            recalled = [shelf.get(key) if key else None for key in keys]
            new = [pair for pair, known in zip(pairs, recalled, strict=True) if known is None]
            results = iter(in_parallel(compare, new, worth=worth, what="campaigns compared"))
            comparisons = [
                next(results) if known is None else Comparison((), known) for known in recalled
            ]
            for key, known, found in zip(keys, recalled, comparisons, strict=True):
                if key and known is None and not found.fields:
                    shelf.put(key, found.seen)
            return comparisons

    return compare_all


def remember(memory: Memory, digest: bytes, live: Live, seen: Seen) -> None:
    """Remember what was seen of a group that agrees with a campaign, which its digest names."""
    if key := _key(digest, live):
        memory.shelf("agreements", Seen).put(key, seen)


def _key(digest: bytes, live: Live) -> bytes:
    """By what an agreement is remembered; empty where it is not."""
    if not (digest and live.row):
        return b""
    return digest + hashlib.sha256(live.row).digest() + live.source.encode()
