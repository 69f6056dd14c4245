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


def cut(text: str, most: int) -> str:
    """Text in so many characters, of which the last one says so where there were more."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def cut_value(text: str, most: int, start: int = 0) -> str:
    """A value as JSON text, cut to so many characters from one on; what it is in stays closed.

    Quotes or brackets around it do not count as cut when they alone are.
    """
    is_closed = text[:1] + text[-1:] in {'""', "[]", "{}"}
    end = len(text) if start + most >= len(text) - is_closed else start + most
    before = f"{text[0] if is_closed else ''}…" if start else ""
    after = f"…{text[-1] if is_closed else ''}" if end < len(text) else ""
    return f"{before}{text[start:end]}{after}"


def called(name: str, *, is_pattern: bool) -> str:
    """How what is nowhere was asked for."""
    return f"named {'like ' if is_pattern else ''}'{name}'"


def did_you_mean(word: str, known: Iterable[str], *, otherwise: str | None = None) -> str:
    """Ask whether the known word was meant that is most like another; else say something else.

    ``otherwise`` is what is said then; left out, it lists what there is.
    """
    words = list(known)
    near = difflib.get_close_matches(word, words, n=1)
    if near:
        return f"Did you mean '{near[0]}'?"
    return f"Known are {', '.join(sorted(words))}." if otherwise is None else otherwise
