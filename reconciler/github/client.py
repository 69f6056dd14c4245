"""The one HTTP client of GitHub's REST API: signs, sends, waits, and makes answers or errors.

Reads, changes and removals have the same effect however often they are sent, so they are tried
again when that may help. A create is sent once by ``create``; whoever calls it settles an answer
that was lost by reading, as ``posts.create_once`` does.
"""

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Final, Self, TypeAlias, TypeVar

from reconciler import __version__
from reconciler.core.exact_json import Json
from reconciler.errors import ApiError, Rejected, Unauthorized, Unavailable, UnexpectedAnswer
from reconciler.github.access import Access
from reconciler.github.answers import (
    NOT_GITHUB,
    Answer,
    is_missing,
    read_answer,
    read_object,
    read_objects,
)
from reconciler.github.waiting import Patience
from reconciler.http import NEVER_SENT, Clock, OnWait, Waits, quieten, way_to
from reconciler.lean.httpx import httpx
from reconciler.status import Status

log = logging.getLogger(__name__)

T = TypeVar("T")
Params: TypeAlias = Mapping[str, str | int]

_PER_PAGE: Final = 100
_MOST_PAGES: Final = 1000
_VIEWER: Final[Json] = {"query": "{ viewer { login } }"}

# Fixed words: httpx's own texts may quote headers. The first that fits counts.
_WORDS: Final[tuple[tuple[type[Exception], str], ...]] = (
    (httpx.ConnectTimeout, "no connection in time"),
    (httpx.ConnectError, "no connection"),
    (httpx.ProxyError, "the proxy refused the connection"),
    (httpx.ReadTimeout, "no answer in time"),
    (httpx.RemoteProtocolError, "the connection ended before the answer was complete"),
    (httpx.DecodingError, "an answer that cannot be unpacked"),
    (httpx.NetworkError, "the connection broke"),
)


class Limits(Waits, frozen=True, kw_only=True):
    """How long one run waits for GitHub; a page may hold a hundred long comments.

    Attributes:
        patience: seconds from the start of the run after which no wait ends.
    """

    read_timeout: float = 30.0
    total_timeout: float = 120.0
    patience: float = 600.0


class GitHub:
    """A connection to one repository on GitHub.

    Paths are below that repository, without a slash at the beginning.

    Args:
        access: which repository, and who asks.
        limits: how long it is waited.
        clock: the time to go by.
        on_wait: told of each wait longer than five seconds, as it begins.
        status: told of all waits.

    Raises:
        SettingsError: the proxy or the certificates of the environment cannot be used.
    """

    def __init__(
        self,
        access: Access,
        *,
        limits: Limits | None = None,
        clock: Clock[None] | None = None,
        on_wait: OnWait | None = None,
        status: Status | None = None,
    ) -> None:
        self.repository = access.repository
        self._access = access
        self._limits = limits or Limits()
        self._clock = clock or Clock(time.sleep)
        self._status = status or Status()
        quieten()
        timeout = httpx.Timeout(self._limits.read_timeout, connect=self._limits.connect_timeout)
        with way_to(access.api_url) as way:
            self._client = httpx.Client(
                transport=httpx.HTTPTransport(**way),
                trust_env=False,  # the way is found already
                follow_redirects=False,
                timeout=timeout,
                headers={
                    "Accept": "application/vnd.github+json",
                    "Authorization": f"Bearer {access.token}",
                    "Content-Type": "application/json",
                    "User-Agent": f"reconciler/{__version__}",
                    "X-GitHub-Api-Version": "2022-11-28",
                },
            )
        self.patience = Patience(
            self._clock,
            attempts=self._limits.attempts,
            seconds=self._limits.patience,
            on_wait=on_wait,
            status=self._status,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    @cached_property
    def viewer(self) -> str | None:
        """Login of who writes with the token; None where GitHub does not tell.

        GraphQL tells it to every kind of token, by the name that posts then have. Of the REST API,
        which may be all that a proxy lets through, ``GET /user`` refuses tokens of apps, and a
        workflow's own is one.

        Raises:
            Unauthorized: the token was refused.
        """
        access = self._access
        answer = self._told("POST", access.graphql_url, _VIEWER)
        data = answer.get("data")
        viewer = data.get("viewer") if isinstance(data, dict) else None
        found = viewer if isinstance(viewer, dict) else self._told("GET", access.user_url)
        login = found.get("login")
        return login if isinstance(login, str) and login else None

    def _told(self, method: str, url: httpx.URL, body: Json = None) -> dict[str, Json]:
        """What is answered to a question that can do without an answer; empty where none is."""
        try:
            return self._again(method, url, body, read=read_object)
        except Unauthorized:
            raise
        except ApiError as error:
            log.debug("GitHub does not say whose token it is: %s", error)
            return {}

    def pages(self, path: str, params: Params | None = None) -> Iterator[dict[str, Json]]:
        """Read a list of objects to its end, page by page.

        Raises:
            ApiError: a page could not be read, or is not a list of objects.
        """
        given = {"per_page": _PER_PAGE, **(params or {})}
        first = url = self._url(path).copy_merge_params(given)
        for _ in range(_MOST_PAGES):
            page, objects = self._again("GET", url, read=read_objects)
            yield from objects
            link = page.links.get("next", {}).get("url")
            if link is None:
                return
            with suppress(httpx.InvalidURL):
                url = self._access.api_url.join(link)
                if _origin(url) == _origin(first):
                    continue
            # The token would be sent there.
            raise UnexpectedAnswer(
                f"{page.label} names a next page on another host.", hint=NOT_GITHUB
            )
        raise UnexpectedAnswer(f"GET {first.path} has no last page.", hint=NOT_GITHUB)

    def create(self, path: str, body: Json) -> dict[str, Json]:
        """Post something new, once.

        Raises:
            ApiError: it failed; ``maybe_done`` says whether it may be there all the same.
        """
        return read_object(self._send("POST", self._url(path), body))

    def change(self, path: str, body: Json) -> dict[str, Json]:
        """Set something to what is given.

        Raises:
            ApiError: the last of the tries failed.
        """
        return self._again("PATCH", self._url(path), body, read=read_object)

    def remove(self, path: str) -> None:
        """Delete something; that it is gone already is as good.

        Raises:
            ApiError: the last of the tries failed.
        """
        try:
            self._again("DELETE", self._url(path), read=lambda answer: answer.status)
        except Rejected as error:
            if not is_missing(error):
                raise

    def _again(
        self, method: str, url: httpx.URL, body: Json = None, *, read: Callable[[Answer], T]
    ) -> T:
        return self.patience.retrying(lambda: read(self._send(method, url, body)))

    def _send(self, method: str, url: httpx.URL, body: Json = None) -> Answer:
        content = None if body is None else json.dumps(body).encode()
        request = self._client.build_request(method, url, content=content)
        label = f"{method} {url.path}"
        try:
            with self._status.waiting(f"{label} at {url.host}", self._limits.until):
                response, raw = self._receive(request, label)
        except httpx.RequestError as error:
            words = next((words for kind, words in _WORDS if isinstance(error, kind)), "")
            words = words or f"the exchange failed ({type(error).__name__})"
            failure = Unavailable(
                f"{label} at {url.host}: {words}.",
                hint="Check GITHUB_API_URL and the network, or run again later.",
                maybe_done=not isinstance(error, NEVER_SENT),
            )
            log.debug("%s: %s", label, failure)
        else:
            log.debug("%s %d", label, response.status_code)
            return read_answer(
                Answer(label, response.status_code, response.headers, response.links, raw),
                now=self._clock.wall(),
                token=self._access.token,
            )
        # Raised out here so that the new error does not carry the old one, whose request is signed.
        raise failure

    def _receive(self, request: httpx.Request, label: str) -> tuple[httpx.Response, bytes]:
        ends = self._clock.now() + self._limits.total_timeout
        body = bytearray()
        response = self._client.send(request, stream=True)
        try:
            for chunk in response.iter_bytes():
                body += chunk
                if self._clock.now() > ends or len(body) > self._limits.max_body_bytes:
                    raise Unavailable(
                        f"{label}: the answer is too long or too slow.", hint="Run again later."
                    )
        finally:
            response.close()
        return response, bytes(body)

    def _url(self, path: str) -> httpx.URL:
        base = self._access.api_url
        folder = base.path.rstrip("/")
        return base.copy_with(path=f"{folder}/repos/{self.repository}/{path}")


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
