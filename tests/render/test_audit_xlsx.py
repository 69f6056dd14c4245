"""The workbook of an audit, read by another library than the one that writes it."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reconciler.core.audit import Audit, Entry, Standing
from reconciler.core.resource import Made
from reconciler.render.audit_csv import COLUMNS
from reconciler.render.audit_xlsx import LONGEST_TEXT, audit_to_xlsx
from reconciler.render.safe import visible
from tests.support.today import TODAY

MEANT_AS_TEXT = (
    *("00123", "1E5", "2027-01-04", "=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "TRUE", "#N/A"),
    *("9223372036854775807", "1234567890123456", "3/4", "1:30", "Café Noël", "节日", "'"),
    *("mailto:a", "http://x.test/a", "{=1+1}", " blank ", "0x1F", "1,5", "€5", "_x0041_"),
    *("a\nb", "\x1b[31m"),
)


def an_audit(*entries: Entry) -> Audit:
    return Audit("uat", "milestones", 100001, TODAY, len(entries), entries, ("one", "=two"))


def an_entry(name: str, **more: object) -> Entry:
    return replace(Entry(Standing.UNMANAGED, name, id=1), **more)


def read(audit: Audit) -> "openpyxl.Workbook":
    return openpyxl.load_workbook(io.BytesIO(audit_to_xlsx(audit)))


@pytest.mark.parametrize("text", MEANT_AS_TEXT)
def test_text_stays_text_to_the_letter(text: str) -> None:
    """Whatever a spreadsheet would make of it, were it typed in; no cell holds a formula."""
    made = Made(by=text, kind=text)
    sheet = read(an_audit(an_entry(text, file=text, owner=text, made=made)))["audit"]
    cells = {head.value: cell for head, cell in zip(sheet[1], sheet[2], strict=True)}
    for column in ("name", "file", "owner", "created_by", "created_by_type"):
        # The other library leaves out what makes "_x0041_" itself, and not an A.
        assert str(cells[column].value).replace("_x005F_", "_") == visible(text)
        assert cells[column].data_type == "s"
        assert cells[column].hyperlink is None
    assert not [each for row in sheet for each in row if each.data_type == "f"]


@given(st.integers(1, 2**63 - 1))
def test_ids_keep_every_digit(number: int) -> None:
    sheet = read(an_audit(an_entry("a", id=number)))["audit"]
    assert (sheet["C2"].value, sheet["C2"].data_type) == (str(number), "s")


@given(st.dates(date(1900, 3, 1), date(9999, 12, 31)))
def test_days_are_days(day: date) -> None:
    """With which a spreadsheet can reckon, also the one on which a group was last touched."""
    made = Made(touched=day.isoformat())
    sheet = read(an_audit(an_entry("a", starts=day, ends=day, made=made)))["audit"]
    for column in ("starts", "ends", "last_touched"):
        cell = sheet.cell(2, [*COLUMNS].index(column) + 1)
        assert cell.value == datetime.combine(day, datetime.min.time())
        assert (cell.is_date, cell.number_format) == (True, "yyyy-mm-dd")


@pytest.mark.parametrize("day", [date(1900, 2, 28), date(1, 1, 1)])
def test_days_of_which_spreadsheets_disagree_are_text(day: date) -> None:
    sheet = read(an_audit(an_entry("a", starts=day, made=Made(touched="some day"))))["audit"]
    assert (sheet["F2"].value, sheet["F2"].data_type) == (day.isoformat(), "s")
    assert sheet.cell(2, [*COLUMNS].index("last_touched") + 1).value == "some day"


def test_the_headings_stay_in_sight_filter_and_fit() -> None:
    entries = [an_entry(f"{'long name ' * 9}{k}", id=k + 1) for k in range(40)]
    book = read(an_audit(*entries))
    sheet = book["audit"]
    assert [cell.value for cell in sheet[1]] == [*COLUMNS]
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:R41"
    assert sheet.max_row == 41
    widths = {each: sheet.column_dimensions[each].width for each in "AB"}
    assert 8 < widths["A"] < 20
    assert 60 <= widths["B"] < 62
    about = [[cell.value for cell in row] for row in book["about"]]
    assert about == [
        ["about", None],
        ["environment", "uat"],
        ["organisation", "100001"],
        ["day", datetime.combine(TODAY, datetime.min.time())],
        ["read through", "milestones"],
        ["note", "one"],
        ["note", "=two"],
    ]


def test_an_audit_of_nothing_is_a_workbook() -> None:
    sheet = read(replace(an_audit(), org_id=None))["audit"]
    assert sheet.max_row == 1
    assert sheet.auto_filter.ref == "A1:R2"


def test_text_that_is_too_long_for_a_cell_is_cut() -> None:
    sheet = read(an_audit(an_entry("a" * 40_000)))["audit"]
    assert len(sheet["B2"].value) == LONGEST_TEXT
    assert sheet["B2"].value.endswith("…")


def test_the_same_audit_is_the_same_file() -> None:
    """On any day and machine, so that it can be kept beside the others."""
    first, second = (audit_to_xlsx(an_audit(an_entry("a"))) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert TODAY.isoformat().encode() in archive.read("docProps/core.xml")
