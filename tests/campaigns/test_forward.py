"""Campaign files carried forward, as cases that a reviewer can read.

``NAME.SHIFT.yaml`` is the file, ``NAME.SHIFT.txt`` the difference of its copy and all that is told
of it, or what stands in the way.
"""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.forward import Forward, forward
from reconciler.campaigns.load import load_document
from reconciler.core.diagnostic import Severity
from reconciler.render.accept_text import file_diff
from reconciler.render.forward import Copied, copies_lines
from reconciler.render.terminal import to_text
from reconciler.target_group.expressions.symbols import DOCUMENTED
from reconciler.target_group.forward.shift import PastTheCalendar, Shift, read_shift
from reconciler.yaml12.document import Document, read_document

CASES = Path(__file__).parents[1] / "cases" / "forward"
FILES = sorted(path for path in CASES.iterdir() if path.suffix in {".yaml", ".json"})
TODAY = dt.date(2026, 11, 1)
VALUES = {"default_till": 70000001, "first": "2027-05-01", "told": "Told 2027", "cap": 2000}
AROUND = Circumstances(VALUES, DOCUMENTED, TODAY)


def shown(path: Path) -> str:
    """What becomes of a case."""
    document = read_document(f"campaigns/{path.name}", path.read_bytes())
    assert isinstance(document, Document), document
    shift = read_shift(path.suffixes[0][1:])
    assert shift is not None
    try:
        found = forward(document, shift, AROUND)
    except PastTheCalendar:
        return "past the calendar\n"
    if not isinstance(found, Forward):
        return "".join(f"{each.line}:{each.column} {each.message} {each.hint}\n" for each in found)
    loaded = load_document(found.document, Circumstances(VALUES, DOCUMENTED, TODAY))
    assert [each for each in loaded.findings if each.severity is Severity.ERROR] == []
    like = (document.data["name"], document.path)
    copied = Copied(
        found.name, "copy", "", like, found.changes, found.left, found.notes, loaded.findings
    )
    told = to_text(copies_lines([copied], shift.words), color=False)
    return file_diff(document.path, document.text, found.document.text) + "\n" + told


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_case_is_carried_forward_or_refused_as_shown(
    path: Path, golden: Callable[[Path, str], None]
) -> None:
    """The difference is all that changes, and each line of it is told."""
    golden(path.with_suffix(".txt"), shown(path))


FILE = """
name: {name}
preferredTillId: 7
trackingType: DEFAULT
targetEvaluationType: FIXED_CALENDAR_WINDOW
recurringCycles: 0
periods: {{from: 2027-06-01, every: MONTHLY, count: 2}}
targets:
  - {{name: A, targetEntity: TRANSACTION, targetType: COUNT, enrolmentMethod: TRANSACTION,
     expression: true, defaultValues: 5}}
"""
CYCLIC = FILE.replace("FIXED_CALENDAR_WINDOW", "CYCLIC_WINDOW").replace(
    "periods: {{from: 2027-06-01, every: MONTHLY, count: 2}}", "totalPeriods: 5"
)


@pytest.mark.parametrize(
    ("text", "name", "by", "becomes"),
    [
        (FILE, "Summer", "1y", "Summer 2028"),
        (FILE, "Summer", "1m", "Summer 2027"),
        (FILE, "Summer 2027", "1m", "Summer 2027, July"),
        (FILE, "Summer 2027, July", "10d", "Summer 2027, July, June"),
        (FILE, "Summer of June 2027", "10d", "Summer of June 2027, 2027-06-11"),
        (FILE, "Summer of June", "1m", "Summer of July"),
        (FILE, "2027", "1y", "2028"),
        (CYCLIC, "Cap", "52w", "Cap 2027"),
        (CYCLIC, "Cap", "3m", "Cap 2027"),
        (CYCLIC, "Cap", "10d", "Cap 2026"),
        (CYCLIC, "Cap 2026", "1y", "Cap 2027"),
    ],
)
def test_a_name_is_always_a_new_one(text: str, name: str, by: str, becomes: str) -> None:
    """By what it says of its time; else by the year, the month or the day of the first day."""
    document = read_document("a.yaml", text.format(name=f"'{name}'").encode())
    shift = read_shift(by)
    assert isinstance(document, Document)
    assert shift is not None
    found = forward(document, shift, AROUND)
    assert isinstance(found, Forward)
    assert (found.name, found.document.data["name"]) == (becomes, becomes)
    chosen = forward(document, shift, AROUND, name="Chosen")
    assert isinstance(chosen, Forward)
    assert (chosen.name, chosen.document.data["name"]) == ("Chosen", "Chosen")


@pytest.mark.parametrize("by", ["52w", "10d", "1y", "13w"])
def test_there_and_back_every_byte_is_the_same(by: str) -> None:
    """Of a file whose names say the year."""
    text = FILE.format(name='"Wave 1 of 2027"   # as ever').replace("name: A,", "name: A 27/2027,")
    document = read_document("a.yaml", text.encode())
    shift = read_shift(by)
    assert isinstance(document, Document)
    assert shift is not None
    for each in (shift, Shift(-shift.count, shift.unit)):
        found = forward(document, each, AROUND)
        assert isinstance(found, Forward)
        document = found.document
    assert (document.text == text) == (shift.years is not None)


@pytest.mark.parametrize(
    ("by", "notes"),
    [
        ("52w", ["periods of whole months are none any more: --shift 1y keeps them"]),
        ("26w", ["periods of whole months are none any more"]),
        ("1y", ["days of the week move: --shift 52w keeps them"]),
        ("1m", ["days of the week move"]),
    ],
)
def test_what_a_shift_does_to_weeks_and_months_is_told(by: str, notes: list[str]) -> None:
    """And which other one would not, where there is one."""
    document, shift = read_document("a.yaml", FILE.format(name="A").encode()), read_shift(by)
    assert isinstance(document, Document)
    assert shift is not None
    found = forward(document, shift, AROUND)
    assert isinstance(found, Forward)
    assert [each for each in found.notes if not each.startswith("its ")] == notes
