"""Which commit the campaign files are of, as far as git can say."""

import os
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from reconciler.campaigns.git import GitIsSilent, git_at
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

    Args:
        folder: where the settings file is.
        campaigns: the folders of the campaign files, relative to it.
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
    return Commit(head, any(_is_campaign(path, each) for path in paths for each in folders))


def _is_campaign(path: str, folder: str) -> bool:
    """Whether it would be read as a campaign file of the folder."""
    inside = Path(os.path.relpath(path, folder))
    is_hidden = any(part.startswith(".") for part in inside.parts)
    return inside.suffix.lower() in SUFFIXES and not is_hidden
