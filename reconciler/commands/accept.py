"""``reconciler accept``: writes the live values of drifted campaigns into their files."""

import asyncio
import sys

import click

from reconciler.commands.loading import loading
from reconciler.commands.notes import note
from reconciler.commands.session import Session


def run(
    session: Session,
    names: tuple[str, ...],
    source: str | None,
    *,
    everything: bool,
    yes: bool,
    form: str,
) -> None:
    """Accept the live values of the chosen campaigns, and exit with the outcome."""
    if bool(names) == everything:
        clash = f"--all takes every campaign that drifted: leave it out, or {', '.join(names)}."
        lack = "Name the campaigns to accept, or take all that drifted with --all."
        raise click.UsageError(clash if everything else lack)
    with loading(session) as loaded:
        # Many files are being loaded by now, by other processes.
        from reconciler.commands.accept_run import AcceptRun  # noqa: PLC0415 - 120 ms, meanwhile

        run = AcceptRun(session, names, loaded, yes, form)
        live, plan = asyncio.run(run.read(source))
    for call in live.not_offered:
        message = f"note: the API does not offer {call}: what it would have shown was not checked."
        note(message)
    sys.exit(run.accept(live, plan))
