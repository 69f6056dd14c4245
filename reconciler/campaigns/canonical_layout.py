"""Campaign files in one layout: the same data, the same comments, no matter who typed it.

Keys stand in the order of the table of fields, blocks are indented by two, a blank line stands
around each block at the left margin and nowhere two in a row, quotes only where they are needed.
What is in brackets stays in brackets, on one line if it fits; texts over several lines keep their
lines. A comment stays with the key or the item that it stands above or behind.

Nothing is taken on trust: the outcome is read again, and unless it holds the same data and every
comment, it is not given back.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from reconciler.campaigns.document import Document, IntText, read_document
from reconciler.campaigns.text.blocks import (
    BEFORE_COMMENT,
    INDENT,
    Block,
    Chunk,
    Remark,
    collapsed,
    render,
    settle,
    trimmed,
)
from reconciler.campaigns.text.layout import Entry, Layout, Node, Style, read_layout, walk
from reconciler.campaigns.text.writing import Pen
from reconciler.campaigns.write import WIDTH, in_order, is_plain, table_of
from reconciler.core.exact_json import Json
from reconciler.target_group.fields import GROUP, Table

_BREAK: Final = re.compile(r"\r\n|\n|\r")
_ANCHOR: Final = re.compile(r"&\S+\s*")
_COLON: Final = re.compile(r"\s*:")
_HEADER: Final = re.compile(r"(?P<sign>[|>])(?P<how>[-+0-9]*)(?P<rest>[^\r\n]*)")
_DEEPER: Final = "  "
_QUOTED: Final = (Style.SINGLE, Style.DOUBLE)
_TEXTS: Final = (Style.LITERAL, Style.FOLDED)


class CannotFormat(Exception):
    """A file that would not be the same afterwards."""


def format_document(document: Document) -> str:
    """The text of a file in canonical layout; JSON, and what is all in braces, as it is.

    Raises:
        CannotFormat: the outcome would not hold the same data and comments.
    """
    layout = read_layout(document.path, document.text)
    if layout.is_json or layout.root.style is not Style.BLOCK:
        return document.text
    text = "".join(f"{line}{layout.line_break}" for line in Formatter(layout).lines(document.data))
    found = read_document(document.path, text.encode())
    if not isinstance(found, Document) or not _is_same(found.data, document.data):
        raise CannotFormat("Its layout cannot be changed without changing what it says.")
    if _comments(read_layout(document.path, text)) != _comments(layout):
        raise CannotFormat("Its layout cannot be changed without losing a comment.")
    return text


def _comments(layout: Layout) -> Counter[str]:
    return Counter(layout.text[start:end].rstrip() for start, end in layout.comments)


def _is_same(found: Json, meant: Json) -> bool:
    """Whether two values are the same to the last digit; the order of keys says nothing."""
    if isinstance(found, dict) and isinstance(meant, dict):
        return found.keys() == meant.keys() and all(_is_same(found[k], meant[k]) for k in found)
    if isinstance(found, list) and isinstance(meant, list):
        return len(found) == len(meant) and all(map(_is_same, found, meant))
    return type(found) is type(meant) and _written(found) == _written(meant)


def _written(value: Json) -> str:
    return value.text if isinstance(value, IntText) else str(value)


class Formatter:
    """Takes one file apart."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.text = layout.text
        # An anchor must stand before what repeats it, so where there is one nothing moves.
        self.may_move = not any(node.anchor for node in walk(layout.root))

    def lines(self, data: Json) -> list[str]:
        """All lines of the file anew."""
        root = self.layout.root
        first = next(iter(root.entries.values()))
        _, remarks = self._gap(0, first.start, holds_markers=True)
        head, above, is_set_off = _split_head([remark.text for remark in remarks])
        block = self._block(root, data, GROUP, 0, above)
        behind, remarks = self._gap(self._end(root), len(self.text), holds_markers=True)
        block.below += settle(block.chunks[-1], behind, remarks)
        while block.below and not block.below[-1]:
            block.below.pop()
        for before, chunk in pairwise(block.chunks):
            if before.inner or chunk.inner:  # this blank line is set anew where it is due
                chunk.above = trimmed(chunk.above)
        is_set_off = is_set_off or bool(block.ordered[0].above)
        body = render(block, 0, sets_off=True)
        return [*head, *([""] if head and is_set_off else []), *body]

    def _gap(self, at: int, to: int, *, holds_markers: bool = False) -> tuple[str, list[Remark]]:
        """What stands between two entries: the comment behind the first, and the lines below."""
        parts = _BREAK.split(self.text[at:to])
        behind = "" if at == self.layout.line_start(at) else parts.pop(0).strip()
        indentation = parts.pop() if parts and to < len(self.text) else ""
        remarks = [Remark(len(part) - len(part.lstrip()), part.strip()) for part in parts]
        texts = [behind, *([] if holds_markers else [each.text for each in remarks])]
        if indentation.strip() or any(text[:1] not in {"", "#"} for text in texts):
            raise CannotFormat("It is written in a way of YAML whose layout is not known here.")
        return behind, remarks

    def _end(self, node: Node) -> int:
        """Offset behind the last sign of a value."""
        while node.style is Style.BLOCK:
            node = node.last.value
        if node.style not in _TEXTS:
            return node.end
        header = _HEADER.search(self.text, node.start)
        if header is not None and "+" in header["how"]:
            return node.stop
        written = self.text[node.start : node.stop].rstrip()
        return self.layout.line_end(node.start + len(written))

    def _block(
        self, node: Node, data: Json, table: Table | None, column: int, above: list[str]
    ) -> Block:
        """Take a list or a mapping apart.

        Args:
            node: where it stands.
            data: what it says.
            table: its fields, or those of each item.
            column: where its entries will start.
            above: comments above the first of them.
        """
        block = Block()
        entries = [*node.entries.items()]
        for k, (step, entry) in enumerate(entries, 1):
            chunk = self._chunk(step, entry, data[step], table, column)
            chunk.above[:0] = above
            block.chunks.append(chunk)
            if k < len(entries):
                behind, remarks = self._gap(self._end(entry.value), entries[k][1].start)
                above = settle(chunk, behind, remarks)
        if node.is_mapping and self.may_move:
            block.order = in_order(data, table)
        return block

    def _chunk(
        self, step: str | int, entry: Entry, value: Json, table: Table | None, column: int
    ) -> Chunk:
        node = entry.value
        is_key = isinstance(step, str)
        name, lead, at = (str(step), *self._key(entry, str(step))) if is_key else ("", "-", 0)
        below = table_of(name, value, table) if is_key else table
        chunk = Chunk(name, self.layout.column(entry.start), lead)
        if node.style is not Style.BLOCK:
            chunk.above = self.layout.comments_in(entry.key_end, node.start)
            chunk.lines = self._value(node, value, below, column, chunk)
            return chunk
        at = at or entry.key_end
        if node.anchor:
            chunk.lead += f" &{node.anchor}"
            at = node.start + len(node.anchor) + 1
        behind, remarks = self._gap(at, next(iter(node.entries.values())).start)
        chunk.behind = behind
        above = [remark.text for remark in remarks]
        chunk.inner = self._block(node, value, below, column + INDENT, above)
        return chunk

    def _key(self, entry: Entry, name: str) -> tuple[str, int]:
        """How a key is written, and the offset behind its colon."""
        colon = _COLON.match(self.text, entry.key_end)
        if colon is None:
            raise CannotFormat("It is written in a way of YAML whose layout is not known here.")
        as_is = self.text[entry.start : entry.key_end]
        key = Pen().key(name) if entry.key_style in _QUOTED else as_is
        return f"{key}:", colon.end()

    def _value(
        self, node: Node, value: Json, table: Table | None, column: int, chunk: Chunk
    ) -> list[str]:
        """The lines of a value that is not taken apart; all but the first from the entry on."""
        anchor = _ANCHOR.match(self.text, node.start) if node.style is not Style.ALIAS else None
        start = node.start if anchor is None or not node.anchor else anchor.end()
        source = self.text[start : node.end]
        lines = [source]
        if node.style in _TEXTS:
            lines = self._text(start, node, chunk)
        elif node.style is Style.FLOW:
            lines = self._brackets(source, node, value, table, column + len(chunk.lead) + 1)
        elif _BREAK.search(source):
            lines = [source.split("\n")[0].rstrip("\r"), *_moved(_BREAK.split(source)[1:])]
        elif node.style in _QUOTED:
            lines = [_unquoted(value, source, Pen())]
        lead = f"&{node.anchor} " if start > node.start else ""
        return [f"{lead}{lines[0]}".rstrip() if not lines[0] else f"{lead}{lines[0]}", *lines[1:]]

    def _text(self, start: int, node: Node, chunk: Chunk) -> list[str]:
        """A text over several lines behind its sign."""
        first, *others = _BREAK.split(self.text[start : self._end(node)])
        header = _HEADER.fullmatch(first)
        if header is None:
            raise CannotFormat("It is written in a way of YAML whose layout is not known here.")
        how, comment = header["how"], header["rest"].strip()
        if "+" in how and others and not others[-1]:
            others.pop()
        digits = re.sub("[^0-9]", "", how)
        own = (len(line) - len(line.lstrip(" ")) for line in others if line.strip())
        width = chunk.column + int(digits) if digits else next(own, 0)
        sign = header["sign"] + (how.replace(digits, str(INDENT)) if digits else how)
        lines = [line[width:] for line in others]
        behind = f"{BEFORE_COMMENT}{comment}" if comment else ""
        return [f"{sign}{behind}", *(f"{_DEEPER}{line}" if line else "" for line in lines)]

    def _brackets(
        self, source: str, node: Node, value: Json, table: Table | None, column: int
    ) -> list[str]:
        """A list or mapping in brackets: on one line if it fits, else in the lines it has."""
        lines = _BREAK.split(source)
        if not self.layout.comments_in(node.start, node.end):
            whole = self._on_one_line(node, value, table)
            if whole is not None and (len(lines) == 1 or column + len(whole) <= WIDTH):
                return [whole]
        return [lines[0].rstrip(), *_moved(lines[1:])]

    def _on_one_line(self, node: Node, value: Json, table: Table | None) -> str | None:
        source = self.text[node.start : node.end]
        if node.style is Style.ALIAS:
            return source
        if node.anchor or (not node.entries and _BREAK.search(source)):
            return None
        if isinstance(value, Mapping):
            return self._braces(node, value, table)
        if isinstance(value, list):
            items = [
                self._on_one_line(node.entries[k].value, each, table)
                for k, each in enumerate(value)
            ]
            return None if None in items else f"[{', '.join(map(str, items))}]"
        if node.style in _QUOTED:
            return _unquoted(value, source, Pen(in_flow=True))
        return source or "null"

    def _braces(self, node: Node, value: Mapping[str, Json], table: Table | None) -> str | None:
        parts: list[str] = []
        for name in in_order(value, table) if self.may_move else value:
            entry = node.entries[name]
            item = self._on_one_line(entry.value, value[name], table_of(name, value[name], table))
            if item is None:
                return None
            as_is = self.text[entry.start : entry.key_end]
            key = Pen(in_flow=True).key(name) if entry.key_style in _QUOTED else as_is
            parts.append(f"{key}: {item}")
        return f"{{{', '.join(parts)}}}"


def _unquoted(value: str, source: str, pen: Pen) -> str:
    """A text in quotes without them, if it needs none."""
    plain = pen.scalar(value) if is_plain(value) else source
    return source if plain[:1] in {'"', "'"} else plain


def _moved(lines: Sequence[str]) -> list[str]:
    """Lines that go on with a value, moved as a whole to where they belong."""
    blanks = [len(line) - len(line.lstrip(" \t")) for line in lines if line.strip()]
    least = min(blanks, default=0)
    return [f"{_DEEPER}{line[least:]}" if line.strip() else "" for line in lines]


def _split_head(texts: list[str]) -> tuple[list[str], list[str], bool]:
    """The comments on the file as a whole, those on its first entry, and whether both are apart."""
    markers = [k for k, text in enumerate(texts) if text and not text.startswith("#")]
    blank = max((k for k, text in enumerate(texts) if not text), default=-1)
    cut = max(blank, *markers, -1)
    if cut < 0:
        return texts, [], False
    head = collapsed(texts[: cut + 1])
    while head and not head[0]:
        head = head[1:]
    is_apart = bool(head) and not head[-1]
    return head[:-1] if is_apart else head, texts[cut + 1 :], is_apart
