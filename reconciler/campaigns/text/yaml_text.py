"""Read YAML text into a tree, and find what no parser may see."""

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

import yaml

from reconciler.campaigns.text import codes, yaml_parser
from reconciler.campaigns.text.faults import Fault, quote
from reconciler.campaigns.text.forbidden import forbidden
from reconciler.campaigns.text.tree import Tree
from reconciler.campaigns.text.yaml_errors import explain, may_hide_nesting
from reconciler.core.diagnostic import MOST_FOUND

_PROLOGUE: Final = re.compile(r"(?:[ \t]*(?:[#%][^\r\n]*)?(?:\r\n?|\n))*(?:[#%][^\r\n]*)?")
_DIRECTIVE: Final = re.compile(r"(?<![^\r\n])%(?!YAML[ \t]+1\.2[ \t]*(?:[\r\n#]|$))[^\r\n]*")


def read_yaml(text: str, tree: Tree) -> None:
    """Build a tree from YAML text, with a finding for everything that is wrong with the text."""
    found = list(islice(chain(_find_directives(text), _find_forbidden(text)), MOST_FOUND))
    tree.faults.extend(found)
    if len(found) == MOST_FOUND:
        return
    readable = _set_aside(text, found)
    try:
        _build(tree, readable, found)
    except yaml.YAMLError as error:
        # What is nested too deep is often what is never closed; then it is named alone.
        if tree.passed_over:
            tree.check_root()
        # What was set aside may well be what breaks the syntax; then it is named alone.
        elif not found:
            tree.faults.append(explain(error, text))
    else:
        tree.check_root()


def _build(tree: Tree, text: str, found: list[Fault]) -> None:
    """Read a text; one that is nested too deep is read again, in the same way everywhere.

    From 0.2.6 on libyaml refuses more than 1,000 levels, for brackets on one line before it gives
    the first of them; before, it takes the longer the more levels there are.
    """
    try:
        tree.build(yaml_parser.open_parser(text).get_event, stop_when_too_deep=True)
    except yaml.YAMLError as error:
        if not may_hide_nesting(error, text, tree.depth):
            raise
    else:
        if not tree.passed_over:
            return
    tree.start_over(found)
    tree.build(yaml_parser.PurePythonParser(text).get_event)


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


def _set_aside(text: str, found: list[Fault]) -> str:
    """Replace what a parser must not see, so that the rest is read and every offset stays."""
    if not found:
        return text
    signs = list(text)
    for fault in found:
        signs[fault.at] = "#" if fault.code is codes.DIRECTIVE else " "
    return "".join(signs)
