"""``reconciler new``: a commented, valid campaign file to start from."""

import re
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from reconciler.cli.options import common, day
from reconciler.cli.schema_line import schema_line
from reconciler.cli.session import Session, pass_session
from reconciler.errors import UsageError

if TYPE_CHECKING:
    from reconciler.campaigns.kinds import Answers

KINDS: Final = (
    "milestone", "streak", "unified", "capping", "leaderboard", "user-created", "event", "currency",
)  # fmt: skip
RHYTHMS: Final = (
    "ONCE", "DAILY", "WEEKLY", "MONTHLY", "QUARTERLY", "HALF_YEARLY", "YEARLY", "CUSTOM",
)  # fmt: skip
TO_STDOUT: Final = Path("-")
NEW: Final = "new.yaml"


def _goal(text: str) -> int | Decimal:
    from reconciler.target_group.patterns import NUMBER_PATTERN, whole  # noqa: PLC0415 - for this alone

    if not re.fullmatch(whole(NUMBER_PATTERN), text):
        raise click.BadParameter(f"'{text}' is not a number; write it as 500 or 99.5.")
    return Decimal(text) if "." in text else int(text)


def _till(text: str) -> int | str:
    from reconciler.target_group.patterns import is_reference  # noqa: PLC0415 - as above

    if is_reference(text):
        return text
    if not (text.isascii() and text.isdecimal()):
        raise click.BadParameter(f"'{text}' is neither an id nor like ${{default_till}}.")
    return int(text)


_KIND: Final = click.Choice(KINDS, case_sensitive=False)
_EVERY: Final = click.Choice(RHYTHMS, case_sensitive=False)
_QUESTIONS: Final[Mapping[str, tuple[str, str, Any]]] = {
    "kind": ("--kind", "Kind", _KIND),
    "name": ("--name", "Name", str),
    "every": ("--every", "Rhythm of its periods, ONCE for a single one", _EVERY),
    "first": ("--from", "First day", day),
    "days": ("--days", "Days of each period", int),
    "count": ("--count", "Number of periods", int),
    "until": ("--until", "Last day", day),
    "value": ("--value", "Goal in each period", _goal),
    "event": ("--event", "Name of the event", str),
    "currency": ("--currency", "Identifier of the alternate currency", str),
    "till": ("--till", "Id of the till, or a value of the environment", _till),
    "program": ("--program", "Id of its loyalty programme", int),
}
"""What can be said: the option, the question on a terminal, the type."""


@click.command("new")
@click.option("--kind", type=_KIND, help="Kind of the campaign.")
@click.option("--name", help="Name of the campaign, unique in the organisation.")
@click.option("--every", type=_EVERY, help="Rhythm of the periods; CUSTOM needs --days.")
@click.option("--from", "first", type=day, metavar="DAY", help="First day.")
@click.option(
    "--until", type=day, metavar="DAY", help="Last day; without --every, of a single period."
)
@click.option("--count", type=int, help="Number of periods, instead of --until.")
@click.option("--days", type=int, help="Length of each period, with --every CUSTOM.")
@click.option(
    "--value", type=_goal, metavar="NUMBER", help="What a customer has to reach in each period."
)
@click.option(
    "--till", type=_till, metavar="ID", help="Id of the till, or '${NAME}' of the values."
)
@click.option("--event", help="With --kind event: the name of the event.")
@click.option("--currency", help="With --kind currency: the identifier of the currency.")
@click.option("--program", type=int, help="With --kind currency: the id of its programme.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Where to write, '-' for standard output; else a file of the environment's campaigns.",
)
@common
@pass_session
def command(session: Session, out: Path | None, **given: Any) -> None:  # noqa: ANN401 - options
    """Write a commented, valid campaign file to start from.

    On a terminal it asks for what the options leave out. No file is ever replaced, and none is
    written in which validate would find anything. Prints the path of the file.
    """
    from reconciler.campaigns.kinds import new_campaign  # noqa: PLC0415 - slow; help needs it not
    from reconciler.campaigns.new_files import create_file  # noqa: PLC0415 - as above

    answers = _complete(given, _usual_till(session))
    folder = session.folder / session.environment.campaigns
    path = _path(out, folder, answers.name or "")
    place = folder if path == TO_STDOUT else path.parent
    text = new_campaign(answers, head=[schema_line(session.folder, place)])
    _check(session, folder, path, text)
    if path == TO_STDOUT:
        click.echo(text, nl=False)
        return
    create_file(path, text)
    click.echo(str(path))


def _complete(given: Mapping[str, Any], till: str | None) -> "Answers":
    """Ask for what is missing, as long as there is somebody to ask.

    Args:
        given: what the options said.
        till: what is proposed as the till.

    Raises:
        UsageError: something is missing and nobody can be asked, or does not go together.
    """
    from reconciler.campaigns.kinds import Answers  # noqa: PLC0415 - slow; help needs it not

    answers = dict(given)
    while missing := [*Answers(**answers).missing()]:
        if not sys.stdin.isatty():
            raise click.UsageError(_lacking(missing))
        name = missing[0]
        _, question, kind = _QUESTIONS[name]
        usual = till if name == "till" else None
        answers[name] = click.prompt(question, type=kind, default=usual, err=True)
    for name, other in Answers(**answers).unfit():
        option, clash = _QUESTIONS[name][0], _QUESTIONS[other][0]
        raise click.UsageError(f"{option} does not go with {clash} {answers[other]}.")
    return Answers(**answers)


def _usual_till(session: Session) -> str | None:
    """A reference to the environment's value that is called after a till, if it has one."""
    names = [name for name in session.environment.values if "till" in name.lower()]
    return f"${{{names[0]}}}" if names else None


def _lacking(missing: Sequence[str]) -> str:
    options = [_QUESTIONS[name][0] for name in missing]
    instead = " (--until will do instead of --every and --count)" if "--every" in options else ""
    return f"Nobody can be asked here; add {', '.join(options)}{instead}."


def _path(out: Path | None, folder: Path, name: str) -> Path:
    """Where the file goes.

    Raises:
        UsageError: something is there.
    """
    from reconciler.campaigns.new_files import file_stem, free_name, names_in  # noqa: PLC0415

    if out is None:
        return folder / free_name(file_stem(name, otherwise="campaign"), names_in(folder))
    if out != TO_STDOUT and out.exists():
        raise UsageError(f"{out} is there already.", hint="Name another file; none is replaced.")
    return out


def _check(session: Session, folder: Path, path: Path, text: str) -> None:
    """Have the file checked as validate would, with the files that are there.

    Days that are likely mistyped may be meant, so of those it is only told.

    Raises:
        UsageError: there are other findings.
    """
    from reconciler.campaigns.load import load_files  # noqa: PLC0415 - as above
    from reconciler.campaigns.source_files import files_at, find_files, of_text  # noqa: PLC0415
    from reconciler.render.safe import visible  # noqa: PLC0415 - as above
    from reconciler.target_group.codes import WINDOW_TOO_LONG, YEAR_UNLIKELY  # noqa: PLC0415

    others = files_at(find_files([folder]) if folder.exists() else [], base=session.folder)
    loaded = load_files([*others, of_text(path, NEW, text.encode())], session.circumstances)
    own = [each for each in loaded.findings if each.file == NEW]
    doubts = [each for each in own if each.code in {YEAR_UNLIKELY.slug, WINDOW_TOO_LONG.slug}]
    found = [each for each in own if each not in doubts]
    if not found:
        for each in doubts:
            click.echo(f"warning: {visible(each.message)} {each.hint} [{each.code}]", err=True)
    else:
        hints = dict.fromkeys(f"{each.hint} [{each.code}]" for each in found)
        raise UsageError(
            " ".join(dict.fromkeys(each.message for each in found)) + " Nothing was written.",
            hint="\n".join(hints),
        )
