"""``reconciler schema``: the JSON Schemas, generated from the code."""

from pathlib import Path

import click

from reconciler.cli.options import common, format_option, runs


@click.command("schema")
@click.option(
    "--check", is_flag=True, help="Only check whether the written schemas are up to date."
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    show_default="schemas, beside the settings file",
    help="Where the schemas are.",
)
@format_option("text", "json")
@common
@runs("schema")
def command() -> None:
    """Write the JSON Schemas of campaign files and of the JSON that commands print.

    The first line of each campaign file in YAML is made to lead to its schema, for editors; one
    that leads elsewhere, such as to a url, stays. 'reconciler fmt' does the same.
    """
