"""A saved plan is carried out as reviewed, or not at all."""

from dataclasses import replace

import pytest

from reconciler.core.plan import Blocked, Change, Create, InSync, Plan, Reason
from reconciler.core.saved import bind
from reconciler.errors import StalePlan

A = Create("a", "a.yaml", 1, {"name": "a"})
B = Create("b", "b.yaml", 1, {"name": "b"})


def plan(*changes: Change) -> Plan:
    """A plan with these changes."""
    return Plan("uat", "milestones", 3, live_org_id=3, live_groups=0, changes=changes)


def test_a_fresh_plan_is_restricted_to_the_reviewed_creates() -> None:
    """What was not reviewed is not made, and does not make the plan stale."""
    moved = replace(A, line=7)

    assert bind(plan(A), plan(moved, B)).changes == (moved,)


@pytest.mark.parametrize(
    ("fresh", "message"),
    [
        (replace(plan(A), environment="production"), "environment uat, not production"),
        (replace(plan(A), org_id=4), "organisation 3, not 4"),
        (plan(replace(A, body={"name": "a", "active": False})), "changed in its file"),
        (plan(B), "in no file any more"),
        (plan(InSync("a", "a.yaml", 1, 5)), "live has changed"),
        (plan(Blocked("a", "a.yaml", 1, Reason("x", "x"), A.body)), "live has changed"),
    ],
)
def test_a_plan_that_no_longer_fits_is_stale(fresh: Plan, message: str) -> None:
    """Another place, another body, a file or a gap that is gone: make a new plan."""
    with pytest.raises(StalePlan, match=message):
        bind(plan(A), fresh)
