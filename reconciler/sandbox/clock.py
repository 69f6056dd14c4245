"""The server's way with time: local digits, roundings and printed forms.

The API never converts zones. It prints its own local digits, and a Z behind them means nothing.
"""

import os
import re
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS clock (id INTEGER PRIMARY KEY CHECK (id = 1), day TEXT NOT NULL);
"""
_SENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(?:Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
_HALF_A_SECOND = timedelta(milliseconds=500)


def machine_now() -> datetime:
    """Tell the time on the machine's clock."""
    return datetime.now(UTC)


def on_day(moment: datetime, day: date) -> datetime:
    """Move a moment to another day; the time of the day stays."""
    return moment.replace(year=day.year, month=day.month, day=day.day)


def read_day(connection: "sqlite3.Connection") -> date | None:
    """Read the day that the sandbox's clock was set to, or None."""
    row = connection.execute("SELECT day FROM clock").fetchone()
    return None if row is None else date.fromisoformat(row[0])


def day_kept_at(path: Path) -> date | None:
    """Read the day from a file that need not be there, without making or changing it."""
    if not os.path.exists(path):  # noqa: PTH110 - a path that cannot be looked at is not there
        return None
    import sqlite3  # noqa: PLC0415 - 2 ms of each command, and there is such a file for few

    try:
        with closing(sqlite3.connect(path)) as connection:
            return read_day(connection)
    except (OSError, sqlite3.Error):  # of an older version; or broken, as who opens it will say
        return None


def zone_of(offset: str) -> tzinfo | None:
    """Read an offset such as +0530.

    Raises:
        ValueError: it is not an offset.
    """
    return datetime.strptime(offset, "%z").tzinfo


def read_digits(text: str) -> datetime | None:
    """Read a sent date as the digits it shows, whatever its zone; None if it is not a date."""
    match = _SENT.fullmatch(text)
    if match is None:
        return None
    day, time = match.groups()
    try:
        return datetime.fromisoformat(f"{day}T{time or '00:00'}")
    except ValueError:
        return None


def day_of(text: str) -> str:
    """Cut a sent date to its day, as the API does with the dates of periods."""
    return text[: len("yyyy-mm-dd")]


def whole_seconds(moment: datetime) -> datetime:
    """Round half up to seconds, as the API's storage does."""
    try:
        return (moment + _HALF_A_SECOND).replace(microsecond=0)
    except OverflowError:
        return moment.replace(microsecond=0)


def digits(moment: datetime) -> str:
    """Print the digits of a moment with milliseconds and the Z that means nothing."""
    return moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def stamp(moment: datetime) -> str:
    """Print a moment as attributions do: milliseconds, and an offset without colon."""
    return moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + moment.strftime("%z")


def years_later(moment: datetime, years: int) -> datetime:
    """Move a moment by whole years; 29 February becomes the 28th."""
    last_day = 28 if (moment.month, moment.day) == (2, 29) else moment.day
    return moment.replace(year=moment.year + years, day=last_day)


def status_on(today: date, *, start: str, end: str) -> str:
    """Say what a period is today; both of its ends belong to it."""
    if today.isoformat() < start:
        return "NOT_STARTED"
    return "ENDED" if today.isoformat() > end else "RUNNING"
