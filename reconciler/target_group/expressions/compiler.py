"""Expressions to the trees that the API wants beside them.

Only what documented samples show is compiled: ``true``, and an attribute compared with a whole
number by ``>`` or ``<``. Everything else is an obstacle that says what is not known, since a wrong
tree would make another campaign than the one declared.
"""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from reconciler.core.exact_json import Json
from reconciler.target_group.expressions.nodes import (
    MOST_CHARACTERS,
    MOST_LEVELS,
    Kind,
    Node,
    Obstacle,
    Reading,
    levels,
    shortened,
    text_of,
)
from reconciler.target_group.expressions.plain import read_comparison, split_comparison
from reconciler.target_group.expressions.symbols import DOCUMENTED, Vocabulary
from reconciler.target_group.values import json_text

BOOLEAN_TYPE: Final = "boolean:primitive"
NUMBER_TYPE: Final = "number:primitive"
_COMPARISONS: Final = frozenset({">", "<"})
"""The operators that a documented tree shows."""
_ZERO: Final = "0"
_BOOLEANS: Final = frozenset({"true", "false"})


MOST_TOGETHER: Final = 50_000
"""Characters of all expressions of one campaign that are read; more would take seconds."""


class _Unknown(Exception):
    """Something has no tree that is known."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(obstacle.message)
        self.obstacle = obstacle


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """Read an expression that is neither too long nor nested too deeply."""
    if text in _BOOLEANS:
        return Node(Kind.BOOLEAN, text)
    if len(text) > MOST_CHARACTERS:
        return Obstacle(f"The expression is longer than {MOST_CHARACTERS} characters.")
    plain = read_comparison(text)
    if plain is not None:
        return plain
    from reconciler.target_group.expressions.parser import parse  # noqa: PLC0415 - slow to import

    found = parse(text)
    if isinstance(found, Node) and levels(found) > MOST_LEVELS:
        return Obstacle(f"The expression is nested more than {MOST_LEVELS} levels deep.")
    return found


def are_too_long(targets: Iterable[Mapping[str, Json]]) -> bool:
    """Whether the expressions of a campaign's targets are too long together to be read."""
    return sum(len(target.get("expression") or "") for target in targets) > MOST_TOGETHER


def compiled(expression: str, vocabulary: Vocabulary = DOCUMENTED) -> str | Obstacle:
    """Compile an expression to its tree, as the text that is sent.

    Args:
        expression: its text.
        vocabulary: the symbols whose types are known.
    """
    return _with_its_number(expression, vocabulary) or _compiled(expression, vocabulary)


def _with_its_number(expression: str, vocabulary: Vocabulary) -> str | None:
    """The tree of a plain comparison: that of the same comparison with 0, and the number put in.

    Campaigns compare few attributes with many numbers. None where that way does not lead to a tree.
    """
    plain = split_comparison(expression)
    if plain is None or len(expression) > MOST_CHARACTERS:
        return None
    head, number = plain
    tree = _compiled(head + _ZERO, vocabulary)
    if isinstance(tree, Obstacle) or not _is_whole(number):
        return None
    return tree.replace(_value(_ZERO), _value(number))


@lru_cache(maxsize=4096)
def _compiled(expression: str, vocabulary: Vocabulary) -> str | Obstacle:
    node = read(expression)
    if isinstance(node, Obstacle):
        return node
    try:
        tree = _tree(node, vocabulary)
    except _Unknown as unknown:
        return unknown.obstacle
    return json.dumps(tree, separators=(",", ":"))


def is_redundant(
    expression: str | None, tree: str | None, vocabulary: Vocabulary = DOCUMENTED
) -> bool:
    """Whether a tree, in canonical form, is exactly what its expression compiles to."""
    if expression is None or tree is None:
        return False
    known = compiled(expression, vocabulary)
    return isinstance(known, str) and json_text(known) == tree


def _tree(node: Node, vocabulary: Vocabulary) -> Json:
    match node:
        case Node(Kind.BOOLEAN, "true"):
            return _literal("true", BOOLEAN_TYPE)
        case Node(Kind.BINARY, operator, (left, right)) if operator in _COMPARISONS:
            return {
                "arity": "binary_operation",
                "value": operator,
                "type": BOOLEAN_TYPE,
                "operands": [_attribute(left, vocabulary), _whole_number(right)],
            }
        case _:
            raise _unknown(node)


def _attribute(node: Node, vocabulary: Vocabulary) -> Json:
    match node:
        case Node(Kind.MEMBER, attribute, (Node(Kind.NAME, holder, at=start),)):
            known = vocabulary.types
            for symbol in (holder, f"{holder}.{attribute}"):
                if symbol not in known:
                    quoted = shortened(symbol)
                    why = f"The type of '{quoted}' is not known (character {start + 1})."
                    raise _Unknown(Obstacle(why, symbol))
            return {
                "arity": "object_dereference",
                "type": known[f"{holder}.{attribute}"],
                "operands": [
                    _name(holder, known[holder]),
                    _name(attribute, known[f"{holder}.{attribute}"]),
                ],
            }
        case _:
            raise _unknown(node)


def _whole_number(node: Node) -> Json:
    if node.kind is Kind.NUMBER and _is_whole(node.text):
        return _literal(node.text, NUMBER_TYPE)
    raise _unknown(node)


def _is_whole(number: str) -> bool:
    return number.isdecimal() and (number == _ZERO or not number.startswith(_ZERO))


def _value(literal: str) -> str:
    """How a tree says the value of a number; no name can be one."""
    return f'"value":"{literal}"'


def _name(name: str, type_: str) -> Json:
    return {"arity": "name", "value": name, "type": type_}


def _literal(value: str, type_: str) -> Json:
    return {"arity": "literal", "value": value, "type": type_}


def _unknown(node: Node) -> _Unknown:
    match node.kind:
        case Kind.BINARY:
            what = node.text
        case Kind.GROUP:
            what = "("
        case Kind.CALL:
            what = f"{shortened(node.text)}(…)"
        case _:
            what = shortened(text_of(node))
    message = f"No document shows the tree of '{what}' in this place (character {node.at + 1})."
    return _Unknown(Obstacle(message))
