"""Audits of several organisations as CSV: the lines of each, with its environment in front."""

from collections.abc import Iterator, Sequence
from typing import Final

from reconciler.core.audits import Audits
from reconciler.render.audit_csv import COLUMNS, rows_of
from reconciler.render.csv_text import Cell, csv_lines

HEADINGS: Final = ("environment", "org_id", *COLUMNS, "not_read")
NOT_READ: Final = "not-read"
"""What a line about an environment that could not be read says in the column of classes."""


def audits_to_csv(audits: Audits) -> Iterator[str]:
    """Write audits as CSV with a line of headings, line by line; lines end with CR LF."""
    return csv_lines(HEADINGS, rows_of_all(audits))


def rows_of_all(audits: Audits) -> Iterator[Sequence[Cell]]:
    """One line for each environment that could not be read, then those of the others."""
    for each in audits.not_read:
        reason = " ".join(f"{each.reason} {each.hint}".split())
        cells = {"class": NOT_READ, "kind": "environment"}
        yield (each.environment, "", *(cells.get(key, "") for key in COLUMNS), reason)
    for audit in audits.audits:
        org_id = "" if audit.org_id is None else str(audit.org_id)
        for row in rows_of(audit):
            yield (audit.environment, org_id, *row, "")
