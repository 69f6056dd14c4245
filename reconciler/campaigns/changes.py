"""Which files differ from another version: what a pull request changes.

Compared is what is on disk with where the branch began, so that what happened on the other branch
since then does not count as a change of ours.
"""

import os
from pathlib import Path
from typing import Final

from reconciler.campaigns.git import Git, GitIsSilent
from reconciler.campaigns.git_log import MOST_COMMITS

# Unlike the commands made for scripts, this one looks into files whose times alone have changed;
# the options outdo the settings of a user.
_DIFF: Final = ("diff", "--name-only", "-z", "--no-renames", "--no-relative", "--no-ext-diff")


def changed_files(folder: Path, base: str) -> tuple[str, ...] | None:
    """Files that were added, changed or deleted since the branch began; None if git cannot say.

    A file that was renamed is there twice: under its old path, and under its new one. Files that
    git does not know yet count as added, unless it is told to ignore them.

    Args:
        folder: where the shown paths start. The repository may begin further up; all of it is
            looked at.
        base: what is compared with: a branch, a tag or a commit. In a shallow clone it may be
            missing, or where the branch began.
    """
    git = Git(folder)
    try:
        top = os.path.realpath(_line(git("rev-parse", "--show-toplevel")))
        commit = f"{base}^{{commit}}"
        tip = _line(git("rev-parse", "--verify", "--quiet", "--end-of-options", commit))
        start = _line(git("merge-base", tip, "HEAD"))
        whole = Git(Path(top))
        changed = whole(*_DIFF, start, "--") + whole(
            "ls-files", "--others", "--exclude-standard", "-z"
        )
    except GitIsSilent:
        return None
    here = os.path.realpath(folder)
    paths = {path for path in os.fsdecode(changed).split("\0") if path}
    # Many paths, and all of them text before and after: no need of a Path to join each.
    wholes = (os.path.join(top, path) for path in paths)  # noqa: PTH118
    return tuple(sorted(Path(os.path.relpath(each, here)).as_posix() for each in wholes))


def commits_since(folder: Path, base: str) -> tuple[str, ...] | None:
    """Full hashes of the commits that the branch has and the base has not; None as above.

    Args:
        folder: a folder of the repository.
        base: as for ``changed_files``.
    """
    git = Git(folder)
    try:
        most = f"--max-count={MOST_COMMITS}"
        said = git("rev-list", most, "HEAD", "--not", "--end-of-options", base, "--")
    except GitIsSilent:
        return None
    return tuple(os.fsdecode(said).split())


def _line(said: bytes) -> str:
    return os.fsdecode(said).removesuffix("\n")
