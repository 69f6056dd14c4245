"""Shifts, and what becomes of years and months in texts."""

import datetime as dt

import pytest

from reconciler.target_group.forward.shift import PastTheCalendar, Shift, read_shift
from reconciler.target_group.forward.texts import Times, are_short, carry

OCTOBER = (dt.date(2027, 10, 2), dt.date(2027, 10, 10))
WINTER = (dt.date(2027, 12, 1), dt.date(2028, 2, 28))
YEAR_AROUND = (dt.date(2027, 1, 1), dt.date(2027, 12, 31))


def times(text: str, span: tuple[dt.date, dt.date] | None = OCTOBER) -> Times:
    """What years and months become, by a shift as it is typed."""
    shift = read_shift(text)
    assert shift is not None
    return Times(shift, span, range(span[0].year, span[1].year + 1) if span else [2027])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1y", Shift(1, "y")),
        ("52W", Shift(52, "w")),
        (" -3m ", Shift(-3, "m")),
        ("+10d", Shift(10, "d")),
        ("0d", None),
        ("1", None),
        ("y", None),
        ("1.5y", None),
        ("1y2m", None),
        ("10000d", None),
    ],
)
def test_a_shift_is_a_number_and_a_unit(text: str, found: Shift | None) -> None:
    """And never nothing."""
    assert read_shift(text) == found


@pytest.mark.parametrize(
    ("text", "years", "keeps_weekdays", "words"),
    [
        ("1y", 1, False, "1 year later"),
        ("24m", 2, False, "24 months later"),
        ("3m", None, False, "3 months later"),
        ("52w", 1, True, "52 weeks later"),
        ("53w", 1, True, "53 weeks later"),
        ("-104w", -2, True, "104 weeks earlier"),
        ("365d", 1, False, "365 days later"),
        ("26w", None, True, "26 weeks later"),
        ("1d", None, False, "1 day later"),
    ],
)
def test_what_a_shift_means(text: str, years: int | None, keeps_weekdays: bool, words: str) -> None:
    """In years, for the days of the week, and in words."""
    shift = times(text).shift
    assert (shift.years, shift.keeps_weekdays, shift.words) == (years, keeps_weekdays, words)
    assert read_shift(shift.text) == shift


@pytest.mark.parametrize(
    ("text", "first", "last", "becomes"),
    [
        ("1y", "2027-02-01", "2027-02-28", "2028-02-01 2028-02-29"),
        ("1y", "2027-02-02", "2027-02-28", "2028-02-02 2028-02-28"),
        ("1y", "2028-02-29", "2028-02-29", "2029-02-28 2029-02-28"),
        ("1m", "2027-01-01", "2027-04-30", "2027-02-01 2027-05-31"),
        ("1m", "2027-01-30", "2027-01-31", "2027-02-28 2027-02-28"),
        ("-1m", "2027-01-15", "2027-03-31", "2026-12-15 2027-02-28"),
        ("52w", "2027-02-01", "2027-02-28", "2028-01-31 2028-02-27"),
    ],
)
def test_whole_months_stay_whole_where_months_are_counted(
    text: str, first: str, last: str, becomes: str
) -> None:
    """All else keeps the day of the month, as far as the month has it."""
    shift, day = times(text).shift, dt.date.fromisoformat(first)
    assert f"{shift.day(day)} {shift.last_day(dt.date.fromisoformat(last), day)}" == becomes


@pytest.mark.parametrize("text", ["9000y", "-3000y", "9999w", "-9999w"])
def test_there_is_nothing_past_the_calendar(text: str) -> None:
    """Neither a day nor a year."""
    edge = dt.date(100, 1, 1) if text.startswith("-") else dt.date(9900, 1, 1)
    with pytest.raises(PastTheCalendar):
        times(text).shift.day(edge)
    if text.endswith("y"):
        with pytest.raises(PastTheCalendar):
            carry("2027", times(text))


CARRIED = {
    "1y": {
        "Diwali 2027": "Diwali 2028",
        "weekend-1": "weekend-1",
        "october": "october",
        "oct_2027": "oct_2028",
        "10/2027 2027-2028 2026/2027": "10/2028 2028-2029 2027/2028",
        "OCT-27": "OCT-28",
        "oct27": "oct28",
        "oct-01": "oct-01",
        "2027Oct": "2028Oct",
        "Winter 2027/28": "Winter 2028/29",
        "Spring 2026/27": "Spring 2027/28",
        "Winter 2026\u201327": "Winter 2027\u201328",
        "2027-10": "2028-10",
        "202710": "202810",
        "20271002": "20281002",
        "20270102": "20270102",
        "20271331": "20271331",
        "20271131": "20271131",
        "2027-10-02": "2028-10-02",
        "Best of 2026": "Best of 2027",
        "2 October 2027": "2 October 2028",
        "1 October": "1 October",
        "October 2nd, 2027": "October 2nd, 2028",
        "5 May 1999": "5 May 1999",
        "Diwali'27": "Diwali'28",
        "FY27 Q4": "FY28 Q4",
        "You may win in October": "You may win in October",
        "2000 points, \u20b92027, 1.2027, 2027.5": "2000 points, \u20b92027, 1.2027, 2027.5",
        "50679757 1720782952": "50679757 1720782952",
    },
    "52w": {"2027-10-02": "2028-09-30", "Oct 2027": "Oct 2028", "Mondays": "Mondays"},
    "3m": {
        "Diwali 2027": "Diwali 2028",
        "october": "january",
        "Oct 2027": "Jan 2028",
        "2027 OCT": "2028 JAN",
        "SpendOct": "SpendJan",
        "SpendOct27": "SpendJan28",
        "oct-01": "jan-01",
        "Oct'27": "Jan'28",
        "2027-10": "2028-01",
        "202710": "202801",
        "202709": "202709",
        "October 2027 to January 2028": "January 2028 to April 2028",
        "Winter 2027/28": "Winter 2028/29",
        "may": "august",
        "10/2027": "01/2028",
        "9/2027": "12/2027",
        "2027/2028": "2028/2029",
        "2026/2027": "2027/2028",
    },
    "10d": {"October": "October", "2027": "2027", "2027-10": "2027-10", "oct27": "oct27"},
    "5w": {"October 2027": "November 2027", "OCT": "NOV", "2027/28": "2027/28"},
}


@pytest.mark.parametrize(
    ("shift", "text", "becomes"),
    [(shift, *pair) for shift, pairs in CARRIED.items() for pair in pairs.items()],
)
def test_what_a_text_becomes(shift: str, text: str, becomes: str) -> None:
    """Its years and months, and no number that is none."""
    found = carry(text, times(shift))
    assert (found.text, found.left) == (becomes, [])


LEFT = {
    "1y": {
        "since 2022": "2022",
        "02.10.2027": "02.10.2027",
        "2/10/2027": "2/10/2027",
        "2027-02-30": "2027-02-30",
        "1999-10-02": "1999-10-02",
        "1999/00": "1999/00",
        "1999-10": "1999-10",
        "2027-77": "2027-77",
        "Oct 1999": "Oct 1999",
        "5/1999": "5/1999",
        "Diwali'26": "26",
        "Monday madness": "Monday",
    },
    "52w": {"2 October 2027": "2 October 2027", "October 2nd": "October 2nd"},
    "3m": {"You may win": "may", "in H2": "H2", "Best of 2026": "2026"},
    "10d": {"May": "May", "Nov-27": "Nov-27", "January 2028": "January 2028"},
}


@pytest.mark.parametrize(
    ("shift", "text", "left"),
    [(shift, *pair) for shift, pairs in LEFT.items() for pair in pairs.items()],
)
def test_what_cannot_be_told_stays_and_is_told(shift: str, text: str, left: str) -> None:
    """A time that is none of the campaign's, or that only a person can move."""
    found = carry(text, times(shift))
    assert found.text == text
    assert [each for each, _ in found.left] == [left]


@pytest.mark.parametrize(
    ("shift", "span", "text", "becomes"),
    [
        ("1y", None, "Cap 2027, 2000 points, 202710", "Cap 2028, 2000 points, 202710"),
        ("52w", None, "Cap of June 2027", "Cap of June 2028"),
        ("3m", None, "Cap of June 2027, 2027", "Cap of September 2027, 2027"),
        ("7m", None, "2027", "2028"),
        ("10d", None, "Cap of June, June 2027", "Cap of June, June 2027"),
        ("1m", WINTER, "dec-27 2027/28", "jan-28 2028/29"),
        ("3m", WINTER, "Winter 2027/28", "Winter 2028/29"),
        ("3m", OCTOBER, "Season 2026/27", "Season 2027/28"),
        ("5w", (dt.date(2027, 1, 1), dt.date(2028, 12, 31)), "June", "July"),
        ("15d", YEAR_AROUND, "2027", "2027"),
        ("25d", (dt.date(2027, 2, 27), dt.date(2028, 2, 5)), "Feb 202702", "Feb 202703"),
    ],
)
def test_what_days_say_of_a_text(
    shift: str, span: tuple[dt.date, dt.date] | None, text: str, becomes: str
) -> None:
    """None at all, days of two years, a month of which too little is known."""
    assert carry(text, times(shift, span)).text == becomes


def test_months_are_abbreviated_where_others_are() -> None:
    """May is as long as it is short."""
    assert are_short(["may", "jun"])
    assert not are_short(["may", "june"])
    assert not are_short(["may"])
    assert not are_short([])
    short = Times(Shift(1, "m"), (dt.date(2027, 5, 1), dt.date(2027, 5, 31)), [2027], is_short=True)
    assert carry("May may_27 MAY", short).text == "Jun jun_27 JUN"
