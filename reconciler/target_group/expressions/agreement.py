"""Whether an expression and a tree say the same, and which of their differences are one.

The server stores both unchecked. People change both together, and write one expression in several
ways; neither is to look like two differences, or like one where there is none.
"""

from functools import lru_cache
from typing import Final, TypeAlias

from reconciler.core.exact_json import Json
from reconciler.core.resource import Spec
from reconciler.target_group.expressions.compiler import compiled, read
from reconciler.target_group.expressions.nodes import Kind, Node, Obstacle, normal, text_of
from reconciler.target_group.expressions.trees import is_same_tree, read_tree
from reconciler.target_group.values import Expected

TEXT: Final = "expression"
TREE: Final = "expressionJson"

Sides: TypeAlias = tuple[dict[str, Json], dict[str, Json]]


def is_pair(expression: str, tree: str) -> bool | None:
    """Whether a tree says what an expression says; None where one of them cannot be read."""
    known = compiled(expression)
    if isinstance(known, str):
        return is_same_tree(known, tree)
    node, found = read(expression), read_tree(tree)
    if isinstance(node, Obstacle) or found is None:
        return None
    return normal(node) == normal(found)


@lru_cache(maxsize=4096)
def normal_text(text: str) -> str | None:
    """An expression in the one form of all that say the same; None where it cannot be read."""
    node = read(text)
    return None if isinstance(node, Obstacle) else text_of(normal(node))


def is_same_text(one: str, other: str) -> bool:
    """Whether two expressions say the same, however tightly the operators bind."""
    if one == other:
        return True
    ours, theirs = read(one), read(other)
    if isinstance(ours, Obstacle) or isinstance(theirs, Obstacle):
        return False
    return ours == theirs or (normal(ours) == normal(theirs) and _operators(normal(ours)) <= 1)


def _operators(node: Node) -> int:
    return (node.kind is Kind.BINARY) + sum(map(_operators, node.parts))


def settle(want: Spec, have: Spec) -> Sides:
    """Take out of the fields of a target, declared and shown, what is no difference of its own.

    Returns:
        Both sides, without the trees where they say nothing that the texts do not say. What the
        file leaves to be expected is not on its side where live says something else.
    """
    ours, theirs = dict(want), dict(have)
    text, shown = ours.get(TEXT), theirs.get(TEXT)
    if text and shown and is_same_text(text, shown):
        theirs[TEXT] = text
    if TREE in ours:
        tree = _settled_tree(ours, theirs)
        if tree is None:
            del ours[TREE], theirs[TREE]
        else:
            ours[TREE], theirs[TREE] = tree
    if isinstance(text, Expected):
        # The file says nothing of which events count: what live says of it is its alone.
        for name in (TEXT, TREE):
            if name in ours and (not theirs[name] or theirs[name] == ours[name]):
                del theirs[name]
            ours.pop(name, None)
    return ours, theirs


def _settled_tree(ours: Spec, theirs: Spec) -> tuple[Json, Json] | None:
    """Both trees; None where they say nothing of their own."""
    tree, shown = ours[TREE], theirs[TREE]
    if not shown:
        return None if isinstance(tree, Expected) else (tree, shown)
    if is_same_tree(tree, shown):
        return str(tree), str(tree)
    text, other = ours.get(TEXT), theirs.get(TEXT)
    if text and other and text != other and is_pair(text, tree) and is_pair(other, shown):
        return None
    return str(tree), shown
