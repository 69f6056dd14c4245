"""Changes of a text: stretches that are replaced, and what they have in common."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from reconciler.campaigns.text.layout import Entry, Layout, Node, Style, walk
from reconciler.campaigns.text.writing import Pen

_BLANKS: Final = (" ", "\t")
_COLON: Final = re.compile(r"[ \t]*:")
_TIGHT_COLON: Final = re.compile(r"[ \t]*:[ \t]*")
_TIGHT_COMMA: Final = re.compile(r"[ \t]*,[ \t]*")


@dataclass(frozen=True, slots=True)
class Splice:
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
    colon = ": " if key is None else _colon(layout, key)
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


def _colon(layout: Layout, entry: Entry) -> str:
    between = layout.text[entry.key_end : entry.value.start]
    return between if _TIGHT_COLON.fullmatch(between) else ": "


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
