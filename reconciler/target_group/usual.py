"""Whether data has the form that almost all data has, told without loading a model.

The models know every form that is accepted, and are slow to import, to build and to run. What is
told to be usual here, the models accept, and there is nothing in it to settle: first spellings,
text as text, numbers as numbers, nothing left empty. Laws hold both together. What is not usual is
not wrong: it is for the models to say.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, Final, TypeAlias

from reconciler.core.exact_json import Json
from reconciler.target_group.fields import GROUP, Field, Kind, Role, Table
from reconciler.target_group.patterns import DATE_PATTERN

Check: TypeAlias = Callable[[Json], bool]
Types: TypeAlias = frozenset[type[Any]]
Usual: TypeAlias = Check | Types
"""The types that a value may have, where that says all; else what tells."""

_KEYS: Final = frozenset({"name", "refCode", "triggerName", "entityType", "entityIds"})
_IDENTITY: Final = frozenset({"id", "name"})
_DATE: Final = re.compile(DATE_PATTERN)


def is_usual_file(data: Json) -> bool:
    """Whether data is a campaign in first spellings, with nothing in it to clean."""
    return _file_check(GROUP)(data)


def is_usual_row(row: Json) -> bool:
    """Whether a row of an answer has only values of the documented forms."""
    return _row_check(GROUP)(row)


def is_read(field: Field) -> bool:
    """Whether anything is read of a field in an answer."""
    return field.role is Role.COMPARED or (
        field.role is Role.COMPUTED and field.kind is Kind.INTEGER
    )


def is_needed(table: Table, field: Field) -> bool:
    """Whether a part of an answer cannot be told from the others without a field."""
    if table is GROUP:
        return field.name in _IDENTITY
    return field.required and field.name in _KEYS


def is_key(field: Field) -> bool:
    """Whether null says nothing that could be read in the place of a field's value."""
    is_natural_key = field.required and field.kind in {Kind.TEXT, Kind.CHOICE, Kind.IDS}
    return is_natural_key or field.name == "id"


@cache
def _file_check(table: Table) -> Check:
    known = {
        each.name: _file_value(each)
        for each in table.fields.values()
        if each.role is not Role.COMPUTED
    }
    required = frozenset(each.name for each in table.fields.values() if each.required)
    return _object(known, required, is_open=False)


@cache
def _row_check(table: Table) -> Check:
    known = {each.name: _row_value(each) for each in table.fields.values() if is_read(each)}
    required = frozenset(each.name for each in table.fields.values() if is_needed(table, each))
    return _object(known, required, is_open=True)


def _object(known: Mapping[str, Usual], required: frozenset[str], *, is_open: bool) -> Check:
    unknown: Usual = _anything if is_open else frozenset()

    # The loop sees every value of every file and row; most need no call.
    def check(value: Json) -> bool:
        if type(value) is not dict or not required <= value.keys():
            return False
        for key, item in value.items():
            usual = known.get(key, unknown)
            if isinstance(usual, frozenset):
                if type(item) not in usual:
                    return False
            elif not usual(item):
                return False
        return True

    return check


def _anything(_: Json) -> bool:
    return True


def _list(check: Check) -> Check:
    return lambda value: type(value) is list and all(map(check, value))


def _ids(value: Json) -> bool:
    return type(value) is list and {*map(type, value)} <= _INTEGER


def _choice(words: tuple[str, ...]) -> Check:
    known = frozenset(words)
    return lambda value: type(value) is str and value in known


def _date(value: Json) -> bool:
    return type(value) is str and _is_date(value)


@lru_cache(maxsize=4096)
def _is_date(text: str) -> bool:
    return _DATE.fullmatch(text) is not None


def _default_values(value: Json) -> bool:
    return type(value) in _NUMBER or (type(value) is list and {*map(type, value)} <= _NUMBER)


_TEXT: Final = frozenset({str})
_INTEGER: Final = frozenset({int})
_NUMBER: Final = frozenset({int, Decimal})
_SCALARS: Final[Mapping[Kind, Usual]] = {
    Kind.TEXT: _TEXT,
    Kind.FLAG: frozenset({bool}),
    Kind.INTEGER: _INTEGER,
    Kind.NUMBER: _NUMBER,
    Kind.EXPRESSION: frozenset({str, bool}),
    Kind.JSON_TEXT: _TEXT,
    Kind.IDS: _ids,
}
_IN_FILES: Final[Mapping[Kind, Usual]] = {
    **_SCALARS,
    Kind.DAY: _date,
    Kind.INSTANT: _date,
    Kind.VALUES: _default_values,
    Kind.ANYTHING: _anything,
}
_IN_ROWS: Final[Mapping[Kind, Usual]] = {
    **_SCALARS,
    Kind.TEXT: frozenset({str, int}),
    Kind.CHOICE: _TEXT,
    Kind.DAY: _TEXT,
    Kind.INSTANT: _TEXT,
}


def _file_value(field: Field) -> Usual:
    match field.kind:
        case Kind.CHOICE:
            return _choice(field.values)
        case Kind.OBJECT if field.parts is not None:
            return _file_check(field.parts)
        case Kind.LIST if field.parts is not None:
            return _list(_file_check(field.parts))
        case _:
            return _IN_FILES[field.kind]


def _row_value(field: Field) -> Usual:
    usual = _shown_value(field)
    if is_key(field):
        return usual
    if isinstance(usual, frozenset):
        return usual | {type(None)}
    return lambda value: value is None or usual(value)


def _shown_value(field: Field) -> Usual:
    match field.kind:
        case Kind.OBJECT if field.parts is not None:
            return _row_check(field.parts)
        case Kind.LIST | Kind.VALUES if field.parts is not None:
            return _list(_row_check(field.parts))
        case _:
            return _IN_ROWS[field.kind]
