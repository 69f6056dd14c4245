"""What a run refuses until a person has said that it is meant."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from reconciler.core.guards import check_familiar, check_number, check_org
from reconciler.core.plan import Create, Plan
from reconciler.core.resource import Desired, LiveState
from reconciler.errors import GuardTripped
from tests.core.building import a_campaign, a_group

TODAY = date(2027, 1, 1)
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


SIX = [a_campaign(name) for name in "abcdef"]
OTHERS = LiveState("milestones", (a_group("x", id=1), a_group("y", id=2)), frozenset({7}))
NAMELESS = replace(OTHERS, org_ids=frozenset())


@pytest.mark.parametrize(
    ("desired", "live"),
    [
        (SIX[:5], OTHERS),
        (SIX, replace(OTHERS, groups=())),
        (SIX, replace(OTHERS, groups=(*OTHERS.groups, a_group("F", id=3)))),
        (SIX, replace(OTHERS, is_whole=False)),
        ([], OTHERS),
    ],
)
def test_a_likely_organisation_passes(desired: Sequence[Desired], live: LiveState) -> None:
    """Few campaigns, nothing live, one of them live in any case, or a read of a part."""
    check_familiar(desired, live, today=TODAY, org_id=None, new_organisation=None)


@pytest.mark.parametrize(
    ("live", "org_id", "hint"),
    [
        (OTHERS, None, "organisation 7 is meant: --new-organisation 7"),
        (OTHERS, 7, "organisation 7 is meant: --new-organisation 7"),
        (NAMELESS, 7, "organisation 7 is meant: --new-organisation 7"),
        (NAMELESS, None, "set org_id in reconciler.toml and name it"),
        (replace(OTHERS, org_ids=frozenset({7, 8})), None, "set org_id in reconciler.toml"),
    ],
)
def test_many_campaigns_among_strangers_stop_the_run_until_the_organisation_is_named(
    live: LiveState, org_id: int | None, hint: str
) -> None:
    """Naming another one, or one that nobody can check, allows nothing."""
    for named in (None, 8):
        with pytest.raises(GuardTripped, match="None of the 6 declared campaigns is live") as error:
            check_familiar(SIX, live, today=TODAY, org_id=org_id, new_organisation=named)
        assert hint in error.value.hint
    if "set org_id" not in hint:
        check_familiar(SIX, live, today=TODAY, org_id=org_id, new_organisation=7)
