"""The kinds of value that a field can have, and everything that follows from the kind alone.

How a value is written in a file and told right or wrong, how it may come in an answer, what it is
compared as, what editors know of it, and what a message calls it: one record for each kind, which
everybody reads. A new kind of value is a new record here.

Kinds that are made of other fields (OBJECT, LIST, VALUES) have their forms from the table of these
fields, and CHOICE has its words from its field.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from numbers import Number
from typing import Any, Final, TypeAlias

from msgspec import Struct, field

from reconciler.core.exact_json import Json
from reconciler.target_group import values
from reconciler.target_group.patterns import (
    DATE_PATTERN,
    NUMBER_PATTERN,
    REFERENCE_PATTERN,
    whole_portable,
)

Check: TypeAlias = Callable[[Any], bool]
Types: TypeAlias = frozenset[type[Any]]


class Odd(Enum):
    """The mark of "this is no value of the kind"."""

    ODD = "odd"


ODD: Final = Odd.ODD


class Form(Struct, frozen=True, eq=False, kw_only=True):
    """What follows from a kind.

    Attributes:
        types: the types whose values stand in a file as they are.
        has_form: what values of these types must fulfil besides; None where nothing.
        settle: any other value of a file in the first of its spellings; ODD where it is none.
        is_entry: whether a list of such values may hold this; None where the kind is no list of
            single values.
        is_answer: whether an answer may show such a value, null apart.
        answer: the form in which answers almost always show it, as an annotation.
        json_types: the JSON types in which an answer may show it; any where none is named.
        canonical: what brings a value into the form in which it is compared.
        plain: the types whose values have that form as they are.
        schema: what editors know of it.
        due: what to write, in words.
        due_in_list: what to write in a list of such values.
        must_be_text: of a value without quotes, to put it into quotes is what helps.
        is_text_form: a text can be wrong in its form rather than in its type.
    """

    due: str
    due_in_list: str = "a mapping (name: value)"
    types: Types = frozenset()
    has_form: Check | None = None
    settle: Callable[[Json], Json | Odd] = lambda _: ODD
    is_entry: Check | None = None
    is_answer: Check = lambda _: False
    answer: Any = None
    json_types: frozenset[str] = frozenset()
    canonical: Callable[[Any], Json] = lambda value: value
    plain: Types = frozenset()
    schema: Mapping[str, Json] = field(default_factory=dict)
    must_be_text: bool = False
    is_text_form: bool = False

    def read(self, value: Json) -> Json | Odd:
        """What a value of a file says, in the first of its spellings; ODD where it is none."""
        passes = type(value) in self.types and (self.has_form is None or self.has_form(value))
        return value if passes else self.settle(value)


_STR: Final[Types] = frozenset({str})
_BOOL: Final[Types] = frozenset({bool})
_INT: Final[Types] = frozenset({int})
_LIST: Final[Types] = frozenset({list})
_NUMBER: Final[Types] = frozenset({int, Decimal})
_EVERY: Final[Types] = _STR | _BOOL | _NUMBER | {list, dict, type(None)}
_DATE: Final = re.compile(DATE_PATTERN)
_NUMERAL: Final = re.compile(NUMBER_PATTERN)
_REFERENCE: Final = whole_portable(REFERENCE_PATTERN)
_ORELSE: Final = "or ${name} for a value of the environment."


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


def is_number(value: Json) -> bool:
    """Whether a value is a number, also as text in plain digits."""
    return isinstance(value, Decimal) or values.is_integer(value) or _is_numeral(value)


def _is_numeral(value: Json) -> bool:
    return isinstance(value, str) and _NUMERAL.fullmatch(value) is not None


@lru_cache(maxsize=4096)
def is_date(text: str) -> bool:
    """Whether a text has the form of a date, with or without a time."""
    return _DATE.fullmatch(text) is not None


def _stands_for_integer(value: Json) -> bool:
    """Whether an answer may mean an integer (``ids-are-exact``)."""
    if isinstance(value, str) and not _is_numeral(value):
        return False
    return is_number(value) and Decimal(value) == values.integer(value)


def _settled_text(value: Json) -> Json | Odd:
    return values.text(value) if isinstance(value, str) or values.is_integer(value) else ODD


def settled_number(value: Json) -> Json | Odd:
    """A number with its digits as written."""
    if _is_numeral(value):
        return Decimal(value)
    return value if is_number(value) else ODD


def _reference_or(what: str, *types: str) -> Mapping[str, Json]:
    message = f"Write {what}, {_ORELSE}"
    return {"type": [*types], "pattern": _REFERENCE, "patternErrorMessage": message}


def _pattern_or_reference(what: str, pattern: str, *types: str) -> Mapping[str, Json]:
    shape = _reference_or(what, *types)
    return {**shape, "pattern": whole_portable(pattern, REFERENCE_PATTERN)}


def _date(canonical: Callable[[str], str]) -> Form:
    what = "a date such as 2027-10-02"
    schema = _pattern_or_reference(what, DATE_PATTERN, "string")
    return Form(
        due=what,
        types=_STR,
        has_form=is_date,
        is_answer=_is_text,
        answer=str,
        json_types=frozenset({"string"}),
        canonical=canonical,
        schema={**schema, "type": "string"},
        is_text_form=True,
    )


class Kind(Enum):
    """What a value is, and so how it is checked, sent and compared."""

    def __init__(self, form: Form) -> None:
        self.form = form

    TEXT = Form(
        due="text",
        types=_STR,
        settle=_settled_text,
        is_answer=lambda value: _settled_text(value) is not ODD,
        answer=str | int,
        canonical=values.text,
        plain=_STR,
        schema={"type": ["string", "integer"]},
        must_be_text=True,
        json_types=frozenset({"integer", "string"}),
    )
    FLAG = Form(
        due="true or false",
        types=_BOOL,
        is_answer=lambda value: isinstance(value, bool),
        answer=bool,
        canonical=bool,
        plain=_BOOL,
        schema=_reference_or("true or false", "boolean", "string"),
        json_types=frozenset({"boolean"}),
    )
    INTEGER = Form(
        due="a whole number",
        types=_INT,
        settle=lambda value: value if values.is_integer(value) else ODD,
        is_answer=_stands_for_integer,
        answer=int,
        canonical=values.integer,
        plain=_INT,
        schema=_reference_or("a whole number", "integer", "string"),
        json_types=frozenset({"integer"}),
    )
    NUMBER = Form(
        due="a number",
        types=_NUMBER,
        settle=settled_number,
        is_answer=is_number,
        answer=Number,
        canonical=values.number,
        plain=_INT,
        schema=_pattern_or_reference("a number", NUMBER_PATTERN, "number", "string"),
        is_text_form=True,
        json_types=frozenset({"integer", "number", "string"}),
    )
    """A decimal with up to 3 places; a numeric string counts."""
    CHOICE = Form(due="a word", is_answer=_is_text, answer=str, json_types=frozenset({"string"}))
    DAY = _date(values.day)
    """A date; a time of day may stand beside it and is dropped."""
    INSTANT = _date(values.instant)
    EXPRESSION = Form(
        due="true, false or an expression in text",
        types=_STR,
        settle=lambda value: values.expression(value) if isinstance(value, bool) else ODD,
        is_answer=lambda value: isinstance(value, str | bool),
        answer=str | bool,
        canonical=values.expression,
        plain=_STR,
        schema={"type": ["boolean", "string"]},
        must_be_text=True,
        json_types=frozenset({"boolean", "string"}),
    )
    """A boolean or text; compared as text."""
    JSON_TEXT = Form(
        due="text that holds JSON",
        types=_STR,
        settle=lambda value: value if isinstance(value, str) else ODD,
        is_answer=_is_text,
        answer=str,
        canonical=values.tree_text,
        schema={"type": "string"},
        json_types=frozenset({"string"}),
    )
    """Text that holds JSON; compared as the JSON it holds."""
    IDS = Form(
        due="a list of whole numbers",
        due_in_list="a whole number",
        types=_LIST,
        has_form=lambda items: {*map(type, items)} <= _INT,
        is_entry=values.is_integer,
        settle=lambda ids: (
            ids if isinstance(ids, list) and all(map(values.is_integer, ids)) else ODD
        ),
        is_answer=lambda value: isinstance(value, list) and all(map(_stands_for_integer, value)),
        answer=list[int],
        schema={
            **_reference_or("a list of whole numbers", "array", "string"),
            "items": _reference_or("a whole number", "integer", "string"),
        },
        json_types=frozenset({"array"}),
    )
    """A list of integers; a set."""
    NAMES = Form(
        due="a name or a list of names",
        due_in_list="text",
        types=_STR | _LIST,
        has_form=lambda value: type(value) is str or {*map(type, value)} <= _STR,
        is_entry=_is_text,
        schema={"type": ["array", "string"], "items": {"type": "string"}},
    )
    """A text, or a list of texts."""
    OBJECT = Form(due="a mapping (name: value)", json_types=frozenset({"object"}))
    LIST = Form(due="a list", json_types=frozenset({"array"}))
    VALUES = Form(
        due="a number, or a list or a mapping with one number for each period",
        due_in_list="a number",
        types=_NUMBER | _LIST,
        has_form=lambda value: type(value) is not list or {*map(type, value)} <= _NUMBER,
        settle=settled_number,
        is_text_form=True,
        json_types=frozenset({"array"}),
    )
    """The default values of a target: a number for all periods, or a list in period order; in a
    file also a mapping."""
    ANYTHING = Form(due="anything", types=_EVERY, settle=lambda value: value)
