"""The quick way to see that an object of a file passes as it is: by its keys and their types.

Whatever does not is left to the walk of ``reading``, which says what is wrong. A law holds the two
together.
"""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import Final, TypeAlias

from reconciler.core.exact_json import Json
from reconciler.target_group.columns import Field, Role, Table
from reconciler.target_group.kinds import Check, Kind, Types

Passing: TypeAlias = tuple[Types, Check | None]
"""The types of which the values of a field pass, and what looks at them besides."""

NOTHING: Final[Passing] = (frozenset(), None)
"""Of a field that is unknown: no value passes."""
_STR: Final[Types] = frozenset({str})
_LIST: Final[Types] = frozenset({list})
_DICT: Final[Types] = frozenset({dict})


@cache
def passing_in_files(table: Table) -> Mapping[str, Passing]:
    """What passes of the fields that a file may declare, by name."""
    return {
        each.name: _passing_in_file(each)
        for each in table.fields.values()
        if each.role is not Role.COMPUTED
    }


def _passing_in_file(field: Field) -> Passing:
    form = field.kind.form
    if field.kind is Kind.CHOICE:
        return _STR, frozenset(field.values).__contains__
    if field.parts is None or field.kind is Kind.VALUES:
        return form.types, form.has_form
    part_passes = partial(passes, field.parts)
    return (
        (_LIST, lambda items: all(map(part_passes, items)))
        if field.kind is Kind.LIST
        else (_DICT, part_passes)
    )


def passes(table: Table, data: Json) -> bool:
    """Whether an object and all in it passes as it is, as almost all do."""
    if type(data) is not dict:
        return False
    checks = _checks(table, tuple(data), tuple(map(type, data.values())))
    if checks is None:
        return False
    for key, has_form in checks:  # noqa: SIM110 - all() takes longer for so few
        if not has_form(data[key]):
            return False
    return True


@lru_cache(1024)
def _checks(
    table: Table, keys: tuple[str, ...], types: tuple[type, ...]
) -> Sequence[tuple[str, Check]] | None:
    """What is left to be asked of objects with these keys and types; None where one is wrong.

    Thousands of objects share a few dozen of such answers.
    """
    passing = passing_in_files(table)
    forms = [(key, *passing.get(key, NOTHING)) for key in keys]
    if not required(table).issubset(keys) or any(
        kind not in known for kind, (_, known, _) in zip(types, forms, strict=True)
    ):
        return None
    return [(key, has_form) for key, _, has_form in forms if has_form is not None]


@cache
def required(table: Table) -> frozenset[str]:
    """The fields that each object must have."""
    return frozenset(each.name for each in table.fields.values() if each.required)
