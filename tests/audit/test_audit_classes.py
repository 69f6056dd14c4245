"""Every live group is in exactly one class, or there is no audit."""

import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from reconciler.audit.entries import make_audit
from reconciler.core.audit import Audit, Entry, Standing
from reconciler.core.plan import Plan
from reconciler.core.planner import Evidence, make_plan, weigh
from reconciler.core.resource import Lifecycle, LiveState
from reconciler.errors import AuditError, ExitCode
from reconciler.target_group.columns import Source
from reconciler.target_group.resource_kind import TARGET_GROUP
from tests.support.audits import TODAY, a_campaign, a_file, a_row, audited
from tests.support.specs import desired_of, row_of, state_of
from tests.support.strategies import repositories

Data = dict[str, Any]


def standings(audit: Audit) -> dict[str, str]:
    """The class of each campaign, by name."""
    return {each.name: each.standing.value for each in audit.entries}


def test_each_campaign_is_of_one_class() -> None:
    """In sync, different, in no file, not live."""
    managed, drifted = a_campaign("managed"), a_campaign("drifted")
    unmanaged, missing = a_campaign("somebody's"), a_campaign("not there")
    audit = audited(
        [a_file(managed), a_file(drifted | {"description": "as declared"}), a_file(missing)],
        [a_row(managed, 100), a_row(drifted, 200), a_row(unmanaged, 300)],
    )

    assert standings(audit) == {
        "drifted": "drifted",
        "not there": "missing",
        "somebody's": "unmanaged",
        "managed": "managed",
    }
    assert audit.live == 3
    assert audit.entries[0].differs == ("/description",)


@settings(max_examples=60)  # whole repositories take long to draw
@given(repositories(), st.data(), st.sampled_from([Source.MILESTONES, Source.TARGET_GROUPS]))
def test_the_classes_add_up_to_what_is_live(
    repository: list[Data], draw: st.DataObject, source: Source
) -> None:
    """Every live group once, every file once; what is not live is missing."""
    places = st.sets(st.sampled_from(range(len(repository))))
    declared, live = draw.draw(places), draw.draw(places)
    rows = [row_of(repository[k], first_id=1000 * k + 1) for k in sorted(live)]
    audit = audited([desired_of(repository[k]) for k in sorted(declared)], rows, source=source)

    counts = audit.counts
    assert sum(counts.values()) - counts[Standing.MISSING] == audit.live == len(rows)
    assert counts[Standing.MISSING] == len(declared - live)
    assert counts[Standing.UNMANAGED] == len(live - declared)
    assert sorted(each.id for each in audit.entries if each.id) == sorted(r["id"] for r in rows)
    assert sum(audit.lifecycles.values()) == len(rows)


@settings(max_examples=60)
@given(repositories(), st.randoms(use_true_random=False))
def test_the_order_is_stable(repository: list[Data], shuffler: random.Random) -> None:
    """Shuffled files and rows give the same audit, down to every flag."""
    files = [desired_of(data) for data in repository[1:]]
    rows = [row_of(data, first_id=1000 * k + 1) for k, data in enumerate(repository[:-1])]
    audit = audited(files, rows)

    assert audited(shuffler.sample(files, len(files)), shuffler.sample(rows, len(rows))) == audit


def test_what_needs_a_person_comes_first() -> None:
    """Classes in their order, names in theirs."""
    rows = [a_row(a_campaign(name), 100 * k) for k, name in enumerate(("b", "A", "c", "d"), 1)]
    files = [a_file(a_campaign("c", description="x")), a_file(a_campaign("d"))]
    audit = audited([*files, a_file(a_campaign("e"))], rows)

    assert [each.name for each in audit.entries] == ["c", "e", "A", "b", "d"]


def test_groups_that_share_the_name_of_a_file_are_not_as_declared() -> None:
    """Two live groups of one name: both are drifted, none is missing, and the flag says why."""
    rows = [a_row(a_campaign("Spring", targets=[]), 100), a_row(a_campaign("SPRING"), 200)]
    audit = audited([a_file(a_campaign("spring"))], rows)

    assert [(each.id, each.standing) for each in audit.entries] == [
        (200, Standing.DRIFTED),
        (100, Standing.DRIFTED),
    ]
    assert all(each.file == "spring.yaml" for each in audit.entries)
    assert all(each.flags[0].code == "live-name-twice" for each in audit.entries)


def test_a_missing_campaign_says_why_it_is_not_created() -> None:
    """A rename shows as missing and unmanaged; the flag tells that it is one campaign."""
    live = a_campaign("Old name", targets=[{**a_campaign()["targets"][0], "name": "shared"}])
    audit = audited([a_file(live | {"name": "Another one"})], [a_row(live)])

    missing, unmanaged = audit.entries
    assert missing.standing is Standing.MISSING
    assert missing.lifecycle is None
    assert missing.id is None
    assert [flag.code for flag in missing.flags] == ["likely-rename"]
    assert unmanaged.standing is Standing.UNMANAGED


def test_an_unmanaged_group_says_that_its_file_was_deleted() -> None:
    """What git knows goes into the audit."""
    state = state_of([a_row(a_campaign())])
    plan = weigh(plan_of(state), Evidence(deleted_files={"spring": "spring.yaml"}))
    audit = make_audit(plan, state, [], today=TODAY)

    assert [flag.code for flag in audit.entries[0].flags] == ["file-deleted"]


@pytest.mark.parametrize(
    ("managed", "live", "expected"),
    [(0, 0, None), (0, 3, "0.0"), (1, 3, "33.3"), (2, 3, "66.6"), (3, 3, "100.0")],
)
def test_coverage_is_the_managed_share_of_what_is_live(
    managed: int, live: int, expected: str | None
) -> None:
    """Rounded down: 100 means all of them. What is missing does not count."""
    campaigns = [a_campaign(f"campaign {k}") for k in range(live)]
    files = [a_file(data) for data in campaigns[:managed]]
    rows = [a_row(data, 100 * k + 1) for k, data in enumerate(campaigns)]
    audit = audited([*files, a_file(a_campaign("not live"))], rows)

    assert audit.coverage == (None if expected is None else Decimal(expected))


def plan_of(state: LiveState) -> Plan:
    return make_plan([], state, kind=TARGET_GROUP, environment="uat")


ROWS = [a_row(a_campaign(name), 100 * k) for k, name in enumerate(("a", "b", "c"), 1)]


@pytest.mark.parametrize(
    ("planned", "read"),
    [
        (ROWS, ROWS[:2]),
        (ROWS[:2], ROWS),
        (ROWS[:2], ROWS[1:]),
        (ROWS, [*ROWS[:2], ROWS[1]]),
        ([*ROWS[:2], ROWS[1]], ROWS),
    ],
    ids=["too few", "too many", "others", "one twice in the read", "one twice in the plan"],
)
def test_an_audit_that_does_not_add_up_is_not_made(planned: list[Data], read: list[Data]) -> None:
    """Rather none than one that leaves a group out or counts it twice."""
    with pytest.raises(AuditError) as caught:
        make_audit(plan_of(state_of(planned)), state_of(read), [], today=TODAY)

    assert caught.value.exit_code == ExitCode.UNREACHABLE
    assert "does not add up" in caught.value.message


def test_a_plan_that_knows_of_fewer_groups_is_found_out() -> None:
    """Even where the counts agree, a group in no class is an error."""
    state = state_of(ROWS)
    plan = plan_of(state)
    with pytest.raises(AuditError, match="1 of the live groups stand in no class, such as 300"):
        make_audit(replace(plan, changes=plan.changes[:2]), state, [], today=TODAY)


def test_a_read_that_hides_groups_cannot_be_audited() -> None:
    """One customer does not see every campaign."""
    state = replace(state_of(ROWS), source=Source.CUSTOMER.value)
    with pytest.raises(AuditError, match="not every group can be seen"):
        make_audit(plan_of(state), state, [], today=TODAY)


@pytest.mark.parametrize(
    "entries",
    [
        [Entry(Standing.MANAGED, "a", id=1)],
        [Entry(Standing.MANAGED, "a", id=1), Entry(Standing.DRIFTED, "b", id=1)],
        [Entry(Standing.MANAGED, "a", id=1), Entry(Standing.MANAGED, "b")],
    ],
    ids=["too few", "one twice", "one without id"],
)
def test_no_audit_value_can_hold_wrong_sums(entries: list[Entry]) -> None:
    """The value itself refuses."""
    with pytest.raises(AuditError):
        Audit("uat", "milestones", None, TODAY, live=2, entries=tuple(entries))


def test_notes_say_what_dates_mean_and_what_was_not_seen() -> None:
    """The limits of the read stand in the audit."""
    row = a_row(a_campaign(), periods=None, streaks=None)
    state = replace(state_of([row], Source.TARGET_GROUPS), set_aside=("/0/active",))
    files = [a_file(a_campaign())]
    plan = make_plan(files, state, kind=TARGET_GROUP, environment="uat")
    notes = make_audit(plan, state, files, today=TODAY).notes

    assert len(notes) == 4
    assert "moves it on an edit" in notes[0]
    assert notes[1].startswith("Days of the cycle, where no fixed periods are shown: 1 of 1.")
    assert notes[2].startswith("Not compared in full: 1, since target-groups does not show")
    assert notes[3].startswith("Values of an undocumented form, which count as not shown: 1.")


def test_lifecycles_are_counted_with_those_that_nobody_knows() -> None:
    """Too little shown is not running, and not ended."""
    audit = audited([], [a_row(a_campaign("a"), 100), a_row(a_campaign("b"), 200, active=None)])

    assert audit.lifecycles[Lifecycle.RUNNING] == 1
    assert audit.lifecycles[None] == 1
    assert audit.flagged == 0
