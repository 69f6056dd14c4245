"""Drift as a comment tells it: what differs, and what a person can do, once for all of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from reconciler.core.comparison import FieldChange
from reconciler.core.plan import Blocked, Create, Drift
from reconciler.render import drift_words
from reconciler.render import plan_words as words
from reconciler.render.comment import fold, listed, name, said, shortened
from reconciler.render.markdown import code, diff_block
from reconciler.render.safe import NAMELESS
from reconciler.words import first_of, plural

MOST_FIELDS: Final = 3
MOST_COMPARED: Final = 100
"""Fields of one campaign that are shown with both values."""
MOST_OTHERS: Final = 50
MOST_OF_A_PATH: Final = 300


def edited_live(drifts: Sequence[Drift], *, most: int | None) -> Iterator[str]:
    """Live campaigns whose files the change edits, which does not reach live: what to do instead.

    The drift has nothing but the fields that the change edits. ``most`` is how many campaigns are
    listed; None is all.
    """
    if not drifts:
        return
    yield from ("### This change edits campaigns that are live", "")
    yield from (f"{drift_words.NEVER_UPDATES} Live keeps what was said before:", "")
    # Both values of the first fields, as it must not be missed what customers get.
    items = (
        f"{called(drift)}: {first_of(told, len(drift.reported), most=MOST_FIELDS)}"
        for drift in drifts
        for told in [map(_with_values, drift.reported)]
    )
    yield from listed(items, len(drifts), most=most)
    yield from (f"- {way}" for way in drift_words.ways_out("`"))
    yield ""


def _with_values(field: FieldChange) -> str:
    desired, live = map(name, words.sides(words.readable(field)[1]))
    return f"{name(words.place(field.path))} (file {desired}, live {live})"


def touched_drift(drifts: Sequence[Drift], *, most: int | None) -> Iterator[str]:
    """Drift of what is reviewed, in a line each."""
    if drifts:
        yield from ("### Drift of files that this change touches", "")
        yield from ("Live differs from these files, and applying them does not change it.", "")
        yield from listed(map(_differs, drifts), len(drifts), most=most)


def all_drift(
    drifts: Sequence[Drift], source: str, *, values: bool, most: int | None
) -> Iterator[str]:
    """What differs, campaign by campaign.

    Args:
        drifts: campaigns that differ in something that is not acknowledged.
        source: how live state was read.
        values: whether both values of each field are shown.
        most: how many campaigns are listed where the values are not shown; None is all.
    """
    if not drifts:
        return
    yield from (f"### {words.TITLES[Drift]}", "")
    if not values:
        yield from listed(map(_differs, drifts), len(drifts), most=most)
        yield from (drift_words.keep_live("`"), "")
        return
    marks = drift_words.ways(field for drift in drifts for field in drift.reported[:MOST_COMPARED])
    for drift in drifts:
        yield from (_differs(drift), "")
        yield from fold("What differs", _compared(drift, source, marks))
    for sentence in drift_words.untold(drifts):
        yield from (said(sentence), "")
    told, steps = drift_words.go_by_file(marks)
    yield from (drift_words.keep_live("`"), "", said(told), "")
    yield from (f"- {mark} {said(hint)}" for hint, mark in steps.items())
    yield from [""] if steps else []


def _compared(drift: Drift, source: str, marks: Mapping[drift_words.Way, str]) -> Iterator[str]:
    """Both values of each field, why it drifted, and what was not seen."""
    lines = []
    for field in drift.reported[:MOST_COMPARED]:
        note, shown = words.readable(field)
        desired, live = words.sides(shown)
        mark = marks[drift_words.way(field)]
        noted = f"{note}{f' {mark}' if mark else ''}"
        lines.append(f"@@ {shortened(words.place(field.path), MOST_OF_A_PATH)}{noted} @@")
        lines += (f"- live     {live}", f"+ desired  {desired}")
    yield from (*diff_block(lines), "")
    for why, fields in drift_words.by_reason(drift.reported).items():
        is_of_all = len(fields) == len(drift.reported)
        of = "" if is_of_all else f"{_fields(fields)}: "
        yield from (f"- {of}{said(why)}", "")
    if len(drift.reported) > MOST_COMPARED:
        yield from (f"and {plural(len(drift.reported) - MOST_COMPARED, 'more field')}", "")
    for why, paths in words.unseen(drift, source).items():
        yield from (f"- {said(why)}: {_paths(paths)}", "")


def other_drift(drifts: Sequence[Drift], *, most: int | None) -> Iterator[str]:
    """Drift that has nothing to do with what is reviewed: one fold, or its number."""
    if not drifts:
        return
    yield from ("### Drift of files that this change does not touch", "")
    count = plural(len(drifts), "campaign")
    if most == 0:
        yield from (f"{count}.", "")
        return
    shown = listed(map(_differs, drifts), len(drifts), most=MOST_OTHERS if most is None else most)
    yield from fold(count, shown)
    yield from (drift_words.keep_live("`"), "")


def acknowledged_drift(drifts: Sequence[Drift], *, values: bool) -> Iterator[str]:
    """Drift that is meant: one fold, or its number."""
    meant = [each for each in drifts if each.acknowledged]
    if not meant:
        return
    count = plural(len(meant), "campaign")
    title = f"Acknowledged: {count} with differences that are meant"
    if not values:
        yield from (f"{title}.", "")
        return
    items = (
        f"{called(each)}: {name(words.place(field.path))}: {said(words.acknowledged_drift(field))}"
        for each in meant
        for field in each.acknowledged
    )
    number = sum(len(each.acknowledged) for each in meant)
    yield from fold(title, listed(items, number, most=MOST_OTHERS))


def called(change: Blocked | Create | Drift) -> str:
    """What a change is about: its name, and where it is."""
    group = f", group {change.id}" if isinstance(change, Drift) else ""
    place = f"{shortened(change.file, MOST_OF_A_PATH)}:{change.line}"
    return f"**{name(change.name) or NAMELESS}** ({code(place)}{group})"


def _differs(drift: Drift) -> str:
    return f"{called(drift)} differs in {_fields(drift.reported)}"


def _fields(fields: Sequence[FieldChange]) -> str:
    return _paths([each.path for each in fields])


def _paths(paths: Sequence[str]) -> str:
    return first_of((name(words.place(path)) for path in paths), len(paths), most=MOST_FIELDS)
