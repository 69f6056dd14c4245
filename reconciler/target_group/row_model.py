"""The lenient model of an answer's rows, for rows that are not of the usual form.

Slow to import and to build: ``usual_rows`` reads what almost every answer holds.
"""

from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal
from functools import cache, reduce
from operator import getitem
from typing import Annotated, Any, Final

from pydantic import (
    BaseModel,
    ConfigDict,
    StrictBool,
    StrictInt,
    StrictStr,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from reconciler.core.diagnostic import Route
from reconciler.core.diff import pointer
from reconciler.core.exact_json import Json
from reconciler.target_group.fields import GROUP, UNSEEN, Field, Kind
from reconciler.target_group.models import Model, build_model
from reconciler.target_group.patterns import NUMBER_PATTERN, whole
from reconciler.target_group.usual import is_key, is_needed, is_read

_NUMBER = (
    StrictInt
    | Decimal
    | Annotated[str, StringConstraints(strict=True, pattern=whole(NUMBER_PATTERN))]
)
TYPES: Final[Mapping[Kind, Any]] = {
    Kind.TEXT: StrictStr | StrictInt,
    Kind.FLAG: StrictBool,
    Kind.INTEGER: int,
    Kind.NUMBER: _NUMBER,
    Kind.CHOICE: StrictStr,
    Kind.DAY: StrictStr,
    Kind.INSTANT: StrictStr,
    Kind.EXPRESSION: StrictBool | StrictStr,
    Kind.JSON_TEXT: StrictStr,
    Kind.IDS: list[int],
}
"""The forms in which a value of each kind may come."""


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore")


def check_row(position: int, row: Json) -> tuple[Mapping[str, Json], tuple[str, ...]]:
    """Mark what cannot be read of a row as not shown.

    Args:
        position: where the row stands in its answer.
        row: the row.

    Returns:
        A copy of the row, and the paths of what was set aside.

    Raises:
        ValueError: it is no object, or has no usable id or name.
    """
    kept: Json = deepcopy(row)
    removed: set[Route] = set()
    while odd := _odd_values(kept):
        if () in odd:
            message = f"row {position} of the answer has no usable id or name"
            raise ValueError(message)
        for route in sorted(odd, key=len, reverse=True):  # what is inside of another goes first
            del _holder(kept, route)[route[-1]]
        removed |= odd
    outermost = [each for each in removed if not any(each[:n] in removed for n in range(len(each)))]
    for route in outermost:
        _holder(kept, route)[route[-1]] = UNSEEN
    return kept, tuple(pointer((position, *route)) for route in sorted(outermost, key=pointer))


def _odd_values(row: Json) -> set[Route]:
    try:
        _row().validate_python(row)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False)
        return {_last_value(row, each["loc"]) for each in problems}
    return set()


def _last_value(row: Json, location: Route) -> Route:
    """The last key of an object on the way to a location; a missing key is its holder's fault."""
    route: list[str | int] = []
    last = 0
    for step in location:
        is_key = isinstance(row, dict) and step in row
        if not is_key and not (isinstance(row, list) and isinstance(step, int)):
            break
        row = row[step]
        route.append(step)
        last = len(route) if is_key else last
    return tuple(route[:last])


def _holder(row: Json, route: Route) -> Json:
    return reduce(getitem, route[:-1], row)


@cache
def _row() -> TypeAdapter[BaseModel]:
    return TypeAdapter(_model())


@cache
def _model() -> Model:
    return build_model(
        GROUP, base=_Lenient, type_of=_type_of, is_wanted=is_read, is_required=is_needed
    )


def _type_of(field: Field, parts: Model | None) -> Any:  # noqa: ANN401 - an annotation
    match field.kind:
        case Kind.OBJECT:
            shape: Any = parts
        case Kind.LIST | Kind.VALUES:
            shape = list[parts]  # type: ignore[valid-type]
        case _:
            shape = TYPES[field.kind]
    return shape if is_key(field) else shape | None
