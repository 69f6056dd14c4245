"""By how much a campaign is moved, and what becomes of its days.

Days and weeks are counted, and weeks keep weekdays. Months and years keep the day of the month, or
take the last day of a month that is shorter. The last day of whole months stays the last day of a
month: 28 February 2027 becomes 29 February 2028 where the period begins on the first of a month.
"""

import re
from calendar import monthrange
from datetime import date
from typing import Final

from msgspec import Struct

from reconciler.target_group.shorthand.rhythms import Rhythm
from reconciler.words import plural

_FORM: Final = re.compile("([+-]?)([0-9]{1,4})([ymwd])")
_UNITS: Final = {"y": "year", "m": "month", "w": "week", "d": "day"}
_MONTHS: Final = {"y": 12, "m": 1}
_DAYS: Final = {"w": 7, "d": 1}
_MONTHS_OF_A_YEAR: Final = 12
_DAYS_OF_A_WEEK: Final = 7
_DAYS_OF_A_YEAR: Final = 365
_NEAR: Final = 7
"""Days by which what is meant as whole years may miss them: 52 or 53 weeks."""


class PastTheCalendar(Exception):
    """A day that would be before the year 1 or after the year 9999."""


class Shift(Struct, frozen=True):
    """By how much days are moved.

    Attributes:
        count: how many units; below 0 it goes back.
        unit: letter of the unit: y, m, w or d.
    """

    count: int
    unit: str

    @property
    def months(self) -> int:
        """Calendar months; none where days count."""
        return self.count * _MONTHS.get(self.unit, 0)

    @property
    def days(self) -> int:
        """Days; none where months count."""
        return self.count * _DAYS.get(self.unit, 0)

    @property
    def years(self) -> int | None:
        """Whole years that are meant, also by 52 weeks; None where it is anything else."""
        if self.months:
            years, rest = divmod(self.months, _MONTHS_OF_A_YEAR)
            return None if rest else years
        years = round(self.days / _DAYS_OF_A_YEAR)
        is_near = abs(self.days - years * _DAYS_OF_A_YEAR) <= _NEAR
        return years if years and is_near else None

    @property
    def keeps_weekdays(self) -> bool:
        """Whether every day stays the same day of the week."""
        return not self.months and self.days % _DAYS_OF_A_WEEK == 0

    @property
    def text(self) -> str:
        """It as it is written on the command line."""
        return f"{self.count}{self.unit}"

    @property
    def words(self) -> str:
        """It as in "52 weeks later"."""
        direction = "later" if self.count > 0 else "earlier"
        return f"{plural(abs(self.count), _UNITS[self.unit])} {direction}"

    def day(self, day: date) -> date:
        """A day, moved.

        Raises:
            PastTheCalendar: there is no such day.
        """
        try:
            return Rhythm(self.months, self.days).start(day, 1)
        except (OverflowError, ValueError) as error:
            raise PastTheCalendar from error

    def last_day(self, last: date, first: date | None) -> date:
        """The last day, moved, of something that has a first day or none.

        Raises:
            PastTheCalendar: there is no such day.
        """
        moved = self.day(last)
        if self.months and first is not None and first.day == 1 and is_month_end(last):
            return moved.replace(day=monthrange(moved.year, moved.month)[1])
        return moved


def read_shift(text: str) -> Shift | None:
    """Read ``1y``, ``52w``, ``3m`` or ``10d``, with a sign or without; None where it is no such."""
    found = _FORM.fullmatch(text.strip().lower())
    if found is None or not int(found[2]):
        return None
    return Shift(int(f"{found[1]}{found[2]}"), found[3])


def is_month_end(day: date) -> bool:
    """Whether a day is the last one of its month."""
    return day.day == monthrange(day.year, day.month)[1]
