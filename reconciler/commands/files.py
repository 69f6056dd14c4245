"""Files that commands read and replace, with errors for people."""

import codecs
import contextlib
import os
import stat
from collections.abc import Callable, Iterable
from pathlib import Path

from reconciler import files
from reconciler.errors import UsageError, cannot_write
from reconciler.settings.model import MOST_BYTES
from reconciler.yaml12.document import MAX_BYTES


def read_file(path: Path, *, most: int = MAX_BYTES) -> bytes:
    """Read a file, but for one byte no more than this many.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return files.read_file(path, most=most)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}.", hint="Check that it may be read."
        ) from error


def change_settings(path: Path, change: Callable[[str], str]) -> bool:
    """Let a function change the text of a settings file; whether anything was changed.

    A byte order mark stays.

    Raises:
        UsageError: it cannot be read or written.
    """
    before = read_file(path, most=MOST_BYTES)
    mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    after = mark + change(before.removeprefix(mark).decode()).encode()
    if after != before:
        write_whole(path, after)
    return after != before


def write_unless_changed(path: Path, before: str, after: str) -> bool:
    """Replace a campaign file, unless it is no longer what it was; gives whether it was replaced.

    The text before is without a byte order mark.

    Raises:
        UsageError: it cannot be read or written.
    """
    if read_file(path).removeprefix(codecs.BOM_UTF8) != before.encode():
        return False
    write_whole(path, after.encode())
    return True


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file in one step; see ``write_blocks``."""
    write_blocks(path, [content])


def write_blocks(path: Path, blocks: Iterable[bytes], *, to_disk: bool = False) -> None:
    """Replace a file in one step, so that nobody ever reads half of it.

    Its mode stays, and a link stays a link.

    Args:
        path: the file, whether or not it is there; never a device or a pipe.
        blocks: what it shall hold, one behind the other.
        to_disk: wait until it is on disk, so that it is whole even after a crash.

    Raises:
        UsageError: the file cannot be written.
    """
    try:
        whole = path.resolve() if path.is_symlink() else path
        # As text, since a path takes half as long as to write the file.
        part = f"{str(whole).removesuffix(whole.name)}.{whole.name}.{os.urandom(4).hex()}"
        try:
            # A file system may put a new name on disk before what the file holds.
            files.write_new(part, blocks, mode=_mode_of(whole), to_disk=to_disk)
            os.replace(part, whole)  # noqa: PTH105 - it is text
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
        if to_disk:
            _sync_folder(whole.parent)
    except OSError as error:
        hint = "Check that the folder is there and may be written to."
        raise cannot_write(path, error, hint) from error


def _mode_of(path: Path) -> int | None:
    """Who may read and write a file; None where there is none."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return None


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # not every system can do that
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
