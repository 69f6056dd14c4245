"""What a plan says against each campaign, word for word, and whom it names."""

from collections.abc import Sequence
from datetime import date

import pytest
from msgspec.structs import replace

from reconciler.core import reasons
from reconciler.core.acknowledge import Answers
from reconciler.core.diagnostic import Answer, Code, Diagnostic, Severity
from reconciler.core.draft import Draft
from reconciler.core.likely_renames import possible_renames
from reconciler.core.plan import Blocked, Create, Plan, Reason, Unmanaged
from reconciler.core.planner import Evidence, make_plan, weigh
from reconciler.core.resource import Acknowledgement, Desired, Live, LiveState
from reconciler.core.resource_kind import ResourceKind
from reconciler.core.suspicion import Suspicion
from tests.core.building import KIND, a_campaign, a_group, but, with_data

MEANT = Answer("both are meant")
ODD = Diagnostic("a.yaml", 3, 1, "odd", Severity.CREATE_ONLY, "It is odd.", "Change it.")
STRANGE = replace(ODD, code="strange", message="It is strange.", hint="Change that.")


def plan(
    desired: Sequence[Desired],
    groups: Sequence[Live] = (),
    *,
    is_whole: bool = True,
    free: dict[str, bool] | None = None,
    today: date | None = None,
    kind: ResourceKind = KIND,
) -> Plan:
    """A plan without evidence."""
    live = LiveState("milestones", tuple(groups), is_whole=is_whole)
    return make_plan(
        desired, live, kind=kind, environment="uat", free_names=free or {}, today=today
    )


def said(code: Code, message: str, *of: str) -> Reason:
    """A reason as plans have it: what it is here, what to do, and how to say that it is meant."""
    meant = ""
    if code.can_be_acknowledged:
        others = f"of: {of[0]!r}, ".replace("'", '"') if of else ""
        meant = (
            f" {code.if_meant}, write into the file why: acknowledge: "
            f"[{{finding: {code.slug}, {others}reason: …}}]."
        )
    return Reason(code.slug, f"{message} {code.fix}{meant}", of)


LIVE_ONES = [
    (
        "several groups of the name, by id",
        [a_campaign("ab")],
        [a_group("AB", id=30), a_group("Ab", id=4), a_group("aB", id=5)],
        said(reasons.LIVE_NAME_TWICE, "Groups 4, 5, 30 all carry this name, ignoring case."),
    ),
    (
        "a name that looks like two groups, of which the first by id is named",
        [a_campaign("summer  sale")],
        [a_group("Summer sale", id=9), a_group("summer sale ", id=5)],
        said(reasons.LOOK_ALIKE_NAME, "The live group 5 is named 'summer sale '.", "summer sale "),
    ),
    (
        "all its parts in a group that no file declares",
        [a_campaign("new", "X", "Y")],
        [a_group("old", "y", "x", "z", id=5)],
        said(
            reasons.LIKELY_RENAME,
            "The live group 5, 'old', has the same target names, which no two groups can have.",
            "old",
        ),
    ),
    (
        "some of its parts in a group that no file declares",
        [a_campaign("new", "X", "b")],
        [a_group("old", "x", id=5)],
        said(
            reasons.TARGET_NAME_TAKEN, "The target name 'x' is used in the live group 'old'.", "old"
        ),
    ),
    (
        "parts in several groups: the first part by name, the first group by id",
        [a_campaign("new", "Z", "A")],
        [a_group("third", "a", id=9), a_group("first", "z", id=1), a_group("second", "a", id=5)],
        said(
            reasons.TARGET_NAME_TAKEN,
            "The target name 'a' is used in the live group 'second'.",
            "second",
        ),
    ),
    (
        "the same content in two groups, of which the first by id is named",
        [a_campaign("new", value=1)],
        [a_group("older", id=9, value=1), a_group("old", id=5, value=1)],
        said(
            reasons.LIKELY_RENAME, "The live group 5, 'old', is the same but for its names.", "old"
        ),
    ),
    (
        "a part of the group that is the same but for its names",
        [a_campaign("new", "X", "b", value=1)],
        [a_group("old", "x", id=5, value=1)],
        Reason(
            "target-name-taken",
            "The target name 'x' is used in the live group 'old', which is the same but for its "
            f"names. {reasons.LIKELY_RENAME.fix} If both shall run and both shall pay, acknowledge "
            "same-campaign of 'old' as well.",
            ("old",),
        ),
    ),
    (
        "its look, before its parts, before its content",
        [a_campaign("New", "x", value=1)],
        [
            a_group("content", id=1, value=1),
            a_group("parts", "x", id=2),
            a_group("n\u00adew", id=3),
        ],
        said(reasons.LOOK_ALIKE_NAME, "The live group 3 is named 'n\u00adew'.", "n\u00adew"),
    ),
    (
        "its parts, before its content",
        [a_campaign("new", "x", value=1)],
        [a_group("content", id=1, value=1), a_group("parts", "x", id=2)],
        said(
            reasons.LIKELY_RENAME,
            "The live group 2, 'parts', has the same target names, which no two groups can have.",
            "parts",
        ),
    ),
]


@pytest.mark.parametrize(
    ("desired", "groups", "expected"),
    [each[1:] for each in LIVE_ONES],
    ids=[each[0] for each in LIVE_ONES],
)
def test_what_is_live_speaks_against_a_create_in_these_words(
    desired: list[Desired], groups: list[Live], expected: Reason
) -> None:
    """In whatever order the read showed the groups."""
    for rows in (groups, groups[::-1]):
        change = plan(desired, rows).changes[0]
        assert isinstance(change, Blocked)
        assert change.reason == expected
        assert (change.name, change.file, change.line) == (desired[0].name, desired[0].file, 1)
        assert change.body == desired[0].body


TAKEN = a_group("old", "x", id=5, value=1)
RENAME = Acknowledgement(MEANT, finding="likely-rename")
BESIDE = Acknowledgement(MEANT, finding="same-campaign", of=("old",))


@pytest.mark.parametrize(
    ("campaign", "group", "entries", "offers_another_name"),
    [
        (a_campaign("new", "x", value=1), TAKEN, [RENAME], False),
        (a_campaign("new", "x", "y", value=1), TAKEN, [], False),
        (a_campaign("new", "x", value=1), TAKEN, [RENAME, replace(BESIDE, of=("o",))], False),
        (a_campaign("new", "x", value=1), TAKEN, [RENAME, BESIDE], True),
        (a_campaign("new", "x", value=2), TAKEN, [RENAME], True),
        (a_campaign("new", "x", value=1), a_group("old", "x", value=1, active=False), [RENAME], 1),
    ],
)
def test_another_target_name_is_offered_only_where_nobody_would_be_paid_twice(
    campaign: Desired, group: Live, entries: list[Acknowledgement], *, offers_another_name: bool
) -> None:
    """Or where the file says that both are to pay; else the advice is that of a likely rename."""
    [blocked] = plan([replace(campaign, acknowledgements=tuple(entries))], [group]).blocked

    assert blocked.reason.code == "target-name-taken"
    message = blocked.reason.message
    assert ("give the target another name" in message) == offers_another_name
    assert (reasons.LIKELY_RENAME.fix in message) == (not offers_another_name)


@pytest.mark.parametrize("code", [reasons.LIKELY_RENAME, reasons.PERHAPS_RENAMED])
def test_a_rename_is_told_how_to_rename_before_it_is_told_how_to_create_both(code: Code) -> None:
    """A rename is meant, too; what is acknowledged is that both pay."""
    told = Suspicion(code, "It may be.", ("old",)).reason.message

    assert told.startswith("It may be. Names cannot be changed from files.")
    assert told.index("rename the group in the console, and its targets") < told.index(
        f"If both shall run and both shall pay, write into the file why: acknowledge: "
        f'[{{finding: {code.slug}, of: "old", reason: …}}].'
    )
    assert "If it is meant" not in told


def test_part_names_of_live_groups_are_asked_of_their_kind() -> None:
    """Also to see whether all are the same; the spec may be dear."""
    group = a_group("old", "x", id=5)

    for parts, code in ((("x", "Y"), "likely-rename"), (("x", "z"), "target-name-taken")):
        told = replace(KIND, live_part_names=lambda _: ("X", "y"))
        [blocked] = plan([a_campaign("new", *parts)], [group], kind=told).blocked
        assert blocked.reason.code == code
    untold = replace(KIND, live_part_names=lambda _: ())
    assert plan([a_campaign("new", "x")], [group], kind=untold).blocked == ()


@pytest.mark.parametrize(
    ("free", "words"),
    [({}, "was not asked whether its name is free"), ({"a": False}, "says that its name is taken")],
)
def test_a_read_of_a_part_speaks_against_what_it_does_not_show(
    free: dict[str, bool], words: str
) -> None:
    [blocked] = plan([a_campaign("a")], is_whole=False, free=free).blocked

    message = f"The read shows a part of what is live, and not this campaign; the API {words}."
    assert blocked.reason == said(reasons.NOT_VISIBLE, message)


def test_lost_goals_are_all_named() -> None:
    campaign = with_data(a_campaign("a"), name="a", goal=5, bonus=6)
    [blocked] = plan([campaign]).blocked

    message = "What would be sent does not hold bonus, goal."
    assert blocked.reason == said(reasons.GOAL_NOT_SENT, message)


def test_all_create_only_findings_stand_in_one_reason() -> None:
    """Under the code of the first; those that are acknowledged are kept apart, as they are."""
    meant = replace(STRANGE, acknowledged=MEANT)

    [blocked] = plan([replace(a_campaign("a"), create_only=(ODD, STRANGE))]).blocked
    assert blocked.reason == Reason("odd", "It is odd. Change it. It is strange. Change that.")
    [blocked] = plan([replace(a_campaign("a"), create_only=(meant, ODD))]).blocked
    assert blocked.reason == Reason("odd", "It is odd. Change it.")
    [create] = plan([replace(a_campaign("a"), create_only=(meant,))]).creates
    [one] = create.acknowledged
    assert (one.reason, one.answer) == (Reason("strange", "It is strange."), MEANT)


EVIDENCE = [
    (
        Evidence(former_names={"new.yaml": frozenset({"OLD", "gone", "Elder"})}),
        said(
            reasons.LIKELY_RENAME,
            "In an earlier commit this file declared 'Elder', which is live.",
            "Elder",
        ),
    ),
    (
        Evidence(possible_renames={"new": "It may be another."}),
        said(reasons.HISTORY_UNAVAILABLE, "It may be another."),
    ),
    (
        Evidence(free_names={"new": False}),
        said(reasons.NAME_TAKEN, "The API says that the name 'new' is taken."),
    ),
    (
        Evidence(same={"new": Suspicion(reasons.SAME_CAMPAIGN, "It is the same.", ("a",))}),
        said(reasons.SAME_CAMPAIGN, "It is the same.", "a"),
    ),
]


@pytest.mark.parametrize(("evidence", "expected"), EVIDENCE)
def test_evidence_speaks_against_a_create_in_these_words(
    evidence: Evidence, expected: Reason
) -> None:
    """And against one that is over, as what would block it otherwise; nothing else changes."""
    groups = [a_group("old"), a_group("elder", id=2)]
    campaign, other = a_campaign("new", value=1), a_campaign("other")
    after = weigh(plan([campaign, other], groups), evidence)
    assert after.blocked == (Blocked("new", "new.yaml", 1, expected, campaign.body),)
    assert after.creates == plan([other]).creates
    assert {each.name for each in after.changes if isinstance(each, Unmanaged)} == {"old", "elder"}

    over = replace(a_campaign("new"), last_day="2027-05-09")
    [aside] = weigh(plan([over], groups, today=date(2027, 5, 10)), evidence).set_aside
    assert aside.reason.code == "campaign-over"
    assert aside.otherwise == expected


def test_of_several_pieces_of_evidence_the_gravest_speaks() -> None:
    """A rename that git knows, the same campaign, a rename that may be, a name that is taken."""
    evidence = Evidence(
        former_names={"new.yaml": frozenset({"old"})},
        possible_renames={"new": "It may be another."},
        free_names={"new": False},
        same={"new": Suspicion(reasons.SAME_CAMPAIGN, "It is the same.", ("a",))},
    )
    planned = plan([a_campaign("new")], [a_group("Old")])

    for expected, without in (
        ("likely-rename", "former_names"),
        ("same-campaign", "same"),
        ("history-unavailable", "possible_renames"),
        ("name-taken", "free_names"),
    ):
        assert weigh(planned, evidence).blocked[0].reason.code == expected
        evidence = replace(evidence, **{without: {}})
    assert weigh(planned, evidence) == planned


def test_what_is_acknowledged_is_created_and_the_rest_still_speaks() -> None:
    """Each answer stands in the create with the reason that it answers, in the order asked."""
    entries = tuple(
        Acknowledgement(MEANT, finding=code, of=of)
        for code, of in (("likely-rename", ("parts", "content", "former")), ("same-campaign", ()))
    )
    meant = replace(a_campaign("new", "x", value=1), acknowledgements=entries)
    groups = [
        a_group("content", id=1, value=1),
        a_group("former", id=3),
        a_group("more content", id=4, value=1),
    ]
    answers = Answers.of([meant])

    [blocked] = plan([meant], groups).blocked
    assert blocked.reason.of == ("more content",)

    planned = plan([meant], groups[:2])
    evidence = Evidence(
        former_names={"new.yaml": frozenset({"former"})},
        same={"new": Suspicion(reasons.SAME_CAMPAIGN, "It is the same.", ("a", "b"))},
    )
    [create] = weigh(planned, evidence, answers).creates
    assert [(each.reason.code, each.reason.of) for each in create.acknowledged] == [
        ("likely-rename", ("content",)),
        ("likely-rename", ("former",)),
        ("same-campaign", ("a", "b")),
    ]
    assert {each.answer for each in create.acknowledged} == {MEANT}
    assert weigh(planned, replace(evidence, free_names={"new": False}), answers).creates == ()
    assert weigh(planned, evidence).creates == ()


def test_a_campaign_that_is_over_says_when_it_was() -> None:
    """And what would block it otherwise, be it acknowledged or not."""
    over = replace(a_campaign("a", "x", value=1), last_day="2027-05-09")
    entry = Acknowledgement(MEANT, finding="campaign-over")
    expected = said(reasons.CAMPAIGN_OVER, "Its last day was 2027-05-09.")
    day = date(2027, 5, 10)

    [aside] = plan([over], today=day).set_aside
    assert (aside.reason, aside.otherwise, aside.body) == (expected, None, over.body)
    assert plan([over]).creates == plan([over], today=date(2027, 5, 9)).creates != ()
    [create] = plan([replace(over, acknowledgements=(entry,))], today=day).creates
    assert [(each.reason, each.answer) for each in create.acknowledged] == [(expected, MEANT)]
    assert create.even_if_over
    assert not plan([over]).creates[0].even_if_over
    [twice] = plan(
        [over], [a_group("A"), a_group(" a ", id=2), a_group("A", id=3)], today=day
    ).blocked
    assert twice.reason.code == "live-name-twice"


def test_a_group_whose_file_was_deleted_says_what_it_does_by_now() -> None:
    """As far as that is known."""
    planned = plan([], [a_group("Old", id=7), a_group("Other", id=8)])
    deleted = {"old": "campaigns/old.yaml", "other": "campaigns/other.yaml"}
    first, second = weigh(
        planned, Evidence(deleted_files=deleted, states={7: "it has ended."})
    ).changes

    assert first == Unmanaged(
        "Old",
        7,
        Reason("file-deleted", "campaigns/old.yaml declared it and was deleted; it has ended."),
    )
    assert isinstance(second, Unmanaged)
    assert second.reason is not None
    assert second.reason.message == (
        f"campaigns/other.yaml declared it and was deleted; {reasons.NOTHING_ENDED}"
    )


def test_a_create_carries_what_its_file_says() -> None:
    campaign = replace(a_campaign("a", value=1), file="there.yaml", line=7)
    campaign = replace(campaign, make_body=lambda _: {"sent": 1})

    assert plan([campaign]).creates == (Create("a", "there.yaml", 7, {"sent": 1}),)


def test_evidence_that_says_nothing_leaves_a_campaign_that_is_over_as_it_is() -> None:
    """Also where it speaks of other campaigns."""
    over = replace(a_campaign("a", value=1), last_day="2027-05-09")
    record = but(replace(over, name="r"), name="r", active=False)
    planned = plan([over, record], today=date(2027, 5, 10))
    elsewhere = Evidence(free_names={"b": False}, possible_renames={"b": "It may be another."})

    assert weigh(planned, Evidence()) == weigh(planned, elsewhere) == planned


MAY_BE = (
    "Git could not tell what this file declared before: it may be the live group {}, renamed, "
    "which no file declares."
)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "1, 'g1'"),
        (2, "1, 'g1' or one of 1 more"),
        (4, "1, 'g1' or one of 3 more"),
    ],
)
def test_a_rename_that_may_be_names_the_first_group_and_counts_the_others(
    count: int, words: str
) -> None:
    """For creates, for what is over, and for records of it; whatever the order of rows."""
    campaign = a_campaign("new", value=0, shape="round")
    over = replace(campaign, name="over", last_day="2027-05-09")
    record = but(replace(over, name="record"), active=False)
    groups = [a_group(f"g{k}", id=k, value=k, shape="round") for k in range(count, 0, -1)]
    desired = [campaign, over, record]
    live = LiveState("milestones", tuple(groups))
    planned = plan(desired, groups, today=date(2027, 5, 10))

    doubts = possible_renames(Draft(planned, desired, live, KIND))
    assert doubts == dict.fromkeys(("new", "over", "record"), MAY_BE.format(words))
