"""Findings of faulty data: what is sound is checked in the same run as what is not."""

import copy
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.core.diagnostic import Route
from reconciler.core.exact_json import Json
from reconciler.target_group.reading import read_file
from reconciler.target_group.rules.beside_faults import that_hold
from reconciler.target_group.rules.check import check
from tests.support.strategies import campaigns

TODAY = date(2026, 1, 1)


def findings(data: Json) -> set[tuple[str, Route]]:
    """Codes and places of what is found in the sound part of data."""
    reading = read_file(data)
    found = that_hold(reading, check(reading.clean, today=TODAY))
    found += reading.remarks
    return {(each.code.slug, each.route) for each in found}


def a_campaign(**changes: Json) -> dict[str, Json]:
    """A campaign with one fault that no shape can hide: a value with four decimals."""
    target = {
        "name": "t",
        "targetEntity": "TRANSACTION",
        "targetType": "SALES",
        "enrolmentMethod": "TRANSACTION",
        "defaultValues": [Decimal("1.2345")],
    }
    period = {"refCode": "p", "startDate": "2027-01-01", "endDate": "2027-01-02"}
    return {
        "name": "a",
        "trackingType": "DEFAULT",
        "periods": [period],
        "targets": [target],
    } | changes


DECIMALS: tuple[str, Route] = ("too-many-decimals", ("targets", 0, "defaultValues", 0))


@pytest.mark.parametrize(
    "fault",
    [
        {"trakingType": "DEFAULT"},
        {"name": None},
        {"trackingType": 7},
        {"description": []},
        {"periods": "none"},
        {"preferredTillId": "x"},
        {"streaks": [None, {"name": "s"}, {"name": "s", "targetCountOfSequence": 1}]},
    ],
)
def test_a_fault_of_the_group_hides_no_finding_of_a_target(fault: dict[str, Json]) -> None:
    """The rules look at what is left."""
    assert DECIMALS in findings(a_campaign(**fault))


@pytest.mark.parametrize("missing", ["name", "trackingType"])
def test_a_missing_field_hides_no_finding_of_a_target(missing: str) -> None:
    """A stand-in takes its place, and nothing is said about the stand-in."""
    data = a_campaign()
    del data[missing]

    found = findings(data)

    assert DECIMALS in found
    assert not {place for _, place in found} & {("name",), ("trackingType",)}


def test_a_faulty_tree_is_not_called_missing() -> None:
    """What was declared beside the expression, if wrongly, is not to be declared once more."""
    data = a_campaign()
    data["targets"][0] |= {"expression": "a&&b"}
    missing = ("expression-json-missing", ("targets", 0, "expression"))
    assert missing in findings({**data, "description": []})

    data["targets"][0]["expressionJson"] = {"arity": "literal"}

    assert missing not in findings(data)


def test_a_faulty_item_leaves_the_places_of_the_others_as_they_are() -> None:
    """Findings point at the item of the file, not of what was left of it."""
    data = a_campaign()
    broken = {"name": "u", "targetTyp": "SALES", "targetEntity": "TRANSACTION"}
    data["targets"] = [broken, data["targets"][0]]

    assert ("too-many-decimals", ("targets", 1, "defaultValues", 0)) in findings(data)


def test_nothing_is_said_that_the_fault_itself_may_cause() -> None:
    """Without the periods nobody can say whether there are too many values."""
    found = findings(a_campaign(periods="none", preferredTillId="x"))

    assert {code for code, _ in found} == {"too-many-decimals"}


def test_a_field_that_was_left_out_for_its_form_is_not_called_missing() -> None:
    """A wrong enrolment is one finding, by the schema, and not a missing one as well."""
    data = a_campaign()
    data["targets"][0]["enrolmentMethod"] = "BY_PHONE"

    assert "enrolment-missing" not in {code for code, _ in findings(data)}


def test_a_warning_about_one_value_is_shown_beside_faults() -> None:
    """Spellings and computed fields do not depend on anything else."""
    data = a_campaign(trackingType="Streak", id=5, nonsense=1)

    assert {("other-spelling", ("trackingType",)), ("computed-field", ("id",))} <= findings(data)


def test_a_finding_about_another_spelling_of_a_field_keeps_its_place() -> None:
    """The rules know the first spelling only."""
    data = a_campaign(nonsense=1)
    del data["targets"][0]["enrolmentMethod"]
    data["targets"][0]["enrollmentType"] = "AUDIENCE_FILTER"

    assert ("enrolment-audience", ("targets", 0, "enrolmentMethod")) in findings(data)


@pytest.mark.parametrize("data", [None, [], "text", 5])
def test_data_that_is_no_mapping_has_no_sound_part(data: Json) -> None:
    """There is nothing to check."""
    assert findings(data) == set()


def _objects(value: Json, route: Route = ()) -> list[Route]:
    found = [route] if isinstance(value, dict) else []
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        if isinstance(item, dict | list) and key != "metadata":
            found += _objects(item, (*route, key))
    return found


@given(campaigns(), st.data())
def test_an_unknown_field_hides_nothing_that_does_not_depend_on_it(
    data: dict[str, Json], draw: st.DataObject
) -> None:
    """What is found in a campaign is found beside a fault as well, and nothing new."""
    place = draw.draw(st.sampled_from(_objects(data)))
    whole = findings(data)
    faulty = copy.deepcopy(data)
    holder: Json = faulty
    for step in place:
        holder = holder[step]
    holder["nonsense"] = 1

    found = findings(faulty)

    assert found <= whole
    assert {each for each in whole if len(each[1]) > max(1, len(place))} <= found
