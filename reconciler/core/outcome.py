"""What became of an apply: one outcome for each create of the plan, the receipt of all."""

from collections.abc import Mapping
from typing import Final, TypeAlias

from msgspec import Struct, field, to_builtins
from msgspec.structs import asdict

from reconciler.core.diagnostic import Diagnostic, diagnostic_to_json, error
from reconciler.core.exact_json import Json
from reconciler.core.plan import Acknowledged, Summary
from reconciler.core.plan_json import acknowledged_to_json

FORMAT_VERSION: Final = "1.2"


class Trouble(Struct, frozen=True, omit_defaults=True):
    """What the API or the network said about one create.

    Attributes:
        code: the API's own code as text, or a word of ours where there was none.
        message: verbatim where it came from the API.
        status: HTTP status, None where there was no answer.
        request_id: the API's reference for support.
    """

    code: str
    message: str
    status: int | None = None
    request_id: str | None = None


class _There(Struct, frozen=True):
    name: str
    file: str
    id: int | None
    problem: Trouble | None = None


class _InTrouble(Struct, frozen=True):
    name: str
    file: str
    problem: Trouble


class Created(_There, frozen=True):
    """It was sent, and it is there."""


class AlreadyExists(_There, frozen=True):
    """This run did not make it, yet it is there or its name is taken: somebody was quicker."""


class Failed(_InTrouble, frozen=True):
    """It was refused or never reached the server, and it is not there."""


class Unconfirmed(_InTrouble, frozen=True):
    """It was sent, and nobody can say yet whether it is there. It is never sent again here."""


class Skipped(_InTrouble, frozen=True):
    """It was not sent."""


Outcome: TypeAlias = Created | AlreadyExists | Failed | Unconfirmed | Skipped
WORDS: Final[dict[type[Outcome], str]] = {
    Created: "created",
    AlreadyExists: "already-exists",
    Failed: "failed",
    Unconfirmed: "unconfirmed",
    Skipped: "skipped",
}
"""The word for each outcome."""


class Receipt(Struct, frozen=True):
    """All outcomes of one apply.

    Attributes:
        plan_id: id of the plan that was carried out.
        outcomes: one for each create and each blocked campaign, in the order of the plan.
        converged: whether live, read again, equals the files as far as it is visible.
        remaining: what a plan made afterwards counts; None when live could not be read again.
        diagnostics: what was to be known of the plan that was carried out.
        acknowledged: what would have kept a campaign from being created, were it not acknowledged,
            by its name.
    """

    environment: str
    plan_id: str
    outcomes: tuple[Outcome, ...]
    converged: bool = False
    remaining: Summary | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    acknowledged: Mapping[str, tuple[Acknowledged, ...]] = field(default_factory=dict)

    def count(self, kind: type[Outcome]) -> int:
        """How many outcomes are of a kind."""
        return sum(isinstance(outcome, kind) for outcome in self.outcomes)


def receipt_to_json(receipt: Receipt) -> dict[str, Json]:
    """Write a receipt as JSON data; keys that do not apply are left out."""
    return {
        "format_version": FORMAT_VERSION,
        "environment": receipt.environment,
        "plan_id": receipt.plan_id,
        "outcomes": [
            _outcome(each) | acknowledged_to_json(receipt.acknowledged.get(each.name, ()))
            for each in receipt.outcomes
        ],
        "converged": receipt.converged,
        "remaining": None if receipt.remaining is None else asdict(receipt.remaining),
        "diagnostics": [diagnostic_to_json(each) for each in receipt.diagnostics],
    }


def _outcome(outcome: Outcome) -> dict[str, Json]:
    written: dict[str, Json] = {"outcome": WORDS[type(outcome)], "name": outcome.name}
    if isinstance(outcome, Created | AlreadyExists) and outcome.id is not None:
        written["id"] = outcome.id
    written["file"] = outcome.file
    if outcome.problem is not None:
        written["problem"] = to_builtins(outcome.problem)
    return written


_AGAIN: Final = (
    "Plan again: it shows whether the group is there. Then apply again if it is missing."
)

CODES: Final = (
    error(
        "not-settled",
        "Nobody has checked yet whether it is there.",
        "The receipt lists every create like this before anything is sent, so that it is true "
        "even if the machine dies in the middle.",
        _AGAIN,
    ),
    error(
        "interrupted",
        "The run was interrupted before it was sent.",
        "After Ctrl-C nothing more is sent; what is under way is settled.",
        "Apply again.",
    ),
    error(
        "out-of-time",
        "The deadline of the run left no time for it.",
        "Some of the time is kept for reading live again, so that the receipt is true.",
        "Plan again, and apply with a longer --deadline.",
    ),
    error(
        "creates-refused",
        "The API refuses creates as a whole.",
        "It answered 403, 404, 405 or 410 to a create. With 403 the login may lack the right to "
        "it, as one that may only read does. The API documents announce that the call "
        'is being retired; the successor that they name is "Create a Loyalty Promotion".',
        "After 403, first see that the login may create (write access to the resource Target "
        "Loyalty). Else ask the API's support whether creates are still open to your organisation.",
    ),
    error(
        "credentials-refused",
        "The credentials were refused while creates were under way.",
        "No other create would have succeeded, so the others were not sent.",
        "Check the credentials, then apply again.",
    ),
    error(
        "not-shown",
        "The API says that it made the group, but no read shows it.",
        "A read may lag behind, or hide the group.",
        _AGAIN,
    ),
    error(
        "no-id",
        "The API accepted the create but named no id.",
        "Live is read again to see whether the group is there.",
        _AGAIN,
    ),
    error(
        "unavailable",
        "There was no answer, or only one that says: not now.",
        "A broken connection, a timeout, HTTP 429 or a server error. A create is never sent "
        "again in the same run.",
        _AGAIN,
    ),
    error(
        "given-up",
        "Another try or a longer wait would not have helped.",
        "The deadline was near, the API asked for a long wait, or its certificate is not trusted.",
        _AGAIN,
    ),
    error(
        "unexpected-answer",
        "The answer was not what the API documents.",
        "An HTML page, an empty body or JSON that ends too early proves nothing either way.",
        _AGAIN,
    ),
    error(
        "rejected",
        "The API refused without saying why.",
        "An answer of HTTP 400 or above in its documented form, without an error code.",
        "Give the request id of the receipt to the API's support.",
    ),
    error(
        "unexpected",
        "Something unexpected happened.",
        "This is a bug in reconciler. The campaign counts as unconfirmed until a read shows it.",
        "Plan again, and report what --debug says.",
    ),
)
"""All codes of this module, in the order of the file."""
