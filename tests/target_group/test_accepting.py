"""From differences to changes of a file's data, for every way in which a file can say a thing."""

import copy
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from reconciler.core.diagnostic import Route
from reconciler.core.exact_json import Json
from reconciler.target_group.as_file.accepting import Acceptance, accept
from reconciler.target_group.as_file.values import file_value
from reconciler.target_group.canonical import declared_spec
from reconciler.target_group.columns import Source
from reconciler.target_group.fields import GROUP, TARGET
from reconciler.target_group.reading import read_file
from reconciler.target_group.values import json_text
from reconciler.yaml12.patch import Drop, Edit, Put, edited, value_at
from tests.support.answers import TRUE_TREE, comparison_tree
from tests.support.specs import clean_of, compared, live_of, row_of

Data = dict[str, Any]
T = ("targets", 0)
V = (*T, "defaultValues")
STREAK = {"name": "Level 2", "targetCountOfSequence": 2}
CANONICAL_TRUE = '{"arity":"literal","type":"boolean:primitive","value":"true"}'


def campaign(**changes: Any) -> Data:  # noqa: ANN401 - any JSON value
    """A campaign of two periods and one target; changes are of the target."""
    return {
        "name": "Spring",
        "description": "Spend 500",
        "trackingType": "DEFAULT",
        "targetEvaluationType": "FIXED_CALENDAR_WINDOW",
        "preferredTillId": 1,
        "periods": [
            {"refCode": "may", "startDate": "2027-05-01", "endDate": "2027-05-31T23:59:59.999Z"},
            {"refCode": 6, "startDate": "2027-06-01", "endDate": "2027-06-30"},
        ],
        "targets": [
            {
                "name": "Spring spend",
                "targetEntity": "TRANSACTION",
                "targetType": "SALES",
                "enrollmentType": "TRANSACTION",
                "expression": True,
                "defaultValues": [500, {"defaultValue": "1000.0"}],
                **changes,
            }
        ],
    }


def accepted(data: Data, row: Data, *, source: Source = Source.MILESTONES) -> Acceptance:
    """One round of accepting a live row."""
    clean = read_file(data).clean
    return accept(data, clean, declared_spec(clean), live_of(row, source).spec)


def edits_for(data: Data, change: Callable[[Data], None]) -> list[Edit]:
    """The changes that accept a changed live group; they leave no difference."""
    row = row_of(data)
    change(row)
    acceptance = accepted(data, row)
    assert acceptance.refusals == ()
    assert compared(edited(data, acceptance.edits), row).fields == ()
    return list(acceptance.edits)


def refusals_for(data: Data, change: Callable[[Data], None]) -> list[tuple[str, Any, str]]:
    """What stands in the way of accepting a changed live group."""
    row = row_of(resolved(data))
    change(row)
    clean = read_file(resolved(data)).clean
    found = accept(data, clean, declared_spec(clean), live_of(row).spec).refusals
    return [(each.code.slug, each.route, each.message) for each in found]


def resolved(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """References replaced as an environment would."""
    values = {"${till}": 1, "${goal}": 500, "${goals}": [500, 1000], "${id}": 7, "${ids}": [7, 8]}
    values |= {"${ref}": "may", "${text}": "Spend 500"}
    if isinstance(value, dict):
        return {key: resolved(item) for key, item in value.items()}
    if isinstance(value, list):
        return [resolved(item) for item in value]
    return values.get(value, value)


def sets(*path: str | int, to: Any) -> Callable[[Data], None]:  # noqa: ANN401 - any JSON value
    """A change that sets one value of the row."""

    def change(row: Any) -> None:  # noqa: ANN401 - any JSON value
        for step in path[:-1]:
            row = row[step]
        row[path[-1]] = to

    return change


def takes(*path: str | int) -> Callable[[Data], None]:
    """A change that takes one value out of the row."""

    def change(row: Any) -> None:  # noqa: ANN401 - any JSON value
        for step in path[:-1]:
            row = row[step]
        del row[path[-1]]

    return change


def value(position: int, number: str) -> Callable[[Data], None]:
    """A change of one default value."""
    return sets(*V, position, "defaultValue", to=Decimal(number))


def test_without_differences_there_is_nothing_to_change() -> None:
    """What is in sync stays as it is written."""
    assert edits_for(campaign(), lambda _: None) == []


@pytest.mark.parametrize(
    ("change", "edit"),
    [
        (sets("description", to="Spend 450"), Put(("description",), "Spend 450", "name")),
        (sets("description", to=""), Drop(("description",))),
        (takes("description"), Drop(("description",))),
        (sets("active", to=False), Put(("active",), False, "description")),
        (sets("userCreated", to=True), Put(("userCreated",), True, "targetEvaluationType")),
        (sets("name", to="SPRING"), Put(("name",), "SPRING")),
        (sets("preferredTillId", to=2**70), Put(("preferredTillId",), 2**70, "description")),
        (
            sets("periods", 0, "endDate", to="2027-05-30"),
            Put(("periods", 0, "endDate"), "2027-05-30T23:59:59.999Z", "startDate"),
        ),
        (
            sets("periods", 1, "active", to=False),
            Put(("periods", 1, "active"), False, "endDate"),
        ),
        (
            sets(*T, "enrolmentMethod", to="IMPORT"),
            Put((*T, "enrollmentType"), "IMPORT", "targetType"),
        ),
        (sets(*T, "eventName", to="spin"), Put((*T, "eventName"), "spin", "targetType")),
        (takes(*T, "expression"), Drop((*T, "expression"))),
    ],
)
def test_a_field_is_changed_where_it_stands_or_belongs(
    change: Callable[[Data], None], edit: Edit
) -> None:
    """A new key comes behind the one that the table of fields has before it."""
    assert edits_for(campaign(), change) == [edit]


@pytest.mark.parametrize(
    ("expression", "written", "tree", "brings"),
    [
        ("false", False, TRUE_TREE, CANONICAL_TRUE),
        ("a>1", "a>1", TRUE_TREE, CANONICAL_TRUE),
        ("a>1", "a>1", "{oops", "{oops"),
        ("a>1", "a>1", comparison_tree(), json_text(comparison_tree())),
        ("a>1", "a>1", '{"a": 1}', '{"a":1}'),
        ("a>1", "a>1", None, None),
        ("currentTxn.value>5", "currentTxn.value>5", comparison_tree(number="5"), None),
    ],
)
def test_an_expression_brings_its_tree_where_that_cannot_be_filled_in(
    expression: str, written: bool | str, tree: str | None, brings: str | None
) -> None:
    """Else nobody could create from the file what is live now."""

    def change(row: Data) -> None:
        row["targets"][0] |= {"expression": expression, "expressionJson": tree}

    trees = [] if brings is None else [Put((*T, "expressionJson"), brings, "expression")]

    assert edits_for(campaign(), change) == [
        Put((*T, "expression"), written, "enrollmentType"),
        *trees,
    ]


@pytest.mark.parametrize(
    ("old", "live", "new"),
    [
        ("2027-08-20T08:42:00.529Z", "2027-09-01T10:00:00", "2027-09-01T10:00:00.000Z"),
        ("2027-08-20T08:42:00+0530", "2027-09-01T10:00:00", "2027-09-01T10:00:00+0530"),
        ("2027-08-20T08:42", "2027-09-01T10:00:00", "2027-09-01T10:00:00"),
        ("2027-08-20", "2027-09-01T10:00:00", "2027-09-01T10:00:00"),
        ("2027-08-20", "2027-09-01T00:00:00", "2027-09-01"),
        ("2027-08-20T08:42:00Z", "tomorrow", "tomorrow"),
    ],
)
def test_a_moment_keeps_its_form(old: str, live: str, new: str) -> None:
    """Fractions count for nothing, so they become zeros; the zone is a letter."""
    data = campaign() | {"targetCycleEndDate": old}

    row = row_of(campaign()) | {"targetCycleEndDate": live}
    [edit] = accepted(data, row).edits

    assert edit == Put(("targetCycleEndDate",), new, "targetEvaluationType")


def test_a_field_inside_an_object_is_changed_there() -> None:
    """What live has not set is taken out, and the rest of the object stays."""
    info = {"name": "points", "aggregateFunction": "SUM"}
    data = campaign(extendedFieldInfo=info)
    data |= {"trackingType": "UNIFIED", "unifiedTargetExpression": {"thresholdValue": "1.0"}}

    def change(row: Data) -> None:
        row["targets"][0]["extendedFieldInfo"] = {"aggregateFunction": "COUNT"}
        row["unifiedTargetExpression"]["thresholdValue"] = 2

    assert edits_for(data, change) == [
        Drop((*T, "extendedFieldInfo", "name")),
        Put((*T, "extendedFieldInfo", "aggregateFunction"), "COUNT", "name"),
        Put(("unifiedTargetExpression", "thresholdValue"), "2"),
    ]


def test_a_word_that_was_text_stays_text() -> None:
    """A file that says "true" goes on to say "false"."""
    assert file_value(TARGET.fields["expression"], "false", "true") == "false"
    assert file_value(TARGET.fields["expression"], "false", "a>1") is False


@pytest.mark.parametrize(
    ("written", "changes", "edits"),
    [
        ([500, 1000], [value(1, "1.50")], [Put((*V, 1), Decimal("1.5"))]),
        (["500", 1], [value(0, "1.500")], [Put((*V, 0), "1.5")]),
        (["500", 1], [value(0, "7.000")], [Put((*V, 0), "7")]),
        ([{"defaultValue": 1}, 2], [value(0, "7")], [Put((*V, 0, "defaultValue"), 7)]),
        (500, [value(0, "7")], [Put(V, [7, 500])]),
        (500, [value(0, "7"), value(1, "7")], [Put(V, 7)]),
        ("500", [value(0, "7"), value(1, "7")], [Put(V, "7")]),
        (500, [takes(*V, 1)], [Put(V, [500])]),
        (500, [takes(*V, 1), takes(*V, 0)], [Put(V, [])]),
        ([500, 1000], [takes(*V, 1)], [Drop((*V, 1))]),
    ],
)
def test_default_values_keep_the_form_that_they_have(
    written: Any,  # noqa: ANN401 - any JSON value
    changes: list[Callable[[Data], None]],
    edits: list[Edit],
) -> None:
    """A number for all periods becomes a list only when the values differ."""

    def change(row: Data) -> None:
        for each in changes:
            each(row)

    assert edits_for(campaign(defaultValues=written), change) == edits


@pytest.mark.parametrize(
    ("written", "edit"),
    [
        ([500], Put((*V, 1), 7)),
        ([{"defaultValue": 500}], Put((*V, 1), {"defaultValue": 7})),
    ],
)
def test_a_value_that_the_file_lacks_is_added(written: list[Any], edit: Edit) -> None:
    """The list goes on in the form of its first item."""
    data = campaign(defaultValues=written)
    row = row_of(campaign(defaultValues=[500, 7]))

    assert accepted(data, row).edits == (edit,)


@pytest.mark.parametrize(
    ("said", "live", "written"),
    [({}, 1, [1, "MONTHLY"]), ({}, 5, [5, "MONTHLY"]), ({"frequency": 1}, 1, ["MONTHLY"])],
)
def test_a_schedule_that_is_left_is_written_out(said: Data, live: int, written: list[Any]) -> None:
    """With the rhythm that it stood for, each part of it once, unless the file has that already."""
    data = campaign() | said
    data["periods"] = {"from": "2027-05-01", "every": "MONTHLY", "count": 2}
    row, clean = row_of(data), clean_of(data)
    row["frequency"] = live
    row["periods"][1]["endDate"] = "2027-06-29"

    acceptance = accept(data, clean, declared_spec(clean), live_of(row).spec)
    assert acceptance.refusals == ()
    assert edited(data, acceptance.edits)["periods"] == clean["periods"], "a next round goes on"
    rhythm = [each for each in acceptance.edits if each.route[0] in {"frequency", "frequencyType"}]
    assert sorted((each.value for each in rhythm if isinstance(each, Put)), key=str) == written


def test_a_list_cannot_leave_out_a_value_in_the_middle() -> None:
    """The second value would become that of the first period."""
    assert refusals_for(campaign(), takes(*V, 0)) == [
        (
            "not-declarable",
            V,
            "No default value is live for 'may', but there is one for a later period.",
        )
    ]


def test_values_of_periods_that_the_server_makes_go_by_position() -> None:
    """As many as are live, whatever the file said of their number."""
    data = campaign(defaultValues=500) | {
        "targetEvaluationType": "CYCLIC_WINDOW",
        "recurringCycles": 3,
    }
    del data["periods"]

    assert edits_for(data, value(2, "7")) == [Put(V, [500, 500, 7])]
    assert edits_for(data, takes(*V, 2)) == [Put(V, [500, 500])]
    del data["recurringCycles"]
    assert edits_for(data, value(0, "7")) == [Put(V, 7)]


FILTERS = (*T, "filters")
STORE = {"entityType": "STORE", "entityIds": [1, 2, 2]}
MORE = {"entityType": "STORE", "entityIds": [3]}
ZONE = {"entityType": "ZONE", "entityIds": [5]}


@pytest.mark.parametrize(
    ("written", "live", "edits"),
    [
        ([STORE], [[1, 2, 9]], [Put((*FILTERS, 0, "entityIds", 3), 9)]),
        ([STORE], [[9, 2]], [
            Drop((*FILTERS, 0, "entityIds", 0)),
            Put((*FILTERS, 0, "entityIds", 3), 9),
        ]),
        ([STORE], [[1]], [Drop((*FILTERS, 0, "entityIds", n)) for n in (1, 2)]),
        ([STORE, ZONE], [[], [5]], [Drop((*FILTERS, 0))]),
        ([STORE, ZONE], [[1, 2]], [Drop((*FILTERS, 1))]),
        ([ZONE], [[7], [5]], [Put((*FILTERS, 1), {"entityType": "STORE", "entityIds": [7]})]),
        ([STORE, MORE], [[1, 2, 3, 9]], [Put((*FILTERS, 1, "entityIds", 1), 9)]),
        ([STORE, MORE], [[1, 2]], [Drop((*FILTERS, 1))]),
        ([STORE, MORE], [[2, 8, 9]], [
            Drop((*FILTERS, 0, "entityIds", 0)),
            Drop((*FILTERS, 1, "entityIds", 0)),
            Put((*FILTERS, 1, "entityIds", 1), 8),
            Put((*FILTERS, 1, "entityIds", 2), 9),
        ]),
        ([{**MORE, "entityIds": []}], [[9]], [Put((*FILTERS, 0, "entityIds", 0), 9)]),
    ],
)  # fmt: skip
def test_filters_change_id_by_id(written: list[Data], live: list[Any], edits: list[Edit]) -> None:
    """New ids follow the last; an entry whose ids are all gone goes with them."""
    shown = [
        {"entityType": entity, "entityIds": ids}
        for entity, ids in zip(("STORE", "ZONE"), live, strict=False)
    ]

    assert edits_for(campaign(filters=written), sets(*FILTERS, to=shown)) == edits


def test_what_a_file_leaves_out_is_written_where_it_belongs() -> None:
    """Filters, expressions and trees that somebody has added where the file has none."""
    data = campaign()
    del data["targets"][0]["expression"]
    shown = [{"entityType": "STORE", "entityIds": [7, 8]}]
    assert edits_for(data, sets(*FILTERS, to=shown)) == [
        Put(FILTERS, shown, after="enrollmentType")
    ]
    text = "currentTxn.value>500"
    assert edits_for(data, sets(*T, "expression", to=text)) == [
        Put((*T, "expression"), text, after="enrollmentType")
    ]
    [tree] = edits_for(data, sets(*T, "expressionJson", to=comparison_tree()))
    assert tree.route == (*T, "expressionJson")


def test_filters_that_are_gone_leave_an_empty_list() -> None:
    """Every entry is dropped."""
    assert edits_for(campaign(filters=[STORE, ZONE]), takes(*FILTERS)) == [
        Drop((*FILTERS, 0)),
        Drop((*FILTERS, 1)),
    ]


def test_a_period_that_is_gone_takes_its_default_values_along() -> None:
    """The others would move to another period; short lists and numbers lose nothing."""
    data = campaign()
    data["targets"] += [
        {**data["targets"][0], "name": "Short", "defaultValues": [1]},
        {**data["targets"][0], "name": "All", "defaultValues": 1},
        {**data["targets"][0], "name": "None"},
        {**data["targets"][0], "name": "Gone"},
    ]
    del data["targets"][3]["defaultValues"]

    def change(row: Data) -> None:
        for target in row["targets"]:
            del target["defaultValues"][1:]
        del row["periods"][1]
        del row["targets"][4]

    assert edits_for(data, change) == [
        Drop(("targets", 4)),
        Drop(("periods", 1)),
        Drop((*V, 1)),
    ]


def test_values_wait_for_the_round_after_periods_are_gone() -> None:
    """Which of them is whose shows only then."""
    data = campaign()
    row = row_of(data)
    row["periods"].pop(0)
    row["targets"][0]["defaultValues"] = [
        row["targets"][0]["defaultValues"][1] | {"defaultValue": 7}
    ]

    first = accepted(data, row).edits
    second = accepted(edited(data, first), row).edits

    assert first == (Drop(("periods", 0)), Drop((*V, 0)))
    assert second == (Put((*V, 0, "defaultValue"), "7"),)


def test_values_wait_for_the_round_after_the_window_has_changed() -> None:
    """The window decides whether they go by period or by position."""
    data = campaign() | {"targetEvaluationType": "CYCLIC_WINDOW", "totalPeriods": 2}
    del data["periods"]
    row = row_of(campaign(defaultValues=[1, 2]))

    assert accepted(data, row).edits == (
        Put(("targetEvaluationType",), "FIXED_CALENDAR_WINDOW", "trackingType"),
    )


def test_without_its_periods_a_file_says_that_the_server_makes_them() -> None:
    """An empty list would say that there are none, and no window that there are fixed ones."""
    data = campaign()
    del data["targetEvaluationType"]
    cyclic = campaign() | {"targetEvaluationType": "CYCLIC_WINDOW"}
    del cyclic["periods"]

    assert accepted(data, row_of(cyclic)).edits == (
        Put(("targetEvaluationType",), "CYCLIC_WINDOW", "trackingType"),
        Put(("totalPeriods",), 1, "trackingType"),
        Drop(("periods",)),
        Drop((*V, 0)),
        Drop((*V, 1)),
    )


CYCLIC = {"targetEvaluationType": "CYCLIC_WINDOW"}
WINDOW = ("targetEvaluationType",)
COUNT = ("totalPeriods",)
CYCLES = ("recurringCycles",)


@pytest.mark.parametrize(
    ("said", "values", "changes"),
    [
        (CYCLIC | {"totalPeriods": 3}, [7, 7], {COUNT: 2}),
        (CYCLIC | {"totalPeriods": 3}, 7, {COUNT: 2}),
        (CYCLIC | {"recurringCycles": 3}, 7, {CYCLES: 9, COUNT: 2}),
        (CYCLIC | {"recurringCycles": 3, "totalPeriods": 2}, 7, {CYCLES: 9}),
        (CYCLIC, 8, {V: 7}),
        ({"totalPeriods": 2}, 8, {WINDOW: "CYCLIC_WINDOW"}),
        ({}, [8], {COUNT: 2, WINDOW: "CYCLIC_WINDOW"}),
        ({"totalPeriods": 2}, 7, {}),
        ({}, [7, 7], {}),
    ],
)
def test_a_file_says_how_many_periods_the_server_made(
    said: Data, values: Json, changes: dict[Route, Json]
) -> None:
    """Where it said another number, or who makes them is new to it; goals follow in the next."""
    data = {key: each for key, each in campaign(defaultValues=values).items() if key != "periods"}
    del data["targetEvaluationType"]
    live = data | CYCLIC | {"totalPeriods": 2, "targets": campaign(defaultValues=7)["targets"]}
    row = row_of(live | {"recurringCycles": 9})

    found = accepted(data | said, row)

    assert found.refusals == ()
    assert {each.route: each.value for each in found.edits if isinstance(each, Put)} == changes
    assert len(found.edits) == len(changes)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"userCreated": True, "leaderboardEnabled": True, "active": False}, ()),
        ({"targetEvaluationType": "CYCLIC_WINDOW", "periods": [], "userCreated": True}, ()),
        ({"streaks": [STREAK], "userCreated": True, "leaderboardEnabled": True}, ()),
        ({"description": "d", "eventName": "spin", "active": False}, T),
        ({"expression": "a>1", "expressionJson": None, "filters": [ZONE]}, T),
    ],
)
def test_new_keys_stand_in_the_order_of_the_table(changes: Data, part: Route) -> None:
    """Several that belong behind the same one, too."""
    data = {name: campaign()[name] for name in GROUP.fields if name in campaign()}
    del data["description"], data["targetEvaluationType"], data["targets"][0]["expression"]
    row = row_of(data)
    value_at(row, part).update(changes)

    edits = accepted(data, row).edits

    keys = [each.route[-1] for each in edits if isinstance(each, Put) and each.route[:-1] == part]
    table = TARGET if part == T else GROUP
    assert len(keys) > 1
    assert keys == [name for name in table.fields if name in keys]


def test_a_part_that_has_another_name_alone_is_renamed() -> None:
    """Its other lines stay as they are written."""
    assert edits_for(campaign(), sets(*T, "name", to="Autumn spend")) == [
        Put((*T, "name"), "Autumn spend")
    ]
    assert edits_for(campaign(), sets("periods", 0, "refCode", to="mai")) == [
        Put(("periods", 0, "refCode"), "mai")
    ]


@pytest.mark.parametrize(
    ("declared", "shown"),
    [
        ({}, {"expression": None, "expressionJson": None}),
        ({}, {"expression": "true", "expressionJson": None}),
        ({}, {"expression": "true", "expressionJson": TRUE_TREE}),
        ({"expression": True}, {"expression": "true", "expressionJson": TRUE_TREE}),
        ({"expression": "a > 1"}, {"expression": "a>1", "expressionJson": None}),
        ({"filters": []}, {"filters": None}),
        ({"eventName": "TransactionAdd"}, {"eventName": None}),
        ({"description": ""}, {"description": None}),
    ],
)
def test_a_renamed_target_is_known_however_live_writes_what_it_says(
    declared: Data, shown: Data
) -> None:
    """Else it would be dropped and added anew, without the comments that stood in it."""
    data = campaign()
    del data["targets"][0]["expression"]
    data["targets"][0] |= declared

    def change(row: Data) -> None:
        row["targets"][0] |= {**shown, "name": "Autumn spend"}

    assert edits_for(data, change) == [Put((*T, "name"), "Autumn spend")]


def test_a_renamed_target_is_known_in_a_group_that_is_inactive() -> None:
    """All targets of such a group are inactive."""

    def change(row: Data) -> None:
        row["active"] = False
        row["targets"][0] |= {"active": False, "name": "Autumn spend"}

    assert edits_for(campaign(), change) == [
        Put((*T, "name"), "Autumn spend"),
        Put(("active",), False, "description"),
    ]


def test_two_parts_that_are_alike_are_renamed_once_each() -> None:
    """Of three that are gone and two that are new, one goes."""
    data = campaign() | {
        "trackingType": "STREAKS",
        "streaks": [{"name": name, "targetCountOfSequence": 1} for name in "abc"],
    }

    def change(row: Data) -> None:
        row["streaks"] = [{**row["streaks"][0], "name": name} for name in "xy"]

    assert edits_for(data, change) == [
        Put(("streaks", 0, "name"), "x"),
        Put(("streaks", 1, "name"), "y"),
        Drop(("streaks", 2)),
    ]


def test_new_parts_follow_those_that_are_there() -> None:
    """What says nothing is left out of them."""
    data = campaign() | {"trackingType": "STREAKS", "streaks": [STREAK]}

    def change(row: Data) -> None:
        row["streaks"].append({"name": "Level 3", "targetCountOfSequence": 3})

    assert edits_for(data, change) == [
        Put(("streaks", 1), {"name": "Level 3", "targetCountOfSequence": 3})
    ]
    del data["streaks"]
    row = row_of(data) | {"streaks": [STREAK]}
    assert accepted(data, row).edits == (Put(("streaks",), [STREAK], "targets"),)


def test_all_levels_that_are_gone_take_the_list_along() -> None:
    """A list of nothing says nothing."""
    data = campaign() | {"trackingType": "STREAKS", "streaks": [STREAK]}

    assert edits_for(data, sets("streaks", to=[])) == [Drop(("streaks",))]


@pytest.mark.parametrize(
    ("changes", "declares"),
    [
        ({}, {"enrolmentMethod": "TRANSACTION", "expression": True, "defaultValues": [500, 1000]}),
        ({"expression": "true", "expressionJson": TRUE_TREE}, {"expression": True}),
        ({"expression": "a", "expressionJson": '{"a": 1}'}, {"expressionJson": '{"a":1}'}),
        ({"active": False, "description": "d"}, {"active": False, "description": "d"}),
        ({"targetEntity": "EVENT", "targetType": "COUNT"}, {"eventName": "TransactionAdd"}),
        ({"eventName": "spin"}, {"eventName": "spin"}),
        ({"filters": [ZONE]}, {"filters": [ZONE]}),
        ({"filters": [], "extendedFieldInfo": {}}, {}),
        ({"extendedFieldInfo": {"name": "a", "x": 1}}, {"extendedFieldInfo": {"name": "a"}}),
        (
            {"targetMilestoneTriggers": [{"triggerName": "half", "triggerValue": Decimal("50.0")}]},
            {"targetMilestoneTriggers": [{"triggerName": "half", "triggerValue": 50}]},
        ),
        ({"defaultValues": []}, {}),
    ],
)
def test_a_new_target_says_what_it_must(changes: Data, declares: Data) -> None:
    """No more than a person would write, and always how customers are enrolled."""
    data = campaign()

    def change(row: Data) -> None:
        target = copy.deepcopy(row["targets"][0]) | {"name": "Second", "enrolmentMethod": "IMPORT"}
        row["targets"].append({**target, "enrolmentMethod": "TRANSACTION"} | changes)

    [edit] = edits_for(data, change)

    assert isinstance(edit, Put)
    assert edit.route == ("targets", 1)
    assert edit.value["name"] == "Second"
    assert declares.items() <= edit.value.items()
    known = {*declares, "name", "targetEntity", "targetType", "enrolmentMethod", "expression"}
    assert edit.value.keys() <= known | {"defaultValues"}


def test_the_values_of_a_new_target_are_one_number_where_they_are_equal() -> None:
    """For all periods, or for all that the server makes."""
    data = campaign(defaultValues=500)

    def change(row: Data) -> None:
        row["targets"].append({**row["targets"][0], "name": "Second"})

    assert edits_for(data, change)[0].value["defaultValues"] == 500  # type: ignore[union-attr]
    data |= {"targetEvaluationType": "CYCLIC_WINDOW"}
    del data["periods"]
    assert edits_for(data, change)[0].value["defaultValues"] == 500  # type: ignore[union-attr]


def test_a_new_target_of_an_inactive_group_is_not_called_inactive() -> None:
    """All targets of an inactive group are; that says nothing about this one."""
    data = campaign() | {"active": False}

    def change(row: Data) -> None:
        row["targets"].append({**row["targets"][0], "name": "Second"})

    [edit] = edits_for(data, change)

    assert isinstance(edit, Put)
    assert "active" not in edit.value


def test_triggers_are_parts_of_a_target() -> None:
    """They change, come and go like the other parts; without any, the list stays."""
    half = {"triggerName": "half", "triggerValue": 50}
    data = campaign(targetMilestoneTriggers=[half, {"triggerName": "all"}])
    triggers = (*T, "targetMilestoneTriggers")
    row = row_of(data)

    row["targets"][0]["targetMilestoneTriggers"] = [half | {"triggerValue": 60}]
    assert accepted(data, row).edits == (
        Drop((*triggers, 1)),
        Put((*triggers, 0, "triggerValue"), 60, "triggerName"),
    )
    row["targets"][0]["targetMilestoneTriggers"] = [{"triggerName": "third", "triggerValue": 33}]
    assert accepted(data, row).edits == (
        Put((*triggers, 1, "triggerName"), "third"),
        Drop((*triggers, 0)),
    )


@pytest.mark.parametrize(
    ("data", "change", "route", "message"),
    [
        (
            campaign() | {"preferredTillId": "${till}"},
            sets("preferredTillId", to=2),
            ("preferredTillId",),
            "'preferredTillId' is declared as ${till}, a value of the environment.",
        ),
        (
            campaign() | {"description": "${text}"},
            takes("description"),
            ("description",),
            "'description' is declared as ${text}, a value of the environment.",
        ),
        (
            campaign(defaultValues="${goals}"),
            value(0, "7"),
            V,
            "'defaultValues' is declared as ${goals}, a value of the environment.",
        ),
        (
            campaign(defaultValues=["${goal}", {"defaultValue": "${goal}"}]),
            value(1, "7"),
            (*V, 1, "defaultValue"),
            "'defaultValue' is declared as ${goal}, a value of the environment.",
        ),
        (
            campaign(defaultValues=[1, "${goal}"]),
            takes(*V, 1),
            (*V, 1),
            "'defaultValues' is declared as ${goal}, a value of the environment.",
        ),
        (
            campaign(filters=[{"entityType": "STORE", "entityIds": ["${id}", 8]}]),
            sets(*FILTERS, 0, "entityIds", to=[8]),
            (*FILTERS, 0, "entityIds", 0),
            "'entityIds' is declared as ${id}, a value of the environment.",
        ),
        (
            campaign(filters=[{"entityType": "STORE", "entityIds": "${ids}"}]),
            sets(*FILTERS, 0, "entityIds", to=[7, 8, 9]),
            (*FILTERS, 0, "entityIds"),
            "'entityIds' is declared as ${ids}, a value of the environment.",
        ),
    ],
)
def test_what_stands_behind_a_reference_is_refused(
    data: Data,
    change: Callable[[Data], None],
    route: Route,
    message: str,
) -> None:
    """With the place in the file; the reference may serve other campaigns and environments."""
    assert refusals_for(data, change) == [("behind-reference", route, message)]


def test_the_name_of_a_part_may_stand_behind_a_reference() -> None:
    """Then it is not renamed, and a list of values behind one cannot lose an item."""
    data = campaign(defaultValues="${goals}")
    data["periods"][0]["refCode"] = "${ref}"

    [renamed] = refusals_for(data, sets("periods", 0, "refCode", to="mai"))
    [gone] = refusals_for(data, takes("periods", 0))

    assert renamed[:2] == ("behind-reference", ("periods", 0, "refCode"))
    assert gone[:2] == ("behind-reference", V)


def test_values_beside_a_reference_change_all_the_same() -> None:
    """Only what the reference itself says is out of reach."""
    data = campaign(defaultValues=["${goal}", 1000])
    row = row_of(resolved(data))
    value(1, "7")(row)
    clean = read_file(resolved(data)).clean

    assert accept(data, clean, declared_spec(clean), live_of(row).spec).edits == (Put((*V, 1), 7),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("${a}", "The live value is the text ${a}, which a file takes for a reference."),
        ("a\ud800", "The live value 'a\\ud800' holds half a character."),
    ],
)
def test_text_that_no_file_can_hold_is_refused(text: str, message: str) -> None:
    """In a field, or anywhere in a new part."""
    assert refusals_for(campaign(), sets("description", to=text)) == [
        ("not-declarable", ("description",), message)
    ]

    def change(row: Data) -> None:
        row["targets"].append({**row["targets"][0], "name": "Second", "description": text})

    assert refusals_for(campaign(), change) == [("not-declarable", ("targets", 1), message)]


def test_what_can_be_accepted_is_told_beside_what_cannot() -> None:
    """Whoever calls decides; here a campaign is accepted as a whole or not at all."""
    data = campaign() | {"preferredTillId": "${till}"}
    row = row_of(resolved(data)) | {"preferredTillId": 2, "description": "new"}
    clean = read_file(resolved(data)).clean

    acceptance = accept(data, clean, declared_spec(clean), live_of(row).spec)

    assert acceptance.edits == (Put(("description",), "new", "name"),)
    assert [each.code.slug for each in acceptance.refusals] == ["behind-reference"]


def test_values_whose_periods_were_not_shown_go_by_position() -> None:
    """One more than there are periods comes last, and is for the check of the file to refuse."""
    data = campaign(defaultValues=500)
    row = row_of(data)
    del row["periods"]
    row["targets"][0]["defaultValues"] += [{"periodId": 9999, "defaultValue": Decimal(7)}]

    assert accepted(data, row, source=Source.TARGET_GROUPS).edits == (Put(V, [500, 500, 7]),)
