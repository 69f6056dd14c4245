"""``reconciler plan``: what is missing and what differs; changes nothing."""

import click

from reconciler.cli.options import (
    common,
    deadline_option,
    format_option,
    history_option,
    names_option,
    new_organisation_option,
    offers,
    out_option,
    runs,
    source_option,
)


@click.command("plan")
@format_option("text", "json", "markdown", left_out="text")
@out_option("Save the plan as JSON, for apply and show.")
@click.option(
    "--detailed-exitcode", is_flag=True, help="Exit with 2 when there are changes or drift."
)
@names_option("--only", "Plan only for this campaign, or those of a pattern; repeatable.")
@click.option(
    "--explain",
    metavar="NAME",
    help="Say why this campaign, or each of a pattern, is to be created, has drifted or is "
    "blocked, where its values come from and what was not checked, instead of showing the plan.",
    shell_complete=offers("campaigns"),
)
@click.option("--base", metavar="REF", help="Note in the plan which files have changed since REF.")
@deadline_option
@new_organisation_option
@history_option
@source_option
@common
@runs("plan")
def command() -> None:
    """Read live state and show what is missing, what differs, and what stands in the way.

    Nothing is changed: this command cannot write to the loyalty API.
    """
