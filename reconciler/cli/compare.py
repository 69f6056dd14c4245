"""``reconciler compare``: what is live in two environments; changes nothing."""

import click

from reconciler.cli.options import common, format_option, offers, out_option, runs, source_option


@click.command("compare")
@click.argument("one", metavar="ENVIRONMENT", shell_complete=offers("environments"))
@click.argument("other", metavar="OTHER", shell_complete=offers("environments"))
@format_option("text", "json", "csv", "markdown", "html", left_out="by the name of FILE, else text")
@out_option("Write the result to a file; the end of its name chooses the format.")
@click.option(
    "--detailed-exitcode", is_flag=True, help="Exit with 2 when the environments are not alike."
)
@source_option
@common
@runs("compare")
def command() -> None:
    """Show what is live in one environment and not in the other, and what is not alike in both.

    Campaigns are the same by the file that declares them for both, else by name. Ids, days of
    creation and whatever else servers fill in are no difference; neither are ids that both
    environments have under one name of their values, nor what one file declares for both where
    both are as declared. Groups that promotions own, or that the settings list as known, may be
    live in one environment alone.

    Each environment is read with its own credentials. Nothing is changed in the loyalty API: this
    command cannot write to it.
    """
