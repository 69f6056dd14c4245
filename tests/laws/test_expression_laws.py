"""Laws of expressions: text, nodes and trees lead to each other, and nothing is ever guessed."""

import json
import string
from typing import Final

from hypothesis import example, given
from hypothesis import strategies as st

from reconciler.core.exact_json import Json
from reconciler.target_group.expressions import compiler
from reconciler.target_group.expressions.agreement import is_pair, is_same_text
from reconciler.target_group.expressions.compiler import compiled, read
from reconciler.target_group.expressions.nodes import (
    MOST_CHARACTERS,
    PRECEDENCE,
    Kind,
    Node,
    Obstacle,
    Reading,
    normal,
    text_of,
)
from reconciler.target_group.expressions.parser import parse
from reconciler.target_group.expressions.plain import read_comparison
from reconciler.target_group.expressions.symbols import DOCUMENTED
from reconciler.target_group.expressions.trees import (
    as_expressions,
    expression_of,
    is_same_tree,
    read_tree,
)
from tests.support.expression_trees import LEARNED

SIGNS: Final = "currentTxn.value 0123456789<>=&|!+-*/%().,\"'\\true\n"
TYPES: Final = {
    Kind.NAME: "x:object:primitive",
    Kind.BOOLEAN: "boolean:primitive",
    Kind.NUMBER: "number:primitive",
    Kind.STRING: "E__Brand:enum:string:object:primitive",
}
ATTRIBUTES: Final = sorted(name for name in DOCUMENTED.types if "." in name)

words = st.text(string.ascii_letters + string.digits + "_", min_size=1, max_size=4).filter(
    lambda word: not word[0].isdigit() and word not in {"true", "false"}
)
names = words.map(lambda name: Node(Kind.NAME, name))
booleans = st.sampled_from(["true", "false"]).map(lambda text: Node(Kind.BOOLEAN, text))
numbers = st.from_regex(r"[0-9]{1,4}(\.[0-9]{1,3})?", fullmatch=True).map(
    lambda text: Node(Kind.NUMBER, text)
)
strings = st.text("aé 1'&", max_size=3).map(lambda text: Node(Kind.STRING, text))


def nodes() -> st.SearchStrategy[Node]:
    """Expressions of every form that the documents write."""
    return st.recursive(names | booleans | numbers | strings, _larger, max_leaves=12)


def _larger(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    holders = names | st.builds(_member, names, words | st.just("true"))
    return st.one_of(
        st.builds(_member, holders, words),
        st.builds(_call, holders, words, st.lists(inner, max_size=2)),
        st.builds(lambda node: Node(Kind.GROUP, "", (node,)), inner),
        st.builds(_binary, st.sampled_from(sorted(PRECEDENCE)), inner, inner),
    )


def _member(holder: Node, name: str) -> Node:
    return Node(Kind.MEMBER, name, (holder,))


def _call(holder: Node, name: str, arguments: list[Node]) -> Node:
    return Node(Kind.CALL, name, (holder, *arguments))


def _binary(operator: str, left: Node, right: Node) -> Node:
    return Node(Kind.BINARY, operator, (left, right))


def tree_for(node: Node) -> Json:
    """The tree of an expression, in the forms that the documents show."""
    parts = [tree_for(each) for each in node.parts]
    match node.kind:
        case Kind.GROUP:
            return parts[0]
        case Kind.MEMBER:
            return _inner("object_dereference", [parts[0], _leaf("name", node.text)])
        case Kind.CALL:
            return _inner("method_call", [parts[0], _leaf("name", node.text), *parts[1:]])
        case Kind.BINARY:
            return _inner("binary_operation", parts) | {"value": node.text}
        case kind:
            return _leaf("name" if kind is Kind.NAME else "literal", node.text, TYPES[kind])


def _leaf(arity: str, value: str, type_: str = "x:object:primitive") -> Json:
    return {"arity": arity, "value": value, "type": type_}


def _inner(arity: str, operands: list[Json]) -> Json:
    return {"arity": arity, "type": "boolean:primitive", "operands": operands}


def read_well(text: str) -> Node:
    """What a text says, which can be read."""
    found = read(text)
    assert isinstance(found, Node)
    return found


@given(nodes())
def test_what_is_written_is_read_as_what_it_was(node: Node) -> None:
    """Parentheses are put where the operators need them, and nowhere else does it matter."""
    assert normal(read_well(text_of(node))) == normal(node)


@given(nodes())
def test_what_is_read_is_written_as_it_was(node: Node) -> None:
    """Parse, print, parse: the same text, the same nodes."""
    text = text_of(node)

    assert text_of(read_well(text)) == text
    assert read_well(text_of(read_well(text))) == read_well(text)


@given(nodes(), st.data())
def test_blanks_say_nothing(node: Node, data: st.DataObject) -> None:
    """Around operators and parentheses there may be any."""
    blanks = st.sampled_from(["", " ", "\n", "\t  "])
    text = "".join(
        f"{data.draw(blanks)}{each}{data.draw(blanks)}" if each in "(),+*%" else each
        for each in text_of(node).replace("'", "")
    )
    if '"' not in text:
        assert is_same_text(text, text_of(node))


@given(nodes())
def test_a_tree_is_read_as_its_expression(node: Node) -> None:
    """The way back from a tree, whatever the order of its keys."""
    text = json.dumps(tree_for(node), sort_keys=True, indent=1)
    found = read_tree(text)

    assert found is not None
    assert normal(found) == normal(node)
    assert normal(read_well(str(expression_of(text)))) == normal(node)
    assert is_pair(text_of(node), text)


@given(nodes(), nodes())
def test_another_expression_has_another_tree(one: Node, other: Node) -> None:
    """What is not the same is never called so."""
    trees = json.dumps(tree_for(one)), json.dumps(tree_for(other))
    is_same = normal(one) == normal(other)

    assert is_same_tree(*trees) == is_same
    if not is_same:
        assert is_pair(text_of(one), trees[1]) is False
        assert not is_same_text(text_of(one), text_of(other))
        assert as_expressions(*trees) == tuple(map(expression_of, trees))


@given(
    st.sampled_from(ATTRIBUTES), st.sampled_from("<>"), st.integers(0, 10**30), st.sampled_from(" ")
)
def test_what_compiles_comes_back_and_compiles_to_the_same(
    attribute: str, operator: str, number: int, blank: str
) -> None:
    """Compile, write back, compile."""
    expression = f"{attribute}{operator}{number}"
    tree = compiled(expression)

    assert isinstance(tree, str)
    assert expression_of(tree) == expression
    assert compiled(expression.replace(operator, f"{blank}{operator}{blank}")) == tree
    assert is_pair(expression, tree)


@given(st.text(SIGNS, max_size=40) | st.text(max_size=20))
@example("")
@example("\x00")
@example('"')
def test_any_text_has_a_tree_or_an_obstacle(text: str) -> None:
    """Nothing crashes, and an obstacle is one sentence or more."""
    tree = compiled(text)

    if isinstance(tree, Obstacle):
        assert tree.message.endswith(".")
    else:
        assert read_tree(tree) == normal(read_well(text))
    assert is_pair(text, text) in {True, False, None}


@given(
    st.sampled_from(["(", "a&&", "a.", '"', "1", "a", "a.b(", "((a)", "true ", "1+", "<", "||"]),
    st.integers(1, MOST_CHARACTERS),
    st.sampled_from(["", "a", ")" * 300, "&&a"]),
)
def test_any_nesting_is_answered(start: str, times: int, end: str) -> None:
    """However deep it is, nothing recurses further than it may."""
    found = read(start * times + end)

    if isinstance(found, Node):
        assert normal(read_well(text_of(found))) == normal(found)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["arity", "type", "value", "operands"]), inner)
    ),
    max_leaves=8,
)


@given(nodes(), st.data())
def test_a_tree_of_another_form_is_not_read(node: Node, data: st.DataObject) -> None:
    """Whatever is put in the place of a part, no reader crashes, and a same tree is the same."""
    tree = tree_for(node)
    part = tree
    while part.get("operands") and data.draw(st.booleans()):
        part = data.draw(st.sampled_from(part["operands"]))
    part[data.draw(st.sampled_from(["arity", "type", "value", "operands"]))] = data.draw(
        json_values
    )
    text = json.dumps(tree)
    found = expression_of(text)

    assert found is None or isinstance(read(found), Node)
    assert is_same_tree(text, text)
    assert is_same_tree(text, text_of(node)) is False or text == text_of(node)


blanks = st.text(" \t\n", max_size=2)
attributes = words | st.sampled_from(["true", "falsehood", "true_"])
comparisons = st.tuples(
    attributes, st.just("."), attributes, st.sampled_from(sorted(PRECEDENCE)), numbers.map(text_of)
).flatmap(lambda parts: blanks.map(lambda blank: blank + blank.join(parts) + blank))


@given(comparisons | st.text(SIGNS, max_size=20))
def test_what_is_read_without_the_grammar_is_what_the_grammar_reads(text: str) -> None:
    plain = read_comparison(text)
    if plain is not None:
        found = parse(text)
        assert plain == found
        assert _places(plain) == _places(found)


@given(st.sampled_from(ATTRIBUTES), st.sampled_from(["<", ">", "=="]), st.integers(0, 10**6))
def test_a_plain_comparison_needs_no_grammar(attribute: str, operator: str, number: int) -> None:
    assert read_comparison(f"{attribute} {operator} {number}") is not None


@given(comparisons | numbers.map(lambda number: f"currentTxn.value>{text_of(number)}"))
@example("currentTxn.value>0")
@example("currentTxn.value>00")
@example("currentTxn.value>1.0")
@example("currentTxn.value==1")
@example(f"currentTxn.value>{'9' * MOST_CHARACTERS}")
def test_a_tree_does_not_depend_on_the_trees_of_other_numbers(text: str) -> None:
    """It, or what is in its way, is what compiling the text itself gives."""
    for known in (DOCUMENTED, LEARNED.at(None)):
        assert compiled(text, known) == compiler._compiled(text, known)


def _places(node: Reading) -> list[int]:
    assert isinstance(node, Node)
    return [node.at, *(place for part in node.parts for place in _places(part))]
