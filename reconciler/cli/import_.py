"""``reconciler import``: campaign files for live groups that no file declares."""

from pathlib import Path

import click

from reconciler.cli.options import common, format_option, runs, source_option


@click.command("import")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--unknown-owners",
    is_flag=True,
    help="Import even if promotions could not be read, which may own some of the groups.",
)
@click.option(
    "--to",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Write the files there: a folder in that of the campaigns, as a path from here, such as "
    "campaigns/agency.",
)
@click.option("--owner", metavar="TEAM", help="Write this owner into the files.")
@click.option("--dry-run", is_flag=True, help="Only show what would be written.")
@source_option
@format_option("text", "json")
@common
@runs("import_")
def command() -> None:
    """Write a campaign file for each live group that no file declares.

    NAME chooses groups, ignoring case, or is a pattern such as 'Monthly*'; without it all are
    imported. No file is ever replaced, and a plan right afterwards shows no change. Groups that
    promotions own are left out: they are edited with the promotion. Exit code 8 when a group could
    not be imported.
    """
