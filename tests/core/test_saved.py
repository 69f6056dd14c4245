"""A saved plan is carried out as reviewed, or not at all."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from reconciler.core.comparison import FieldChange, Seen
from reconciler.core.diff import ABSENT
from reconciler.core.origin import Origin
from reconciler.core.plan import (
    Blocked,
    Change,
    Create,
    Drift,
    InSync,
    Plan,
    Reason,
    Touched,
    Unmanaged,
)
from reconciler.core.saved import bind, check_expected, check_place
from reconciler.errors import StalePlan

A = Create("a", "a.yaml", 1, {"name": "a", "active": True})
B = Create("b", "b.yaml", 1, {"name": "b"})
TAKEN = Blocked("c", "c.yaml", 1, Reason("name-taken", "It is taken."), {"name": "c"})
FIELD = FieldChange("/active", True, False, editable=True, hint="do it")
DRIFT = Drift("d", "d.yaml", 1, 4, (FIELD,))
MADE = "made by somebody or by an earlier apply of this plan"


def plan(*changes: Change) -> Plan:
    """A plan with these changes."""
    return Plan("uat", "milestones", 3, live_org_id=3, live_groups=0, changes=changes)


def refused(saved: Plan, fresh: Plan) -> list[str]:
    """The reasons why a plan is refused; the first line names the plan."""
    with pytest.raises(StalePlan) as error:
        bind(saved, fresh)
    assert error.value.hint == "Make and review a new plan: reconciler plan --out FILE"
    first, reasons = error.value.message, [*error.value.details]
    assert first.startswith(f"The saved plan {saved.plan_id}")
    return reasons


def test_a_fresh_plan_is_restricted_to_what_was_reviewed() -> None:
    """Nothing else is made, and nothing else makes the plan stale."""
    moved = replace(A, file="moved.yaml", line=7)
    said = replace(TAKEN, reason=Reason("name-taken", "In other words."))
    hinted = replace(DRIFT, fields=(replace(FIELD, hint="or that"),), seen=Seen(("/toDate",)))
    fresh = plan(moved, B, said, hinted, InSync("e", "e.yaml", 1, 5), Unmanaged("A", 6))

    bound = bind(plan(A, TAKEN, DRIFT), fresh)

    assert bound.changes == plan(moved, said, hinted).changes
    assert bound.plan_id == plan(A, TAKEN, DRIFT).plan_id


@pytest.mark.parametrize(
    ("fresh", "reason"),
    [
        (replace(plan(A), environment="prod"), "It was made for environment uat, not prod."),
        (replace(plan(A), org_id=4), "It was made for org_id 3, not 4."),
        (replace(plan(A), org_id=None), "It was made for org_id 3, not (none)."),
        (
            replace(plan(A), live_org_id=4),
            "The live groups were organisation 3's, now they are 4's.",
        ),
        (
            replace(plan(A), source="target-groups"),
            "Live was read through milestones, now through target-groups.",
        ),
    ],
)
def test_a_plan_of_another_place_is_stale(fresh: Plan, reason: str) -> None:
    """Other environments, organisations and sources show other things."""
    assert refused(plan(A), fresh) == [reason]


def test_where_nothing_is_live_the_organisation_is_not_known() -> None:
    """Only a contradiction counts."""
    empty = replace(plan(A), live_org_id=None)

    assert bind(empty, plan(A)).creates == bind(plan(A), empty).creates == (A,)


@pytest.mark.parametrize(
    ("saved", "fresh", "what"),
    [
        (A, [], "is in no file any more"),
        (A, [Unmanaged("a", 9)], "is in no file any more"),
        (A, [replace(A, body={"name": "a", "active": 1})], "has changed in its file: active"),
        (A, [replace(A, name="A", body={"name": "A"})], "has changed in its file: active, name"),
        (A, [replace(A, body={"name": "a", "active": None})], "has changed in its file: active"),
        (A, [Unmanaged("A", 9), replace(A, body={"name": "a"})], "has changed in its file: active"),
        (
            A,
            [replace(A, body=dict.fromkeys("abcdefg", 1))],
            "has changed in its file: a, active, b, c, d, 4 more",
        ),
        (A, [InSync("a", "a.yaml", 1, 5)], f"is live as group 5 now, {MADE}"),
        (A, [replace(DRIFT, name="a")], f"is live as group 4 now, {MADE}, and differs"),
        (A, [replace(TAKEN, name="a", body=A.body)], "is blocked now: name-taken"),
        (TAKEN, [Create("c", "c.yaml", 1, TAKEN.body)], "is not blocked any more"),
        (TAKEN, [replace(TAKEN, reason=Reason("x", "x"))], "is blocked now: x"),
        (TAKEN, [replace(TAKEN, body={"name": "C"})], "has changed in its file: name"),
        (TAKEN, [InSync("c", "c.yaml", 1, 5)], f"is live as group 5 now, {MADE}"),
        (TAKEN, [replace(DRIFT, name="c")], f"is live as group 4 now, {MADE}, and differs"),
        (DRIFT, [], "is in no file any more"),
        (DRIFT, [InSync("d", "d.yaml", 1, 4)], "is in sync with group 4 now"),
        (DRIFT, [replace(DRIFT, id=5)], "is group 5 now, no longer 4"),
        (
            DRIFT,
            [replace(DRIFT, fields=(FIELD, replace(FIELD, path="/name")))],
            "differs from live in another way now: /name",
        ),
        (
            DRIFT,
            [replace(DRIFT, fields=(replace(FIELD, live=ABSENT),))],
            "differs from live in another way now: /active",
        ),
        (
            DRIFT,
            [replace(DRIFT, fields=(replace(FIELD, desired=1),))],
            "differs from live in another way now: /active",
        ),
        (DRIFT, [Create("d", "d.yaml", 1, {"name": "d"})], "is not live any more"),
        (DRIFT, [replace(TAKEN, name="d")], "is blocked now: name-taken"),
    ],
)
def test_a_change_that_is_another_one_now_makes_the_plan_stale(
    saved: Touched, fresh: Sequence[Change], what: str
) -> None:
    """What has become of it is told, for creates, drift and blocks alike."""
    (reason,) = refused(plan(saved), plan(*fresh))

    assert reason.startswith(f"'{saved.name}' {what}")
    assert reason.endswith(".")


def test_all_reasons_are_told_at_once() -> None:
    """Of the place first, since elsewhere everything else is another thing as well."""
    saved = plan(A, B, DRIFT)

    assert len(refused(saved, plan(B))) == 2
    assert len(refused(saved, replace(plan(B), live_org_id=4, source="customer"))) == 2
    elsewhere = replace(plan(B), environment="prod", org_id=4)
    assert len(refused(saved, elsewhere)) == 2
    with pytest.raises(StalePlan, match=r"(?s)environment uat, not prod.*org_id 3, not 4"):
        check_place(saved, environment="prod", org_id=4)
    check_place(saved, environment="uat", org_id=3)


def test_the_commits_are_named_as_far_as_they_are_known() -> None:
    """Of the plan, and of what is there now."""
    made = replace(plan(A), origin=Origin("1" * 40))

    with pytest.raises(StalePlan, match=f"{made.plan_id}, made from commit 1{{12}}, cannot be app"):
        bind(made, plan())
    with pytest.raises(StalePlan, match=f"{made.plan_id} cannot be applied at commit 1{{12}}\\."):
        bind(plan(A), replace(plan(), origin=made.origin))


def test_one_commit_is_not_named_as_if_it_were_two() -> None:
    """What differs then is files that are not committed, or what is live."""
    made = replace(plan(A), origin=Origin("1" * 40, files_digest="a"))
    edited = replace(plan(), origin=Origin("1" * 40, files_digest="b", dirty=True))

    with pytest.raises(StalePlan, match=r"at the same commit: campaign files have changed that"):
        bind(made, edited)
    with pytest.raises(StalePlan, match=r"made from commit 1{12}, cannot .* at the same commit\."):
        bind(made, replace(plan(), origin=made.origin))


def test_any_plan_but_the_expected_one_is_refused() -> None:
    """With what it would do, so that one can tell which it is."""
    check_expected(plan(A), None)
    check_expected(plan(A), plan(A).plan_id)
    with pytest.raises(StalePlan, match=r"is \w{16} \(2 to create, 1 drifted, 0 blocked\), not x"):
        check_expected(plan(A, B, DRIFT), "x")
