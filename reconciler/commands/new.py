"""``reconciler new``: a commented, valid campaign file to start from."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click
from msgspec.structs import replace

from reconciler.campaigns.everywhere import check_beside
from reconciler.campaigns.new_campaign import Answers, new_campaign
from reconciler.campaigns.new_files import create_file, file_stem, free_name, names_in
from reconciler.campaigns.schema_places import Schemas
from reconciler.campaigns.source_files import find_files, of_text
from reconciler.commands.destination import DASH, is_printed_at
from reconciler.commands.new_like import copy_forward
from reconciler.commands.notes import note
from reconciler.commands.session import Session
from reconciler.core.diagnostic import Diagnostic, Severity, diagnostic_to_json
from reconciler.core.file_codes import UNKNOWN_REFERENCE
from reconciler.core.reasons import FIRST_DAY_PASSED, SAME_CAMPAIGN
from reconciler.errors import UsageError
from reconciler.files import is_inside
from reconciler.render.command_json import versioned
from reconciler.render.safe import json_text, visible
from reconciler.target_group.codes.periods import WINDOW_TOO_LONG, YEAR_UNLIKELY
from reconciler.target_group.forward.shift import Shift

NEW: Final = "new.yaml"
YAML: Final = (".yaml", ".yml")
_DOUBTS: Final = frozenset({YEAR_UNLIKELY.slug, WINDOW_TOO_LONG.slug, FIRST_DAY_PASSED.slug})
"""Findings about days that may be meant."""
_QUESTIONS: Final = {
    "kind": "Kind",
    "name": "Name",
    "every": "Rhythm of its periods, ONCE for a single one",
    "first": "First day",
    "days": "Days of each period",
    "count": "Number of periods",
    "until": "Last day",
    "value": "Goal in each period",
    "event": "Name of the event",
    "currency": "Identifier of the alternate currency",
    "till": "Id of the till, or a value of the environment",
    "program": "Id of its loyalty programme",
}
"""What is asked on a terminal for an option that is left out."""


def run(
    session: Session,
    out: Path | None,
    *,
    like: tuple[str, ...],
    shift: Shift | None,
    out_dir: Path | None,
    bare: bool,
    form: str,
    **given: Any,  # noqa: ANN401 - options
) -> None:
    """Write the file, or those that are copied forward."""
    _check_out(out)
    if like:
        said = [name for name, value in given.items() if value is not None and name != "name"]
        for option in ["bare"] * bare + said:  # a copy says what its original says
            raise click.UsageError(f"{_option(option).opts[0]} does not go with --like.")
        if out is not None and not is_printed_at(out):
            _check_home(session, out)
        copy_forward(session, like, shift, out=out, out_dir=out_dir, name=given["name"], form=form)
        return
    for option, value in (("--shift", shift), ("--out-dir", out_dir)):
        if value is not None:
            raise click.UsageError(f"{option} goes with --like, which names what to copy.")
    _start(session, out, given, is_bare=bare, form=form)


def _start(
    session: Session, out: Path | None, given: Mapping[str, Any], *, is_bare: bool, form: str
) -> None:
    """Write the file of a campaign that a person describes."""
    defaults = session.settings.defaults.as_file()
    if given["till"] is None:
        given = {**given, "till": defaults.get("preferredTillId")}
    tills = [name for name in session.environment.values if "till" in name.lower()]
    answers = _complete(given, f"${{{tills[0]}}}" if tills else None)
    folder = session.own_folders[0]
    if out is None:
        stem = file_stem(answers.name or "", otherwise="campaign")
        path = folder / free_name(stem, names_in(folder))
    else:
        path = DASH if is_printed_at(out) else out
    is_printed = path == DASH
    place = folder if is_printed else path.parent
    head = [Schemas(session.folder).line_in(place)]
    text = new_campaign(answers, head=head, defaults=defaults, is_bare=is_bare)
    doubts = _check(session, path, text)
    for each in () if form == "json" else doubts:
        note(f"warning: {visible(each.message)} {each.hint} [{each.code}]")
    if not is_printed:
        _check_home(session, path)
        create_file(path, text)
    shown_path = str(path) if path.is_absolute() else os.path.relpath(path)
    if form == "json":
        shown = (
            {"file": None, "text": text} if is_printed else {"file": Path(shown_path).as_posix()}
        )
        findings = [*map(diagnostic_to_json, doubts)]
        click.echo(json_text(versioned(name=answers.name, **shown, findings=findings)))
        return
    click.echo(text if is_printed else shown_path, nl=not is_printed)


def _complete(given: Mapping[str, Any], till: str | None) -> Answers:
    """Ask for what is missing, and propose a till, as long as there is somebody to ask."""
    answers = dict(given)
    while missing := [*Answers(**answers).missing()]:
        if not sys.stdin.isatty():
            options = [_option(name).opts[0] for name in missing]
            instead = " (--until can replace --every and --count)" if "--every" in options else ""
            raise click.UsageError(
                f"There is no terminal to ask on; add {', '.join(options)}{instead}."
            )
        name = missing[0]
        usual = till if name == "till" else None
        kind = _option(name).type
        answers[name] = click.prompt(_QUESTIONS[name], type=kind, default=usual, err=True)
    for name, other in Answers(**answers).unfit():
        option, clash = _option(name).opts[0], _option(other).opts[0]
        raise click.UsageError(f"{option} does not go with {clash} {answers[other]}.")
    return Answers(**answers)


def _option(name: str) -> click.Parameter:
    """The option of this command that says what is called so."""
    options = click.get_current_context().command.params
    return next(each for each in options if each.name == name)


def _check_out(out: Path | None) -> None:
    """See to it that a file that is named can be made."""
    if out is None or is_printed_at(out):
        return
    if os.path.lexists(out):
        raise UsageError(f"{out} is there already.", hint="Name another file; none is replaced.")
    if out.suffix.lower() not in YAML:
        raise UsageError(
            f"{out} would not be read as a campaign file.", hint="Use a name that ends in .yaml."
        )


def _check(session: Session, path: Path, text: str) -> list[Diagnostic]:
    """Have the file checked as validate would, with the files that are there.

    Gives what may be meant, such as odd days: of that it is only told, and all else is refused.
    """
    file = of_text(path, NEW, text.encode())
    readers = {session.name: session.folders_to_write_in}
    for name, each in session.settings.environments.items() if session.chosen is None else ():
        folders = session.folders_of(each)
        place = session.own_folders[0] if path == DASH else path
        if name != session.name and is_inside(place, *folders):
            readers[name] = [each for each in folders if each.exists()]
    every = [
        replace(found, message=f"In {name}: {found.message}")
        if name != session.name and found.code == UNKNOWN_REFERENCE.slug
        else found
        for name, folders in readers.items()
        for found in check_beside(
            [file],
            session.files_at(find_files(folders)),
            session.circumstances_in(name),
            changed=lambda: {str(path.resolve())},
            memory=session.memory,
        )[1]
    ]
    open_ = [each for each in dict.fromkeys(every) if each.acknowledged is None]
    doubts = [
        each
        for each in open_
        if each.code in _DOUBTS
        or (each.code == SAME_CAMPAIGN.slug and each.severity is Severity.WARNING)
    ]
    found = [each for each in open_ if each not in doubts]
    if found:
        hints = dict.fromkeys(f"{each.hint} [{each.code}]" for each in found)
        raise UsageError(
            " ".join(dict.fromkeys(each.message for each in found)) + " Nothing was written.",
            hint="\n".join(hints),
        )
    return [replace(each, file=path.as_posix()) for each in doubts]


def _check_home(session: Session, path: Path) -> None:
    """Warn of a file that the environment does not read where it is."""
    if is_inside(path, *session.own_folders):
        return
    readers = [
        name
        for name, each in session.settings.environments.items()
        if is_inside(path, *session.folders_of(each))
    ]
    read_by = f"only {', '.join(readers)} can read it" if readers else "no environment reads it"
    folders = ", ".join(each.as_posix() for each in session.own_folders)
    note(
        visible(
            f"warning: {path} is in no folder of the campaigns of {session.name} ({folders}): "
            f"{read_by}."
        )
    )
