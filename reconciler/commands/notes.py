"""What commands say beside their result; with ``--quiet`` none of it is said.

Errors are no notes, and neither is what was asked for.
"""

from typing import Final

import click

from reconciler.render.next_steps import addressed

QUIET: Final = "reconciler.quiet"
"""Where the command line keeps that only errors and results are to be said."""


def is_quiet() -> bool:
    """Whether only errors and what was asked for are said."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(QUIET))


def note(text: str) -> None:
    """Say on standard error what happens, or what is to be known of a result."""
    if not is_quiet():
        click.echo(addressed(text), err=True)


def agrees(question: str) -> bool:
    """Ask on the terminal whether to go on; no answer means no, and any other is asked again.

    Raises:
        click.Abort: the input has ended.
    """
    while True:
        answer = click.prompt(f"{question} [y/N]", default="", show_default=False, err=True)
        if answer.strip().lower() in {"y", "yes"}:
            return True
        if answer.strip().lower() in {"", "n", "no"}:
            return False
        click.echo("Answer y or n.", err=True)


def done(text: str) -> None:
    """Say on standard output that something was done that has no result to be shown."""
    if not is_quiet():
        click.echo(text)
