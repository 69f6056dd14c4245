"""What a text for GitHub is about: the same while there is nothing else to tell."""

import pytest
from msgspec.structs import replace

from reconciler.core.checkup import Call, CallCheck, Checkup, State
from reconciler.core.diagnostic import Answer
from reconciler.core.origin import Origin
from reconciler.core.plan import Plan, Unmanaged
from reconciler.render.checkup import checkup_to_markdown
from reconciler.render.plan_markdown import plan_to_markdown
from reconciler.render.subjects import subject_of
from tests.render.test_markdown import blocked, drift, plan, visits

OTHER_RUN = Origin(commit="f" * 40, run_url="https://github.example/runs/2", dirty=True)


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
    return subject_of(checkup_to_markdown(checkup))


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
