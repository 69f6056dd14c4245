"""Whatever happens on the way to GitHub: nothing is there twice, and a clean run mends all."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconciler.errors import ApiError
from reconciler.github.client import GitHub
from reconciler.github.comments import mark_outdated, put_comment
from reconciler.github.issues import close_issue, put_issue
from reconciler.github.posts import Mark
from tests.github.support import WORKFLOW_AUTHOR, connected
from tests.support.github_fake import FakeGitHub, Fault

MARK = Mark("drift", "uat", WORKFLOW_AUTHOR)
WRITES = ("POST", "PATCH", "DELETE")
FAULTS = (
    *(Fault(None, method=method, carried_out=done) for method in WRITES for done in (True, False)),
    *(Fault(502, method=method, carried_out=done) for method in WRITES for done in (True, False)),
    Fault(201, message=None, method="POST", carried_out=True),
    Fault(None, method="GET"),
    Fault(403, {"Retry-After": "1"}),
    Fault(429),
    Fault(422),
    Fault(404, method="PATCH"),
    Fault(method="PATCH", deletes=True),
    Fault(200, message=None),
)


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeGitHub]:
    """One server for all examples."""
    with FakeGitHub().serving() as served:
        yield served


def comment(github: GitHub) -> None:
    put_comment(github, 1, MARK, "new")


def outdate(github: GitHub) -> None:
    mark_outdated(github, 1, MARK, "why")


def issue(github: GitHub) -> None:
    put_issue(github, MARK, "Drift", "new", about="1a")


def close(github: GitHub) -> None:
    close_issue(github, MARK, "none left")


DEEDS = {"comment": comment, "outdate": outdate, "issue": issue, "close": close}


def ours(fake: FakeGitHub) -> tuple[list[str], list[str], list[str]]:
    """Our comments, our open issues, and what was said when one was closed."""
    comments = [body for body in fake.bodies(1) if body.startswith(MARK.line)]
    issues = [each for each in fake.threads.values() if not each.is_pull]
    said = [body for each in issues for body in fake.bodies(each.number)]
    return comments, [each.body for each in issues if each.state == "open"], said


@settings(max_examples=30)
@given(
    deeds=st.lists(st.sampled_from(sorted(DEEDS)), min_size=1, max_size=2),
    faults=st.lists(st.sampled_from(FAULTS), max_size=3),
)
def test_nothing_is_ever_there_twice(
    fake: FakeGitHub, deeds: list[str], faults: list[Fault]
) -> None:
    """One comment and one open issue at most; another run without faults does what is left."""
    fake.reset()
    fake.pull(1)
    fake.faults = list(faults)
    for deed in deeds:
        try:
            with connected(fake) as github:
                DEEDS[deed](github)
        except ApiError:
            pass
        comments, issues, said = ours(fake)
        assert max(len(comments), len(issues)) <= 1
        assert len(said) <= sum(not each.is_pull for each in fake.threads.values())
    fake.faults = []
    with connected(fake) as github:
        DEEDS[deeds[-1]](github)
        before = ours(fake)
        sent = len(fake.writes)
        DEEDS[deeds[-1]](github)
    assert ours(fake) == before
    assert len(fake.writes) == sent
