"""A small part of ``make chaos``: the same laws under schedules that are the same every time."""

import os

import pytest

from tests.chaos.kills import MOMENTS, Death, kill_one
from tests.chaos.schedules import perform

BATCHES = 10
IN_A_BATCH = 14


@pytest.fixture(autouse=True)
def _without_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no history to ask for, and asking takes long."""
    monkeypatch.setenv("PATH", os.devnull)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_schedule_of_faults_breaks_a_law(batch: int) -> None:
    for number in range(batch * IN_A_BATCH, (batch + 1) * IN_A_BATCH):
        perform(f"test/N/{number}")


@pytest.mark.parametrize("moment", MOMENTS[1:])
def test_a_process_that_is_killed_leaves_nothing_to_repair(moment: str) -> None:
    """It dies at a create: the second one at the earliest, when several are under way."""
    assert kill_one("test", Death(at=7, moment=moment))
