"""Counts, lists and guesses in words."""

import difflib
from collections.abc import Iterable
from itertools import islice


def plural(count: int, noun: str) -> str:
    """A count with its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def first_of(items: Iterable[str], count: int, *, most: int | None) -> str:
    """So many items in one line: the first of them, and how many more there are."""
    shown = ", ".join(islice(items, most))
    return shown if most is None or count <= most else f"{shown} and {count - most:,} more"


def did_you_mean(word: str, known: Iterable[str], *, otherwise: str) -> str:
    """Ask whether the known word was meant that is most like another; else say something else."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"Did you mean '{near[0]}'?" if near else otherwise
