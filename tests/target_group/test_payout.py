"""What of a group decides who is paid, and for what."""

from typing import Any

import pytest

from reconciler.target_group.comparing.outline import is_same_but_for_names
from reconciler.target_group.comparing.payout import aside, payout
from tests.support.answers import TRUE_TREE, comparison_tree
from tests.support.specs import live_of, row_of, spec_of

Data = dict[str, Any]


def campaign(expression: Data, *, entity: str = "TRANSACTION", **fields: Any) -> Data:  # noqa: ANN401 - any JSON value
    """A campaign of one target with what says which events count."""
    target = {"name": "Spend", "targetEntity": entity, "targetType": "COUNT", "defaultValues": 5}
    return {
        "name": "Spring",
        "trackingType": "DEFAULT",
        "targetEvaluationType": "FIXED_CALENDAR_WINDOW",
        "preferredTillId": 1,
        "periods": [{"refCode": "may", "startDate": "2027-05-01", "endDate": "2027-05-31"}],
        "targets": [target | {"enrolmentMethod": "TRANSACTION"} | expression],
        **fields,
    }


def pays_alike(one: Data, other: Data) -> bool:
    """Whether a campaign pays as another one that is live."""
    return is_same_but_for_names(payout(spec_of(one)), payout(live_of(row_of(other)).spec))


def text(expression: str) -> Data:
    return {"expression": expression}


ALWAYS = [
    {},
    text("true"),
    {"expression": True},
    {"expressionJson": TRUE_TREE},
    text("currentTxn.value>0"),
    text("currentTxn.value >= 0.0"),
    text("(0<currentTxn.value)"),
    text("0<=currentTxn.value"),
    text("currentTxn.value>0&&true"),
    text("currentTxn.value>500||currentTxn.value>0"),
    {"expressionJson": comparison_tree(">", "0")},
    text("currentTxn.value>0") | {"expressionJson": comparison_tree(">", "0")},
]
OTHERS = [
    text("false"),
    text("currentTxn.value>1"),
    text("currentTxn.value<0"),
    text("currentTxn.value==0"),
    text("currentTxn.points>0"),
    text("currentTxn.value>0&&currentTxn.points>5"),
    text("currentTxn.value>0==false"),
    text("nobody can read this ("),
    text("currentTxn.value>0") | {"expressionJson": comparison_tree(">", "7")},
]


@pytest.mark.parametrize("one", ALWAYS)
@pytest.mark.parametrize("other", ALWAYS)
def test_what_holds_for_every_purchase_counts_nobody_out(one: Data, other: Data) -> None:
    assert pays_alike(campaign(one), campaign(other))


@pytest.mark.parametrize("one", OTHERS)
@pytest.mark.parametrize("other", ALWAYS)
def test_what_does_not_hold_for_every_purchase_counts_some_out(one: Data, other: Data) -> None:
    """On whichever side it is."""
    assert not pays_alike(campaign(one), campaign(other))
    assert not pays_alike(campaign(other), campaign(one))


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("currentTxn.points>5&&currentTxn.value>0", "currentTxn.points>5", True),
        ("currentTxn.value>0&&currentTxn.points>5", "currentTxn.points > 5", True),
        ("currentTxn.points>5&&currentTxn.value>0", "currentTxn.points>6", False),
        ("currentTxn.points>5||currentTxn.value>7", "currentTxn.points>5", False),
        ("currentTxn.points>5&&currentTxn.value>7", "currentTxn.points>5", False),
    ],
)
def test_a_part_that_holds_for_every_purchase_says_nothing(
    one: str, other: str, is_alike: bool
) -> None:
    assert pays_alike(campaign(text(one)), campaign(text(other))) == is_alike
    assert pays_alike(campaign(text(other)), campaign(text(one))) == is_alike


def test_an_event_need_not_be_a_purchase() -> None:
    """Nobody knows what it is worth; of a line of a bill the bill is known."""
    always, positive = text("true"), text("currentTxn.value>0")

    assert pays_alike(campaign(always, entity="LINEITEM"), campaign(positive, entity="LINEITEM"))
    assert not pays_alike(campaign(always, entity="EVENT"), campaign(positive, entity="EVENT"))


def test_a_till_and_a_leaderboard_pay_nobody_and_goals_and_stores_do() -> None:
    plain = campaign({})
    store = {"filters": [{"entityType": "STORE", "entityIds": [1]}]}

    assert pays_alike(plain, campaign({}, preferredTillId=2, leaderboardEnabled=True))
    assert not pays_alike(plain, campaign({"defaultValues": 6}))
    assert not pays_alike(plain, campaign(store))


def test_what_was_left_out_tells_campaigns_apart() -> None:
    """By the name of the field; of what is the same it is the same."""
    one = spec_of(campaign({}))
    other = spec_of(campaign(text("currentTxn.value>0"), preferredTillId=2))

    assert {name for name in aside(one) if aside(one)[name] != aside(other)[name]} == {
        "preferredTillId",
        "expression",
    }
    assert aside(one) == aside(live_of(row_of(campaign(text("true")))).spec)
    assert payout({"name": "Bare"}) == {"name": "Bare"}
