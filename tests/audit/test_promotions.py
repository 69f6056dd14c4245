"""Groups that promotions own: one class of the audit, and flags of the promotions themselves."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reconciler.core.audit import Audit, Standing
from reconciler.core.promotion import NO_PROMOTIONS, ReadState
from reconciler.errors import AuditError
from tests.support.audits import TODAY, a_campaign, a_file, a_row, audited
from tests.support.promotions import a_promotion


def flags_of(audit: Audit) -> dict[str, list[str]]:
    """The codes of the flags of each promotion, by the end of its id."""
    return {key[-1]: [each.code for each in flags] for key, flags in audit.promotion_flags.items()}


def a_day(left: int) -> str:
    return f"{TODAY + dt.timedelta(days=left)}T12:00:00Z"


@given(
    st.lists(
        st.tuples(st.booleans(), st.booleans(), st.booleans(), st.booleans()),
        min_size=1,
        max_size=6,
    ),
    st.booleans(),
)
def test_each_group_is_of_one_class_and_the_sums_are_right(
    kinds: list[tuple[bool, bool, bool, bool]], is_failed: bool
) -> None:
    """A file comes first, then a promotion; whatever else holds."""
    rows, files, promotions = [], [], []
    for k, (is_declared, by_group, by_target, is_drifted) in enumerate(kinds, 1):
        data = a_campaign(f"c{k}")
        row = a_row(data, 100 * k) | ({"description": "by hand"} if is_drifted else {})
        rows.append(row)
        if is_declared:
            files.append(a_file(data | {"description": ""}))
        groups = [row["id"]] if by_group else []
        rules = [row["targets"][0]["id"]] if by_target else []
        promotions.append(a_promotion(k, groups=groups, rules=rules))
    state = ReadState.FAILED if is_failed else ReadState.READ
    audit = audited(files, rows, promotions=promotions, state=state, reason="x" * is_failed)
    for entry, (is_declared, by_group, by_target, is_drifted) in zip(
        sorted(audit.entries, key=lambda each: each.id or 0), kinds, strict=True
    ):
        is_owned = by_group or by_target
        if is_declared:
            due = Standing.DRIFTED if is_drifted else Standing.MANAGED
        else:
            due = Standing.PROMOTION if is_owned else Standing.UNMANAGED
        assert entry.standing is due
        assert (entry.promotion is not None) == is_owned
        codes = [each.code for each in entry.flags]
        assert ("owned-by-promotion" in codes) == (is_owned and is_declared)
    assert sum(audit.counts.values()) == audit.live == len(kinds)
    assert audit.to_manage == audit.live - audit.counts[Standing.PROMOTION]


def test_coverage_is_of_what_a_file_could_declare() -> None:
    data = [a_campaign(f"c{k}") for k in range(3)]
    rows = [a_row(each, 100 * k) for k, each in enumerate(data, 1)]
    audit = audited([a_file(data[0])], rows, promotions=[a_promotion(1, groups=[200])])
    assert audit.coverage == Decimal("50.0")


def test_where_promotions_own_everything_there_is_no_coverage() -> None:
    rows = [a_row(a_campaign("c"), 100)]
    assert audited([], rows, promotions=[a_promotion(1, groups=[100])]).coverage is None


def test_a_group_that_a_promotion_owns_is_not_told_to_be_ended_in_the_console() -> None:
    """Its days and its enrolment are the promotion's; its names are still everybody's."""
    old = a_campaign("Winter party", starts="2026-01-01", ends="2026-02-01")
    rows = [a_row(old, 100), a_row(a_campaign("Wintr party"), 200)]
    rows[1]["targets"][0]["name"] = rows[0]["targets"][0]["name"]
    plain = {each.id: [f.code for f in each.flags] for each in audited([], rows).entries}
    owned = audited([], rows, promotions=[a_promotion(1, groups=[100])])
    assert "ended-but-active" in plain[100]
    codes = {each.id: [f.code for f in each.flags] for each in owned.entries}
    assert codes[100] == ["near-duplicate-name", "target-name-twice"]


@pytest.mark.parametrize(
    ("status", "left", "due"),
    [
        *((word, -1, ["published-and-ended"]) for word in ("ACTIVE", "COMPLETED", "PAUSED")),
        *((word, 0, ["promotion-ends-soon"]) for word in ("ACTIVE", "LIVE", "UPCOMING")),
        ("LIVE", 1, ["promotion-ends-soon"]),
        ("LIVE", 14, ["promotion-ends-soon"]),
        ("LIVE", 15, []),
        ("STOPPED", -1, []),
        ("PUBLISH_FAILED", 3, []),
        ("ODD", 3, []),
        ("DRAFT", -9, ["draft-waits"]),
        ("PENDING_APPROVAL", 3, ["draft-waits"]),
    ],
)
def test_flags_of_days_and_drafts(status: str, left: int, due: list[str]) -> None:
    audit = audited([], [], promotions=[a_promotion(1, status=status, ends=a_day(left))])
    assert flags_of(audit) == {"1": due}
    assert audit.flagged_promotions == bool(due)


def test_a_promotion_without_a_last_day_has_no_flag_of_it() -> None:
    assert flags_of(audited([], [], promotions=[a_promotion(1, ends="")])) == {"1": []}


@pytest.mark.parametrize(
    ("details", "due"),
    [
        ({"status": "PENDING_APPROVAL"}, "A draft of it waits to be approved."),
        ({"status": "DRAFT"}, "A draft of it waits to be submitted."),
    ],
)
def test_a_draft_is_known_from_the_row_of_its_promotion(details: dict[str, Any], due: str) -> None:
    """Where the list does not show the draft itself; said once where it does."""
    published = a_promotion(1)
    published["metadata"]["draftDetails"] = details
    alone = audited([], [], promotions=[published])
    assert [each.message for each in alone.promotion_flags[f"{1:024x}"]] == [due]
    draft = a_promotion(2, status="DRAFT", parentId=published["id"])
    both = audited([], [], promotions=[published, draft])
    assert flags_of(both) == {"1": ["draft-waits"]}


def test_names_that_promotions_share() -> None:
    """Ignoring case; a draft has the name of its promotion by right, and no name is no name."""
    published = a_promotion(1, "Boost")
    draft = a_promotion(2, "Boost", status="DRAFT", parentId=published["id"])
    audit = audited([], [], promotions=[published, draft])
    assert "promotion-name-twice" not in flags_of(audit)["1"]
    three = [a_promotion(k, name) for k, name in enumerate(("Boost", "boost", "BOOST"), 1)]
    nameless = [a_promotion(4) | {"metadata": {}}, a_promotion(5) | {"metadata": None}]
    audit = audited([], [], promotions=[*three, *nameless])
    assert {key for key, codes in flags_of(audit).items() if codes} == {"1", "2", "3"}
    assert "and 1 more has its name" in audit.promotion_flags[f"{1:024x}"][0].message


def test_what_could_not_be_read_is_a_note() -> None:
    rows = [a_row(a_campaign("c"), 100)]
    audit = audited([], rows, state=ReadState.FAILED, reason="HTTP 500.")
    assert "HTTP 500. What is called unmanaged may belong to a promotion." in audit.notes
    audit = audited([], rows, state=ReadState.NOT_OFFERED, reason="HTTP 404.")
    assert [note for note in audit.notes if "404" in note] == [
        "The API does not offer promotions here, so there are none. HTTP 404."
    ]


def test_many_groups_that_are_not_live_are_counted() -> None:
    audit = audited([], [], promotions=[a_promotion(1, groups=[1, 2, 3, 4, 5])])
    assert "Promotions name groups that are not among the live ones: 1, 2, 3 and 2 more." in (
        audit.notes
    )


def test_an_audit_that_forgets_an_owner_cannot_be_made() -> None:
    audit = audited([], [a_row(a_campaign("c"), 100)], promotions=[a_promotion(1, groups=[100])])
    with pytest.raises(AuditError, match="does not add up"):
        replace(audit, promotions=NO_PROMOTIONS)
    [entry] = audit.entries
    with pytest.raises(AuditError, match="does not add up"):
        replace(audit, entries=(replace(entry, promotion=None),))
