"""Read YAML text into a tree, and find what no parser may see."""

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

import yaml

from reconciler.campaigns.text import codes, yaml_parser
from reconciler.campaigns.text.faults import Fault, quote
from reconciler.campaigns.text.plain_yaml import read_plainly
from reconciler.campaigns.text.tree import Tree
from reconciler.campaigns.text.yaml_errors import explain
from reconciler.core.diagnostic import MOST_FOUND
from reconciler.core.exact_json import Json

# U+0085, U+2028 and U+2029 end a line for libyaml, but not for YAML 1.2 nor for editors; a byte
# order mark inside the text cannot be seen.
_FORBIDDEN: Final = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_HARMLESS: Final = bytes(range(0x20, 0x7F)) + b"\t\n\r"
_PROLOGUE: Final = re.compile(r"(?:[ \t]*(?:[#%][^\r\n]*)?(?:\r\n?|\n))*(?:[#%][^\r\n]*)?")
_DIRECTIVE: Final = re.compile(r"(?<![^\r\n])%(?!YAML[ \t]+1\.2[ \t]*(?:[\r\n#]|$))[^\r\n]*")


def read_plain_yaml(text: str) -> dict[str, Json] | None:
    """The data of a text with nothing unusual in it and nothing wrong; None for all others."""
    if not _is_harmless(text) or any(_find_directives(text)):
        return None
    try:
        return read_plainly(text, yaml_parser.open_parser(text).get_event)
    except yaml.YAMLError:
        return None


def _is_harmless(text: str) -> bool:
    """Whether there is nothing in a text that no parser may see."""
    if text.isascii():  # then looking for what is allowed takes a tenth of the time
        return not text.encode().translate(None, _HARMLESS)
    return _FORBIDDEN.search(text) is None


def read_yaml(text: str, tree: Tree) -> None:
    """Build a tree from YAML text, with a finding for everything that is wrong with the text."""
    found = list(islice(chain(_find_directives(text), _find_forbidden(text)), MOST_FOUND))
    tree.faults.extend(found)
    if len(found) == MOST_FOUND:
        return
    readable = _set_aside(text, found)
    try:
        tree.build(yaml_parser.open_parser(readable).get_event)
    except yaml.YAMLError as error:
        # What was set aside may well be what breaks the syntax; then it is named alone.
        if not found:
            tree.faults.append(explain(error, text))
    else:
        tree.check_root()


def _find_forbidden(text: str) -> Iterator[Fault]:
    for found in _FORBIDDEN.finditer(text):
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
