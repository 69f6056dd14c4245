"""Where the state of a run is told: a line that is renewed on a terminal, a line each in a pipe."""

import sys
from typing import Final

import click

from reconciler.commands.notes import is_quiet, note
from reconciler.render.safe import visible
from reconciler.render.status_line import status_line
from reconciler.render.terminal import NARROWEST, is_smart, width_of
from reconciler.status import SILENCE, Situation, Status
from reconciler.words import cut

OFTEN: Final = 1.0
"""Seconds between two tellings on a terminal, where the line is renewed."""


def make_status() -> Status:
    """The state of this run, told on standard error."""
    if is_smart(sys.stderr) and not is_quiet():
        return Status(_renew, interval=OFTEN, counts=True)
    return Status(_write, interval=SILENCE)


def _write(situation: Situation | None) -> None:
    if situation is not None:
        note(visible(status_line(situation)))


def _renew(situation: Situation | None) -> None:
    """Write over the line, and leave the cursor in it; what comes next begins where it began."""
    width = (width_of(sys.stderr) or NARROWEST) - 1
    text = "" if situation is None else visible(status_line(situation))
    shown = cut(text, width)
    end = "\r" if situation is None else ""
    click.echo(f"\r{shown.ljust(width)}{end}", err=True, nl=False)
