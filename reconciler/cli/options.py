"""Options that several commands share."""

import logging
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from reconciler import __version__
from reconciler.cli.session import (
    CONFIG,
    DEFAULT_CONFIG,
    ENVIRONMENT,
    ENVIRONMENT_VARIABLE,
    NO_CACHE,
)

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

SOURCES: Final = ("auto", "milestones", "target-groups", "customer")


def _set_level(_: click.Context, __: click.Parameter, level: int | None) -> None:
    if level is not None:
        from reconciler.cli.failures import log_to_stderr  # noqa: PLC0415 - help needs it not

        log_to_stderr(level)


def _forget(context: click.Context, _: click.Parameter, is_set: bool) -> None:
    if is_set:  # it stands before the command and after it
        context.meta[NO_CACHE] = True


def _keep(key: str) -> Callable[[click.Context, click.Parameter, tuple[Any, ...]], None]:
    """Keep what an option says that stands before the command or after it.

    Raises:
        click.UsageError: two of it say different things.
    """

    def keep(context: click.Context, parameter: click.Parameter, given: tuple[Any, ...]) -> None:
        for each in given:
            earlier = context.meta.setdefault(key, each)
            if each != earlier:
                raise click.UsageError(
                    f"{parameter.opts[0]} is given twice: '{earlier}' and '{each}'."
                )

    return keep


def common(command: Decorated) -> Decorated:
    """Add the options that stand everywhere."""
    for option in (
        click.option(
            "--environment", metavar="NAME", multiple=True, expose_value=False,
            callback=_keep(ENVIRONMENT), help="Environment; else the default one. "
            f"Or: {ENVIRONMENT_VARIABLE}.",
        ),
        click.option(
            "--config", metavar="FILE", type=click.Path(path_type=Path), multiple=True,
            expose_value=False, callback=_keep(CONFIG),
            help=f"The settings file; else {DEFAULT_CONFIG}.",
        ),
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
