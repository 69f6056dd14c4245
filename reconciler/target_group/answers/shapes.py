"""The shapes of answers beside what the table of fields expects: keys, types, how often; no values.

Keys are what the API calls its fields. Where an object is a map, its keys are data: what is not a
known field, and does not look like the name of one, is counted as ``*``.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, TypeAlias

from msgspec import Struct, field

from reconciler.core.exact_json import Json
from reconciler.target_group.answers import customer as customer_rows
from reconciler.target_group.columns import Role, Source, Table
from reconciler.target_group.fields import GROUP, PERIOD
from reconciler.target_group.kinds import Kind

ANY_KEY: Final = "*"
_LIKE_A_FIELD: Final = re.compile("[a-z][A-Za-z]{0,39}", re.ASCII)
_NAMES: Final = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    Decimal: "number",
    float: "number",
    str: "string",
    list: "array",
}
"""What JSON calls the types of values."""


class Expected(Struct, frozen=True):
    """What is expected of a value.

    Attributes:
        parts: what is expected of its keys, or of those of its items.
        is_shown: whether this read is expected to show it.
        is_private: whether it is about a person, so that nothing in it is looked at.
        is_closed: whether unknown keys in it and below may be data of a person: none is named.
    """

    kind: Kind
    parts: "Mapping[str, Expected]" = field(default_factory=dict)
    is_shown: bool = True
    is_private: bool = False
    is_closed: bool = False

    @property
    def item(self) -> "Expected":
        """What is expected of each of its items, where it is a list."""
        single = Kind.INTEGER if self.kind is Kind.IDS else Kind.ANYTHING
        return Expected(Kind.OBJECT if self.parts else single, self.parts)


class Shape(Struct, frozen=True):
    """What a path of an answer holds.

    Attributes:
        path: the keys that lead there; ``*`` is each item of a list, or each key of a map.
        types: how often it is of each JSON type.
        of: how many objects could have the key; how many lists, for what is in them.
        expected: what the table of fields says it is; None where it does not know the key.
    """

    path: str
    types: Mapping[str, int]
    of: int
    expected: Kind | None

    @property
    def fits(self) -> bool:
        """Whether all of it is known, and as expected; null fits everywhere."""
        if self.expected is None:
            return False
        allowed = self.expected.form.json_types
        return not allowed or set(self.types) <= allowed | {"null"}


Shapes: TypeAlias = Sequence[Shape]


def groups_expected(source: Source) -> Expected:
    """What is expected of a list of groups, by the read that shows it."""
    return Expected(Kind.LIST, _of_table(GROUP, source))


def periods_expected() -> Expected:
    """What is expected of the list of a group's periods."""
    return Expected(Kind.LIST, _of_table(PERIOD, Source.TARGET_GROUPS))


def customer_expected() -> Expected:
    """What is expected of what one customer sees; nothing of the customer is looked at."""
    rows = _of_customer(customer_rows.ROW)
    sub_goals = Expected(Kind.LIST, _of_customer(customer_rows.SUB_GOAL), is_shown=False)
    groups = _of_customer(customer_rows.GROUP)
    groups["targets"] = Expected(Kind.LIST, {**rows, customer_rows.SUB_GOALS: sub_goals})
    groups["streaks"] = Expected(Kind.LIST, _of_customer(customer_rows.STREAK), is_shown=False)
    return Expected(
        Kind.OBJECT,
        {
            "userId": Expected(Kind.INTEGER),
            "customer": Expected(Kind.ANYTHING, is_private=True),
            "targetGroups": Expected(Kind.LIST, groups),
        },
        is_closed=True,
    )


def shapes_of(data: Json, expected: Expected) -> tuple[Shapes, Sequence[str]]:
    """Tell the shape of an answer.

    Returns:
        The shape of each path, in order, and the paths that were expected and are nowhere.
    """
    counts: dict[str, Counter[str]] = {}
    holders: Counter[str] = Counter()
    known: dict[str, Expected | None] = {"": expected}
    for path, node, wanted in _walk("", data, expected, is_open=not expected.is_closed):
        counts.setdefault(path, Counter())[_NAMES.get(type(node), "object")] += 1
        known[path] = wanted
        if isinstance(node, dict | list):
            holders[path] += 1
    shapes = [
        Shape(
            path or "/",
            dict(sorted(types.items())),
            holders[path.rpartition("/")[0]] if path else 1,
            None if (wanted := known[path]) is None else wanted.kind,
        )
        for path, types in sorted(counts.items())
    ]
    absent = [
        f"{path}/{name}"
        for path, wanted in sorted(known.items())
        for name, each in (
            wanted.parts if wanted and "object" in counts.get(path, ()) else {}
        ).items()
        if each.is_shown and f"{path}/{name}" not in counts
    ]
    return shapes, absent


def _walk(
    path: str, node: Json, wanted: Expected | None, *, is_open: bool
) -> Iterator[tuple[str, Json, Expected | None]]:
    yield path, node, wanted
    if wanted is not None and wanted.is_private:
        return
    if isinstance(node, list):
        item = None if wanted is None else wanted.item
        for each in node:
            yield from _walk(f"{path}/{ANY_KEY}", each, item, is_open=is_open)
    elif isinstance(node, dict):
        parts = {} if wanted is None else wanted.parts
        # Of a key that nobody knows anything is expected, in what may be anything.
        unknown = None if wanted is None or wanted.kind is not Kind.ANYTHING else wanted
        for key, each in node.items():
            inner = parts.get(key) or unknown
            is_named = key in parts or (is_open and _LIKE_A_FIELD.fullmatch(key))
            name = key if is_named else ANY_KEY
            yield from _walk(f"{path}/{name}", each, inner, is_open=is_open)


def _of_customer(shown: customer_rows.Shown) -> dict[str, Expected]:
    return {name: Expected(kind) for name, kind in shown.items()}


def _of_table(table: Table, source: Source) -> Mapping[str, Expected]:
    return {
        name: Expected(
            each.kind,
            {} if each.parts is None else _of_table(each.parts, source),
            is_shown=source in each.shown_by and each.role is not Role.COMPUTED,
        )
        for name, each in table.fields.items()
        if each.role is not Role.LOCAL
    }
