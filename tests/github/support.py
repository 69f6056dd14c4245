"""A connection to the GitHub of the tests, with a clock that does not really wait."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from reconciler.github.access import read_access
from reconciler.github.client import GitHub, Limits
from reconciler.github.posts import Mark
from reconciler.http import Clock
from tests.support.github_fake import FakeGitHub, Fault

WORKFLOW_AUTHOR = "github-actions[bot]"
"""Who writes with the token of a workflow."""
MARK = Mark("plan", "uat", WORKFLOW_AUTHOR)
LOST = (
    Fault(None, method="POST", carried_out=True),
    Fault(None, method="POST"),
    Fault(502, method="POST", carried_out=True),
    Fault(502, method="POST"),
    Fault(201, message=None, method="POST", carried_out=True),
    Fault(403, {"Retry-After": "1"}, method="POST"),
)
"""Answers that say nothing about whether a create was carried out, and one that says no."""


@dataclass
class Waits:
    """Time that passes only by waiting; notes what was waited, and what was announced."""

    slept: list[float] = field(default_factory=list)
    announced: list[str] = field(default_factory=list)

    @property
    def clock(self) -> Clock[None]:
        """The clock for a client."""
        return Clock(now=lambda: sum(self.slept), wall=lambda: 0.0, sleep=self.slept.append)


@contextmanager
def connected(
    fake: FakeGitHub,
    waits: Waits | None = None,
    *,
    limits: Limits | None = None,
    variables: Mapping[str, str] | None = None,
) -> Iterator[GitHub]:
    """Connect to the fake repository; variables replace those of a job."""
    waits = waits or Waits()
    with GitHub(
        read_access(fake.variables | dict(variables or {})),
        limits=limits,
        clock=waits.clock,
        on_wait=lambda seconds, reason: waits.announced.append(f"{seconds:.0f} s: {reason}"),
    ) as github:
        yield github


def refused(error: type[Exception], work: Callable[[], object]) -> str:
    """The words of the error that something raises."""
    with pytest.raises(error) as raised:
        work()
    return str(raised.value)
