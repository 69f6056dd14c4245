"""What a run refuses until a person has said that it is meant."""

from collections.abc import Sequence
from datetime import date

import pytest
from msgspec.structs import replace

from reconciler.core.diagnostic import Answer
from reconciler.core.guards import check_familiar, check_number, check_org, doubt_organisation
from reconciler.core.plan import Create, Plan
from reconciler.core.resource import Acknowledgement, Desired, LiveState
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


@pytest.mark.parametrize(("named", "said"), [({4}, "4"), ({3, 4}, "4"), ({12, 3, 4}, "4, 12")])
def test_another_organisation_stops_the_run(named: set[int], said: str) -> None:
    """One group of another organisation is enough."""
    with pytest.raises(GuardTripped, match=f"organisation {said}, not to 3") as error:
        check_org(LiveState("milestones", (), frozenset(named)), 3)
    assert error.value.hint == (
        "Check url, credentials and org_id of the environment in reconciler.toml."
    )


def test_as_many_creates_as_allowed_pass_and_one_more_does_not() -> None:
    """The number is the greatest one that is allowed."""
    check_number(TWO, 2)
    with pytest.raises(GuardTripped, match="creates 2 campaigns; one apply may create 1") as error:
        check_number(TWO, 1)
    assert error.value.hint == "If they are all meant, run the same command with --max-creates 2."


SIX = [a_campaign(name) for name in "abcdef"]
OTHERS = LiveState("milestones", (a_group("x", id=1), a_group("y", id=2)), frozenset({7}))
NAMELESS = replace(OTHERS, org_ids=frozenset())
UNNAMED = "it is meant, set org_id in reconciler.toml and name it: --new-organisation ID"


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
        (NAMELESS, None, UNNAMED),
        (replace(OTHERS, org_ids=frozenset({7, 8})), None, UNNAMED),
    ],
)
def test_many_campaigns_among_strangers_stop_the_run_until_the_organisation_is_named(
    live: LiveState, org_id: int | None, hint: str
) -> None:
    """Naming another one, or one that nobody can check, allows nothing."""
    for named in (None, 8):
        with pytest.raises(GuardTripped, match="None of the 6 declared campaigns is live") as error:
            check_familiar(SIX, live, today=TODAY, org_id=org_id, new_organisation=named)
        assert error.value.hint == (
            f"Check url, credentials and campaigns of the environment. If {hint}"
        )
    if hint != UNNAMED:
        check_familiar(SIX, live, today=TODAY, org_id=org_id, new_organisation=7)


@pytest.mark.parametrize(("count", "said"), [(1, "1 other group is"), (2, "2 others are")])
def test_how_many_strangers_there_are_is_told(count: int, said: str) -> None:
    live = replace(OTHERS, groups=OTHERS.groups[:count])

    assert doubt_organisation(SIX, live) == (
        f"None of the 6 declared campaigns is live, but {said}: this is likely the wrong "
        "organisation. [likely-wrong-organisation]"
    )


OVER = [replace(each, last_day="2026-12-31") for each in SIX]
MEANT = Acknowledgement(Answer("a rerun"), finding="campaign-over")


@pytest.mark.parametrize(
    ("last", "passes"),
    [
        (OVER[-1], True),
        (replace(OVER[-1], last_day="2027-01-01"), False),
        (replace(OVER[-1], last_day=""), False),
        (replace(OVER[-1], acknowledgements=(MEANT,)), False),
        (replace(OVER[-1], acknowledgements=(replace(MEANT, finding="no-targets"),)), True),
    ],
)
def test_campaigns_that_are_over_pass_as_none_of_them_would_be_made(
    last: Desired, passes: bool
) -> None:
    """One that ends today, or is to be made all the same, stops the run."""
    desired = [*OVER[:-1], last]
    if passes:
        check_familiar(desired, OTHERS, today=TODAY, org_id=None, new_organisation=None)
    else:
        with pytest.raises(GuardTripped):
            check_familiar(desired, OTHERS, today=TODAY, org_id=None, new_organisation=None)
