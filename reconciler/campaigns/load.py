"""Campaign files to desired state: one pass over all files, every finding of every file.

1. Find the files and read what they hold (``source_files``).
2. Examine each (``examine``), on several cores where there are many. What was found out about the
   same content before is not found out again (``memory``).
3. Compare the names of all files with each other.

Specs and bodies are worked out, or unpacked, when somebody asks for them: most are never asked for.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, tzinfo
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple, Self

from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.examine import (
    Clean,
    Content,
    Examined,
    examine,
    examine_content,
    examine_document,
    metadata_of,
    place,
)
from reconciler.campaigns.references import OPENING
from reconciler.campaigns.source_files import Held, SourceFile, files_at, find_files
from reconciler.core.diagnostic import (
    MOST_FOUND,
    Code,
    Diagnostic,
    Finding,
    Route,
    Severity,
)
from reconciler.core.exact_json import Json, canonical
from reconciler.core.file_codes import (
    DUPLICATE_CAMPAIGN,
    DUPLICATE_TARGET,
    UNKNOWN_ENVIRONMENT,
)
from reconciler.core.resource import Deferred, Desired, look_alike
from reconciler.memory import Memory, Shelf
from reconciler.parallel import Packed, begin, collector_paused
from reconciler.target_group import create_body
from reconciler.target_group.comparing.canonical import declared_spec
from reconciler.target_group.expressions.symbols import DOCUMENTED, Vocabulary
from reconciler.yaml12.document import Document, read_document

_MOMENT: Final = re.compile(rb"T(?<=[0-9]T)[0-9]")
"""The letter is searched for, and then what stands before it, which takes a tenth of the time."""
WORTH: Final = 150
"""So many files take about as long as it takes to start a process and to hear from it."""


@dataclass(frozen=True, slots=True)
class Loaded:
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
        return any(each.severity is Severity.ERROR for each in self.findings)


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
        self._examiner = _Examiner(around, memory.shelf("files", Examined), in_full=in_full)
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
    named = _Names()
    for file, (key, found, data) in zip(files, results, strict=True):
        contents[file.name] = file.held.digest.hex()
        diagnostics.extend(_unknown_environments(file, found, around))
        if not _is_for(found, around.environment):
            left_out.add(file.shown)
            continue
        diagnostics.extend(found.findings)
        diagnostics.extend(islice(named.add(file, found), MOST_FOUND))
        if found.line:
            campaigns.append(_desired(file.shown, found, data, digest=key))
    clashing = {each.file for each in diagnostics if each.code in _CLASHES}
    kept = tuple(each for each in campaigns if each.file not in clashing)
    digest = hashlib.sha256(canonical(contents).encode()).hexdigest()
    ordered = tuple(sorted(diagnostics))
    return Loaded(kept, ordered, len(contents), digest, frozenset(left_out))


def _is_for(found: Examined, environment: str) -> bool:
    """Whether a file is for an environment, or there is none to be for."""
    wanted = found.environments
    return not environment or wanted is None or environment in wanted


def _unknown_environments(
    file: SourceFile, found: Examined, around: Circumstances
) -> Iterator[Diagnostic]:
    """A finding for each environment that a file names and that is not there."""
    wanted = found.environments
    if not around.environment or wanted is None:
        return
    unknown = [name for name in wanted if name not in around.environments]
    document = file.content if unknown or not wanted else None
    if not isinstance(document, Document):
        return
    code, route = UNKNOWN_ENVIRONMENT, ("environments",)
    if not wanted:
        yield place(document, Finding(code, route, "'environments' names none.", code.fix))
    for name in unknown:
        known = ", ".join(around.environments)
        message = f"There is no environment '{name}' in reconciler.toml; there are {known}."
        yield place(document, Finding(code, route, message, code.fix))


def load_text(
    shown: str,
    raw: bytes,
    *,
    values: Mapping[str, Json],
    vocabulary: Vocabulary = DOCUMENTED,
    today: date,
    zone: tzinfo = UTC,
) -> Loaded:
    """Load one campaign from what its file holds.

    Args:
        shown: path of the file as shown to people.
        raw: what the file holds.
        values: what references stand for.
        vocabulary: the symbols of expressions whose types are known.
        today: the day in the organisation's time zone.
        zone: the organisation's time zone.
    """
    document = read_document(shown, raw)
    if not isinstance(document, Document):
        return Loaded((), document, 1)
    return load_document(document, values=values, vocabulary=vocabulary, today=today, zone=zone)


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
    campaigns = () if data is None else (_desired(document.path, found, lambda: data),)
    return Loaded(campaigns, found.findings, 1)


NOTHING: Final[Packed[Clean | None]] = Packed(None)


class _Found(NamedTuple):
    """What came of a file.

    Attributes:
        held: what it holds; None where that was known before.
        key: by what it is remembered.
        examined: what was found in it; None where that is remembered.
        data: its clean data; hardly anybody asks for it.
    """

    held: Held | None
    key: bytes
    examined: Examined | None = None
    data: Packed[Clean | None] = NOTHING


class _Examiner:
    """Examines files, unless it is remembered what is found in them."""

    def __init__(self, around: Circumstances, known: Shelf[Examined], *, in_full: bool) -> None:
        self._around = around
        self._known = known
        self._in_full = in_full
        self._today = around.today.isoformat()
        zone = str(around.zone)
        self._usual = _digest(around.vocabulary.as_json())
        self._referring = _digest([around.vocabulary.as_json(), dict(around.values), zone])
        self._zone = _digest(zone)

    def examine_all(self, files: Sequence[SourceFile]) -> list[_Found]:
        """Examine some files; this may be a copy of the process, so nothing can be learned.

        All are read before the first is judged: the processor is quicker at more of the same.
        """
        read = [self._read(file) for file in files]
        return [self._judge(file, *each) for file, each in zip(files, read, strict=True)]

    def learn(self, file: SourceFile, found: _Found) -> tuple[bytes, Examined, Callable[[], Clean]]:
        """Keep what was found in a file, or remember it.

        Returns:
            Its key, what was found, and what gives its clean data.
        """
        if found.held is not None:
            file.held = found.held
        if found.examined is None:
            known = _told_of(file.shown, self._known[found.key])
            return found.key, known, partial(self._data_of, file)
        if isinstance(file.raw, bytes):  # why one cannot be read may be another reason tomorrow
            self._known.put(found.key, found.examined)
        return found.key, found.examined, partial(_sure, found.data)

    def _read(self, file: SourceFile) -> tuple[Held | None, bytes, Content | None]:
        """What is new of a file, its key, and the document if nothing is known of it."""
        held = None if file.is_held else file.held
        key = self._key(file)
        known = None if self._in_full else self._known.get(key)
        is_known = known is not None and known.holds_on(self._today)
        return held, key, None if is_known else file.content

    def _judge(
        self, file: SourceFile, held: Held | None, key: bytes, content: Content | None
    ) -> _Found:
        if content is None:
            return _Found(held, key)
        if isinstance(file.raw, tuple):
            return _Found(held, key, Examined(file.raw))
        examined, data = examine_content(file.shown, file.raw, content, self._around)
        return _Found(held, key, examined, Packed(data))

    def _data_of(self, file: SourceFile) -> Clean:
        if not isinstance(file.raw, bytes):
            raise TypeError("what cannot be read is not remembered")  # a bug in reconciler
        return _sure(Packed(examine(file.shown, file.raw, self._around)[1]))

    def _key(self, file: SourceFile) -> bytes:
        """By what a file is remembered: content, notation, and what else can matter to it."""
        notation = b"j" if file.is_json else b"y"
        if _may_refer(file):
            return file.held.digest + notation + self._referring
        zone = self._zone if _may_hold_moment(file) else b""
        return file.held.digest + notation + self._usual + zone


def _sure(packed: Packed[Clean | None]) -> Clean:
    data = packed.value
    if data is None:
        raise ValueError("a file with errors has no clean data")  # a bug in reconciler
    return data


def _told_of(shown: str, examined: Examined) -> Examined:
    """What was found in another file with the same content, said of this one."""
    if all(each.file == shown for each in examined.findings):
        return examined
    return examined._replace(
        findings=tuple(replace(each, file=shown) for each in examined.findings)
    )


def _digest(data: Json) -> bytes:
    return hashlib.sha256(canonical(data).encode()).digest()[:16]


def _may_refer(file: SourceFile) -> bool:
    """Whether a file may hold references; an escape can hide one."""
    raw = file.raw
    return isinstance(raw, bytes) and (OPENING.encode() in raw or b"\\" in raw)


def _may_hold_moment(file: SourceFile) -> bool:
    """Whether a file may hold a time of day, which a time zone is needed for."""
    raw = file.raw
    return isinstance(raw, bytes) and _MOMENT.search(raw) is not None


def _desired(
    shown: str, found: Examined, give: Callable[[], Clean], *, digest: bytes = b""
) -> Desired:
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


_CLASHES: Final = frozenset(
    {DUPLICATE_CAMPAIGN.slug, DUPLICATE_TARGET.slug, UNKNOWN_ENVIRONMENT.slug}
)
"""Findings of files as they stand among others, each of which refuses its file."""


class _Names:
    """Names that earlier files have taken, also those of files with errors."""

    def __init__(self) -> None:
        self.campaigns: dict[str, tuple[SourceFile, str]] = {}
        self.targets: dict[str, str] = {}

    def add(self, file: SourceFile, found: Examined) -> Iterator[Diagnostic]:
        """Take the names in a file; yield a finding for each that is taken already."""
        document: Document | tuple[Diagnostic, ...] = ()
        for code, route, message in self._taken(file, found):
            document = document or file.content
            if isinstance(document, Document):  # it is: no name is found in what cannot be read
                yield place(document, Finding(code, route, message, code.fix))

    def _taken(self, file: SourceFile, found: Examined) -> Iterator[tuple[Code, Route, str]]:
        if found.name is not None:
            first = self.campaigns.setdefault(look_alike(found.name), (file, found.name))
            if first[0] is not file:
                yield DUPLICATE_CAMPAIGN, ("name",), _clash(found.name, *first)
        for k, target in found.targets:
            holder = self.targets.setdefault(look_alike(target), file.shown)
            if holder != file.shown:
                message = f"The target name '{target}' is used in {holder} too."
                yield DUPLICATE_TARGET, ("targets", k, "name"), message


def _clash(name: str, file: SourceFile, first: str) -> str:
    document = file.content
    line = document.locate(("name",))[0] if isinstance(document, Document) else 0
    place_ = f"{file.shown}:{line}"
    same = f"'{name}' is declared in {place_} too."
    return same if first == name else f"'{name}' looks the same as '{first}' in {place_}."
