"""What an apply says of each create, in full; how long it looks, and how it exits."""

import asyncio
from collections.abc import Sequence
from math import inf

import httpx
import pytest
from msgspec.structs import force_setattr, replace

from reconciler.api.auth import Credentials, OAuthCredentials
from reconciler.api.gateway import Attempt, Verdict
from reconciler.apply import (
    CLOSED,
    DENIED,
    NO_RIGHT,
    NO_TIME,
    NOT_SETTLED,
    STOPPED,
    TOO_LATE,
    Applied,
    exit_code,
    stop_hint,
    stop_message,
)
from reconciler.core.comparison import FieldChange
from reconciler.core.diagnostic import Answer, Diagnostic, Severity
from reconciler.core.outcome import (
    AlreadyExists,
    Created,
    Failed,
    Outcome,
    Receipt,
    Skipped,
    Trouble,
    Unconfirmed,
)
from reconciler.core.plan import Acknowledged, Blocked, Change, Create, Drift, InSync, Plan, Reason
from reconciler.errors import ExitCode
from reconciler.status import Situation, Status
from tests.api.support import loop_time, run_virtually
from tests.apply.support import (
    LOGIN,
    Case,
    a_store,
    another,
    apply,
    apply_within,
    campaign,
    campaigns,
    make_directly,
)
from tests.support import faults
from tests.support.faults import Fault

FIELD = FieldChange("/value", 1, 2, editable=True, hint="do it")


async def _fall(request: httpx.Request, go: faults.CarryOut) -> httpx.Response:
    raise ZeroDivisionError("nobody may see this")


BUG = Fault("a bug", _fall)
TAKEN = faults.rejected(310069, "Target group name already exists")


def outcomes(case: Case, count: int = 3) -> list[Outcome]:
    """What becomes of some campaigns, with everything that is said of each."""
    return list(apply(a_store(), campaigns(count), case).applied.receipt.outcomes)


def test_what_went_well_has_an_id_and_nothing_else_to_say() -> None:
    made = outcomes(Case())

    assert [type(each) for each in made] == [Created] * 3
    assert [(each.name, each.file, each.problem) for each in made] == [
        (f"c0{k}", f"c0{k}.yaml", None) for k in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    ("fault", "kind", "code", "status"),
    [
        (faults.refused, Failed, "unavailable", None),
        (faults.rejected(300004, "Invalid input"), Failed, "300004", 400),
        (faults.too_many(), Failed, "unavailable", 429),
        (faults.reset_before, Unconfirmed, "unavailable", None),
        (faults.html_before, Unconfirmed, "unexpected-answer", 200),
        (faults.answer_lost, Created, "unavailable", None),
        (faults.no_data_after, Created, "unexpected-answer", 200),
        (TAKEN, AlreadyExists, "310069", 400),
        (BUG, Unconfirmed, "unexpected", None),
    ],
    ids=str,
)
def test_each_says_what_came_between(
    fault: Fault, kind: type[Outcome], code: str, status: int | None
) -> None:
    """Also of what is there in the end; the others have nothing to say."""
    one, two, three = outcomes(Case(faults.by_name({"c02": fault})))

    assert isinstance(two, kind)
    assert (two.name, two.file) == ("c02", "c02.yaml")
    assert two.problem is not None
    assert (two.problem.code, two.problem.status) == (code, status)
    assert one.problem is three.problem is None
    assert (getattr(two, "id", None) is not None) == (kind is Created)


def test_a_bug_says_its_kind_and_not_what_it_held() -> None:
    two = outcomes(Case(faults.by_name({"c02": BUG})))[1]
    words = "An unexpected ZeroDivisionError came up: a bug in reconciler."

    assert two == Unconfirmed("c02", "c02.yaml", Trouble("unexpected", words))


def test_a_bug_before_anything_was_sent_is_a_failure() -> None:
    """Nothing has left, so there is nothing to look for."""
    store = a_store()

    def spoil(plan: Plan) -> None:
        assert plan.plan_id  # before it is spoilt
        [_, two] = plan.creates
        force_setattr(two, "body", {"name": object()})

    run = apply(store, campaigns(2), Case(before=spoil))

    assert run.sent == ["c01"]
    failed = run.outcome("c02")
    assert isinstance(failed, Failed)
    assert failed.problem.code == "unexpected"
    assert run.code == ExitCode.PARTIAL


def test_what_no_read_shows_names_the_group_that_was_promised() -> None:
    """With the API's word for it, so that somebody can look."""
    script = faults.once_created(faults.on_every_read(faults.stale))

    for k, each in enumerate(outcomes(Case(script), 2)):
        assert isinstance(each, Unconfirmed)
        first, number, last = each.problem.message.partition("group ")[0::1]
        assert (first, number) == ("The API answered that it made ", "group ")
        assert last.partition(",")[0].isdigit()
        assert last.endswith(", but no read shows it.")
        name = f"c0{k + 1}"
        assert (each.name, each.file, each.problem.code) == (name, f"{name}.yaml", "not-shown")


def test_what_somebody_else_made_is_told_with_its_id_and_what_the_api_said() -> None:
    """The id is that of the read."""
    store = a_store()
    case = Case(before=lambda plan: make_directly(store, campaign("c02")))
    two = apply(store, campaigns(2), case).outcome("c02")

    assert isinstance(two, AlreadyExists)
    assert (two.name, two.file) == ("c02", "c02.yaml")
    assert two.id == next(each["id"] for each in store.groups() if each["name"] == "c02")
    assert two.problem is not None
    assert two.problem.code == "310069"


@pytest.mark.parametrize(("deadline", "word"), [(5.5, "created"), (5.0, "skipped")])
def test_whatever_time_is_left_before_the_read_is_used(deadline: float, word: str) -> None:
    """Down to the last moment, and not beyond it."""
    run = apply(a_store(), campaigns(3), Case(deadline=deadline, reserve=5.0, rate=inf))

    assert set(run.outcomes.values()) == {word}


def test_unread_each_is_as_its_answer_proves_it() -> None:
    """Nobody has looked, so the word of the API is all there is."""
    script = faults.both(
        faults.by_name({"c02": TAKEN, "c03": faults.answer_lost, "c04": faults.refused}),
        faults.once_created(faults.on_every_read(faults.turned_away(404))),
    )
    one, two, three, four = outcomes(Case(script), 4)

    assert isinstance(one, Created)
    assert one == Created("c01", "c01.yaml", one.id)
    assert one.id is not None
    assert isinstance(two, AlreadyExists)
    assert (two.name, two.file, two.id) == ("c02", "c02.yaml", None)
    assert two.problem is not None
    assert two.problem.code == "310069"
    assert isinstance(three, Unconfirmed)
    assert (three.name, three.file, three.problem.code) == ("c03", "c03.yaml", "unavailable")
    assert isinstance(four, Failed)
    assert (four.name, four.file, four.problem.code) == ("c04", "c04.yaml", "unavailable")


STOPS: list[tuple[Fault, Trouble, str]] = [
    (faults.turned_away(404), CLOSED, "creates"),
    (faults.turned_away(403), NO_RIGHT, "may lack the right to create"),
    (faults.not_logged_in, DENIED, "credentials"),
]


@pytest.mark.parametrize(("fault", "why", "word"), STOPS, ids=str)
def test_what_was_not_sent_says_what_stopped_the_run(fault: Fault, why: Trouble, word: str) -> None:
    """The same of each; one message says it of all of them."""
    run = apply(a_store(), campaigns(3), Case(faults.on_every_create(fault)))
    first, *others = run.applied.receipt.outcomes

    assert isinstance(first, Failed)
    assert others == [Skipped(each, f"{each}.yaml", why) for each in ("c02", "c03")]
    assert word in why.message
    assert run.applied.stopped_by is not None
    assert first.problem == run.applied.stopped_by.problem
    said = first.problem.message
    changed = why.message.replace("it was not sent", "nothing more was sent")
    assert stop_message(run.applied.stopped_by) == f"{changed} The API said: {said}"


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (
            Verdict.CLOSED,
            (
                "The API refuses creates as a whole, so nothing more was sent. The call is being "
                "retired; its announced successor is: Create a Loyalty Promotion "
                "(POST /v3/promotions)."
            ),
        ),
        (Verdict.DENIED, "The credentials were refused, so nothing more was sent."),
    ],
)
def test_what_stopped_a_run_without_a_word_of_the_api_is_said_alone(
    verdict: Verdict, words: str
) -> None:
    assert stop_message(Attempt(verdict)) == words


@pytest.mark.parametrize(
    "attempt",
    [
        Attempt(Verdict.CLOSED),
        Attempt(Verdict.CLOSED, problem=Trouble("api-403", "No.", status=403)),
        Attempt(Verdict.DENIED),
    ],
)
def test_whatever_stopped_a_run_has_a_next_step_of_its_own(attempt: Attempt) -> None:
    """Each leads to what tells more, and says that nothing is sent twice."""
    others = [stop_hint(Attempt(each)) for each in (Verdict.CLOSED, Verdict.DENIED)]
    hint = stop_hint(attempt)
    assert "'reconciler doctor'" in hint
    assert hint.endswith("then plan and apply again: what is there by now is not sent again.")
    assert others.count(hint) == (attempt.problem is None)


def test_what_is_blocked_is_skipped_with_the_words_of_the_plan() -> None:
    store = a_store()
    make_directly(store, another("c01"))
    run = apply(store, campaigns(2))
    [blocked] = run.plan.blocked

    why = Trouble(blocked.reason.code, blocked.reason.message)
    assert run.outcome("c01") == Skipped("c01", "c01.yaml", why)


def test_a_run_that_nothing_stopped_says_so() -> None:
    assert apply(a_store(), campaigns(2)).applied.stopped_by is None


def test_after_an_interruption_each_that_was_not_sent_says_so() -> None:
    case = Case(concurrency=1)

    def stop(receipt: Receipt) -> None:
        if receipt.count(Created) == 1:
            case.stop.set()

    case.on_report = stop
    assert outcomes(case)[1:] == [Skipped(f"c0{k}", f"c0{k}.yaml", STOPPED) for k in (2, 3)]


def test_a_cancelled_run_says_of_each_what_is_known() -> None:
    """Sent and not answered, or never sent: even where nobody was left to settle it."""
    case = Case(faults.on_creates(None, faults.hang_after), concurrency=1)

    async def main() -> Receipt:
        task = asyncio.ensure_future(apply_within(a_store(), campaigns(4), case))
        await asyncio.sleep(20.0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return case.latest()

    made, open_, *others = run_virtually(main()).outcomes

    assert isinstance(made, Created)
    assert open_ == Unconfirmed("c02", "c02.yaml", NOT_SETTLED)
    assert others == [Skipped(f"c0{k}", f"c0{k}.yaml", STOPPED) for k in (3, 4)]


def test_what_does_not_fit_before_the_deadline_says_so() -> None:
    """One was given up in time for the read; it is found, or it is not."""
    slow = faults.on_creates(faults.hang_before)
    first, *others = outcomes(Case(slow, deadline=20.0, reserve=5.0))

    assert first == Unconfirmed("c01", "c01.yaml", NO_TIME)
    assert others == [Skipped(f"c0{k}", f"c0{k}.yaml", TOO_LATE) for k in (2, 3)]


@pytest.mark.parametrize(
    ("deadline", "reserve", "looks", "seconds"),
    [
        (None, 0.0, 3, 3.0),
        (3.25, 0.0, 3, 3.0),
        (3.0, 0.0, 2, 1.0),
        (1.0, 0.0, 1, 0.0),
        (8.25, 5.0, 3, 3.0),
        (8.0, 5.0, 2, 1.0),
        (6.0, 5.0, 1, 0.0),
    ],
)
def test_live_is_looked_at_three_times_with_growing_pauses_while_there_is_time(
    deadline: float | None, reserve: float, looks: int, seconds: float
) -> None:
    """One second, then two; a pause that ends where the time does is not begun."""
    made: list[Plan] = []

    def nothing_there() -> Plan:
        made.append(Plan("test", "milestones", None, None, 0, changes=(), diagnostics=()))
        return made[-1]

    case = Case(deadline=deadline, reserve=reserve, rate=inf, replan=nothing_there)
    run = apply(a_store(), campaigns(1), case)

    assert (len(made), run.seconds) == (looks, seconds)
    assert run.applied.after is made[-1]
    assert run.applied.unread is None


def test_what_is_not_shown_yet_is_told_as_what_is_waited_for() -> None:
    """For how long, too."""
    told: list[tuple[str, str | float]] = []

    def tell(situation: Situation | None) -> None:
        if situation:
            told.append((situation.waiting, situation.until))

    def nothing_there() -> Plan:
        return Plan("test", "milestones", None, None, 0, changes=(), diagnostics=())

    status = Status(tell, interval=0.6, now=loop_time)
    apply(a_store(), campaigns(1), Case(rate=inf, replan=nothing_there, status=status))

    lags = "live does not show yet what was made"
    assert list(dict.fromkeys(told)) == [(lags, 1.0), (lags, 2.0)]


def test_a_receipt_keeps_why_a_campaign_was_made_all_the_same() -> None:
    """Of those that a file acknowledged; nothing is said of the others."""
    reason = Reason("likely-rename", "It may be another.")
    meant = (Acknowledged(reason, Answer("two shops")),)

    def change(plan: Plan) -> Plan:
        first, *others = plan.creates
        return replace(plan, changes=(replace(first, acknowledged=meant), *others))

    run = apply(a_store(), campaigns(2), Case(change=change))

    assert run.applied.receipt.acknowledged == {"c01": meant}
    assert {len(each.acknowledged) for each in run.receipts} == {1}


@pytest.mark.parametrize("fault", [faults.refused, faults.rejected(300004, "Invalid input")])
def test_what_was_refused_for_sure_is_looked_for_once(fault: Fault) -> None:
    """No time goes by for what nobody expects."""
    script = faults.by_name({"c01": fault})

    assert apply(a_store(), campaigns(2), Case(script, rate=inf)).seconds == 0.0


def test_what_may_be_there_is_looked_for_to_the_last() -> None:
    """An answer that was lost, and a name that is taken."""
    for fault in (faults.reset_before, TAKEN):
        script = faults.by_name({"c01": fault})
        assert apply(a_store(), campaigns(2), Case(script, rate=inf)).seconds == 3.0


def test_a_look_that_fails_leaves_what_an_earlier_one_showed() -> None:
    """The plan made last is kept, with what stood against the next."""
    made: list[Plan] = []

    def once() -> Plan:
        if made:
            raise ValueError("gone")
        made.append(Plan("test", "milestones", None, None, 0, changes=(), diagnostics=()))
        return made[-1]

    run = apply(a_store(), campaigns(1), Case(replan=once))

    assert run.applied.after is made[0]
    assert isinstance(run.applied.unread, ValueError)


def test_a_receipt_says_of_which_plan_it_is_and_what_is_left() -> None:
    """With the findings of the plan, from the first to the last."""
    store = a_store()
    make_directly(store, campaign("c01", description="live"))
    note = Diagnostic("a.yaml", 1, 1, "odd", Severity.WARNING, "It is odd.", "Look.")

    def add(plan: Plan) -> None:
        force_setattr(plan, "diagnostics", (note,))

    run = apply(store, [campaign("c01", description="files"), campaign("c02")], Case(before=add))
    calm = apply(a_store(), campaigns(1))

    for receipt in (*run.receipts, run.applied.receipt):
        assert (receipt.environment, receipt.plan_id) == ("test", run.plan.plan_id)
        assert receipt.diagnostics == (note,)
    assert run.applied.after is not None
    assert run.applied.receipt.remaining == run.applied.after.summary
    assert not run.applied.receipt.converged
    assert calm.applied.receipt.converged
    assert all(each.remaining is None for each in run.receipts)


# Exit codes -------------------------------------------------------------------------------------

CREATE = Create("a", "a.yaml", 1, {})
OTHER = Create("b", "b.yaml", 1, {})
BLOCKED = Blocked("c", "c.yaml", 1, Reason("odd", "It is odd."), {})
A_THERE = InSync("a", "a.yaml", 1, 1)
B_THERE = InSync("b", "b.yaml", 1, 2)
A_DRIFTS = Drift("a", "a.yaml", 1, 1, (FIELD,))
C_DRIFTS = replace(A_DRIFTS, name="c")
STOP = Attempt(Verdict.CLOSED)
MADE = Created("a", "a.yaml", 1)
EXISTS = AlreadyExists("a", "a.yaml", 1)
OPEN = Unconfirmed("a", "a.yaml", NO_TIME)
FAILED = Failed("a", "a.yaml", NO_TIME)
SKIPPED = Skipped("b", "b.yaml", STOPPED)


def a_plan(*changes: Change) -> Plan:
    return Plan("test", "milestones", None, None, 0, changes=changes, diagnostics=())


ENDS: list[tuple[str, Sequence[Change], Sequence[Change] | None, Sequence[Outcome], bool, int]] = [
    ("nothing to do", [], [], [], False, ExitCode.OK),
    ("nothing to do, and unread", [A_DRIFTS], None, [], False, ExitCode.OK),
    ("nothing but blocks", [BLOCKED], [BLOCKED], [], False, ExitCode.GUARDED),
    ("all there", [CREATE, OTHER], [A_THERE, B_THERE], [MADE], False, ExitCode.OK),
    ("all there, drift elsewhere", [CREATE], [A_THERE, C_DRIFTS], [MADE], False, ExitCode.OK),
    ("all there but one", [CREATE, OTHER], [A_THERE], [MADE], False, ExitCode.PARTIAL),
    ("there, and not as declared", [CREATE], [A_DRIFTS], [MADE], False, ExitCode.PARTIAL),
    ("all there beside a block", [CREATE, BLOCKED], [A_THERE], [MADE], False, ExitCode.PARTIAL),
    ("all there, interrupted", [CREATE], [A_THERE], [MADE], True, ExitCode.PARTIAL),
    ("unread", [CREATE], None, [MADE], False, ExitCode.PARTIAL),
]


@pytest.mark.parametrize(
    ("changes", "after", "made", "interrupted", "code"),
    [each[1:] for each in ENDS],
    ids=[each[0] for each in ENDS],
)
def test_the_exit_code_says_whether_all_is_there_as_declared(
    changes: Sequence[Change],
    after: Sequence[Change] | None,
    made: Sequence[Outcome],
    interrupted: bool,
    code: int,
) -> None:
    receipt = Receipt("test", "id", tuple(made))
    applied = Applied(receipt, None if after is None else a_plan(*after))

    assert exit_code(applied, a_plan(*changes), interrupted=interrupted) == code


@pytest.mark.parametrize(
    ("made", "code"),
    [
        ((FAILED,), ExitCode.DENIED),
        ((FAILED, SKIPPED), ExitCode.DENIED),
        ((MADE, SKIPPED), ExitCode.PARTIAL),
        ((EXISTS, SKIPPED), ExitCode.PARTIAL),
        ((OPEN, SKIPPED), ExitCode.PARTIAL),
    ],
)
def test_a_run_that_was_stopped_is_denied_only_if_nothing_came_of_it(
    made: tuple[Outcome, ...], code: ExitCode
) -> None:
    applied = Applied(Receipt("test", "id", made), a_plan(CREATE, OTHER), stopped_by=STOP)

    assert exit_code(applied, a_plan(CREATE, OTHER), interrupted=False) == code
    assert exit_code(replace(applied, stopped_by=None), a_plan(CREATE), interrupted=False) == (
        ExitCode.PARTIAL
    )


@pytest.mark.parametrize("concurrency", [1, 2, 3])
def test_refused_credentials_stop_a_run_once_a_new_token_must_have_been_tried(
    concurrency: int,
) -> None:
    """As many as were under way may still have had the old one; a password has no other."""

    def failed_with(credentials: Credentials) -> int:
        script = faults.on_every_create(faults.not_logged_in)
        case = Case(script, credentials=credentials, concurrency=concurrency)
        run = apply(a_store(), campaigns(9), case)
        assert run.code == ExitCode.DENIED
        assert set(run.outcomes.values()) == {"failed", "skipped"}
        return list(run.outcomes.values()).count("failed")

    assert failed_with(LOGIN) == 1
    assert failed_with(OAuthCredentials("sandbox", "sandbox")) == concurrency + 1
