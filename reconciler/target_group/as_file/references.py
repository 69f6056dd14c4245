"""Ids of a campaign as references to the values of an environment that have them."""

from collections.abc import Mapping
from typing import Final

from reconciler.core.exact_json import Json

IDS: Final = frozenset({"preferredTillId", "programId", "entityIds"})
"""Fields whose values differ from one organisation to the next, and mean nothing but themselves."""


def with_references(data: Mapping[str, Json], values: Mapping[str, Json]) -> dict[str, Json]:
    """The data of a file with ``${name}`` wherever an id is what one name alone stands for."""
    if not values:
        return dict(data)
    return {name: _written(name, value, values) for name, value in data.items()}


def _written(name: str, value: Json, values: Mapping[str, Json]) -> Json:
    if isinstance(value, Mapping):
        return with_references(value, values)
    if name in IDS:
        names = [each for each, other in values.items() if _is_same(value, other)]
        return f"${{{names[0]}}}" if len(names) == 1 else value
    if isinstance(value, list):
        return [_written("", each, values) for each in value]
    return value


def _is_same(value: Json, other: Json) -> bool:
    """Whether both are one id, or a list of the same ids in the same order."""
    listed, others = (each if isinstance(each, list) else [each] for each in (value, other))
    is_alike = isinstance(value, list) == isinstance(other, list)
    return is_alike and listed == others and all(type(each) is int for each in (*listed, *others))
