"""Where a value stands in a JSON text, for whoever is told that it is wrong."""

import re
from collections.abc import Iterator, Mapping
from json import JSONDecoder
from typing import Final

from reconciler.core.diagnostic import Route

_BLANK: Final = re.compile(r"[ \t\n\r]*")
_DECODER: Final = JSONDecoder()


class Places:
    """Lines and columns of values in a text; lists and mappings are gone through once.

    Args:
        text: JSON; of anything else every value stands at its beginning.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[int, Mapping[str | int, int]] = {}

    def of(self, route: Route) -> tuple[int, int]:
        """Line and column, from 1 on, of a value, or of what is nearest to it above it."""
        at = self._begin(0)
        for step in route:
            inside = self._children(at)
            if step not in inside:
                break
            at = inside[step]
        start = self._text.rfind("\n", 0, at) + 1
        return self._text.count("\n", 0, at) + 1, at - start + 1

    def _begin(self, at: int) -> int:
        found = _BLANK.match(self._text, at)
        return found.end() if found else at

    def _children(self, at: int) -> Mapping[str | int, int]:
        if at not in self._known:
            inside: dict[str | int, int] = {}
            try:
                for key, place in self._walk(at):
                    inside.setdefault(key, place)
            except (ValueError, IndexError, RecursionError):
                pass  # what was found so far is right
            self._known[at] = inside
        return self._known[at]

    def _walk(self, at: int) -> Iterator[tuple[str | int, int]]:
        opening = self._text[at]
        if opening not in "{[":
            return
        at = self._begin(at + 1)
        number = 0
        while self._text[at] not in "}]":
            key: str | int = number
            if opening == "{":
                key, at = _DECODER.raw_decode(self._text, at)
                at = self._begin(self._begin(at) + 1)
            yield key, at
            _, at = _DECODER.raw_decode(self._text, at)
            at = self._begin(at)
            if self._text[at] == ",":
                at = self._begin(at + 1)
            number += 1
