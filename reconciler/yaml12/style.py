"""How values are written."""

from enum import Enum


class Style(Enum):
    """How a value is written."""

    PLAIN = ""
    SINGLE = "'"
    DOUBLE = '"'
    LITERAL = "|"
    FOLDED = ">"
    ALIAS = "*"
    FLOW = "{"
    BLOCK = "-"
