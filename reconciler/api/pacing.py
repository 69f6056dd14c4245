"""When a request may be sent: one limiter for all requests of a run.

Requests are spaced evenly, so a pause is never followed by a burst. The configured rate is the
most that is ever asked; what the API allows is learned:

- Too many requests (429): nothing is sent for a moment, a longer one each time it happens in a row,
  so that what was sent before does not count any more. Then the rate begins anew at what the API
  accepted since it last refused, and soon comes close to the rate that it refused, but not quite.
- Trouble (5xx): the rate falls by a third, and good answers bring it back in the same way.
- No trouble: the rate creeps up, bolder the longer all goes well, since the limit may have been
  lifted; finding out costs a refusal each time.

All waiting is done here: it obeys one clock, one deadline, and is announced when it is long.
"""

import asyncio
import logging
import random as chance
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Final

from reconciler.errors import SettingsError
from reconciler.http import Clock, GivenUp, OnWait, Waits, announce, backoff, read_date
from reconciler.status import Status, Timer

log = logging.getLogger(__name__)

TOO_MANY_REQUESTS: Final = 429
SERVER_ERROR: Final = 500
FIRST_FAILURE: Final = 400

_SLOWEST: Final = 0.1  # requests per second; or the configured rate, if that is lower
_MOMENT: Final = 1.0  # seconds; limits are counted in seconds at least, so one of them has passed
_DOUBLINGS: Final = 5  # of the moment, for refusals in a row
_CLOSE: Final = 0.98  # to the rate that was refused: where the next climb ends
_MOST_CUT: Final = 0.5  # of that rate; a few accepted requests tell little
_TROUBLE: Final = 0.7  # of the rate, on a server error
_CLIMB: Final = 0.05  # of the way to where the climb ends, for each good answer
_BOLDER: Final = 2e-7  # of the rate, for each good answer since the last refusal: 1 % after 300
_JITTER: Final = 0.02  # of an interval, only ever added: the configured rate is never exceeded
_HOLD_JITTER: Final = 0.05  # of a silence, so that parallel runs do not come back as one


class Limits(Waits, frozen=True, kw_only=True):
    """What one run may ask of the API, and how long it waits for it.

    The list of all groups is one answer: it takes long, and 10,000 with many periods have half of
    the bytes that are read.

    Attributes:
        requests_per_second: the steady rate of all requests together.
        concurrency: how many requests may be under way at once.
        patience: seconds that one read goes on trying, and the longest Retry-After obeyed.
    """

    requests_per_second: float = 5.0
    concurrency: int = 4
    read_timeout: float = 120.0
    total_timeout: float = 300.0
    patience: float = 120.0

    def __post_init__(self) -> None:
        if not self.requests_per_second > 0:
            raise SettingsError("requests_per_second must be more than 0.")
        if self.concurrency < 1:
            raise SettingsError("concurrency must be 1 or more.")


class Pacer:
    """The one limiter of a run; every request passes through it.

    Args:
        limits: rate, concurrency and patience.
        clock: the time to go by.
        on_wait: told of each wait longer than five seconds, as it begins.
        status: told of all waits, by the time of the event loop.
        deadline: seconds from now after which nothing is sent and nothing waited for.
        random: a number from 0 to 1, for jitter.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        clock: Clock[Awaitable[None]] | None = None,
        on_wait: OnWait | None = None,
        status: Status | None = None,
        deadline: float | None = None,
        random: Callable[[], float] = chance.random,
    ) -> None:
        self.clock = clock or Clock(asyncio.sleep)
        self._limits = limits
        self.status = status or Status()
        self._on_wait = on_wait
        self._random = random
        self._deadline = deadline
        self._started = self.clock.now()
        self._slots = asyncio.Semaphore(limits.concurrency)
        self._turnstile = asyncio.Lock()
        self._next = self._held_until = self._started
        self._held_because = ""
        self._rate = self._top = limits.requests_per_second
        self._slowed_at = self._started - 1.0
        self._refusals = 0
        self._is_unlearned = False
        self._good_answers = 0
        self._counted_from = self._started

    @property
    def rate(self) -> float:
        """Requests per second at present."""
        return self._rate

    @property
    def held_for(self) -> float:
        """Seconds for which the API has asked that nothing be sent; 0 when it has not."""
        return max(0.0, self._held_until - self.clock.now())

    @property
    def remaining(self) -> float | None:
        """Seconds until the deadline; None without one."""
        if self._deadline is None:
            return None
        return max(0.0, self._started + self._deadline - self.clock.now())

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Hold one of the places for requests under way."""
        async with self._slots:
            yield

    async def pace(self) -> None:
        """Wait until the next request may be sent.

        Raises:
            GivenUp: the wait would exceed the deadline, or the API asks for more than is sensible.
        """
        # One at a time, in order of arrival: whoever waits here waits for all behind it, so a hold
        # that comes up meanwhile is seen by all, and announced once.
        async with self._turnstile:
            self._refuse_endless_hold()
            # Time in which nobody asked for anything tells nothing about what the API accepts.
            idle = self.clock.now() - max(self._next, self._held_until)
            self._counted_from += max(0.0, idle)
            while (wait := max(self._next, self._held_until) - self.clock.now()) > 0:
                its_rate = f"keeping to {self._rate:.3g} requests a second"
                await self.pause(wait, self._held_because if self.held_for else its_rate)
                self._refuse_endless_hold()
            self._refuse_after_deadline(0.0, "the next request")
            self._learn()
            interval = (1 + _JITTER * self._random()) / self._rate
            self._next = self.clock.now() + interval

    async def pause(self, seconds: float, reason: str) -> None:
        """Wait, within the deadline.

        Raises:
            GivenUp: the wait would exceed the deadline.
        """
        if seconds <= 0:
            return
        self._refuse_after_deadline(seconds, reason)
        announce(seconds, reason, self._on_wait, self.status)
        with self.status.waiting(reason, seconds, call_later):
            await self.clock.sleep(seconds)

    @contextmanager
    def exchange(self, what: str) -> Iterator[None]:
        """Have told that an answer is waited for, for as long as the context lasts."""
        remaining, until = self.remaining, self._limits.until
        if remaining is not None and remaining < self._limits.read_timeout:
            until = f"given up at the deadline, {remaining:.0f} s after it began"
        with self.status.waiting(what, until, call_later):
            yield

    def backoff(self, failures: int) -> float:
        """Seconds before a read that failed so often is tried again; a hold needs none on top."""
        return 0.0 if self.held_for else backoff(failures, self._random)

    def heed(self, status: int, *, sent: float, retry_after: float | None = None) -> None:
        """Learn from an answer to a request that was sent at the time given."""
        # What failed tells nothing if it was under way when the rate was cut for another request.
        is_news = sent > self._slowed_at
        if status < FIRST_FAILURE:
            if self._refusals and not self._is_unlearned and is_news:
                self._refusals, self._good_answers, self._counted_from = 0, 0, sent
            self._good_answers += 1
            climb = max(0.0, self._top - self._rate) * _CLIMB
            creep = self._rate * _BOLDER * self._good_answers
            self._rate = min(self._limits.requests_per_second, self._rate + climb + creep)
        elif status == TOO_MANY_REQUESTS and is_news:
            self._slowed_at = self.clock.now()
            doublings = min(self._refusals, _DOUBLINGS)
            self._refusals += 1
            self._is_unlearned = True
            seconds = _MOMENT * 2**doublings * (1 + _HOLD_JITTER * self._random())
            self._hold(seconds, "the API had too many requests (HTTP 429)")
        elif status >= SERVER_ERROR and is_news:
            self._slowed_at = self.clock.now()
            self._top = max(self._top, self._rate)
            self._rate = self._at_least_the_slowest(self._rate * _TROUBLE)
            log.info("slowing down to %.2f requests per second", self._rate)
        if retry_after is not None and status >= FIRST_FAILURE:
            seconds = retry_after * (1 + _HOLD_JITTER * self._random())
            self._hold(seconds, f"the API asked to wait (HTTP {status})")

    def _hold(self, seconds: float, reason: str) -> None:
        until = self.clock.now() + seconds
        if until > self._held_until:
            self._held_until, self._held_because = until, reason

    def _learn(self) -> None:
        """After a refusal and the moment that follows it: begin at what was accepted."""
        if not self._is_unlearned:
            return
        self._is_unlearned = False
        accepted = self._good_answers / (self.clock.now() - self._counted_from)
        self._top = self._at_least_the_slowest(self._rate * _CLOSE)
        cut = self._at_least_the_slowest(self._rate * _MOST_CUT)
        self._rate = min(self._top, max(cut, accepted))
        log.info("slowing down to %.2f requests per second", self._rate)

    def _at_least_the_slowest(self, rate: float) -> float:
        return max(rate, min(_SLOWEST, self._limits.requests_per_second))

    def _refuse_endless_hold(self) -> None:
        if self.held_for > self._limits.patience * (1 + _HOLD_JITTER):
            raise GivenUp(
                f"The API asks to wait {self.held_for:.0f} s before the next request, which is "
                f"longer than the {self._limits.patience:.0f} s a run waits.",
                hint="Run again later.",
                maybe_done=False,
            )

    def _refuse_after_deadline(self, seconds: float, reason: str) -> None:
        remaining = self.remaining
        if remaining is None or (seconds <= remaining and remaining > 0):
            return
        raise GivenUp(
            f"The deadline of {self._deadline:g} s would be exceeded: {remaining:.1f} s are left, "
            f"{seconds:.1f} s would be needed ({reason}).",
            hint="Allow more time with --deadline, or run again later.",
            maybe_done=False,
        )


def call_later(seconds: float, call: Callable[[], None]) -> Timer:
    """Do something later, on the event loop."""
    return asyncio.get_running_loop().call_later(seconds, call)


def read_retry_after(headers: Mapping[str, str], *, wall: float) -> float | None:
    """Read a Retry-After header, in seconds or as a date; None when absent or unreadable.

    A date is taken relative to the answer's own Date, so that a clock that is off does not matter.
    """
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return float(text)
    then = read_date(text)
    if then is None:
        return None
    now = read_date(headers.get("date", ""))
    return max(0.0, then - (wall if now is None else now))
