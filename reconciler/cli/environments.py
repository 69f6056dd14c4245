"""``reconciler environments``: what is configured."""

import click

from reconciler.cli.options import common, format_option, runs


@click.command("environments")
@format_option("text", "json")
@common
@runs("environments")
def command() -> None:
    """List the configured environments; with --environment, that one alone.

    JSON is for programs. A job of GitHub Actions gets the names of those that are no sandbox as
    its output 'remote', for a matrix.
    """
