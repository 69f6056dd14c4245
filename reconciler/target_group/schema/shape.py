"""The JSON Schema of a campaign file, derived from the table of fields.

It accepts what ``reading`` takes whole, and besides it what stands in a file before that: a
reference ``${name}`` wherever a single value stands, and the short forms of ``shorthand``. What a
short form means beyond its shape, no schema can tell.

Some keywords are none of JSON Schema's (``EDITOR_KEYWORDS``). Validators pass over them; they are
for the language servers of editors.
"""

from collections.abc import Mapping
from typing import Final

from reconciler.core.exact_json import Json
from reconciler.target_group.columns import Field, Role, Table
from reconciler.target_group.fields import GROUP, PROGRESSION
from reconciler.target_group.kinds import Kind
from reconciler.target_group.patterns import REFERENCE_PATTERN, whole_portable

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

EDITOR_KEYWORDS: Final[Mapping[str, str]] = {
    "defaultSnippets": "what to insert",
    "doNotSuggest": "known, and not offered",
    "enumDescriptions": "what each word means",
    "errorMessage": "what to say of a fault",
    "patternErrorMessage": "what to say in the place of a regular expression",
}
"""Keywords that only editors know, and what they are for."""

_ANYTHING: Final[Mapping[str, Json]] = {}


def campaign_schema() -> dict[str, Json]:
    """Build the schema of the shape of one campaign file, draft 2020-12.

    It has no title: editors would show it above the description of every field.
    """
    return {
        "$schema": DIALECT,
        "description": "One campaign: a target group with its periods, targets and streaks.",
        **_object(GROUP),
    }


def _object(table: Table) -> dict[str, Json]:
    properties: dict[str, Json] = {}
    for each in table.fields.values():
        properties[each.name] = _property(each)
        for spelling in each.key_spellings:
            hint = f"Another spelling of {each.name}."
            other = {"description": hint, "deprecated": True, "doNotSuggest": True}
            properties[spelling] = _property(each) | other
    required = [each.name for each in table.fields.values() if each.required]
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        **({"required": required} if required else {}),
    }


def _property(field: Field) -> dict[str, Json]:
    described: dict[str, Json] = {"description": field.help, **_shape(field)}
    if isinstance(field.default, bool | str):
        described["default"] = field.default
    if isinstance(field.example, dict):
        # Editors cannot offer a mapping as they offer other examples: it is inserted, with a stop
        # at each value for people to write their own.
        stops = {
            key: f"${{{k}:{value}}}" for k, (key, value) in enumerate(field.example.items(), 1)
        }
        noun = field.short.noun if field.short else field.name
        described["defaultSnippets"] = [{"label": noun, "body": stops}]
    elif field.example is not None:
        described["examples"] = [field.example]
    if field.role is Role.COMPUTED:
        described |= {"readOnly": True, "doNotSuggest": True}
    return described


def _shape(field: Field) -> Mapping[str, Json]:
    if field.role is Role.COMPUTED:
        return _ANYTHING
    match field.kind:
        case Kind.CHOICE:
            words: dict[str, Json] = {"enum": [*field.values]}
            if field.meanings:
                words["enumDescriptions"] = [field.meanings[word] for word in field.values]
            # Other spellings of the words are accepted, but neither offered nor listed.
            pattern = whole_portable(*field.spellings, REFERENCE_PATTERN)
            return {"anyOf": [words, {"type": "string", "pattern": pattern}]}
        case Kind.OBJECT if field.parts is not None:
            shape = _object(field.parts)
            return shape | {"type": ["object", "null"]} if field.nullable else shape
        case Kind.LIST if field.parts is not None:
            items = {"type": "array", "items": _object(field.parts)}
            # Besides it, the mapping that its short form is.
            short = {**_object(field.short), "type": ["array", "object"]} if field.short else {}
            return items | short
        case Kind.VALUES if field.parts is not None:
            # A number, a list of numbers or of objects, or a mapping of anything to numbers.
            number = Kind.NUMBER.form.schema
            return {
                "type": ["number", "string", "array", "object"],
                "pattern": number["pattern"],
                "patternErrorMessage": number["patternErrorMessage"],
                "items": {**number, **_object(field.parts), "type": ["number", "string", "object"]},
                "properties": _object(PROGRESSION)["properties"],
                "additionalProperties": number,
            }
        case _:
            return field.kind.form.schema
