"""Which files changed since a base."""

import os
from pathlib import Path

from reconciler.campaigns.git import Git, GitIsSilent


def changed_files(folder: Path, base: str) -> tuple[str, ...] | None:
    """List what changed since the history went apart from a base; None where git cannot say.

    Args:
        folder: where paths start.
        base: a branch, tag or commit.
    """
    git = Git(folder)
    try:
        commit = os.fsdecode(
            git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}")
        ).strip()
        said = git("diff", "--name-only", "-z", "--relative", "--merge-base", commit, "--", ".")
    except GitIsSilent:
        return None
    return tuple(sorted(filter(None, os.fsdecode(said).split("\0"))))
