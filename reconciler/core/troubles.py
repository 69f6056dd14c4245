"""What an outcome's problem may be, beyond the API's own numbers: words with an explanation."""

from typing import Final

from reconciler.core.diagnostic import error

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
