"""Say in plain words why a YAML parser cannot read on, where, and what to do.

The two parsers word the same mistake differently; here both become one message, at the place
where a reader would look. A wording that is not known is passed on as it is.
"""

import re
from typing import Final

from msgspec import Struct
from yaml.error import MarkedYAMLError, YAMLError

from reconciler.yaml12 import codes
from reconciler.yaml12.faults import Fault, half_character, quote, tag
from reconciler.yaml12.foreign import comment_around
from reconciler.yaml12.text import MAX_DEPTH

_LONGEST_SHOWN = 100
# Parsers read that far ahead of what they give, as a bracket may turn out to start a key.
_LONGEST_KEY = 1024


class _Advice(Struct, frozen=True):
    """What to say about a mistake that a parser words in a certain way.

    Attributes:
        wording: what the parser says, context first.
        message: what is wrong; ``{sign}`` is the character there.
        from_start: whether it is about the start of what was being read, not about its end.
    """

    wording: re.Pattern[str]
    message: str
    hint: str
    from_start: bool = False


def _advice(wording: str, message: str, hint: str, *, from_start: bool = False) -> _Advice:
    return _Advice(re.compile(wording), message, hint, from_start)


_TAB: Final = _advice(
    "found a tab character",
    "A tab stands where only spaces may stand.",
    "Replace the tab by spaces; YAML indents with spaces only.",
)
_APOSTROPHE: Final = _advice(
    "",
    "The apostrophe before {sign} ends the value, which is in single quotes.",
    "Write the apostrophe twice, or put the value in double quotes.",
)
_ESCAPE: Final = _advice(
    "unknown escape character|hexdecimal number|hexadecimal numbers|invalid Unicode character",
    "The backslash starts an escape that YAML does not know.",
    "Use single quotes, or write the backslash twice if it is meant as itself.",
)
_REFERENCE: Final = _advice(
    "",
    "Inside brackets, '${{' without quotes opens a mapping of its own.",
    "Put the whole reference in quotes.",
)
_END: Final = _advice(
    "",
    "The text ends where a value is expected.",
    "Write the rest of the value; check that every bracket is closed.",
)
_ADVICE: Final = (
    _TAB,
    _advice(
        "mapping values are not allowed",
        "A colon followed by a space makes a field here, where none can be.",
        "Put quotes around a value that holds ': ', or check how this line and the one before it "
        "are indented, and that a space follows the colon after every name.",
    ),
    _advice(
        "cannot start any token",
        "A value without quotes cannot start with {sign}.",
        "Put quotes around the value.",
    ),
    _advice(
        "found unexpected ':'",
        "A space is missing after the colon.",
        "Write 'name: value', or put quotes around a value that holds a colon.",
    ),
    _advice(
        "could not find expected ':'",
        "The text that starts here has no colon and no value.",
        "Write 'name: value', or indent the line further if it goes on with the value above it.",
        from_start=True,
    ),
    _advice(
        "quoted scalar: found unexpected (?:end of stream|document)",
        "The quote that opens here is never closed.",
        "Close the quote at the end of the value; inside single quotes write ' twice.",
        from_start=True,
    ),
    _ESCAPE,
    _advice(
        "scanning an (?:anchor|alias)",
        "A value without quotes cannot start with {sign}: it would name another value.",
        "Put quotes around the value.",
        from_start=True,
    ),
    _advice(
        "scanning a block scalar",
        "Nothing may follow {sign} on the same line but a comment.",
        "Put quotes around a value that starts with {sign}, or start the text on the next line.",
        from_start=True,
    ),
    _advice(
        "expected ',' or ']'",
        "A list that opens with '[' is not closed, or a comma is missing in it.",
        "Write a comma between two items and ']' after the last.",
    ),
    _advice(
        "expected ',' or '}'",
        "A mapping that opens with '{{' is not closed, or a comma is missing in it.",
        "Write a comma between two fields and '}}' after the last.",
    ),
    _advice(
        "sequence entries are not allowed",
        "A list item cannot start here.",
        "Start the list on the next line, or put quotes around a value that starts with '- '.",
    ),
    _advice(
        "mapping keys are not allowed",
        "A '?' followed by a space cannot stand here.",
        "Put quotes around a value that starts with '?'.",
    ),
    _advice(
        "expected '-' indicator|block collection: expected <block end>",
        "This does not belong to the list above it.",
        "Start every item with '- ', exactly below the '-' of the first; "
        "check how the line is indented.",
    ),
    _advice(
        "expected key|expected <block end>",
        "This does not fit to the fields above it.",
        "Start every field of a mapping in the same column; put quotes around the whole of a value "
        "if it holds quotes or special characters.",
    ),
    _advice(
        "expected (?:the )?node content",
        "A value is expected here, and {sign} is none.",
        "Write the value; put quotes around it if it starts with a special character.",
    ),
    _advice(
        "expected '?<document start>",
        "The text goes on after its end.",
        "Delete what follows, or check the brackets and quotes before this place.",
    ),
    _advice(
        "directive|incompatible YAML document",
        "The line that starts with '%' is not a directive of YAML.",
        "Delete the line.",
    ),
)


_UNKNOWN_HINT = "Look at this line and the one before it; quotes around a value often help."
_TEXT_TO_APOSTROPHE: Final = re.compile(r"(?:^|[\[{,:-])[ ]*'[^'\r\n]+'\Z", re.MULTILINE)
_TEXT_AFTER_IT: Final = re.compile(r"\w[^'\r\n]*'")
_HALF: Final = re.compile(r"\\(?:u|U0000)[dD][89a-fA-F]")
_ODD_BLANK: Final = re.compile("[\xa0\u2000-\u200b\u202f\u205f\u3000]")


def explain(error: YAMLError, text: str) -> Fault:
    """Turn what a parser complains about into a finding."""
    wording = str(error)
    if isinstance(error, MarkedYAMLError):
        wording = f"{error.context or ''}: {error.problem or ''}".removeprefix(": ")
    problem, context = _marks(error, text)
    if re.search("scanning a tag|parsing a tag|undefined tag handle", wording):
        return tag(context, text[context : context + _LONGEST_SHOWN])
    if "invalid Unicode character" in wording and _HALF.search(text, context, problem + 8):
        return half_character(context)
    advice = _choose(wording, text, problem)
    if advice is _ESCAPE:
        at = max(text.rfind("\\", context, problem + 1), context)
    elif advice is _REFERENCE:
        at = problem - 1
    elif advice.from_start or problem >= len(text):
        at = context  # where it opens that is still open at the end of the file
    else:
        at = problem
    if (remark := comment_around(text, at)) is not None:
        return remark
    sign = quote(text[at : at + 1])
    hint = advice.hint.format(sign=sign) + _about_odd_blanks(text, at)
    return Fault(at, codes.SYNTAX, advice.message.format(sign=sign), hint)


def may_hide_nesting(error: YAMLError, text: str, depth: int) -> bool:
    """Whether brackets that are nested too deep may be what a parser cannot read on after.

    Args:
        error: what it complains about, which may be the nesting.
        text: what it reads.
        depth: how deep it was in what it had given until then.
    """
    _, read_to = _marks(error, text)
    ahead = text[max(read_to - _LONGEST_KEY, 0) : read_to + 1]
    return depth + ahead.count("[") + ahead.count("{") > MAX_DEPTH


def _marks(error: YAMLError, text: str) -> tuple[int, int]:
    """Give the offsets of the problem and of the start of what it is a part of."""
    problem_mark = getattr(error, "problem_mark", None)
    problem: int = problem_mark.index if problem_mark is not None else len(text)
    context_mark = getattr(error, "context_mark", None)
    context: int = context_mark.index if context_mark is not None else problem
    last = max(len(text.rstrip("\r\n")) - 1, 0)
    return problem, min(context, last)


def _choose(wording: str, text: str, problem: int) -> _Advice:
    before = text[max(problem - _LONGEST_KEY, 0) : problem]
    if _TEXT_AFTER_IT.match(text, problem) and _TEXT_TO_APOSTROPHE.search(before):
        return _APOSTROPHE
    for advice in _ADVICE:
        if advice.wording.search(wording) is None:
            continue
        if problem >= len(text) and "{sign}" in advice.message and not advice.from_start:
            return _END
        if text[max(problem - 1, 0) : problem + 1] == "${":
            return _REFERENCE
        is_tab = text[problem : problem + 1] == "\t" and not advice.from_start
        return _TAB if is_tab else advice
    shown = quote(wording).replace("{", "{{").replace("}", "}}")
    return _advice("", f"The text cannot be read from here on: {shown}.", _UNKNOWN_HINT)


def _about_odd_blanks(text: str, at: int) -> str:
    """Name blanks that look like spaces and come along when text is copied from elsewhere."""
    start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    line = re.split("[\r\n]", text[start:], maxsplit=1)[0]
    if not _ODD_BLANK.search(line):
        return ""
    return " The line contains a space that is not an ordinary one: type it again."
