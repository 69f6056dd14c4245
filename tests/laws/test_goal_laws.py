"""Whatever is sent holds every declared goal, or nothing is sent.

Over all windows and kinds, and all ways to write periods and values, from the file to what is sent
and to what is compared afterwards. What is declared is worked out here once more, from the file as
it is written.
"""

import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.load import load_document
from reconciler.core.exact_json import Json
from reconciler.core.plan import Blocked, Create
from reconciler.core.planner import make_plan
from reconciler.core.resource import Desired, LiveState
from reconciler.target_group.expressions.symbols import DOCUMENTED
from reconciler.target_group.resource_kind import TARGET_GROUP
from reconciler.yaml12.document import Document, read_document
from tests.support.answers import answer
from tests.support.specs import compare_specs, live_of
from tests.support.strategies import FIXED, SERVER_MADE, TRACKING_TYPES

Data = dict[str, Json]
TODAY = dt.date(2026, 11, 1)
COUNTS = (None, -1, 0, 1, 3)
LEFT_OUT = "left out"
PERIODS = [
    {"refCode": f"p{k}", "startDate": f"2027-0{k}-01", "endDate": f"2027-0{k}-20"}
    for k in range(1, 4)
]
WAYS_OF_PERIODS: list[Json] = [
    LEFT_OUT,
    [],
    PERIODS[:1],
    PERIODS,
    {"from": "2027-01-01", "every": "MONTHLY", "count": 3, "refCode": "p{n}"},
]
WAYS_OF_VALUES: list[Json] = [
    LEFT_OUT,
    [],
    7,
    "7.50",
    [7],
    [7, 8, 9],
    [7, 7, 7],
    [{"defaultValue": 7}, {"defaultValue": "8"}, {"defaultValue": 9}],
    {"p1": 7, "p2": 8, "p3": 9},
    {"start": 7, "step": 1},
]


@st.composite
def files(draw: st.DrawFn) -> Data:
    """A campaign file in any of the ways; many of them mean nothing that could be made."""
    ways = {
        "targetEvaluationType": draw(st.sampled_from((*FIXED, *SERVER_MADE))),
        "totalPeriods": draw(st.sampled_from(COUNTS)),
        "recurringCycles": draw(st.sampled_from(COUNTS)),
        "active": draw(st.sampled_from((None, True, False))),
    }
    data: Data = {name: way for name, way in ways.items() if way is not None}
    data |= {"name": "Goals", "trackingType": draw(st.sampled_from(TRACKING_TYPES))}
    data |= written("periods", draw(st.sampled_from(WAYS_OF_PERIODS)))
    data["targets"] = [
        {"name": name, "targetEntity": "TRANSACTION", "targetType": "SALES"}
        | written("defaultValues", draw(st.sampled_from(WAYS_OF_VALUES)))
        for name in ("One", "Two")[: draw(st.integers(0, 2))]
    ]
    if data["trackingType"] == "STREAKS":
        data["streaks"] = [{"name": "Level", "targetCountOfSequence": 1}]
    if data["trackingType"] == "UNIFIED":
        threshold = {"aggregation": "SUM", "thresholdValue": "10.500"}
        data |= {"combinationType": "ANY", "unifiedTargetExpression": threshold}
    return data


def written(name: str, way: Json) -> Data:
    return {} if way == LEFT_OUT else {name: way}


def loaded(data: Data) -> Desired | None:
    """The campaign of a file; None where the file is refused."""
    document = read_document("goals.json", json.dumps(data).encode())
    assert isinstance(document, Document)
    campaigns = load_document(document, Circumstances({}, DOCUMENTED, TODAY)).campaigns
    return campaigns[0] if campaigns else None


def planned(desired: Desired) -> Create | Blocked:
    """What a plan says of a campaign that is not live."""
    live = LiveState("milestones", ())
    [change] = make_plan([desired], live, kind=TARGET_GROUP, environment="uat").changes
    assert isinstance(change, Create | Blocked)
    return change


def goals(values: Json, count: int | None) -> list[Decimal] | None:
    """What is declared for a target, one number for each period; None where nothing is."""
    if values in (LEFT_OUT, []):
        return None
    if isinstance(values, list):
        return [
            Decimal(each["defaultValue"] if isinstance(each, dict) else each) for each in values
        ]
    if not isinstance(values, dict):
        return [Decimal(values)] * (1 if count is None else count)
    if "step" in values:
        return [Decimal(values["start"] + values["step"] * k) for k in range(count or 0)]
    return [Decimal(each) for each in values.values()]


def number_of_periods(data: Data) -> int | None:
    """As many as are declared; where the server makes them, as many as it is told, if it is."""
    periods = data.get("periods") or []
    if isinstance(periods, dict):
        return int(periods["count"])
    if periods or data.get("targetEvaluationType") not in SERVER_MADE:
        return len(periods)
    told = [data.get("totalPeriods", 0), data.get("recurringCycles", 0)]
    return next((each for each in told if each > 0), None)


@given(files())
def test_whatever_is_sent_holds_every_declared_goal(data: Data) -> None:
    """Of targets, levels and sums; or the file is refused, or the campaign blocked."""
    desired = loaded(data)
    change = None if desired is None else planned(desired)
    event("refused" if change is None else type(change).__name__)
    if not isinstance(change, Create) or desired is None:
        return
    count = number_of_periods(data)
    sent = {each["name"]: each.get("defaultValues", []) for each in change.body["targets"]}
    for target in data["targets"]:
        expected = goals(target.get("defaultValues", LEFT_OUT), count)
        held = [Decimal(each["defaultValue"]) for each in sent[target["name"]]]
        assert expected != []
        assert held == (expected or [])
        assert is_compared(desired, target["name"], expected)
    assert change.body.get("streaks") == data.get("streaks")
    assert bool(change.body.get("unifiedTargetExpression")) == (data["trackingType"] == "UNIFIED")
    assert count is None or change.body["totalPeriods"] == count


def is_compared(desired: Desired, name: str, expected: list[Decimal] | None) -> bool:
    """Whether the canonical form has the same numbers in the same order."""
    held = desired.spec["targets"][name].get("defaultValues", {})
    return [*held.values()] == (expected or [])


@given(files(), st.data())
def test_a_group_that_was_made_without_its_goals_is_never_in_sync(
    data: Data, draw: st.DataObject
) -> None:
    """As long as a goal is declared, a group without it, or with another one, has drift."""
    desired = loaded(data)
    if desired is None or not isinstance(planned(desired), Create):
        return
    row = answer(desired.body)
    if number_of_periods(data) is not None:
        assert compare_specs(desired.spec, live_of(row).spec).fields == ()
    aimed = [each for each in row["targets"] if each["defaultValues"]]
    if aimed:
        values = draw.draw(st.sampled_from(aimed))["defaultValues"]
        how = draw.draw(st.sampled_from(("none", "fewer", "other")))
        if how == "other":
            values[-1]["defaultValue"] += 1
        else:
            del values[0 if how == "none" else -1 :]
        assert compare_specs(desired.spec, live_of(row).spec).fields


CYCLIC: Data = {
    "name": "Goals",
    "trackingType": "DEFAULT",
    "recurringCycles": 3,
    "targets": [{"name": "One", "targetEntity": "TRANSACTION", "targetType": "SALES"}],
}


@pytest.mark.parametrize("window", SERVER_MADE)
@pytest.mark.parametrize("periods", [LEFT_OUT, []])
@pytest.mark.parametrize("values", [7, [7, 7, 7], {"start": 7, "step": 0}])
def test_an_empty_list_of_periods_that_the_server_makes_is_no_list(
    window: str, periods: Json, values: Json
) -> None:
    """The same is sent, with one goal for each cycle."""
    target = CYCLIC["targets"][0] | {"defaultValues": values}
    data = CYCLIC | {"targetEvaluationType": window, "targets": [target]}
    desired = loaded(data | written("periods", periods))

    assert desired is not None
    change = planned(desired)
    assert isinstance(change, Create)
    assert change.body["totalPeriods"] == 3
    assert change.body["targets"][0]["defaultValues"] == [{"defaultValue": 7}] * 3


GOAL: Data = CYCLIC["targets"][0] | {"defaultValues": 7}
NOBODY_COUNTS: list[Data] = [
    {"targetEvaluationType": window, "targets": [GOAL], **total, **cycles}
    for window in SERVER_MADE
    for total in ({}, {"totalPeriods": 0}, {"totalPeriods": -1})
    for cycles in ({}, {"recurringCycles": 0}, {"recurringCycles": -1})
]
NOTHING_TO_REACH: list[tuple[str, Data]] = [
    *(("cycle-count-missing", each) for each in NOBODY_COUNTS),
    ("no-periods", {"targets": [GOAL]}),
    ("no-periods", {"periods": [], "targets": [CYCLIC["targets"][0]]}),
    ("no-targets", {"periods": {"from": "2027-10-01", "every": "DAILY", "count": 2}}),
    ("no-targets", {"targetEvaluationType": "CYCLIC_WINDOW", "totalPeriods": 2, "targets": []}),
]


@pytest.mark.parametrize(("code", "fields"), NOTHING_TO_REACH)
def test_what_nobody_could_reach_or_count_is_not_made(code: str, fields: Data) -> None:
    """Such a file is valid all the same: where the group is live, it is in sync."""
    desired = loaded({"name": "Goals", "trackingType": "DEFAULT", **fields})

    assert desired is not None
    change = planned(desired)
    assert isinstance(change, Blocked)
    assert change.reason.code == code
    assert compare_specs(desired.spec, live_of(answer(desired.body)).spec).fields == ()
