"""An audit as CSV, for spreadsheets: one line a campaign, as RFC 4180 has it.

A spreadsheet takes a cell that begins with one of a few characters for a formula and may run it.
Such a cell gets an apostrophe in front, which spreadsheets read as "this is text".
"""

import csv
import io
from collections.abc import Iterator
from typing import Final

from reconciler.core.audit import Audit, Entry
from reconciler.render.safe import visible

COLUMNS: Final = (
    *("class", "name", "id", "file", "tracking_type", "starts", "ends", "lifecycle", "owner"),
    *("created_by", "created_by_type", "last_touched", "flags"),
)
FORMULA_STARTS: Final = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - full-width ones count too


def audit_to_csv(audit: Audit) -> str:
    """Write an audit as CSV with a line of headings; lines end with CR LF."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    writer.writerows(map(list, map(_cells, audit.entries)))
    return stream.getvalue()


def _cells(entry: Entry) -> Iterator[str]:
    for text in (
        entry.standing.value,
        entry.name,
        "" if entry.id is None else str(entry.id),
        entry.file,
        entry.tracking_type,
        entry.starts.isoformat() if entry.starts else "",
        entry.ends.isoformat() if entry.ends else "",
        entry.lifecycle or "",
        entry.owner,
        entry.made.by,
        entry.made.kind,
        entry.made.touched,
        " ".join(flag.code for flag in entry.flags),
    ):
        yield _cell(text)


def _cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, and no terminal for a command."""
    shown = visible(text)
    return f"'{shown}" if shown.lstrip().startswith(FORMULA_STARTS) else shown
