"""JSON that keeps every digit: decimals as ``Decimal``, integers of any size, stable output.

Most JSON readers pass numbers through a binary float and lose digits; a default value of
9007199254740993.000 or a till id above 2**53 must survive.
"""

import json
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeAlias

import simplejson

if TYPE_CHECKING:
    import msgspec

Json: TypeAlias = Any
"""A JSON value: None, bool, int, Decimal, str, list of Json or dict of str to Json."""
ReadNumber: TypeAlias = Callable[[str], int | Decimal]

MOST_EXPONENT: Final = 1000
"""1e999999999 is short, and fills the memory once somebody writes it out or makes it an int."""
MOST_LEVELS: Final = 64
"""Of lists and mappings in an answer; no documented one has more than seven."""
_PAST_EXPONENTS: Final = "a number is past all exponents"


@lru_cache(maxsize=4096)
def read_number(text: str) -> int | Decimal:
    """Read a number that is no integer of 64 bits."""
    return int(text) if text.removeprefix("-").isdecimal() else _decimal(text)


def decode(text: str | bytes, read: ReadNumber = read_number) -> Json:
    """Read JSON without losing digits; NaN, infinities and monstrous exponents are refused.

    ``read`` is what reads numbers, but for most integers.

    Raises:
        ValueError: the text is not JSON.
        RecursionError: it is nested too deeply to be read.
    """
    quick, refusal = _quick_decoder(read)
    try:
        # Of a text of our own kind, only what it says.
        return quick.decode(str(text) if isinstance(text, str) else text)
    except (refusal, InvalidOperation, UnicodeError):  # no JSON, or half a surrogate pair
        pass
    try:
        return _thorough_decoder(read).decode(text if isinstance(text, str) else text.decode())
    except InvalidOperation as error:
        raise ValueError(_PAST_EXPONENTS) from error


def is_deeper_than(value: Json, limit: int) -> bool:
    """Whether lists and mappings are nested in more levels than that."""
    # Level by level rather than by recursion, which is what must be avoided here.
    level = [value]
    for _ in range(limit):
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True


def encode_bytes(value: Json) -> bytes:
    """Write JSON as it is sent."""
    # Half a surrogate pair has no UTF-8 form; its backslash escape is the same text in JSON.
    return encode(value).encode(errors="backslashreplace")


def encode(value: Json, *, indent: int | None = None) -> str:
    """Write JSON with decimals in full and keys in the order given."""
    return simplejson.dumps(value, use_decimal=True, ensure_ascii=False, indent=indent)


def canonical(value: Json) -> str:
    """Write JSON in one form only: sorted keys, no white space. For digests and comparisons."""
    quick = _quick_encoder()
    try:
        written: str = quick.encode(value).decode()
    except (TypeError, ValueError, OverflowError):  # long integers, texts and mappings of our own
        return str(_CANONICAL.encode(value))
    # All but plain ASCII is escaped, which the quick way leaves as it is.
    is_plain = written.isascii() and written.isprintable()
    return written if is_plain else str(_CANONICAL.encode(value))


@cache
def _quick_decoder(read: ReadNumber) -> "tuple[msgspec.json.Decoder[Json], type[Exception]]":
    msgspec = _msgspec()
    return msgspec.json.Decoder(float_hook=read), msgspec.MsgspecError


@cache
def _thorough_decoder(read: ReadNumber) -> json.JSONDecoder:
    return json.JSONDecoder(parse_float=read, parse_constant=_refuse)


@cache
def _quick_encoder() -> "msgspec.json.Encoder":
    made: msgspec.json.Encoder = _msgspec().json.Encoder(decimal_format="number", order="sorted")
    return made


def _msgspec() -> Any:  # noqa: ANN401 - a module
    import msgspec  # noqa: PLC0415 - help reads no JSON

    return msgspec


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if abs(number.adjusted()) > MOST_EXPONENT:
        raise ValueError(_PAST_EXPONENTS)
    return number


def _refuse(constant: str) -> NoReturn:
    message = f"{constant} is not a JSON number"
    raise ValueError(message)


# Made once: making one costs as much as writing a short text.
_CANONICAL: Final = simplejson.JSONEncoder(
    use_decimal=True, ensure_ascii=True, sort_keys=True, separators=(",", ":")
)
