"""What a word without quotes means: the core schema of YAML 1.2, with exact numbers.

And what is text there, and something else to YAML 1.1, which many tools still speak.
"""

import re
from decimal import Decimal
from typing import Self

from reconciler.core.exact_json import Json
from reconciler.yaml12.codes import NUMBER_NOT_FINITE, NUMBER_TOO_LONG
from reconciler.yaml12.faults import UnusableValue, quote

_MAX_DIGITS = 100

_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER_STARTS = frozenset("+-.0123456789")
_NUMBER = re.compile(
    r"(?P<int>[-+]?[0-9]+)"
    r"|0o(?P<octal>[0-7]+)"
    r"|0x(?P<hexadecimal>[0-9a-fA-F]+)"
    r"|(?P<decimal>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE](?P<exponent>[-+]?[0-9]+))?)"
    r"|(?P<endless>[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))"
)


_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OLD_WORDS = frozenset(
    {"yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF", "<<", "="}
)
# Binary and octal numbers, digits in groups, and numbers to the base of 60, such as times of day.
_OLD_NUMBER = re.compile(
    r"[-+]?(?:0b[01_]+|0[0-7_]+|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])*"
    r"|[0-9][0-9_]*(?:(?::[0-5]?[0-9])+\.[0-9_]*|\.[0-9_]*(?:[eE][-+][0-9]+)?))"
    r"|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
)
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?"
    r"(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?"
)


class IntText(int):
    """An integer that is not written in its canonical decimal form: ``010``, ``+5``, ``0x1F``.

    It counts as the integer it is; whoever wants text instead (an identifier such as ``010``)
    finds it as written.

    Attributes:
        text: the number as it stands in the file.
    """

    text: str

    def __new__(cls, value: int, text: str = "") -> Self:
        """Make one; without a text only while unpickling, which sets it afterwards."""
        self = super().__new__(cls, value)
        self.text = text
        return self


def read_plain(text: str) -> Json:
    """Give a word without quotes its meaning: null, boolean, number, or the text itself.

    Raises:
        UnusableValue: it is a number that is not finite or too long.
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in _NUMBER_STARTS:
        return text
    found = _NUMBER.fullmatch(text)
    return text if found is None else _number(text, found)


def means_more(text: str, *, moments: bool) -> bool:
    """Whether a word that is text means something else to readers of YAML 1.1.

    Args:
        text: what ``read_plain`` gives as it is. A day means the same to all who read it.
        moments: whether a day with a time of day counts as something else.
    """
    if text[0] not in _NUMBER_STARTS:
        return text in _OLD_WORDS
    if _DAY.fullmatch(text):
        return False
    return bool(_OLD_NUMBER.fullmatch(text) or (moments and _MOMENT.fullmatch(text)))


def _number(text: str, found: re.Match[str]) -> Json:
    if len(text) > _MAX_DIGITS:
        raise _too_long(text)
    if found["int"]:
        number = int(text)
        return number if str(number) == text else IntText(number, text)
    if found["decimal"]:
        exponent = found["exponent"]
        # The length of the exponent comes first: Decimal raises on one that it cannot hold.
        if exponent is not None and len(exponent.lstrip("+-0")) > len(str(_MAX_DIGITS)):
            raise _too_long(text)
        decimal = Decimal(text)
        if exponent is not None and sum(map(str.isdigit, format(decimal, "f"))) > _MAX_DIGITS:
            raise _too_long(text)
        return decimal
    if found["endless"]:
        raise UnusableValue(
            NUMBER_NOT_FINITE,
            "This number is infinite or undefined.",
            "Write a real number, or put quotes around it if it is meant as text.",
        )
    octal, hexadecimal = found["octal"], found["hexadecimal"]
    return IntText(int(octal, 8) if octal else int(hexadecimal, 16), text)


def _too_long(text: str) -> UnusableValue:
    return UnusableValue(
        NUMBER_TOO_LONG,
        f"The number {quote(text)} has more than {_MAX_DIGITS} digits.",
        "Correct the number, or put quotes around it if it is meant as text.",
    )
