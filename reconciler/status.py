"""What a run does and waits for at the moment, so that nobody who looks at it has to wonder.

``Status`` keeps it, and decides when it is to be told; in which words, and where, is for whoever
makes one. What is counted is told on terminals alone; what is waited for is told in pipes as well.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from functools import partial
from typing import Final, Protocol, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

SILENCE: Final = 4.0
"""Seconds after which a wait is told, and told again: with what a process takes to begin, no
silence is longer than five."""
_PAUSE: Final = 1.0
"""Seconds without a wait after which the next one begins anew."""


class Situation(Struct, frozen=True):
    """What a run does and waits for at one moment.

    Attributes:
        doing: what is counted, in the plural; empty where nothing is.
        done: how many of them are done.
        total: how many there are.
        doing_for: seconds since the first of them.
        waiting: what the longest wait is for, or why there is one; empty where there is none.
        waited: seconds since it began.
        until: when it is given up, in words; or how many seconds it takes.
        phase: seconds since when one wait has followed on another.
        answers: how many answers have come meanwhile.
    """

    doing: str = ""
    done: int = 0
    total: int = 0
    doing_for: float = 0.0
    waiting: str = ""
    waited: float = 0.0
    until: str | float = ""
    phase: float = 0.0
    answers: int = 0


class Timer(Protocol):
    """What is to happen later, unless it is cancelled."""

    def cancel(self) -> None:
        """Let it not happen."""
        ...


Later: TypeAlias = Callable[[float, Callable[[], None]], Timer]
"""Has something done after so many seconds."""


def in_a_thread(seconds: float, call: Callable[[], None]) -> Timer:
    """Do something later, for a run that blocks while it waits."""
    timer = threading.Timer(seconds, call)
    timer.daemon = True
    timer.start()
    return timer


class _Count(Struct, eq=False):
    what: str
    total: int
    began: float
    done: int = 0


class _Wait(Struct, frozen=True, eq=False):
    what: str
    until: str | float
    began: float


class Status:
    """What is done and waited for, told when there has been silence for too long.

    Args:
        tell: told the situation, and None when what was told last is over.
        interval: seconds between two tellings.
        counts: whether also what is counted is told, and not only what is waited for.
        later: has something told in time, where whoever waits says nothing else.
        now: seconds on a clock that never goes back.
    """

    def __init__(
        self,
        tell: Callable[[Situation | None], None] = lambda _: None,
        *,
        interval: float = SILENCE,
        counts: bool = False,
        later: Later = in_a_thread,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tell = tell
        self._interval = interval
        self._counts = counts
        self._later = later
        self._now = now
        self._lock = threading.RLock()
        self._counting: list[_Count] = []
        self._waits: list[_Wait] = []
        self._timer: Timer | None = None
        self._phase = self._told = self._ended = float("-inf")
        self._answers = 0
        self._is_shown = False

    @contextlib.contextmanager
    def waiting(self, what: str, until: str | float, later: Later | None = None) -> Iterator[None]:
        """Wait for something for as long as the context lasts.

        Args:
            what: for which answer; or of a pause, why it is made.
            until: when it is given up, in words; of a pause, how many seconds it takes.
            later: has it told in time; an event loop's own way, for one.
        """
        later = later or self._later
        with self._lock:
            now = self._now()
            if not self._waits and now > self._ended + _PAUSE:
                self._phase, self._answers = now, 0
            wait = _Wait(what, until, now)
            self._waits.append(wait)
            self._arm(later)
        came = False
        try:
            yield
            came = isinstance(until, str)
        finally:
            with self._lock:
                self._waits.remove(wait)
                self._answers += came
                self._ended = self._now()
                if not self._waits:
                    if self._timer is not None:
                        self._timer.cancel()
                        self._timer = None
                    if not self._counting:
                        self.clear()

    @contextlib.contextmanager
    def counting(self, what: str, total: int) -> Iterator[Callable[..., None]]:
        """Do many of something for as long as the context lasts.

        Gives what counts one more, or says how many are done.
        """
        count = _Count(what, total, self._now())
        self._counting.append(count)
        try:
            yield partial(self._advance, count)
        finally:
            self._counting.remove(count)  # not the last one, where several are done side by side
            self.clear()

    def said(self) -> None:
        """Something else has been told just now, so there was no silence."""
        self._told = self._now()

    def clear(self) -> None:
        """What was told last is over: whatever is written next stands for itself."""
        with self._lock:
            if self._is_shown:
                self._is_shown = False
                self._tell(None)

    def _advance(self, count: _Count, done: int | None = None) -> None:
        count.done = count.done + 1 if done is None else done
        if self._counts and self._now() >= max(count.began, self._told) + self._interval:
            self._show()

    def _arm(self, later: Later) -> None:
        if self._timer is None:
            due = max(self._phase, self._told) + self._interval
            self._timer = later(max(0.0, due - self._now()), lambda: self._ring(later))

    def _ring(self, later: Later) -> None:
        with self._lock:
            self._timer = None
            if self._waits:
                if self._now() >= max(self._phase, self._told) + self._interval:
                    self._show()
                self._arm(later)

    def _show(self) -> None:
        now = self._now()
        self._told, self._is_shown = now, True
        count = self._counting[-1] if self._counting else None
        wait = self._waits[0] if self._waits else None
        situation = Situation()
        if count is not None:
            situation = Situation(count.what, count.done, count.total, now - count.began)
        if wait is not None:
            situation = replace(
                situation,
                waiting=wait.what,
                waited=now - wait.began,
                until=wait.until,
                phase=now - self._phase,
                answers=self._answers,
            )
        self._tell(situation)


_CURRENT: Final = ContextVar("status", default=Status())  # noqa: B039 - it tells nobody


def use(status: Status) -> None:
    """Let what is counted from now on be told by this one."""
    _CURRENT.set(status)


def counting(what: str, total: int) -> contextlib.AbstractContextManager[Callable[..., None]]:
    """Do many of something, wherever that is told; as ``Status.counting``."""
    return _CURRENT.get().counting(what, total)
