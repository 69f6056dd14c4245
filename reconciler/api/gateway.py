"""The one way to create a target group: one POST, and what its answer proves.

The request is sent at most once. What the answer leaves open is for the caller to settle by
reading; the API has no idempotency key, and a group made twice pays out twice.
"""

import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final

from msgspec import Struct

from reconciler.api.client import Api, Withheld
from reconciler.api.sources import GROUPS_PATH, NOT_OFFERED
from reconciler.core.exact_json import Json
from reconciler.core.outcome import Trouble
from reconciler.errors import ApiError, Unauthorized

NAME_EXISTS: Final = 310069
SUCCESSOR: Final = "Create a Loyalty Promotion (POST /v3/promotions)"
"""What the API documents announce in place of the retired create call."""
_WORD_START: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Verdict(Enum):
    """What the answer to one create proves."""

    DONE = "done"
    """The API says that it made the group."""
    NAME_TAKEN = "name-taken"
    """The API refused it: a group of that name exists."""
    NOT_DONE = "not-done"
    """It was refused, or never reached the server."""
    OPEN = "open"
    """It may or may not have been carried out."""
    CLOSED = "closed"
    """The endpoint refuses creates as a whole; no other one will fare better."""
    DENIED = "denied"
    """The credentials were refused."""
    WITHHELD = "withheld"
    """It was not sent, since something had come up before its turn."""


class Attempt(Struct, frozen=True):
    """What came of sending one create.

    Attributes:
        verdict: what the answer proves.
        id: the group's id, where the API gave one.
        problem: what the API or the network said, where it was not a plain success.
    """

    verdict: Verdict
    id: int | None = None
    problem: Trouble | None = None


async def create_group(
    api: Api, body: Mapping[str, Json], *, may_send: Callable[[], bool]
) -> Attempt:
    """Send one create, once, unless it may not be sent any more when its turn has come."""
    try:
        answer = await api.create(GROUPS_PATH, body, may_send=may_send)
    except Withheld:
        return Attempt(Verdict.WITHHELD)
    except ApiError as error:
        # What the API said, verbatim where it said anything.
        code = ", ".join(str(problem.code) for problem in error.problems)
        message = "; ".join(problem.message for problem in error.problems)
        if not error.problems:
            code, message = _WORD_START.sub("-", type(error).__name__).lower(), error.message
        trouble = Trouble(code, message, error.status, error.request_id)
        return Attempt(_verdict(error), problem=trouble)
    identifier = answer.data.get("id") if isinstance(answer.data, Mapping) else None
    if isinstance(identifier, int):
        return Attempt(Verdict.DONE, id=identifier)
    message = "The API accepted the create but named no id."
    trouble = Trouble("no-id", message, answer.status, answer.request_id)
    return Attempt(Verdict.OPEN, problem=trouble)


def _verdict(error: ApiError) -> Verdict:
    if isinstance(error, Unauthorized):
        return Verdict.DENIED
    if error.status in NOT_OFFERED:
        return Verdict.CLOSED
    if any(problem.code == NAME_EXISTS for problem in error.problems):
        return Verdict.NAME_TAKEN
    return Verdict.OPEN if error.maybe_done else Verdict.NOT_DONE
