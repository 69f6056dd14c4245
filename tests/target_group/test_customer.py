"""Rows of one customer become groups; what has another form than documented is set aside."""

import copy
from decimal import Decimal

import pytest

from reconciler.core.exact_json import Json
from reconciler.core.resource import Spec
from reconciler.target_group.answers.customer import live_groups, read_rows
from reconciler.target_group.answers.progress import progress_of

ROW = {
    "targetId": 5,
    "periodId": 21,
    "periodRefCode": "may",
    "periodStartDate": "2027-05-01",
    "periodEndDate": "2027-05-31T23:59:59.000Z",
    "targetValue": Decimal("500.000"),
    "targetAchievedValue": Decimal("20.50"),
    "targetName": "Spend",
    "targetType": "SALES",
    "targetEntity": "TRANSACTION",
    "targetRuleId": 11,
    "eventName": "TransactionAdd",
    "targetAchievedDateTime": None,
    "currentPeriod": True,
}
GROUP = {"id": 1, "name": "Spring", "trackingType": "DEFAULT", "orgId": 3, "targets": [ROW]}


def answer(*rows: Json, **fields: Json) -> Json:
    """An answer with one group of these rows."""
    return {"customer": {}, "targetGroups": [{**GROUP, **fields, "targets": list(rows)}]}


def spec(data: Json) -> Spec:
    """The spec of the one group of an answer."""
    [group] = live_groups(read_rows(data)).groups
    return group.spec


def test_a_group_has_what_its_rows_say() -> None:
    """Periods, targets and values; the organisation; nothing of the customer."""
    reading = live_groups(read_rows(answer(ROW)))

    assert reading.org_ids == {3}
    assert reading.set_aside == ()
    assert spec(answer(ROW)) == {
        "name": "Spring",
        "trackingType": "DEFAULT",
        "periods": {"may": {"refCode": "may", "startDate": "2027-05-01", "endDate": "2027-05-31"}},
        "targets": {
            "Spend": {
                "name": "Spend",
                "targetEntity": "TRANSACTION",
                "targetType": "SALES",
                "eventName": "TransactionAdd",
                "defaultValues": {"may": 500},
            }
        },
    }


def test_the_id_of_a_target_is_that_of_its_rule() -> None:
    """Rows of one rule are one target whatever the enrolments; two rules are two."""
    other = ROW | {"periodId": 22, "periodRefCode": "june", "targetId": 6}
    assert spec(answer(ROW, other))["targets"]["Spend"]["defaultValues"] == {
        "may": 500,
        "june": 500,
    }
    assert spec(answer(ROW, other | {"targetRuleId": 12})).keys() == spec(answer(ROW)).keys()
    assert len(spec(answer(ROW, other | {"targetRuleId": 12}))["targets"]) == 2


def test_an_alternate_currency_is_shown_and_its_absence_says_nothing() -> None:
    """Null stands in the rows of every other target, so it is no sign of a currency unset."""
    currency = {"alternateCurrencyIdentifier": "0nzyDx", "programId": 46}
    shown = spec(answer(ROW | currency))["targets"]["Spend"]
    assert shown["extendedFieldInfo"] == currency

    unset = dict.fromkeys(currency)
    assert "extendedFieldInfo" not in spec(answer(ROW | unset))["targets"]["Spend"]


def test_rows_that_contradict_each_other_show_nothing() -> None:
    """Whichever came first would decide otherwise."""
    other = ROW | {"targetType": "COUNT", "targetValue": 7}
    target = spec(answer(ROW, other))["targets"]["Spend"]

    assert "targetType" not in target
    assert target["defaultValues"] == {}
    assert target["targetEntity"] == "TRANSACTION"


def test_rows_that_repeat_each_other_are_one() -> None:
    """500 and 500.000 are the same value."""
    assert spec(answer(ROW, ROW | {"targetValue": 500})) == spec(answer(ROW))


@pytest.mark.parametrize("streaks", [None, []])
def test_no_levels_are_as_good_as_no_list(streaks: Json) -> None:
    """Only a list that is there can be compared."""
    assert spec(answer(ROW, streaks=streaks)).get("streaks", {}) == {}
    assert ("streaks" in spec(answer(ROW, streaks=streaks))) == (streaks == [])


@pytest.mark.parametrize(
    ("name", "odd"),
    [
        ("targetValue", "a lot"),
        ("targetValue", True),
        ("targetType", "all that was bought"),
        ("periodStartDate", "yesterday"),
        ("currentPeriod", "yes"),
        ("targetAchievedDateTime", 1730000000),
        ("periodId", {"id": 1}),
        ("eventName", ["x"]),
        ("programId", "46 of 50"),
    ],
)
def test_a_value_of_another_form_is_set_aside(name: str, odd: Json) -> None:
    """It counts as not shown; its place is noted and its value is not."""
    seen = read_rows(answer(ROW | {name: odd}))

    assert seen.set_aside == (f"/targetGroups/0/targets/0/{name}",)
    assert name not in seen.groups[0].rows[0]
    assert seen.groups[0].rows[0]["targetName"] == "Spend"


@pytest.mark.parametrize(
    "odd", [None, "row", [], {}, ROW | {"targetName": None}, ROW | {"periodRefCode": ["may"]}]
)
def test_a_row_that_cannot_be_told_is_set_aside(odd: Json) -> None:
    """Without a target and a period nobody knows what a row is of; the others stay."""
    seen = read_rows(answer(odd, ROW))

    assert seen.set_aside == ("/targetGroups/0/targets/0",)
    assert len(seen.groups[0].rows) == 1


@pytest.mark.parametrize("odd", [None, 7, {"id": 1}, {"id": "x", "name": "y"}, {"name": "y"}])
def test_a_group_that_cannot_be_told_is_set_aside(odd: Json) -> None:
    """Such a group counts as not shown, which proves nothing."""
    seen = read_rows({"targetGroups": [odd, GROUP]})

    assert seen.set_aside == ("/targetGroups/0",)
    assert [group.own["id"] for group in seen.groups] == [1]


def test_a_list_that_is_none_is_set_aside() -> None:
    """The group itself stays."""
    seen = read_rows({"targetGroups": [GROUP | {"targets": "none", "streaks": 3}]})

    assert seen.set_aside == ("/targetGroups/0/targets", "/targetGroups/0/streaks")
    assert seen.groups[0].rows == ()
    assert seen.groups[0].streaks is None


def test_no_groups_are_no_error() -> None:
    """Null is as good as an empty list."""
    assert read_rows({"targetGroups": None}).groups == read_rows({"targetGroups": []}).groups == ()


@pytest.mark.parametrize("data", [{}, {"targetGroups": {}}, [], {"targetGroups": "canary"}])
def test_an_answer_without_a_list_of_groups_is_an_error(data: Json) -> None:
    """The message does not repeat what came."""
    with pytest.raises(ValueError, match=r"^the answer has no list of target groups$"):
        read_rows(data)


def test_progress_says_what_the_api_said() -> None:
    """Values are exact, days and times as printed, and what was not said is None."""
    streak = {"streakName": "Twice", "status": "ACHIEVED", "currentCount": 2}
    [campaign] = progress_of(read_rows(answer(ROW, streaks=[streak])))
    [target], [level] = campaign.targets, campaign.streaks

    assert (campaign.id, campaign.name, campaign.tracking_type) == (1, "Spring", "DEFAULT")
    assert (target.target, target.period) == ("Spend", "may")
    assert (target.starts, target.ends) == ("2027-05-01", "2027-05-31")
    assert (target.reached, target.wanted) == (Decimal("20.5"), 500)
    assert (target.is_current, target.is_enrolled, target.achieved_at) == (True, True, None)
    assert (level.name, level.status, level.count, level.wanted) == ("Twice", "ACHIEVED", 2, None)


@pytest.mark.parametrize("change", [{"targetId": None}, {"unEnrolled": True}])
def test_without_an_enrolment_nobody_takes_part(change: Json) -> None:
    """targetId is the enrolment's id; one that was taken back is none."""
    [campaign] = progress_of(read_rows(answer(ROW | change)))

    assert not campaign.targets[0].is_enrolled


def test_progress_stands_in_the_order_of_periods_whatever_the_order_of_rows() -> None:
    """By target, then by period: not by refCode, of which Cycle_10 would be before Cycle_2."""
    rows = [
        ROW | {"periodId": k, "periodRefCode": f"Cycle_{k}", "targetName": name}
        for name in ("b", "a")
        for k in (10, 2)
    ]
    streaks = [
        {"streakName": name, "totalTargetCountOfSequence": count}
        for name, count in (("most", 10), ("some", 2))
    ]
    [campaign] = progress_of(read_rows(answer(*rows, streaks=streaks)))
    [again] = progress_of(read_rows(answer(*rows[::-1], streaks=copy.copy(streaks)[::-1])))

    assert [(each.target, each.period) for each in campaign.targets] == [
        ("a", "Cycle_2"),
        ("a", "Cycle_10"),
        ("b", "Cycle_2"),
        ("b", "Cycle_10"),
    ]
    assert [each.name for each in campaign.streaks] == ["some", "most"]
    assert campaign == again
