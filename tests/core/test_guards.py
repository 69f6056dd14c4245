"""What a run refuses until a person has said that it is meant."""

import pytest

from reconciler.core.guards import check_number, check_org
from reconciler.core.plan import Create, Plan
from reconciler.core.resource import LiveState
from reconciler.errors import GuardTripped

TWO = Plan("uat", "milestones", 3, 3, 0, tuple(Create(n, "f.yaml", 1, {}) for n in "ab"))


@pytest.mark.parametrize(("named", "configured"), [({3}, 3), (set(), 3), ({3, 4}, None)])
def test_the_right_or_an_unknown_organisation_passes(
    named: set[int], configured: int | None
) -> None:
    """Only a contradiction stops a run."""
    check_org(LiveState("milestones", (), frozenset(named)), configured)


@pytest.mark.parametrize("named", [{4}, {3, 4}])
def test_another_organisation_stops_the_run(named: set[int]) -> None:
    """One group of another organisation is enough."""
    with pytest.raises(GuardTripped, match="organisation 4, not to 3"):
        check_org(LiveState("milestones", (), frozenset(named)), 3)


def test_as_many_creates_as_allowed_pass_and_one_more_does_not() -> None:
    """The number is the greatest one that is allowed."""
    check_number(TWO, 2)
    with pytest.raises(GuardTripped, match="creates 2 campaigns; one apply may create 1"):
        check_number(TWO, 1)
