"""Builds pydantic models from the table of fields, one for each side."""

from collections.abc import Callable
from typing import Any, TypeAlias

from pydantic import BaseModel, create_model
from pydantic import Field as ModelField

from reconciler.target_group.fields import Field, Table

Model: TypeAlias = type[BaseModel]
TypeOf: TypeAlias = Callable[[Field, Model | None], Any]


def build_model(
    table: Table,
    *,
    base: Model,
    type_of: TypeOf,
    is_wanted: Callable[[Field], bool],
    is_required: Callable[[Table, Field], bool],
) -> Model:
    """Build the model of one table and, below it, of its parts.

    Args:
        table: the fields.
        base: model that carries the configuration (what happens to unknown keys).
        type_of: the annotation of a field, given the model of its parts where it has any.
        is_wanted: whether the side knows the field at all.
        is_required: whether the side refuses an object without it.

    Returns:
        A pydantic model with one field for each wanted field of the table. Fields are reached by
        alias, since the API has names that Python has not (``$schema``).
    """
    fields: dict[str, Any] = {}
    for each in filter(is_wanted, table.fields.values()):
        parts: Model | None = None
        if each.parts is not None:
            parts = build_model(
                each.parts,
                base=base,
                type_of=type_of,
                is_wanted=is_wanted,
                is_required=is_required,
            )
        annotation = type_of(each, parts)
        default = ... if is_required(table, each) else None
        for name in (each.name, *each.key_spellings):
            attribute = f"field_{name.lstrip('$')}"
            fields[attribute] = (annotation, ModelField(default, alias=name))
    title = table.noun.removeprefix("a ").removeprefix("an ").title().replace(" ", "")
    return create_model(title, __base__=base, **fields)
