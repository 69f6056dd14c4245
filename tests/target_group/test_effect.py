"""What requests that are not written alike have in common: what they would do."""

import pytest

from reconciler.core.exact_json import Json
from reconciler.target_group.canonical import ALWAYS
from reconciler.target_group.comparing.effect import (
    completed,
    filled_in,
    idle_fields,
    is_same_day,
)
from reconciler.target_group.expressions.agreement import TEXT, TREE
from reconciler.target_group.fields import CYCLE, FIXED_WINDOW, SERVER_PERIODS
from reconciler.target_group.values import Expected
from tests.support.answers import TRUE_TREE, comparison_tree

OVER_500 = "currentTxn.value>500"
FIXED: Json = {"targetEvaluationType": FIXED_WINDOW}
DECLARED: Json = {**FIXED, "periods": {"one": {}}}
RHYTHM = {"frequencyType", "frequency", "recurringCycles"}


@pytest.mark.parametrize("window", sorted(SERVER_PERIODS))
def test_the_rhythm_by_which_the_server_makes_periods_counts_but_for_their_number(
    window: str,
) -> None:
    """On whichever side they are the server's; what is left out of it is filled in."""
    made: Json = {"targetEvaluationType": window, "periods": {}}

    assert idle_fields(made) == idle_fields(made, DECLARED) == idle_fields(DECLARED, made)
    assert idle_fields(made) == {"totalPeriods", "recurringCycles"}
    assert filled_in(made) == {"frequencyType": "CUSTOM", "frequency": 0}


@pytest.mark.parametrize(
    ("specs", "is_idle"),
    [
        ([DECLARED], True),
        ([DECLARED, FIXED], True),
        ([FIXED], True),
        ([{**FIXED, "periods": {}}], False),
        ([DECLARED, {**FIXED, "periods": {}}], False),
    ],
)
def test_declared_periods_rule_over_all_that_says_when_they_are(
    specs: list[Json], is_idle: bool
) -> None:
    """Also where a read does not show them; where there are none, nothing is idle."""
    named = {"targetEvaluationType", "fromDate", "timeZoneName", *RHYTHM, *CYCLE}

    assert (named <= idle_fields(*specs)) is is_idle
    assert bool(idle_fields(*specs)) is is_idle
    assert filled_in(specs[0]) == {}


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2027-07-31T23:59:59", "2027-08-01T00:00:00", True),
        ("2027-07-31T00:00:00", "2027-08-01T00:00:00", True),
        ("2027-08-01T00:00:01", "2027-07-31T00:00:00", False),
        ("soon", "soon", True),
        ("soon", "later", False),
        (None, "2027-07-31T00:00:00", False),
    ],
)
def test_two_moments_can_be_edges_of_one_day(one: Json, other: Json, is_same: bool) -> None:
    assert is_same_day(one, other) is is_same
    assert is_same_day(other, one) is is_same


@pytest.mark.parametrize(
    ("target", "text", "tree"),
    [
        ({TEXT: None, TREE: None}, ALWAYS[TEXT], ALWAYS[TREE]),
        ({TEXT: None, TREE: TRUE_TREE}, "true", Expected(TRUE_TREE)),
        ({TREE: comparison_tree()}, OVER_500, Expected(comparison_tree())),
        ({TEXT: OVER_500, TREE: comparison_tree()}, OVER_500, Expected(comparison_tree())),
        ({TEXT: OVER_500, TREE: TRUE_TREE}, OVER_500, TRUE_TREE),
    ],
)
def test_a_target_says_which_events_count_in_a_text_with_a_tree_that_follows(
    target: Json, text: str, tree: str
) -> None:
    """A tree that says something else stays one that is missed where none is."""
    said = completed({"name": "Spend", **target})

    assert said == {"name": "Spend", TEXT: text, TREE: tree}
    assert (type(said[TEXT]), type(said[TREE])) == (type(text), type(tree))


@pytest.mark.parametrize(
    "target",
    [{}, {TEXT: None}, {TREE: None}, {TEXT: OVER_500}, {TEXT: OVER_500, TREE: None}, {TREE: "[]"}],
)
def test_a_target_that_does_not_say_it_or_says_it_in_its_own_way_stays_as_it_is(
    target: Json,
) -> None:
    assert completed(target) == target
