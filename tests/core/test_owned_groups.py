"""Plans that name the promotions which own groups, and where nobody can tell."""

import json

import pytest
from msgspec.structs import replace

from reconciler.core.comparison import FieldChange
from reconciler.core.owned_groups import claimed_by, with_owners
from reconciler.core.plan import Blocked, Change, Create, Drift, InSync, Plan, Reason, Unmanaged
from reconciler.core.plan_json import plan_from_json, plan_to_json
from reconciler.core.promotion import NO_PROMOTIONS, Owner, Promotions, ReadState, find_none
from reconciler.core.resource import LiveState

SPRING = Owner("a1", "p-1", "Spring")
SUMMER = Owner("b2", "", "Summer")


def a_plan(*changes: Change) -> Plan:
    return Plan("uat", "milestones", None, None, len(changes), changes)


def claims(**given: list[Owner]) -> Promotions:
    return Promotions(ReadState.READ, claims={int(k[1:]): each for k, each in given.items()})


def test_without_promotions_a_plan_is_the_same_object() -> None:
    plan = a_plan(Unmanaged("a", 1))
    assert with_owners(plan, NO_PROMOTIONS) is plan
    assert with_owners(plan, Promotions(ReadState.NOT_OFFERED, "HTTP 404.")) is plan


def test_owned_groups_are_named_and_not_counted_as_unmanaged() -> None:
    plan = with_owners(a_plan(Unmanaged("a", 1), Unmanaged("b", 2)), claims(g1=[SPRING]))
    assert plan.changes == (Unmanaged("a", 1, owner=SPRING), Unmanaged("b", 2))
    assert (plan.summary.unmanaged, plan.summary.promotion) == (1, 1)
    assert [each.id for each in plan.owned] == [1]
    assert not plan.summary.has_changes


def test_owners_do_not_change_the_id_of_a_plan() -> None:
    plan = a_plan(Unmanaged("a", 1), Create("x", "x.yaml", 1, {}))
    assert with_owners(plan, claims(g1=[SPRING])).plan_id == plan.plan_id


@pytest.mark.parametrize(
    "change",
    [
        InSync("a", "a.yaml", 3, 1),
        Drift("a", "a.yaml", 3, 1, (FieldChange("/description", "x", "y", True, ""),)),
    ],
)
def test_a_file_whose_group_a_promotion_owns_is_a_finding(change: Change) -> None:
    plan = with_owners(a_plan(change), claims(g1=[SPRING]))
    [found] = plan.diagnostics
    assert (found.code, found.file, found.line) == ("owned-by-promotion", "a.yaml", 3)
    assert found.message == (
        "The live group 1 belongs to the promotion 'Spring' (id a1, identifier 'p-1')."
    )
    assert plan.changes == (change,)


def test_two_promotions_that_claim_one_group_are_both_told() -> None:
    plan = with_owners(a_plan(Unmanaged("a", 1)), claims(g1=[SPRING, SUMMER]))
    assert [each.code for each in plan.diagnostics] == ["group-claimed-twice"]
    assert plan.owned[0].owner == SPRING
    many = claimed_by(1, [Owner(str(k), "", str(k)) for k in range(5)])
    assert many.endswith("'2' (id 2) and 2 more.")


def test_a_block_that_names_an_owned_group_says_whose_it_is() -> None:
    """What to do about a likely rename, writing the live name into the file, would be wrong."""
    reason = Reason("likely-rename", "Looks like 'A'. Write its name.", ("A",))
    blocked = Blocked("x", "x.yaml", 1, reason, {})
    other = Blocked("y", "y.yaml", 1, Reason("likely-rename", "Looks like 'B'.", ("B",)), {})
    plan = with_owners(
        a_plan(blocked, other, Unmanaged("a", 1), Unmanaged("B", 2)), claims(g1=[SUMMER])
    )
    messages = [each.reason.message for each in plan.blocked]
    assert messages == [
        (
            "Looks like 'A'. Write its name. That group belongs to the promotion 'Summer' (id b2): "
            "do not declare it in a file."
        ),
        "Looks like 'B'.",
    ]


def test_where_promotions_could_not_be_read_a_plan_says_so() -> None:
    failed = Promotions(ReadState.FAILED, "HTTP 500.")
    plan = with_owners(a_plan(Unmanaged("a", 1)), failed)
    [note] = plan.diagnostics
    assert note.code == "promotions-not-read"
    assert note.message == "HTTP 500. What is called unmanaged may belong to a promotion."
    assert plan.owners_unknown == "HTTP 500."


def test_owners_come_back_from_json() -> None:
    plan = with_owners(
        a_plan(Unmanaged("a", 1), Unmanaged("b", 2), Unmanaged("c", 3)),
        replace(claims(g1=[SPRING], g2=[SUMMER]), state=ReadState.FAILED, reason="HTTP 500."),
    )
    data = plan_to_json(plan, tool="reconciler 0", created_at="2027-01-01T00:00:00+00:00")
    assert [each.get("owner") for each in data["changes"]] == [
        {"promotion": {"id": "a1", "identifier": "p-1", "name": "Spring"}},
        {"promotion": {"id": "b2", "identifier": None, "name": "Summer"}},
        None,
    ]
    assert data["promotions_read"] == {"state": "failed", "reason": "HTTP 500."}
    assert plan_from_json(json.loads(json.dumps(data))) == plan


def test_where_nobody_read_targets_they_are_in_no_group() -> None:
    assert LiveState("milestones", ()).find_targets(frozenset({1})) == {}


def test_where_nothing_is_known_of_targets_none_is_found() -> None:
    """As where a plan has no live state of its own to look them up in."""
    assert find_none(frozenset({1, 2})) == {}
