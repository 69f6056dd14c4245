"""When a request to GitHub is tried again, and how long to wait for that.

All waiting is done here: it obeys one clock and one limit for the run, and is announced when it
is long.
"""

import random as chance
from collections.abc import Callable
from typing import Final, TypeVar

from reconciler.errors import Unavailable, UnexpectedAnswer
from reconciler.http import Clock, GivenUp, OnWait, announce, backoff
from reconciler.status import Status

T = TypeVar("T")

SECONDARY: Final = 60.0
"""Seconds to wait for a limit of which GitHub does not say when it ends: its own advice."""


class Limited(Unavailable):
    """GitHub asks for a pause; nothing was carried out.

    Attributes:
        wait: seconds until the next request; None when it was not said.
    """

    def __init__(self, message: str, *, status: int, wait: float | None) -> None:
        super().__init__(message, status=status, hint="Run again later.", maybe_done=False)
        self.wait = wait


class Patience:
    """How long one run waits for GitHub in all.

    Args:
        clock: the time to go by.
        attempts: how often one request is tried.
        seconds: from now; a wait that would end later is not begun.
        on_wait: told of each wait longer than five seconds, as it begins.
        status: told of all waits.
        random: a number from 0 to 1, for jitter.
    """

    def __init__(
        self,
        clock: Clock[None],
        *,
        attempts: int,
        seconds: float,
        on_wait: OnWait | None = None,
        status: Status | None = None,
        random: Callable[[], float] = chance.random,
    ) -> None:
        self._clock = clock
        self._attempts = attempts
        self._seconds = seconds
        self._ends = clock.now() + seconds
        self._on_wait = on_wait
        self._status = status or Status()
        self._random = random

    def retrying(self, work: Callable[[], T]) -> T:
        """Do something until it succeeds, or another try would not help.

        Raises:
            GivenUp: the next wait would be longer than a run waits.
            ApiError: the last of the tries failed.
        """
        for failures in range(1, self._attempts):
            try:
                return work()
            except Exception as error:
                may_pass = isinstance(error, Unavailable) and not isinstance(error, GivenUp)
                if isinstance(error, UnexpectedAnswer):
                    may_pass = error.maybe_done  # else it was refused in a way that stays
                if not may_pass:
                    raise
                self._wait(self._delay(error, failures), error)
        return work()

    def _delay(self, error: Exception, failures: int) -> float:
        if not isinstance(error, Limited):
            return backoff(failures, self._random)
        if error.wait is None:
            return float(SECONDARY * 2.0 ** (failures - 1))
        return error.wait

    def _wait(self, seconds: float, error: Exception) -> None:
        if self._clock.now() + seconds > self._ends:
            raise GivenUp(
                f"{str(error).rstrip('.')}. The next try would be in {seconds:.0f} s, and a run "
                f"waits no longer than {self._seconds:.0f} s in all.",
                hint="Run again later.",
            ) from error
        announce(seconds, str(error), self._on_wait, self._status)
        with self._status.waiting(str(error), seconds):
            self._clock.sleep(seconds)
