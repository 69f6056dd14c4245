"""Changes values in the text of a campaign file and leaves every other byte as it is.

A file that was read and written anew would lose its comments, its quotes and the order that a
person gave it. Here each change is spliced into the text where the value stands, and the outcome
is read again: it must hold exactly the data that was meant, or nothing is given back. No comment
is ever lost: those inside something that is dropped stay, on lines of their own.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct, field

from reconciler.core.diagnostic import Finding, Route
from reconciler.core.exact_json import Json, canonical
from reconciler.yaml12 import write
from reconciler.yaml12.codes import BEHIND_ALIAS, NOT_EDITABLE
from reconciler.yaml12.document import Document, read_document
from reconciler.yaml12.layout import Entry, Layout, Node, read_layout, walk
from reconciler.yaml12.patch import Drop, Edit, Put, Rename, edited
from reconciler.yaml12.single_values import with_values
from reconciler.yaml12.splices import (
    BlockEditor,
    FlowEditor,
    Splice,
    pen_for,
    splice,
    swap,
    value_stretch,
)
from reconciler.yaml12.style import Style

_LAST_BREAK: Final = re.compile(r"(?:\r\n|\n|\r)\Z")


class CannotEdit(Exception):
    """A file that cannot be changed as asked.

    Attributes:
        findings: what stands in the way, each with the route of a value in the file.
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("; ".join(each.message for each in findings))
        self.findings = tuple(findings)


def edit(document: Document, edits: Sequence[Edit]) -> Document:
    """Change values in a file.

    Args:
        document: the file as it was read.
        edits: all changes, by routes of its data; a part that is dropped is not changed besides.

    Returns:
        The file as it would be read after the change.

    Raises:
        CannotEdit: a value cannot be changed without changing something else.
    """
    text = with_values(document.text, document.data, edits)
    changed = None if text is None else _read_back(document, text, edits)
    if changed is not None:
        return changed
    layout = _layout(document)
    findings = [found for each in edits for found in _obstacles(layout, each)]
    if findings:
        raise CannotEdit(findings)
    changed = _changed(document, layout, edits)
    if changed is None:
        alone = [each for each in edits if _changed(document, layout, [each]) is None]
        why = "cannot be changed here without changing something else."
        raise CannotEdit(
            [
                Finding(NOT_EDITABLE, each.route, f"{_label(each.route)} {why}", NOT_EDITABLE.fix)
                for each in alone or edits
            ]
        )
    return changed


def _changed(document: Document, layout: Layout, edits: Sequence[Edit]) -> Document | None:
    """The file after some changes; None if it would not be read as it is meant."""
    text = splice(layout.text, _splices(layout, edits))
    if layout.text != document.text:
        text = _LAST_BREAK.sub("", text)
    return _read_back(document, text, edits)


def _read_back(document: Document, text: str, edits: Sequence[Edit]) -> Document | None:
    """The new text, if it holds what some changes make of the data."""
    found = read_document(document.path, text.encode())
    meant = canonical(edited(document.data, edits))  # but for the order of keys
    return found if isinstance(found, Document) and canonical(found.data) == meant else None


def _layout(document: Document) -> Layout:
    """The layout of a text whose last line ends with a break, whether or not the file's does."""
    layout = read_layout(document.path, document.text)
    if document.text.endswith(("\n", "\r")):
        return layout
    return read_layout(document.path, document.text + layout.line_break)


class _Work(Struct):
    """What is to be done within one list or mapping."""

    replaced: list[Put] = field(default_factory=list)
    renamed: list[Rename] = field(default_factory=list)
    added: list[Put] = field(default_factory=list)
    dropped: set[str | int] = field(default_factory=set)


def _splices(layout: Layout, edits: Sequence[Edit]) -> list[Splice]:
    by_holder: dict[Route, _Work] = defaultdict(_Work)
    for each in edits:
        work = by_holder[each.route[:-1]]
        holder = [*layout.way(each.route[:-1])][-1]
        if isinstance(each, Drop):
            work.dropped.add(each.route[-1])
        elif isinstance(each, Rename):
            work.renamed.append(each)
        elif each.route[-1] in holder.entries:
            work.replaced.append(each)
        else:
            work.added.append(each)
    return [
        found for route, work in by_holder.items() for found in _holder_splices(layout, route, work)
    ]


def _holder_splices(layout: Layout, route: Route, work: _Work) -> Iterator[Splice]:
    way = [*layout.way(route)]
    holder = way[-1]
    for put in work.replaced:
        yield _replaced(layout, way, put)
    for rename in work.renamed:
        entry = holder.entries[rename.route[-1]]
        name = pen_for(layout, way).scalar(rename.name, entry.key_style)
        yield Splice(entry.start, entry.key_end, name)
    if not work.added and work.dropped and work.dropped == holder.entries.keys():
        empty: Json = {} if holder.is_mapping else []
        yield _replaced(layout, way[:-1], Put(route, empty))
    elif holder.style is Style.FLOW:
        pen = pen_for(layout, way)
        yield from FlowEditor(layout, holder, pen, len(route)).change(work.dropped, work.added)
    else:
        offset = _offset(layout, way)
        editor = BlockEditor(layout, holder, len(route), offset=offset)
        yield from editor.change(work.dropped, work.added)


def _replaced(layout: Layout, way: Sequence[Node], put: Put) -> Splice:
    holder = way[-1]
    before = holder.entries[put.route[-1]]
    start, end = value_stretch(layout, holder, before)
    pen = pen_for(layout, way)
    items = put.value if isinstance(put.value, list) else ()
    rows = [each for each in items if isinstance(each, dict | list)]
    if not isinstance(put.value, dict | list):
        text = pen.scalar(put.value, before.value.style)
    elif holder.style is Style.FLOW:
        text = layout.line_break.join(FlowEditor(layout, holder, pen, 0).like(before, put.value))
    elif holder.is_mapping and rows and layout.text[before.key_end] == ":":
        return _rows(layout, before, put, offset=_offset(layout, way))
    else:
        text = pen.flow(put.value)
    if start != before.value.start or start == end:  # right behind the colon or the dash
        text = f" {text}"
    return swap(layout, start, end, text)


def _rows(layout: Layout, before: Entry, put: Put, *, offset: int) -> Splice:
    """A list below its key, a line for each item; comments stay behind the key, or go above it."""
    column = layout.column(before.start)
    _, *lines = write.entry(str(put.route[-1]), put.value, column=column, offset=offset)
    start, end = before.key_end + 1, layout.line_end(before.value.end)
    behind = layout.comments_in(start, min(end, layout.line_end(start)))
    above = layout.comments_in(start, end)[len(behind) :]
    blanks = " " * (column + offset)
    head = "".join(f"  {each}" for each in behind)
    return Splice(
        start, end, layout.line_break.join([head, *(f"{blanks}{each}" for each in above), *lines])
    )


def _offset(layout: Layout, way: Sequence[Node]) -> int:
    """How much further in than its key a list of the file starts."""
    for node in (*reversed(way), layout.root):
        for entry in node.entries.values():
            below = entry.value
            if node.is_mapping and below.style is Style.BLOCK and not below.is_mapping:
                return layout.column(below.last.start) - layout.column(entry.start)
    return 2


def _obstacles(layout: Layout, each: Edit) -> Iterator[Finding]:
    """Aliases on the way to a value, and anchors that make it stand in other places too."""
    way = [*layout.way(each.route)]
    is_there = len(way) > len(each.route)
    inside = [*walk(way[-1])][1:] if is_there else []
    for node in way:
        if node.style is Style.ALIAS:
            yield _behind_alias(each.route, f"repeats another value as *{node.anchor}")
            return
    for node in (*way, *inside):
        if node.style is not Style.ALIAS and node.anchor in layout.repeated:
            yield _behind_alias(each.route, f"is repeated elsewhere as *{node.anchor}")
            return


def _behind_alias(route: Route, how: str) -> Finding:
    return Finding(BEHIND_ALIAS, route, f"{_label(route)} {how}.", BEHIND_ALIAS.fix)


def _label(route: Route) -> str:
    names = [step for step in route if isinstance(step, str)]
    return f"'{names[-1]}'" if names else "The file"
