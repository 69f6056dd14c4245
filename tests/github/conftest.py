"""One server for all tests of a module, emptied before each test."""

from collections.abc import Iterator

import pytest

from tests.support.github_fake import FakeGitHub


@pytest.fixture(scope="module")
def _served() -> Iterator[FakeGitHub]:
    with FakeGitHub().serving() as fake:
        yield fake


@pytest.fixture
def fake(_served: FakeGitHub) -> FakeGitHub:
    """An empty repository on a GitHub of our own."""
    _served.reset()
    return _served
