"""Lines and columns of places in a text."""

import re
from bisect import bisect_right
from typing import Final

_BREAK: Final = re.compile(r"\r\n|\n|\r")


class Lines:
    """Where the lines of a text start."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in _BREAK.finditer(text))]

    def place(self, index: int) -> tuple[int, int]:
        """Turn the offset of a character into its line and column, both from 1."""
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1
