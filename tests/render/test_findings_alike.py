"""Findings that say the same of many places are told as one, and none is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reconciler.core.diagnostic import GRAVITY, Answer, Diagnostic, Severity
from reconciler.render.findings import MOST_APART, gather

FINDING = Diagnostic("a.yaml", 3, 1, "x", Severity.WARNING, "'A' has 2 of 3.", "Mend it.")


def many(count: int, finding: Diagnostic = FINDING, *, same: bool = False) -> list[Diagnostic]:
    """So many findings in files of their own."""
    return [
        replace(finding, file=f"{k}.yaml", message="Same." if same else f"'N{k}' has {k} of 3.")
        for k in range(count)
    ]


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (many(2, same=True), [2]),
        (many(MOST_APART), [1] * MOST_APART),
        (many(MOST_APART + 1), [MOST_APART + 1]),
        (many(9, replace(FINDING, severity=Severity.ERROR)), [1] * 9),
        (many(9, replace(FINDING, severity=Severity.ERROR), same=True), [9]),
        ([*many(9), *many(9, replace(FINDING, code="y"))], [9, 9]),
        ([*many(9), *many(9, replace(FINDING, environments=("uat",)))], [9, 9]),
        ([*many(9), *many(9, replace(FINDING, acknowledged=Answer("meant")))], [9, 9]),
        ([*many(9), *many(9, replace(FINDING, hint="Else."))], [9, 9]),
        ([], []),
    ],
)
def test_what_is_told_as_one(found: list[Diagnostic], told: list[int]) -> None:
    """The same words always; names and numbers apart once there are many; no two errors."""
    assert [each.count for each in gather(found)] == told


def test_how_often_and_where_else_is_said() -> None:
    """The first places, or names where it is about no file."""
    (alike,) = gather(many(6, same=True))
    assert alike.elsewhere() == "6 times, also at 1.yaml:3:1, 2.yaml:3:1, 3.yaml:3:1 and 2 more"
    (notes,) = gather(replace(each, file="", line=0) for each in many(6))
    assert notes.elsewhere(most=5) == "6 times, also of 'N1', 'N2', 'N3', 'N4', 'N5'"
    (wholes,) = gather(replace(each, line=0) for each in many(2, same=True))
    assert wholes.elsewhere() == "2 times, also at 1.yaml"
    (bare,) = gather(replace(each, file="") for each in many(2, same=True))
    assert bare.elsewhere() == "2 times, also of Same."
    assert gather([FINDING])[0].elsewhere() == ""


@given(
    st.lists(
        st.builds(
            Diagnostic,
            st.sampled_from(["", "a.yaml", "b.yaml"]),
            st.integers(0, 2),
            st.just(1),
            st.sampled_from("xy"),
            st.sampled_from(Severity),
            st.sampled_from(["Same.", "'A' is 1.", "'B' is 2.", "It's 3."]),
            st.sampled_from(["Mend.", "Mend 'C'."]),
        )
    )
)
def test_nothing_is_lost_and_the_gravest_come_first(found: list[Diagnostic]) -> None:
    """Every finding is in exactly one, and an error stands for itself alone."""
    gathered = gather(found)
    told = [each for alike in gathered for each in (alike.first, *alike.others)]
    ranks = [GRAVITY.index(each.first.severity) for each in gathered]

    assert sorted(told) == sorted(found)
    assert ranks == sorted(ranks)
    for alike in gathered:
        if alike.first.severity is Severity.ERROR:
            assert {(each.message, each.hint) for each in alike.others} <= {
                (alike.first.message, alike.first.hint)
            }
