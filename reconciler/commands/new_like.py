"""``reconciler new --like``: campaigns copied forward, each to a file of its own, all or none."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import click

from reconciler.campaigns.load import load_files
from reconciler.campaigns.new_files import create_file
from reconciler.campaigns.source_files import SUFFIXES, SourceFile, find_files, whole_path
from reconciler.commands.copying import SAME_AGAIN, Copy, Copying, homes_of
from reconciler.commands.destination import is_printed_at
from reconciler.commands.notes import is_quiet, note
from reconciler.commands.session import Session
from reconciler.core.acknowledge import is_like
from reconciler.core.diagnostic import Diagnostic
from reconciler.errors import UsageError
from reconciler.files import is_inside
from reconciler.render.command_json import versioned
from reconciler.render.forward import Copied, copies_to_json, copies_to_text
from reconciler.render.safe import json_text, visible
from reconciler.render.terminal import wants_color
from reconciler.target_group.forward.shift import Shift
from reconciler.words import did_you_mean, plural

FORMAT_VERSION: Final = "1.1"
_NOTHING: Final = "Nothing was written."


def copy_forward(
    session: Session,
    like: Sequence[str],
    shift: Shift | None,
    *,
    out: Path | None,
    out_dir: Path | None,
    name: str | None,
    form: str,
) -> None:
    """Copy campaigns forward, and tell all that is another value in the copies.

    Args:
        session: settings of the run.
        like: names, patterns or files of the campaigns.
        shift: by how much days are moved.
        out: the file to write, for one campaign alone.
        out_dir: the folder to write to, instead of those that the campaigns are in.
        name: what the copy is called, for one campaign alone.
        form: how the result is written.

    Raises:
        click.UsageError: options do not go together.
        UsageError: a campaign is not there, or one of them cannot be copied.
    """
    if shift is None:
        raise click.UsageError("--like needs --shift, such as --shift 52w, 1y, 3m or 10d.")
    if out is not None and out_dir is not None:
        raise click.UsageError("Give either --out or --out-dir.")
    homes = homes_of(session)
    if out_dir is not None and not is_inside(out_dir, *homes):
        raise UsageError(
            f"{out_dir} is not within a folder of the campaigns "
            f"({', '.join(map(str, homes))}). {_NOTHING}",
            hint=f"Name one below it, as in --out-dir {homes[0] / out_dir.name}.",
        )
    known = _Sources(session)
    sources = known.chosen(like)
    if len(sources) > 1 and (out is not None or name is not None):
        raise click.UsageError(
            f"{'--out' if out is not None else '--name'} is for one campaign; "
            f"--like names {len(sources)}."
        )
    copying = Copying(
        session, shift, out=out, out_dir=out_dir, name=name, by_pattern=known.by_pattern
    )
    copies = copying.make(sources)
    findings = {each.file.shown: [*copying.kept(each)] for each in copies}
    if copying.obstacles:
        whole = f"{len(copying.failed)} of {plural(len(sources), 'campaign')} cannot be copied"
        raise UsageError(
            f"{whole} forward. {_NOTHING}",
            details=[visible(each) for each in copying.obstacles],
            hint="Correct them, or copy the others alone."
            if len(copying.failed) < len(sources)
            else "Correct it, or choose another --shift, --name or --out-dir.",
        )
    is_printed = out is not None and is_printed_at(out)
    if not is_printed:
        _write(copies)
    _show(copies, findings, copying.left_out, shift, is_printed=is_printed, form=form)


class _Sources:
    """The campaign files that may be copied."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.files = session.files_at(find_files(session.folders_to_write_in))
        loaded = load_files(self.files, session.circumstances, memory=session.memory)
        by_shown = {each.shown: each for each in self.files}
        self.named = [(each.name, by_shown[each.file]) for each in loaded.campaigns]
        self.elsewhere = loaded.left_out
        self.by_pattern: set[str] = set()

    def chosen(self, like: Sequence[str]) -> list[SourceFile]:
        """The files that were asked for, each once.

        Raises:
            UsageError: nothing is called so.
        """
        found: dict[str, list[SourceFile]] = {}
        for each in like:
            if _is_path(each):
                found[each] = self.session.files_at([Path(each)] if Path(each).is_file() else [])
            else:
                alike = [(name, file) for name, file in self.named if is_like(name, each)]
                exact = [file for name, file in alike if name == each]
                found[each] = exact or [file for _, file in alike]
        missing = [each for each, files in found.items() if not files]
        if missing:
            raise self._missing(missing)
        files = [file for files in found.values() for file in files]
        named = {file.shown for each in like if not set(each) & set("*?") for file in found[each]}
        self.by_pattern = {file.shown for file in files} - named
        return list({whole_path(each.path): each for each in files}.values())

    def _missing(self, missing: Sequence[str]) -> UsageError:
        told = [
            f"There is no file {each}."
            if _is_path(each)
            else f"No campaign is named {'like ' if set(each) & set('*?') else ''}'{each}'."
            for each in missing
        ]
        otherwise = (
            f"Files with errors, and those that are not of {self.session.name}, do not count."
        )
        if self.elsewhere:
            otherwise += " Some are for other environments: --environment names one."
        hint = did_you_mean(missing[0], [name for name, _ in self.named], otherwise=otherwise)
        return UsageError(visible(" ".join(told)), hint=visible(hint))


def _is_path(like: str) -> bool:
    """Whether it is the path of a campaign file rather than a name."""
    path = Path(like)
    return path.suffix.lower() in SUFFIXES and (len(path.parts) > 1 or path.is_file())


def _write(copies: Sequence[Copy]) -> None:
    """Write all files or none.

    Raises:
        UsageError: one cannot be written; those before it are taken away again.
    """
    written: list[Path] = []
    try:
        for each in copies:
            create_file(each.path, each.made.document.text)
            written.append(each.path)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def _show(
    copies: Sequence[Copy],
    findings: Mapping[str, Sequence[Diagnostic]],
    left_out: Mapping[str, str],
    shift: Shift,
    *,
    is_printed: bool,
    form: str,
) -> None:
    """Tell what became of the values; a copy that is printed comes alone."""
    copied = [
        Copied(
            each.made.name,
            "" if is_printed else each.file.shown,
            each.made.document.text,
            (each.like, each.source.path),
            each.made.changes,
            each.made.left,
            each.made.notes,
            findings[each.file.shown],
        )
        for each in copies
    ]
    if form == "json":
        data = copies_to_json(copied, shift.text, left_out, SAME_AGAIN)
        click.echo(json_text(versioned(format_version=FORMAT_VERSION, **data)))
        return
    for path, name in left_out.items():
        note(f"left out: '{visible(name)}' ({visible(path)}). {SAME_AGAIN}")
    text = copies_to_text(copied, shift.words, color=wants_color(sys.stdout))
    if is_printed:
        note(text.rstrip("\n"))
        click.echo(copies[0].made.document.text, nl=False)
    elif is_quiet():
        click.echo("".join(f"{visible(each.file.shown)}{os.linesep}" for each in copies), nl=False)
    else:
        click.echo(text, nl=False)
