"""What a person can do about drift and unmanaged groups, said once for all of them."""

from collections.abc import Iterable, Mapping
from typing import Final

from reconciler.core.plan import FieldChange

ACCEPT: Final = "reconciler accept NAME"
IMPORT: Final = "reconciler import NAME"
GO_BY_FILE: Final = "To go by the file, change what is live:"


def keep_live(command: str) -> str:
    """How drift is taken into the file.

    Args:
        command: ``ACCEPT`` as commands are set off where it is said.
    """
    return f"To keep what is live, {command} writes it into the file."


def declare(command: str, *, owners_unknown: bool) -> str:
    """How an unmanaged group gets a file.

    Args:
        command: ``IMPORT`` as commands are set off where it is said.
        owners_unknown: whether some may be of promotions, which could not be read.
    """
    doubt = "What a promotion owns needs no file. For the others, " if owners_unknown else ""
    return f"{doubt}{command} writes a file; without NAME, one for each."


def ways(fields: Iterable[FieldChange]) -> Mapping[str, str]:
    """Every way to change what is live once, each with the mark that its fields have.

    Where there is one way for all of them, nothing needs a mark, and it has none.
    """
    hints = list(dict.fromkeys(map(way, fields)))
    return {hint: f"({k})" if len(hints) > 1 else "" for k, hint in enumerate(hints, 1)}


def way(field: FieldChange) -> str:
    """How the live value of a field is changed, or why it cannot be."""
    return field.hint if field.editable else f"not editable: {field.hint}"
