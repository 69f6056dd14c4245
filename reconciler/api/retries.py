"""Reads that are tried again: which failures pass by themselves, and how long to wait for that."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from reconciler.api.pacing import Limits, Pacer
from reconciler.errors import Unavailable
from reconciler.http import GivenUp

T = TypeVar("T")

_PASSING: Final = frozenset({None, 429, 502, 503, 504, 521})
_FAULT_OR_REFUSAL: Final = 500


class Tries:
    """The tries of one read: decides after each failure about the next.

    Waiting is left to the pacer, which knows the deadline and what the API asked for.

    Attributes:
        delay: seconds to wait before the next try.
        reason: why.
        failures: how many tries have failed.
    """

    def __init__(self, pacer: Pacer, limits: Limits) -> None:
        self.delay = 0.0
        self.reason = ""
        self._pacer = pacer
        self._limits = limits
        self.failures = 0
        self._gives_up_at = 0.0
        self._error: Unavailable | None = None

    def may_go_on(self, error: Exception) -> bool:
        """Whether to try again after a failure, and from now on how long to wait before."""
        if not isinstance(error, Unavailable) or isinstance(error, GivenUp):
            return False
        # A 500 that comes with errors is a refusal in the API's own words.
        is_refusal = error.status != _FAULT_OR_REFUSAL or bool(error.problems)
        if error.status not in _PASSING and is_refusal:
            return False
        self._error = error
        now = self._pacer.clock.now()
        if not self.failures:
            self._gives_up_at = now + self._limits.patience
        self.failures += 1
        self.delay = self._pacer.backoff(self.failures)
        which = f"try {self.failures + 1} of {self._limits.attempts}"
        self.reason = f"before {which}, since {error.message.removesuffix('.')}"
        return now + max(self.delay, self._pacer.held_for) <= self._gives_up_at

    async def pause(self) -> None:
        """Wait until it is time for the next try.

        Raises:
            GivenUp: that would be past the deadline. What failed comes first; more time helps only
                where the API has answered that it is busy.
        """
        error = self._error
        if error is None:
            return
        try:
            await self._pacer.pause(self.delay, self.reason)
        except GivenUp as late:
            left = self._pacer.remaining or 0.0
            raise error.retold(
                GivenUp,
                f"{error.message} Another try is due in {self.delay:.1f} s, and the deadline "
                f"leaves {left:.1f} s.",
                hint=late.hint if error.status is not None else error.hint,
            ) from None


async def retrying(tries: Tries, read: Callable[[], Awaitable[T]], *, attempts: int) -> T:
    """Do a read until it succeeds or another try would not help."""
    for _ in range(attempts - 1):
        try:
            return await read()
        except Exception as error:
            if not tries.may_go_on(error):
                raise
    return await read()
