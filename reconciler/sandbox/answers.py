"""Stored groups as the API shows them: the answer of a create, the rows of lists, the parts.

Pure. What is computed, not stored, is computed here: status of periods, totals, rule expression.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from reconciler.sandbox import clock
from reconciler.sandbox.normalise import TWIN_SUFFIX
from reconciler.sandbox.wire import Json

GROUP_KEYS: Final = (
    *("id", "attribution", "name", "orgId", "fromDate", "toDate", "active", "preferredTillId"),
    *("activePeriod", "periods", "streaks", "totalPeriods", "description"),
    *("targetEvaluationType", "recurringCycles", "frequency"),
    *("targetCycleStartDate", "targetCycleEndDate", "frequencyType", "trackingType"),
    *("createdOn", "targets", "combinationType", "unifiedTargetExpression"),
    *("leaderboardEnabled", "userCreated"),
)
PERIOD_KEYS: Final = (
    *("id", "attribution", "startDate", "endDate", "refCode", "periodStatus"),
    *("targetGroupId", "description", "active"),
)
TARGET_KEYS: Final = (
    *("id", "attribution", "name", "emfRuleSetId", "emfUnrolledRulesetId"),
    *("targetType", "targetEntity", "eventName", "targetGroupId", "description", "active"),
    *("expression", "expressionJson", "filters", "enrolmentMethod", "defaultValues"),
    *("targetPeriodDefaultValuesMap", "extendedFieldInfo", "targetAudienceFilter"),
    "targetMilestoneTriggers",
)


def created(group: Json, body: Json, today: date) -> Json:
    """Show a group as the create answers: as sent where storage will differ, and less rich."""
    as_sent = {
        "attribution": None,
        "periods": periods_of(group, today),
        "streaks": group["streaks"] or None,
        "totalPeriods": body.get("totalPeriods"),
        "targets": [_target(target) for target in group["targets"]],
        "unifiedTargetExpression": _unified(group),
        **{
            key: clock.digits(moment)
            for key in ("targetCycleStartDate", "targetCycleEndDate")
            if (moment := clock.read_digits(body.get(key, ""))) is not None
        },
    }
    return _ordered({**group, **as_sent}, GROUP_KEYS)


def list_row(group: Json, today: date, org_id: int) -> Json:
    """Show a group as the list does: no periods, no streaks, defaults filled in."""
    running = [row for row in periods_of(group, today) if row["periodStatus"] == "RUNNING"]
    row = {
        "recurringCycles": -1,
        "frequency": 0,
        "frequencyType": "CUSTOM",
        **group,
        "attribution": settled(group["attribution"]),
        "orgId": org_id,
        "fromDate": None,
        "toDate": None,
        "activePeriod": running[0] if running else None,
        "periods": None,
        "streaks": None,
        "totalPeriods": len(group["periods"]),
        "createdOn": created_on(group),
        "targets": targets_of(group),
        "unifiedTargetExpression": _unified(group),
    }
    return _ordered(row, GROUP_KEYS)


def with_periods(row: Json, group: Json, today: date) -> Json:
    """Add its periods to the row of a group."""
    return _ordered({**row, "periods": periods_of(group, today)}, GROUP_KEYS)


def with_streaks(row: Json, group: Json) -> Json:
    """Add its streaks, if it has any, to the row of a group."""
    streaks = [
        {**streak, "attribution": settled(streak["attribution"])} for streak in group["streaks"]
    ]
    return _ordered({**row, "streaks": streaks or None}, GROUP_KEYS)


def edited(group: Json, today: date, org_id: int) -> Json:
    """Show a group as an edit answers: all of it, with an end date that follows its periods."""
    row = with_streaks(with_periods(list_row(group, today, org_id), group, today), group)
    dates = {key: group.get(key) for key in ("fromDate", "toDate")}
    if dates["toDate"] is not None and group["periods"]:
        dates["toDate"] = max(period["endDate"] for period in group["periods"])
    return _ordered({**row, **dates}, GROUP_KEYS)


def periods_of(group: Json, today: date) -> list[Json]:
    """Show the periods of a group with what they are today."""
    rows = []
    for period in group["periods"]:
        status = clock.status_on(today, start=period["startDate"], end=period["endDate"])
        rows.append(_ordered({**period, "periodStatus": status}, PERIOD_KEYS))
    return rows


def targets_of(group: Json) -> list[Json]:
    """Show the targets of a group as reads do; those of an inactive group are inactive."""
    rows = []
    for target in group["targets"]:
        row = {"targetMilestoneTriggers": [], **_target(target)}
        row["attribution"] = settled(row["attribution"])
        if "active" in row:
            row["active"] = row["active"] and group["active"]
        rows.append(_ordered(row, TARGET_KEYS))
    return rows


def created_on(group: Json) -> int:
    """Tell when a group was last touched, in milliseconds; reads call it createdOn."""
    return _milliseconds(group["attribution"]["createdOn"])


@lru_cache(4096)
def _milliseconds(stamp: str) -> int:
    return int(clock.whole_seconds(datetime.fromisoformat(stamp)).timestamp()) * 1000


def settled(attribution: Json) -> Json:
    """Show an attribution as reads do: rounded to seconds."""
    moments = {
        key: clock.stamp(clock.whole_seconds(datetime.fromisoformat(attribution[key])))
        for key in ("createdOn", "lastUpdatedOn")
    }
    return {**attribution, **moments}


def _ordered(values: Json, keys: Iterable[str]) -> Json:
    return {key: values[key] for key in keys if values.get(key) is not None}


def _target(target: Json) -> Json:
    by_period = {str(value["periodId"]): value for value in target["defaultValues"]}
    return _ordered({**target, "targetPeriodDefaultValuesMap": by_period}, TARGET_KEYS)


def _unified(group: Json) -> Json:
    if "unifiedTargetExpression" not in group:
        return None
    names = {target["name"] for target in group["targets"]}
    members = [
        str(target["id"])
        for target in group["targets"]
        if target["name"].removesuffix(TWIN_SUFFIX) not in names - {target["name"]}
    ]
    joint = " | " if group["combinationType"] == "ANY" else " & "
    rule = f"({joint.join(members)})"
    return {**group["unifiedTargetExpression"], "ruleExpression": rule}
