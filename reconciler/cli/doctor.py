"""``reconciler doctor``: what works with this host, login and organisation; read-only."""

import click

from reconciler.cli.options import common, format_option, out_option, runs


@click.command("doctor")
@click.option("--all", "of_all", is_flag=True, help="All environments of the settings.")
@click.option("--write", is_flag=True, help="Keep the offered calls in the settings file.")
@out_option(
    "Write the shapes of the answers and what is expected of them, as JSON; no values.",
    "--record",
)
@format_option("text", "json", "markdown", left_out="text")
@common
@runs("doctor")
def command() -> None:
    """Check what works with this host, login and organisation, call by call, and what follows.

    Nothing is changed: this command cannot write to the loyalty API, and never sends a create to
    find out whether it may. It ends with 0 if plan and apply can run, else with 4 (login,
    organisation, rights) or 5 (host, answers); with --all the highest.

    --write keeps the offered calls under the environment in the settings, for review. Later runs
    say which of them are gone. A job of GitHub Actions gets these as its output 'gone', and as
    'calls' whether they are there, gone or unknown.
    """
