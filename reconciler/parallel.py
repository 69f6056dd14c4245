"""Work on several cores, where the operating system can copy a process for next to nothing.

A copy has all that this process has in memory, so nothing is sent to it; what it gives back is
sent. All take the next few items as they get to them, so that none waits for another that is on a
slower core. Where a process cannot be copied safely (Windows, macOS, while it has threads), all is
done in this one: to start a fresh interpreter costs more than most repositories take as a whole.
"""

import contextlib
import gc
import io
import os
import pickle
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import IO, Final, Generic, NoReturn, Self, TypeVar

from reconciler.status import counting

T = TypeVar("T")
R = TypeVar("R")

MOST_PROCESSES: Final = 8
MANY: Final = 200
"""So many campaigns are worth pausing the garbage collector for."""
_TURNS: Final = 32
"""How often each process takes items at least, where they are many: shares take room."""
_AT_ONCE: Final = 128
"""Items that fit into the caches of processors with all that is made of them."""
_TICKET: Final = 4
"""Bytes by which a process knows which items to take."""
_THREADS: Final = Path("/proc/self/task")


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
    work: Callable[[Sequence[T]], list[R]], items: Sequence[T], *, worth: int, what: str = ""
) -> list[R]:
    """Do work on all items; as ``begin``, with the results at once."""
    with begin(work, items, worth=worth, what=what) as begun:
        return begun.results()


def begin(
    work: Callable[[Sequence[T]], list[R]], items: Sequence[T], *, worth: int, what: str = ""
) -> "Begun[T, R]":
    """Let other processes begin to work on items; this one joins in when results are asked for.

    Args:
        work: gives one result for each of the items that it is handed; results can be pickled. It
            may run in a copy of this process, where nothing that it changes is kept.
        items: what to work on.
        worth: how many items pay for a process of their own.
        what: what is done with them, in the plural, to be told where that takes long.
    """
    count = min(cores(), max(1, len(items) // worth))
    shares = _shared_out(items, count, max(1, worth // 4))
    return Begun(work, shares, others=count - 1, what=what)


def _shared_out(items: Sequence[T], count: int, least: int) -> list[Sequence[T]]:
    """Items in shares for so many processes, which are smaller towards the end.

    The processor is quicker at many at once; and the smaller the last ones are, the less one
    process waits for another.
    """
    usual = max(least, len(items) // (count * _TURNS))
    most = usual if count == 1 else max(usual, _AT_ONCE)
    shares, start = [], 0
    while start < len(items):
        size = max(least, min(most, (len(items) - start) // (2 * count)))
        shares.append(items[start : start + size])
        start += size
    return shares


def cores() -> int:
    """How many processes may work at once; one where this process cannot be copied safely.

    It cannot while it has other threads, of which a copy would have the locks alone: looking up the
    name of a host leaves one behind. From 3.12 on Python warns of them, and counts as the operating
    system does.
    """
    if sys.platform != "linux" or not hasattr(os, "fork"):
        return 1
    try:
        threads = sum(1 for _ in _THREADS.iterdir())
    except OSError:  # they are not to be seen everywhere
        threads = threading.active_count()
    return 1 if threads > 1 else min(MOST_PROCESSES, len(os.sched_getaffinity(0)))


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


class Begun(Generic[T, R]):
    """Work that other processes may be at.

    Args:
        work: gives one result for each of the items that it is handed.
        shares: all items, a few at a time.
        others: how many other processes are to work on them.
        what: what is done with them, in words.
    """

    def __init__(
        self,
        work: Callable[[Sequence[T]], list[R]],
        shares: Sequence[Sequence[T]],
        *,
        others: int,
        what: str = "",
    ) -> None:
        self._work = work
        self._shares = shares
        self._what = what
        self._tickets: Iterator[int] = iter(range(len(shares)))
        self._others: list[_Other[R]] = []
        self._ending = contextlib.ExitStack()
        if not others:
            return
        with contextlib.suppress(OSError):  # no more processes, or no more files
            tickets = self._ending.enter_context(_hand_out(len(self._shares)))
            self._tickets = (
                int.from_bytes(each, "big") for each in iter(lambda: tickets.read(_TICKET), b"")
            )
            for _ in range(others):
                other = _Other(self._take, self._others)
                self._ending.callback(other.end)
                self._others.append(other)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """As ``end``."""
        self.end()

    def end(self) -> None:
        """Leave no process behind, whatever became of it."""
        self._ending.close()

    @property
    def is_shared(self) -> bool:
        """Whether another process is at it."""
        return bool(self._others)

    def results(self) -> list[R]:
        """What came of the items, in their order.

        Raises:
            Exception: whatever the work raises, for the first of the items that it fails for.
        """
        done: dict[int, list[R]] = {}
        ends = [*accumulate(map(len, self._shares), initial=0)]
        counted = counting(self._what, ends[-1])
        # What fails here is done again below, since another share before it may fail as well.
        with counted as count, contextlib.suppress(Exception):
            for number, results in self._take():  # they are handed out in their order
                done[number] = results
                count(ends[number + 1])
        for other in self._others:
            done.update(other.results())
        for number, share in enumerate(self._shares):  # what nobody has done, or failed to do
            if number not in done:
                done[number] = self._work(share)
        return [result for number in range(len(self._shares)) for result in done[number]]

    def _take(self) -> Iterator[tuple[int, list[R]]]:
        """Work on shares that nobody has taken, until there are none."""
        for number in self._tickets:
            yield number, self._work(self._shares[number])


def _hand_out(count: int) -> io.FileIO:
    """The numbers of shares: whoever reads a few bytes has taken a share, and no other gets it."""
    take, give = os.pipe()
    with os.fdopen(give, "wb") as file:  # they fit into the smallest pipe
        file.write(b"".join(number.to_bytes(_TICKET, "big") for number in range(count)))
    return io.FileIO(take)


class _Other(Generic[R]):
    """A process that works on shares.

    Args:
        take: the work, until nothing is left of it.
        earlier: the processes that were made before.

    Raises:
        OSError: there can be no more processes, or no more files.
    """

    def __init__(
        self, take: Callable[[], Iterator[tuple[int, list[R]]]], earlier: "Sequence[_Other[R]]"
    ) -> None:
        receive, send = os.pipe()
        self.answer = os.fdopen(receive, "rb")
        original = os.getpid()
        # Who is interrupted ends the copy, which hears nothing of it from its first moment.
        unblocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            with warnings.catch_warnings():
                # Of threads, which ``cores`` has looked for; one may have begun since.
                warnings.simplefilter("ignore", DeprecationWarning)
                self._process = os.fork()
            if self._process == 0:
                answers = [self.answer, *(each.answer for each in earlier)]
                _work_and_answer(take, send, answers, original)
        except OSError:
            self.answer.close()
            raise
        finally:
            os.close(send)
            signal.pthread_sigmask(signal.SIG_SETMASK, unblocked)

    def results(self) -> list[tuple[int, list[R]]]:
        """What it has done, as far as it got before it failed or was killed.

        Share by share, so that all of it is never there packed and unpacked at once.
        """
        done = []
        with contextlib.suppress(EOFError, pickle.UnpicklingError):
            while True:
                done.append(pickle.load(self.answer))  # noqa: S301 - a process of ours packed it
        return done

    def end(self) -> None:
        """Leave nothing of it behind."""
        self.answer.close()
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(self._process, signal.SIGKILL)  # one that has answered is at its end
            os.waitpid(self._process, 0)


def _work_and_answer(
    take: Callable[[], Iterator[tuple[int, list[R]]]],
    send: int,
    answers: "Sequence[IO[bytes]]",
    original: int,
) -> NoReturn:
    """What a process does, in the copy of the one that has made it."""
    try:
        for answer in answers:  # of a pipe that only the original reads, one hears that it is gone
            answer.close()
        gc.disable()  # it lives too short for that to pay
        signal.set_wakeup_fd(-1)  # it wakes the event loop of the original
        shares = []
        for share in take():
            shares.append(pickle.dumps(share))
            if os.getppid() != original:  # which was killed; nobody wants the rest
                break
        with os.fdopen(send, "wb") as sent:
            sent.writelines(shares)
    except BaseException:  # noqa: BLE001, S110 - whatever it was, it shows when it is done again
        pass
    finally:
        os._exit(0)  # nothing of the process that was copied may be flushed or closed twice
