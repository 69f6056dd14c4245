"""Audits that were written as JSON, put together; offline, and each file checked before.

A file is read by msgspec; one that it refuses is compared with the published schema, which takes a
hundred times as long and says all that is wrong, each with its place.
"""

import json
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from reconciler.commands.destination import DASH, read_given
from reconciler.core.audit import Audit
from reconciler.core.audit_from_json import AuditData, AuditsData, audit_of, reads, wrong_totals
from reconciler.core.diagnostic import Route
from reconciler.core.json_places import Places
from reconciler.core.several_audits import Audits, NotRead
from reconciler.errors import AuditError, ExitCode, UsageError
from reconciler.parallel import collector_paused
from reconciler.render.safe import visible
from reconciler.words import plural

MOST_BYTES: Final = 1 << 29
"""Of a file; an audit of 10,000 groups has about 8 MB."""
MOST_FOUND: Final = 100
"""Findings of one file that are told; the rest is counted."""
_HINT: Final = (
    "Make each of them with 'reconciler --environment NAME audit --format json --out FILE'."
)


class _Found(NamedTuple):
    """Something that is wrong in a file."""

    route: Route
    message: str
    place: tuple[int, int] | None = None


class _Held(NamedTuple):
    """What a file holds."""

    path: Path
    audits: Sequence[Audit]
    not_read: Sequence[NotRead]


def read_files(paths: Sequence[Path], expected: Sequence[str]) -> Audits:
    """Put the audits of files together.

    An environment that is expected and that no file is of counts as not read.

    Raises:
        UsageError: a file cannot be read, is no audit, or two are of one organisation. All that is
            wrong is told at once.
    """
    wrong: list[str] = []
    held: list[_Held] = []
    with collector_paused(len(paths)):
        for path in paths:
            found = _read(path)
            if isinstance(found, _Held):
                held.append(found)
            else:
                wrong += found
    # Of two files of one organisation nobody knows which is right, and both would count.
    seen: dict[tuple[str, int | None], tuple[Path, Audit]] = {}
    for each in held:
        for audit in each.audits:
            path, first = seen.setdefault((audit.environment, audit.org_id), (each.path, audit))
            if first is not audit:
                days = f"of {first.today.isoformat()} and {audit.today.isoformat()}"
                is_of = f"it is of {audit.environment}, as is {path} ({days})"
                wrong.append(visible(f"{each.path}: {is_of}; give one of the two"))
    if wrong:
        message = f"{plural(len(wrong), 'finding')} in the files; nothing was merged."
        raise UsageError(message, details=wrong, hint=_HINT)
    audits = tuple(audit for each in held for audit in each.audits)
    names = {audit.environment for audit in audits}
    failed = {each.environment: each for file in held for each in file.not_read}
    for name in expected:
        reason, hint = (
            "No file of it was given.",
            "See what became of its audit, and give its file.",
        )
        failed.setdefault(name, NotRead(name, reason, hint, int(ExitCode.UNREACHABLE)))
    return Audits(audits, tuple(each for name, each in failed.items() if name not in names))


def _read(path: Path) -> _Held | list[str]:
    """What a file holds, or all that is wrong in it."""
    try:
        raw = read_given(path, most=MOST_BYTES).removeprefix(b"\xef\xbb\xbf")
    except OSError as error:
        return [visible(f"{path}: it cannot be read: {error.strerror}")]
    shown = "<stdin>" if path == DASH else str(path)
    try:
        data = _decoded(raw)
    except _Wrong as wrong:
        return _told(shown, raw, wrong.found)
    listed = data.audits if isinstance(data, AuditsData) else [data]
    audits: list[Audit] = []
    found: list[_Found] = []
    for k, each in enumerate(listed):
        start: Route = ("audits", k) if isinstance(data, AuditsData) else ()
        if not isinstance(each.filter, msgspec.UnsetType):
            message = "only a part is shown: make it without a filter, and give that to --merge"
            found.append(_Found((*start, "filter"), message))
            continue
        try:
            audit = audit_of(each)
        except AuditError as error:
            found.append(_Found(start, error.message))
            continue
        audits.append(audit)
        found += (
            _Found((*start, "totals", key), f"it is {said}, but the groups add up to {due}")
            for key, said, due in wrong_totals(each, audit)
        )
    if found:
        return _told(shown, raw, found)
    return _Held(path, audits, data.not_read if isinstance(data, AuditsData) else [])


class _Wrong(Exception):
    """A file is no audit; ``found`` is all that is wrong in it."""

    def __init__(self, found: Sequence[_Found]) -> None:
        super().__init__(found)
        self.found = found


class _Probe(msgspec.Struct):
    """What tells which kind of file it is."""

    format_version: Any = ""
    groups: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    audits: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


def _decoded(raw: bytes) -> AuditData | AuditsData:
    """Read a file by the quick way, or else raise ``_Wrong`` with all that is wrong in it."""
    try:
        probe = msgspec.json.decode(raw, type=_Probe)
        if reads(str(probe.format_version)):
            if isinstance(probe.audits, msgspec.UnsetType):
                return msgspec.json.decode(raw, type=AuditData)
            return msgspec.json.decode(raw, type=AuditsData)
    except (msgspec.MsgspecError, UnicodeError):
        pass
    return _looked_at(raw)


def _looked_at(raw: bytes) -> AuditData | AuditsData:
    """Read a file by the thorough way."""
    try:
        data = json.loads(raw.decode())
    except json.JSONDecodeError as error:
        place = error.lineno, error.colno
        raise _Wrong([_Found((), f"it is not JSON: {error.msg}", place)]) from error
    except UnicodeDecodeError as error:
        raise _Wrong([_Found((), "it is not UTF-8 text")]) from error
    except (ValueError, RecursionError) as error:
        raise _Wrong([_Found((), "it holds what no audit holds")]) from error
    if not isinstance(data, dict) or data.keys().isdisjoint(("groups", "audits")):
        raise _Wrong([_Found((), "it is no audit")])
    version = data.get("format_version")
    if isinstance(version, str) and not reads(version):
        message = f"its format {version} is not known here: use the version that wrote it"
        raise _Wrong([_Found(("format_version",), message)])
    from reconciler.render.saved_data import errors_in  # noqa: PLC0415 - 130 ms, for wrong files

    several = "audits" in data
    # What is missing from one mapping is found key by key, and told once.
    errors = errors_in(f"{'audits' if several else 'audit'}.schema.json", data)
    found = [*dict.fromkeys(_Found(*each) for each in islice(errors, MOST_FOUND + 1))]
    if found:
        raise _Wrong(found)
    try:
        return msgspec.convert(data, AuditsData) if several else msgspec.convert(data, AuditData)
    except msgspec.ValidationError as error:  # a whole number that is not written as one
        raise _Wrong([_Found((), str(error))]) from error


def _told(shown: str, raw: bytes, found: Sequence[_Found]) -> list[str]:
    places = Places(raw.decode(errors="replace"))
    lines = []
    for each in found[:MOST_FOUND]:
        line, column = each.place or places.of(each.route)
        pointer = "".join(f"/{step}" for step in each.route)
        where = f" {pointer}:" if pointer else ""
        lines.append(visible(f"{shown}:{line}:{column}:{where} {each.message}"))
    if len(found) > MOST_FOUND:
        lines.append(visible(f"{shown}: and more"))
    return lines
