"""``reconciler doctor``: what works with this host, login and organisation; read-only."""

from pathlib import Path

import click

from reconciler.cli.options import common, format_option, runs


@click.command("doctor")
@click.option("--all", "of_all", is_flag=True, help="All environments of the settings.")
@click.option("--write", is_flag=True, help="Keep the offered calls in the settings file.")
@click.option(
    "--record",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the shapes of the answers beside what is expected of them; no values.",
)
@format_option("text", "json", "markdown")
@common
@runs("doctor")
def command() -> None:
    """Say what works with this host, login and organisation, call by call, and what follows.

    Nothing is changed: this command cannot write to the loyalty API, and never sends a create to
    find out whether it may. It ends with 0 if plan and apply can run, else with 4 (login,
    organisation, rights) or 5 (host, answers); with --all the highest.

    --write keeps the offered calls under the environment in the settings, for review. Later runs
    say which of them are gone. A job of GitHub Actions gets these as its output 'gone', and as
    'calls' whether they are there, gone or unknown.
    """
