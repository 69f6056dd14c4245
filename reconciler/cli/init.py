"""``reconciler init``: what a repository of campaigns needs."""

import click

from reconciler.cli.options import common, format_option, runs


@click.command("init")
@click.option("--url", metavar="URL", help="Scheme and host of the API: that of your cluster.")
@click.option("--org-id", type=int, metavar="ID", help="Id of the organisation.")
@click.option("--time-zone", metavar="ZONE", help="Of the organisation, such as Asia/Kolkata.")
@click.option("--till", type=int, metavar="ID", help="Id of the till of new campaigns, if any.")
@click.option("--sandbox", is_flag=True, help="An environment on this machine, instead of a url.")
@click.option(
    "--uses",
    metavar="OWNER/REPOSITORY@COMMIT",
    help="Where the reconciler is kept: write the workflow and the hooks that call it.",
)
@click.option(
    "--import/--no-import",
    "imports",
    default=None,
    help="Whether to write a file for each live group, as 'import' does.",
)
@format_option("text", "json")
@common
@runs("init")
def command() -> None:
    """Write what a repository of campaigns needs: settings, folders, schemas, workflow, hooks.

    --environment names the environment, --url, --org-id and --time-zone say what it is; on a
    terminal it asks for what is left out. Run again, it adds another environment, or what is
    missing. Nothing that is there is replaced: what would have to be written into it is shown.
    With credentials in the variables it says what works, as 'doctor' does, and offers to import.
    """
