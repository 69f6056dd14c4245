"""What a file leaves out has a meaning, and the table of fields says which.

Whatever appears in live where the file has nothing is drift, or the table calls it nobody's.
"""

import copy
from collections.abc import Iterator

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from reconciler.core.comparison import Comparison, FieldChange
from reconciler.core.diff import ABSENT, pointer
from reconciler.core.exact_json import Json, encode_bytes
from reconciler.target_group.answers.rows import read_usual_row
from reconciler.target_group.columns import (
    DEFAULT,
    NOBODYS,
    NONE,
    UNSEEN,
    Field,
    Role,
    Source,
    Table,
)
from reconciler.target_group.comparing.compare import count_as_declared
from reconciler.target_group.fields import GROUP, SERVER_PERIODS
from reconciler.target_group.kinds import Kind
from tests.support.answers import TRUE_TREE, comparison_tree
from tests.support.specs import clean_of, compared, row_of
from tests.support.strategies import campaigns

Data = dict[str, Json]
Place = tuple[str, ...]
OURS = frozenset({Role.COMPARED, Role.SENT})
PERIOD: Data = {"id": 1, "refCode": "more", "startDate": "2027-05-01", "endDate": "2027-05-31"}
APPEARS: dict[Place, Json] = {
    ("description",): "theirs",
    ("active",): False,
    ("preferredTillId",): 12,
    ("targetEvaluationType",): "FIXED_CALENDAR_WINDOW",
    ("totalPeriods",): 99,
    ("frequencyType",): "DAILY",
    ("frequency",): 7,
    ("recurringCycles",): 7,
    ("userCreated",): True,
    ("leaderboardEnabled",): True,
    ("fromDate",): "2027-01-02",
    ("toDate",): "2027-01-02",
    ("targetCycleStartDate",): "2027-01-02T00:00:00.000Z",
    ("targetCycleEndDate",): "2027-01-02T00:00:00.000Z",
    ("timeZoneName",): "Asia/Kolkata",
    ("targetCycleStartDateISO",): "2027-01-02T00:00:00Z",
    ("targetCycleEndDateISO",): "2027-01-02T00:00:00Z",
    ("aggregateWindow",): {"windowType": "MIN"},
    ("periods",): [PERIOD],
    ("targets",): [{"name": "more", "targetEntity": "TRANSACTION", "targetType": "SALES"}],
    ("streaks",): [{"name": "more", "targetCountOfSequence": 1}],
    ("combinationType",): "ALL",
    ("unifiedTargetExpression",): {"aggregation": "SUM", "thresholdValue": 5},
    ("unifiedTargetExpression", "aggregation"): "COUNT",
    ("unifiedTargetExpression", "thresholdValue"): 77,
    ("periods", "description"): "theirs",
    ("periods", "active"): False,
    ("targets", "description"): "theirs",
    ("targets", "active"): False,
    ("targets", "eventName"): "theirs",
    ("targets", "enrolmentMethod"): "AUDIENCE_FILTER",
    ("targets", "expression"): "currentTxn.value>77",
    ("targets", "expressionJson"): comparison_tree(number="77"),
    ("targets", "filters"): [{"entityType": "STORE", "entityIds": [77]}],
    ("targets", "defaultValues"): [{"periodId": 1, "defaultValue": 77}],
    ("targets", "extendedFieldInfo"): {"name": "theirs", "aggregateFunction": "SUM"},
    ("targets", "extendedFieldInfo", "name"): "theirs",
    ("targets", "extendedFieldInfo", "aggregateFunction"): "COUNT",
    ("targets", "extendedFieldInfo", "alternateCurrencyIdentifier"): "theirs",
    ("targets", "extendedFieldInfo", "programId"): 77,
    ("targets", "extendedFieldInfo", "aggregateWindow"): {"windowType": "MIN"},
    ("targets", "targetMilestoneTriggers"): [{"triggerName": "more", "triggerType": "USER"}],
}
"""A value for each field, as it may turn up in live; of a choice a word, of a list an item."""
NEVER_MET = {"windowType", "windowTimeUnit", "windowValue"}
"""No answer holds an aggregate window with something in it."""
TRIGGER = ("targets", "targetMilestoneTriggers")
PAIR = ("expression", "expressionJson")
"""They count as left out only if both are."""


def places(table: Table = GROUP, route: Place = ()) -> Iterator[tuple[Place, Field]]:
    """Every field that a file has a say in, by its place."""
    for field in table.fields.values():
        place = (*route, field.name)
        if field.role in OURS:
            yield place, field
        if field.parts is not None and field.kind in {Kind.LIST, Kind.OBJECT}:
            yield from places(field.parts, place)


COLUMN = {place: field.left_out for place, field in places()}


def test_the_column_says_of_every_field_what_leaving_it_out_means() -> None:
    """One of the three, with the reason where it is nobody's; nothing where it is required."""
    for place, field in places():
        word, _, why = field.left_out.partition(": ")
        assert (word == "") == field.required, place
        assert word in {"", NONE, DEFAULT, NOBODYS}
        assert (why != "") == (word in {NONE, NOBODYS}), place
        assert word != DEFAULT or field.default is not UNSEEN


def test_a_value_of_every_field_appears_in_the_law() -> None:
    """Or the law would not be about it."""
    left_out = {place for place, column in COLUMN.items() if column}
    apart = {each for each in left_out if each[-1] in NEVER_MET or each[:2] == TRIGGER}

    assert left_out - apart | {TRIGGER} == APPEARS.keys()


CYCLIC: Data = {
    "name": "Cyclic",
    "trackingType": "DEFAULT",
    "targetEvaluationType": "CYCLIC_WINDOW",
    "recurringCycles": 1,
    "targets": [
        {"name": "Spend", "targetEntity": "TRANSACTION", "targetType": "SALES", "defaultValues": 5}
    ],
}


@given(campaigns(), st.sampled_from([*APPEARS]))
@example(CYCLIC, ("totalPeriods",))
def test_what_appears_where_the_file_has_nothing_is_drift_or_nobodys(
    data: Data, place: Place
) -> None:
    """As the column says; both ways of comparing agree."""
    data = copy.copy(data)
    leave_out(data, place)
    row = row_of(data)
    before = compared(data, row)
    assert before.fields == ()
    path = put_in(row, place)
    found = compared(data, row)
    if says_otherwise(data, place):
        assert [(each.path, each.desired, each.live) for each in found.fields] == [
            ("/totalPeriods", data["recurringCycles"], APPEARS[place])
        ]
    elif COLUMN[place].startswith(NOBODYS):
        assert (found.fields, found.seen.unverified) == (before.fields, before.seen.unverified)
    elif is_comparable(data, place):
        assert [each.path.startswith(path) for each in found.fields] == [True]
        assert tells_why(found.fields[0], place)
    quick_way_agrees(data, row, found)


def says_otherwise(data: Data, place: Place) -> bool:
    """Whether a file without the field says the same by another one.

    Where the server makes the periods, recurringCycles says their number if totalPeriods does not.
    """
    is_servers = data.get("targetEvaluationType") in SERVER_PERIODS
    return place == ("totalPeriods",) and is_servers and data.get("recurringCycles", 0) > 0


def tells_why(field: FieldChange, place: Place) -> bool:
    """A difference from what is left out says so, and what can be done."""
    if not COLUMN[place].startswith(NONE):
        return True
    meaning = f"the file leaves {place[-1]} out, which means {COLUMN[place]}"
    return field.desired is ABSENT and field.hint.startswith(meaning) and "accept" in field.hint


def leave_out(data: Data, place: Place) -> None:
    """Take a field out of all parts of a file; what holds it stays."""
    data["active"] = True
    data["targets"] = [each | {"active": True} for each in data["targets"]]
    names = PAIR if place[-1] in PAIR else place[-1:]
    for holder in holders(data, place, is_file=True):
        for name in names:
            holder.pop(name, None)
    if place == ("totalPeriods",) and data.get("targetEvaluationType") in SERVER_PERIODS:
        fit_values(data)


def fit_values(data: Data) -> None:
    """Where lists of default values were as long as totalPeriods said, let the first serve all."""
    for target in data["targets"]:
        declared = target["defaultValues"]
        if isinstance(declared, list) and len(declared) != data.get("recurringCycles"):
            first = declared[0]
            target["defaultValues"] = first["defaultValue"] if isinstance(first, dict) else first


def put_in(row: Data, place: Place) -> str:
    """Let a value appear in the first of the parts of a row; the path where it does."""
    found = next(holders(row, place, is_file=False), None)
    assume(found is not None)
    assert found is not None
    value = copy.deepcopy(APPEARS[place])
    field = dict(places())[place]
    is_collection = field.key is not None
    found[place[-1]] = [*found.get(place[-1], []), *value] if is_collection else value
    if len(place) > 1 and place[0] in {"targets", "periods"}:
        key = "name" if place[0] == "targets" else "refCode"
        return pointer((place[0], row[place[0]][0][key], *place[1:]))
    return pointer(place)


def holders(data: Data, place: Place, *, is_file: bool) -> Iterator[Data]:
    """The mappings that may hold a field."""
    found: list[Data] = [data]
    for step in place[:-1]:
        inner = [each.get(step) for each in found if each.get(step) or not is_file]
        if dict(places())[place[: place.index(step) + 1]].kind is Kind.LIST:
            found = [item for items in inner for item in items or []]
        else:
            found = [item for item in inner if item is not None]
    yield from found


def is_comparable(data: Data, place: Place) -> bool:
    """Whether nothing else decides: periods where the server makes them are nobody's."""
    is_servers = data.get("targetEvaluationType") in SERVER_PERIODS
    return not (place[0] == "periods" and is_servers)


def quick_way_agrees(data: Data, row: Data, found: Comparison) -> None:
    """Where the quick way says that all is as declared, the thorough one finds nothing."""
    usual = read_usual_row(encode_bytes(row).decode())
    for source in (Source.MILESTONES, Source.TARGET_GROUPS):
        count = None if usual is None else count_as_declared(clean_of(data), usual, source)
        if count is not None:
            assert (found.fields, found.seen.unverified) == ((), ())
            assert found.seen.coverage.checked == found.seen.coverage.declared == count


PLAIN: Data = {
    "name": "Plain",
    "trackingType": "DEFAULT",
    "targetEvaluationType": "FIXED_CALENDAR_WINDOW",
    "periods": [{"refCode": "may", "startDate": "2027-05-01", "endDate": "2027-05-31"}],
    "targets": [
        {"name": "Spend", "targetEntity": "TRANSACTION", "targetType": "SALES", "defaultValues": 5}
    ],
}


@pytest.mark.parametrize(
    ("shown", "paths"),
    [
        ({}, []),
        ({"expression": None, "expressionJson": None}, []),
        ({"expression": ""}, []),
        ({"expression": "true"}, []),
        ({"expression": True}, []),
        ({"expressionJson": TRUE_TREE}, []),
        ({"expression": "true", "expressionJson": f"\n {TRUE_TREE}"}, []),
        ({"expression": "false"}, ["expression"]),
        ({"expression": "currentTxn.value>5"}, ["expression"]),
        (
            {"expression": "currentTxn.value>5", "expressionJson": comparison_tree(number="5")},
            ["expression"],
        ),
        ({"expressionJson": comparison_tree()}, ["expressionJson"]),
        (
            {"expression": "true", "expressionJson": comparison_tree()},
            ["expressionJson"],
        ),
        (
            {"expression": "currentTxn.value>5", "expressionJson": TRUE_TREE},
            ["expression"],
        ),
    ],
)
def test_a_file_without_an_expression_says_that_every_event_counts(
    shown: Data, paths: list[str]
) -> None:
    """Absent and true are alike; a text and a tree that say otherwise together are one drift."""
    row = row_of(PLAIN)
    row["targets"][0] |= shown
    found = compared(PLAIN, row)

    assert [each.path for each in found.fields] == [f"/targets/Spend/{each}" for each in paths]
    assert all(each.desired is ABSENT for each in found.fields)
    quick_way_agrees(PLAIN, row, found)


@pytest.mark.parametrize("filters", [None, [], [{"entityType": "STORE", "entityIds": []}]])
def test_a_file_without_filters_says_that_all_stores_count(filters: Json) -> None:
    """However an answer says that there are none."""
    row = row_of(PLAIN)
    row["targets"][0]["filters"] = filters
    found = compared(PLAIN, row)

    assert found.fields == ()
    quick_way_agrees(PLAIN, row, found)


def test_a_group_without_what_its_file_leaves_out_takes_the_quick_way() -> None:
    """Almost every campaign is like that."""
    row = row_of(PLAIN)
    ways: list[Data] = [
        {},
        {"expression": "true", "expressionJson": TRUE_TREE},
        {"filters": []},
    ]
    for shown in ways:
        row["targets"][0] |= shown
        usual = read_usual_row(encode_bytes(row).decode())
        assert usual is not None
        assert count_as_declared(clean_of(PLAIN), usual, Source.MILESTONES) is not None
