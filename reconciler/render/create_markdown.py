"""What a create would make, as tables: its values by period first, its other fields last."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from reconciler.core.exact_json import Json
from reconciler.render.comment import name, shortened
from reconciler.render.markdown import code, table
from reconciler.render.safe import value_text
from reconciler.target_group.prose.goal import Row, rows
from reconciler.words import cut_value

MOST_ROWS: Final = 31
MOST_COLUMNS: Final = 6
_LONGEST_CELL: Final = 120
_TABLES: Final = frozenset({"name", "periods", "targets", "streaks"})
_ELSEWHERE: Final = frozenset({"name", "defaultValues", "expressionJson"})
"""Fields of a target that stand in other places; the tree says again what the expression says, at
length, and the difference of the file shows it."""


def create_tables(body: Row) -> Iterator[str]:
    """The lines of all tables of a body; any JSON object will do."""
    targets = rows(body, "targets") or ()
    if targets:
        yield from _values(body, targets)
    levels = [
        [_cell(each.get("name")), _cell(each.get("targetCountOfSequence"))]
        for each in rows(body, "streaks") or ()
    ]
    yield from _table(("Streak level", "Periods in a row"), levels, "level")
    shown = dict.fromkeys(key for each in targets for key in each if key not in _ELSEWHERE)
    cells = [[_cell(each.get("name")), *(_field(each, key) for key in shown)] for each in targets]
    yield from _table(["Target", *map(name, shown)], cells, "target")
    fields = [[name(key), _cell(value)] for key, value in body.items() if key not in _TABLES]
    yield from _table(("Field", "Value"), fields, "field")


def _values(body: Row, targets: Sequence[Row]) -> Iterator[str]:
    """One row for each period, one column for each target."""
    columns = [
        [_cell(each.get("defaultValue")) for each in rows(target, "defaultValues") or ()]
        for target in targets[:MOST_COLUMNS]
    ]
    names = [_cell(target.get("name")) for target in targets[:MOST_COLUMNS]]
    periods = rows(body, "periods") or ()
    count = max(len(periods), *map(len, columns))
    values = [[column[k] if k < len(column) else "" for column in columns] for k in range(count)]
    if periods:
        heads = ["Period", "First day", "Last day", *names]
        keys = ("refCode", "startDate", "endDate")
        named = [periods[k] if k < len(periods) else {} for k in range(count)]
        labels = [[_cell(period.get(key)) for key in keys] for period in named]
    else:
        heads = ["Period", *names]
        labels = [[str(k)] for k in range(1, count + 1)]
        if count > 1 and all(row == values[0] for row in values):
            labels, values = [[f"1 to {count}"]], values[:1]
    cells = [[*label, *row] for label, row in zip(labels, values, strict=True)]
    yield from _table(heads, cells, "period")
    if len(targets) > MOST_COLUMNS:
        yield from (f"Values of {len(targets) - MOST_COLUMNS} more targets are not shown here.", "")


def _table(heads: Sequence[str], cells: Sequence[Sequence[str]], noun: str) -> Iterator[str]:
    if not cells:
        return
    yield from table(heads, islice(cells, MOST_ROWS))
    yield ""
    more = len(cells) - MOST_ROWS
    if more > 0:
        yield from (f"and {more:,} more {noun}{'' if more == 1 else 's'}", "")


def _field(target: Row, key: str) -> str:
    """A field of a target; filters in a form that is easier to read than theirs."""
    filters = rows(target, "filters") if key == "filters" else None
    if not filters:
        return _cell(target.get(key))
    shown = []
    for each in filters:
        ids = each.get("entityIds")
        if each.keys() != {"entityType", "entityIds"} or not isinstance(ids, list):
            shown.append(_cell(dict(each)))
        else:
            listed = ", ".join(map(value_text, ids))
            shown.append(f"{_cell(each.get('entityType'))} {_cell(listed)}")
    return ", ".join(shown)


def _cell(value: Json) -> str:
    """A value as it is sent; text without its quotes."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else cut_value(value_text(value), _LONGEST_CELL - 2)
    return code(shortened(text, _LONGEST_CELL))
