"""An audit as CSV, for spreadsheets: one line a group or promotion."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from reconciler.core.audit import Audit, Entry
from reconciler.render.csv_text import Cell, to_csv
from reconciler.render.promotions_csv import GROUP, promotion_rows

COLUMNS: Final[Mapping[str, Callable[[Entry], Cell]]] = {
    "class": lambda entry: entry.standing.value,
    "name": lambda entry: entry.name,
    "id": lambda entry: "" if entry.id is None else str(entry.id),
    "file": lambda entry: entry.file,
    "tracking_type": lambda entry: entry.tracking_type,
    "starts": lambda entry: entry.starts or "",
    "ends": lambda entry: entry.ends or "",
    "lifecycle": lambda entry: entry.lifecycle or "",
    "owner": lambda entry: entry.owner,
    "created_by": lambda entry: entry.made.by,
    "created_by_type": lambda entry: entry.made.kind,
    "last_touched": lambda entry: _day(entry.made.touched),
    "flags": lambda entry: " ".join(flag.code for flag in entry.flags),
    "kind": lambda _: GROUP,
    "promotion": lambda entry: entry.promotion.name if entry.promotion else "",
    **dict.fromkeys(("groups", "mode", "activities"), lambda _: ""),
}


def audit_to_csv(audit: Audit) -> str:
    """Write an audit as CSV with a line of headings; lines end with CR LF."""
    return to_csv(COLUMNS, rows_of(audit))


def rows_of(audit: Audit) -> Iterator[Sequence[Cell]]:
    """One line a group, then one a promotion, as the columns have it."""
    yield from ([cell(entry) for cell in COLUMNS.values()] for entry in audit.shown)
    yield from promotion_rows(audit)


def _day(text: str) -> Cell:
    """A day that the API has told, or else what it has told."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
