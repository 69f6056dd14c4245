"""Every normalisation rule by one named example: a difference that is none."""

import copy
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import pytest

import reconciler
from reconciler.core.exact_json import Json
from reconciler.target_group.columns import Source
from reconciler.target_group.normalisation import RULES
from tests.support.answers import SYSTEM_TRIGGER, TRUE_TREE, comparison_tree
from tests.support.specs import compared, row_of

Examples = Mapping[str, tuple[Callable[[Json], object], Callable[[Json], object]]]

CAMPAIGN: dict[str, Json] = {
    "name": "Weekends",
    "trackingType": "DEFAULT",
    "targetEvaluationType": "FIXED_CALENDAR_WINDOW",
    "periods": [
        {"refCode": "one", "startDate": "2027-10-09", "endDate": "2027-10-10"},
        {"refCode": "two", "startDate": "2027-10-02", "endDate": "2027-10-03"},
    ],
    "targets": [
        {
            "name": "Spend",
            "targetEntity": "TRANSACTION",
            "targetType": "SALES",
            "enrolmentMethod": "TRANSACTION",
            "defaultValues": [500, 1000],
        }
    ],
}


def into(*steps: str | int, **fields: Json) -> Callable[[Json], object]:
    """Set fields of the group or of a part of it."""

    def change(holder: Json) -> None:
        for step in steps:
            holder = holder[step]
        holder.update(copy.deepcopy(fields))

    return change


def without(*names: str) -> Callable[[Json], object]:
    """Take fields of the group, or of its first target or period, away."""

    def change(row: Json) -> None:
        for holder in (row, *row["targets"], *row["periods"]):
            for name in names:
                holder.pop(name, None)

    return change


def both(*changes: Callable[[Json], object]) -> Callable[[Json], object]:
    """Several changes, one after the other."""
    return lambda holder: [change(holder) for change in changes]


def nothing(_: Json) -> None:
    """Leave it as it is."""


def cyclic(data: Json) -> None:
    """Let the server make three periods."""
    data |= {"targetEvaluationType": "CYCLIC_WINDOW", "totalPeriods": 3}
    del data["periods"]
    data["targets"][0]["defaultValues"] = [1, 2, 3]


def streak(data: Json) -> None:
    """Make it a streak."""
    data["trackingType"] = "STREAKS"
    data["streaks"] = [{"name": "Both", "targetCountOfSequence": 2}]


def unified(data: Json) -> None:
    """Make it a unified campaign."""
    data |= {"trackingType": "UNIFIED", "unifiedTargetExpression": {"aggregation": "SUM"}}


def twin(row: Json) -> None:
    """Add the return-bill twin of the target, as newer and as older answers show it."""
    for target in list(row["targets"]):
        row["targets"].append({**target, "id": 9, "name": f"{target['name']}_ReturnBill"})
        row["targets"][-1].pop("eventName")


def reverse(row: Json) -> None:
    """Turn every list around."""
    for name in ("periods", "targets"):
        row[name].reverse()
    row["targets"][0]["defaultValues"].reverse()


def make_no_sense(row: Json) -> None:
    """What live groups hold although no document allows it."""
    row |= {"frequency": -10, "totalPeriods": 17, "preferredTillId": -1}
    row["targets"][0]["extendedFieldInfo"] = {"name": "points", "aggregateFunction": "SUM"}


TARGET = ("targets", 0)
EXAMPLES: Examples = {
    "expression-is-text": (into(*TARGET, expression=True), into(*TARGET, expression="true")),
    "expression-absent-is-unset": (nothing, without("expression", "expressionJson")),
    "expression-json-is-parsed": (
        into(*TARGET, expressionJson=TRUE_TREE),
        into(
            *TARGET,
            expressionJson='\n{\n "type":"boolean:primitive",\n "value":"true","arity":"literal"}',
        ),
    ),
    "expression-spelling-means-nothing": (
        into(*TARGET, expression="currentTxn.value > 500"),
        into(
            *TARGET,
            expression="(currentTxn.value>500.0)",
            expressionJson=comparison_tree(number="500.0"),
        ),
    ),
    "expression-and-tree-are-one": (
        into(*TARGET, expression="currentTxn.value>500"),
        without("expressionJson"),
    ),
    "numbers-are-decimals": (
        into(*TARGET, defaultValues=["1.00", 500]),
        lambda row: [
            each.update(defaultValue=value)
            for each, value in zip(
                row["targets"][0]["defaultValues"], [1, Decimal("500.0000")], strict=True
            )
        ],
    ),
    "values-follow-periods": (nothing, reverse),
    "value-map-is-a-copy": (nothing, into(*TARGET, targetPeriodDefaultValuesMap={"1": {}})),
    "period-dates-are-days": (
        into("periods", 0, startDate="2027-10-09T00:45:12.063", endDate="2027-10-10T23:59:59.999Z"),
        into("periods", 0, startDate="2027-10-09T00:00:00.000Z"),
    ),
    "period-status-is-computed": (
        into("periods", 0, periodStatus="RUNNING"),
        into("periods", 0, periodStatus="ENDED"),
    ),
    "period-defaults": (
        into("periods", 0, refCode=1720782952, active=True, description=""),
        without("description"),
    ),
    "cycle-dates-to-seconds": (
        into(targetCycleStartDate="2027-10-01T08:42:00.529Z"),
        into(targetCycleStartDate="2027-10-01T08:42:01.000Z"),
    ),
    "zone-letters-mean-nothing": (
        into(targetCycleStartDate="2027-10-01T08:42:00.000+05:30"),
        into(targetCycleStartDate="2027-10-01T08:42:00.000Z"),
    ),
    "period-count-is-counted": (into(totalPeriods=1), into(totalPeriods=2)),
    "frequency-only-if-declared": (nothing, into(frequency=0, recurringCycles=-1)),
    "frequency-type-only-if-declared": (nothing, into(frequencyType="CUSTOM")),
    "window-only-if-declared": (
        without("targetEvaluationType"),
        into(targetEvaluationType="FIXED_CALENDAR_WINDOW"),
    ),
    "event-defaults-to-transaction": (nothing, into(*TARGET, eventName="TransactionAdd")),
    "enrolment-defaults-to-import": (
        without("enrolmentMethod"),
        into(*TARGET, enrolmentMethod="IMPORT"),
    ),
    "kind-flags-default-to-false": (
        into(userCreated=False),
        into(userCreated=False, leaderboardEnabled=False),
    ),
    "missing-keys-say-nothing": (
        both(streak, into(userCreated=True)),
        both(
            without("userCreated", "leaderboardEnabled", "aggregateWindow", "streaks", "orgId"),
            without("targetMilestoneTriggers", "periods"),
        ),
    ),
    "aggregate-window-is-unseen": (
        into(aggregateWindow={"windowType": "MIN"}),
        into(*TARGET, extendedFieldInfo={"aggregateWindow": None}),
    ),
    "extended-info-field-by-field": (
        into(*TARGET, extendedFieldInfo={}),
        into(*TARGET, extendedFieldInfo={"name": "points", "aggregateFunction": "SUM"}),
    ),
    "filters-are-sets": (
        into(*TARGET, filters=[{"entityType": "STORE", "entityIds": [2, 1, 2]}]),
        into(
            *TARGET,
            filters=[
                {"entityType": "ZONE", "entityIds": []},
                {"entityType": "STORE", "entityIds": [1, 2]},
            ],
        ),
    ),
    "system-triggers-are-not-ours": (
        into(*TARGET, targetMilestoneTriggers=[]),
        into(*TARGET, targetMilestoneTriggers=[SYSTEM_TRIGGER]),
    ),
    "answers-differ-in-extras": (nothing, both(into(newKey=[1]), without("orgId", "createdOn"))),
    "return-bill-twins-are-not-ours": (nothing, twin),
    "rule-expression-is-computed": (
        unified,
        into("unifiedTargetExpression", ruleExpression="(1 & 2)", thresholdValue=None),
    ),
    "group-window-is-unseen": (
        into(fromDate="2027-10-01", toDate="2027-10-31"),
        into(toDate="2027-11-20"),
    ),
    "no-description-is-empty": (
        both(into(description=""), into(*TARGET, description="")),
        without("description"),
    ),
    "timestamps-are-not-compared": (nothing, into(createdOnISO="2027-11-11T10:36:23Z")),
    "attribution-is-computed": (
        into(attribution={"createdOn": "pasted"}),
        into(attribution={}, createdOn=1),
    ),
    "order-means-nothing": (
        lambda data: data["targets"].append({**data["targets"][0], "name": "Visit"}),
        reverse,
    ),
    "names-are-verbatim": (into(name="-687"), into(name="-687")),
    "ids-are-exact": (
        into(preferredTillId=7998987987986876867),
        into(id=9007199254740993, preferredTillId=Decimal(7998987987986876867)),
    ),
    "active-period-is-computed": (nothing, into(activePeriod={"id": 1, "refCode": "one"})),
    "inactive-group-hides-target-activity": (
        both(into(active=False), into(*TARGET, active=True)),
        into(*TARGET, active=False),
    ),
    "accepted-proves-little": (nothing, make_no_sense),
    "customer-rows-have-other-names": (nothing, into(*TARGET, targetId=None, targetRuleId=5)),
    "missing-rows-say-nothing": (streak, without("streaks")),
    "values-may-be-the-customers": (nothing, nothing),  # only where a customer is read
    "cyclic-periods-are-the-servers": (cyclic, nothing),
    "audiences-are-unseen": (
        nothing,
        into(*TARGET, targetAudienceFilter=[{"audienceGroupId": 5}]),
    ),
    "rule-set-ids-are-computed": (nothing, without("emfRuleSetId")),
    "missing-streaks-say-nothing": (streak, without("streaks")),
    "user-created-streak-may-be-lost": (
        both(streak, into(userCreated=False)),
        without("userCreated"),
    ),
    "empty-forms-are-alike": (
        nothing,
        both(into(streaks=[]), into(*TARGET, milestones=None, filters=None)),
    ),
    "ref-codes-are-per-group": (into("periods", 0, refCode="Cycle_1"), nothing),
}


@pytest.mark.parametrize("rule", RULES)
def test_what_a_rule_calls_harmless_is_no_difference(rule: str) -> None:
    """The example of the rule compares without a field, whichever read shows the group."""
    declare, rewrite = EXAMPLES[rule]
    data = copy.deepcopy(CAMPAIGN)
    declare(data)
    row = row_of(data)
    rewrite(row)

    assert compared(data, row, Source.MILESTONES).fields == ()
    assert compared(data, row, Source.TARGET_GROUPS).fields == ()


def test_every_example_is_of_a_rule() -> None:
    """No example outlives its rule."""
    assert EXAMPLES.keys() == RULES.keys()


def test_every_rule_is_cited_where_it_is_applied() -> None:
    """The table of rules and the code that applies them name each other."""
    package = Path(reconciler.__file__).parent
    code = [path for path in package.rglob("*.py") if path.name != "normalisation.py"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in code)

    assert [rule for rule in RULES if rule not in text] == []
