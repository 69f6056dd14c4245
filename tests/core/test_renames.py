"""Campaigns whose live group has another name: which one it is, and when nobody can tell."""

from collections.abc import Mapping, Sequence

import pytest
from msgspec.structs import replace

from reconciler.core.diagnostic import Answer
from reconciler.core.draft import Draft
from reconciler.core.planner import make_plan
from reconciler.core.reasons import LIKELY_RENAME
from reconciler.core.renames import BY_HAND, Renames, find_renames
from reconciler.core.resource import Acknowledgement, Desired, Live, LiveState
from reconciler.core.suspicion import Suspicion
from tests.core.building import KIND, a_campaign, a_group

NO_HISTORY: Mapping[str, frozenset[str]] = {}
MEANT = Acknowledgement(Answer("two shops"), finding="likely-rename", of=("new",))


def found(
    desired: Sequence[Desired],
    groups: Sequence[Live],
    former_names: Mapping[str, frozenset[str]] = NO_HISTORY,
) -> Renames:
    """What is known of the groups of campaigns."""
    live = LiveState("milestones", tuple(groups))
    plan = make_plan(desired, live, kind=KIND, environment="uat")
    return find_renames(Draft(plan, desired, live, KIND), former_names=former_names)


@pytest.mark.parametrize(
    ("campaign", "group", "former_names"),
    [
        (a_campaign("old", "T", value=1), a_group("new", "T", id=7, value=2), {}),
        (a_campaign("old", "T", value=1), a_group("new", "T", "U", id=7, value=1), {}),
        (a_campaign("old", "T", value=1), a_group("new", "U", id=7, value=1), {}),
        (a_campaign("old", "T", value=1), a_group("OLD ", "U", id=7, value=2), {}),
        (a_campaign("old", value=1), a_group("New", id=7, value=2), {"old.yaml": {"new"}}),
    ],
    ids=["target names", "one target more", "effect", "look", "history"],
)
def test_one_group_that_something_speaks_for_is_the_campaigns(
    campaign: Desired, group: Live, former_names: Mapping[str, frozenset[str]]
) -> None:
    """Its target names, what it does, how its name looks, or what git knows of the file."""
    others = [a_group("other", "X", id=1, value=9), a_group("third", "Y", id=9, value=8)]
    assert found([campaign], [*others, group], former_names) == Renames({"old": group})


@pytest.mark.parametrize(
    ("campaign", "group"),
    [
        (a_campaign("old", "T", value=1), a_group("new", "U", id=7, value=2)),
        (a_campaign("old", "T", "U", value=1), a_group("new", "T", id=7, value=2)),
        (
            replace(a_campaign("old", "T", value=1), acknowledgements=(MEANT,)),
            a_group("new", "T", id=7, value=1),
        ),
    ],
    ids=["nothing in common", "one of its targets", "meant to be two"],
)
def test_a_group_that_nothing_speaks_for_is_not_in_question(campaign: Desired, group: Live) -> None:
    """Nor one that its file says is another."""
    assert found([campaign], [group]) == Renames()


def test_what_is_live_or_declared_is_not_in_question() -> None:
    """A campaign with a group of its own name, and a group that a file declares."""
    one, other = a_campaign("one", value=1), a_campaign("other", value=1)
    assert found([one], [a_group("ONE", id=1, value=2), a_group("x", id=2, value=1)]) == Renames()
    assert found([one, other], [a_group("other", id=1, value=1)]) == Renames()
    assert found([], [a_group("x")]) == Renames()


def test_of_several_groups_none_is_chosen() -> None:
    """All of them are told, with what a person can do."""
    groups = [a_group(f"new {k}", f"U{k}", id=k, value=1) for k in range(5, 9)]
    renames = found([a_campaign("old", "T", value=1)], groups)
    assert renames.certain == {}
    doubt = renames.doubts["old"]
    assert (doubt.file, doubt.line, doubt.code, doubt.hint) == (
        "old.yaml",
        1,
        "likely-rename",
        BY_HAND,
    )
    assert doubt.message == (
        "It may be one of several live groups that no file declares: 5, 'new 5', 6, 'new 6', "
        "7, 'new 7' and more."
    )


def test_of_several_campaigns_none_is_chosen() -> None:
    """Each says of the other."""
    campaigns = [a_campaign("one", "T", value=1), a_campaign("two", "U", value=1)]
    renames = found(campaigns, [a_group("new", "X", id=7, value=1)])
    assert renames.certain == {}
    assert {name: each.message for name, each in renames.doubts.items()} == {
        "one": "The live group 7, 'new', may be this campaign, and may as well be 'two'.",
        "two": "The live group 7, 'new', may be this campaign, and may as well be 'one'.",
    }


def test_names_of_targets_decide_between_those_that_do_the_same() -> None:
    """They are unique in the organisation; nobody else gets the group of another one."""
    campaigns = [a_campaign(name, name.upper(), value=1) for name in ("one", "two", "three")]
    groups = [a_group("new one", "ONE", id=7, value=1), a_group("new two", "TWO", id=8, value=1)]
    assert found(campaigns[:2], groups) == Renames({"one": groups[0], "two": groups[1]})
    renames = found(campaigns[1:], groups[1:])
    assert renames.certain == {"two": groups[1]}
    assert "may as well be 'two'" in renames.doubts["three"].message


def test_names_that_speak_for_several_groups_decide_nothing() -> None:
    """Such as those of targets for one, and an earlier name for another."""
    groups = [a_group("new", "T", id=7, value=2), a_group("before", "U", id=8, value=1)]
    campaign = a_campaign("old", "T", value=1)
    renames = found([campaign], groups, {"old.yaml": frozenset({"before"})})
    assert renames.certain == {}
    assert "7, 'new', 8, 'before'" in renames.doubts["old"].message


@pytest.mark.parametrize("is_meant", [False, True])
def test_a_group_whose_file_is_gone_proves_nothing(*, is_meant: bool) -> None:
    """Where the file is only much like it; where target names speak for a group, that is it."""
    campaign = a_campaign("old", "T", value=1)
    campaign = replace(campaign, acknowledgements=(MEANT,) if is_meant else ())
    moved = {"old": [Suspicion(LIKELY_RENAME, "git knows another.", ("new",))]}
    group, certain = a_group("new", "U", id=7, value=2), a_group("x", "T", id=8, value=3)

    def renames(*groups: Live) -> Renames:
        live = LiveState("milestones", groups)
        plan = make_plan([campaign], live, kind=KIND, environment="uat")
        return find_renames(Draft(plan, [campaign], live, KIND), moved=moved)

    messages = [each.message for each in renames(group).doubts.values()]
    assert messages == ([] if is_meant else ["git knows another."])
    assert renames(group, certain) == Renames({"old": certain})


@pytest.mark.parametrize(
    ("days", "is_certain"), [(("2026-12-01", "2026-12-20"), False), (("2027-11-30", ""), True)]
)
def test_what_a_file_declared_for_other_days_proves_nothing(
    days: tuple[str, str], *, is_certain: bool
) -> None:
    """Git takes next year's file for last year's where one replaced the other."""
    campaign = a_campaign("Xmas 2027", value=1, days=("2027-12-01", "2027-12-20"))
    group = a_group("Xmas 2026", id=7, value=2, days=days)
    renames = found([campaign], [group], {campaign.file: frozenset({"Xmas 2026"})})
    if is_certain:
        assert renames == Renames({"Xmas 2027": group})
        return
    assert renames.certain == {}
    assert "'Xmas 2026', live as group 7" in renames.doubts["Xmas 2027"].message


def test_what_agrees_but_for_its_goal_proves_nothing() -> None:
    """It is told as a plan tells it, at the campaign's place."""
    campaign = a_campaign("Diwali", "T", value=1, goal=1)
    group = a_group("Onam", "U", id=7, value=1, goal=2)
    kind = replace(
        KIND,
        is_same_but_for_names=lambda ours, theirs: (
            ours.get("goal") == theirs.get("goal") and ours["value"] == theirs["value"]
        ),
    )
    live = LiveState("milestones", (group,))

    def renames(desired: Desired) -> Renames:
        plan = make_plan([desired], live, kind=kind, environment="uat")
        return find_renames(Draft(plan, [desired], live, kind), former_names={})

    [doubt] = renames(campaign).doubts.values()
    assert (doubt.file, doubt.line, doubt.code) == ("Diwali.yaml", 1, "perhaps-renamed")
    assert "in all but names and goals" in doubt.message
    assert doubt.hint == BY_HAND
    meant = Acknowledgement(Answer("both run"), finding="perhaps-renamed", of=("Onam",))
    assert renames(replace(campaign, acknowledgements=(meant,))) == Renames()
    history = {"Diwali.yaml": frozenset({"Onam"})}
    plan = make_plan([campaign], live, kind=kind, environment="uat")
    by_git = find_renames(Draft(plan, [campaign], live, kind), former_names=history)
    assert by_git == Renames({"Diwali": group})
