"""Rules about days: what is over, what is likely mistyped, and which day a moment is.

A campaign that is over and inactive in its file is a record, and no rule about days speaks of it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final, NamedTuple

from reconciler.core.diagnostic import Finding, Route
from reconciler.core.exact_json import Json
from reconciler.target_group import values
from reconciler.target_group.codes import periods as codes
from reconciler.target_group.days import Days, day_of, ending_of
from reconciler.target_group.fields import SERVER_PERIODS, WINDOWS
from reconciler.target_group.rules.periods import written_days

FIRST_YEAR: Final = 2000
"""No loyalty programme of the API is older."""
MOST_YEARS_AHEAD: Final = 10
MOST_YEARS_LONG: Final = 5
"""A cycle that nobody declares has five years."""
_YEAR: Final = len("2027")
_MIDNIGHT: Final = time(0, 0, 0)
_LAST_SECOND: Final = time(23, 59, 59)


class _Edge(NamedTuple):
    """A date in a file.

    Attributes:
        whole: the time of day that means the whole day there.
        is_cut: whether the API keeps its day alone; None where it keeps the digits as they are,
            so that the zone that is written beside them means nothing.
    """

    route: Route
    text: str
    whole: time
    is_cut: bool | None


def days(data: Mapping[str, Json], known: Days, today: date, zone: tzinfo) -> Iterator[Finding]:
    """All that the rules say about the days of clean data, whose first and last are known."""
    last = known.last
    is_over = last is not None and last < today
    if is_over and data.get("active") is False:
        return
    if last is not None and is_over:
        route, is_of_periods = ending_of(data)
        what = "All periods have ended; the last one on" if is_of_periods else "Its last day was"
        yield codes.PERIODS_IN_THE_PAST.at(route, f"{what} {last.isoformat()}.", at_key=True)
    if _are_usual(written_days(data), today):
        return
    if not is_over:
        yield from _long(data, today)
    edges = list(_edges(data))
    yield from _years(edges, today)
    for edge in edges:
        if edge.is_cut is not None and len(edge.text) > values.DAY_LENGTH:
            yield from _moment(edge, zone)


def turns(data: Mapping[str, Json], known: Days) -> tuple[str, ...]:
    """The days on which the rules begin to say something else, yyyy-MM-dd."""
    return _turns(known.last, written_days(data))


@lru_cache(1024)
def _turns(last: date | None, texts: Iterable[str]) -> tuple[str, ...]:
    """As ``turns``; thousands of campaigns share a few days."""
    years = [int(year) - MOST_YEARS_AHEAD for year in sorted({text[:_YEAR] for text in texts})]
    news = [f"{year:04}-01-01" for year in years if year >= 1]
    over = [] if last is None or last == date.max else [(last + timedelta(days=1)).isoformat()]
    return (*over, *news)


@lru_cache(1024)
def _are_usual(texts: Collection[str], today: date) -> bool:
    """Whether dates are days, of years so near to each other and to today that nothing is odd.

    As they are written, they are in the order of their days.
    """
    if not texts:
        return True
    first, last = int(min(texts)[:_YEAR]), int(max(texts)[:_YEAR])
    is_near = first >= FIRST_YEAR and last <= today.year + MOST_YEARS_AHEAD
    return is_near and last - first < MOST_YEARS_LONG and max(map(len, texts)) == values.DAY_LENGTH


def _edges(data: Mapping[str, Json]) -> Iterator[_Edge]:
    for k, period in enumerate(data.get("periods", ())):
        yield _Edge(("periods", k, "startDate"), period["startDate"], _MIDNIGHT, is_cut=True)
        yield _Edge(("periods", k, "endDate"), period["endDate"], _LAST_SECOND, is_cut=True)
    for pair, is_cut in zip(WINDOWS, (False, None), strict=True):
        for field, whole in zip(pair, (_MIDNIGHT, _LAST_SECOND), strict=True):
            if field in data:
                yield _Edge((field,), data[field], whole, is_cut)


def _years(edges: Sequence[_Edge], today: date) -> Iterator[Finding]:
    """Years that are likely mistyped: of many the first, with the number of the others."""
    known = [(edge, day) for edge in edges if (day := day_of(edge.text))]
    early = [edge for edge, day in known if day.year < FIRST_YEAR]
    late = [edge for edge, day in known if day.year > today.year + MOST_YEARS_AHEAD]
    if early:
        what = f"is before the year {FIRST_YEAR}{_others(early)}."
        yield _year(early[0], what, "Correct the year.")
    if late:
        what = f"is more than {MOST_YEARS_AHEAD} years ahead{_others(late)}."
        hint = "Correct the year, or end the campaign sooner and declare the next one then."
        yield _year(late[0], what, hint)


def _year(edge: _Edge, what: str, hint: str) -> Finding:
    return codes.YEAR_UNLIKELY.at(edge.route, f"{values.day(edge.text)} {what}", hint)


def _others(edges: Sequence[object]) -> str:
    more = len(edges) - 1
    return f", and so {'is' if more == 1 else 'are'} {more} more" if more else ""


def _long(data: Mapping[str, Json], today: date) -> Iterator[Finding]:
    """Windows longer than anybody plans; years that are unlikely themselves explain more."""
    found = [
        (route, first, last)
        for route, first, last in _spans(data)
        if first.year >= FIRST_YEAR
        and last.year <= today.year + MOST_YEARS_AHEAD
        and (last.year - MOST_YEARS_LONG, last.month, last.day)
        > (first.year, first.month, first.day)
    ]
    if found:
        route, first, last = found[0]
        yield codes.WINDOW_TOO_LONG.at(
            route,
            f"{first} to {last} is more than {MOST_YEARS_LONG} years{_others(found)}.",
            "Correct the days, or end the campaign sooner and declare the next one then.",
        )


def _spans(data: Mapping[str, Json]) -> Iterator[tuple[Route, date, date]]:
    """The windows in which customers reach something: periods, or the window that is to have them.

    What the group says of itself beside its own periods is as long as they are together.
    """
    if data.get("periods") and data.get("targetEvaluationType") not in SERVER_PERIODS:
        for k, period in enumerate(data["periods"]):
            first, last = day_of(period["startDate"]), day_of(period["endDate"])
            if first and last:
                yield ("periods", k, "endDate"), first, last
        return
    for opens, closes in WINDOWS:
        first, last = day_of(data.get(opens)), day_of(data.get(closes))
        if first and last:
            yield (closes,), first, last


def _moment(edge: _Edge, zone: tzinfo) -> Iterator[Finding]:
    """A moment that is another day where the organisation is, or whose time is dropped."""
    try:
        moment = datetime.fromisoformat(edge.text)
    except ValueError:
        return  # in no calendar, which is told elsewhere
    clock = moment.time().replace(microsecond=0)
    if clock == edge.whole:
        return
    written = there = moment.date()
    if moment.tzinfo is not None:
        with suppress(OverflowError):  # in the first or the last year of the calendar
            there = moment.astimezone(zone).date()
    if there != written:
        yield codes.OTHER_DAY_IN_ZONE.at(
            edge.route,
            f"{edge.text} is {there} in {zone}, where the organisation is, and {written} as it is "
            "written; it is not known which one would count.",
            f"Write the day that is meant: {there} or {written}.",
        )
    elif edge.is_cut:
        yield codes.TIME_OF_DAY_DROPPED.at(
            edge.route, f"The API keeps {written} and drops the time {clock}.", f"Write {written}."
        )
