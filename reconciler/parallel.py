"""Work on several cores, where the operating system can copy a process for next to nothing.

A copy has all that this process has in memory, so nothing is sent to it; what it gives back is
sent. Where a process cannot be copied safely (Windows, macOS), all work is done in this one: to
start a fresh interpreter costs more than most repositories take as a whole.
"""

import contextlib
import gc
import os
import pickle
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

T = TypeVar("T")
R = TypeVar("R")

MOST_PROCESSES: Final = 8
MANY: Final = 200
"""So many campaigns are worth pausing the garbage collector for."""


class Packed(Generic[T]):
    """A value that travels between processes as it is packed, until somebody looks at it.

    Most never are, and unpacking thousands would take the time that working side by side has saved.
    """

    __slots__ = ("_packed", "_value")

    def __init__(self, value: T) -> None:
        self._packed = b""
        self._value = value

    def __getstate__(self) -> bytes:
        return self._packed or pickle.dumps(self._value)

    def __setstate__(self, packed: bytes) -> None:
        self._packed = packed

    @property
    def value(self) -> T:
        """The value; unpacked anew every time."""
        if not self._packed:
            return self._value
        value: T = pickle.loads(self._packed)  # noqa: S301 - a process of ours packed it just now
        return value


def in_parallel(
    work: Callable[[Sequence[T]], list[R]], items: Sequence[T], *, worth: int
) -> list[R]:
    """Do work on all items.

    Args:
        work: gives one result for each of the items that it is handed; results can be pickled. It
            may run in a copy of this process, where nothing that it changes is kept.
        items: what to work on.
        worth: how many items pay for a process of their own.

    Returns:
        The results in the order of the items.
    """
    shares = _shares(items, min(cores(), max(1, len(items) // worth)))
    others = [_Other(work, share) for share in shares[1:]]
    try:
        results = work(shares[0])
        for other in others:
            results += other.results()
    finally:
        for other in others:
            other.end()
    return results


def cores() -> int:
    """How many processes may work at once."""
    if sys.platform != "linux":
        return 1
    return min(MOST_PROCESSES, len(os.sched_getaffinity(0)))


@contextlib.contextmanager
def collector_paused(items: int) -> Iterator[None]:
    """Build much that lives long without the garbage collector looking through it again and again.

    What was built is left out of later collections as well.

    Args:
        items: how much it is; with few, nothing is gained.
    """
    if items < MANY:
        yield
        return
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


def _shares(items: Sequence[T], count: int) -> list[Sequence[T]]:
    size = -(-len(items) // count)
    return [items[k * size : (k + 1) * size] for k in range(count)]


class _Other(Generic[R]):
    """A share of the work in a process of its own, if there can be one."""

    def __init__(self, work: Callable[[Sequence[T]], list[R]], share: Sequence[T]) -> None:
        self._do: Callable[[], list[R]] = lambda: work(share)
        self._answer: Connection | None = None
        self._process: BaseProcess | None = None
        with contextlib.suppress(OSError):  # no more processes, or no more files
            self._start()

    def _start(self) -> None:
        import multiprocessing  # noqa: PLC0415 - small repositories need it not

        context = multiprocessing.get_context("fork")
        self._answer, answer = context.Pipe(duplex=False)
        process = context.Process(target=_answer_with, args=(self._do, answer), daemon=True)
        try:
            with warnings.catch_warnings():
                # Newer Pythons warn where there are other threads. Those that are may wait for
                # names to be looked up or for work; none holds a lock that the copy will want.
                warnings.simplefilter("ignore", DeprecationWarning)
                process.start()
            self._process = process
        finally:
            answer.close()

    def results(self) -> list[R]:
        """What came of it; a share whose process failed or was killed is done again here."""
        if self._process is not None and self._answer is not None:
            with contextlib.suppress(EOFError, OSError):
                results: list[R] = self._answer.recv()
                return results
        return self._do()

    def end(self) -> None:
        """Leave nothing behind, whatever became of it."""
        if self._answer is not None:
            self._answer.close()
        if self._process is not None:
            self._process.terminate()  # one that has answered is at its end
            self._process.join()


def _answer_with(do: Callable[[], object], answer: "Connection") -> None:
    try:
        answer.send(do())
    except BaseException:  # noqa: BLE001 - whatever it was, it shows when it is done again
        answer.close()
    os._exit(0)  # nothing of the process that was copied may be flushed or closed twice
