"""The symbols of expressions, with their types as the trees of the API print them.

A tree names a type for everything, and a wrong one would make another campaign than the one
declared. So a symbol is known if a documented sample shows it, or if the settings declare it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

REAL: Final = "real:object:primitive"
_TYPE: Final = re.compile(r"[A-Za-z0-9_.]+(?::[A-Za-z0-9_.]+)*:primitive", re.ASCII)
_SYMBOL: Final = re.compile(
    r"(?P<object>[A-Za-z_][A-Za-z0-9_]*)(?:\.[A-Za-z_][A-Za-z0-9_]*)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What can be compiled.

    Attributes:
        types: the types of objects, by name, and of their attributes, by ``object.attribute``.
    """

    types: Mapping[str, str] = field(hash=False)  # mappings have none

    def extended(self, symbols: Mapping[str, str]) -> "Vocabulary":
        """The vocabulary with more symbols."""
        return Vocabulary(MappingProxyType({**self.types, **symbols}))


DOCUMENTED: Final = Vocabulary(
    MappingProxyType(
        {
            "currentTxn": "tx:object:primitive",
            "currentTxn.value": REAL,
            "currentTxn.basketAmountSumNonDiscounted": REAL,
        }
    )
)
"""What documented samples show."""


def why_unusable(symbols: Mapping[str, str]) -> str | None:
    """Why symbols cannot extend what is documented; None where they can."""
    known = DOCUMENTED.extended(symbols).types
    reasons = (_why_unusable(name, type_, known) for name, type_ in symbols.items())
    return next((reason for reason in reasons if reason is not None), None)


def _why_unusable(name: str, type_: str, known: Mapping[str, str]) -> str | None:
    symbol = _SYMBOL.fullmatch(name)
    if symbol is None:
        return f"'{name}' is not a symbol. Write an object such as currentTxn, or object.attribute."
    if DOCUMENTED.types.get(name, type_) != type_:
        return f"'{name}' is documented as {DOCUMENTED.types[name]}. Leave it out."
    if not _TYPE.fullmatch(type_):
        return f"'{type_}' is not a type. Copy it from a tree of the API, such as {REAL}."
    if symbol["object"] not in known:
        return f"'{name}' belongs to an object without a type. Declare '{symbol['object']}' too."
    if symbol["object"] != name and type_ != REAL:
        return f"'{name}' is not of the type {REAL}, and how others are compared is not documented."
    return None
