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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from reconciler.campaigns.codes import DUPLICATE_CAMPAIGN, DUPLICATE_TARGET, UNREADABLE_FILE
from reconciler.campaigns.document import MAX_BYTES, Document, read_document
from reconciler.campaigns.references import resolve
from reconciler.core.diagnostic import Code, Diagnostic, Finding, Route, Severity
from reconciler.core.exact_json import Json
from reconciler.core.resource import Desired, look_alike
from reconciler.errors import UsageError
from reconciler.target_group import declared
from reconciler.target_group.canonical import declared_spec
from reconciler.target_group.rules.check import check

SUFFIXES: Final = frozenset({".yaml", ".yml", ".json"})
_NAME_LINE: Final = re.compile(r"^name[ \t]*:", re.MULTILINE)


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
    today: date,
) -> Loaded:
    """Load all campaign files below some paths.

    Args:
        paths: files, and folders that are searched for ``*.yaml``, ``*.yml`` and ``*.json``.
        base: folder that shown paths are relative to.
        values: what references stand for.
        today: the day in the organisation's time zone.

    Raises:
        UsageError: a path does not exist.
    """
    campaigns: list[Desired] = []
    diagnostics: list[Diagnostic] = []
    named = _Names()
    files = 0
    for path in find_files(paths):
        files += 1
        loaded = _load_file(_shown(path, base), path, values or {}, today)
        diagnostics.extend(loaded.findings)
        campaigns.extend(loaded.campaigns)
        for each in loaded.campaigns:
            diagnostics.extend(named.add(each, path))
    clashing = {each.file for each in diagnostics if each.code in _CLASHES}
    kept = tuple(each for each in campaigns if each.file not in clashing)
    return Loaded(kept, tuple(sorted(diagnostics)), files)


def find_files(paths: Iterable[Path]) -> list[Path]:
    """List campaign files in a stable order, each once; hidden folders are left out.

    Raises:
        UsageError: a path does not exist.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found |= dict.fromkeys(sorted(_walk(path)))
        elif path.exists():
            found[path] = None
        else:
            raise UsageError(
                f"There is no file or folder {path}.",
                hint="Name the campaign files, or set campaigns in reconciler.toml.",
            )
    return list(found)


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            path = Path(parent, name)
            if path.suffix in SUFFIXES and not name.startswith("."):
                yield path


def _load_file(shown: str, path: Path, values: Mapping[str, Json], today: date) -> Loaded:
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"The file cannot be read: {error.strerror}."
        return Loaded((), (_about_file(shown, UNREADABLE_FILE, message),), 1)
    document = read_document(shown, raw)
    if not isinstance(document, Document):
        return Loaded((), document, 1)
    return load_document(document, values=values, today=today)


def load_document(document: Document, *, values: Mapping[str, Json], today: date) -> Loaded:
    """Load the campaign of one file that could be read; other files are not looked at.

    Args:
        document: the file.
        values: what references stand for.
        today: the day in the organisation's time zone.
    """
    findings, data = _examine(document, values, today)
    diagnostics = tuple(sorted(_at(document, finding) for finding in findings))
    if any(each.severity is Severity.ERROR for each in diagnostics):
        return Loaded((), diagnostics, 1)
    return Loaded((_desired(document, data, diagnostics),), diagnostics, 1)


def _examine(
    document: Document, values: Mapping[str, Json], today: date
) -> tuple[list[Finding], Json]:
    """All findings of one file, and its clean data where the shape is right."""
    data, findings = document.data, list[Finding]()
    if "${" in document.text:
        data, findings = resolve(data, values)
    if findings or not declared.is_campaign(data):
        from reconciler.campaigns.shape import explain_shape  # noqa: PLC0415 - wrong files only

        shape = [] if declared.is_campaign(data) else explain_shape(data)
        unresolved = {finding.route for finding in findings}
        return findings + [each for each in shape if each.route not in unresolved], None
    clean, findings = declared.clean(data)
    return findings + check(clean, today=today), clean


def _desired(document: Document, data: Json, diagnostics: Sequence[Diagnostic]) -> Desired:
    return Desired(
        name=data["name"],
        spec=declared_spec(data),
        body=declared.body(data),
        file=document.path,
        line=_line_of_name(document),
        create_only=tuple(each for each in diagnostics if each.severity is Severity.CREATE_ONLY),
    )


def _line_of_name(document: Document) -> int:
    """Without building the tree of positions where a line begins with the key."""
    found = None if document.text.startswith("{") else _NAME_LINE.search(document.text)
    if found is None:
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
    relative = os.path.relpath(path, base)
    return path.as_posix() if relative.startswith(os.pardir) else Path(relative).as_posix()


_CLASHES: Final = frozenset({DUPLICATE_CAMPAIGN.slug, DUPLICATE_TARGET.slug})


class _Names:
    """Names that earlier files have taken."""

    def __init__(self) -> None:
        self.campaigns: dict[str, Desired] = {}
        self.targets: dict[str, Desired] = {}

    def add(self, campaign: Desired, path: Path) -> Iterator[Diagnostic]:
        """Take the names of a campaign; yield a finding for each that is taken already."""
        other = self.campaigns.setdefault(look_alike(campaign.name), campaign)
        if other is not campaign:
            message = (
                f"'{campaign.name}' looks the same as '{other.name}' in {other.file}:{other.line}."
            )
            yield self._finding(DUPLICATE_CAMPAIGN, campaign, path, ("name",), message)
        for k, target in enumerate(campaign.body.get("targets", ())):
            holder = self.targets.setdefault(look_alike(target["name"]), campaign)
            if holder is not campaign:
                message = f"The target name '{target['name']}' is used in {holder.file} too."
                route = ("targets", k, "name")
                yield self._finding(DUPLICATE_TARGET, campaign, path, route, message)

    def _finding(
        self, code: Code, campaign: Desired, path: Path, route: Route, message: str
    ) -> Diagnostic:
        document = read_document(campaign.file, path.read_bytes())
        if not isinstance(document, Document):  # it was changed in between
            return _about_file(campaign.file, code, message)
        return _at(document, Finding(code, route, message, code.fix))
