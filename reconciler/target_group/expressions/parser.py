"""The text of expressions to nodes: the notation in which the API documents write them.

The library is slow to import, so that ``reading`` imports this module only where there is
something to read.
"""

from functools import cache
from typing import Any, Final

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput, UnexpectedToken

from reconciler.target_group.expressions.nodes import Kind, Node, Obstacle, Reading, shortened

_GRAMMAR: Final = r"""
?start: disjunction
?disjunction: conjunction | disjunction OR conjunction -> binary
?conjunction: equality | conjunction AND equality -> binary
?equality: comparison | equality EQUALS comparison -> binary
?comparison: sum | comparison COMPARES sum -> binary
?sum: product | sum ADDS product -> binary
?product: operand | product TIMES operand -> binary
?operand: BOOLEAN -> boolean
        | NUMBER -> number
        | STRING -> string
        | OPEN disjunction ")" -> group
        | object
?object: NAME -> name
       | object "." NAME -> member
       | object "." NAME "(" (disjunction ("," disjunction)*)? ")" -> call
OR: "||"
AND: "&&"
EQUALS: "==" | "!="
COMPARES: "<=" | ">=" | "<" | ">"
ADDS: "+" | "-"
TIMES: "*" | "/" | "%"
OPEN: "("
BOOLEAN.2: /(?:true|false)(?![A-Za-z0-9_])/
NUMBER: /[0-9]+(?:\.[0-9]+)?/
STRING: /"[^"\\\r\n]*"/
NAME: /[A-Za-z_][A-Za-z0-9_]*/
%ignore /[ \t\r\n]+/
"""


def parse(text: str) -> Reading:
    """Read an expression, however deeply it is nested."""
    try:
        node: Node = _parser().parse(text)  # type: ignore[assignment]  # the transformer's
    except UnexpectedInput as error:
        if isinstance(error, UnexpectedToken) and error.token.type == "$END":
            return Obstacle("The expression ends too early.")
        start: Any = error.pos_in_stream  # the library says that it is None
        found = shortened(error.token if isinstance(error, UnexpectedToken) else text[start])
        return Obstacle(f"The expression cannot be read at '{found}' (character {start + 1}).")
    return node


@v_args(inline=True)
class _Nodes(Transformer[Token, Node]):
    """Builds nodes while the text is read, so that nothing recurses."""

    def boolean(self, token: Token) -> Node:
        return _node(Kind.BOOLEAN, token)

    def number(self, token: Token) -> Node:
        return _node(Kind.NUMBER, token)

    def string(self, token: Token) -> Node:
        return Node(Kind.STRING, token[1:-1], at=_at(token))

    def name(self, token: Token) -> Node:
        return _node(Kind.NAME, token)

    def member(self, holder: Node, token: Token) -> Node:
        return Node(Kind.MEMBER, str(token), (holder,), holder.at)

    def call(self, holder: Node, token: Token, *arguments: Node) -> Node:
        return _node(Kind.CALL, token, holder, *arguments)

    def group(self, token: Token, inner: Node) -> Node:
        return Node(Kind.GROUP, "", (inner,), _at(token))

    def binary(self, left: Node, token: Token, right: Node) -> Node:
        return _node(Kind.BINARY, token, left, right)


def _node(kind: Kind, token: Token, *parts: Node) -> Node:
    return Node(kind, str(token), parts, _at(token))


def _at(token: Token) -> int:
    return token.start_pos or 0


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", transformer=_Nodes())
