"""What GitHub's REST API answered: data, or which error it is and what helps against it."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from msgspec import Struct

from reconciler.core.exact_json import Json, decode
from reconciler.errors import (
    ApiError,
    Forbidden,
    Rejected,
    Unauthorized,
    Unavailable,
    UnexpectedAnswer,
)
from reconciler.github.waiting import Limited
from reconciler.http import read_date
from reconciler.lean.httpx import httpx

NOT_GITHUB: Final = "Check GITHUB_API_URL: something other than GitHub may have answered."
_PERMISSIONS: Final = (
    "The job needs permissions: pull-requests: write for comments, issues: write for issues, "
    "contents: read for commits. The token of a fork's pull request only reads."
)
_NOT_SEEN: Final = "It may be gone. Check GITHUB_REPOSITORY, and what GITHUB_TOKEN may see."
_CLOSED: Final = (
    ("locked", "Unlock the conversation, then run again: nobody else can write in it."),
    ("archived", "Nothing can be posted in an archived repository: unarchive it first."),
)
"""What GitHub says of places that are closed to every token, and what to do."""
_LONGEST_WORDS: Final = 500
_MASK: Final = "***"

_OK: Final = range(200, 300)
_MOVED: Final = range(300, 400)
_UNAUTHORIZED: Final = 401
_MAY_BE_LIMITED: Final = frozenset({403, 429})
_FORBIDDEN: Final = 403
_MISSING: Final = frozenset({404, 410})
_SERVER_ERROR: Final = 500


def is_missing(error: Rejected) -> bool:
    """Whether GitHub said that there is no such thing, or none that the token may see."""
    return error.status in _MISSING


def number_in(data: Mapping[str, Json], key: str) -> int:
    """Read the number by which GitHub knows something.

    Raises:
        UnexpectedAnswer: there is none.
    """
    number = data.get(key)
    if not isinstance(number, int):
        raise UnexpectedAnswer(
            f"GitHub answered with something that has no {key}.", hint=NOT_GITHUB
        )
    return number


class Answer(Struct, frozen=True):
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
            f"{self.label} got an answer that GitHub does not document (HTTP {self.status}).",
            hint=NOT_GITHUB,
            status=self.status,
        )


def read_object(answer: Answer) -> dict[str, Json]:
    """The object that was answered.

    Raises:
        UnexpectedAnswer: it is something else.
    """
    data = answer.data
    if not isinstance(data, dict):
        raise answer.unexpected()
    return data


def read_objects(answer: Answer) -> tuple[Answer, list[dict[str, Json]]]:
    """The objects of a page that was answered, with the page.

    Raises:
        UnexpectedAnswer: it is something else.
    """
    data = answer.data
    if not (isinstance(data, list) and all(isinstance(each, dict) for each in data)):
        raise answer.unexpected()
    return answer, data


def read_answer(answer: Answer, *, now: float, token: str) -> Answer:
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
        hint = next((hint for word, hint in _CLOSED if word in message.lower()), _PERMISSIONS)
        return Forbidden(message, status=status, maybe_done=False, hint=hint)
    if status >= _SERVER_ERROR:
        return Unavailable(message, status=status, hint="Run again later.")
    if status in _MOVED:
        return UnexpectedAnswer(
            f"{message} The repository may have another name by now.",
            status=status,
            maybe_done=False,
            hint="Check GITHUB_REPOSITORY and GITHUB_API_URL.",
        )
    hint = _NOT_SEEN if status in _MISSING else "Correct what GitHub names."
    return Rejected(message, status=status, maybe_done=False, hint=hint)


def _limited(answer: Answer, message: str, *, now: float) -> Limited | None:
    """Tell a limit from a refusal: both may come as 403."""
    headers = answer.headers
    # By the server's own clock, so that one that is off here does not matter.
    now = read_date(headers.get("date", "")) or now
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


def _words(answer: Answer) -> str:
    """What GitHub says is wrong, on one line."""
    with suppress(UnexpectedAnswer):
        data = answer.data
        if isinstance(data, dict):
            errors = data.get("errors")
            parts = [data.get("message")] + [
                each.get("message") or each.get("code") if isinstance(each, dict) else each
                for each in (errors if isinstance(errors, list) else [])
            ]
            words = "; ".join(part for part in parts if isinstance(part, str) and part)
            return " ".join(words.split())[:_LONGEST_WORDS].rstrip(".")
    return ""
