"""What is checked out, as far as git can say: the commit, and which files differ from another one.

What a pull request changes is what is on disk against where the branch began, so that what happened
on the other branch since then does not count as a change of ours.
"""

import os
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

from msgspec import Struct

from reconciler.campaigns.git import Git, GitIsSilent, git_at
from reconciler.campaigns.git_log import MOST_COMMITS
from reconciler.campaigns.source_files import SUFFIXES


class Commit(Struct, frozen=True):
    """The commit that is checked out.

    Attributes:
        id: its full hash.
        is_dirty: whether campaign files differ from it, or are unknown to it.
    """

    id: str
    is_dirty: bool


def read_commit(folder: Path, campaigns: Iterable[Path]) -> Commit | None:
    """Find out which commit is checked out; None where git cannot say.

    The folders of the campaign files are relative to that of the settings.
    """
    git, places = git_at(folder, campaigns)
    try:
        said = os.fsdecode(git("rev-parse", "--show-prefix", "HEAD"))
        prefix, _, head = said.removesuffix("\n").rpartition("\n")
        options = ("--porcelain", "-z", "--no-renames", "--untracked-files=all", "--ignored")
        changed = os.fsdecode(git("status", *options, "--", *places))
    except GitIsSilent:
        return None
    folders = [os.path.relpath(Path(prefix, place)) for place in places]
    # Each path stands after two letters and a blank.
    paths = [entry[3:] for entry in changed.split("\0") if entry]
    inside = [Path(os.path.relpath(path, each)) for path in paths for each in folders]
    visible = (each for each in inside if not any(part.startswith(".") for part in each.parts))
    return Commit(head, any(each.suffix.lower() in SUFFIXES for each in visible))


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


def why_unknown(folder: Path) -> tuple[str, str] | None:
    """Why git can say nothing of any version, and what to do; None where it can of some."""
    try:
        Git(folder)("rev-parse", "HEAD")
    except GitIsSilent as silent:
        if str(silent):
            return str(silent), silent.remedy
        return "nothing is committed yet", "Commit the campaign files first."
    return None


def files_changed_since(folder: Path, base: str) -> Collection[str] | None:
    """The real paths of files that differ from another version; None where git cannot say."""
    changed = changed_files(folder, base)
    return None if changed is None else {str((folder / path).resolve()) for path in changed}


def commits_since(folder: Path, base: str) -> tuple[str, ...] | None:
    """Full hashes of the commits that the branch has and the base has not; None as above."""
    git = Git(folder)
    try:
        most = f"--max-count={MOST_COMMITS}"
        said = git("rev-list", most, "HEAD", "--not", "--end-of-options", base, "--")
    except GitIsSilent:
        return None
    return tuple(os.fsdecode(said).split())


def _line(said: bytes) -> str:
    return os.fsdecode(said).removesuffix("\n")
