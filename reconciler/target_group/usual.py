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


def _object(known: Mapping[str, Check], required: frozenset[str], *, is_open: bool) -> Check:
    def check(value: Json) -> bool:
        if type(value) is not dict or not required <= value.keys():
            return False
        for key, item in value.items():
            is_right = known.get(key)
            if is_right is None:
                if not is_open:
                    return False
            elif not is_right(item):
                return False
        return True

    return check


def _list(check: Check) -> Check:
    return lambda value: type(value) is list and all(map(check, value))


def _of(*types: type[Any]) -> Check:
    allowed = frozenset(types)
    return lambda value: type(value) in allowed


def _choice(words: tuple[str, ...]) -> Check:
    known = frozenset(words)
    return lambda value: type(value) is str and value in known


def _date(value: Json) -> bool:
    return type(value) is str and _is_date(value)


@lru_cache(maxsize=4096)
def _is_date(text: str) -> bool:
    return _DATE.fullmatch(text) is not None


_NUMBER: Final = _of(int, Decimal)
_SCALARS: Final[Mapping[Kind, Check]] = {
    Kind.TEXT: _of(str),
    Kind.FLAG: _of(bool),
    Kind.INTEGER: _of(int),
    Kind.NUMBER: _NUMBER,
    Kind.EXPRESSION: _of(str, bool),
    Kind.JSON_TEXT: _of(str),
    Kind.IDS: _list(_of(int)),
}
_NUMBERS: Final = _list(_NUMBER)
_IN_FILES: Final[Mapping[Kind, Check]] = {
    Kind.DAY: _date,
    Kind.INSTANT: _date,
    Kind.VALUES: lambda value: _NUMBER(value) or _NUMBERS(value),
    Kind.ANYTHING: lambda _: True,
}


def _file_value(field: Field) -> Check:
    match field.kind:
        case Kind.CHOICE:
            return _choice(field.values)
        case Kind.OBJECT if field.parts is not None:
            return _file_check(field.parts)
        case Kind.LIST if field.parts is not None:
            return _list(_file_check(field.parts))
        case _:
            return _IN_FILES.get(field.kind) or _SCALARS[field.kind]


def _row_value(field: Field) -> Check:
    check = _shown_value(field)
    return check if is_key(field) else lambda value: value is None or check(value)


def _shown_value(field: Field) -> Check:
    match field.kind:
        case Kind.TEXT:
            return _of(str, int)
        case Kind.CHOICE | Kind.DAY | Kind.INSTANT:
            return _of(str)
        case Kind.OBJECT if field.parts is not None:
            return _row_check(field.parts)
        case Kind.LIST | Kind.VALUES if field.parts is not None:
            return _list(_row_check(field.parts))
        case _:
            return _SCALARS[field.kind]
