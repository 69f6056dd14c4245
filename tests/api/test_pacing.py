"""Pacing: never faster than allowed, never a burst, slower when asked, and never past the deadline.

All on virtual time.
"""

import asyncio
from collections import deque
from itertools import pairwise

import httpx
import pytest

from reconciler.api.pacing import Limits, Pacer, read_retry_after
from reconciler.errors import SettingsError, Unavailable
from reconciler.http import Clock, GivenUp
from tests.api.support import (
    Handled,
    a_response,
    an_api,
    loop_time,
    no_jitter,
    run_virtually,
    virtual_clock,
)


def a_pacer(
    rate: float = 5.0,
    *,
    concurrency: int = 4,
    deadline: float | None = None,
    waits: list[tuple[float, str]] | None = None,
    jitter: float = 0.0,
) -> Pacer:
    return Pacer(
        Limits(requests_per_second=rate, concurrency=concurrency),
        clock=virtual_clock(),
        deadline=deadline,
        on_wait=None if waits is None else lambda seconds, why: waits.append((seconds, why)),
        random=lambda: jitter,
    )


async def send(pacer: Pacer, times: list[float]) -> None:
    async with pacer.slot():
        await pacer.pace()
        times.append(loop_time())


def gaps(times: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(times)]


def test_requests_are_spaced_evenly_however_many_ask_at_once() -> None:
    async def main() -> list[float]:
        pacer, times = a_pacer(5.0), list[float]()
        await asyncio.gather(*(send(pacer, times) for _ in range(20)))
        return times

    times = run_virtually(main())

    assert times[0] == 0
    assert gaps(times) == pytest.approx([0.2] * 19)


def test_a_pause_is_not_followed_by_a_burst() -> None:
    async def main() -> list[float]:
        pacer, times = a_pacer(5.0), list[float]()
        await send(pacer, times)
        await asyncio.sleep(60)
        await asyncio.gather(*(send(pacer, times) for _ in range(5)))
        return times

    assert min(gaps(run_virtually(main()))) == pytest.approx(0.2)


def test_jitter_only_ever_adds() -> None:
    async def main() -> list[float]:
        pacer, times = a_pacer(5.0, jitter=1.0), list[float]()
        await asyncio.gather(*(send(pacer, times) for _ in range(4)))
        return times

    assert gaps(run_virtually(main())) == pytest.approx([0.204] * 3)


def test_no_more_than_the_allowed_number_is_under_way() -> None:
    async def main() -> int:
        pacer, under_way, most = a_pacer(1000.0, concurrency=3), 0, 0

        async def work() -> None:
            nonlocal under_way, most
            async with pacer.slot():
                await pacer.pace()
                under_way += 1
                most = max(most, under_way)
                await asyncio.sleep(10)
                under_way -= 1

        await asyncio.gather(*(work() for _ in range(12)))
        return most

    assert run_virtually(main()) == 3


def test_a_retry_after_holds_every_request_and_is_announced_once() -> None:
    async def main() -> tuple[list[float], list[tuple[float, str]]]:
        waits: list[tuple[float, str]] = []
        pacer, times = a_pacer(5.0, waits=waits), list[float]()
        await send(pacer, times)
        pacer.heed(429, sent=loop_time(), retry_after=30)
        pacer.heed(503, sent=loop_time(), retry_after=10)
        await asyncio.gather(*(send(pacer, times) for _ in range(6)))
        return times, waits

    times, waits = run_virtually(main())

    assert times[1] == pytest.approx(30)
    assert min(gaps(times)) >= 0.2
    ((seconds, reason),) = waits
    assert seconds == pytest.approx(30)
    assert reason == "the API asked to wait (HTTP 429)"


def test_a_hold_that_comes_up_while_waiting_is_seen() -> None:
    async def main() -> list[float]:
        pacer, times = a_pacer(1.0), list[float]()
        await send(pacer, times)
        waiting = asyncio.gather(*(send(pacer, times) for _ in range(2)))
        await asyncio.sleep(0.5)
        pacer.heed(429, sent=loop_time(), retry_after=20)
        await waiting
        return times

    assert run_virtually(main())[1] == pytest.approx(20.5)


def test_a_hold_longer_than_a_run_waits_is_refused_at_once() -> None:
    async def main() -> float:
        pacer = a_pacer()
        pacer.heed(429, sent=loop_time(), retry_after=3600)
        with pytest.raises(GivenUp, match="asks to wait 3600 s") as caught:
            await pacer.pace()
        assert not caught.value.maybe_done
        return loop_time()

    assert run_virtually(main()) == 0


def test_short_waits_are_not_announced() -> None:
    async def main() -> list[tuple[float, str]]:
        waits: list[tuple[float, str]] = []
        pacer = a_pacer(waits=waits)
        await pacer.pause(0, "nothing")
        await pacer.pause(5, "short")
        await pacer.pause(5.5, "long")
        return waits

    assert run_virtually(main()) == [(5.5, "long")]


def test_a_long_wait_without_a_listener_is_just_waited() -> None:
    async def main() -> float:
        await a_pacer().pause(7, "long")
        return loop_time()

    assert run_virtually(main()) == 7


@pytest.mark.parametrize("status", [500, 502, 503, 504, 521])
def test_trouble_slows_down_and_good_answers_bring_the_rate_back_step_by_step(status: int) -> None:
    async def main() -> list[float]:
        pacer = a_pacer(10.0)
        pacer.heed(status, sent=loop_time())
        rates = [pacer.rate]
        for _ in range(100):
            pacer.heed(200, sent=loop_time())
            rates.append(pacer.rate)
        return rates

    rates = run_virtually(main())

    assert rates[0] == pytest.approx(7.0)
    assert max(gaps(rates)) < 0.16
    assert rates[-1] == pytest.approx(10.0, abs=0.05)
    assert rates == sorted(rates)


def test_a_refusal_is_followed_by_a_moment_of_silence_longer_each_time_in_a_row() -> None:
    async def main() -> list[float]:
        waits: list[tuple[float, str]] = []
        pacer, times = a_pacer(10.0, waits=waits), list[float]()
        for _ in range(8):
            await send(pacer, times)
            pacer.heed(429, sent=loop_time())
        assert waits[0] == (8.0, "the API had too many requests (HTTP 429)")
        pacer.heed(200, sent=loop_time())
        await send(pacer, times)
        return times

    assert gaps(run_virtually(main())) == pytest.approx([1, 2, 4, 8, 16, 32, 32, 32])


def test_good_answers_end_the_row_of_refusals() -> None:
    async def main() -> list[float]:
        pacer, times = a_pacer(10.0), list[float]()
        for status in (429, 429, 200, 429, 200):
            await send(pacer, times)
            await asyncio.sleep(0.001)
            pacer.heed(status, sent=times[-1])
        await send(pacer, times)
        return times

    assert gaps(run_virtually(main()))[:2] == pytest.approx([1.001, 2.001])
    assert gaps(run_virtually(main()))[3] == pytest.approx(1.001)


def test_after_a_refusal_the_rate_is_what_was_accepted() -> None:
    """Ten in a second and then a second of silence: five a second, and soon nearly ten again."""

    async def main() -> list[float]:
        pacer, times = a_pacer(10.0), list[float]()
        for status in [*[200] * 10, 429]:
            await send(pacer, times)
            pacer.heed(status, sent=loop_time() + 0.001)
        await send(pacer, times)
        rates = [pacer.rate]
        for _ in range(200):
            pacer.heed(200, sent=loop_time())
            rates.append(pacer.rate)
        return rates

    rates = run_virtually(main())

    assert rates[0] == pytest.approx(5.0, abs=0.01)
    assert max(gaps(rates)) < 0.25
    assert rates[-1] == pytest.approx(9.8, abs=0.05)


def test_time_in_which_nobody_asked_says_nothing_about_the_limit() -> None:
    async def main() -> float:
        pacer, times = a_pacer(10.0), list[float]()
        for status in [*[200] * 10, 429]:
            await asyncio.sleep(60)
            await send(pacer, times)
            pacer.heed(status, sent=loop_time() + 0.001)
        await send(pacer, times)
        return pacer.rate

    assert run_virtually(main()) == pytest.approx(5.0, abs=0.3)


def test_few_accepted_requests_cut_the_rate_to_no_less_than_a_half() -> None:
    async def main() -> float:
        pacer, times = a_pacer(10.0), list[float]()
        await send(pacer, times)
        pacer.heed(429, sent=loop_time())
        await send(pacer, times)
        return pacer.rate

    assert run_virtually(main()) == pytest.approx(5.0)


def test_trouble_after_the_limit_was_lifted_does_not_bring_the_old_one_back() -> None:
    async def main() -> float:
        pacer, times = a_pacer(10.0), list[float]()
        await send(pacer, times)
        pacer.heed(429, sent=loop_time())
        await send(pacer, times)
        for _ in range(5000):
            pacer.heed(200, sent=loop_time())
        assert pacer.rate == 10.0
        pacer.heed(503, sent=loop_time() + 1)
        for _ in range(200):
            pacer.heed(200, sent=loop_time())
        return pacer.rate

    assert run_virtually(main()) == pytest.approx(10.0, abs=0.05)


def test_refusals_of_other_kinds_leave_the_rate_alone() -> None:
    async def main() -> float:
        pacer = a_pacer(10.0)
        for status in (400, 401, 403, 404):
            pacer.heed(status, sent=loop_time())
        return pacer.rate

    assert run_virtually(main()) == 10.0


def test_requests_under_way_when_the_rate_was_cut_do_not_cut_it_again() -> None:
    async def main() -> float:
        pacer = a_pacer(10.0)
        for status in (503, 500, 429, 503):
            pacer.heed(status, sent=0.0)
        assert not pacer.held_for
        return pacer.rate

    assert run_virtually(main()) == pytest.approx(7.0)


@pytest.mark.parametrize(("configured", "slowest"), [(10.0, 0.1), (0.05, 0.05)])
@pytest.mark.parametrize("status", [429, 503])
def test_the_rate_never_falls_to_nothing(status: int, configured: float, slowest: float) -> None:
    async def main() -> float:
        pacer, times = a_pacer(configured), list[float]()
        for _ in range(100):
            await send(pacer, times)
            await asyncio.sleep(1)
            pacer.heed(status, sent=times[-1] + 0.001)
        await send(pacer, times)
        return pacer.rate

    assert run_virtually(main()) == pytest.approx(slowest)


def test_waiting_past_the_deadline_is_refused_at_once_and_says_so() -> None:
    async def main() -> float:
        pacer = a_pacer(deadline=10)
        pacer.heed(503, sent=loop_time(), retry_after=11)
        with pytest.raises(Unavailable, match="deadline of 10 s would be exceeded") as caught:
            await pacer.pace()
        assert not caught.value.maybe_done
        assert "asked to wait" in caught.value.message
        return loop_time()

    assert run_virtually(main()) == 0


def test_nothing_is_sent_after_the_deadline() -> None:
    async def main() -> None:
        pacer = a_pacer(deadline=10)
        await pacer.pace()
        assert pacer.remaining == 10
        await asyncio.sleep(10)
        assert pacer.remaining == 0
        with pytest.raises(GivenUp, match="deadline"):
            await pacer.pace()

    run_virtually(main())


def test_the_backoff_grows_up_to_a_limit_and_is_not_added_to_a_hold() -> None:
    async def main() -> None:
        pacer = a_pacer(jitter=1.0)
        assert [pacer.backoff(n) for n in (1, 2, 3, 4, 9)] == [0.5, 1.0, 2.0, 4.0, 20.0]
        assert a_pacer(jitter=0.0).backoff(3) == 1.0
        pacer.heed(429, sent=loop_time(), retry_after=3)
        assert pacer.backoff(1) == 0

    run_virtually(main())


class Quota:
    """A server that takes so many requests in any second, and answers 429 to the rest."""

    def __init__(self, per_second: int, headers: dict[str, str]) -> None:
        self.taken = 0
        self.refused = 0
        self._per_second = per_second
        self._headers = headers
        self._recent: deque[float] = deque()

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        now = loop_time()
        # A hair less than a second: sums of decimal fractions are not exact.
        while self._recent and self._recent[0] <= now - 0.999:
            self._recent.popleft()
        if len(self._recent) >= self._per_second:
            self.refused += 1
            return httpx.Response(429, headers=self._headers)
        self._recent.append(now)
        self.taken += 1
        await asyncio.sleep(0.08)
        return a_response()


@pytest.mark.parametrize("configured", [3.0, 5.0, 50.0])
@pytest.mark.parametrize("headers", [{}, {"Retry-After": "1"}], ids=["bare", "retry-after"])
def test_a_quota_is_used_to_the_full_and_hardly_ever_overrun(
    configured: float, headers: dict[str, str]
) -> None:
    """At least 95 % of three requests a second are used, at most 1 % are refused.

    The rate is that of the limit, a little more, or far more.
    """
    quota = Quota(3, headers)
    number = 3000

    async def main() -> float:
        limits = Limits(requests_per_second=configured, patience=1e6)
        jitter = iter(float(n * 7 % 11) / 11 for n in range(100_000))
        pacer = Pacer(limits, clock=virtual_clock(), random=lambda: next(jitter))
        async with an_api(Handled(quota), limits=limits, pacer=pacer) as api:
            await asyncio.gather(*(api.get("/v3/targetGroups") for _ in range(number)))
        return loop_time()

    seconds = run_virtually(main())

    assert quota.taken == number
    assert number / seconds >= 0.95 * 3
    assert quota.refused <= 0.01 * (quota.taken + quota.refused)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": " 17 "}, 17.0),
        ({"retry-after": "1.5"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "9" * 5000}, None),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, 60.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:00 -0000"}, 60.0),
        ({"retry-after": "Wed, 21 Oct 2020 07:28:00 GMT"}, 0.0),
        (
            {
                "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT",
                "date": "Wed, 21 Oct 2026 07:27:50 GMT",
            },
            10.0,
        ),
        ({"retry-after": "Wed, 99 Oct 2026 07:28:00 GMT"}, None),
    ],
)
def test_a_retry_after_is_read_in_seconds_and_as_a_date(
    headers: dict[str, str], seconds: float | None
) -> None:
    wall = 1_792_567_620.0  # 2026-10-21 07:27:00 UTC

    assert read_retry_after(headers, wall=wall) == seconds


def test_limits_that_allow_nothing_are_refused() -> None:
    with pytest.raises(SettingsError, match="requests_per_second"):
        Limits(requests_per_second=0)
    with pytest.raises(SettingsError, match="concurrency"):
        Limits(concurrency=0)


def test_the_real_clock_is_the_default() -> None:
    pacer = Pacer(Limits())

    assert pacer.clock == Clock(asyncio.sleep)
    assert pacer.remaining is None
    assert pacer.held_for == 0
    assert 0.25 <= Pacer(Limits()).backoff(1) <= 0.5
    assert Pacer(Limits(), random=no_jitter).backoff(1) == 0.25
