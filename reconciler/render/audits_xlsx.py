"""Audits of several organisations as a workbook: all their lines, and the organisations."""

from collections.abc import Iterator, Sequence
from datetime import date

from reconciler.core.audit import Audit
from reconciler.core.audits import Audits
from reconciler.render.audit_words import filtered
from reconciler.render.audit_xlsx import audit_to_xlsx, workbook
from reconciler.render.audits_csv import HEADINGS, rows_of_all
from reconciler.render.audits_words import DIFFERING_COLUMNS, heading, organisation_columns
from reconciler.render.csv_text import Cell
from reconciler.words import plural


def to_xlsx(result: Audit | Audits) -> bytes:
    """Write one audit or several as a workbook."""
    return audit_to_xlsx(result) if isinstance(result, Audit) else audits_to_xlsx(result)


def audits_to_xlsx(audits: Audits) -> bytes:
    """Write audits as a workbook: groups and promotions, organisations, what differs, notes."""
    day = max((each.today for each in audits.audits), default=date.min)
    sheets = {
        "audits": _lines(audits),
        "organisations": _organisations(audits),
        "differs": _differing(audits),
        "about": _about(audits),
    }
    return workbook(
        f"Audit of {plural(len(audits.audits), 'environment')}", max(day, date(1980, 1, 1)), sheets
    )


def _lines(audits: Audits) -> Iterator[Sequence[Cell]]:
    yield HEADINGS
    yield from rows_of_all(audits)


def _organisations(audits: Audits) -> Iterator[Sequence[Cell]]:
    columns = organisation_columns(audits)
    yield ("Environment", *columns, "Not read")
    for each in audits.not_read:
        yield (each.environment, *([""] * len(columns)), " ".join(each.reason.split()))
    for name, audit in audits.by_name:
        yield (name, *(cell(audit) for cell in columns.values()), "")


def _differing(audits: Audits) -> Iterator[Sequence[Cell]]:
    yield ("Campaign", *DIFFERING_COLUMNS)
    for each in audits.differing:
        yield (each.name, *(cell(each, None) for cell in DIFFERING_COLUMNS.values()))


def _about(audits: Audits) -> Iterator[Sequence[Cell]]:
    yield ("about", "")
    yield ("audits", heading(audits))
    yield from (("note", note) for note in audits.doubts)
    for name, audit in audits.by_name:
        if audit.filter.is_on:
            yield (name, filtered(audit))
        yield from ((name, note) for note in audit.notes)
