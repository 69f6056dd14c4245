"""What live pairs of text and tree prove about expressions.

The API keeps both unchecked, and people have put wrong ones beside each other. So a pair counts
only where its tree says part by part what its text says, and a part only where all pairs agree on
it: a pair with a part on which they do not proves nothing else either.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct

from reconciler.core.exact_json import Json
from reconciler.target_group.expressions.compiler import nestings, read
from reconciler.target_group.expressions.forms import PARENTHESES, is_type, literal_kind, operation
from reconciler.target_group.expressions.nodes import (
    MEMBER_NAME,
    PRECEDENCE,
    STRING,
    Kind,
    Node,
    Obstacle,
    shortened,
    text_of,
)
from reconciler.target_group.expressions.symbols import BOOLEAN_TYPE, Part, Sort, Vocabulary
from reconciler.target_group.values import parsed_json

_LEAF: Final = frozenset({"arity", "value", "type"})
_OPERATION: Final = frozenset({"arity", "value", "type", "operands"})
_DEREFERENCE: Final = frozenset({"arity", "type", "operands"})
_SIDES: Final = 2

Shown: TypeAlias = Iterator[tuple[Part, str]]
"""Parts, each with the form that a tree shows."""


class Pair(NamedTuple):
    """A text and a tree that stand beside each other.

    Attributes:
        event: whose events the target counts.
        tree: the text of the tree; empty where it is not to be read.
    """

    id: int
    name: str
    target: str
    event: str
    expression: str
    tree: str


class Proof(Struct, frozen=True):
    """A part that all pairs show in one form.

    Attributes:
        form: how it is printed.
        pairs: those that prove it.
    """

    part: Part
    form: str
    pairs: tuple[Pair, ...]


class Contradiction(Struct, frozen=True):
    """A part that is shown in several forms.

    Attributes:
        known: the form in which documents or the settings have it; None where they do not.
        forms: the pairs that show it, by the form in which they do.
    """

    part: Part
    known: str | None
    forms: Mapping[str, tuple[Pair, ...]]


class SetAside(NamedTuple):
    """A pair that proves nothing."""

    pair: Pair
    reason: str


class Lesson(Struct, frozen=True):
    """What pairs prove.

    Attributes:
        pairs: how many there are.
        kept: those that agree with all others in every part.
        proofs: parts that were not known before.
        contradictions: parts on which pairs, or pairs and what is known, do not agree.
        set_aside: pairs that cannot be read, or whose text and tree say different things.
    """

    pairs: int
    kept: tuple[Pair, ...]
    proofs: tuple[Proof, ...]
    contradictions: tuple[Contradiction, ...]
    set_aside: tuple[SetAside, ...]


class _ApartError(Exception):
    """A tree does not say what its text says, or says it in a form that is not known."""

    def __init__(self, reason: str, *shown: tuple[Part, str]) -> None:
        super().__init__(reason)
        self.reason = reason
        self.shown = shown


def learn(pairs: Sequence[Pair], known: Vocabulary) -> Lesson:
    """Find what the pairs of one organisation prove, beyond what is known already."""
    readings: dict[Pair, list[tuple[Part, str]]] = {}
    set_aside: list[SetAside] = []
    shown: dict[Part, dict[str, list[Pair]]] = {}
    for pair in pairs:
        try:
            found = readings[pair] = list(dict.fromkeys(_parts_of(pair)))
        except _ApartError as apart:
            set_aside.append(SetAside(pair, apart.reason))
            found = [*apart.shown]
        for part, form in found:
            shown.setdefault(part, {}).setdefault(form, []).append(pair)
    doubtful = {
        part: Contradiction(
            part, known.get(part), {form: tuple(forms[form]) for form in sorted(forms)}
        )
        for part, forms in sorted(shown.items())
        if len({*forms, known.get(part) or next(iter(forms))}) > 1
    }
    kept = [
        pair
        for pair, found in readings.items()
        if all(
            part not in doubtful if known.get(part) is None else known.get(part) == form
            for part, form in found
        )
    ]
    proofs: dict[tuple[Part, str], list[Pair]] = {}
    for pair in kept:
        for part, form in readings[pair]:
            if known.get(part) is None:
                proofs.setdefault((part, form), []).append(pair)
    return Lesson(
        len(pairs),
        tuple(kept),
        tuple(Proof(*key, tuple(proofs[key])) for key in sorted(proofs)),
        tuple(doubtful.values()),
        tuple(set_aside),
    )


def _parts_of(pair: Pair) -> Shown:
    """The parts of a pair, in the forms that its tree shows.

    Raises:
        _ApartError: it proves nothing.
    """
    node = read(pair.expression)
    if isinstance(node, Obstacle):
        raise _ApartError(node.message)
    if not pair.event.strip():
        raise _ApartError("The event of its target has no name.")
    if not pair.tree:
        raise _ApartError("The expressions of its group are too long together to be read.")
    tree = parsed_json(pair.tree)
    if tree is None:
        raise _ApartError("Its tree is not JSON.")
    whole = node
    while whole.kind is Kind.GROUP:
        whole = whole.parts[0]
    if whole.kind not in {Kind.BOOLEAN, Kind.BINARY} or _type(tree, node) != BOOLEAN_TYPE:
        raise _ApartError("It is no truth value and no operation that gives one.")
    return _parts(node, tree, pair.event)


def _parts(node: Node, tree: Json, event: str) -> Shown:
    match node.kind:
        case Kind.GROUP:
            yield Part(Sort.NESTING, PARENTHESES), "a"
            yield from _parts(node.parts[0], tree, event)
        case Kind.BINARY:
            yield from _operation(node, tree, event)
        case Kind.MEMBER if node.parts[0].kind is Kind.NAME:
            holder, member = _operands(tree, "object_dereference", _DEREFERENCE, node)
            object_ = node.parts[0].text
            yield from _name(Part(Sort.SYMBOLS, object_, event), object_, holder)
            symbol = Part(Sort.SYMBOLS, f"{object_}.{node.text}", event)
            yield from _name(symbol, node.text, member)
            if _type(tree, node) != member["type"]:
                said = f"both {member['type']} and {tree['type']}"
                raise _ApartError(_other(symbol.key, said), (symbol, said))
        case Kind.BOOLEAN | Kind.NUMBER | Kind.STRING:
            yield _literal(node, tree)
        case _:
            raise _ApartError(f"How '{shortened(text_of(node))}' stands in a tree is not known.")


def _operation(node: Node, tree: Json, event: str) -> Shown:
    left, right = _operands(tree, "binary_operation", _OPERATION, node)
    yield from _parts(node.parts[0], left, event)
    yield from _parts(node.parts[1], right, event)
    part = Part(Sort.OPERATORS, operation(_type(left, node), node.text, _type(right, node)))
    operator = tree["value"]
    if operator != node.text:
        is_operator = isinstance(operator, str) and operator in PRECEDENCE
        said = f"the operator '{operator}'" if is_operator else "an unknown operator"
        raise _ApartError(_other(node.text, said), (part, said))
    yield part, _type(tree, node)
    for key, reading, _ in nestings(node, (left, right)):
        yield Part(Sort.NESTING, key), reading


def _name(part: Part, name: str, tree: Json) -> Shown:
    type_, value = _leaf(tree, "name", part.key)
    if value != name:
        is_name = isinstance(value, str) and MEMBER_NAME.fullmatch(value)
        said = f"the name '{shortened(value)}'" if is_name else "an unknown name"
        raise _ApartError(_other(part.key, said), (part, said))
    yield part, type_


def _literal(node: Node, tree: Json) -> tuple[Part, str]:
    text = text_of(node)
    kind = literal_kind(node)
    if kind is None:
        raise _ApartError(f"How '{shortened(text)}' stands in a tree is not known.")
    part = Part(Sort.LITERALS, kind)
    type_, value = _leaf(tree, "literal", text)
    if value == node.text:
        return part, type_
    if isinstance(value, str) and (node.kind is not Kind.STRING or STRING.fullmatch(value)):
        raise _ApartError(_other(text, f"'{shortened(value)}'"))  # another literal in that form
    said = "the value in another form"
    raise _ApartError(_other(text, said), (part, said))


def _operands(tree: Json, arity: str, keys: frozenset[str], node: Node) -> list[Json]:
    """The two operands of a tree that must be of this kind, and nothing else."""
    if not isinstance(tree, Mapping) or tree.get("arity") != arity:
        raise _ApartError(_other(text_of(node), "something else"))
    operands = tree.get("operands")
    if tree.keys() != keys or not isinstance(operands, list) or len(operands) != _SIDES:
        raise _unknown_form(node)
    return operands


def _leaf(tree: Json, arity: str, text: str) -> tuple[str, Json]:
    if not isinstance(tree, Mapping) or tree.get("arity") != arity:
        raise _ApartError(_other(text, "something else"))
    if tree.keys() != _LEAF or not _has_type(tree):
        raise _ApartError(f"The tree has a form of '{shortened(text)}' that is not known.")
    return tree["type"], tree["value"]


def _type(tree: Json, node: Node) -> str:
    if not isinstance(tree, Mapping) or not _has_type(tree):
        raise _unknown_form(node)
    return str(tree["type"])


def _has_type(tree: Mapping[str, Json]) -> bool:
    return isinstance(tree.get("type"), str) and is_type(tree["type"])


def _unknown_form(node: Node) -> _ApartError:
    return _ApartError(f"The tree has a form of '{shortened(text_of(node))}' that is not known.")


def _other(said: str, tree: str) -> str:
    return f"Where the text says '{shortened(said)}', the tree says {tree}."
