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

Check: TypeAlias = Callable[[Any], bool]
Types: TypeAlias = frozenset[type[Any]]
Usual: TypeAlias = tuple[Types, Check | None]
"""The types that a value may have, and what looks at a value of these types, where one must."""

_KEYS: Final = frozenset({"name", "refCode", "triggerName", "entityType", "entityIds"})
_IDENTITY: Final = frozenset({"id", "name"})
_DATE: Final = re.compile(DATE_PATTERN)


def is_usual_file(data: Json) -> bool:
    """Whether data is a campaign in first spellings, with nothing in it to clean."""
    return _file_check(GROUP)(data)


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

    # The loop sees every value of every file; most need no call.
    def check(value: Json) -> bool:
        if type(value) is not dict or not required <= value.keys():
            return False
        for key, item in value.items():
            types, is_usual = known.get(key, _NOTHING)
            if type(item) not in types or (is_usual is not None and not is_usual(item)):
                return False
        return True

    return check


def _objects(check: Check) -> Check:
    return lambda items: all(map(check, items))


@lru_cache(maxsize=4096)
def _is_date(text: str) -> bool:
    return _DATE.fullmatch(text) is not None


def _are_integers(items: list[Json]) -> bool:
    return {*map(type, items)} <= _INTEGER


def _are_texts(value: Json) -> bool:
    return type(value) is str or {*map(type, value)} <= _STR


def _are_numbers(value: Json) -> bool:
    return type(value) is not list or {*map(type, value)} <= _NUMBER


_NONE: Final = frozenset({type(None)})
_DICT: Final = frozenset({dict})
_LIST: Final = frozenset({list})
_STR: Final = frozenset({str})
_INTEGER: Final = frozenset({int})
_NUMBER: Final = frozenset({int, Decimal})
_NOTHING: Final[Usual] = (frozenset(), None)
_TEXT: Final[Usual] = (_STR, None)
_DATE_TEXT: Final[Usual] = (_STR, _is_date)
_FORMS: Final[Mapping[Kind, Usual]] = {
    Kind.TEXT: _TEXT,
    Kind.FLAG: (frozenset({bool}), None),
    Kind.INTEGER: (_INTEGER, None),
    Kind.NUMBER: (_NUMBER, None),
    Kind.EXPRESSION: (_STR | {bool}, None),
    Kind.JSON_TEXT: _TEXT,
    Kind.IDS: (_LIST, _are_integers),
    Kind.NAMES: (_STR | _LIST, _are_texts),
    Kind.DAY: _DATE_TEXT,
    Kind.INSTANT: _DATE_TEXT,
    Kind.VALUES: (_NUMBER | _LIST, _are_numbers),
    Kind.ANYTHING: (_NONE | _DICT | _LIST | _STR | _NUMBER | {bool}, None),
}


def _file_value(field: Field) -> Usual:
    match field.kind:
        case Kind.CHOICE:
            return _STR, frozenset(field.values).__contains__
        case Kind.OBJECT if field.parts is not None:
            return _DICT, _file_check(field.parts)
        case Kind.LIST if field.parts is not None:
            return _LIST, _objects(_file_check(field.parts))
        case _:
            return _FORMS[field.kind]
