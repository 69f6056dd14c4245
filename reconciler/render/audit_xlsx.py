"""Audits as workbooks for spreadsheets: the lines of the CSV; text is text there, and days days.

XlsxWriter writes it, since it says of each cell which type it has: ids, codes and names stay as
they are, whatever a spreadsheet would make of them, and nothing in them is ever run.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Final

import xlsxwriter

from reconciler.core.audit import Audit
from reconciler.core.several_audits import Audits
from reconciler.render import audit_words as words
from reconciler.render.audit_csv import COLUMNS, HEADINGS, rows_of, rows_of_all
from reconciler.render.csv_text import Cell
from reconciler.render.safe import visible
from reconciler.words import cut, plural

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
    about: list[Sequence[Cell]] = [
        ("about", ""),
        ("environment", audit.environment),
        ("organisation", "" if audit.org_id is None else str(audit.org_id)),
        ("day", audit.today),
        ("read through", audit.source),
        *([("shown", words.filtered(audit))] if audit.filter.is_on else []),
        *(("note", note) for note in audit.notes),
    ]
    sheets = {"audit": chain([[*COLUMNS]], rows_of(audit)), "about": about}
    return _workbook(f"Audit of {visible(audit.environment)}", audit.today, sheets)


def audits_to_xlsx(audits: Audits) -> bytes:
    """Write audits as a workbook: groups and promotions, organisations, what differs, notes."""
    day = max((each.today for each in audits.audits), default=date.min)
    heads, rows = words.organisation_table(audits)
    blank = [""] * (len(heads) - 1)
    differing = words.DIFFERING_COLUMNS
    sheets: Mapping[str, Iterable[Sequence[Cell]]] = {
        "audits": chain([HEADINGS], rows_of_all(audits)),
        "organisations": [
            [*heads, "Not read"],
            *([e.environment, *blank, " ".join(e.reason.split())] for e in audits.not_read),
            *([*row, ""] for row in rows),
        ],
        "differs": [
            ["Campaign", *differing],
            *([e.name, *(cell(e, None) for cell in differing.values())] for e in audits.differing),
        ],
        "about": [
            ("about", ""),
            ("audits", words.overview(audits)),
            *(("note", note) for note in audits.doubts),
            *(
                (name, told)
                for name, audit in audits.by_name
                for told in (
                    *([words.filtered(audit)] if audit.filter.is_on else []),
                    *audit.notes,
                )
            ),
        ],
    }
    title = f"Audit of {plural(len(audits.audits), 'environment')}"
    return _workbook(title, max(day, date(1980, 1, 1)), sheets)


def _workbook(title: str, day: date, sheets: Mapping[str, Iterable[Sequence[Cell]]]) -> bytes:
    """Write rows by the names of sheets, headings first; those of the first sheet filter."""
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
            text = cell.isoformat() if isinstance(cell, date) else cut(visible(cell), LONGEST_TEXT)
            if text:
                sheet.write_string(r, c, text, head if r == 0 else None)
            widths[c] = max(widths[c], len(text) + (_FILTER if r == 0 else 1))
    for c, width in enumerate(widths):
        sheet.set_column(c, c, min(width, _WIDEST))
    # A spreadsheet marks each id as a number that somebody has written as text, which it is.
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    return height, len(widths)
