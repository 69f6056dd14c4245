"""What other tools take and YAML and JSON lack: comments with // or /*, and {{placeholders}}.

Such a text is pasted from a page of documents or from Postman. It is looked for where JSON is
written, be it in a file of YAML: there it stands outside of quotes, and can mean nothing else. What
reads as YAML just as it stands is left alone, unless all its other text is in quotes as in JSON.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from reconciler.core.diagnostic import Code
from reconciler.core.exact_json import Json
from reconciler.yaml12 import codes
from reconciler.yaml12.faults import Fault, quote

_SLASHES: Final = r"//[^\r\n]*|/\*(?s:.*?)(?:\*/|\Z)"
_PLACEHOLDER: Final = re.compile(r"\{\{[^{}\"':\r\n]*\}\}")
_TEXT: Final = r'"(?:[^"\\]|\\.)*+"?'
_IN_JSON: Final = re.compile(
    rf"(?s:{_TEXT})|(?P<comment>{_SLASHES})|(?P<placeholder>{_PLACEHOLDER.pattern})"
)
# In YAML also text without quotes, such as an address, may have slashes and quotes in it.
_IN_YAML: Final = re.compile(
    rf"(?s:(?<=[\s,\[{{:/])(?:{_TEXT}|'(?:[^']|'')*+'?))|(?<!\S)\#[^\r\n]*"
    rf"|(?<![:\w/.])(?P<comment>{_SLASHES})|(?P<placeholder>{_PLACEHOLDER.pattern})"
)
_OPENING: Final = re.compile(rf"(?:\s|#[^\r\n]*|{_SLASHES})*+[\[{{]")
_COMMENTS: Final = ("//", "/*")
_SIGNS: Final = (*_COMMENTS, "{{")
_AS_IN_JSON: Final = re.compile(
    r'(?:[\s{}\[\],:]|"(?:[^"\\]|\\.)*+"|-?\d[-+.\deE]*+|true|false|null)*+', re.DOTALL
)


class Foreign(NamedTuple):
    """A part of a text that is written in another notation.

    Attributes:
        fault: what to say of it.
        end: offset behind its last character.
        stand_in: what stands there for the rest to be read.
    """

    fault: Fault
    end: int
    stand_in: str


def may_be_foreign(text: str) -> bool:
    """Whether a text looks like JSON and holds what may be of another notation."""
    return _OPENING.match(text) is not None and any(sign in text for sign in _SIGNS)


def find_foreign(text: str, code: Code) -> Iterator[Foreign]:
    """Find what is of another notation in a text that looks like JSON.

    Args:
        text: the whole text.
        code: of the findings, by what the text is read as.
    """
    if not may_be_foreign(text):
        return
    token = _IN_JSON if code is codes.JSON_SYNTAX else _IN_YAML
    for found in token.finditer(text):
        if found["comment"]:
            yield Foreign(comment(found.start(), found["comment"], code), found.end(), "")
        elif found["placeholder"]:
            yield Foreign(placeholder(found.start(), found[0], code), found.end(), "0")


def is_foreign_yet_yaml(text: str, foreign: list[Foreign], data: Json) -> bool:
    """Whether what looks foreign is so in a text that reads as YAML just as it stands.

    A comment is then read as a key or as a part of a text. It is a comment nevertheless where the
    name of a field would begin with its sign, or where all other text is in quotes as in JSON.

    Args:
        text: the whole text.
        foreign: what was found in it.
        data: what it holds as YAML.
    """
    is_a_name = isinstance(data, dict) and any(name.startswith(_COMMENTS) for name in data)
    return is_a_name or _AS_IN_JSON.fullmatch(without(text, foreign)) is not None


def without(text: str, foreign: list[Foreign]) -> str:
    """A text with blanks, or what stands in, for what is foreign; every offset stays."""
    parts, end = [], 0
    for each in foreign:
        gone = text[each.fault.at : each.end]
        blank = re.sub(r"[^\r\n]", " ", gone)
        parts += [text[end : each.fault.at], each.stand_in, blank[len(each.stand_in) :]]
        end = each.end
    return "".join([*parts, text[end:]])


def comment(at: int, text: str, code: Code) -> Fault:
    """What to say of a comment that another language has."""
    sign = text[:2]
    if code is codes.JSON_SYNTAX:
        hint = "Delete it; or let the name of the file end in .yaml and begin comments with #."
        return Fault(at, code, f"A comment begins here with {sign}, and JSON has none.", hint)
    message = f"A comment begins here with {sign}: in YAML it begins with #, and JSON has none."
    return Fault(at, code, message, "Write # in its place, or delete it.")


def placeholder(at: int, text: str, code: Code) -> Fault:
    """What to say of a placeholder of Postman."""
    name = re.sub(r"\W", "_", text.strip("{}").strip()) or "name"
    return Fault(
        at,
        code,
        f"{quote(text)} is a placeholder that Postman fills in, and nobody here.",
        f'Write the value; or "${{{name}}}" here, and {name} under values in reconciler.toml.',
    )


def placeholder_at(text: str, at: int) -> str:
    """The placeholder that begins at an offset, or at the bracket before it; empty if none does."""
    found = _PLACEHOLDER.match(text, at) or _PLACEHOLDER.match(text, max(at - 1, 0))
    return found[0] if found else ""


def comment_around(text: str, at: int) -> Fault | None:
    """The comment on the line of an offset, or on the one before: a parser stops behind it."""
    start = text.rfind("\n", 0, at) + 1
    for line in (start, text.rfind("\n", 0, max(start - 1, 0)) + 1):
        begins = re.compile(rf"[ \t]*({_SLASHES})").match(text, line)
        if begins is not None:
            return comment(begins.start(1), begins[1], codes.SYNTAX)
    return None
