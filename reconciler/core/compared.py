"""What a comparison found: the fields that differ, and how much was seen."""

from typing import Final

from msgspec import Struct

from reconciler.core.cause import Cause
from reconciler.core.diagnostic import Answer
from reconciler.core.diff import Absent
from reconciler.core.exact_json import Json


class FieldChange(Struct, frozen=True):
    """One field that differs.

    Attributes:
        path: JSON pointer into the campaign, parts by name.
        desired: the declared value, ABSENT where the file has nothing there.
        live: the live value, ABSENT where the API has nothing there.
        editable: whether a person can change the live value at all.
        hint: what a person can do.
        acknowledged: what the file says to it, where it is meant.
        cause: why it differs, where that was asked; no part of what a plan is.
    """

    path: str
    desired: Json | Absent
    live: Json | Absent
    editable: bool
    hint: str
    acknowledged: Answer | None = None
    cause: Cause | None = None


class Coverage(Struct, frozen=True):
    """How much of what is declared was compared with what is live.

    Attributes:
        declared: number of single values that are declared, or expected by documented defaults.
        checked: how many of them the read showed.
    """

    declared: int = 0
    checked: int = 0

    def __add__(self, other: "Coverage") -> "Coverage":
        return Coverage(self.declared + other.declared, self.checked + other.checked)


NOTHING_SEEN: Final = Coverage()


class Seen(Struct, frozen=True):
    """How much of a campaign was compared with its live group.

    Attributes:
        unverified: paths of declared values that could not be checked.
        uncertain: those of them that were shown otherwise, which proves nothing.
        coverage: how many of the declared values were checked.
    """

    unverified: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()
    coverage: Coverage = NOTHING_SEEN
