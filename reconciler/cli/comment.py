"""``reconciler comment``: the one comment of an environment on a pull request."""

from typing import Final

import click

from reconciler.cli.options import author_option, body_option, common, format_option, runs

KINDS: Final = ("plan", "receipt")


@click.command("comment")
@click.option("--pr", type=click.IntRange(min=1), metavar="N", help="The pull request.")
@click.option(
    "--commit",
    "commits",
    metavar="SHA",
    multiple=True,
    help="The merged pull request of this commit; repeatable.",
)
@click.option(
    "--since-deployment",
    "deployed",
    metavar="NAME",
    help="With one --commit: all merged since GitHub's environment NAME was last deployed to.",
)
@body_option
@click.option("--stale", metavar="REASON", help="Mark the comment as outdated.")
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    default=KINDS[0],
    show_default=True,
    help="Each kind has a comment of its own.",
)
@author_option
@format_option("text", "json")
@common
@runs("comment")
def command() -> None:
    """Keep the one comment that a pull request has for the environment.

    It is made, or updated where it says something else. With --stale and without --body, the
    comment that is there gets a note on top that it is outdated.

    Needs GITHUB_TOKEN and GITHUB_REPOSITORY, and GITHUB_API_URL where it is not github.com.
    """
