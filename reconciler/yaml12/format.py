"""Files in one layout: the same data, the same comments, no matter who typed them.

Keys stand in the order of an outline, blocks are indented by two, a blank line stands
around each block at the left margin and nowhere two in a row, quotes only where they are needed.
What is in brackets stays in brackets, on one line if it fits; texts over several lines keep their
lines. A comment stays with the key or the item that it stands above or behind.

Nothing is taken on trust: the outcome is read again, and unless it holds the same data and every
comment, it is not given back.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from reconciler.core.exact_json import Json
from reconciler.yaml12.by_lines import taken_apart
from reconciler.yaml12.chunks import BEFORE_COMMENT, Block, Chunk, Remark, put_together, settle
from reconciler.yaml12.document import Document, IntText, read_document
from reconciler.yaml12.layout import Entry, Layout, Node, read_comments, read_layout
from reconciler.yaml12.style import Style
from reconciler.yaml12.write import INDENT, WIDTH, Outline, Pen, may_be_plain

_BREAK: Final = re.compile(r"\r\n|\n|\r")
_NEXT_LINE: Final = re.compile(r"(?<![\r\n])\n *")
_ANCHOR: Final = re.compile(r"&\S+\s*")
_COLON: Final = re.compile(r"\s*:")
_HEADER: Final = re.compile(r"(?P<sign>[|>])(?P<how>[-+0-9]*)(?P<rest>[^\r\n]*)")
_DEEPER: Final = "  "
_QUOTED: Final = (Style.SINGLE, Style.DOUBLE)
_TEXTS: Final = (Style.LITERAL, Style.FOLDED)


class CannotFormat(Exception):
    """A file that would not be the same afterwards."""


def format_document(document: Document, outline: Outline) -> str:
    """The text of a file in canonical layout; JSON, and what is all in braces, as it is.

    Args:
        document: the file.
        outline: the order of its keys.

    Raises:
        CannotFormat: the outcome would not hold the same data and comments.
    """
    block, line_break = taken_apart(document.text, document.data, outline), "\n"
    if block is None:
        layout = read_layout(document.path, document.text)
        if layout.is_json or layout.root.style is not Style.BLOCK:
            return document.text
        block, line_break = Formatter(layout).taken_apart(document.data, outline), layout.line_break
    elif block.is_in_layout:
        return document.text
    text = line_break.join([*put_together(block), ""])
    if text == document.text:
        return text
    found = read_document(document.path, text.encode())
    if not isinstance(found, Document) or not _is_same(found.data, document.data):
        raise CannotFormat("Its layout cannot be changed without changing what it says.")
    before = Counter(map(str.rstrip, read_comments(document.path, document.text, document.data)))
    if Counter(map(str.rstrip, read_comments(found.path, found.text, found.data))) != before:
        raise CannotFormat("Its layout cannot be changed without losing a comment.")
    return text


def _is_same(found: Json, meant: Json) -> bool:
    """Whether two values are the same to the last digit; the order of keys says nothing."""
    if type(found) is not type(meant):
        return False
    match found:
        case str():
            return bool(found == meant)
        case dict():
            pairs = map(_is_same, found.values(), map(meant.get, found))
            return found.keys() == meant.keys() and all(pairs)
        case list():
            return len(found) == len(meant) and all(map(_is_same, found, meant))
        case IntText():
            return bool(found.text == meant.text)
        case _:
            return str(found) == str(meant)


class Formatter:
    """Takes one file apart."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.text = layout.text
        # An anchor must stand before what repeats it, so where there is one nothing moves.
        self.may_move = not layout.has_anchors

    def taken_apart(self, data: Json, outline: Outline) -> Block:
        """All entries of the file, with the remarks above the first and below the last of them."""
        root = self.layout.root
        first = next(iter(root.entries.values()))
        _, remarks = self._gap(0, first.start, holds_markers=True)
        block = self._block(root, data, outline, 0, [remark.text for remark in remarks])
        behind, remarks = self._gap(self._end(root), len(self.text), holds_markers=True)
        block.below += settle(block.chunks[-1], behind, remarks)
        return block

    def _gap(self, at: int, to: int, *, holds_markers: bool = False) -> tuple[str, list[Remark]]:
        """What stands between two entries: the comment behind the first, and the lines below."""
        if _NEXT_LINE.fullmatch(self.text, at, to):  # as almost everywhere
            return "", []
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
        self, node: Node, data: Json, outline: Outline, column: int, above: list[str]
    ) -> Block:
        """Take a list or a mapping apart.

        Args:
            node: where it stands.
            data: what it says.
            outline: of it, or of each item.
            column: where its entries will start.
            above: comments above the first of them.
        """
        block = Block()
        entries = [*node.entries.items()]
        at = self.layout.column(entries[0][1].start)
        for k, (step, entry) in enumerate(entries, 1):
            chunk = Chunk(above, at, str(step) if node.is_mapping else None)
            below = outline if chunk.name is None else outline.below(chunk.name, data[step])
            self._fill(chunk, entry, data[step], below, column)
            block.chunks.append(chunk)
            if k < len(entries):
                behind, remarks = self._gap(self._end(entry.value), entries[k][1].start)
                above = settle(chunk, behind, remarks)
        if node.is_mapping and self.may_move:
            block.order = outline.in_order(data)
        return block

    def _fill(self, chunk: Chunk, entry: Entry, value: Json, outline: Outline, column: int) -> None:
        """Take an entry apart."""
        node, at = entry.value, entry.key_end
        if chunk.name is not None:
            chunk.lead, at = self._key(entry, chunk.name)
        if node.style is not Style.BLOCK:
            if node.start > entry.key_end + len(": "):
                chunk.above += self.layout.comments_in(entry.key_end, node.start)
            chunk.lines = self._value(node, value, outline, column, chunk)
            return
        if node.anchor:
            chunk.lead += f" &{node.anchor}"
            at = node.start + len(node.anchor) + 1
        behind, remarks = self._gap(at, next(iter(node.entries.values())).start)
        chunk.behind = behind
        above = [remark.text for remark in remarks]
        chunk.inner = self._block(node, value, outline, column + INDENT, above)

    def _key(self, entry: Entry, name: str) -> tuple[str, int]:
        """How a key is written, and the offset behind its colon."""
        as_is = self.text[entry.start : entry.key_end]
        if entry.key_style is Style.PLAIN and self.text[entry.key_end] == ":":
            return f"{as_is}:", entry.key_end + 1
        colon = _COLON.match(self.text, entry.key_end)
        if colon is None:
            raise CannotFormat("It is written in a way of YAML whose layout is not known here.")
        key = Pen().text(name) if entry.key_style in _QUOTED else as_is
        return f"{key}:", colon.end()

    def _value(
        self, node: Node, value: Json, outline: Outline, column: int, chunk: Chunk
    ) -> list[str]:
        """The lines of a value that is not taken apart; all but the first from the entry on."""
        start = node.start
        if node.anchor and node.style is not Style.ALIAS:
            anchor = _ANCHOR.match(self.text, start)
            start = start if anchor is None else anchor.end()
        source = self.text[start : node.end]
        lines = [source]
        if node.style in _TEXTS:
            lines = self._text(start, node, chunk)
        elif node.style is Style.FLOW:
            lines = self._brackets(source, node, value, outline, column + len(chunk.lead) + 1)
        elif "\n" in source or "\r" in source:
            lines = [source.split("\n")[0].rstrip("\r"), *_moved(_BREAK.split(source)[1:])]
        elif node.style in _QUOTED:
            lines = [value if may_be_plain(value) else source]
        if start > node.start:
            lines[0] = f"&{node.anchor} {lines[0]}" if lines[0] else f"&{node.anchor}"
        return lines

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
        self, source: str, node: Node, value: Json, outline: Outline, column: int
    ) -> list[str]:
        """A list or mapping in brackets: on one line if it fits, else in the lines it has."""
        lines = _BREAK.split(source)
        if not self.layout.comments_in(node.start, node.end):
            whole = self._on_one_line(node, value, outline)
            if whole is not None and (len(lines) == 1 or column + len(whole) <= WIDTH):
                return [whole]
        return [lines[0].rstrip(), *_moved(lines[1:])]

    def _on_one_line(self, node: Node, value: Json, outline: Outline) -> str | None:
        source = self.text[node.start : node.end]
        if node.style is Style.ALIAS:
            return source
        if node.anchor or (not node.entries and ("\n" in source or "\r" in source)):
            return None
        if isinstance(value, Mapping):
            return self._braces(node, value, outline)
        if isinstance(value, list):
            items = [
                self._on_one_line(node.entries[k].value, each, outline)
                for k, each in enumerate(value)
            ]
            return None if None in items else f"[{', '.join(map(str, items))}]"
        if node.style in _QUOTED:
            return value if may_be_plain(value, in_flow=True) else source
        return source or "null"

    def _braces(self, node: Node, value: Mapping[str, Json], outline: Outline) -> str | None:
        parts: list[str] = []
        for name in outline.in_order(value) if self.may_move else value:
            entry = node.entries[name]
            item = self._on_one_line(entry.value, value[name], outline.below(name, value[name]))
            if item is None:
                return None
            as_is = self.text[entry.start : entry.key_end]
            key = Pen(in_flow=True).text(name) if entry.key_style in _QUOTED else as_is
            parts.append(f"{key}: {item}")
        return f"{{{', '.join(parts)}}}"


def _moved(lines: Sequence[str]) -> list[str]:
    """Lines that go on with a value, moved as a whole to where they belong."""
    blanks = [len(line) - len(line.lstrip(" \t")) for line in lines if line.strip()]
    least = min(blanks, default=0)
    return [f"{_DEEPER}{line[least:]}" if line.strip() else "" for line in lines]
