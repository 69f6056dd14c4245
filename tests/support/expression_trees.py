"""Trees of expressions as an organisation's console could print them."""

from reconciler.core.exact_json import Json
from reconciler.settings.expressions import Expressions
from reconciler.target_group.expressions.learning import Lesson
from reconciler.target_group.expressions.symbols import DOCUMENTED, Vocabulary

TEXT_TYPE = "string:primitive"
STORE = "string:object:primitive"
BOOL = "boolean:primitive"
REAL = "real:object:primitive"
NUMBER = "number:primitive"

LEARNED: Vocabulary = DOCUMENTED.extended(
    {},
    literals={"text": TEXT_TYPE, "decimal": NUMBER, "false": BOOL},
    operators={
        f"{REAL} >= {NUMBER}": BOOL,
        f"{REAL} + {REAL}": REAL,
        f"{STORE} == {TEXT_TYPE}": BOOL,
        f"{BOOL} && {BOOL}": BOOL,
        f"{BOOL} || {BOOL}": BOOL,
    },
    nesting={"(a)": "a", "a && b && c": "(a && b) && c"},
    events={"TransactionAdd": {"currentTxn.store": STORE}},
)
"""What an organisation could have taught."""


def leaf(arity: str, value: Json, type_: str) -> Json:
    """A tree without operands."""
    return {"arity": arity, "value": value, "type": type_}


def attribute(name: str, type_: str, holder: str = "currentTxn", of: str = "") -> Json:
    """The tree of an attribute."""
    return {
        "arity": "object_dereference",
        "type": type_,
        "operands": [
            leaf("name", holder, of or "tx:object:primitive"),
            leaf("name", name, type_),
        ],
    }


def operation(left: Json, operator: str, right: Json, type_: str = BOOL) -> Json:
    """The tree of an operation."""
    return {
        "arity": "binary_operation",
        "value": operator,
        "type": type_,
        "operands": [left, right],
    }


def value() -> Json:
    """The tree of ``currentTxn.value``."""
    return attribute("value", REAL)


def number(text: str) -> Json:
    """The tree of a number."""
    return leaf("literal", text, NUMBER)


def store(code: str) -> Json:
    """The tree of ``currentTxn.store=="CODE"``."""
    return operation(attribute("store", STORE), "==", leaf("literal", code, TEXT_TYPE))


def taught(lesson: Lesson) -> Vocabulary:
    """What is known once a lesson is declared in the settings, beside what documents show."""
    tables: dict[str, Json] = {}
    for each in lesson.proofs:
        table = tables
        for name in each.part.place:
            table = table.setdefault(name, {})
        table[each.part.key] = each.form
    return Expressions(**tables).vocabulary
