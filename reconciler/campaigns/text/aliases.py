"""Values that are written once and repeated by name, without letting a small file grow huge."""

import copy
from dataclasses import dataclass
from typing import Final

from reconciler.campaigns.text import codes
from reconciler.campaigns.text.faults import Refused, quote
from reconciler.campaigns.text.limits import MAX_DEPTH
from reconciler.core.exact_json import Json

MAX_REPEATED: Final = 100_000

_MEANT_AS_TEXT = "put quotes around the value if it is meant as text."
_LESS = "Write out only the values that are needed."


@dataclass(slots=True)
class Anchored:
    """A value that an alias may repeat.

    Attributes:
        value: the value, which an open list or mapping is still being added to.
        is_complete: whether all of it has been read.
    """

    value: Json
    is_complete: bool


class Anchors:
    """The values of one document that an alias may repeat; a later one of a name wins.

    Attributes:
        are_complete: whether all of the text was looked at, so that no value is missing here.
    """

    def __init__(self) -> None:
        self.are_complete = True
        self._named: dict[str, Anchored] = {}
        self._repeated = 0
        self._exploded = False

    def define(self, name: str, anchored: Anchored) -> None:
        """Keep a value for the aliases that follow."""
        self._named[name] = anchored

    def repeat(self, name: str, *, depth: int) -> Json:
        """Give a copy of a value, so that the data is a tree and changing one place is safe.

        Args:
            name: what the alias says.
            depth: how many lists and mappings the alias stands in.

        Raises:
            Refused: there is no such value, or repeating it would not end well.
        """
        anchored = self._find(name)
        if self._exploded:  # said once: the aliases that follow have the same cause
            return None
        size, height = _measure(anchored.value)
        if depth + height > MAX_DEPTH:
            message = f"With {quote('*' + name)} values are nested more than {MAX_DEPTH} levels."
            raise Refused(codes.TOO_DEEP, message, _LESS)
        self._repeated += size
        if self._repeated > MAX_REPEATED:
            self._exploded = True
            message = f"With {quote('*' + name)} aliases repeat more than {MAX_REPEATED:,} values."
            raise Refused(codes.ALIAS_EXPLOSION, message, _LESS)
        return copy.deepcopy(anchored.value)

    def _find(self, name: str) -> Anchored:
        anchored = self._named.get(name)
        if anchored is None and not self.are_complete:
            return Anchored(None, is_complete=True)
        if anchored is None:
            message = f"No value before this place is marked with {quote('&' + name)}."
            raise Refused(codes.UNKNOWN_ALIAS, message, f"Correct the name, or {_MEANT_AS_TEXT}")
        if not anchored.is_complete:
            message = f"{quote('*' + name)} repeats a value inside itself, which never ends."
            raise Refused(codes.RECURSIVE_ALIAS, message, "Write the value out instead.")
        return anchored


def _measure(value: Json) -> tuple[int, int]:
    """Give the number of values in a value, with itself, and the levels of nesting."""
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        return 1, 0
    parts = [_measure(part) for part in value]
    return 1 + sum(size for size, _ in parts), 1 + max((height for _, height in parts), default=0)
