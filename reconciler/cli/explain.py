"""``reconciler explain``: what a code means and what to do."""

import click

from reconciler.cli.options import common, format_option, offers, runs


@click.command("explain")
@click.argument("code", required=False, shell_complete=offers("codes"))
@format_option("text", "json")
@common
@runs("explain", in_session=False)
def command() -> None:
    """Explain CODE: what it means, why, and what to do; without CODE, list all codes.

    CODE is a code of a finding or of a blocked campaign, the name of a rule by which answers
    are compared with files, or a topic such as api-retirement. It may be a pattern, such as
    'streak*', which lists those that it fits.
    """
