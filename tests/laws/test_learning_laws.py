"""Laws of learning: what was kept compiles to its tree, and nothing does that no pair proves."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from hypothesis import event, given
from hypothesis import strategies as st

from reconciler.core.exact_json import Json
from reconciler.target_group.expressions.compiler import compiled
from reconciler.target_group.expressions.learning import Pair, learn
from reconciler.target_group.expressions.symbols import DOCUMENTED
from tests.support.answers import TRUE_TREE, comparison_tree
from tests.support.expression_trees import (
    BOOL,
    NUMBER,
    REAL,
    STORE,
    TEXT_TYPE,
    attribute,
    leaf,
    operation,
    taught,
)

EVENTS: Final = ("TransactionAdd", "spinTheWheel")


class Said(NamedTuple):
    """An expression as a console would print it.

    Attributes:
        text: with parentheses around all that stands inside another operation.
        tree: its tree.
    """

    text: str
    tree: Json


def literals(kind: st.SearchStrategy[str], type_: str) -> st.SearchStrategy[Said]:
    """Literals of a type."""
    return kind.map(lambda text: Said(text, leaf("literal", text.strip('"'), type_)))


WHOLE = literals(st.integers(0, 99).map(str), NUMBER)
DECIMAL = literals(st.sampled_from(["0.5", "12.25"]), NUMBER)
TEXT = literals(st.sampled_from(['"S1"', '"S 2"', '""']), TEXT_TYPE)
TRUTH = literals(st.sampled_from(["true", "false"]), BOOL)


@cache
def comparisons(at: str) -> st.SearchStrategy[Said]:
    """One attribute compared with a literal; `currentEvent` has another type for each event."""
    amounts = st.sampled_from(["value", "points"]).map(
        lambda name: Said(f"currentTxn.{name}", attribute(name, REAL))
    )
    shops = st.just(Said("currentTxn.store", attribute("store", STORE)))
    events = st.just(
        Said("currentEvent.shop", attribute("shop", STORE, "currentEvent", f"{at}:primitive"))
    )
    numbers = st.tuples(amounts, st.sampled_from([">", "<", ">=", "<=", "=="]), WHOLE | DECIMAL)
    texts = st.tuples(shops | events, st.sampled_from(["==", "!="]), TEXT)
    return (numbers | texts).map(lambda made: joined(*made))


def joined(left: Said, operator: str, right: Said) -> Said:
    """Two of them with an operator between."""
    text = f"{left.text}{operator}{right.text}"
    return Said(text, operation(left.tree, operator, right.tree))


def enclosed(said: Said) -> Said:
    """In parentheses, which trees leave out."""
    return said._replace(text=f"({said.text})")


@cache
def expressions(at: str) -> st.SearchStrategy[Said]:
    """Whole expressions; operators that bind alike stand in parentheses or from the left."""
    simple = comparisons(at) | TRUTH
    ands = st.lists(simple | simple.map(enclosed), min_size=1, max_size=3).map(
        lambda parts: chained("&&", parts)
    )
    return st.lists(ands | ands.map(enclosed), min_size=1, max_size=2).map(
        lambda parts: chained("||", parts)
    )


def chained(operator: str, parts: Sequence[Said]) -> Said:
    """All of them, the left first."""
    whole, *rest = parts
    for each in rest:
        whole = joined(whole, operator, each)
    return whole


@st.composite
def told(draw: st.DrawFn) -> tuple[str, Said]:
    """An expression for targets of an event."""
    at = draw(st.sampled_from(EVENTS))
    return at, draw(expressions(at))


TOLD: Final = st.lists(told(), max_size=8)


WRONG: Final[Mapping[str, Callable[[str], str]]] = {
    "a type": lambda tree: tree.replace(STORE, "text:object:primitive"),
    "one type": lambda tree: tree.replace(STORE, "text:object:primitive", 1),
    "another operator": lambda tree: tree.replace('">="', '">"'),
    "another name": lambda tree: tree.replace('"store"', '"shop"'),
    "quotes": lambda tree: tree.replace('"S1"', '"\\"S1\\""'),
    "another tree": lambda _: TRUE_TREE,
    "no tree": lambda _: "[]",
}


@st.composite
def some_pairs(draw: st.DrawFn) -> list[Pair]:
    """Pairs of an organisation, some of which are wrong in one way."""
    pairs = []
    for k, (at, said) in enumerate(draw(TOLD)):
        tree = json.dumps(said.tree)
        if draw(st.integers(0, 5)) == 0:
            tree = WRONG[draw(st.sampled_from(sorted(WRONG)))](tree)
        pairs.append(Pair(k, f"Group {k}", "Spend", at, said.text, tree))
    return pairs


def facts(tree: Json) -> Iterator[Json]:
    """All that a tree shows, one part at a time; of a literal its type and sort."""
    operands = tree.get("operands", ())
    match tree["arity"]:
        case "literal":
            value = tree["value"]
            is_word = tree["type"] == BOOL
            yield tree["type"], value if is_word else "." in value and tree["type"] == NUMBER
        case "name":
            yield tree["value"], tree["type"]
        case _:
            yield tree["arity"], tree.get("value"), tree["type"], *(e["type"] for e in operands)
    for each in operands:
        yield from facts(each)


KNOWN: Final = {
    fact
    for tree in (
        TRUE_TREE,
        *(comparison_tree(operator) for operator in "><"),
        comparison_tree(attribute="basketAmountSumNonDiscounted"),
    )
    for fact in facts(json.loads(tree))
}


@given(some_pairs())
def test_what_was_kept_compiles_to_its_tree(pairs: list[Pair]) -> None:
    """Every pair of text and tree that counts as proof, whatever stands beside it."""
    lesson = learn(pairs, DOCUMENTED)
    known = taught(lesson)

    event(f"some are set aside: {bool(lesson.set_aside)}")
    event(f"some contradict: {bool(lesson.contradictions)}")
    for each in lesson.kept:
        tree = compiled(each.expression, known.at(each.event))
        assert isinstance(tree, str)
        assert json.loads(tree) == json.loads(each.tree)
    proofs = {by for each in lesson.proofs for by in each.pairs}
    assert proofs <= {*lesson.kept}
    assert {each.pair for each in lesson.set_aside}.isdisjoint(lesson.kept)


@given(some_pairs(), told())
def test_nothing_compiles_that_no_pair_proves(pairs: list[Pair], wanted: tuple[str, Said]) -> None:
    """Each part of a tree stands in the tree of a pair that was kept, of the same event."""
    at, said = wanted
    lesson = learn(pairs, DOCUMENTED)
    tree = compiled(said.text, taught(lesson).at(at))

    event(f"compiles: {isinstance(tree, str)}")
    if isinstance(tree, str):
        proved = KNOWN | {
            fact
            for each in lesson.kept
            for fact in facts(json.loads(each.tree))
            if each.event == at or len(fact) > 2 or fact[0] in {BOOL, NUMBER, TEXT_TYPE}
        }
        assert {*facts(json.loads(tree))} <= proved


@given(TOLD)
def test_where_all_pairs_are_right_all_are_kept(told_: list[tuple[str, Said]]) -> None:
    """And what then compiles has the tree that the console would print."""
    pairs = [
        Pair(k, "Group", "Spend", at, said.text, json.dumps(said.tree))
        for k, (at, said) in enumerate(told_)
    ]

    lesson = learn(pairs, DOCUMENTED)

    assert lesson.kept == tuple(pairs)
    assert (lesson.contradictions, lesson.set_aside) == ((), ())


@given(some_pairs())
def test_what_was_learned_is_not_new_again(pairs: list[Pair]) -> None:
    """Once it is declared, the same pairs prove the same and nothing more."""
    first = learn(pairs, DOCUMENTED)

    again = learn(pairs, taught(first))

    assert again.proofs == ()
    assert again.kept == first.kept
