"""CSV for spreadsheets, as RFC 4180 has it.

A spreadsheet takes a cell that begins with one of a few characters for a formula and may run it.
Such a cell gets an apostrophe in front, which spreadsheets read as "this is text".
"""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import Final, TypeAlias

from reconciler.render.safe import visible

Cell: TypeAlias = str | date
FORMULA_STARTS: Final = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - full-width ones count too


def to_csv(headings: Iterable[str], rows: Iterable[Iterable[Cell]]) -> str:
    """Write rows as CSV with a line of headings; lines end with CR LF."""
    return "".join(csv_lines(headings, rows))


def csv_lines(headings: Iterable[str], rows: Iterable[Iterable[Cell]]) -> Iterator[str]:
    """Write the same line by line."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    for row in chain([headings], rows):
        writer.writerow([*map(_cell, row)])
        yield stream.getvalue()
        stream.seek(0)
        stream.truncate()


def _cell(value: Cell) -> str:
    """A cell that no spreadsheet takes for a formula, and no terminal for a command."""
    shown = value.isoformat() if isinstance(value, date) else visible(value)
    return f"'{shown}" if shown.lstrip().startswith(FORMULA_STARTS) else shown
