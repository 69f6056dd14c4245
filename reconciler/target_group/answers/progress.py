"""How far one customer has come in each campaign: from the rows of a customer to plain values.

Times and days are kept as the API prints them, since the zone behind a time means nothing (rule
``zone-letters-mean-nothing``).
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct

from reconciler.core.resource import look_alike
from reconciler.target_group.answers.customer import SUB_GOALS, Row, Seen
from reconciler.target_group.canonical import without_twins

SERVERS_TRIGGER: Final = "targetAchieved"
"""What the server calls its own trigger, which fires when the whole target is reached."""


class SubGoal(Struct, frozen=True):
    """A value on the way to that of a target. What the API did not say is None.

    Attributes:
        value: what the customer has to reach; not a share of the target's value.
        is_achieved: whether the API says that it was reached.
    """

    name: str
    value: int | Decimal | None
    is_achieved: bool | None


class TargetProgress(Struct, frozen=True):
    """One target in one period. What the API did not say is None.

    Attributes:
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
    campaigns = []
    for group in seen.groups:
        levels = list(group.streaks or ())
        levels.sort(key=lambda row: (row.get("totalTargetCountOfSequence", 0), _text(row)))
        streaks = tuple(
            StreakProgress(
                name=row["streakName"],
                status=row.get("status"),
                count=row.get("currentCount"),
                wanted=row.get("totalTargetCountOfSequence"),
                achieved_at=row.get("streakAchievedDateTime"),
            )
            for row in levels
        )
        own, kind = group.own, group.own.get("trackingType")
        targets = _targets(group.rows)
        campaigns.append(CampaignProgress(own["id"], own["name"], kind, targets, streaks))
    return tuple(sorted(campaigns, key=lambda each: (look_alike(each.name), each.name, each.id)))


def _targets(rows: Sequence[Row]) -> tuple[TargetProgress, ...]:
    """Targets that somebody made (rule ``return-bill-twins-are-not-ours``), by their periods."""
    events = [{"eventName": row["eventName"]} if "eventName" in row else {} for row in rows]
    names = [row["targetName"] for row in rows]
    made = without_twins(dict(zip(names, events, strict=True)))

    def place(row: Row) -> tuple[str, str, int, str]:
        start, number = row.get("periodStartDate", ""), row.get("periodId", 0)
        return row["targetName"], start, number, _text(row)

    own = (row for row in rows if row["targetName"] in made)
    return tuple(
        TargetProgress(
            target=row["targetName"],
            period=row["periodRefCode"],
            starts=row.get("periodStartDate"),
            ends=row.get("periodEndDate"),
            is_current=row.get("currentPeriod"),
            is_enrolled="targetId" in row and not row.get("unEnrolled"),
            reached=row.get("targetAchievedValue"),
            wanted=row.get("targetValue"),
            achieved_at=row.get("targetAchievedDateTime"),
            sub_goals=_sub_goals(row),
        )
        for row in sorted(own, key=place)
    )


def _text(row: Row) -> str:
    """An order of its own for rows that have the same place."""
    return repr(sorted(row.items()))


def _sub_goals(row: Row) -> tuple[SubGoal, ...]:
    """Sub-goals, without what only repeats the target (``system-triggers-are-not-ours``)."""
    wanted = row.get("targetValue")
    own = [
        each
        for each in row.get(SUB_GOALS, ())
        if each["triggerName"] != SERVERS_TRIGGER or each.get("triggerValue") != wanted
    ]
    own.sort(key=lambda each: (each.get("triggerValue", 0), _text(each)))
    return tuple(
        SubGoal(each["triggerName"], each.get("triggerValue"), each.get("isAchieved"))
        for each in own
    )
