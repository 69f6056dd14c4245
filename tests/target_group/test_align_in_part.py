"""What one customer sees against a file: shown and different is drift, not shown is not checked."""

import copy
from typing import Any

import pytest

from reconciler.core.comparison import Comparison
from reconciler.core.exact_json import Json
from reconciler.target_group.resource_kind import TARGET_GROUP
from tests.support.customer_view import Row, group_seen, seen_group
from tests.support.specs import compare_specs, compared, paths, row_of, spec_of

IN_PART = TARGET_GROUP.in_part or TARGET_GROUP
TARGET: Json = {
    "name": "Spend",
    "targetEntity": "TRANSACTION",
    "targetType": "SALES",
    "enrolmentMethod": "TRANSACTION",
    "defaultValues": [500, 1000],
}
CAMPAIGN: Json = {
    "name": "Weekends",
    "trackingType": "STREAKS",
    "periods": [
        {"refCode": "one", "startDate": "2027-10-02", "endDate": "2027-10-03"},
        {"refCode": "two", "startDate": "2027-10-09", "endDate": "2027-10-10"},
    ],
    "targets": [TARGET],
    "streaks": [{"name": "Both", "targetCountOfSequence": 2}],
}
CYCLIC: Json = {
    "name": "Cap",
    "trackingType": "CAPPING",
    "targetEvaluationType": "CYCLIC_WINDOW",
    "recurringCycles": 3,
    "targets": [TARGET | {"defaultValues": [1, 2, 3]}],
}
VALUES = "/targets/Spend/defaultValues"


def campaign(target: Json | None = None, **fields: Json) -> Json:
    """The campaign with other fields of its own or of its target."""
    return CAMPAIGN | {"targets": [TARGET | (target or {})]} | fields


def seen(data: Json, change: Any = None) -> Row:  # noqa: ANN401 - a change of a row in place
    """What a customer sees of a campaign, once it was changed in place."""
    group = seen_group(row_of(data))
    if change is not None:
        change(group)
    return group


def found(data: Json, group: Row) -> Comparison:
    """A campaign compared with what a customer sees."""
    return compare_specs(spec_of(data), group_seen(group).spec, is_whole=False)


def set_value(value: Json, *, row: int = 0) -> Any:  # noqa: ANN401 - a change of a row in place
    """Show another value in one row."""
    return lambda group: group["targets"][row].update(targetValue=value)


def test_what_agrees_is_in_sync_as_far_as_it_is_shown() -> None:
    """Names, kinds, periods, values and streak levels are checked; the rest is listed."""
    result = found(CAMPAIGN, seen(CAMPAIGN))

    assert (result.fields, result.seen.uncertain) == ((), ())
    assert result.seen.unverified == (
        "/active",
        "/leaderboardEnabled",
        "/periods/one/active",
        "/periods/two/active",
        "/targets/Spend/active",
        "/targets/Spend/enrolmentMethod",
        "/userCreated",
    )
    assert result.seen.coverage.declared - result.seen.coverage.checked == len(
        result.seen.unverified
    )


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda group: group.update(trackingType="DEFAULT"), "/trackingType"),
        (lambda group: group["targets"][0].update(periodEndDate="2027-10-04"), None),
        (lambda group: group["streaks"][0].update(streakName="All"), "/streaks/All"),
        (
            lambda group: group["streaks"][0].update(totalTargetCountOfSequence=1),
            "/streaks/Both/targetCountOfSequence",
        ),
        (set_value(501), f"{VALUES}/one"),
        (set_value(999, row=1), f"{VALUES}/two"),
    ],
)
def test_what_is_shown_and_differs_is_drift(change: Any, path: str | None) -> None:  # noqa: ANN401
    """As through any other read."""
    expected = path or "/periods/one/endDate"

    assert paths(found(CAMPAIGN, seen(CAMPAIGN, change)).fields) == [expected]


def test_a_period_that_is_not_shown_is_not_checked() -> None:
    """Neither its dates nor the values that belong to it."""
    result = found(CAMPAIGN, seen(CAMPAIGN, lambda group: group["targets"].pop()))

    assert result.fields == ()
    hidden = {"/periods/two/refCode", "/periods/two/startDate", f"{VALUES}/two"}
    assert hidden <= set(result.seen.unverified)
    assert f"{VALUES}/one" not in result.seen.unverified


def test_a_target_or_level_that_is_not_shown_is_not_checked() -> None:
    """A missing row proves nothing."""
    group = seen(CAMPAIGN)
    group["targets"], group["streaks"] = [], []
    result = found(CAMPAIGN, group)

    assert result.fields == ()
    assert {"/targets/Spend/name", f"{VALUES}/one", "/streaks/Both/name"} <= set(
        result.seen.unverified
    )


def test_parts_that_nobody_declares_are_drift_once_they_are_seen() -> None:
    """A target, a period and a level more than declared."""
    group = seen(CAMPAIGN)
    extra = {"targetRuleId": 9, "targetName": "More", "periodId": 9, "periodRefCode": "three"}
    group["targets"].append(group["targets"][0] | extra)
    group["streaks"].append(group["streaks"][0] | {"streakName": "Thrice", "streakId": 9})

    assert paths(found(CAMPAIGN, group).fields) == [
        "/periods/three",
        "/streaks/Thrice",
        "/targets/More",
    ]


def test_a_value_that_nobody_declares_is_drift_once_it_is_seen() -> None:
    """A list shorter than the periods is fine for a live group that has no value there either."""
    data = campaign({"defaultValues": [500]})
    assert paths(found(data, seen(CAMPAIGN)).fields) == [f"{VALUES}/two"]

    assert found(data, seen(CAMPAIGN, lambda group: group["targets"].pop())).fields == ()
    assert found(campaign({"defaultValues": [500], "enrolmentMethod": "IMPORT"}), seen(CAMPAIGN)
                 ).fields == ()  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        campaign({"enrolmentMethod": "IMPORT"}),
        campaign({"enrolmentMethod": "AUDIENCE_FILTER"}),
        campaign(userCreated=True),
    ],
)
def test_a_value_that_may_be_the_customers_own_proves_nothing(data: Json) -> None:
    """Where it agrees it is checked, where it differs it is not; the others stay checked."""
    assert found(data, seen(data)).seen.uncertain == ()
    result = found(data, seen(data, set_value(7)))

    assert result.fields == ()
    assert result.seen.uncertain == (f"{VALUES}/one",)
    assert f"{VALUES}/one" in result.seen.unverified
    assert f"{VALUES}/two" not in result.seen.unverified


def test_an_enrolment_that_is_left_out_is_import() -> None:
    """The documented default lets values be set for each customer."""
    data = copy.deepcopy(CAMPAIGN)
    del data["targets"][0]["enrolmentMethod"]

    assert found(data, seen(data, set_value(7))).seen.uncertain == (f"{VALUES}/one",)


def test_in_cyclic_windows_the_number_of_a_period_tells_the_position() -> None:
    """Whichever rows are shown, each value is compared with its own."""
    group = seen(CYCLIC)
    del group["targets"][0]
    assert found(CYCLIC, group).fields == ()
    assert f"{VALUES}/1" in found(CYCLIC, group).seen.unverified

    set_value(7)(group)
    assert paths(found(CYCLIC, group).fields) == [f"{VALUES}/2"]


def test_in_cyclic_windows_further_periods_are_no_difference() -> None:
    """Each customer has cycles of their own."""
    group = seen(CYCLIC)
    group["targets"].append(group["targets"][0] | {"periodId": 99, "periodRefCode": "PERIOD_G_1_9"})
    group["targets"].append(group["targets"][0] | {"periodId": 98, "periodRefCode": "odd"})

    assert found(CYCLIC, group).fields == ()


def one_for_all(**target: Json) -> Json:
    """A cyclic campaign with one value for however many periods."""
    data = {key: value for key, value in CYCLIC.items() if key != "recurringCycles"}
    return data | {"targets": [TARGET | {"defaultValues": 5} | target]}


def test_one_value_for_all_periods_is_compared_with_each_that_is_shown() -> None:
    """As many as the customer sees."""
    data = one_for_all()
    group = seen(data)
    group["targets"].append(group["targets"][0] | {"periodId": 99, "periodRefCode": "PERIOD_G_1_2"})
    assert f"{VALUES}/*" not in found(data, group).seen.unverified

    set_value(6, row=1)(group)
    assert paths(found(data, group).fields) == [f"{VALUES}/2"]


def test_one_value_for_all_periods_is_not_checked_where_none_is_shown_or_one_is_own() -> None:
    """It is one declared value, checked or not."""
    data = one_for_all(enrolmentMethod="IMPORT")
    group = seen(data, set_value(6))
    result = found(data, group)
    assert (result.fields, result.seen.uncertain) == ((), (f"{VALUES}/*",))

    group["targets"][0]["targetValue"] = None
    result = found(data, group)
    assert (result.fields, result.seen.uncertain) == ((), ())
    assert f"{VALUES}/*" in result.seen.unverified


def test_a_twin_whose_base_is_not_shown_is_still_a_twin() -> None:
    """The base is declared; its rows are hidden like any others."""
    group = seen_group(row_of(CAMPAIGN, twins=True))
    twins = [row for row in group["targets"] if row["targetName"] == "Spend_ReturnBill"]
    assert len(twins) == 2

    assert found(CAMPAIGN, group | {"targets": twins}).fields == ()


def test_a_renamed_campaign_is_known_though_the_values_are_the_customers_own() -> None:
    """A likely rename is better blocked than paid out twice."""
    data = campaign({"enrolmentMethod": "IMPORT"})
    live = group_seen(seen(data, set_value(7)) | {"name": "Old"}).spec
    assert IN_PART.signature(spec_of(data)) == IN_PART.signature(live)
    assert IN_PART.is_same_but_for_names(spec_of(data), live)
    assert "defaultValues" not in IN_PART.traits(spec_of(data))

    bought = group_seen(seen(CAMPAIGN, set_value(7)) | {"name": "Old"}).spec
    assert not IN_PART.is_same_but_for_names(spec_of(CAMPAIGN), bought)
    assert not IN_PART.is_same_but_for_names(spec_of(data), {"name": "Old"})


def test_the_activity_of_targets_is_moot_in_an_inactive_group() -> None:
    """It is decided by the group, so it counts neither as declared nor as checked."""
    data = campaign(active=False)
    active, inactive = compared(CAMPAIGN, row_of(CAMPAIGN)), compared(data, row_of(data))

    assert active.seen.coverage.declared == inactive.seen.coverage.declared + 1
    assert inactive.seen.coverage.checked == inactive.seen.coverage.declared


def test_what_no_read_shows_is_declared_and_not_checked() -> None:
    """Coverage counts single values, in the file and by documented defaults."""
    plain = compared(CAMPAIGN, row_of(CAMPAIGN)).seen.coverage
    data = campaign(fromDate="2027-01-01", aggregateWindow={"windowType": "MIN"})
    result = compared(data, row_of(data)).seen.coverage

    assert result.declared == plain.declared + 2
    assert result.checked == plain.checked == plain.declared


def test_a_collection_of_which_nothing_is_declared_holds_no_value() -> None:
    """Nor is it listed where it was not shown: nothing is declared that could be missing."""
    data = campaign(periods=[], targets=[], streaks=[], trackingType="DEFAULT")
    row = row_of(data)
    del row["periods"]
    result = compared(data, row)

    assert result.seen.unverified == ()
    assert result.seen.coverage.checked == result.seen.coverage.declared
