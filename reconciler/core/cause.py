"""Why a live value differs from its file, as far as earlier versions of the file tell."""

from enum import Enum

from msgspec import Struct


class CauseKind(Enum):
    """Which side was changed."""

    FILE = "file"
    API = "api"
    UNKNOWN = "unknown"


class Cause(Struct, frozen=True):
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
