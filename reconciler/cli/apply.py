"""``reconciler apply``: creates what is missing; the only command that writes to the API."""

import click

from reconciler.cli.options import (
    PathOrDash,
    common,
    deadline_option,
    format_option,
    history_option,
    names_option,
    new_organisation_option,
    out_option,
    runs,
    source_option,
)


@click.command("apply")
@click.argument("plan", required=False, type=PathOrDash())
@names_option("--only", "Create this campaign alone, or those of a pattern such as 'Summer*'.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--max-creates", type=click.IntRange(min=0), help="Allow this many creates.")
@click.option("--expect", metavar="PLAN_ID", help="Refuse every plan but this one.")
@deadline_option
@out_option("Keep the receipt in this file, as JSON.", "--receipt")
@new_organisation_option
@history_option
@source_option
@format_option("text", "json", "markdown", left_out="text")
@common
@runs("apply")
def command() -> None:
    """Create the campaigns that are missing, each at most once, and read live again.

    With the saved PLAN (- reads standard input), exactly what it says, and nothing when that has
    changed since. --only leaves all others as they are. Drift is reported and never forced back.
    """
