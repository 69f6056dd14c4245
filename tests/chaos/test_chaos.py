"""A small part of ``make chaos``: the same laws under schedules that are the same every time."""

import asyncio
import os

import pytest

from tests.chaos.kills import GROUPS, MOMENTS, Death, Killer, kill_one
from tests.chaos.schedules import perform
from tests.support.server import Message

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


def test_a_request_whose_sender_dies_between_head_and_body_never_came() -> None:
    """There is no body to read, and nothing reaches the sandbox."""
    messages: list[Message] = [
        {"type": "http.request", "body": b'{"na', "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return messages.pop(0)

    async def never(*_: object) -> None:
        raise AssertionError

    killer = Killer(never, Death(at=1, moment=MOMENTS[0]))
    killer._started.set()
    asyncio.run(killer({"type": "http", "method": "POST", "path": GROUPS}, receive, never))
    assert killer.creates == []
