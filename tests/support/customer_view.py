"""What one customer would see of live groups, written from the documents alone.

Turns rows of a complete read (``tests.support.answers``) into the rows of the read of a customer:
one for each target and period, under that call's own names.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from reconciler.core.resource import Live, LiveState
from reconciler.target_group.answers.customer import live_groups, read_rows

Row = dict[str, Any]

CUSTOMER = {
    "id": 900000001,
    "profiles": [
        {
            "firstName": "Tom",
            "lastName": "Sawyer",
            "commChannels": [{"type": "mobile", "value": "0000000000", "primary": False}],
            "userId": 900000001,
        }
    ],
    "loyaltyInfo": {"loyaltyType": "loyalty", "lifetimePurchases": 212350},
    "customFields": {"gender": ""},
}


def seen_group(row: Mapping[str, Any]) -> Row:
    """A group as a customer sees it."""
    group: Row = {
        "id": row["id"],
        "attribution": row["attribution"],
        "name": row["name"],
        "orgId": row["orgId"],
        "preferredTillId": row.get("preferredTillId"),
        "targets": [
            _row(target, period, value)
            for target in row["targets"]
            for value in target["defaultValues"]
            for period in row["periods"]
            if period["id"] == value["periodId"]
        ],
        "targetEvaluationType": row["targetEvaluationType"],
        "trackingType": row["trackingType"],
    }
    if "streaks" in row:
        group["streaks"] = [_streak(each) for each in row["streaks"]]
    return group


def answer_of(groups: Sequence[Row]) -> Row:
    """The data of a whole answer."""
    return {"userId": 900000001, "customer": CUSTOMER, "targetGroups": list(groups)}


def state_seen(groups: Sequence[Row]) -> LiveState:
    """What a customer sees as the planner takes it."""
    reading = live_groups(read_rows(answer_of(groups)))
    return LiveState("customer", reading.groups, reading.org_ids, reading.set_aside, is_whole=False)


def group_seen(group: Row) -> Live:
    """One group as the planner takes it."""
    [found] = state_seen([group]).groups
    return found


def _row(target: Row, period: Row, value: Row) -> Row:
    info = target.get("extendedFieldInfo") or {}
    return {
        "targetId": None,
        "periodId": period["id"],
        "programId": info.get("programId"),
        "alternateCurrencyIdentifier": info.get("alternateCurrencyIdentifier"),
        "alternateCurrencyName": None,
        "periodRefCode": period["refCode"],
        "periodStartDate": period["startDate"],
        "periodEndDate": period["endDate"],
        "targetValue": value["defaultValue"],
        "targetAchievedValue": 0,
        "targetName": target["name"],
        "targetType": target["targetType"],
        "targetEntity": target["targetEntity"],
        "targetRuleId": target["id"],
        "eventName": target["eventName"],
        "enrolledOn": None,
        "periodStartDateWithTimeStamp": f"{period['startDate']}T00:00:00.000Z",
        "periodEndDateWithTimeStamp": f"{period['endDate']}T23:59:59.000Z",
        "targetAchievedDateTime": None,
        "currentPeriod": False,
        "milestones": None,
    }


def _streak(streak: Row) -> Row:
    return {
        "userStreakId": None,
        "streakId": streak["id"],
        "streakName": streak["name"],
        "status": "IN_PROGRESS",
        "currentCount": 0,
        "totalTargetCountOfSequence": streak["targetCountOfSequence"],
        "streakAchievedUserTargetId": None,
        "streakAchievedDateTime": None,
    }
