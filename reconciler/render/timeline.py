"""A timeline of campaigns: spans of days on an axis, overlapping ones side by side in lanes.

The page that shows it does the same once more when it is filtered (``audit_page.js``).
"""

import heapq
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from msgspec import Struct

from reconciler.core.audit import Audit, Entry
from reconciler.core.promotion import Promotion, Status
from reconciler.core.resource import Lifecycle
from reconciler.render.audit_words import days, promotion_status, today_word
from reconciler.render.html import Html, closed, opened, tag
from reconciler.render.safe import NAMELESS
from reconciler.words import cut, plural

MOST_YEARS: Final = 3
"""How far the axis goes to each side of today; a cycle of centuries would squeeze all the rest."""
FEWEST_DAYS: Final = 90
DAYS_IN_YEAR: Final = 366
MONTHS_FOR_EACH: Final = 30
"""Up to so many months each has a line of its own; beyond that every third."""
WIDTH: Final = 1080
"""Pixels that a timeline of middling length takes; a longer one is scrolled."""
NARROWEST_DAY: Final = 2.0
WIDEST_DAY: Final = 12.0
LETTER: Final = 6.7
"""Pixels of a letter beside a bar, on average; a lane keeps room for the name."""
LONGEST_LABEL: Final = 34


class Axis(Struct, frozen=True):
    """The days that a timeline shows: whole months, first and last day included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days there are."""
        return (self.last - self.first).days + 1

    def clip(self, first: date | None, last: date | None) -> tuple[int, int] | None:
        """Where a span begins and ends, in days from the first one; None where it is outside.

        An unknown end is taken to lie beyond the axis.
        """
        start = 0 if first is None else (first - self.first).days
        end = self.days if last is None else (last - self.first).days + 1
        if start >= self.days or end <= 0 or end <= start:
            return None
        return max(start, 0), min(end, self.days)

    def share(self, days: float) -> str:
        """How much of the width so many days take, as CSS has it."""
        return f"{100 * days / self.days:.3f}%"

    def ticks(self) -> Iterator[tuple[int, str]]:
        """Where months begin, with their names; the year stands where it is new."""
        begin, end = (12 * day.year + day.month - 1 for day in (self.first, self.last))
        step = 1 if end - begin < MONTHS_FOR_EACH else 3
        year = 0
        for month in range(begin, end + 1):
            day = date(month // 12, month % 12 + 1, 1)
            if (day.month - 1) % step == 0:
                yield (day - self.first).days, f"{day:%b}" if day.year == year else f"{day:%b %Y}"
                year = day.year


def make_axis(days: Iterable[date], today: date) -> Axis:
    """An axis of whole months that holds today and the given days, as far as they are near."""
    reach = timedelta(days=MOST_YEARS * DAYS_IN_YEAR)
    earliest, latest = _moved(today, -reach), _moved(today, reach)
    near = [min(max(day, earliest), latest) for day in days]
    first = min((*near, today)).replace(day=1)
    last = max((*near, today, _moved(first, timedelta(days=FEWEST_DAYS))))
    return Axis(first, last.replace(day=monthrange(last.year, last.month)[1]))


def lanes(spans: Sequence[tuple[float, float]]) -> list[int]:
    """A lane for each span, in the order of starts: no two in one overlap; as few as can be."""
    busy: list[tuple[float, int]] = []
    free: list[int] = []
    chosen = []
    for start, end in spans:
        while busy and busy[0][0] <= start:
            heapq.heappush(free, heapq.heappop(busy)[1])
        lane = heapq.heappop(free) if free else len(busy)
        heapq.heappush(busy, (end, lane))
        chosen.append(lane)
    return chosen


def _moved(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        return date.max if by > timedelta(0) else date.min


class _Drawn(Struct, frozen=True):
    """What a bar shows: a campaign, or a promotion.

    Attributes:
        row: what the row of it is called in the page.
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


class _Bar(Struct, frozen=True):
    """A campaign on the axis: where it begins and ends, and where its name ends, in days."""

    of: _Drawn
    start: int
    end: int
    room: float


def timeline(audit: Audit, entries: Sequence[Entry]) -> Iterator[Html]:
    """Write the timeline: which campaigns run when, overlapping ones side by side.

    What runs today is above, then what comes next. Days of cycles do not widen it.
    """
    drawn = [_campaign(number, each, audit.today) for number, each in enumerate(entries)]
    drawn += [
        _promotion(number, each, audit.today) for number, each in enumerate(audit.shown_promotions)
    ]
    dated = [each for each in drawn if each.starts or each.ends]
    if not dated:
        return
    fixed = (each for each in dated if not each.is_cycle)
    known = (day for each in fixed for day in (each.starts, each.ends) if day)
    axis = make_axis(known, audit.today)
    scale = max(NARROWEST_DAY, min(WIDEST_DAY, WIDTH / axis.days))
    bars = sorted(_bars(dated, axis, scale), key=lambda bar: (bar.of.rank, bar.start, bar.end))
    chosen = _lanes(bars)
    size = f"width:{axis.days * scale:.0f}px;--lanes:{max(chosen, default=0) + 1}"
    yield from (opened("section"), tag("h2", "When they run", id="timeline"))
    yield opened("div", class_="card timeline", role="group", aria_labelledby="timeline")
    yield opened("div", class_="chart", style=size)
    months = (tag("span", name, style=f"left:{axis.share(day)}") for day, name in axis.ticks())
    yield tag("div", *months, class_="months", aria_hidden="true")
    lines = (tag("i", style=f"left:{axis.share(day)}") for day, _ in axis.ticks())
    now = axis.share((audit.today - axis.first).days)
    today = tag("i", class_="today", style=f"left:{now}")
    yield tag("div", *lines, today, class_="grid", aria_hidden="true")
    yield opened("ul", class_="bars")
    for bar, lane in zip(bars, chosen, strict=True):
        yield _bar(bar, lane, axis)
    yield closed("ul", "div", "div")
    classes = (tag("span", each.value, class_=each.value) for each in audit.classes)
    rest = len(drawn) - len(bars)
    left_out = f"{plural(rest, 'campaign')} outside them or without days." if rest else ""
    hint = f"Days {axis.first.isoformat()} to {axis.last.isoformat()}. {left_out}"
    yield tag("p", *classes, tag("span", "today", class_="now"), hint, class_="key")
    yield closed("section")


def _campaign(number: int, entry: Entry, today: date) -> _Drawn:
    is_over = entry.ends is not None and entry.ends < today
    comes = entry.lifecycle is Lifecycle.UPCOMING or (entry.id is None and not is_over)
    return _Drawn(
        f"c{number}",
        entry.name,
        entry.starts,
        entry.ends,
        classes=(str(entry.standing), str(entry.lifecycle or "")),
        told=f"{days(entry)}, {entry.standing.value}, {today_word(entry)}",
        is_cycle=entry.is_cycle,
        rank=0 if entry.lifecycle is Lifecycle.RUNNING else 1 if comes else 2,
    )


def _promotion(number: int, promotion: Promotion, today: date) -> _Drawn:
    is_over = promotion.ends is not None and promotion.ends < today
    is_stopped = promotion.status in {Status.STOPPED, Status.PAUSED}
    is_draft = promotion.status in {Status.DRAFT, Status.WAITING}
    state = "inactive" if is_stopped else "missing" if is_draft else "ended" if is_over else ""
    told = f"{days(promotion)}, promotion, {promotion_status(promotion)}"
    return _Drawn(
        f"p{number}",
        promotion.name,
        promotion.starts,
        promotion.ends,
        classes=("promotion", "whole", state),
        told=told,
        is_cycle=False,
        rank=0 if promotion.runs_on(today) else 2 if is_stopped or is_over else 1,
    )


def _bars(dated: Iterable[_Drawn], axis: Axis, scale: float) -> Iterator[_Bar]:
    for each in dated:
        span = axis.clip(each.starts, each.ends)
        if span is not None:
            letters = min(len(each.name), LONGEST_LABEL) + 2
            room = max(span[1] + 1, span[0] + letters * LETTER / scale)
            yield _Bar(each, *span, round(room, 1))


def _lanes(bars: Sequence[_Bar]) -> list[int]:
    """A lane for each bar; those of one rank stand above those of the next."""
    chosen: list[int] = []
    for _, same in groupby(bars, key=lambda bar: bar.of.rank):
        above = max(chosen, default=-1) + 1
        chosen += [above + lane for lane in lanes([(bar.start, bar.room) for bar in same])]
    return chosen


def _bar(bar: _Bar, lane: int, axis: Axis) -> Html:
    of = bar.of
    name = of.name or NAMELESS
    label = cut(name, LONGEST_LABEL)
    classes = ["bar", *of.classes]
    classes += ["before"] if of.starts is None or of.starts < axis.first else []
    classes += ["beyond"] if of.ends is None or of.ends > axis.last else []
    place = f"left:{axis.share(bar.start)};width:{axis.share(bar.end - bar.start)};--in:{lane}"
    told = f"{name}: {of.told}"
    link = tag(
        "a",
        tag("span", label),
        class_=" ".join(filter(None, classes)),
        href=f"#{of.row}",
        tabindex=-1,
        title=told,
        aria_label=told,
        data_start=bar.start,
        data_end=str(bar.room),
        data_rank=of.rank,
        style=place,
    )
    return tag("li", link)
