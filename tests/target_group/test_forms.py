"""Forms of expressions that the settings declare: what compiles, and what they may say."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from reconciler.core.exact_json import Json
from reconciler.target_group.expressions.compiler import compiled
from reconciler.target_group.expressions.forms import (
    why_unusable_events,
    why_unusable_literals,
    why_unusable_nesting,
    why_unusable_operators,
)
from reconciler.target_group.expressions.nodes import Obstacle
from reconciler.target_group.expressions.symbols import DOCUMENTED, Part, Sort
from reconciler.target_group.reading import read_file
from reconciler.target_group.rules.expressions import expressions
from tests.support.expression_trees import (
    BOOL,
    LEARNED,
    NUMBER,
    REAL,
    STORE,
    TEXT_TYPE,
    leaf,
    number,
    operation,
    store,
    value,
)

AT_LEAST: Json = operation(value(), ">=", number("500"))
IN_S1: Json = store("S1")
OR: Json = operation(AT_LEAST, "||", AT_LEAST)


@pytest.mark.parametrize(
    ("expression", "tree"),
    [
        ("currentTxn.value>=500", AT_LEAST),
        ("(currentTxn.value>=500)", AT_LEAST),
        ('currentTxn.value>=500&&currentTxn.store=="S1"', operation(AT_LEAST, "&&", IN_S1)),
        ('currentTxn.store=="S1"', IN_S1),
        ("currentTxn.value >= 2.5", operation(value(), ">=", number("2.5"))),
        ("false", leaf("literal", "false", BOOL)),
        ("true&&false", operation(leaf("literal", "true", BOOL), "&&",
                                  leaf("literal", "false", BOOL))),
        ("true&&true&&true", operation(operation(leaf("literal", "true", BOOL), "&&",
         leaf("literal", "true", BOOL)), "&&", leaf("literal", "true", BOOL))),
        ("true&&(false&&true)", operation(leaf("literal", "true", BOOL), "&&", operation(
         leaf("literal", "false", BOOL), "&&", leaf("literal", "true", BOOL)))),
        ("(currentTxn.value+currentTxn.value)>5", operation(operation(value(), "+", value(), REAL),
                                                            ">", number("5"))),
    ],
)  # fmt: skip
def test_what_is_declared_compiles(expression: str, tree: Json) -> None:
    """Part by part, with the types that are declared."""
    found = compiled(expression, LEARNED.at(None))

    assert isinstance(found, str), found
    assert json.loads(found) == tree


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("currentTxn.value>=currentTxn.value", "'currentTxn.value' in this place (character 19)."),
        ("500>=currentTxn.value", "the tree of '500' in this place (character 1)."),
        ('currentTxn.value=="S1"', "the tree of 'currentTxn.value' in this place (character 1)."),
        ("currentTxn.value<=5", "the tree of '<=' in this place (character 17)."),
        ("currentTxn.value>=2.50", "the tree of '2.50' in this place (character 19)."),
        ("true||true||true", "the tree of '||' in this place (character 5)."),
        ("true||true&&true", "the tree of '&&' in this place (character 11)."),
        ("currentTxn.value+currentTxn.value>5", "the tree of '+' in this place (character 17)."),
        ("currentTxn.value+currentTxn.value", "the tree of '+' in this place (character 17)."),
        ('"S1"', "the tree of '\"S1\"' in this place (character 1)."),
        ("currentTxn.store", "the tree of 'currentTxn.store' in this place (character 1)."),
        ("currentTxn.till>=5", "The type of 'currentTxn.till' is not known (character 1)."),
    ],
)
def test_what_nobody_proved_does_not(expression: str, message: str) -> None:
    """Neither other types, nor what could be read in two ways, nor what is no truth value."""
    found = compiled(expression, LEARNED.at("TransactionAdd"))

    assert isinstance(found, Obstacle)
    assert message in found.message


@pytest.mark.parametrize(
    ("event", "is_known"), [(None, True), ("TransactionAdd", True), ("ReturnBill", False)]
)
def test_a_symbol_of_an_event_is_known_to_its_targets_alone(
    event: str | None, is_known: bool
) -> None:
    """A target that names no event counts the usual one."""
    target: dict[str, Json] = {
        "name": "Spend",
        "targetEntity": "TRANSACTION",
        "targetType": "SALES",
        "expression": 'currentTxn.store=="S1"',
    }
    target |= {} if event is None else {"eventName": event}
    clean = read_file({"targets": [target]}, LEARNED).clean

    assert ("expressionJson" in clean["targets"][0]) is is_known
    assert [*expressions(clean, LEARNED)] == [] or not is_known
    assert LEARNED.get(Part(Sort.SYMBOLS, "currentTxn.store")) is None


def test_a_vocabulary_is_told_apart_by_everything_in_it() -> None:
    """What is remembered of files rests on all of it."""
    part = {"x": "y"}
    ways: list[dict[str, Any]] = [
        {"symbols": part}, {"literals": part}, {"operators": part}, {"nesting": part},
        {"events": {"E": part}}, {"events": {"F": part}}, {},
    ]  # fmt: skip
    made = [DOCUMENTED.extended(**{"symbols": {}, **each}) for each in ways]

    assert len({json.dumps(each.as_json()) for each in made}) == len(ways)
    assert made[-1] == DOCUMENTED
    assert all(made[k] != made[k + 1] for k in range(len(made) - 1))


@pytest.mark.parametrize(
    ("judge", "forms", "reason"),
    [
        (why_unusable_literals, LEARNED.literals, None),
        (why_unusable_literals, {"txt": TEXT_TYPE}, "'txt' is no kind of literals. Did you mean"),
        (why_unusable_literals, {"zzz": TEXT_TYPE}, "'zzz' is no kind of literals. Write one of t"),
        (why_unusable_literals, {"text": "string"}, "'string' is not a type. Copy it from a tree"),
        (why_unusable_literals, {"whole": "x:primitive"}, "'whole' is documented as number:primit"),
        (why_unusable_operators, LEARNED.operators, None),
        (why_unusable_operators, {">=": BOOL}, "'>=' is not an operator between two types."),
        (why_unusable_operators, {f"{REAL} => {NUMBER}": BOOL}, "'real:object:primitive => number"),
        (why_unusable_operators, {f"real >= {NUMBER}": BOOL}, "'real >= number:primitive' is not"),
        (why_unusable_operators, {f"{REAL} >= number": BOOL}, "'real:object:primitive >= number'"),
        (why_unusable_operators, {f"{REAL} > {NUMBER}": REAL}, "'real:object:primitive > number:p"),
        (why_unusable_nesting, LEARNED.nesting, None),
        (why_unusable_nesting, {"a || b && c": "a || (b && c)"}, None),
        (why_unusable_nesting, {"(a)": "(a)"}, "'(a)' can only be read as 'a'. Write that."),
        (why_unusable_nesting, {"a || b && c": "(a || b) && c"}, "'a || b && c' can only be read"),
        (why_unusable_nesting, {"a & b & c": "a"}, "'a & b & c' is not two operators. Write it as"),
        (why_unusable_nesting, {"a && b": "a"}, "'a && b' is not two operators."),
    ],
)
def test_forms_that_could_not_be_meant_are_refused(
    judge: Callable[[Mapping[str, str]], str | None], forms: Mapping[str, str], reason: str | None
) -> None:
    """The settings cannot contradict the documents, nor say what is never looked up."""
    found = judge(forms)

    assert found == reason or str(found).startswith(str(reason))


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ({"A": {"x": "x:primitive", "x.y": STORE}, "B": {"x": "z:primitive"}}, None),
        ({"A": {"currentTxn.value": REAL}}, None),
        ({" ": {}}, "An event has no name."),
        ({"A": {"x.y": STORE}}, "Of A: 'x.y' belongs to an object without a type. Declare 'x' too"),
        ({"A": {"currentTxn": "x:primitive"}}, "Of A: 'currentTxn' is documented as tx:object:pr"),
        ({"A": {"all.x": STORE}}, "Of A: 'all.x' is real:object:primitive under [expressions.symb"),
    ],
)
def test_symbols_of_events_go_with_the_others(
    events: Mapping[str, Mapping[str, str]], reason: str | None
) -> None:
    """They may rest on them, and never say something else."""
    around = {**DOCUMENTED.types, "all": "all:primitive", "all.x": REAL}
    found = why_unusable_events(events, around)

    assert found == reason or str(found).startswith(str(reason))
