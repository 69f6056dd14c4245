"""How far one customer has come in each campaign: from the rows of a customer to plain values.

Times and days are kept as the API prints them, since the zone behind a time means nothing (rule
``zone-letters-mean-nothing``).
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from msgspec import Struct

from reconciler.core.resource import look_alike
from reconciler.target_group.answers.customer import SUB_GOALS, Row, Seen, SeenGroup
from reconciler.target_group.comparing.align import without_twins

SERVERS_TRIGGER: Final = "targetAchieved"
"""What the server calls its own trigger, which fires when the whole target is reached."""


class SubGoal(Struct, frozen=True):
    """A value on the way to that of a target. What the API did not say is None.

    Attributes:
        name: name of the trigger.
        value: what the customer has to reach; not a share of the target's value.
        is_achieved: whether the API says that it was reached.
    """

    name: str
    value: int | Decimal | None
    is_achieved: bool | None


class TargetProgress(Struct, frozen=True):
    """One target in one period. What the API did not say is None.

    Attributes:
        target: name of the target.
        period: refCode of the period.
        starts: first day of the period.
        ends: last day of the period.
        is_current: whether the period runs now.
        is_enrolled: whether the customer takes part.
        reached: what the customer has reached.
        wanted: what the customer has to reach.
        achieved_at: when it was reached, as printed by the API. It alone says that it was: a row
            can show more than is wanted in a period that ended before the customer took part.
        sub_goals: on the way to it, in the order of their values.
    """

    target: str
    period: str
    starts: str | None
    ends: str | None
    is_current: bool | None
    is_enrolled: bool
    reached: int | Decimal | None
    wanted: int | Decimal | None
    achieved_at: str | None
    sub_goals: tuple[SubGoal, ...] = ()


class StreakProgress(Struct, frozen=True):
    """One level of a streak. What the API did not say is None.

    Attributes:
        name: name of the level.
        status: the API's word for it.
        count: periods in a row so far.
        wanted: periods in a row that reach the level.
        achieved_at: when it was reached, as printed by the API.
    """

    name: str
    status: str | None
    count: int | None
    wanted: int | None
    achieved_at: str | None


class CampaignProgress(Struct, frozen=True):
    """One campaign of the customer."""

    id: int
    name: str
    tracking_type: str | None
    targets: tuple[TargetProgress, ...]
    streaks: tuple[StreakProgress, ...]


def progress_of(seen: Seen) -> tuple[CampaignProgress, ...]:
    """What a customer has reached, by campaign; targets in the order of their periods."""
    campaigns = [_campaign(group) for group in seen.groups]
    return tuple(sorted(campaigns, key=lambda each: (look_alike(each.name), each.name, each.id)))


def _campaign(group: SeenGroup) -> CampaignProgress:
    return CampaignProgress(
        id=group.own["id"],
        name=group.own["name"],
        tracking_type=group.own.get("trackingType"),
        targets=tuple(map(_target, sorted(_own_rows(group), key=_place))),
        streaks=tuple(map(_streak, sorted(group.streaks or (), key=_level))),
    )


def _own_rows(group: SeenGroup) -> Iterator[Row]:
    """Rows of targets that somebody made (rule ``return-bill-twins-are-not-ours``)."""
    events = [{"eventName": row["eventName"]} if "eventName" in row else {} for row in group.rows]
    names = [row["targetName"] for row in group.rows]
    own = without_twins(dict(zip(names, events, strict=True)))
    return (row for row in group.rows if row["targetName"] in own)


def _place(row: Row) -> tuple[str, str, int, str]:
    """By target and period; rows of one target and period in an order of their own."""
    start, number = row.get("periodStartDate", ""), row.get("periodId", 0)
    return row["targetName"], start, number, _text(row)


def _level(row: Row) -> tuple[int, str]:
    return row.get("totalTargetCountOfSequence", 0), _text(row)


def _text(row: Row) -> str:
    return repr(sorted(row.items()))


def _target(row: Row) -> TargetProgress:
    return TargetProgress(
        target=row["targetName"],
        period=row["periodRefCode"],
        starts=row.get("periodStartDate"),
        ends=row.get("periodEndDate"),
        is_current=row.get("currentPeriod"),
        is_enrolled="targetId" in row and not row.get("unEnrolled"),
        reached=row.get("targetAchievedValue"),
        wanted=row.get("targetValue"),
        achieved_at=row.get("targetAchievedDateTime"),
        sub_goals=tuple(map(_sub_goal, sorted(_own_triggers(row), key=_height))),
    )


def _own_triggers(row: Row) -> Iterator[Row]:
    """Sub-goals, without what only repeats the target (``system-triggers-are-not-ours``)."""
    wanted = row.get("targetValue")
    for each in row.get(SUB_GOALS, ()):
        if each["triggerName"] != SERVERS_TRIGGER or each.get("triggerValue") != wanted:
            yield each


def _height(trigger: Row) -> tuple[int | Decimal, str]:
    return trigger.get("triggerValue", 0), _text(trigger)


def _sub_goal(trigger: Row) -> SubGoal:
    return SubGoal(trigger["triggerName"], trigger.get("triggerValue"), trigger.get("isAchieved"))


def _streak(row: Row) -> StreakProgress:
    return StreakProgress(
        name=row["streakName"],
        status=row.get("status"),
        count=row.get("currentCount"),
        wanted=row.get("totalTargetCountOfSequence"),
        achieved_at=row.get("streakAchievedDateTime"),
    )
