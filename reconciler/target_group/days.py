"""The days of a campaign: its first, its last, and what it does on a given one."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from reconciler.core.exact_json import Json
from reconciler.core.resource import Lifecycle
from reconciler.target_group.fields import SERVER_PERIODS
from reconciler.target_group.values import DAY_LENGTH

_DAYS: Final = 4096
"""Days that are kept as they were read: thousands of campaigns share a few hundred."""
_ENDINGS: Final = ("targetCycleEndDate", "toDate")
_BEGINNINGS: Final = ("targetCycleStartDate", "fromDate")


class Days(NamedTuple):
    """Days of a campaign, as far as they are known.

    Attributes:
        is_cycle: whether they are those of the cycle, for want of periods.
    """

    first: date | None
    last: date | None
    is_cycle: bool


NO_DAYS: Final = Days(None, None, is_cycle=False)


def days_of(group: Mapping[str, Json]) -> Days:
    """First and last day of a group: of a file's clean data, of a body, or of a spec.

    Where the server makes the periods, their days are those of one customer's cycle or of the
    creation, so the cycle of the group says more; the group's window, which no read shows, where
    that is not declared either.
    """
    periods = _rows(group.get("periods"))
    if periods and group.get("targetEvaluationType") not in SERVER_PERIODS:
        edges = [(each.get("startDate"), each.get("endDate")) for each in periods]
        if (listed := _listed(tuple(edges))) is not None:
            return listed
    first, last = _first_known(group, _BEGINNINGS), _first_known(group, _ENDINGS)
    return Days(first, last, is_cycle=bool(first or last))


@lru_cache(_DAYS)
def _listed(edges: tuple[tuple[Json, Json], ...]) -> Days | None:
    """The days of periods by their edges; None where one of those is not known."""
    firsts, lasts = zip(*[map(day_of, each) for each in edges], strict=True)
    return None if None in firsts + lasts else Days(min(firsts), max(lasts), is_cycle=False)


def ending_of(group: Mapping[str, Json]) -> tuple[tuple[str, ...], bool]:
    """Where a file says its last day, and whether its periods do."""
    if _rows(group.get("periods")) and not days_of(group).is_cycle:
        return ("periods",), True
    return next(((name,) for name in _ENDINGS if day_of(group.get(name))), ()), False


def beginning_of(file: Mapping[str, Json], first: str) -> tuple[str | int, ...]:
    """Where a file says its first day: at one of its periods, its schedule, or a window."""
    periods = file.get("periods")
    if isinstance(periods, Mapping):
        return "periods", "from"
    for k, period in enumerate(periods if isinstance(periods, list) else ()):
        if isinstance(period, Mapping) and str(period.get("startDate"))[:DAY_LENGTH] == first:
            return "periods", k, "startDate"
    return next(((name,) for name in _BEGINNINGS if name in file), ())


def lifecycle_of(spec: Mapping[str, Json], today: date) -> Lifecycle | None:
    """What a live group is on a day; None where too little was shown to say."""
    active = spec.get("active")
    if active is False:
        return Lifecycle.INACTIVE
    if active is not True:
        return None
    days = days_of(spec)
    if days.last and days.last < today:
        return Lifecycle.ENDED
    if days.first and today < days.first:
        return Lifecycle.UPCOMING
    return Lifecycle.RUNNING if days.first and days.last else None


def day_of(text: Json) -> date | None:
    """The day of a date with or without time; None where it is in no calendar."""
    return calendar_day(str(text)[:DAY_LENGTH])


@lru_cache(_DAYS)
def calendar_day(text: str) -> date | None:
    """The day that a text is, without a time; None where it is in no calendar."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _rows(periods: Json) -> list[Mapping[str, Json]]:
    """Periods in a list, or by their refCode."""
    rows: Iterable[Mapping[str, Json]] = (
        periods.values() if isinstance(periods, Mapping) else periods or ()
    )
    return list(rows)


def _first_known(group: Mapping[str, Json], names: Iterable[str]) -> date | None:
    return next((day for day in map(day_of, map(group.get, names)) if day), None)
