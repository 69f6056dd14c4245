"""What is wrong with a value of a file, or was settled about it, in sentences."""

import difflib
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final

from msgspec.structs import replace

from reconciler.core.diagnostic import Finding, Route
from reconciler.core.exact_json import Json, encode
from reconciler.core.file_codes import (
    BAD_FORM,
    MISSING_FIELD,
    QUOTES_NEEDED,
    UNKNOWN_FIELD,
    UNKNOWN_VALUE,
    WRONG_TYPE,
)
from reconciler.target_group import values
from reconciler.target_group.codes.spellings import (
    COMPUTED_FIELD,
    FIELD_TWICE,
    NUMBER_AS_TEXT,
    OTHER_SPELLING,
)
from reconciler.target_group.columns import Field, Role, Table
from reconciler.target_group.fields import ADVISED, DEFAULT_VALUE, NO_FIELD, SCHEDULE
from reconciler.target_group.kinds import Kind
from reconciler.words import cut, cut_value

LONGEST_QUOTE: Final = 40
_PLACEHOLDER: Final = re.compile(r"\{\{[^{}]*\}\}")
_COMMENT: Final = re.compile(r"\s(//|/\*|<!--|--|;)\s")
_WHOLE: Final = re.compile(r"-?[0-9]+")
_UNQUOTED: Final = frozenset({Kind.INTEGER, Kind.IDS})
"""Kinds of numbers that are no numbers in quotes."""
_NUMBERS: Final = frozenset({*_UNQUOTED, Kind.NUMBER, Kind.VALUES})
_SEPARATED: Final = re.compile(r"[1-9][0-9]{0,2}([.,'_ \u2019\u00a0\u202f])[0-9]{3}(?:\1[0-9]{3})*")
"""A number whose thousands are set apart, in one of the ways in which people write that."""
_BETWEEN_WORDS: Final = str.maketrans("", "", "_- ")
MOST_WORDS: Final = 20
"""Words that a message lists; of more it names where they are listed."""
_CALLED: Final[Mapping[Table, Mapping[str, str]]] = {
    SCHEDULE: {
        **dict.fromkeys(("start", "startDate", "fromDate", "cycleStartDate"), "from"),
        **dict.fromkeys(("to", "end", "endDate", "toDate", "cycleEndDate"), "until"),
        **dict.fromkeys(("frequencyType", "frequency"), "every"),
        **dict.fromkeys(("recurringCycles", "totalPeriods", "periods", "cycles"), "count"),
        **dict.fromkeys(("length", "duration"), "days"),
        "name": "refCode",
    },
}
"""What else people call the fields of a short form, such as what the API calls the same."""
_KINDS: Final[Mapping[type, str]] = {  # bool before int, of which it is one
    bool: "a boolean",
    int: "a whole number",
    Decimal: "a decimal number",
    str: "text",
    list: "a list",
    dict: "a mapping",
}


def unknown_field(table: Table, route: Route, key: str) -> Finding:
    """A key is no field of the object that it stands in."""
    near = _meant(table, key)
    otherwise = "Your own notes can stand under metadata."
    if table is DEFAULT_VALUE:
        otherwise = "To say for which period a value is, write a mapping by refCode."
    return UNKNOWN_FIELD.at(
        route,
        f"'{_cut(key)}' is not a field of {table.noun}.",
        f"Did you mean '{near}'?" if near else otherwise,
        at_key=True,
    )


@cache
def _declarable(table: Table) -> tuple[str, ...]:
    """Names of the fields that a file may say, as what the server fills in is no advice."""
    return tuple(each.name for each in table.fields.values() if each.role is not Role.COMPUTED)


def _meant(table: Table, key: str) -> str:
    """The field that an unknown key is likely meant as; empty where there is none."""
    return _CALLED.get(table, {}).get(key) or nearest(key, _declarable(table))


@lru_cache(maxsize=1024)
def nearest(word: str, known: tuple[str, ...]) -> str:
    """The known word that is most like another, empty where none is.

    Case, ``_`` and ``-`` count only where nothing is like it without. The same mistake is often
    made in many files, so answers are kept.
    """
    plain = {_plain(each): each for each in known}
    found = difflib.get_close_matches(word, known, n=1)
    alike = difflib.get_close_matches(_plain(word), plain, n=1)
    return plain.get(_plain(word)) or (found[0] if found else plain[alike[0]] if alike else "")


def _plain(word: str) -> str:
    return word.casefold().translate(_BETWEEN_WORDS)


def is_meant_by(table: Table, key: str, name: str) -> bool:
    """Whether an unknown key is likely meant as a field, as its finding says."""
    return key not in table.named and _meant(table, key) == name


def is_misspelled(table: Table, data: Mapping[str, Json], name: str) -> bool:
    """Whether a field is not in an object of which a key is likely meant as it."""
    return name not in data and any(is_meant_by(table, key, name) for key in data)


def missing(table: Table, route: Route, key: str) -> Finding:
    """A required field is missing from an object."""
    return MISSING_FIELD.at(
        route,
        f"'{key}' is missing: every {table.noun.split(' ', 1)[1]} needs it.",
        f"Write '{key}:' with {_due_word(table.fields[key])}.",
    )


def wrong_value(field: Field, route: Route, found: Json) -> Finding:
    """A value, or an entry of a list, is not what is due where it stands."""
    is_text = isinstance(found, str)
    if is_text and field.kind is Kind.CHOICE:
        finding = _unknown_value(field, route, found)
    elif is_text and field.kind.form.is_text_form:
        message = f"'{field.name}' cannot be read from '{_cut(found)}'."
        finding = BAD_FORM.at(route, message, f"Write {_due_at(field, route)}.")
    elif field.kind.form.must_be_text and not isinstance(found, list | dict):
        finding = _quotes_needed(field, route, found)
    else:
        finding = _wrong_type(field, route, found)
    return (
        _as_it_looks(finding, field, route, found) if is_text else _in_groups(finding, field, found)
    )


def _in_groups(finding: Finding, field: Field, found: Json) -> Finding:
    """What is wrong with a value, which may be a number whose thousands are set apart."""
    is_one = isinstance(found, str | Decimal) and _SEPARATED.fullmatch(str(found))
    if not is_one or field.kind not in _NUMBERS:
        return finding
    whole = "".join(filter(str.isdigit, str(found)))
    return replace(finding, hint=f"Write {whole} if that is meant: nothing separates thousands.")


def _as_it_looks(finding: Finding, field: Field, route: Route, found: str) -> Finding:
    """What is wrong with a text, by what it looks like."""
    if _PLACEHOLDER.fullmatch(found):
        return replace(
            finding,
            message=f"'{_cut(found)}' is a placeholder that Postman fills in, and nobody here.",
            hint=f"Write {_due_at(field, route)}; or ${{name}}, and its value under values in "
            "reconciler.toml.",
        )
    if comment := _COMMENT.search(found):
        hint = f"'{comment[1]}' begins no comment in YAML: write '#' instead. {finding.hint}"
        return replace(finding, hint=hint)
    if field.kind in _UNQUOTED and _WHOLE.fullmatch(found):
        return replace(finding, hint=f"Take the quotes off: {_cut(found)}")
    return _in_groups(finding, field, found)


def _unknown_value(field: Field, route: Route, found: str) -> Finding:
    if found in field.refused:
        hint = f"'reconciler explain {found}' says what to do about it."
        return UNKNOWN_VALUE.at(route, f"'{found}' {field.refused[found]}.", hint)
    words = (*field.values, *field.spellings)
    near = nearest(found.upper().replace(" ", "_"), words) or nearest(found, words)
    meant = field.spellings.get(near, near)
    listed = ", ".join(field.values)
    hint = f"Did you mean '{meant}'? Known are {listed}." if near else f"Write one of {listed}."
    if said := _said_by(field, found):
        hint = f"Did you mean '{said[0]}' ({said[1]})? Known are {listed}."
    if len(field.values) > MOST_WORDS:
        asked = f"Did you mean '{meant}'? " if near else ""
        hint = f"{asked}'reconciler explain' lists the codes."
    message = f"'{_cut(found)}' is not a word that '{field.name}' knows."
    return UNKNOWN_VALUE.at(route, message, hint)


def _said_by(field: Field, found: str) -> tuple[str, str] | None:
    """The word that means, as its meaning begins, what somebody wrote; with that beginning."""
    begins = re.compile(rf"(?:an? )?{re.escape(found)}s?(?=[:.])", re.IGNORECASE)
    for word, meaning in field.meanings.items():
        if begun := begins.match(meaning):
            return word, begun[0].lower()
    return None


def _wrong_type(field: Field, route: Route, found: Json) -> Finding:
    due = _due_at(field, route)
    noun = "This" if field is NO_FIELD else f"'{field.name}'"
    place = f"Each entry of {noun}" if _is_entry(route) else noun
    but = "but nothing stands there" if found is None else f"not {_kind_of(found)}"
    may_go = found is None and not field.required and not _is_entry(route)
    may_go = may_go and field.name not in ADVISED and field.kind is not Kind.VALUES
    return WRONG_TYPE.at(
        route,
        f"{place} must be {due}, {but}.",
        "Leave the line out." if may_go else f"Write {_due_word(field) if field.values else due}.",
    )


def _quotes_needed(field: Field, route: Route, found: Json) -> Finding:
    if found is None:
        message = f"'{field.name}' is text, but null, or nothing at all, stands there."
        hint = "Write the text; put it in quotes if it is the word null."
        if not field.required:
            hint = "Leave the line out, or put the text in quotes."
    else:
        written = _cut(cut_value(encode(found), LONGEST_QUOTE - 2))
        message = f"'{field.name}' is text, but {written} without quotes is {_kind_of(found)}."
        hint = "Put the text in quotes."
    return QUOTES_NEEDED.at(route, message, hint)


def _is_entry(route: Route) -> bool:
    """Whether the route ends in a list rather than at a field."""
    return bool(route) and isinstance(route[-1], int)


def _due_word(field: Field) -> str:
    if len(field.values) > MOST_WORDS:
        return "a code that 'reconciler explain' lists"
    return f"one of {', '.join(field.values)}" if field.values else field.kind.form.due


def _due_at(field: Field, route: Route) -> str:
    """What is due at the end of a route: the field's value, or one entry of it."""
    return field.kind.form.due_in_list if _is_entry(route) else field.kind.form.due


def _kind_of(value: Json) -> str:
    return _KINDS[next(kind for kind in _KINDS if isinstance(value, kind))]


def _cut(text: str) -> str:
    shown = cut(text, LONGEST_QUOTE)
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in shown)


def computed(table: Table, route: Route, key: str) -> Finding:
    """A field is declared that the server fills in."""
    return COMPUTED_FIELD.at(
        route,
        f"'{key}' of {table.noun} is filled in by the server and is ignored here.",
        at_key=True,
    )


def spelling(found: str, first: str, route: Route, *, at_key: bool = False) -> Finding:
    """A word, or the name of a field, has another spelling than its first."""
    return OTHER_SPELLING.at(
        route,
        f"'{found}' is read as '{first}'.",
        f"Write '{first}', which is what the API stores.",
        at_key=at_key,
    )


def twice(name: str, route: Route) -> Finding:
    """A field is declared under two of its names."""
    return FIELD_TWICE.at(
        route, f"'{name}' is declared twice, under two of its spellings.", at_key=True
    )


def number_as_text(field: Field, value: int, route: Route) -> Finding:
    """A number stands where text is due, and is read as that."""
    as_text = values.text(value)
    return NUMBER_AS_TEXT.at(
        route,
        f"'{field.name}' is text; the number {as_text} is read as \"{as_text}\".",
        f'Write "{as_text}" in quotes.',
    )
