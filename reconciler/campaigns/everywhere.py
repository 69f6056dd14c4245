"""Checks campaign files for several environments at once: each finding once, with where it holds.

Files are read once. What a file without references says is the same everywhere, save for what the
day decides, and is remembered from one environment to the next.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, tzinfo
from itertools import chain
from pathlib import Path

from reconciler.campaigns.examine import Circumstances, place
from reconciler.campaigns.first_days import first_days_passed
from reconciler.campaigns.load import load_files
from reconciler.campaigns.source_files import SourceFile, files_at, find_files, whole_path
from reconciler.core.diagnostic import Diagnostic, Finding, Severity
from reconciler.core.exact_json import Json
from reconciler.core.file_codes import UNKNOWN_ENVIRONMENT
from reconciler.memory import Memory
from reconciler.target_group.expressions.symbols import DOCUMENTED, Vocabulary
from reconciler.yaml12.document import Document


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an environment brings to its campaign files.

    Attributes:
        name: of the environment.
        folder: where its files are.
        values: what references stand for.
        today: the day in the organisation's time zone.
        zone: the organisation's time zone.
    """

    name: str
    folder: Path
    values: Mapping[str, Json]
    today: date
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True)
class Checked:
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
        return any(each.severity is Severity.ERROR for each in self.findings)


def check_everywhere(
    environments: Sequence[Surroundings],
    *,
    base: Path,
    home: Path | None = None,
    vocabulary: Vocabulary = DOCUMENTED,
    paths: Sequence[Path] = (),
    changed: Callable[[], Collection[str] | None] = lambda: None,
    memory: Memory | None = None,
) -> Checked:
    """Check campaign files for all environments that use them.

    Args:
        environments: all environments.
        base: folder that shown paths are relative to.
        home: folder that a link must not lead out of; the same if left out.
        vocabulary: the symbols of expressions whose types are known; the same for all.
        paths: files and folders; those of the environments if there are none. A file that is in
            no environment's folder is checked for all of them.
        changed: gives the real paths of files that are new or changed, for what is said of those
            alone; None where nobody can say, which means all.
        memory: what was found out before.

    Raises:
        UsageError: a path does not exist, or a folder cannot be read.
    """
    chosen = _choose(environments, paths)
    each_once = {whole_path(path): path for path in chain(*chosen.values())}
    read = files_at(each_once.values(), base=base, home=home)
    files = dict(zip(each_once, read, strict=True))
    memory = memory or Memory()
    users: dict[str, list[str]] = defaultdict(list)
    found: dict[Diagnostic, list[str]] = defaultdict(list)
    names = [each.name for each in environments]
    for each in environments:
        own = [files[whole_path(path)] for path in chosen[each.name]]
        around = Circumstances(
            each.values, vocabulary, each.today, each.name, names, zone=each.zone
        )
        loaded = load_files(own, around, memory=memory)
        for file in own:
            if file.shown not in loaded.left_out:
                users[file.shown].append(each.name)
        begun = first_days_passed(loaded.campaigns, today=each.today, base=base, changed=changed)
        for finding in dict.fromkeys((*loaded.findings, *begun)):
            found[finding].append(each.name)
    told = [*_told_once(found, users), *_of_nobody(read, users, found)]
    return Checked(tuple(sorted(told)), len(files))


def _of_nobody(
    files: Iterable[SourceFile], users: Mapping[str, Sequence[str]], found: Iterable[Diagnostic]
) -> Iterator[Diagnostic]:
    """Files for environments that use other folders; where a name is wrong that is told already."""
    told = {each.file for each in found if each.code == UNKNOWN_ENVIRONMENT.slug}
    for file in files:
        document = None if file.shown in users or file.shown in told else file.content
        if isinstance(document, Document):
            code = UNKNOWN_ENVIRONMENT
            message = "No environment that it names uses this folder."
            yield place(document, Finding(code, ("environments",), message, code.fix))


def _choose(
    environments: Sequence[Surroundings], paths: Sequence[Path]
) -> Mapping[str, Sequence[Path]]:
    """The files of each environment."""
    if not paths:
        return {each.name: find_files([each.folder]) for each in environments}
    found = find_files(paths)
    homes = {each.name: {path for path in found if _is_in(path, each)} for each in environments}
    homeless = set(found).difference(*homes.values())
    return {name: [p for p in found if p in own | homeless] for name, own in homes.items()}


def _is_in(path: Path, environment: Surroundings) -> bool:
    return Path(whole_path(path)).is_relative_to(whole_path(environment.folder))


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
