"""Names and values made safe to show: what cannot be seen is written out."""

import json
from typing import Final

from reconciler.core.exact_json import Json, encode

LONGEST_VALUE: Final = 120


def visible(text: str) -> str:
    """Write out characters that steer a terminal or hide from the eye.

    Control characters, zero-width and bidirectional marks become escapes in plain letters.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(char) for char in text)


def json_text(data: Json) -> str:
    """Data as JSON on several lines, what cannot be seen as escapes that mean the same."""
    lines = encode(data, indent=2).split("\n")
    return "\n".join(line if line.isprintable() else _escaped_json(line) for line in lines)


def value_text(value: Json, *, longest: int = LONGEST_VALUE) -> str:
    """A value as JSON on one line, cut when it is long."""
    written = visible(encode(value))
    return written if len(written) <= longest else written[: longest - 1] + "…"


def _escape(char: str) -> str:
    return char.encode("unicode_escape", "backslashreplace").decode("ascii")


def _escaped_json(line: str) -> str:
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in line)
