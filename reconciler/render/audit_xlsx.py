"""Audits as workbooks for spreadsheets: the lines of the CSV; text is text there, and days days.

XlsxWriter writes it, since it says of each cell which type it has: ids, codes and names stay as
they are, whatever a spreadsheet would make of them, and nothing in them is ever run.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Final

import xlsxwriter

from reconciler.core.audit import Audit
from reconciler.core.several_audits import Audits
from reconciler.render.audit_csv import COLUMNS, HEADINGS, rows_of, rows_of_all
from reconciler.render.audit_words import filtered
from reconciler.render.audits_words import DIFFERING_COLUMNS, organisation_columns, overview
from reconciler.render.csv_text import Cell
from reconciler.render.safe import visible
from reconciler.words import plural

FIRST_DAY: Final = date(1900, 3, 1)
"""Before it, spreadsheets disagree on which day a number is: one of them has a 29 February 1900."""
LONGEST_TEXT: Final = 32_767
"""Characters that a cell may have."""
_WIDEST: Final = 60
_NARROWEST: Final = 8
_DAY: Final = "yyyy-mm-dd"
_FILTER: Final = 3
"""Characters that the sign of a filter hides of a heading."""


def to_xlsx(result: Audit | Audits) -> bytes:
    """Write one audit or several as a workbook."""
    return audit_to_xlsx(result) if isinstance(result, Audit) else audits_to_xlsx(result)


def audit_to_xlsx(audit: Audit) -> bytes:
    """Write an audit as a workbook: one sheet of groups and promotions, one about the whole."""
    title = f"Audit of {visible(audit.environment)}"
    sheets = {"audit": chain([[*COLUMNS]], rows_of(audit)), "about": _about(audit)}
    return _workbook(title, audit.today, sheets)


def audits_to_xlsx(audits: Audits) -> bytes:
    """Write audits as a workbook: groups and promotions, organisations, what differs, notes."""
    day = max((each.today for each in audits.audits), default=date.min)
    sheets = {
        "audits": chain([HEADINGS], rows_of_all(audits)),
        "organisations": _organisations(audits),
        "differs": _differing(audits),
        "about": _about_all(audits),
    }
    title = f"Audit of {plural(len(audits.audits), 'environment')}"
    return _workbook(title, max(day, date(1980, 1, 1)), sheets)


def _workbook(title: str, day: date, sheets: Mapping[str, Iterable[Sequence[Cell]]]) -> bytes:
    """Write a workbook.

    Args:
        title: what it is called.
        day: that it is made on.
        sheets: the rows of each by its name, the headings first; in the first sheet they filter.
    """
    stream = io.BytesIO()
    made = datetime.combine(day, datetime.min.time())
    # Rows go to a file as they are written: a cell in memory is ten times what it is there.
    with xlsxwriter.Workbook(stream, {"constant_memory": True}) as book:
        book.set_properties({"title": title, "created": made})
        head = book.add_format({"bold": True, "bottom": 1})
        days = book.add_format({"num_format": _DAY, "align": "left"})
        for k, (name, rows) in enumerate(sheets.items()):
            sheet = book.add_worksheet(name)
            height, width = _fill(sheet, rows, head=head, day=days)
            sheet.freeze_panes(1, 0)
            if k == 0:
                sheet.autofilter(0, 0, max(height - 1, 1), width - 1)
    return stream.getvalue()


def _about(audit: Audit) -> Iterator[Sequence[Cell]]:
    yield "about", ""
    yield "environment", audit.environment
    yield "organisation", "" if audit.org_id is None else str(audit.org_id)
    yield "day", audit.today
    yield "read through", audit.source
    if audit.filter.is_on:
        yield "shown", filtered(audit)
    yield from (("note", note) for note in audit.notes)


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


def _about_all(audits: Audits) -> Iterator[Sequence[Cell]]:
    yield ("about", "")
    yield ("audits", overview(audits))
    yield from (("note", note) for note in audits.doubts)
    for name, audit in audits.by_name:
        if audit.filter.is_on:
            yield (name, filtered(audit))
        yield from ((name, note) for note in audit.notes)


def _fill(
    sheet: "xlsxwriter.worksheet.Worksheet",
    rows: Iterable[Sequence[Cell]],
    *,
    head: "xlsxwriter.format.Format",
    day: "xlsxwriter.format.Format",
) -> tuple[int, int]:
    """Write the rows of a sheet; gives how many there are, and how many columns."""
    widths: list[int] = []
    height = 0
    for r, row in enumerate(rows):
        height = r + 1
        widths += [_NARROWEST] * (len(row) - len(widths))
        for c, cell in enumerate(row):
            if isinstance(cell, date) and cell >= FIRST_DAY:
                sheet.write_datetime(r, c, datetime.combine(cell, datetime.min.time()), day)
                widths[c] = max(widths[c], len(_DAY) + 1)
                continue
            text = cell.isoformat() if isinstance(cell, date) else visible(cell)
            text = text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
            if text:
                sheet.write_string(r, c, text, head if r == 0 else None)
            widths[c] = max(widths[c], len(text) + (_FILTER if r == 0 else 1))
    for c, width in enumerate(widths):
        sheet.set_column(c, c, min(width, _WIDEST))
    # A spreadsheet marks each id as a number that somebody has written as text, which it is.
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    return height, len(widths)
