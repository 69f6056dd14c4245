"""``reconciler accept``: writes the live values of drifted campaigns into their files."""

import click

from reconciler.cli.options import common, format_option, offers, runs, source_option


@click.command("accept")
@click.argument("names", nargs=-1, metavar="[NAME|FILE...]", shell_complete=offers("campaigns"))
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Accept all that drifted; without NAME.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@source_option
@format_option("text", "json")
@common
@runs("accept")
def command() -> None:
    """Write the live values of drifted campaigns into their files, and change nothing else there.

    Comments, quotes and the order of lines stay as they are. The changes are shown first. A
    campaign is accepted as a whole, and only if its file then says exactly what is live. NAME may
    be a pattern of names in files, such as 'Monthly*'. With --all, drift that is acknowledged stays
    as it is, and so does what a promotion owns.
    """
