"""Rules about default values and other numbers."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import repeat
from typing import Final, TypeAlias

from reconciler.core.diagnostic import Finding, Route
from reconciler.core.exact_json import Json
from reconciler.target_group.canonical import cycle_count, period_count
from reconciler.target_group.codes import values as codes
from reconciler.target_group.columns import Role
from reconciler.target_group.fields import GROUP
from reconciler.target_group.kinds import Kind
from reconciler.target_group.rules.targets import FIELD_TYPES
from reconciler.target_group.values import number
from reconciler.words import plural

MOST_DECIMALS: Final = 3
LEAST: Final = -(2**63)
MOST: Final = 2**63 - 1
COUNT: Final = "COUNT"
COUNTED: Final = frozenset({COUNT, "VISIT"})
"""Types of target that count rather than add up."""
_COUNTABLE: Final = COUNTED.union(FIELD_TYPES)
"""Types of target whose goals may be numbers of things."""
_UNUSUAL: Final = frozenset({"extendedFieldInfo", "targetMilestoneTriggers"})
"""Parts of a target that hold more numbers, and that few have."""
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_THOUSANDS: Final = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{2}0")
_WHOLE: Final = frozenset({int})
INTEGERS: Final = tuple(
    each.name
    for each in GROUP.fields.values()
    if each.kind is Kind.INTEGER and each.role is not Role.COMPUTED
)

Number: TypeAlias = int | Decimal


def number_of_values(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Lists of default values that do not fit the periods.

    A file without periods that leaves the window out may be of a live group whose periods the
    server makes.
    """
    is_open = "targetEvaluationType" not in data and not data.get("periods")
    count = cycle_count(data) if is_open else period_count(data)
    for k, target in enumerate(data.get("targets", ())):
        declared = target.get("defaultValues", [])
        if count is None or not isinstance(declared, list) or len(declared) == count:
            continue
        many = len(declared) > count
        route: Route = ("targets", k, "defaultValues")
        yield Finding(
            codes.TOO_MANY_DEFAULT_VALUES if many else codes.FEWER_DEFAULT_VALUES,
            (*route, count) if many else route if "defaultValues" in target else ("targets", k),
            f"'{target['name']}' has {plural(len(declared), 'default value')} for "
            f"{plural(count, 'period')}.",
            "Write one value for each period, or one number that serves all.",
        )


def without_periods(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Numbers that serve all periods of a campaign that has none."""
    if period_count(data) != 0:
        return
    for k, target in enumerate(data.get("targets", ())):
        declared = target.get("defaultValues", [])
        if not isinstance(declared, list):
            yield codes.VALUE_WITHOUT_PERIODS.at(
                ("targets", k, "defaultValues"),
                f"'{target['name']}' asks for {declared} in each period, and there are none: the "
                "campaign would be made without this goal.",
            )


def fractions(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Numbers with more decimals than the API keeps, and fractions of something that is counted."""
    for route, value in _decimals(data):
        places = _places(value)
        if places > MOST_DECIMALS:
            yield codes.TOO_MANY_DECIMALS.at(
                route,
                f"{value} has {places} decimals; the API keeps {MOST_DECIMALS}.",
                f"Round it to {MOST_DECIMALS} decimals.",
            )
        if places > 0 and _is_counted(data, route):
            message = f"The value to reach is {value}, but what counts here grows by one at a time."
            hint = "Write a whole number, or choose another targetType."
            if _GROUPED.fullmatch(str(value)):  # it may be a thousandth of what is meant
                whole = str(value).replace(".", "")
                hint = f"Write {whole} if that is meant; else w{hint[1:]}"
            yield codes.FRACTION_OF_COUNT.at(route, message, hint)


def thousands(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Numbers written as 1.000 or 12.500, where a point may be meant to separate thousands.

    Half a visit is told as that.
    """
    for route, value in _decimals(data):
        is_half = _places(value) > 0 and _is_counted(data, route)
        if _may_be_thousands(value) and not is_half:
            whole = str(value).replace(".", "")
            yield codes.PERHAPS_THOUSANDS.at(
                route,
                f"{value} is read as {number(value)}: a point separates decimals, not thousands.",
                f"Write {whole} if that is meant, or else {number(value)}.",
            )


def _may_be_thousands(value: Number) -> bool:
    return not isinstance(value, int) and _THOUSANDS.fullmatch(str(value)) is not None


def _is_counted(data: Mapping[str, Json], route: Route) -> bool:
    """Whether the goal at a route is a number of things."""
    if route[0] == "unifiedTargetExpression":
        return bool(data["unifiedTargetExpression"].get("aggregation") == COUNT)
    target = data["targets"][route[1]]
    adds_up = target.get("extendedFieldInfo", {}).get("aggregateFunction")
    is_count = target["targetType"] in COUNTED or (
        target["targetType"] in FIELD_TYPES and adds_up == COUNT
    )
    return route[2] == "defaultValues" and is_count


def sizes(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Whole numbers that the API cannot hold; goals are decimals, of which no limit is known."""
    found: list[tuple[Route, int]] = [((each,), data[each]) for each in INTEGERS if each in data]
    for k, level in enumerate(data.get("streaks", ())):
        found.append((("streaks", k, "targetCountOfSequence"), level["targetCountOfSequence"]))
    for k, target in enumerate(data.get("targets", ())):
        if "programId" in (info := target.get("extendedFieldInfo", {})):
            found.append((("targets", k, "extendedFieldInfo", "programId"), info["programId"]))
    for route, value in found:
        if not LEAST <= value <= MOST:
            yield _too_large(route, value)


def _too_large(route: Route, value: int) -> Finding:
    return codes.BEYOND_64_BITS.at(
        route,
        f"{value} has more than 64 bits; the largest number is {MOST}.",
        "Correct the number; an id may have been pasted twice.",
    )


def ids(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Ids that nothing can have, or that stand twice."""
    for k, target in enumerate(data.get("targets", ())):
        program = target.get("extendedFieldInfo", {}).get("programId")
        if program is not None and program < 1:
            yield _no_id(("targets", k, "extendedFieldInfo", "programId"), "programme", program)
        seen: dict[str, set[int]] = {}
        for n, each in enumerate(target.get("filters", ())):
            kind, listed = each["entityType"], each["entityIds"]
            place: Route = ("targets", k, "filters", n, "entityIds")
            before = seen.get(kind, set())
            seen[kind] = before.union(listed)
            are_new = len(seen[kind]) == len(before) + len(listed)
            if listed and not (are_new and min(listed) >= 1 and max(listed) <= MOST):
                yield from _odd_ids(place, kind, listed, before)


def _odd_ids(
    place: Route, kind: str, listed: Sequence[int], before: Collection[int]
) -> Iterator[Finding]:
    """Of the ids of one filter: those that nothing can have, and those that stood before."""
    for k, value in enumerate(listed):
        if not LEAST <= value <= MOST:
            yield _too_large((*place, k), value)
        if value < 1:
            yield _no_id((*place, k), kind.lower(), value)
    seen = set(before)
    for k, value in enumerate(listed):
        if value in seen:
            yield codes.REPEATED_ID.at(
                (*place, k),
                f"The {kind.lower()} {value} stands in the filters of this target before.",
                "Write the id that is meant, or leave this one out.",
            )
        seen.add(value)


def _no_id(route: Route, noun: str, value: int) -> Finding:
    return codes.ID_NOT_POSITIVE.at(route, f"{value} is not an id: no {noun} has one below 1.")


def positive(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Goals that are reached without doing anything."""
    goals = [*_default_values(data, lambda listed: min(listed) <= 0), *_combined_goal(data)]
    for route, value in goals:
        if value <= 0:
            yield codes.VALUE_NOT_POSITIVE.at(
                route, f"The value to reach is {value}: everybody has reached it from the start."
            )


def _places(value: Number) -> int:
    """How many decimals it has, but for zeros at the end."""
    exact = value if isinstance(value, int) else number(value)
    return 0 if isinstance(exact, int) else -int(exact.as_tuple().exponent)


def _decimals(data: Mapping[str, Json]) -> Iterator[tuple[Route, Number]]:
    """Numbers to reach, but for what are whole numbers as they are written."""
    yield from _default_values(data, lambda listed: {*map(type, listed)} != _WHOLE)
    yield from _combined_goal(data)
    for k, target in enumerate(data.get("targets", ())):
        for n, trigger in enumerate(target.get("targetMilestoneTriggers", ())):
            if trigger.get("triggerValue") is not None:
                place: Route = ("targets", k, "targetMilestoneTriggers", n, "triggerValue")
                yield place, trigger["triggerValue"]


def _combined_goal(data: Mapping[str, Json]) -> Iterator[tuple[Route, Number]]:
    threshold = data.get("unifiedTargetExpression", {}).get("thresholdValue")
    if threshold is not None:
        yield ("unifiedTargetExpression", "thresholdValue"), threshold


def _default_values(
    data: Mapping[str, Json], are_wanted: Callable[[Sequence[Number]], bool]
) -> Iterator[tuple[Route, Number]]:
    """The values of targets whose values are wanted; no route is made for the others."""
    for k, target in enumerate(data.get("targets", ())):
        declared = target.get("defaultValues", [])
        listed = declared if isinstance(declared, list) else [declared]
        if listed and are_wanted(listed):
            route: Route = ("targets", k, "defaultValues")
            for n, value in enumerate(listed):
                yield (*route, n) if listed is declared else route, value


RULES: Final = (number_of_values, without_periods, fractions, thousands, sizes, ids, positive)


def is_plain(data: Mapping[str, Json]) -> bool:
    """Whether none of these rules finds anything, told at one look; False where it takes more."""
    count = period_count(data)
    goal = data.get("unifiedTargetExpression", {}).get("thresholdValue", 1)
    if not count or "targetEvaluationType" not in data or type(goal) is not int or goal <= 0:
        return False
    whole = [data[field] for field in INTEGERS if field in data]
    whole += [level["targetCountOfSequence"] for level in data.get("streaks", ())]
    if whole and (min(whole) < LEAST or max(whole) > MOST):
        return False
    targets = data.get("targets", ())
    for target in targets:
        ids = [value for each in target.get("filters", ()) for value in each["entityIds"]]
        are_plain = not ids or (min(ids) > 0 and max(ids) <= MOST and len({*ids}) == len(ids))
        if not are_plain or not _UNUSUAL.isdisjoint(target):
            return False
    return all(map(_is_plain_goal, targets, repeat(count)))


def _is_plain_goal(target: Mapping[str, Json], count: int) -> bool:
    listed = target.get("defaultValues", [])
    if not isinstance(listed, list):
        listed = [listed]
    elif len(listed) != count:
        return False
    types = {*map(type, listed)}
    is_whole = types == _WHOLE or (
        target["targetType"] not in _COUNTABLE
        and max(map(_places, listed)) <= MOST_DECIMALS
        and not any(map(_may_be_thousands, listed))
    )
    return is_whole and min(listed) > 0
