"""Names and values made safe to show: what cannot be seen is written out."""

import json
from typing import Final

from reconciler.core.exact_json import Json, encode
from reconciler.core.unseen_characters import JOINERS, find_unseen

NAMELESS: Final = "(no name)"
"""What stands for an empty name, which the API takes."""


def visible(text: str) -> str:
    """Write out characters that steer a terminal or hide from the eye.

    Control characters, zero-width and bidirectional marks become escapes in plain letters; a joiner
    stays where it has work to do, as within an emoji or between letters that it joins.
    """
    if text.isprintable():
        return text
    idle = {place for place, _ in find_unseen(text)}
    return "".join(
        char
        if char.isprintable() or (char in JOINERS and place not in idle)
        else char.encode("unicode_escape", "backslashreplace").decode("ascii")
        for place, char in enumerate(text)
    )


def json_text(data: Json) -> str:
    """Data as JSON on several lines, what cannot be seen as escapes that mean the same."""
    lines = encode(data, indent=2).split("\n")
    return "\n".join(
        line
        if line.isprintable()
        else "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in line)
        for line in lines
    )


def value_text(value: Json) -> str:
    """A value as JSON on one line."""
    return visible(encode(value))
