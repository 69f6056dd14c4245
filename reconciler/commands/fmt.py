"""``reconciler fmt``: campaign files in canonical layout."""

import codecs
import difflib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import click

from reconciler.campaigns.format import Formatted, format_files
from reconciler.campaigns.schema_places import Schemas
from reconciler.campaigns.source_files import campaign_files, files_at, of_text
from reconciler.commands.destination import DASH
from reconciler.commands.files import write_unless_changed
from reconciler.commands.notes import is_quiet, note
from reconciler.commands.session import Session
from reconciler.errors import ExitCode
from reconciler.memory import Memory
from reconciler.render.command_json import Laid, Layout, layout_to_json
from reconciler.render.findings import findings_lines
from reconciler.render.safe import json_text, visible
from reconciler.render.terminal import to_text, wants_color
from reconciler.words import plural
from reconciler.yaml12.document import MAX_BYTES

UNNAMED: Final = "<stdin>"
"""What standard input is called where nobody says which file it is."""
_CODES: Final[Mapping[Layout, ExitCode]] = {
    Layout.INVALID: ExitCode.INVALID,
    Layout.LEFT: ExitCode.FAILURE,
}


def run(
    session: Session,
    paths: tuple[Path, ...],
    *,
    check: bool,
    diff: bool,
    stdin_filename: Path | None,
    form: str,
) -> None:
    """Format the files, or what standard input has, and exit with the outcome."""
    if DASH not in paths and stdin_filename is not None:
        raise click.UsageError("--stdin-filename needs '-', for standard input.")
    if DASH in paths:
        if len(paths) > 1:
            raise click.UsageError("Standard input ('-') cannot be formatted together with files.")
        done = [_format_input(session, stdin_filename, check=check, diff=diff, form=form)]
    else:
        done = _format_files(session, paths, check=check, diff=diff, form=form)
    if form == "json":
        click.echo(json_text(layout_to_json(done)))
    changed = sum(each.state in {Layout.CHANGED, Layout.TO_CHANGE} for each in done)
    if DASH not in paths:
        note(
            f"{plural(len(done), 'file')}, {changed} {'to change' if check or diff else 'changed'}."
        )
    failures = {_CODES[each.state] for each in done if each.state in _CODES}
    if failures:
        sys.exit(max(failures))
    if check and changed:
        sys.exit(ExitCode.FAILURE)


def _format_files(
    session: Session, paths: tuple[Path, ...], *, check: bool, diff: bool, form: str
) -> list[Laid]:
    """Write each file if need be, and say at once what became of it.

    With ``check`` or ``diff`` no file is written.
    """
    is_alone = bool(paths) and not session.config.exists()
    homes: Sequence[Path] = ()
    if not paths or (not is_alone and any(path.is_dir() for path in paths)):
        homes = session.chosen_folders
    listed = campaign_files(paths or homes, homes)
    files = files_at(listed, base=Path()) if is_alone else session.files_at(listed)
    schemas = Schemas(Path() if is_alone else session.folder)
    found = format_files(files, Memory() if is_alone else session.memory, schemas)
    done = []
    for file, formatted in zip(files, found, strict=True):
        laid = _lay(file.shown, formatted, check=check or diff, diff=diff)
        if laid.state is Layout.CHANGED and not write_unless_changed(
            file.path, formatted.before, formatted.after
        ):
            laid = Laid(file.shown, Layout.LEFT, "It was changed in the meantime.")
        if form != "json":
            _tell(laid, is_asked=check or not is_quiet())
        done.append(laid)
    return done


def _format_input(
    session: Session, path: Path | None, *, check: bool, diff: bool, form: str
) -> Laid:
    """Format standard input to standard output, for editors: what is there is what is meant.

    Findings name the path, if there is one. With ``check`` or ``diff`` no text is written.
    """
    raw = sys.stdin.buffer.read(MAX_BYTES + 1)
    file = of_text(path or Path(UNNAMED), UNNAMED if path is None else path.as_posix(), raw)
    schemas = None if path is None else Schemas(session.folder)
    [found] = format_files([file], Memory(), schemas)
    laid = _lay(file.shown, found, check=check, diff=diff)
    is_good = laid.state not in _CODES
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    text = mark + found.after.encode() if found.after else raw
    if form == "json":
        shown = "" if check or not is_good else text.removeprefix(mark).decode()
        return Laid(laid.file, laid.state, laid.message, laid.diff, shown, laid.findings)
    if check or diff or not is_good:
        _tell(laid, is_asked=check)
    else:
        click.echo(text, nl=False)
    return laid


def _lay(shown: str, found: Formatted, *, check: bool, diff: bool) -> Laid:
    """What becomes of a file."""
    if found.findings:
        return Laid(shown, Layout.INVALID, findings=found.findings)
    if found.error:
        return Laid(shown, Layout.LEFT, found.error)
    if not found.after:
        return Laid(shown, Layout.UNCHANGED)
    state = Layout.TO_CHANGE if check else Layout.CHANGED
    if not diff:
        return Laid(shown, state)
    before, after = found.before.splitlines(), found.after.splitlines()
    lines = difflib.unified_diff(before, after, f"{shown} (as it is)", f"{shown} (canonical)")
    return Laid(shown, state, diff="".join(f"{visible(line.rstrip())}\n" for line in lines))


def _tell(laid: Laid, *, is_asked: bool) -> None:
    """Say what became of a file; what merely changes is named where that was asked for."""
    if laid.findings:
        listed = to_text(findings_lines(laid.findings, 1), color=wants_color(sys.stderr))
        click.echo(listed, err=True, nl=False)
    elif laid.message:
        click.echo(f"error: {visible(laid.file)} is left as it is. {laid.message}", err=True)
    elif laid.state is not Layout.UNCHANGED:
        if is_asked:
            click.echo(visible(laid.file))
        click.echo(laid.diff, nl=False)
