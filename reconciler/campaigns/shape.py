"""Says, by the published JSON Schema, why data is not a campaign.

The schema is asked only when the model has refused the data, which is the quicker of the two and
accepts the same.
"""

import difflib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from reconciler.campaigns.codes import (
    BAD_FORM,
    CODES,
    MISSING_FIELD,
    QUOTES_NEEDED,
    UNKNOWN_FIELD,
    UNKNOWN_VALUE,
    WRONG_TYPE,
)
from reconciler.core.diagnostic import MOST_FOUND, Finding, Route
from reconciler.core.exact_json import Json, encode
from reconciler.target_group.acknowledgeable import why_refused
from reconciler.target_group.fields import (
    DEFAULT_VALUE,
    GROUP,
    PROGRESSION,
    Field,
    Kind,
    Table,
)
from reconciler.target_group.schema import campaign_schema

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

LONGEST_QUOTE: Final = 40
MOST_WORDS: Final = 20
"""Words that a message lists; of more it names where they are listed."""
MOST_LOOKED_AT: Final = 10 * MOST_FOUND
"""Findings, of which many may say the same."""
_DUE: Final[Mapping[Kind, str]] = {
    Kind.TEXT: "text",
    Kind.FLAG: "true or false",
    Kind.INTEGER: "a whole number",
    Kind.NUMBER: "a number",
    Kind.CHOICE: "a word",
    Kind.DAY: "a date such as 2027-10-02",
    Kind.INSTANT: "a date such as 2027-10-02",
    Kind.EXPRESSION: "true, false or an expression in text",
    Kind.JSON_TEXT: "text that holds JSON",
    Kind.IDS: "a list of whole numbers",
    Kind.NAMES: "a name or a list of names",
    Kind.OBJECT: "a mapping (name: value)",
    Kind.LIST: "a list",
    Kind.VALUES: "a number, or a list or a mapping with one number for each period",
}
_DUE_IN_LIST: Final[Mapping[Kind, str]] = {
    Kind.IDS: "a whole number",
    Kind.NAMES: "text",
    Kind.VALUES: "a number",
}
_KINDS: Final[Mapping[type, str]] = {  # bool before int, of which it is one
    bool: "a boolean",
    int: "a whole number",
    Decimal: "a decimal number",
    str: "text",
    list: "a list",
    dict: "a mapping",
}
_NO_FIELD: Final = Field(name="value", kind=Kind.ANYTHING, help="")


def explain_shape(data: Json) -> list[Finding]:
    """Find everything in data that keeps it from being a campaign.

    References count as whatever is due where they stand. After so many findings that the file is
    given up, no more are looked for.
    """
    found: dict[tuple[str, Route, str], Finding] = {}
    errors = _validator().iter_errors(data)
    # Both bounds: many errors may come to one finding, and one error may come to many findings.
    for finding in islice(chain.from_iterable(map(_findings, errors)), MOST_LOOKED_AT):
        found[(finding.code.slug, finding.route, finding.message)] = finding
        if len(found) == MOST_FOUND:
            break
    return list(found.values())


def unexplained() -> Finding:
    """What to say of data that the model refuses and the schema accepts; a bug if it happens."""
    return Finding(
        WRONG_TYPE,
        (),
        "The file has not the shape of a campaign, and the schema cannot say why.",
        "This is a bug in reconciler: please report the file.",
    )


@cache
def _validator() -> "Draft202012Validator":
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - slow; only for wrong files

    return Draft202012Validator(campaign_schema())


def _findings(error: "ValidationError") -> Iterator[Finding]:
    route: Route = tuple(error.absolute_path)
    found: Json = error.instance
    table, field = _place(route)
    match error.validator:
        case "additionalProperties":
            unknown = sorted(found.keys() - _known(table))
            yield from (_unknown_field(table, (*route, key), key) for key in unknown)
        case "required":
            required = [each.name for each in table.fields.values() if each.required]
            yield from (_missing(table, route, key) for key in required if key not in found)
        case "pattern":
            yield _bad_form(field, route, found)
        case "anyOf" if isinstance(found, str):
            yield _unknown_value(field, route, found)
        case _:
            yield _wrong_type(field, route, found)


def _known(table: Table) -> set[str]:
    spellings = (name for each in table.fields.values() for name in each.key_spellings)
    return {*table.fields, *spellings}


def field_at(route: Route) -> Field:
    """The field whose value stands at a route of a file."""
    return _place(route)[1]


def _place(route: Route) -> tuple[Table, Field]:
    """The table whose object the route leads to or into, and the last field on the way."""
    table, field = GROUP, _NO_FIELD
    for step in route:
        if isinstance(step, int):
            table = field.parts or table
        elif table is PROGRESSION and step not in table.fields:  # the refCode of a period
            field = DEFAULT_VALUE.fields["defaultValue"]
        else:
            field = table.fields.get(step) or _spelled(table, step)
            table = field.short or field.parts or table
    return table, field


def _spelled(table: Table, key: str) -> Field:
    return next((each for each in table.fields.values() if key in each.key_spellings), _NO_FIELD)


def _unknown_field(table: Table, route: Route, key: str) -> Finding:
    near = _near(key, tuple(table.fields))
    return Finding(
        UNKNOWN_FIELD,
        route,
        f"'{_cut(key)}' is not a field of {table.noun}.",
        f"Did you mean '{near}'?" if near else "Your own notes can stand under metadata.",
        at_key=True,
    )


@lru_cache(maxsize=1024)
def _near(word: str, known: tuple[str, ...]) -> str:
    """The known word that is most like another; the same mistake is often made in many files."""
    return next(iter(difflib.get_close_matches(word, known, n=1)), "")


def _missing(table: Table, route: Route, key: str) -> Finding:
    return Finding(
        MISSING_FIELD,
        route,
        f"'{key}' is missing: every {table.noun.split(' ', 1)[1]} needs it.",
        f"Write '{key}:' with {_due_word(table.fields[key])}.",
    )


def _bad_form(field: Field, route: Route, found: str) -> Finding:
    if field.kind in {Kind.TEXT, Kind.CHOICE, Kind.FLAG, Kind.INTEGER, Kind.IDS}:
        return _wrong_type(field, route, found)
    return Finding(
        BAD_FORM,
        route,
        f"'{field.name}' cannot be read from '{_cut(found)}'.",
        f"Write {_due_at(field, route)}.",
    )


def _unknown_value(field: Field, route: Route, found: str) -> Finding:
    refused = field.refused and {**why_refused(CODES), **field.refused}
    if found in refused:
        hint = f"'reconciler explain {found}' says what to do about it."
        return Finding(UNKNOWN_VALUE, route, f"'{found}' {refused[found]}.", hint)
    words = (*field.values, *field.spellings)
    near = _near(found.upper().replace(" ", "_"), words) or _near(found, words)
    meant = field.spellings.get(near, near)
    listed = ", ".join(field.values)
    hint = f"Did you mean '{meant}'? Known are {listed}." if near else f"Write one of {listed}."
    if len(field.values) > MOST_WORDS:
        asked = f"Did you mean '{meant}'? " if near else ""
        hint = f"{asked}'reconciler explain' lists the codes."
    message = f"'{_cut(found)}' is not a word that '{field.name}' knows."
    return Finding(UNKNOWN_VALUE, route, message, hint)


def _wrong_type(field: Field, route: Route, found: Json) -> Finding:
    if field.kind in {Kind.TEXT, Kind.EXPRESSION} and not isinstance(found, list | dict):
        return _quotes_needed(field, route, found)
    due = _due_at(field, route)
    noun = "This" if field is _NO_FIELD else f"'{field.name}'"
    place = f"Each entry of {noun}" if _is_entry(route) else noun
    may_go = found is None and not field.required and not _is_entry(route)
    return Finding(
        WRONG_TYPE,
        route,
        f"{place} must be {due}, {_but(found)}.",
        "Leave the line out." if may_go else f"Write {_due_word(field) if field.values else due}.",
    )


def _quotes_needed(field: Field, route: Route, found: Json) -> Finding:
    if found is None:
        message = f"'{field.name}' is text, but null, or nothing at all, stands there."
        hint = "Write the text; put it in quotes if it is the word null."
        if not field.required:
            hint = "Leave the line out, or put the text in quotes."
    else:
        written = _cut(encode(found))
        message = f"'{field.name}' is text, but {written} without quotes is {_kind_of(found)}."
        hint = "Put the text in quotes."
    return Finding(QUOTES_NEEDED, route, message, hint)


def _is_entry(route: Route) -> bool:
    """Whether the route ends in a list rather than at a field."""
    return bool(route) and isinstance(route[-1], int)


def _due_word(field: Field) -> str:
    if len(field.values) > MOST_WORDS:
        return "a code that 'reconciler explain' lists"
    return f"one of {', '.join(field.values)}" if field.values else _DUE[field.kind]


def _but(found: Json) -> str:
    return "but nothing stands there" if found is None else f"not {_kind_of(found)}"


def _due_at(field: Field, route: Route) -> str:
    """What is due at the end of a route: the field's value, or one entry of it."""
    return (_DUE_IN_LIST if _is_entry(route) else _DUE).get(field.kind, _DUE[Kind.OBJECT])


def _kind_of(value: Json) -> str:
    return _KINDS[next(kind for kind in _KINDS if isinstance(value, kind))]


def _cut(text: str) -> str:
    shown = text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in shown)
