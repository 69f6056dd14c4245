"""Adds to and takes from lists and mappings that are written by indentation."""

from collections.abc import Collection, Iterator, Sequence

from reconciler.campaigns.text.layout import Entry, Layout, Node, Style
from reconciler.campaigns.text.splices import Splice, entry_before, runs, swap
from reconciler.campaigns.text.writing import Pen
from reconciler.core.edits import Put


class BlockEditor:
    """Changes of one list or mapping.

    Attributes:
        layout: the text.
        holder: the list or mapping, which keeps or gets at least one entry.
        pen: how values are written there.
        depth: how deep it stands in the data.
        offset: how much further in than its key a list starts.
    """

    def __init__(self, layout: Layout, holder: Node, pen: Pen, depth: int, *, offset: int) -> None:
        self.layout = layout
        self.holder = holder
        self.pen = pen
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
            if layout.begins_line(first.start) or following is None:
                yield self._drop_lines(first, last)
            else:
                yield swap(layout, first.start, following.start, "")

    def _drop_lines(self, first: Entry, last: Entry) -> Splice:
        """The lines of entries, with their comments on lines of their own in their place."""
        layout = self.layout
        start, end = layout.line_start(first.start), layout.next_line(last.value.end)
        blanks = " " * layout.column(first.start)
        comments = layout.comments_in(first.start, end)
        return Splice(start, end, "".join(blanks + each + layout.line_break for each in comments))

    def _add(self, put: Put, before: Node) -> Splice:
        layout = self.layout
        at = before.stop
        if at == before.end or layout.line_start(at) != at:
            at = layout.next_line(before.end)
        text = "".join(line + layout.line_break for line in self._lines(put))
        return Splice(at, at, text, self.depth)

    def _lines(self, put: Put) -> Iterator[str]:
        column = self.layout.column(self.holder.last.start)
        if self.holder.is_mapping:
            name = str(put.route[-1])
            return self.pen.entry(name, put.value, column=column, offset=self.offset)
        style = self.holder.last.value.style
        as_block = style is Style.BLOCK if style in {Style.BLOCK, Style.FLOW} else None
        return self.pen.item(put.value, column=column, offset=self.offset, as_block=as_block)
