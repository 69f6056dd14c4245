"""Which pull requests were merged since an environment was last deployed to.

GitHub makes a deployment of every job that names an environment. Its statuses say how it ended.
"""

from itertools import islice, takewhile
from typing import Final

from msgspec import Struct

from reconciler.github.answers import number_in
from reconciler.github.client import GitHub

_MOST_DEPLOYMENTS: Final = 100
_MOST_COMMITS: Final = 1000


class Deployment(Struct, frozen=True):
    """A deployment that ended well.

    Attributes:
        commit: what was deployed.
        created_at: when it began, ISO 8601 in UTC.
    """

    commit: str
    created_at: str


def last_success(github: GitHub, environment: str, *, but_run: str) -> Deployment | None:
    """Find the last deployment that ended well; None if there is none among the last hundred.

    Args:
        github: the repository.
        environment: name of GitHub's environment.
        but_run: number of a run of a workflow whose own deployments do not count; none if empty.

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
    """Numbers of the pull requests whose merges are in a commit and not in what was deployed.

    Args:
        github: the repository.
        last: what was deployed before.
        tip: the commit, which all of it is part of.

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
