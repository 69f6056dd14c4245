"""A file in pieces, each with the comments that go with it, and the pieces to lines again."""

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile
from typing import Final, NamedTuple

from msgspec import Struct, field

from reconciler.yaml12.write import INDENT

BEFORE_COMMENT: Final = "  "
FOR_EDITORS: Final = re.compile(r"#[ \t]+(?:yaml-language-server[ \t]*:|\$schema:)")
"""A comment that tells editors what the file is; they look for it above the first field alone."""


class Remark(NamedTuple):
    """A line between entries: a comment and where it starts; empty for a blank line."""

    column: int
    text: str


class Chunk(Struct):
    """An entry of a list or a mapping.

    Attributes:
        above: comments above it, and empty texts for blank lines.
        column: where it starts in the text.
        name: the key; None in a list.
        lead: what its first line begins with: the key and the colon, or the dash.
        lines: a value that is not taken apart; lines after the first one as far in as they stand.
        behind: the comment behind its first line, if it is taken apart, else behind its last.
        inner: the value, taken apart.
    """

    above: list[str]
    column: int
    name: str | None = None
    lead: str = "-"
    lines: Sequence[str] = ()
    behind: str = ""
    inner: "Block | None" = None


class Block(Struct):
    """A list or a mapping.

    Attributes:
        below: comments behind the last of them.
        order: the names of a mapping in the order in which they are written.
        is_in_layout: of a whole file, whether it is known to be as it will be written.
    """

    chunks: list[Chunk] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    order: Sequence[str] = ()
    is_in_layout: bool = False

    @property
    def ordered(self) -> list[Chunk]:
        """The entries as they are written, each with its comments."""
        if not self.order:
            return self.chunks
        named = {chunk.name: chunk for chunk in self.chunks}
        return [named[name] for name in self.order]


def settle(chunk: Chunk, behind: str, remarks: Sequence[Remark]) -> list[str]:
    """Give an entry the comments that follow it and belong to it; the others are given back.

    Args:
        chunk: the entry.
        behind: the comment on its last line.
        remarks: the lines below.
    """
    if behind:
        last = chunk
        while last.inner is not None:
            last = last.inner.chunks[-1]
        last.behind = behind
    return _settle_below(chunk, remarks) if remarks else []


def _settle_below(chunk: Chunk, remarks: Sequence[Remark]) -> list[str]:
    """Comments that are indented deeper than the entry belong to the end of what it holds."""
    count = 0
    if chunk.inner is not None:
        for k, remark in enumerate(remarks, 1):
            if remark.text and remark.column <= chunk.column:
                break
            count = k if remark.text else count
        rest = _settle_below(chunk.inner.chunks[-1], remarks[:count])
        chunk.inner.below += rest
    return [remark.text for remark in remarks[count:]]


def put_together(block: Block) -> list[str]:
    """All lines of a file anew."""
    head, above, is_set_off = _split_head(block.chunks[0].above)
    block.chunks[0].above = above
    while block.below and not block.below[-1]:
        block.below.pop()
    for before, chunk in pairwise(block.chunks):
        if before.inner or chunk.inner:  # this blank line is set anew where it is due
            chunk.above = trimmed(chunk.above)
    is_set_off = is_set_off or bool(block.ordered[0].above)
    body = render(block, 0, sets_off=True)
    return [*head, *([""] if head and is_set_off else []), *body]


def _split_head(texts: list[str]) -> tuple[list[str], list[str], bool]:
    """The comments on the file as a whole, those on its first entry, and whether both are apart."""
    markers = [k for k, text in enumerate(texts) if text and not text.startswith("#")]
    blank = max((k for k, text in enumerate(texts) if not text), default=-1)
    cut = max(blank, *markers, -1)
    if cut < 0:
        return texts, [], False
    head, above = collapsed(texts[: cut + 1]), texts[cut + 1 :]
    while head and not head[0]:
        head = head[1:]
    is_apart = bool(head) and not head[-1]
    head = head[:-1] if is_apart else head
    head += [text for text in above if FOR_EDITORS.match(text)]
    return head, [text for text in above if not FOR_EDITORS.match(text)], is_apart


def is_arranged(block: Block) -> bool:
    """Whether the head and the blank lines of a file are as ``put_together`` would leave them."""
    remarks = block.chunks[0].above
    on_first = [*takewhile(bool, reversed(remarks))]
    if len(on_first) < len(remarks) and any(map(FOR_EDITORS.match, on_first)):
        return False
    for before, chunk in pairwise(block.chunks):
        if (before.inner or chunk.inner) and chunk.above[:1] != [""]:
            return False
    is_apart = not block.chunks[-1].inner or block.below[:1] in ([], [""])
    return is_apart and block.below[-1:] != [""]


def render(block: Block, column: int, *, sets_off: bool = False) -> list[str]:
    """Write a list or a mapping.

    Args:
        block: what is written.
        column: where its entries start.
        sets_off: put a blank line around each entry that is taken apart.
    """
    lines: list[str] = []
    was_tall, blanks = False, " " * column
    for chunk in block.ordered:
        is_tall = sets_off and chunk.inner is not None
        entry = _entry(chunk, blanks)  # which takes comments from within to above it
        above = collapsed(chunk.above)
        if (is_tall or was_tall or (above and not above[0])) and lines and lines[-1]:
            lines.append("")
        lines += _indented(trimmed(above), blanks)
        lines += entry
        was_tall = is_tall
    below = collapsed(block.below)
    if was_tall and below and below[0]:
        lines.append("")
    return [*lines, *_indented(below, blanks)]


def _entry(chunk: Chunk, blanks: str) -> list[str]:
    """The lines of an entry, without what stands above it."""
    inner, column = chunk.inner, len(blanks) + INDENT
    behind = f"{BEFORE_COMMENT}{chunk.behind}" if chunk.behind else ""
    if inner is None:
        first, *others = chunk.lines
        lines = [f"{blanks}{chunk.lead} {first}" if first else f"{blanks}{chunk.lead}"]
        lines += _indented(others, blanks)
        lines[-1] += behind
        return lines
    if chunk.lead == "-":
        chunk.above = [*chunk.above, *_hoisted(chunk)]
        first, *others = render(inner, column)
        return [f"{blanks}- {first[column:]}", *others]
    return [f"{blanks}{chunk.lead}{behind}", *render(inner, column)]


def _hoisted(chunk: Chunk) -> list[str]:
    """Take the comments away that stand behind a dash and above what shares its line."""
    if chunk.lead != "-" or chunk.inner is None:
        return []
    first = chunk.inner.ordered[0]
    taken = [chunk.behind, *first.above, *_hoisted(first)]
    chunk.behind, first.above = "", []
    return [line for line in taken if line]


def collapsed(lines: list[str]) -> list[str]:
    """Of blank lines in a row only one."""
    return lines and [line for k, line in enumerate(lines) if line or k == 0 or lines[k - 1]]


def trimmed(lines: list[str]) -> list[str]:
    """Without blank lines at the start."""
    kept = collapsed(lines)
    return kept[1:] if kept and not kept[0] else kept


def _indented(lines: list[str], blanks: str) -> list[str]:
    return lines and [f"{blanks}{line}" if line else "" for line in lines]
