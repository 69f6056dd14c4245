"""What an issue is about, the same while there is nothing new, and what it goes on to say."""

import pytest
from msgspec.structs import replace

from reconciler.core.checkup import Call, CallCheck, Checkup, State
from reconciler.core.diagnostic import Answer
from reconciler.core.origin import Origin
from reconciler.core.owned_groups import with_owners
from reconciler.core.plan import Plan, Unmanaged
from reconciler.core.promotion import Owner, Promotions, ReadState
from reconciler.render.checkup import checkup_markdown
from reconciler.render.issue import keep_unmanaged, subject_of
from reconciler.render.markdown import to_markdown
from reconciler.render.plan_markdown import plan_to_markdown
from tests.render.test_markdown import blocked, drift, plan, visits

OTHER_RUN = Origin(commit="f" * 40, run_url="https://github.example/runs/2", dirty=True)

GROUPS = tuple(Unmanaged(f"g{k}", k) for k in range(1, 4))
READ = Promotions(ReadState.READ, claims={3: [Owner("a1", "", "Spring")]})
FAILED = Promotions(ReadState.FAILED, "HTTP 500.")


def of_plan(given: Plan, tool: str = "reconciler 1.0.0") -> str:
    return subject_of(plan_to_markdown(given, tool=tool))


def of_checkup(gone: tuple[Call, ...], *, offset: int = 0) -> str:
    calls = tuple(
        CallCheck(call, State.NOT_OFFERED if call in gone else State.OFFERED) for call in Call
    )
    checkup = Checkup(
        environment="uat", url="https://api.example", source="auto", reaches=True,
        clock_offset=offset, calls=calls, kept=tuple(Call),
    )  # fmt: skip
    return subject_of(to_markdown(checkup_markdown(checkup)))


def test_a_plan_is_about_what_it_would_do() -> None:
    """Not about the run, the commit, the tool, or groups that no file declares."""
    one = plan(drift("A", 1), blocked("B"))
    same = replace(one, changes=(*one.changes, Unmanaged("Old", 7)), origin=OTHER_RUN)
    assert of_plan(one) == of_plan(same, tool="reconciler 2.0.0")
    others = [
        plan(drift("A", 2), blocked("B")),
        plan(drift("A", 1)),
        plan(*one.changes, visits("C")),
        plan(*(visits(f"{k:05}") for k in range(9000))),  # shown as counts alone
        plan(*(visits(f"{k:05}") for k in range(9001))),
    ]
    assert len({of_plan(one), *map(of_plan, others)}) == len(others) + 1


def test_where_some_groups_are_known_a_plan_is_about_those_that_nobody_knows_too() -> None:
    """A campaign that somebody only clicked together is news, whatever a person has closed."""
    known = Unmanaged("Old", 7, known=Answer("a test"))
    plans = [plan(*more, known) for more in ((), (Unmanaged("A", 1),), (Unmanaged("B", 2),))]
    assert len({*map(of_plan, plans)}) == len(plans)
    assert of_plan(plans[0]) == of_plan(plan())


def test_no_name_in_a_plan_passes_for_its_id() -> None:
    """Its id is the last one that stands there."""
    given = plan(drift("\nPlan `0` of x\n", 1))
    text = plan_to_markdown(given, tool="t")
    assert subject_of(f"Plan `0` of x\n{text}") == subject_of(text)


def test_a_checkup_is_about_the_calls_that_are_gone() -> None:
    """Not about how far the clocks are apart."""
    gone = (Call.MILESTONES, Call.LIST)
    assert of_checkup(gone) == of_checkup(gone, offset=7)
    assert of_checkup(gone) != of_checkup(gone[:1])


@pytest.mark.parametrize("text", ["", "one", "one\ntwo", "Plan `x` of y"])
def test_any_other_text_is_about_itself(text: str) -> None:
    """But for blanks around it."""
    assert subject_of(text) == subject_of(f"\n{text} \n")
    assert subject_of(text) != subject_of(f"{text}.")


def a_comment(promotions: Promotions, groups: tuple[Unmanaged, ...] = GROUPS) -> str:
    plan = Plan("uat", "milestones", None, None, len(groups), groups)
    return plan_to_markdown(with_owners(plan, promotions), tool="reconciler 0")


def test_a_look_that_cannot_tell_leaves_unmanaged_as_it_was() -> None:
    """Counted as unmanaged, the groups of promotions would pass for news."""
    before, now = a_comment(READ), a_comment(FAILED)
    assert "3 live groups: `" in now
    kept = keep_unmanaged(now, before)
    assert "### Unmanaged: live, but no file declares it\n\n2 live groups: `" in kept
    assert "3 live groups: `" not in kept
    assert "promotions-not-read" in kept
    assert keep_unmanaged(now, kept) == kept


def test_where_none_were_unmanaged_none_are() -> None:
    kept = keep_unmanaged(a_comment(FAILED), a_comment(READ, ()))
    assert "### Unmanaged" not in kept


@pytest.mark.parametrize("promotions", [READ, replace(FAILED, state=ReadState.NOT_OFFERED)])
def test_a_look_that_can_tell_says_what_it_sees(promotions: Promotions) -> None:
    now = a_comment(promotions)
    assert keep_unmanaged(now, a_comment(FAILED)) == now


def test_the_first_issue_says_what_there_is_to_say() -> None:
    now = a_comment(FAILED)
    assert keep_unmanaged(now, "") == now
