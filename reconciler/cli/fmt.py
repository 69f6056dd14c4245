"""``reconciler fmt``: campaign files in canonical layout."""

from pathlib import Path

import click

from reconciler.cli.options import PathOrDash, common, format_option, runs


@click.command("fmt")
@click.argument("paths", nargs=-1, type=PathOrDash())
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when a file would change.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@click.option(
    "--stdin-filename",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="With -: the path of the file, which findings name.",
)
@format_option("text", "json")
@common
@runs("fmt")
def command() -> None:
    """Write campaign files in one layout: order of fields, indentation, blank lines, quotes.

    PATHS are files and folders; the folders of all environments if there are none. A dash is
    standard input, formatted to standard output, for editors. What a file says is never changed,
    and every comment stays: a file for which that cannot be proven is left as it is, with an
    error. JSON files are left alone. Prints the files that are written, or with --check or --diff
    would be. Exit code 3 when a file cannot be read.
    """
