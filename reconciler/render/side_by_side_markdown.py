"""A comparison of two environments as Markdown, for an issue, a pull request or a wiki."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from reconciler.core.side_by_side import Alone, Counterparts, SideBySide
from reconciler.render import side_by_side_words as words
from reconciler.render.comment import fitting, listed, name, said, shortened
from reconciler.render.markdown import code, escaped, table
from reconciler.render.plan_words import place
from reconciler.render.safe import NAMELESS

MOST_FIELDS: Final = 50
"""Fields of one campaign that are shown with both values."""
MOST_LISTED: Final = 100
"""Campaigns of a kind that are listed where there is no room for all and their values."""
MOST_OF_A_PATH: Final = 300


def side_by_side_to_markdown(found: SideBySide) -> str:
    """Write a comparison as Markdown; one that is too long for a comment loses details."""
    return fitting(
        [
            partial(_lines, found, values=True, most=None),
            partial(_lines, found, values=False, most=MOST_LISTED),
            partial(_lines, found, values=False, most=0),
        ]
    )


def _lines(found: SideBySide, *, values: bool, most: int | None) -> Iterator[str]:
    one, other = map(name, found.environments)
    yield from (f"## Comparison of {one} and {other}", "")
    yield from (f"**{words.conclusion(found)}** {escaped(words.heading(found))}.", "")
    counted = [text.split(" ", 1) for text in words.counts(found)]
    yield from table((escaped(what) for _, what in counted), [[count for count, _ in counted]])
    yield ""
    for environment, alone in found.sides():
        if alone:
            yield from (f"### Only in {name(environment)}", "")
            items = (f"{_called(e.name, f'group {e.id}', e.file)}{_why(e)}" for e in alone)
            yield from listed(items, len(alone), most=most)
    if found.differing:
        yield from (f"### {words.DIFFERING}", "")
        yield from _differing(found, values=values, most=most)
    names = found.environments
    for title, pairs in words.not_seen(found):
        yield from (f"### {title}", "")
        told = (f"{_pair(e, names)}: {said('; '.join(words.unseen(e, names)))}" for e in pairs)
        yield from listed(told, len(pairs), most=most)
    yield from (f"- {said(text)}" for text in (*words.advice(found), *found.notes))


def _why(group: Alone) -> str:
    remark = words.remark(group)
    return f": {said(remark)}" if remark else ""


def _differing(found: SideBySide, *, values: bool, most: int | None) -> Iterator[str]:
    names = found.environments
    if not values:
        lines = (f"{_pair(e, names)}: {len(e.likeness.fields)}" for e in found.differing)
        yield from listed(lines, len(found.differing), most=most)
        return
    for each in found.differing:
        yield from (_pair(each, names), "")
        shown = each.likeness.fields[:MOST_FIELDS]
        rows = (
            (f"{name(place(unlike.path))}{note}", *map(name, values))
            for unlike in shown
            for note, values in [words.both_values(unlike)]
        )
        yield from table(("Field", *map(name, names)), rows)
        yield ""
        more = len(each.likeness.fields) - MOST_FIELDS
        if more > 0:
            yield from (f"and {more:,} more", "")
        unseen = [f"- {said(text)}" for text in words.unseen(each, names)]
        yield from [*unseen, ""] if unseen else []


def _pair(each: Counterparts, names: tuple[str, str]) -> str:
    return _called(each.name, escaped(words.groups(each, names)), words.file_of(each))


def _called(of: str, groups: str, file: str) -> str:
    more = f", {code(shortened(file, MOST_OF_A_PATH))}" if file else ""
    return f"**{name(of) or NAMELESS}** ({groups}{more})"
