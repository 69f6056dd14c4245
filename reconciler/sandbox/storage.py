"""Failures of the file that the sandbox is kept in, in words: a person can mend each of them."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError
from typing import Final

_DELETE: Final = "Delete it: it holds nothing but what was put into the sandbox."
_WRITABLE: Final = "Work in a folder that you may write to, or have its owner let you."
_DAMAGED: Final = ("it is damaged, or no database of a sandbox", _DELETE)
_LOCKED: Final = (
    "another process keeps it locked",
    "Wait until the other run or 'reconciler sandbox serve' has ended, and run again.",
)
NEWER: Final = (
    "a newer version made it",
    f"Use that version. Or delete the file: {_DELETE.partition(': ')[2]}",
)
# By SQLite's primary codes, which its texts follow less closely than its documents say.
_CAUSES: Final = {
    sqlite3.SQLITE_READONLY: ("it must not be written to", _WRITABLE),
    sqlite3.SQLITE_PERM: ("it must not be written to", _WRITABLE),
    sqlite3.SQLITE_CANTOPEN: (
        "it cannot be opened: it may not be read or written, or something else has its name",
        _WRITABLE,
    ),
    sqlite3.SQLITE_FULL: ("the disk is full", "Make room on it, and run again."),
    sqlite3.SQLITE_IOERR: ("the disk refused to read or write it", "Check the disk, or make room."),
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_PROTOCOL: _LOCKED,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_ERROR: ("its tables are not those of this version", _DELETE),
}
_PRIMARY: Final = 0xFF


class StorageError(Exception):
    """The file of the sandbox cannot be used.

    Attributes:
        reason: why, as the end of a sentence.
        hint: what to do.
    """

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint


def is_locked(error: sqlite3.Error) -> bool:
    """Whether another process stands in the way, which passes."""
    return _CAUSES.get(_primary_code(error)) is _LOCKED


def _primary_code(error: sqlite3.Error) -> int:
    """SQLite's primary code of an error; 0 for one that SQLite has not raised."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY


@contextmanager
def faults_of_storage() -> Iterator[None]:
    """Say in words what fails about the file; what a constraint refuses is the caller's to tell.

    Raises:
        StorageError: the file cannot be used.
    """
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.Error as error:
        code = _primary_code(error)
        if not code:
            raise
        otherwise = (f"the database says '{error}'", _DELETE)
        raise StorageError(*_CAUSES.get(code, otherwise)) from error
    except JSONDecodeError as error:
        raise StorageError(*_DAMAGED) from error
    except OSError as error:
        raise StorageError(f"{error.filename}: {error.strerror}", _WRITABLE) from error
