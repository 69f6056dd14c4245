"""Where a plan was made from, for those who review it; no part of what it would do."""

from typing import Final

from msgspec import Struct


class Origin(Struct, frozen=True):
    """Where a plan was made from, beside files and live state.

    Attributes:
        commit: the full hash of HEAD, None outside git.
        base: the ref that ``--base`` named.
        changed_files: campaign files that changed since the base, spelled as in the changes of a
            plan; None where that is not known, which is not the same as none.
        files_digest: digest of all campaign files, their paths and contents.
        run_url: where the run of the CI can be seen, when known.
        dirty: whether the campaign files hold changes that the commit has not.
        commits: full hashes of the commits since the base; None where that is not known.
    """

    commit: str | None = None
    base: str | None = None
    changed_files: tuple[str, ...] | None = None
    files_digest: str = ""
    run_url: str | None = None
    dirty: bool = False
    commits: tuple[str, ...] | None = None


NO_ORIGIN: Final = Origin()
"""The mark of "nobody has said where it was made from"."""
