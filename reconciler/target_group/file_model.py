"""The strict model of a campaign file, for data that is not of the usual form.

Slow to import and to build: ``usual`` lets through what almost every file holds, and the JSON
Schema, which accepts the same data, says with positions what is wrong.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Final, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Strict,
    StrictBool,
    StrictInt,
    StrictStr,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from reconciler.core.diagnostic import Route
from reconciler.core.exact_json import Json
from reconciler.target_group.fields import GROUP, Field, Kind, Role, Table
from reconciler.target_group.models import Model, build_model
from reconciler.target_group.patterns import DATE_PATTERN, NUMBER_PATTERN, whole

_Number = (
    Annotated[Decimal, Strict()]
    | StrictInt
    | Annotated[str, StringConstraints(strict=True, pattern=whole(NUMBER_PATTERN))]
)
_TYPES: Final[Mapping[Kind, Any]] = {
    Kind.TEXT: StrictStr | StrictInt,
    Kind.FLAG: StrictBool,
    Kind.INTEGER: StrictInt,
    Kind.NUMBER: _Number,
    Kind.DAY: Annotated[str, StringConstraints(strict=True, pattern=whole(DATE_PATTERN))],
    Kind.INSTANT: Annotated[str, StringConstraints(strict=True, pattern=whole(DATE_PATTERN))],
    Kind.EXPRESSION: StrictBool | StrictStr,
    Kind.JSON_TEXT: StrictStr,
    Kind.IDS: list[StrictInt],
    Kind.NAMES: StrictStr | list[StrictStr],
    Kind.ANYTHING: Any,
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", regex_engine="rust-regex")


def accepts(table: Table, data: Json) -> bool:
    """Whether data has the shape of one object of a file: known fields, right types."""
    try:
        model_of(table).validate_python(data)
    except ValidationError:  # what is wrong is not asked for: listing it can take long
        return False
    return True


def are_numbers(data: Json) -> bool:
    """Whether data is a mapping of text to numbers, as a file writes them."""
    try:
        _numbers().validate_python(data)
    except ValidationError:
        return False
    return True


def shape_errors(data: Json) -> list[Route]:
    """Where data has not the shape of a campaign file; a missing key is named in its holder.

    Returns:
        Locations as the model gives them: with the keys of the file, and words of its own after
        them. Why they are wrong is for the JSON Schema to say.
    """
    try:
        model_of(GROUP).validate_python(data)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False, include_context=False)
        return [each["loc"] for each in problems]
    return []


@cache
def _numbers() -> TypeAdapter[dict[str, Json]]:
    return TypeAdapter(dict[StrictStr, _Number])


@cache
def model_of(table: Table) -> TypeAdapter[BaseModel]:
    """The strict model of one object of a file."""
    model = build_model(
        table,
        base=_Strict,
        type_of=_type_of,
        is_wanted=lambda _: True,
        is_required=lambda _, each: each.required,
    )
    return TypeAdapter(model)


def _type_of(field: Field, parts: Model | None) -> Any:  # noqa: ANN401 - an annotation
    if field.role is Role.COMPUTED:
        return Any
    match field.kind:
        case Kind.CHOICE:
            return Literal[(*field.values, *field.spellings)]
        case Kind.OBJECT:
            return parts | None if parts and field.nullable else parts
        case Kind.LIST:
            return list[parts]  # type: ignore[valid-type]
        case Kind.VALUES:
            return _Number | list[_Number | parts]  # type: ignore[valid-type]
        case _:
            return _TYPES[field.kind]
