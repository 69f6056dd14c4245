"""``reconciler validate``: campaign files only, no network, no credentials."""

from pathlib import Path

import click

from reconciler.cli.options import common, format_option, out_option, runs


@click.command("validate")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@format_option(
    *("text", "json", "github", "sarif", "gitlab", "junit"),
    left_out="by the name of FILE, else text",
)
@out_option("Write the result to a file; the end of its name chooses the format.")
@click.option(
    "--base",
    metavar="REF",
    help="Compare files with REF instead of the last commit: first days that have passed are "
    "reported for files that differ; --format github shows the findings of these files, and "
    "counts all others.",
)
@common
@runs("validate")
def command() -> None:
    """Check campaign files, without network and without credentials.

    PATHS are files and folders; the folders of the environments if there are none. Files are
    checked for every environment that uses them, or for the one that --environment names. All
    findings of all files are shown; github, sarif, gitlab (code quality) and junit are
    for CI. Exit code 3 when a file has
    errors.
    """
