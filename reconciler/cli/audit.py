"""``reconciler audit``: which campaigns exist; changes nothing."""

from pathlib import Path

import click

from reconciler.cli.options import common, format_option, runs, source_option


@click.command("audit")
@format_option("text", "json", "csv", "markdown", "html")
@click.option("--out", type=click.Path(path_type=Path), help="Write the result to a file.")
@source_option
@common
@runs("audit")
def command() -> None:
    """Say which campaigns exist, which differ, which nobody declared, and which are missing.

    Every live group is in exactly one class: managed, drifted or unmanaged; what is declared and
    not live is missing. html is one page for any browser that needs no network.

    Nothing is changed: this command cannot write to the loyalty API.
    """
