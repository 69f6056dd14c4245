"""The plainest expressions, read without the grammar: one attribute compared with one number.

Most campaigns have no other. The grammar is slow to load and slow to use, so that reading these by
one pattern takes a hundredth of the time; a law holds the two against each other.
"""

import re
from typing import Final

from reconciler.target_group.expressions.nodes import Kind, Node

_NAME: Final = r"(?!(?:true|false)(?![A-Za-z0-9_]))[A-Za-z_][A-Za-z0-9_]*"
_BLANKS: Final = r"[ \t\r\n]*"
_COMPARISON: Final = re.compile(
    _BLANKS
    + _BLANKS.join(
        (
            rf"(?P<holder>{_NAME})",
            r"\.",
            rf"(?P<attribute>{_NAME})",
            r"(?P<operator><=|>=|==|!=|<|>)",
            r"(?P<number>[0-9]+(?:\.[0-9]+)?)",
        )
    )
    + _BLANKS
)


def split_comparison(text: str) -> tuple[str, str] | None:
    """Split ``holder.attribute > 5`` before its number, and drop what follows it."""
    found = _COMPARISON.fullmatch(text)
    return None if found is None else (text[: found.start("number")], found["number"])


def read_comparison(text: str) -> Node | None:
    """Read ``holder.attribute > 5``; None for everything else, be it an expression or not."""
    found = _COMPARISON.fullmatch(text)
    if found is None:
        return None
    start = found.start("holder")
    member = Node(
        Kind.MEMBER, found["attribute"], (Node(Kind.NAME, found["holder"], at=start),), start
    )
    number = Node(Kind.NUMBER, found["number"], at=found.start("number"))
    return Node(Kind.BINARY, found["operator"], (member, number), found.start("operator"))
