"""Single values in canonical form: what two spellings of one value have in common.

Every function takes a value that has the kind it is named for and returns plain JSON: text, bool,
int, Decimal (never an integral one), or None.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from reconciler.core.exact_json import Json, canonical, decode

HALF_SECOND: Final = 500_000
DAY_LENGTH: Final = len("2027-01-01")
SECOND_LENGTH: Final = len("2027-01-01T00:00:00")


def text(value: str | int) -> str:
    """Text as it is; an integer as it was written (``period-defaults``)."""
    return value if isinstance(value, str) else str(getattr(value, "text", value))


def number(value: str | int | Decimal) -> int | Decimal:
    """An exact decimal without trailing zeros (``numbers-are-decimals``)."""
    if isinstance(value, int):
        return int(value)
    exact = Decimal(value)
    whole = exact.to_integral_value()
    return int(whole) if exact == whole else exact.normalize()


def day(value: str) -> str:
    """The day of a date with or without time (``period-dates-are-days``)."""
    return value[:DAY_LENGTH]


def instant(value: str) -> str:
    """Local digits rounded to whole seconds, half up.

    Rules ``cycle-dates-to-seconds`` and ``zone-letters-mean-nothing``.
    """
    if len(value) == DAY_LENGTH:
        return f"{value}T00:00:00"
    try:
        moment = datetime.fromisoformat(value).replace(tzinfo=None)
    except ValueError:
        return value
    if moment.microsecond >= HALF_SECOND:
        moment += timedelta(seconds=1)
    return moment.isoformat()[:SECOND_LENGTH]


def expression(value: bool | str) -> str:
    """The expression as text (``expression-is-text``)."""
    return value if isinstance(value, str) else str(value).lower()


@lru_cache(maxsize=4096)
def json_text(value: str) -> str:
    """The JSON that a text holds, written in one way (``expression-json-is-parsed``)."""
    parsed = parsed_json(value)
    return value if parsed is None else canonical(_plain(parsed))


def parsed_json(value: str) -> Json:
    """The JSON that a text holds, or None where it holds none."""
    try:
        return decode(value)
    except (ValueError, RecursionError):
        return None


def _plain(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return number(value) if isinstance(value, Decimal) else value
