"""``reconciler schema``: the JSON Schemas, generated from the code."""

from pathlib import Path

import click

from reconciler.cli.options import common, format_option, runs


@click.command("schema")
@click.option("--check", is_flag=True, help="Only say whether the written schemas are up to date.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path("schemas"),
    show_default=True,
    help="Where the schemas are.",
)
@format_option("text", "json")
@common
@runs("schema", in_session=False)
def command() -> None:
    """Write the JSON Schemas of campaign files and of the JSON that commands print."""
