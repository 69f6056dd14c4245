"""What is compared, what is unverified, and what is not ours."""

import copy
from typing import Final

import pytest

from reconciler.core.comparison import Coverage
from reconciler.core.exact_json import Json
from reconciler.target_group.canonical import TWIN_SUFFIX
from reconciler.target_group.columns import Source
from reconciler.target_group.comparing.align import Alignment, align
from reconciler.target_group.expressions.compiler import compiled
from reconciler.target_group.reading import read_file
from tests.support.answers import TRUE_TREE
from tests.support.single_changes import single_changes
from tests.support.specs import compare_specs, compared, live_of, paths, row_of, spec_of
from tests.target_group.test_normalisation import CAMPAIGN, cyclic, streak, unified

RICH = {
    **CAMPAIGN,
    "description": "d",
    "preferredTillId": 7998987987986876867,
    "frequencyType": "CUSTOM",
    "frequency": 0,
    "recurringCycles": 0,
    "targetCycleStartDate": "2027-10-02T00:00:00.000Z",
    "targetCycleEndDate": "2027-10-10T23:59:59.000Z",
    "combinationType": "ANY",
    "unifiedTargetExpression": {"aggregation": "SUM", "thresholdValue": "1.500"},
    "streaks": [{"name": "Both", "targetCountOfSequence": 2}],
    "periods": [{**each, "description": "p"} for each in CAMPAIGN["periods"]],
    "targets": [
        {
            "name": name,
            "targetEntity": "TRANSACTION",
            "targetType": "SALES",
            "description": "t",
            "expression": "currentTxn.value>500",
            "expressionJson": TRUE_TREE,
            "filters": [{"entityType": "ZONE", "entityIds": [1]}],
            "extendedFieldInfo": {"name": "points", "aggregateFunction": "SUM"},
            "defaultValues": [500, 1000],
        }
        for name in ("Spend / ~", 'it\'s ["quoted"]')
    ],
}


def changed(*edits: Json) -> dict[str, Json]:
    """The plain campaign after some edits."""
    data = copy.deepcopy(CAMPAIGN)
    for edit in edits:
        edit(data)
    return data


@pytest.mark.parametrize("inactive", [False, True])
@pytest.mark.parametrize("tracking_type", ["DEFAULT", "UNIFIED", "STREAKS", "CAPPING"])
def test_every_single_change_of_a_full_group_is_one_difference(
    tracking_type: str, inactive: bool
) -> None:
    """No field of the table of changes is missed or takes another one along."""
    data = copy.deepcopy(RICH) | {"trackingType": tracking_type, "active": not inactive}
    row = row_of(data)
    for change in single_changes(read_file(data).clean, row):
        assert set(paths(compared(data, change.row).fields)) == change.paths


def test_an_answer_is_taken_for_whole_unless_it_is_said_to_be_a_part() -> None:
    """Else a target that is missing would only be unverified."""
    row = row_of(CAMPAIGN)
    row["targets"] = []
    desired, live = spec_of(CAMPAIGN), live_of(row).spec
    whole = align(desired, live, is_whole=True)

    assert "Spend" in whole.desired["targets"]
    assert align(desired, live) == Alignment(desired, live).run() == whole
    assert align(desired, live, is_whole=False) != whole


def test_undeclared_fields_are_not_compared() -> None:
    """What the file does not say is not ours."""
    row = row_of(CAMPAIGN) | {"preferredTillId": 5, "frequency": 9, "description": "theirs"}

    assert compared(CAMPAIGN, row).fields == ()


@pytest.mark.parametrize(
    ("declared", "live"),
    [
        ({"description": "x"}, None),
        ({"filters": [{"entityType": "STORE", "entityIds": [1]}]}, {"STORE": [1]}),
        ({"expression": "true"}, "true"),
        ({"expressionJson": "[]"}, "[]"),
        ({"extendedFieldInfo": {"name": "points"}}, "points"),
    ],
)
def test_a_missing_key_that_means_unset_is_drift(declared: dict[str, Json], live: Json) -> None:
    """For some fields no key is as good as an empty value, and differs from what is declared."""
    data = copy.deepcopy(CAMPAIGN)
    row = row_of(data)
    data["targets"][0].update(declared)
    found = compared(data, row)

    [name] = declared
    assert [each.startswith(f"/targets/Spend/{name}") for each in paths(found.fields)] == [True]
    assert found.seen.unverified == ()


def test_collections_of_which_nothing_is_declared_are_in_sync_where_none_is_shown() -> None:
    """Left out, or declared as empty, and not shown."""
    data = changed(lambda each: each.update(periods=[], targets=[]))
    row = row_of(data)
    del row["periods"], row["targets"]

    assert compared(data, row).seen.unverified == ()


def test_server_made_periods_that_were_not_shown_are_nobodys_concern() -> None:
    """Nothing is declared about them."""
    data = changed(cyclic)
    row = row_of(data)
    del row["periods"]

    assert compared(data, row) == compared(data, row_of(data))


def test_values_without_periods_are_compared_by_position() -> None:
    """The list shows values in the order of period ids, which is the order sent."""
    row = row_of(CAMPAIGN)
    del row["periods"]
    row["targets"][0]["defaultValues"][1]["defaultValue"] = 7

    assert paths(compared(CAMPAIGN, row, Source.TARGET_GROUPS).fields) == [
        "/targets/Spend/defaultValues/two"
    ]


def test_values_in_another_order_are_unverified_where_no_period_is_shown() -> None:
    """The file may list its periods in another order than they were made in."""
    row = row_of(CAMPAIGN)
    del row["periods"]
    shown = row["targets"][0]["defaultValues"]
    shown[0]["defaultValue"], shown[1]["defaultValue"] = 1000, 500
    found = compared(CAMPAIGN, row)

    assert found.fields == ()
    assert "/targets/Spend/defaultValues/one" in found.seen.unverified


def test_a_surplus_value_is_seen_whatever_the_periods_are_called() -> None:
    """A refCode that looks like a position does not hide a further value."""

    def one_period(data: Json) -> None:
        data["periods"] = [data["periods"][0] | {"refCode": "2"}]
        data["targets"][0]["defaultValues"] = [7]

    data = changed(one_period)
    row = row_of(data)
    del row["periods"]
    values = row["targets"][0]["defaultValues"]
    values.insert(0, {"id": 1, "periodId": 1, "defaultValue": 5})

    assert paths(compared(data, row).fields) == [
        "/targets/Spend/defaultValues/2",
        "/targets/Spend/defaultValues/2 (2)",
    ]


def test_a_value_of_no_shown_period_leaves_missing_values_unverified() -> None:
    """It may belong to any period that shows none."""
    row = row_of(CAMPAIGN)
    row["targets"][0]["defaultValues"][1]["periodId"] = 424242
    found = compared(CAMPAIGN, row)

    assert found.fields == ()
    assert found.seen.unverified == ("/targets/Spend/defaultValues/two",)


def test_values_that_were_not_shown_are_unverified() -> None:
    """A target without its values is as declared only as far as it was shown."""
    row = row_of(CAMPAIGN)
    del row["targets"][0]["defaultValues"]

    assert compared(CAMPAIGN, row).seen.unverified == (
        "/targets/Spend/defaultValues/one",
        "/targets/Spend/defaultValues/two",
    )


def test_values_that_were_not_declared_are_not_compared() -> None:
    """What a file does not say of the goals is not ours."""
    data = changed(lambda each: each["targets"][0].pop("defaultValues"))
    row = row_of(CAMPAIGN)

    assert compared(data, row).fields == ()


def test_one_value_serves_however_many_periods_the_server_makes() -> None:
    """With no count declared, a single number is compared with every value shown."""

    def uncounted(data: Json) -> None:
        cyclic(data)
        del data["totalPeriods"]
        data["targets"][0]["defaultValues"] = 5

    data = changed(uncounted)
    row = row_of(data)
    row["targets"][0]["defaultValues"] *= 3
    assert compared(data, row).fields == ()

    row["targets"][0]["defaultValues"] = [{"periodId": 1, "defaultValue": 6}]
    assert paths(compared(data, row).fields) == ["/targets/Spend/defaultValues/1"]


def test_a_number_of_periods_is_the_servers_to_make_or_counted() -> None:
    """A file that leaves the window out may mean either; fixed periods are compared one by one."""

    def leave_open(data: Json) -> None:
        cyclic(data)
        del data["targetEvaluationType"]

    data = changed(leave_open)
    made = row_of(changed(cyclic))
    fixed = row_of(CAMPAIGN)
    missing = [f"/periods/{each['refCode']}" for each in fixed["periods"]]

    assert compared(data, made).fields == ()
    assert paths(compared(data, fixed).fields) == sorted(missing)
    made["totalPeriods"] = 4
    assert paths(compared(data, made).fields) == ["/totalPeriods"]
    del made["totalPeriods"], made["periods"]
    assert compared(data, made).seen.unverified == ("/totalPeriods",)


def test_periods_declared_on_a_cyclic_window_are_compared_and_the_servers_own_are_not() -> None:
    """Extra periods count unless they have the form of the server's names."""
    data = changed(lambda each: each.update(targetEvaluationType="CYCLIC_WINDOW"))
    row = row_of(data)
    period = row["periods"][0]
    row["periods"].append({**period, "id": 1, "refCode": "PERIOD_G_34044_1"})
    row["periods"].append({**period, "id": 2, "refCode": "three"})

    assert paths(compared(data, row).fields) == ["/periods/three"]


def test_a_twin_without_its_base_or_of_another_event_is_a_target() -> None:
    """Only the server's own twins are hidden; a declared one is compared."""
    row = row_of(CAMPAIGN)
    target = row["targets"][0]
    lonely = {**target, "name": "Gone_ReturnBill", "eventName": "ReturnBill"}
    other = {**target, "name": "Spend_ReturnBill", "eventName": "spinTheWheel"}
    row["targets"] += [lonely, other]

    assert paths(compared(CAMPAIGN, row).fields) == [
        "/targets/Gone_ReturnBill",
        "/targets/Spend_ReturnBill",
    ]


def test_a_declared_twin_is_compared() -> None:
    """Whoever declares the twin means it."""
    twin = {**CAMPAIGN["targets"][0], "name": "Spend_ReturnBill"}
    data = changed(lambda each: each["targets"].append(twin))
    row = row_of(data)
    row["targets"][1] |= {"eventName": "ReturnBill"}

    assert paths(compared(data, row).fields) == ["/targets/Spend_ReturnBill/eventName"]


def test_declared_triggers_are_compared_where_any_are_shown() -> None:
    """An empty list says nothing of them; extra ones are drift where some are declared."""
    half = {"triggerName": "half", "triggerValue": 50}
    data = changed(lambda each: each["targets"][0].update(targetMilestoneTriggers=[half]))
    row = row_of(data)
    assert compared(data, row).seen.unverified == (
        "/targets/Spend/targetMilestoneTriggers/half/triggerName",
        "/targets/Spend/targetMilestoneTriggers/half/triggerValue",
    )

    row["targets"][0]["targetMilestoneTriggers"] = [
        half | {"triggerValue": 60},
        {"triggerName": "x"},
    ]
    assert paths(compared(data, row).fields) == [
        "/targets/Spend/targetMilestoneTriggers/half/triggerValue",
        "/targets/Spend/targetMilestoneTriggers/x",
    ]


def test_streak_levels_that_were_not_shown_are_unverified() -> None:
    """An answer without the key says nothing of the levels of a streak."""
    row = row_of(changed(streak))
    del row["streaks"]

    assert compared(changed(streak), row).seen.unverified == (
        "/streaks/Both/name",
        "/streaks/Both/targetCountOfSequence",
    )


def test_an_unset_combination_is_drift_and_an_unshown_one_is_not() -> None:
    """Null is documented as unset; no object at all says nothing."""
    data = changed(unified)
    row = row_of(data)
    row["unifiedTargetExpression"]["aggregation"] = None
    assert paths(compared(data, row).fields) == ["/unifiedTargetExpression/aggregation"]

    del row["unifiedTargetExpression"]
    assert compared(data, row).seen.unverified == ("/unifiedTargetExpression/aggregation",)


def test_the_customers_read_verifies_what_it_shows_and_nothing_else() -> None:
    """A customer's rows show no description, flags or enrolment."""
    row = {
        "id": 1,
        "name": "Weekends",
        "trackingType": "DEFAULT",
        "targetEvaluationType": "FIXED_CALENDAR_WINDOW",
        "targets": [{"name": "Spend", "targetEntity": "TRANSACTION", "targetType": "SALES"}],
    }
    found = compare_specs(spec_of(CAMPAIGN), live_of(row, Source.CUSTOMER).spec, is_whole=False)

    assert found.fields == ()
    assert {"/active", "/userCreated", "/targets/Spend/enrolmentMethod"} <= set(
        found.seen.unverified
    )


def without_periods(*values: int) -> dict[str, Json]:
    """The row of the plain campaign with other values, as a read without periods shows it."""
    row = row_of(CAMPAIGN)
    del row["periods"]
    shown = row["targets"][0]["defaultValues"]
    row["targets"][0]["defaultValues"] = [
        {**shown[0], "defaultValue": value, "periodId": k, "id": k}
        for k, value in enumerate(values)
    ]
    return row


@pytest.mark.parametrize(
    ("values", "differ"),
    [((500, 1000), []), ((500,), ["two"]), ((), ["one", "two"]), ((500, 1000, 7), ["3"])],
)
def test_values_by_position_may_be_fewer_or_more_than_declared(
    values: tuple[int, ...], differ: list[str]
) -> None:
    """What is missing or added is one difference for each."""
    found = compared(CAMPAIGN, without_periods(*values), Source.TARGET_GROUPS)

    assert paths(found.fields) == [f"/targets/Spend/defaultValues/{each}" for each in differ]


def test_values_that_are_all_the_same_have_no_order_to_be_in_doubt_of() -> None:
    """They are checked, though no period is shown."""
    data = changed(lambda each: each["targets"][0].update(defaultValues=[500, 500]))
    found = compared(data, without_periods(500, 500), Source.TARGET_GROUPS)

    assert found.fields == ()
    assert not [each for each in found.seen.unverified if "defaultValues" in each]


@pytest.mark.parametrize("window", ["CYCLIC_WINDOW", "PERIOD_AGNOSTIC_WINDOW"])
def test_another_window_alone_does_not_move_values_to_other_periods(window: str) -> None:
    """Declared periods keep their values, in whatever order the periods were made."""
    row = row_of(CAMPAIGN) | {"targetEvaluationType": window}
    first, second = row["periods"]
    first["id"], second["id"] = second["id"], first["id"]
    for each, period in zip(row["targets"][0]["defaultValues"], (first, second), strict=True):
        each["periodId"] = period["id"]

    for is_whole in (True, False):
        found = compare_specs(spec_of(CAMPAIGN), live_of(row).spec, is_whole=is_whole)
        assert paths(found.fields) == ["/targetEvaluationType"]
        assert not [each for each in found.seen.unverified if "defaultValues" in each]


MORE: Final = "currentTxn.value>500"
MOST: Final = "currentTxn.value>600"


@pytest.mark.parametrize(("fields", "count"), [({}, 23), ({"expressionJson": compiled(MORE)}, 23)])
def test_a_text_and_its_tree_that_changed_together_count_as_one_value(
    fields: dict[str, Json], count: int
) -> None:
    """Declared or left to be filled in, the tree says nothing that the text does not say."""
    data = changed(lambda each: each["targets"][0].update(expression=MORE, **fields))
    row = row_of(data)
    row["targets"][0].update(expression=MOST, expressionJson=compiled(MOST))
    found = compared(data, row)

    assert paths(found.fields) == ["/targets/Spend/expression"]
    assert found.seen.coverage == Coverage(count, count)


def test_a_group_that_was_switched_off_differs_in_that_alone() -> None:
    """Its targets are shown as inactive with it, which cannot be checked against the file."""
    row = row_of(CAMPAIGN) | {"active": False}
    for each in row["targets"]:
        each["active"] = False
    found, whole = compared(CAMPAIGN, row), compared(CAMPAIGN, row_of(CAMPAIGN))

    assert paths(found.fields) == ["/active"]
    assert found.seen.unverified == ()
    assert found.seen.coverage.declared == whole.seen.coverage.declared - len(row["targets"])


def test_a_twin_whose_target_is_not_live_is_a_target_of_its_own() -> None:
    """In a whole read; of one customer's rows, the target may only not be among them."""
    row = row_of(CAMPAIGN)
    [target] = row["targets"]
    twin = f"Spend{TWIN_SUFFIX}"
    row["targets"] = [target | {"name": twin, "eventName": "ReturnBill"}]
    group = live_of(row)

    whole = compare_specs(spec_of(CAMPAIGN), group.spec)
    assert paths(whole.fields) == ["/targets/Spend", f"/targets/{twin}"]
    assert compare_specs(spec_of(CAMPAIGN), group.spec, is_whole=False).fields == ()
