"""What the API would answer for a create request, written from the documents alone.

A second, small opinion on what the server does, so that the laws are not tested against the code
that they are about.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import count

from reconciler.core.exact_json import Json, encode

Row = dict[str, Json]

TRUE_TREE = '{"arity":"literal","value":"true","type":"boolean:primitive"}'
COMPARISON_TREE = (
    '{"arity":"binary_operation","value":"%s","type":"boolean:primitive","operands":['
    '{"arity":"object_dereference","type":"real:object:primitive","operands":['
    '{"arity":"name","value":"currentTxn","type":"tx:object:primitive"},'
    '{"arity":"name","value":"%s","type":"real:object:primitive"}]},'
    '{"arity":"literal","value":"%s","type":"number:primitive"}]}'
)
SERVER_WINDOWS = ("CYCLIC_WINDOW", "PERIOD_AGNOSTIC_WINDOW", "CALENDAR_CYCLIC_WINDOW")
ATTRIBUTION = {
    "createdOn": "2026-11-01T10:00:00.000+0000",
    "lastUpdatedOn": "2026-11-01T10:00:00.000+0000",
    "createdBy": {"id": 75000001, "code": "till.one", "type": "TILL"},
}
SYSTEM_TRIGGER = {
    "id": 3,
    "triggerName": "targetAchieved",
    "isActive": True,
    "triggerType": "SYSTEM_TRIGGER",
    "triggerValueType": "PERCENTAGE",
    "triggerValue": Decimal("100.0"),
    "targetRuleId": 4,
}


def comparison_tree(operator: str = ">", number: str = "500", attribute: str = "value") -> str:
    """The tree of a comparison, byte for byte as the documents print it."""
    return COMPARISON_TREE % (operator, attribute, number)


def answer(body: Mapping[str, Json], *, first_id: int = 1000, twins: bool = False) -> Row:
    """The row that a complete read shows of a group that was just made."""
    sent: Row = json.loads(encode(body), parse_float=Decimal)
    ids = count(first_id)
    group = next(ids)
    row: Row = {
        "id": group,
        "attribution": ATTRIBUTION,
        "name": sent["name"],
        "orgId": 100001,
        "active": sent.get("active", True),
        "trackingType": sent["trackingType"],
        "targetEvaluationType": sent.get("targetEvaluationType", "FIXED_CALENDAR_WINDOW"),
        "recurringCycles": sent.get("recurringCycles", -1),
        "frequency": sent.get("frequency", 0),
        "frequencyType": sent.get("frequencyType", "CUSTOM"),
        "userCreated": sent.get("userCreated", False),
        "leaderboardEnabled": sent.get("leaderboardEnabled", False),
        "createdOn": 1793500000000,
        "periods": _periods(sent, group, ids),
        **_as_sent(sent, "description", "preferredTillId", "combinationType"),
    }
    row["totalPeriods"] = len(row["periods"])
    row["targetCycleStartDate"], row["targetCycleEndDate"] = _cycle(sent, row["periods"])
    row["targets"] = [_target(each, row, ids) for each in sent.get("targets", [])]
    if twins:
        row["targets"] += [_twin(each, ids) for each in row["targets"]]
    if sent.get("streaks"):
        row["streaks"] = [{**each, "id": next(ids)} for each in sent["streaks"]]
    if "unifiedTargetExpression" in sent:
        row["unifiedTargetExpression"] = {
            "aggregation": None,
            "thresholdValue": None,
            **sent["unifiedTargetExpression"],
            "ruleExpression": "(2103 | 2104)",
        }
    return row


def _as_sent(sent: Row, *names: str) -> Row:
    return {name: sent[name] for name in names if name in sent}


def _periods(sent: Row, group: int, ids: "count[int]") -> list[Row]:
    declared = sent.get("periods", [])
    if not declared and sent.get("targetEvaluationType") in SERVER_WINDOWS:
        counts = [sent.get("totalPeriods", 0), sent.get("recurringCycles", 0), 1]
        many = next(each for each in counts if each > 0)
        declared = [
            {
                "refCode": f"PERIOD_G_{group}_{k}",
                "startDate": "2026-11-01",
                "endDate": "2031-11-01",
                "description": "CYCLIC TARGET PERIOD",
            }
            for k in range(1, many + 1)
        ]
    return [
        {
            "id": next(ids),
            "attribution": ATTRIBUTION,
            "startDate": each["startDate"][:10],
            "endDate": each["endDate"][:10],
            "refCode": str(each["refCode"]),
            "periodStatus": "NOT_STARTED",
            "targetGroupId": group,
            "active": each.get("active", True),
            **_as_sent(each, "description"),
        }
        for each in declared
    ]


def _cycle(sent: Row, periods: list[Row]) -> tuple[str, str]:
    start = min((each["startDate"] for each in periods), default="2026-11-01")
    end = max((each["endDate"] for each in periods), default="2031-11-01")
    return (
        _to_seconds(sent.get("targetCycleStartDate", f"{start}T00:00:00.000Z")),
        _to_seconds(sent.get("targetCycleEndDate", f"{end}T23:59:59.000Z")),
    )


def _to_seconds(text: str) -> str:
    if len(text) == 10:
        return f"{text}T00:00:00.000Z"
    digits = text[17:].partition("+")[0].rstrip("Z")
    seconds = Decimal(digits).quantize(Decimal(1), ROUND_HALF_UP)
    moment = datetime.fromisoformat(text[:16]) + timedelta(seconds=int(seconds))
    return f"{moment.isoformat()}.000Z"


def _target(sent: Row, group: Row, ids: "count[int]") -> Row:
    row: Row = {
        "id": next(ids),
        "attribution": ATTRIBUTION,
        "name": sent["name"],
        "emfRuleSetId": next(ids),
        "targetType": sent["targetType"],
        "targetEntity": sent["targetEntity"],
        "eventName": sent.get("eventName", "TransactionAdd"),
        "enrolmentMethod": sent.get("enrolmentMethod", "IMPORT"),
        "targetGroupId": group["id"],
        "active": group["active"] and sent.get("active", True),
        "targetMilestoneTriggers": [SYSTEM_TRIGGER],
        **_as_sent(sent, "description", "expressionJson", "filters"),
    }
    if "expression" in sent:
        row["expression"] = (
            str(sent["expression"]).replace("True", "true").replace("False", "false")
        )
    if "extendedFieldInfo" in sent:
        row["extendedFieldInfo"] = {
            key: value
            for key, value in sent["extendedFieldInfo"].items()
            if key != "aggregateWindow"
        }
    row["defaultValues"] = [
        {"id": next(ids), "periodId": period["id"], "defaultValue": _rescaled(value)}
        for period, value in zip(group["periods"], sent.get("defaultValues", []), strict=False)
    ]
    row["targetPeriodDefaultValuesMap"] = {
        str(each["periodId"]): each for each in row["defaultValues"]
    }
    return row


def _rescaled(value: Row) -> Decimal:
    return Decimal(f"{Decimal(value['defaultValue']):.3f}")


def _twin(target: Row, ids: "count[int]") -> Row:
    return {
        **target,
        "id": next(ids),
        "name": f"{target['name']}_ReturnBill",
        "eventName": "ReturnBill",
    }
