"""Settings are read in two ways from one declaration: what the quick one takes, both take alike."""

import copy
import tomllib
from datetime import UTC, date, datetime, time
from decimal import Decimal

import msgspec
import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from reconciler.core.exact_json import Json
from reconciler.settings.model import Settings
from reconciler.settings.tables import convert
from tests.settings.test_model import FULL

IN_FULL: TypeAdapter[Settings] = TypeAdapter(Settings)
USUAL = tomllib.loads(FULL, parse_float=Decimal)
PLACES = [
    ("environments", "uat", "attribution", "type"),
    ("environments", "uat", "values", "share"),
    ("expressions", "symbols", "currentCustomer"),
    *(("expressions", each) for each in ("events", "literals", "operators", "nesting")),
    ("sandbox", "clock"),
    *(("defaults", each) for each in USUAL["defaults"]),
    ("defaults", "metadata", "owner"),
    *(("environments", "uat", name) for name in USUAL["environments"]["uat"]),
    *(("environments", name) for name in USUAL["environments"]),
    *((name,) for name in USUAL),
]
ODD = [
    True, 0, 1, -1, 2**63, 2**70, Decimal("0.5"), Decimal("-0.5"), Decimal("1.0"), Decimal("NaN"),
    Decimal("Infinity"), "", "1", "UTC", "Europa/Paris", "milestones", "https://u:p@host.example",
    date(2027, 1, 1), datetime(2027, 1, 1, 10, tzinfo=UTC), time(10), "2027-01-01",
    [], [[1]], {}, {"a": 1}, {"a b": 1}, {"sandbox": True}, None,
]  # fmt: skip


Place = tuple[str, ...]


def changed(*changes: tuple[Place, object]) -> dict[str, Json]:
    """The usual settings with other values at some places; None takes away what is there."""
    settings = copy.deepcopy(USUAL)
    for (*above, last), value in changes:
        table: Json = settings
        for each in above:
            table = table.get(each) if isinstance(table, dict) else None
        if isinstance(table, dict):
            table[last] = copy.deepcopy(value)
            if value is None:
                del table[last]
    return settings


def quickly(data: dict[str, Json]) -> Settings | None:
    try:
        return convert(data, Settings)
    except msgspec.ValidationError:
        return None


def in_full(data: dict[str, Json]) -> Settings | None:
    try:
        return IN_FULL.validate_python(data)
    except ValidationError:
        return None


@given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(ODD)), max_size=2))
def test_both_ways_read_the_same(changes: list[tuple[Place, object]]) -> None:
    """What is refused the quick way is left to the other, which may be more lenient."""
    data = changed(*changes)
    quick = quickly(data)
    event("read the quick way" if quick else "left to pydantic")
    assert quick is None or quick == in_full(data)


@pytest.mark.parametrize("place", PLACES)
def test_next_to_nothing_right_is_left_to_the_slow_way(place: Place) -> None:
    """Only text or a flag in place of the one number that may have a fraction."""
    left = [odd for odd in ODD if quickly(changed((place, odd))) is None]
    right = [odd for odd in left if in_full(changed((place, odd))) is not None]
    assert right == ([True, "1"] if "requests_per_second" in place else [])
