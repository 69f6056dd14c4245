"""What single customers have reached, and what they do not see: kept beside the groups.

Nothing is worked out here. Tests and demonstrations say how far a customer has come.
"""

import sqlite3

from msgspec import Struct, field

from reconciler.sandbox.wire import Json, decode, encode

SCHEMA = """
CREATE TABLE IF NOT EXISTS progress (
    customer INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (customer, kind, subject));
"""
_KINDS = ("row", "streak", "hidden")


class Progress(Struct, frozen=True):
    """How one customer's view differs from that of a customer who never did anything.

    Attributes:
        rows: value, achieved_on and wanted, by the ids of target and period as ``2001/5001``.
        streaks: count and achieved_on, by the id of the streak level.
        hidden: ids of groups that the customer does not see.
    """

    rows: dict[str, Json] = field(default_factory=dict)
    streaks: dict[str, Json] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()


def keep(
    connection: sqlite3.Connection, customer: int, kind: str, subject: str, body: Json
) -> None:
    """Store what a customer's view shows of a row, of a streak, or of a hidden group."""
    row = (customer, kind, subject, encode(body))
    connection.execute("INSERT OR REPLACE INTO progress VALUES (?, ?, ?, ?)", row)


def read(connection: sqlite3.Connection, customer: int) -> Progress:
    """Read all that is kept of a customer."""
    query = "SELECT kind, subject, body FROM progress WHERE customer = ?"
    found = connection.execute(query, (customer,)).fetchall()
    kept = {kind: {of: decode(body) for each, of, body in found if each == kind} for kind in _KINDS}
    return Progress(kept["row"], kept["streak"], frozenset(kept["hidden"]))
