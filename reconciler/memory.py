"""What was found out before, by the digest of all that it was found out from.

Everything here can be found out again, so nothing is lost when it is forgotten, and nothing is
believed that is not certain to be our own: the file is sealed with a key that never leaves this
user's machine. A file that came with a repository, that another version wrote, or that is damaged
is taken for an empty one. Any number of processes may use it: each replaces it as a whole, and of
two that do so at once, what one has learned is found out again some day.
"""

import contextlib
import hashlib
import hmac
import os
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Generic, TypeVar, cast

import msgspec

from reconciler.files import read_file

T = TypeVar("T")

MOST_ENTRIES: Final = 50_000
"""Of one kind; those that were of no use for the longest time are forgotten first."""
MOST_BYTES: Final = 1 << 28
_SEAL: Final = 32
_KEY: Final = 32


class Shelf(Generic[T]):
    """What is known of one kind of thing."""

    def __init__(self, kept: dict[bytes, T]) -> None:
        self._kept = kept
        self._used: dict[bytes, T] = {}
        self.has_news = False

    def get(self, key: bytes) -> T | None:
        """What is known under a key, or None."""
        found = self._used.get(key)
        if found is None:
            found = self._kept.pop(key, None)
            if found is not None:
                self._used[key] = found
        return found

    def __getitem__(self, key: bytes) -> T:
        """What is known under a key.

        Raises:
            KeyError: nothing is.
        """
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def put(self, key: bytes, value: T) -> None:
        """Keep what was found out."""
        self._used[key] = value
        self.has_news = True

    def entries(self) -> dict[bytes, T]:
        """What is to be kept, what was of use the longest ago first."""
        room = max(0, MOST_ENTRIES - len(self._used))
        older = list(self._kept.items())
        return dict(older[len(older) - min(room, len(older)) :]) | self._used


class Memory:
    """All that is known; without a file, for as long as this process lives.

    Args:
        path: the file; None to begin with nothing and keep nothing.
        key: the file that holds the key of this user's seal.

    Attributes:
        passing: what is of use to this process alone, by the keys of what stands on shelves.
    """

    def __init__(self, path: Path | None = None, *, key: Path | None = None) -> None:
        self._path = path
        self._key = key
        self.passing: dict[bytes, Any] = {}
        self._shelves: dict[str, Shelf[Any]] = {}
        self._stored = _read(path, key) if path and key else {}

    @property
    def lasts(self) -> bool:
        """Whether what is found out is of use to other runs."""
        return self._path is not None

    def shelf(self, name: str, kind: type[T]) -> Shelf[T]:
        """What is known of one kind of thing; ``kind`` is what msgspec reads it back as."""
        if name not in self._shelves:
            self._shelves[name] = Shelf(self._kept(name, kind))
        return cast("Shelf[T]", self._shelves[name])

    def _kept(self, name: str, kind: type[T]) -> dict[bytes, T]:
        stored = self._stored.get(name)
        if stored is None:
            return {}
        try:
            return msgspec.msgpack.decode(stored, type=dict[bytes, kind])  # type: ignore[valid-type]
        except msgspec.MsgspecError:
            return {}

    def save(self) -> None:
        """Keep what is new; where that is not possible, do without."""
        if self._path is None or not any(each.has_news for each in self._shelves.values()):
            return
        shelves = {name: shelf.entries() for name, shelf in self._shelves.items()}
        untouched = {
            name: msgspec.Raw(stored)
            for name, stored in self._stored.items()
            if name not in shelves
        }
        try:
            content = msgspec.msgpack.encode(untouched | shelves)
        except (ValueError, OverflowError):  # half characters, and numbers past 64 bits
            lasting = {name: _lasting(entries) for name, entries in shelves.items()}
            content = msgspec.msgpack.encode(untouched | lasting)
        if len(content) + _SEAL <= MOST_BYTES:
            with contextlib.suppress(OSError):
                _write(self._path, self._key, content)


def _lasting(entries: Mapping[bytes, T]) -> dict[bytes, T]:
    """The entries that can be written."""
    lasting = {}
    for key, value in entries.items():
        with contextlib.suppress(ValueError, OverflowError):
            msgspec.msgpack.encode(value)
            lasting[key] = value
    return lasting


def user_key() -> Path | None:
    """Where the key of this user's seal is kept, beyond the reach of any repository."""
    folder = os.environ.get("XDG_CACHE_HOME")
    if folder and os.path.isabs(folder):  # noqa: PTH117 - as the convention has it
        return Path(folder, "reconciler", "seal.key")
    with contextlib.suppress(RuntimeError):
        return Path.home() / ".cache" / "reconciler" / "seal.key"
    return None


def _read(path: Path, key: Path) -> Mapping[str, bytes]:
    try:
        sealed = read_file(path, most=MOST_BYTES)
        secret = read_file(key, most=_KEY)
    except OSError:
        return {}
    seal, content = sealed[:_SEAL], sealed[_SEAL:]
    if len(secret) != _KEY or not hmac.compare_digest(seal, _seal(secret, content)):
        return {}
    shelves: Mapping[str, bytes] = msgspec.msgpack.decode(content, type=dict[str, msgspec.Raw])
    return shelves


def _write(path: Path, key: Path | None, content: bytes) -> None:
    folder = path.parent
    if key is None or folder.is_symlink():  # a link may lead out of the repository it came with
        return
    secret = b""
    with contextlib.suppress(FileNotFoundError):
        secret = read_file(key, most=_KEY)
    if len(secret) != _KEY:
        key.parent.mkdir(parents=True, exist_ok=True)
        secret = os.urandom(_KEY)
        _replace(key, secret)
    folder.mkdir(parents=True, exist_ok=True)
    # Nothing in there belongs into a repository of campaigns.
    with contextlib.suppress(FileExistsError), (folder / ".gitignore").open("x") as ignore:
        ignore.write("*\n")
    _replace(path, _seal(secret, content) + content)


def _replace(path: Path, content: bytes) -> None:
    """Write a file that only this user may read, whole or not at all."""
    import tempfile  # noqa: PLC0415 - only where there is something to write

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(name, path)  # noqa: PTH105 - the name is text
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _seal(key: bytes, content: bytes) -> bytes:
    """Nothing but this very program, on this user's machine, gives this content this seal."""
    sealing = hashlib.blake2b(content, digest_size=_SEAL, key=key)
    sealing.update(_program())
    return sealing.digest()


@cache
def _program() -> bytes:
    """What tells this program from another version of itself, or one that was changed since.

    It is looked at once: what runs is what was there before, whatever is changed meanwhile.
    """
    # Where libraries are, so that another version of one of them changes the time of the folder.
    lines = [sys.version, str(Path(msgspec.__file__).parents[1].stat().st_mtime_ns)]
    root = Path(__file__).parent
    for folder, _, names in sorted(os.walk(root)):
        for name in sorted(names):
            if name.endswith((".py", ".json")):
                status = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118 - many of them
                size, time = status.st_size, status.st_mtime_ns
                lines.append(f"{folder[len(str(root)) :]}/{name} {size} {time}\n")
    return "".join(lines).encode()
