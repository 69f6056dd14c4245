"""Read YAML text into a tree, and find what no parser may see."""

import json
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

import yaml

from reconciler.core.diagnostic import MOST_FOUND
from reconciler.yaml12 import codes, events
from reconciler.yaml12.faults import Fault, nothing_in_it, quote
from reconciler.yaml12.foreign import (
    Foreign,
    find_foreign,
    is_foreign_yet_yaml,
    placeholder,
    placeholder_at,
    without,
)
from reconciler.yaml12.syntax import explain, may_hide_nesting
from reconciler.yaml12.text import BLANKS, empty_too_deep, first_error, forbidden
from reconciler.yaml12.tree import Tree

_PROLOGUE: Final = re.compile(r"(?:[ \t]*(?:[#%][^\r\n]*)?(?:\r\n?|\n))*(?:[#%][^\r\n]*)?")
_DIRECTIVE: Final = re.compile(r"(?<![^\r\n])%(?!YAML[ \t]+1\.2[ \t]*(?:[\r\n#]|$))[^\r\n]*")


def read_tree(text: str, *, as_json: bool) -> Tree:
    """Read a text into a tree, with a finding for everything that is wrong with the text.

    Args:
        text: YAML or JSON.
        as_json: whether it must be JSON.
    """
    tree = Tree(text)
    if as_json:
        read_json(text, tree)
    else:
        read_yaml(text, tree)
    return tree


def read_yaml(text: str, tree: Tree) -> None:
    """Build a tree from YAML text, with a finding for everything that is wrong with the text."""
    found = list(islice(chain(_find_directives(text), _find_forbidden(text)), MOST_FOUND))
    tree.faults.extend(found)
    if len(found) == MOST_FOUND:
        return
    foreign = list(islice(find_foreign(text, codes.SYNTAX), MOST_FOUND))
    if foreign and not found:
        as_written = Tree(text)
        _read_rest(text, as_written, found, [])
        if not as_written.faults and not is_foreign_yet_yaml(text, foreign, as_written.data):
            foreign = []
    _read_rest(text, tree, found, foreign)


def _read_rest(text: str, tree: Tree, found: list[Fault], foreign: list[Foreign]) -> None:
    """Build a tree from a text but for what a parser must not see and what is foreign."""
    tree.faults.extend(each.fault for each in foreign)
    signs = list(text)
    for fault in found:  # so that the rest is read and every offset stays
        signs[fault.at] = "#" if fault.code is codes.DIRECTIVE else " "
    readable = without("".join(signs), foreign)
    try:
        _build(tree, readable, [*tree.faults])
    except yaml.YAMLError as error:
        # What is nested too deep is often what is never closed; then it is named alone.
        if tree.passed_over:
            tree.check_root()
        # What was set aside may well be what breaks the syntax; then it is named alone.
        elif not found:
            tree.faults.append(explain(error, readable))
    else:
        tree.check_root()
    tree.faults[:] = [_meant(fault, text) for fault in tree.faults]


def _meant(fault: Fault, text: str) -> Fault:
    """A fault, or what it comes from: a placeholder is read as a mapping in place of a key."""
    if fault.code is codes.KEY_NOT_TEXT and (found := placeholder_at(text, fault.at)):
        return placeholder(text.rindex(found, 0, fault.at + len(found)), found, codes.SYNTAX)
    return fault


def _build(tree: Tree, text: str, found: list[Fault]) -> None:
    """Read a text; one that is nested too deep is read again, in the same way everywhere.

    From 0.2.6 on libyaml refuses more than 1,000 levels, for brackets on one line before it gives
    the first of them; before, it takes the longer the more levels there are.
    """
    try:
        tree.build(events.open_parser(text).get_event, stop_when_too_deep=True)
    except yaml.YAMLError as error:
        if not may_hide_nesting(error, text, tree.depth):
            raise
    else:
        if not tree.passed_over:
            return
    tree.start_over(found)
    tree.build(events.PurePythonParser(text).get_event)


def _find_forbidden(text: str) -> Iterator[Fault]:
    for found in forbidden().finditer(text):
        name = f"U+{ord(found.group()):04X}"
        yield Fault(
            found.start(),
            codes.CONTROL_CHARACTER,
            f"The invisible character {name} stands here.",
            "Delete it, or write it as an escape in double quotes if it is meant.",
        )


def _find_directives(text: str) -> Iterator[Fault]:
    if "%" not in text:
        return
    head = _PROLOGUE.match(text)
    for found in _DIRECTIVE.finditer(text, 0, head.end() if head else 0):
        yield Fault(
            found.start(),
            codes.DIRECTIVE,
            f"The directive {quote(found.group().rstrip())} is not read.",
            "Delete this line; files are always read as YAML 1.2.",
        )


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
        foreign = list(islice(find_foreign(text, codes.JSON_SYNTAX), MOST_FOUND))
        tree.faults.extend(each.fault for each in foreign)
        readable = without(text, foreign)
        if (error := first_error(readable)) is not None:
            tree.faults.append(_explain(error, readable))
        return
    found = events.json_events(empty_too_deep(text))
    tree.build(lambda: next(found))
    tree.check_root()


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
