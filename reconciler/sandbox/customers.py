"""The target groups of one customer: a row for each target and period.

Pure. Every customer sees the same, but for the progress that was stored; what is personal is made
up.
"""

from datetime import UTC, datetime, time

from msgspec import Struct, field

from reconciler.sandbox import answers, clock
from reconciler.sandbox.normalise import scaled
from reconciler.sandbox.progress import Progress
from reconciler.sandbox.wire import Json

_NO_PROGRESS: Json = {
    "targetAchievedValue": 0,
    "enrolledOn": None,
    "enrolledOnISO": None,
    "lastUpdatedOn": None,
    "lastUpdatedOnISO": None,
    "targetAchievedDateTime": None,
    "targetAchievedDateTimeISO": None,
    "targetAchievedEventLogId": None,
    "unEnrolled": False,
    "milestones": None,
}
_FIRST_ENROLMENT = 97000000


class Question(Struct, frozen=True):
    """What is asked: whose groups, which rows, and when (on the server's clock)."""

    user_id: int
    now: datetime
    org_id: int
    include_inactive: bool
    include_inactive_targets: bool
    rule_id: int | None
    progress: Progress = field(default_factory=Progress)


def target_groups_of(question: Question, groups: list[Json]) -> Json:
    """Show a customer's target groups; a group without a row to show is left out."""
    hidden = question.progress.hidden
    shown = [_group(group, question) for group in groups if str(group["id"]) not in hidden]
    return {
        "userId": question.user_id,
        "customer": _customer(question),
        "targetGroups": [group for group in shown if group["targets"]],
    }


def _group(group: Json, question: Question) -> Json:
    periods = {
        period["id"]: period
        for period in answers.periods_of(group, question.now.date())
        if question.include_inactive or period["periodStatus"] == "RUNNING"
    }
    attribution = answers.settled(group["attribution"])
    for key in ("createdOn", "lastUpdatedOn"):
        attribution[f"{key}ISO"] = _utc(datetime.fromisoformat(attribution[key]))
    row = {
        "id": group["id"],
        "attribution": attribution,
        "name": group["name"],
        "orgId": question.org_id,
        "preferredTillId": group.get("preferredTillId"),
        "targets": [
            _row(target, periods[value["periodId"]], value, question)
            for target in answers.targets_of(group)
            if question.include_inactive_targets or target.get("active", True)
            if question.rule_id in {None, target["id"], group["id"]}
            for value in target["defaultValues"]
            if value["periodId"] in periods
        ],
    }
    if group["streaks"]:
        row["streaks"] = [_streak(streak, question) for streak in group["streaks"]]
    return {
        **row,
        "targetEvaluationType": group["targetEvaluationType"],
        "trackingType": group["trackingType"],
    }


def _row(target: Json, period: Json, value: Json, question: Question) -> Json:
    currency = target.get("extendedFieldInfo", {})
    start = _moment(period["startDate"], time.min, question)
    end = _moment(period["endDate"], time(23, 59, 59), question)
    row = {
        "targetId": None,
        "periodId": period["id"],
        "programId": currency.get("programId"),
        "alternateCurrencyIdentifier": currency.get("alternateCurrencyIdentifier"),
        "alternateCurrencyName": None,
        "targetValue": value.get("defaultValue"),
        "targetName": target["name"],
        "targetType": target.get("targetType"),
        "targetEntity": target.get("targetEntity"),
        "targetRuleId": target["id"],
        "eventName": target.get("eventName"),
        "periodRefCode": period["refCode"],
        "periodStartDate": period["startDate"],
        "periodEndDate": period["endDate"],
        "periodStartDateWithTimeStamp": clock.digits(start),
        "periodEndDateWithTimeStamp": clock.digits(end),
        "periodStartDateWithTimeStampISO": _utc(start),
        "periodEndDateWithTimeStampISO": _utc(end),
        "currentPeriod": period["periodStatus"] == "RUNNING",
        **_NO_PROGRESS,
    }
    kept = question.progress.rows.get(f"{target['id']}/{period['id']}")
    if kept is not None:  # the customer takes part
        row["targetId"] = _FIRST_ENROLMENT + target["id"] + period["id"]
        row["targetAchievedValue"] = scaled(kept["value"])
        row["targetAchievedDateTime"] = kept["achieved_on"]
        if kept["wanted"] is not None:
            row["targetValue"] = scaled(kept["wanted"])
    return row


def _streak(streak: Json, question: Question) -> Json:
    kept = question.progress.streaks.get(str(streak["id"]), {"count": 0, "achieved_on": None})
    return {
        "userStreakId": None,
        "streakId": streak["id"],
        "streakName": streak["name"],
        "status": "IN_PROGRESS" if kept["achieved_on"] is None else "ACHIEVED",
        "currentCount": kept["count"],
        "totalTargetCountOfSequence": streak["targetCountOfSequence"],
        "streakAchievedUserTargetId": None,
        "streakAchievedDateTime": kept["achieved_on"],
    }


def _customer(question: Question) -> Json:
    profile = {
        "firstName": "Tom",
        "lastName": "Sawyer",
        "commChannels": [
            _channel("email", "customer@example.com"),
            _channel("mobile", "0000000000"),
        ],
        "source": "instore",
        "accountId": "",
        "userId": question.user_id,
        "orgSourceId": -1,
    }
    return {
        "id": question.user_id,
        "profiles": [profile],
        "loyaltyInfo": {"loyaltyType": "loyalty", "lifetimePurchases": 0},
        "customFields": {},
    }


def _channel(kind: str, value: str) -> Json:
    return {
        "type": kind,
        "accountId": None,
        "value": value,
        "primary": False,
        "verified": False,
        "subscribed": None,
        "attributes": None,
    }


def _moment(day: str, at: time, question: Question) -> datetime:
    return datetime.combine(datetime.fromisoformat(day), at, question.now.tzinfo)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
