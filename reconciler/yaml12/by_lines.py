"""The quick way to take a text apart that is written like most: line by line.

What the text says is known, so each line is held against the next value. Keys may stand in another
order than the outline's, words in quotes that they do not need, and blank lines anywhere. Whatever
else is not plain to see (brackets over several lines, keys in quotes, anchors, tabs, another
indentation) is left to ``format``, which takes the text apart by its events. A law holds the two
together.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from reconciler.core.exact_json import Json
from reconciler.yaml12.chunks import BEFORE_COMMENT, Block, Chunk, is_arranged
from reconciler.yaml12.write import INDENT, NOTHING_KNOWN, Outline, Pen, may_be_plain

_SINGLE_WORD: Final = re.compile(r"[-+.~0-9A-Za-z]+")
_WITH_COMMENT: Final = re.compile(r"(?P<written>[^#]*[^#\s])?\s+(?P<comment>#.*)")
_TEXT_SIGNS: Final = frozenset({" |", " |-", " >", " >-"})
_PLAIN: Final = Pen()
_IN_FLOW: Final = Pen(in_flow=True)


class _Unlike(Exception):
    """A line is not, or not plainly, what stands in its place in a text like most."""


def taken_apart(text: str, data: Mapping[str, Json], outline: Outline) -> Block | None:
    """The entries of a file, if it is plain to see which lines belong to each of them.

    Args:
        text: of the file.
        data: what it says, with keys in the order of the text.
        outline: the order of its keys.
    """
    if "\t" in text or "\r" in text or not text.endswith("\n"):
        return None
    reader = _Reader(text.split("\n"))
    try:
        block = reader.mapping(data, outline, 0)
        block.below = reader.remarks(0, may_be_blank=True)
    except (_Unlike, IndexError):  # a line is missing
        return None
    if not reader.is_at_end:
        return None
    block.is_in_layout = reader.is_tidy and is_arranged(block)
    return block


class _Reader:
    """Goes through the lines of a file once.

    Args:
        lines: all of them, and an empty one behind the last break.

    Attributes:
        is_tidy: whether each entry that is read stands there as it will be written.
    """

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = 0
        self.is_tidy = True

    @property
    def is_at_end(self) -> bool:
        """Whether all lines are read."""
        return self.at == len(self.lines) - 1

    def remarks(self, column: int, *, may_be_blank: bool) -> list[str]:
        """Read comments above an entry, and blank lines.

        Args:
            column: where the entry starts, and so its comments.
            may_be_blank: whether the first line may be, in layout.
        """
        found, was_blank, sign = [], not may_be_blank, f"{' ' * column}#"
        while not self.is_at_end and (not (line := self.lines[self.at]) or line.startswith(sign)):
            if (not line and was_blank) or line[-1:].isspace():
                self.is_tidy = False
            was_blank = not line
            found.append(line.strip())
            self.at += 1
        return found

    def mapping(self, data: Mapping[str, Json], outline: Outline, column: int) -> Block:
        """Read the entries of a mapping.

        Raises:
            _Unlike: a line is not plainly what it should be.
            IndexError: one is missing.
        """
        ordered, blanks, lines = outline.in_order(data), " " * column, self.lines
        block = Block()
        if ordered != tuple(data):
            block.order, self.is_tidy = ordered, False
        for key, value in data.items():
            lead = f"{blanks}{key}:"
            chunk = Chunk([], column, key, f"{key}:")
            if not lines[self.at].startswith(lead):
                chunk.above = self.remarks(column, may_be_blank=bool(block.chunks))
            line = lines[self.at]
            if isinstance(value, str) and line == f"{lead} {value}":  # as almost everywhere
                chunk.lines = [value]
                self.at += 1
            elif line.startswith(lead):
                self.fill(chunk, line[len(lead) :], value, outline.below(key, value))
            else:
                raise _Unlike
            block.chunks.append(chunk)
        return block

    def items(self, items: Sequence[Json], outline: Outline, column: int) -> Block:
        """Read the items of a list; raises as ``mapping``."""
        block, lead = Block(), f"{' ' * column}- "
        for each in items:
            chunk = Chunk([], column)
            if not self.lines[self.at].startswith(lead):
                chunk.above = self.remarks(column, may_be_blank=bool(block.chunks))
            line = self.lines[self.at]
            if not line.startswith(lead) or line.startswith(f"{lead}#"):
                raise _Unlike
            if isinstance(each, dict) and each and line[len(lead)] != "{":
                # Its first entry shares the line with the dash.
                self.lines[self.at] = f"{' ' * column}  {line[len(lead) :]}"
                chunk.inner = self.mapping(each, outline, column + INDENT)
            else:
                self.fill(chunk, line[len(lead) - 1 :], each, outline)
            block.chunks.append(chunk)
        return block

    def fill(self, chunk: Chunk, written: str, value: Json, outline: Outline) -> None:
        """Read what stands behind a key or a dash, and all lines below that belong to it."""
        self.at += 1
        whole, found = written, _tidied(written, value, outline)
        if found is None and " #" in written and (parts := _WITH_COMMENT.fullmatch(written)):
            chunk.behind, written = parts["comment"].rstrip(), parts["written"] or ""
            found = _tidied(written, value, outline)
        behind = f"{BEFORE_COMMENT}{chunk.behind}" if chunk.behind else ""
        if found is not None:
            chunk.lines, written = [found], f" {found}" if found else ""
        elif written in _TEXT_SIGNS and isinstance(value, str):
            chunk.lines = [f"{written[1:]}{behind}", *self.text(chunk.column + INDENT)]
            chunk.behind = ""
        elif written or not value:
            raise _Unlike
        elif isinstance(value, dict):
            chunk.inner = self.mapping(value, outline, chunk.column + INDENT)
        elif isinstance(value, list):
            chunk.inner = self.items(value, outline, chunk.column + INDENT)
        else:
            raise _Unlike
        if written + behind != whole:
            self.is_tidy = False

    def text(self, column: int) -> list[str]:
        """Read a text over several lines; they are given as far in as a value goes on."""
        blanks, first = " " * column, self.at
        if not self.lines[first].startswith(blanks) or self.lines[first][column] == " ":
            raise _Unlike
        at = end = first
        while ((line := self.lines[at]).startswith(blanks) and not line.isspace()) or not line:
            at += 1
            end = at if line else end
            if at == len(self.lines):
                break
        self.at = end
        further = column - INDENT
        return [line[further:] for line in self.lines[first:end]]


def _tidied(written: str, value: Json, outline: Outline) -> str | None:
    """A value behind a key or a dash as ``format`` leaves it; None if it is not plain to see."""
    if written[:1] != " ":
        return None if written or value is not None else ""
    written = written[1:]
    if written == value:
        return written  # as almost everywhere
    if isinstance(value, str):
        is_quoted = written[:1] in {'"', "'"} and written == f"{written[0]}{value}{written[0]}"
        if is_quoted or written in {value, _PLAIN.scalar(value)}:
            return value if may_be_plain(value) else written
        return None
    if not isinstance(value, dict | list):
        return written if _SINGLE_WORD.fullmatch(written) else None
    tidy = _IN_FLOW.flow(value if outline is NOTHING_KNOWN else _in_order(value, outline))
    return tidy if written == tidy or written == _IN_FLOW.flow(value) else None


def _in_order(value: Json, outline: Outline) -> Json:
    """A value with its keys in the order of an outline, and those below."""
    if isinstance(value, dict):
        return {
            key: _in_order(value[key], outline.below(key, value[key]))
            for key in outline.in_order(value)
        }
    return [_in_order(each, outline) for each in value] if isinstance(value, list) else value
