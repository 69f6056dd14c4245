"""What of a group decides who is paid and for what.

A group is attributed to a till, and a leaderboard may be kept of it; neither counts anybody in or
out. Nor does an expression that holds for every purchase.
"""

from collections import Counter
from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Final

from reconciler.core.resource import Spec
from reconciler.target_group.canonical import ALWAYS, without, without_twins
from reconciler.target_group.comparing.effect import completed
from reconciler.target_group.expressions.agreement import TEXT, TREE
from reconciler.target_group.expressions.compiler import read
from reconciler.target_group.expressions.nodes import Kind, Node, normal, text_of
from reconciler.target_group.values import Expected

_ASIDE: Final = ("preferredTillId", "leaderboardEnabled")
_PURCHASES: Final = frozenset({"TRANSACTION", "LINEITEM"})
_TRUE: Final = Node(Kind.BOOLEAN, "true")
_ZERO: Final = Node(Kind.NUMBER, "0")
_VALUE: Final = Node(Kind.MEMBER, "value", (Node(Kind.NAME, "currentTxn"),))
_HOLDING: Final = frozenset(
    {
        *(Node(Kind.BINARY, sign, (_VALUE, _ZERO)) for sign in (">", ">=")),
        *(Node(Kind.BINARY, sign, (_ZERO, _VALUE)) for sign in ("<", "<=")),
        _TRUE,
    }
)
"""What holds for every purchase: none is worth less than nothing."""


def payout(spec: Spec) -> Spec:
    """A spec without what decides neither who is paid nor for what."""
    own = without(spec, _ASIDE)
    if "targets" in spec:
        own["targets"] = {name: _counting(target) for name, target in spec["targets"].items()}
    return own


def aside(spec: Spec) -> Mapping[str, Hashable]:
    """What ``payout`` leaves out, by the name of the field; equal where it says the same."""
    targets = without_twins(spec.get("targets", {})).values()
    texts = Counter(str(completed(each).get(TEXT)) for each in targets)
    return {**{name: spec.get(name) for name in _ASIDE}, TEXT: frozenset(texts.items())}


def _counting(target: Spec) -> Spec:
    """A target whose expression says no more than which purchases count."""
    text = target.get(TEXT)
    if target.get("targetEntity") not in _PURCHASES or (text and _told(str(text)) is None):
        return target
    said = completed(target)
    told = _told(str(said[TEXT])) if said.get(TEXT) else None
    is_settled = isinstance(said.get(TREE), Expected | None)  # else the tree has a say of its own
    if told is None or not is_settled:
        return target
    if told == _TRUE.text:
        return {**target, **ALWAYS}
    return without(target, {TREE}) | {TEXT: told}


@lru_cache(maxsize=4096)
def _told(text: str) -> str | None:
    """An expression without what holds for every purchase; None where there is nothing of it."""
    node = read(text)
    if not isinstance(node, Node):
        return None
    plain = normal(node)
    telling = _telling(plain)
    return None if telling == plain else text_of(telling)


def _telling(node: Node) -> Node:
    """An expression without the parts of it that hold for every purchase."""
    if node in _HOLDING:
        return _TRUE
    if node.kind is not Kind.BINARY or node.text not in {"&&", "||"}:
        return node
    parts = [_telling(part) for part in node.parts]
    if node.text == "||":
        return _TRUE if _TRUE in parts else node
    left = [part for part in parts if part != _TRUE]
    return Node(node.kind, node.text, tuple(parts)) if len(left) > 1 else [*left, _TRUE][0]
