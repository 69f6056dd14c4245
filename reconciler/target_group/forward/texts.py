"""Years and months in names and other texts, carried forward with the days that they speak of.

What cannot be told is left as it is and said: a year that has nothing to do with the campaign's
days, a day of a month, a month that none of its days is in.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import MAXYEAR, MINYEAR, date
from typing import Final, TypeAlias

from msgspec import Struct, field

from reconciler.core.series import MONTHS
from reconciler.target_group.forward.shift import PastTheCalendar, Shift

Span: TypeAlias = tuple[date, date]
"""First and last day of something."""
Month: TypeAlias = tuple[int, int]
"""A year, and a month from 1."""

_WORDS: Final[Mapping[str, int]] = {word: k for k, names in enumerate(MONTHS, 1) for word in names}
_NAMES: Final = "|".join(sorted(_WORDS, key=len, reverse=True))
_WEEKDAYS: Final = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_MONTH: Final = rf"(?<![A-Za-z])(?:{_NAMES})(?![A-Za-z])"
_IN_ONE: Final = "|".join(name.capitalize() for name in sorted(_WORDS, key=len, reverse=True))
"""A month in the middle of a word written like this: SpendJan, SpendJan27."""
_YEAR: Final = r"(?:19|20)\d\d"
_TOKEN: Final = re.compile(
    rf"""(?P<dotted>(?<!\d)\d{{1,2}}[./]\d{{1,2}}[./]{_YEAR}(?!\d))
      | (?P<numbered>(?<![\d./-])(?:0?[1-9]|1[0-2])/{_YEAR}(?!\d))
      | (?P<day>(?<!\d){_YEAR}-\d\d-\d\d(?!\d))
      | (?P<digits>(?<!\d){_YEAR}(?:0[1-9]|1[0-2])(?:[0-3]\d)?(?!\d))
      | (?P<season>(?<!\d){_YEAR}[/\u2013-](?:{_YEAR}|\d\d)(?![\d-]))
      | (?P<ofmonth>(?<!\d)\d{{1,2}}(?:st|nd|rd|th)?[ .]+(?:of[ ]+)?(?i:{_MONTH})
            (?:[ ,]+{_YEAR}(?!\d))?
            |(?i:{_MONTH})[ ]+\d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,?[ ]+{_YEAR}(?!\d))?)
      | (?P<abbreviated>(?:(?i:{_MONTH})|(?<=[a-z])(?:{_IN_ONE}))[-_'\u2019]?\d\d(?!\d))
      | (?P<named>(?i:{_MONTH})[-_ ,./]*{_YEAR}(?!\d)
            |(?<!\d){_YEAR}[-_ ,./]*(?i:{_MONTH}))
      | (?P<month>(?i:{_MONTH})|(?<=[a-z])(?:{_IN_ONE})(?![a-z]))
      | (?P<year>(?<![\d.,$\u20ac\u00a3\u20b9\u00a5]){_YEAR}(?!\d|[.,]\d))
      | (?P<short>(?:(?<=['\u2019])|(?<=FY))\d\d(?!\d))
      | (?P<part>(?<![A-Za-z0-9])(?:Q[1-4]|H[12])(?![A-Za-z0-9]))
      | (?P<weekday>(?<![A-Za-z])(?i:{_WEEKDAYS})(?=s?(?![A-Za-z])))""",
    re.VERBOSE,
)
_MONTH_WORD: Final = re.compile(_NAMES, re.IGNORECASE)
_YEAR_DIGITS: Final = re.compile(_YEAR)
_OTHER_WORDS: Final = frozenset({"may", "march", "mar", "august"})
"""Written small in a sentence, they are likely no months."""
_FAR: Final = 10
_CENTURY: Final = 100
_DIGITS_OF_A_MONTH: Final = 6
_WITH_YEAR: Final = frozenset({"dotted", "numbered", "day", "season", "ofmonth", "named", "year"})
_NOT_OF_IT: Final = "it is no {what} of the campaign's days"


class Carried(Struct):
    """A text, carried forward.

    Attributes:
        text: the new text.
        left: what in it names a time and stays as it is, each with the reason.
    """

    text: str
    left: list[tuple[str, str]] = field(default_factory=list)


class Times(Struct, frozen=True):
    """What a year or a month in a text becomes.

    Attributes:
        shift: by how much days are moved.
        span: the days that the text is about; None where there are none.
        years: of all days of the campaign; the year it is where it has no days.
        is_short: whether months are abbreviated, so that May becomes Jun rather than June.
    """

    shift: Shift
    span: Span | None
    years: Collection[int]
    is_short: bool = False

    def is_near(self, year: int) -> bool:
        """Whether a year may be about the campaign: one of its years, or the one beside."""
        return min(self.years) - 1 <= year <= max(self.years) + 1

    def year(self, year: int) -> int | None:
        """What a year becomes; None where it has nothing to do with the campaign.

        Raises:
            PastTheCalendar: there is no such year.
        """
        if not self.is_near(year):
            return None
        if self.shift.years is not None:
            if not MINYEAR <= year + self.shift.years <= MAXYEAR:
                raise PastTheCalendar
            return year + self.shift.years
        whole = (date(year, 1, 1), date(year, 12, 31))
        if self.span is None:
            return self.shift.day(_middle(whole)).year
        common = _common(whole, self.span)
        return None if common is None else self.shift.day(_middle(common)).year

    def month(self, month: int, year: int | None = None) -> Month | None:
        """What a month, from 1, becomes with the year beside it; None where that cannot be told."""
        if year is not None and not self.is_near(year):
            return None
        if self.shift.years is not None:
            return (year or 0) + self.shift.years, month
        if self.shift.months:
            later, rest = divmod(month - 1 + self.shift.months, len(MONTHS))
            return (year or 0) + later, rest + 1
        if self.span is None:
            return None
        # The month that its days are in once they are moved by days.
        first, last = self.span
        years = [year] if year is not None else range(first.year, last.year + 1)
        wholes = [(date(each, month, 1), _month_end(each, month)) for each in years]
        found = [common for whole in wholes if (common := _common(whole, self.span))]
        moved = [self.shift.day(_middle(common)) for common in found]
        return (moved[0].year, moved[0].month) if len({m.month for m in moved}) == 1 else None


def carry(text: str, times: Times) -> Carried:
    """Carry the years and months of a text forward."""
    carried = Carried("")
    at = 0
    for token in _TOKEN.finditer(text):
        becomes = _HANDLERS[token.lastgroup or ""](token.group(), times, " " in text)
        if isinstance(becomes, _Left):
            carried.left.append((token.group(), becomes.reason))
        else:
            carried.text += text[at : token.start()] + becomes
            at = token.end()
    carried.text += text[at:]
    return carried


def times_named(text: str, times: Times) -> Iterator[str]:
    """The years near the campaign that a text names, and its months where those change."""
    for token in _TOKEN.finditer(text):
        word = token.group()
        year = _YEAR_DIGITS.search(word) if token.lastgroup in _WITH_YEAR else None
        is_month = token.lastgroup == "month" and not _is_other_word(word)
        if (year and times.is_near(int(year.group()))) or (is_month and times.shift.years is None):
            yield word


def are_short(texts: Sequence[str]) -> bool:
    """Whether the months in texts are abbreviated; May says nothing about it."""
    words = {word.lower() for text in texts for word in _MONTH_WORD.findall(text)} - {"may"}
    return bool(words) and not any(word == MONTHS[_WORDS[word] - 1][0] for word in words)


class _Left(Struct, frozen=True):
    """Why something stays as it is."""

    reason: str


def _numbered(token: str, times: Times, _: bool) -> str | _Left:
    """A month as a number before its year."""
    written, year = token.split("/")
    month = times.month(int(written), int(year))
    if month is None:
        return _far("month")
    return f"{month[1]:0{len(written)}}/{month[0]:04}"


def _day(token: str, times: Times, _: bool) -> str | _Left:
    try:
        day = date.fromisoformat(token)
    except ValueError:
        return _Left("it is no day of the calendar")
    return times.shift.day(day).isoformat() if times.is_near(day.year) else _far("year")


def _digits(token: str, times: Times, _: bool) -> str | _Left:
    """A month or a day in digits alone; as likely a number unless the campaign is then."""
    whole = token if len(token) > _DIGITS_OF_A_MONTH else f"{token}01"
    try:
        day = date.fromisoformat(whole)
    except ValueError:
        return token
    if times.span is None:
        return token
    if whole == token:
        inside = times.span[0] <= day <= times.span[1]
        return times.shift.day(day).isoformat().replace("-", "") if inside else token
    if _common((day, _month_end(day.year, day.month)), times.span) is None:
        return token
    month = times.month(day.month, day.year)
    return token if month is None else f"{month[0]:04}{month[1]:02}"


def _season(token: str, times: Times, _: bool) -> str | _Left:
    """Two years in one, as 2027/28; or a month, as 2027-10."""
    year, sign, written = int(token[:4]), token[4], token[5:]
    second = int(written)
    length = second - year if second > _CENTURY else 1
    if (year + length) % 10 ** len(written) == second:
        new = times.year(year)
        if new is None and (later := times.year(year + length)) is not None:
            new = later - length
        end = "" if new is None else f"{new + length:04}"[-len(written) :]
        return _far("year") if new is None else f"{new:04}{sign}{end}"
    if not 1 <= second <= len(MONTHS):
        return _Left("it is neither a month nor two years")
    month = times.month(second, year)
    return _far("month") if month is None else f"{month[0]:04}{sign}{month[1]:02}"


def _of_month(token: str, times: Times, _: bool) -> str | _Left:
    """A day of a month: it stays the same where months and years count, in whole years."""
    if times.shift.months and times.shift.years is not None:
        new = {year: times.year(int(year)) for year in _YEAR_DIGITS.findall(token)}
        known = {year: f"{becomes:04}" for year, becomes in new.items() if becomes is not None}
        return _YEAR_DIGITS.sub(lambda year: known.get(year.group(), year.group()), token)
    return _Left("a day, which only a person can move in a sentence")


def _named(token: str, times: Times, _: bool) -> str | _Left:
    """A month beside its year."""
    [year], [word] = _YEAR_DIGITS.findall(token), _MONTH_WORD.findall(token)
    month = times.month(_WORDS[word.lower()], int(year))
    if month is None:
        return _far("month")
    named = token.replace(year, f"{month[0]:04}")
    return named.replace(word, _month_word(word, month[1], times.is_short))


def _abbreviated(token: str, times: Times, _: bool) -> str | _Left:
    """A month with a year of two digits, or else with a number, which stays."""
    word, digits = token.rstrip("0123456789-_'\u2019"), token[-2:]
    near = _near_year(int(digits), times)
    month = times.month(_WORDS[word.lower()], near)
    if month is None:
        return _far("month")
    number = digits if near is None else f"{month[0] % _CENTURY:02}"
    sign = token[len(word) : -2]
    return f"{_month_word(word, month[1], times.is_short)}{sign}{number}"


def _month(token: str, times: Times, in_sentence: bool) -> str | _Left:
    if in_sentence and _is_other_word(token):
        return token if times.shift.years is not None else _Left("it may be no month")
    month = times.month(_WORDS[token.lower()])
    if month is None:
        return _far("month")
    return _month_word(token, month[1], times.is_short)


def _year(token: str, times: Times, _: bool) -> str | _Left:
    year = int(token)
    if min(abs(year - each) for each in times.years) > _FAR:
        return token  # as likely a number
    new = times.year(year)
    return _far("year") if new is None else f"{new:04}"


def _short(token: str, times: Times, _: bool) -> str | _Left:
    """A year of two digits behind an apostrophe, of the century that the campaign is in."""
    near = _near_year(int(token), times)
    new = None if near is None else times.year(near)
    return _far("year") if new is None else f"{new % _CENTURY:02}"


def _near_year(digits: int, times: Times) -> int | None:
    """The year of the campaign that has these last two digits."""
    return next((year for year in times.years if year % _CENTURY == digits), None)


_HANDLERS: Final[Mapping[str, Callable[[str, Times, bool], str | _Left]]] = {
    "dotted": lambda *_: _Left("a day, written so that nobody can tell it from a month"),
    "numbered": _numbered,
    "day": _day,
    "digits": _digits,
    "season": _season,
    "ofmonth": _of_month,
    "abbreviated": _abbreviated,
    "named": _named,
    "month": _month,
    "year": _year,
    "short": _short,
    "part": lambda token, times, _: (
        token if times.shift.years is not None else _Left("a part of a year")
    ),
    "weekday": lambda token, times, _: (
        token if times.shift.keeps_weekdays else _Left("the days are other days of the week then")
    ),
}


def _is_other_word(word: str) -> bool:
    return word in _OTHER_WORDS


def _far(what: str) -> _Left:
    return _Left(_NOT_OF_IT.format(what=what))


def _month_word(word: str, month: int, is_short: bool) -> str:
    """The name of a month, written as another one was."""
    names = MONTHS[month - 1]
    old = MONTHS[_WORDS[word.lower()] - 1]
    is_whole = word.lower() == old[0] and not (len(old) == 1 and is_short)
    name = names[0] if is_whole else names[-1]
    if word.isupper():
        return name.upper()
    return name.capitalize() if word[0].isupper() else name


def _common(one: Span, other: Span) -> Span | None:
    """The days that two spans share."""
    first, last = max(one[0], other[0]), min(one[1], other[1])
    return (first, last) if first <= last else None


def _middle(span: Span) -> date:
    return span[0] + (span[1] - span[0]) // 2


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
