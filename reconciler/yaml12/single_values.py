"""The quick way to change single values in a text that is written like most: where a line says so.

Each value is looked for by the lines that lead to it, and must be written there as one writes it by
hand. Whatever else is not plain to see (brackets, anchors, aliases, texts over several lines, keys
in quotes) is left to ``edit``, which goes by the events of a parser. What is found may still be
something else, such as a line of a text that looks like it: whoever takes it reads the outcome
back. A law holds the two ways together.
"""

import re
from collections.abc import Sequence
from typing import Final

from reconciler.core.diagnostic import Route
from reconciler.core.exact_json import Json
from reconciler.yaml12.patch import Edit, Put, value_at
from reconciler.yaml12.style import Style
from reconciler.yaml12.write import Pen

_BELOW: Final = re.compile(
    r"[ ]*+(?:#[^\r\n]*+)?+(?:\r?\n[ ]*+(?:#[^\r\n]*+)?+(?=\r?\n))*+"
    r"\r?(?=\n(?P<blanks>[ ]*+)[-$\w])"
)
"""From behind a key or a dash to the end of the line above its value, if that begins below."""
_KEY: Final = re.compile(r" [$\w]")
_END: Final = re.compile(r"[ \t]*(?:[\r\n]|\Z)|[ \t]+#")
_PEN: Final = Pen()
_QUOTED: Final = {"'": Style.SINGLE, '"': Style.DOUBLE}


def with_values(text: str, data: Json, edits: Sequence[Edit]) -> str | None:
    """A text with other single values in the place of some, as ``edit`` would write them.

    Args:
        text: of the file.
        data: what it says.
        edits: the changes.

    Returns:
        The new text, which is to be read back; None where it is not plain to see.
    """
    swaps: list[tuple[int, int, str]] = []
    for each in edits:
        if not isinstance(each, Put) or isinstance(each.value, dict | list):
            return None
        try:
            old = value_at(data, each.route)
        except LookupError:  # it is new
            return None
        start = _find(f"\n{text}", each.route)
        style = _QUOTED.get(text[start : start + 1], Style.PLAIN)
        if start == 0 or isinstance(old, dict | list):
            return None
        written = _PEN.scalar(old, style)
        end = start + len(written)
        if not (text.startswith(written, start) and _END.match(text, end)):
            return None
        swaps.append((start, end, _PEN.scalar(each.value, style)))
    for start, end, new in sorted(swaps, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _find(text: str, route: Route) -> int:
    """Where a value stands behind its key or its dash and a blank; 0 where that is not plain.

    Args:
        text: with a break before its first line; places are told without it.
        route: of the value.
    """
    at, line, is_item = 0, "\n", False
    for step in route:
        below = _BELOW.match(text, at)
        if below is not None:
            at, line = below.end(), f"\n{below['blanks']}"
        elif not (is_item and _KEY.match(text, at)):  # brackets, as a rule
            return 0
        is_item = isinstance(step, int)
        if text.startswith(f" {step}:", at):  # on the line of the dash
            at += len(f" {step}:")
            continue
        lead = f"{line}-" if is_item else f"{line}{step}:"
        for _ in range(int(step) + 1 if is_item else 1):
            at = text.find(lead, at)
            if at < 0:
                return 0
            at += len(lead)
        line += "  " if is_item else ""
    return at if text.startswith(" ", at) else 0
