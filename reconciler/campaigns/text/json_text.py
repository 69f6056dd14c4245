"""Read JSON text as the events that a YAML parser would give, so that one set of rules serves both.

A YAML parser does not do for JSON: it reads surrogate pairs in escapes differently, and it accepts
much that is not JSON. The standard library decides whether the text is JSON; the events then come
from a scan that may trust it.
"""

import json
import re
from collections.abc import Iterator
from typing import Final

from yaml.error import Mark
from yaml.events import (
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from reconciler.campaigns.text import codes
from reconciler.campaigns.text.faults import Fault, nothing_in_it
from reconciler.campaigns.text.json_check import BLANKS, empty_too_deep, first_error
from reconciler.campaigns.text.tree import Tree

_TOKEN: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[][{}]|[^][{}:,"\s]+')
_NOT_NUMBERS: Final = {"NaN": ".nan", "Infinity": ".inf", "-Infinity": "-.inf"}

_COMMA = "Write a comma between two entries, none after the last, and no comments."
_ESCAPE = "Write the backslash twice if it is meant as itself."
_WORDS: Final = (
    ("Expecting property name", "The name of a field in double quotes is expected here.", _COMMA),
    ("Expecting ',' delimiter", "A comma or a closing bracket is expected here.", _COMMA),
    ("Expecting ':' delimiter", "A colon is expected here.", "Write '\"name\": value'."),
    (
        "Expecting value",
        "A value is expected here.",
        "Write text in double quotes, a number, true, false, null, a list or a mapping.",
    ),
    (
        "Invalid control character",
        "A line break or another control character stands inside quotes.",
        "Close the quote on the same line; write a line break as \\n.",
    ),
    ("Invalid \\escape", "The backslash starts an escape that JSON does not know.", _ESCAPE),
    ("Invalid \\uXXXX escape", "Four hexadecimal digits must follow \\u.", _ESCAPE),
    (
        "Unterminated string",
        "The quote that opens here is never closed.",
        "Close the quote at the end of the text.",
    ),
    (
        "Extra data",
        "The text goes on after its end.",
        "Delete what follows, or check the brackets before this place.",
    ),
)


def read_json(text: str, tree: Tree) -> None:
    """Build a tree from JSON text, with a finding for everything that is wrong with the text."""
    if not text.strip(BLANKS):
        tree.faults.append(nothing_in_it())
        return
    error = first_error(text)
    if error is not None:
        tree.faults.append(_explain(error, text))
        return
    events = json_events(empty_too_deep(text))
    tree.build(lambda: next(events))
    tree.check_root()


def json_events(text: str) -> Iterator[Event]:
    """Give the events of a text that is JSON, each with its start and its end."""
    for found in _TOKEN.finditer(text):
        word = found.group()
        start, end = (Mark("", at, 0, 0, None, 0) for at in found.span())
        match word[0]:
            case "{":
                yield MappingStartEvent(None, None, True, start, end)
            case "}":
                yield MappingEndEvent(start, end)
            case "[":
                yield SequenceStartEvent(None, None, True, start, end)
            case "]":
                yield SequenceEndEvent(start, end)
            case '"':
                yield ScalarEvent(None, None, (False, True), _unquote(word), start, end, '"')
            case _:
                meant = _NOT_NUMBERS.get(word, word)
                yield ScalarEvent(None, None, (True, False), meant, start, end)
    yield StreamEndEvent()


def _unquote(word: str) -> str:
    return str(json.loads(word)) if "\\" in word else word[1:-1]


def _explain(error: json.JSONDecodeError, text: str) -> Fault:
    last = len(text.rstrip(BLANKS)) - 1
    at = min(error.pos, last)
    while text[at] in BLANKS and not error.msg.startswith("Invalid control"):
        at += 1
    if "escape" in error.msg:
        at = text.rfind("\\", 0, at + 1)
    for wording, message, hint in _WORDS:
        if error.msg.startswith(wording):
            return Fault(at, codes.JSON_SYNTAX, message, hint)
    hint = "Look at this line and the one before it."
    return Fault(at, codes.JSON_SYNTAX, f"The text is not JSON: {error.msg}.", hint)
