"""Which pull requests brought commits in."""

import re
from collections.abc import Iterable
from typing import Final

from reconciler.errors import Rejected, UsageError
from reconciler.github.answers import is_missing, number_in
from reconciler.github.client import GitHub

_COMMIT: Final = re.compile(r"[0-9a-fA-F]{7,64}")
_NO_SUCH_COMMIT: Final = 422


def merged_pulls(github: GitHub, commits: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """The merged pull requests of each commit, by number; each only with the first of its commits.

    Where a pull request's own merge is the commit, only that one counts: the commit may be part of
    others that were merged into its branch, or of one that merged the branch further.

    Raises:
        UsageError: one is no commit of the repository.
        ApiError: GitHub could not say.
    """
    seen: set[int] = set()
    found: dict[str, tuple[int, ...]] = {}
    for commit in dict.fromkeys(commits):
        numbers = [number for number in _of_commit(github, commit) if number not in seen]
        seen.update(numbers)
        found[commit] = tuple(numbers)
    return found


def _of_commit(github: GitHub, commit: str) -> list[int]:
    if not _COMMIT.fullmatch(commit):
        raise UsageError(
            f"'{commit}' is not the hash of a commit.", hint="Give --commit 7 to 64 hex digits."
        )
    try:
        pulls = list(github.pages(f"commits/{commit}/pulls"))
    except Rejected as error:
        if not is_missing(error) and error.status != _NO_SUCH_COMMIT:
            raise
        raise UsageError(
            f"There is no commit {commit} in {github.repository}, or the token may not see it.",
            hint="Push it first; check GITHUB_REPOSITORY and the permission contents: read.",
        ) from None
    merged = [pull for pull in pulls if pull.get("merged_at")]
    exact = [
        pull
        for pull in merged
        if str(pull.get("merge_commit_sha") or "").startswith(commit.lower())
    ]
    return sorted(number_in(pull, "number") for pull in exact or merged)
