"""Shapes of answers: keys, types, how often, and never a value."""

from decimal import Decimal

from reconciler.core.exact_json import Json
from reconciler.target_group.answers.shapes import (
    Expected,
    Shape,
    customer_expected,
    groups_expected,
    periods_expected,
    shapes_of,
)
from reconciler.target_group.columns import Source
from reconciler.target_group.kinds import Kind

GROUPS = groups_expected(Source.MILESTONES)


def by_path(data: Json, expected: Expected = GROUPS) -> dict[str, Shape]:
    return {each.path: each for each in shapes_of(data, expected)[0]}


def test_types_are_counted_beside_what_is_expected() -> None:
    """Of each key: how often which type came, and in how many objects it could have come."""
    rows = [
        {"name": "A", "active": True, "preferredTillId": 1, "description": None},
        {"name": "B", "active": "yes", "preferredTillId": 1, "metadata": {}, "sortOrder": 1.5},
        {"targets": [{"name": "T", "defaultValues": [{"defaultValue": Decimal("1.0")}]}]},
    ]
    shapes = by_path(rows)
    assert shapes["/"] == Shape("/", {"array": 1}, 1, Kind.LIST)
    assert shapes["/*"] == Shape("/*", {"object": 3}, 1, Kind.OBJECT)
    assert shapes["/*/name"] == Shape("/*/name", {"string": 2}, 3, Kind.TEXT)
    assert shapes["/*/active"].types == {"boolean": 1, "string": 1}
    value = shapes["/*/targets/*/defaultValues/*/defaultValue"]
    assert value == Shape(value.path, {"number": 1}, 1, Kind.NUMBER)
    surprising = {path for path, each in shapes.items() if not each.fits}
    assert surprising == {"/*/active", "/*/metadata", "/*/sortOrder"}
    assert shapes["/*/metadata"].expected is None, "ours alone: no answer is expected to have it"


def test_what_is_expected_and_nowhere_is_listed() -> None:
    """By the read: the list is not expected to show what only the milestones do."""
    _, absent = shapes_of([{"name": "A", "targets": [{}]}], GROUPS)
    assert {"/*/trackingType", "/*/streaks", "/*/targets/*/name"} <= set(absent)
    assert not {"/*/name", "/*/fromDate", "/*/createdOn", "/*/metadata"} & set(absent)
    assert "/*/periods/*/refCode" not in absent, "no periods were seen that could lack it"


def test_periods_have_keys_of_their_own() -> None:
    """What is known of a group is not expected of its periods."""
    shapes = by_path(
        [{"refCode": "may", "startDate": 5, "trackingType": "DEFAULT"}], periods_expected()
    )
    assert shapes["/*/refCode"].fits
    assert {path for path, each in shapes.items() if not each.fits} == {
        "/*/startDate",
        "/*/trackingType",
    }


def test_keys_of_maps_are_data() -> None:
    """Only what is a known field, or looks like the name of one, is written as it is."""
    row = {
        "targetPeriodDefaultValuesMap": {"5001": 1, "5002": None},
        "Ada Lovelace": 1,
        "ada@example.com": {"anything": 1},
        "x" * 41: 1,
        "newField": {"inner": [1, "two"]},
    }
    shapes = by_path([row])
    assert {path for path in shapes if path.count("/") > 1} == {
        "/*/*",
        "/*/*/anything",
        "/*/newField",
        "/*/newField/inner",
        "/*/newField/inner/*",
        "/*/targetPeriodDefaultValuesMap",
        "/*/targetPeriodDefaultValuesMap/*",
    } - {"/*"}
    assert shapes["/*/*"].types == {"integer": 2, "object": 1}


def test_nothing_of_a_customer_is_looked_at() -> None:
    """Not even which keys there are."""
    data = {
        "userId": 1,
        "ada": 1,
        "customer": {"firstName": "Ada"},
        "targetGroups": [{"id": 1, "targets": [{"targetName": "T", "milestones": []}]}],
    }
    shapes = by_path(data, customer_expected())
    assert shapes["/customer"].types == {"object": 1}
    assert not any(path.startswith("/customer/") for path in shapes)
    assert "/*" in shapes, "a key that nobody knows may be a name"
    assert "/ada" not in shapes
    assert shapes["/targetGroups/*/targets/*/targetName"].fits


def test_entity_ids_are_a_list_of_integers() -> None:
    """As the kind of the field says."""
    row = {"targets": [{"filters": [{"entityType": "STORE", "entityIds": [1, "2"]}]}]}
    shape = by_path([row])["/*/targets/*/filters/*/entityIds/*"]
    assert (shape.expected, shape.types, shape.fits) == (
        Kind.INTEGER,
        {"integer": 1, "string": 1},
        False,
    )
