"""A sandbox in memory whose clock is set by hand, called in process."""

import asyncio
import base64
import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

import httpx
import pytest

from reconciler.sandbox.app import make_app
from reconciler.sandbox.store import Options, Store
from reconciler.sandbox.wire import Json

NOON = datetime(2027, 5, 10, 12, 0, 0, 474_000, tzinfo=UTC)


def in_process(store: Store) -> httpx.MockTransport:
    """Let a synchronous client call the sandbox without a socket."""
    application = httpx.ASGITransport(app=make_app(store))

    async def call(request: httpx.Request) -> httpx.Response:
        response = await application.handle_async_request(request)
        content = b"".join([part async for part in response.aiter_raw()])
        return httpx.Response(response.status_code, headers=response.headers, content=content)

    return httpx.MockTransport(lambda request: asyncio.run(call(request)))


@pytest.fixture
def clock() -> list[datetime]:
    """The time, to be replaced in place: clock[0] = ..."""
    return [NOON]


@pytest.fixture
def connect() -> Iterator[Callable[[Store], httpx.Client]]:
    """Make a client that may call a sandbox, and close both at the end."""
    secret = hashlib.md5(b"sandbox").hexdigest()
    basic = base64.b64encode(f"sandbox:{secret}".encode()).decode()
    with ExitStack() as opened:

        def connect_to(store: Store) -> httpx.Client:
            client = httpx.Client(
                transport=in_process(opened.enter_context(store)),
                base_url="http://sandbox",
                headers={"Authorization": f"Basic {basic}"},
            )
            return opened.enter_context(client)

        yield connect_to


@pytest.fixture
def open_sandbox(
    connect: Callable[[Store], httpx.Client], clock: list[datetime]
) -> Callable[[Options], httpx.Client]:
    """Make a client of a new sandbox with these options."""
    return lambda options: connect(Store(":memory:", options, now=lambda: clock[0]))


@pytest.fixture
def store(clock: list[datetime]) -> Iterator[Store]:
    """The store behind client."""
    with Store(":memory:", now=lambda: clock[0]) as store:
        yield store


@pytest.fixture
def client(store: Store, connect: Callable[[Store], httpx.Client]) -> httpx.Client:
    """A client of a new sandbox as it comes."""
    return connect(store)


@pytest.fixture
def body() -> Json:
    """A campaign of two periods, the first of which runs."""
    return {
        "name": "Spring",
        "trackingType": "DEFAULT",
        "targetEvaluationType": "FIXED_CALENDAR_WINDOW",
        "totalPeriods": 2,
        "periods": [
            {"refCode": "may", "startDate": "2027-05-01", "endDate": "2027-05-31"},
            {"refCode": "june", "startDate": "2027-06-01", "endDate": "2027-06-30"},
        ],
        "targets": [
            {
                "name": "Spring spend",
                "targetEntity": "TRANSACTION",
                "targetType": "SALES",
                "defaultValues": [{"defaultValue": 500}, {"defaultValue": "1000.5"}],
            }
        ],
    }
