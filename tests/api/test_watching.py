"""What is seen of a server on the way to it."""

import asyncio
import ssl
from typing import TYPE_CHECKING

import httpx
import pytest

from reconciler.api.watching import WatchingTransport

if TYPE_CHECKING:
    from collections.abc import Iterator

NOON = 1_800_000_000.0
DATE = "Fri, 15 Jan 2027 08:00:00 GMT"


def watch(*answers: tuple[str | Exception, float]) -> WatchingTransport:
    """One that saw these answers: the header Date or a failure, and how long it took."""
    headers: Iterator[tuple[str | Exception, float]] = iter(answers)
    now = [NOON]

    def answer(_: httpx.Request) -> httpx.Response:
        date, took = next(headers)
        now[0] += took
        if isinstance(date, Exception):
            raise date
        return httpx.Response(500, headers={"date": date} if date else {})

    transport = WatchingTransport(httpx.MockTransport(answer), lambda: now[0])

    async def ask() -> None:
        async with httpx.AsyncClient(transport=transport) as client:
            for date, _ in answers:
                if isinstance(date, Exception):
                    with pytest.raises(type(date)):
                        await client.get("http://x")
                else:
                    await client.get("http://x")

    asyncio.run(ask())
    return transport


def test_the_quickest_answer_tells_the_clock() -> None:
    """What took long may have been written at any moment of it."""
    seen = watch((DATE, 10.0), (DATE, 0.0), (DATE, 30.0))
    assert (seen.replies, seen.clock_offset) == (3, -10)
    assert watch((DATE, 1.0)).clock_offset == 0


@pytest.mark.parametrize(
    "date", ["", "yesterday", "Fri, 99 Jan 2027 08:00:00 GMT", "Fri, 15 Jan 99999999 08:00:00 GMT"]
)
def test_a_clock_that_cannot_be_read_is_not_told(date: str) -> None:
    """The answer counts all the same."""
    seen = watch((date, 0.0))
    assert (seen.replies, seen.clock_offset) == (1, None)


def test_a_zone_counts_and_none_is_utc() -> None:
    """As the header is defined, and as some write it."""
    assert watch(("Fri, 15 Jan 2027 13:30:00 +0530", 0.0)).clock_offset == 0
    assert watch(("Fri, 15 Jan 2027 08:00:00", 0.0)).clock_offset == 0


def test_what_is_wrong_with_a_certificate_is_kept() -> None:
    """In the words of the TLS library; other failures are none of it."""
    cause = ssl.SSLCertVerificationError()
    cause.verify_message = "self-signed certificate"
    failure = httpx.ConnectError("no")
    failure.__cause__ = cause
    seen = watch((failure, 0.0), (httpx.ConnectError("closed"), 0.0))
    assert (seen.replies, seen.certificate) == (0, "self-signed certificate")
    assert watch((httpx.ReadTimeout("no"), 0.0)).certificate == ""
