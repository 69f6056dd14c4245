"""What a person can do about drift and unmanaged groups, said once for all of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from reconciler.core.comparison import FieldChange
from reconciler.render.addressed import addressed

ACCEPT: Final = "reconciler accept NAME"
IMPORT: Final = "reconciler import NAME"
NEVER_UPDATES: Final = (
    "The reconciler never updates what is live: merging this changes files and nothing else."
)
_GO_BY_FILE: Final = "To go by the file, change what is live"
_NO_WAY: Final = "What is live cannot be changed"


class Way(NamedTuple):
    """What a person can do to go by the file.

    Attributes:
        hint: that, or what is possible instead.
        is_possible: whether what is live can be changed at all.
    """

    hint: str
    is_possible: bool


def keep_live(command: str) -> str:
    """How drift is taken into the file.

    Args:
        command: ``ACCEPT`` as commands are set off where it is said.
    """
    return f"To keep what is live, {addressed(command)} writes it into the file."


def ways_out(command: str) -> Sequence[str]:
    """What can be done about a file that is edited while its campaign is live, a sentence each.

    Args:
        command: ``ACCEPT`` as commands are set off where it is said.
    """
    return (
        "If customers shall get what the file says, make the same change in the console.",
        (
            f"If live is right, take the change back: {addressed(command)} writes what is live "
            "into the file."
        ),
        (
            "If it is a new campaign, end the old one in the console and declare the new one under "
            "another name and with days of its own, so that nobody is paid twice."
        ),
        "If both are meant, acknowledge the difference in the file.",
    )


def declare(command: str, *, owners_unknown: bool) -> str:
    """How an unmanaged group gets a file.

    Args:
        command: ``IMPORT`` as commands are set off where it is said.
        owners_unknown: whether some may be of promotions, which could not be read.
    """
    doubt = "What a promotion owns needs no file. For the others, " if owners_unknown else ""
    return f"{doubt}{addressed(command)} writes a file; without NAME, one for each."


def ways(fields: Iterable[FieldChange]) -> Mapping[Way, str]:
    """Every way to change what is live once, each with the mark that its fields have.

    Where there is one way for all of them, nothing needs a mark, and it has none.
    """
    found = list(dict.fromkeys(map(way, fields)))
    return {each: f"({k})" if len(found) > 1 else "" for k, each in enumerate(found, 1)}


def way(field: FieldChange) -> Way:
    """How the live value of a field is changed, or why it cannot be."""
    return Way(field.hint, field.editable)


def go_by_file(found: Iterable[Way]) -> str:
    """What stands above the ways: what can be done, by what is possible."""
    match {each.is_possible for each in found}:
        case possible if len(possible) > 1:
            return f"{_GO_BY_FILE}, where that is possible:"
        case possible:
            return f"{_GO_BY_FILE if possible == {True} else _NO_WAY}:"


def steps(found: Mapping[Way, str]) -> Mapping[str, str]:
    """Each way in words with its mark, for a list in which some are possible and some are not."""
    is_mixed = len({each.is_possible for each in found}) > 1
    return {
        (each.hint if each.is_possible or not is_mixed else f"cannot be changed: {each.hint}"): mark
        for each, mark in found.items()
    }
