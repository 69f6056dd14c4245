"""Options that several commands share."""

import importlib
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from reconciler import __version__
from reconciler.commands.notes import QUIET
from reconciler.errors import ReconcilerError
from reconciler.render.next_steps import address
from reconciler.render.terminal import choose_color, wanted_color

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

ENVIRONMENT_VARIABLE: Final = "RECONCILER_ENVIRONMENT"
ENVIRONMENT: Final = "reconciler.environment"
"""Where the command line keeps which environment it names, before or after the command."""
CONFIG: Final = "reconciler.config"
"""Where it keeps the settings file that it names."""
COLOR: Final = "reconciler.color"
"""Where it keeps when it wants colours."""
TALKS: Final = "reconciler.talks"
"""Where it keeps that more is to be said than usual."""
_COLORS: Final[Mapping[str, bool | None]] = {"auto": None, "always": True, "never": False}
NO_CACHE: Final = "reconciler.no_cache"
"""Where the command line keeps that nothing is to be remembered."""

DEFAULT_CONFIG: Final = "reconciler.toml"
SOURCES: Final = ("auto", "milestones", "target-groups", "customer")


class PathOrDash(click.Path):
    """A file that is read or written, or ``-`` for standard input or output.

    The path of a file that is called so, ``./-``, is given on from the root.
    """

    def __init__(self, *, written: bool = False) -> None:
        super().__init__(path_type=Path, allow_dash=True)
        self.written = written

    def convert(
        self,
        value: Any,  # noqa: ANN401 - as click calls it
        param: click.Parameter | None,  # noqa: ARG002 - as above
        ctx: click.Context | None,  # noqa: ARG002 - as above
    ) -> Path:
        """The path that a text stands for."""
        path = Path(value)
        return path.absolute() if path == Path("-") and value != "-" else path


def grouped(sections: Mapping[str, Sequence[str]]) -> type[click.Command]:
    """A command whose help lists options under titles.

    Args:
        sections: names of options by title; all others come last.
    """

    class Grouped(click.Command):
        """Lists its options so."""

        def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
            parameters = self.get_params(ctx)
            others = {str(each.name) for each in parameters}.difference(*sections.values())
            for title, names in [*sections.items(), ("Options", others)]:
                records = [
                    record
                    for each in parameters
                    if each.name in names and (record := each.get_help_record(ctx)) is not None
                ]
                with formatter.section(title):
                    formatter.write_dl(records)

    return Grouped


def out_option(help_text: str, name: str = "--out") -> Callable[[Decorated], Decorated]:
    """Choose where a result is written."""
    kind = PathOrDash(written=True)
    return click.option(name, type=kind, metavar="FILE", help=f"{help_text} - is standard output.")


def _set_level(context: click.Context, _: click.Parameter, level: str | None) -> None:
    if level is not None:
        context.meta[TALKS] = True
        _check_volume(context)
        from reconciler.cli.failures import log_to_stderr  # noqa: PLC0415 - help needs it not

        log_to_stderr(level)


def _hush(context: click.Context, _: click.Parameter, is_set: bool) -> None:
    if is_set:
        context.meta[QUIET] = True
        _check_volume(context)


def _check_volume(context: click.Context) -> None:
    if context.meta.get(QUIET) and context.meta.get(TALKS):
        raise click.UsageError("Give either --quiet, or --verbose and --debug.")


def _paint(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> None:
    _keep(COLOR)(context, parameter, given)
    if given:
        choose_color(_COLORS[given[0]])
    context.color = wanted_color()  # else click takes colours out of what is no terminal


def _forget(context: click.Context, _: click.Parameter, is_set: bool) -> None:
    if is_set:  # it stands before the command and after it
        context.meta[NO_CACHE] = True


def _keep(key: str) -> Callable[[click.Context, click.Parameter, tuple[Any, ...]], None]:
    """Keep what an option says before the command or after it; both must say the same."""

    def keep(context: click.Context, parameter: click.Parameter, given: tuple[Any, ...]) -> None:
        for each in given:
            earlier = context.meta.setdefault(key, each)
            if each != earlier:
                raise click.UsageError(
                    f"{parameter.opts[0]} is given twice: '{earlier}' and '{each}'."
                )

    return keep


def offers(what: str) -> Callable[[click.Context, click.Parameter, str], Any]:
    """Have a shell offer what a function of ``reconciler.commands.completion`` finds.

    Nothing is offered where the settings or the files cannot be read: who runs the command hears.
    """

    def ask(context: click.Context, _: click.Parameter, begun: str) -> Any:  # noqa: ANN401 - click's
        context.meta[QUIET] = True
        known = importlib.import_module("reconciler.commands.completion")
        with context:
            try:
                return list(known.offer(getattr(known, what), _session(), begun))
            except (ReconcilerError, click.ClickException, OSError):
                return []

    return ask


def common(command: Decorated) -> Decorated:
    """Add the options that stand everywhere."""
    for option in (
        click.option(
            "--environment", metavar="NAME", multiple=True, expose_value=False,
            callback=_keep(ENVIRONMENT), shell_complete=offers("environments"),
            help="The environment, instead of the default one. "
            f"Or: {ENVIRONMENT_VARIABLE}.",
        ),
        click.option(
            "--config", metavar="FILE", type=click.Path(path_type=Path), multiple=True,
            expose_value=False, callback=_keep(CONFIG),
            help=f"The settings file, instead of {DEFAULT_CONFIG}, here or in the folders above.",
        ),
        click.version_option(__version__, prog_name="reconciler"),
        click.option(
            "--no-cache", is_flag=True, expose_value=False, callback=_forget,
            help="Read every file again, and remember nothing.",
        ),
        click.option(
            "--color", type=click.Choice([*_COLORS]), multiple=True, expose_value=False,
            is_eager=True, callback=_paint,
            help="When to use colours; auto follows NO_COLOR, FORCE_COLOR and the terminal.",
        ),
        click.option(
            "-q", "--quiet", is_flag=True, expose_value=False, callback=_hush,
            help="Show only errors and what was asked for.",
        ),
        click.option(
            "--debug", is_flag=True, expose_value=False, flag_value="DEBUG", type=str,
            callback=_set_level, help="Also show on stderr what led to an unexpected failure.",
        ),
        click.option(
            "--verbose", is_flag=True, expose_value=False, flag_value="INFO", type=str,
            callback=_set_level, help="Show every request on stderr, without secrets.",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


def runs(
    module: str, function: str = "run", *, in_session: bool = True
) -> Callable[[Callable[[], None]], Callable[..., None]]:
    """Have a function of ``reconciler.commands`` do a command's work.

    It is imported when it is called, so that help does not wait for it. It gets what the options
    say, by their names; before them the session, unless the command has none.

    Raises:
        click.UsageError: the variable that names the environment is there, and empty.
    """

    def decorated(command: Callable[[], None]) -> Callable[..., None]:
        @wraps(command)
        def work(**options: Any) -> None:  # noqa: ANN401 - whatever click hands on
            given = (_session(),) if in_session else ()
            for session in given:
                importlib.import_module("reconciler.status").use(session.status)
            loaded = importlib.import_module(f"reconciler.commands.{module}")
            getattr(loaded, function)(*given, **options)

        return work

    return decorated


def _session() -> Any:  # noqa: ANN401 - its type is not loaded for help
    given = click.get_current_context().meta
    chosen = given.get(ENVIRONMENT, os.environ.get(ENVIRONMENT_VARIABLE))
    if chosen == "":
        raise click.UsageError(
            f"{ENVIRONMENT_VARIABLE} is empty. Set it to an environment, or unset it."
        )
    config = given.get(CONFIG)
    address(environment=given.get(ENVIRONMENT), config=config and str(config))
    begin = importlib.import_module("reconciler.commands.session").begin
    connect = importlib.import_module("reconciler.commands.connection").connect
    return begin(config, chosen, connect, default=DEFAULT_CONFIG, remembers=not given.get(NO_CACHE))


def day(text: str) -> date:
    """Read a day that was given on the command line.

    Raises:
        click.BadParameter: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"'{text}' is not a day; write it as 2027-01-31.") from None


def format_option(*formats: str, left_out: str = "") -> Callable[[Decorated], Decorated]:
    """Choose how the result is written; the usual format is the first.

    ``left_out`` is what is said of the option to be left out, where that is told apart: it is None
    then.
    """
    return click.option(
        "--format",
        "form",
        type=click.Choice(formats),
        default=None if left_out else formats[0],
        show_default=left_out or True,
        help="Format of the result.",
    )


def names_option(
    name: str, help_text: str, *, offered: str = "campaigns", metavar: str = "NAME"
) -> Callable[[Decorated], Decorated]:
    """Choose by names; may be repeated. ``offered`` is what a shell offers; see `offers`."""
    return click.option(
        name, metavar=metavar, multiple=True, help=help_text, shell_complete=offers(offered)
    )


new_organisation_option = click.option(
    "--new-organisation",
    metavar="ORG_ID",
    type=int,
    help="Go on even if none of many declared campaigns is live in this organisation.",
)

history_option = click.option(
    "--history-unavailable",
    "without_history",
    is_flag=True,
    help="Create even if git's history cannot be read, so that renames would not be noticed.",
)


def seconds(text: str) -> float:
    """Read how many seconds something may take.

    Raises:
        click.BadParameter: nothing could be done within that.
    """
    try:
        read = float(text)
    except ValueError:
        read = 0.0
    if not 0 < read < float("inf"):
        raise click.BadParameter(
            f"Nothing can be done within '{text}' seconds; write a number above 0, such as 300."
        )
    return read


deadline_option = click.option(
    "--deadline", type=seconds, metavar="SECONDS", help="How many seconds the run may take."
)

source_option = click.option(
    "--source",
    type=click.Choice(SOURCES),
    help="How live state is read, instead of the environment's own way.",
)

body_option = click.option(
    "--body",
    type=PathOrDash(),
    metavar="FILE",
    help="The text, in Markdown; - reads it from standard input.",
)

author_option = click.option(
    "--author",
    metavar="LOGIN",
    envvar="RECONCILER_AUTHOR",
    default="github-actions[bot]",
    show_default=True,
    help="Login that the token belongs to; posts by others are left alone. Or: RECONCILER_AUTHOR.",
)
