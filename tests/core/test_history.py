"""What audits have counted over time: lines that are added and read, and what follows from them."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from reconciler.core.audit import Audit, Point
from reconciler.core.history import Record, line_of, read_records, record_of, trend_of
from reconciler.render.audit_schemas import AUDIT_SCHEMAS
from reconciler.render.trend import told, trend_line
from tests.render.test_audit_formats import a_mixed_audit, a_promoted_audit
from tests.support.audits import audited

NOW = "2027-05-10T12:00:00+00:00"
DAY = dt.date(2027, 5, 10)
MIXED = record_of(a_mixed_audit(), NOW)
COUNTS = st.integers(0, 10**6)
RECORDS = st.builds(
    Record,
    day=st.dates(),
    environment=st.text(),
    format_version=st.just("1.0"),
    org_id=st.none() | st.integers(),
    recorded_at=st.just(NOW),
    live=COUNTS,
    managed=COUNTS,
    drifted=COUNTS,
    missing=COUNTS,
    unmanaged=COUNTS,
    promotion=COUNTS,
    known=COUNTS,
    flagged=COUNTS,
    acknowledged=COUNTS,
)


@given(st.lists(RECORDS, max_size=4))
def test_what_was_added_is_read(records: list[Record]) -> None:
    """In order; a line each, which begins as no other file of ours does."""
    lines = [line_of(each) for each in records]
    assert [*read_records(b"".join(lines))] == records
    assert all(line.startswith(b'{"day": "') for line in lines)
    assert all(line.index(b"\n") == len(line) - 1 for line in lines)


@given(st.data())
def test_half_a_line_spoils_no_other(data: st.DataObject) -> None:
    """Wherever a run was killed: what comes after it stands on a line of its own."""
    whole = line_of(MIXED)
    cut = data.draw(st.integers(1, len(whole) - 2))
    found = [*read_records(whole + whole[:cut] + b"\n" + whole)]
    assert found == [MIXED, 2, MIXED]


@pytest.mark.parametrize(
    "line", [b"{}", b"[]", b"x", b"\xff", b'{"day": "2027-02-30"}', b'{"format_version": "2.0"}']
)
def test_what_is_no_line_is_counted(line: bytes) -> None:
    """By its number; blank ones are nothing."""
    assert [*read_records(b"\n \n" + line)] == [3]
    later = line_of(record_of(audited([], []), NOW)).replace(b'"1.0"', b'"2.0"')
    assert [*read_records(later)] == [1]
    later = later.replace(b'"2.0"', b'"1.7", "more": 1')
    assert len([each for each in read_records(later) if isinstance(each, Record)]) == 1


@pytest.mark.parametrize("audit", [a_mixed_audit(), a_promoted_audit(), audited([], [])])
def test_a_line_says_what_the_audit_says(audit: Audit) -> None:
    """And fits its schema."""
    line = json.loads(line_of(record_of(audit, NOW)))
    schema = AUDIT_SCHEMAS["audit-history.schema.json"]
    Draft202012Validator(schema).validate(line)
    assert line.keys() == schema["properties"].keys()
    assert line["coverage"] == (None if audit.coverage is None else float(audit.coverage))
    assert record_of(audit, NOW).to_manage == audit.to_manage


def on(day: int, audit: Audit, *, drifted: int) -> Record:
    """What an audit of some days ago counted."""
    return replace(record_of(audit, NOW), day=DAY - dt.timedelta(days=day), drifted=drifted)


def test_a_trend_ends_with_what_was_found_just_now() -> None:
    """Of one day the last run counts; days come in order, whatever the order of lines."""
    audit = replace(a_mixed_audit(), environment="a")
    records = [on(3, audit, drifted=5), on(9, audit, drifted=9), on(3, audit, drifted=4)]
    records.append(on(0, audit, drifted=7))
    found = [((DAY - each.day).days, each.drifted) for each in trend_of(records, [audit])]
    assert found == [(9, 9), (3, 4), (0, 1)]
    assert trend_of([], [audit]) == (
        Point(DAY, 1, audit.counts["managed"], audit.to_manage, 1, audit.counts["unmanaged"]),  # type: ignore[index]
    )


def test_of_several_each_counts_as_it_was_last() -> None:
    """From its first audit on; others are left out, and so are days that only they have."""
    one, other = (replace(a_mixed_audit(), environment=name) for name in "ab")
    stranger = replace(one, environment="c")
    moved = replace(one, org_id=7)
    records = [
        on(9, one, drifted=10),
        on(8, stranger, drifted=1000),
        on(7, other, drifted=100),
        on(6, moved, drifted=5000),
        on(5, one, drifted=20),
    ]
    found = [
        ((DAY - p.day).days, p.environments, p.drifted) for p in trend_of(records, [one, other])
    ]
    assert found == [(9, 1, 10), (7, 2, 110), (5, 2, 120), (0, 2, 2)]
    assert trend_of(records, []) == ()


def test_an_organisation_may_not_have_been_known_yet() -> None:
    """Where nothing is live, nothing names it; another one is another one."""
    audit = replace(a_mixed_audit(), environment="a")
    records = [
        on(3, replace(audit, org_id=None), drifted=5),
        on(2, replace(audit, org_id=7), drifted=6),
    ]
    assert [each.drifted for each in trend_of(records, [audit])] == [5, 1]
    nameless = replace(audit, org_id=None)
    assert [each.drifted for each in trend_of(records, [nameless])] == [5, 6, 1]


def test_a_trend_in_words() -> None:
    """A line for all, and a sentence for each, also of days with nothing to count."""
    trend = (
        Point(dt.date(2027, 1, 1), 1, 0, 0, 5, 9),
        Point(dt.date(2027, 1, 2), 1, 1, 3, 6, 0),
        Point(dt.date(2027, 1, 9), 1, 2, 2, 4, 1),
    )
    assert trend_line(trend) == (
        "trend: coverage none → 100.0 %, drifted 5 → 4, unmanaged 9 → 1 "
        "(since 2027-01-01, 3 days audited)"
    )
    assert told("coverage", trend) == (
        "coverage: 33.3 % on 2027-01-02, 100.0 % on 2027-01-09; "
        "lowest 33.3 % on 2027-01-02, highest 100.0 % on 2027-01-09"
    )
    assert told("drifted", trend).endswith("lowest 4 on 2027-01-09, highest 6 on 2027-01-02")
    assert told("coverage", trend[:1]) == "coverage: nothing to count"
