"""``reconciler customer``: what one customer has reached, to try a campaign after the merge."""

import asyncio
import sys

import click

from reconciler.api.customers import SUCCESSOR, is_customer_id, read_customer
from reconciler.commands.notes import note
from reconciler.commands.session import Session
from reconciler.core.resource import is_like
from reconciler.errors import UsageError
from reconciler.render.customer import customer_lines, customer_to_json
from reconciler.render.safe import json_text, visible
from reconciler.render.terminal import to_text, wants_color
from reconciler.target_group.answers.customer import Seen
from reconciler.target_group.answers.progress import progress_of
from reconciler.words import did_you_mean


def run(session: Session, customer_id: str, form: str, only: tuple[str, ...]) -> None:
    """Read what one customer sees, and show it."""
    if not is_customer_id(customer_id):
        raise UsageError(
            "A customer id is a number of up to 19 digits and nothing else; nothing was sent.",
            hint="It is the API's own id; a mobile number, an email address or a card number is "
            "not one.",
        )
    note(f"note: the API is retiring this read; its announced successor is: {SUCCESSOR}.")

    async def read() -> Seen:
        async with session.connect(read_only=True) as api:
            return await read_customer(api, int(customer_id))

    seen = asyncio.run(read())
    for path in seen.set_aside:
        message = f"warning: {visible(path)} in the answer has an undocumented form; left out."
        note(message)
    every = progress_of(seen)
    campaigns = [each for each in every if not only or any(is_like(each.name, n) for n in only)]
    names = [each.name for each in every]
    for name in only:
        if not any(is_like(each, name) for each in names):
            hint = did_you_mean(name, names, otherwise="Without --only all are shown.")
            note(f"warning: the customer sees no campaign '{visible(name)}'. {visible(hint)}")
    if form == "json":
        data = customer_to_json(
            campaigns, customer_id=int(customer_id), environment=session.name, only=only
        )
        click.echo(json_text(data))
        return
    lines = customer_lines(
        campaigns,
        customer_id=int(customer_id),
        environment=session.name,
        of=len(every) if only else None,
    )
    click.echo(to_text(lines, color=wants_color(sys.stdout)), nl=False)
