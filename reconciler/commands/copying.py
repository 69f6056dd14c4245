"""Copies of campaigns that are being carried forward, and what stands in the way of any of them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.copies import same_campaigns
from reconciler.campaigns.examine import examine_document
from reconciler.campaigns.first_days import first_day_passed, has_begun
from reconciler.campaigns.forward import Forward, forward
from reconciler.campaigns.load import load_files
from reconciler.campaigns.new_files import file_stem, free_name, names_in
from reconciler.campaigns.schema_line import Schemas, with_schema_line
from reconciler.campaigns.source_files import SourceFile, find_files, of_text
from reconciler.commands.destination import DASH, is_printed_at
from reconciler.commands.session import Session
from reconciler.core.acknowledge import NO_ANSWERS
from reconciler.core.diagnostic import Diagnostic, Severity
from reconciler.core.same_set import SameSet
from reconciler.files import is_inside
from reconciler.target_group.codes.periods import PERIODS_IN_THE_PAST
from reconciler.target_group.forward.shift import PastTheCalendar, Shift
from reconciler.yaml12.document import Document, read_document

SAME_AGAIN: Final = (
    "It says no day, so a copy would be the same campaign beside it, and both would count."
)


class Copy(Struct, frozen=True):
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


def homes_of(session: Session) -> Sequence[Path]:
    """The folders of campaigns: those of all environments, unless one is named."""
    return session.folders if session.chosen is None else session.own_folders


class Copying:
    """Copies under way, and what stands in the way of any of them.

    Attributes:
        obstacles: a line for each, with the place in a file.
        failed: paths of the files that cannot be copied, as shown to people.
        left_out: names of campaigns that are left as they are, by the paths of their files.
    """

    def __init__(
        self,
        session: Session,
        shift: Shift,
        *,
        out: Path | None,
        out_dir: Path | None,
        name: str | None,
        by_pattern: Collection[str],
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
        self.by_pattern = by_pattern
        self.left_out: dict[str, str] = {}
        self.warned: dict[str, list[Diagnostic]] = defaultdict(list)
        self.names_in = cache(names_in)

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

    def kept(self, copy: Copy) -> Iterator[Diagnostic]:
        """What is found in a copy as it is in its original, each once."""
        yield from dict.fromkeys(self.warned[copy.file.shown])

    def _copy(self, source: SourceFile) -> Copy | None:
        folder = self._folder(source)
        document = source.content
        if isinstance(document, Document) and not source.is_json:
            led = with_schema_line(document, folder, self.schemas)  # which leads from there
            document = read_document(source.shown, led.encode())
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
        return Copy(document, str(document.data["name"]), made, path, file)

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
        is_beside = is_inside(source.path, *homes_of(self.session))
        return source.path.parent if is_beside else self.session.own_folders[0]

    def _path(self, source: SourceFile, folder: Path, name: str) -> Path | None:
        """The file of the copy; None where it is there already."""
        if self.out is not None:
            return DASH if is_printed_at(self.out) else self.out
        suffix = ".json" if source.is_json else ".yaml"
        stem = file_stem(name, otherwise="campaign")
        if f"{stem}{suffix}" in self.names_in(folder):
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
        homes = homes_of(session)
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
        own = [each for each in loaded.campaigns if each.file in by_shown]
        begun = [
            replace(first_day_passed(by_shown[each.file].made.document, each), file=each.file)
            for each in own
            if has_begun(each, around.today)
        ]
        found: dict[str, list[Diagnostic]] = defaultdict(list)
        for each in dict.fromkeys((*loaded.findings, *begun)):
            found[each.file].append(each)
        for shown, copy in by_shown.items():
            self._judge(copy, found[shown], around)
        by_name = {each.name: by_shown[each.file] for each in own}
        for same in same_campaigns(loaded.campaigns, around.today):
            for called in (each.name for each in same.creates if each.name in by_name):
                self._judge_same(by_name[called], same)

    def _judge_same(self, copy: Copy, same: SameSet) -> None:
        """Refuse a copy that another file makes as well; without days, it may be left out."""
        path = copy.source.path
        if copy.made.has_days:
            told = same.note(NO_ANSWERS)
            self._obstruct(path, f"{path}: in the copy: {told.message} {told.hint} [{told.code}]")
        elif path in self.by_pattern:
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
                self.warned[copy.file.shown].append(each)
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
