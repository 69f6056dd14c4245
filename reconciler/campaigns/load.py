"""Campaign files to desired state: one pass over all files, every finding of every file.

1. Find the files and read what they hold (``source_files``).
2. Examine each (``examine``), on several cores where there are many. What was found out about the
   same content before is not found out again (``memory``).
3. Compare the names of all files with each other.

Specs and bodies are worked out, or unpacked, when somebody asks for them: most are never asked for.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, tzinfo
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Final, Self

from msgspec import Struct

from reconciler.campaigns.among_others import REFUSES, Names, unknown_environments
from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.examine import (
    Clean,
    Examined,
    examine_document,
    metadata_of,
)
from reconciler.campaigns.examiner import Examiner
from reconciler.campaigns.source_files import SourceFile, files_at, find_files
from reconciler.core.diagnostic import (
    MOST_FOUND,
    Diagnostic,
    Severity,
    has_errors,
)
from reconciler.core.exact_json import Json, canonical
from reconciler.core.resource import Deferred, Desired
from reconciler.memory import Memory
from reconciler.parallel import begin, collector_paused
from reconciler.target_group import create_body
from reconciler.target_group.comparing.canonical import declared_spec
from reconciler.target_group.expressions.symbols import DOCUMENTED, Vocabulary
from reconciler.yaml12.document import Document

WORTH: Final = 150
"""So many files take about as long as it takes to start a process and to hear from it."""


class Loaded(Struct, frozen=True):
    """What the campaign files say.

    Attributes:
        campaigns: the campaigns of all files without errors, in the order of files.
        findings: everything found in any file, in order.
        files: how many files were read.
        digest: digest of the paths and contents of all files; empty where none was made.
        left_out: files that are for other environments.
        beside: the campaigns of other files, of which nothing is said.
    """

    campaigns: tuple[Desired, ...]
    findings: tuple[Diagnostic, ...]
    files: int
    digest: str = ""
    left_out: frozenset[str] = frozenset()
    beside: tuple[Desired, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Whether any file is refused."""
        return has_errors(self.findings)


def load_campaigns(
    paths: Sequence[Path],
    *,
    base: Path,
    values: Mapping[str, Json] | None = None,
    vocabulary: Vocabulary = DOCUMENTED,
    today: date,
    environment: str = "",
    environments: Collection[str] = (),
    zone: tzinfo = UTC,
    memory: Memory | None = None,
) -> Loaded:
    """Load all campaign files below some paths.

    Args:
        paths: files, and folders that are searched for ``*.yaml``, ``*.yml`` and ``*.json``.
        base: folder that shown paths are relative to.
        values: what references stand for.
        vocabulary: the symbols of expressions whose types are known.
        today: the day in the organisation's time zone.
        environment: the environment that they are loaded for, if there is one.
        environments: names of all environments.
        zone: the organisation's time zone.
        memory: what was found out before.

    Raises:
        UsageError: a path does not exist, or a folder cannot be read.
    """
    around = Circumstances(values or {}, vocabulary, today, environment, environments, zone=zone)
    return load_files(files_at(find_files(paths), base=base), around, memory=memory)


def load_files(
    files: Sequence[SourceFile], around: Circumstances, *, memory: Memory | None = None
) -> Loaded:
    """Load campaigns from files; as ``Loading``, at once."""
    with Loading(files, around, memory or Memory()) as loading:
        return loading.result


class Loading:
    """Campaigns that are being loaded: where there are many files, other processes are at it.

    Args:
        files: the files.
        around: what matters besides.
        memory: what was found out before; what is new is added.
        in_full: whether the details of every campaign will be asked for; they are not remembered.
        noted: what is to be said of other files.
    """

    def __init__(
        self,
        files: Sequence[SourceFile],
        around: Circumstances,
        memory: Memory,
        *,
        in_full: bool = False,
        noted: Iterable[Diagnostic] = (),
    ) -> None:
        self._files = files
        self._noted = noted
        self._around = around
        self._examiner = Examiner(around, memory, in_full=in_full)
        self._work = begin(self._examiner.examine_all, files, worth=WORTH, what="files checked")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave no process behind."""
        self._work.end()

    @property
    def is_shared(self) -> bool:
        """Whether another process is at it, so that this one can do something else meanwhile."""
        return self._work.is_shared

    @cached_property
    def result(self) -> Loaded:
        """What the files say."""
        with collector_paused(len(self._files)):
            found = self._work.results()
            learned = map(self._examiner.learn, self._files, found)
            return _load(self._files, learned, self._around, self._noted)


def _load(
    files: Sequence[SourceFile],
    results: Iterable[tuple[bytes, Examined, Callable[[], Clean]]],
    around: Circumstances,
    noted: Iterable[Diagnostic],
) -> Loaded:
    campaigns: list[Desired] = []
    diagnostics = [*noted]
    contents: dict[str, str] = {}
    left_out: set[str] = set()
    named = Names()
    for file, (key, found, data) in zip(files, results, strict=True):
        contents[file.name] = file.held.digest.hex()
        diagnostics.extend(unknown_environments(file, found, around))
        wanted = found.environments
        if around.environment and wanted is not None and around.environment not in wanted:
            left_out.add(file.shown)
            continue
        diagnostics.extend(found.findings)
        diagnostics.extend(islice(named.add(file, found), MOST_FOUND))
        if found.line:
            campaigns.append(desired_of(file.shown, found, data, digest=key))
    clashing = {each.file for each in diagnostics if each.code in REFUSES}
    kept = tuple(each for each in campaigns if each.file not in clashing)
    digest = hashlib.sha256(canonical(contents).encode()).hexdigest()
    ordered = tuple(sorted(diagnostics))
    return Loaded(kept, ordered, len(contents), digest, frozenset(left_out))


def load_document(
    document: Document,
    *,
    values: Mapping[str, Json],
    vocabulary: Vocabulary = DOCUMENTED,
    today: date,
    zone: tzinfo = UTC,
) -> Loaded:
    """Load the campaign of one file that could be read; other files are not looked at.

    Args:
        document: the file.
        values: what references stand for.
        vocabulary: the symbols of expressions whose types are known.
        today: the day in the organisation's time zone.
        zone: the organisation's time zone.
    """
    found, data = examine_document(document, Circumstances(values, vocabulary, today, zone=zone))
    campaigns = () if data is None else (desired_of(document.path, found, lambda: data),)
    return Loaded(campaigns, found.findings, 1)


def desired_of(
    shown: str, found: Examined, give: Callable[[], Clean], *, digest: bytes = b""
) -> Desired:
    """A campaign, of what was found in its file and what gives its clean data."""
    data = Deferred(give)
    return Desired(
        name=found.name or "",
        spec=Deferred(lambda: declared_spec(data.known())),
        body=Deferred(lambda: create_body.body(data.known())),
        file=shown,
        line=found.line,
        create_only=tuple(each for each in found.findings if each.severity is Severity.CREATE_ONLY),
        metadata=Deferred(lambda: metadata_of(data.looked_at())),
        digest=digest,
        data=data,
        acknowledgements=found.acknowledgements,
        first_day=found.first_day,
        last_day=found.last_day,
    )
