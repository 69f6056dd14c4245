"""Work on several cores gives what it gives on one."""

import gc
import multiprocessing
import os
from collections.abc import Sequence

import pytest

from reconciler import parallel
from reconciler.parallel import MANY, collector_paused, in_parallel

HERE = os.getpid()


def doubled(items: Sequence[int]) -> list[int]:
    return [2 * each for each in items]


@pytest.fixture
def _three_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "cores", lambda: 3)


@pytest.mark.usefixtures("_three_cores")
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 10])
def test_results_come_in_the_order_of_the_items(count: int) -> None:
    """However the items are shared out."""
    items = list(range(count))
    assert in_parallel(doubled, items, worth=1) == doubled(items)


@pytest.mark.usefixtures("_three_cores")
def test_few_items_are_worked_on_here() -> None:
    """To start a process would take longer."""
    assert set(in_parallel(lambda items: [os.getpid()] * len(items), [1] * 5, worth=3)) == {HERE}
    assert len(set(in_parallel(lambda items: [os.getpid()] * len(items), [1] * 6, worth=3))) == 2


@pytest.mark.usefixtures("_three_cores")
def test_a_share_whose_process_is_killed_is_done_again() -> None:
    """A machine that runs out of memory kills one of them."""

    def die_elsewhere(items: Sequence[int]) -> list[int]:
        if os.getpid() != HERE:
            os.kill(os.getpid(), 9)
        return doubled(items)

    assert in_parallel(die_elsewhere, range(9), worth=1) == doubled(range(9))


@pytest.mark.usefixtures("_three_cores")
def test_what_goes_wrong_in_a_process_goes_wrong_here() -> None:
    """With the error that it was."""

    def fail(items: Sequence[int]) -> list[int]:
        raise LookupError(f"{items[0]}")

    with pytest.raises(LookupError, match="0"):
        in_parallel(fail, range(9), worth=1)
    assert multiprocessing.active_children() == []


@pytest.mark.usefixtures("_three_cores")
def test_what_cannot_be_sent_is_worked_out_here() -> None:
    """Results that cannot be pickled are no reason to fail."""
    results = in_parallel(lambda items: [(k for k in [each]) for each in items], range(3), worth=1)
    assert [list(each) for each in results] == [[0], [1], [2]]


@pytest.mark.usefixtures("_three_cores")
@pytest.mark.parametrize("missing", ["fork", "pipe"])
def test_where_there_can_be_no_more_processes_it_is_done_here(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container may have a limit."""

    def refuse(*_: object) -> None:
        raise BlockingIOError("no more")

    monkeypatch.setattr(os, missing, refuse)
    assert in_parallel(doubled, range(9), worth=1) == doubled(range(9))
    assert multiprocessing.active_children() == []


def test_one_core_is_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a process cannot be copied, all is done in this one."""
    monkeypatch.setattr("sys.platform", "win32")
    assert parallel.cores() == 1
    assert set(in_parallel(lambda items: [os.getpid()] * len(items), [1] * 9, worth=1)) == {HERE}


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
