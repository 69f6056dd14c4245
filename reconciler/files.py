"""Files that somebody else may have put there: read whole, within a bound, and never waited for.

And files that are new. Both by plain calls: a stream around them costs as much as the file itself.
"""

import errno
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_AT_ONCE: Final = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""A pipe that nobody writes into would be waited for without an end."""
_CHUNK: Final = 1 << 16
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_USUAL_MODE: Final = 0o666
"""Of a new file, but for what the user's mask takes away."""


def read_file(path: Path, *, most: int) -> bytes:
    """Read a regular file; of one with more than so many bytes, one byte more than these.

    Raises:
        OSError: it cannot be read, or is a device, a pipe or a socket.
    """
    handle = os.open(path, os.O_RDONLY | _AT_ONCE)
    try:
        status = os.fstat(handle)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "It is not a regular file", str(path))
        held, whole = b"", max(_CHUNK, status.st_size + 1)
        while len(held) <= most and (more := os.read(handle, min(whole, most + 1 - len(held)))):
            held += more
            if len(held) == status.st_size:  # as long as it was when it was opened
                break
        return held
    finally:
        os.close(handle)


def write_new(
    path: Path | str, blocks: Iterable[bytes], *, mode: int | None = None, to_disk: bool = False
) -> None:
    """Write a file that was not there; where that fails in the midst, the beginning stays.

    Args:
        path: the file.
        blocks: what it shall hold, one behind the other; each is a write of its own.
        mode: who may read and write it, before anything stands in it; the usual if None.
        to_disk: wait until it is on disk.

    Raises:
        OSError: it is there already, or cannot be written.
    """
    handle = os.open(path, _NEW, _USUAL_MODE if mode is None else mode)
    try:
        if mode is not None:  # the user's mask has taken something away
            os.chmod(path, mode)  # noqa: PTH101 - it may be text
        for block in blocks:
            rest = memoryview(block)
            while rest:
                rest = rest[os.write(handle, rest) :]
        if to_disk:
            os.fsync(handle)
    finally:
        os.close(handle)


def whole_path(path: Path) -> str:
    """A path from the root, links not followed: the same for two ways of writing it."""
    return os.path.abspath(path)  # noqa: PTH100 - Path.absolute keeps "..", resolve follows links


def is_inside(path: Path, *folders: Path) -> bool:
    """Whether a path, with all links followed, leads into one of the folders."""
    real = Path(os.path.realpath(path))
    return any(real.is_relative_to(os.path.realpath(folder)) for folder in folders)


def nearest_above(name: str) -> Path | None:
    """The nearest file of a name in the folders above this one, as a path from here.

    The search ends where the git repository begins: what is above belongs to others. Outside of a
    repository there is nothing to be found.
    """
    try:
        here = Path(os.path.realpath(os.curdir))
        root = repository_of(here)
    except OSError:  # the folder is gone
        return None
    above = [each for each in here.parents if root is not None and each.is_relative_to(root)]
    found = next((each / name for each in above if (each / name).exists()), None)
    return None if found is None else Path(os.path.relpath(found, here))


def repository_of(folder: Path) -> str | None:
    """Where the git repository begins that a folder is in, with all links followed; None for none.

    Git itself is not asked: it may not be installed, and may refuse to answer another account.
    """
    place = Path(os.path.realpath(folder))
    return next((str(each) for each in (place, *place.parents) if (each / ".git").exists()), None)
