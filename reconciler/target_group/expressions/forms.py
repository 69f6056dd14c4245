"""How the settings call the parts of expressions, and which of that could be meant."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from reconciler.target_group.expressions.nodes import PRECEDENCE, Kind, Node
from reconciler.target_group.expressions.symbols import DOCUMENTED, REAL, Forms, Part, Sort
from reconciler.words import did_you_mean

LITERALS: Final = ("true", "false", "whole", "decimal", "text")
"""The kinds of literals: both truth values, numbers without and with a fraction, and texts."""
PARENTHESES: Final = "(a)"
"""What the settings call parentheses, which leave nothing behind in a tree."""

_TYPE: Final = re.compile(r"[A-Za-z0-9_.]+(?::[A-Za-z0-9_.]+)*:primitive", re.ASCII)
_SYMBOL: Final = re.compile(
    r"(?P<object>[A-Za-z_][A-Za-z0-9_]*)(?:\.[A-Za-z_][A-Za-z0-9_]*)?", re.ASCII
)
_WHOLE: Final = re.compile(r"0|[1-9][0-9]*", re.ASCII)
_DECIMAL: Final = re.compile(r"(?:0|[1-9][0-9]*)\.[0-9]*[1-9]", re.ASCII)
_COPY: Final = f"Copy it from a tree of the API, such as {REAL}."


def is_type(text: str) -> bool:
    """Whether a text has the form of the types in trees."""
    return _TYPE.fullmatch(text) is not None


def is_whole(text: str) -> bool:
    """Whether a number is whole, and written as most are."""
    return _WHOLE.fullmatch(text) is not None


def literal_kind(node: Node) -> str | None:
    """What kind of literal a node is; None where it is none, or is written in an unusual way."""
    match node.kind:
        case Kind.BOOLEAN:
            return node.text
        case Kind.STRING:
            return "text"
        case Kind.NUMBER if is_whole(node.text):
            return "whole"
        case Kind.NUMBER if _DECIMAL.fullmatch(node.text):
            return "decimal"
        case _:
            return None


def operation(left: str, operator: str, right: str) -> str:
    """What the settings call an operator between operands of two types."""
    return f"{left} {operator} {right}"


def nesting(first: str, second: str) -> tuple[str, str]:
    """What the settings call two operators beside each other, and how the grammar reads them."""
    key = f"a {first} b {second} c"
    if PRECEDENCE[first] >= PRECEDENCE[second]:
        return key, f"(a {first} b) {second} c"
    return key, f"a {first} (b {second} c)"


def why_unusable(symbols: Forms, around: Forms = DOCUMENTED.types) -> str | None:
    """Why types of symbols cannot extend what is documented or around; None where they can."""
    known = {**DOCUMENTED.types, **around, **symbols}

    def wrong(name: str) -> str | None:
        symbol = _SYMBOL.fullmatch(name)
        if symbol is None:
            due = "Write an object such as currentTxn, or object.attribute."
            return f"'{name}' is not a symbol. {due}"
        if symbol["object"] not in known:
            holder = symbol["object"]
            return f"'{name}' belongs to an object without a type. Declare '{holder}' too."
        return None

    return _first(symbols, Sort.SYMBOLS, wrong)


def why_unusable_literals(literals: Forms) -> str | None:
    """As ``why_unusable``, of the types of literals."""

    def wrong(kind: str) -> str | None:
        if kind in LITERALS:
            return None
        meant = did_you_mean(kind, LITERALS, otherwise=f"Write one of {', '.join(LITERALS)}.")
        return f"'{kind}' is no kind of literals. {meant}"

    return _first(literals, Sort.LITERALS, wrong)


def why_unusable_operators(operators: Forms) -> str | None:
    """As ``why_unusable``, of operators."""

    def wrong(key: str) -> str | None:
        match key.split(" "):
            case [left, each, right] if each in PRECEDENCE and is_type(left) and is_type(right):
                return None
        known = next(iter(DOCUMENTED.operators))
        return f"'{key}' is not an operator between two types. Write it as in '{known}'."

    return _first(operators, Sort.OPERATORS, wrong)


def why_unusable_nesting(nested: Forms) -> str | None:
    """As ``why_unusable``, of operators beside each other."""
    for key, reading in nested.items():
        match key.split(" "):
            case [each] if each == PARENTHESES:
                due = "a"
            case ["a", first, "b", second, "c"] if first in PRECEDENCE and second in PRECEDENCE:
                due = nesting(first, second)[1]
            case _:
                return f"'{key}' is not two operators. Write it as in 'a && b || c', or '(a)'."
        if reading != due:
            return f"'{key}' can only be read as '{due}'. Write that."
    return None


def why_unusable_events(events: Mapping[str, Forms], around: Forms) -> str | None:
    """As ``why_unusable``, of symbols by event."""

    def reasons() -> Iterator[str]:
        for event, symbols in events.items():
            if not event.strip():
                yield "An event has no name. Write that of eventName, such as TransactionAdd."
            reason = why_unusable(symbols, around)
            if reason is not None:
                yield f"Of {event}: {reason}"
            for symbol, type_ in symbols.items():
                if around.get(symbol, type_) != type_:
                    yield (
                        f"Of {event}: '{symbol}' is {around[symbol]} under [expressions.symbols], "
                        "for all events. Take it out in one of the two places."
                    )

    return next(reasons(), None)


def _first(forms: Forms, sort: Sort, wrong: Callable[[str], str | None]) -> str | None:
    """The first reason against one of some forms, all of which are types."""

    def reasons() -> Iterator[str | None]:
        for key, type_ in forms.items():
            yield wrong(key)
            documented = DOCUMENTED.get(Part(sort, key))
            if documented not in (None, type_):
                yield f"'{key}' is documented as {documented}. Leave it out."
            if not is_type(type_):
                yield f"'{type_}' is not a type. {_COPY}"

    return next(filter(None, reasons()), None)
