"""An API that answers prepared bytes, so that what is timed is the client.

A process of its own: ``python -m tests.bench.server COUNT`` writes the port that it listens on as
its first line, and ends when its input does. It knows COUNT campaigns; which of them are live is
said by the client (``/live/1000``, which also forgets what was seen before, and
``/live/1000/field``, after which each has drifted in one field), or by creating them.
A page has as many groups as a server may put into one, whatever the client asks for.

``/seen`` tells how many requests came, and of the creates how many there were, how many were under
way at once, and how many seconds lie between the arrival of the first and the answer to the last:
the creating phase of a client, on a clock that is not its own. ``/sent`` are their bodies, one a
line.
"""

import asyncio
import re
import sys
import time
from dataclasses import dataclass, field
from typing import Final

import simplejson as json

from tests.bench.campaigns import campaigns, drifted

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
        self.pages: dict[int, bytes] = {}

    def show(self, count: int, how: str) -> None:
        """Let the first so many be live, and nothing else, drifted in a way or in none."""
        self.live = [drifted(row, how) for row in self.all[:count]]
        self.pages.clear()
        for offset in range(0, count, PAGE):
            self.page(offset)

    def page(self, offset: int) -> bytes:
        """The answer with the groups from an offset on."""
        if offset not in self.pages:
            pagination = b'{"limit":%d,"offset":%d,"total":%d}' % (PAGE, offset, len(self.live))
            rows = b",".join(self.live[offset : offset + PAGE])
            self.pages[offset] = _answer(
                b'{"pagination":%b,"data":[%b],"errors":[],"warnings":[]}' % (pagination, rows)
            )
        return self.pages[offset]

    def create(self, body: bytes) -> bytes:
        """Make a group live, and answer it."""
        row = self.rows[json.loads(body)["name"]]
        self.live.append(row)
        self.pages.clear()
        return _answer(b'{"data":%b,"errors":null,"warnings":null}' % row)


@dataclass(slots=True)
class Seen:
    """What came since live was last set.

    Attributes:
        requests: how many, creates among them.
        sent: the bodies of the creates.
        began: when the first create arrived.
        ended: when the last create was answered.
        in_flight: creates that are under way.
        most_in_flight: at any time.
    """

    requests: int = 0
    sent: list[bytes] = field(default_factory=list)
    began: float = 0.0
    ended: float = 0.0
    in_flight: int = 0
    most_in_flight: int = 0

    def arrived(self, body: bytes) -> None:
        """Note a create that begins."""
        if not self.sent:
            self.began = time.perf_counter()
        self.sent.append(body)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)

    def answered(self) -> None:
        """Note a create that ends."""
        self.ended = time.perf_counter()
        self.in_flight -= 1

    def told(self) -> bytes:
        """As an answer."""
        return json.dumps(
            {
                "requests": self.requests,
                "creates": len(self.sent),
                "creating": self.ended - self.began,
                "in_flight": self.most_in_flight,
            }
        ).encode()


class Server:
    """What all connections share."""

    def __init__(self, groups: Groups) -> None:
        self.groups = groups
        self.seen = Seen()

    def control(self, target: str) -> bytes | None:
        """The answer to a request of the bench itself, which is none of the API's."""
        if target.startswith("/live/"):
            count, _, how = target.removeprefix("/live/").partition("/")
            self.groups.show(int(count), how)
            self.seen = Seen()
            return _answer(b"{}")
        if target == "/seen":
            return _answer(self.seen.told())
        if target == "/sent":
            return _answer(b"\n".join(self.seen.sent))
        return None

    def read(self, target: str) -> bytes:
        """The answer to a request that reads."""
        if target.startswith("/v3/milestones"):
            offset = _OFFSET.search(target)
            return self.groups.page(int(offset[1]) if offset else 0)
        if target.endswith("/isValidName"):
            return _answer(b'{"data":true,"errors":null,"warnings":null}')
        return _answer(b'{"data":null}', b"404 Not Found")


class Connection(asyncio.Protocol):
    """One connection, kept alive; requests come one after the other."""

    def __init__(self, server: Server) -> None:
        self.server = server
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
        known = self.server.control(target)
        if known is not None:
            self.transport.write(known)
            return
        self.server.seen.requests += 1
        if method == "POST" and target == "/v3/targetGroups":
            self.server.seen.arrived(body)
            asyncio.get_running_loop().call_later(DELAY, self.create, body)
        else:
            self.transport.write(self.server.read(target))

    def create(self, body: bytes) -> None:
        """Carry out a create."""
        answer = self.server.groups.create(body)
        self.server.seen.answered()
        self.transport.write(answer)


def _answer(body: bytes, status: bytes = b"200 OK") -> bytes:
    head = b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    return head % (status, len(body)) + body


async def serve(groups: Groups) -> None:
    """Serve until the input ends."""
    loop = asyncio.get_running_loop()
    server = Server(groups)
    listener = await loop.create_server(lambda: Connection(server), "127.0.0.1", 0)
    print(listener.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    listener.close()


if __name__ == "__main__":
    asyncio.run(serve(Groups(int(sys.argv[1]))))
