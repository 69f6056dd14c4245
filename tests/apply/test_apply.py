"""Apply against the sandbox: what becomes of each create, and that none is ever sent twice."""

import asyncio

import httpx
import pytest

from reconciler.api.auth import OAuthCredentials
from reconciler.apply import stop_message
from reconciler.core.outcome import WORDS, AlreadyExists, Created, Failed, Receipt, Unconfirmed
from reconciler.core.plan import Blocked, Drift, Plan, Reason
from reconciler.core.plan import Create as PlannedCreate
from reconciler.errors import ExitCode, GuardTripped, InvalidCampaigns, UsageError
from tests.api.support import run_virtually
from tests.apply.support import (
    Case,
    Run,
    a_store,
    another,
    apply,
    apply_within,
    campaign,
    campaigns,
    creates_in,
    make_directly,
    names_in,
    writes_in,
)
from tests.support import faults
from tests.support.faults import Fault

TOKEN = OAuthCredentials("sandbox", "sandbox")


def assert_each_sent_once(run: Run) -> None:
    assert len(run.sent) == len(set(run.sent)), "a campaign was sent twice"


def test_what_is_missing_is_created_and_live_then_equals_the_files() -> None:
    """A calm apply: all created with their ids, converged, nothing left to do."""
    store = a_store()

    run = apply(store, campaigns(6))

    assert run.code == ExitCode.OK
    assert set(run.outcomes.values()) == {"created"}
    assert [each["id"] for each in store.groups()] == sorted(
        each.id or 0 for each in run.applied.receipt.outcomes if isinstance(each, Created)
    )
    assert run.applied.receipt.converged
    assert_each_sent_once(run)


def test_a_second_apply_writes_nothing() -> None:
    """What is there is not sent again."""
    store = a_store()
    apply(store, campaigns(3))
    before = writes_in(store)

    run = apply(store, campaigns(3))

    assert run.code == ExitCode.OK
    assert writes_in(store) == before
    assert run.applied.receipt.outcomes == ()


@pytest.mark.parametrize("fault", faults.REFUSALS, ids=str)
def test_a_refused_create_failed_and_the_others_go_on(fault: Fault) -> None:
    """One failure does not stop the others, and is not tried again in this run."""
    store = a_store()

    run = apply(store, campaigns(4), Case(faults.by_name({"c02": fault})))

    assert run.outcomes == {"c01": "created", "c02": "failed", "c03": "created", "c04": "created"}
    assert names_in(store) == ["c01", "c03", "c04"]
    assert run.code == ExitCode.PARTIAL
    assert_each_sent_once(run)


@pytest.mark.parametrize("fault", faults.REFUSALS, ids=str)
def test_a_run_whose_creates_were_all_refused_is_applied_in_part(fault: Fault) -> None:
    """The first one alone says nothing about the others."""
    store = a_store()

    run = apply(store, campaigns(3), Case(faults.on_every_create(fault)))

    assert set(run.outcomes.values()) == {"failed"}
    assert run.code == ExitCode.PARTIAL
    assert_each_sent_once(run)


@pytest.mark.parametrize("fault", faults.LOST_AFTER, ids=str)
def test_a_create_whose_answer_was_lost_is_found_by_reading(fault: Fault) -> None:
    """It was committed, so it is created, and never sent again."""
    store = a_store()

    run = apply(store, campaigns(3), Case(faults.by_name({"c01": fault, "c03": fault})))

    assert set(run.outcomes.values()) == {"created"}
    assert run.code == ExitCode.OK
    assert creates_in(store) == [201, 201, 201]
    assert_each_sent_once(run)


@pytest.mark.parametrize("fault", faults.LOST_BEFORE, ids=str)
def test_a_create_that_no_read_shows_is_unconfirmed_and_never_failed(fault: Fault) -> None:
    """Nobody can say that it will not come yet; the next run finds out."""
    store = a_store()

    run = apply(store, campaigns(3), Case(faults.by_name({"c02": fault})))

    assert run.outcomes == {"c01": "created", "c02": "unconfirmed", "c03": "created"}
    assert run.code == ExitCode.PARTIAL
    assert not run.applied.receipt.converged
    assert_each_sent_once(run)

    again = apply(store, campaigns(3))

    assert again.outcomes == {"c02": "created"}
    assert again.code == ExitCode.OK
    assert again.applied.receipt.converged


def test_a_group_made_without_its_targets_is_created_and_drifted() -> None:
    """Found but incomplete is said so, and nothing is sent to mend it."""
    store = a_store()

    run = apply(store, campaigns(2), Case(faults.by_name({"c01": faults.half_made})))

    assert run.outcomes == {"c01": "created", "c02": "created"}
    assert run.applied.after is not None
    [drift] = [each for each in run.applied.after.changes if isinstance(each, Drift)]
    assert drift.name == "c01"
    assert run.code == ExitCode.PARTIAL
    assert not run.applied.receipt.converged
    assert_each_sent_once(run)


def test_a_campaign_that_somebody_else_made_meanwhile_already_exists() -> None:
    """A lost race is no failure: it is there, under the id that the read shows."""
    store = a_store()

    run = apply(
        store, campaigns(2), Case(before=lambda plan: make_directly(store, campaign("c02")))
    )

    assert run.outcomes == {"c01": "created", "c02": "already-exists"}
    outcome = run.outcome("c02")
    assert isinstance(outcome, AlreadyExists)
    assert outcome.id == next(each["id"] for each in store.groups() if each["name"] == "c02")
    assert outcome.problem is not None
    assert outcome.problem.code == "310069"
    assert run.code == ExitCode.OK


def test_a_campaign_that_somebody_else_made_otherwise_drifts() -> None:
    """It exists, but not as declared."""
    store = a_store()
    other = campaign("c02", description="another one")
    declared = [campaign("c01"), campaign("c02", description="ours")]

    run = apply(store, declared, Case(before=lambda plan: make_directly(store, other)))

    assert run.outcomes == {"c01": "created", "c02": "already-exists"}
    assert run.code == ExitCode.PARTIAL


def test_a_refused_create_that_is_there_all_the_same_was_somebody_else_s() -> None:
    """Refused for sure, and yet there: this run did not make it."""
    store = a_store()

    run = apply(
        store,
        campaigns(2),
        Case(
            faults.by_name({"c01": faults.refused}),
            before=lambda plan: make_directly(store, campaign("c01")),
        ),
    )

    assert run.outcomes == {"c01": "already-exists", "c02": "created"}


def test_a_name_taken_by_what_no_read_shows_already_exists_without_an_id() -> None:
    """The API says that the name is taken; which group has it stays unknown."""
    store = a_store()
    taken = faults.rejected(310069, "Target group name already exists")

    run = apply(store, campaigns(2), Case(faults.by_name({"c01": taken})))

    outcome = run.outcome("c01")
    assert isinstance(outcome, AlreadyExists)
    assert outcome.id is None
    assert run.code == ExitCode.PARTIAL


@pytest.mark.parametrize("fault", faults.CLOSING, ids=str)
def test_an_endpoint_that_refuses_creates_stops_the_run_with_one_message(fault: Fault) -> None:
    """Only the first is sent; one message names what replaces the call."""
    store = a_store()

    run = apply(store, campaigns(5), Case(faults.on_every_create(fault)))

    assert run.sent == ["c01"]
    assert run.outcomes["c01"] == "failed"
    assert {run.outcomes[name] for name in ("c02", "c03", "c04", "c05")} == {"skipped"}
    assert run.applied.stopped_by is not None
    message = stop_message(run.applied.stopped_by)
    assert "POST /v3/promotions" in message
    assert "nothing more was sent" in message
    assert run.code == ExitCode.DENIED


@pytest.mark.parametrize("fault", faults.CLOSING, ids=str)
def test_an_endpoint_that_closes_midway_leaves_the_run_applied_in_part(fault: Fault) -> None:
    """What was created before is kept in the receipt."""
    store = a_store()

    run = apply(store, campaigns(9), Case(faults.by_name({"c03": fault}), concurrency=1))

    assert run.sent == ["c01", "c02", "c03"]
    assert run.outcomes["c03"] == "failed"
    assert set(run.outcomes.values()) == {"created", "failed", "skipped"}
    assert run.code == ExitCode.PARTIAL


def test_refused_basic_credentials_stop_everything_at_once() -> None:
    """The same credentials would only be refused again."""
    store = a_store()

    run = apply(store, campaigns(5), Case(faults.on_every_create(faults.not_logged_in)))

    assert run.sent == ["c01"]
    assert run.code == ExitCode.DENIED
    assert run.applied.stopped_by is not None
    assert "credentials" in stop_message(run.applied.stopped_by)


def test_credentials_refused_after_the_first_create_leave_it_applied_in_part() -> None:
    """Something was created, and the exit code says so."""
    store = a_store()

    run = apply(
        store, campaigns(5), Case(faults.on_creates(None, faults.not_logged_in), concurrency=1)
    )

    assert run.sent == ["c01", "c02"]
    assert run.outcomes["c01"] == "created"
    assert run.code == ExitCode.PARTIAL


def test_a_token_that_runs_out_costs_one_create_and_is_renewed_for_the_next() -> None:
    """The renewal sends reads again, and never a create."""
    store = a_store()

    run = apply(
        store,
        campaigns(4),
        Case(faults.on_creates(None, faults.not_logged_in), credentials=TOKEN, concurrency=1),
    )

    assert run.outcomes == {"c01": "created", "c02": "failed", "c03": "created", "c04": "created"}
    assert [path for _, path, _ in store.requests].count(faults.TOKEN) == 2
    assert run.code == ExitCode.PARTIAL
    assert_each_sent_once(run)


def test_a_token_that_runs_out_under_parallel_creates_does_not_stop_the_others() -> None:
    """As many as were under way are refused; what comes after has a new token."""

    async def do(request: httpx.Request, go: faults.CarryOut) -> httpx.Response:
        await asyncio.sleep(1.0)
        return httpx.Response(401)

    store = a_store()
    refusals = [None, *[Fault("token expired", do)] * 4]

    run = apply(store, campaigns(9), Case(faults.on_creates(*refusals), credentials=TOKEN))

    assert list(run.outcomes.values()).count("failed") == 4
    assert list(run.outcomes.values()).count("created") == 5
    assert_each_sent_once(run)


def test_a_client_whose_every_token_is_refused_stops_before_long() -> None:
    """New tokens do not help, so not everything is tried."""
    store = a_store()

    run = apply(
        store,
        campaigns(20),
        Case(faults.on_every_create(faults.not_logged_in), credentials=TOKEN, concurrency=2),
    )

    assert len(run.sent) <= 4
    assert run.code == ExitCode.DENIED


def test_reads_with_a_token_that_ran_out_are_sent_again() -> None:
    """Of a read, nothing can go wrong by repeating it."""
    store = a_store()
    script = faults.once_created(faults.on_reads(faults.not_logged_in))

    run = apply(store, campaigns(2), Case(script, credentials=TOKEN))

    assert run.code == ExitCode.OK


def test_the_first_create_goes_alone_and_the_others_together() -> None:
    """The second leaves when the first is answered, and no more than allowed are under way."""
    store = a_store()
    under_way: list[int] = []
    running = 0

    async def do(request: httpx.Request, go: faults.CarryOut) -> httpx.Response:
        nonlocal running
        running += 1
        under_way.append(running)
        await asyncio.sleep(1.0)
        response = await go(request)
        running -= 1
        return response

    run = apply(
        store, campaigns(9), Case(faults.on_every_create(Fault("watched", do)), concurrency=3)
    )

    assert under_way[0] == 1
    assert max(under_way) == 3
    assert under_way[1] == 1, "the second one was sent while the first was under way"
    assert run.seconds < 5.0, "they did not go in parallel"


def test_a_read_that_lags_behind_is_looked_at_again() -> None:
    """What the API says it made is given time to show."""
    store = a_store()
    script = faults.both(
        faults.by_name({"c02": faults.answer_lost}),
        faults.once_created(faults.on_reads(faults.stale, faults.stale)),
    )

    run = apply(store, campaigns(2), Case(script))

    assert run.outcomes == {"c01": "created", "c02": "created"}
    assert run.code == ExitCode.OK


def test_a_create_that_a_lagging_read_never_shows_is_unconfirmed() -> None:
    """The API's word alone is not enough to say that it is there."""
    store = a_store()
    script = faults.once_created(faults.on_every_read(faults.stale))

    run = apply(store, campaigns(2), Case(script))

    assert run.outcomes == {"c01": "unconfirmed", "c02": "unconfirmed"}
    outcome = run.outcome("c01")
    assert isinstance(outcome, Unconfirmed)
    assert outcome.problem.code == "not-shown"
    assert run.code == ExitCode.PARTIAL


def test_where_live_cannot_be_read_again_only_what_answers_prove_is_said() -> None:
    """Created, failed and unconfirmed as the answers were, and nothing about live."""
    store = a_store()
    script = faults.both(
        faults.by_name({"c02": faults.refused, "c03": faults.answer_lost}),
        faults.once_created(faults.on_every_read(faults.turned_away(404))),
    )

    run = apply(store, campaigns(3), Case(script))

    assert run.outcomes == {"c01": "created", "c02": "failed", "c03": "unconfirmed"}
    assert run.applied.unread is not None
    assert run.applied.receipt.remaining is None
    assert not run.applied.receipt.converged
    assert run.code == ExitCode.PARTIAL


@pytest.mark.parametrize(
    "error",
    [
        GuardTripped("Another organisation."),
        UsageError("No such file."),
        InvalidCampaigns("A file was edited."),
        RuntimeError("a bug"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_whatever_stands_against_planning_again_the_outcomes_are_kept(error: Exception) -> None:
    """A receipt comes out, and the exit code says that not everything is known."""

    def fail() -> Plan:
        raise error

    run = apply(a_store(), campaigns(2), Case(replan=fail))

    assert run.outcomes == {"c01": "created", "c02": "created"}
    assert run.applied.unread is error
    assert run.code == ExitCode.PARTIAL


def test_a_bug_in_one_create_neither_stops_the_others_nor_loses_the_receipt() -> None:
    """It may have been sent, so reading settles it."""

    async def stumble(request: httpx.Request, go: faults.CarryOut) -> httpx.Response:
        await go(request)
        raise ZeroDivisionError

    async def fall(request: httpx.Request, go: faults.CarryOut) -> httpx.Response:
        raise ZeroDivisionError

    script = faults.by_name({"c02": Fault("after", stumble), "c03": Fault("before", fall)})
    store = a_store()

    run = apply(store, campaigns(5), Case(script))

    assert run.outcomes == {
        **dict.fromkeys(["c01", "c02", "c04", "c05"], "created"),
        "c03": "unconfirmed",
    }
    outcome = run.outcome("c03")
    assert isinstance(outcome, Unconfirmed)
    assert "ZeroDivisionError" in outcome.problem.message
    assert_each_sent_once(run)


def test_blocked_campaigns_are_skipped_and_the_rest_is_created() -> None:
    """Their reason is in the receipt, and the run counts as applied in part."""
    store = a_store()
    make_directly(store, another("c02"))

    run = apply(store, campaigns(3))

    assert run.outcomes == {"c02": "skipped", "c01": "created", "c03": "created"}
    assert [each.name for each in run.plan.changes if isinstance(each, Blocked)] == ["c02"]
    assert run.code == ExitCode.PARTIAL


def test_a_plan_of_nothing_but_blocks_is_stopped_by_a_guard() -> None:
    """Nothing could be tried."""
    store = a_store()
    make_directly(store, another("c01"))

    run = apply(store, campaigns(1))

    assert run.outcomes == {"c01": "skipped"}
    assert run.code == ExitCode.GUARDED


def test_drift_elsewhere_does_not_count() -> None:
    """All that was to be created is there; that live differs elsewhere is only said."""
    store = a_store()
    make_directly(store, campaign("c01", description="live"))

    run = apply(store, [campaign("c01", description="declared"), campaign("c02")])

    assert run.outcomes == {"c02": "created"}
    assert run.code == ExitCode.OK
    assert not run.applied.receipt.converged
    assert run.applied.receipt.remaining is not None
    assert run.applied.receipt.remaining.drift == 1


def test_after_the_stop_nothing_more_is_sent_and_what_is_under_way_is_settled() -> None:
    """An interruption between two creates."""
    store = a_store()
    case = Case(concurrency=1)
    case.on_report = lambda receipt: stop_after(case, receipt.count(Created), 2)

    run = apply(store, campaigns(5), case)

    assert run.sent == ["c01", "c02"]
    assert list(run.outcomes.values()) == ["created", "created", "skipped", "skipped", "skipped"]
    assert run.code == ExitCode.PARTIAL


def test_a_create_that_waits_for_its_turn_is_not_sent_after_the_stop() -> None:
    """However long the API asked to wait: only what had left the client is settled."""
    store = a_store()
    case = Case(faults.on_creates(None, faults.too_many("60")))

    async def main() -> Run:
        asyncio.get_running_loop().call_later(30.0, case.stop.set)
        return await apply_within(store, campaigns(9), case)

    run = run_virtually(main())

    in_time = [name for name, word in run.outcomes.items() if word != "skipped"]
    assert run.sent == in_time
    assert list(run.outcomes.values()).count("skipped") >= 4
    assert run.code == ExitCode.PARTIAL


def test_an_interrupted_run_is_applied_in_part_even_if_all_is_there() -> None:
    """Whoever interrupted it is not told that all went as planned."""
    case = Case()
    case.on_report = lambda receipt: stop_after(case, receipt.count(Created), 3)

    run = apply(a_store(), campaigns(3), case)

    assert set(run.outcomes.values()) == {"created"}
    assert run.code == ExitCode.PARTIAL


def test_a_cancelled_run_tells_what_was_sent_from_what_was_not() -> None:
    """What was under way stays unconfirmed; the rest was never sent."""
    store = a_store()
    case = Case(faults.on_creates(None, *[faults.hang_after] * 4), concurrency=2)

    async def main() -> Receipt:
        task = asyncio.ensure_future(apply_within(store, campaigns(6), case))
        await asyncio.sleep(20.0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return case.latest()

    receipt = run_virtually(main())

    words = [WORDS[type(each)] for each in receipt.outcomes]
    assert words == ["created", "unconfirmed", "unconfirmed", "skipped", "skipped", "skipped"]
    assert names_in(store) == ["c01", "c02", "c03"]


def test_a_hanging_create_ends_with_its_time_limit() -> None:
    """It is settled by reading like any other lost answer."""
    store = a_store()

    run = apply(store, campaigns(2), Case(faults.by_name({"c01": faults.hang_after})))

    assert run.outcomes == {"c01": "created", "c02": "created"}
    assert run.seconds < 400.0


def test_a_run_leaves_time_to_read_live_before_its_deadline() -> None:
    """Creates stop early enough that the outcome of each is known."""
    store = a_store()

    run = apply(
        store,
        campaigns(30),
        Case(faults.on_every_create(faults.slow(1.0)), concurrency=1, deadline=10.0, reserve=3.0),
    )

    assert run.seconds <= 10.0
    assert run.applied.unread is None
    words = list(run.outcomes.values())
    assert words.count("unconfirmed") <= 1, "more than the one that was under way"
    assert set(words) <= {"created", "unconfirmed", "skipped"}
    assert [name for name, word in run.outcomes.items() if word == "created"] == names_in(store)
    assert run.code == ExitCode.PARTIAL
    assert_each_sent_once(run)


def test_a_create_that_hangs_up_to_the_deadline_is_still_looked_for() -> None:
    """Its answer is given up in time for the read that settles it."""
    store = a_store()

    run = apply(
        store,
        campaigns(3),
        Case(faults.on_creates(faults.hang_after), deadline=20.0, reserve=5.0),
    )

    assert run.seconds <= 20.0
    assert run.outcomes == {"c01": "created", "c02": "skipped", "c03": "skipped"}
    assert run.code == ExitCode.PARTIAL


def test_a_rate_too_slow_for_the_deadline_skips_what_does_not_fit() -> None:
    """No create waits for a turn that comes too late and is sent all the same."""
    store = a_store()

    run = apply(store, campaigns(40), Case(rate=1.0, deadline=20.0, reserve=5.0))

    assert run.seconds <= 20.0
    assert [name for name, word in run.outcomes.items() if word == "created"] == names_in(store)
    assert "failed" not in run.outcomes.values()


def test_every_receipt_on_the_way_lists_every_create_and_claims_no_more_than_is_so() -> None:
    """At first all are unconfirmed; created is said only of what is there."""
    store = a_store()
    there: list[set[str]] = []

    run = apply(
        store,
        campaigns(6),
        Case(
            faults.on_creates(None, faults.answer_lost, faults.refused),
            on_report=lambda receipt: there.append(set(names_in(store))),
        ),
    )

    names = [change.name for change in run.plan.changes if isinstance(change, PlannedCreate)]
    assert {type(each) for each in run.receipts[0].outcomes} == {Unconfirmed}
    for receipt, live in zip(run.receipts, there, strict=True):
        assert [each.name for each in receipt.outcomes] == names
        assert {each.name for each in receipt.outcomes if isinstance(each, Created)} <= live
        assert not {each.name for each in receipt.outcomes if isinstance(each, Failed)} & live
        assert receipt.plan_id == run.plan.plan_id
        assert not receipt.converged


def test_a_listener_that_fails_later_on_stops_nothing() -> None:
    """A full disk in the middle of a run costs no create its outcome."""

    calls = 0

    def listen(receipt: object) -> None:
        nonlocal calls
        calls += 1
        if calls > 1:
            raise UsageError("The disk is full.")

    store = a_store()

    run = apply(store, campaigns(3), Case(on_report=listen))

    assert set(run.outcomes.values()) == {"created"}
    assert run.code == ExitCode.OK


def test_a_receipt_that_cannot_be_kept_is_noticed_before_the_first_create() -> None:
    """Nothing was sent yet, so nothing is."""
    store = a_store()

    def listen(receipt: object) -> None:
        raise UsageError("receipt.json cannot be written.")

    with pytest.raises(UsageError):
        apply(store, campaigns(3), Case(on_report=listen))

    assert writes_in(store) == 0


def test_without_creates_nothing_is_sent() -> None:
    """An empty plan is done at once."""
    store = a_store()

    run = apply(store, [])

    assert run.outcomes == {}
    assert run.code == ExitCode.OK
    assert writes_in(store) == 0


def test_the_reason_of_a_block_is_what_the_receipt_says() -> None:
    """Code and message of the plan, word for word."""
    store = a_store()
    make_directly(store, another("c01"))

    run = apply(store, campaigns(2))

    [blocked] = [each for each in run.plan.changes if isinstance(each, Blocked)]
    problem = run.outcome("c01").problem
    assert problem is not None
    assert Reason(problem.code, problem.message, ("other",)) == blocked.reason


def stop_after(case: Case, count: int, most: int) -> None:
    if count >= most:
        case.stop.set()
