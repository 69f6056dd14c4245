"""What can be seen of a server on the way to it: whether it answers, its certificate, its clock."""

from collections.abc import Callable
from typing import Final

from reconciler.api.transports import certificate_fault
from reconciler.http import read_date
from reconciler.lean.httpx import httpx

_HALF: Final = 0.5  # of the second that the header Date leaves out


class WatchingTransport(httpx.AsyncBaseTransport):
    """Passes everything on, and notes what is seen of the server.

    Args:
        inner: the way to the server.
        wall: seconds since 1970, by this machine.

    Attributes:
        replies: how many requests were answered, with whatever.
        certificate: what is wrong with the server's certificate; empty where nothing is known.
        clock_offset: seconds by which its clock is ahead; None where it has not told.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, wall: Callable[[], float]) -> None:
        self._inner = inner
        self._wall = wall
        self._quickest: float | None = None
        self.replies = 0
        self.certificate = ""
        self.clock_offset: int | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on."""
        sent = self._wall()
        try:
            response = await self._inner.handle_async_request(request)
        except Exception as error:
            self.certificate = certificate_fault(error) or self.certificate
            raise
        self.replies += 1
        # The answer that came quickest tells the difference of the clocks best.
        took = (received := self._wall()) - sent
        if self._quickest is None or took < self._quickest:
            told = read_date(response.headers.get("date", ""))
            if told is not None:
                self.clock_offset = round(told + _HALF - (sent + received) / 2)
                self._quickest = took
        return response

    async def aclose(self) -> None:
        """Close the transport underneath."""
        await self._inner.aclose()
