"""Expressions and their trees: what documents show, what is not known, and what is a difference."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from reconciler.core.exact_json import Json
from reconciler.target_group.as_file.adopt import draft_campaign
from reconciler.target_group.canonical import declared_spec
from reconciler.target_group.expressions.agreement import is_pair, is_same_text
from reconciler.target_group.expressions.compiler import compiled, is_redundant, read
from reconciler.target_group.expressions.forms import why_unusable
from reconciler.target_group.expressions.nodes import (
    MOST_CHARACTERS,
    MOST_LEVELS,
    Node,
    Obstacle,
    text_of,
)
from reconciler.target_group.expressions.symbols import DOCUMENTED
from reconciler.target_group.expressions.trees import (
    as_expressions,
    expression_of,
    is_same_tree,
)
from reconciler.target_group.reading import read_file
from reconciler.target_group.rules.expressions import expressions
from reconciler.target_group.values import json_text
from tests.support.answers import TRUE_TREE, comparison_tree
from tests.support.specs import compare_specs, compared, live_of, row_of

ROOT: Final = Path(__file__).parents[2]
SAMPLES: Final = ROOT / "tests" / "contract" / "samples"
OVER_500: Final = "currentTxn.value>500"
POINTS: Final = {
    "currentCustomer": "customer:object:primitive",
    "currentCustomer.points": "real:object:primitive",
}


def documented_pairs() -> Iterator[tuple[str, str]]:
    """Every expression of every sample with the tree beside it."""
    for path in sorted(SAMPLES.rglob("*.json")):
        yield from _pairs(json.loads(path.read_bytes()))


def _pairs(value: Json) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if "expressionJson" in value:
            expression = value["expression"]
            yield (
                str(expression).lower() if expression is True else expression,
                value["expressionJson"],
            )
        value = list(value.values())
    for each in value if isinstance(value, list) else ():
        yield from _pairs(each)


PAIRS: Final = [
    *dict.fromkeys(documented_pairs()),
    # The documents print this one for the targets of a user.
    (
        "currentTxn.basketAmountSumNonDiscounted>25",
        comparison_tree(number="25", attribute="basketAmountSumNonDiscounted"),
    ),
]


def test_the_samples_show_three_expressions() -> None:
    """None got lost, and a new one is looked at."""
    assert {text for text, _ in documented_pairs()} == {"true", OVER_500, "currentTxn.value<1000"}


@pytest.mark.parametrize(("expression", "tree"), PAIRS)
def test_a_documented_expression_has_its_documented_tree(expression: str, tree: str) -> None:
    """The same JSON, types included; and byte for byte as requests send it."""
    known = compiled(expression)

    assert isinstance(known, str)
    assert json.loads(known) == json.loads(tree)
    assert known == tree or tree.startswith("\n")
    assert expression_of(tree) == expression


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (
            "false",
            "Neither documents nor settings show the tree of 'false' in this place (character 1).",
        ),
        (
            "currentTxn.value",
            "Neither documents nor settings show the tree of 'currentTxn.value' in this place",
        ),
        (
            "currentTxn.value>=500",
            "Neither documents nor settings show the tree of '>=' in this place (character 17)",
        ),
        (f"{OVER_500}&&(currentTxn.value<9)", "the tree of '&&' in this place (character 21)."),
        (f"({OVER_500})", "the tree of '(' in this place (character 1)."),
        ("500<currentTxn.value", "the tree of '500' in this place (character 1)."),
        ("currentTxn.value>500.5", "the tree of '500.5' in this place (character 18)."),
        ("currentTxn.value>0500", "the tree of '0500' in this place (character 18)."),
        ("currentTxn.value>currentTxn.value", "'currentTxn.value' in this place (character 18)."),
        ('currentTxn.value>"5"', "the tree of '\"5\"' in this place (character 18)."),
        ("currentTxn.value.x>5", "the tree of 'currentTxn.value.x' in this place (character 1)."),
        ("currentTxn.has(1)>5", "the tree of 'has(…)' in this place (character 12)."),
        (" points>5", "the tree of 'points' in this place (character 2)."),
        (" a.points>5", "The type of 'a' is not known (character 2)."),
        ("currentTxn.points>5", "The type of 'currentTxn.points' is not known (character 1)."),
        ("currentTxn.value>", "The expression ends too early."),
        ("currentTxn.value>$", "The expression cannot be read at '$' (character 18)."),
        ("currentTxn.value>>5", "The expression cannot be read at '>' (character 18)."),
        ("a b", "The expression cannot be read at 'b' (character 3)."),
        ("a" * 200, f"the tree of '{'a' * 79}…' in this place (character 1)."),
        ("(" * MOST_LEVELS + "a" + ")" * MOST_LEVELS, "is nested more than 100 levels deep."),
        ("a" * (MOST_CHARACTERS + 1), "The expression is longer than 10000 characters."),
    ],
)
def test_what_no_document_shows_is_not_compiled(expression: str, message: str) -> None:
    """It says what is not known, and where it stands."""
    obstacle = compiled(expression)

    assert isinstance(obstacle, Obstacle)
    assert message in obstacle.message


@pytest.mark.parametrize(
    "text", ["a", "a.b", "a.b(1,c)", '(a+1.50)*2-"x y"', "true||false&&(a!=b)", "a.true%3"]
)
def test_an_expression_is_written_as_it_was(text: str) -> None:
    """Whatever the documents write, whether it can be compiled or not."""
    node = read(text)

    assert isinstance(node, Node)
    assert text_of(node) == text


def test_a_tree_is_redundant_only_beside_its_expression() -> None:
    """Where one of them is missing nothing is."""
    assert is_redundant("true", json_text(TRUE_TREE))
    assert not is_redundant("false", json_text(TRUE_TREE))
    assert not is_redundant("true", None)
    assert not is_redundant(None, json_text(TRUE_TREE))


def test_true_is_compiled_without_the_library() -> None:
    """It is slow to import, and most campaigns need nothing else."""
    script = """
import sys
from reconciler.target_group.reading import read_file
T = {"name": "t", "targetEntity": "TRANSACTION", "targetType": "SALES"}
read_file({"targets": [{**T, "expression": True}, {**T, "name": "u", "expression": False}]})
print("lark" in sys.modules)
read_file({"targets": [{**T, "expression": "a"}]})
print("lark" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == ["False", "True"]


def test_an_expression_may_be_as_deep_as_it_may_be() -> None:
    """One level more is too deep."""
    depth = MOST_LEVELS - 1

    assert isinstance(read("(" * depth + "a" + ")" * depth), Node)


def test_a_symbol_of_the_settings_compiles() -> None:
    """With the types that were declared."""
    tree = compiled("currentCustomer.points>5", DOCUMENTED.extended(POINTS))

    assert isinstance(tree, str)
    assert tree == comparison_tree(number="5", attribute="points").replace(
        "currentTxn", "currentCustomer"
    ).replace('"tx:', '"customer:')


@pytest.mark.parametrize(
    ("symbols", "reason"),
    [
        (POINTS, None),
        ({"currentTxn.value": "real:object:primitive"}, None),
        ({"a b": "x:primitive"}, "'a b' is not a symbol."),
        ({"a.b.c": "x:primitive"}, "'a.b.c' is not a symbol."),
        ({"currentTxn": "txn:object:primitive"}, "'currentTxn' is documented as tx:object:prim"),
        ({"currentTxn.points": "real"}, "'real' is not a type."),
        ({"a.points": "real:object:primitive"}, "'a.points' belongs to an object without a type."),
        ({"currentTxn.date": "date:object:primitive"}, None),
    ],
)
def test_symbols_that_would_be_guesses_are_refused(
    symbols: dict[str, str], reason: str | None
) -> None:
    """The settings cannot contradict the documents, nor go beyond what they show."""
    found = why_unusable(symbols)

    assert found == reason or str(found).startswith(str(reason))


def leaf(arity: str, value: Json, type_: Json = "number:primitive") -> Json:
    """A tree without operands."""
    return {"arity": arity, "value": value, "type": type_}


def inner(arity: str, *operands: Json, **more: Json) -> Json:
    """A tree with operands."""
    return {"arity": arity, "type": "boolean:primitive", "operands": [*operands], **more}


NAME: Final = leaf("name", "a")
TWO_LEVELS_TOO_DEEP = leaf("literal", "1")
for _ in range(MOST_LEVELS):
    TWO_LEVELS_TOO_DEEP = inner(
        "binary_operation", TWO_LEVELS_TOO_DEEP, leaf("literal", "1"), value="+"
    )


@pytest.mark.parametrize(
    ("tree", "expression"),
    [
        (leaf("literal", 500), "500"),
        (leaf("literal", "x", "string:object:primitive"), '"x"'),
        (inner("method_call", NAME, leaf("name", "true"), NAME, NAME), "a.true(a,a)"),
        (inner("method_call", NAME, NAME), "a.a()"),
        (
            inner(
                "binary_operation",
                NAME,
                inner("binary_operation", NAME, NAME, value="-"),
                value="-",
            ),
            "a-(a-a)",
        ),
        (leaf("literal", "0x1"), None),
        (leaf("literal", True), None),
        (leaf("literal", "yes", "boolean:primitive"), None),
        (leaf("literal", '"', "string:object:primitive"), None),
        (leaf("literal", "1", "date:object:primitive"), None),
        (leaf("literal", "1", None), None),
        (leaf("name", "a-b"), None),
        (leaf("name", "true"), None),
        (leaf("function", "a"), None),
        ({**NAME, "id": 1}, None),
        ({**inner("binary_operation", NAME, NAME, value="+"), "operands": {}}, None),
        (inner("binary_operation", NAME, NAME), None),
        (inner("binary_operation", NAME, value="+"), None),
        (inner("binary_operation", NAME, NAME, value="="), None),
        (inner("object_dereference", NAME, NAME, value="."), None),
        (inner("object_dereference", leaf("literal", "1"), NAME), None),
        (inner("object_dereference", NAME, leaf("literal", "1")), None),
        (TWO_LEVELS_TOO_DEEP, None),
        ([], None),
        ("a", None),
    ],
)
def test_a_tree_is_read_as_far_as_its_form_is_known(tree: Json, expression: str | None) -> None:
    """What has another form stands for no expression."""
    assert expression_of(json.dumps(tree)) == expression


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("true==(a>1)", "true == (a > 1)", True),
        ("true==(a>1)", "true==a>1", False),
        (OVER_500, "currentTxn.value > 500", True),
        (OVER_500, "(currentTxn.value)>(500.0)", True),
        ("a||b&&c", "a || b && c", True),
        ("a||b&&c", "a||(b&&c)", False),  # who binds more tightly is not documented
        (OVER_500, "currentTxn.value>501", False),
        (OVER_500, "currentTxn.value>", False),
        ("$", "currentTxn.value>", False),
        ("$", "$", True),
    ],
)
def test_two_texts_of_one_meaning(one: str, other: str, *, is_same: bool) -> None:
    """Whatever rests on a guess is not the same."""
    assert is_same_text(one, other) is is_same
    assert is_same_text(other, one) is is_same


def test_a_pair_is_judged_as_far_as_it_can_be_read() -> None:
    """Types count where they are documented."""
    assert is_pair(OVER_500, comparison_tree())
    assert is_pair(OVER_500, comparison_tree().replace("tx:", "x:")) is False
    assert is_pair("currentTxn.value>=500", comparison_tree(">="))
    assert is_pair("currentTxn.value>=500", comparison_tree()) is False
    assert is_pair("a$", comparison_tree()) is None
    assert is_pair("a", "{") is None


def test_trees_are_shown_as_expressions_where_that_shows_the_difference() -> None:
    """Not where one cannot be read, nor where only the types differ."""
    other = comparison_tree(number="600")

    assert as_expressions(comparison_tree(), other) == (OVER_500, "currentTxn.value>600")
    assert as_expressions(comparison_tree(), None) == (OVER_500, None)
    assert as_expressions(comparison_tree(), "{") is None
    assert as_expressions(comparison_tree(), comparison_tree().replace("tx:", "x:")) is None


def test_numbers_of_a_tree_have_many_forms() -> None:
    """A name that looks typed like a number is none."""
    assert is_same_tree(comparison_tree(), comparison_tree(number="500.00"))
    assert is_same_tree(json.dumps(leaf("literal", 500)), json.dumps(leaf("literal", "500")))
    assert not is_same_tree(json.dumps(NAME), json.dumps(leaf("name", "b")))
    assert not is_same_tree("{", comparison_tree())


def campaign(**target: Json) -> dict[str, Json]:
    """A campaign with one target."""
    return {
        "name": "Weekends",
        "trackingType": "DEFAULT",
        "periods": [{"refCode": "one", "startDate": "2027-10-09", "endDate": "2027-10-10"}],
        "targets": [
            {
                "name": "Spend",
                "targetEntity": "TRANSACTION",
                "targetType": "SALES",
                "enrolmentMethod": "TRANSACTION",
                "defaultValues": 5,
                **target,
            }
        ],
    }


ALONE: Final = {"expression": OVER_500}
BOTH: Final = {**ALONE, "expressionJson": comparison_tree()}
OVER_600: Final = {
    "expression": "currentTxn.value>600",
    "expressionJson": comparison_tree(number="600"),
}


@pytest.mark.parametrize(
    ("declares", "live", "differ"),
    [
        (ALONE, {}, []),
        (ALONE, {"expression": "( currentTxn.value > 500.0 )"}, []),
        (ALONE, {"expressionJson": None}, []),
        (ALONE, {"expressionJson": comparison_tree(number="500.0")}, []),
        (ALONE, {"expressionJson": comparison_tree(number="600")}, ["expressionJson"]),
        (ALONE, {"expressionJson": "{"}, ["expressionJson"]),
        (ALONE, OVER_600, ["expression"]),
        (ALONE, {"expression": "currentTxn.value>600"}, ["expression"]),
        (ALONE, {"expression": None, "expressionJson": None}, ["expression"]),
        (ALONE, {**OVER_600, "expression": "true"}, ["expression", "expressionJson"]),
        (ALONE, {**OVER_600, "expressionJson": TRUE_TREE}, ["expression", "expressionJson"]),
        (BOTH, {"expressionJson": None}, ["expressionJson"]),
        (BOTH, {"expression": None}, ["expression"]),
        (BOTH, OVER_600, ["expression"]),
        ({**BOTH, "expressionJson": TRUE_TREE}, OVER_600, ["expression", "expressionJson"]),
        ({"expressionJson": TRUE_TREE}, OVER_600, ["expressionJson"]),
        ({"expression": "a&&b"}, {"expressionJson": TRUE_TREE}, []),
        ({}, {}, []),
        ({}, {"expression": None, "expressionJson": None}, []),
        ({}, {"expression": "(true)", "expressionJson": TRUE_TREE}, []),
        ({}, OVER_600, ["expression"]),
        ({}, {**OVER_600, "expressionJson": None}, ["expression"]),
        ({}, {**OVER_600, "expressionJson": TRUE_TREE}, ["expression"]),
        ({}, {**OVER_600, "expression": None}, ["expressionJson"]),
        ({}, {**OVER_600, "expression": "true"}, ["expressionJson"]),
    ],
)
def test_one_change_is_one_difference(
    declares: dict[str, Json], live: dict[str, Json], differ: list[str]
) -> None:
    """The tree follows its expression; only what differs for a reason of its own is shown."""
    data = campaign(**declares)
    row = row_of(data)
    row["targets"][0] |= live

    found = compared(data, row)

    assert [each.path for each in found.fields] == [f"/targets/Spend/{name}" for name in differ]
    assert (
        found.seen.coverage == compared(data, row_of(data)).seen.coverage
        or declares.keys() == BOTH.keys()
    )


def test_what_is_expected_of_a_tree_is_plain_text() -> None:
    """A change holds the tree as it would be sent, whoever filled it in."""
    data = campaign(**ALONE)
    row = row_of(data)
    row["targets"][0]["expressionJson"] = TRUE_TREE

    [change] = compared(data, row).fields

    assert type(change.desired) is str
    assert json.loads(change.desired) == json.loads(comparison_tree())


@pytest.mark.parametrize("expression", ["true", OVER_500, "currentTxn.value < 7"])
def test_a_file_for_a_live_group_leaves_a_known_tree_out(expression: str) -> None:
    """And the file is in sync with the group."""
    live = live_of(row_of(campaign(expression=expression))).spec
    data = draft_campaign(live).data

    assert "expressionJson" not in data["targets"][0]
    assert compare_specs(declared_spec(read_file(data).clean), live).fields == ()


def test_a_file_for_a_live_group_knows_the_symbols_of_the_settings() -> None:
    """Only with them the tree can be left out."""
    vocabulary = DOCUMENTED.extended(POINTS)
    data = read_file(campaign(expression="currentCustomer.points<5"), vocabulary).clean
    live = live_of(row_of(data)).spec

    assert "expressionJson" in draft_campaign(live).data["targets"][0]
    assert "expressionJson" not in draft_campaign(live, vocabulary).data["targets"][0]


@pytest.mark.parametrize(
    ("expression", "tree", "code"),
    [
        ("currentCustomer.points>5", None, None),
        ("currentCustomer.points>5", TRUE_TREE, "expression-json-doubtful"),
        (OVER_500, TRUE_TREE, "expression-json-differs"),
        (OVER_500, comparison_tree().replace("tx:", "x:"), "expression-json-differs"),
        (OVER_500, "[]", "expression-json-differs"),
        ("a$", "[]", None),
        ("a$", None, "expression-json-missing"),
        ("true", "{", "expression-json-invalid"),
        (None, "[]", None),
        ("currentCustomer.pints>5", None, "expression-json-missing"),
        ("zzz.pints>5", None, "expression-json-missing"),
    ],
)
def test_findings_know_the_symbols_of_the_settings(
    expression: str, tree: str | None, code: str | None
) -> None:
    """What rests on them is doubtful at most."""
    target = {"expression": expression, "expressionJson": tree}
    target = {name: value for name, value in target.items() if value is not None}
    found = list(expressions({"targets": [target]}, DOCUMENTED.extended(POINTS)))

    assert [each.code.slug for each in found] == ([] if code is None else [code])
    if expression == "currentCustomer.pints>5":
        assert found[0].hint.startswith("Did you mean 'currentCustomer.points'? Else declare exp")
    if expression == "zzz.pints>5":
        assert found[0].hint.startswith("Declare expressionJson, or its type under [expressions.")
