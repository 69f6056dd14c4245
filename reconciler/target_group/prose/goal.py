"""What a body makes customers do, read field by field; None wherever that is not known for sure.

Bodies may come from saved plans, so any JSON may stand anywhere.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final, TypeAlias

from msgspec import Struct

from reconciler.core.exact_json import Json
from reconciler.target_group.columns import Field, Role
from reconciler.target_group.expressions.agreement import is_pair
from reconciler.target_group.expressions.compiler import read
from reconciler.target_group.expressions.nodes import Kind as NodeKind
from reconciler.target_group.expressions.nodes import Node
from reconciler.target_group.fields import FIXED_WINDOW, TARGET
from reconciler.target_group.prose.numbers_and_days import (
    Window,
    counted,
    number,
    plain_name,
    when_each,
    window,
)
from reconciler.target_group.values import is_integer, text_at

Row: TypeAlias = Mapping[str, Json]
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
MOST_NAMED: Final = 3
"""So many stores, zones or concepts are named by their ids."""
_COMPARED: Final[Mapping[str, str]] = {">": "more", "<": "less"}
_VALUE: Final = Node(NodeKind.MEMBER, "value", (Node(NodeKind.NAME, "currentTxn"),))
_EVENT: Final = "TransactionAdd"
"""What the server tracks where no event is named."""
_FILTER: Final = frozenset({"entityType", "entityIds"})


class Act(Struct, frozen=True):
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


class Goal(Struct, frozen=True):
    """One target whose meaning is understood.

    Attributes:
        amounts: how often or how much, one for each period.
        windows: the periods; none where the server makes them.
        each: each of the periods, in words.
    """

    act: Act
    amounts: tuple[str, ...]
    windows: tuple[Window, ...]
    each: str


def read_goal(body: Row) -> Goal | None:
    """The one target of a group, if all of it is understood."""
    targets = rows(body, "targets") or []
    each = each_period(body)
    if len(targets) != 1 or each is None:
        return None
    act, amounts = act_of(targets[0]), amounts_of(targets[0])
    windows = windows_of(body)
    if act is None or not amounts or len(amounts) != (len(windows) or _cycles(body)):
        return None
    return Goal(act, amounts, windows, each)


def each_period(body: Row) -> str | None:
    """Each of the periods in words."""
    windows = windows_of(body)
    form = body.get("targetEvaluationType", FIXED_WINDOW)
    if form == FIXED_WINDOW:
        return when_each(windows) if windows else None
    cycles = cycles_of(body)
    if form != "CYCLIC_WINDOW" or body.get("periods") or cycles is None:
        return None
    return f"in each of {cycles}"


def cycles_of(body: Row) -> str | None:
    """How many cycles of which length are declared, in words; None where that is not said."""
    cycles = _cycles(body)
    unit, frequency = _UNITS.get(text_at(body, "frequencyType")), positive(body, "frequency")
    length = f" of {counted(frequency, unit)}" if unit and frequency else ""
    return f"{counted(cycles, 'cycle')}{length}" if cycles else None


def windows_of(body: Row) -> tuple[Window, ...]:
    """The declared periods; none if any of them has no days that can be said."""
    periods = rows(body, "periods") or ()
    found = [window(each.get("startDate"), each.get("endDate")) for each in periods]
    known = tuple(each for each in found if each is not None)
    return known if len(known) == len(found) else ()


def is_known(row: Row, known: Mapping[str, Field]) -> bool:
    """Whether an object has no field but those that the file may declare."""
    return all(name in known and known[name].role is not Role.COMPUTED for name in row)


def is_active(row: Row) -> bool:
    """Whether a part counts; it does when nothing is said."""
    return row.get("active", True) is True


def rows(row: Row, name: str) -> Sequence[Row] | None:
    """A list of objects, empty where there is none; None where something else stands there."""
    listed = row.get(name)
    if listed is None:
        return ()
    is_plain = isinstance(listed, list) and all(isinstance(each, Mapping) for each in listed)
    return listed if is_plain else None


def positive(row: Row, name: str) -> int | None:
    """A count; None for zero and whatever else is none."""
    value = row.get(name)
    return value if is_integer(value) and value > 0 else None


def act_of(target: Row) -> Act | None:
    """What customers do for a target, if all of its fields are understood."""
    words, place, condition = _measure(target), place_of(target), _condition(target)
    is_plain = is_known(target, TARGET.fields) and is_active(target)
    if not is_plain or words is None or place is None or condition is None:
        return None
    before, after, tail = words
    return Act(before, after, f"{tail}{place}", condition)


def _measure(target: Row) -> tuple[str, str, str] | None:
    """What a target adds up: the words before the number, what it counts, what follows."""
    entity, kind = text_at(target, "targetEntity"), text_at(target, "targetType")
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


def place_of(target: Row) -> str | None:
    """Where it counts; empty for everywhere."""
    filters = rows(target, "filters")
    if filters is None:
        return None
    narrow = [each for each in filters if each.get("entityIds") != []]
    if not narrow:
        return ""
    words, listed = _PLACES.get(text_at(narrow[0], "entityType")), narrow[0].get("entityIds")
    # Whether several filters narrow each other or add up is not documented.
    if len(narrow) > 1 or words is None or narrow[0].keys() - _FILTER:
        return None
    if not isinstance(listed, list) or not all(map(is_integer, listed)):
        return None
    ids = set(listed)
    named = f" ({', '.join(map(str, sorted(ids)))})" if len(ids) <= MOST_NAMED else ""
    return f" {words[0]} {counted(len(ids), words[1])}{named}"


def _condition(target: Row) -> str | None:
    """Which transactions count, if the expression and its tree say the same; empty for all."""
    expression, tree = text_at(target, "expression"), target.get("expressionJson")
    if tree is None:  # left out, both mean that all counts
        return "" if target.get("expression") in (None, "true") else None
    if not isinstance(tree, str) or not is_pair(expression, tree):
        return None
    match read(expression):
        case Node(NodeKind.BOOLEAN, "true"):
            return ""
        case Node(NodeKind.BINARY, operator, (left, Node(NodeKind.NUMBER, written))):
            word, limit = _COMPARED.get(operator), number(Decimal(written))
            is_plain = left == _VALUE and target.get("targetEntity") == "TRANSACTION"
            is_said = is_plain and word is not None and limit is not None
            return f", counting only transactions of {word} than {limit}" if is_said else None
        case _:
            return None


def amounts_of(target: Row) -> tuple[str, ...] | None:
    """The goals of a target, one for each period; None if one of them is no plain number."""
    listed = rows(target, "defaultValues") or ()
    spoken = [number(each.get("defaultValue")) for each in listed]
    amounts = tuple(each for each in spoken if each is not None)
    return amounts if len(amounts) == len(spoken) else None


def _cycles(body: Row) -> int | None:
    """How many periods the server makes; None where that is not said, or said in two ways."""
    declared = {positive(body, name) for name in ("totalPeriods", "recurringCycles")}
    counts = declared - {None}
    return counts.pop() if len(counts) == 1 else None
