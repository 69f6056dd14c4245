"""The yardstick of creating: the requests of an apply from a bare loop that does nothing else.

So many workers take the next body, write the request to their connection and read the answer.
Nothing is parsed, retried, paced or kept. Run as ``python bare_loop.py FILE URL WORKERS``, where
the file has one body a line.
"""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

LENGTH = b"content-length:"


async def worker(host: str, port: int, bodies: Iterator[bytes]) -> None:
    """Send what is left, one after the other, over one connection."""
    reader, writer = await asyncio.open_connection(host, port)
    for body in bodies:
        head = (
            f"POST /v3/targetGroups HTTP/1.1\r\nHost: {host}:{port}\r\n"
            "Accept: application/json\r\nContent-Type: application/json\r\n"
            f"Authorization: Basic YmVuY2g6YmVuY2g=\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        if not answer.startswith(b"HTTP/1.1 200 "):
            sys.exit(f"not created: {answer!r}")
        _, _, length = answer.lower().partition(LENGTH)
        await reader.readexactly(int(length.split(b"\r\n", 1)[0]))
    writer.close()


async def main(file: str, url: str, workers: str) -> None:
    """Send all bodies."""
    host, _, port = urlsplit(url).netloc.partition(":")
    bodies = iter(Path(file).read_bytes().splitlines())
    async with asyncio.TaskGroup() as group:
        for _ in range(int(workers)):
            group.create_task(worker(host, int(port), bodies))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
