"""Which commit the campaign files are of, as far as git can say."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reconciler.campaigns.git import Git, GitIsSilent
from reconciler.campaigns.source_files import SUFFIXES


@dataclass(frozen=True, slots=True)
class Commit:
    """The commit that is checked out.

    Attributes:
        id: its full hash.
        is_dirty: whether campaign files differ from it, or are unknown to it.
    """

    id: str
    is_dirty: bool


def read_commit(folder: Path, campaigns: Path) -> Commit | None:
    """Find out which commit is checked out; None where git cannot say.

    Args:
        folder: where the settings file is.
        campaigns: the campaign files' folder, relative to it.
    """
    place = Path(folder, campaigns)
    git = Git(place if place.is_dir() else place.parent)
    try:
        said = os.fsdecode(git("rev-parse", "--show-prefix", "HEAD"))
        prefix, _, head = said.removesuffix("\n").rpartition("\n")
        options = ("--porcelain", "-z", "--no-renames", "--untracked-files=all", "--ignored")
        changed = os.fsdecode(git("status", *options, "--", "."))
    except GitIsSilent:
        return None
    return Commit(head, any(_campaign_files(changed, prefix)))


def _campaign_files(changed: str, prefix: str) -> Iterator[str]:
    """Paths that would be read as campaign files; each stands after two letters and a blank."""
    for entry in filter(None, changed.split("\0")):
        path = Path(os.path.relpath(entry[3:], prefix or "."))
        is_hidden = any(part.startswith(".") for part in path.parts)
        if path.suffix.lower() in SUFFIXES and not is_hidden:
            yield str(path)
