"""The SQLite file of the sandbox: its tables, how it is opened, and where ids come from.

What fails about it is said in words: a person can mend each of them.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from json import JSONDecodeError
from pathlib import Path
from typing import Final

from reconciler.sandbox import calls, clock, progress
from reconciler.sandbox.wire import Json, decode, encode

_SCHEMA = f"""{progress.SCHEMA}{clock.SCHEMA}{calls.SCHEMA}
CREATE TABLE IF NOT EXISTS options (id INTEGER PRIMARY KEY CHECK (id = 1), body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sequences (kind TEXT PRIMARY KEY, latest INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS target_groups (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS names (
    kind TEXT NOT NULL, name TEXT NOT NULL, group_id INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS names_by_name ON names (kind, name);
CREATE INDEX IF NOT EXISTS names_by_group ON names (group_id);
CREATE TABLE IF NOT EXISTS promotions (
    place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tokens (token TEXT PRIMARY KEY, expires REAL NOT NULL);
CREATE TABLE IF NOT EXISTS requests (
    id INTEGER PRIMARY KEY, method TEXT NOT NULL, path TEXT NOT NULL, status INTEGER NOT NULL);
"""
_FIRST_IDS = {
    "group": 1001,
    "streak": 101,
    "target": 2001,
    "period": 5001,
    "value": 9001,
    "ruleset": 126000001,
}
_LARGEST_ID = 2**63 - 1
_VERSION = 1
"""Of the tables; a file of a higher one is left alone."""
_LOCK_SECONDS = 30.0
_TRY_SECONDS = 1.0
_PAUSE_SECONDS = 0.05
_SILENT_SECONDS = 4.0

OnLock = Callable[[float, float], None]
"""Told, every few seconds, that another process keeps the file locked: since, and for how long."""

_DELETE: Final = "Delete it: it holds nothing but what was put into the sandbox."
_WRITABLE: Final = "Work in a folder that you may write to, or have its owner let you."
_DAMAGED: Final = ("it is damaged, or no database of a sandbox", _DELETE)
_LOCKED: Final = (
    "another process keeps it locked",
    "Wait until the other run or 'reconciler sandbox serve' has ended, and run again.",
)
_NEWER: Final = (
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


class UnusableError(Exception):
    """Something on this machine cannot be used: why, as the end of a sentence, and what to do."""

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint


class StorageError(UnusableError):
    """The file of the sandbox cannot be used."""


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


def open_at(path: Path | str, on_lock: OnLock | None = None) -> sqlite3.Connection:
    """Open a sandbox file, or make it with its folder; several processes may do so at once.

    Raises:
        StorageError: the file cannot be used.
    """
    with faults_of_storage():
        if str(path) != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            path, timeout=_TRY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            # Two processes that switch a new file to WAL do not wait for each other.
            patiently(lambda: _prepare(connection), on_lock)
        except BaseException:
            connection.close()
            raise
    return connection


def patiently(work: Callable[[], object], on_lock: OnLock | None = None) -> None:
    """Do something, again while another process stands in the way; for half a minute at most."""
    began = told = time.monotonic()
    while True:
        try:
            work()
        except sqlite3.OperationalError as error:
            now = time.monotonic()
            is_locked = _CAUSES.get(_primary_code(error)) is _LOCKED  # which passes
            if not is_locked or now >= began + _LOCK_SECONDS:
                raise
            if on_lock is not None and now >= told + _SILENT_SECONDS:
                on_lock(now - began, _LOCK_SECONDS)
                told = now
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def _prepare(connection: sqlite3.Connection) -> None:
    ((version,),) = connection.execute("PRAGMA user_version").fetchall()
    if version > _VERSION:
        raise StorageError(*_NEWER)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.executescript(_SCHEMA)
    if version != _VERSION:
        connection.execute(f"PRAGMA user_version = {_VERSION}")


def read_group(connection: sqlite3.Connection, group_id: int) -> Json | None:
    """Read one stored group, or None."""
    if group_id > _LARGEST_ID:
        return None
    query = "SELECT body FROM target_groups WHERE id = ?"
    row = connection.execute(query, (group_id,)).fetchone()
    return None if row is None else decode(row[0])


def keep_group(connection: sqlite3.Connection, group: Json) -> None:
    """Store a group with the ids that it has; ids that are drawn later are larger."""
    connection.execute("DELETE FROM target_groups WHERE id = ?", (group["id"],))
    row = (group["id"], group["name"].casefold(), encode(group))
    connection.execute("INSERT INTO target_groups (id, name, body) VALUES (?, ?, ?)", row)
    parts = [("target", group["targets"]), ("period", group["periods"])]
    for kind, listed in (("group", [group]), *parts, ("streak", group["streaks"])):
        largest = max((each["id"] for each in listed), default=0)
        query = """
            INSERT INTO sequences VALUES (?, ?)
            ON CONFLICT (kind) DO UPDATE SET latest = max(latest, excluded.latest)"""
        connection.execute(query, (kind, max(largest, _FIRST_IDS[kind] - 1)))


def keep_promotion(connection: sqlite3.Connection, promotion: Json) -> None:
    """Store a promotion in place of the one of its id, if there is one."""
    number = str(promotion.get("id") or promotion["unifiedPromotionId"])
    query = """
        INSERT INTO promotions (id, body) VALUES (?, ?)
        ON CONFLICT (id) DO UPDATE SET body = excluded.body"""
    connection.execute(query, (number, encode(promotion)))


def next_id(connection: sqlite3.Connection, kind: str) -> int:
    """Draw the next id of a kind; kinds count apart, so ids of two kinds may be equal."""
    query = """
        INSERT INTO sequences VALUES (?, ?)
        ON CONFLICT (kind) DO UPDATE SET latest = latest + 1 RETURNING latest"""
    ((latest,),) = connection.execute(query, (kind, _FIRST_IDS[kind])).fetchall()
    return int(latest)
