"""Campaigns whose file declared a live group that another file declares by now."""

from collections.abc import Mapping
from datetime import date

import pytest
from msgspec.structs import replace

from reconciler.core.acknowledge import Answers
from reconciler.core.draft import Draft
from reconciler.core.exact_json import Json
from reconciler.core.likely_renames import find_redeclared, still_paying
from reconciler.core.plan import Unmanaged
from reconciler.core.planner import Evidence, make_plan, weigh
from reconciler.core.promotion import Owner
from reconciler.core.resource import LiveState
from tests.core.building import KIND, a_campaign, a_group

TODAY = date(2027, 5, 10)
MAY = ("2027-05-01", "2027-05-31")
OWN = {"new.yaml": {"Old", "never live"}}


def against(
    *,
    ours: Mapping[str, Json] | None = None,
    theirs: Mapping[str, Json] | None = None,
    likeness: float = 0,
    former: Mapping[str, set[str]] = OWN,
    is_whole: bool = True,
    is_declared: bool = True,
) -> list[str]:
    """What speaks against a campaign 'new', beside 'old', which another file may declare."""
    look: dict[str, Json] = {"colour": "red", "shape": "round", "days": MAY}
    new = a_campaign("new", value=1, goal=1, **look | dict(ours or {}))
    old = a_campaign("old", value=1, goal=2, **look | dict(theirs or {}))
    desired = [new, old] if is_declared else [new]
    groups = (
        a_group("old", id=7, value=1, goal=2, **look | dict(theirs or {})),
        a_group("before", id=8, value=5),
    )
    live = LiveState("milestones", groups, is_whole=is_whole)
    kind = replace(KIND, in_part=KIND)
    free = {each.name: True for each in desired}
    plan = make_plan(
        desired,
        live,
        kind=replace(KIND, signature=lambda _: None),
        environment="uat",
        free_names=free,
    )
    draft = Draft(plan, desired, live, kind)
    found = find_redeclared(
        draft,
        paying=still_paying(draft, TODAY),
        former_names=former,
        likeness=lambda campaign, name: likeness,
    )
    assert set(found) <= {"new"}
    assert all(each.of == ("old",) for each in found.get("new", ()))
    return [each.message for each in found.get("new", ())]


def test_what_agrees_with_the_group_or_is_much_like_its_file_speaks_against() -> None:
    """By the file that declares it now, and by what that one declared before."""
    [agrees] = against()
    [alike] = against(ours={"colour": "blue"}, likeness=0.5)
    [chain] = against(former=OWN | {"old.yaml": {"Before", "gone"}})

    assert "this file declared 'old', which is live and by now declared by old.yaml." in agrees
    assert "agrees with that group in all but names and goals" in agrees
    assert "is much like it was then, on days that both have" in alike
    assert "by old.yaml, which declared 'Before' before: live, and in no file." in chain


def test_a_read_of_a_part_is_compared_as_such() -> None:
    """What it shows is enough."""
    assert len(against(is_whole=False)) == 1


@pytest.mark.parametrize(
    "case",
    [
        {"ours": {"colour": "blue"}, "likeness": 0.49},
        {"ours": {"colour": "blue", "shape": "square"}, "likeness": 1},
        {"ours": {"colour": "blue", "days": ("2027-06-01", "2027-06-30")}, "likeness": 1},
        {"theirs": {"active": False}},
        {"theirs": {"days": ("2027-04-01", "2027-05-09")}},
        {"former": {}},
        {"former": {"new.yaml": {"never live"}}},
        {"is_declared": False},
    ],
    ids=[
        "little in common",
        "another kind",
        "other days",
        "ended by hand",
        "over",
        "its file never declared it",
        "its file declared others",
        "in no file, which others see to",
    ],
)
def test_what_is_another_campaign_or_pays_nobody_is_left_alone(case: dict[str, Json]) -> None:
    """A file may be moved, and another campaign declared in its place."""
    assert against(**case) == []


def test_a_group_that_a_blocked_campaign_may_be_is_to_get_no_file() -> None:
    """It is said which campaign, and neither that a file is gone nor that one can be restored."""
    new = a_campaign("new", value=1)
    live = LiveState("milestones", (a_group("Old", id=7, value=2), a_group("gone", id=8, value=3)))
    plan = make_plan([new], live, kind=KIND, environment="uat")
    files = {"old": "new.yaml", "gone": "gone.yaml"}
    evidence = Evidence(
        former_names={"new.yaml": frozenset({"old"})},
        deleted_files=files,
        moved_files={"gone.yaml": "here.yaml"},
    )
    old, gone = weigh(plan, evidence).unmanaged[::-1]
    old, gone = (old, gone) if old.id == 7 else (gone, old)

    assert old.may_be_renamed
    assert old.reason is not None
    assert "'new' (new.yaml:1) may be this group, renamed" in old.reason.message
    assert "'reconciler accept'" in old.reason.message
    assert "restore" not in old.reason.message
    assert not gone.may_be_renamed
    assert gone.reason is not None
    assert "gone.yaml declared it and was moved to here.yaml, which" in gone.reason.message

    owner = Owner("p", "", "P")
    owned = tuple(
        replace(each, owner=owner) if isinstance(each, Unmanaged) else each for each in plan.changes
    )
    weighed = weigh(replace(plan, changes=owned), evidence, Answers())
    assert not any(each.may_be_renamed for each in weighed.changes if isinstance(each, Unmanaged))
