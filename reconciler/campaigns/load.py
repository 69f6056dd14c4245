"""Campaign files to desired state: one pass over all files, every finding of every file.

1. Find the files and read what they hold (``source_files``).
2. Examine each (``examine``), on several cores where there are many. What was found out about the
   same content before is not found out again (``memory``).
3. Compare the names of all files with each other.

Specs and bodies are worked out, or unpacked, when somebody asks for them: most are never asked for.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import Final, TypeAlias

from reconciler.campaigns.codes import DUPLICATE_CAMPAIGN, DUPLICATE_TARGET
from reconciler.campaigns.document import Document, read_document
from reconciler.campaigns.examine import (
    Circumstances,
    Details,
    Examined,
    examine,
    examine_document,
    metadata_of,
    place,
)
from reconciler.campaigns.references import OPENING
from reconciler.campaigns.source_files import SourceFile, find_files, read_files
from reconciler.core.diagnostic import (
    MOST_FOUND,
    Code,
    Diagnostic,
    Finding,
    Route,
    Severity,
)
from reconciler.core.exact_json import Json, canonical
from reconciler.core.resource import Deferred, Desired, look_alike
from reconciler.memory import Memory
from reconciler.parallel import Packed, collector_paused, in_parallel
from reconciler.target_group import declared
from reconciler.target_group.expressions.symbols import DOCUMENTED, Vocabulary

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
    """

    campaigns: tuple[Desired, ...]
    findings: tuple[Diagnostic, ...]
    files: int
    digest: str = ""

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
    memory: Memory | None = None,
    in_full: bool = False,
) -> Loaded:
    """Load all campaign files below some paths.

    Args:
        paths: files, and folders that are searched for ``*.yaml``, ``*.yml`` and ``*.json``.
        base: folder that shown paths are relative to.
        values: what references stand for.
        vocabulary: the symbols of expressions whose types are known.
        today: the day in the organisation's time zone.
        memory: what was found out before.
        in_full: whether the details of every campaign will be asked for; they are not remembered.

    Raises:
        UsageError: a path does not exist, or a folder cannot be read.
    """
    around = Circumstances(values or {}, vocabulary, today)
    files = read_files(find_files(paths), base=base)
    return load_files(files, around, memory=memory, in_full=in_full)


def load_files(
    files: Iterable[SourceFile],
    around: Circumstances,
    *,
    memory: Memory | None = None,
    in_full: bool = False,
) -> Loaded:
    """Load campaigns from files that were read.

    Args:
        files: the files.
        around: what matters besides.
        memory: what was found out before; what is new is added.
        in_full: whether the details of every campaign will be asked for; they are not remembered.
    """
    read = list(files)
    with collector_paused(len(read)):
        return _load(_examine_all(read, around, memory or Memory(), in_full=in_full))


def _load(results: Iterable[tuple[SourceFile, bytes, Examined, Callable[[], Details]]]) -> Loaded:
    campaigns: list[Desired] = []
    diagnostics: list[Diagnostic] = []
    contents: dict[str, str] = {}
    named = _Names()
    for file, key, found, details in results:
        contents[file.shown] = file.digest.hex()
        diagnostics.extend(found.findings)
        diagnostics.extend(islice(named.add(file, found), MOST_FOUND))
        if found.line:
            campaigns.append(_desired(file.shown, found, details, digest=key))
    clashing = {each.file for each in diagnostics if each.code in _CLASHES}
    kept = tuple(each for each in campaigns if each.file not in clashing)
    digest = hashlib.sha256(canonical(contents).encode()).hexdigest()
    return Loaded(kept, tuple(sorted(diagnostics)), len(contents), digest)


def load_text(
    shown: str,
    raw: bytes,
    *,
    values: Mapping[str, Json],
    vocabulary: Vocabulary = DOCUMENTED,
    today: date,
) -> Loaded:
    """Load one campaign from what its file holds.

    Args:
        shown: path of the file as shown to people.
        raw: what the file holds.
        values: what references stand for.
        vocabulary: the symbols of expressions whose types are known.
        today: the day in the organisation's time zone.
    """
    document = read_document(shown, raw)
    if not isinstance(document, Document):
        return Loaded((), document, 1)
    return load_document(document, values=values, vocabulary=vocabulary, today=today)


def load_document(
    document: Document,
    *,
    values: Mapping[str, Json],
    vocabulary: Vocabulary = DOCUMENTED,
    today: date,
) -> Loaded:
    """Load the campaign of one file that could be read; other files are not looked at.

    Args:
        document: the file.
        values: what references stand for.
        vocabulary: the symbols of expressions whose types are known.
        today: the day in the organisation's time zone.
    """
    found, details = examine_document(document, Circumstances(values, vocabulary, today))
    campaigns = () if details is None else (_desired(document.path, found, lambda: details),)
    return Loaded(campaigns, found.findings, 1)


_Result: TypeAlias = tuple[Examined, Packed[Details | None]]
"""What was found out about a file; hardly anybody asks for the details."""


def _examine_all(
    files: Sequence[SourceFile], around: Circumstances, memory: Memory, *, in_full: bool
) -> Iterator[tuple[SourceFile, bytes, Examined, Callable[[], Details]]]:
    """What is found in each file, from memory where it is known and holds today."""
    known = memory.shelf("files", Examined)
    keys = _keys(files, around)
    today = around.today.isoformat()
    recalled = [None if in_full else known.get(key) for key in keys]
    new = [
        file
        for file, each in zip(files, recalled, strict=True)
        if each is None or not each.holds_on(today)
    ]
    results = iter(in_parallel(partial(_examine_share, around=around), new, worth=WORTH))
    for file, key, each in zip(files, keys, recalled, strict=True):
        if each is not None and each.holds_on(today):
            yield file, key, _told_of(file.shown, each), partial(_details_again, file, around)
            continue
        found, details = next(results)
        if isinstance(file.raw, bytes):  # why one cannot be read may be another reason tomorrow
            known.put(key, found)
        yield file, key, found, partial(_sure, details)


def _examine_share(files: Sequence[SourceFile], *, around: Circumstances) -> list[_Result]:
    return [_examine_file(file, around) for file in files]


def _examine_file(file: SourceFile, around: Circumstances) -> _Result:
    if not isinstance(file.raw, bytes):
        return Examined(file.raw), Packed(None)
    found, details = examine(file.shown, file.raw, around)
    return found, Packed(details)


def _details_again(file: SourceFile, around: Circumstances) -> Details:
    return _sure(_examine_file(file, around)[1])


def _sure(packed: Packed[Details | None]) -> Details:
    details = packed.value
    if details is None:
        raise ValueError("a file with errors has no details")  # a bug in reconciler
    return details


def _told_of(shown: str, examined: Examined) -> Examined:
    """What was found in another file with the same content, said of this one."""
    if all(each.file == shown for each in examined.findings):
        return examined
    return replace(
        examined, findings=tuple(replace(each, file=shown) for each in examined.findings)
    )


def _keys(files: Sequence[SourceFile], around: Circumstances) -> list[bytes]:
    """By what each file is remembered: content, notation, and what else can matter to it."""
    usual = _digest(dict(around.vocabulary.types))
    referring = _digest([dict(around.vocabulary.types), dict(around.values)])
    return [
        file.digest + (b"j" if file.is_json else b"y") + (referring if _may_refer(file) else usual)
        for file in files
    ]


def _digest(data: Json) -> bytes:
    return hashlib.sha256(canonical(data).encode()).digest()[:16]


def _may_refer(file: SourceFile) -> bool:
    """Whether a file may hold references; an escape can hide one."""
    raw = file.raw
    return isinstance(raw, bytes) and (OPENING.encode() in raw or b"\\" in raw)


class _Campaign:
    """The details of one campaign, once they are asked for."""

    def __init__(self, details: Callable[[], Details]) -> None:
        self._details = details

    @cached_property
    def details(self) -> Details:
        return self._details()

    def spec(self) -> Mapping[str, Json]:
        return self.details.spec

    def body(self) -> Mapping[str, Json]:
        return declared.body(self.details.data)

    def metadata(self) -> Mapping[str, Json]:
        return metadata_of(self.details.data)


def _desired(
    shown: str, found: Examined, details: Callable[[], Details], *, digest: bytes = b""
) -> Desired:
    campaign = _Campaign(details)
    return Desired(
        name=found.name or "",
        spec=Deferred(campaign.spec),
        body=Deferred(campaign.body),
        file=shown,
        line=found.line,
        create_only=tuple(each for each in found.findings if each.severity is Severity.CREATE_ONLY),
        metadata=Deferred(campaign.metadata),
        digest=digest,
    )


_CLASHES: Final = frozenset({DUPLICATE_CAMPAIGN.slug, DUPLICATE_TARGET.slug})


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
