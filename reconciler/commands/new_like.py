"""``reconciler new --like``: campaigns copied forward, each to a file of its own, all or none."""

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import click

from reconciler.campaigns.examine import Circumstances, examine_document
from reconciler.campaigns.first_days import first_day_passed, has_begun
from reconciler.campaigns.forward import Forward, forward
from reconciler.campaigns.load import load_files
from reconciler.campaigns.new_files import create_file, file_stem, free_name, names_in
from reconciler.campaigns.schema_line import Schemas, with_schema_line
from reconciler.campaigns.source_files import SUFFIXES, SourceFile, find_files, of_text, whole_path
from reconciler.commands.destination import DASH, is_printed_at
from reconciler.commands.notes import is_quiet, note
from reconciler.commands.session import Session
from reconciler.core.acknowledge import is_like
from reconciler.core.diagnostic import Diagnostic, Severity
from reconciler.errors import UsageError
from reconciler.files import is_inside
from reconciler.render.command_json import versioned
from reconciler.render.forward import Copied, copies_to_json, copies_to_text
from reconciler.render.safe import json_text, visible
from reconciler.render.terminal import wants_color
from reconciler.target_group.codes import PERIODS_IN_THE_PAST
from reconciler.target_group.forward.shift import PastTheCalendar, Shift
from reconciler.words import did_you_mean, plural
from reconciler.yaml12.document import Document, read_document

FORMAT_VERSION: Final = "1.1"
_NOTHING: Final = "Nothing was written."


@dataclass(frozen=True, slots=True)
class _Copy:
    """A file that is to be written.

    Attributes:
        source: the file that it is copied from.
        like: name of the campaign there.
        made: what it is to hold.
        path: where it goes.
        file: the same as a file, whether or not it is there.
    """

    source: Document
    like: str
    made: Forward
    path: Path
    file: SourceFile


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
    homes = _homes(session)
    if out_dir is not None and not is_inside(out_dir, *homes):
        raise UsageError(
            f"{out_dir} is not within a folder of the campaigns "
            f"({', '.join(map(str, homes))}). {_NOTHING}",
            hint=f"Name one below it, as in --out-dir {homes[0] / out_dir.name}.",
        )
    sources = _Sources(session).chosen(like)
    if len(sources) > 1 and (out is not None or name is not None):
        raise click.UsageError(
            f"{'--out' if out is not None else '--name'} is for one campaign; "
            f"--like names {len(sources)}."
        )
    copying = _Copying(session, shift, out=out, out_dir=out_dir, name=name)
    copies = copying.make(sources)
    findings = {each.file.shown: [*copying.kept(each)] for each in copies}
    if copying.obstacles:
        whole = f"{len(copying.failed)} of {plural(len(sources), 'campaign')} cannot be copied"
        raise UsageError(
            f"{whole} forward. {_NOTHING}",
            details=[visible(each) for each in copying.obstacles],
            hint="Correct them, or copy the others alone.",
        )
    is_printed = out is not None and is_printed_at(out)
    if not is_printed:
        _write(copies)
    _show(copies, findings, shift, is_printed=is_printed, form=form)


def _homes(session: Session) -> Sequence[Path]:
    """The folders of campaigns: those of all environments, unless one is named."""
    return session.folders if session.chosen is None else session.own_folders


class _Sources:
    """The campaign files that may be copied."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.files = session.files_at(find_files(session.folders_to_write_in))
        loaded = load_files(self.files, session.circumstances, memory=session.memory)
        by_shown = {each.shown: each for each in self.files}
        self.named = [(each.name, by_shown[each.file]) for each in loaded.campaigns]
        self.elsewhere = loaded.left_out

    def chosen(self, like: Sequence[str]) -> list[SourceFile]:
        """The files that were asked for, each once.

        Raises:
            UsageError: nothing is called so.
        """
        found = {each: self._chosen(each) for each in like}
        missing = [each for each, files in found.items() if not files]
        if missing:
            raise self._missing(missing)
        files = [file for files in found.values() for file in files]
        return list({whole_path(each.path): each for each in files}.values())

    def _chosen(self, like: str) -> list[SourceFile]:
        """A file, or those of the campaigns that are called so; none where there are none."""
        if _is_path(like):
            return self.session.files_at([Path(like)]) if Path(like).is_file() else []
        alike = [(name, file) for name, file in self.named if is_like(name, like)]
        exact = [(name, file) for name, file in alike if name == like]
        return [file for _, file in exact or alike]

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


class _Copying:
    """Copies under way, and what stands in the way of any of them.

    Attributes:
        obstacles: a line for each, with the place in a file.
        failed: paths of the files that cannot be copied, as shown to people.
    """

    def __init__(
        self,
        session: Session,
        shift: Shift,
        *,
        out: Path | None,
        out_dir: Path | None,
        name: str | None,
    ) -> None:
        self.session = session
        self.shift = shift
        self.out = out
        self.out_dir = out_dir
        self.name = name
        self.schemas = Schemas(session.folder)
        self.taken: dict[Path, set[str]] = {}
        self.obstacles: list[str] = []
        self.failed: set[str] = set()
        self.warned: dict[str, list[Diagnostic]] = {}

    def make(self, sources: Sequence[SourceFile]) -> list[_Copy]:
        """Copy what can be copied, and look at the copies as validate would."""
        copies = [copy for each in sources if (copy := self._copy(each)) is not None]
        names = [self.session.name]
        if self.session.chosen is None:
            names = [*self.session.settings.environments]
        for environment in names:
            self._check(copies, environment)
        return copies

    def kept(self, copy: _Copy) -> Iterator[Diagnostic]:
        """What is found in a copy as it is in its original, each once."""
        yield from dict.fromkeys(self.warned.get(copy.file.shown, ()))

    def _copy(self, source: SourceFile) -> _Copy | None:
        folder = self._folder(source)
        document = self._led(source, folder)
        if not isinstance(document, Document):
            self._fail(source.shown, document)
            return None
        try:
            made = forward(document, self.shift, self._around(document), name=self.name)
        except PastTheCalendar:
            self._obstruct(source.shown, f"{source.shown}: it would be past the calendar.")
            return None
        if not isinstance(made, Forward):
            self._fail(source.shown, made)
            return None
        path = self._path(source, folder, made.name)
        if path is None:
            return None
        [place] = self.session.files_at([path])
        file = of_text(path, place.shown, made.document.text.encode())
        return _Copy(document, str(document.data["name"]), made, path, file)

    def _led(self, source: SourceFile, folder: Path) -> Document | tuple[Diagnostic, ...]:
        """A file, with the first line that leads to the schema from where the copy goes."""
        document = source.content
        if not isinstance(document, Document) or source.is_json:
            return document
        return read_document(
            source.shown, with_schema_line(document, folder, self.schemas).encode()
        )

    def _around(self, document: Document) -> Circumstances:
        """What matters to a file: in this environment, or in the first one that it is for."""
        wanted = document.data.get("environments")
        known = self.session.settings.environments
        own = [each for each in wanted if each in known] if isinstance(wanted, list) else []
        if self.session.chosen is None and own and self.session.name not in own:
            return self.session.circumstances_in(own[0])
        return self.session.circumstances

    def _folder(self, source: SourceFile) -> Path:
        """Where the copy goes: beside its original, if that is among the campaigns."""
        if self.out is not None and not is_printed_at(self.out):
            return self.out.parent
        if self.out_dir is not None:
            return self.out_dir
        is_beside = is_inside(source.path, *_homes(self.session))
        return source.path.parent if is_beside else self.session.own_folders[0]

    def _path(self, source: SourceFile, folder: Path, name: str) -> Path | None:
        """The file of the copy; None where it is there already."""
        if self.out is not None:
            return DASH if is_printed_at(self.out) else self.out
        suffix = ".json" if source.is_json else ".yaml"
        stem = file_stem(name, otherwise="campaign")
        if f"{stem}{suffix}" in names_in(folder):
            path = folder / f"{stem}{suffix}"
            self._obstruct(source.shown, f"{source.shown}: {path} is there already.")
            return None
        taken = self.taken.setdefault(folder, set())
        file = free_name(stem, taken, suffix)
        taken.add(file)
        return folder / file

    def _check(self, copies: Sequence[_Copy], name: str) -> None:
        """Have the copies checked in one environment, with the files that are there."""
        session = self.session
        folders = session.folders_of(session.settings.environments[name])
        homes = _homes(session)
        by_shown = {
            each.file.shown: each
            for each in copies
            if is_inside(each.path, *folders)
            or (name == session.name and not is_inside(each.path, *homes))
        }
        if not by_shown:
            return
        others = session.files_at(find_files([each for each in folders if each.exists()]))
        around = session.circumstances_in(name)
        files = [*others, *(each.file for each in by_shown.values())]
        loaded = load_files(files, around, memory=session.memory)
        begun = [
            replace(first_day_passed(by_shown[each.file].made.document, each), file=each.file)
            for each in loaded.campaigns
            if each.file in by_shown and has_begun(each, around.today)
        ]
        for found in dict.fromkeys((*loaded.findings, *begun)):
            if found.file in by_shown:
                self._judge(by_shown[found.file], found, around)

    def _judge(self, copy: _Copy, found: Diagnostic, around: Circumstances) -> None:
        """Keep what is found in the original as well; all else stands in the way."""
        before, _ = examine_document(copy.source, around)
        known = {
            each.code
            for each in before.findings
            if each.severity is Severity.WARNING and each.code != PERIODS_IN_THE_PAST.slug
        }
        if found.code in known:
            self.warned.setdefault(copy.file.shown, []).append(found)
        else:
            place = f"{copy.source.path}: in the copy, line {found.line}"
            told = f"{place}: {found.message} {found.hint} [{found.code}]"
            self._obstruct(copy.source.path, told)

    def _fail(self, shown: str, found: Sequence[Diagnostic]) -> None:
        for each in found:
            place = f"{each.file}:{each.line}:{each.column}"
            self._obstruct(shown, f"{place}: {each.message} {each.hint} [{each.code}]")

    def _obstruct(self, shown: str, told: str) -> None:
        self.failed.add(shown)
        if told not in self.obstacles:
            self.obstacles.append(told)


def _write(copies: Sequence[_Copy]) -> None:
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
    copies: Sequence[_Copy],
    findings: "dict[str, list[Diagnostic]]",
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
        data = copies_to_json(copied, shift.text)
        click.echo(json_text(versioned(format_version=FORMAT_VERSION, **data)))
        return
    text = copies_to_text(copied, shift.words, color=wants_color(sys.stdout))
    if is_printed:
        note(text.rstrip("\n"))
        click.echo(copies[0].made.document.text, nl=False)
    elif is_quiet():
        click.echo("".join(f"{visible(each.file.shown)}{os.linesep}" for each in copies), nl=False)
    else:
        click.echo(text, nl=False)
