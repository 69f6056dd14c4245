"""What an answer says: from status, headers and bytes to an ``Answer`` or the error that it is.

Pure functions. A success status is no proof of success and a 500 no proof of a passing fault, so
the ``errors`` list is always read. Bodies are never quoted, since they may hold personal data or
secrets: a message says what kind of body came and how large it was. The API's own error messages
are kept verbatim.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

import msgspec

from reconciler.core.exact_json import MOST_LEVELS, Json, decode, encode_bytes, is_deeper_than
from reconciler.errors import (
    ApiError,
    Forbidden,
    Problem,
    Rejected,
    Unauthorized,
    Unavailable,
    UnexpectedAnswer,
)
from reconciler.words import cut

REQUEST_ID_HEADER: Final = "x-cap-requestid"
_SUCCESS: Final = 2  # hundred
_TOO_DEEP: Final = "JSON that is nested too deeply"
_LONGEST_MESSAGE: Final = 300
_LONGEST_LABEL: Final = 60

# Statuses that say by themselves what happened; in each the server refused before doing anything.
_REFUSALS: Final[Mapping[int, type[ApiError]]] = MappingProxyType(
    {
        401: Unauthorized,
        403: Forbidden,
        404: Rejected,
        405: Rejected,
        410: Rejected,
        429: Unavailable,
    }
)
HINTS: Final[Mapping[type[ApiError], str]] = MappingProxyType(
    {
        Unauthorized: "Check the credentials in the environment variables: RECONCILER_PASSWORD "
        "takes the clear password, RECONCILER_PASSWORD_MD5 its MD5 hash.",
        Forbidden: "The credentials are valid but may not do this: ask for the right, or use "
        "others.",
        Unavailable: "Run again later.",
    }
)
"""What to do next, by the kind of error."""
_MISSING: Final = "Check the url: this address does not offer the call."


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP response, before anything is made of it.

    Attributes:
        status: HTTP status.
        headers: response headers; looked up by lower-case name.
        body: the body, unpacked.
        flaw: why the body could not be received in full, when that is so.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    flaw: str = ""

    @property
    def request_id(self) -> str | None:
        """The API's own reference for support."""
        return self.headers.get(REQUEST_ID_HEADER) or None


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer.

    Attributes:
        data: what was asked for; numbers keep every digit.
        status: HTTP status.
        warnings: the texts of ``warnings``, verbatim.
        pagination: the envelope's ``pagination``, where the call has pages.
        request_id: the API's own reference for support, when it sent one.
    """

    data: Json = field(repr=False)
    status: int
    warnings: tuple[str, ...] = ()
    pagination: Mapping[str, Json] | None = None
    request_id: str | None = None

    def unusable(self, message: str) -> UnexpectedAnswer:
        """The error for data that is not what was asked for."""
        return UnexpectedAnswer(message, status=self.status, request_id=self.request_id)


def read_answer(
    reply: Reply,
    *,
    label: str,
    scalar: bool = False,
    in_parts: bool = False,
    mask: Callable[[str], str] = str,
) -> Answer:
    """Make an answer of a reply.

    Args:
        reply: what came.
        label: names the request in messages.
        scalar: whether ``data`` may be something else than an object or a list.
        in_parts: whether ``data`` is wanted as the JSON of each of its items, where it is a list:
            a list of thousands is for others to read, or to know already.
        mask: hides our own secrets, should the API repeat them.

    Raises:
        ApiError: the reply says that the request failed, or cannot be read.
    """
    split = _split(reply) if in_parts else None
    envelope, flaw = split or _read_envelope(reply)
    entries = [*_entries(envelope.get("errors"))]
    # The layer that checks credentials has a shape of its own.
    if {"errorCode", "errorMessage"} & envelope.keys():
        message = _text(envelope.get("errorMessage"))
        entries.append(Problem(_code(envelope.get("errorCode")), message))
    # A code of 0 says that all is well.
    problems = tuple(Problem(e.code, mask(e.message)) for e in entries if e.code != 0)
    if reply.status // 100 != _SUCCESS:
        raise _failure(reply, label, problems=problems, flaw=flaw)
    if flaw:
        raise _error(UnexpectedAnswer, reply, label, flaw=flaw)
    if problems:
        raise _error(Rejected, reply, label, problems=problems)
    data = envelope.get("data")
    if data is None or not (scalar or isinstance(data, dict | list)):
        form = "is null" if data is None else "is neither an object nor a list"
        flaw = f"an answer whose data {form}" if "data" in envelope else "an object without data"
        raise _error(UnexpectedAnswer, reply, label, flaw=flaw)
    if in_parts and split is None and isinstance(data, list):
        data = [encode_bytes(each) for each in data]
    pagination = envelope.get("pagination")
    return Answer(
        data=data,
        status=reply.status,
        warnings=tuple(mask(entry.message) for entry in _entries(envelope.get("warnings"))),
        pagination=pagination if isinstance(pagination, dict) else None,
        request_id=reply.request_id,
    )


def visible(text: str) -> str:
    """Spell out what a terminal would execute or hide: control and bidirectional characters."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


def _failure(reply: Reply, label: str, *, problems: tuple[Problem, ...], flaw: str) -> ApiError:
    if (refusal := _REFUSALS.get(reply.status)) is not None:
        return _error(refusal, reply, label, problems=problems, flaw=flaw, maybe_done=False)
    match reply.status // 100:
        case 5:
            return _error(Unavailable, reply, label, problems=problems, flaw=flaw)
        case 4 if problems:
            return _error(Rejected, reply, label, problems=problems, maybe_done=False)
        case 3:
            try:
                host = urlsplit(reply.headers.get("location", "")).hostname
            except ValueError:
                host = "an unreadable address"
            flaw = f"a redirect to {visible(host or 'the same host')}, which is not followed"
            return _error(UnexpectedAnswer, reply, label, flaw=flaw)
        case _:
            flaw = flaw or "an answer without errors"
            return _error(UnexpectedAnswer, reply, label, flaw=flaw)


def _error(
    kind: type[ApiError],
    reply: Reply,
    label: str,
    *,
    problems: tuple[Problem, ...] = (),
    flaw: str = "",
    maybe_done: bool = True,
) -> ApiError:
    said = "; ".join(_sentence(problem) for problem in problems) or flaw
    message = f"{label}: HTTP {reply.status}"
    return kind(
        f"{message}: {said}." if said else f"{message}.",
        hint=_MISSING if reply.status in {404, 405, 410} else HINTS.get(kind, ""),
        status=reply.status,
        problems=problems,
        request_id=reply.request_id,
        maybe_done=maybe_done,
    )


def _sentence(problem: Problem) -> str:
    text = cut(visible(problem.message.strip().rstrip(".")), _LONGEST_MESSAGE)
    return text if problem.code is None else f"{text or 'no message'} (code {problem.code})"


def _read_envelope(reply: Reply) -> tuple[dict[str, Json], str]:
    """Read the body as an object; else give an empty one and say what came instead."""
    if reply.flaw:
        return {}, reply.flaw
    text = ""
    try:
        text = reply.body.decode("utf-8-sig")
        value = decode(text)
        if isinstance(value, dict) and not is_deeper_than(value, MOST_LEVELS):
            return value, ""
        flaw = _TOO_DEEP if isinstance(value, dict) else "JSON that is not an object"
    except UnicodeDecodeError:
        flaw = "text that is not UTF-8"
    except RecursionError:
        flaw = _TOO_DEEP
    except ValueError as error:
        flaw = _kind_of_text(text, error)
    kind = reply.headers.get("content-type", "").split(";")[0].strip()
    known = kind if re.fullmatch(r"[\w.+-]+/[\w.+-]+", kind) else "no content type"
    return {}, f"{flaw} ({len(reply.body)} bytes, {known[:_LONGEST_LABEL]})"


class _Parts(msgspec.Struct):
    """What is read of an envelope, as JSON; empty where it is not there."""

    data: list[msgspec.Raw]
    pagination: msgspec.Raw = msgspec.Raw()
    errors: msgspec.Raw = msgspec.Raw()
    warnings: msgspec.Raw = msgspec.Raw()
    errorCode: msgspec.Raw = msgspec.Raw()  # noqa: N815 - as the API calls it
    errorMessage: msgspec.Raw = msgspec.Raw()  # noqa: N815 - as above


_read_parts: Final = msgspec.json.Decoder(_Parts).decode


def _split(reply: Reply) -> tuple[dict[str, Json], str] | None:
    """The envelope with the items of its data unread; None where it has another form, or a flaw."""
    try:
        parts = _read_parts(reply.body)
        rest = {
            key: decode(bytes(value))
            for key, value in msgspec.structs.asdict(parts).items()
            if key != "data" and bytes(value)
        }
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    if reply.flaw or is_deeper_than(rest, MOST_LEVELS):
        return None
    return {"data": [bytes(each) for each in parts.data], **rest}, ""


def _kind_of_text(text: str, error: ValueError) -> str:
    start = text.lstrip()[:200].lower()
    if not start:
        return "an empty body"
    if start.startswith(("<!doctype html", "<html")) or (start[0] == "<" and "<html" in start):
        return "an HTML page"
    if start[0] == "<":
        return "markup, not JSON"
    if start[0] not in "{[":
        return "text that is not JSON"
    at = getattr(error, "pos", 0)
    rest = text[at:].rstrip()
    unfinished = any(word.startswith(rest) for word in ("true", "false", "null", "-"))
    if unfinished or str(error).startswith("Unterminated string"):
        return f"JSON that ends too early, at character {len(text)}"
    return f"JSON with an error at character {at}"


def _entries(entries: Json) -> Iterator[Problem]:
    """Give each entry; null, an empty list and no key are alike (``empty-forms-are-alike``)."""
    if not entries:
        return
    for entry in entries if isinstance(entries, list) else [entries]:
        if isinstance(entry, dict):
            yield Problem(_code(entry.get("code")), _text(entry.get("message")))
        else:
            yield Problem(None, _text(entry))


def _code(code: Json) -> int | None:
    if isinstance(code, bool):
        return None
    try:
        return int(str(code))
    except ValueError:
        return None


def _text(message: Json) -> str:
    return "" if message is None else str(message)
