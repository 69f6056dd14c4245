"""The file's side: the strict model of a campaign file, its clean data, and the body to send.

``is_campaign`` says whether data has the shape of a campaign; why not is said, with positions, by
the JSON Schema, which accepts the same data. ``clean`` takes data of that shape and drops what is
not the file's to say, so that rules, spec and body work on one spelling of everything.
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

from reconciler.core.diagnostic import Finding, Route
from reconciler.core.exact_json import Json
from reconciler.target_group import values
from reconciler.target_group.canonical import period_count, values_in_order
from reconciler.target_group.codes import (
    COMPUTED_FIELD,
    FIELD_TWICE,
    NUMBER_AS_TEXT,
    OTHER_SPELLING,
)
from reconciler.target_group.expressions.compiler import are_too_long, compiled
from reconciler.target_group.expressions.symbols import DOCUMENTED, Vocabulary
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
    Kind.ANYTHING: Any,
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", regex_engine="rust-regex")


def is_campaign(data: Json) -> bool:
    """Whether data has the shape of a campaign file: known fields, right types, known words."""
    try:
        model_of(GROUP).validate_python(data)
    except ValidationError:  # what is wrong is not asked for: listing it can take long
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


def clean(
    data: Mapping[str, Json], vocabulary: Vocabulary = DOCUMENTED
) -> tuple[dict[str, Json], list[Finding]]:
    """Drop what is not the file's to say and settle on one spelling of everything.

    Args:
        data: data that ``is_campaign`` accepts, references resolved.
        vocabulary: the symbols of expressions whose types are known.

    Returns:
        The same mapping without computed fields and nulls, with first spellings, text as text,
        numbers as exact decimals with the digits as written, and trees for expressions that are
        declared alone; and a warning for each change.
    """
    cleaned, findings = clean_object(GROUP, data, ())
    targets = cleaned.get("targets", ())
    for target in () if are_too_long(targets) else targets:
        if "expression" in target and "expressionJson" not in target:
            tree = compiled(target["expression"], vocabulary)
            if isinstance(tree, str):
                target["expressionJson"] = values.Expected(tree)
    return cleaned, findings


def clean_object(
    table: Table, data: Mapping[str, Json], route: Route
) -> tuple[dict[str, Json], list[Finding]]:
    """Clean one object of a file, as ``clean`` does the whole.

    Args:
        table: its fields.
        data: data that the model of the table accepts.
        route: where the object stands.
    """
    findings: list[Finding] = []
    return _clean_object(table, data, route, findings), findings


def has_shape(table: Table, data: Json) -> bool:
    """Whether data has the shape of one object of a file: known fields, right types."""
    try:
        model_of(table).validate_python(data)
    except ValidationError:
        return False
    return True


def are_numbers(data: Json) -> bool:
    """Whether data is a mapping of text to numbers, as a file writes them."""
    try:
        _numbers().validate_python(data)
    except ValidationError:
        return False
    return True


def body(data: Mapping[str, Json]) -> dict[str, Json]:
    """Build the create request of a campaign from its clean data.

    Strict in what it sends: first spellings, plain days, one default value a period, and the
    number of periods as counted.
    """
    sent = _body_object(GROUP, data)
    count = period_count(data)
    if count is not None:
        sent["totalPeriods"] = count
    for target, declared in zip(sent.get("targets", ()), data.get("targets", ()), strict=True):
        if "defaultValues" in declared:
            ordered = values_in_order(declared["defaultValues"], count)
            target["defaultValues"] = [{"defaultValue": value} for value in ordered]
    return sent


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


def _clean_object(
    table: Table, data: Mapping[str, Json], route: Route, findings: list[Finding]
) -> dict[str, Json]:
    cleaned: dict[str, Json] = {}
    for key, value in data.items():
        field = _field(table, key, (*route, key), findings)
        if field.name in cleaned:
            findings.append(_twice(field.name, (*route, key)))
        if field.role is Role.COMPUTED:
            findings.append(_computed(table, key, (*route, key)))
        elif value is not None:
            cleaned[field.name] = _clean_value(field, value, (*route, key), findings)
    return cleaned


def _field(table: Table, key: str, route: Route, findings: list[Finding]) -> Field:
    field = table.fields.get(key)
    if field is not None:
        return field
    field = next(each for each in table.fields.values() if key in each.key_spellings)
    findings.append(_spelling(key, field.name, route, at_key=True))
    return field


def _clean_value(field: Field, value: Json, route: Route, findings: list[Finding]) -> Json:
    match field.kind:
        case Kind.TEXT if not isinstance(value, str):
            findings.append(_number_as_text(field, value, route))
            return values.text(value)
        case Kind.CHOICE if value in field.spellings:
            findings.append(_spelling(value, field.spellings[value], route))
            return field.spellings[value]
        case Kind.NUMBER:
            return _exact(value)
        case Kind.EXPRESSION:
            return values.expression(value)
        case Kind.OBJECT | Kind.LIST | Kind.VALUES if field.parts is not None:
            return _clean_parts(field.parts, value, route, findings)
        case _:
            return value


def _clean_parts(table: Table, value: Json, route: Route, findings: list[Finding]) -> Json:
    """Clean an object, a list of objects, or default values in any of their forms."""
    if isinstance(value, list):
        return [_clean_parts(table, each, (*route, k), findings) for k, each in enumerate(value)]
    if isinstance(value, dict):
        cleaned = _clean_object(table, value, route, findings)
        return cleaned.get("defaultValue", cleaned)
    return _exact(value)


def _exact(value: str | int | Decimal) -> int | Decimal:
    return value if isinstance(value, int | Decimal) else Decimal(value)


def _body_object(table: Table, data: Mapping[str, Json]) -> dict[str, Json]:
    sent: dict[str, Json] = {}
    for name, value in data.items():
        field = table.fields[name]
        if field.role is not Role.LOCAL:
            sent[name] = _body_value(field, value)
    return sent


def _body_value(field: Field, value: Json) -> Json:
    match field.kind:
        case Kind.DAY:
            return values.day(value)
        case Kind.OBJECT if field.parts is not None:
            return _body_object(field.parts, value)
        case Kind.LIST if field.parts is not None:
            return [_body_object(field.parts, each) for each in value]
        case _:
            return value


def _computed(table: Table, key: str, route: Route) -> Finding:
    return Finding(
        COMPUTED_FIELD,
        route,
        f"'{key}' of {table.noun} is filled in by the server and is ignored here.",
        "Leave the line out.",
        at_key=True,
    )


def _spelling(found: str, first: str, route: Route, *, at_key: bool = False) -> Finding:
    return Finding(
        OTHER_SPELLING,
        route,
        f"'{found}' is read as '{first}'.",
        f"Write '{first}', which is what the API stores.",
        at_key=at_key,
    )


def _twice(name: str, route: Route) -> Finding:
    return Finding(
        FIELD_TWICE,
        route,
        f"'{name}' is declared twice, under two of its spellings.",
        "Remove one of them.",
        at_key=True,
    )


def _number_as_text(field: Field, value: int, route: Route) -> Finding:
    as_text = values.text(value)
    return Finding(
        NUMBER_AS_TEXT,
        route,
        f"'{field.name}' is text; the number {as_text} is read as \"{as_text}\".",
        f'Write "{as_text}" in quotes.',
    )
