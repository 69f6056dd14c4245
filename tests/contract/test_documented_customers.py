"""Documented answers about a customer are read completely, and without the customer."""

import copy
import re
from decimal import Decimal
from pathlib import Path

import pytest

from reconciler.core.comparison import Comparison
from reconciler.core.exact_json import Json, decode
from reconciler.core.resource import Live
from reconciler.target_group.answers.customer import (
    GROUP,
    ROW,
    STREAK,
    SUB_GOALS,
    Seen,
    live_groups,
    read_rows,
)
from reconciler.target_group.answers.progress import SubGoal, progress_of
from tests.support.specs import compare_specs, spec_of

SAMPLES = Path(__file__).parent / "samples" / "customers"
NAMES = sorted(path.name.removesuffix(".response.json") for path in SAMPLES.glob("*.response.json"))
CAMPAIGN: Json = {
    "name": "JP&A",
    "trackingType": "STREAKS",
    "targetEvaluationType": "FIXED_CALENDAR_WINDOW",
    "preferredTillId": 75077502,
    "periods": [
        {"refCode": "JP&A1", "startDate": "2024-04-11", "endDate": "2024-04-17"},
        {"refCode": "JP&A2", "startDate": "2024-04-18", "endDate": "2024-04-24"},
    ],
    "targets": [
        {
            "name": "JP&A",
            "targetEntity": "TRANSACTION",
            "targetType": "COUNT",
            "enrolmentMethod": "TRANSACTION",
            "defaultValues": 2,
        }
    ],
    "streaks": [{"name": "Both weeks", "targetCountOfSequence": 2}],
}


def sample(name: str) -> Json:
    """The data of a documented answer."""
    return decode((SAMPLES / f"{name}.response.json").read_bytes())["data"]


def fragment(name: str) -> Json:
    """A documented piece of an answer."""
    return decode((SAMPLES / f"fragment-{name}.json").read_bytes())


def only_group(seen: Seen) -> Live:
    """The one group of an answer."""
    [group] = live_groups(seen).groups
    return group


def compared(data: Json, live: Live) -> Comparison:
    """A campaign file compared with what a customer sees."""
    return compare_specs(spec_of(data), live.spec, is_whole=False)


def test_there_is_a_sample_of_each_documented_kind() -> None:
    """Five answers are documented, of three servers."""
    assert NAMES == ["achieving", "india-cyclic", "india-fixed", "streak", "sub-targets-and-twin"]


@pytest.mark.parametrize("name", NAMES)
def test_a_documented_answer_is_read_completely(name: str) -> None:
    """Every group and row is there, and nothing in it has an unknown form."""
    data = sample(name)
    seen = read_rows(data)

    assert seen.set_aside == ()
    assert [each.own["id"] for each in seen.groups] == [each["id"] for each in data["targetGroups"]]
    for found, group in zip(seen.groups, data["targetGroups"], strict=True):
        for row, shown in zip(found.rows, group["targets"], strict=True):
            known = {*ROW, SUB_GOALS}
            assert row.keys() == {key for key in known if shown.get(key) is not None}
        assert found.own.keys() == {key for key in GROUP if group.get(key) is not None}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_the_customer_is_kept(name: str) -> None:
    """No name, number, author or id of the person or of the enrolment outlives the reading."""
    kept = repr(read_rows(sample(name)))
    shown = repr(progress_of(read_rows(sample(name)))) + repr(live_groups(read_rows(sample(name))))

    for personal in ("Tom", "Sawyer", "protected", "0000000000", "900000001", "user-", "instore"):
        assert personal not in kept
        assert personal not in shown


def test_rows_become_the_group_that_they_are_of() -> None:
    """Two rows of one target are two periods with a value each."""
    assert only_group(read_rows(sample("streak"))).spec == {
        "name": "JP&A",
        "preferredTillId": 75077502,
        "trackingType": "STREAKS",
        "targetEvaluationType": "FIXED_CALENDAR_WINDOW",
        "periods": {
            "JP&A1": {"refCode": "JP&A1", "startDate": "2024-04-11", "endDate": "2024-04-17"},
            "JP&A2": {"refCode": "JP&A2", "startDate": "2024-04-18", "endDate": "2024-04-24"},
        },
        "targets": {
            "JP&A": {
                "name": "JP&A",
                "targetEntity": "TRANSACTION",
                "targetType": "COUNT",
                "eventName": "TransactionAdd",
                "defaultValues": {"JP&A1": 2, "JP&A2": 2},
            }
        },
    }


def test_a_documented_streak_is_in_sync_with_its_file() -> None:
    """What the answer shows agrees; what it does not show is listed, streak levels among it."""
    found = compared(CAMPAIGN, only_group(read_rows(sample("streak"))))

    assert found.fields == ()
    assert "/streaks/Both weeks/targetCountOfSequence" in found.seen.unverified
    assert "/periods/JP&A1/startDate" not in found.seen.unverified


def test_a_documented_list_of_streaks_gives_names_and_counts() -> None:
    """The fragment stands beside the rows of a group."""
    data = sample("streak")
    data["targetGroups"][0] |= fragment("streaks")
    seen = read_rows(data)

    assert seen.set_aside == ()
    assert only_group(seen).spec["streaks"] == {
        "test3_1": {"name": "test3_1", "targetCountOfSequence": 2}
    }
    [[level]] = [group.streaks for group in seen.groups if group.streaks is not None]
    assert level.keys() == STREAK.keys()


def test_a_documented_row_of_an_achieved_target_says_when() -> None:
    """The fragment is a row; its time is kept as printed."""
    data = sample("streak")
    data["targetGroups"][0]["targets"] = [fragment("target-row")]
    seen = read_rows(data)

    assert seen.set_aside == ()
    [[target]] = [campaign.targets for campaign in progress_of(seen)]
    assert (target.reached, target.wanted) == (1000, 100)
    assert target.achieved_at == "2024-06-10T13:56:27.000+0000"


def test_the_documented_sub_goals_are_shown_and_the_twin_is_no_goal() -> None:
    """3 and 5 on the way to 10; the return-bill twin repeats its base."""
    [campaign] = progress_of(read_rows(sample("sub-targets-and-twin")))
    [target] = campaign.targets

    assert (target.wanted, target.reached, target.achieved_at) == (10, 0, None)
    assert target.sub_goals == (
        SubGoal("3", 3, is_achieved=False),
        SubGoal("5", 5, is_achieved=False),
    )


def test_the_servers_own_trigger_is_no_sub_goal() -> None:
    """It repeats the value of the target; one of the same name and another value is somebody's."""
    data = copy.deepcopy(sample("india-cyclic"))
    assert all(not t.sub_goals for each in progress_of(read_rows(data)) for t in each.targets)
    data["targetGroups"][0]["targets"][0]["milestones"][0]["triggerValue"] = 7
    found = [t.sub_goals for each in progress_of(read_rows(data)) for t in each.targets]
    assert found.count((SubGoal("targetAchieved", 7, is_achieved=False),)) == 1


def test_more_than_is_wanted_is_not_achieved_without_a_date() -> None:
    """In a period that ended before the customer took part, 999 of 1 was reached by nobody."""
    data = copy.deepcopy(sample("sub-targets-and-twin"))
    row = data["targetGroups"][0]["targets"][0]
    row |= {"targetAchievedValue": 999, "targetValue": 1, "currentPeriod": False}
    row["milestones"] = [
        {"triggerName": "half", "triggerValue": Decimal("0.5")},
        {"triggerName": None, "triggerValue": 1},
    ]
    seen = read_rows(data)
    [campaign] = progress_of(seen)

    assert (campaign.targets[0].reached, campaign.targets[0].achieved_at) == (999, None)
    assert campaign.targets[0].sub_goals == (SubGoal("half", Decimal("0.5"), None),)
    assert seen.set_aside == ("/targetGroups/0/targets/0/milestones/1",)


def test_the_documented_twin_is_not_ours() -> None:
    """The return-bill twin stands in the same group as its base and differs from nothing."""
    live = only_group(read_rows(sample("sub-targets-and-twin")))
    [group] = sample("sub-targets-and-twin")["targetGroups"]
    data = CAMPAIGN | {
        "name": group["name"],
        "trackingType": "DEFAULT",
        "preferredTillId": group["preferredTillId"],
        "periods": [{"refCode": "Cycle_3", "startDate": "2024-05-01", "endDate": "2024-05-31"}],
        "targets": [
            {
                "name": group["targets"][0]["targetName"],
                "targetEntity": "TRANSACTION",
                "targetType": "COUNT",
                "enrolmentMethod": "TRANSACTION",
                "defaultValues": 10,
            }
        ],
        "streaks": [],
    }

    assert len(live.spec["targets"]) == 2
    assert compared(data, live).fields == ()


def test_documented_cyclic_periods_are_the_servers() -> None:
    """A cyclic campaign declares no periods; the one that is shown is no difference."""
    first, second = live_groups(read_rows(sample("india-cyclic"))).groups
    target = {
        "name": next(iter(first.spec["targets"])),
        "targetEntity": "TRANSACTION",
        "targetType": "GROSS_SALES",
        "enrolmentMethod": "TRANSACTION",
        "defaultValues": 1500,
    }
    data = {
        "name": first.name,
        "trackingType": "DEFAULT",
        "targetEvaluationType": "CYCLIC_WINDOW",
        "recurringCycles": 3,
        "targets": [target],
    }

    found = compared(data, first)
    assert found.fields == ()
    values = [path for path in found.seen.unverified if "defaultValues" in path]
    assert [path.rpartition("/")[2] for path in values] == ["2", "3"]
    assert second.spec["periods"].keys() == {"PERIOD_G_34045_1"}


def test_samples_are_masked() -> None:
    """No phone number, login or id of a person is kept in the repository."""
    for path in SAMPLES.glob("*.json"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"91[0-9]{10}|12345|default[.]till|@[a-z]", text)
