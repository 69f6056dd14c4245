"""What is sent to create a campaign, and what is noticed when it lacks a declared goal."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

import pytest
from hypothesis import given

from reconciler.core.exact_json import Json
from reconciler.target_group.create_body import body, lost_goals
from tests.support.specs import clean_of
from tests.support.strategies import SERVER_MADE, campaigns

PERIODS = [
    {"refCode": "may", "startDate": "2027-05-01T08:30:00Z", "endDate": "2027-05-31"},
    {"refCode": "june", "startDate": "2027-06-01", "endDate": "2027-06-30T23:59:59.999"},
]


def campaign(**fields: Json) -> dict[str, Json]:
    """Clean data of a campaign with one target and a goal of 500, and other fields."""
    target = {
        "name": "Spend",
        "targetEntity": "TRANSACTION",
        "targetType": "SALES",
        "defaultValues": fields.pop("goal", 500),
        "extendedFieldInfo": {"name": "points", "aggregateWindow": {"windowType": "MIN"}},
    }
    return clean_of({"name": "Spring", "trackingType": "DEFAULT", "targets": [target], **fields})


def test_a_body_is_what_the_file_says_in_the_forms_that_the_api_takes() -> None:
    """Plain days, one goal for each period, the number of periods; the file's own notes stay."""
    unified = {"aggregation": "SUM", "thresholdValue": Decimal("1.500")}
    notes = {"metadata": {"owner": "crm"}, "environments": ["uat"]}
    levels = [{"name": "Both", "targetCountOfSequence": 2}]
    data = campaign(periods=PERIODS, unifiedTargetExpression=unified, streaks=levels, **notes)

    assert body(data) == {
        "name": "Spring",
        "trackingType": "DEFAULT",
        "totalPeriods": 2,
        "periods": [
            {"refCode": "may", "startDate": "2027-05-01", "endDate": "2027-05-31"},
            {"refCode": "june", "startDate": "2027-06-01", "endDate": "2027-06-30"},
        ],
        "targets": [
            {
                "name": "Spend",
                "targetEntity": "TRANSACTION",
                "targetType": "SALES",
                "defaultValues": [{"defaultValue": 500}, {"defaultValue": 500}],
                "extendedFieldInfo": {"name": "points", "aggregateWindow": {"windowType": "MIN"}},
            }
        ],
        "unifiedTargetExpression": unified,
        "streaks": levels,
    }


@given(campaigns())
def test_a_body_that_lacks_a_declared_goal_is_told_by_that_goal(data: Json) -> None:
    """The levels, the sum, a target, or its values: none, fewer, more or others."""
    clean = clean_of(data)
    whole = body(clean)
    assert lost_goals(clean, whole) == ()
    for name in {"streaks", "unifiedTargetExpression"} & whole.keys():
        assert lost_goals(clean, {**whole, name: None}) == (name,)
        assert lost_goals(clean, {key: whole[key] for key in whole.keys() - {name}}) == (name,)
    for target in whole["targets"]:
        others = [each for each in whole["targets"] if each is not target]
        for spoilt in spoilt_goals(target):
            lacking = {**whole, "targets": [*others, *spoilt]}
            assert lost_goals(clean, lacking) == (f"the goal of '{target['name']}'",)


def spoilt_goals(target: Json) -> Iterator[list[Json]]:
    """What could be sent in the place of a target that has a goal, and would lose it."""
    values = target.get("defaultValues")
    if values:
        yield []
        yield [{key: each for key, each in target.items() if key != "defaultValues"}]
        more = {"defaultValue": values[-1]["defaultValue"] + 1}
        for others in ([], values[1:], [*values, values[0]], [*values[:-1], more]):
            yield [{**target, "defaultValues": others}]


@pytest.mark.parametrize(
    ("fields", "sent", "is_lost"),
    [
        *(({"targetEvaluationType": each}, 1, False) for each in SERVER_MADE),
        *(({"targetEvaluationType": each, "recurringCycles": 1}, 1, False) for each in SERVER_MADE),
        *(({"targetEvaluationType": each, "totalPeriods": 3}, 3, False) for each in SERVER_MADE),
        ({"targetEvaluationType": "CYCLIC_WINDOW", "totalPeriods": -1}, 1, False),
        ({"periods": PERIODS}, 2, False),
        ({"periods": []}, 0, True),
        ({}, 0, True),
    ],
)
def test_one_goal_is_sent_for_each_period_and_lost_where_there_is_none(
    fields: dict[str, Json], sent: int, is_lost: bool
) -> None:
    """Where nobody has said how many periods the server makes, it is sent once."""
    data = campaign(**fields)
    made = body(data)

    assert [each["defaultValue"] for each in made["targets"][0]["defaultValues"]] == [500] * sent
    assert (lost_goals(data, made) == ("the goal of 'Spend'",)) is is_lost
    assert lost_goals(data, {**made, "targets": []}) == ("the goal of 'Spend'",)
    assert lost_goals(data, {"name": "Spring"}) == ("the goal of 'Spend'",)


def test_where_no_goal_is_declared_none_is_lost() -> None:
    """Nor any that nobody declares."""
    data = campaign(periods=PERIODS)
    del data["targets"][0]["defaultValues"]

    assert lost_goals(data, body(data)) == ()
    assert lost_goals(data, {**body(data), "streaks": []}) == ()
    assert lost_goals({"name": "Spring"}, body({"name": "Spring"})) == ()


WHOLE: dict[str, Json] = {
    "periods": [{"refCode": "a"}, {"refCode": "b"}, {"refCode": "c"}],
    "streaks": [{"name": "Level", "targetCountOfSequence": 1}],
    "unifiedTargetExpression": {"thresholdValue": 5},
    "targets": [{"name": "One", "defaultValues": 7}, {"name": "Two", "defaultValues": [7, 8, 9]}],
}


def sent_of(one: list[Json], two: list[Json]) -> Mapping[str, Json]:
    """A body with these default values."""
    named = {"One": one, "Two": two}
    targets = [
        {"name": name, "defaultValues": [{"defaultValue": each} for each in values]}
        for name, values in named.items()
    ]
    return WHOLE | {"totalPeriods": 3, "targets": targets}


def test_a_body_that_holds_all_goals_has_lost_none() -> None:
    """A number for all periods is there once for each."""
    assert lost_goals(WHOLE, sent_of([7, 7, 7], [7, 8, 9])) == ()
    uncounted = {"targets": [{"name": "One", "defaultValues": 7}]}
    assert lost_goals(uncounted, {"targets": sent_of([7], [])["targets"]}) == ()


@pytest.mark.parametrize(
    ("sent", "lost"),
    [
        (sent_of([], [7, 8, 9]), ("the goal of 'One'",)),
        (sent_of([7, 7], [7, 8, 9]), ("the goal of 'One'",)),
        (sent_of([7, 7, 8], [7, 8, 9]), ("the goal of 'One'",)),
        (sent_of([7, 7, 7], [7, 9, 8]), ("the goal of 'Two'",)),
        (sent_of([7, 7, 7], []), ("the goal of 'Two'",)),
        ({**sent_of([7, 7, 7], [7, 8, 9]), "streaks": []}, ("streaks",)),
        (
            {**sent_of([7, 7, 7], [7, 8, 9]), "unifiedTargetExpression": {}},
            ("unifiedTargetExpression",),
        ),
        ({}, ("streaks", "unifiedTargetExpression", "the goal of 'One'", "the goal of 'Two'")),
    ],
)
def test_a_body_without_a_goal_is_noticed(sent: Mapping[str, Json], lost: tuple[str, ...]) -> None:
    """Missing, other, in another order, too few."""
    assert lost_goals(WHOLE, sent) == lost
