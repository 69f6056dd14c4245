"""Drift for the terminal, and what is in sync but for what is meant or was not seen."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from reconciler.core.comparison import FieldChange
from reconciler.core.plan import Change, Drift, InSync
from reconciler.render.cause_words import by_reason, untold
from reconciler.render.change_line import INDENT, change_line
from reconciler.render.next_steps import ACCEPT, Way, go_by_file, keep_live, steps, way, ways
from reconciler.render.plan_words import acknowledged_drift, place, readable, sides, unseen
from reconciler.render.safe import visible
from reconciler.render.terminal import Line, Text, wrapped
from reconciler.words import first_of, plural

MOST_SHOWN: Final = 50
"""So many campaigns are shown with their values."""
MOST_FIELDS: Final = 20
"""So many fields of a campaign are shown with both values."""
MOST_NAMED: Final = 3
MOST_UNVERIFIED: Final = 6
MOST_ALIKE: Final = 10
"""So many campaigns of which the same was not seen are named."""


def drift_lines(drifts: Sequence[Drift], source: str) -> Iterator[Line]:
    """What differs, and at the end what can be done about it.

    Args:
        drifts: campaigns that differ in something that is not acknowledged.
        source: how live state was read.
    """
    shown = drifts[:MOST_SHOWN]
    marks = ways(field for drift in shown for field in drift.reported[:MOST_FIELDS])
    for drift in shown:
        yield change_line(drift)
        for field in drift.reported[:MOST_FIELDS]:
            note, shown_as = readable(field)
            mark = marks[way(field)]
            noted = f"{note}{f' {mark}' if mark else ''}"
            desired, live = sides(shown_as)
            yield Text.assemble("      ", (place(field.path), "bold"), (noted, "dim"), hang=8)
            yield Text.assemble("        desired  ", (desired, "green"), hang=17)
            yield Text.assemble("        live     ", (live, "red"), hang=17)
        more = len(drift.reported) - MOST_FIELDS
        if more > 0:
            yield from _more(f"and {plural(more, 'more field')}: plan --explain NAME shows them")
        yield from _causes(drift)
        for field in drift.acknowledged:
            yield from _acknowledged(field)
        yield from _unverified(drift, source)
    for drift in drifts[MOST_SHOWN:]:
        yield change_line(drift)
        paths = [place(field.path) for field in drift.reported]
        yield from _more(f"differs in {first_of(paths, len(paths), most=MOST_NAMED)}")
    if drifts:
        yield ""
        yield from wrapped(keep_live(f"'{ACCEPT}'"), indent=4)
        yield from _to_go_by_file(marks)
        for sentence in untold(drifts):
            yield from wrapped(visible(sentence), indent=4)


def _to_go_by_file(marks: Mapping[Way, str]) -> Iterator[Line]:
    """Each way to change what is live."""
    if len(marks) == 1:
        yield from wrapped(visible(f"{go_by_file(marks)} {next(iter(marks)).hint}."), indent=4)
        return
    yield from wrapped(go_by_file(marks), indent=4)
    for hint, mark in steps(marks).items():
        yield Text(f"    {mark} {visible(hint)}", hang=len(mark) + 5, is_prose=True)


def in_sync_lines(changes: Sequence[Change], source: str) -> Iterator[Line]:
    """What is meant, or was not seen in full; nothing of what is as declared.

    Args:
        changes: campaigns that count as in sync.
        source: how live state was read.
    """
    for drift in islice((each for each in changes if isinstance(each, Drift)), MOST_SHOWN):
        yield change_line(drift)
        for field in drift.acknowledged:
            yield from _acknowledged(field)
        yield from _unverified(drift, source)
    alike: dict[tuple[tuple[str, ...], tuple[str, ...]], list[InSync]] = {}
    for each in changes:
        if isinstance(each, InSync) and each.seen.unverified:
            alike.setdefault((each.seen.unverified, each.seen.uncertain), []).append(each)
    for same in alike.values():
        yield from map(change_line, same[:MOST_ALIKE])
        if len(same) > MOST_ALIKE:
            yield from _more(f"and {len(same) - MOST_ALIKE} more; --format json lists them")
        yield from _unverified(same[0], source)


def _causes(drift: Drift) -> Iterator[Line]:
    """Why it drifted: once where that is the same of all fields."""
    shown = drift.reported[:MOST_FIELDS]
    for said, fields in by_reason(shown).items():
        paths = [place(field.path) for field in fields]
        of = f"{first_of(paths, len(paths), most=MOST_NAMED)}: " if len(fields) < len(shown) else ""
        yield from wrapped(visible(f"{of}{said}"), indent=INDENT, style="dim")


def _acknowledged(field: FieldChange) -> Iterator[Line]:
    yield Text.assemble("      ", (place(field.path), "bold"), (" acknowledged", "dim"), hang=8)
    yield from wrapped(visible(acknowledged_drift(field)), indent=8, style="dim")


def _unverified(change: Drift | InSync, source: str) -> Iterator[Line]:
    for why, paths in unseen(change, source).items():
        listed = first_of([path.lstrip("/") for path in paths], len(paths), most=MOST_UNVERIFIED)
        text = visible(f"{why}, so not checked: {listed}")
        yield from wrapped(text, indent=INDENT, style="dim")


def _more(text: str) -> Iterator[Line]:
    return wrapped(text, indent=INDENT, style="dim")
