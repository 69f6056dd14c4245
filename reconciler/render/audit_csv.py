"""An audit as CSV, for spreadsheets: one line a group or promotion, as RFC 4180 has it.

A spreadsheet takes a cell that begins with one of a few characters for a formula and may run it.
Such a cell gets an apostrophe in front, which spreadsheets read as "this is text".
"""

import csv
import io
from collections.abc import Callable, Mapping
from typing import Final

from reconciler.core.audit import Audit, Entry
from reconciler.render.promotions_csv import GROUP, promotion_rows
from reconciler.render.safe import visible

COLUMNS: Final[Mapping[str, Callable[[Entry], str]]] = {
    "class": lambda entry: entry.standing.value,
    "name": lambda entry: entry.name,
    "id": lambda entry: "" if entry.id is None else str(entry.id),
    "file": lambda entry: entry.file,
    "tracking_type": lambda entry: entry.tracking_type,
    "starts": lambda entry: entry.starts.isoformat() if entry.starts else "",
    "ends": lambda entry: entry.ends.isoformat() if entry.ends else "",
    "lifecycle": lambda entry: entry.lifecycle or "",
    "owner": lambda entry: entry.owner,
    "created_by": lambda entry: entry.made.by,
    "created_by_type": lambda entry: entry.made.kind,
    "last_touched": lambda entry: entry.made.touched,
    "flags": lambda entry: " ".join(flag.code for flag in entry.flags),
    "kind": lambda _: GROUP,
    "promotion": lambda entry: entry.promotion.name if entry.promotion else "",
    **dict.fromkeys(("groups", "mode", "activities"), lambda _: ""),
}
FORMULA_STARTS: Final = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - full-width ones count too


def audit_to_csv(audit: Audit) -> str:
    """Write an audit as CSV with a line of headings; lines end with CR LF."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    cells = COLUMNS.values()
    writer.writerows([_cell(cell(entry)) for cell in cells] for entry in audit.entries)
    writer.writerows([*map(_cell, cells)] for cells in promotion_rows(audit))
    return stream.getvalue()


def _cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, and no terminal for a command."""
    shown = visible(text)
    return f"'{shown}" if shown.lstrip().startswith(FORMULA_STARTS) else shown
