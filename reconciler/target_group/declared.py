"""The file's side: the shape of a campaign file, its clean data, and the body to send.

``is_campaign`` says whether data has the shape of a campaign; why not is said, with positions, by
the JSON Schema, which accepts the same data. ``clean`` takes data of that shape and drops what is
not the file's to say, so that rules, spec and body work on one spelling of everything.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

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
from reconciler.target_group.usual import is_usual_file

_WHOLE_GOALS: Final = ("streaks", "unifiedTargetExpression")
"""What is declared to be reached beside the default values."""


def is_campaign(data: Json) -> bool:
    """Whether data has the shape of a campaign file: known fields, right types, known words."""
    return is_usual_file(data) or has_shape(GROUP, data)


def has_shape(table: Table, data: Json) -> bool:
    """Whether data has the shape of one object of a file: known fields, right types."""
    from reconciler.target_group.file_model import accepts  # noqa: PLC0415 - slow to import

    return accepts(table, data)


def are_numbers(data: Json) -> bool:
    """Whether data is a mapping of text to numbers, as a file writes them."""
    from reconciler.target_group import file_model  # noqa: PLC0415 - slow to import

    return file_model.are_numbers(data)


def clean_usual(
    data: Mapping[str, Json], vocabulary: Vocabulary = DOCUMENTED
) -> dict[str, Json] | None:
    """What ``clean`` gives for data in which there is nothing to clean; None for all other data.

    Args:
        data: of any shape, references resolved.
        vocabulary: the symbols of expressions whose types are known.
    """
    if not is_usual_file(data):
        return None
    if "targets" not in data:
        return dict(data)
    targets = [dict(target) for target in data["targets"]]
    for target in targets:
        if "expression" in target:
            target["expression"] = values.expression(target["expression"])
    _fill_in_trees(targets, vocabulary)
    return {**data, "targets": targets}


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
    _fill_in_trees(cleaned.get("targets", ()), vocabulary)
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


def lost_goals(data: Mapping[str, Json], sent: Mapping[str, Json]) -> tuple[str, ...]:
    """What clean data declares to be reached and a body does not hold.

    It asks the body alone, so that a mistake in how a body is built does not hide itself.

    Returns:
        Each lost goal in words; empty where the body holds all.
    """
    lost = [name for name in _WHOLE_GOALS if data.get(name, sent.get(name)) != sent.get(name)]
    targets = {each["name"]: each for each in sent.get("targets", ())}
    told = len(sent.get("periods", ())) or sent.get("totalPeriods", 0)
    count = told if told > 0 else 1
    for target in data.get("targets", ()):
        held = targets.get(target["name"])
        if held is None or not _holds_values(target.get("defaultValues", []), held, count):
            lost.append(f"the goal of '{target['name']}'")
    return tuple(lost)


def _holds_values(declared: Json, sent: Mapping[str, Json], count: int) -> bool:
    """Whether a target is sent with what is declared to be reached, a value for each period."""
    values_sent = [each["defaultValue"] for each in sent.get("defaultValues", ())]
    if isinstance(declared, list):
        return values_sent == declared
    return values_sent == [declared] * count


def _fill_in_trees(targets: Sequence[dict[str, Json]], vocabulary: Vocabulary) -> None:
    """Compile expressions that are declared without their trees."""
    if are_too_long(targets):
        return
    for target in targets:
        if "expression" in target and "expressionJson" not in target:
            tree = compiled(target["expression"], vocabulary)
            if isinstance(tree, str):
                target["expressionJson"] = values.Expected(tree)


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
