"""Two ways of writing one campaign make the same campaign: whichever of them is live already."""

import copy
from collections.abc import Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from reconciler.core.acknowledge import NO_ANSWERS
from reconciler.core.draft import Draft
from reconciler.core.exact_json import Json
from reconciler.core.planner import make_plan
from reconciler.core.same_campaign import find_same
from reconciler.target_group.columns import Source
from reconciler.target_group.expressions.agreement import TEXT, TREE
from reconciler.target_group.resource_kind import TARGET_GROUP
from tests.support.answers import TRUE_TREE, Row, comparison_tree
from tests.support.specs import desired_of, row_of, state_of

TODAY = date(2027, 1, 1)
DAYS = [("2027-10-02", "2027-10-03"), ("2027-10-09", "2027-10-10")]
GOAL = 500
NOTHING: Row = {}

# Each line is one thing to say, in all the ways that come to the same.
OF_GROUPS: Sequence[Sequence[Row]] = (
    [NOTHING, {"active": True}, {"active": False}],
    [NOTHING, {"description": ""}, {"description": "As last year"}],
    [NOTHING, {"userCreated": False}],
    [NOTHING, {"leaderboardEnabled": False}],
    [NOTHING, {"aggregateWindow": None}],
)
OF_FIXED: Sequence[Sequence[Row]] = (
    [NOTHING, {"targetEvaluationType": "FIXED_CALENDAR_WINDOW"}],
    [NOTHING, {"totalPeriods": 2}, {"totalPeriods": 1}],
    [NOTHING, {"frequencyType": "CUSTOM"}, {"frequencyType": "WEEKLY"}],
    [NOTHING, {"frequency": 0}, {"frequency": 1}],
    [NOTHING, {"recurringCycles": -1}, {"recurringCycles": 0}, {"recurringCycles": 2}],
    [
        NOTHING,
        {"targetCycleStartDate": "2027-10-02"},
        {"targetCycleStartDate": "2027-10-02T00:00:00.000Z"},
    ],
    [
        NOTHING,
        {"targetCycleEndDate": "2027-10-10"},
        {"targetCycleEndDate": "2027-10-10T23:59:59.000Z"},
        {"targetCycleEndDate": "2027-10-10T23:59:59.999Z"},
    ],
    [NOTHING, {"fromDate": "2027-10-02", "toDate": "2027-10-10"}],
    [NOTHING, {"timeZoneName": "Asia/Kolkata"}],
)
OF_CYCLES: Sequence[Sequence[Row]] = (
    [
        {"totalPeriods": 2},
        {"recurringCycles": 2},
        {"totalPeriods": 2, "recurringCycles": 2},
        {"totalPeriods": 2, "recurringCycles": 7},
        {"totalPeriods": 2, "recurringCycles": 0},
        {"totalPeriods": 0, "recurringCycles": 2},
        {"totalPeriods": 2, "recurringCycles": -1},
    ],
    [NOTHING, {"periods": []}],
    [NOTHING, {"frequency": 0}],
    [NOTHING, {"frequencyType": "CUSTOM"}],
    [
        NOTHING,
        {"targetCycleStartDate": "2026-11-01"},
        {"targetCycleStartDate": "2026-11-01T00:00:00.000Z"},
        {"targetCycleStartDate": "2026-11-01T05:30:00+05:30"},
    ],
    [
        NOTHING,
        {"targetCycleEndDate": "2031-11-01"},
        {"targetCycleEndDate": "2031-11-01T23:59:59.000Z"},
        {"targetCycleEndDate": "2031-11-01T23:59:59.999Z"},
    ],
)
OF_TARGETS: Sequence[Sequence[Row]] = (
    [NOTHING, {"active": True}, {"active": False}],
    [NOTHING, {"eventName": "TransactionAdd"}],
    [NOTHING, {"filters": []}, {"filters": [{"entityType": "STORE", "entityIds": []}]}],
    [NOTHING, {"extendedFieldInfo": {}}, {"extendedFieldInfo": {"aggregateWindow": None}}],
    [NOTHING, {"targetMilestoneTriggers": []}],
)
ALWAYS = [NOTHING, {TEXT: True}, {TEXT: "true", TREE: TRUE_TREE}, {TREE: TRUE_TREE}]
LARGE = [
    {TEXT: "currentTxn.value>500"},
    {TEXT: "(currentTxn.value > 500.0)"},
    {TEXT: "currentTxn.value>500", TREE: comparison_tree()},
    {TREE: comparison_tree(number="500.00")},
]
KINDS: Sequence[Row] = (
    {"trackingType": "DEFAULT"},
    {"trackingType": "CAPPING", "preferredTillId": 5},
    {"trackingType": "STREAKS", "streaks": [{"name": "A", "targetCountOfSequence": 2}]},
)
COMBINED: Row = {
    "trackingType": "UNIFIED",
    "combinationType": "ANY",
    "unifiedTargetExpression": {"aggregation": "SUM", "thresholdValue": 9},
}


@st.composite
def written(draw: st.DrawFn, lines: Sequence[Sequence[Row]]) -> Row:
    """Some fields, each line in one of its ways."""
    row: Row = {}
    for line in lines:
        row |= copy.deepcopy(draw(st.sampled_from(line)))
    return row


@st.composite
def twice(draw: st.DrawFn) -> tuple[Row, Row]:
    """One campaign, written in two ways."""
    window = draw(st.sampled_from(["", "CYCLIC_WINDOW", "PERIOD_AGNOSTIC_WINDOW"]))
    kind = draw(st.sampled_from([*KINDS, COMBINED]))
    events = draw(st.sampled_from([ALWAYS, LARGE]))
    goal = draw(st.sampled_from([GOAL, [GOAL, 700]]))
    one, other = (
        draw(_one_way(name, window=window, kind=kind, events=events, goal=goal))
        for name in ("Aa", "Bb")
    )
    return one, other


@st.composite
def _one_way(
    draw: st.DrawFn, name: str, *, window: str, kind: Row, events: Sequence[Row], goal: Json
) -> Row:
    lines = [*OF_GROUPS, *(OF_CYCLES if window else OF_FIXED)]
    own = draw(written(lines)) | copy.deepcopy(kind) | {"name": name}
    refs = [f"{name}{k}" for k in range(len(DAYS))]
    if window:
        own["targetEvaluationType"] = window
    else:
        edges = zip(refs, DAYS, strict=True)
        own["periods"] = [{"refCode": r, "startDate": a, "endDate": b} for r, (a, b) in edges]
    goals = goal if isinstance(goal, list) else [goal] * len(DAYS)
    ways: list[Json] = [goals, [f"{each}.000" for each in goals]]
    if not window:
        ways.append(dict(zip(refs, goals, strict=True)))
    if not isinstance(goal, list):
        ways.append(goal)
    values = {} if kind is COMBINED else {"defaultValues": draw(st.sampled_from(ways))}
    counted = {
        "name": f"{name} target",
        "targetEntity": "TRANSACTION",
        "targetType": "SALES",
        "enrolmentMethod": "TRANSACTION",
    }
    target = draw(written([*OF_TARGETS, events]))
    for level in own.get("streaks", ()):
        level["name"] = f"{name} level"
    return own | {"targets": [target | counted | values]}


def held_back(files: Sequence[Row], rows: Sequence[Row], source: Source) -> dict[str, str]:
    """Why campaigns are not created, by their names."""
    live = state_of(rows, source)
    desired = [desired_of(each) for each in files]
    plan = make_plan(desired, live, kind=TARGET_GROUP, environment="uat")
    same = find_same(Draft(plan, desired, live, TARGET_GROUP), TODAY).against(NO_ANSWERS)
    found = {name: each.code.slug for name, each in same.items()}
    return found | {each.name: each.reason.code for each in plan.blocked}


SOURCES = st.sampled_from([Source.MILESTONES, Source.TARGET_GROUPS])


@given(twice(), SOURCES)
def test_however_it_is_written_it_is_the_same_campaign(
    ways: tuple[Row, Row], source: Source
) -> None:
    """Beside a live one that is declared, one that is not, and another file that would make it."""
    one, other = ways
    row = row_of(one)

    assert held_back([one, other], [row], source) == {"Bb": "same-campaign"}
    assert held_back([other], [row], source) == {"Bb": "likely-rename"}
    both = {"Aa": "same-campaign", "Bb": "same-campaign"}
    assert held_back([one, other], [], source) == both


OTHERS: Sequence[tuple[str, Json]] = (
    ("preferredTillId", 9),
    ("userCreated", True),
    ("leaderboardEnabled", True),
    ("targets/targetType", "VISIT"),
    ("targets/eventName", "spinTheWheel"),
    ("targets/expression", "currentTxn.value>7"),
    ("targets/expressionJson", comparison_tree(number="7")),
    ("targets/filters", [{"entityType": "STORE", "entityIds": [7]}]),
    ("targets/extendedFieldInfo", {"name": "points", "aggregateFunction": "SUM"}),
    ("targets/defaultValues", [GOAL, 701]),
)
OTHER_DAYS: Sequence[tuple[str, Json]] = (
    ("periods/endDate", "2027-10-04"),
    ("periods", [{"refCode": "x", "startDate": "2027-10-02", "endDate": "2027-10-10"}]),
)
OTHER_CYCLES: Sequence[tuple[str, Json]] = (
    ("frequencyType", "MONTHLY"),
    ("frequency", 3),
    ("targetEvaluationType", "CALENDAR_CYCLIC_WINDOW"),
    ("targetCycleEndDate", "2030-11-01"),
)

BOTH_SAY: Row = {"targetCycleEndDate": "2031-11-01", "preferredTillId": 5}
"""What one of them leaves out may be as the other says."""


@given(twice(), SOURCES, st.data())
def test_one_other_thing_makes_another_campaign(
    ways: tuple[Row, Row], source: Source, data: st.DataObject
) -> None:
    """So that a campaign that was meant to differ is never held back for its copy."""
    one, other = ways
    lines = OTHER_DAYS if other.get("periods") else OTHER_CYCLES
    place, value = data.draw(st.sampled_from([*OTHERS, *lines]))
    *above, key = place.split("/")
    for part in other[above[0]][:1] if above else [other]:
        if key in {TEXT, TREE}:
            part.pop(TEXT, None)
            part.pop(TREE, None)
        part[key] = value
    if place in BOTH_SAY:
        one[place] = BOTH_SAY[place]
    if place == "periods" and "defaultValues" in other["targets"][0]:
        other["targets"][0]["defaultValues"] = GOAL

    assert held_back([one, other], [row_of(one)], source) == {}
    assert held_back([one, other], [], source) == {}
