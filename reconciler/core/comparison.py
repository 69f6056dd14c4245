"""What comparing a campaign with its live group found: what differs, why, and how much was seen."""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from reconciler.core.diagnostic import Answer
from reconciler.core.diff import Absent
from reconciler.core.exact_json import Json


class CauseKind(StrEnum):
    """Which side was changed."""

    FILE = "file"
    API = "api"
    UNKNOWN = "unknown"


class Cause(Struct, frozen=True, omit_defaults=True):
    """Why one field differs.

    Attributes:
        kind: the file, since an earlier version of it says what is live; or what is live, since
            none does; or nobody can tell.
        commit: full hash of the commit that changed the file; empty where that is not committed.
        date: yyyy-MM-dd, of that commit.
        author: of that commit.
        reason: why nobody can tell, or what else than the file itself was changed, in sentences.
    """

    kind: CauseKind
    commit: str = ""
    date: str = ""
    author: str = ""
    reason: str = ""


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


class Comparison(Struct, frozen=True):
    """What comparing a campaign with its live group gave.

    Attributes:
        fields: what differs.
        seen: how much of what is declared was compared.
    """

    fields: tuple[FieldChange, ...]
    seen: Seen
