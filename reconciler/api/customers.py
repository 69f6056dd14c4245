"""Reads what one customer sees: the target groups, and how far the customer has come in them.

The answer is about a person. Everything personal is dropped where it comes in
(``target_group.customer_rows``), and the client withholds what the API says in an error.
"""

from typing import Final

from reconciler.api.client import Api
from reconciler.core.promotion import LARGEST_ID
from reconciler.errors import ApiError, Rejected
from reconciler.target_group.answers.customer import Seen, live_groups, read_rows
from reconciler.target_group.answers.rows import Reading

SUCCESSOR: Final = "Get Details of all Loyalty Promotions"
"""What the API documents announce in place of the retired read of a customer."""
NO_SUCH_CUSTOMER: Final = 310011
NO_RECORD: Final = 310149


async def read_customer(api: Api, customer_id: int) -> Seen:
    """Read all target groups of a customer, also inactive ones, and all their periods.

    Raises:
        ApiError: the read failed; the message tells nothing about the customer.
    """
    params = {"includeInactive": True, "includeInactiveTargets": True}
    try:
        answer = await api.get(f"/v3/users/{customer_id}/targetGroups", params)
    except ApiError as error:
        codes = {problem.code for problem in error.problems}
        if codes == {NO_RECORD}:
            return Seen((), ())
        if NO_SUCH_CUSTOMER in codes:
            raise Rejected(
                f"The API knows no such customer (code {NO_SUCH_CUSTOMER}).",
                hint="Give the API's own id of a customer of this organisation; a mobile number, "
                "an email address or a card number is not one.",
                status=error.status,
                request_id=error.request_id,
            ) from error
        raise
    try:
        return read_rows(answer.data)
    except ValueError as error:
        message = f"The target groups of the customer cannot be used: {error}."
        raise answer.unusable(message) from None


async def read_groups(api: Api, customer_id: int) -> Reading:
    """Read the target groups that a customer sees, without what the customer has reached.

    Raises:
        ApiError: as above.
    """
    return live_groups(await read_customer(api, customer_id))


def is_customer_id(text: str) -> bool:
    """Whether a text can be the API's id of a customer: digits, and not too many."""
    return text.isascii() and text.isdigit() and 0 < int(text[:20]) <= LARGEST_ID
