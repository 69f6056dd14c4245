"""An API that answers prepared bytes, so that what is timed is the client.

A process of its own: ``python -m tests.bench.server COUNT`` writes the port that it listens on as
its first line, and ends when its input does. It knows COUNT campaigns; which of them are live is
said by the client (``/live/1000``), or by creating them. A page has as many groups as a server may
put into one, whatever the client asks for.
"""

import asyncio
import re
import sys
from collections.abc import Callable
from typing import Final

import simplejson as json

from tests.bench.campaigns import campaigns

PAGE: Final = 1000
DELAY: Final = 0.05
"""Seconds that a create takes, most of them on the way there and back on a real network."""
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_OFFSET: Final = re.compile(r"[?&]offset=(\d+)")


class Groups:
    """What is live."""

    def __init__(self, count: int) -> None:
        self.all = [each.row for each in campaigns(count)]
        self.rows = {json.loads(row)["name"]: row for row in self.all}
        self.live: list[bytes] = []
        self.answers: dict[int, bytes] = {}
        self.requests = 0

    def show(self, count: int) -> None:
        """Let the first so many be live, and nothing else."""
        self.live = self.all[:count]
        self.answers.clear()
        self.requests = 0
        for offset in range(0, count, PAGE):
            self.page(offset)

    def page(self, offset: int) -> bytes:
        """The answer with the groups from an offset on."""
        if offset not in self.answers:
            pagination = b'{"limit":%d,"offset":%d,"total":%d}' % (PAGE, offset, len(self.live))
            rows = b",".join(self.live[offset : offset + PAGE])
            self.answers[offset] = _answer(
                b'{"pagination":%b,"data":[%b],"errors":[],"warnings":[]}' % (pagination, rows)
            )
        return self.answers[offset]

    def create(self, body: bytes) -> bytes:
        """Make a group live, and answer it."""
        row = self.rows[json.loads(body)["name"]]
        self.live.append(row)
        self.answers.clear()
        return _answer(b'{"data":%b,"errors":null,"warnings":null}' % row)


class Connection(asyncio.Protocol):
    """One connection, kept alive; requests come one after the other."""

    def __init__(self, groups: Groups) -> None:
        self.groups = groups
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each request once it is complete."""
        self.received += data
        while (end := self.received.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self.received, 0, end)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self.received) < whole:
                return
            head, body = self.received[:end], self.received[end + 4 : whole]
            self.received = self.received[whole:]
            method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
            self.answer(method, target, body)

    def answer(self, method: str, target: str, body: bytes) -> None:
        """Answer one request: what reads at once, a create after the delay."""
        groups = self.groups
        groups.requests += 1
        if target.startswith("/live/"):
            groups.show(int(target.removeprefix("/live/")))
            self.transport.write(_answer(b"{}"))
        elif target == "/requests":
            self.transport.write(_answer(b'{"requests":%d}' % (groups.requests - 1)))
        elif target.startswith("/v3/milestones"):
            offset = _OFFSET.search(target)
            self.transport.write(groups.page(int(offset[1]) if offset else 0))
        elif target.endswith("/isValidName"):
            self.transport.write(_answer(b'{"data":true,"errors":null,"warnings":null}'))
        elif method == "POST" and target == "/v3/targetGroups":
            self.later(lambda: groups.create(body))
        else:
            self.transport.write(_answer(b'{"data":null}', b"404 Not Found"))

    def later(self, make: Callable[[], bytes]) -> None:
        """Answer after the delay."""
        asyncio.get_running_loop().call_later(DELAY, lambda: self.transport.write(make()))


def _answer(body: bytes, status: bytes = b"200 OK") -> bytes:
    head = b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    return head % (status, len(body)) + body


async def serve(groups: Groups) -> None:
    """Serve until the input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(groups), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 - this is how it is found
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(Groups(int(sys.argv[1]))))
