"""Rules about the expressions of targets and the trees that are declared beside them."""

import difflib
from collections.abc import Iterator, Mapping
from typing import Final

from reconciler.core.diagnostic import Finding, Route
from reconciler.core.exact_json import Json
from reconciler.target_group.codes import targets as codes
from reconciler.target_group.codes.spellings import EXPRESSIONS_TOO_LONG
from reconciler.target_group.expressions.agreement import is_pair
from reconciler.target_group.expressions.compiler import MOST_TOGETHER, are_too_long, compiled, read
from reconciler.target_group.expressions.nodes import Obstacle, shortened
from reconciler.target_group.expressions.symbols import DOCUMENTED, Vocabulary
from reconciler.target_group.expressions.trees import expression_of, is_same_tree
from reconciler.target_group.values import Expected, parsed_json

_LEARN: Final = "'reconciler expressions' learns it where live groups prove it."
_FILLED_IN: Final = "Leave expressionJson out, and it is filled in; else correct the expression."


def expressions(data: Mapping[str, Json], vocabulary: Vocabulary) -> Iterator[Finding]:
    """Expressions without a tree, and trees that are no JSON or say something else."""
    listed = data.get("targets", ())
    if are_too_long(listed):
        code = EXPRESSIONS_TOO_LONG
        message = f"All expressions together have more than {MOST_TOGETHER:,} characters."
        yield code.at(("targets",), message)
        return
    for k, target in enumerate(listed):
        route: Route = ("targets", k)
        expression, tree = target.get("expression"), target.get("expressionJson")
        known = vocabulary.at(target.get("eventName"))
        if tree is None and expression is not None:
            obstacle = compiled(expression, known)
            if isinstance(obstacle, Obstacle):
                yield codes.EXPRESSION_JSON_MISSING.at(
                    (*route, "expression"),
                    f"{obstacle.message} So expressionJson cannot be filled in.",
                    _way_out(expression, obstacle.symbol, known),
                )
        elif isinstance(tree, Expected):
            continue  # it was compiled from the expression just now
        elif tree is not None and parsed_json(tree) is None:
            yield codes.EXPRESSION_JSON_INVALID.at(
                (*route, "expressionJson"), "The text of expressionJson is not JSON."
            )
        elif expression is not None:
            yield from _with_tree(expression, tree, route, known)


def _way_out(expression: str, symbol: str, vocabulary: Vocabulary) -> str:
    if isinstance(read(expression), Obstacle):
        return "Declare expressionJson beside expression."
    if not symbol:
        return f"Declare expressionJson beside expression. {_LEARN}"
    near = difflib.get_close_matches(shortened(symbol), vocabulary.types, n=1)
    meant = f"Did you mean '{near[0]}'? Else declare" if near else "Declare"
    where = "or its type under [expressions.symbols] in reconciler.toml"
    return f"{meant} expressionJson, {where}. {_LEARN}"


def _with_tree(
    expression: str, tree: str, route: Route, vocabulary: Vocabulary
) -> Iterator[Finding]:
    """Say what disagrees: for certain where documents show the tree, else as far as it is read."""
    known = compiled(expression, vocabulary)
    is_known = isinstance(known, str)
    agrees = is_same_tree(known, tree) if isinstance(known, str) else is_pair(expression, tree)
    if agrees is False:
        said = expression_of(tree)
        message = (
            f"expressionJson is not the tree of {shortened(expression)}."
            if said is None or said == expression
            else f"The expression says {shortened(expression)}, "
            f"expressionJson says {shortened(said)}."
        )
        is_documented = isinstance(compiled(expression, DOCUMENTED), str)
        yield Finding(
            codes.EXPRESSION_JSON_DIFFERS if is_documented else codes.EXPRESSION_JSON_DOUBTFUL,
            (*route, "expressionJson"),
            message,
            _FILLED_IN if is_known else codes.EXPRESSION_JSON_DOUBTFUL.fix,
        )
