"""``reconciler fmt``: campaign files in canonical layout."""

import codecs
import difflib
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from reconciler.campaigns.format import Formatted, format_files
from reconciler.campaigns.source_files import SourceFile, files_at, find_files
from reconciler.commands.files import read_file, write_whole
from reconciler.commands.notes import is_quiet, note
from reconciler.commands.session import Session
from reconciler.errors import ExitCode
from reconciler.memory import Memory
from reconciler.render.findings import findings_to_text
from reconciler.render.safe import visible
from reconciler.render.terminal import wants_color
from reconciler.words import plural


def run(session: Session, paths: tuple[Path, ...], *, check: bool, diff: bool) -> None:
    """Format the files, and exit with the outcome."""
    is_alone = bool(paths) and not session.config.exists()
    base = Path() if is_alone else session.folder
    files = files_at(find_files(paths or _folders(session)), base=base)
    found = format_files(files, Memory() if is_alone else session.memory)
    done = [
        _tell(file, formatted, check=check, diff=diff)
        for file, formatted in zip(files, found, strict=True)
    ]
    changed = sum(each is ExitCode.CHANGES for each in done)
    told = "to change" if check else "changed"
    note(f"{plural(len(done), 'file')}, {changed} {told}.")
    failures = {ExitCode.INVALID, ExitCode.FAILURE} & {*done}
    if failures:
        sys.exit(max(failures))
    if check and changed:
        sys.exit(ExitCode.FAILURE)


def _folders(session: Session) -> list[Path]:
    """The folders of the environments, or of the chosen one."""
    chosen = session.settings.environments.values()
    environments = [session.environment] if session.chosen is not None else [*chosen]
    return [*dict.fromkeys(session.folder / each.campaigns for each in environments)]


def _tell(file: SourceFile, found: Formatted, *, check: bool, diff: bool) -> ExitCode:
    """Write a file if need be, and say what became of it; CHANGES says that it changes."""
    if found.findings:
        listed = findings_to_text(found.findings, 1, color=wants_color(sys.stderr))
        click.echo(listed, err=True, nl=False)
        return ExitCode.INVALID
    if found.error:
        return _left(file, found.error)
    if not found.after:
        return ExitCode.OK
    if not check and not _write(file.path, found.before, found.after):
        return _left(file, "It was changed meanwhile.")
    if check or not is_quiet():
        click.echo(visible(file.shown))
    if diff:
        click.echo("".join(_difference(file.shown, found.before, found.after)), nl=False)
    return ExitCode.CHANGES


def _left(file: SourceFile, why: str) -> ExitCode:
    click.echo(f"error: {visible(file.shown)} is left as it is. {why}", err=True)
    return ExitCode.FAILURE


def _write(path: Path, before: str, text: str) -> bool:
    """Write a file, unless it is no longer what was formatted."""
    if read_file(path).removeprefix(codecs.BOM_UTF8) != before.encode():
        return False
    write_whole(path, text.encode())
    return True


def _difference(path: str, before: str, after: str) -> Iterator[str]:
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), f"{path} (as it is)", f"{path} (canonical)"
    )
    return (f"{visible(line.rstrip())}\n" for line in lines)
