"""Which findings and differences a file acknowledges: by code, by the other's name, by path."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reconciler.core import flags, reasons
from reconciler.core.acknowledge import NO_ANSWERS, Answers, how_to
from reconciler.core.diagnostic import Answer, Code, Diagnostic, Severity
from reconciler.core.diff import pointer
from reconciler.core.plan import Acknowledged, Blocked, Create, Drift, InSync, Plan, Reason
from reconciler.core.plan_json import plan_from_json, plan_to_json
from reconciler.core.planner import Evidence, make_plan, weigh
from reconciler.core.reasons import ACKNOWLEDGEMENT_UNUSED
from reconciler.core.resource import Acknowledgement, Desired, Live, LiveState, is_below, is_like
from reconciler.core.suspicion import Suspicion, hold_back, with_weaker
from reconciler.core.unused_acknowledgements import Scope, find_unused
from tests.core.building import KIND, a_campaign, a_group

MEANT = Answer("it is meant")
SHOPS = Answer("two shops share one goal", "2098-12-31")
RENAME = reasons.LIKELY_RENAME.slug
CREATE = Create("new", "new.yaml", 1, {})
NAMES = st.text("aBß*?[]-İ ", max_size=8)


def about(code: str = RENAME, *of: str, answer: Answer = MEANT) -> Acknowledgement:
    """An acknowledgement of findings."""
    return Acknowledgement(answer, finding=code, of=of)


def of_drift(path: str, answer: Answer = MEANT) -> Acknowledgement:
    """An acknowledgement of drift."""
    return Acknowledgement(answer, drift=path)


def saying(campaign: Desired, *acknowledgements: Acknowledgement) -> Desired:
    """A campaign whose file acknowledges something."""
    return replace(campaign, acknowledgements=acknowledgements)


def plan(desired: list[Desired], groups: list[Live]) -> Plan:
    """The plan of one environment."""
    live = LiveState("milestones", tuple(groups))
    return make_plan(desired, live, kind=KIND, environment="uat")


@pytest.mark.parametrize(
    ("name", "pattern", "is_meant"),
    [
        ("Christmas Spend 2098", "Christmas Spend 2098", True),
        ("CHRISTMAS spend 2098", "Christmas Spend 2098", True),
        ("Christmas Spend 2098", "Christmas*", True),
        ("Christmas Spend 2098", "*2098", True),
        ("Christmas Spend 2098", "Christmas Spend 209?", True),
        ("Christmas Spend 2098", "Christmas", False),
        ("Christmas Spend 2098", "Christmas Spend 2098 ", False),
        ("Sale [VIP]", "Sale [VIP]", True),
        ("Sale [VIP]", "Sale [*", True),
        ("Sale V", "Sale [VIP]", False),
        ("What?", "What?", True),
        ("5*", "5*", True),
        ("a\nb", "a*", True),
        ("a" * 1000, "*a" * 30 + "*b", False),
    ],
)
def test_of_is_a_name_or_a_pattern(name: str, pattern: str, is_meant: bool) -> None:
    """Case is ignored, * and ? are jokers, brackets are brackets."""
    assert is_like(name, pattern) is is_meant


@given(NAMES)
def test_a_name_as_it_is_written_always_fits(name: str) -> None:
    """Whatever characters it has; and everything fits a star."""
    assert is_like(name, name)
    assert is_like(name, "*")


@given(st.lists(st.text("a/~", min_size=1, max_size=3), min_size=1), st.lists(st.text("a/~")))
def test_a_path_covers_what_lies_below_it(top: list[str], more: list[str]) -> None:
    """By whole steps, not by their first characters."""
    assert is_below(pointer([*top, *more]), pointer(top))
    assert not is_below(pointer([*top[:-1], f"{top[-1]}x", *more]), pointer(top))


def test_findings_are_answered_by_their_code() -> None:
    """Another code, or another campaign, has another answer or none."""
    answers = Answers.of([saying(a_campaign("a"), about("several-targets", answer=SHOPS))])

    assert answers.to_finding("several-targets", "A") == SHOPS
    assert answers.to_finding("no-targets", "a") is None
    assert answers.to_finding("several-targets", "b") is None
    assert NO_ANSWERS.to_finding("several-targets", "a") is None


def test_differences_are_answered_by_campaign_and_path() -> None:
    """Of another campaign, or at another path, nothing is said; nor where no file says anything."""
    answers = Answers.of([saying(a_campaign("a"), of_drift("/value", SHOPS)), a_campaign("b")])

    assert answers.to_drift("A", "/value/x") == SHOPS
    assert answers.to_drift("a", "/size") is None
    assert answers.to_drift("b", "/value") is None
    assert NO_ANSWERS.to_drift("a", "/value") is None


def test_left_out_of_means_all_others() -> None:
    """Whatever the other is called."""
    answers = Answers.of([saying(a_campaign("a"), about())])

    assert answers.to_finding(RENAME, "a", ("b", "c")) == MEANT


def test_each_of_several_others_must_be_acknowledged() -> None:
    """One that nobody has thought of keeps the finding; several entries can share them."""
    answers = Answers.of([saying(a_campaign("a"), about(RENAME, "b", "c*"), about(RENAME, "d"))])

    assert answers.to_finding(RENAME, "a", ("b",)) == MEANT
    assert answers.to_finding(RENAME, "a", ("B", "c1", "d")) == MEANT
    assert answers.to_finding(RENAME, "a", ("b", "e")) is None
    assert answers.to_finding(RENAME, "a") is None


def test_one_of_two_files_that_speak_of_each_other_is_enough() -> None:
    """The other's file says it as well as the own one."""
    others = saying(a_campaign("b"), about(RENAME, "a"))

    assert Answers.of([a_campaign("a"), others]).to_finding(RENAME, "a", ("b",)) == MEANT
    assert Answers.of([a_campaign("a"), others]).to_finding(RENAME, "c", ("b",)) is None


def test_what_has_expired_answers_nothing() -> None:
    """Neither findings nor drift."""
    both = (about(), of_drift("/value"))
    answers = Answers.of(
        [saying(a_campaign("a"), *(replace(each, is_expired=True) for each in both))]
    )

    assert answers.to_finding(RENAME, "a") is None
    assert answers.to_drift("a", "/value") is None


def test_drift_of_which_all_is_acknowledged_is_in_sync_and_stays_drift_in_the_id() -> None:
    """It counts as in sync, and the plan's id is that of the drift."""
    group = a_group("a", value=2, size=2)
    meant = of_drift("/value", SHOPS), of_drift("/size")
    loud = plan([a_campaign("a", value=1, size=1)], [group])
    quiet = plan([saying(a_campaign("a", value=1, size=1), *meant)], [group])
    [drift] = quiet.changes

    assert isinstance(drift, Drift)
    assert [each.acknowledged for each in drift.fields] == [SHOPS, MEANT]
    assert drift.is_acknowledged
    assert drift.reported == ()
    assert (loud.summary.drift, loud.summary.in_sync, loud.summary.acknowledged) == (1, 0, 0)
    assert (quiet.summary.drift, quiet.summary.in_sync, quiet.summary.acknowledged) == (0, 1, 1)
    assert not quiet.summary.has_changes
    assert quiet.plan_id == loud.plan_id
    assert quiet.fingerprints == loud.fingerprints


def test_drift_of_which_a_part_is_acknowledged_counts() -> None:
    """What is left is reported."""
    [drift] = (
        found := plan(
            [saying(a_campaign("a", value=1, size=1), of_drift("/value"))],
            [a_group("a", value=2, size=2)],
        )
    ).changes

    assert isinstance(drift, Drift)
    assert not drift.is_acknowledged
    assert [each.path for each in drift.reported] == ["/size"]
    assert [each.path for each in drift.acknowledged] == ["/value"]
    assert (found.summary.drift, found.summary.acknowledged) == (1, 1)


def test_a_group_that_is_as_declared_stays_in_sync() -> None:
    """An acknowledgement makes no drift of its own."""
    found = plan([saying(a_campaign("a"), of_drift("/value"))], [a_group("a")])

    assert found.changes == (InSync("a", "a.yaml", 1, 1),)
    assert found.summary.acknowledged == 0


def test_an_acknowledged_block_is_a_create_that_says_so() -> None:
    """The reason is kept, with the answer."""
    group = a_group("spring", value=5, id=7)
    [change, _] = plan(
        [saying(a_campaign("summer", value=5), about(RENAME, "Spring"))], [group]
    ).changes

    assert isinstance(change, Create)
    [kept] = change.acknowledged
    assert (kept.reason.code, kept.reason.of, kept.answer) == (RENAME, ("spring",), MEANT)


def test_another_live_group_that_nobody_has_acknowledged_still_blocks() -> None:
    """All that speaks against a create is asked for, not only the first of it."""
    groups = [a_group(name, value=5, id=k) for k, name in enumerate(("spring", "winter"), 1)]
    [change, *_] = plan(
        [saying(a_campaign("summer", value=5), about(RENAME, "spring"))], groups
    ).changes

    assert isinstance(change, Blocked)
    assert change.reason.of == ("winter",)
    assert (
        'acknowledge: [{finding: likely-rename, of: "winter", reason: …}]' in change.reason.message
    )


def test_a_target_name_that_is_taken_blocks_once_the_rename_is_acknowledged() -> None:
    """The API would refuse the create; no acknowledgement changes that."""
    groups = [a_group("spring", "goal")]
    [change, _] = plan([saying(a_campaign("summer", "goal"), about())], groups).changes

    assert isinstance(change, Blocked)
    assert change.reason.code == "target-name-taken"


@pytest.mark.parametrize("code", [*reasons.CODES, *flags.CODES], ids=lambda code: code.slug)
def test_only_what_says_so_can_be_acknowledged(code: Code) -> None:
    """Whatever a file says, a block that does not say so stays one."""
    answers = Answers.of([saying(a_campaign("new"), about(code.slug))])
    held = hold_back(CREATE, [Suspicion(code, "It is so.")], answers)

    assert isinstance(held, Create) is code.can_be_acknowledged
    assert bool(how_to(code)) is code.can_be_acknowledged


@pytest.mark.parametrize(
    ("severity", "said", "can_be"),
    [
        (Severity.WARNING, None, True),
        (Severity.WARNING, False, False),
        (Severity.CREATE_ONLY, None, False),
        (Severity.CREATE_ONLY, True, True),
        (Severity.ERROR, None, False),
        (Severity.ERROR, True, False),
    ],
)
def test_warnings_can_be_acknowledged_and_errors_never(
    severity: Severity, said: bool | None, can_be: bool
) -> None:
    """Blocks only where they say so."""
    assert Code("a", severity, "A.", "B.", "C.", said).can_be_acknowledged is can_be


def test_evidence_is_answered_as_well() -> None:
    """What git and the API know is weighed after the plan is made."""
    campaign = saying(a_campaign("summer"), about(RENAME, "spring"))
    made = plan([campaign], [a_group("spring", value=9), a_group("winter", value=9, id=2)])
    former = {"summer.yaml": frozenset({"spring", "winter"})}
    answers = Answers.of([campaign])

    [one, *_] = weigh(made, Evidence({}, {"summer.yaml": frozenset({"spring"})}), answers).changes
    [both, *_] = weigh(made, Evidence({}, former), answers).changes
    [taken, *_] = weigh(made, Evidence({"summer": False}), answers).changes

    assert isinstance(one, Create)
    assert [each.reason.of for each in one.acknowledged] == [("spring",)]
    assert isinstance(both, Blocked)
    assert both.reason.of == ("winter",)
    assert isinstance(taken, Blocked)


def test_create_only_findings_of_the_file_are_answered_one_by_one() -> None:
    """What is left of them blocks."""
    odd = Diagnostic("a.yaml", 3, 1, "odd", Severity.CREATE_ONLY, "It is odd.", "Change it.")
    meant = replace(odd, code="over", message="It is over.", acknowledged=MEANT)

    [create] = plan([replace(a_campaign("a"), create_only=(meant,))], []).changes
    [blocked] = plan([replace(a_campaign("a"), create_only=(meant, odd))], []).changes

    assert isinstance(create, Create)
    assert create.acknowledged == (Acknowledged(Reason("over", "It is over."), MEANT),)
    assert isinstance(blocked, Blocked)
    assert blocked.reason == Reason("odd", "It is odd. Change it.")


def test_what_is_acknowledged_survives_a_trip_through_json() -> None:
    """Answers of drift, of creates and of findings."""
    campaigns = [
        saying(a_campaign("summer", value=5), about(RENAME, "spring", answer=SHOPS)),
        saying(a_campaign("a", value=1), of_drift("/value", SHOPS)),
        saying(a_campaign("b", value=1, size=2), of_drift("/value")),
    ]
    groups = [a_group("spring", value=5), a_group("a", value=2, id=2), a_group("b", value=2, id=3)]
    found = Diagnostic("a.yaml", 1, 1, "odd", Severity.WARNING, "Odd.", "Do.", acknowledged=SHOPS)
    made = replace(plan(campaigns, groups), diagnostics=(found,))
    data = plan_to_json(made, tool="reconciler", created_at="2027-01-01")

    assert plan_from_json(data) == made
    assert data["summary"]["acknowledged"] == 3
    by_name = {each["name"]: each for each in data["changes"]}
    assert by_name["a"]["action"] == "in-sync"
    [field] = by_name["a"]["fields"]
    assert field["acknowledged"] == {"reason": SHOPS.reason, "until": SHOPS.until}
    assert by_name["b"]["action"] == "drift"
    assert "acknowledged" not in by_name["b"]["fields"][1]
    [kept] = by_name["summer"]["acknowledged"]
    assert (kept["code"], kept["of"]) == (RENAME, ["spring"])


@given(
    st.sets(st.sampled_from("abcdef"), min_size=1),
    st.lists(st.tuples(st.sampled_from(["/a", "/b", "/c", "/d", "/e", "/f"]), st.booleans())),
)
def test_a_group_counts_as_drifted_exactly_where_something_is_not_acknowledged(
    differing: set[str], said: list[tuple[str, bool]]
) -> None:
    """Whatever is acknowledged or has expired: the id is the same, and nothing is lost."""
    fields = dict.fromkeys(differing, 1)
    entries = [replace(of_drift(path), is_expired=is_over) for path, is_over in said]
    group = a_group("a", **dict.fromkeys(differing, 2))
    loud = plan([a_campaign("a", **fields)], [group])
    answered = plan([saying(a_campaign("a", **fields), *entries)], [group])
    left = {f"/{name}" for name in differing} - {path for path, is_over in said if not is_over}

    [drift] = answered.changes
    assert isinstance(drift, Drift)
    assert {each.path for each in drift.reported} == left
    assert len(drift.fields) == len(differing)
    assert (answered.summary.drift, answered.summary.in_sync) == ((1, 0) if left else (0, 1))
    assert (answered.plan_id, answered.fingerprints) == (loud.plan_id, loud.fingerprints)


def unused(found: Plan, campaigns: list[Desired]) -> list[tuple[str, str]]:
    """What a plan says of acknowledgements that nothing needs: their files, and what to do."""
    notes = find_unused(found, campaigns, Scope(findings=()))
    return [(each.file, each.hint) for each in notes]


def test_a_name_that_nobody_has_is_told_where_it_may_be_a_slip() -> None:
    """While its campaign is not live, or while another one waits for what it is about."""
    there = saying(a_campaign("Spring", value=1), about("same-campaign", "Sumer"))
    waiting = Blocked("Summer", "b.yaml", 1, Reason("same-campaign", "It is.", ("Spring",)), {})
    elsewhere = Blocked("Winter", "c.yaml", 1, Reason("same-campaign", "It is.", ("Autumn",)), {})
    hint = "Did you mean 'Summer'?"
    base = plan([there], [a_group("Spring", value=1)])

    def told(*others: Blocked) -> list[tuple[str, str]]:
        return unused(replace(base, changes=(*base.changes, *others)), [there])

    assert told() == told(elsewhere) == []
    assert told(waiting) == [("Spring.yaml", hint)]
    assert unused(plan([there], []), [there]) == [("Spring.yaml", ACKNOWLEDGEMENT_UNUSED.fix)]
    known = saying(there, about("same-campaign", "Sumer", "SUMMER"))
    assert unused(replace(base, changes=(*base.changes, waiting)), [known]) == []
    reason = Reason(reasons.CAMPAIGN_OVER.slug, "It is over.")
    over = Blocked("Spring", "Spring.yaml", 1, reason, {})
    assert unused(replace(base, changes=(over,)), [there]) == []


def test_what_answers_for_another_file_is_needed() -> None:
    """By the create of that other file alone."""
    spring = saying(a_campaign("Spring"), about("same-campaign", "Summer"))
    base = plan([spring, a_campaign("Summer")], [])
    own, other = base.creates

    def told(of: str) -> list[tuple[str, str]]:
        reason = Reason("same-campaign", "It is.", (of,))
        answered = replace(other, acknowledged=(Acknowledged(reason, MEANT),))
        return unused(replace(base, changes=(own, answered)), [spring])

    assert (own.name, other.name) == ("Spring", "Summer")
    assert told("SPRING") == []
    assert told("Winter") == [("Spring.yaml", ACKNOWLEDGEMENT_UNUSED.fix)]


def test_what_is_acknowledged_is_said_once_of_each_other_and_answers_less_certain_things() -> None:
    """Of others, and of another code, nothing is answered."""
    twice = [
        Suspicion(reasons.LIKELY_RENAME, message, (of,))
        for message, of in (("looks", "old"), ("agrees", "old"), ("looks", "older"))
    ]
    answers = Answers({"new": [about(RENAME)]})
    create = hold_back(CREATE, twice, answers)
    assert isinstance(create, Create)
    assert [each.reason.of for each in create.acknowledged] == [("old",), ("older",)]

    weaker = with_weaker(answers, [create, replace(CREATE, name="plain")])
    for code in (reasons.PERHAPS_A_COPY, reasons.PERHAPS_RENAMED):
        assert weaker.to_finding(code.slug, "new", ("old",)) == MEANT
        assert weaker.to_finding(code.slug, "new", ("other",)) is None
        assert answers.to_finding(code.slug, "new", ("old",)) is None
    assert weaker.to_finding(reasons.NAME_TAKEN.slug, "new", ("old",)) is None
