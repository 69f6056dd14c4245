"""Reads that are tried again: which failures pass by themselves, and how long to wait for that."""

from collections.abc import Awaitable, Callable
from functools import cache
from typing import Final, TypeVar

from reconciler.api.pacing import GivenUp, Limits, Pacer
from reconciler.errors import Unavailable

T = TypeVar("T")

_PASSING: Final = frozenset({None, 429, 502, 503, 504, 521})
_FAULT_OR_REFUSAL: Final = 500


class Tries:
    """The tries of one read: decides after each failure about the next.

    Waiting is left to the pacer, which knows the deadline and what the API asked for.

    Attributes:
        delay: seconds to wait before the next try.
        reason: why.
    """

    def __init__(self, pacer: Pacer, limits: Limits) -> None:
        self.delay = 0.0
        self.reason = ""
        self._pacer = pacer
        self._limits = limits
        self._failures = 0
        self._gives_up_at = 0.0

    def __call__(self, error: Exception) -> bool | float:
        """Say whether to try again; 0.0 is a yes that leaves the waiting to us."""
        if not _may_pass(error):
            return False
        now = self._pacer.clock.now()
        if not self._failures:
            self._gives_up_at = now + self._limits.patience
        self._failures += 1
        self.delay = self._pacer.backoff(self._failures)
        self.reason = f"before another try, since {error}"
        if now + max(self.delay, self._pacer.held_for) > self._gives_up_at:
            return False
        return 0.0


async def retrying(tries: Tries, read: Callable[[], Awaitable[T]], *, attempts: int) -> T:
    """Do a read until it succeeds or another try would not help."""
    try:
        return await read()
    except Exception as error:
        if attempts == 1 or tries(error) is False:
            raise
    # Loaded once a first try has failed: it is slow to import, and seldom needed.
    import stamina  # noqa: PLC0415 - slow

    _silence()
    return await stamina.AsyncRetryingCaller(attempts=attempts - 1, timeout=None)(tries, read)


def _may_pass(error: Exception) -> bool:
    if not isinstance(error, Unavailable) or isinstance(error, GivenUp):
        return False
    # A 500 that comes with errors is a refusal in the API's own words.
    return error.status in _PASSING or (error.status == _FAULT_OR_REFUSAL and not error.problems)


@cache
def _silence() -> None:
    """Turn off the library's own log lines: tries are announced and logged here."""
    from stamina.instrumentation import set_on_retry_hooks  # noqa: PLC0415 - slow

    set_on_retry_hooks(())
