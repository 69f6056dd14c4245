"""Findings of faulty data: what is sound is checked in the same run as what is not."""

import copy
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.core.diagnostic import Route
from reconciler.core.exact_json import Json
from reconciler.target_group.fields import RECOMMENDED, field_at
from reconciler.target_group.kinds import Kind
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


def of(data: Json, *slugs: str) -> set[tuple[str, Route]]:
    """Findings of some codes."""
    return {each for each in findings(data) if each[0] in slugs}


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
    without_type = {k: v for k, v in data["targets"][0].items() if k != "targetType"}
    assert missing in findings({**data, "targets": [without_type]})

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

    assert {code for code, _ in found} == {"too-many-decimals", "field-recommended"}


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"preferredTillId": "x"}, {*RECOMMENDED}),
        ({"prefferedTillId": 5}, {*RECOMMENDED}),
        ({"nonsense": 5}, {*RECOMMENDED, "preferredTillId"}),
        ({"frequency": "x"}, {*RECOMMENDED, "preferredTillId"} - {"frequency"}),
        ({"periods": {"every": 7}}, {"targetEvaluationType", "recurringCycles", "preferredTillId"}),
        ({"totalPeriods": "x"}, {*RECOMMENDED, "preferredTillId"}),
        (
            {"totalPeriods": "x", "targetEvaluationType": "CYCLIC_WINDOW"},
            {"frequencyType", "frequency", "preferredTillId"},
        ),
        (
            {"totalPeriods": 4, "targetEvaluationType": "x"},
            {"frequencyType", "frequency", "preferredTillId"},
        ),
        ({"totalPeriods": 4, "nonsense": 5}, {*RECOMMENDED, "preferredTillId"}),
    ],
)
def test_what_is_left_out_is_told_beside_faults_of_other_fields(
    fault: dict[str, Json], told: set[str]
) -> None:
    """Not of the field that has the fault, nor of the one that is likely meant by it."""
    found = of(a_campaign(**fault), "field-recommended", "till-missing")

    assert found == {
        ("till-missing" if name == "preferredTillId" else "field-recommended", (name,))
        for name in told
    }


A_DAY: dict[str, Json] = {"refCode": "p", "startDate": "2027-01-01", "endDate": "2027-01-02"}


@pytest.mark.parametrize("broken", [None, {}, A_DAY | {"startDate": 7}, A_DAY | {"nonsense": 1}])
def test_a_faulty_part_counts(broken: Json) -> None:
    """How many periods and targets there are does not depend on what is wrong with one of them."""
    second = A_DAY | {"refCode": "q", "startDate": "2027-01-03", "endDate": "2027-01-04"}
    data = a_campaign(periods=[broken, second], streaks=[])
    data["targets"] += [data["targets"][0] | {"defaultValues": [1, 2, 3]}, None]
    counted = of(data, "too-many-default-values", "fewer-default-values", "several-targets")

    assert counted == {
        ("fewer-default-values", ("targets", 0, "defaultValues")),
        ("too-many-default-values", ("targets", 1, "defaultValues", 2)),
        ("several-targets", ("targets",)),
    }


def test_a_faulty_value_counts() -> None:
    """So do values of which one is wrong, and the others are looked at."""
    data = a_campaign()
    data["targets"][0]["defaultValues"] = ["many", Decimal("1.2345")]
    told = of(data, "too-many-default-values", "too-many-decimals")

    assert told == {
        ("too-many-default-values", ("targets", 0, "defaultValues", 1)),
        ("too-many-decimals", ("targets", 0, "defaultValues", 1)),
    }


def test_a_repeated_name_is_told_though_something_else_is_wrong_with_the_first() -> None:
    """What can be read of a faulty part is looked at."""
    periods = [A_DAY | {"startDate": 7}, A_DAY | {"startDate": "2027-01-03"}]
    data = a_campaign(periods=periods)
    data["targets"] += [data["targets"][0] | {"name": "T"}]
    del data["targets"][0]["targetType"]

    assert {
        ("duplicate-ref-code", ("periods", 1, "refCode")),
        ("duplicate-target-name", ("targets", 1, "name")),
    } <= findings(data)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"entityIds": [5], "entityType": "STORE"}, {"repeated-filter", "repeated-id"}),
        ({"entityIds": [[], 5], "entityType": "STORE"}, {"repeated-filter"}),
        ({"entityIds": "x", "entityType": "STORE"}, {"repeated-filter"}),
        ({"entityIds": [5, 5], "entityType": [[]]}, set()),
        ({"entityIds": [5], "entityTyp": "STORE"}, set()),
        ({"entityIds": [5]}, set()),
    ],
)
@pytest.mark.parametrize("kind", ["STORE", "ZONE"])
def test_a_filter_without_its_kind_repeats_none(
    fault: dict[str, Json], told: set[str], kind: str
) -> None:
    """Whichever word stands in for it, nothing is said of filters that may have another."""
    data = a_campaign(nonsense=1)
    data["targets"][0]["filters"] = [fault, {"entityType": kind, "entityIds": [5, 1]}]

    expected = told if kind == "STORE" else set()
    assert {code for code, _ in of(data, "repeated-filter", "repeated-id")} == expected


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

    assert found == whole


TELLING: dict[Kind, list[Json]] = {Kind.FLAG: [True, False], Kind.INTEGER: [*range(8)]}
"""Values that decide what else is to be said."""
A_PERIOD: Json = {"refCode": "p", "startDate": "2027-01-01", "endDate": "2027-01-31"}
"""What tells what goes by there being no periods, where the example has none."""
OF_ALL_DAYS = {"window-too-narrow", "periods-in-the-past", "periods-overlap"}
MAY_BE_NEW = {"year-unlikely", "window-too-long", "periods-overlap", "perhaps-thousands"}
"""Told at one place of several, which may be the one with the fault; or told of half a visit as
that, where the visits are not known."""


def _fields(data: Json) -> list[Route]:
    """Where the fields of a campaign stand, and those of its parts, by tables and positions."""
    return [(*place, key) for place in _objects(data) for key in at(data, place) if key != "id"]


def at(data: Json, place: Route) -> Json:
    """What stands at a place."""
    for step in place:
        data = data[step]
    return data


def put(data: Json, place: Route, value: Json) -> Json:
    """A campaign with another value at a place."""
    changed = copy.deepcopy(data)
    at(changed, place[:-1])[place[-1]] = value
    return changed


def taken_out(data: Json, place: Route) -> Json:
    """A campaign without a field."""
    changed = copy.deepcopy(data)
    del at(changed, place[:-1])[place[-1]]
    return changed


def same_place(other: Json, place: Route) -> Route | None:
    """Where another campaign says the same, at its first part of the kind; None if nowhere."""
    found = tuple(0 if isinstance(step, int) else step for step in place)
    try:
        at(other, found)
    except (LookupError, TypeError):
        return None
    return found


@given(campaigns(), st.lists(campaigns(), min_size=3, max_size=3), st.data())
def test_a_fault_in_one_field_hides_nothing_that_does_not_depend_on_it(
    data: dict[str, Json], others: list[dict[str, Json]], draw: st.DataObject
) -> None:
    """A finding that is there whatever the field says is there beside its fault; none is new."""
    place = draw.draw(st.sampled_from(_fields(data)))
    field = field_at(place)
    faulty = put(data, place, True if field.kind in {Kind.LIST, Kind.VALUES} else [[]])
    whole = findings(data)
    found = findings(faulty)
    spot = place[:-1] if place[-1] == "defaultValue" else place
    kept = {each for each in whole if each[1][: len(spot)] != spot}
    values = [at(each, there) for each in others if (there := same_place(each, place))]
    values += TELLING.get(field.kind, field.values)
    if field.kind is Kind.LIST:
        parts = at(data, place)[:1] or ([A_PERIOD] if place == ("periods",) else [])
        values += [parts * n for n in range(8)]
    for variant in [taken_out(data, place), *(put(data, place, value) for value in values)]:
        if read_file(variant).is_whole:
            kept &= findings(variant)

    if field.kind is Kind.DAY:  # no two or three other days would show what goes by them all
        kept = {each for each in kept if each[0] not in OF_ALL_DAYS}
    hidden, new = kept - found, {each for each in found - whole if each[0] not in MAY_BE_NEW}
    if place == ("periods",):  # a schedule says how often they begin as well
        hidden -= {("field-recommended", ("frequency",)), ("field-recommended", ("frequencyType",))}
    assert {code for code, _ in hidden} <= {"streak-count"}, hidden
    assert not new, new


@pytest.mark.parametrize(
    ("about", "is_told"),
    [
        ({"finding": "till-missing"}, True),
        ({"drift": "/active"}, True),
        ({"finding": ["till-missing"]}, False),
        ({"drift": []}, False),
        ({"fining": "till-missing"}, False),
        ({}, True),
    ],
)
def test_an_acknowledgement_that_ended_is_told_where_it_can_be_named(
    about: dict[str, Json], is_told: bool
) -> None:
    """What it is about may be what is wrong; one about nothing is said to be that."""
    data = a_campaign(acknowledge=[about | {"reason": "x", "until": "2025-01-01"}])

    expected = {("acknowledgement-expired", ("acknowledge", 0, "until"))}
    assert of(data, "acknowledgement-expired") == (expected if is_told else set())
    found = check(read_file(data).clean, today=TODAY)
    assert not [each for each in found if "of None" in each.message]
