"""What one customer sees: the rows of the read of a customer, without the customer.

The answer holds names, addresses and much else about a person. Only the values that are named
here are ever looked at; everything else is dropped before it reaches anything that could show it.

A row stands for a target in a period. Put together, rows make the groups that other reads list;
what no row shows may be there all the same (rule ``missing-rows-say-nothing``).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from msgspec import Struct

from reconciler.core.diagnostic import Route
from reconciler.core.diff import pointer
from reconciler.core.exact_json import Json
from reconciler.core.resource import Live
from reconciler.target_group.answers.rows import Reading
from reconciler.target_group.canonical import live_spec
from reconciler.target_group.columns import Source
from reconciler.target_group.kinds import Kind, is_date

Row = Mapping[str, Json]
Shown = Mapping[str, Kind]

GROUP: Final[Shown] = {
    "id": Kind.INTEGER,
    "name": Kind.TEXT,
    "orgId": Kind.INTEGER,
    "preferredTillId": Kind.INTEGER,
    "trackingType": Kind.CHOICE,
    "targetEvaluationType": Kind.CHOICE,
}
"""What is read of a group, and in which form it is documented."""
ROW: Final[Shown] = {
    "targetRuleId": Kind.INTEGER,
    "targetName": Kind.TEXT,
    "targetEntity": Kind.CHOICE,
    "targetType": Kind.CHOICE,
    "eventName": Kind.TEXT,
    "alternateCurrencyIdentifier": Kind.TEXT,
    "programId": Kind.INTEGER,
    "targetValue": Kind.NUMBER,
    "periodId": Kind.INTEGER,
    "periodRefCode": Kind.TEXT,
    "periodStartDate": Kind.DAY,
    "periodEndDate": Kind.DAY,
    "currentPeriod": Kind.FLAG,
    "targetId": Kind.INTEGER,
    "unEnrolled": Kind.FLAG,
    "targetAchievedValue": Kind.NUMBER,
    "targetAchievedDateTime": Kind.INSTANT,
}
"""What is read of a row (rule ``customer-rows-have-other-names``)."""
SUB_GOALS: Final = "milestones"
SUB_GOAL: Final[Shown] = {
    "triggerName": Kind.TEXT,
    "triggerValue": Kind.NUMBER,
    "isAchieved": Kind.FLAG,
}
"""What is read of a sub-goal of a row: a value on the way to that of the row, not a share of it."""
STREAK: Final[Shown] = {
    "streakId": Kind.INTEGER,
    "streakName": Kind.TEXT,
    "totalTargetCountOfSequence": Kind.INTEGER,
    "currentCount": Kind.INTEGER,
    "status": Kind.CHOICE,
    "streakAchievedDateTime": Kind.INSTANT,
}
"""What is read of a streak level."""

_PERIOD_KEYS: Final = {
    "id": "periodId",
    "refCode": "periodRefCode",
    "startDate": "periodStartDate",
    "endDate": "periodEndDate",
}
_TARGET_KEYS: Final = {
    "id": "targetRuleId",
    "name": "targetName",
    "targetEntity": "targetEntity",
    "targetType": "targetType",
    "eventName": "eventName",
}
_INFO_KEYS: Final = {
    "alternateCurrencyIdentifier": "alternateCurrencyIdentifier",
    "programId": "programId",
}
_STREAK_KEYS: Final = {
    "id": "streakId",
    "name": "streakName",
    "targetCountOfSequence": "totalTargetCountOfSequence",
}
_VALUE_KEYS: Final = {"periodId": "periodId", "defaultValue": "targetValue"}
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


class SeenGroup(Struct, frozen=True):
    """A group as one customer sees it.

    Attributes:
        own: what is read of the group itself; it has an id and a name.
        rows: what is read of each row; each names its target and its period, and has its sub-goals
            where it has any.
        streaks: what is read of each streak level, each with its name; None where the group was
            shown without any list of them.
    """

    own: Row
    rows: tuple[Row, ...]
    streaks: tuple[Row, ...] | None


class Seen(Struct, frozen=True):
    """Everything one customer sees, and nothing about the customer.

    Attributes:
        groups: the groups, in the order of the answer.
        set_aside: values that had another form than documented, as paths into the answer.
    """

    groups: tuple[SeenGroup, ...]
    set_aside: tuple[str, ...]


def read_rows(data: Json) -> Seen:
    """Take what is needed out of an answer, and leave the customer behind.

    Raises:
        ValueError: the answer has no list of target groups.
    """
    listed = data.get("targetGroups", ()) if isinstance(data, Mapping) else ()
    if listed is None:  # as good as an empty list (rule ``empty-forms-are-alike``)
        return Seen((), ())
    if not isinstance(listed, list):
        message = "the answer has no list of target groups"
        raise ValueError(message)  # noqa: TRY004 - it is the answer that is wrong
    reader = _Reader()
    found = [reader.group(("targetGroups", k), row) for k, row in enumerate(listed)]
    return Seen(tuple(each for each in found if each is not None), tuple(reader.set_aside))


def live_groups(seen: Seen) -> Reading:
    """Put rows together to the groups that they are of."""
    groups: list[Live] = []
    for group in seen.groups:
        targets = _together("targetRuleId", "targetName", group.rows)
        row: dict[str, Json] = {
            **group.own,
            "periods": [_agreed(_PERIOD_KEYS, rows) for rows in _by_period(group.rows)],
            "targets": [_target(rows) for rows in targets],
        }
        if group.streaks is not None:
            levels = _together("streakId", "streakName", group.streaks)
            row["streaks"] = [_agreed(_STREAK_KEYS, rows) for rows in levels]
        spec = partial(live_spec, row, Source.CUSTOMER)
        groups.append(Live(group.own["id"], group.own["name"], spec))
    orgs = frozenset(each.own["orgId"] for each in seen.groups if "orgId" in each.own)
    return Reading(tuple(groups), orgs, seen.set_aside)


class _Reader:
    """One answer being read: knows what had to be set aside."""

    def __init__(self) -> None:
        self.set_aside: list[str] = []

    def group(self, route: Route, row: Json) -> SeenGroup | None:
        """A group, or None if it cannot be told which it is."""
        own = self.values(GROUP, route, row, needed=("id", "name"))
        if own is None:
            return None
        rows = self.items(self.row, (*route, "targets"), row)
        level = partial(self.values, STREAK, needed=("streakName",))
        return SeenGroup(own, rows or (), self.items(level, (*route, "streaks"), row))

    def row(self, route: Route, row: Json) -> Row | None:
        """A row with its sub-goals, or None if it cannot be told of what it is."""
        found = self.values(ROW, route, row, needed=("targetName", "periodRefCode"))
        if found is None:
            return None
        sub_goal = partial(self.values, SUB_GOAL, needed=("triggerName",))
        sub_goals = self.items(sub_goal, (*route, SUB_GOALS), row)
        return {**found, SUB_GOALS: sub_goals} if sub_goals else found

    def items(
        self, read: Callable[[Route, Json], Row | None], route: Route, holder: Row
    ) -> tuple[Row, ...] | None:
        """The items of a list that can be told from each other; None where there is no list."""
        listed = holder.get(str(route[-1]))
        if not isinstance(listed, list):
            self.put_aside([] if listed is None else [route])
            return None
        found = [read((*route, k), each) for k, each in enumerate(listed)]
        return tuple(each for each in found if each is not None)

    def values(self, shown: Shown, route: Route, row: Json, *, needed: Sequence[str]) -> Row | None:
        """The values of a row that have their form; None if a needed one has not."""
        there = row if isinstance(row, Mapping) else {}
        given = {name: there[name] for name in shown if there.get(name) is not None}
        found: dict[str, Json] = {}
        for name, value in given.items():
            # Nothing else of the customer may pass for a word or a date.
            kind, is_right = shown[name], shown[name].form.is_answer(value)
            if kind is Kind.CHOICE:
                is_right = is_right and _WORD.fullmatch(value) is not None
            elif kind in {Kind.DAY, Kind.INSTANT}:
                is_right = is_right and is_date(value)
            if is_right:
                found[name] = value if kind is Kind.INSTANT else kind.form.canonical(value)
        if not all(name in found for name in needed):
            self.put_aside([route])
            return None
        self.put_aside([(*route, name) for name in given if name not in found])
        return found

    def put_aside(self, routes: Sequence[Route]) -> None:
        """Note what could not be read; never its value."""
        self.set_aside.extend(map(pointer, routes))


def _target(rows: Sequence[Row]) -> Row:
    """A target from its rows, one for each period."""
    target = _agreed(_TARGET_KEYS, rows)
    shown = [_agreed(_VALUE_KEYS, each) for each in _by_period(rows)]
    target["defaultValues"] = [each for each in shown if "defaultValue" in each]
    info = _agreed(_INFO_KEYS, rows)
    return target | ({"extendedFieldInfo": info} if info else {})


def _by_period(rows: Sequence[Row]) -> list[list[Row]]:
    return _together("periodId", "periodRefCode", rows)


def _together(number: str, name: str, rows: Sequence[Row]) -> list[list[Row]]:
    """Rows of one thing together, things in the order of their ids."""
    found: dict[tuple[int, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row.get(number, 0), row[name]), []).append(row)
    return [found[key] for key in sorted(found)]


def _agreed(keys: Mapping[str, str], rows: Sequence[Row]) -> dict[str, Json]:
    """What rows of one thing say of it, under other names; where they differ they say nothing."""
    said = {ours: {row[theirs] for row in rows if theirs in row} for ours, theirs in keys.items()}
    return {ours: next(iter(each)) for ours, each in said.items() if len(each) == 1}
