"""``reconciler fmt``: campaign files in canonical layout."""

from pathlib import Path

import click

from reconciler.cli.options import common, runs


@click.command("fmt")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when a file would change.")
@click.option("--diff", is_flag=True, help="Show what changes.")
@common
@runs("fmt")
def command() -> None:
    """Write campaign files in one layout: order of fields, indentation, blank lines, quotes.

    PATHS are files and folders; the folders of all environments if there are none. What a file
    says is never changed, and every comment stays: a file for which that cannot be proven is left
    as it is, with an error. JSON files are left alone. Prints the files that are written, or with
    --check would be. Exit code 3 when a file cannot be read.
    """
