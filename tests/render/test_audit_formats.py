"""An audit in every format: golden files, the same facts everywhere, hostile names nowhere live."""

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec.structs import replace
from rich.cells import cell_len

from reconciler.core.audit import Audit, AuditFilter, Standing
from reconciler.core.promotion import ReadState
from reconciler.render.audit_csv import COLUMNS, audit_to_csv
from reconciler.render.audit_json import audit_to_json
from reconciler.render.audit_markdown import audit_markdown
from reconciler.render.audit_text import audit_lines
from reconciler.render.audit_xlsx import audit_to_xlsx
from reconciler.render.markdown import escaped, to_markdown
from reconciler.render.safe import json_text
from reconciler.render.schemas import OUTPUT_SCHEMAS
from reconciler.render.terminal import to_text
from tests.support.audits import (
    PERSON,
    TILL,
    TODAY,
    a_campaign,
    a_file,
    a_row,
    a_target,
    attributed,
    audited,
    page_of,
)
from tests.support.promotions import a_promotion

CASES = Path(__file__).parent.parent / "cases" / "audit_formats"
SOON = (TODAY + dt.timedelta(days=5)).isoformat()

HOSTILE = [
    "<script>window.hacked=1</script>",
    '"><img src=x onerror=alert(1)>',
    "</script><svg onload=alert(1)>",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "＝1+1",  # noqa: RUF001 - full-width
    "a | b \\| c",
    "`code` **bold** _it_ ~~no~~ [link](https://evil.example) ![i](x)",
    "@octocat please see #1 and octo/repo#2 and GH-3 :tada:",
    "https://evil.example and www.evil.example and a@evil.example",
    "two\nlines\r\n# heading\n- item",
    "<!-- comment --> &amp; &#60;b&#62;",
    "\x1b[31mred\x1b]0;title\x07 \x9b31m",
    "\u202egnirts\u202c \u200bzero \ufeffmark",
    "\ud800 half a pair",
    "{{ 7*7 }} ${7*7} $x^2$",
    "1. first",
    "    four spaces",
    "日本語キャンペーン",
    "",
]


def a_mixed_audit() -> Audit:
    """One of everything that an audit can say."""
    spring = a_campaign("Spring streak", ends=SOON, targets=[a_target("Spring spend")])
    drifted = a_campaign("Autumn bonus", starts="2027-09-01", ends="2027-11-30")
    renamed = a_campaign("Winter party", targets=[a_target("party")])
    old = a_campaign("Old campaign", starts="2026-01-01", ends="2026-03-31")
    cap = a_campaign("Points | cap", targets=[a_target("cap"), a_target("spend")])
    rows = [
        a_row(spring, 100, attribution=attributed(TILL)),
        a_row(drifted, 200, attribution=attributed(PERSON), description="changed"),
        a_row(renamed | {"name": "Wintr party"}, 300, active=False),
        a_row(old, 400, createdOn=1_767_225_600_000, attribution=None),
        a_row(cap, 500, periods=None, trackingType="CAPPING"),
    ]
    rows[4]["targets"][0] |= {"active": False, "enrolmentMethod": "IMPORT"}
    files = [
        a_file(spring, owner="crm-team"),
        a_file(drifted | {"description": "as declared", "active": False}, owner=["ada", "ben"]),
        a_file(renamed, owner="growth"),
    ]
    return audited(files, rows)


def a_hostile_audit(*, promoted: bool = True) -> Audit:
    """Hostile text wherever an answer or a file can put it."""
    rows, files = [], []
    for k, text in enumerate(HOSTILE):
        author = {"name": text, "code": f"code {text}", "type": text}
        row = a_row(a_campaign(text), 100 * k + 1, attribution=attributed(author))
        row["targets"][0] |= {"name": text, "enrolmentMethod": "IMPORT"}
        row["trackingType"] = text
        rows.append(row)
        if text:
            files.append(a_file(a_campaign(f"{text} missing"), owner=text))
    rows[1]["targets"].append(rows[0]["targets"][0])
    if not promoted:
        return audited(files, rows)
    promotions = [a_hostile_promotion(k, text) for k, text in enumerate(HOSTILE, 1)]
    return audited(files, rows, promotions=promotions, state=ReadState.FAILED, reason=HOSTILE[0])


def a_hostile_promotion(number: int, text: str) -> dict[str, Any]:
    """A promotion that says the same text wherever it can, and owns every other group."""
    row = a_promotion(number, text, groups=[100 * (number - 1) + 1] if number % 2 else [])
    row["metadata"] |= {
        "promoIdentifier": text,
        "promotionType": text,
        "promotionMode": text,
        "status": text,
        "promotionMetadata": [{"key": "owner", "value": text}],
    }
    for activity in row["activities"]:
        activity["name"] = text
        activity["milestones"][0]["name"] = text
    return row | ({"id": text} if text else {})


def a_promoted_audit() -> Audit:
    """Groups and promotions, in all ways in which they can meet."""
    names = ("Declared and owned", "Owned", "By its target", "Claimed twice", "Nobody's")
    data = [a_campaign(name) for name in names]
    rows = [a_row(each, 100 * k) for k, each in enumerate(data, 1)]
    ends = f"{SOON}T10:00:00Z"
    promotions = [
        a_promotion(1, "Spring boost", groups=[100, 200, 999], ends=ends),
        a_promotion(2, "Summer boost", groups=[400], rules=[rows[2]["targets"][0]["id"]]),
        a_promotion(3, "summer boost", groups=[400], status="PAUSED"),
        a_promotion(4, "Spring boost", groups=[200], status="DRAFT", parentId=f"{1:024x}"),
        a_promotion(5, "Waiting", status="PENDING_APPROVAL"),
        a_promotion(6, "Over", ends="2027-01-31T10:00:00Z", status="COMPLETED"),
        a_promotion(7, "Odd", status="ARCHIVED", ends="whenever"),
        a_promotion(8, "Replaced", groups=[500], status="SNAPSHOT"),
    ]
    return audited([a_file(data[0])], rows, promotions=promotions)


RENDERED: dict[str, Callable[[Audit], str]] = {
    "text": lambda audit: to_text(audit_lines(audit), color=False),
    "markdown": lambda audit: to_markdown(audit_markdown(audit)),
    "csv": audit_to_csv,
    "json": lambda audit: json_text(audit_to_json(audit)) + "\n",
}


@pytest.mark.parametrize("form", RENDERED)
def test_an_audit_reads_as_its_golden_file(form: str, golden: Callable[[Path, str], None]) -> None:
    """The files are read in review like code; only CSV ends its lines with CR LF."""
    golden(CASES / f"{form}.txt", RENDERED[form](a_mixed_audit()).replace("\r\n", "\n"))


@pytest.mark.parametrize("form", RENDERED)
@pytest.mark.parametrize("audit", [a_mixed_audit(), audited([], [])], ids=["mixed", "empty"])
def test_what_is_written_can_be_written_to_a_terminal(form: str, audit: Audit) -> None:
    """Nothing but printable characters and line breaks, whatever the audit."""
    text = RENDERED[form](audit)

    assert text.endswith("\n")
    assert text.replace("\r\n", "").replace("\n", "").isprintable()


@pytest.mark.parametrize("form", RENDERED)
def test_hostile_names_steer_no_terminal(form: str) -> None:
    """No escape sequence, no bidirectional mark, no half of a pair; every line as it was meant."""
    text = RENDERED[form](a_hostile_audit())

    assert text.replace("\r\n", "").replace("\n", "").isprintable()
    assert text.encode()


def test_every_line_of_the_text_is_one_line_of_a_table() -> None:
    """Columns line up, also where letters are twice as wide."""
    lines = to_text(audit_lines(a_hostile_audit(promoted=False)), color=False).splitlines()
    start = next(k for k, line in enumerate(lines) if line.startswith("Unmanaged: "))
    table = lines[start + 1 : start + 2 + len(HOSTILE)]
    column = cell_len(table[0].partition("group")[0])

    assert [cell_len(line.partition("  ")[0]) for line in table] == [0] * len(table)
    for line in table[1:]:
        width = 0
        digits = next(k for k in range(len(line)) if (width := cell_len(line[:k])) >= column)
        assert line[digits].isdigit()
        assert width == column


def test_colours_are_written_only_when_asked_for() -> None:
    """Plain text holds no escape sequence."""
    assert "\x1b[" in to_text(audit_lines(a_mixed_audit()), color=True)
    assert "\x1b" not in to_text(audit_lines(a_mixed_audit()), color=False)


def test_an_audit_of_nothing_says_so() -> None:
    """No groups, no files, no percentage."""
    audit = audited([], [])

    assert "coverage: nothing is live" in to_text(audit_lines(audit), color=False)
    assert audit_to_json(audit)["totals"]["coverage"] is None
    assert audit_to_csv(audit) == ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize(
    "audit", [a_mixed_audit(), a_promoted_audit(), a_hostile_audit(), audited([], [])]
)
def test_the_json_fits_its_schema_and_keeps_every_name(audit: Audit) -> None:
    """Escapes in JSON mean what they stand for: names come back exactly."""
    data = json.loads(json_text(audit_to_json(audit)))
    Draft202012Validator(OUTPUT_SCHEMAS["audit.schema.json"]).validate(data)

    assert [each["name"] for each in data["groups"]] == [each.name for each in audit.entries]
    totals = data["totals"]
    assert [each["name"] for each in data["promotions"]] == [
        each.name for each in audit.promotions.listed
    ]
    classes = ("managed", "drifted", "unmanaged", "promotion", "missing")
    assert sum(totals[each] for each in classes) == len(data["groups"])
    assert sum(totals[each] for each in classes[:4]) == totals["live"]


FILTERS = [
    AuditFilter(running=True),
    AuditFilter(owners=("crm-team",)),
    AuditFilter(flags=("ends-soon", "promotion-ends-soon")),
    AuditFilter(names=("*boost", "s*")),
    AuditFilter(names=("nothing",)),
    *(AuditFilter(classes=(each,)) for each in Standing),
    AuditFilter(classes=("missing", "known"), names=("s*",)),
]


@pytest.mark.parametrize("asked", FILTERS)
@pytest.mark.parametrize("audit", [a_mixed_audit(), a_promoted_audit()], ids=["mixed", "promoted"])
def test_a_filter_leaves_the_same_in_every_format(audit: Audit, asked: AuditFilter) -> None:
    """Totals stay those of all, and each format that has words says that something is left out."""
    some = replace(audit, filter=asked)
    names = {each.name for each in some.shown} | {each.name for each in some.shown_promotions}
    others = {each.name for each in audit.entries} | {e.name for e in audit.promotions.listed}
    data, whole = audit_to_json(some), audit_to_json(audit)

    Draft202012Validator(OUTPUT_SCHEMAS["audit.schema.json"]).validate(json.loads(json_text(data)))
    assert {e["name"] for key in ("groups", "promotions") for e in data[key]} == names < others
    assert data["totals"] == whole["totals"]
    assert "filter" in data
    assert "filter" not in whole
    rows = csv.DictReader(io.StringIO(audit_to_csv(some), newline=""))
    assert {row["name"].removeprefix("'") for row in rows} == names
    for text in (
        to_text(audit_lines(some), color=False),
        to_markdown(audit_markdown(some)),
        page_of(some),
    ):
        assert f"{len(some.shown)} of {len(audit.entries)} campaigns" in text
        assert "totals are of all" in text
        for name in others - names:
            assert not re.search(
                rf"(?m)^  [~?*=·-] {re.escape(name)}  |^\| {re.escape(name)} ", text
            )
    sheet = openpyxl.load_workbook(io.BytesIO(audit_to_xlsx(some)))
    assert {row[1] for row in sheet["audit"].iter_rows(min_row=2, values_only=True)} == names
    assert "shown" in [row[0] for row in sheet["about"].values]


def test_the_csv_is_as_rfc_4180_has_it() -> None:
    """CR LF, the same number of cells in each line, one line for each campaign."""
    audit = a_hostile_audit()
    text = audit_to_csv(audit)
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))

    shown = len(audit.entries) + len(audit.promotions.listed)
    assert text.count("\r\n") == len(rows) == shown + 1
    assert {len(row) for row in rows} == {len(COLUMNS)}


def test_no_cell_of_the_csv_is_a_formula() -> None:
    """An apostrophe makes it text; what cannot be seen is written out."""
    cells = [
        cell
        for row in csv.reader(io.StringIO(audit_to_csv(a_hostile_audit()), newline=""))
        for cell in row
    ]

    assert not [cell for cell in cells if re.match(r"[\s]*[=+\-@＝＋－＠]", cell)]  # noqa: RUF001
    assert "'=cmd|' /C calc'!A0" in cells
    assert "'@SUM(A1)" in cells
    assert "\\t=1+1" in cells


def rendered(markdown: str) -> list[Token]:
    """What a reader of Markdown makes of a text."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)


def inline(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from inline(token.children or ())


def test_markdown_shows_names_and_runs_nothing() -> None:
    """Rendered, there is no HTML, link or image; every table keeps its columns."""
    audit = a_hostile_audit()
    tokens = list(inline(rendered(to_markdown(audit_markdown(audit)))))
    kinds = {token.type for token in tokens}

    assert not kinds & {"html_inline", "html_block", "link_open", "image", "s_open"}
    assert not kinds & {"em_open", "fence", "code_block", "ordered_list_open", "blockquote_open"}
    assert [t.tag for t in tokens if t.type == "heading_open"] == ["h2", *["h3"] * 6]
    rows = sum(token.type == "tr_open" for token in tokens)
    assert rows == 6 + len(audit.entries) + len(audit.promotions.listed)
    widths: list[int] = []
    for token in tokens:
        if token.type == "tr_open":
            widths.append(0)
        if token.type in {"td_open", "th_open"}:
            widths[-1] += 1
    assert set(widths[2:]) == {10, 11}


@pytest.mark.parametrize("text", [each for each in HOSTILE if each.isprintable()])
def test_markdown_shows_each_text_as_it_is(text: str) -> None:
    """What a reader sees and copies is what was written."""
    [paragraph] = [t for t in rendered(f"x {escaped(text)}".rstrip()) if t.type == "inline"]
    shown = "".join(each.content for each in paragraph.children or ())

    assert shown == f"x {text}".rstrip()


@pytest.mark.parametrize(
    ("text", "call"),
    [("@octocat", "@octocat"), ("see #1", "#1"), ("GH-3", "GH-3"), (":tada:", ":tada:")],
)
def test_markdown_calls_nobody(text: str, call: str) -> None:
    """GitHub reads people and issues from the finished text, but not from code."""
    [paragraph] = [t for t in rendered(f"x {escaped(text)}") if t.type == "inline"]

    assert call in [t.content for t in paragraph.children or () if t.type == "code_inline"]


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_an_audit_fits_its_terminal_and_says_the_same(width: int) -> None:
    """Only the line breaks differ."""
    for audit in (a_mixed_audit(), a_hostile_audit(promoted=False)):
        text = to_text(audit_lines(audit), color=False, width=width)
        assert max(map(cell_len, text.splitlines())) <= width
        whole = to_text(audit_lines(audit), color=False)
        assert "".join(text.split()) == "".join(whole.split())
