"""Checks campaign files for several environments at once: each finding once, with where it holds.

Files are read once. What a file without references says is the same everywhere, save for what the
day decides, and is remembered from one environment to the next.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.load import Loaded, load_files
from reconciler.campaigns.new_and_changed import Changed, find_copies, first_days_passed
from reconciler.campaigns.not_read import (
    files_beside,
    files_not_read,
    files_outside,
    told_beside,
)
from reconciler.campaigns.source_files import (
    SourceFile,
    campaign_files,
    files_at,
    find_files,
    is_called_like_one,
)
from reconciler.core.diagnostic import Diagnostic, has_errors
from reconciler.files import whole_path
from reconciler.memory import Memory


class Checked(NamedTuple):
    """What the campaign files of all environments say.

    Attributes:
        findings: everything found in any file, in order, each once.
        files: how many files were read.
    """

    findings: tuple[Diagnostic, ...]
    files: int

    @property
    def has_errors(self) -> bool:
        """Whether any file is refused in any environment."""
        return has_errors(self.findings)


def check_everywhere(
    environments: Sequence[Circumstances],
    *,
    base: Path,
    home: Path | None = None,
    paths: Sequence[Path] = (),
    changed: Changed = lambda: None,
    memory: Memory | None = None,
) -> Checked:
    """Check campaign files for all environments that use them.

    Args:
        environments: what matters in each, with the folders of all there are; one of none checks
            files without any settings.
        base: folder that shown paths are relative to.
        home: folder that a link must not lead out of; the same if left out.
        paths: files and folders; those of the environments if there are none. A file that is in
            no environment's folder is checked for all of them. Their names are compared with those
            of the other files of each environment.
        changed: gives the real paths of files that are new or changed, for what is said of those
            alone; None where nobody can say, which means all.
        memory: what was found out before.

    Raises:
        UsageError: a path does not exist, or a folder cannot be read.
    """
    passed: list[Path] = []
    chosen = _choose(environments, paths, passed)
    each_once = {whole_path(path): path for path in chain(*chosen.values())}
    read = files_at(each_once.values(), base=base, home=home)
    files = dict(zip(each_once, read, strict=True))
    memory = memory or Memory()
    users: dict[str, list[str]] = defaultdict(list)
    found: dict[Diagnostic, list[str]] = defaultdict(list)
    by_place = cache(lambda folders: files_at(find_files(folders), base=base, home=home))
    for around in environments:
        name = around.environment
        own = [files[whole_path(path)] for path in chosen[name]]
        others = by_place(around.folders) if paths and own else []
        loaded, told_here = check_beside(own, others, around, changed=changed, memory=memory)
        for file in own:
            if file.shown not in loaded.left_out:
                users[file.shown].append(name)
        for finding in told_here:
            found[finding].append(name)
    told = [*_told_once(found, users)]
    told += files_not_read(files_at(dict.fromkeys(passed), base=base, home=home))
    every = chain.from_iterable(each.homes.folders.values() for each in environments)
    folders = dict.fromkeys(chain.from_iterable(every))
    beside = [*files_at(files_beside(folders, paths), base=base, home=home)]
    if paths and folders:
        beside += files_outside(read, folders)
        told += files_not_read(each for each in read if not is_called_like_one(each.path))
    told += told_beside(beside, folders)
    return Checked(tuple(sorted(told)), len(files))


def check_beside(
    files: Sequence[SourceFile],
    others: Sequence[SourceFile],
    around: Circumstances,
    *,
    changed: Changed,
    memory: Memory,
) -> tuple[Loaded, Iterable[Diagnostic]]:
    """Check files in one environment, among others of which nothing is said.

    Gives what they say, and each finding once.
    """
    loaded = _load_beside(files, others, around, memory)
    by_shown = {each.shown: each for each in (*others, *files)}
    begun = first_days_passed(loaded.campaigns, by_shown, today=around.today, changed=changed)
    copies = find_copies(loaded, by_shown, today=around.today, changed=changed)
    return loaded, dict.fromkeys((*loaded.findings, *begun, *copies))


def _load_beside(
    files: Sequence[SourceFile], others: Sequence[SourceFile], around: Circumstances, memory: Memory
) -> Loaded:
    """Load campaigns from files, whose names are compared with those of others as well.

    Some of the files may be among the others, of which nothing is said.
    """
    if not others:
        return load_files(files, around, memory=memory)
    own = {whole_path(each.path) for each in files}
    beside = [each for each in others if whole_path(each.path) not in own]
    loaded = load_files([*beside, *files], around, memory=memory)
    shown = {each.shown for each in files}
    return replace(
        loaded,
        campaigns=tuple(each for each in loaded.campaigns if each.file in shown),
        beside=tuple(each for each in loaded.campaigns if each.file not in shown),
        findings=tuple(each for each in loaded.findings if each.file in shown),
        files=len(files),
    )


def _choose(
    environments: Sequence[Circumstances], paths: Sequence[Path], passed: list[Path]
) -> Mapping[str, Sequence[Path]]:
    """The files of each environment; ``passed`` gets the others that were come across."""
    if not paths:
        return {each.environment: find_files(each.folders, passed) for each in environments}
    folders = chain.from_iterable(each.folders for each in environments)
    found = campaign_files(paths, folders, passed)
    wholes = {path: Path(whole_path(path)) for path in found}
    homes = {
        each.environment: {
            path
            for path, whole in wholes.items()
            if any(map(whole.is_relative_to, map(whole_path, each.folders)))
        }
        for each in environments
    }
    homeless = set(found).difference(*homes.values())
    return {name: [p for p in found if p in own | homeless] for name, own in homes.items()}


def _told_once(
    found: Mapping[Diagnostic, Sequence[str]], users: Mapping[str, Sequence[str]]
) -> Iterator[Diagnostic]:
    """Findings with where they hold; those that differ in their hint alone are one."""
    told: dict[Diagnostic, list[str]] = defaultdict(list)
    hints: dict[Diagnostic, str] = {}
    for finding, names in found.items():
        bare = replace(finding, hint="")
        hints.setdefault(bare, finding.hint)
        told[bare] += names
    for bare, names in told.items():
        everywhere = set(names).issuperset(users.get(bare.file, ()))
        where = () if everywhere else tuple(names)
        yield replace(bare, hint=hints[bare], environments=where)
