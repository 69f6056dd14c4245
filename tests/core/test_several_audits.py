"""Audits of several organisations: counted together, compared by name, and read back from JSON."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from reconciler.core.audit import Audit, AuditFilter, Entry, Standing
from reconciler.core.audit_from_json import AuditData, AuditsData, audit_of, reads, wrong_totals
from reconciler.core.diagnostic import Answer
from reconciler.core.json_places import Places
from reconciler.core.promotion import ReadState
from reconciler.core.resource import Lifecycle
from reconciler.core.several_audits import Audits, NotRead
from reconciler.render.audit_json import audit_to_json
from reconciler.render.audit_schemas import AUDIT_SCHEMAS
from reconciler.render.safe import json_text
from tests.render.test_audit_formats import a_hostile_audit, a_mixed_audit, a_promoted_audit
from tests.support.audits import (
    TODAY,
    a_campaign,
    a_file,
    a_row,
    an_organisation,
    audited,
    together,
)

EVERY = {
    "mixed": a_mixed_audit(),
    "promoted": a_promoted_audit(),
    "hostile": a_hostile_audit(promoted=False),
    "empty": audited([], []),
    "known": Audit(
        *("uat", "milestones", 1, TODAY, 2),
        (
            Entry(Standing.KNOWN, "a", 1, known=Answer("a test", "2027-12-31")),
            Entry(Standing.KNOWN, "b", 2, known=Answer("a test")),
        ),
    ),
    "failed": audited([], [], state=ReadState.FAILED, reason="No answer."),
}


def written(audit: Audit) -> str:
    return json_text(audit_to_json(audit))


@pytest.mark.parametrize("name", EVERY)
def test_what_was_written_is_read_back(name: str) -> None:
    """So that whatever is made of it is what the audit itself would have made of it."""
    text = written(EVERY[name])
    try:
        data = msgspec.json.decode(text.encode(errors="replace"), type=AuditData)
    except msgspec.DecodeError:  # half a character, which the thorough way reads
        data = msgspec.convert(json.loads(text), AuditData)
    audit = audit_of(data)
    assert written(audit) == text
    assert list(wrong_totals(data, audit)) == []


def test_versions() -> None:
    """A minor one only adds; what an earlier one lacks is as if there were none of it."""
    assert [reads(each) for each in ("1.0", "1.9", "1", "2.0", "")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    old = audit_to_json(EVERY["mixed"])
    del old["totals"]["promotion"], old["totals"]["known"], old["totals"]["acknowledged"]
    del old["promotions"], old["promotions_read"]
    data = msgspec.convert(json.loads(json_text(old)), AuditData)
    assert audit_of(data).counts == EVERY["mixed"].counts


def test_totals_that_do_not_fit() -> None:
    """Each is told: what it says, and what it should say."""
    data = msgspec.json.decode(written(EVERY["mixed"]), type=AuditData)
    audit = audit_of(data)
    data.totals.missing += 1
    data.totals.flagged = 0
    assert list(wrong_totals(data, audit)) == [("missing", 2, 1), ("flagged", 0, audit.flagged)]


ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1, 1.5, "", "x", "2027-02-30", "periods", [], ["x"], {}, {"code": "x"}, 101]
)
WHOLE: dict[str, Any] = json.loads(written(EVERY["promoted"]))
VALIDATOR = Draft202012Validator(
    AUDIT_SCHEMAS["audit.schema.json"], format_checker=Draft202012Validator.FORMAT_CHECKER
)


def places(value: Any) -> list[tuple[str | int, ...]]:  # noqa: ANN401 - any JSON value
    """Where all values stand, but for those of a list after the third."""
    found: list[tuple[str | int, ...]] = []
    inside = value if isinstance(value, dict) else {}
    inside = dict(enumerate(value[:3])) if isinstance(value, list) else inside
    for key, child in inside.items():
        found += [(key,), *((key, *rest) for rest in places(child))]
    return found


PLACES = places(WHOLE)


@given(st.sampled_from(PLACES), ODD, st.booleans())
def test_the_quick_way_takes_what_the_schema_takes(
    place: tuple[str | int, ...],
    odd: Any,  # noqa: ANN401 - any JSON value
    is_left_out: bool,
) -> None:
    """One value is another one, or is missing: msgspec and the schema agree whether that may be."""
    changed = json.loads(json.dumps(WHOLE))
    holder = changed
    for step in place[:-1]:
        holder = holder[step]
    if is_left_out:
        del holder[place[-1]]
    else:
        holder[place[-1]] = odd
    try:
        msgspec.json.decode(json.dumps(changed), type=AuditData)
        is_taken = True
    except msgspec.ValidationError:
        is_taken = False
    assert is_taken == VALIDATOR.is_valid(changed)


@given(st.sampled_from(PLACES), st.sampled_from([None, 2]))
def test_a_place_is_that_of_its_value(place: tuple[str | int, ...], indent: int | None) -> None:
    """Whatever the layout; the value begins there."""
    text = json.dumps(WHOLE, indent=indent)
    known = Places(text)
    line, column = known.of(place)
    assert known.of(place) == (line, column)
    value: Any = WHOLE
    for step in place:
        value = value[step]
    rest = "\n".join(text.split("\n")[line - 1 :])[column - 1 :]
    assert json.JSONDecoder().raw_decode(rest)[0] == value


@pytest.mark.parametrize(
    ("text", "route", "expected"),
    [
        ("", ("a",), (1, 1)),
        ("{", ("a",), (1, 1)),
        (' \n {"a": [1, x], "b": 2}', ("a", 0), (2, 9)),
        (' \n {"a": [1, x], "b": 2}', ("b",), (2, 2)),
        ('{"a": 1}', ("a", "b"), (1, 7)),
        ('{"a": 1, "a": 2}', ("a",), (1, 7)),
    ],
)
def test_a_place_that_is_not_there(
    text: str, route: tuple[str | int, ...], expected: tuple[int, int]
) -> None:
    """It is the nearest one above it."""
    assert Places(text).of(route) == expected


def test_counts_are_sums() -> None:
    """Of those that were read; of the others nothing is known."""
    one = replace(an_organisation(40), environment="a")
    other = replace(an_organisation(20), environment="b", org_id=7)
    failed = (NotRead("z", "r", "h", 4), NotRead("c", "r", "h", 5))
    audits = Audits((other, one), failed)
    assert [each.environment for each in audits.audits] == ["a", "b"]
    assert [each.environment for each in audits.not_read] == ["c", "z"]
    assert audits.live == one.live + other.live
    assert audits.counts == {k: one.counts[k] + other.counts[k] for k in Standing}
    assert audits.lifecycles[Lifecycle.RUNNING] == sum(
        each.lifecycles[Lifecycle.RUNNING] for each in (one, other)
    )
    assert audits.flagged == one.flagged + other.flagged
    assert (audits.acknowledged, audits.promotions, audits.flagged_promotions) == (0, 0, 0)
    assert Standing.PROMOTION not in audits.classes
    assert audits.coverage is not None
    assert min(x for x in (one.coverage, other.coverage) if x) <= audits.coverage
    assert audits.exit_code == 5
    assert (Audits(()).exit_code, Audits(()).coverage) == (0, None)


def test_environments_of_one_name_are_told_apart() -> None:
    """By their organisations; and one organisation that two are of is pointed out."""
    empty = audited([], [])
    named = [("uat", 1), ("uat", 2), ("prod", 2), ("uat", None)]
    audits = Audits(tuple(replace(empty, environment=e, org_id=o) for e, o in named))
    assert [*audits.called.values()] == ["prod", "uat", "uat (1)", "uat (2)"]
    assert audits.doubts == [
        "prod, uat (2) are of one organisation, 2: its groups are counted in each."
    ]


def test_what_differs() -> None:
    """Live here and not there: declared there, or not; what is everywhere, or nowhere, is not."""
    audits = together(
        a=(["Everywhere", "Here", "Over"], ["Nowhere"]),
        b=(["everywhere", "Here"], ["Nowhere", "Only in a file"]),
        c=(["Everywhere"], ["Here", "Nowhere"]),
    )
    found = [(each.name, each.live, each.missing, each.absent) for each in audits.differing]
    assert found == [
        ("Here", ("a", "b"), ("c",), ()),
        ("Over", ("a",), (), ("b", "c")),
    ]
    some = replace(
        audits,
        audits=tuple(replace(e, filter=AuditFilter(names=("o*",))) for e in audits.audits),
    )
    assert [each.name for each in some.differing] == ["Over"]
    assert together(a=(["Here", ""], []), b=([""], [])).differing[0].name == "Here"


def test_what_runs_comes_before_what_is_over() -> None:
    """Of each, what nearly all have comes first."""
    old = a_campaign("A", starts="2026-01-01", ends="2026-02-01")
    rows = [a_row(old, 100), a_row(a_campaign("B"), 200), a_row(a_campaign("C"), 300)]
    one = replace(audited([], rows), environment="a")
    other = replace(audited([], rows[2:]), environment="b")
    none = replace(audited([], []), environment="c")
    found = Audits((one, other, none)).differing
    assert [(each.name, each.is_over) for each in found] == [
        ("C", False),
        ("B", False),
        ("A", True),
    ]


def test_what_is_nobodys_does_not_differ() -> None:
    """Groups of promotions bear names that servers make."""
    promoted = replace(a_promoted_audit(), environment="a")
    names = {each.name for each in Audits((promoted, audited([], []))).differing}
    owned = {each.name for each in promoted.entries if each.standing is Standing.PROMOTION}
    assert owned
    assert names.isdisjoint(owned)
    assert "Declared and owned" in names
    assert Audits((promoted,)).may_be_more is False
    assert Standing.PROMOTION in Audits((promoted,)).classes


def test_several_are_read_back() -> None:
    """With the environments that could not be read."""
    text = json.dumps(
        {
            "format_version": "1.0",
            "audits": [json.loads(written(a_mixed_audit()))],
            "not_read": [{"environment": "a", "reason": "r", "hint": "h", "exit_code": 4}],
        }
    )
    data = msgspec.json.decode(text, type=AuditsData)
    assert data.not_read[0] == NotRead("a", "r", "h", 4)
    assert audit_of(data.audits[0]) == replace(
        a_mixed_audit(), entries=audit_of(data.audits[0]).entries
    )


def test_a_file_of_one_group() -> None:
    """Which is managed, and declared."""
    data = a_campaign("Spring")
    audit = audited([a_file(data)], [a_row(data)])
    again = audit_of(msgspec.json.decode(written(audit), type=AuditData))
    assert again.entries == audit.entries
