"""Every single-field change that a person could make to a live group, with what must be reported.

Only declared fields count, and those whose default is documented; a changed key shows as one part
that is missing and one that nobody declared.
"""

import copy
import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from reconciler.core.diff import pointer
from reconciler.core.exact_json import Json
from tests.support.answers import SERVER_WINDOWS, Row

Data = Mapping[str, Json]
NEW = "a new name"


@dataclass(frozen=True)
class Change:
    """A changed row, which is made when it is asked for, and the paths at which it must differ."""

    paths: frozenset[str]
    make: Callable[[], Row]

    @property
    def row(self) -> Row:
        return self.make()


def other(value: Json) -> Json:
    """A value that differs from the given one in meaning."""
    match value:
        case bool():
            return not value
        case int() | Decimal():
            return value + 1
        case None:
            return "1"
        case _:
            return f"{value}?"


def next_day(value: str) -> str:
    return (dt.date.fromisoformat(value) + dt.timedelta(days=1)).isoformat()


def next_second(value: str) -> str:
    moment = dt.datetime.fromisoformat(value) + dt.timedelta(seconds=1)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def choice(*words: str) -> Callable[[str], str]:
    """Another one of some words."""
    return lambda value: next(word for word in words if word != value)


GROUP = {
    "name": other,
    "active": other,
    "trackingType": choice("CAPPING", "DEFAULT"),
    "userCreated": other,
    "leaderboardEnabled": other,
}
GROUP_IF_DECLARED = {
    "description": other,
    "preferredTillId": other,
    "targetEvaluationType": choice("CYCLIC_WINDOW", "FIXED_CALENDAR_WINDOW"),
    "frequencyType": choice("DAILY", "WEEKLY"),
    "frequency": other,
    "recurringCycles": other,
    "targetCycleStartDate": next_second,
    "targetCycleEndDate": next_second,
    "combinationType": choice("ANY", "ALL"),
}
PERIOD = {"startDate": next_day, "endDate": next_day, "active": other}
PERIOD_IF_DECLARED = {"description": other}
TARGET = {
    "targetEntity": choice("EVENT", "LINEITEM"),
    "targetType": choice("COUNT", "VISIT"),
    "eventName": other,
    "enrolmentMethod": choice("AUDIENCE_FILTER", "IMPORT"),
}
TARGET_IF_DECLARED = {
    "description": other,
    "expression": other,
    "expressionJson": lambda _: '{"arity":"name"}',
}
INFO_IF_DECLARED = {
    "name": other,
    "aggregateFunction": choice("SUM", "COUNT"),
    "alternateCurrencyIdentifier": other,
    "programId": other,
}
UNIFIED_IF_DECLARED = {"aggregation": choice("SUM", "COUNT"), "thresholdValue": other}
STREAK = {"targetCountOfSequence": other}


def single_changes(data: Data, row: Row) -> list[Change]:
    """All changes of one field of a row that answers clean data."""
    return [
        *_fields(row, (), {**GROUP, **_if_declared(GROUP_IF_DECLARED, data)}, ()),
        *_unified(data, row),
        *_periods(data, row),
        *_targets(data, row),
        *_streaks(data, row),
    ]


Step = str | int
Changers = Mapping[str, Callable[[Json], Json]]


def _if_declared(changers: Changers, data: Data) -> Changers:
    return {name: changer for name, changer in changers.items() if name in data}


def _fields(
    row: Row, place: tuple[Step, ...], changers: Changers, path: tuple[str, ...]
) -> Iterator[Change]:
    for name, changer in changers.items():
        make = partial(_with_field, row, place, name, changer)
        yield Change(frozenset({pointer((*path, name))}), make)


def _with_field(
    row: Row, place: tuple[Step, ...], name: str, changer: Callable[[Json], Json]
) -> Row:
    changed = copy.deepcopy(row)
    holder: Json = changed
    for step in place:
        holder = holder[step]
    holder[name] = changer(holder.get(name))
    return changed


def _parts(row: Row, collection: str, key: str, k: int) -> Iterator[Change]:
    """One part renamed, taken away, and made twice under another name."""
    rows = row[collection]
    renamed, added = {**rows[k], key: NEW}, {**rows[k], key: NEW, "id": 999999}
    gone, new = pointer((collection, rows[k][key])), pointer((collection, NEW))
    for paths, changed in (
        ({gone, new}, [*rows[:k], renamed, *rows[k + 1 :]]),
        ({gone}, [*rows[:k], *rows[k + 1 :]]),
        ({new}, [*rows, added]),
    ):
        yield Change(frozenset(paths), partial(copy.deepcopy, {**row, collection: changed}))


def _unified(data: Data, row: Row) -> Iterator[Change]:
    declared = data.get("unifiedTargetExpression", {})
    changers = _if_declared(UNIFIED_IF_DECLARED, declared)
    place = ("unifiedTargetExpression",)
    yield from _fields(row, place, changers, place)


def _periods(data: Data, row: Row) -> Iterator[Change]:
    for k, period in enumerate(data.get("periods", ())):
        changers = {**PERIOD, **_if_declared(PERIOD_IF_DECLARED, period)}
        yield from _fields(row, ("periods", k), changers, ("periods", period["refCode"]))
        yield from _parts(row, "periods", "refCode", k)


def _targets(data: Data, row: Row) -> Iterator[Change]:
    for k, target in enumerate(data["targets"]):
        place, path = ("targets", k), ("targets", target["name"])
        changers: dict[str, Callable[[Json], Json]] = {
            **TARGET,
            **_if_declared(TARGET_IF_DECLARED, target),
        }
        if row["active"]:
            changers["active"] = other
        yield from _fields(row, place, changers, path)
        yield from _parts(row, "targets", "name", k)
        info = target.get("extendedFieldInfo", {})
        inner = "extendedFieldInfo"
        of_info = _if_declared(INFO_IF_DECLARED, info)
        yield from _fields(row, (*place, inner), of_info, (*path, inner))
        yield from _filters(target, row, k)
        yield from _values(data, row, k)


def _filters(target: Data, row: Row, k: int) -> Iterator[Change]:
    if "filters" in target:
        store = {"entityType": "STORE", "entityIds": [99]}
        path = pointer(("targets", target["name"], "filters", "STORE"))
        more = {"filters": lambda filters: [*filters, store]}
        [changed] = _fields(row, ("targets", k), more, ())
        yield Change(frozenset({path}), changed.make)


def _values(data: Data, row: Row, k: int) -> Iterator[Change]:
    """A default value raised or taken away; in cyclic windows values go by position."""
    by_position = data.get("targetEvaluationType") in SERVER_WINDOWS
    route = ("targets", row["targets"][k]["name"], "defaultValues")
    for n, period in enumerate(row["periods"]):
        key = str(n + 1) if by_position else period["refCode"]
        place = ("targets", k, "defaultValues", n)
        [changed] = _fields(row, place, {"defaultValue": other}, route)
        yield Change(frozenset({pointer((*route, key))}), changed.make)


def _streaks(data: Data, row: Row) -> Iterator[Change]:
    for k, streak in enumerate(data.get("streaks", ())):
        yield from _fields(row, ("streaks", k), STREAK, ("streaks", streak["name"]))
        yield from _parts(row, "streaks", "name", k)
