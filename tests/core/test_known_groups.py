"""Live groups that are meant to be in no file: told apart, not counted, back after their day."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.core.diagnostic import Answer
from reconciler.core.known_groups import (
    KNOWN_EXPIRED,
    KNOWN_UNUSED,
    KnownGroup,
    has_known,
    known_to,
    with_known,
)
from reconciler.core.plan import Blocked, Change, Create, InSync, Plan, Reason, Unmanaged
from reconciler.core.plan_json import plan_from_json, plan_to_json
from reconciler.core.promotion import Owner

TODAY = date(2027, 3, 1)
AGENCY = Answer("sandbox of the agency.")
SPRING = Owner("a1", "p-1", "Spring")


def a_plan(*changes: Change) -> Plan:
    return Plan("uat", "milestones", None, None, len(changes), changes)


def told(plan: Plan, *known: KnownGroup, tells_unused: bool = True) -> Plan:
    return with_known(plan, known, TODAY, tells_unused=tells_unused)


def test_without_any_a_plan_is_the_same_object() -> None:
    plan = a_plan(Unmanaged("a", 1))
    assert told(plan) is plan
    assert not has_known(plan)


@pytest.mark.parametrize("entry", [KnownGroup(AGENCY, id=1), KnownGroup(AGENCY, name="fESTIVE")])
def test_a_group_is_known_by_id_or_by_name_whatever_its_case(entry: KnownGroup) -> None:
    plan = told(a_plan(Unmanaged("Festive", 1), Unmanaged("b", 2)), entry)
    assert plan.changes == (Unmanaged("b", 2), Unmanaged("Festive", 1, known=AGENCY))
    assert (plan.summary.unmanaged, plan.summary.known) == (1, 1)
    assert [each.id for each in plan.known] == [1]
    assert [each.id for each in plan.unmanaged] == [2]
    assert plan.diagnostics == ()
    assert has_known(plan)


@pytest.mark.parametrize(
    "change",
    [
        InSync("a", "a.yaml", 1, 1),
        Create("a", "a.yaml", 1, {}),
        Blocked("a", "a.yaml", 1, Reason("name-taken", "It is taken."), {}),
        Unmanaged("a", 1, owner=SPRING),
    ],
)
def test_what_a_file_declares_or_a_promotion_owns_is_not_known(change: Change) -> None:
    """An entry about it fits nothing that is unmanaged, which is told."""
    plan = told(a_plan(change), KnownGroup(AGENCY, name="a"), KnownGroup(AGENCY, id=1))
    assert plan.changes == (change,)
    (note,) = plan.diagnostics
    assert note.code == KNOWN_UNUSED.slug
    assert "'a', id 1" in note.message
    assert not told(a_plan(change), KnownGroup(AGENCY, id=1), tells_unused=False).diagnostics


def test_a_deleted_file_of_a_known_group_is_no_news() -> None:
    reason = Reason("file-deleted", "Its file was deleted.")
    plan = told(a_plan(Unmanaged("a", 1, reason)), KnownGroup(AGENCY, id=1))
    assert plan.changes == (Unmanaged("a", 1, known=AGENCY),)


@given(days=st.integers(-400, 400))
def test_it_holds_up_to_its_last_day_and_that_day_too(days: int) -> None:
    last = TODAY + timedelta(days)
    entry = KnownGroup(Answer("a test", last.isoformat()), id=1)
    plan = told(a_plan(Unmanaged("a", 1)), entry)
    holds = last >= TODAY
    assert (plan.summary.unmanaged, plan.summary.known) == ((0, 1) if holds else (1, 0))
    assert (known_to([entry], 1, "a", TODAY) is not None) == holds
    assert has_known(plan)
    (change,) = plan.unmanaged or plan.known
    assert [each.code for each in plan.diagnostics] == ([] if holds else [KNOWN_EXPIRED.slug])
    if not holds:
        assert change.reason == Reason(
            KNOWN_EXPIRED.slug, f"It was known until {last.isoformat()}: a test."
        )


def test_why_it_is_unmanaged_stays_when_its_day_has_passed() -> None:
    reason = Reason("file-deleted", "Its file was deleted.")
    entry = KnownGroup(Answer("a test", "2027-02-28"), id=1)
    assert told(a_plan(Unmanaged("a", 1, reason)), entry).changes == (Unmanaged("a", 1, reason),)


def test_one_of_two_entries_that_holds_is_enough() -> None:
    passed = KnownGroup(Answer("a test", "2027-02-28"), id=1)
    plan = told(a_plan(Unmanaged("a", 1)), passed, KnownGroup(AGENCY, name="A"))
    assert plan.changes == (Unmanaged("a", 1, known=AGENCY),)


def test_what_is_known_changes_no_id_and_comes_back_from_json() -> None:
    plan = a_plan(Unmanaged("a", 1), Unmanaged("b", 2), Create("x", "x.yaml", 1, {}))
    dated = Answer("a test", "2027-06-30")
    full = told(plan, KnownGroup(AGENCY, id=1), KnownGroup(dated, name="b"))
    assert full.plan_id == plan.plan_id
    data = plan_to_json(full, tool="reconciler 0", created_at="2027-01-01T00:00:00+00:00")
    assert [each.get("known") for each in data["changes"]] == [
        None,
        {"reason": "sandbox of the agency."},
        {"reason": "a test", "until": "2027-06-30"},
    ]
    assert plan_from_json(json.loads(json.dumps(data))) == full
