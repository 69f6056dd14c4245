"""What an expression says, apart from how it is written: as text, or as a tree of the API.

Parentheses are kept as they were written. ``normal`` takes them away, where only the meaning is
compared.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum, auto
from typing import Final, TypeAlias

from msgspec import Struct

from reconciler.words import cut

MOST_LEVELS: Final = 100
"""How deeply an expression may be nested; whatever walks one may recurse."""
MOST_CHARACTERS: Final = 10_000
LONGEST_QUOTE: Final = 80
PRECEDENCE: Final[Mapping[str, int]] = {
    "||": 1,
    "&&": 2,
    **dict.fromkeys(("==", "!="), 3),
    **dict.fromkeys(("<", "<=", ">", ">="), 4),
    **dict.fromkeys(("+", "-"), 5),
    **dict.fromkeys(("*", "/", "%"), 6),
}
"""The operators that the documents write, by how tightly they bind; all take the left first."""
NAME: Final = re.compile(r"(?!(?:true|false)\b)[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
MEMBER_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
BOOLEAN: Final = re.compile("true|false")
NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)
STRING: Final = re.compile(r'[^"\\\r\n]*')
"""What stands between the quotes of a text; no document shows an escape."""


class Kind(Enum):
    """What a node is."""

    BOOLEAN = auto()
    NUMBER = auto()
    STRING = auto()
    NAME = auto()
    MEMBER = auto()
    CALL = auto()
    BINARY = auto()
    GROUP = auto()


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression.

    Attributes:
        text: the literal without quotes, the name, the attribute, the method, or the operator.
        parts: what it is made of: the object before the arguments, the left before the right.
        at: where its text stands in the expression, counted from 0.
    """

    kind: Kind
    text: str
    parts: tuple["Node", ...] = ()
    at: int = field(default=0, compare=False)


class Obstacle(Struct, frozen=True):
    """Why an expression cannot be read, or has no tree that is known.

    Attributes:
        message: one sentence.
        symbol: the symbol whose type is not known, where that is the reason.
    """

    message: str
    symbol: str = ""


Reading: TypeAlias = Node | Obstacle


def shortened(text: str) -> str:
    """A text as a message can quote it."""
    return cut(text, LONGEST_QUOTE)


def text_of(node: Node) -> str:
    """Write an expression as text, with parentheses where the operators need them."""
    match node.kind:
        case Kind.STRING:
            return f'"{node.text}"'
        case Kind.GROUP:
            return f"({text_of(node.parts[0])})"
        case Kind.MEMBER:
            return f"{text_of(node.parts[0])}.{node.text}"
        case Kind.CALL:
            first, *arguments = map(text_of, node.parts)
            return f"{first}.{node.text}({','.join(arguments)})"
        case Kind.BINARY:
            left, right = node.parts
            own = PRECEDENCE[node.text]
            return f"{_operand(left, own)}{node.text}{_operand(right, own + 1)}"
        case Kind.BOOLEAN | Kind.NUMBER | Kind.NAME:
            return node.text


def _operand(node: Node, least: int) -> str:
    text = text_of(node)
    is_loose = node.kind is Kind.BINARY and PRECEDENCE[node.text] < least
    return f"({text})" if is_loose else text


def normal(node: Node) -> Node:
    """The same without parentheses, and with numbers in one form."""
    match node.kind:
        case Kind.GROUP:
            return normal(node.parts[0])
        case Kind.NUMBER:
            return replace(node, text=plain_number(node.text))
        case _:
            return replace(node, parts=tuple(map(normal, node.parts)))


def plain_number(text: str) -> str:
    """A number without zeros that mean nothing."""
    whole, _, fraction = format(Decimal(text), "f").partition(".")
    fraction = fraction.rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


def levels(node: Node) -> int:
    """How deeply an expression is nested; it may be deeper than can be recursed into."""
    deepest, rest = 0, [(node, 1)]
    while rest:
        each, level = rest.pop()
        deepest = max(deepest, level)
        rest.extend((part, level + 1) for part in each.parts)
    return deepest
