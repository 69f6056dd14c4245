"""Rules about default values and other numbers."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from reconciler.core.diagnostic import Finding, Route
from reconciler.core.exact_json import Json
from reconciler.target_group import codes
from reconciler.target_group.canonical import period_count
from reconciler.target_group.values import number

MOST_DECIMALS: Final = 3


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


def decimals(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Numbers with more decimals than the API keeps."""
    for route, value in _numbers(data):
        if isinstance(value, int):
            continue
        exact = number(value)
        places = -int(exact.as_tuple().exponent) if isinstance(exact, Decimal) else 0
        if places > MOST_DECIMALS:
            yield Finding(
                codes.TOO_MANY_DECIMALS,
                route,
                f"{value} has {places} decimals; the API keeps {MOST_DECIMALS}.",
                f"Round it to {MOST_DECIMALS} decimals.",
            )


def positive(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Goals that are reached without doing anything."""
    for route, value in _default_values(data):
        if value <= 0:
            yield Finding(
                codes.VALUE_NOT_POSITIVE,
                route,
                f"The value to reach is {value}: everybody has reached it from the start.",
                "Write a positive number.",
            )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _numbers(data: Mapping[str, Json]) -> Iterator[tuple[Route, int | Decimal]]:
    yield from _default_values(data)
    unified = data.get("unifiedTargetExpression", {})
    if "thresholdValue" in unified:
        yield ("unifiedTargetExpression", "thresholdValue"), unified["thresholdValue"]
    for k, target in enumerate(data.get("targets", ())):
        for n, trigger in enumerate(target.get("targetMilestoneTriggers", ())):
            if "triggerValue" in trigger:
                route = ("targets", k, "targetMilestoneTriggers", n, "triggerValue")
                yield route, trigger["triggerValue"]


def _default_values(data: Mapping[str, Json]) -> Iterator[tuple[Route, int | Decimal]]:
    for k, target in enumerate(data.get("targets", ())):
        declared = target.get("defaultValues", [])
        route: Route = ("targets", k, "defaultValues")
        if isinstance(declared, list):
            yield from (((*route, n), value) for n, value in enumerate(declared))
        else:
            yield route, declared


RULES: Final = (number_of_values, decimals, positive)
