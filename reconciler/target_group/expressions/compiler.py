"""Expressions to the trees that the API wants beside them.

Only what is known is compiled: what documented samples show, which is ``true``, and an attribute
compared with a whole number by ``>`` or ``<``; and what the settings declare. Everything else is an
obstacle that says what is not known, since a wrong tree would make another campaign than the one
declared.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from reconciler.core.exact_json import Json
from reconciler.target_group.expressions.forms import (
    PARENTHESES,
    is_whole,
    literal_kind,
    nesting,
    operation,
)
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
from reconciler.target_group.expressions.symbols import BOOLEAN_TYPE, DOCUMENTED, Vocabulary
from reconciler.target_group.values import json_text

_WHOLE: Final = frozenset({"literal", "binary_operation"})
"""What a whole expression can be; a symbol alone is none."""
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
    """Compile an expression to its tree as sent, by what is known for the event of its target."""
    plain = split_comparison(expression)
    if plain is not None and len(expression) <= MOST_CHARACTERS:
        # Campaigns compare few attributes with many numbers, so that of 0 is kept for all of them.
        head, number = plain
        tree = _compiled(f"{head}0", vocabulary)
        if isinstance(tree, str) and is_whole(number):
            return tree.replace('"value":"0"', f'"value":"{number}"')  # which no name can be
    return _compiled(expression, vocabulary)


@lru_cache(maxsize=4096)
def _compiled(expression: str, vocabulary: Vocabulary) -> str | Obstacle:
    node = read(expression)
    if isinstance(node, Obstacle):
        return node
    try:
        tree = _part(node, vocabulary)
    except _Unknown as unknown:
        return unknown.obstacle
    if tree["type"] != BOOLEAN_TYPE or tree["arity"] not in _WHOLE:
        return _unknown(node).obstacle
    return json.dumps(tree, separators=(",", ":"))


def is_redundant(
    expression: str | None, tree: str | None, vocabulary: Vocabulary = DOCUMENTED
) -> bool:
    """Whether a tree, in canonical form, is exactly what its expression compiles to."""
    if expression is None or tree is None:
        return False
    known = compiled(expression, vocabulary)
    return isinstance(known, str) and json_text(known) == tree


def _part(node: Node, vocabulary: Vocabulary) -> Json:
    match node.kind:
        case Kind.BOOLEAN | Kind.NUMBER | Kind.STRING:
            type_ = vocabulary.literals.get(literal_kind(node) or "")
            if type_ is None:
                raise _unknown(node)
            return _leaf("literal", node.text, type_)
        case Kind.MEMBER if node.parts[0].kind is Kind.NAME:
            [holder], known = node.parts, vocabulary.types
            attribute = f"{holder.text}.{node.text}"
            for symbol in (holder.text, attribute):
                if symbol not in known:
                    place = f"(character {holder.at + 1})"
                    why = f"The type of '{shortened(symbol)}' is not known {place}."
                    raise _Unknown(Obstacle(why, symbol))
            type_ = known[attribute]
            operands = [_leaf("name", holder.text, known[holder.text])]
            operands.append(_leaf("name", node.text, type_))
            return {"arity": "object_dereference", "type": type_, "operands": operands}
        case Kind.GROUP if PARENTHESES in vocabulary.nesting:
            return _part(node.parts[0], vocabulary)
        case Kind.BINARY if any(f" {node.text} " in each for each in vocabulary.operators):
            return _operation(node, vocabulary)
        case _:
            raise _unknown(node)


def _operation(node: Node, vocabulary: Vocabulary) -> Json:
    left, right = (_part(each, vocabulary) for each in node.parts)
    type_ = vocabulary.operators.get(operation(left["type"], node.text, right["type"]))
    if type_ is None:
        starts = f"{left['type']} {node.text} "
        takes_left = any(each.startswith(starts) for each in vocabulary.operators)
        raise _unknown(node.parts[1 if takes_left else 0])
    for key, _, inner in nestings(node, (left, right)):
        if key not in vocabulary.nesting:
            raise _unknown(inner)
    return {
        "arity": "binary_operation",
        "value": node.text,
        "type": type_,
        "operands": [left, right],
    }


def nestings(node: Node, operands: Sequence[Json]) -> Iterator[tuple[str, str, Node]]:
    """The operators beside that of an operation that could be read in another way too.

    Of ``a + b - c`` types say nothing: it could be read as ``a + (b - c)``. ``a > b && c`` they
    settle, since ``b`` is none of what ``&&`` takes.

    Yields:
        What the settings call both operators, how they are read, and the inner operation.
    """
    outer = node.text
    for side, (inner, tree) in enumerate(zip(node.parts, operands, strict=True)):
        if inner.kind is not Kind.BINARY:
            continue
        beside = tree["operands"][1 - side]
        if beside["type"] == tree["type"]:
            first, second = (outer, inner.text) if side else (inner.text, outer)
            yield *nesting(first, second), inner


def _leaf(arity: str, value: str, type_: str) -> Json:
    return {"arity": arity, "value": value, "type": type_}


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
    place = f"in this place (character {node.at + 1})"
    message = f"Neither documents nor settings show the tree of '{what}' {place}."
    return _Unknown(Obstacle(message))
