"""Campaigns that may be a live group whose file is gone: which evidence is enough."""

from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from msgspec.structs import replace

from reconciler.core.draft import Draft
from reconciler.core.exact_json import Json
from reconciler.core.likely_renames import find_moved
from reconciler.core.plan import Plan, Unmanaged
from reconciler.core.planner import Evidence, make_plan, weigh
from reconciler.core.promotion import Owner
from reconciler.core.resource import Desired, Live, LiveState
from reconciler.core.resource_kind import ResourceKind
from reconciler.core.suspicion import Suspicion
from tests.core.building import KIND, a_campaign, a_group, but

FILES = {"old": "old.yaml"}
MAY = {"days": ("2027-05-01", "2027-05-31")}
KIND_WITH_GOALS = replace(
    KIND,
    is_same_but_for_names=lambda desired, shown: (
        desired.get("goal") == shown.get("goal") and KIND.is_same_but_for_names(desired, shown)
    ),
)


def new(goal: int = 1, **fields: Json) -> Desired:
    return a_campaign("new", value=1, goal=goal, **{"colour": "red", "shape": "round", **fields})


def old(name: str = "old", number: int = 7, **fields: Json) -> Live:
    own = {"colour": "red", "shape": "round", "goal": 2, **fields}
    return a_group(name, id=number, value=1, **own)


def found(
    desired: Sequence[Desired],
    groups: Sequence[Live],
    *,
    likeness: float = 0,
    kind: ResourceKind = KIND_WITH_GOALS,
    files: Mapping[str, str] = FILES,
    plan: Plan | None = None,
    is_whole: bool = True,
) -> Mapping[str, Sequence[Suspicion]]:
    """What speaks against creating campaigns, each as much like each group."""
    live = LiveState("milestones", tuple(groups), is_whole=is_whole)
    plan = plan or made(desired, live, kind)
    return find_moved(
        Draft(plan, desired, live, kind), files=files, likeness=lambda _, name: likeness
    )


def made(
    desired: Sequence[Desired],
    live: LiveState,
    kind: ResourceKind = KIND_WITH_GOALS,
    today: date | None = None,
) -> Plan:
    free = {each.name: True for each in desired}
    return make_plan(desired, live, kind=kind, environment="uat", free_names=free, today=today)


def test_what_agrees_but_for_names_and_goals_speaks_against() -> None:
    """By the name of the group, with the file that declared it; and it can be acknowledged."""
    [(name, [one])] = found([new()], [old("OLD")]).items()

    assert name == "new"
    assert (one.code.slug, one.of, one.code.can_be_acknowledged) == (
        "likely-rename",
        ("OLD",),
        True,
    )
    assert "old.yaml declared 'OLD'" in one.message
    assert "agrees with that group in all but names and goals" in one.message


def test_each_group_that_it_may_be_speaks_against() -> None:
    """In the order of ids, so that each has to be acknowledged."""
    files = {"old": "old.yaml", "older": "older.yaml"}
    groups = [old(number=9), old("older", 8)]

    assert [each.of for each in found([new()], groups, files=files)["new"]] == [
        ("older",),
        ("old",),
    ]


@pytest.mark.parametrize(
    ("likeness", "ours", "theirs", "is_found"),
    [
        (0.5, {}, {}, True),
        (0.49, {}, {}, False),
        (1, MAY, MAY, True),
        (1, MAY, {"days": ("2027-05-31", "2027-06-30")}, True),
        (1, MAY, {"days": ("2027-06-01", "2027-06-30")}, False),
        (1, {"shape": "square"}, {}, False),
        (1, {"shape": None}, {}, True),
        (1, {}, {"shape": None}, True),
        (1, {}, {"active": False}, False),
        (1, {}, {"active": True}, True),
    ],
)
def test_a_file_that_is_half_the_same_on_common_days_is_enough(
    likeness: float, ours: dict[str, Json], theirs: dict[str, Json], *, is_found: bool
) -> None:
    """Where the campaign itself is not the same; a group of another kind is another one."""
    told = found([new(colour="blue", **ours)], [old(**theirs)], likeness=likeness)

    assert ("new" in told) is is_found
    if is_found:
        assert "is much like that one, on days that both have" in told["new"][0].message


def test_what_git_never_knew_or_somebody_owns_is_left_alone() -> None:
    """Nor is anything said of campaigns that are live."""
    assert found([new()], [old()], files={}) == {}
    assert found([new()], [old(), a_group("new", id=3, value=1)], likeness=1) == {}
    live = LiveState("milestones", (old(),))
    plan = made([new()], live)
    owned = [
        replace(e, owner=Owner("p", "", "P")) for e in plan.changes if isinstance(e, Unmanaged)
    ]
    plan = replace(plan, changes=(*plan.creates, *owned))
    assert found([new()], [old()], likeness=1, plan=plan) == {}


def test_what_is_over_is_blocked_as_it_was_before() -> None:
    """No clock changes the id of a plan."""
    over = replace(new(), last_day="2026-01-31")
    live = LiveState("milestones", (old(),))
    plans = [
        weigh(plan, Evidence(moved=found([each], [old()], plan=plan)))
        for each in (over, but(over, active=False))
        for plan in (made([each], live), made([each], live, today=date(2027, 1, 1)))
    ]

    assert len({each.plan_id for each in plans[:2]}) == 1
    assert len({each.plan_id for each in plans[2:]}) == 1
    assert plans[1].set_aside[0].otherwise == plans[0].blocked[0].reason


def test_a_read_of_a_part_is_compared_as_such() -> None:
    """What one customer sees of a group says less."""
    in_part = replace(KIND, is_same_but_for_names=lambda d, s: "goal" not in d)
    kind = replace(KIND_WITH_GOALS, is_same_but_for_names=lambda d, s: False, in_part=in_part)

    assert found([new()], [old()], kind=kind) == {}
    assert set(found([new()], [old()], kind=kind, is_whole=False)) == {"new"}
