"""Which pull requests brought commits in, or were merged since an environment was deployed to.

GitHub makes a deployment of every job that names an environment. Its statuses say how it ended.
"""

import re
from collections.abc import Iterable
from itertools import islice, takewhile
from typing import Final

from msgspec import Struct

from reconciler.errors import Rejected, UsageError
from reconciler.github.answers import is_missing, number_in
from reconciler.github.client import GitHub

_COMMIT: Final = re.compile(r"[0-9a-fA-F]{7,64}")
_NO_SUCH_COMMIT: Final = 422
_MOST_DEPLOYMENTS: Final = 100
_MOST_COMMITS: Final = 1000


def merged_pulls(github: GitHub, commits: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """The merged pull requests of each commit, by number; each only with the first of its commits.

    Where a pull request's own merge is the commit, only that one counts: the commit may be part of
    others that were merged into its branch, or of one that merged the branch further.

    Raises:
        UsageError: one is no commit of the repository.
        ApiError: GitHub could not say.
    """
    found: dict[str, tuple[int, ...]] = {}
    for commit in dict.fromkeys(commits):
        if not _COMMIT.fullmatch(commit):
            raise UsageError(
                f"'{commit}' is not the hash of a commit.",
                hint="Give --commit 7 to 64 hex digits.",
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
        numbers = {number_in(pull, "number") for pull in exact or merged}
        found[commit] = tuple(sorted(numbers.difference(*found.values())))
    return found


class Deployment(Struct, frozen=True):
    """A deployment that ended well.

    Attributes:
        commit: what was deployed.
        created_at: when it began, ISO 8601 in UTC.
    """

    commit: str
    created_at: str


def last_success(github: GitHub, environment: str, *, but_run: str) -> Deployment | None:
    """Find the last deployment to GitHub's environment that ended well, among the last hundred.

    Those that a run of a workflow, known by its number, has made do not count. None if there is
    none.

    Raises:
        ApiError: GitHub could not say.
    """
    listed = github.pages("deployments", {"environment": environment})
    for deployment in islice(listed, _MOST_DEPLOYMENTS):
        number = number_in(deployment, "id")
        # All of them, since a later deployment sets those before it to inactive.
        statuses = [*github.pages(f"deployments/{number}/statuses")]
        own, addresses = f"/actions/runs/{but_run}/", ("log_url", "target_url")
        is_own = but_run and any(
            own in f"{status.get(key)}/" for status in statuses for key in addresses
        )
        if not is_own and any(status.get("state") == "success" for status in statuses):
            return Deployment(str(deployment.get("sha")), str(deployment.get("created_at")))
    return None


def merged_since(github: GitHub, last: Deployment, tip: str) -> tuple[int, ...]:
    """Numbers of the pull requests whose merges are in a commit and not in what was deployed last.

    Raises:
        ApiError: GitHub could not say.
    """
    history = (str(commit.get("sha")) for commit in github.pages("commits", {"sha": tip}))
    since = takewhile(lambda sha: sha != last.commit, history)
    merges = set(islice(since, _MOST_COMMITS))
    newest_first = {"state": "closed", "sort": "updated", "direction": "desc"}
    closed = github.pages("pulls", newest_first)
    # Both are written alike, so that their texts are in the order of time.
    recent = takewhile(lambda pull: str(pull.get("updated_at")) >= last.created_at, closed)
    return tuple(
        sorted(
            number_in(pull, "number")
            for pull in recent
            if pull.get("merged_at") and pull.get("merge_commit_sha") in merges
        )
    )
