"""The two parts of an audit's page that show every campaign: the table's rows, and the timeline."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import groupby
from typing import Final

from reconciler.core.audit import Audit, Entry, Standing
from reconciler.core.lifecycle import Lifecycle
from reconciler.core.promotion import Status
from reconciler.lean_dataclasses import dataclass
from reconciler.render.audit_words import (
    NAMELESS,
    days,
    differs,
    lifecycle_word,
    place,
)
from reconciler.render.html import Html, attributes, closed, opened, tag
from reconciler.render.promotion_words import days as promotion_days
from reconciler.render.promotion_words import status
from reconciler.render.timeline import Axis, lanes, make_axis
from reconciler.words import plural

WIDTH: Final = 1080
"""Pixels that a timeline of middling length takes; a longer one is scrolled."""
NARROWEST_DAY: Final = 2.0
WIDEST_DAY: Final = 12.0
LETTER: Final = 6.7
"""Pixels of a letter beside a bar, on average; a lane keeps room for the name."""
LONGEST_LABEL: Final = 34
NOT_LIVE: Final = "not live"
_ALIKE: Final = 4096
"""Different cells of a column that are kept at a time."""


def in_page_order(audit: Audit) -> Sequence[Entry]:
    """The campaigns that are shown: what runs today comes first, then by class and name."""
    return sorted(audit.shown, key=lambda entry: entry.lifecycle is not Lifecycle.RUNNING)


def heading_row(columns: tuple[tuple[str, str], ...]) -> Html:
    """Write the headings of a table, each a button that sorts once there is the script."""
    headings = (
        tag(
            "th",
            tag("button", text, type="button", disabled=True),
            scope="col",
            class_=f"c-{key}",
            role="columnheader",
            data_title=text,
        )
        for key, text in columns
    )
    return tag("thead", tag("tr", *headings, role="row"), role="rowgroup")


def row(place_in_order: int, entry: Entry, columns: tuple[tuple[str, str], ...]) -> Html:
    """Write one row of the table."""
    cells = _cells(entry, dict(_fixed(columns)))
    return tag(
        "tr",
        *(cells[key] for key, _ in columns),
        id=f"c{place_in_order}",
        tabindex=-1,
        role="row",
        data_class=entry.standing.value,
        data_today=_today(entry),
        data_flag="yes" if entry.is_flagged else "no",
    )


@cache
def _fixed(columns: tuple[tuple[str, str], ...]) -> Sequence[tuple[str, Html]]:
    """The attributes that all cells of a column have."""
    return [
        (key, attributes(class_=f"c-{key}", role="cell", data_title=title))
        for key, title in columns
    ]


def _cells(entry: Entry, fixed: Mapping[str, Html]) -> Mapping[str, Html]:
    """The cells of a row; sorted by their text, or by the key that is written beside it."""
    return {
        "name": _name(entry, fixed["name"]),
        "class": _class(entry.standing, differs(entry), fixed["class"]),
        "today": _keyed(_today(entry), _rank(entry), fixed["today"]),
        "type": _text(entry.tracking_type, fixed["type"]),
        "first": _day(entry.starts, entry.is_cycle, fixed["first"]),
        "last": _day(entry.ends, entry.is_cycle, fixed["last"]),
        "owner": _text(entry.owner, fixed["owner"]),
        "made": _maker(entry.made.by, entry.made.kind, fixed["made"]),
        "touched": _touched(entry.made.touched, fixed["touched"]),
        "flags": _flags(entry, fixed["flags"]),
    }


def _today(entry: Entry) -> str:
    return NOT_LIVE if entry.id is None else lifecycle_word(entry.lifecycle)


def _rank(entry: Entry) -> int:
    ranks = [*Lifecycle, None]
    return ranks.index(entry.lifecycle) if entry.id is not None else len(ranks)


def _name(entry: Entry, fixed: Html) -> Html:
    group = [] if entry.id is None else [f"group {entry.id}"]
    owner = [] if entry.promotion is None else [f"of the promotion {entry.promotion.name}"]
    known = [] if entry.known is None else [f"known: {entry.known.words}"]
    where = " · ".join([*group, *([place(entry)] if entry.file else []), *owner, *known])
    name = entry.name
    return tag("td", name or NAMELESS, tag("small", where), fixed=fixed, data_key=name)


# Of thousands of campaigns many are alike in each of these, so that few cells are written anew.


@lru_cache(_ALIKE)
def _class(standing: Standing, differing: str, fixed: Html) -> Html:
    badge = tag("span", standing.value, class_=f"badge {standing}")
    changed = [tag("small", f"differs: {differing}")] if differing else []
    return tag("td", badge, *changed, fixed=fixed, data_key=list(Standing).index(standing))


@lru_cache(_ALIKE)
def _keyed(text: str, key: int | str, fixed: Html) -> Html:
    return tag("td", text, fixed=fixed, data_key=key)


@lru_cache(_ALIKE)
def _text(text: str, fixed: Html) -> Html:
    return tag("td", text, fixed=fixed)


@lru_cache(_ALIKE)
def _day(day: date | None, is_cycle: bool, fixed: Html) -> Html:
    if day is None:
        return tag("td", fixed=fixed)
    cycle = [tag("small", "of the cycle")] if is_cycle else []
    return tag("td", tag("time", day.isoformat()), *cycle, fixed=fixed)


@lru_cache(_ALIKE)
def _maker(by: str, kind: str, fixed: Html) -> Html:
    return tag("td", by, *([tag("small", kind)] if kind else []), fixed=fixed)


@lru_cache(_ALIKE)
def _touched(day: str, fixed: Html) -> Html:
    return tag("td", *([tag("time", day)] if day else []), fixed=fixed)


def _flags(entry: Entry, fixed: Html) -> Html:
    if not entry.flags:
        return _keyed("", "", fixed)
    items = (tag("li", tag("b", flag.code), flag.message) for flag in entry.flags)
    listed = tag("ul", *items, class_="flags")
    return tag("td", listed, fixed=fixed, data_key=len(entry.flags))


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What a bar shows: a campaign, or a promotion.

    Attributes:
        row: what the row of it is called in the page.
        classes: how it is drawn.
        told: its days and what it is, after its name.
        is_cycle: whether its days are those of a cycle, which may be of years.
        rank: 0 where it runs today, 1 where it comes next, else 2.
    """

    row: str
    name: str
    starts: date | None
    ends: date | None
    classes: tuple[str, ...]
    told: str
    is_cycle: bool
    rank: int


@dataclass(frozen=True, slots=True)
class _Bar:
    """A campaign on the axis: where it begins and ends, and where its name ends, in days."""

    row: int
    entry: _Drawn
    start: int
    end: int
    room: float


def timeline(audit: Audit) -> Iterator[Html]:
    """Write the timeline: which campaigns run when, overlapping ones side by side.

    What runs today is above, then what comes next. Days of cycles do not widen it.
    """
    drawn = [*_to_draw(audit)]
    dated = [each for each in drawn if each.starts or each.ends]
    if not dated:
        return
    fixed = (each for each in dated if not each.is_cycle)
    known = (day for each in fixed for day in (each.starts, each.ends) if day)
    axis = make_axis(known, audit.today)
    scale = max(NARROWEST_DAY, min(WIDEST_DAY, WIDTH / axis.days))
    bars = sorted(
        _bars(drawn, axis, scale), key=lambda bar: (bar.entry.rank, bar.start, bar.end, bar.row)
    )
    chosen = _lanes(bars)
    size = f"width:{axis.days * scale:.0f}px;--lanes:{max(chosen, default=0) + 1}"
    yield opened("section")
    yield tag("h2", "When they run", id="timeline")
    yield opened("div", class_="card timeline", role="group", aria_labelledby="timeline")
    yield opened("div", class_="chart", style=size)
    yield tag("div", *_months(axis), class_="months", aria_hidden="true")
    yield tag("div", *_grid(axis, audit.today), class_="grid", aria_hidden="true")
    yield opened("ul", class_="bars")
    for bar, lane in zip(bars, chosen, strict=True):
        yield _drawn(bar, lane, axis)
    yield closed("ul", "div", "div")
    hint = f"Days {axis.first.isoformat()} to {axis.last.isoformat()}. {_left_out(audit, bars)}"
    yield tag("p", *_legend(audit), hint, class_="key")
    yield closed("section")


def _lanes(bars: Sequence[_Bar]) -> list[int]:
    """A lane for each bar; those of one rank stand above those of the next."""
    chosen: list[int] = []
    for _, same in groupby(bars, key=lambda bar: bar.entry.rank):
        above = max(chosen, default=-1) + 1
        chosen += [above + lane for lane in lanes([(bar.start, bar.room) for bar in same])]
    return chosen


def _bars(drawn: Sequence[_Drawn], axis: Axis, scale: float) -> Iterator[_Bar]:
    for number, entry in enumerate(drawn):
        span = axis.clip(entry.starts, entry.ends) if entry.starts or entry.ends else None
        if span is not None:
            letters = min(len(entry.name), LONGEST_LABEL) + 2
            room = max(span[1] + 1, span[0] + letters * LETTER / scale)
            yield _Bar(number, entry, span[0], span[1], round(room, 1))


def _to_draw(audit: Audit) -> Iterator[_Drawn]:
    for number, entry in enumerate(in_page_order(audit)):
        classes = (str(entry.standing), str(entry.lifecycle or ""))
        told = f"{days(entry)}, {entry.standing.value}, {_today(entry)}"
        is_over = entry.ends is not None and entry.ends < audit.today
        comes = entry.lifecycle is Lifecycle.UPCOMING or (entry.id is None and not is_over)
        rank = 0 if entry.lifecycle is Lifecycle.RUNNING else 1 if comes else 2
        yield _Drawn(
            *(f"c{number}", entry.name, entry.starts, entry.ends, classes, told),
            is_cycle=entry.is_cycle,
            rank=rank,
        )
    for number, each in enumerate(audit.shown_promotions):
        told = f"{promotion_days(each)}, promotion, {status(each)}"
        is_over = each.ends is not None and each.ends < audit.today
        word = {Status.STOPPED: "inactive", Status.PAUSED: "inactive"}.get(each.status, "")
        draft = "missing" if each.status in {Status.DRAFT, Status.WAITING} else ""
        kinds = ("promotion", "whole", word or draft or ("ended" if is_over else ""))
        rank = 0 if each.runs_on(audit.today) else 2 if word or is_over else 1
        yield _Drawn(
            *(f"p{number}", each.name, each.starts, each.ends, kinds, told),
            is_cycle=False,
            rank=rank,
        )


def _drawn(bar: _Bar, lane: int, axis: Axis) -> Html:
    entry = bar.entry
    name = entry.name or NAMELESS
    label = name if len(name) <= LONGEST_LABEL else f"{name[: LONGEST_LABEL - 1]}…"
    classes = ["bar", *entry.classes]
    classes += ["before"] if entry.starts is None or entry.starts < axis.first else []
    classes += ["beyond"] if entry.ends is None or entry.ends > axis.last else []
    place_and_size = f"left:{_share(bar.start, axis)};width:{_share(bar.end - bar.start, axis)}"
    told = f"{name}: {entry.told}"
    link = tag(
        "a",
        tag("span", label),
        class_=" ".join(filter(None, classes)),
        href=f"#{entry.row}",
        tabindex=-1,
        title=told,
        aria_label=told,
        data_start=bar.start,
        data_end=str(bar.room),
        data_rank=entry.rank,
        style=f"{place_and_size};--in:{lane}",
    )
    return tag("li", link)


def _months(axis: Axis) -> Iterator[Html]:
    for day, month in axis.ticks():
        yield tag("span", month, style=f"left:{_share(day, axis)}")


def _grid(axis: Axis, today: date) -> Iterator[Html]:
    for day, _ in axis.ticks():
        yield tag("i", style=f"left:{_share(day, axis)}")
    yield tag("i", class_="today", style=f"left:{_share((today - axis.first).days, axis)}")


def _legend(audit: Audit) -> Iterator[Html]:
    for standing in audit.classes:
        yield tag("span", standing.value, class_=standing.value)
    yield tag("span", "today", class_="now")


def _left_out(audit: Audit, bars: Sequence[_Bar]) -> str:
    rest = len(audit.shown) + len(audit.shown_promotions) - len(bars)
    return f"{plural(rest, 'campaign')} outside them or without days." if rest else ""


def _share(days_of: float, axis: Axis) -> str:
    return f"{100 * days_of / axis.days:.3f}%"
