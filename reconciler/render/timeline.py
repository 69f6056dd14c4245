"""A timeline: spans of days on an axis, overlapping ones side by side in lanes.

The page that shows it does the same once more when it is filtered (``audit_page.js``).
"""

import heapq
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from reconciler.lean_dataclasses import dataclass

MOST_YEARS: Final = 3
"""How far the axis goes to each side of today; a cycle of centuries would squeeze all the rest."""
FEWEST_DAYS: Final = 90
DAYS_IN_YEAR: Final = 366
MONTHS_FOR_EACH: Final = 30
"""Up to so many months each has a line of its own; beyond that every third."""


@dataclass(frozen=True, slots=True)
class Axis:
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
    """A lane for each span, so that no two in one lane overlap; as few as can be.

    Args:
        spans: start and end of each, in the order of starts.
    """
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
