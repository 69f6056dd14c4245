"""The way to the server: where requests may go, which ones, and what became of those that failed.

Knows HTTP and nothing of the API but which of its calls only ask.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from typing import Final, cast

from reconciler.api.auth import TOKEN_PATH
from reconciler.api.envelope import Reply, visible
from reconciler.api.pacing import Limits
from reconciler.errors import ApiError, SettingsError, Unavailable
from reconciler.http import NEVER_SENT, GivenUp, is_loopback, way_to
from reconciler.lean.httpx import httpx

_ONE: Final = httpx.Limits(max_connections=1, max_keepalive_connections=1)
_ASKING_METHODS: Final = frozenset({"GET", "HEAD"})
ASKING_POSTS: Final = frozenset({TOKEN_PATH, "/v3/targetGroups/isValidName"})
"""Calls that are posted and yet change nothing."""

# Fixed words: httpx's own texts may quote headers. The first that fits counts.
_WORDS: Final[tuple[tuple[type[Exception], str], ...]] = (
    (httpx.ConnectTimeout, "no connection within {limits.connect_timeout:g} s"),
    (httpx.PoolTimeout, "no free connection within {limits.connect_timeout:g} s"),
    (httpx.ConnectError, "no connection"),
    (httpx.ProxyError, "the proxy refused the connection"),
    (httpx.ReadTimeout, "no answer within {limits.read_timeout:g} s"),
    (httpx.WriteTimeout, "the request could not be sent within {limits.read_timeout:g} s"),
    (httpx.RemoteProtocolError, "the connection ended before the answer was complete"),
    (httpx.NetworkError, "the connection broke"),
    (TimeoutError, "no complete answer within {limits.total_timeout:g} s"),
)


class WriteRefused(RuntimeError):
    """A request that writes met a connection that must not; a bug in the reconciler."""


class ReadOnlyTransport(httpx.AsyncBaseTransport):
    """Lets through what only asks, and raises on everything else."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    # The decorator that mypy asks for came with Python 3.12.
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on, or refuse it.

        Raises:
            WriteRefused: the request may write.
        """
        # As it is sent, so that no escape in the path can pass for another one.
        path = request.url.raw_path.partition(b"?")[0].decode()
        is_asking_post = request.method == "POST" and path in ASKING_POSTS
        if request.method not in _ASKING_METHODS and not is_asking_post:
            raise WriteRefused(f"{request.method} {visible(request.url.path)} would write.")
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the transport underneath."""
        await self._inner.aclose()


class Connections(httpx.AsyncBaseTransport):
    """As many connections as there are requests under way, each kept for later ones.

    One whose exchange breaks off is closed: a request that is cancelled may stay under way in the
    books of httpx, where the next one on the same connection would wait for it in vain.

    A pool of httpx looks through all its connections twice for each request: where there are many,
    that is as much work as all the rest of a request.

    Args:
        connect: makes the transport of one connection.
    """

    def __init__(self, connect: Callable[[], httpx.AsyncBaseTransport]) -> None:
        self._connect = connect
        self._free = [connect()]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; its connection is free again once the response is read and closed."""
        connection = self._free.pop() if self._free else self._connect()
        try:
            response = await connection.handle_async_request(request)
        except BaseException:
            await connection.aclose()
            raise
        body = cast("httpx.AsyncByteStream", response.stream)
        response.stream = _Lent(body, connection, self._free)
        return response

    async def aclose(self) -> None:
        """Close the connections."""
        for connection in self._free:
            await connection.aclose()


class _Lent(httpx.AsyncByteStream):
    """The body of a response, whose connection is free again once it is read and closed."""

    def __init__(
        self,
        body: httpx.AsyncByteStream,
        connection: httpx.AsyncBaseTransport,
        free: list[httpx.AsyncBaseTransport],
    ) -> None:
        self._body = body
        self._connection = connection
        self._free = free
        self._is_read = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._body:
            yield part
        self._is_read = True

    async def aclose(self) -> None:
        is_whole = False
        try:
            await self._body.aclose()
            is_whole = self._is_read
        finally:
            if is_whole:
                self._free.append(self._connection)
            else:
                await self._connection.aclose()


def check_url(text: str) -> httpx.URL:
    """Read the URL of an API host.

    Raises:
        SettingsError: it is no URL, holds more than a host, or would send credentials in clear.
    """
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:  # refused below; the text is not quoted, it may hold a password
        url = httpx.URL("")
    if url.scheme not in {"http", "https"} or not url.host:
        raise SettingsError("The url is not that of a web host.", hint="Like https://host.name.")
    if url.userinfo:
        # Not quoted, since what stands there is a password.
        raise SettingsError(
            "The url must not hold a user or password.",
            hint="Credentials come from the environment variables only.",
        )
    if url.path not in {"", "/"} or url.query or url.fragment:
        raise SettingsError(
            "The url must be a host and nothing more.",
            hint=f"Write {url.scheme}://{url.netloc.decode()}: the paths of the calls are known.",
        )
    if url.scheme == "http" and not is_loopback(url.host):
        raise SettingsError(
            f"The url must begin with https: {url.host} is not this machine, and the credentials "
            "would be sent in clear.",
            hint=f"Write https://{url.netloc.decode()}.",
        )
    return url


def open_transport(url: httpx.URL) -> httpx.AsyncBaseTransport:
    """Open the transport for one host, by the usual variables for proxies and certificates.

    Raises:
        SettingsError: one of these variables cannot be used.
    """
    with way_to(url) as way:
        return Connections(lambda: httpx.AsyncHTTPTransport(**way, limits=_ONE))


async def receive(
    client: httpx.AsyncClient,
    request: httpx.Request,
    label: str,
    *,
    limits: Limits,
    remaining: float | None = None,
) -> Reply:
    """Send a request once and read the whole reply, within the limits.

    Args:
        client: the open connections.
        request: what to send.
        label: names the request in messages.
        limits: time and size.
        remaining: seconds until the deadline of the run, if there is one.

    Raises:
        ApiError: there was no reply, or it broke off.
    """
    due_to_deadline = remaining is not None and remaining < limits.total_timeout
    try:
        async with asyncio.timeout(remaining if due_to_deadline else limits.total_timeout):
            return await _exchange(client, request, limits.max_body_bytes)
    except (httpx.RequestError, TimeoutError) as error:
        failure = _failure(
            error, f"{label} at {request.url.host}", limits=limits, due_to_deadline=due_to_deadline
        )
    # Raised out here so that the new error does not carry the old one, whose request is signed.
    raise failure


async def _exchange(client: httpx.AsyncClient, request: httpx.Request, limit: int) -> Reply:
    response = await client.send(request, stream=True)
    chunks, size, flaw = list[bytes](), 0, ""
    try:
        async for chunk in response.aiter_bytes():
            chunks.append(chunk)
            size += len(chunk)
            if size > limit:
                flaw = f"a body of more than {limit} bytes, which is not read"
                break
    except httpx.DecodingError:
        flaw = "a compressed body that cannot be unpacked"
    finally:
        await response.aclose()
    body = b"" if flaw else b"".join(chunks)
    return Reply(response.status_code, response.headers, body, flaw)


def _failure(error: Exception, label: str, *, limits: Limits, due_to_deadline: bool) -> ApiError:
    maybe_done = not isinstance(error, NEVER_SENT)
    if isinstance(error, TimeoutError) and due_to_deadline:
        return GivenUp(
            f"{label}: the deadline passed before the answer was complete.",
            hint="Allow more time with --deadline, or run again later.",
            maybe_done=maybe_done,
        )
    cause = certificate_fault(error)
    if cause is not None:
        return GivenUp(
            f"{label}: no connection: the server's certificate is not trusted ({cause}).",
            hint="Check the url; SSL_CERT_FILE names the certificates of your own authority.",
            maybe_done=maybe_done,
        )
    words = next((words for kind, words in _WORDS if isinstance(error, kind)), "")
    text = words.format(limits=limits) or f"the exchange failed ({type(error).__name__})"
    # Only this kind fails before anything of ours is in play, so its text can hold no secret.
    reason = visible(str(error)).rstrip(".") if type(error) is httpx.ConnectError else ""
    return Unavailable(
        f"{label}: {text} ({reason})." if reason else f"{label}: {text}.",
        hint="Check the url and the network, or run again later.",
        maybe_done=maybe_done,
    )


def certificate_fault(error: BaseException) -> str | None:
    """What the TLS library says against the server's certificate, if that is what failed."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return cause.verify_message
        cause = cause.__cause__ or cause.__context__
    return None
