"""Which pull requests a deployment brings, counted from the last one that ended well."""

from reconciler.github.pulls import Deployment, last_success, merged_since
from tests.github.support import connected
from tests.support.github_fake import FakeGitHub

FIRST, SECOND, THIRD, OTHER = "1" * 40, "2" * 40, "3" * 40, "e" * 40


def last(fake: FakeGitHub, *, but_run: str = "9") -> str | None:
    with connected(fake) as github:
        found = last_success(github, "uat", but_run=but_run)
    return None if found is None else found.commit


def since(fake: FakeGitHub, commit: str, at: str = "2027-01-01T00:00:00Z") -> tuple[int, ...]:
    with connected(fake) as github:
        return merged_since(github, Deployment(commit, at), fake.history[0])


def test_the_last_deployment_that_ended_well_is_found(fake: FakeGitHub) -> None:
    """Not one that failed, not another environment's, and not that of this very run."""
    assert last(fake) is None
    fake.deploy("uat", FIRST, "success", run="7")
    fake.deploy("uat", SECOND, "failure", run="8")
    fake.deploy("prod", OTHER, "success", run="8")
    fake.deploy("uat", THIRD, "success", run="9")

    assert last(fake) == FIRST, "which the third one has set to inactive"
    assert last(fake, but_run="") == THIRD
    assert last(fake, but_run="99") == THIRD, "a run whose number begins alike is another"


def test_merges_since_then_are_found(fake: FakeGitHub) -> None:
    """Merged, squashed or rebased: where GitHub's own commit is in the history since then."""
    fake.history = [THIRD, "b" * 40, SECOND, "a" * 40, FIRST]
    fake.pull(1, merge_commit=FIRST)
    fake.pull(2, merge_commit=SECOND)
    fake.pull(3, merge_commit=THIRD)
    fake.pull(4, merge_commit=OTHER)
    fake.pull(5, commits=("b" * 40,)).state = "closed"
    fake.pull(6)

    assert since(fake, FIRST) == (2, 3)
    assert since(fake, THIRD) == ()


def test_pull_requests_of_long_ago_are_not_read(fake: FakeGitHub) -> None:
    """What was closed before the deployment cannot have been merged after it."""
    fake.history = [f"{number:040x}" for number in range(300, 0, -1)]
    for number, commit in enumerate(reversed(fake.history), 1):
        pull = fake.pull(number, merge_commit=commit)
        pull.updated_at = f"2027-01-01T{number // 60:02}:{number % 60:02}:00Z"

    assert since(fake, fake.history[3], "2027-01-01T04:30:00Z") == (298, 299, 300)
    pages = [path for _, path in fake.requests if path.endswith("/pulls")]
    assert len(pages) == 1
