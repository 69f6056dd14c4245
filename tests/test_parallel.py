"""Work on several cores gives what it gives on one."""

import gc
import os
import pickle
import select
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from reconciler import parallel
from reconciler.parallel import MANY, Packed, begin, collector_paused, in_parallel
from reconciler.status import Situation, Status, use
from tests.support.many_processes import let_others_work

HERE = os.getpid()


def doubled(items: Sequence[int]) -> list[int]:
    return [2 * each for each in items]


def workers(items: Sequence[int]) -> list[int]:
    return [os.getpid()] * len(items)


def open_files() -> set[str]:
    return {each.name for each in Path("/proc/self/fd").iterdir() if each.exists()}


@pytest.fixture
def _others(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two other processes, which get to the work before this one; nothing is left of them."""
    let_others_work(monkeypatch)
    before = open_files()
    yield
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
    assert open_files() == before


@pytest.mark.usefixtures("_others")
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 10, 1000])
def test_results_come_in_the_order_of_the_items(count: int) -> None:
    """However the items are shared out."""
    items = list(range(count))
    assert in_parallel(doubled, items, worth=1) == doubled(items)


@pytest.mark.parametrize("count", [24, 100, 1000, 20_000])
def test_shares_get_smaller_towards_the_end(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """More at once is quicker, and with small ones at the end no process waits for long."""
    monkeypatch.setattr("reconciler.parallel.cores", lambda: 2)
    sizes = in_parallel(lambda items: [len(items)] * len(items), range(count), worth=12)
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] >= min(128, count // 4)
    assert sizes[0] <= max(128, count // 64)
    assert sizes[-1] <= 3


@pytest.mark.usefixtures("_others")
def test_few_items_are_worked_on_here() -> None:
    """To start a process would take longer."""
    assert set(in_parallel(workers, range(5), worth=3)) == {HERE}
    assert HERE not in in_parallel(workers, range(6), worth=3)


def test_this_process_joins_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """And none waits for another that is slow."""
    monkeypatch.setattr(parallel, "cores", lambda: 2)
    wait, go_on = os.pipe()

    def slow_elsewhere(items: Sequence[int]) -> list[int]:
        if os.getpid() == HERE:
            os.write(go_on, b" ")
        else:
            os.read(wait, 1)
        return workers(items)

    done = in_parallel(slow_elsewhere, range(9), worth=1)
    assert HERE in done
    assert len(done) == 9
    os.close(wait)
    os.close(go_on)


@pytest.mark.usefixtures("_others")
def test_work_goes_on_while_this_process_does_something_else() -> None:
    """Also if nobody asks for the results."""
    with begin(workers, range(9), worth=1) as begun:
        assert begun.is_shared
        assert HERE not in begun.results()
    with begin(workers, range(9), worth=1) as begun:
        assert begun.is_shared


@pytest.mark.usefixtures("_others")
def test_a_share_whose_process_is_killed_is_done_again() -> None:
    """A machine that runs out of memory kills one of them."""

    def die_elsewhere(items: Sequence[int]) -> list[int]:
        if os.getpid() != HERE and 5 in items:
            os.kill(os.getpid(), 9)
        return doubled(items)

    assert in_parallel(die_elsewhere, range(9), worth=1) == doubled(range(9))


def test_no_process_outlives_one_that_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though what it would answer is more than a pipe holds."""
    let_others_work(monkeypatch)
    alive, held = os.pipe()
    original = os.fork()
    if original == 0:
        with begin(lambda items: [b"x" * 10**6] * len(items), range(9), worth=1):
            os.kill(os.getpid(), 9)
    os.waitpid(original, 0)
    os.close(held)
    ready, _, _ = select.select([alive], [], [], 30)
    assert ready, "somebody holds the other end"
    assert os.read(alive, 1) == b""
    os.close(alive)


@pytest.mark.usefixtures("_others")
def test_an_answer_that_is_cut_off_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """As of a process that is killed while it gives back what it has done."""
    load = pickle.load

    def cut_off(file: object) -> object:
        load(file)  # type: ignore[arg-type]
        raise pickle.UnpicklingError("pickle data was truncated")

    monkeypatch.setattr(pickle, "load", cut_off)
    assert in_parallel(workers, range(9), worth=1) == [HERE] * 9


@pytest.mark.usefixtures("_others")
def test_what_goes_wrong_in_a_process_goes_wrong_here() -> None:
    """With the error of the first item that it goes wrong for, whoever gets to it first."""

    def fail(items: Sequence[int]) -> list[int]:
        if items[0] in {3, 7}:
            raise LookupError(f"{items[0]}")
        return doubled(items)

    with pytest.raises(LookupError, match="3"):
        in_parallel(fail, range(9), worth=1)


@pytest.mark.usefixtures("_others")
def test_what_cannot_be_sent_is_worked_out_here() -> None:
    """Results that cannot be pickled are no reason to fail."""
    results = in_parallel(lambda items: [(k for k in [each]) for each in items], range(3), worth=1)
    assert [list(each) for each in results] == [[0], [1], [2]]


@pytest.mark.usefixtures("_others")
@pytest.mark.parametrize(("missing", "after"), [("fork", 0), ("fork", 1), ("pipe", 0), ("pipe", 1)])
def test_where_there_can_be_no_more_processes_it_is_done_here(
    missing: str, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container may have a limit."""
    real, done = getattr(os, missing), list[None]()

    def refuse() -> object:
        if len(done) == after:
            raise BlockingIOError("no more")
        done.append(None)
        return real()

    monkeypatch.setattr(os, missing, refuse)
    assert in_parallel(doubled, range(9), worth=1) == doubled(range(9))


@pytest.mark.usefixtures("_others")
def test_what_is_packed_travels_packed() -> None:
    """And is what it was; where it does not travel it is not packed."""

    def work(items: Sequence[int]) -> list[Packed[list[int]]]:
        return [Packed([each]) for each in items]

    found = in_parallel(work, range(9), worth=1)
    assert [each.value for each in found] == [[each] for each in range(9)]
    value = [7]
    assert Packed(value).value is value


@pytest.mark.parametrize("without", ["linux", "fork", "threads alone", "/proc"])
def test_one_core_is_one_process(
    without: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a process cannot be copied safely, all is done in this one."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1, 2})
    monkeypatch.setattr(parallel, "_THREADS", tmp_path)
    (tmp_path / "1").mkdir()
    assert parallel.cores() == 3
    match without:
        case "linux":
            monkeypatch.setattr("sys.platform", "win32")
        case "fork":
            monkeypatch.delattr(os, "fork")
        case "threads alone":
            (tmp_path / "2").mkdir()
        case _:
            monkeypatch.setattr(parallel, "_THREADS", tmp_path / "missing")
            monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert parallel.cores() == 1
    assert set(in_parallel(workers, range(9), worth=1)) == {HERE}


def test_the_collector_goes_on_afterwards() -> None:
    """Also after an error, and only if it was on before."""
    with collector_paused(MANY):
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), collector_paused(MANY):
        _ = 1 / 0
    assert gc.isenabled()
    with collector_paused(MANY - 1):
        assert gc.isenabled()
    gc.disable()
    try:
        with collector_paused(MANY):
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
        gc.unfreeze()


@pytest.mark.parametrize("others", [0, 2])
def test_what_is_done_is_counted(others: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """By this process, for all of them: shares are handed out in their order."""
    told: list[tuple[str, int, int]] = []

    def tell(situation: Situation | None) -> None:
        if situation is not None:
            told.append((situation.doing, situation.done, situation.total))

    monkeypatch.setattr("reconciler.parallel.cores", lambda: others + 1)
    use(Status(tell, interval=0.0, counts=True))
    try:
        assert in_parallel(doubled, range(9), worth=1, what="numbers") == doubled(range(9))
    finally:
        use(Status())
    assert {(doing, total) for doing, _, total in told} <= {("numbers", 9)}
    counts = [done for _, done, _ in told]
    assert counts == sorted(counts)
    if not others:
        assert counts == [*range(1, 10)]
