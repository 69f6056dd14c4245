"""What can still be said of a campaign of which something wrong was left out.

One run shows every finding. A finding that may only be there because something was left out is not
reported. A rule that finds something in what is there depends on nothing else; those that go by
what is missing, by how many there are, or by what something stands in for are listed here.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from reconciler.core.diagnostic import Code, Finding, Route
from reconciler.core.exact_json import Json
from reconciler.target_group.canonical import has_server_periods
from reconciler.target_group.codes import (
    acknowledgements,
    kinds,
    periods,
    spellings,
    targets,
    values,
)
from reconciler.target_group.fields import GROUP, WINDOWS, field_at
from reconciler.target_group.reading import FileReading
from reconciler.target_group.rules.kinds import COUNTED_OTHERWISE
from reconciler.target_group.wrong_values import is_meant_by

_COUNTING: Final = ("periods", "totalPeriods", "recurringCycles", "targetEvaluationType")
_SAID_BY_SCHEDULES: Final = frozenset({"frequency", "frequencyType"})
_MEASURE: Final = ("targetEntity", "targetType")
_NEEDS: Final[Mapping[Code, Collection[str]]] = {
    acknowledgements.ACKNOWLEDGEMENT_EXPIRED: ("finding", "drift", "reason"),
    acknowledgements.ACKNOWLEDGEMENT_UNTIL: ("finding",),
    targets.ALL_ON_TRANSACTION: ("targetEntity",),
    kinds.COMBINATION_MISSING: ("combinationType",),
    kinds.COMBINATION_ON_OTHER_KIND: ("trackingType",),
    targets.CURRENCY_INFO_MISSING: _MEASURE,
    targets.ENTITY_TYPE_MISMATCH: _MEASURE,
    targets.EXPRESSION_JSON_DIFFERS: ("eventName",),
    targets.EXPRESSION_JSON_DOUBTFUL: ("eventName",),
    targets.EXPRESSION_JSON_MISSING: ("expressionJson", "eventName"),
    targets.EXTENDED_INFO_MISSING: _MEASURE,
    values.FEWER_DEFAULT_VALUES: ("defaultValues",),
    kinds.LEADERBOARD_KIND: ("trackingType",),
    periods.NO_PERIODS: ("periods", "targetEvaluationType"),
    targets.NO_TARGETS: ("targets",),
    periods.PERIODS_IN_THE_PAST: ("active", "targetEvaluationType"),
    kinds.SEVERAL_TARGETS: ("trackingType", "userCreated"),
    kinds.STREAKS_MISSING: ("streaks",),
    kinds.STREAKS_ON_OTHER_KIND: ("trackingType",),
    kinds.USER_CREATED_TARGETS: ("targets",),
    values.VALUE_WITHOUT_PERIODS: ("periods", "targetEvaluationType"),
    periods.WINDOW_TOO_LONG: ("targetEvaluationType",),
}
"""Fields that a finding goes by besides, of the object that it is about or of one around that."""
_WITHOUT_PERIODS: Final[Mapping[Code, Collection[str]]] = {
    periods.CYCLE_COUNT_MISSING: _COUNTING,
    values.FEWER_DEFAULT_VALUES: _COUNTING,
    periods.PERIODS_IN_THE_PAST: ("periods", *(name for pair in WINDOWS for name in pair)),
    kinds.STREAK_COUNT: _COUNTING,
    kinds.STREAK_OUT_OF_REACH: _COUNTING,
    spellings.TOO_MANY_CYCLES: _COUNTING,
    values.TOO_MANY_DEFAULT_VALUES: _COUNTING,
    periods.TOO_MANY_PERIODS: _COUNTING,
    spellings.TOTAL_PERIODS_DIFFERS: _COUNTING,
    periods.WINDOW_TOO_LONG: ("periods",),
}
"""The same where no periods are listed, so that other fields say how many there are, and when."""
_PARTS: Final = frozenset(
    {
        acknowledgements.ACKNOWLEDGEMENT_UNCLEAR,
        kinds.COMBINED_GOAL_MISSING,
        targets.CURRENCY_INFO_MISSING,
        targets.EXTENDED_INFO_MISSING,
        kinds.STREAK_COUNT,
        kinds.STREAK_OUT_OF_REACH,
    }
)
"""Findings that go by all parts of what they are about."""
_EVERY_DAY: Final = frozenset({periods.PERIODS_IN_THE_PAST, periods.WINDOW_TOO_NARROW})
"""Findings that go by the days of all periods."""
_FILTERS: Final = frozenset({spellings.REPEATED_FILTER, values.REPEATED_ID})
"""Findings that go by what kind of entity all filters of a target are about."""


def that_hold(reading: FileReading, findings: Iterable[Finding]) -> list[Finding]:
    """Findings of clean data that hold whatever stands in the place of what was left out."""
    if reading.is_whole:
        return list(findings)
    if () in reading.left_out:
        return []
    gone = {name for route in reading.left_out for name in _meant(route)}
    return [each for each in findings if _holds(each, gone, reading.clean)]


def _meant(route: Route) -> Iterator[Route]:
    """Where the first spelling of a field would stand, or the field that a word is meant as."""
    *around, key = route
    table = field_at(tuple(around)).parts if around else GROUP
    if isinstance(key, int) or table is None:
        yield route
        return
    for name, field in table.fields.items():
        if table.named.get(key) is field or is_meant_by(table, key, name):
            yield (*around, name)


def _holds(finding: Finding, gone: AbstractSet[Route], clean: Mapping[str, Json]) -> bool:
    code, route = finding.code, finding.route
    holders = [route[:k] for k in range(len(route) + 1)]
    if not gone.isdisjoint(holders):
        return False
    if code in _PARTS and any(each[: len(route)] == route for each in gone):
        return False
    if code in _EVERY_DAY and any(
        each[0] == "periods" and each[2:] in {(), ("startDate",), ("endDate",)} for each in gone
    ):
        return False
    if code in _FILTERS and any(
        each[:3] == route[:3] and each[3:] and each[-1] == "entityType" for each in gone
    ):
        return False
    needed = {*_NEEDS.get(code, ())}
    if code is spellings.FIELD_RECOMMENDED:
        needed = {*_instead_of(route[0], clean)}
    elif not clean.get("periods"):
        needed.update(_WITHOUT_PERIODS.get(code, ()))
    return gone.isdisjoint((*holder, name) for holder in holders for name in needed)


def _instead_of(field: str | int, clean: Mapping[str, Json]) -> Collection[str]:
    """What may make a recommended field unnecessary: a schedule, or another count of cycles."""
    if field in _SAID_BY_SCHEDULES:
        return ("periods",)
    if field != COUNTED_OTHERWISE:
        return ()
    if clean.get("totalPeriods", 0) > 0:
        return ("targetEvaluationType",)
    return ("totalPeriods",) if has_server_periods(clean) else ()
