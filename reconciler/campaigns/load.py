"""Campaign files to desired state: one pass over all files, every finding of every file.

1. Find the files.
2. Read each: text to data with positions (``document``).
3. Put the environment's values in place of references.
4. Check the shape, settle on one spelling of everything, apply the rules.
5. Make the spec and the body.
6. Compare the names of all files with each other.
"""

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final, NoReturn

from reconciler.campaigns.codes import (
    DUPLICATE_CAMPAIGN,
    DUPLICATE_TARGET,
    UNKNOWN_REFERENCE,
    UNREADABLE_FILE,
)
from reconciler.campaigns.document import MAX_BYTES, Document, read_document
from reconciler.campaigns.references import reference_at, resolve
from reconciler.core.diagnostic import Code, Diagnostic, Finding, Route, Severity
from reconciler.core.exact_json import Json
from reconciler.core.resource import Desired, look_alike
from reconciler.errors import UsageError
from reconciler.target_group import declared
from reconciler.target_group.canonical import declared_spec
from reconciler.target_group.expressions.symbols import DOCUMENTED, Vocabulary
from reconciler.target_group.partial import check_rest
from reconciler.target_group.rules.check import check
from reconciler.target_group.values import text

SUFFIXES: Final = frozenset({".yaml", ".yml", ".json"})
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
    """

    campaigns: tuple[Desired, ...]
    findings: tuple[Diagnostic, ...]
    files: int

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
    campaigns: list[Desired] = []
    diagnostics: list[Diagnostic] = []
    named = _Names()
    files = 0
    for path in find_files(paths):
        files += 1
        document = _read(_shown(path, base), path)
        if not isinstance(document, Document):
            diagnostics.extend(document)
            continue
        found, campaign = _load_document(document, values or {}, vocabulary, today)
        diagnostics.extend(found)
        diagnostics.extend(named.add(document.path, path, document.data))
        if campaign is not None:
            campaigns.append(campaign)
    clashing = {each.file for each in diagnostics if each.code in _CLASHES}
    kept = tuple(each for each in campaigns if each.file not in clashing)
    return Loaded(kept, tuple(sorted(diagnostics)), files)


def find_files(paths: Iterable[Path]) -> list[Path]:
    """List campaign files in a stable order, each once; hidden files and folders are left out.

    Raises:
        UsageError: a path does not exist, or a folder cannot be read.
    """
    found: dict[str, Path] = {}
    for path in paths:
        if path.is_dir():
            files = sorted(_walk(path))
        elif os.path.lexists(path):
            files = [path]
        else:
            raise UsageError(
                f"There is no file or folder {path}.",
                hint="Name the campaign files, or set campaigns in reconciler.toml.",
            )
        for file in files:
            found.setdefault(os.path.normpath(file.absolute()), file)
    return list(found.values())


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder, onerror=_refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            path = Path(parent, name)
            if path.suffix.lower() in SUFFIXES and not name.startswith("."):
                yield path


def _refuse(error: OSError) -> NoReturn:
    """A folder that is left out would look like campaigns that nobody declared."""
    raise UsageError(f"The folder {error.filename} cannot be read: {error.strerror}.") from error


def _load_document(
    document: Document, values: Mapping[str, Json], vocabulary: Vocabulary, today: date
) -> tuple[Sequence[Diagnostic], Desired | None]:
    """What is found in one file, and its campaign if nothing of that is an error."""
    findings, data = _examine(document, values, vocabulary, today)
    diagnostics = sorted({_at(document, finding) for finding in findings})
    if any(each.severity is Severity.ERROR for each in diagnostics):
        return diagnostics, None
    return diagnostics, _desired(document, data, diagnostics)


def _read(shown: str, path: Path) -> Document | tuple[Diagnostic, ...]:
    try:
        with path.open("rb") as stream:
            return read_document(shown, stream.read(MAX_BYTES + 1))
    except OSError as error:
        message = f"The file cannot be read: {error.strerror}."
        return (_about_file(shown, UNREADABLE_FILE, message),)


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
    data, findings = document.data, list[Finding]()
    if "${" in document.text or "\\" in document.text:  # an escape can hide a reference
        data, findings = resolve(data, values)
    unresolved = {each.route for each in findings if each.code is UNKNOWN_REFERENCE}
    if declared.is_campaign(data) and not unresolved:
        clean, warnings = declared.clean(data, vocabulary)
        found = check(clean, today=today, vocabulary=vocabulary)
        return [*findings, *warnings, *found], clean
    if not declared.is_campaign(data):
        findings += _shape(document, data, unresolved)
    rest = check_rest(data, partial(check, today=today, vocabulary=vocabulary))
    return findings + [each for each in rest if each.route not in unresolved], None


def _shape(document: Document, data: Json, unresolved: Collection[Route]) -> list[Finding]:
    """Why data is not a campaign, beyond its unresolved references."""
    from reconciler.campaigns.shape import explain_shape, unexplained  # noqa: PLC0415 - wrong files

    found = [each for each in explain_shape(data) if each.route not in unresolved]
    if not found and not unresolved:
        found = [unexplained()]
    return [_with_reference(document, each) for each in found]


def _with_reference(document: Document, finding: Finding) -> Finding:
    """Say that a value came out of reconciler.toml, where it did."""
    name = reference_at(document.data, finding.route)
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


def _about_file(shown: str, code: Code, message: str) -> Diagnostic:
    return Diagnostic(shown, 0, 0, code.slug, code.severity, message, code.fix)


def _shown(path: Path, base: Path) -> str:
    relative = Path(os.path.relpath(path, base))
    is_outside = relative.parts[0] == os.pardir
    return (path if is_outside and path.is_absolute() else relative).as_posix()


_CLASHES: Final = frozenset({DUPLICATE_CAMPAIGN.slug, DUPLICATE_TARGET.slug})


class _Names:
    """Names that earlier files have taken, also those of files with errors."""

    def __init__(self) -> None:
        self.campaigns: dict[str, tuple[str, Path, str]] = {}
        self.targets: dict[str, str] = {}

    def add(self, file: str, path: Path, data: Json) -> Iterator[Diagnostic]:
        """Take the names in a file's data; yield a finding for each that is taken already."""
        name = _text(data.get("name"))
        if name is not None:
            first = self.campaigns.setdefault(look_alike(name), (file, path, name))
            if first[0] != file:
                message = _clash(name, *first)
                yield self._finding(DUPLICATE_CAMPAIGN, file, path, ("name",), message)
        for k, target in _target_names(data):
            holder = self.targets.setdefault(look_alike(target), file)
            if holder != file:
                message = f"The target name '{target}' is used in {holder} too."
                route = ("targets", k, "name")
                yield self._finding(DUPLICATE_TARGET, file, path, route, message)

    def _finding(self, code: Code, file: str, path: Path, route: Route, message: str) -> Diagnostic:
        found = _read(file, path)
        if not isinstance(found, Document):  # it was changed in between
            return _about_file(file, code, message)
        return _at(found, Finding(code, route, message, code.fix))


def _clash(name: str, file: str, path: Path, first: str) -> str:
    document = _read(file, path)
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
