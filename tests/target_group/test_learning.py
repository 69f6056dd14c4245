"""What pairs of text and tree prove of expressions, and what none of them does."""

import json
from collections.abc import Mapping
from typing import Final

import pytest

from reconciler.core.exact_json import Json
from reconciler.core.resource import Live
from reconciler.target_group.comparing.targets import pairs_of
from reconciler.target_group.expressions.compiler import MOST_TOGETHER, compiled
from reconciler.target_group.expressions.learning import Lesson, Pair, learn
from reconciler.target_group.expressions.symbols import DOCUMENTED, Part, Sort
from tests.support.answers import TRUE_TREE
from tests.support.expression_trees import (
    BOOL,
    NUMBER,
    REAL,
    STORE,
    TEXT_TYPE,
    attribute,
    leaf,
    number,
    operation,
    store,
    taught,
    value,
)

USUAL: Final = "TransactionAdd"
AT_LEAST: Final = operation(value(), ">=", number("500"))
OVER: Final = operation(value(), ">", number("5"))
TRUE: Final = leaf("literal", "true", BOOL)


def pair(expression: str, tree: Json, *, id: int = 1, event: str = USUAL) -> Pair:  # noqa: A002
    """A pair of a group."""
    text = tree if isinstance(tree, str) else json.dumps(tree)
    return Pair(id, f"Group {id}", "Spend", event, expression, text)


def lesson(*pairs: Pair) -> Lesson:
    """What pairs prove beyond what documents show."""
    return learn(pairs, DOCUMENTED)


def test_what_pairs_agree_on_is_kept_with_what_proves_it() -> None:
    """Then what is made of it compiles, for the event that it was seen with."""
    pairs = [
        pair("currentTxn.value>=500", AT_LEAST, id=1),
        pair("currentTxn.value>=7", operation(value(), ">=", number("7")), id=2),
        pair('currentTxn.store=="S9"', store("S9"), id=3),
        pair("currentTxn.value>5&&currentTxn.value>5", operation(OVER, "&&", OVER), id=4),
    ]

    found = lesson(*pairs)

    proofs = {each.part: (each.form, [by.id for by in each.pairs]) for each in found.proofs}
    assert proofs == {
        Part(Sort.LITERALS, "text"): (TEXT_TYPE, [3]),
        Part(Sort.OPERATORS, f"{REAL} >= {NUMBER}"): (BOOL, [1, 2]),
        Part(Sort.OPERATORS, f"{STORE} == {TEXT_TYPE}"): (BOOL, [3]),
        Part(Sort.OPERATORS, f"{BOOL} && {BOOL}"): (BOOL, [4]),
        Part(Sort.SYMBOLS, "currentTxn.store", USUAL): (STORE, [3]),
    }
    assert found.kept == tuple(pairs)
    assert (found.contradictions, found.set_aside) == ((), ())
    both = 'currentTxn.value>=500&&currentTxn.store=="S1"'
    known = taught(found)
    assert json.loads(str(compiled(both, known.at(USUAL)))) == operation(
        AT_LEAST, "&&", store("S1")
    )
    assert "currentTxn.store" in str(compiled(both, known.at("ReturnBill")))


def test_what_is_known_is_not_new() -> None:
    """Whether documents or the settings say it."""
    first = lesson(pair("currentTxn.value>=500", AT_LEAST))

    again = learn([pair("currentTxn.value>=500", AT_LEAST)], taught(first))

    assert (len(again.kept), again.proofs, again.contradictions) == (1, (), ())


def test_nested_operators_and_parentheses_are_proved_as_well() -> None:
    """How ``a && b && c`` is read, no type says."""
    text = "true&&(true)&&true"
    found = lesson(pair(text, operation(operation(TRUE, "&&", TRUE), "&&", TRUE)))

    assert [each.part.key for each in found.proofs if each.part.sort is Sort.NESTING] == [
        "(a)",
        "a && b && c",
    ]
    assert isinstance(compiled(text, taught(found)), str)


def test_a_symbol_has_a_type_for_each_event() -> None:
    """The events of one name are not of one type."""

    def of(event: str) -> Pair:
        type_ = "number:object:primitive"
        left = attribute("id", type_, "currentEvent", f"{event}:object:primitive")
        return pair("currentEvent.id==5", operation(left, "==", number("5")), event=event)

    found = lesson(of("spin"), of("redeem"))

    assert found.contradictions == ()
    known = taught(found)
    for event in ("spin", "redeem"):
        assert f"{event}:object" in str(compiled("currentEvent.id==5", known.at(event)))
    assert "currentEvent" in str(compiled("currentEvent.id==5", known.at(USUAL)))


@pytest.mark.parametrize(
    ("pairs", "part", "forms"),
    [
        (
            [pair('currentTxn.store=="S"', store("S"), id=1),
             pair('currentTxn.store=="S"', json.dumps(store("S")).replace(STORE, "s:primitive"),
                  id=2)],
            Part(Sort.SYMBOLS, "currentTxn.store", USUAL),
            {STORE: [1], "s:primitive": [2]},
        ),
        (
            [pair("currentTxn.value>=500", AT_LEAST, id=1),
             pair("currentTxn.value>=500", operation(value(), ">", number("500")), id=2)],
            Part(Sort.OPERATORS, f"{REAL} >= {NUMBER}"),
            {BOOL: [1], "the operator '>'": [2]},
        ),
        (
            [pair("currentTxn.value>=500", AT_LEAST, id=1),
             pair("currentTxn.value>=500", {**AT_LEAST, "value": ["x"]}, id=2)],
            Part(Sort.OPERATORS, f"{REAL} >= {NUMBER}"),
            {BOOL: [1], "an unknown operator": [2]},
        ),
        (
            [pair('currentTxn.store=="S"', store("S"), id=1),
             pair('currentTxn.store=="S"', store('"S"'), id=2)],
            Part(Sort.LITERALS, "text"),
            {TEXT_TYPE: [1], "the value in another form": [2]},
        ),
        (
            [pair('currentTxn.store=="S"', store("S"), id=1),
             pair('currentTxn.store=="S"',
                  json.dumps(store("S")).replace('"store"', '"shop"'), id=2)],
            Part(Sort.SYMBOLS, "currentTxn.store", USUAL),
            {STORE: [1], "the name 'shop'": [2]},
        ),
        (
            [pair('currentTxn.store=="S"', store("S"), id=1),
             pair('currentTxn.store=="S"', json.dumps(store("S")).replace('"store"', "7"), id=2)],
            Part(Sort.SYMBOLS, "currentTxn.store", USUAL),
            {STORE: [1], "an unknown name": [2]},
        ),
        (
            [pair('currentTxn.store=="S"', store("S"), id=1),
             pair('currentTxn.store=="S"',
                  json.dumps(store("S")).replace(STORE, "s:primitive", 1), id=2)],
            Part(Sort.SYMBOLS, "currentTxn.store", USUAL),
            {"both string:object:primitive and s:primitive": [2], STORE: [1]},
        ),
    ],
)  # fmt: skip
def test_what_pairs_do_not_agree_on_is_listed_and_not_kept(
    pairs: list[Pair], part: Part, forms: Mapping[str, list[int]]
) -> None:
    """Nor anything else that a pair with such a part shows."""
    found = lesson(*pairs)

    [contradiction] = [each for each in found.contradictions if each.part == part]
    assert {form: [by.id for by in pairs] for form, pairs in contradiction.forms.items()} == forms
    assert (found.proofs, found.kept, contradiction.known) == ((), (), None)


def test_what_documents_show_no_pair_can_shake() -> None:
    """One wrong tree does not take away what is known, nor what others prove with it."""
    wrong = pair("currentTxn.value>5", operation(value(), "<", number("5")), id=1)
    other = json.dumps(OVER).replace("tx:", "txn:")
    odd = pair("currentTxn.value>5", other, id=2)
    right = pair("currentTxn.value>5&&true", operation(OVER, "&&", TRUE), id=3)

    found = lesson(wrong, odd, right)

    assert [each.part.key for each in found.proofs] == [f"{BOOL} && {BOOL}"]
    assert found.kept == (right,)
    assert {each.part.key: each.known for each in found.contradictions} == {
        f"{REAL} > {NUMBER}": BOOL,
        "currentTxn": "tx:object:primitive",
    }


@pytest.mark.parametrize(
    ("expression", "tree", "reason"),
    [
        # What the vendor's own pages print beside each other.
        ("currentCustomer.lifetimePoints>2000", TRUE_TREE,
         "Where the text says 'currentCustomer.lifetimePoints>2000', the tree says something else"),
        ("a$", TRUE_TREE, "The expression cannot be read at '$' (character 2)."),
        ("true", "{", "Its tree is not JSON."),
        ("true", "", "The expressions of its group are too long together to be read."),
        ("5", number("5"), "It is no truth value and no operation that gives one."),
        ("(currentTxn.isOn)", attribute("isOn", BOOL), "It is no truth value and no operation"),
        ("currentTxn.value>=5", operation(value(), ">=", number("5"), REAL), "It is no truth val"),
        ("true", "[]", "The tree has a form of 'true' that is not known."),
        ("true", leaf("literal", "true", "boolean"), "The tree has a form of 'true' that is not k"),
        ("true", {**TRUE, "more": 1}, "The tree has a form of 'true' that is not known."),
        ("true&&true", {**operation(TRUE, "&&", TRUE), "more": 1}, "The tree has a form of 'true&"),
        ("true&&true", {**operation(TRUE, "&&", TRUE), "operands": [TRUE]}, "The tree has a form "),
        ("true&&true", {**operation(TRUE, "&&", TRUE), "operands": 5}, "The tree has a form of "),
        ("true&&true", operation("x", "&&", TRUE), "Where the text says 'true', the tree says som"),
        ("true&&false", operation(TRUE, "&&", TRUE), "Where the text says 'false', the tree sa"),
        ("currentTxn.value>500", operation(value(), ">", number("600")), "Where the text says '50"),
        ("currentTxn.value>0500", operation(value(), ">", number("0500")), "How '0500' stands in"),
        ("points>5", operation(leaf("name", "points", REAL), ">", number("5")), "How 'points' st"),
        ("a.b(1)>5", operation(value(), ">", number("5")), "How 'a.b(1)' stands in a tree is not"),
        ("a.b.c>5", operation(value(), ">", number("5")), "How 'a.b.c' stands in a tree is not k"),
        ("currentTxn.value>5", operation(number("5"), ">", number("5")), "Where the text says 'cu"),
    ],
)  # fmt: skip
def test_a_pair_that_says_two_things_is_set_aside(expression: str, tree: Json, reason: str) -> None:
    """With the reason; nothing is learned from it."""
    found = lesson(pair(expression, tree))

    [apart] = found.set_aside
    assert apart.reason.startswith(reason)
    assert (found.kept, found.proofs) == ((), ())


def test_an_event_without_a_name_proves_nothing() -> None:
    """The settings could not name it."""
    [apart] = lesson(pair("true", TRUE, event=" ")).set_aside

    assert apart.reason == "The event of its target has no name."


def live(id: int, **targets: Mapping[str, Json]) -> Live:  # noqa: A002
    """A live group with targets."""
    return Live(id, f"Group {id}", lambda: {"targets": targets})


def test_pairs_come_from_targets_that_show_both() -> None:
    """The twin of a target is none of its own, and an event that is not named is the usual one."""
    both: Mapping[str, Json] = {"expression": "true", "expressionJson": TRUE_TREE}
    groups = [
        live(2, B={**both, "eventName": "spin"}, A=both),
        live(1, A=both, A_ReturnBill={**both, "eventName": "ReturnBill"}),
        live(3, A={"expression": "true"}, B={"expressionJson": TRUE_TREE}, C={}),
        live(4, A={**both, "expression": "x" * (MOST_TOGETHER + 1)}),
        Live(5, "Without", dict),
    ]

    found = [*pairs_of(groups)]

    assert [(each.id, each.target, each.event) for each in found] == [
        (1, "A", USUAL), (2, "A", USUAL), (2, "B", "spin"), (4, "A", USUAL),
    ]  # fmt: skip
    assert found[-1].tree == ""
