"""The API's side: the lenient model of an answer's rows.

Keys come and go with server versions: unknown keys are ignored, and a known key whose value has
another form than documented is set aside as not shown, so that one odd value neither stops the
read nor passes for something it is not (rule ``answers-differ-in-extras``).
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
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
from reconciler.core.resource import Live
from reconciler.target_group import values
from reconciler.target_group.attribution import made
from reconciler.target_group.canonical import live_spec
from reconciler.target_group.fields import GROUP, UNSEEN, Field, Kind, Role, Source, Table
from reconciler.target_group.models import Model, build_model
from reconciler.target_group.patterns import NUMBER_PATTERN, whole

Row = Mapping[str, Json]

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


@dataclass(frozen=True, slots=True)
class Reading:
    """What a list of rows showed.

    Attributes:
        groups: one for each row, in the order of the rows.
        org_ids: the organisations that the rows name.
        set_aside: values that had another form than documented, as paths into the answer.
    """

    groups: tuple[Live, ...]
    org_ids: frozenset[int]
    set_aside: tuple[str, ...]


def read_groups(rows: Sequence[Json], source: Source) -> Reading:
    """Turn the rows of an answer into live groups.

    Raises:
        ValueError: a row is no object, or has no usable id or name.
    """
    checked, set_aside = _check(rows)
    groups = tuple(_live(row, source) for row in checked)
    named = [row["orgId"] for row in checked if row.get("orgId") not in {None, UNSEEN}]
    orgs = frozenset(map(values.integer, named))
    return Reading(groups, orgs, set_aside)


def _live(row: Row, source: Source) -> Live:
    return Live(
        id=values.integer(row["id"]),
        name=str(row["name"]),
        spec=live_spec(row, source),
        made=made(row),
    )


def _check(rows: Sequence[Json]) -> tuple[Sequence[Row], tuple[str, ...]]:
    """Check all rows at once; only where that fails, one by one."""
    try:
        _rows().validate_python(rows)
    except ValidationError:
        set_aside: list[str] = []
        return [_check_row(k, row, set_aside) for k, row in enumerate(rows)], tuple(set_aside)
    return rows, ()


def _check_row(position: int, row: Json, set_aside: list[str]) -> Row:
    """A copy of a row in which what cannot be read is marked as not shown."""
    kept: Json = deepcopy(row)
    removed: set[Route] = set()
    while odd := _odd_values(kept):
        if () in odd:
            message = f"row {position} of the answer has no usable id or name"
            raise ValueError(message)
        for route in odd:
            del _holder(kept, route)[route[-1]]
        removed |= odd
    outermost = [each for each in removed if not any(each[:n] in removed for n in range(len(each)))]
    for route in outermost:
        _holder(kept, route)[route[-1]] = UNSEEN
    set_aside.extend(pointer((position, *route)) for route in sorted(outermost, key=pointer))
    checked: Row = kept
    return checked


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
def _rows() -> TypeAdapter[list[BaseModel]]:
    rows: Any = list[_model()]  # type: ignore[misc]
    return TypeAdapter(rows)


@cache
def _model() -> Model:
    return build_model(
        GROUP, base=_Lenient, type_of=_type_of, is_wanted=_is_wanted, is_required=_is_required
    )


def _is_wanted(field: Field) -> bool:
    return field.role is Role.COMPARED or (
        field.role is Role.COMPUTED and field.kind is Kind.INTEGER
    )


def _is_required(table: Table, field: Field) -> bool:
    """Without its natural key a part cannot be told from the others."""
    if table is GROUP:
        return field.name in {"id", "name"}
    return field.required and field.name in {
        "name",
        "refCode",
        "triggerName",
        "entityType",
        "entityIds",
    }


def _type_of(field: Field, parts: Model | None) -> Any:  # noqa: ANN401 - an annotation
    match field.kind:
        case Kind.OBJECT:
            shape: Any = parts
        case Kind.LIST | Kind.VALUES:
            shape = list[parts]  # type: ignore[valid-type]
        case _:
            shape = TYPES[field.kind]
    is_key = field.required and field.kind in {Kind.TEXT, Kind.CHOICE, Kind.IDS}
    return shape if is_key or field.name == "id" else shape | None
