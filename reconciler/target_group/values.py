"""Single values in canonical form: what two spellings of one value have in common.

Every function takes a value that has the kind it is named for and returns plain JSON: text, bool,
int, Decimal (an integral one only past 100 digits), or None.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from functools import lru_cache
from typing import Final, TypeGuard

from reconciler.core.exact_json import (
    Json,
    ReadNumber,
    canonical,
    decode,
    is_deeper_than,
    read_number,
)

MOST_DIGITS: Final = 100
MOST_JSON_LEVELS: Final = 400
"""Of lists and mappings in a text that holds JSON: more than twice what the tree of an expression
has, and less than what the decoder of any Python gives up at."""
EXACTLY: Final = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Arithmetic that never rounds."""
HALF_SECOND: Final = 500_000
DAY_LENGTH: Final = len("2027-01-01")


class Expected(str):
    """Text that a file leaves to be filled in: it is sent, and expected where live shows it.

    Nobody declared it, so it is neither counted nor missed.
    """

    __slots__ = ()


def is_integer(value: Json) -> TypeGuard[int]:
    """Whether a value is an integer; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool)


def text_at(holder: Mapping[str, Json], key: str) -> str:
    """The text that a mapping has under a key; empty where it has none."""
    value = holder.get(key)
    return value if isinstance(value, str) else ""


def text(value: str | int) -> str:
    """Text as it is; an integer as it was written (``period-defaults``)."""
    return value if isinstance(value, str) else str(getattr(value, "text", value))


def number(value: str | int | Decimal) -> int | Decimal:
    """An exact decimal without trailing zeros (``numbers-are-decimals``)."""
    return int(value) if isinstance(value, int) else _shortest(value)


@lru_cache(maxsize=4096)
def _shortest(value: str | Decimal) -> int | Decimal:
    exact = Decimal(value)
    if exact.adjusted() < MOST_DIGITS and exact == exact.to_integral_value():
        return int(exact)
    return exact.normalize(EXACTLY)


def integer(value: str | int | Decimal) -> int:
    """An integer in any form that stands for one (``ids-are-exact``)."""
    return int(value) if isinstance(value, int) else int(Decimal(value))


def day(value: str) -> str:
    """The day of a date with or without time (``period-dates-are-days``)."""
    return value[:DAY_LENGTH]


@lru_cache(maxsize=4096)
def instant(value: str) -> str:
    """Local digits rounded to whole seconds, half up.

    Rules ``cycle-dates-to-seconds`` and ``zone-letters-mean-nothing``.
    """
    if len(value) == DAY_LENGTH:
        return f"{value}T00:00:00"
    try:
        moment = datetime.fromisoformat(value).replace(tzinfo=None)
        rounded = moment + timedelta(microseconds=HALF_SECOND)
    except (ValueError, OverflowError):
        return value
    return rounded.replace(microsecond=0).isoformat()


def expression(value: bool | str) -> str:
    """The expression as text (``expression-is-text``)."""
    return value if isinstance(value, str) else str(value).lower()


@lru_cache(maxsize=4096)
def json_text(value: str) -> str:
    """The JSON that a text holds, written in one way (``expression-json-is-parsed``)."""
    try:
        parsed = _decoded(value, _read_number)
        return value if parsed is None else canonical(parsed)
    except (ValueError, ArithmeticError, RecursionError):  # some can be read but not written
        return value


def _read_number(text: str) -> Json:
    """A number of JSON, in its one form."""
    return number(read_number(text))


def tree_text(value: str) -> str:
    """As ``json_text``; text that is left to be filled in stays that."""
    written = json_text(value)
    return Expected(written) if isinstance(value, Expected) else written


def parsed_json(value: str) -> Json:
    """The JSON that a text holds, or None where it holds none."""
    try:
        return _decoded(value, read_number)
    except (ValueError, ArithmeticError, RecursionError):
        return None


def _decoded(value: str, read: ReadNumber) -> Json:
    parsed = decode(value, read)
    # Python 3.11 goes to about 1,000 levels and 3.13 to some thousands; each has a bracket.
    brackets = value.count("{") + value.count("[")
    if brackets > MOST_JSON_LEVELS and is_deeper_than(parsed, MOST_JSON_LEVELS):
        raise RecursionError
    return parsed
