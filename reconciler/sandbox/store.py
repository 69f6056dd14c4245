"""The state of the sandbox: groups, names, ids, tokens and a log of requests, kept in SQLite.

The database, not this code, makes sure that a name is given out once: any number of processes
may work on one file. What a group means is known elsewhere; here it is a dict with a name.
"""

import json
import secrets
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Self

from msgspec import Struct
from msgspec.structs import asdict, replace

from reconciler.sandbox import calls, clock, database, progress
from reconciler.sandbox.database import faults_of_storage
from reconciler.sandbox.wire import Json, decode, encode

REQUESTS_KEPT = 5000
_FORGOTTEN = (
    *("target_groups", "names", "sequences", "promotions", "tokens", "requests", "progress"),
    *("clock", "switched_off"),
)


class NameTakenError(Exception):
    """A name is in use already; kind says what bears it, as isValidName calls it."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"{kind} is taken")
        self.kind = kind


class Options(Struct, frozen=True):
    """What differs between organisations and clusters. The password is clear text."""

    username: str = "sandbox"
    password: str = "sandbox"  # noqa: S105 (it guards a sandbox)
    client_key: str = "sandbox"
    client_secret: str = "sandbox"  # noqa: S105 (it guards a sandbox)
    token_seconds: int = 300
    return_bill_twins: bool = False
    time_zone_offset: str = "+0000"
    org_id: int = 100001
    max_page: int = 100
    list_returns_periods: bool = False
    leaderboard_enabled: bool = True
    unique_target_names: bool = True

    def __post_init__(self) -> None:
        """Refuse an offset that cannot be read."""
        clock.zone_of(self.time_zone_offset)


class Store:
    """One open sandbox; use it from any thread, and the same file from any process."""

    def __init__(
        self,
        path: Path | str,
        options: Options | None = None,
        now: Callable[[], datetime] | None = None,
        day: date | None = None,
        on_lock: database.OnLock | None = None,
        *,
        org_id: int | None = None,
    ) -> None:
        """Open or make a sandbox.

        Args:
            path: of its file.
            options: how it behaves; left out, as when it was last opened.
            now: tells the time, with its zone; left out, the machine does.
            day: what day it is there, until its clock is set; left out, that of the time.
            on_lock: told while another process keeps the file locked.
            org_id: of the organisation that it is for whoever opened it so; left out, as the
                options say.

        Raises:
            StorageError: the file cannot be used; also raised by all that reads or changes it.
        """
        self._lock = threading.RLock()
        self._now = now or clock.machine_now
        self._day = day
        self._on_lock = on_lock
        self._connection = database.open_at(path, on_lock)
        # A store that is dropped closes its database as well: Python 3.13 warns where nobody does.
        self._close = weakref.finalize(self, self._connection.close)
        # A page of thousands of groups is cut from all of them, and few change in between.
        self._decoded: dict[str, Json] = {}
        try:
            self.options = self._settle_options(options)
            if org_id is not None:
                self.options = replace(self.options, org_id=org_id)
        except BaseException:
            self._close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database; the state stays on disk."""
        with self._lock, faults_of_storage():
            self._close()

    def reset(self) -> None:
        """Forget all but the options: groups, tokens, requests, the day, what is off, and ids."""
        with self._transaction() as connection:
            for table in _FORGOTTEN:
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 (the names are above)

    def set_clock(self, day: date | None) -> None:
        """Let it be another day in the sandbox, until the next time; None is as if never set."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM clock")
            if day is not None:
                connection.execute("INSERT INTO clock VALUES (1, ?)", (day.isoformat(),))

    def switch_call(self, call: str, status: int | None) -> None:
        """Switch a call off by a status, or on again with None."""
        with self._transaction() as connection:
            calls.switch(connection, call, status)

    @property
    def calls_off(self) -> dict[str, int]:
        """Which calls are off, and by which status."""
        with self._reading() as connection:
            return calls.read_off(connection)

    def local_now(self) -> datetime:
        """Tell the time on the server's clock, in its own zone."""
        moment = self._now().astimezone(clock.zone_of(self.options.time_zone_offset))
        with self._reading() as connection:
            day = clock.read_day(connection) or self._day
        return moment if day is None else clock.on_day(moment, day)

    def groups(self) -> list[Json]:
        """Read all stored groups in the order of their ids; not to be changed in place."""
        with self._reading() as connection:
            rows = connection.execute("SELECT body FROM target_groups ORDER BY id").fetchall()
            known = self._decoded
            self._decoded = {
                body: known[body] if body in known else decode(body) for (body,) in rows
            }
            return [*self._decoded.values()]

    def group(self, group_id: int) -> Json | None:
        """Read one stored group, or None."""
        with self._reading() as connection:
            return database.read_group(connection, group_id)

    def promotions(self) -> list[Json]:
        """Read all stored promotions in the order in which they came."""
        with self._reading() as connection:
            rows = connection.execute("SELECT body FROM promotions ORDER BY place").fetchall()
            return [decode(body) for (body,) in rows]

    def seed(self, groups: Iterable[Json], promotions: Iterable[Json]) -> None:
        """Put groups and promotions in as they are, in place of those of the same ids.

        Names of targets need not be unique, as in organisations that are older than that rule.

        Raises:
            NameTakenError: a group has the name of another one.
        """
        with self._transaction() as connection:
            for group in groups:
                try:
                    database.keep_group(connection, group)
                except sqlite3.IntegrityError as error:
                    raise NameTakenError(f"the name '{group['name']}'") from error
                self._keep_names(group)
            for promotion in promotions:
                database.keep_promotion(connection, promotion)

    def add(self, make: Callable[[Callable[[str], int]], Json]) -> Json:
        """Store the group that is made from fresh ids, all of it or nothing.

        Raises:
            NameTakenError: its name, or that of one of its targets, is in use.
        """
        with self._transaction() as connection:
            group = make(lambda kind: database.next_id(connection, kind))
            try:
                connection.execute(
                    "INSERT INTO target_groups (id, name, body) VALUES (?, ?, ?)",
                    (group["id"], group["name"].casefold(), encode(group)),
                )
            except sqlite3.IntegrityError as error:
                raise NameTakenError("targetGroupName") from error
            self._index_names(group)
            return group

    def edit(self, group_id: int, change: Callable[[Json], None]) -> Json:
        """Let a function change the stored group in place, and keep what it left.

        Raises:
            KeyError: there is no such group.
            NameTakenError: a new name is in use elsewhere.
        """
        with self._transaction() as connection:
            group = database.read_group(connection, group_id)
            if group is None:
                raise KeyError(group_id)
            change(group)
            try:
                connection.execute(
                    "UPDATE target_groups SET name = ?, body = ? WHERE id = ?",
                    (group["name"].casefold(), encode(group), group_id),
                )
            except sqlite3.IntegrityError as error:
                raise NameTakenError("targetGroupName") from error
            self._index_names(group)
            return group

    def has_name(self, kind: str, name: str) -> bool:
        """Tell whether a name is in use, ignoring case, by anything active or not."""
        query = "SELECT 1 FROM names WHERE kind = ? AND name = ?"
        with self._reading() as connection:
            return connection.execute(query, (kind, name.casefold())).fetchone() is not None

    def set_progress(
        self,
        customer: int,
        target_id: int,
        period_id: int,
        value: Json,
        achieved_on: str | None = None,
        *,
        wanted: Json = None,
    ) -> None:
        """Let a customer take part and have reached a value; wanted is a goal of the customer."""
        body = {"value": value, "achieved_on": achieved_on, "wanted": wanted}
        with self._transaction() as connection:
            progress.keep(connection, customer, "row", f"{target_id}/{period_id}", body)

    def set_streak(
        self, customer: int, streak_id: int, count: int, achieved_on: str | None = None
    ) -> None:
        """Let a customer have reached so many periods in a row."""
        body = {"count": count, "achieved_on": achieved_on}
        with self._transaction() as connection:
            progress.keep(connection, customer, "streak", str(streak_id), body)

    def hide_group(self, customer: int, group_id: int) -> None:
        """Show a customer no row of a group any more."""
        with self._transaction() as connection:
            progress.keep(connection, customer, "hidden", str(group_id), None)

    def progress_of(self, customer: int) -> progress.Progress:
        """Read what a customer has reached and does not see."""
        with self._reading() as connection:
            return progress.read(connection, customer)

    def issue_token(self) -> str:
        """Make an access token that expires."""
        now, token = self._now().timestamp(), secrets.token_urlsafe(32)
        with self._transaction() as connection:
            connection.execute("DELETE FROM tokens WHERE expires <= ?", (now,))
            expires = now + self.options.token_seconds
            connection.execute("INSERT INTO tokens VALUES (?, ?)", (token, expires))
        return token

    def accepts_token(self, token: str) -> bool:
        """Tell whether a token was issued and has not expired."""
        query = "SELECT 1 FROM tokens WHERE token = ? AND expires > ?"
        with self._reading() as connection:
            found = connection.execute(query, (token, self._now().timestamp())).fetchone()
        return found is not None

    def log_request(self, method: str, path: str, status: int) -> None:
        """Note an answered request; only the latest are kept."""
        with self._transaction() as connection:
            row = (method, path, status)
            added = connection.execute(
                "INSERT INTO requests (method, path, status) VALUES (?, ?, ?)", row
            )
            oldest = (added.lastrowid or 0) - REQUESTS_KEPT
            connection.execute("DELETE FROM requests WHERE id <= ?", (oldest,))

    @property
    def requests(self) -> list[tuple[str, str, int]]:
        """The latest requests in the order they were answered: method, path, status."""
        query = "SELECT method, path, status FROM requests ORDER BY id"
        with self._reading() as connection:
            return connection.execute(query).fetchall()

    def _settle_options(self, given: Options | None) -> Options:
        with self._transaction() as connection:
            row = connection.execute("SELECT body FROM options").fetchone()
            known = asdict(Options())
            kept = {} if row is None else json.loads(row[0])
            kept = {key: value for key, value in kept.items() if key in known}
            options = Options(**{**known, **kept}) if given is None else given
            body = json.dumps(asdict(options))
            connection.execute("INSERT OR REPLACE INTO options VALUES (1, ?)", (body,))
        return options

    def _index_names(self, group: Json) -> None:
        self._connection.execute("DELETE FROM names WHERE group_id = ?", (group["id"],))
        targets = [name for kind, name in _names_of(group) if kind == "targetName"]
        is_repeated = len(set(targets)) < len(targets)
        is_elsewhere = any(self.has_name("targetName", name) for name in targets)
        if self.options.unique_target_names and (is_repeated or is_elsewhere):
            raise NameTakenError("targetName")
        self._keep_names(group)

    def _keep_names(self, group: Json) -> None:
        self._connection.execute("DELETE FROM names WHERE group_id = ?", (group["id"],))
        rows = [(kind, name, group["id"]) for kind, name in _names_of(group)]
        self._connection.executemany("INSERT INTO names VALUES (?, ?, ?)", rows)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._reading() as connection:
            database.patiently(lambda: connection.execute("BEGIN IMMEDIATE"), self._on_lock)
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # a full disk, say, has ended it already
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock, faults_of_storage():
            yield self._connection


def _names_of(group: Json) -> list[tuple[str, str]]:
    streaks = [streak["name"] for streak in group["streaks"]]
    names = {
        "targetGroupName": [group["name"]],
        "targetName": [target["name"] for target in group["targets"]],
        "streakName": streaks,
        "streakLevelName": streaks,
        "periodName": [period["refCode"] for period in group["periods"]],
    }
    return [(kind, name.casefold()) for kind, bearers in names.items() for name in bearers]
