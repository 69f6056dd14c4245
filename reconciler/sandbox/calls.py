"""Calls that the sandbox does not offer: each can be switched off by a status.

So it can be seen what becomes of plans and of ``reconciler doctor`` where an organisation, or its
login, lacks a call.
"""

import re
import sqlite3
from collections.abc import Mapping
from typing import Final

from reconciler.sandbox.wire import RequestError

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS switched_off (call TEXT PRIMARY KEY, status INTEGER NOT NULL);
"""
LEAST_STATUS: Final = 400
MOST_STATUS: Final = 599
_FORBIDDEN: Final = 403
_CALLS: Final[Mapping[str, tuple[str, re.Pattern[str]]]] = {
    "token": ("POST", re.compile("/v3/oauth/token/generate")),
    "milestones": ("GET", re.compile("/v3/milestones")),
    "list": ("GET", re.compile("/v3/targetGroups")),
    "periods": ("GET", re.compile("/v3/targetGroups/[^/]+/targetPeriods")),
    "name-check": ("POST", re.compile("/v3/targetGroups/isValidName")),
    "customer": ("GET", re.compile("/v3/users/[^/]+/targetGroups")),
    "promotions": ("GET", re.compile("/v3/promotions")),
    "create": ("POST", re.compile("/v3/targetGroups")),
}
CALLS: Final = tuple(_CALLS)
_CODES: Final = {"promotions": 300005}
_NOT_AUTHORISED: Final = 4000


def switch(connection: sqlite3.Connection, call: str, status: int | None) -> None:
    """Switch a call off by a status, or on again with None."""
    connection.execute("DELETE FROM switched_off WHERE call = ?", (call,))
    if status is not None:
        connection.execute("INSERT INTO switched_off VALUES (?, ?)", (call, status))


def read_off(connection: sqlite3.Connection) -> dict[str, int]:
    """Read which calls are off, and by which status."""
    return dict(connection.execute("SELECT call, status FROM switched_off").fetchall())


def refusal_of(method: str, path: str, off: Mapping[str, int]) -> RequestError | None:
    """The error that a request gets whose call is off, or None."""
    for call, status in off.items():
        its_method, its_path = _CALLS[call]
        if method == its_method and its_path.fullmatch(path):
            if status == _FORBIDDEN:
                code = _CODES.get(call, _NOT_AUTHORISED)
                return RequestError(code, "Access denied", status=status)
            return RequestError(status, "This call is switched off", status=status)
    return None
