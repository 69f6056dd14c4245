"""The files that hold campaigns: found, read whole within a bound, and never waited for."""

import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

from reconciler.core.diagnostic import Code, Diagnostic, note
from reconciler.core.file_codes import UNREADABLE_FILE
from reconciler.errors import UsageError
from reconciler.files import is_inside, read_file, whole_path
from reconciler.near_files import did_you_mean_path
from reconciler.yaml12.document import MAX_BYTES, Document, read_document

SUFFIXES: Final = (".yaml", ".yml", ".json")
_NO_FOLDER: Final = (
    "Make the folder, set campaigns in reconciler.toml, or write what is live with 'reconciler "
    "import'. Git keeps no empty folder: put a .gitkeep into it."
)
_NO_FILE: Final = (
    "Name one that is there, by its path from here. Without a path all campaigns are read."
)
DIGEST_LENGTH: Final = hashlib.sha256().digest_size
_SCHEMA: Final = ".schema.json"
"""What a JSON Schema is called, which is no campaign."""


class SourceFile:
    """A file; what it holds is read once, when it is first asked for.

    Args:
        path: where it is.
        shown: its path as shown to people.
        home: the folder that a link of a change must not lead out of.
        name: its path wherever the user is; as it is shown if left out.
    """

    __slots__ = ("_digest", "_home", "_raw", "name", "path", "shown")

    def __init__(self, path: Path, shown: str, home: Path, name: str = "") -> None:
        self.path = path
        self.shown = shown
        self.name = name or shown
        self._home = home
        self._raw: bytes | tuple[Diagnostic, ...] | None = None
        self._digest: bytes | None = None

    @property
    def is_read(self) -> bool:
        """Whether it was read, here or by another process."""
        return self._raw is not None

    @property
    def raw(self) -> bytes | tuple[Diagnostic, ...]:
        """What it holds, up to where it is too large anyway; or why it could not be read."""
        if self._raw is None:
            message, held = "", b""
            if self.path.is_symlink() and not is_inside(self.path, self._home, self.path.parent):
                # What the file of a change leads to would be quoted in findings for all to read.
                message = "The file is a link that leads out of the folder; it is not followed."
            else:
                try:
                    held = read_file(self.path, most=MAX_BYTES)
                except OSError as error:
                    message = f"The file cannot be read: {error.strerror}."
            self._raw = (about_file(self.shown, UNREADABLE_FILE, message),) if message else held
        return self._raw

    def take(self, raw: bytes | tuple[Diagnostic, ...], digest: bytes | None = None) -> None:
        """Hold what another process has read, or what is to be there; with its digest, if known."""
        self._raw = raw
        self._digest = digest if isinstance(raw, bytes) else None

    @property
    def digest(self) -> bytes:
        """Of what it holds; empty where that could not be read."""
        if self._digest is None:
            self._digest = hashlib.sha256(self.raw).digest() if isinstance(self.raw, bytes) else b""
        return self._digest

    @property
    def content(self) -> Document | tuple[Diagnostic, ...]:
        """The document, or why there is none; worked out anew every time."""
        return read_document(self.shown, self.raw) if isinstance(self.raw, bytes) else self.raw

    @property
    def is_json(self) -> bool:
        """Whether its name says that it holds JSON."""
        return self.shown.lower().endswith(".json")


def of_text(path: Path, shown: str, raw: bytes) -> SourceFile:
    """A file that holds something, whether or not it is there."""
    file = SourceFile(path, shown, path.parent)
    file.take(raw)
    return file


def campaign_files(
    paths: Iterable[Path], homes: Iterable[Path], passed: list[Path] | None = None
) -> list[Path]:
    """List campaign files as ``find_files``; of a folder that has homes of campaigns, these alone.

    Else a whole repository would be read as campaigns, with its workflows and schemas. Homes are
    the folders of the environments. ``passed`` gets the other files that were come across.

    Raises:
        UsageError: a path does not exist, or a folder cannot be read.
    """
    homes = dict.fromkeys(homes)
    known = [(home, Path(whole_path(home))) for home in homes]
    chosen: list[Path] = []
    for path in paths:
        whole = Path(whole_path(path))
        below = [home for home, place in known if place.is_relative_to(whole)]
        chosen += below if below and path.is_dir() else [path]
    return find_files(dict.fromkeys(chosen), passed, asked=frozenset(chosen).difference(homes))


def is_called_like_one(path: Path) -> bool:
    """Whether the name of a file says that it may be a campaign."""
    name = path.name.lower()
    return name.endswith(SUFFIXES) and not name.endswith(_SCHEMA)


def find_files(
    paths: Iterable[Path], passed: list[Path] | None = None, asked: Collection[Path] = ()
) -> list[Path]:
    """List campaign files in a stable order, each once; hidden files and folders are left out.

    Files are taken whatever their names are. ``passed`` gets the files in folders whose names say
    that they are no campaigns. Of paths that somebody asked for nobody is to make a folder.

    Raises:
        UsageError: a path does not exist, or a folder cannot be read.
    """
    found: dict[str, Path] = {}
    listed = list(paths)
    for path in listed:
        if path.is_dir():
            files = list(_walk(path, [] if passed is None else passed))
            if len(listed) == 1:  # then each is there once
                return files
        elif os.path.lexists(path):
            files = [path]
        else:
            raise UsageError(
                f"There is no file or folder {path}.",
                hint=did_you_mean_path(
                    path,
                    otherwise=_NO_FILE if path in asked or path.suffix in SUFFIXES else _NO_FOLDER,
                ),
            )
        for file in files:
            found.setdefault(whole_path(file), file)
    return list(found.values())


def _walk(folder: Path, passed: list[Path]) -> Iterator[Path]:
    """The files in a folder and below it, in the order of their parts."""
    open_folders = [_entries(os.fspath(folder))]
    while open_folders:
        for entry in open_folders[-1]:
            is_folder = _is_folder(entry)
            if is_folder and not entry.is_symlink():
                open_folders.append(_entries(entry.path))
                break
            # A link to a folder is not walked into; it must not look as if nothing were there.
            path = Path(entry.path)
            if is_folder or is_called_like_one(path):
                yield path
            else:
                passed.append(path)
        else:
            open_folders.pop()


def _entries(folder: str) -> "Iterator[os.DirEntry[str]]":
    """What is in a folder, by name, but for what is hidden.

    Raises:
        UsageError: it cannot be read; left out, it would look like campaigns that nobody declared.
    """
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        raise UsageError(
            f"The folder {error.filename} cannot be read: {error.strerror}.",
            hint="Make it readable, or begin its name with a dot to leave it out.",
        ) from error
    return (entry for entry in entries if not entry.name.startswith("."))


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def files_at(paths: Iterable[Path], *, base: Path, home: Path | None = None) -> list[SourceFile]:
    """Files that are not read yet.

    Args:
        paths: where they are.
        base: the folder that shown paths are relative to.
        home: the folder that a link of a change must not lead out of; the same if left out.
    """
    shown_folder = _folders_from(base)
    if home is None or whole_path(home) == whole_path(base):
        return [SourceFile(path, _shown_in(path, shown_folder), base) for path in paths]
    named_folder = _folders_from(home)
    return [
        SourceFile(path, _shown_in(path, shown_folder), home, name=_shown_in(path, named_folder))
        for path in paths
    ]


def _folders_from(base: Path) -> Callable[[str], str]:
    folder = whole_path(base).rstrip(os.sep) + os.sep
    return cache(lambda parent: _shown(Path(parent), folder))


def _shown_in(path: Path, shown_folder: Callable[[str], str]) -> str:
    """As ``_shown``, asked once for each folder, since there are many files in one."""
    parent, name = os.path.split(path)
    shown = shown_folder(parent)
    return name if shown in {"", "."} else f"{shown.removesuffix('/')}/{name}"


def about_file(shown: str, code: Code, message: str) -> Diagnostic:
    """A finding about a file as a whole."""
    return note(code, message, at=(shown, 0, 0))


def _shown(path: Path, folder: str) -> str:
    whole = whole_path(path)
    if whole.startswith(folder):
        return whole[len(folder) :].replace(os.sep, "/")
    relative = Path(os.path.relpath(path, folder))
    is_outside = relative.parts[:1] == (os.pardir,)
    return (path if is_outside and path.is_absolute() else relative).as_posix()
