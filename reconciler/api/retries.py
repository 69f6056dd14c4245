"""Reads that are tried again: which failures pass by themselves, and how long to wait for that."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from reconciler.api.pacing import Limits, Pacer
from reconciler.errors import Unavailable
from reconciler.http import GivenUp

T = TypeVar("T")

_PASSING: Final = frozenset({None, 429, 502, 503, 504, 521})
_FAULT_OR_REFUSAL: Final = 500


async def retrying(read: Callable[[str], Awaitable[T]], pacer: Pacer, limits: Limits) -> T:
    """Do a read until it succeeds or another try would not help.

    Waiting is left to the pacer, which knows the deadline and what the API asked for.

    Args:
        read: does it once; it is told which try that is, in words.
        pacer: the limiter of the run.
        limits: how often to try, and for how long.

    Raises:
        ApiError: the last of the tries failed.
        GivenUp: the next try would be past the deadline. What failed comes first; more time helps
            only where the API has answered that it is busy.
    """
    failures, gives_up_at = 0, 0.0
    while True:
        try:
            return await read(f"try {failures + 1} of {limits.attempts}")
        except Unavailable as error:
            # A 500 that comes with errors is a refusal in the API's own words.
            is_fault = error.status == _FAULT_OR_REFUSAL and not error.problems
            is_passing = error.status in _PASSING or is_fault
            if isinstance(error, GivenUp) or not is_passing or failures + 1 >= limits.attempts:
                raise
            failed, now = error, pacer.clock.now()
            if not failures:
                gives_up_at = now + limits.patience
            failures += 1
            delay = pacer.backoff(failures)
            if now + max(delay, pacer.held_for) > gives_up_at:
                raise
        which = f"try {failures + 1} of {limits.attempts}"
        try:
            await pacer.pause(delay, f"before {which}, since {failed.message.removesuffix('.')}")
        except GivenUp as late:
            left = pacer.remaining or 0.0
            raise failed.retold(
                GivenUp,
                f"{failed.message} Another try is due in {delay:.1f} s, and the deadline "
                f"leaves {left:.1f} s.",
                hint=late.hint if failed.status is not None else failed.hint,
            ) from None
