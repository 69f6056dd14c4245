"""What the published schema says beyond the shape of a file: which fields need which others.

Each condition says a part of a rule of ``rules`` or of ``shorthand`` that refuses files, and is
built from the same words. A schema cannot say all that a rule says, so a condition may be weaker
than its rule, and never stronger: what ``validate`` accepts, editors accept. Where ``${name}``
stands nobody knows the value yet, and nothing follows from it.

Each place that a condition asks something of has the type that the shape gives it: validators that
are strict (ajv's strict mode) refuse a ``pattern``, say, where no type is told.

A fault is shown where ``validate`` reports it. ``errorMessage`` and ``patternErrorMessage`` are
for the language servers of editors, which would quote the schema otherwise.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from reconciler.core.exact_json import Json
from reconciler.target_group.columns import Table
from reconciler.target_group.fields import FIXED_WINDOW, GROUP, SCHEDULE
from reconciler.target_group.patterns import REFERENCE_PATTERN, whole_portable
from reconciler.target_group.rules.names import LONGEST_NAME
from reconciler.target_group.rules.targets import (
    ATTRIBUTE,
    BUILT_IN_EVENTS,
    CURRENCIES,
    CURRENCY_NEEDS,
    FIELD_NEEDS,
    FIELD_TYPES,
    TYPES_OF_ENTITY,
)
from reconciler.target_group.rules.values import INTEGERS, LEAST, MOST
from reconciler.target_group.schema.shape import campaign_schema
from reconciler.target_group.shorthand.rhythms import CUSTOM
from reconciler.target_group.shorthand.schedules import MOST_PERIODS

Schema: TypeAlias = Mapping[str, Json]

# Not maxLength: the language server of editors would count an emoji as two characters.
_NAME: Final[Schema] = {
    "pattern": whole_portable(rf"[\s\S]{{0,{LONGEST_NAME}}}", REFERENCE_PATTERN),
    "patternErrorMessage": f"A name has at most {LONGEST_NAME} characters.",
}
# Editors that read numbers as floats take the next few numbers for the largest one.
_WHOLE: Final[Schema] = {"minimum": LEAST, "maximum": MOST}
_SILENT: Final[Schema] = {"doNotSuggest": True}
"""Editors would offer a field once more, without its description."""
_ABOUT_ANY_TYPE: Final = frozenset({"doNotSuggest", "errorMessage", "if", "then"})
"""Keywords that stand where no type is told."""


def published_schema() -> dict[str, Json]:
    """Build the schema that editors use: the shape of a campaign file, and the conditions."""
    shape = campaign_schema()
    return shape | {"allOf": [_typed(each, shape) for each in _of_group()]}


def _typed(said: Schema, shape: Schema) -> dict[str, Json]:
    """What is said about a value of a shape, with types for what something is asked of in it."""
    typed = dict(said)
    for key in typed.keys() & {"if", "then", "not"}:
        typed[key] = _typed(said[key], shape)
    if "allOf" in said:
        typed["allOf"] = [_typed(each, shape) for each in said["allOf"]]
    if "items" in said:
        typed["items"] = _with_type(said["items"], shape["items"])
    if "properties" in said:
        parts = shape["properties"]
        typed["properties"] = {
            name: part if isinstance(part, bool) else _with_type(part, parts[name])
            for name, part in said["properties"].items()
        }
    return typed


def _with_type(said: Schema, shape: Schema) -> dict[str, Json]:
    typed = _typed(said, shape)
    if "type" in said or said.keys() <= _ABOUT_ANY_TYPE:
        return typed
    if "type" in shape and "errorMessage" not in said:
        # Editors show the same complaint of the same place once.
        return {"type": shape["type"], **typed}
    kind = {"type": shape.get("type", "string")}  # a choice tells its words instead of a type
    return {"if": kind, "then": kind | typed, **_SILENT}


def _of_group() -> Iterator[Schema]:
    kind, window = "trackingType", "targetEvaluationType"
    no_levels = _fields(streaks={"type": "array", "maxItems": 0})  # nor where they are left out
    streak = _spelled(GROUP, kind, "STREAKS")
    yield _when(no_levels, _fields(trackingType=_none_of(streak, "STREAKS needs streaks.")))
    message = "UNIFIED needs combinationType."
    no_unified = _none_of(_spelled(GROUP, kind, "UNIFIED"), message)
    yield _when({"not": _has("combinationType")}, _fields(trackingType=no_unified))
    other_than_one = _fields(targets={"type": "array", "not": {"minItems": 1, "maxItems": 1}})
    message = "A user-created campaign has exactly one target."
    yield _when(other_than_one, _fields(userCreated=_not_true(message)))
    for name, word in ((kind, "DEFAULT"), (window, FIXED_WINDOW)):
        message = f"A leaderboard needs {kind} DEFAULT and {window} {FIXED_WINDOW}."
        other = _has(name, _word(*_others(GROUP, name, word)))
        yield _when(other, _fields(leaderboardEnabled=_not_true(message)))
    yield _fields(
        name=_NAME,
        **dict.fromkeys(INTEGERS, _WHOLE),
        streaks={"items": _fields(targetCountOfSequence=_WHOLE)},
        targets={"items": {"allOf": [_fields(name=_NAME), *_of_target()]}},
        periods={"items": _fields(refCode={"minLength": 1}), "allOf": [*_of_schedule()]},
        acknowledge={"items": {"allOf": [*_of_acknowledgement()]}},
    )


def _of_target() -> Iterator[Schema]:
    ids = _fields(entityIds={"items": _WHOLE})
    yield _fields(filters={"items": ids}, extendedFieldInfo=_fields(programId=_WHOLE))
    for entity, types in TYPES_OF_ENTITY.items():
        message = f"With {entity}, write one of {', '.join(types)}."
        known = whole_portable(*types, REFERENCE_PATTERN)
        only = _fields(targetType={"pattern": known, "patternErrorMessage": message})
        yield _when(_has("targetEntity", _word(entity)), only)
    message = "A built-in event allows COUNT and VISIT only."
    no_attribute = _fields(targetType=_none_of([ATTRIBUTE], message))
    yield _when(_has("eventName", _word(*sorted(BUILT_IN_EVENTS))), no_attribute)
    yield _when(_has("targetEntity", _word(CURRENCIES)), _info(CURRENCIES, CURRENCY_NEEDS))
    for kind in FIELD_TYPES:
        yield _when(_has("targetType", _word(kind)), _info(kind, FIELD_NEEDS))


def _info(word: str, needed: tuple[str, ...]) -> Schema:
    """What is added up must be named."""
    message = f"{word} needs extendedFieldInfo with {' and '.join(needed)}."
    filled = _fields(**{name: {"minLength": 1} for name in needed})
    info = {"required": [*needed], **filled, "errorMessage": message}
    return {**_needs("extendedFieldInfo", message), **_fields(extendedFieldInfo=info)}


def _of_acknowledgement() -> Iterator[Schema]:
    message = "Write finding with a code, or drift with a path."
    yield _when({"not": _has("drift")}, _needs("finding", message))
    yield _when(_has("drift"), _forbids("finding", "Write finding or drift, not both."))
    yield _when(_has("drift"), _forbids("of", "of goes with finding."))
    yield _fields(
        of={"minLength": 1, "minItems": 1},
        reason={"pattern": r"\S", "patternErrorMessage": "Write why it is meant."},
    )


def _of_schedule() -> Iterator[Schema]:
    message = "Write count, or until with the last day."
    yield _when({"not": _has("count")}, _needs("until", message))
    yield _when(_has("count"), _forbids("until", "Leave out count or until: one says it all."))
    custom = _has("every", _word(*_spelled(SCHEDULE, "every", CUSTOM)))
    yield _when(custom, _needs("days", f"{CUSTOM} needs days, such as days: 10."))
    others = _has("every", _word(*_others(SCHEDULE, "every", CUSTOM)))
    yield _when(others, _forbids("days", f"Only every: {CUSTOM} takes days."))
    yield _fields(count={"minimum": 1, "maximum": MOST_PERIODS}, days={"minimum": 1})


def _others(table: Table, name: str, but: str) -> list[str]:
    """All spellings of all words of a choice but one."""
    return _spelled(table, name, *(word for word in table.fields[name].values if word != but))


def _spelled(table: Table, name: str, *words: str) -> list[str]:
    """All spellings of some words of a choice."""
    spellings = table.fields[name].spellings
    return sorted({*words, *(other for other, word in spellings.items() if word in words)})


def _fields(**schemas: Schema | bool) -> dict[str, Json]:
    """Say something about the values of fields, where they are declared."""
    return {
        "properties": {
            name: schema if isinstance(schema, bool) else {**schema, **_SILENT}
            for name, schema in schemas.items()
        }
    }


def _has(name: str, value: Schema | bool = True) -> dict[str, Json]:
    """A field is declared, with such a value."""
    return {"required": [name], **_fields(**{name: value})}


def _when(condition: Schema, then: Schema) -> dict[str, Json]:
    return {"if": condition, "then": then}


def _needs(name: str, message: str) -> dict[str, Json]:
    return {"required": [name], **_fields(**{name: {}}), "errorMessage": message}


def _forbids(name: str, message: str) -> dict[str, Json]:
    return _fields(**{name: False}) | {"errorMessage": message}


def _word(*words: str) -> dict[str, Json]:
    """One of some words; a pattern, as editors would offer the words of an enum."""
    return {"type": "string", "pattern": whole_portable(*words)}


def _none_of(words: Iterable[str], message: str) -> dict[str, Json]:
    return {"pattern": f"^(?!{whole_portable(*words)[1:]})", "patternErrorMessage": message}


def _not_true(message: str) -> dict[str, Json]:
    return {"if": {"const": True}, "then": {"const": False, "errorMessage": message}}
