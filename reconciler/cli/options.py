"""Options that several commands share."""

import logging
from collections.abc import Callable
from datetime import date
from typing import Any, Final, TypeVar

import click

from reconciler import __version__
from reconciler.cli.session import NO_CACHE

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

SOURCES: Final = ("auto", "milestones", "target-groups", "customer")


def _set_level(_: click.Context, __: click.Parameter, level: int | None) -> None:
    if level is not None:
        from reconciler.cli.failures import log_to_stderr  # noqa: PLC0415 - help needs it not

        log_to_stderr(level)


def _forget(context: click.Context, _: click.Parameter, is_set: bool) -> None:
    if is_set:  # it stands before the command and after it
        context.meta[NO_CACHE] = True


def common(command: Decorated) -> Decorated:
    """Add the options that stand everywhere."""
    for option in (
        click.version_option(__version__, prog_name="reconciler"),
        click.option(
            "--no-cache", is_flag=True, expose_value=False, callback=_forget,
            help="Read every file anew, and remember nothing.",
        ),
        click.option(
            "--debug", is_flag=True, expose_value=False, flag_value=logging.DEBUG, type=int,
            callback=_set_level, help="Say on stderr also what led to an unexpected failure.",
        ),
        click.option(
            "--verbose", is_flag=True, expose_value=False, flag_value=logging.INFO, type=int,
            callback=_set_level, help="Say on stderr every request, without secrets.",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


def day(text: str) -> date:
    """Read a day that was given on the command line.

    Raises:
        click.BadParameter: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"'{text}' is not a day; write it as 2027-01-31.") from None


def format_option(*formats: str) -> Callable[[Decorated], Decorated]:
    """Choose how the result is written."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="How the result is written.",
    )


new_organisation_option = click.option(
    "--new-organisation",
    metavar="ORG_ID",
    type=int,
    help="Go on although none of many declared campaigns is live in this organisation.",
)

history_option = click.option(
    "--history-unavailable",
    "without_history",
    is_flag=True,
    help="Create although git's history cannot be read, so that renames would not be seen.",
)

source_option = click.option(
    "--source",
    type=click.Choice(SOURCES),
    help="How live state is read; the environment's own way if left out.",
)
