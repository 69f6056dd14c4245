"""What the published schemas of outputs are put together from."""

from collections.abc import Mapping
from typing import Final

from msgspec import inspect

from reconciler.core.diagnostic import Diagnostic, Severity
from reconciler.core.exact_json import Json
from reconciler.core.promotion import ReadState
from reconciler.target_group.schema.shape import DIALECT

TEXT: Final[Mapping[str, Json]] = {"type": "string"}
COUNT: Final[Mapping[str, Json]] = {"type": "integer", "minimum": 0}
ID: Final[Mapping[str, Json]] = {"type": "integer"}
OPTIONAL_TEXT: Final[Mapping[str, Json]] = {"type": ["string", "null"]}
OPTIONAL_ID: Final[Mapping[str, Json]] = {"type": ["integer", "null"]}
BOOLEAN: Final[Mapping[str, Json]] = {"type": "boolean"}
DAY: Final[Mapping[str, Json]] = {"type": "string", "format": "date"}


def an_object(properties: Mapping[str, Json]) -> dict[str, Json]:
    """An object; minor versions may add keys, so unknown ones are allowed.

    Args:
        properties: what stands at each key; a key that may be missing ends in ``?`` here.
    """
    named = {key.removesuffix("?"): value for key, value in properties.items()}
    required = [key for key in properties if not key.endswith("?")]
    return {"type": "object", "properties": named, "required": required}


def optional(properties: Mapping[str, Json], *keys: str) -> dict[str, Json]:
    """The same properties, of which some may be missing; all of them where none is named."""
    return {
        f"{key.removesuffix('?')}?" if key in keys or not keys else key: value
        for key, value in properties.items()
    }


def a_list(items: Mapping[str, Json]) -> dict[str, Json]:
    """A list of such values."""
    return {"type": "array", "items": items}


def objects(properties: Mapping[str, Json]) -> dict[str, Json]:
    """A list of objects, whose keys are given as to ``an_object``."""
    return a_list(an_object(properties))


def a_schema(title: str, description: str, body: Mapping[str, Json]) -> dict[str, Json]:
    """A whole schema, of what its title and its description say."""
    return {"$schema": DIALECT, "title": title, "description": description, **body}


def described(title: str, description: str, keys: Mapping[str, Json]) -> Json:
    """A whole schema, of a versioned object."""
    return a_schema(title, description, an_object({"format_version": TEXT, **keys}))


def printed(command: str, title: str, keys: Mapping[str, Json]) -> Json:
    """A whole schema, of the versioned object that a command prints."""
    return described(title, f"What 'reconciler {command} --format json' prints.", keys)


def one_of(*words: str) -> dict[str, Json]:
    """A text that is one of these words."""
    return {"type": "string", "enum": list(words)}


ANSWER_KEYS: Final[Mapping[str, Json]] = {"reason": TEXT, "until?": DAY}
ANSWER: Final = an_object(ANSWER_KEYS)
ACKNOWLEDGED: Final = an_object({"code": TEXT, "message": TEXT, "of?": a_list(TEXT), **ANSWER_KEYS})
FINDING: Final = an_object(
    {
        "code": TEXT,
        "severity": one_of(*Severity),
        "file": TEXT,
        "line": COUNT,
        "column": COUNT,
        "message": TEXT,
        "hint": TEXT,
        "environments?": a_list(TEXT),
        "acknowledged?": ANSWER,
    }
)
OWNER: Final = an_object({"id": TEXT, "identifier": OPTIONAL_TEXT, "name": TEXT})
PROMOTIONS_READ: Final = an_object({"state": one_of(*ReadState), "reason?": TEXT})
_BY_HAND: Final[Mapping[type, dict[str, Json]]] = {Diagnostic: FINDING}
"""What is written in another way than it is declared."""
_OF_TYPES: Final[Mapping[type[inspect.Type], Mapping[str, Json]]] = {
    inspect.BoolType: BOOLEAN,
    inspect.DateType: DAY,
    inspect.FloatType: {"type": "number"},
    inspect.IntType: ID,
    inspect.StrType: TEXT,
}


def shape_of(kind: type) -> dict[str, Json]:
    """An object as its class declares it; a key that has a default may be missing."""
    return _shape(inspect.type_info(kind))


def _shape(kind: inspect.Type, *, may_be_null: bool = True) -> dict[str, Json]:
    match kind:
        case inspect.StructType():
            keys = {
                f"{each.encode_name}{'' if each.required else '?'}": _shape(
                    each.type, may_be_null=each.required
                )
                for each in kind.fields
            }
            return _BY_HAND.get(kind.cls) or an_object(keys)
        case inspect.ListType() | inspect.VarTupleType():
            return a_list(_shape(kind.item_type))
        case inspect.UnionType(types=[one, _]):  # the other is None
            shape = _shape(one)
            return shape | ({"type": [shape["type"], "null"]} if may_be_null else {})
        case inspect.EnumType(cls=words) | inspect.LiteralType(values=words):
            return one_of(*words)
        case inspect.IntType() | inspect.FloatType():
            bounds = {"minimum": kind.ge, "maximum": kind.le}
            known = {name: bound for name, bound in bounds.items() if bound is not None}
            return {**_OF_TYPES[type(kind)], **known}
        case _:
            return {**_OF_TYPES[type(kind)]}
