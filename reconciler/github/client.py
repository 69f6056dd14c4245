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
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Final, Self, TypeAlias, TypeVar

from reconciler import __version__
from reconciler.core.exact_json import Json, decode
from reconciler.errors import (
    ApiError,
    Forbidden,
    Rejected,
    Unauthorized,
    Unavailable,
    UnexpectedAnswer,
)
from reconciler.github.access import Access
from reconciler.github.waiting import Limited, Patience
from reconciler.http import Clock, OnWait, way_to
from reconciler.lean_httpx import httpx
from reconciler.never_sent import NEVER_SENT

log = logging.getLogger(__name__)

T = TypeVar("T")
Params: TypeAlias = Mapping[str, str | int]

_PER_PAGE: Final = 100
_MOST_PAGES: Final = 1000
_LONGEST_WORDS: Final = 500
_MASK: Final = "***"

_OK: Final = range(200, 300)
_MOVED: Final = range(300, 400)
_UNAUTHORIZED: Final = 401
_MAY_BE_LIMITED: Final = frozenset({403, 429})
_FORBIDDEN: Final = 403
_SERVER_ERROR: Final = 500

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


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run waits for.

    Attributes:
        connect_timeout: seconds for a connection.
        read_timeout: seconds without a byte.
        total_timeout: seconds for one request from start to end, against an answer that drips.
        max_body_bytes: the largest answer that is read; a page may hold a hundred long comments.
        attempts: how often one request is tried in all.
        patience: seconds from the start of the run after which no wait ends.
    """

    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    total_timeout: float = 120.0
    max_body_bytes: int = 128 * 1024 * 1024
    attempts: int = 6
    patience: float = 600.0


class GitHub:
    """A connection to one repository on GitHub.

    Paths are below that repository, without a slash at the beginning.

    Args:
        access: which repository, and who asks.
        limits: how long it is waited.
        clock: the time to go by.
        on_wait: told of each wait longer than five seconds.

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
    ) -> None:
        self.repository = access.repository
        self._access = access
        self._limits = limits or Limits()
        self._clock = clock or Clock(time.sleep)
        self._client = _open_client(access, self._limits)
        self.patience = Patience(
            self._clock,
            attempts=self._limits.attempts,
            seconds=self._limits.patience,
            on_wait=on_wait,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def pages(self, path: str, params: Params | None = None) -> Iterator[dict[str, Json]]:
        """Read a list of objects to its end, page by page.

        Raises:
            ApiError: a page could not be read, or is not a list of objects.
        """
        given = {"per_page": _PER_PAGE, **(params or {})}
        url: httpx.URL | None = self._url(path).copy_merge_params(given)
        for _ in range(_MOST_PAGES):
            if url is None:
                return
            page, objects = self._again("GET", url, read=_objects)
            yield from objects
            url = self._next_page(page)
        raise UnexpectedAnswer(f"{self._label('GET', self._url(path))} has no last page.")

    def create(self, path: str, body: Json) -> dict[str, Json]:
        """Post something new, once.

        Raises:
            ApiError: it failed; ``maybe_done`` says whether it may be there all the same.
        """
        return _object(self._send("POST", self._url(path), body))

    def change(self, path: str, body: Json) -> dict[str, Json]:
        """Set something to what is given.

        Raises:
            ApiError: the last of the tries failed.
        """
        return self._again("PATCH", self._url(path), body, read=_object)

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
        self, method: str, url: httpx.URL, body: Json = None, *, read: "Callable[[_Answer], T]"
    ) -> T:
        return self.patience.retrying(lambda: read(self._send(method, url, body)))

    def _send(self, method: str, url: httpx.URL, body: Json = None) -> "_Answer":
        content = None if body is None else json.dumps(body).encode()
        request = self._client.build_request(method, url, content=content)
        label = self._label(method, url)
        try:
            response, raw = self._receive(request, label)
        except httpx.RequestError as error:
            failure = _failure(error, f"{label} at {url.host}")
            log.debug("%s: %s", label, failure)
        else:
            log.debug("%s %d", label, response.status_code)
            return _read_answer(
                _Answer(label, response.status_code, response.headers, response.links, raw),
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

    def _label(self, method: str, url: httpx.URL) -> str:
        return f"{method} {url.path}"

    def _next_page(self, answer: "_Answer") -> httpx.URL | None:
        link = answer.links.get("next", {}).get("url")
        if link is None:
            return None
        with suppress(httpx.InvalidURL):
            url = self._access.api_url.join(link)
            if _origin(url) == _origin(self._access.api_url):
                return url
        # The token would be sent there.
        raise UnexpectedAnswer(f"{answer.label} names a next page on another host.")


def is_missing(error: Rejected) -> bool:
    """Whether GitHub said that there is no such thing, or none that the token may see."""
    return error.status in {404, 410}


def number_in(data: Mapping[str, Json], key: str) -> int:
    """Read the number by which GitHub knows something.

    Raises:
        UnexpectedAnswer: there is none.
    """
    number = data.get(key)
    if not isinstance(number, int):
        raise UnexpectedAnswer(f"GitHub answered with something that has no {key}.")
    return number


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came back, before anybody has judged it."""

    label: str
    status: int
    headers: httpx.Headers
    links: Mapping[str | None, Mapping[str, str]]
    body: bytes

    @property
    def data(self) -> Json:
        """The body as JSON; None where there is none.

        Raises:
            UnexpectedAnswer: it is something else.
        """
        if not self.body:
            return None
        try:
            return decode(self.body)
        except (ValueError, RecursionError):
            raise self.unexpected() from None

    def unexpected(self) -> UnexpectedAnswer:
        """The error for an answer that is not what GitHub documents."""
        return UnexpectedAnswer(
            f"{self.label} was answered with something else than GitHub documents "
            f"(HTTP {self.status}).",
            hint="Check GITHUB_API_URL.",
            status=self.status,
        )


def _object(answer: _Answer) -> dict[str, Json]:
    data = answer.data
    if not isinstance(data, dict):
        raise answer.unexpected()
    return data


def _objects(answer: _Answer) -> tuple[_Answer, list[dict[str, Json]]]:
    data = answer.data
    if not (isinstance(data, list) and all(isinstance(each, dict) for each in data)):
        raise answer.unexpected()
    return answer, data


def _read_answer(answer: _Answer, *, now: float, token: str) -> _Answer:
    """Pass on a good answer.

    Raises:
        ApiError: it is none.
    """
    if answer.status in _OK:
        return answer
    said = _words(answer).replace(token, _MASK)
    message = f"{answer.label}: {said or 'no reason was given'} (HTTP {answer.status})."
    if answer.status in _MAY_BE_LIMITED and (limited := _limited(answer, message, now=now)):
        raise limited
    raise _refusal(answer.status, message)


def _refusal(status: int, message: str) -> ApiError:
    if status == _UNAUTHORIZED:
        return Unauthorized(
            message, status=status, maybe_done=False, hint="Check GITHUB_TOKEN: it was refused."
        )
    if status == _FORBIDDEN:
        return Forbidden(
            message,
            status=status,
            maybe_done=False,
            hint="The job needs permissions: pull-requests: write for comments, issues: write for "
            "issues, contents: read for commits. The token of a fork's pull request only reads.",
        )
    if status >= _SERVER_ERROR:
        return Unavailable(message, status=status, hint="Run again later.")
    if status in _MOVED:
        return UnexpectedAnswer(
            f"{message} The repository may have another name by now.",
            status=status,
            maybe_done=False,
            hint="Check GITHUB_REPOSITORY and GITHUB_API_URL.",
        )
    return Rejected(message, status=status, maybe_done=False)


def _limited(answer: _Answer, message: str, *, now: float) -> Limited | None:
    """Tell a limit from a refusal: both may come as 403."""
    headers = answer.headers
    now = _date(headers) or now
    if (seconds := _number(headers, "retry-after")) is not None:
        return Limited(message, status=answer.status, wait=seconds)
    reset = _number(headers, "x-ratelimit-reset")
    if headers.get("x-ratelimit-remaining") == "0" and reset is not None:
        # One second more, since the reset is told in whole ones.
        return Limited(message, status=answer.status, wait=max(0.0, reset - now) + 1.0)
    if answer.status != _FORBIDDEN or "rate limit" in message.lower():
        return Limited(message, status=answer.status, wait=None)
    return None


def _number(headers: httpx.Headers, name: str) -> float | None:
    text = headers.get(name, "").strip()
    return float(text) if text.isascii() and text.isdigit() else None


def _date(headers: httpx.Headers) -> float | None:
    """The time by the server's own clock, so that one that is off here does not matter."""
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        return parsedate_to_datetime(headers.get("date", "")).timestamp()
    return None


def _words(answer: _Answer) -> str:
    """What GitHub says is wrong, on one line."""
    with suppress(UnexpectedAnswer):
        data = answer.data
        if isinstance(data, dict):
            errors = data.get("errors")
            details = errors if isinstance(errors, list) else []
            parts = [data.get("message"), *map(_detail, details)]
            words = "; ".join(part for part in parts if isinstance(part, str) and part)
            return " ".join(words.split())[:_LONGEST_WORDS].rstrip(".")
    return ""


def _detail(error: Json) -> Json:
    return error.get("message") or error.get("code") if isinstance(error, dict) else error


def _failure(error: httpx.RequestError, label: str) -> ApiError:
    words = next((words for kind, words in _WORDS if isinstance(error, kind)), "")
    return Unavailable(
        f"{label}: {words or f'the exchange failed ({type(error).__name__})'}.",
        hint="Check GITHUB_API_URL and the network, or run again later.",
        maybe_done=not isinstance(error, NEVER_SENT),
    )


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _open_client(access: Access, limits: Limits) -> httpx.Client:
    # These log response headers.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    with way_to(access.api_url) as way:
        return httpx.Client(
            transport=httpx.HTTPTransport(**way),
            trust_env=False,  # the way is found already
            follow_redirects=False,
            timeout=httpx.Timeout(limits.read_timeout, connect=limits.connect_timeout),
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {access.token}",
                "Content-Type": "application/json",
                "User-Agent": f"reconciler/{__version__}",
                "X-GitHub-Api-Version": "2022-11-28",
            },
        )
