"""Rules about default values and other numbers."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final, TypeAlias

from reconciler.core.diagnostic import Finding, Route
from reconciler.core.exact_json import Json
from reconciler.target_group import codes
from reconciler.target_group.canonical import period_count
from reconciler.target_group.values import number

MOST_DECIMALS: Final = 3

Number: TypeAlias = int | Decimal


def number_of_values(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Lists of default values that do not fit the periods."""
    count = period_count(data)
    for k, target in enumerate(data.get("targets", ())):
        declared = target.get("defaultValues", [])
        if count is None or not isinstance(declared, list) or len(declared) == count:
            continue
        many = len(declared) > count
        route: Route = ("targets", k, "defaultValues")
        yield Finding(
            codes.TOO_MANY_DEFAULT_VALUES if many else codes.FEWER_DEFAULT_VALUES,
            (*route, count) if many else route if "defaultValues" in target else ("targets", k),
            f"'{target['name']}' has {_counted(len(declared), 'default value')} for "
            f"{_counted(count, 'period')}.",
            "Write one value for each period, or one number that serves all.",
        )


def without_periods(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Numbers that serve all periods of a campaign that has none."""
    if period_count(data) != 0:
        return
    for k, target in enumerate(data.get("targets", ())):
        declared = target.get("defaultValues", [])
        if not isinstance(declared, list):
            yield Finding(
                codes.VALUE_WITHOUT_PERIODS,
                ("targets", k, "defaultValues"),
                f"'{target['name']}' asks for {declared} in each period, and there are none: the "
                "campaign would be made without this goal.",
                "Declare the periods.",
            )


def decimals(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Numbers with more decimals than the API keeps."""
    for route, value in _numbers(data, lambda value: _places(value) > MOST_DECIMALS):
        yield Finding(
            codes.TOO_MANY_DECIMALS,
            route,
            f"{value} has {_places(value)} decimals; the API keeps {MOST_DECIMALS}.",
            f"Round it to {MOST_DECIMALS} decimals.",
        )


def positive(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Goals that are reached without doing anything."""
    for route, value in _default_values(data, lambda value: value <= 0):
        yield Finding(
            codes.VALUE_NOT_POSITIVE,
            route,
            f"The value to reach is {value}: everybody has reached it from the start.",
            "Write a positive number.",
        )


def _places(value: Number) -> int:
    """How many decimals it has, but for zeros at the end."""
    exact = value if isinstance(value, int) else number(value)
    return 0 if isinstance(exact, int) else -int(exact.as_tuple().exponent)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _numbers(
    data: Mapping[str, Json], is_wanted: Callable[[Number], bool]
) -> Iterator[tuple[Route, Number]]:
    yield from _default_values(data, is_wanted)
    threshold = data.get("unifiedTargetExpression", {}).get("thresholdValue")
    if threshold is not None and is_wanted(threshold):
        yield ("unifiedTargetExpression", "thresholdValue"), threshold
    for k, target in enumerate(data.get("targets", ())):
        for n, trigger in enumerate(target.get("targetMilestoneTriggers", ())):
            value = trigger.get("triggerValue")
            if value is not None and is_wanted(value):
                yield ("targets", k, "targetMilestoneTriggers", n, "triggerValue"), value


def _default_values(
    data: Mapping[str, Json], is_wanted: Callable[[Number], bool]
) -> Iterator[tuple[Route, Number]]:
    """Those that are wanted, so that no route is made for the others."""
    for k, target in enumerate(data.get("targets", ())):
        declared = target.get("defaultValues", [])
        if not isinstance(declared, list):
            if is_wanted(declared):
                yield ("targets", k, "defaultValues"), declared
            continue
        for n, value in enumerate(declared):
            if is_wanted(value):
                yield ("targets", k, "defaultValues", n), value


RULES: Final = (number_of_values, without_periods, decimals, positive)
