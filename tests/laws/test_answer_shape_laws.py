"""Shapes of answers: whatever comes, no value is in them, and what they count adds up."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.core.checkup import Call, CallCheck, State
from reconciler.core.exact_json import Json
from reconciler.render.shapes_json import recorded
from reconciler.target_group.answers.shapes import (
    Expected,
    customer_expected,
    groups_expected,
    periods_expected,
    shapes_of,
)
from reconciler.target_group.columns import Source

GROUPS = groups_expected(Source.MILESTONES)
CANARY = st.from_regex(r"CANARY[A-Z]{3,9}", fullmatch=True)
NAMES = ("id", "name", "targets", "periods", "customer", "targetGroups", "content", "newField")
KEYS = st.sampled_from(NAMES) | CANARY
VALUES = st.recursive(
    st.none() | st.booleans() | CANARY | st.integers(10**9, 10**12) | st.decimals("1e9", "1e12"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=30,
)


@pytest.mark.parametrize("call", list(Call))
@given(data=VALUES)
def test_no_value_of_an_answer_is_in_the_record(call: Call, data: Json) -> None:
    """Whatever comes, in whatever call, and also where data are keys."""
    text = json.dumps(recorded([([CallCheck(call, State.OFFERED)], {call: data})]))
    assert "CANARY" not in text
    assert not [part for part in text.replace('"', " ").replace(",", " ").split() if len(part) > 9
                and part.strip("-").replace(".", "").isdigit()]  # fmt: skip


@pytest.mark.parametrize("expected", [GROUPS, periods_expected(), customer_expected()])
@given(data=VALUES)
def test_counts_add_up(expected: Expected, data: Json) -> None:
    """No key is seen more often than there are objects to have it, unless keys are data."""
    shapes, absent = shapes_of(data, expected)
    for each in shapes:
        if not each.path.endswith("*"):
            assert sum(each.types.values()) <= each.of
    assert not {each.path for each in shapes} & set(absent)
