"""What can still be said of a campaign of which something wrong was left out.

One run shows every finding. A finding that may only be there because something was left out is not
reported.
"""

from collections.abc import Collection, Iterable
from typing import Final

from msgspec.structs import replace

from reconciler.core.diagnostic import Finding, Route, Severity
from reconciler.target_group.codes.kinds import COMBINATION_MISSING
from reconciler.target_group.codes.spellings import (
    COMPUTED_FIELD,
    NOT_VERIFIABLE,
    NUMBER_AS_TEXT,
    OTHER_SPELLING,
)
from reconciler.target_group.codes.targets import AGGREGATE_WINDOW, EXPRESSION_JSON_MISSING
from reconciler.target_group.codes.values import (
    FEWER_DEFAULT_VALUES,
    TOO_MANY_DEFAULT_VALUES,
    VALUE_WITHOUT_PERIODS,
)
from reconciler.target_group.reading import FileReading

COUNTING: Final = frozenset({"periods", "totalPeriods", "recurringCycles", "targetEvaluationType"})
"""Fields that say how many periods there are."""
STRUCTURE: Final = COUNTING | {"trackingType", "targets", "streaks", "userCreated"}
"""Fields that decide what the other fields of the group must be."""
_COUNTS: Final = frozenset({TOO_MANY_DEFAULT_VALUES, FEWER_DEFAULT_VALUES, VALUE_WITHOUT_PERIODS})
_ALWAYS: Final = frozenset(
    {
        AGGREGATE_WINDOW,
        COMPUTED_FIELD,
        NOT_VERIFIABLE,
        NUMBER_AS_TEXT,
        OTHER_SPELLING,
    }
)
"""Findings about one value, whatever stands beside it."""
_MAY_NEED: Final = {
    COMBINATION_MISSING: "combinationType",
    EXPRESSION_JSON_MISSING: "expressionJson",
}
"""Findings that what is beside them may settle."""


def that_hold(reading: FileReading, findings: Iterable[Finding]) -> list[Finding]:
    """Findings of clean data that hold whatever stands in the place of what was left out.

    Returns:
        The findings by routes of the file.
    """
    if reading.is_whole:
        return list(findings)
    places = {each[:k] for each in reading.left_out for k in range(len(each) + 1)}
    fields = {each[0] for each in reading.left_out}
    placed = (replace(each, route=reading.route_in_file(each.route)) for each in findings)
    return [each for each in placed if _holds(each, places, fields)]


def _holds(finding: Finding, places: Collection[Route], fields: Collection[str | int]) -> bool:
    route = finding.route
    needed = _MAY_NEED.get(finding.code)
    if route in places or (needed and (*route[:-1], needed) in places):
        return False
    if finding.code in _ALWAYS:
        return True
    if len(route) == 1:
        is_warning = finding.code.severity is Severity.WARNING
        return not is_warning and STRUCTURE.isdisjoint(fields)
    return finding.code not in _COUNTS or COUNTING.isdisjoint(fields)
