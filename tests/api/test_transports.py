"""The way to the server: which hosts, which requests, and what each kind of break means.

The breaks happen on real sockets of this machine.
"""

import asyncio
import contextlib
import gzip
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path

import httpx
import pytest

from reconciler.api.envelope import Reply
from reconciler.api.pacing import Limits
from reconciler.api.transports import (
    Connections,
    ReadOnlyTransport,
    WriteRefused,
    check_url,
    open_transport,
    receive,
)
from reconciler.errors import ApiError, SettingsError, Unavailable
from reconciler.http import GivenUp
from tests.api.support import Conversation, Script, a_response, a_server, read_request

OK = b"HTTP/1.1 200 OK\r\n"
QUICK = Limits(connect_timeout=2, read_timeout=0.1, total_timeout=0.4, max_body_bytes=1000)


@pytest.mark.parametrize(
    "url",
    [
        "https://eu.api.capillarytech.com",
        "https://eu.api.capillarytech.com/",
        "https://host:8443",
        "http://localhost",
        "http://localhost:8080",
        "http://127.0.0.1:9",
        "http://127.9.9.9",
        "http://[::1]:8080",
    ],
)
def test_a_url_that_keeps_credentials_safe_is_taken(url: str) -> None:
    assert str(check_url(url)).startswith(url.rstrip("/"))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://eu.api.capillarytech.com", "must begin with https"),
        ("http://10.0.0.1", "must begin with https"),
        ("http://localhost.example", "must begin with https"),
        ("http://127.1", "must begin with https"),
        ("http://0.0.0.0", "must begin with https"),
        ("https://host/v3", "a host and nothing more"),
        ("https://host?a=b", "a host and nothing more"),
        ("https://host#a", "a host and nothing more"),
        ("https://user:canary@host", "must not hold a user"),
        ("https://canary:9x9", "not that of a web host"),
        ("ftp://host", "not that of a web host"),
        ("eu.api.capillarytech.com", "not that of a web host"),
        ("https://", "not that of a web host"),
        ("", "not that of a web host"),
    ],
)
def test_any_other_url_is_refused(url: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words) as caught:
        check_url(url)

    assert "canary" not in f"{caught.value} {caught.value.hint} {caught.value.__context__}"


def try_read_only(method: str, path: str) -> list[str]:
    async def main() -> list[str]:
        script = Script(a_response())
        async with httpx.AsyncClient(
            base_url="https://api.test", transport=ReadOnlyTransport(script)
        ) as client:
            await client.request(method, path)
        return script.paths

    return asyncio.run(main())


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v3/targetGroups"),
        ("HEAD", "/v3/targetGroups"),
        ("POST", "/v3/oauth/token/generate"),
        ("POST", "/v3/targetGroups/isValidName"),
        ("POST", "/v3/targetGroups/isValidName?a=b"),
    ],
)
def test_what_only_asks_passes_a_read_only_transport(method: str, path: str) -> None:
    assert try_read_only(method, path) == [path.split("?", maxsplit=1)[0]]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v3/targetGroups"),
        ("POST", "/v3/targetGroups/isValidName/"),
        ("POST", "/v3/targetGroups/isValid%4Eame"),
        ("POST", "/v3/targetGroups?/v3/targetGroups/isValidName"),
        ("POST", "/v4/v3/targetGroups/isValidName"),
        ("PUT", "/v3/targetGroups/isValidName"),
        ("PATCH", "/v3/targetGroups/1"),
        ("DELETE", "/v3/targetGroups/1"),
        ("OPTIONS", "/v3/targetGroups"),
        ("CONNECT", "/v3/targetGroups/%1B\u202e"),
    ],
)
def test_nothing_else_passes_a_read_only_transport(method: str, path: str) -> None:
    with pytest.raises(WriteRefused) as caught:
        try_read_only(method, path)

    assert str(caught.value).isprintable()


async def exchange(url: str, *, limits: Limits = QUICK, remaining: float | None = None) -> Reply:
    async with httpx.AsyncClient(transport=open_transport(httpx.URL(url))) as client:
        request = client.build_request(
            "POST",
            url,
            content=b"{}",
            headers={"Authorization": "Basic canary"},
            timeout=httpx.Timeout(limits.read_timeout, connect=limits.connect_timeout),
        )
        return await receive(client, request, "POST /", limits=limits, remaining=remaining)


def converse(conversation: Conversation, *, remaining: float | None = None) -> Reply:
    async def main() -> Reply:
        async with a_server(conversation) as url:
            return await exchange(url, remaining=remaining)

    return asyncio.run(main())


def break_of(run: Coroutine[object, object, Reply]) -> ApiError:
    with pytest.raises(ApiError) as caught:
        asyncio.run(run)
    error = caught.value
    assert error.status is None
    assert error.__context__ is None, "the cause holds the signed request"
    assert error.__cause__ is None
    return error


async def at_server(conversation: Conversation, *, remaining: float | None = None) -> Reply:
    async with a_server(conversation) as url:
        return await exchange(url, remaining=remaining)


async def closes_unread(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)


async def resets(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    writer.transport.abort()


async def closes_unanswered(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)


async def truncates(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    writer.write(OK + b'Content-Length: 100\r\n\r\n{"data": ')
    await writer.drain()


async def truncates_chunks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    writer.write(OK + b'Transfer-Encoding: chunked\r\n\r\n5\r\n{"dat')
    await writer.drain()


async def talks_nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    writer.write(b"220 smtp ready\r\n\r\n")
    await writer.drain()


async def hangs(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    await reader.read()


async def drips(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    writer.write(OK + b"Content-Length: 1000\r\n\r\n")
    for _ in range(100):
        writer.write(b"x")
        await asyncio.sleep(0.03)


@pytest.mark.parametrize(
    ("conversation", "words"),
    [
        (closes_unread, "the connection"),
        (resets, "the connection"),
        (closes_unanswered, "the connection ended before the answer was complete"),
        (truncates, "the connection ended before the answer was complete"),
        (truncates_chunks, "the connection ended before the answer was complete"),
        (talks_nonsense, "the connection ended before the answer was complete"),
        (hangs, "no answer within 0.1 s"),
        (drips, "no complete answer within 0.4 s"),
    ],
)
def test_a_break_after_the_request_was_sent_leaves_it_open_what_happened(
    conversation: Conversation, words: str
) -> None:
    error = break_of(at_server(conversation))

    assert type(error) is Unavailable
    assert error.maybe_done
    assert words in error.message
    assert "canary" not in f"{error!r} {error.hint}"


def test_the_deadline_ends_an_exchange_and_says_so() -> None:
    error = break_of(at_server(drips, remaining=0.1))

    assert type(error) is GivenUp
    assert error.maybe_done
    assert "the deadline passed" in error.message


async def refused() -> Reply:
    async with a_server(hangs) as url:
        pass
    return await exchange(url)


async def no_tls() -> Reply:
    async with a_server(talks_at_once) as url:
        return await exchange(url.replace("http", "https"))


async def talks_at_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    await writer.drain()
    await reader.read(1000)


async def wrong_scheme() -> Reply:
    async with httpx.AsyncClient() as client:
        request = client.build_request("POST", "gopher://host")
        return await receive(client, request, "POST /", limits=QUICK)


@pytest.mark.parametrize("attempt", [refused, no_tls, wrong_scheme])
def test_what_never_reached_the_server_was_not_done(
    attempt: Callable[[], Coroutine[object, object, Reply]],
) -> None:
    error = break_of(attempt())

    assert type(error) is Unavailable
    assert not error.maybe_done


@pytest.mark.parametrize(
    ("raised", "kind", "maybe_done", "words"),
    [
        (httpx.ConnectError("[Errno -2] Name not known"), Unavailable, False, "Name not known"),
        (httpx.ConnectTimeout("canary"), Unavailable, False, "no connection within 2 s"),
        (httpx.PoolTimeout("canary"), Unavailable, False, "no free connection"),
        (httpx.ProxyError("canary"), Unavailable, False, "proxy"),
        (httpx.UnsupportedProtocol("canary"), Unavailable, False, "UnsupportedProtocol"),
        (httpx.ReadTimeout("canary"), Unavailable, True, "no answer within"),
        (httpx.WriteTimeout("canary"), Unavailable, True, "could not be sent"),
        (httpx.ReadError("canary"), Unavailable, True, "the connection broke"),
        (httpx.WriteError("canary"), Unavailable, True, "the connection broke"),
        (httpx.CloseError("canary"), Unavailable, True, "the connection broke"),
        (httpx.RemoteProtocolError("canary"), Unavailable, True, "the connection ended"),
        (httpx.LocalProtocolError("canary"), Unavailable, True, "LocalProtocolError"),
        (TimeoutError("canary"), Unavailable, True, "no complete answer"),
    ],
)
def test_each_break_says_whether_the_request_may_have_been_carried_out(
    raised: Exception, kind: type[ApiError], words: str, *, maybe_done: bool
) -> None:
    async def main() -> Reply:
        async with httpx.AsyncClient(transport=Script(raised)) as client:
            request = client.build_request("POST", "https://api.test")
            return await receive(client, request, "POST /", limits=QUICK)

    error = break_of(main())

    assert type(error) is kind
    assert error.maybe_done is maybe_done
    assert words in error.message
    assert "canary" not in error.message


def test_a_certificate_that_is_not_trusted_is_told_and_not_tried_again() -> None:
    fault = ssl.SSLCertVerificationError()
    fault.verify_message = "self-signed certificate"
    raised = httpx.ConnectError("certificate verify failed")
    raised.__cause__ = fault

    async def main() -> Reply:
        async with httpx.AsyncClient(transport=Script(raised)) as client:
            request = client.build_request("POST", "https://api.test")
            return await receive(client, request, "POST /", limits=QUICK)

    error = break_of(main())

    assert type(error) is GivenUp
    assert not error.maybe_done
    assert "self-signed certificate" in error.message
    assert "SSL_CERT_FILE" in error.hint


def answers(head: bytes, body: bytes) -> Conversation:
    async def conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        length = b"Content-Length: " + str(len(body)).encode()
        writer.write(OK + head + length + b"\r\n\r\n" + body)
        await writer.drain()

    return conversation


def test_a_whole_reply_is_read_and_unpacked() -> None:
    body = b'{"data": []}'

    reply = converse(
        answers(b"Content-Encoding: gzip\r\nX-Cap-Requestid: r1\r\n", gzip.compress(body))
    )

    assert (reply.status, reply.body, reply.flaw) == (200, body, "")
    assert reply.request_id == "r1"


@pytest.mark.parametrize(
    ("head", "body", "flaw"),
    [
        (b"", b"x" * 1001, "a body of more than 1000 bytes, which is not read"),
        (b"Content-Encoding: gzip\r\n", gzip.compress(b"x" * 100_000), "more than 1000 bytes"),
        (b"Content-Encoding: gzip\r\n", b"not gzip", "cannot be unpacked"),
    ],
)
def test_a_body_that_is_too_large_or_broken_is_a_flaw(head: bytes, body: bytes, flaw: str) -> None:
    reply = converse(answers(head, body))

    assert flaw in reply.flaw
    assert reply.body == b""


def test_a_connection_serves_one_request_at_a_time_and_is_used_again_unless_it_broke() -> None:
    served: list[int] = []

    async def conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = len(served)
        served.append(0)
        while b"/break" not in await read_request(reader):
            served[number] += 1
            await asyncio.sleep(0.02)
            writer.write(OK + b"Content-Length: 2\r\n\r\n{}")
            await writer.drain()

    async def main() -> None:
        async with (
            a_server(conversation) as url,
            httpx.AsyncClient(transport=open_transport(httpx.URL(url)), base_url=url) as client,
        ):

            async def ask(count: int) -> None:
                await asyncio.gather(*(client.get("/") for _ in range(count)))

            await ask(3)
            await ask(2)
            assert sorted(served) == [1, 2, 2]
            with pytest.raises(httpx.RemoteProtocolError):
                await client.get("/break")
            await ask(3)
            assert sorted(served)[:2] == [1, 2]
            assert sum(served) == 8
            assert len(served) == 4

    asyncio.run(main())


def open_with(url: str) -> httpx.AsyncBaseTransport:
    return open_transport(check_url(url))


async def tells_target(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    target = (await reader.readuntil(b"\r\n")).split()[1]
    assert target == b"api.example:443"
    writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
    await writer.drain()


@pytest.mark.parametrize("with_scheme", [True, False])
def test_the_proxy_variables_work_as_usual(
    monkeypatch: pytest.MonkeyPatch, *, with_scheme: bool
) -> None:
    async def main() -> Reply:
        async with a_server(tells_target) as url:
            proxy = url if with_scheme else url.removeprefix("http://")
            monkeypatch.setenv("HTTPS_PROXY", proxy)
            return await exchange("https://api.example")

    error = break_of(main())

    assert "the proxy refused the connection" in error.message
    assert not error.maybe_done


def test_this_machine_is_never_reached_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")

    assert converse(answers(b"", b"{}")).body == b"{}"


def test_hosts_of_no_proxy_are_reached_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "nonsense://proxy")
    monkeypatch.setenv("NO_PROXY", "api.example")

    assert isinstance(open_with("https://api.example"), Connections)


class Wire(httpx.AsyncBaseTransport):
    """A connection that answers in three parts, or breaks off as the path says."""

    is_closed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/before":
            raise asyncio.CancelledError
        return httpx.Response(200, stream=Parts(request.url.path))

    async def aclose(self) -> None:
        self.is_closed = True


class Parts(httpx.AsyncByteStream):
    """The body."""

    def __init__(self, path: str) -> None:
        self._path = path

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"{"
        if self._path == "/within":
            raise asyncio.CancelledError
        yield b"}"

    async def aclose(self) -> None:
        if self._path == "/behind":
            raise asyncio.CancelledError


@pytest.mark.parametrize("path", ["/", "/before", "/within", "/behind"])
def test_a_connection_whose_exchange_broke_off_serves_no_other(path: str) -> None:
    """Its transport may wait for the end of that exchange for ever."""
    wires: list[Wire] = []

    def connect() -> Wire:
        wires.append(Wire())
        return wires[-1]

    async def main() -> None:
        connections = Connections(connect)
        async with httpx.AsyncClient(base_url="https://x", transport=connections) as client:
            with contextlib.suppress(asyncio.CancelledError):
                assert (await client.get(path)).text == "{}"
            assert [each.is_closed for each in wires] == [path != "/"]
            assert (await client.get("/")).text == "{}"
            assert wires[-1].is_closed is False
        assert len(wires) == (1 if path == "/" else 2)
        assert all(each.is_closed for each in wires)

    asyncio.run(main())


@pytest.mark.parametrize("proxy", ["nonsense://canary", "http://canary:9x9"])
def test_a_proxy_that_cannot_be_used_is_a_matter_of_settings(
    monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)

    with pytest.raises(SettingsError, match="proxy") as caught:
        open_with("https://api.example")

    assert "canary" not in str(caught.value)


def test_certificates_that_cannot_be_read_are_a_matter_of_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path))

    with pytest.raises(SettingsError, match="SSL_CERT_FILE"):
        open_with("https://api.example")
