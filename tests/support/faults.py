"""Scripted faults: a transport around any other that spoils the requests a script chooses.

A fault is a function of the request and of the way to carry it out, so it decides both what the
server does and what the client gets to know of it. Scripts choose the fault of each request;
nothing in here draws a number or looks at a clock, so a run with a script can be repeated.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Final, TypeAlias

import httpx

GROUPS: Final = "/v3/targetGroups"
TOKEN: Final = "/v3/oauth/token/generate"
FOR_EVER: Final = 1e9
HTML: Final = b"<!DOCTYPE html><html><body>We will be back soon.</body></html>"
NO_DATA: Final = b'{"data": null, "errors": null, "warnings": null}'

CarryOut: TypeAlias = Callable[[httpx.Request], Awaitable[httpx.Response]]
"""Lets the server have a request; gives its whole answer."""


class Killed(BaseException):
    """The process ended here; nothing that runs afterwards may count on anything."""


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong with one request.

    Attributes:
        name: what it is called in test ids and schedules.
        do: carries it out, or part of it, and answers or raises.
        reaches: whether the server carries the request out.
        refuses: whether the answer proves that nothing was done.
    """

    name: str
    do: Callable[[httpx.Request, CarryOut], Awaitable[httpx.Response]] = field(repr=False)
    reaches: bool = False
    refuses: bool = False

    def __str__(self) -> str:
        return self.name


Script: TypeAlias = Callable[[httpx.Request], Fault | None]


class Faulty(httpx.AsyncBaseTransport):
    """A way to the server on which a script does harm.

    Attributes:
        requests: what came from the client, whether or not the server got it.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, script: Script) -> None:
        self.inner = inner
        self.script = script
        self.requests: list[httpx.Request] = []
        self.shown: dict[str, httpx.Response] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        fault = self.script(request)
        if fault is None:
            return await self.carry_out(request)
        if fault is stale and str(request.url) in self.shown:
            return copy_of(self.shown[str(request.url)])
        return await fault.do(request, self.carry_out)

    async def carry_out(self, request: httpx.Request) -> httpx.Response:
        response = await self.inner.handle_async_request(request)
        await response.aread()
        if request.method == "GET":
            self.shown[str(request.url)] = response
        return copy_of(response)

    async def aclose(self) -> None:
        await self.inner.aclose()

    @property
    def creates(self) -> list[str]:
        """Names of the creates that left the client, in the order they did."""
        return [name_of(request) for request in self.requests if is_create(request)]


def copy_of(response: httpx.Response) -> httpx.Response:
    return httpx.Response(response.status_code, headers=response.headers, content=response.content)


def is_create(request: httpx.Request) -> bool:
    return request.method == "POST" and request.url.path == GROUPS


def is_read(request: httpx.Request) -> bool:
    return request.method == "GET"


def name_of(request: httpx.Request) -> str:
    """The name in a create."""
    name: str = json.loads(request.content)["name"]
    return name


# Scripts -----------------------------------------------------------------------------------------


def calm(request: httpx.Request) -> None:
    """Nothing goes wrong."""


def on_creates(*faults: Fault | None) -> Script:
    """The first create meets the first fault, and so on; later ones meet none."""
    return in_turn(is_create, faults)


def on_reads(*faults: Fault | None) -> Script:
    """The first read meets the first fault, and so on; later ones meet none."""
    return in_turn(is_read, faults)


def on_every_create(fault: Fault) -> Script:
    return lambda request: fault if is_create(request) else None


def on_every_read(fault: Fault) -> Script:
    return lambda request: fault if is_read(request) else None


def by_name(faults: Mapping[str, Fault]) -> Script:
    """The creates of these names meet their faults."""
    return lambda request: faults.get(name_of(request)) if is_create(request) else None


def in_turn(concerns: Callable[[httpx.Request], bool], faults: Sequence[Fault | None]) -> Script:
    waiting = iter(faults)
    return lambda request: next(waiting, None) if concerns(request) else None


def once_created(script: Script) -> Script:
    """A script that begins after the first create has left the client."""
    seen: Counter[str] = Counter()

    def choose(request: httpx.Request) -> Fault | None:
        if seen["creates"]:
            return script(request)
        seen["creates"] += is_create(request)
        return None

    return choose


def both(*scripts: Script) -> Script:
    """The first of the scripts that has a fault for a request decides; all of them look at it."""

    def choose(request: httpx.Request) -> Fault | None:
        chosen = [script(request) for script in scripts]
        return next((fault for fault in chosen if fault is not None), None)

    return choose


# Faults ------------------------------------------------------------------------------------------


def _raising(error: type[httpx.RequestError], words: str) -> Callable[[], httpx.RequestError]:
    return lambda: error(words)


def _breaks(
    name: str, error: type[httpx.RequestError], *, after: bool, refuses: bool = False
) -> Fault:
    make = _raising(error, name)

    async def do(request: httpx.Request, carry_out: CarryOut) -> httpx.Response:
        if after:
            await carry_out(request)
        raise make()

    return Fault(name, do, reaches=after, refuses=refuses)


def _answers(
    name: str,
    status: int,
    body: bytes = b"",
    *,
    after: bool = False,
    refuses: bool = False,
    headers: Mapping[str, str] | None = None,
) -> Fault:
    async def do(request: httpx.Request, carry_out: CarryOut) -> httpx.Response:
        if after:
            await carry_out(request)
        return httpx.Response(status, headers=headers, content=body)

    return Fault(name, do, reaches=after, refuses=refuses)


def too_many(retry_after: str | None = None) -> Fault:
    """429, with or without the header that says how long to wait."""
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    name = "429" if retry_after is None else f"429, Retry-After {retry_after}"
    return _answers(name, 429, refuses=True, headers=headers)


def too_many_until(seconds: int) -> Fault:
    """429 with a Retry-After that is a date, so many seconds after the answer's own."""
    now = datetime(2026, 11, 1, 10, tzinfo=UTC)
    until = now + timedelta(seconds=seconds)
    headers = {
        "Date": format_datetime(now, usegmt=True),
        "Retry-After": format_datetime(until, usegmt=True),
    }
    return _answers(f"429, Retry-After a date in {seconds} s", 429, refuses=True, headers=headers)


def turned_away(status: int) -> Fault:
    """An answer by which an endpoint refuses whatever it is sent."""
    return _answers(f"{status}", status, b'{"data": null, "errors": null}', refuses=True)


def rejected(code: int, message: str, status: int = 400) -> Fault:
    """An error in the API's own words."""
    body = {"data": None, "errors": [{"code": code, "message": message}], "warnings": None}
    return _answers(f"{status} with {code}", status, json.dumps(body).encode(), refuses=True)


def _hangs(name: str, *, after: bool) -> Fault:
    async def do(request: httpx.Request, carry_out: CarryOut) -> httpx.Response:
        if after:
            await carry_out(request)
        await asyncio.sleep(FOR_EVER)
        raise httpx.ReadTimeout(name)

    return Fault(name, do, reaches=after)


def slow(seconds: float) -> Fault:
    """The server takes its time before it does anything."""

    async def do(request: httpx.Request, carry_out: CarryOut) -> httpx.Response:
        await asyncio.sleep(seconds)
        return await carry_out(request)

    return Fault(f"{seconds:g} s late", do, reaches=True)


def _kills(name: str, *, after: bool) -> Fault:
    async def do(request: httpx.Request, carry_out: CarryOut) -> httpx.Response:
        if after:
            await carry_out(request)
        raise Killed(name)

    return Fault(name, do, reaches=after)


async def _truncate(request: httpx.Request, carry_out: CarryOut) -> httpx.Response:
    response = await carry_out(request)
    return httpx.Response(
        response.status_code, content=response.content[: len(response.content) // 2]
    )


async def _drip(request: httpx.Request, carry_out: CarryOut) -> httpx.Response:
    response = await carry_out(request)

    async def drops() -> AsyncIterator[bytes]:
        for k in range(len(response.content)):
            await asyncio.sleep(60.0)
            yield response.content[k : k + 1]

    return httpx.Response(response.status_code, content=drops())


async def _half(request: httpx.Request, carry_out: CarryOut) -> httpx.Response:
    body = {**json.loads(request.content), "targets": []}
    headers = {key: value for key, value in request.headers.items() if key != "content-length"}
    await carry_out(
        httpx.Request("POST", request.url, headers=headers, content=json.dumps(body).encode())
    )
    return httpx.Response(500)


def commits_late(seconds: float) -> Fault:
    """The connection breaks at once, and the server carries the request out some time later."""
    under_way: set[asyncio.Future[None]] = set()

    async def do(request: httpx.Request, carry_out: CarryOut) -> httpx.Response:
        async def later() -> None:
            await asyncio.sleep(seconds)
            await carry_out(request)

        task = asyncio.ensure_future(later())
        under_way.add(task)
        task.add_done_callback(under_way.discard)
        raise httpx.ReadError("reset")

    return Fault(f"reset, commit {seconds:g} s later", do, reaches=True)


async def _send_twice(request: httpx.Request, carry_out: CarryOut) -> httpx.Response:
    await carry_out(request)
    return await carry_out(request)


def _misreads(name: str, change: Callable[[list[Any], dict[str, Any]], None]) -> Fault:
    """A page of a list that is not as it should be; whatever has no pages is left alone."""

    async def do(request: httpx.Request, carry_out: CarryOut) -> httpx.Response:
        response = await carry_out(request)
        if response.status_code != 200 or b'"pagination"' not in response.content:
            return response
        body = json.loads(response.content)
        change(body["data"], body["pagination"])
        return httpx.Response(200, content=json.dumps(body).encode())

    return Fault(name, do, reaches=True)


def _shift(rows: list[Any], pagination: dict[str, Any]) -> None:
    del rows[:1]


def _repeat(rows: list[Any], pagination: dict[str, Any]) -> None:
    rows[-1:] = rows[:1]


def _grow(rows: list[Any], pagination: dict[str, Any]) -> None:
    pagination["total"] += 1


def _shrink(rows: list[Any], pagination: dict[str, Any]) -> None:
    pagination["total"] -= 1


async def _as_before(request: httpx.Request, carry_out: CarryOut) -> httpx.Response:
    return await carry_out(request)


refused: Final = _breaks("connection refused", httpx.ConnectError, after=False, refuses=True)
reset_before: Final = _breaks("reset before commit", httpx.ReadError, after=False)
reset_after: Final = _breaks("reset after commit", httpx.RemoteProtocolError, after=True)
answer_lost: Final = _breaks("answer lost", httpx.ReadTimeout, after=True)
hang_before: Final = _hangs("hang before commit", after=False)
hang_after: Final = _hangs("hang after commit", after=True)
dripping: Final = Fault("drip", _drip, reaches=True)
html_before: Final = _answers("HTML with 200 before commit", 200, HTML)
html_after: Final = _answers("HTML with 200 after commit", 200, HTML, after=True)
empty_before: Final = _answers("empty before commit", 200)
empty_after: Final = _answers("empty after commit", 201, after=True)
truncated: Final = Fault("truncated", _truncate, reaches=True)
no_data_before: Final = _answers("data: null before commit", 200, NO_DATA)
no_data_after: Final = _answers("data: null after commit", 200, NO_DATA, after=True)
not_logged_in: Final = turned_away(401)
half_made: Final = Fault("made without its targets", _half)
sent_twice: Final = Fault("sent twice by a proxy", _send_twice, reaches=True)
page_shifted: Final = _misreads("page without its first row", _shift)
page_repeated: Final = _misreads("page that repeats a row", _repeat)
total_grown: Final = _misreads("page with a larger total", _grow)
total_shrunk: Final = _misreads("page with a smaller total", _shrink)
stale: Final = Fault("as read before", _as_before, reaches=True)
kill_before: Final = _kills("killed before commit", after=False)
kill_after: Final = _kills("killed after commit", after=True)

SERVER_STATUSES: Final = (500, 502, 503, 504, 521)
server_before: Final = tuple(
    _answers(f"{status} before commit", status, HTML) for status in SERVER_STATUSES
)
server_after: Final = tuple(
    _answers(f"{status} after commit", status, HTML, after=True) for status in SERVER_STATUSES
)

REFUSALS: Final = (refused, too_many(), too_many("2"), rejected(300004, "Invalid input"))
"""Faults after which it is known that nothing was made."""
LOST_BEFORE: Final = (
    *(reset_before, hang_before, html_before, empty_before, no_data_before),
    *server_before,
)
"""Faults that leave it open, and nothing was made."""
LOST_AFTER: Final = (
    *(reset_after, answer_lost, hang_after, dripping, html_after, empty_after, truncated),
    *(no_data_after, *server_after),
)
"""Faults that leave it open, and it was made."""
CLOSING: Final = tuple(turned_away(status) for status in (403, 404, 405, 410))
"""Answers by which the endpoint refuses all creates."""
PAGES: Final = (page_shifted, page_repeated, total_grown, total_shrunk)
"""Pages that do not fit together."""
SURVIVABLE: Final = (*REFUSALS, *LOST_BEFORE, *LOST_AFTER)
"""Faults of one create that say nothing about the others."""
