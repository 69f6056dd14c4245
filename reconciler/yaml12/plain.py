"""The quick way through YAML that is as almost all of it is: nothing unusual, nothing wrong.

ryaml reads a text in a third of the time of ``tree``, but some words mean something else to it,
decimals become binary floats, and it passes over much that is refused here. So it is given no text
in which anything of that could stand, and what it gives is looked through. Whatever is not plain,
or not right, is left to ``tree``, which knows everything and finds every fault. A law holds the two
together.
"""

import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from math import copysign
from string import digits
from typing import Any, Final

from reconciler.core.exact_json import Json
from reconciler.yaml12.faults import UnusableValue
from reconciler.yaml12.foreign import may_be_foreign
from reconciler.yaml12.scalars import read_plain
from reconciler.yaml12.text import MAX_DEPTH, MAX_VALUES, is_harmless

# Every value takes at least a character, so a text of this length cannot have too many.
_MAX_LENGTH: Final = MAX_VALUES
# For each sign the parser goes through all brackets that are open.
_MAX_BRACKETS: Final = 1000
_HOLDERS: Final = frozenset({dict, list})


def _at_start(sign: str) -> str:
    """A pattern that goes behind a sign: it stands where a key or a value may start.

    The rare sign is searched for, and then what stands before it; the other way round takes long.
    """
    # In brackets, nothing has to stand between a question mark or a colon and what follows it.
    before = (r"[\s:?,\[{-][ \t]", r"[\n\r\t,\[{?]", r"[\s?,\[{\"']:")
    return f"(?:{'|'.join(f'(?<={each}{sign})' for each in before)})"


# Anchors, tags, directives, and numbers with a plus sign.
_SIGNS: Final = "&!%+"
_SIGN: Final = re.compile(f"[{_SIGNS}]{_at_start(f'[{_SIGNS}]')}")
# A block whose indicator hides a text: libyaml takes '>#1 of all' for a comment.
_HIDDEN: Final = re.compile("#(?:(?<=[|>]#)|(?<=[|>][-+0-9]#)|(?<=[|>][-+0-9]{2}#))")
# 010, 0x1F, 0o17, 0b1, -0: numbers to one and text to the other, or not in canonical form.
_ZERO: Final = re.compile(rf"0(?:(?=[0-9xob]){_at_start('0')}|(?<=-0)(?!\.){_at_start('-0')})")
# Integers beyond 64 bits are floats or text to ryaml, as are numbers with an exponent.
_SHAPE: Final = bytes.maketrans(b"123456789.E", b"0000000000e")
_LONG: Final = b"0" * 19
_EXPONENT: Final = b"0e"
_EXPONENTS: Final = (b"0e0", b"0e-")


def read_plain_yaml(text: str) -> dict[str, Json] | None:
    """The data of a text with nothing unusual in it and nothing wrong; None for all others."""
    load = find_loader()
    if load is None or not _is_plain(text):
        return None
    data: dict[str, Json]
    try:
        data = load(text)
    except ValueError:
        return None
    holders = _with_floats(data) if type(data) is dict else None
    if holders is None or (holders and not _put_decimals(holders, text)):
        return None
    return data


@cache
def find_loader() -> Callable[[str], Any] | None:
    """What reads a text; None where it is not installed, since it is not built everywhere."""
    try:
        import ryaml  # noqa: PLC0415 - only where there is something to read
    except ImportError:
        return None
    load: Callable[[str], Any] = ryaml.loads  # type: ignore[attr-defined]  # not in its __all__
    return load


def _is_plain(text: str) -> bool:
    """Whether all that stands in a text, if it is right, means the same to ryaml as to us."""
    return (
        len(text) <= _MAX_LENGTH
        # To look for a single character takes next to nothing, and far less than to count.
        and not (("[" in text or "{" in text) and text.count("[") + text.count("{") > _MAX_BRACKETS)
        and is_harmless(text)
        and not ("<" in text and "<<" in text)
        and not may_be_foreign(text)  # which the parser takes for text
        and not (any(sign in text for sign in _SIGNS) and _SIGN.search(f"\n{text}"))
        and _HIDDEN.search(text) is None
        and _ZERO.search(text) is None
        and not _has_odd_number(text)
    )


def _has_odd_number(text: str) -> bool:
    shape = text.encode().translate(_SHAPE, b"+")
    return _LONG in shape or (_EXPONENT in shape and any(each in shape for each in _EXPONENTS))


def _with_floats(data: dict[Any, Any]) -> list[Any] | None:
    """The lists and mappings with floats in them; None if the tree would refuse the data."""
    keys: set[object] = set()
    found: list[Any] = []
    level: list[Any] = [data]
    for _ in range(MAX_DEPTH):
        values: list[Any] = []
        for holder in level:
            if type(holder) is dict:
                keys.update(holder)
                values += holder.values()
            else:
                values += holder
        kinds = {*map(type, values)}
        if float in kinds:
            found += level
        if kinds.isdisjoint(_HOLDERS):
            return found if {*map(type, keys)} <= {str} else None
        level = [value for value in values if type(value) in _HOLDERS]
    return None


def _put_decimals(holders: list[Any], text: str) -> bool:
    """Put decimals, as they are written, in place of floats; False if that cannot be told."""
    written: dict[float, set[str]] = {}
    for before, after in pairwise(text.split(".")):
        whole = before[len(before.rstrip(digits)) :]
        part = after[: len(after) - len(after.lstrip(digits))]
        if whole or part:
            written.setdefault(float(f"{whole}.{part}"), set()).add(f"{whole}.{part}")
    spellings = {value: words.pop() for value, words in written.items() if len(words) == 1}
    try:
        for holder in holders:
            places = holder.items() if type(holder) is dict else enumerate(holder)
            floats = [(place, value) for place, value in places if type(value) is float]
            for place, value in floats:
                sign = "-" if copysign(1, value) < 0 else ""
                holder[place] = read_plain(sign + spellings[abs(value)])
    except (KeyError, UnusableValue):  # not finite, or written in several ways; or too long
        return False
    return True
