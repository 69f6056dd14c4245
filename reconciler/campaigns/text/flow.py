"""Adds to and takes from lists and mappings that are written in brackets."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reconciler.campaigns.text.layout import Entry, Layout, Node, Style
from reconciler.campaigns.text.splices import Splice, entry_before, runs, swap
from reconciler.campaigns.text.writing import Pen
from reconciler.core.edits import Put
from reconciler.core.exact_json import Json

_TO_COMMA: Final = re.compile(r"(?:[ \t\r\n]++|#[^\r\n]*+)*+,")
"""A comma inside a comment is none, so nothing that was taken is given back."""


@dataclass(frozen=True, slots=True)
class FlowEditor:
    """Changes of one list or mapping.

    Attributes:
        layout: the text.
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
        kept = [step for step in self.holder.entries if step not in dropped]
        if not self.holder.entries:
            yield self._fill(added)
        elif not kept:
            yield self._refill(added)
        else:
            yield from self._drop(dropped)
            for before, puts in self._by_place(kept, dropped, added):
                yield from self._add(before, puts)

    def _by_place(
        self, kept: Sequence[str | int], dropped: Collection[str | int], added: Sequence[Put]
    ) -> Iterator[tuple[Entry, Sequence[Put]]]:
        """Additions by the entry that they follow; the comma behind the last kept one may go."""
        places: dict[int, tuple[Entry, list[Put]]] = {}
        for put in added:
            before = entry_before(self.holder, put.after, dropped)
            if before is self.holder.entries[kept[-1]]:
                before = self.holder.last
            places.setdefault(before.start, (before, []))[1].append(put)
        yield from places.values()

    def _fill(self, added: Sequence[Put]) -> Splice:
        """Write brackets that held nothing."""
        whole = self.pen.flow(self._value(added))
        return swap(self.layout, self.holder.start, self.holder.end, whole)

    def _refill(self, added: Sequence[Put]) -> Splice:
        """Write other entries in the place of all that were there."""
        first = next(iter(self.holder.entries.values()))
        text = self.pen.flow(self._value(added))[1:-1]
        return swap(self.layout, first.start, self.holder.last.value.end, text)

    def _value(self, added: Sequence[Put]) -> Json:
        if self.holder.is_mapping:
            return {put.route[-1]: put.value for put in added}
        return [put.value for put in added]

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
        if not self.layout.begins_line(before.start) or self._is_followed(before):
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

    def _is_followed(self, entry: Entry) -> bool:
        """Whether another entry starts on the line on which this one ends."""
        end = self.layout.line_end(entry.value.end)
        return any(entry.value.end < each.start < end for each in self.holder.entries.values())

    def _end_of_line(self, at: int) -> int:
        """The end of the line if nothing but a comment follows, else the place itself."""
        end = self.layout.line_end(at)
        rest = self.layout.text[at:end].strip()
        return end if not rest or rest.startswith("#") else at

    def _one_line(self, put: Put) -> str:
        value = self.pen.flow(put.value)
        return f"{self.pen.key(str(put.route[-1]))}{self.pen.colon}{value}" if self._keys else value

    def _lines(self, put: Put, before: Entry) -> Sequence[str]:
        """The entry as spread out as those beside it."""
        is_spread = any(self._is_spread(each.value) for each in self.holder.entries.values())
        if not is_spread or not isinstance(put.value, dict | list):
            return [self._one_line(put)]
        indent = self.layout.indent(before.start)
        lines = self.pen.spread(put.value, indent=indent, unit=self._unit(before))
        lead = f"{self.pen.key(str(put.route[-1]))}{self.pen.colon}" if self._keys else ""
        return [lead + lines[0], *lines[1:]]

    @property
    def _keys(self) -> bool:
        return self.holder.is_mapping

    def _is_spread(self, node: Node) -> bool:
        lines = self.layout.line_start(node.start), self.layout.line_start(node.end)
        return node.style is Style.FLOW and lines[0] != lines[1]

    def _unit(self, before: Entry) -> str:
        """What one more level adds to the blanks of a line."""
        outer = self.layout.indent(before.start)
        for entry in before.value.entries.values():
            if self.layout.begins_line(entry.start):
                return self.layout.indent(entry.start).removeprefix(outer)
        return outer.removeprefix(self.layout.indent(self.holder.start)) or "  "
