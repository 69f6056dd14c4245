"""What the tests of the client share: time that costs none, scripted servers, short builders."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import httpx

from reconciler.api.auth import BasicCredentials, Credentials
from reconciler.api.client import Api
from reconciler.api.envelope import Reply
from reconciler.api.pacing import Limits, Pacer
from reconciler.core.exact_json import Json
from reconciler.http import Clock

if TYPE_CHECKING:
    from reconciler.errors import ApiError

T = TypeVar("T")
Handler: TypeAlias = Callable[[httpx.Request], Awaitable[httpx.Response]]

URL = "https://api.test"
BASIC = BasicCredentials("till.user", "0123456789abcdef0123456789abcdef")


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop that jumps to the next timer whenever nothing else is left to do."""

    def __init__(self) -> None:
        super().__init__()
        self._virtual_now = 0.0

    def time(self) -> float:
        return self._virtual_now

    def _run_once(self) -> None:
        timers = [timer.when() for timer in self._scheduled if not timer.cancelled()]  # type: ignore[attr-defined]
        if not self._ready and timers:  # type: ignore[attr-defined]
            self._virtual_now = max(self._virtual_now, min(timers))
        super()._run_once()  # type: ignore[misc]


def run_virtually(main: Coroutine[object, object, T]) -> T:
    """Run on virtual time: no test waits for a clock."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)


def loop_time() -> float:
    return asyncio.get_running_loop().time()


def virtual_clock(*, wall: float = 0.0) -> Clock[Awaitable[None]]:
    return Clock(now=loop_time, wall=lambda: wall + loop_time(), sleep=asyncio.sleep)


def no_jitter() -> float:
    return 0.0


class Script(httpx.AsyncBaseTransport):
    """Answers with what is in the list, one after the other, the last one for ever."""

    def __init__(self, *steps: httpx.Response | Exception) -> None:
        self._steps = list(steps)
        self.requests: list[httpx.Request] = []
        self.times: list[float] = []
        self.error: ApiError | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        self.times.append(loop_time())
        step = self._steps.pop(0) if len(self._steps) > 1 else self._steps[0]
        if isinstance(step, Exception):
            raise step
        return httpx.Response(step.status_code, headers=step.headers, content=step.content)

    @property
    def paths(self) -> list[str]:
        return [request.url.path for request in self.requests]


class Handled(httpx.AsyncBaseTransport):
    """Answers with what a function makes of the request."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._handler(request)


def an_api(
    transport: httpx.AsyncBaseTransport,
    *,
    credentials: Credentials = BASIC,
    limits: Limits | None = None,
    read_only: bool = False,
    pacer: Pacer | None = None,
) -> Api:
    limits = limits or Limits(requests_per_second=1000.0)
    pacer = pacer or Pacer(limits, clock=virtual_clock(), random=no_jitter)
    return Api(URL, credentials, limits, transport=transport, read_only=read_only, pacer=pacer)


def a_response(
    data: Json = None, status: int = 200, headers: Mapping[str, str] | None = None, **more: Json
) -> httpx.Response:
    body = {"data": {} if data is None else data, "errors": None, "warnings": None, **more}
    return httpx.Response(status, headers=headers, content=json.dumps(body).encode())


def a_refusal(status: int = 400, code: int = 310069, message: str = "taken") -> httpx.Response:
    body = {"data": None, "errors": [{"code": code, "message": message}], "warnings": None}
    return httpx.Response(status, content=json.dumps(body).encode())


def a_reply(
    body: Json | str | bytes = b"", status: int = 200, headers: Mapping[str, str] | None = None
) -> Reply:
    if not isinstance(body, str | bytes):
        body = json.dumps(body)
    raw = body.encode() if isinstance(body, str) else body
    return Reply(status, httpx.Headers(headers or {}), raw)


Conversation: TypeAlias = Callable[
    [asyncio.StreamReader, asyncio.StreamWriter], Coroutine[object, object, None]
]


@asynccontextmanager
async def a_server(conversation: Conversation) -> AsyncIterator[str]:
    """Serve raw TCP on this machine; give the URL."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await conversation(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def read_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        (
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        ),
        0,
    )
    return head + await reader.readexactly(length)
