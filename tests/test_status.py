"""What is told of waits, and when: on virtual time, so that no test waits."""

import asyncio
from collections.abc import Callable, Coroutine
from itertools import pairwise

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.api.auth import OAuthCredentials
from reconciler.api.pacing import Limits, Pacer, call_later
from reconciler.errors import ApiError
from reconciler.render.status_line import status_line
from reconciler.status import SILENCE, Situation, Status, Timer
from tests.api.support import (
    Handled,
    Script,
    a_response,
    an_api,
    loop_time,
    no_jitter,
    run_virtually,
    virtual_clock,
)

NAMES = "/v3/targetGroups/isValidName"


class Told:
    """Notes when something was told, and what."""

    def __init__(self) -> None:
        self.lines: list[tuple[float, str]] = []

    def __call__(self, situation: Situation | None) -> None:
        line = "" if situation is None else status_line(situation)
        self.lines.append((round(loop_time(), 3), line))

    @property
    def words(self) -> list[str]:
        return [line for _, line in self.lines if line]

    @property
    def times(self) -> list[float]:
        return [moment for moment, line in self.lines if line]


def told_by(
    work: Callable[[Pacer], Coroutine[object, object, object]],
    *,
    rate: float = 1000.0,
    deadline: float | None = None,
    counts: bool = False,
) -> Told:
    """What is told while something is done with a pacer."""
    told = Told()

    async def main() -> None:
        pacer = Pacer(
            Limits(requests_per_second=rate),
            clock=virtual_clock(),
            random=no_jitter,
            deadline=deadline,
            status=Status(told, now=loop_time, counts=counts),
        )
        await work(pacer)

    run_virtually(main())
    return told


async def _silent(_: httpx.Request) -> httpx.Response:
    await asyncio.sleep(1000)
    raise AssertionError("it is given up before")


def test_an_answer_that_does_not_come_is_told_again_and_again() -> None:
    """For which call, which try, since when and until when."""

    async def work(pacer: Pacer) -> None:
        async def slow(request: httpx.Request) -> httpx.Response:
            await asyncio.sleep(13)
            return a_response()

        async with an_api(Handled(slow), pacer=pacer, limits=Limits(attempts=2)) as api:
            await api.get("/v3/milestones")

    told = told_by(work)
    assert told.times == [4, 8, 12]
    assert told.words[1] == (
        "waiting for GET /v3/milestones (try 1 of 2) at api.test: 8 s so far, "
        "given up after 120 s without a byte, or 300 s in all"
    )
    assert told.lines[-1] == (13, "")  # it is over


def test_a_deadline_is_told_where_it_comes_first() -> None:
    async def work(pacer: Pacer) -> None:
        async with an_api(Handled(_silent), pacer=pacer) as api:
            with pytest.raises(ApiError, match="the deadline passed"):
                await api.get("/v3/milestones")

    told = told_by(work, deadline=10.0)
    assert told.times == [4, 8]
    assert told.words[0].endswith(": 4 s so far, given up at the deadline, 10 s after it began")


def test_the_login_is_called_that() -> None:
    async def work(pacer: Pacer) -> None:
        async with an_api(
            Handled(_silent), credentials=OAuthCredentials("k", "s"), pacer=pacer
        ) as api:
            with pytest.raises(ApiError):
                await api.get("/v3/milestones")

    told = told_by(work, deadline=5.0)
    assert told.words[0].startswith("waiting for the login, POST /v3/oauth/token/generate (try 1 ")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.Response(503, headers={"Retry-After": "9"}), "the API asked to wait (HTTP 503)"),
        (httpx.Response(429, headers={"Retry-After": "9"}), "the API asked to wait (HTTP 429)"),
    ],
)
def test_a_pause_is_told_with_its_reason_and_its_end(answer: httpx.Response, said: str) -> None:
    async def work(pacer: Pacer) -> None:
        async with an_api(Script(answer, a_response()), pacer=pacer) as api:
            await api.get("/v3/milestones")

    told = told_by(work)
    assert told.words == [f"waiting 9 s: {said}; {n} s of it so far" for n in (4, 8)]


def test_many_short_waits_are_one_long_one() -> None:
    """A hundred names at five a second: as silent as one answer that does not come."""

    async def work(pacer: Pacer) -> None:
        async with an_api(Script(a_response(True)), pacer=pacer) as api:
            with api.status.counting("names asked for", 100) as count:

                async def ask() -> None:
                    await api.ask(NAMES, {})
                    count()

                await asyncio.gather(*(ask() for _ in range(100)))

    told = told_by(work, rate=5.0)
    assert told.times == pytest.approx([4, 8, 12, 16], abs=0.3)
    assert told.words[0] == (
        "names asked for: 20 of 100, about 16 s left; 20 answers in 4 s so far; "
        "keeping to 5 requests a second"
    )


def test_what_fails_is_no_answer() -> None:
    """And the end of an error's sentence is not that of the line."""

    async def work(pacer: Pacer) -> None:
        async def refused(request: httpx.Request) -> httpx.Response:
            await asyncio.sleep(1)
            raise httpx.ConnectError("refused", request=request)

        async with an_api(Handled(refused), pacer=pacer) as api:
            with pytest.raises(ApiError):
                await api.get("/v3/milestones")

    told = told_by(work)
    assert any(line.startswith("no answer in 4 s so far; ") for line in told.words)
    assert not [line for line in told.words if "1 answer" in line or ".;" in line]


def test_a_wait_after_other_work_begins_anew() -> None:
    """What is worked out meanwhile is no wait."""

    async def work(pacer: Pacer) -> None:
        for _ in range(3):
            with pacer.status.waiting("an answer", "at most 9 s", call_later):
                await asyncio.sleep(3)
            await asyncio.sleep(2)

    assert told_by(work).lines == []


def test_what_was_said_elsewhere_was_no_silence() -> None:
    async def work(pacer: Pacer) -> None:
        with pacer.status.waiting("an answer", "at most 9 s", call_later):
            await asyncio.sleep(3)
            pacer.status.said()
            await asyncio.sleep(3.5)

    assert told_by(work).lines == []


@given(
    st.lists(
        st.tuples(st.floats(0.0, 30.0), st.floats(0.0, 0.9), st.floats(0.01, 30.0)), max_size=6
    )
)
def test_no_wait_is_silent_for_longer(waits: list[tuple[float, float, float]]) -> None:
    """However many there are, one beside another or one after the other."""
    under_way: list[tuple[float, float]] = []

    async def work(pacer: Pacer) -> None:
        async def wait(start: float, seconds: float) -> None:
            await asyncio.sleep(start)
            began = loop_time()
            with pacer.status.waiting("an answer", "at most 30 s", call_later):
                await asyncio.sleep(seconds)
            under_way.append((began, loop_time()))

        await asyncio.gather(*(wait(start + more, seconds) for start, more, seconds in waits))

    told = told_by(work)
    for began, ended in under_way:
        heard = [began, *(t for t in told.times if began <= t <= ended), ended]
        silences = [later - earlier for earlier, later in pairwise(heard)]
        assert max(silences) <= SILENCE + 0.002


class Clockwork:
    """Time that passes only by being told to, with what is to happen then."""

    def __init__(self) -> None:
        self.time = 0.0
        self.due: list[tuple[float, Callable[[], None]]] = []

    def now(self) -> float:
        return self.time

    def later(self, seconds: float, call: Callable[[], None]) -> Timer:
        entry = (self.time + seconds, call)
        self.due.append(entry)
        due = self.due

        class Set:
            def cancel(self) -> None:
                due[:] = [each for each in due if each is not entry]

        return Set()

    def sleep(self, seconds: float) -> None:
        ends = self.time + seconds
        while (first := min((each for each in self.due), key=lambda e: e[0], default=None)) and (
            first[0] <= ends
        ):
            self.due.remove(first)
            self.time = first[0]
            first[1]()
        self.time = ends


def test_what_is_counted_is_told_on_a_terminal_alone() -> None:
    clock = Clockwork()
    told: list[str] = []

    def tell(situation: Situation | None) -> None:
        told.append("" if situation is None else status_line(situation))

    for counts in (False, True):
        status = Status(tell, interval=1.0, counts=counts, later=clock.later, now=clock.now)
        with status.counting("files read", 16) as count:
            for _ in range(16):
                clock.sleep(0.25)
                count()
        count()  # nobody counts any more
        if not counts:
            assert told == []
    assert told[0].startswith("files read: 4 of 16, about 3 s left")
    assert told[-1] == ""
    assert len(told) == 5


def test_a_run_that_blocks_is_told_by_a_timer_of_its_own() -> None:
    """And one that ends in time is told of by nobody."""
    clock = Clockwork()
    told: list[str] = []
    status = Status(
        lambda situation: told.append("" if situation is None else status_line(situation)),
        later=clock.later,
        now=clock.now,
    )
    with status.waiting("PATCH /repos/a/b at api.github.com", "at most 30 s"):
        clock.sleep(9)
    with status.waiting("quick", "at most 30 s"):
        clock.sleep(1)
    assert told == [
        *(
            f"waiting for PATCH /repos/a/b at api.github.com: {n} s so far, at most 30 s"
            for n in (4, 8)
        ),
        "",
    ]
    assert clock.due == []


def test_nothing_to_tell_is_an_empty_line() -> None:
    assert status_line(Situation()) == ""
    assert status_line(Situation("files", 0, 5)) == "files: 0 of 5"
    assert status_line(Situation("files", 5, 5, 9.0)) == "files: 5 of 5"
