"""What can still be said of data that is not a campaign: one run shows every finding.

What is wrong in shape is left out, and the rules look at the rest. A finding that may only be
there because something was left out is not reported.
"""

from collections.abc import Callable, Collection, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from reconciler.core.diagnostic import Finding, Route, Severity
from reconciler.core.exact_json import Json
from reconciler.target_group import codes
from reconciler.target_group.declared import clean
from reconciler.target_group.file_model import shape_errors

COUNTING: Final = frozenset({"periods", "totalPeriods", "recurringCycles", "targetEvaluationType"})
"""Fields that say how many periods there are."""
STRUCTURE: Final = COUNTING | {"trackingType", "targets", "streaks", "userCreated"}
"""Fields that decide what the other fields of the group must be."""
_COUNTS: Final = frozenset(
    {codes.TOO_MANY_DEFAULT_VALUES, codes.FEWER_DEFAULT_VALUES, codes.VALUE_WITHOUT_PERIODS}
)
_STAND_INS: Final[Mapping[Route, Json]] = {("name",): "-", ("trackingType",): "DEFAULT"}

_ALWAYS: Final = frozenset(
    {
        codes.AGGREGATE_WINDOW,
        codes.COMPUTED_FIELD,
        codes.NOT_VERIFIABLE,
        codes.NUMBER_AS_TEXT,
        codes.OTHER_SPELLING,
    }
)
"""Findings about one value, whatever stands beside it."""
_MAY_NEED: Final = {
    codes.COMBINATION_MISSING: "combinationType",
    codes.EXPRESSION_JSON_MISSING: "expressionJson",
}
"""Findings that what is beside them may settle."""

Check: TypeAlias = Callable[[Mapping[str, Json]], list[Finding]]


def check_rest(data: Json, check: Check) -> list[Finding]:
    """Check what is left of data without what is wrong in shape.

    Args:
        data: data that ``declared.is_campaign`` refuses.
        check: the rules, for clean data.

    Returns:
        Findings that hold whatever stands in the place of what was left out.
    """
    if not isinstance(data, dict):
        return []
    kept: dict[str, Json] = deepcopy(data)
    origins: dict[int, Route] = {}
    _note_items(kept, (), origins)
    gone = _Gone.of(_remove_faults(kept, origins))
    cleaned, findings = clean(kept)
    findings += check(cleaned)
    placed = [(finding, _original(kept, finding.route, origins)) for finding in findings]
    return [_at(finding, route) for finding, route in placed if _holds(finding, route, gone)]


def _remove_faults(kept: dict[str, Json], origins: Mapping[int, Route]) -> set[Route]:
    """Take out what is wrong in shape until the rest is a campaign; say what was taken out.

    Every round takes something out, and an empty campaign with its stand-ins is one.
    """
    removed: set[Route] = set()
    for route, value in _STAND_INS.items():
        if route[0] not in kept:
            kept[str(route[0])] = value
            removed.add(route)
    while routes := {_culprit(kept, location) for location in shape_errors(kept)}:
        for route in sorted(routes, key=len, reverse=True):
            removed.add(_original(kept, route, origins))
            _take_out(kept, route)
        _drop_marked(kept)
    return removed


def _take_out(kept: dict[str, Json], route: Route) -> None:
    holder: Json = kept
    for step in route[:-1]:
        holder = holder[step]
    if isinstance(holder, list):
        holder[int(route[-1])] = None  # marked, so that the others keep their place for now
    elif route in _STAND_INS:
        holder[str(route[-1])] = _STAND_INS[route]
    else:
        holder.pop(str(route[-1]), None)  # it is gone where one object stands in two places


def _culprit(data: Json, location: Route) -> Route:
    """What to take out: the value, or the item of a list that lacks a key."""
    route: list[str | int] = []
    last = 0
    for step in location:
        is_key = isinstance(data, dict) and step in data
        if not is_key and not (isinstance(data, list) and isinstance(step, int)):
            break
        data = data[step]
        route.append(step)
        if is_key or isinstance(data, dict):
            last = len(route)
    return tuple(route[:last])


def _drop_marked(value: Json) -> None:
    if isinstance(value, dict):
        for item in value.values():
            _drop_marked(item)
    elif isinstance(value, list):
        value[:] = [item for item in value if item is not None]
        for item in value:
            _drop_marked(item)


def _note_items(value: Json, route: Route, origins: dict[int, Route]) -> None:
    """Remember where each object stood, by identity, before items are taken out of lists."""
    if isinstance(value, dict):
        origins[id(value)] = route
        for key, item in value.items():
            _note_items(item, (*route, key), origins)
    elif isinstance(value, list):
        for k, item in enumerate(value):
            _note_items(item, (*route, k), origins)


def _original(kept: Json, route: Route, origins: Mapping[int, Route]) -> Route:
    """The place in the file of a place in what was kept of it."""
    value: Json = kept
    place: Route = ()
    for k, step in enumerate(route):
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):  # about something that is not there
            return (*place, *route[k:])
        place = origins.get(id(value), (*place, step))
    return place


@dataclass(frozen=True, slots=True)
class _Gone:
    """What was left out.

    Attributes:
        places: where something is gone, or gone from below.
        fields: the fields of the group that it was, or was a part of.
    """

    places: Collection[Route]
    fields: frozenset[str | int]

    @classmethod
    def of(cls, removed: Collection[Route]) -> "_Gone":
        places = {each[:k] for each in removed for k in range(len(each) + 1)}
        return cls(places, frozenset(each[0] for each in removed))


def _holds(finding: Finding, route: Route, gone: _Gone) -> bool:
    needed = _MAY_NEED.get(finding.code)
    if route in gone.places or (needed and (*route[:-1], needed) in gone.places):
        return False
    if finding.code in _ALWAYS:
        return True
    if len(route) == 1:
        is_warning = finding.code.severity is Severity.WARNING
        return not is_warning and gone.fields.isdisjoint(STRUCTURE)
    return finding.code not in _COUNTS or gone.fields.isdisjoint(COUNTING)


def _at(finding: Finding, route: Route) -> Finding:
    return replace(finding, route=route)
