"""``reconciler issue``: the one open issue about an environment, of each kind."""

import click

from reconciler.cli.options import author_option, body_option, common, format_option, runs


@click.command("issue")
@click.option("--title", metavar="T", help="Of the issue; needed with --body.")
@body_option
@click.option("--close", is_flag=True, help="Close the issue, if one is open.")
@click.option(
    "--kind",
    type=click.Choice(("drift", "calls")),
    default="drift",
    show_default=True,
    help="What it is about: drift, or calls of the API that are gone.",
)
@click.option("--label", "labels", multiple=True, help="For a new issue; repeatable.")
@author_option
@format_option("text", "json")
@common
@runs("issue")
def command() -> None:
    """Keep the one open issue about the environment's drift, or about calls that are gone.

    It is opened, or updated where it says something else; what people write around our part of
    its text stays. A closed issue stays closed: news open a new one, which tells those who watch.
    What a person has closed is no news until it is about something else.

    Needs GITHUB_TOKEN and GITHUB_REPOSITORY, and GITHUB_API_URL where it is not github.com.
    """
