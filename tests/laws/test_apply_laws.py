"""Laws of apply, against the sandbox behind a way on which drawn faults do harm."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from reconciler.api.auth import Credentials, OAuthCredentials
from reconciler.core.outcome import (
    AlreadyExists,
    Created,
    Failed,
    Outcome,
    Receipt,
    Skipped,
    Unconfirmed,
)
from reconciler.core.plan import InSync
from reconciler.errors import ExitCode
from reconciler.sandbox.store import Store
from tests.api.support import run_virtually
from tests.apply.support import (
    LOGIN,
    Case,
    Run,
    a_store,
    apply,
    apply_within,
    campaign,
    creates_in,
    make_directly,
    names_in,
    writes_in,
)
from tests.support import faults
from tests.support.faults import Fault, Killed
from tests.support.strategies import repositories

Data = dict[str, Any]
half = settings(max_examples=settings.default.max_examples // 2)  # type: ignore[union-attr]
fewer = settings(max_examples=max(20, settings.default.max_examples // 4))  # type: ignore[union-attr]

NAMES = ("a", "B", "c/~", "é", "Summer 1", "summer 2")
LOGINS: tuple[Credentials, ...] = (LOGIN, OAuthCredentials("sandbox", "sandbox"))
ON_CREATES = (*faults.SURVIVABLE, faults.not_logged_in, faults.half_made, faults.slow(3.0))
ON_READS = (
    *(faults.stale, faults.answer_lost, faults.truncated, faults.too_many("2")),
    *(faults.not_logged_in, faults.server_before[0], faults.hang_before),
)


@dataclass(frozen=True)
class World:
    """What there is before an apply: files, and groups that are live."""

    declared: tuple[Data, ...]
    live: tuple[Data, ...]

    def open(self) -> Store:
        store = a_store()
        for data in self.live:
            make_directly(store, data)
        return store


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Some campaigns are live as declared, some otherwise, and some groups nobody declared."""
    names = draw(st.permutations(NAMES))
    declared = names[: draw(st.integers(1, len(names)))]
    as_declared = draw(st.sets(st.sampled_from(names)))
    otherwise = draw(st.sets(st.sampled_from(names))) - as_declared
    return World(
        tuple(campaign(name, description="declared") for name in declared),
        tuple(
            campaign(name, description="declared" if name in as_declared else "other")
            for name in names
            if name in as_declared | otherwise
        ),
    )


def maybe(chosen: Sequence[Fault], *, most: int) -> st.SearchStrategy[list[Fault | None]]:
    """Faults for the first few requests of a kind; many meet none."""
    return st.lists(st.none() | st.sampled_from(chosen), max_size=most)


@st.composite
def cases(draw: st.DrawFn, on_creates: Sequence[Fault] = ON_CREATES) -> Case:
    """Drawn faults, and all that may differ between runs."""
    creates = draw(maybe(on_creates, most=6))
    reads = draw(maybe(ON_READS, most=4))
    event(f"faults on creates: {sum(fault is not None for fault in creates)}")
    script = faults.both(faults.on_creates(*creates), faults.once_created(faults.on_reads(*reads)))
    return Case(
        script,
        credentials=draw(st.sampled_from(LOGINS)),
        concurrency=draw(st.integers(1, 4)),
        deadline=draw(st.none() | st.sampled_from([5.0, 60.0])),
        reserve=draw(st.sampled_from([0.0, 2.0])),
        source=draw(st.sampled_from(["milestones", "target-groups", "auto"])),
    )


def look(name: str) -> str:
    return name.casefold()


def by_name(store: Store) -> Mapping[str, Data]:
    return {group["name"]: group for group in store.groups()}


def assert_no_twins(store: Store) -> None:
    twice = [name for name, count in Counter(map(look, names_in(store))).items() if count > 1]
    assert not twice, "two live groups whose names differ only in case"


def assert_honest(outcomes: Sequence[Outcome], store: Store) -> None:
    """No outcome says more than is so."""
    live = names_in(store)
    for outcome in outcomes:
        match outcome:
            case Created() | AlreadyExists():
                assert outcome.name in live
            case Failed() | Skipped():
                assert outcome.name not in live
            case Unconfirmed():
                assert outcome.problem.message


def assert_lawful(run: Run, store: Store, before: Mapping[str, Data]) -> None:
    """All that must hold of any run, whatever went wrong."""
    outcomes = run.applied.receipt.outcomes
    assert [each.name for each in outcomes] == [each.name for each in run.plan.creates]
    assert len(run.sent) == len(set(run.sent)), "a campaign was sent twice"
    assert set(run.sent) <= {each.name for each in run.plan.creates}
    assert_no_twins(store)
    assert_honest(outcomes, store)
    now = by_name(store)
    assert {name: now[name] for name in before} == before, "something else in live changed"
    assert now.keys() - before.keys() <= set(run.sent)
    if any(isinstance(each, Unconfirmed | Failed | Skipped) for each in outcomes):
        assert run.code in {ExitCode.PARTIAL, ExitCode.DENIED}
    if any(isinstance(each, Unconfirmed) for each in outcomes):
        assert run.code == ExitCode.PARTIAL


def assert_converges(world: World, store: Store) -> None:
    """One clean run creates what is missing, and the next one finds nothing to create."""
    clean = apply(store, world.declared)
    assert clean.code in {ExitCode.OK, ExitCode.PARTIAL}
    assert all(isinstance(each, Created) for each in clean.applied.receipt.outcomes)
    assert {look(data["name"]) for data in world.declared} <= set(map(look, names_in(store)))
    assert_no_twins(store)

    writes = writes_in(store)
    again = apply(store, world.declared)
    assert not again.plan.creates
    assert again.code == ExitCode.OK
    assert writes_in(store) == writes, "the second clean run wrote something"


@fewer
@given(worlds(), st.integers(1, 4), st.sampled_from(LOGINS))
def test_after_an_apply_nothing_is_missing_and_drift_is_what_it_was(
    world: World, concurrency: int, login: Credentials
) -> None:
    """Convergence, conservation, abstinence."""
    store = world.open()
    before = by_name(store)

    run = apply(store, world.declared, Case(concurrency=concurrency, credentials=login))

    assert_lawful(run, store, before)
    assert run.code == ExitCode.OK
    assert run.applied.after is not None
    assert run.applied.after.summary.create == 0
    assert run.applied.after.summary.drift == run.plan.summary.drift
    created = {each.name for each in run.plan.creates}
    in_sync = {each.name for each in run.applied.after.changes if isinstance(each, InSync)}
    assert created <= in_sync
    assert run.applied.receipt.converged == (not run.plan.summary.drift)


@fewer
@given(repositories())
def test_a_second_apply_of_any_repository_writes_nothing(repository: list[Data]) -> None:
    """Idempotence: whatever the kind, the window and the values."""
    store = a_store()
    first = apply(store, repository)
    sent = creates_in(store)

    second = apply(store, repository)

    made = {each.name for each in first.applied.receipt.outcomes if isinstance(each, Created)}
    assert made == set(names_in(store))
    assert set(second.sent).isdisjoint(made)
    assert creates_in(store)[: len(sent)] == sent
    assert second.plan.summary.drift == 0


@half
@given(worlds(), cases())
def test_whatever_goes_wrong_no_outcome_says_more_than_is_so(world: World, case: Case) -> None:
    """Honesty under any faults, and one clean run puts it right."""
    store = world.open()
    before = by_name(store)

    run = apply(store, world.declared, case)

    assert_lawful(run, store, before)
    if case.deadline is not None:
        assert run.seconds <= case.deadline
    for outcome in run.applied.receipt.outcomes:
        event(type(outcome).__name__)
    assert_converges(world, store)


@fewer
@given(worlds(), st.sampled_from(faults.CLOSING), st.integers(0, 6), st.integers(1, 4))
def test_an_endpoint_that_closes_is_asked_no_more_than_what_was_under_way(
    world: World, fault: Fault, closes_after: int, concurrency: int
) -> None:
    """What comes after the answer that says so is skipped."""
    store = world.open()
    before = by_name(store)
    script = faults.on_creates(*[None] * closes_after, *[fault] * 20)

    run = apply(store, world.declared, Case(script, concurrency=concurrency))

    assert_lawful(run, store, before)
    assert len(run.sent) <= closes_after + concurrency
    assert_converges(world, store)


@fewer
@given(worlds(), cases(), st.integers(0, 6))
def test_an_interruption_after_any_write_loses_nothing(
    world: World, case: Case, writes: int
) -> None:
    """Whatever was sent is settled, and nothing more is sent."""
    store = world.open()
    before = by_name(store)
    reports = 0

    def count(receipt: Receipt) -> None:
        nonlocal reports
        reports += 1
        if reports > writes:
            case.stop.set()

    case.on_report = count

    run = apply(store, world.declared, case)

    assert_lawful(run, store, before)
    assert len(run.sent) <= writes + case.concurrency
    if run.plan.creates and case.stop.is_set():
        assert run.code in {ExitCode.PARTIAL, ExitCode.DENIED}
    assert_converges(world, store)


@fewer
@given(
    worlds(),
    st.integers(0, 5),
    st.sampled_from([faults.kill_before, faults.kill_after]),
    st.integers(1, 4),
)
def test_the_receipt_of_a_process_that_was_killed_is_true(
    world: World, survived: int, kill: Fault, concurrency: int
) -> None:
    """All creates are listed, and created and failed are so; the next run puts it right."""
    store = world.open()
    script = faults.on_creates(*[None] * survived, *[kill] * 20)
    case = Case(script, concurrency=concurrency)

    try:
        apply(store, world.declared, case)
    except (Killed, BaseExceptionGroup):
        event("killed")

    assert_killed_receipt(case.latest(), store)
    assert_converges(world, store)


def assert_killed_receipt(receipt: Receipt, store: Store) -> None:
    live = names_in(store)
    for outcome in receipt.outcomes:
        if isinstance(outcome, Created):
            assert outcome.name in live
        assert not isinstance(outcome, Failed)


@fewer
@given(worlds(), st.floats(0.0, 12.0), st.integers(1, 4))
def test_a_cancelled_run_tells_what_was_sent(
    world: World, seconds: float, concurrency: int
) -> None:
    """Skipped is what never left; what was under way stays unconfirmed."""
    store = world.open()
    case = Case(faults.on_every_create(faults.slow(2.0)), concurrency=concurrency)

    async def main() -> bool:
        task = asyncio.ensure_future(apply_within(store, world.declared, case))
        await asyncio.sleep(seconds)
        cancelled = task.cancel() and hasattr(case, "latest")
        await asyncio.wait([task])
        return cancelled

    if run_virtually(main()):
        assert_honest(case.latest().outcomes, store)
    assert_converges(world, store)


@fewer
@given(worlds(), cases(faults.SURVIVABLE), cases(faults.SURVIVABLE))
def test_two_applies_at_once_make_one_group_for_each_campaign(
    world: World, one: Case, other: Case
) -> None:
    """Whoever is first makes it; the other one finds it."""
    store = world.open()
    before = by_name(store)

    async def main() -> list[Run]:
        return await asyncio.gather(
            *(apply_within(store, world.declared, case) for case in (one, other))
        )

    runs = run_virtually(main())

    assert_no_twins(store)
    now = by_name(store)
    assert {name: now[name] for name in before} == before
    for run in runs:
        for outcome in run.applied.receipt.outcomes:
            if isinstance(outcome, Created | AlreadyExists):
                assert outcome.name in now
    for create in {each.name for run in runs for each in run.plan.creates}:
        assert sum(run.sent.count(create) for run in runs) <= 2
    assert_converges(world, store)
