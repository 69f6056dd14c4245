"""Campaign files to desired state: one pass over all files, every finding of every file.

1. Find the files and read each (``source_files``): text to data with positions (``document``).
2. Put the environment's values in place of references, and work out short forms.
3. Check the shape, settle on one spelling of everything, apply the rules.
4. Make the spec and the body.
5. Compare the names of all files with each other.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final, TypeAlias

from reconciler.campaigns.codes import (
    DUPLICATE_CAMPAIGN,
    DUPLICATE_TARGET,
    UNKNOWN_REFERENCE,
)
from reconciler.campaigns.document import Document, read_document
from reconciler.campaigns.references import reference_at, resolve
from reconciler.campaigns.source_files import SourceFile, find_files, read_files, read_source
from reconciler.campaigns.text.faults import too_many_findings
from reconciler.core.diagnostic import (
    GRAVITY,
    MOST_FOUND,
    Code,
    Diagnostic,
    Finding,
    Route,
    Severity,
)
from reconciler.core.exact_json import Json, canonical
from reconciler.core.resource import Desired, look_alike
from reconciler.target_group import declared
from reconciler.target_group.canonical import declared_spec
from reconciler.target_group.expressions.symbols import DOCUMENTED, Vocabulary
from reconciler.target_group.partial import check_rest
from reconciler.target_group.rules.check import check
from reconciler.target_group.shorthand.expand import expand
from reconciler.target_group.values import text

_NAME_LINE: Final = re.compile(
    r"""^name:[ ]+(?P<quote>["']?)(?P<name>.*?)(?P=quote)[ ]*$""", re.MULTILINE
)


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


Examined: TypeAlias = dict[
    tuple[str, Vocabulary, date], tuple[Sequence[Diagnostic], Desired | None]
]
"""What was found in files that hold no references, by all that can matter to it: path, vocabulary
and day."""


def load_campaigns(
    paths: Sequence[Path],
    *,
    base: Path,
    values: Mapping[str, Json] | None = None,
    vocabulary: Vocabulary = DOCUMENTED,
    today: date,
) -> Loaded:
    """Load all campaign files below some paths.

    Args:
        paths: files, and folders that are searched for ``*.yaml``, ``*.yml`` and ``*.json``.
        base: folder that shown paths are relative to.
        values: what references stand for.
        vocabulary: the symbols of expressions whose types are known.
        today: the day in the organisation's time zone.

    Raises:
        UsageError: a path does not exist, or a folder cannot be read.
    """
    files = read_files(find_files(paths), base=base)
    return load_files(files, values=values or {}, vocabulary=vocabulary, today=today)


def load_files(
    files: Iterable[SourceFile],
    *,
    values: Mapping[str, Json],
    vocabulary: Vocabulary,
    today: date,
    examined: Examined | None = None,
) -> Loaded:
    """Load campaigns from files that were read.

    Args:
        files: the files.
        values: what references stand for.
        vocabulary: the symbols of expressions whose types are known.
        today: the day in the organisation's time zone.
        examined: what is known from other environments; what is new is added.
    """
    examined = {} if examined is None else examined
    campaigns: list[Desired] = []
    diagnostics: list[Diagnostic] = []
    named = _Names()
    contents: dict[str, str] = {}
    for file in files:
        contents[file.shown] = file.digest
        document = file.content
        if not isinstance(document, Document):
            diagnostics.extend(document)
            continue
        found, campaign = _known(document, values, vocabulary, today, examined)
        diagnostics.extend(found)
        names = _resolved(document, values)[0]
        diagnostics.extend(islice(named.add(document, file.path, names), MOST_FOUND))
        if campaign is not None:
            campaigns.append(campaign)
    clashing = {each.file for each in diagnostics if each.code in _CLASHES}
    kept = tuple(each for each in campaigns if each.file not in clashing)
    digest = hashlib.sha256(canonical(contents).encode()).hexdigest()
    return Loaded(kept, tuple(sorted(diagnostics)), len(contents), digest)


def _known(
    document: Document,
    values: Mapping[str, Json],
    vocabulary: Vocabulary,
    today: date,
    examined: Examined,
) -> tuple[Sequence[Diagnostic], Desired | None]:
    """What is found in one file, looked up where no value of the environment can matter."""
    if _may_refer(document):
        return _load_document(document, values, vocabulary, today)
    key = (document.path, vocabulary, today)
    if key not in examined:
        examined[key] = _load_document(document, values, vocabulary, today)
    return examined[key]


def _load_document(
    document: Document, values: Mapping[str, Json], vocabulary: Vocabulary, today: date
) -> tuple[Sequence[Diagnostic], Desired | None]:
    """What is found in one file, and its campaign if nothing of that is an error."""
    findings, data = _examine(document, values, vocabulary, today)
    diagnostics = sorted(_placed(document, findings))
    if any(each.severity is Severity.ERROR for each in diagnostics):
        return diagnostics, None
    return diagnostics, _desired(document, data, diagnostics)


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
    findings, campaign = _load_document(document, values, vocabulary, today)
    return Loaded(() if campaign is None else (campaign,), tuple(findings), 1)


def _examine(
    document: Document, values: Mapping[str, Json], vocabulary: Vocabulary, today: date
) -> tuple[list[Finding], Json]:
    """All findings of one file, and its clean data where the shape is right."""
    data, findings = _resolved(document, values)
    unresolved = {each.route for each in findings if each.code is UNKNOWN_REFERENCE}
    expanded = expand(data)
    own = [each for each in expanded.findings if each.route not in unresolved]
    findings += [_with_reference(document, each) for each in own]
    rules = partial(check, today=today, vocabulary=vocabulary)
    usual = None if unresolved else declared.clean_usual(expanded.data, vocabulary)
    if usual is not None:
        return findings + expanded.in_file(rules(usual)), usual
    is_campaign = declared.is_campaign(expanded.data)
    if is_campaign and not unresolved:
        clean, warnings = declared.clean(expanded.data, vocabulary)
        return findings + expanded.in_file([*warnings, *rules(clean)]), clean
    if not is_campaign and len(findings) < MOST_FOUND:
        blamed = unresolved | {each.route for each in own}
        findings += _shape(document, data, blamed)
    if len(findings) >= MOST_FOUND:
        return findings, None
    rest = expanded.in_file(check_rest(expanded.data, rules))
    return findings + [each for each in rest if each.route not in unresolved], None


def _resolved(document: Document, values: Mapping[str, Json]) -> tuple[Json, list[Finding]]:
    """The data of a file with values in place of references, and what is wrong with those."""
    return resolve(document.data, values) if _may_refer(document) else (document.data, [])


def _may_refer(document: Document) -> bool:
    """Whether a file may hold references; an escape can hide one."""
    return "${" in document.text or "\\" in document.text


def _placed(document: Document, findings: Collection[Finding]) -> set[Diagnostic]:
    """Findings with their places in the file; of far too many, the gravest."""
    if len(findings) < MOST_FOUND:
        return {_at(document, finding) for finding in findings}
    gravest = sorted(findings, key=lambda each: GRAVITY.index(each.code.severity))[:MOST_FOUND]
    given_up = too_many_findings()
    note = Diagnostic(
        document.path, 0, 0, given_up.code.slug, given_up.code.severity, given_up.message,
        given_up.hint,
    )  # fmt: skip
    return {note, *(_at(document, finding) for finding in gravest)}


def _shape(document: Document, data: Json, blamed: Collection[Route]) -> list[Finding]:
    """Why data is not a campaign, beyond what was found at some places already.

    Short forms are judged as they stand in the file: the schema knows them.
    """
    from reconciler.campaigns.shape import explain_shape, unexplained  # noqa: PLC0415 - wrong files

    found = [each for each in explain_shape(data) if each.route not in blamed]
    if not found and not blamed:
        found = [unexplained()]
    return [_with_reference(document, each) for each in found]


def _with_reference(document: Document, finding: Finding) -> Finding:
    """Say that a value came out of reconciler.toml, where it did."""
    name = None if finding.at_key else reference_at(document.data, finding.route)
    if name is None:
        return finding
    message = f"The environment's value '{name}' does not fit here: {finding.message}"
    return replace(finding, message=message, hint=f"Correct '{name}' under values, or use another.")


def _desired(document: Document, data: Json, diagnostics: Sequence[Diagnostic]) -> Desired:
    return Desired(
        name=data["name"],
        spec=declared_spec(data),
        body=declared.body(data),
        file=document.path,
        line=_line_of_name(document, data["name"]),
        create_only=tuple(each for each in diagnostics if each.severity is Severity.CREATE_ONLY),
        metadata=_metadata(data),
    )


def _metadata(data: Json) -> Mapping[str, Json]:
    notes = data.get("metadata")
    return notes if isinstance(notes, Mapping) else {}


def _line_of_name(document: Document, name: str) -> int:
    """Without building the tree of positions where one line says it plainly."""
    found = _NAME_LINE.search(document.text)
    if found is None or found["name"] != name:
        return document.locate(("name",), at_key=True)[0]
    return document.text.count("\n", 0, found.start()) + 1


def _at(document: Document, finding: Finding) -> Diagnostic:
    line, column = document.locate(finding.route, at_key=finding.at_key)
    return Diagnostic(
        file=document.path,
        line=line,
        column=column,
        code=finding.code.slug,
        severity=finding.code.severity,
        message=finding.message,
        hint=finding.hint,
    )


_CLASHES: Final = frozenset({DUPLICATE_CAMPAIGN.slug, DUPLICATE_TARGET.slug})


class _Names:
    """Names that earlier files have taken, also those of files with errors."""

    def __init__(self) -> None:
        self.campaigns: dict[str, tuple[str, Path, str]] = {}
        self.targets: dict[str, str] = {}

    def add(self, document: Document, path: Path, data: Json) -> Iterator[Diagnostic]:
        """Take the names in a file's data; yield a finding for each that is taken already."""
        for code, route, message in self._taken(document.path, path, data):
            yield _at(document, Finding(code, route, message, code.fix))

    def _taken(self, file: str, path: Path, data: Json) -> Iterator[tuple[Code, Route, str]]:
        name = _text(data.get("name"))
        if name is not None:
            first = self.campaigns.setdefault(look_alike(name), (file, path, name))
            if first[0] != file:
                yield DUPLICATE_CAMPAIGN, ("name",), _clash(name, *first)
        for k, target in _target_names(data):
            holder = self.targets.setdefault(look_alike(target), file)
            if holder != file:
                message = f"The target name '{target}' is used in {holder} too."
                yield DUPLICATE_TARGET, ("targets", k, "name"), message


def _clash(name: str, file: str, path: Path, first: str) -> str:
    document = read_source(file, path, path.parent)
    line = document.locate(("name",))[0] if isinstance(document, Document) else 0
    place = f"{file}:{line}"
    same = f"'{name}' is declared in {place} too."
    return same if first == name else f"'{name}' looks the same as '{first}' in {place}."


def _target_names(data: Mapping[str, Json]) -> Iterator[tuple[int, str]]:
    targets = data.get("targets")
    for k, target in enumerate(targets if isinstance(targets, list) else ()):
        name = _text(target.get("name")) if isinstance(target, dict) else None
        if name is not None:
            yield k, name


def _text(name: Json) -> str | None:
    is_name = isinstance(name, str | int) and not isinstance(name, bool)
    return text(name) if is_name else None
