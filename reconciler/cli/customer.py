"""``reconciler customer``: what one customer has reached, to try a campaign after the merge."""

import click

from reconciler.cli.options import common, format_option, names_option, runs


@click.command("customer")
@click.argument("customer_id", metavar="ID")
@names_option("--only", "Show only this campaign; may be a pattern.")
@format_option("text", "json")
@common
@runs("customer")
def command() -> None:
    """Show the milestones and streaks of the customer ID, and how far the customer has come.

    ID is the API's own id of a customer, such as a test customer's. Nothing personal is shown.
    Days and times are as the API prints them, in the organisation's own time.
    """
