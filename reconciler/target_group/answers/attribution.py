"""Who made a group and when, read from an answer's row as far as it tells.

Nothing here is compared, so nothing here can stop a read: whatever has another form than
documented counts as not told (rule ``attribution-is-computed``).
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from reconciler.core.exact_json import Json
from reconciler.core.resource import Made
from reconciler.target_group.values import text_at

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?=T|$)", re.ASCII)


def made(row: Mapping[str, Json]) -> Made:
    """Read the attribution of a group."""
    attribution = _mapping(row, "attribution")
    author = _mapping(attribution, "createdBy")
    day = _DAY.match(text_at(attribution, "createdOn"))
    touched, stamp = day[0] if day else "", row.get("createdOn")
    if not day and type(stamp) is int:  # it names no zone, so it is the day in UTC
        with suppress(OverflowError, ValueError, OSError):
            touched = datetime.fromtimestamp(stamp / 1000, UTC).date().isoformat()
    name, code, number = text_at(author, "name"), text_at(author, "code"), author.get("id")
    by = name or code or (f"id {number}" if isinstance(number, int) else "")
    if name and code and name != code:  # it says more; the bare id is all that some answers have
        by = f"{name} ({code})"
    return Made(by=by, kind=text_at(author, "type"), touched=touched)


def _mapping(holder: Mapping[str, Json], key: str) -> Mapping[str, Json]:
    value = holder.get(key)
    return value if isinstance(value, Mapping) else {}
