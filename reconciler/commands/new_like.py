"""``reconciler new --like``: campaigns copied forward, each to a file of its own, all or none."""

import os
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import click
from msgspec import Struct

from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.examine import examine_document
from reconciler.campaigns.forward import Forward, forward
from reconciler.campaigns.load import load_files
from reconciler.campaigns.new_and_changed import first_days_passed, same_campaigns
from reconciler.campaigns.new_files import create_file, file_stem, free_name, names_in
from reconciler.campaigns.schema_line import with_schema_line
from reconciler.campaigns.schema_places import Schemas
from reconciler.campaigns.source_files import SUFFIXES, SourceFile, find_files, of_text
from reconciler.commands.destination import DASH, is_printed_at
from reconciler.commands.notes import is_quiet, note
from reconciler.commands.session import Session
from reconciler.core.acknowledge import NO_ANSWERS
from reconciler.core.diagnostic import Diagnostic, Severity
from reconciler.core.resource import is_like, is_pattern
from reconciler.errors import UsageError
from reconciler.files import is_inside, whole_path
from reconciler.near_files import did_you_mean_path
from reconciler.render.command_json import versioned
from reconciler.render.forward import Copied, copies_lines, copies_to_json
from reconciler.render.safe import json_text, visible
from reconciler.render.terminal import to_text, wants_color
from reconciler.target_group.codes.periods import PERIODS_IN_THE_PAST
from reconciler.target_group.forward.shift import PastTheCalendar, Shift
from reconciler.words import called, did_you_mean, plural
from reconciler.yaml12.document import Document, read_document

FORMAT_VERSION: Final = "1.1"
SAME_AGAIN: Final = (
    "It says no day, so a copy would be the same campaign beside it, and both would count."
)
_BY_HAND: Final = (
    "To carry it on once it is over, copy its file by hand, with new names for the campaign and "
    "its targets."
)
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

    Raises:
        click.UsageError: options do not go together.
        UsageError: a campaign is not there, or one of them cannot be copied.
    """
    if shift is None:
        raise click.UsageError("--like needs --shift, such as --shift 52w, 1y, 3m or 10d.")
    if out is not None and out_dir is not None:
        raise click.UsageError("Give either --out or --out-dir.")
    homes = session.chosen_folders
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
    schemas, names_there = Schemas(session.folder), cache(names_in)
    copying = Copying(session, shift, out, out_dir, name, known.by_pattern, schemas, names_there)
    copies = copying.make(sources)
    if copying.obstacles:
        whole = f"{len(copying.failed)} of {plural(len(sources), 'campaign')} cannot be copied"
        raise UsageError(
            f"{whole} forward. {_NOTHING}",
            details=[visible(each) for each in copying.obstacles],
            hint=copying.way_on(len(sources)),
        )
    is_printed = out is not None and is_printed_at(out)
    if not is_printed:
        _write(copies)
    _show(copies, copying, is_printed=is_printed, form=form)


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
            told = [
                f"There is no file {each}."
                if _is_path(each)
                else f"No campaign is {called(each, is_pattern=is_pattern(each))}."
                for each in missing
            ]
            raise UsageError(visible(" ".join(told)), hint=visible(self._way_on(missing[0])))
        files = [file for files in found.values() for file in files]
        named = {file.shown for each in like if not is_pattern(each) for file in found[each]}
        self.by_pattern = {file.shown for file in files} - named
        return list({whole_path(each.path): each for each in files}.values())

    def _way_on(self, missing: str) -> str:
        """What may be meant by what fits no campaign, or what to do to have one."""
        if _is_path(missing):
            there = "Name one that is there, by its path from here, or a campaign by its name."
            return did_you_mean_path(Path(missing), otherwise=there)
        otherwise = (
            f"Files with errors, and those that are not of {self.session.name}, do not count."
        )
        if self.elsewhere:
            otherwise += " Some are for other environments: --environment names one."
        otherwise += " If it is live and in no file, 'reconciler import' writes one to copy."
        return did_you_mean(missing, (name for name, _ in self.named), otherwise=otherwise)


def _is_path(like: str) -> bool:
    """Whether it is the path of a campaign file rather than a name."""
    path = Path(like)
    return path.suffix.lower() in SUFFIXES and (len(path.parts) > 1 or path.is_file())


class Copy(Struct, frozen=True):
    """A file that is to be written.

    Attributes:
        source: the file that it is copied from.
        like: name of the campaign there.
        path: where it goes.
        file: the same as a file, whether or not it is there.
    """

    source: Document
    like: str
    made: Forward
    path: Path
    file: SourceFile


class Copying(Struct):
    """Copies under way, and what stands in the way of any of them.

    Attributes:
        by_pattern: paths of the files that no name chose, which may be left out.
        obstacles: a line for each, with the place in a file.
        failed: paths of the files that cannot be copied, as shown to people.
        left_out: names of campaigns that are left as they are, by the paths of their files.
        warned: what is found in copies as it is in their originals, by the paths of the copies.
        taken: names of copies by their folder.
    """

    session: Session
    shift: Shift
    out: Path | None
    out_dir: Path | None
    name: str | None
    by_pattern: Collection[str]
    schemas: Schemas
    names_there: Callable[[Path], Collection[str]]
    obstacles: list[str] = []
    failed: set[str] = set()
    left_out: dict[str, str] = {}
    warned: dict[str, list[Diagnostic]] = {}
    taken: dict[Path, set[str]] = {}

    def make(self, sources: Sequence[SourceFile]) -> list[Copy]:
        """Copy what can be copied, and look at the copies as validate would."""
        copies = [copy for each in sources if (copy := self._copy(each)) is not None]
        names = [self.session.name]
        if self.session.chosen is None:
            names = [*self.session.settings.environments]
        for environment in names:
            self._check(copies, environment)
        kept = [each for each in copies if each.source.path not in self.left_out]
        if not kept and not self.obstacles:
            for path in self.left_out:
                self._obstruct(path, f"{path}: {SAME_AGAIN}")
        return kept

    def way_on(self, count: int) -> str:
        """What helps where there are obstacles to copies of so many files."""
        if all(each.endswith(SAME_AGAIN) for each in self.obstacles):
            return _BY_HAND
        if len(self.failed) < count:
            return "Correct them, or copy the others alone."
        return "Correct it, or choose another --shift, --name or --out-dir."

    def _copy(self, source: SourceFile) -> Copy | None:
        folder = self._folder(source)
        document = source.content
        if isinstance(document, Document) and not source.is_json:
            led = with_schema_line(document, folder, self.schemas)  # which leads from there
            document = read_document(source.shown, led.encode())
        if not isinstance(document, Document):
            self._fail(source.shown, document)
            return None
        around = self.session.circumstances
        wanted = document.data.get("environments")
        known = self.session.settings.environments
        own = [each for each in wanted if each in known] if isinstance(wanted, list) else []
        if self.session.chosen is None and own and self.session.name not in own:
            around = self.session.circumstances_in(own[0])
        try:
            made = forward(document, self.shift, around, name=self.name)
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
        return Copy(document, str(document.data["name"]), made, path, file)

    def _folder(self, source: SourceFile) -> Path:
        """Where the copy goes: beside its original, if that is among the campaigns."""
        if self.out is not None and not is_printed_at(self.out):
            return self.out.parent
        if self.out_dir is not None:
            return self.out_dir
        is_beside = is_inside(source.path, *self.session.chosen_folders)
        return source.path.parent if is_beside else self.session.own_folders[0]

    def _path(self, source: SourceFile, folder: Path, name: str) -> Path | None:
        """The file of the copy; None where it is there already."""
        if self.out is not None:
            return DASH if is_printed_at(self.out) else self.out
        suffix = ".json" if source.is_json else ".yaml"
        stem = file_stem(name, otherwise="campaign")
        if f"{stem}{suffix}" in self.names_there(folder):
            path = folder / f"{stem}{suffix}"
            self._obstruct(source.shown, f"{source.shown}: {path} is there already.")
            return None
        taken = self.taken.setdefault(folder, set())
        file = free_name(stem, taken, suffix)
        taken.add(file)
        return folder / file

    def _check(self, copies: Sequence[Copy], name: str) -> None:
        """Have the copies checked in one environment, with the files that are there."""
        session = self.session
        folders = session.folders_of(session.settings.environments[name])
        by_shown = {
            each.file.shown: each
            for each in copies
            if is_inside(each.path, *folders)
            or (name == session.name and not is_inside(each.path, *self.session.chosen_folders))
        }
        if not by_shown:
            return
        others = session.files_at(find_files([each for each in folders if each.exists()]))
        around = session.circumstances_in(name)
        files = [*others, *(each.file for each in by_shown.values())]
        loaded = load_files(files, around, memory=session.memory)
        own = [each for each in loaded.campaigns if each.file in by_shown]
        copied = {each.file.shown: each.file for each in copies}
        begun = first_days_passed(own, copied, today=around.today, changed=lambda: None)
        found: dict[str, list[Diagnostic]] = defaultdict(list)
        for each in dict.fromkeys((*loaded.findings, *begun)):
            found[each.file].append(each)
        for shown, copy in by_shown.items():
            self._judge(copy, found[shown], around)
        by_name = {each.name: by_shown[each.file] for each in own}
        for same in same_campaigns(loaded.campaigns, around.today):
            for copy in (by_name[each.name] for each in same.creates if each.name in by_name):
                path = copy.source.path
                if copy.made.has_days:
                    said = same.note(NO_ANSWERS)
                    told = f"{said.message} {said.hint} [{said.code}]"
                    self._obstruct(path, f"{path}: in the copy: {told}")
                elif path in self.by_pattern:  # without days, it may be left out
                    self.left_out[path] = copy.like
                else:
                    self._obstruct(path, f"{path}: {SAME_AGAIN}")

    def _judge(self, copy: Copy, found: Sequence[Diagnostic], around: Circumstances) -> None:
        """Keep what is found in the original as often; all else stands in the way."""
        before, _ = examine_document(copy.source, around)
        known = Counter(
            each.code
            for each in before.findings
            if each.severity is Severity.WARNING and each.code != PERIODS_IN_THE_PAST.slug
        )
        now = Counter(each.code for each in found)
        for each in found:
            if now[each.code] <= known[each.code]:
                self.warned.setdefault(copy.file.shown, []).append(each)
            else:
                place = f"{copy.source.path}: in the copy, line {each.line}"
                told = f"{place}: {each.message} {each.hint} [{each.code}]"
                self._obstruct(copy.source.path, told)

    def _fail(self, shown: str, found: Sequence[Diagnostic]) -> None:
        for each in found:
            place = f"{each.file}:{each.line}:{each.column}"
            self._obstruct(shown, f"{place}: {each.message} {each.hint} [{each.code}]")

    def _obstruct(self, shown: str, told: str) -> None:
        self.failed.add(shown)
        if told not in self.obstacles:
            self.obstacles.append(told)


def _write(copies: Sequence[Copy]) -> None:
    """Write all files, or none: those before one that cannot be written are taken away."""
    written: list[Path] = []
    try:
        for each in copies:
            create_file(each.path, each.made.document.text)
            written.append(each.path)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def _show(copies: Sequence[Copy], copying: "Copying", *, is_printed: bool, form: str) -> None:
    """Tell what became of the values; a copy that is printed comes alone."""
    shift, left_out = copying.shift, copying.left_out
    copied = [
        Copied(
            each.made.name,
            "" if is_printed else each.file.shown,
            each.made.document.text,
            (each.like, each.source.path),
            each.made.changes,
            each.made.left,
            each.made.notes,
            [*dict.fromkeys(copying.warned.get(each.file.shown, ()))],
        )
        for each in copies
    ]
    if form == "json":
        data = copies_to_json(copied, shift.text, left_out, SAME_AGAIN)
        click.echo(json_text(versioned(format_version=FORMAT_VERSION, **data)))
        return
    for path, name in left_out.items():
        note(f"left out: '{visible(name)}' ({visible(path)}). {SAME_AGAIN}")
    text = to_text(copies_lines(copied, shift.words), color=wants_color(sys.stdout))
    if is_printed:
        note(text.rstrip("\n"))
        click.echo(copies[0].made.document.text, nl=False)
    elif is_quiet():
        click.echo("".join(f"{visible(each.file.shown)}{os.linesep}" for each in copies), nl=False)
    else:
        click.echo(text, nl=False)
