"""A few drawn histories in every run of the tests; ``make histories`` draws more."""

import shutil
from pathlib import Path

import pytest

from tests.histories.check import check, drawn

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def test_causes_of_drawn_histories_are_true(tmp_path: Path) -> None:
    """Renames, moves, merges, reverts, values of environments, versions that nobody can read."""
    told = [check(drawn(f"suite {number}"), tmp_path / f"{number}") for number in range(12)]
    assert sum(found for found, _ in told) > 20
    assert [each for _, wrong in told for each in wrong] == []
