"""Documented bodies, and a sandbox that answers them in process."""

import asyncio
import base64
import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from reconciler.sandbox.app import make_app
from reconciler.sandbox.store import Options, Store

_SAMPLES = Path(__file__).parent / "samples"


def in_process(store: Store) -> httpx.MockTransport:
    """Let a synchronous client call the sandbox without a socket."""
    application = httpx.ASGITransport(app=make_app(store))

    async def call(request: httpx.Request) -> httpx.Response:
        response = await application.handle_async_request(request)
        content = b"".join([part async for part in response.aiter_raw()])
        return httpx.Response(response.status_code, headers=response.headers, content=content)

    return httpx.MockTransport(lambda request: asyncio.run(call(request)))


@pytest.fixture
def open_sandbox() -> Iterator[Callable[[Options, datetime], httpx.Client]]:
    """Open a sandbox whose clock stands still, as a client that may call it."""
    secret = hashlib.md5(b"sandbox").hexdigest()
    basic = base64.b64encode(f"sandbox:{secret}".encode()).decode()
    with ExitStack() as opened:

        def open_at(options: Options, now: datetime) -> httpx.Client:
            store = opened.enter_context(Store(":memory:", options, now=lambda: now))
            client = httpx.Client(
                transport=in_process(store),
                base_url="http://sandbox",
                headers={"Authorization": f"Basic {basic}"},
            )
            return opened.enter_context(client)

        yield open_at


@pytest.fixture
def sample() -> Callable[[str], bytes]:
    """Read a documented body as it is printed."""
    return lambda name: (_SAMPLES / f"{name}.json").read_bytes()
