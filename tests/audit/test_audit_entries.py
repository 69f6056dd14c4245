"""What an audit says of one campaign: days, what it is today, owner, flags."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.core.audit import Entry
from reconciler.core.exact_json import Json
from reconciler.core.resource import Lifecycle
from tests.support.audits import (
    PERSON,
    TODAY,
    a_campaign,
    a_file,
    a_row,
    a_target,
    attributed,
    audited,
)

Data = dict[str, Any]


def entry_of(row: Data, *, file: Data | None = None, **metadata: Json) -> Entry:
    """The entry of the one live group."""
    files = [] if file is None else [a_file(file, **metadata)]
    [entry] = [each for each in audited(files, [row]).entries if each.id is not None]
    return entry


def codes(entry: Entry) -> list[str]:
    return [flag.code for flag in entry.flags]


def day(days: int) -> str:
    """A day so many days from today."""
    return (TODAY + dt.timedelta(days=days)).isoformat()


def lasting(first: int, last: int, **more: Json) -> Data:
    """The row of a campaign from one day to another."""
    return a_row(a_campaign(starts=day(first), ends=day(last)), **more)


@pytest.mark.parametrize(
    ("first", "last", "active", "expected"),
    [
        (1, 30, True, Lifecycle.UPCOMING),
        (0, 30, True, Lifecycle.RUNNING),
        (-30, 0, True, Lifecycle.RUNNING),
        (-30, -1, True, Lifecycle.ENDED),
        (-30, -1, False, Lifecycle.INACTIVE),
        (1, 30, False, Lifecycle.INACTIVE),
        (0, 30, None, None),
    ],
)
def test_what_a_group_is_today(
    first: int, last: int, active: bool | None, expected: Lifecycle | None
) -> None:
    """First and last day belong to it; whether it is active must have been shown."""
    assert entry_of(lasting(first, last, active=active)).lifecycle is expected


def test_days_are_those_of_the_periods() -> None:
    """The first of all first days, the last of all last days, in any order."""
    periods = [
        {"refCode": "b", "startDate": "2027-06-01", "endDate": "2027-06-30"},
        {"refCode": "a", "startDate": "2027-05-01", "endDate": "2027-05-31"},
    ]
    entry = entry_of(a_row(a_campaign(periods=periods)))

    assert (entry.starts, entry.ends) == (dt.date(2027, 5, 1), dt.date(2027, 6, 30))
    assert not entry.is_cycle


@pytest.mark.parametrize(
    "changes",
    [
        {"periods": None},
        {"periods": []},
        {"periods": [{"id": 1, "refCode": "a", "startDate": "soon", "endDate": "2027-01-01"}]},
        {"targetEvaluationType": "CYCLIC_WINDOW"},
    ],
    ids=["not shown", "none", "not a date", "made by the server"],
)
def test_without_periods_days_are_those_of_the_cycle(changes: Data) -> None:
    """And the entry says so."""
    cycle: Data = {
        "targetCycleStartDate": "2027-04-30T18:30:00.000Z",
        "targetCycleEndDate": "2031-01-01T00:00:00.000Z",
    }
    entry = entry_of(a_row(a_campaign(), **changes, **cycle))

    assert (entry.starts, entry.ends) == (dt.date(2027, 4, 30), dt.date(2031, 1, 1))
    assert entry.is_cycle


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (None, None, None),
        (None, day(5), None),
        (None, day(-5), Lifecycle.ENDED),
        (day(-5), None, None),
        (day(5), None, Lifecycle.UPCOMING),
    ],
)
def test_a_group_of_which_too_little_is_shown_is_called_nothing(
    start: str | None, end: str | None, expected: Lifecycle | None
) -> None:
    """One known day may say enough; a guess is never made."""
    cycle: Data = {"targetCycleStartDate": start, "targetCycleEndDate": end}
    assert entry_of(a_row(a_campaign(), periods=None, **cycle)).lifecycle is expected


@pytest.mark.parametrize(
    ("owner", "expected"),
    [
        ("crm-team", "crm-team"),
        (["ada", "ben"], "ada, ben"),
        (7, "7"),
        ({"team": "crm"}, ""),
        (None, ""),
    ],
)
def test_the_owner_comes_from_the_metadata(owner: Json, expected: str) -> None:
    """Text or a list of texts; anything else is not an owner."""
    data = a_campaign()

    assert entry_of(a_row(data), file=data, owner=owner).owner == expected
    assert entry_of(a_row(data), file=data).owner == ""


def test_an_entry_says_who_made_the_group() -> None:
    """As the API tells it."""
    made = entry_of(a_row(a_campaign(), attribution=attributed(PERSON))).made

    assert (made.by, made.kind) == ("Ada L. (1739864914683_)", "ADMIN_USER")
    assert made.touched == "2027-04-02"


@pytest.mark.parametrize(
    ("first", "last", "active", "expected"),
    [
        (-5, 0, True, "It ends today."),
        (-5, 1, True, "It ends tomorrow."),
        (-5, 14, True, "It ends in 14 days."),
        (2, 9, True, "It ends in 9 days."),
        (-5, 15, True, None),
        (-5, 3, False, None),
        (-5, 3, None, None),
    ],
)
def test_what_ends_within_14_days_is_flagged(
    first: int, last: int, active: bool | None, expected: str | None
) -> None:
    """Only what still runs, or will."""
    flags = entry_of(lasting(first, last, active=active)).flags

    assert [flag.message for flag in flags if flag.code == "ends-soon"] == (
        [expected] if expected else []
    )


@pytest.mark.parametrize(
    ("last", "active", "expected"),
    [
        (-1, True, ["It ended yesterday and is still active."]),
        (-40, True, ["It ended 40 days ago and is still active."]),
        (-40, False, []),
        (-40, None, []),
        (0, True, []),
    ],
)
def test_what_has_ended_and_is_still_active_is_flagged(
    last: int, active: bool | None, expected: list[str]
) -> None:
    """Somebody forgot to deactivate it."""
    flags = entry_of(lasting(-60, last, active=active)).flags

    assert [flag.message for flag in flags if flag.code == "ended-but-active"] == expected


def test_nearly_the_same_names_are_flagged_with_each_other() -> None:
    """Live beside live, and missing beside live: each message names the other one."""
    rows = [a_row(a_campaign("Summer sale"), 100), a_row(a_campaign("Sumer  Sale"), 200)]
    files = [a_file(a_campaign("Winter party")), a_file(a_campaign("Wintr party"))]
    entries = audited(files, [*rows, a_row(a_campaign("Winter party"), 300)]).entries
    messages = {
        each.name: flag.message
        for each in entries
        for flag in each.flags
        if flag.code == "near-duplicate-name"
    }

    assert messages == {
        "Sumer  Sale": "Its name is nearly that of 'Summer sale' (group 100).",
        "Summer sale": "Its name is nearly that of 'Sumer  Sale' (group 200).",
        "Winter party": "Its name is nearly that of 'Wintr party' (Wintr party.yaml).",
        "Wintr party": "Its name is nearly that of 'Winter party' (group 300).",
    }


def test_a_series_is_not_flagged() -> None:
    """Names that differ in their digits are meant to."""
    rows = [a_row(a_campaign(f"Wave {k} of 2027"), 100 * k) for k in range(1, 15)]

    assert not any(each.flags for each in audited([], rows).entries)


@pytest.mark.parametrize(
    ("enrolment", "expected"),
    [
        ({"enrolmentMethod": "TRANSACTION"}, []),
        ({"enrolmentMethod": "AUDIENCE_FILTER"}, []),
        ({"enrolmentMethod": "IMPORT"}, ["Nobody is enrolled by buying: 'a', 'b'."]),
        ({"enrolmentMethod": None}, ["Nobody is enrolled by buying: 'a', 'b'."]),
    ],
)
def test_a_target_that_enrols_nobody_is_flagged(enrolment: Data, expected: list[str]) -> None:
    """Left out it is IMPORT."""
    row = a_row(a_campaign(targets=[a_target("a"), a_target("b")]))
    row["targets"] = [each | enrolment for each in row["targets"]]
    flags = entry_of(row).flags

    assert [flag.message for flag in flags if flag.code == "target-without-enrolment"] == expected


IMPORTED = a_campaign(targets=[a_target("a", enrolmentMethod="IMPORT")])
LEFT_OUT = a_campaign(targets=[{k: v for k, v in a_target("a").items() if k != "enrolmentMethod"}])


@pytest.mark.parametrize(
    ("row", "file", "is_flagged"),
    [
        (a_row(IMPORTED), LEFT_OUT, True),
        (a_row(IMPORTED), IMPORTED, False),
        (a_row(IMPORTED, userCreated=True), None, False),
        (a_row(IMPORTED, active=False), None, False),
        (a_row(IMPORTED, active=None), None, False),
        (a_row(IMPORTED | a_campaign(ends=day(-1), targets=IMPORTED["targets"])), None, False),
        (a_row(IMPORTED, targets=None), None, False),
    ],
    ids=["left out", "declared", "customers set it", "inactive", "unknown", "ended", "not shown"],
)
def test_enrolment_that_is_meant_or_over_is_not_flagged(
    row: Data, file: Data | None, is_flagged: bool
) -> None:
    """A file that declares IMPORT means it."""
    assert ("target-without-enrolment" in codes(entry_of(row, file=file))) is is_flagged


def test_target_names_used_twice_are_flagged() -> None:
    """Across groups ignoring case, also where a group is inactive; and within one group."""
    rows = [
        a_row(a_campaign("one", targets=[a_target("Spend")]), 100),
        a_row(a_campaign("two", targets=[a_target("spend"), a_target("only here")]), 200),
        a_row(a_campaign("three", targets=[a_target("SPEND")]), 300, active=False),
        a_row(a_campaign("alone", targets=[a_target("Visit"), a_target("visit")]), 400),
    ]
    rows[3]["targets"][1]["name"] = "Visit"
    found = {
        each.name: flag.message
        for each in audited([], rows).entries
        for flag in each.flags
        if flag.code == "target-name-twice"
    }

    assert found == {
        "one": "Used in groups 200, 300 as well: 'Spend'.",
        "two": "Used in groups 100, 300 as well: 'spend'.",
        "three": "Used in groups 100, 200 as well: 'SPEND'.",
        "alone": "Used twice in this group: 'Visit'.",
    }


def test_return_bill_twins_are_not_counted_as_targets() -> None:
    """The server made them."""
    row = a_row(a_campaign(targets=[a_target("a", enrolmentMethod="IMPORT")]))
    twin = row["targets"][0] | {"name": "a_ReturnBill", "eventName": "ReturnBill", "active": False}
    row["targets"].append(twin)

    assert [flag.message for flag in entry_of(row).flags] == ["Nobody is enrolled by buying: 'a'."]


@pytest.mark.parametrize(
    ("active", "expected"),
    [
        (True, ["Deactivated: 'a', 'b', 'c' and 1 more."]),
        (False, []),
        (None, []),
    ],
)
def test_deactivated_targets_of_an_active_group_are_flagged(
    active: bool | None, expected: list[str]
) -> None:
    """In an inactive group all targets are; a long list is cut."""
    row = a_row(a_campaign(targets=[a_target(name) for name in "abcd"]), active=active)
    row["targets"] = [each | {"active": False} for each in row["targets"]]
    flags = entry_of(row).flags

    assert [flag.message for flag in flags if flag.code == "deactivated-target"] == expected


def test_a_name_used_in_many_groups_is_told_shortly() -> None:
    """Three of them are named, the rest counted."""
    rows = [
        a_row(a_campaign(f"campaign {k}", targets=[a_target("Spend")]), 100 * k)
        for k in range(1, 7)
    ]
    first = audited([], rows).entries[0]

    assert first.flags[-1].message == "Used in groups 200, 300, 400 and 2 more as well: 'Spend'."


@given(st.lists(st.lists(st.sampled_from("aAbc"), max_size=3), max_size=7))
def test_whoever_shares_a_target_name_is_told_of_all_others(names: list[list[str]]) -> None:
    """Against a look at every other group."""
    rows = []
    for k, own in enumerate(names):
        placeholders = [a_target(f"{k}-{n}") for n in range(len(own))]
        row = a_row(a_campaign(f"campaign {k}", targets=placeholders), 100 * k + 100)
        for target, name in zip(row["targets"], own, strict=True):
            target["name"] = name
        rows.append(row)

    def holders(name: str) -> list[int]:
        return [k for k, own in enumerate(names) for each in own if each.lower() == name.lower()]

    for entry in audited([], rows).entries:
        place = rows.index(next(row for row in rows if row["id"] == entry.id))
        shared = {each for each in names[place] if len(holders(each)) > 1}
        others = {k for each in shared for k in holders(each)} - {place}
        said = [flag.message for flag in entry.flags if flag.code == "target-name-twice"]
        assert len(said) == bool(shared)
        for message in said:
            listed = ", ".join(str(rows[k]["id"]) for k in sorted(others)[:3])
            more = f" and {len(others) - 3} more" if len(others) > 3 else ""
            noun = "group" if len(others) == 1 else "groups"
            where = f"in {noun} {listed}{more} as well" if others else "twice in this group"
            assert message.startswith(f"Used {where}: '")
