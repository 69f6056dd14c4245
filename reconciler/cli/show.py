"""``reconciler show``: a saved plan."""

from pathlib import Path

import click

from reconciler.cli.options import common, format_option, runs


@click.command("show")
@click.argument("plan", type=click.Path(path_type=Path))
@format_option("text", "json", "markdown")
@common
@runs("show", in_session=False)
def command() -> None:
    """Show the saved PLAN; nothing is read from the API."""
