"""A create in one plain sentence, for a reviewer who knows campaigns and not the API.

Correct or silent: the sentence says what the fields of the body are documented to mean, and only
if every field that could change that meaning is understood. Otherwise it is a shorter one, down
to what kind of campaign it is and how many targets it has; it never guesses. Names stand in it
only if they are plain words, see ``plain_name``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeGuard

from reconciler.core.exact_json import Json
from reconciler.target_group import values
from reconciler.target_group.fields import (
    FIXED_WINDOW,
    GROUP,
    PERIOD,
    TARGET,
    TRUE_JSON,
    Field,
    Role,
)
from reconciler.target_group.spoken import (
    Window,
    counted,
    hull,
    number,
    plain_name,
    when,
    when_each,
    window,
)

_KINDS: Final[Mapping[str, str]] = {
    "DEFAULT": "milestone",
    "STREAKS": "streak",
    "NON_CONTINUOUS_STREAKS": "non-continuous streak",
    "UNIFIED": "unified milestone",
    "CAPPING": "capping rule",
}
_ACTS: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    ("TRANSACTION", "SALES"): ("spend", ""),
    ("TRANSACTION", "GROSS_SALES"): ("reach gross sales of", ""),
    ("TRANSACTION", "QUANTITY"): ("buy a quantity of", ""),
    ("TRANSACTION", "COUNT"): ("make", "transaction"),
    ("TRANSACTION", "VISIT"): ("make", "visit"),
    ("POINTS", "REGULAR_POINTS"): ("earn", "regular point"),
    ("POINTS", "PROMOTIONAL_POINTS"): ("earn", "promotional point"),
    ("POINTS", "ALL_POINTS"): ("earn", "point"),
}
"""What customers do, before and after the number: what the measures are documented to add up."""
_UNITS: Final[Mapping[str, str]] = {
    "DAILY": "day",
    "WEEKLY": "week",
    "MONTHLY": "month",
    "QUARTERLY": "quarter",
    "HALF_YEARLY": "half-year",
    "YEARLY": "year",
}
_PLACES: Final[Mapping[str, tuple[str, str]]] = {
    "STORE": ("at", "store"),
    "ZONE": ("in", "zone"),
    "CONCEPT": ("in", "concept"),
}
_COMPARED: Final[Mapping[str, str]] = {">": "more", "<": "less"}
_CONDITION: Final = re.compile(r"currentTxn\.value([<>])([0-9]{1,18}(?:\.[0-9]{1,6})?)")
_EVENT: Final = "TransactionAdd"
"""What the server tracks where no event is named."""
_BY_IMPORT: Final = "Customers are enrolled by import, not by buying."
_FLAGS: Final = ("active", "userCreated", "leaderboardEnabled")
_FILTER: Final = frozenset({"entityType", "entityIds"})
_MOST_LISTED: Final = 3
"""So many periods or streak levels are named one by one."""
_DECISIVE: Final = ("aggregateWindow", "combinationType", "unifiedTargetExpression", "streaks")
"""Fields that change the meaning, and so may stand only where they belong."""
_ALLOWED: Final[Mapping[str, frozenset[str]]] = {
    "STREAKS": frozenset({"streaks"}),
    "UNIFIED": frozenset({"combinationType", "unifiedTargetExpression"}),
}

Row = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class _Act:
    """What customers do for one target.

    Attributes:
        before: the words before the number.
        after: what the number counts, in the singular; empty where it counts nothing.
        tail: what follows: of what, and where.
        condition: which transactions count.
    """

    before: str
    after: str
    tail: str
    condition: str

    def __call__(self, value: str) -> str:
        """What customers do so many times."""
        noun = self.after if value == "1" or not self.after else f"{self.after}s"
        return f"{self.before} {value}{' ' if noun else ''}{noun}{self.tail}"


@dataclass(frozen=True, slots=True)
class _Goal:
    """One target whose meaning is understood.

    Attributes:
        act: what customers do.
        amounts: how often or how much, one for each period.
        windows: the periods; none where the server makes them.
        each: each of the periods, in words.
    """

    act: _Act
    amounts: tuple[str, ...]
    windows: tuple[Window, ...]
    each: str


def describe(body: Row) -> str:
    """Say in a plain sentence or two what a create would make.

    Args:
        body: the body of the create; any JSON object, since it may come from a saved plan.
    """
    kind = body.get("trackingType")
    tell = _TELLERS.get(kind) if isinstance(kind, str) else None
    told = tell(body) if tell is not None and _is_understood(body) else None
    return " ".join([told or _outline(body), *_remarks(body)])


def _milestone(body: Row) -> str | None:
    goal = _goal(body)
    if goal is None:
        return None
    if body.get("userCreated"):
        lead, aim = "customers set a goal of their own", "the default is to"
        told = _in_time(goal, f"{lead}; {aim}", f"Customers set a goal of their own; {aim}")
    else:
        reach = "customers reach the milestone when they"
        told = _in_time(goal, reach, f"C{reach[1:]}")
    board = " A leaderboard is kept." if body.get("leaderboardEnabled") else ""
    return f"{told}.{board}"


def _streak(body: Row) -> str | None:
    goal = _goal(body)
    levels = _levels(body)
    # Whether a streak can be user-created at all is not documented.
    if goal is None or levels is None or body.get("userCreated"):
        return None
    keep = "customers keep the streak when they"
    return f"{_in_time(goal, keep, f'A streak: {keep}')}. {levels}"


def _cap(body: Row) -> str | None:
    goal = _goal(body)
    if goal is None or goal.act.before != "earn" or len(set(goal.amounts)) > 1:
        return None
    earned = goal.act(goal.amounts[0]).removeprefix("earn ")
    return f"{_upper(goal.each)}, customers earn at most {earned}."


def _unified(body: Row) -> str | None:
    """The parts of a unified milestone are told by their number alone."""
    count = len(rows(body, "targets") or ())
    each = _each(body)
    words = {"ALL": "all of which have to be reached", "ANY": "any of which is enough"}
    combined = words.get(_text(body, "combinationType"))
    if not count or each is None or combined is None:
        return None
    told = f"A unified milestone of {counted(count, 'target')}, {combined}, {each}."
    goal = body.get("unifiedTargetExpression")
    if isinstance(goal, Mapping) and goal.get("aggregation") == "SUM":
        total = number(goal.get("thresholdValue"))
        told += f" The combined goal is a sum of {total}." if total else ""
    return told


_TELLERS: Final[Mapping[str, Callable[[Row], str | None]]] = {
    "DEFAULT": _milestone,
    "STREAKS": _streak,
    "CAPPING": _cap,
    "UNIFIED": _unified,
}


def _in_time(goal: _Goal, then: str, start: str) -> str:
    """What customers do when: first the time where one number serves all periods.

    Args:
        goal: the goal.
        then: what comes before the act where the time stands first.
        start: what comes before the act where it stands first.
    """
    act, amounts = goal.act, goal.amounts
    if len(set(amounts)) == 1:
        return f"{_upper(goal.each)}, {then} {act(amounts[0])}{act.condition}"
    if len(goal.windows) in range(2, _MOST_LISTED + 1):
        first, *others = zip(amounts, map(when, goal.windows), strict=True)
        listed = [f"{act(first[0])} {first[1]}", *(" ".join(each) for each in others)]
        return f"{start} {', or '.join(listed)}{act.condition}"
    return f"{_upper(goal.each)}, {then} reach the goal of that period{act.condition}"


def _outline(body: Row) -> str:
    """The kind of campaign and its size: true whatever else the body says."""
    kind = _KINDS.get(_text(body, "trackingType"), "campaign")
    targets = rows(body, "targets") or ()
    windows = _windows(body)
    parts = [
        "A user-created" if body.get("userCreated") is True else "A",
        f"{kind} with {counted(len(targets), 'target') if targets else 'no targets'}",
    ]
    if windows:
        parts.append(f"in {counted(len(windows), 'period')} {when(hull(windows))}")
    if body.get("leaderboardEnabled") is True:
        parts.append("and a leaderboard")
    is_limited = any(each.get("expression") not in (None, "true") for each in targets)
    limited = " Only what meets a condition counts." if is_limited else ""
    return f"{' '.join(parts)}.{limited}"


def _remarks(body: Row) -> list[str]:
    """What a reviewer must know of any campaign."""
    targets = rows(body, "targets") or []
    off = sum(each.get("active") is False for each in targets)
    imported = [each.get("enrolmentMethod", "IMPORT") == "IMPORT" for each in targets]
    return [
        *(["It is declared inactive."] if body.get("active") is False else []),
        *(
            [f"{counted(off, 'target')} {'is' if off == 1 else 'are'} declared inactive."]
            if off
            else []
        ),
        *([_BY_IMPORT] if imported and all(imported) else []),
    ]


def _is_understood(body: Row) -> bool:
    """Whether no field of the group or of its periods can change what is said."""
    allowed = _ALLOWED.get(body["trackingType"], frozenset())
    foreign = any(body.get(name) for name in _DECISIVE if name not in allowed)
    periods = rows(body, "periods")
    return (
        not foreign
        and all(isinstance(body.get(name, False), bool) for name in _FLAGS)
        and _is_known(body, GROUP.fields)
        and periods is not None
        and all(_is_known(each, PERIOD.fields) and _is_active(each) for each in periods)
    )


def _is_known(row: Row, known: Mapping[str, Field]) -> bool:
    return all(name in known and known[name].role is not Role.COMPUTED for name in row)


def _is_active(row: Row) -> bool:
    return row.get("active", True) is True


def _goal(body: Row) -> _Goal | None:
    """The one target of a group, if all of it is understood."""
    targets = rows(body, "targets") or []
    each = _each(body)
    if len(targets) != 1 or each is None:
        return None
    act, amounts = _act(targets[0]), _amounts(targets[0])
    windows = _windows(body)
    if act is None or not amounts or len(amounts) != (len(windows) or _cycles(body) or 1):
        return None
    return _Goal(act, amounts, windows, each)


def _act(target: Row) -> _Act | None:
    """What customers do for a target, if all of its fields are understood."""
    words, place, condition = _measure(target), _place(target), _condition(target)
    is_known = _is_known(target, TARGET.fields) and _is_active(target)
    if not is_known or words is None or place is None or condition is None:
        return None
    before, after, tail = words
    return _Act(before, after, f"{tail}{place}", condition)


def _measure(target: Row) -> tuple[str, str, str] | None:
    """What a target adds up: the words before the number, what it counts, what follows."""
    entity, kind = _text(target, "targetEntity"), _text(target, "targetType")
    info = target.get("extendedFieldInfo") or {}
    if not isinstance(info, Mapping) or info.get("aggregateWindow"):
        return None
    if entity == "EVENT":
        return _event(kind, target.get("eventName", _EVENT), info)
    if entity == "ALTERNATE_CURRENCIES":
        currency = plain_name(info.get("alternateCurrencyIdentifier"))
        is_whole = kind == "ALL" and currency is not None
        return ("collect", "", f" of the alternate currency {currency}") if is_whole else None
    words = _ACTS.get(("POINTS" if entity == "REWARDS" else entity, kind))
    is_plain = words is not None and target.get("eventName") in (None, _EVENT)
    return (*words, "") if words and is_plain else None


def _event(kind: str, name: Json, info: Row) -> tuple[str, str, str] | None:
    event, attribute = plain_name(name), plain_name(info.get("name"))
    if event is None:
        return None
    if kind == "COUNT":
        return "collect", f"{event} event", ""
    if kind == "EVENT_ATTRIBUTE" and attribute and info.get("aggregateFunction") == "SUM":
        return "reach a total of", "", f" in {attribute} of {event} events"
    return None


def _place(target: Row) -> str | None:
    """Where it counts; empty for everywhere."""
    filters = rows(target, "filters")
    if filters is None:
        return None
    narrow = [each for each in filters if each.get("entityIds") != []]
    if not narrow:
        return ""
    words, ids = _PLACES.get(_text(narrow[0], "entityType")), _ids(narrow[0])
    # Whether several filters narrow each other or add up is not documented.
    if len(narrow) > 1 or words is None or ids is None or narrow[0].keys() - _FILTER:
        return None
    return f" {words[0]} {counted(len(ids), words[1])}"


def _ids(entry: Row) -> frozenset[int] | None:
    listed = entry.get("entityIds")
    if not isinstance(listed, list) or not all(map(_is_integer, listed)):
        return None
    return frozenset(listed)


def _condition(target: Row) -> str | None:
    """Which transactions count, if the expression and its tree say the same; empty for all."""
    expression, tree = _text(target, "expression"), target.get("expressionJson")
    if expression == "true" and (tree is None or _is_tree(tree, TRUE_JSON)):
        return ""
    found = _CONDITION.fullmatch(expression)
    if found is None or target.get("targetEntity") != "TRANSACTION":
        return None
    if not _is_tree(tree, _tree(found[1], found[2])):
        return None
    than = f"{_COMPARED[found[1]]} than {number(Decimal(found[2]))}"
    return f", counting only transactions of {than}"


def _is_tree(tree: Json, expected: str) -> bool:
    return isinstance(tree, str) and values.json_text(tree) == values.json_text(expected)


def _tree(operator: str, limit: str) -> str:
    """The tree of a comparison with the value of a transaction, as the API documents print it."""
    return (
        f'{{"arity":"binary_operation","value":"{operator}","type":"boolean:primitive","operands":['
        '{"arity":"object_dereference","type":"real:object:primitive","operands":['
        '{"arity":"name","value":"currentTxn","type":"tx:object:primitive"},'
        '{"arity":"name","value":"value","type":"real:object:primitive"}]},'
        f'{{"arity":"literal","value":"{limit}","type":"number:primitive"}}]}}'
    )


def _amounts(target: Row) -> tuple[str, ...] | None:
    listed = rows(target, "defaultValues") or ()
    spoken = [number(each.get("defaultValue")) for each in listed]
    amounts = tuple(each for each in spoken if each is not None)
    return amounts if len(amounts) == len(spoken) else None


def _each(body: Row) -> str | None:
    """Each of the periods in words."""
    windows = _windows(body)
    form = body.get("targetEvaluationType", FIXED_WINDOW)
    if form == FIXED_WINDOW:
        return when_each(windows) if windows else None
    cycles = _cycles(body)
    if form != "CYCLIC_WINDOW" or body.get("periods") or cycles is None:
        return None
    unit, frequency = _UNITS.get(_text(body, "frequencyType")), _positive(body, "frequency")
    length = f" of {counted(frequency, unit)}" if unit and frequency else ""
    return f"in each of {counted(cycles, 'cycle')}{length}"


def _cycles(body: Row) -> int | None:
    """How many periods the server makes; None where that is not said, or said in two ways."""
    declared = {_positive(body, name) for name in ("totalPeriods", "recurringCycles")}
    counts = declared - {None}
    return counts.pop() if len(counts) == 1 else None


def _windows(body: Row) -> tuple[Window, ...]:
    """The declared periods; none if any of them has no days that can be said."""
    periods = rows(body, "periods") or ()
    found = [window(each.get("startDate"), each.get("endDate")) for each in periods]
    known = tuple(each for each in found if each is not None)
    return known if len(known) == len(found) else ()


def _levels(body: Row) -> str | None:
    streaks = rows(body, "streaks") or ()
    found = [_positive(each, "targetCountOfSequence") for each in streaks]
    counts = [each for each in found if each is not None]
    if not counts or len(counts) < len(found):
        return None
    names = [plain_name(each.get("name")) for each in streaks]
    if len(counts) > _MOST_LISTED or None in names:
        return f"{counted(len(counts), 'level')}; the highest takes {_in_a_row(max(counts))}."
    listed = [f"{name} takes {_in_a_row(k)}" for name, k in zip(names, counts, strict=True)]
    return f"{', '.join(listed)}."


def _in_a_row(count: int) -> str:
    return "1 period" if count == 1 else f"{counted(count, 'period')} in a row"


def rows(row: Row, name: str) -> Sequence[Row] | None:
    """A list of objects, empty where there is none; None where something else stands there."""
    listed = row.get(name)
    if listed is None:
        return ()
    is_plain = isinstance(listed, list) and all(isinstance(each, Mapping) for each in listed)
    return listed if is_plain else None


def _positive(row: Row, name: str) -> int | None:
    """A count; None for zero and whatever else is none."""
    value = row.get(name)
    return value if _is_integer(value) and value > 0 else None


def _is_integer(value: Json) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
