"""What a plan says of each campaign and each live group, and why."""

from collections.abc import Mapping
from datetime import date

import pytest
from msgspec.structs import replace

from reconciler.core.diagnostic import Answer, Diagnostic, Severity
from reconciler.core.draft import Draft
from reconciler.core.likely_renames import possible_renames
from reconciler.core.plan import (
    Blocked,
    Create,
    Drift,
    InSync,
    Plan,
    Reason,
    Summary,
    Unmanaged,
    fingerprint,
)
from reconciler.core.planner import Evidence, make_plan, weigh
from reconciler.core.resource import Acknowledgement, Desired, Live, LiveState
from tests.core.building import KIND, a_campaign, a_group, but, with_data

BAD_ENROLMENT = Diagnostic(
    "a.yaml", 3, 1, "enrolment-audience", Severity.CREATE_ONLY, "It cannot be.", "Change it."
)


def plan(
    desired: list[Desired],
    groups: list[Live],
    *,
    org_id: int | None = None,
    org_ids: frozenset[int] = frozenset(),
) -> Plan:
    """The plan of one environment."""
    live = LiveState("milestones", tuple(groups), org_ids)
    return make_plan(desired, live, kind=KIND, environment="uat", org_id=org_id)


@pytest.mark.parametrize("many", [1, 1000])
def test_what_plans_and_live_state_are_shown_as_does_not_grow(many: int) -> None:
    """The event loop of Python before 3.13 asks each result for it, which may hold thousands."""
    groups = tuple(a_group(str(each), id=each) for each in range(many))

    assert repr(plan([], list(groups))) == f"Plan('uat', {many} changes)"
    assert repr(LiveState("milestones", groups)) == f"LiveState('milestones', {many} groups)"


def reason(change: object) -> Reason:
    """Why a campaign is blocked."""
    assert isinstance(change, Blocked)
    return change.reason


def test_what_is_not_live_is_created_as_declared() -> None:
    """A create carries the body that was reviewed."""
    [change] = plan([a_campaign("a")], []).changes

    assert change == Create("a", "a.yaml", 1, {"name": "a", "parts": []})


def test_what_would_lack_a_goal_is_not_sent() -> None:
    """The last look compares what the file says with what would be sent."""
    campaign = with_data(a_campaign("a"), name="a", goal=5)
    change = plan([campaign], []).changes[0]

    assert reason(change).code == "goal-not-sent"
    assert reason(change).message.startswith("What would be sent does not hold goal.")


def test_what_is_live_as_declared_is_in_sync() -> None:
    """A pair without differences is in sync under the live id."""
    assert plan([a_campaign("a")], [a_group("a", id=7)]).changes == (InSync("a", "a.yaml", 1, 7),)


def test_another_case_is_the_same_name_and_drift_of_it() -> None:
    """Look-up ignores case, comparison does not."""
    [change] = plan([a_campaign("Spring")], [a_group("SPRING")]).changes

    assert isinstance(change, Drift)
    assert [(each.path, each.desired, each.live) for each in change.fields] == [
        ("/name", "Spring", "SPRING")
    ]


def test_of_several_groups_the_exact_name_decides() -> None:
    """Where two groups share a name but for case, the exact one is meant; the other is not ours."""
    changes = plan([a_campaign("a")], [a_group("A", id=1), a_group("a", id=2)]).changes

    assert changes == (InSync("a", "a.yaml", 1, 2), Unmanaged("A", 1))


def test_of_several_groups_without_the_exact_name_none_is_chosen() -> None:
    """Nobody can say which group a file means, so it is blocked and the groups are named."""
    [change] = plan([a_campaign("ab")], [a_group("AB", id=2), a_group("Ab", id=1)]).changes

    assert reason(change).code == "live-name-twice"
    assert "1, 2" in reason(change).message


def test_a_name_that_looks_live_is_not_created() -> None:
    """Names that differ in spaces or Unicode form alone are taken for the same by people."""
    found = plan([a_campaign("summer  sale")], [a_group("Summer sale", id=5)]).changes

    assert reason(found[0]).code == "look-alike-name"
    assert "5" in reason(found[0]).message


def test_the_same_parts_under_another_name_are_a_likely_rename() -> None:
    """All part names in one unmanaged group: it would pay out twice."""
    found = plan([a_campaign("new", "X")], [a_group("old", "x", "y", id=5)]).changes

    assert reason(found[0]).code == "likely-rename"


def test_a_part_name_of_a_managed_group_is_taken() -> None:
    """The group is declared by another file, so it is no rename; the name is not free."""
    campaigns = [a_campaign("new", "x"), a_campaign("old", "x", "y")]
    found = plan(campaigns, [a_group("old", "x", "y", id=5)]).changes

    assert reason(found[0]).code == "target-name-taken"


def test_the_same_content_under_other_names_is_a_likely_rename() -> None:
    """Nothing but names tells the campaign from an unmanaged group."""
    groups = [a_group("old", "x", id=5, value=1), a_group("older", "z", id=6, value=2)]
    found = plan([a_campaign("new", "y", value=2)], groups).changes

    assert reason(found[0]).code == "likely-rename"
    assert "group 6" in reason(found[0]).message


def test_what_is_not_shown_keeps_nobody_apart() -> None:
    """Of the groups that show no other look than the campaign's, the first by id is named."""
    groups = [
        a_group("a", id=5, value=1, colour="red", size=4),
        a_group("b", id=9, value=1),
        a_group("c", id=8, value=1, size=4, shape="round"),
        a_group("d", id=7, value=1, colour="blue"),
        a_group("e", id=6, size=4),
    ]

    looks: list[dict[str, object]] = [
        {"colour": "red"},
        {"colour": "blue"},
        {"colour": "blue", "size": 4},
        {"size": 4},
        {"size": 3},
        {"colour": "green", "size": 3},
    ]
    campaigns = [a_campaign(f"new {k}", value=1, **look) for k, look in enumerate(looks)]
    blocked = [each for each in plan(campaigns, groups).changes if isinstance(each, Blocked)]

    said = [reason(each).message.partition(",")[0] for each in blocked]
    assert said == [f"The live group {number}" for number in (5, 7, 7, 5, 7, 9)]


def test_the_same_signature_alone_blocks_nothing() -> None:
    """The signature only finds candidates; the whole comparison decides."""
    kind = replace(KIND, is_same_but_for_names=lambda desired, live: False)
    live = LiveState("milestones", (a_group("old", value=1),))
    made = make_plan([a_campaign("new", value=1)], live, kind=kind, environment="uat")

    assert [type(each) for each in made.changes] == [Create, Unmanaged]


def test_create_only_findings_block_a_create_and_nothing_else() -> None:
    """Such a campaign may be live; it is only never made."""
    hindered = replace(a_campaign("a"), create_only=(BAD_ENROLMENT,))

    assert reason(plan([hindered], []).changes[0]) == Reason(
        "enrolment-audience", "It cannot be. Change it."
    )
    assert isinstance(plan([hindered], [a_group("a")]).changes[0], InSync)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (["A. X."], "A. X."),
        (["A. X.", "B. X."], "A. B. X."),
        (["A. X.", "A. X."], "A. X."),
        (["A. X.", "B. Y.", "C. X."], "A. C. X. B. Y."),
    ],
)
def test_of_findings_that_block_each_advice_is_told_once(found: list[str], told: str) -> None:
    """Behind all that it is for."""
    said = [
        replace(BAD_ENROLMENT, message=message, hint=hint)
        for message, _, hint in (each.partition(" ") for each in found)
    ]
    hindered = replace(a_campaign("a"), create_only=tuple(said))
    assert reason(plan([hindered], []).changes[0]) == Reason("enrolment-audience", told)


@pytest.mark.parametrize(
    ("configured", "named", "expected"), [(None, {3}, 3), (None, {3, 4}, None), (5, {3}, 3)]
)
def test_the_live_organisation_is_the_only_one_named(
    configured: int | None, named: set[int], expected: int | None
) -> None:
    """Answers speak for the organisation only where they agree; settings speak for themselves."""
    made = plan([], [], org_id=configured, org_ids=frozenset(named))

    assert (made.org_id, made.live_org_id) == (configured, expected)


def test_a_file_that_declared_a_live_name_earlier_was_renamed() -> None:
    """The file's history says that the unmanaged group is this campaign."""
    planned = plan([a_campaign("new")], [a_group("Old")])
    weighed = weigh(planned, Evidence(former_names={"new.yaml": frozenset({"a draft", "old"})}))

    assert reason(weighed.changes[0]).code == "likely-rename"
    drafted = Evidence(former_names={"new.yaml": frozenset({"a draft"})})
    assert weigh(planned, drafted) is planned


def test_a_name_that_the_api_calls_taken_is_not_created() -> None:
    """A hidden or user-created group may have it."""
    planned = plan([a_campaign("a"), a_campaign("b")], [])
    weighed = weigh(planned, Evidence(free_names={"a": False, "b": True}))

    assert reason(weighed.changes[0]).code == "name-taken"
    assert weighed.creates == (planned.creates[1],)


def test_without_history_any_unmanaged_group_of_the_kind_may_be_the_campaign_renamed() -> None:
    """Also one of which too little was shown; no group of another kind, and no declared one."""
    campaigns = [
        a_campaign("a", shape="round", value=1),
        a_campaign("b", shape="flat", value=2),
        a_campaign("there", shape="round"),
    ]
    groups = [
        a_group("there", id=1, shape="round"),
        a_group("Old", id=3, shape="round", value=3),
        a_group("Older", id=2, shape="round", value=4),
    ]
    hidden = a_group("Hidden", id=4)

    def doubts(*more: Live) -> Mapping[str, str]:
        live = LiveState("milestones", (*groups, *more))
        made = make_plan(campaigns, live, kind=KIND, environment="uat")
        return possible_renames(Draft(made, campaigns, live, KIND))

    assert list(doubts()) == ["a"]
    assert "the live group 2, 'Older' or one of 1 more, renamed" in doubts()["a"]
    assert list(doubts(hidden)) == ["a", "b"]
    assert "the live group 4, 'Hidden', renamed" in doubts(hidden)["b"]


def test_a_possible_rename_blocks_unless_a_likely_one_does() -> None:
    """What is known comes before what is not."""
    planned = plan([a_campaign("a"), a_campaign("b")], [a_group("old", value=1)])
    doubts = {"a": "It may be another.", "b": "It may be another."}
    weighed = weigh(
        planned,
        Evidence(former_names={"b.yaml": frozenset({"Old"})}, possible_renames=doubts),
    )

    assert reason(weighed.changes[0]).code == "history-unavailable"
    assert reason(weighed.changes[0]).message.startswith("It may be another. Make the history")
    assert reason(weighed.changes[1]).code == "likely-rename"


def test_an_unmanaged_group_whose_file_was_deleted_says_so() -> None:
    """Deleting a file ends nothing, and the plan tells."""
    planned = plan([], [a_group("Old"), a_group("other", id=2)])
    weighed = weigh(planned, Evidence(deleted_files={"old": "campaigns/old.yaml"}))

    first, second = weighed.changes
    assert isinstance(first, Unmanaged)
    assert first.reason is not None
    assert "campaigns/old.yaml" in first.reason.message
    assert second == Unmanaged("other", 2)


def test_evidence_leaves_what_is_live_alone() -> None:
    """Drift, sync and blocks are facts; evidence is about creates."""
    hindered = replace(a_campaign("c"), create_only=(BAD_ENROLMENT,))
    groups = [a_group("a"), a_group("b", id=2)]
    planned = plan([a_campaign("a"), a_campaign("b", value=1), hindered], groups)

    assert weigh(planned, Evidence(free_names={"a": False, "b": False, "c": False})) == planned


def test_a_plan_that_nothing_speaks_against_is_the_plan_itself() -> None:
    """What is known of it by then, such as its id, need not be worked out again."""
    planned = plan([a_campaign("a"), a_campaign("b", value=1)], [a_group("b", value=2)])

    assert weigh(planned, Evidence(free_names={"a": True})) is planned


OVER = replace(a_campaign("a", value=1), last_day="2027-05-09")


def at(day: int, *desired: Desired, groups: tuple[Live, ...] = ()) -> Plan:
    """The plan of a day in May."""
    live = LiveState("milestones", groups)
    return make_plan(desired, live, kind=KIND, environment="uat", today=date(2027, 5, day))


def test_a_campaign_is_set_aside_from_the_day_after_its_last() -> None:
    """Neither a change nor blocked, and the plan keeps its id."""
    before, after = at(9, OVER), at(10, OVER)
    assert [type(each) for each in before.changes] == [Create]
    [change] = after.set_aside
    assert (change.reason.code, change.otherwise) == ("campaign-over", None)
    assert change.reason.message.startswith("Its last day was 2027-05-09. ")
    assert (after.creates, after.blocked, after.summary) == ((), (), Summary(set_aside=1))
    assert not after.summary.has_changes
    assert before.plan_id == after.plan_id


def test_a_campaign_that_is_live_is_never_set_aside() -> None:
    """It is compared as on any day."""
    plan = at(10, OVER, groups=(a_group("a", value=2),))
    assert [type(each) for each in plan.changes] == [Drift]


def test_a_record_is_in_no_change() -> None:
    """A file that says inactive, once it is over."""
    record = but(OVER, active=False)
    plan = at(10, record, a_campaign("b"))
    assert [each.name for each in plan.changes] == ["b"]
    assert [each.name for each in plan.records] == ["a"]
    assert plan.plan_id == at(9, record, a_campaign("b")).plan_id


def test_what_would_block_a_campaign_that_is_over_is_kept() -> None:
    """Its id is that of the block; being over comes first all the same."""
    group = a_group("b", value=1)
    before, after = at(9, OVER, groups=(group,)), at(10, OVER, groups=(group,))
    assert [each.reason.code for each in before.blocked] == ["likely-rename"]
    [change] = after.set_aside
    assert change.otherwise == before.blocked[0].reason
    assert before.plan_id == after.plan_id


def test_what_git_knows_of_a_campaign_that_is_over_is_kept_too() -> None:
    """Also of a record; what is known already stays."""
    record = but(replace(OVER, name="r", file="r.yaml"), active=False)
    group = a_group("old", value=7)
    evidence = Evidence(former_names={"a.yaml": frozenset({"old"}), "r.yaml": frozenset({"old"})})
    before = weigh(at(9, OVER, groups=(group,)), evidence)
    after = weigh(at(10, OVER, record, groups=(group,)), evidence)
    told = [each.otherwise for each in (*after.set_aside, *after.records)]
    assert [each and each.code for each in told] == ["likely-rename"] * 2
    assert fingerprint(before.blocked[0]) == fingerprint(after.set_aside[0])
    assert weigh(after, Evidence()) == after


def test_what_is_acknowledged_is_created_though_it_is_over() -> None:
    """With what its file says to that, which is another plan than one that sets it aside."""
    answer = Acknowledgement(Answer("the books must hold it"), finding="campaign-over")
    meant = replace(OVER, acknowledgements=(answer,))
    [create] = at(10, meant).creates
    assert [each.reason.code for each in create.acknowledged] == ["campaign-over"]
    assert at(9, meant).plan_id == at(10, meant).plan_id != at(10, OVER).plan_id
    assert at(9, meant).creates[0].acknowledged == ()


def test_a_plan_says_where_it_comes_from_and_carries_the_findings_in_order() -> None:
    """Environment, source, organisations, how many groups were read, and what is to be known."""
    notes = [replace(BAD_ENROLMENT, file=file, severity=Severity.WARNING) for file in "cab"]
    groups = (a_group("x"), a_group("y", id=2))
    live = LiveState("target-groups", groups, frozenset({3}))
    made = make_plan([], live, kind=KIND, environment="uat", org_id=4, diagnostics=iter(notes))

    assert (made.environment, made.source, made.live_groups) == ("uat", "target-groups", 2)
    assert (made.org_id, made.live_org_id) == (4, 3)
    assert [each.file for each in made.diagnostics] == ["a", "b", "c"]


def test_a_campaign_whose_last_day_is_not_known_is_never_over() -> None:
    """Nobody can say that it is."""
    assert [type(each) for each in at(10, replace(OVER, last_day="")).changes] == [Create]
