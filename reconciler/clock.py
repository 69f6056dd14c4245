"""The machine's clock; whoever needs to know what day it is asks here."""

from datetime import UTC, datetime, tzinfo


def now(zone: tzinfo = UTC) -> datetime:
    """Tell the time in a zone."""
    return datetime.now(zone)
