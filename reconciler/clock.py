"""The machine's clock; whoever needs to know what day it is asks here."""

from datetime import UTC, date, datetime, tzinfo
from typing import Final

SANDBOX_FROM: Final = date(2000, 1, 1)
SANDBOX_UNTIL: Final = date(2999, 12, 31)
"""Between these days the sandbox's clock may stand: what it makes may last for years."""


def now(zone: tzinfo = UTC) -> datetime:
    """Tell the time in a zone."""
    return datetime.now(zone)


def check_sandbox_day(day: date) -> None:
    """Look whether the sandbox's clock may stand at a day.

    Raises:
        ValueError: it may not.
    """
    if not SANDBOX_FROM <= day <= SANDBOX_UNTIL:
        raise ValueError(f"Write a day from {SANDBOX_FROM} to {SANDBOX_UNTIL}.")
