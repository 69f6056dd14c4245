"""Generated campaigns, as a file would give them, and differences of live groups.

Alphabets are small so that keys collide; names hold characters that break careless paths.
To put a strategy together takes longer than to draw from it, so each is made once.
"""

import datetime as dt
from collections.abc import Hashable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st

from reconciler.core.exact_json import Json
from tests.support.answers import TRUE_TREE, comparison_tree

Data = dict[str, Json]
Measure = tuple[str, str]

TRACKING_TYPES = ("DEFAULT", "UNIFIED", "STREAKS", "CAPPING")
FIXED = ("FIXED_CALENDAR_WINDOW", "FIXED_CALENDER_WINDOW", None)
SERVER_MADE = ("CYCLIC_WINDOW", "PERIOD_AGNOSTIC_WINDOW", "CALENDAR_CYCLIC_WINDOW")
_PURCHASES = ("QUANTITY", "SALES", "GROSS_SALES", "COUNT", "VISIT", "EXTENDED_FIELD")
_POINTS = ("REGULAR_POINTS", "PROMOTIONAL_POINTS", "ALL_POINTS")
MEASURES = (
    *(("TRANSACTION", kind) for kind in (*_PURCHASES, "ALL")),
    *(("LINEITEM", kind) for kind in _PURCHASES),
    *(("EVENT", kind) for kind in ("COUNT", "VISIT", "EVENT_ATTRIBUTE")),
    *(("POINTS", kind) for kind in _POINTS),
    *(("REWARDS", kind) for kind in _POINTS),
    *(("ALTERNATE_CURRENCIES", kind) for kind in ("ALL", "REGULAR", "PROMOTION")),
)
NUMBERS = (
    1,
    10,
    500,
    Decimal("10.0"),
    "10.000",
    "1.00",
    Decimal("0.125"),
    Decimal("9007199254740993.000"),
    9007199254740993,
)
TILLS = (0, -1, 50679757, 751552970000, 7998987987986876867)
TREES = (
    TRUE_TREE,
    '\n{\n  "type": "boolean:primitive",\n  "value": "true",\n  "arity": "literal"\n}',
    '{"value": 1.50, "operands": [1, {"a": null}]}',
)

words = st.text("abAB1/~. '[\"é_", min_size=1, max_size=5).filter(
    lambda text: text == text.strip() and not text.startswith("_") and not _is_quoted(text)
)
"""Text that may be a name of what is to be created."""
descriptions = st.sampled_from(["", "a", "Spend 500", "é/~"])
days = st.dates(dt.date(2027, 1, 1), dt.date(2027, 3, 31)).map(dt.date.isoformat)
instants = days.flatmap(
    lambda day: st.sampled_from(
        [day, f"{day}T08:42:00.529Z", f"{day}T08:42:00Z", f"{day}T08:42:00.499"]
    )
)


def maybe(**fields: st.SearchStrategy[Json]) -> st.SearchStrategy[Data]:
    """An object with any of the fields."""
    return st.fixed_dictionaries({}, optional=fields)


@lru_cache
def among(*values: Hashable) -> st.SearchStrategy[Any]:
    """One of some values."""
    return st.sampled_from(values)


aggregate_windows = st.none() | maybe(
    windowType=st.sampled_from(["MIN", "MAX"]),
    windowTimeUnit=st.just("DAY"),
    windowValue=st.sampled_from(["1", 1]),
)
filters = st.lists(
    st.fixed_dictionaries(
        {
            "entityType": st.sampled_from(["STORE", "ZONE", "CONCEPT"]),
            "entityIds": st.lists(st.integers(1, 4), max_size=3, unique=True),
        }
    ),
    max_size=2,
    unique_by=lambda each: str(each["entityType"]),
)
expressions: st.SearchStrategy[Data] = st.sampled_from(
    [
        {},
        {"expression": True},
        {"expression": "true", "expressionJson": TRUE_TREE},
        {"expression": True, "expressionJson": TREES[1]},
        {"expression": "currentTxn.value>500"},
        {"expression": "currentTxn.value > 500", "expressionJson": comparison_tree(">", "500.0")},
        {"expression": "a>1&&b", "expressionJson": TREES[2]},
        {"expressionJson": TREES[0]},
    ]
)
"""Expressions and trees that a create may send, together or one of them."""
triggers = st.lists(
    st.fixed_dictionaries(
        {"triggerName": words},
        optional={"triggerValue": st.sampled_from(NUMBERS), "isActive": st.booleans()},
    ),
    max_size=1,
)


def _dates(draw: st.DrawFn) -> Data:
    first, last = sorted([draw(days), draw(days)])
    if draw(st.booleans()):
        return {"startDate": first, "endDate": last}
    return {"startDate": f"{first}T00:00:00.000Z", "endDate": f"{last}T23:59:59.999Z"}


_REFS = st.lists(words | st.integers(1, 30), min_size=1, max_size=3, unique_by=str)
_PERIOD_FIELDS = maybe(description=descriptions, active=st.booleans())


def _periods(draw: st.DrawFn) -> list[Data]:
    """One to three periods with refCodes of their own, some of them numbers."""
    refs = draw(_REFS)
    return [{"refCode": ref, **_dates(draw), **draw(_PERIOD_FIELDS)} for ref in refs]


def _is_quoted(name: str) -> bool:
    return len(name) > 1 and name[0] == name[-1] and name[0] in "\"'"


def _look(name: str) -> str:
    return " ".join(name.casefold().split())


@lru_cache
def unlike(names: st.SearchStrategy[str], *, most: int) -> st.SearchStrategy[list[str]]:
    """Names that nobody takes for each other."""
    return st.lists(names, min_size=1, max_size=most, unique_by=_look)


_INFO = maybe(aggregateWindow=aggregate_windows)
_TARGET_FIELDS = maybe(
    active=st.booleans(),
    description=descriptions,
    eventName=among("spinTheWheel", "TransactionAdd"),
    enrolmentMethod=among("TRANSACTION", "IMPORT"),
    filters=filters,
    targetMilestoneTriggers=triggers,
)


def _target(
    draw: st.DrawFn, name: str, period_count: int | None, measures: Sequence[Measure]
) -> Data:
    """A target with its name, for so many periods."""
    entity, kind = draw(among(*measures))
    target: Data = {"name": name, "targetEntity": entity, "targetType": kind}
    info: Data = draw(_INFO)
    if entity == "ALTERNATE_CURRENCIES":
        info |= {"alternateCurrencyIdentifier": "0nzyDx", "programId": 46}
    elif kind in {"EVENT_ATTRIBUTE", "EXTENDED_FIELD"} or draw(st.booleans()):
        function = draw(among("SUM", "COUNT"))
        info |= {"name": "points", "aggregateFunction": function}
    if bool(info) or draw(st.booleans()):
        target["extendedFieldInfo"] = info
    target["defaultValues"] = draw(_default_values(period_count))
    return target | draw(_TARGET_FIELDS) | draw(expressions)


@lru_cache
def _default_values(count: int | None) -> st.SearchStrategy[Json]:
    number = st.sampled_from(NUMBERS)
    if count is None:
        return number
    item = number | number.map(lambda value: {"defaultValue": value})
    return number | st.lists(item, min_size=count, max_size=count)


_CYCLES = maybe(totalPeriods=st.integers(0, 3), recurringCycles=st.integers(-1, 3))
_NO_PERIODS = maybe(periods=st.builds(list))  # which is no list of periods
_SERVER_CYCLES = maybe(totalPeriods=st.integers(1, 3), recurringCycles=st.integers(1, 3))
_USER_CREATED = maybe(userCreated=st.booleans())
_LEADERBOARD = maybe(leaderboardEnabled=st.booleans())
_COMBINED = maybe(
    unifiedTargetExpression=maybe(
        aggregation=among("SUM", "COUNT"), thresholdValue=st.sampled_from(NUMBERS)
    )
)


@st.composite
def campaigns(
    draw: st.DrawFn,
    names: st.SearchStrategy[str] = words,
    *,
    first_measures: Sequence[Measure] = MEASURES,
) -> Data:
    """A campaign file without errors, of any kind, as plain data.

    Args:
        draw: of hypothesis.
        names: what the campaign and its targets are called.
        first_measures: what the first target may count.
    """
    kind = draw(among(*TRACKING_TYPES))
    window = draw(among(*FIXED, *SERVER_MADE))
    data: Data = {"name": draw(names), "trackingType": _spelled(draw, kind)}
    if window is not None:
        data["targetEvaluationType"] = window
    count = _add_periods(draw, data, is_fixed=window in FIXED)
    data |= draw(_GROUP_FIELDS)
    data |= _flags(draw, kind, is_fixed=window in FIXED)
    most = 1 if data.get("userCreated") else 3
    of_targets = draw(unlike(names, most=most))
    data["targets"] = [
        _target(draw, f"{each} target", count, MEASURES if n else first_measures)
        for n, each in enumerate(of_targets)
    ]
    if kind == "STREAKS":
        data["streaks"] = [
            {"name": level, "targetCountOfSequence": k}
            for k, level in enumerate(draw(unlike(words, most=2)), 1)
        ]
    if kind == "UNIFIED":
        data["combinationType"] = draw(among("ANY", "ALL"))
        data |= draw(_COMBINED)
    return data


def _spelled(draw: st.DrawFn, kind: str) -> str:
    spelled: str = draw(among(kind, kind.capitalize(), "STREAK" if kind == "STREAKS" else kind))
    return spelled


def _add_periods(draw: st.DrawFn, data: Data, *, is_fixed: bool) -> int | None:
    if is_fixed:
        data["periods"] = _periods(draw)
        data |= draw(_CYCLES)
        return len(data["periods"])
    data |= draw(_NO_PERIODS)
    data |= draw(_SERVER_CYCLES)
    declared: int | None = data.get("totalPeriods", data.get("recurringCycles"))
    return declared


def _flags(draw: st.DrawFn, kind: str, *, is_fixed: bool) -> Data:
    flags: Data = draw(_USER_CREATED)
    if kind == "DEFAULT" and is_fixed:
        flags |= draw(_LEADERBOARD)
    return flags


acknowledgements = st.lists(
    st.sampled_from(
        [
            {"finding": "likely-rename", "of": "Christmas*", "reason": "two shops"},
            {"finding": "near-duplicate-name", "of": ["a", "b"], "reason": "two shops"},
            {"finding": "till-missing", "reason": "by design", "until": "2098-12-31"},
            {"drift": "/description", "reason": "the console owns the text"},
        ]
    ),
    max_size=2,
)


_GROUP_FIELDS = maybe(
    active=st.booleans(),
    description=descriptions,
    preferredTillId=st.sampled_from(TILLS),
    frequencyType=st.sampled_from(["MONTHLY", "Half-yearly", "CUSTOM"]),
    frequency=st.integers(-10, 1),
    targetCycleStartDate=instants,
    targetCycleEndDate=instants,
    fromDate=instants,
    toDate=instants,
    aggregateWindow=aggregate_windows,
    metadata=st.fixed_dictionaries(
        {"owner": st.just("crm-team"), "share": st.just(Decimal("0.5"))}
    ),
    acknowledge=acknowledgements,
    id=st.just(7),
)


@st.composite
def repositories(draw: st.DrawFn, *, most: int = 3) -> list[Data]:
    """Campaigns whose names, and whose targets' names, nobody takes for each other."""
    names = draw(unlike(words, most=most))
    return [draw(campaigns(_within(name))) | {"name": name} for name in names]


def _within(name: str) -> st.SearchStrategy[str]:
    return words.map(lambda word: f"{name} of {word}")
