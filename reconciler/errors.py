"""Failures of a run, each with its exit code.

    ReconcilerError
    ├── UsageError             1  the command or its settings cannot be carried out as given
    │   └── SettingsError      1  reconciler.toml or the environment variables are wrong
    ├── InvalidCampaigns       3  the campaign files hold errors
    ├── ApiError
    │   ├── Unauthorized       4  the credentials were refused
    │   ├── Forbidden          4  the credentials are good, the request is not allowed
    │   ├── Unavailable        5  no answer, or an answer that says "not now"
    │   ├── UnexpectedAnswer   5  an answer that is not what the API documents
    │   ├── Rejected           5  the API answered, and said no
    │   └── IncompleteRead     5  a read that could not be proven complete
    ├── AuditError             5  an audit whose sums do not add up
    ├── GuardTripped           6  a guard refused the plan
    └── StalePlan              7  a saved plan no longer fits, or belongs elsewhere

Findings in campaign files are not exceptions: they are ``core.diagnostic.Diagnostic`` values, all
reported at once. A create that failed is not an exception either, since the run goes on: it is an
outcome in the receipt.
"""

from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import TypeVar

from msgspec import Struct


class ExitCode(IntEnum):
    """Exit codes of every command; scripts depend on them."""

    OK = 0
    FAILURE = 1
    CHANGES = 2
    INVALID = 3
    DENIED = 4
    UNREACHABLE = 5
    GUARDED = 6
    STALE = 7
    PARTIAL = 8


class ReconcilerError(Exception):
    """Base of all failures that a person can act on; shown as one message, never as a traceback.

    Attributes:
        message: what is wrong, in full sentences.
        hint: what to do next; that of the kind of error where nothing better is known.
        details: more that is wrong, each on a line of its own.
    """

    exit_code = ExitCode.FAILURE
    next_step = ""

    def __init__(self, message: str, *, hint: str = "", details: Sequence[str] = ()) -> None:
        super().__init__("\n".join([message, *details]))
        self.message = message
        self.hint = hint or self.next_step
        self.details = tuple(details)


class UsageError(ReconcilerError):
    """The command or its settings cannot be carried out as given."""


def cannot_write(path: Path, error: OSError, hint: str) -> UsageError:
    """Say that a file cannot be written, why, and what to do."""
    return UsageError(f"{path} cannot be written: {error.strerror}.", hint=hint)


class SettingsError(UsageError):
    """reconciler.toml or an environment variable is missing or wrong."""


class InvalidCampaigns(ReconcilerError):
    """The campaign files hold errors; nothing was planned."""

    exit_code = ExitCode.INVALID


class Problem(Struct, frozen=True):
    """One entry of the API's ``errors`` list, code and message verbatim."""

    code: int | None
    message: str


Told = TypeVar("Told", bound="ApiError")


class ApiError(ReconcilerError):
    """The loyalty API, or GitHub's, could not do what was asked.

    Attributes:
        status: HTTP status, or None when there was no answer.
        problems: the entries of ``errors``, verbatim.
        request_id: the API's own reference for support, when it sent one.
        maybe_done: whether the request may have taken effect all the same. False only when it is
            known that the server did not carry it out.
    """

    exit_code = ExitCode.UNREACHABLE

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        status: int | None = None,
        problems: tuple[Problem, ...] = (),
        request_id: str | None = None,
        maybe_done: bool = True,
    ) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.problems = problems
        self.request_id = request_id
        self.maybe_done = maybe_done

    def retold(self, kind: type[Told], message: str, *, hint: str) -> Told:
        """The same failure as another kind of error, or in other words."""
        return kind(
            message,
            hint=hint,
            status=self.status,
            problems=self.problems,
            request_id=self.request_id,
            maybe_done=self.maybe_done,
        )


class Unauthorized(ApiError):
    """The credentials were refused (HTTP 401, or the token call said no)."""

    exit_code = ExitCode.DENIED


class Forbidden(ApiError):
    """The credentials are good but the request is not allowed (HTTP 403)."""

    exit_code = ExitCode.DENIED


class Unavailable(ApiError):
    """No answer, or an answer that says "not now" (429, 5xx, connection errors, timeouts)."""


class UnexpectedAnswer(ApiError):
    """An answer that cannot be read as the API documents it (HTML, empty, truncated, no data)."""

    next_step = "Check the url: something other than the loyalty API may have answered."


class Rejected(ApiError):
    """The API answered in its documented form and said no."""

    next_step = "Correct what the API names; its documents list the codes."


class IncompleteRead(ApiError):
    """Live state that could not be proven complete; no plan is made from it."""


class AuditError(ReconcilerError):
    """What exists could not be told in full; no audit is better than one that leaves groups out."""

    exit_code = ExitCode.UNREACHABLE


class GuardTripped(ReconcilerError):
    """A guard refused to go on."""

    exit_code = ExitCode.GUARDED


class StalePlan(ReconcilerError):
    """A saved plan no longer fits what is live or declared, or belongs elsewhere."""

    exit_code = ExitCode.STALE
