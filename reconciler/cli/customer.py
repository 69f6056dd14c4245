"""``reconciler customer``: what one customer has reached, to try a campaign after the merge."""

import asyncio
import sys
from typing import TYPE_CHECKING

import click

from reconciler.cli.options import common, format_option
from reconciler.cli.session import Session, pass_session, wants_color
from reconciler.errors import UsageError
from reconciler.render.safe import visible

if TYPE_CHECKING:
    from reconciler.target_group.customer_rows import Seen


@click.command("customer")
@click.argument("customer_id", metavar="ID")
@format_option("text", "json")
@common
@pass_session
def command(session: Session, customer_id: str, form: str) -> None:
    """Show the milestones and streaks of the customer ID, and how far the customer has come.

    ID is the API's own id of a customer, such as a test customer's. Nothing personal is shown.
    Days and times are as the API prints them, in the organisation's own time.
    """
    from reconciler.api.customers import SUCCESSOR, is_customer_id  # noqa: PLC0415 - httpx is slow

    if not is_customer_id(customer_id):
        raise UsageError(
            "A customer id is a number of up to 19 digits and nothing else; nothing was sent.",
            hint="It is the API's own id; a mobile number, an email address or a card number is "
            "none.",
        )
    click.echo(
        f"note: the API is retiring this read; its announced successor is: {SUCCESSOR}.", err=True
    )
    seen = asyncio.run(_read(session, int(customer_id)))
    for path in seen.set_aside:
        message = f"warning: {visible(path)} in the answer has an undocumented form; left out."
        click.echo(message, err=True)
    _show(session, seen, int(customer_id), form)


async def _read(session: Session, customer_id: int) -> "Seen":
    from reconciler.api.customers import read_customer  # noqa: PLC0415 - httpx is slow

    async with session.connect(read_only=True) as api:
        return await read_customer(api, customer_id)


def _show(session: Session, seen: "Seen", customer_id: int, form: str) -> None:
    from reconciler.render.customer import customer_to_json, customer_to_text  # noqa: PLC0415
    from reconciler.render.safe import json_text  # noqa: PLC0415 - as above
    from reconciler.target_group.progress import progress_of  # noqa: PLC0415 - as above

    campaigns = progress_of(seen)
    if form == "json":
        data = customer_to_json(campaigns, customer_id=customer_id, environment=session.name)
        click.echo(json_text(data))
        return
    text = customer_to_text(
        campaigns,
        customer_id=customer_id,
        environment=session.name,
        color=wants_color(sys.stdout),
    )
    click.echo(text, nl=False)
