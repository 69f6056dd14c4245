"""Findings about text by their offset, and the words of those about its structure."""

from typing import Final, NamedTuple

from reconciler.core.diagnostic import MOST_FOUND, Code
from reconciler.words import cut
from reconciler.yaml12 import codes

WHOLE_FILE: Final = -1
_QUOTED_LENGTH = 60


class Fault(NamedTuple):
    """A finding at a character of the text; the document turns it into a line and a column.

    Attributes:
        at: offset of the character, or ``WHOLE_FILE``.
        message: one sentence on what is wrong here.
    """

    at: int
    code: Code
    message: str
    hint: str


class UnusableValue(Exception):
    """A value that cannot be used, with the words of the finding; its place is known elsewhere."""

    def __init__(self, code: Code, message: str, hint: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint

    def fault(self, at: int) -> Fault:
        """Make it a finding at a character of the text."""
        return Fault(at, self.code, self.message, self.hint)


def quote(text: str) -> str:
    """Show text of a file inside a message: on one line, short, and without control characters."""
    shown = "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode()
        for sign in cut(text, _QUOTED_LENGTH)
    )
    return f"'{shown}'"


def nothing_in_it() -> Fault:
    """The file is empty, or holds only comments."""
    return Fault(
        WHOLE_FILE,
        codes.EMPTY_FILE,
        "There is nothing in the file.",
        "Write the fields of the campaign, or delete the file.",
    )


def no_fields(at: int, *, what: str) -> Fault:
    """The root is a list or a single value."""
    return Fault(
        at,
        codes.NOT_A_MAPPING,
        f"The file holds {what}, not fields with names.",
        "Write every field as 'name: value', and each campaign in a file of its own.",
    )


def second_document(at: int) -> Fault:
    """Another document starts in the same file."""
    return Fault(
        at,
        codes.SEVERAL_DOCUMENTS,
        "A second document starts here.",
        "Move it into a file of its own, or delete a stray '---' line.",
    )


def half_character(at: int) -> Fault:
    """An escape stands for a lone surrogate."""
    return Fault(
        at,
        codes.LONE_SURROGATE,
        "An escape in this text stands for half a character.",
        "Write the character itself instead of the escape.",
    )


def lost_text(at: int, sign: str) -> Fault:
    """Text that would be taken for a comment, as it starts with ``>#`` or ``|#``."""
    return Fault(
        at,
        codes.SYNTAX,
        f"What follows '{sign}#' would be read as a comment and lost.",
        f"Put quotes around a value that starts with '{sign}'.",
    )


def tag(at: int, text: str) -> Fault:
    """A tag, where ``text`` starts with it."""
    return Fault(
        at,
        codes.TAG,
        f"{quote(text.split(maxsplit=1)[0])} starts with '!', which makes it a tag and not text.",
        "Delete the tag, or put quotes around the value if it is meant as text.",
    )


def duplicate_key(at: int, key: str, *, first_line: int) -> Fault:
    """A key for the second time in one mapping."""
    return Fault(
        at,
        codes.DUPLICATE_KEY,
        f"{quote(key)} is written a second time; it first stands in line {first_line}.",
        "Keep one of the two and delete the other.",
    )


def merge_key(at: int) -> Fault:
    """A ``<<`` without quotes."""
    return Fault(
        at,
        codes.MERGE_KEY,
        "'<<' would merge another mapping into this one, which YAML 1.2 does not do.",
        "Write the values out, or put quotes around '<<' if it is the name of a field.",
    )


def key_not_text(at: int, *, what: str) -> Fault:
    """A list, a mapping or an alias as a key."""
    return Fault(
        at,
        codes.KEY_NOT_TEXT,
        f"{what} stands where the name of a field belongs.",
        "Write the name as text; put quotes around it if it starts with a special character.",
    )


def too_many_values(at: int, *, most: int) -> Fault:
    """One value too many."""
    return Fault(
        at,
        codes.TOO_MANY_VALUES,
        f"The file holds more than {most:,} values; this is where reading stopped.",
        "Look for a list that is repeated or belongs elsewhere, and split the campaign if needed.",
    )


def too_many_findings() -> Fault:
    """So many findings that nobody needs more of them."""
    return Fault(
        WHOLE_FILE,
        codes.TOO_MANY_FINDINGS,
        f"After {MOST_FOUND:,} findings the rest of the file was not looked at.",
        codes.TOO_MANY_FINDINGS.fix,
    )


def too_deep(at: int, *, most: int) -> Fault:
    """One level of nesting too many."""
    return Fault(
        at,
        codes.TOO_DEEP,
        f"This value is nested more than {most} levels deep.",
        "Look for brackets that open and never close, and write fewer levels.",
    )
