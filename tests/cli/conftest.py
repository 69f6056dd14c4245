"""A project for every test of the command line."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.support import Project, a_project, without_credentials


@pytest.fixture
def project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Project]:
    """A folder with settings for the embedded sandbox, which is the current folder."""
    without_credentials(monkeypatch)
    monkeypatch.chdir(tmp_path)
    logger = logging.getLogger("reconciler")
    level = logger.level
    yield a_project(tmp_path, capsys)
    logger.setLevel(level)
