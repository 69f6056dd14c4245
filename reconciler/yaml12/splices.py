"""Changes of a text: stretches that are replaced, and what they have in common."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final

from msgspec import Struct

from reconciler.core.exact_json import Json
from reconciler.yaml12.layout import Entry, Layout, Node, walk
from reconciler.yaml12.patch import Put
from reconciler.yaml12.style import Style
from reconciler.yaml12.write import Pen, entry, item

_BLANKS: Final = (" ", "\t")
_COLON: Final = re.compile(r"[ \t]*:")
_TIGHT_COLON: Final = re.compile(r"[ \t]*:[ \t]*")
_TIGHT_COMMA: Final = re.compile(r"[ \t]*,[ \t]*")


class Splice(Struct, frozen=True):
    """A stretch of a text and what comes in its place.

    Attributes:
        start: offset of its first character.
        end: offset behind its last character; ``start`` where something is only put in.
        text: what comes in its place.
        depth: how deep in the data it happens; of two at one place, the deeper one comes first.
    """

    start: int
    end: int
    text: str
    depth: int = 0


def splice(text: str, splices: Iterable[Splice]) -> str:
    """Make changes to a text; they must not overlap.

    Raises:
        ValueError: they do.
    """
    pieces: list[str] = []
    at = 0
    for each in sorted(splices, key=lambda one: (one.start, one.end, -one.depth)):
        if each.start < at:
            message = f"two changes meet at {each.start}"
            raise ValueError(message)
        pieces += [text[at : each.start], each.text]
        at = each.end
    return "".join([*pieces, text[at:]])


def swap(layout: Layout, start: int, end: int, text: str) -> Splice:
    """Replace a stretch and keep the comments that stand in it, behind what is new."""
    comments = layout.comments_in(start, end)
    if not comments:
        return Splice(start, end, text)
    line = layout.line_break + layout.indent(end)
    rest = layout.text[end : layout.line_end(end)].strip()
    lead = text if not text and layout.text[start - 1 : start] in _BLANKS else f"{text} "
    kept = lead + line.join(comments)
    return Splice(start, end, kept if not rest or rest.startswith("#") else kept + line)


def runs(
    holder: Node, dropped: Collection[str | int]
) -> Iterator[tuple[Entry, Entry, Entry | None]]:
    """Entries to drop that follow each other: the first, the last, and what comes behind."""
    entries = [*holder.entries.items()]
    for is_dropped, group in groupby(range(len(entries)), lambda k: entries[k][0] in dropped):
        if is_dropped:
            run = [*group]
            first, last = run[0], run[-1]
            following = entries[last + 1][1] if last + 1 < len(entries) else None
            yield entries[first][1], entries[last][1], following


def entry_before(holder: Node, name: str | None, dropped: Collection[str | int]) -> Entry:
    """The entry behind which a new one goes: the named one or the last, or a kept one near it."""
    steps = [*holder.entries]
    kept = [k for k, step in enumerate(steps) if step not in dropped]
    if not kept:
        return holder.last
    wanted = steps.index(name) if name in holder.entries else len(steps) - 1
    nearest = max((k for k in kept if k <= wanted), default=kept[0])
    return holder.entries[steps[nearest]]


def value_stretch(layout: Layout, holder: Node, entry: Entry) -> tuple[int, int]:
    """The stretch to replace for a value; of a block below its key, all behind the colon."""
    value = entry.value
    if holder.is_mapping and value.style is Style.BLOCK:
        colon = _COLON.match(layout.text, entry.key_end)
        if colon is not None:
            return colon.end(), value.end
    return value.start, value.end


def pen_for(layout: Layout, way: Sequence[Node]) -> Pen:
    """How values are written inside the last of some nested values: as they are around it."""
    brackets = [node for node in way if node.style is Style.FLOW]
    if not brackets:
        return Pen()
    sample = next((node for node in _around(brackets) if node.is_mapping and node.entries), None)
    key = None if sample is None else next(iter(sample.entries.values()))
    quotes_all = layout.is_json or (key is not None and key.key_style is Style.DOUBLE)
    between = ": " if key is None else layout.text[key.key_end : key.value.start]
    colon = between if _TIGHT_COLON.fullmatch(between) else ": "
    tight = "," if quotes_all and colon == ":" else ", "
    commas = (_comma(layout, node) for node in _around(brackets))
    return Pen(
        in_flow=True,
        quotes_all=quotes_all,
        is_json=layout.is_json,
        colon=colon,
        comma=next(filter(None, commas), tight),
    )


def _around(brackets: Sequence[Node]) -> Iterator[Node]:
    """Values in brackets, the nearest first: what is inside, then what is around it."""
    yield from walk(brackets[-1])
    yield from reversed(brackets[:-1])


def _comma(layout: Layout, node: Node) -> str:
    """What stands between the first two values on one line, if it is a comma alone."""
    if node.style is not Style.FLOW:
        return ""
    entries = [*node.entries.values()]
    for first, second in pairwise(entries):
        between = layout.text[first.value.end : second.start]
        if _TIGHT_COMMA.fullmatch(between):
            return between
    return ""


class BlockEditor:
    """Changes of one list or mapping.

    Attributes:
        holder: the list or mapping, which keeps or gets at least one entry.
        depth: how deep it stands in the data.
        offset: how much further in than its key a list starts.
    """

    def __init__(self, layout: Layout, holder: Node, depth: int, *, offset: int) -> None:
        self.layout = layout
        self.holder = holder
        self.depth = depth
        self.offset = offset

    def change(self, dropped: Collection[str | int], added: Sequence[Put]) -> Iterator[Splice]:
        """Give the splices that drop some entries and add others."""
        yield from self._drop(dropped)
        for put in added:
            yield self._add(put, entry_before(self.holder, put.after, dropped).value)

    def _drop(self, dropped: Collection[str | int]) -> Iterator[Splice]:
        """Runs of entries; the first shares its line with a dash where it is inside a list."""
        layout = self.layout
        for first, last, following in runs(self.holder, dropped):
            if following is not None and not layout.begins_line(first.start):
                yield swap(layout, first.start, following.start, "")
                continue
            start, end = layout.line_start(first.start), layout.next_line(last.value.end)
            blanks = " " * layout.column(first.start)
            comments = layout.comments_in(first.start, end)  # which keep lines of their own
            kept = "".join(blanks + each + layout.line_break for each in comments)
            yield Splice(start, end, kept)

    def _add(self, put: Put, before: Node) -> Splice:
        layout = self.layout
        at = before.stop
        if at == before.end or layout.line_start(at) != at:
            at = layout.next_line(before.end)
        text = "".join(line + layout.line_break for line in self._lines(put))
        return Splice(at, at, text, self.depth)

    def _lines(self, put: Put) -> Sequence[str]:
        column = self.layout.column(self.holder.last.start)
        if self.holder.is_mapping:
            name = str(put.route[-1])
            return entry(name, put.value, column=column, offset=self.offset)
        style = self.holder.last.value.style
        as_block = style is Style.BLOCK if style in {Style.BLOCK, Style.FLOW} else None
        return item(put.value, column=column, offset=self.offset, as_block=as_block)


_TO_COMMA: Final = re.compile(r"(?:[ \t\r\n]++|#[^\r\n]*+)*+,")
"""A comma inside a comment is none, so nothing that was taken is given back."""


class FlowEditor(Struct, frozen=True):
    """Changes of one list or mapping.

    Attributes:
        holder: the list or mapping, which keeps or gets at least one entry.
        pen: how values are written there.
        depth: how deep it stands in the data.
    """

    layout: Layout
    holder: Node
    pen: Pen
    depth: int

    def change(self, dropped: Collection[str | int], added: Sequence[Put]) -> Iterator[Splice]:
        """Give the splices that drop some entries and add others."""
        holder = self.holder
        kept = [step for step in holder.entries if step not in dropped]
        if kept:
            yield from self._drop(dropped)
            # By the entry that they follow; the comma behind the last kept one may go.
            places: dict[int, tuple[Entry, list[Put]]] = {}
            for put in added:
                before = entry_before(holder, put.after, dropped)
                before = holder.last if before is holder.entries[kept[-1]] else before
                places.setdefault(before.start, (before, []))[1].append(put)
            for before, puts in places.values():
                yield from self._add(before, puts)
            return
        keyed = {put.route[-1]: put.value for put in added}
        whole = self.pen.flow(keyed if self._keys else [*keyed.values()])
        if holder.entries:
            first = next(iter(holder.entries.values()))
            yield swap(self.layout, first.start, holder.last.value.end, whole[1:-1])
        else:
            yield swap(self.layout, holder.start, holder.end, whole)

    def _drop(self, dropped: Collection[str | int]) -> Iterator[Splice]:
        """Runs of entries, with the comma behind them, or before them at the end."""
        entries = [*self.holder.entries.values()]
        for first, last, following in runs(self.holder, dropped):
            if following is not None:
                yield swap(self.layout, first.start, following.start, "")
            else:
                before = entries[entries.index(first) - 1]
                yield swap(self.layout, before.value.end, last.value.end, "")

    def _add(self, before: Entry, added: Sequence[Put]) -> Iterator[Splice]:
        """Entries behind another one, on lines of their own if that has one."""
        behind = before.value.end
        end = self.layout.line_end(behind)
        is_followed = any(behind < each.start < end for each in self.holder.entries.values())
        if is_followed or not self.layout.begins_line(before.start):
            for put in added:
                yield Splice(behind, behind, self.pen.comma + self._one_line(put), self.depth)
            return
        line = f"{self.layout.line_break}{self.layout.indent(before.start)}"
        texts = [line + self.layout.line_break.join(self._lines(put, before)) for put in added]
        comma = _TO_COMMA.match(self.layout.text, behind)
        if comma is not None:
            at = self._end_of_line(comma.end())
            yield Splice(at, at, "".join(f"{text}," for text in texts), self.depth)
        elif self._end_of_line(behind) == behind:
            yield Splice(behind, behind, "".join(f",{text}" for text in texts), self.depth)
        else:
            at = self._end_of_line(behind)
            yield Splice(behind, behind, ",", self.depth)
            yield Splice(at, at, ",".join(texts), self.depth)

    def _end_of_line(self, at: int) -> int:
        """The end of the line if nothing but a comment follows, else the place itself."""
        end = self.layout.line_end(at)
        rest = self.layout.text[at:end].strip()
        return end if not rest or rest.startswith("#") else at

    def _one_line(self, put: Put) -> str:
        value = self.pen.flow(put.value)
        return (
            f"{self.pen.text(str(put.route[-1]))}{self.pen.colon}{value}" if self._keys else value
        )

    def like(self, before: Entry, value: Json) -> Sequence[str]:
        """The lines of a value in the place of another one: on several where that has several."""
        if not self._is_spread(before.value):
            return [self.pen.flow(value)]
        return self._spread(value, before)

    def _lines(self, put: Put, before: Entry) -> Sequence[str]:
        """The entry as spread out as those beside it."""
        is_spread = any(self._is_spread(each.value) for each in self.holder.entries.values())
        if not is_spread or not isinstance(put.value, dict | list):
            return [self._one_line(put)]
        lines = self._spread(put.value, before)
        lead = f"{self.pen.text(str(put.route[-1]))}{self.pen.colon}" if self._keys else ""
        return [lead + lines[0], *lines[1:]]

    def _spread(self, value: Json, before: Entry) -> Sequence[str]:
        indent = self.layout.indent(before.start)
        return self.pen.spread(value, indent=indent, unit=self._unit(before))

    @property
    def _keys(self) -> bool:
        return self.holder.is_mapping

    def _is_spread(self, node: Node) -> bool:
        lines = self.layout.line_start(node.start), self.layout.line_start(node.end)
        return node.style is Style.FLOW and lines[0] != lines[1]

    def _unit(self, before: Entry) -> str:
        """What one more level adds to the blanks of a line."""
        outer = self.layout.indent(before.start)
        for each in before.value.entries.values():
            if self.layout.begins_line(each.start):
                return self.layout.indent(each.start).removeprefix(outer)
        return outer.removeprefix(self.layout.indent(self.holder.start)) or "  "
