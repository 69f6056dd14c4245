"""What numbers and dates look like in a campaign file; shared by the model and the schema.

Written for both regular-expression dialects, ECMA 262 (the schema) and Rust (the model). Each side
adds its own anchors: to Python, which runs the schema here, ``$`` alone means "or before a line
break at the end".
"""

import re
from typing import Final

from reconciler.core.exact_json import Json

NUMBER_PATTERN: Final = r"[+-]?[0-9]{1,60}(\.[0-9]{1,40})?"
DATE_PATTERN: Final = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
REFERENCE_PATTERN: Final = r"\$\{[A-Za-z_][A-Za-z0-9_-]*\}"
"""A value that an environment fills in."""


_REFERENCE: Final = re.compile(REFERENCE_PATTERN)


def is_reference(value: Json) -> bool:
    """Whether a value is a text that an environment's value is put in the place of."""
    return isinstance(value, str) and _REFERENCE.fullmatch(value) is not None


def whole(pattern: str) -> str:
    """The pattern of a whole text, for the model."""
    return f"^(?:{pattern})$"


def whole_portable(*patterns: str) -> str:
    """The pattern of a whole text of one of these forms, for the schema and whoever runs it."""
    return rf"^(?:{'|'.join(patterns)})(?!\n)$"
