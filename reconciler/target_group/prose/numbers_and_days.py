"""Numbers, days and names as people write them. What cannot be said exactly is not said: None."""

import calendar
import datetime as dt
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct

from reconciler.core.exact_json import Json
from reconciler.core.series import MONTHS
from reconciler.target_group import values

_MONTHS: Final = [names[0].capitalize() for names in MONTHS]
_SATURDAY: Final = 6
_MOST_DIGITS: Final = 30
_LONGEST: Final = 60
_IN_NAMES: Final = " _-."
"""What a plain name may hold beside letters and digits."""


class Window(Struct, frozen=True):
    """The days of a period, both included."""

    first: dt.date
    last: dt.date


def number(value: Json) -> str | None:
    """A number with its thousands set off and without trailing zeros."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    exact = Decimal(value)
    if not exact.is_finite() or abs(exact.adjusted()) >= _MOST_DIGITS:
        return None
    plain = values.number(value)
    text = f"{plain:,}" if isinstance(plain, int) else f"{plain:,f}"
    return text if len(text) <= _LONGEST else None


def plain_name(text: Json) -> str | None:
    """A name in quotes, if it is words and nothing else, written from left to right.

    Anything more could make the sentence around it say something that is not so.
    """
    if not isinstance(text, str) or not 0 < len(text) <= _LONGEST or text != text.strip():
        return None
    is_plain = all(
        char in _IN_NAMES or (char.isalnum() and unicodedata.bidirectional(char) in {"L", "EN"})
        for char in text
    )
    return f'"{text}"' if is_plain else None


def counted(count: int, noun: str) -> str:
    """A count with its noun."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def window(first: Json, last: Json) -> Window | None:
    """The days from first to last, if they are days in this order."""
    try:
        found = Window(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    except (TypeError, ValueError):
        return None
    return found if found.first <= found.last else None


def when(days: Window) -> str:
    """One period: ``on 8 January 2027``, ``in May 2027``, ``from 2 to 3 October 2027``."""
    first, last = days.first, days.last
    start = _day(first)
    if first == last:
        return f"on {start}"
    length = calendar.monthrange(first.year, first.month)[1]
    if first.day == 1 and last == first.replace(day=length):
        return f"in {_MONTHS[first.month - 1]} {first.year}"
    if first.year == last.year:  # the last day says the year, and the month that both share
        start = (
            str(first.day) if first.month == last.month else start.removesuffix(f" {first.year}")
        )
    return f"from {start} to {_day(last)}"


def when_each(windows: Sequence[Window]) -> str:
    """Each of the periods: ``on each of 2 weekends from 2 to 10 October 2027``."""
    if len(windows) == 1:
        return when(windows[0])
    noun = _noun(windows)
    preposition = "in" if noun == "period" else "on"
    return f"{preposition} each of {counted(len(windows), noun)} {when(hull(windows))}"


def hull(windows: Sequence[Window]) -> Window:
    """From the first day of any period to the last one."""
    return Window(min(each.first for each in windows), max(each.last for each in windows))


def _noun(windows: Sequence[Window]) -> str:
    if len(set(windows)) < len(windows):
        return "period"
    if all(each.first == each.last for each in windows):
        return "day"
    starts = {(each.first.isoweekday(), (each.last - each.first).days) for each in windows}
    return "weekend" if starts == {(_SATURDAY, 1)} else "period"


def _day(day: dt.date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
