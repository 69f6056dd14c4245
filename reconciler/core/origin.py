"""Where a plan was made from, beside files and live state."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a plan was made from, beside files and live state.

    Attributes:
        commit: full SHA of HEAD, None outside git.
        base: the ref that --base named.
        changed_files: campaign files changed since base, as the changes of a plan spell them;
            None where that is not known.
        files_digest: digest of all campaign files.
        run_url: the CI run, when known.
    """

    commit: str | None = None
    base: str | None = None
    changed_files: tuple[str, ...] | None = None
    files_digest: str = ""
    run_url: str | None = None


NO_ORIGIN: Final = Origin()
