"""The days of periods that touch each other.

Every period is counted from the first day, never from the period before it: monthly from 31
January the second period starts on 28 February, and the third on 31 March.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import MAXYEAR, date, timedelta
from typing import Final, NamedTuple, TypeAlias

Span: TypeAlias = tuple[date, date]
"""First and last day of a period."""

_YEAR: Final = 12
_DAY: Final = timedelta(days=1)


class Rhythm(NamedTuple):
    """The length of one period.

    Attributes:
        months: calendar months; none where days count.
    """

    months: int = 0
    days: int = 0

    def start(self, first: date, n: int) -> date:
        """First day of the n-th period, from 0, when the first one starts on a day.

        Raises:
            OverflowError: it is past the calendar.
        """
        if not self.months:
            return first + timedelta(days=self.days * n)
        years, month = divmod(first.month - 1 + self.months * n, _YEAR)
        year = first.year + years
        if year > MAXYEAR:
            raise OverflowError
        return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))

    def spans(self, first: date) -> Iterator[Span]:
        """All periods from a day on, each ending on the day before the next one starts.

        Raises:
            OverflowError: they are past the calendar.
        """
        n = 0
        while True:
            yield self.start(first, n), self.start(first, n + 1) - _DAY
            n += 1


CUSTOM: Final = "CUSTOM"
RHYTHMS: Final[Mapping[str, Rhythm]] = {
    "MONTHLY": Rhythm(months=1),
    "QUARTERLY": Rhythm(months=3),
    "HALF_YEARLY": Rhythm(months=6),
    "YEARLY": Rhythm(months=_YEAR),
    "WEEKLY": Rhythm(days=7),
    "DAILY": Rhythm(days=1),
}
"""By the word of frequencyType; CUSTOM has no length of its own."""
