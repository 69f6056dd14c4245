"""A comparison of two environments for the terminal."""

from collections.abc import Iterator
from typing import Final

from reconciler.core.side_by_side import Counterparts, SideBySide
from reconciler.render import side_by_side_words as words
from reconciler.render.plan_text import INDENT
from reconciler.render.plan_words import place
from reconciler.render.safe import NAMELESS, visible
from reconciler.render.terminal import Line, Text, entry, titled, wrapped

MOST_FIELDS: Final = 50
"""So many fields of a campaign are shown with both values."""
_NOT_SEEN: Final = {words.UNKNOWN: ("!", "magenta"), words.IN_PART: ("=", "cyan")}
"""The mark and the style of what was not compared, and of what was not seen in full."""


def side_by_side_lines(found: SideBySide) -> Iterator[Line]:
    """Write a comparison for people."""
    one, other = map(visible, found.environments)
    title = Text.assemble("Comparison of ", (one, "bold"), " and ", (other, "bold"))
    yield title.append(f": {words.heading(found)}")
    yield Text(f"  {' · '.join(map(visible, words.counts(found)))}")
    for name, alone in found.sides():
        yield from titled(f"Only in {visible(name)}", "blue") if alone else ()
        for group in alone:
            more = (f"group {group.id}", visible(group.file), visible(words.remark(group)))
            rest = "".join(f"  {each}" for each in more if each)
            mark, called = "·" if group.is_meant else "+", visible(group.name) or NAMELESS
            yield entry(mark, "blue", called, rest, hang=INDENT + 2)
    if found.differing:
        yield from titled(words.DIFFERING, "yellow")
        for each in found.differing:
            yield from _differing(each, found.environments)
    for name, pairs in words.not_seen(found):
        mark, style = _NOT_SEEN[name]
        yield from titled(name, style)
        for each in pairs:
            yield _called(each, mark, style, found.environments)
            yield from _unseen(each, found.environments)
    yield from ("", Text(words.conclusion(found), "bold"))
    for text in (*words.advice(found), *found.notes):
        yield from wrapped(visible(text), indent=2, style="dim")


def _called(each: Counterparts, mark: str, style: str, names: tuple[str, str]) -> Text:
    file = visible(words.file_of(each))
    rest = f"  {visible(words.groups(each, names))}{f'  {file}' if file else ''}"
    return entry(mark, style, visible(each.name) or NAMELESS, rest, hang=INDENT + 2)


def _differing(each: Counterparts, names: tuple[str, str]) -> Iterator[Line]:
    yield _called(each, "~", "yellow", names)
    shown = [visible(name) for name in names]
    widest = max(map(len, shown))
    for unlike in each.likeness.fields[:MOST_FIELDS]:
        note, values = words.both_values(unlike)
        yield Text.assemble("      ", (place(unlike.path), "bold"), (note, "dim"), hang=8)
        for name, value, style in zip(shown, values, ("green", "red"), strict=True):
            lead = f"        {name:{widest}}  "
            yield Text.assemble(lead, (value, style), hang=len(lead))
    more = len(each.likeness.fields) - MOST_FIELDS
    if more > 0:
        yield from wrapped(f"and {more:,} more; --format json lists them", indent=INDENT)
    yield from _unseen(each, names)


def _unseen(each: Counterparts, names: tuple[str, str]) -> Iterator[Line]:
    for text in words.unseen(each, names):
        yield from wrapped(visible(text), indent=INDENT, style="dim")
