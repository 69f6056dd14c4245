"""Trees of the API back to expressions, as far as their form is known.

More can be read than is ever compiled: what is read is shown to people and compared, never sent.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

from reconciler.core.exact_json import Json
from reconciler.target_group.expressions.nodes import (
    BOOLEAN,
    MEMBER_NAME,
    MOST_LEVELS,
    NAME,
    NUMBER,
    PRECEDENCE,
    STRING,
    Kind,
    Node,
    plain_number,
    text_of,
)
from reconciler.target_group.expressions.symbols import BOOLEAN_TYPE, NUMBER_TYPE
from reconciler.target_group.values import json_text, parsed_json

_LEAF: Final = frozenset({"arity", "value", "type"})
_OPERATION: Final = frozenset({"arity", "type", "operands"})
_OBJECTS: Final = frozenset({Kind.NAME, Kind.MEMBER, Kind.CALL})


class _Unreadable(Exception):
    """A tree has a form that is not known."""


@lru_cache(maxsize=4096)
def read_tree(text: str) -> Node | None:
    """What a tree says; None where its form is not known."""
    try:
        return _node(parsed_json(text), MOST_LEVELS)
    except _Unreadable:
        return None


def expression_of(text: str) -> str | None:
    """A tree as the expression that it stands for; None where its form is not known."""
    node = read_tree(text)
    return None if node is None else text_of(node)


def as_expressions(one: Json, other: Json) -> tuple[Json, Json] | None:
    """Two different trees as expressions; None where that would not show the difference.

    What is no text, since one side has no tree, stays as it is.
    """
    trees = one, other
    first, second = (expression_of(each) if isinstance(each, str) else each for each in trees)
    was_read = [first is None, second is None] == [one is None, other is None]
    return (first, second) if was_read and first != second else None


def is_same_tree(one: str, other: str) -> bool:
    """Whether two trees are the same but for the order of keys, white space and number formats."""
    if one == other or json_text(one) == json_text(other):
        return True
    if read_tree(one) is None or read_tree(other) is None:
        return False
    return bool(_plain(parsed_json(one)) == _plain(parsed_json(other)))


def _plain(tree: Json) -> Json:
    """A tree that can be read, with numbers in one form."""
    if "operands" in tree:
        return {**tree, "operands": [_plain(each) for each in tree["operands"]]}
    if (tree["arity"], tree["type"]) == ("literal", NUMBER_TYPE):
        return {**tree, "value": plain_number(_text(tree["value"]))}
    return tree


def _node(tree: Json, levels: int) -> Node:
    if not isinstance(tree, Mapping) or levels == 0 or not isinstance(tree.get("type"), str):
        raise _Unreadable
    if tree.keys() == _LEAF:
        return _leaf(tree)
    if tree.keys() - {"value"} == _OPERATION and isinstance(tree["operands"], list):
        return _operation(tree, tree["operands"], levels - 1)
    raise _Unreadable


def _leaf(tree: Mapping[str, Json]) -> Node:
    value, type_ = _text(tree["value"]), tree["type"]
    if tree["arity"] == "name":
        return Node(Kind.NAME, _matching(NAME, value))
    if tree["arity"] != "literal":
        raise _Unreadable
    if type_ == NUMBER_TYPE:
        return Node(Kind.NUMBER, _matching(NUMBER, value))
    if type_ == BOOLEAN_TYPE:
        return Node(Kind.BOOLEAN, _matching(BOOLEAN, value))
    if "string" in type_.split(":"):
        return Node(Kind.STRING, _matching(STRING, value))
    raise _Unreadable


def _operation(tree: Mapping[str, Json], operands: Sequence[Json], levels: int) -> Node:
    match tree["arity"], tree.get("value"), operands:
        case "binary_operation", str() as operator, [left, right] if operator in PRECEDENCE:
            return Node(Kind.BINARY, operator, (_node(left, levels), _node(right, levels)))
        case "object_dereference", None, [holder, member]:
            return Node(Kind.MEMBER, _member(member), (_object(holder, levels),))
        case "method_call", None, [holder, member, *arguments]:
            parts = (_object(holder, levels), *(_node(each, levels) for each in arguments))
            return Node(Kind.CALL, _member(member), parts)
        case _:
            raise _Unreadable


def _object(tree: Json, levels: int) -> Node:
    node = _node(tree, levels)
    if node.kind not in _OBJECTS:
        raise _Unreadable
    return node


def _member(tree: Json) -> str:
    """The name of an attribute or a method, which may be a word that no object has for a name."""
    if isinstance(tree, Mapping) and tree.keys() == _LEAF and tree["arity"] == "name":
        return _matching(MEMBER_NAME, _text(tree["value"]))
    raise _Unreadable


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if pattern.fullmatch(text) is None:
        raise _Unreadable
    return text


def _text(value: Json) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise _Unreadable
    return str(value)
