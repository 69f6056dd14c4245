"""The files that hold campaigns: found, read whole within a bound, and never waited for."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from reconciler.campaigns.codes import UNREADABLE_FILE
from reconciler.campaigns.document import MAX_BYTES, Document, read_document
from reconciler.core.diagnostic import Code, Diagnostic
from reconciler.errors import UsageError
from reconciler.files import is_inside, read_file

SUFFIXES: Final = frozenset({".yaml", ".yml", ".json"})


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was read.

    Attributes:
        path: where it is.
        shown: its path as shown to people.
        content: the document, or why there is none.
        digest: of what it holds; empty where that could not be read.
    """

    path: Path
    shown: str
    content: Document | tuple[Diagnostic, ...]
    digest: str


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
                hint="Make the folder, set campaigns in reconciler.toml, or write what is live "
                "with 'reconciler import'. Git keeps no empty folder: put a .gitkeep into it.",
            )
        for file in files:
            found.setdefault(os.path.normpath(file.absolute()), file)
    return list(found.values())


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder, onerror=_refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        # A link to a folder is not walked into; it must not look as if nothing were there.
        yield from (path for path in (Path(parent, name) for name in folders) if path.is_symlink())
        for name in files:
            path = Path(parent, name)
            if path.suffix.lower() in SUFFIXES and not name.startswith("."):
                yield path


def _refuse(error: OSError) -> NoReturn:
    """A folder that is left out would look like campaigns that nobody declared."""
    raise UsageError(
        f"The folder {error.filename} cannot be read: {error.strerror}.",
        hint="Make it readable, or begin its name with a dot to leave it out.",
    ) from error


def read_files(paths: Iterable[Path], *, base: Path) -> Iterator[SourceFile]:
    """Read files one by one; shown paths are relative to a base."""
    for path in paths:
        shown = _shown(path, base)
        raw = _raw(shown, path, base)
        if isinstance(raw, bytes):
            digest = hashlib.sha256(raw).hexdigest()
            yield SourceFile(path, shown, read_document(shown, raw), digest)
        else:
            yield SourceFile(path, shown, raw, "")


def read_source(shown: str, path: Path, base: Path) -> Document | tuple[Diagnostic, ...]:
    """Read one file: the document, or why there is none."""
    raw = _raw(shown, path, base)
    return read_document(shown, raw) if isinstance(raw, bytes) else raw


def _raw(shown: str, path: Path, base: Path) -> bytes | tuple[Diagnostic, ...]:
    """What a file holds, up to where it is too large anyway."""
    if path.is_symlink() and not is_inside(path, base, path.parent):
        # What the file of a change leads to would be quoted in findings for all to read.
        message = "The file is a link that leads out of the folder; it is not followed."
        return (_about_file(shown, UNREADABLE_FILE, message),)
    try:
        return read_file(path, most=MAX_BYTES)
    except OSError as error:
        message = f"The file cannot be read: {error.strerror}."
        return (_about_file(shown, UNREADABLE_FILE, message),)


def _about_file(shown: str, code: Code, message: str) -> Diagnostic:
    return Diagnostic(shown, 0, 0, code.slug, code.severity, message, code.fix)


def _shown(path: Path, base: Path) -> str:
    relative = Path(os.path.relpath(path, base))
    is_outside = relative.parts[0] == os.pardir
    return (path if is_outside and path.is_absolute() else relative).as_posix()
