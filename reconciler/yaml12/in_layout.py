"""The quick way to see that a text is in layout already, as most are: line by line.

Each line is held against what ``format`` would write for the next value of the data. Whatever is
not plain to see (brackets over several lines, keys in quotes, anchors, tabs) is left to ``format``,
which takes the text apart. A law holds the two together.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from reconciler.core.exact_json import Json
from reconciler.yaml12.write import INDENT, Outline, Pen, may_be_plain

_SINGLE_WORD: Final = re.compile(r"[-+.~0-9A-Za-z]+")
_WITH_COMMENT: Final = re.compile(r"(?P<written>[^#]*[^#\s])?  #(?:.*\S)?")
_TEXT_SIGNS: Final = frozenset({"|", "|-", ">", ">-"})
_PLAIN: Final = Pen()
_IN_FLOW: Final = Pen(in_flow=True)


class _Unlike(Exception):
    """A line is not, or not plainly, what stands in its place in a text in layout."""


def is_in_layout(text: str, data: Mapping[str, Json], outline: Outline) -> bool:
    """Whether a text is plainly in layout; where it is not, it may be all the same.

    Args:
        text: of a file.
        data: what it says, with keys in the order of the text.
        outline: the order of its keys.
    """
    if "\t" in text or "\r" in text or not text.endswith("\n") or text.endswith("\n\n"):
        return False
    try:
        _Reader(text.split("\n")).file(data, outline)
    except (_Unlike, IndexError):  # a line is missing
        return False
    return True


class _Reader:
    """Goes through the lines of a file once.

    Args:
        lines: all of them, and an empty one behind the last break.
    """

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = 0

    def file(self, data: Mapping[str, Json], outline: Outline) -> None:
        """Read all lines.

        Raises:
            _Unlike: one is not plainly in layout.
            IndexError: one is missing.
        """
        _check_order(data, outline)
        was_tall = False
        for n, (key, value) in enumerate(data.items()):
            is_apart = self.skip_remarks(0, may_be_blank=n > 0)
            is_tall = self.entry(key, value, outline.below(key, value), 0)
            if n and (is_tall or was_tall) and not is_apart:
                raise _Unlike
            was_tall = is_tall
        last = len(self.lines) - 1
        is_apart = self.at == last or self.skip_remarks(0, may_be_blank=True)
        if self.at != last or (was_tall and not is_apart):
            raise _Unlike

    def skip_remarks(self, column: int, *, may_be_blank: bool) -> bool:
        """Go past comments above an entry, and past blank lines, of which no two follow each other.

        Args:
            column: where the entry starts, and so its comments.
            may_be_blank: whether the first line may be.

        Returns:
            Whether the first line was blank.
        """
        first, was_blank, sign = self.at, not may_be_blank, f"{' ' * column}#"
        while not (line := self.lines[self.at]) or line.startswith(sign):
            if (not line and was_blank) or line[-1:].isspace():
                raise _Unlike
            was_blank = not line
            self.at += 1
            if self.at == len(self.lines) - 1:
                break
        return self.at > first and not self.lines[first]

    def entry(self, key: str, value: Json, outline: Outline, column: int) -> bool:
        """Read a key and its value; whether that has lines of its own for its parts."""
        line, lead = self.lines[self.at], f"{' ' * column}{key}:"
        if not line.startswith(lead):
            raise _Unlike
        return self.value(line[len(lead) :], value, outline, column)

    def value(self, written: str, value: Json, outline: Outline, column: int) -> bool:
        """Read what stands behind a key or a dash, and all lines below that belong to it."""
        self.at += 1
        if "  #" in written:
            found = _WITH_COMMENT.fullmatch(written)
            if found is None:
                raise _Unlike
            written = found["written"] or ""
        if not written and value:
            return self.parts(value, outline, column + INDENT)
        if written[1:] in _TEXT_SIGNS and isinstance(value, str):
            self.text(column + INDENT)
        elif not (_is_same(written, value, outline) if written else value is None):
            raise _Unlike
        return False

    def parts(self, value: Json, outline: Outline, column: int) -> bool:
        """Read a value that has lines of its own for its parts."""
        if isinstance(value, dict):
            self.mapping(value, outline, column)
        elif isinstance(value, list):
            self.items(value, outline, column)
        else:
            raise _Unlike
        return True

    def mapping(self, data: Mapping[str, Json], outline: Outline, column: int) -> None:
        """Read the entries of a mapping."""
        _check_order(data, outline)
        for n, (key, value) in enumerate(data.items()):
            self.skip_remarks(column, may_be_blank=n > 0)
            self.entry(key, value, outline.below(key, value), column)

    def items(self, items: Sequence[Json], outline: Outline, column: int) -> None:
        """Read the items of a list."""
        lead = f"{' ' * column}- "
        for n, each in enumerate(items):
            self.skip_remarks(column, may_be_blank=n > 0)
            line = self.lines[self.at]
            if not line.startswith(lead) or line.startswith(f"{lead}#"):
                raise _Unlike
            written = line[len(lead) - 1 :]
            if isinstance(each, dict) and each and written[1] != "{":
                # Its first entry shares the line with the dash.
                self.lines[self.at] = f"{' ' * column} {written}"
                self.mapping(each, outline, column + INDENT)
            else:
                self.value(written, each, outline, column)

    def text(self, column: int) -> None:
        """Read a text over several lines."""
        blanks, end = " " * column, self.at
        if not self.lines[end].startswith(blanks) or self.lines[end][column] == " ":
            raise _Unlike
        for at in range(self.at, len(self.lines)):
            line = self.lines[at]
            if line and (not line.startswith(blanks) or line.isspace()):
                break
            end = at + 1 if line else end
        self.at = end


def _check_order(data: Mapping[str, Json], outline: Outline) -> None:
    if outline.in_order(data) != list(data):
        raise _Unlike


def _is_same(written: str, value: Json, outline: Outline) -> bool:
    """Whether a value stands on its line as ``format`` leaves it."""
    if written[:1] != " ":
        return False
    written = written[1:]
    if isinstance(value, str):
        if written in {value, _PLAIN.scalar(value)}:
            return True
        return written == f"'{value}'" and not may_be_plain(value)
    if isinstance(value, dict | list):
        return _is_in_order(value, outline) and written == _IN_FLOW.flow(value)
    return _SINGLE_WORD.fullmatch(written) is not None


def _is_in_order(value: Json, outline: Outline) -> bool:
    if isinstance(value, dict):
        is_ordered = outline.in_order(value) == list(value)
        return is_ordered and all(
            _is_in_order(each, outline.below(key, each)) for key, each in value.items()
        )
    return not isinstance(value, list) or all(_is_in_order(each, outline) for each in value)
