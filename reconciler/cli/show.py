"""``reconciler show``: a saved plan."""

import click

from reconciler.cli.options import PathOrDash, common, format_option, runs


@click.command("show")
@click.argument("plan", type=PathOrDash())
@format_option("text", "json", "markdown")
@common
@runs("show", in_session=False)
def command() -> None:
    """Show the saved PLAN, or with - what standard input holds; nothing is read from the API."""
