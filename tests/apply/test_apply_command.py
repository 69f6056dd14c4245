"""The command apply over real HTTP: its receipt, its exit code, and how it is interrupted."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from reconciler.commands.destination import Destination
from reconciler.commands.receipt_file import RECEIPT_SHARE, Progress
from reconciler.core.exact_json import encode
from reconciler.core.outcome import Receipt
from tests.api.support import VirtualLoop, run_virtually
from tests.apply.support import another, campaign, campaigns, make_directly, names_in
from tests.e2e.support import Repository, a_repository
from tests.support.command import COMMAND
from tests.support.repository import git


def files(count: int) -> dict[str, bytes]:
    """Campaign files that sort like their names."""
    return {f"{data['name']}.json": encode(data).encode() for data in campaigns(count)}


def words(receipt: Any) -> list[str]:  # noqa: ANN401 - any JSON value
    """What a receipt says of each campaign, in its order."""
    return [each["outcome"] for each in receipt["outcomes"]]


def read(path: Path) -> Any:  # noqa: ANN401 - any JSON value
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_receipt_file_is_whole_and_true_at_every_moment(tmp_path: Path) -> None:
    """Whenever a create arrives, the file lists all of them and promises nothing too early."""
    seen: list[Any] = []

    async def look() -> None:
        receipt = read(repository.receipt)
        made = [each["name"] for each in receipt["outcomes"] if each["outcome"] == "created"]
        assert set(made) <= set(names_in(repository.store))
        seen.append(receipt)
        await asyncio.sleep(0.1)  # so that there is time for several receipts

    with a_repository(tmp_path, files(9), on_create=look) as repository:
        assert repository.run("apply", "--yes", "--receipt", str(repository.receipt)) == 0

        assert words(seen[0]) == ["unconfirmed"] * 9
        assert all(len(receipt["outcomes"]) == 9 for receipt in seen)
        assert not any(receipt["converged"] for receipt in seen)
        assert any("created" in words(receipt) for receipt in seen), "it was not kept up to date"
        final = read(repository.receipt)
        assert words(final) == ["created"] * 9
        assert final["converged"] is True
        assert final["remaining"]["in_sync"] == 9
        assert not list(tmp_path.glob(".receipt*")), "something was left behind"


def test_the_receipt_on_stdout_is_the_one_in_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever reads one needs not read the other."""
    with a_repository(tmp_path, files(2)) as repository:
        repository.run("apply", "--yes", "--format", "json", "--receipt", str(repository.receipt))

        assert json.loads(capsys.readouterr().out) == read(repository.receipt)


@pytest.mark.parametrize("place", ["nowhere/receipt.json", "campaigns"])
def test_a_receipt_that_cannot_be_kept_ends_the_run_before_the_first_create(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is sent that could not be accounted for."""
    with a_repository(tmp_path, files(2)) as repository:
        code = repository.run("apply", "--yes", "--receipt", str(tmp_path / place))

        assert code == 1
        assert repository.creates == []
        assert "cannot be written" in capsys.readouterr().err
        assert sorted(path.name for path in tmp_path.iterdir()) == ["campaigns", "reconciler.toml"]


def test_a_receipt_that_can_no_longer_be_kept_is_still_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its folder goes away while creates are under way; they are finished all the same."""
    kept = tmp_path / "receipts"
    kept.mkdir()

    async def remove() -> None:
        shutil.rmtree(kept, ignore_errors=True)

    with a_repository(tmp_path, files(3), on_create=remove) as repository:
        code = repository.run(
            "apply", "--yes", "--format", "json", "--receipt", str(kept / "receipt.json")
        )

        said = capsys.readouterr()
        assert code == 1
        assert words(json.loads(said.out)) == ["created"] * 3
        assert "cannot be written" in said.err


def test_without_campaign_files_it_says_so_and_asks_the_api_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing declared is nothing to do."""
    with a_repository(tmp_path, {}) as repository:
        assert repository.run("apply", "--yes") == 0
        assert "There are no campaign files in campaigns" in capsys.readouterr().err

        assert repository.run("apply", "--yes", "--format", "json") == 0
        assert json.loads(capsys.readouterr().out)["outcomes"] == []
        assert repository.store.requests == []


def test_the_receipt_names_the_plan_that_was_reviewed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where only a part of the saved plan is to be created."""
    with a_repository(tmp_path, files(3)) as repository:
        make_directly(repository.store, campaign("c01", active=False))
        saved = tmp_path / "plan.json"
        repository.run("plan", "--out", str(saved))

        code = repository.run("apply", str(saved), "--yes", "--receipt", str(repository.receipt))

        assert code == 0
        assert read(repository.receipt)["plan_id"] == read(saved)["plan_id"]
        assert words(read(repository.receipt)) == ["created"] * 2
        assert read(repository.receipt)["converged"] is False


def test_blocked_campaigns_are_skipped_with_their_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 8: something was created and something was not."""
    with a_repository(tmp_path, files(2)) as repository:
        make_directly(repository.store, another("c01"))
        git(repository.folder, "init", "--quiet")

        assert repository.run("apply", "--yes", "--receipt", str(repository.receipt)) == 8

        assert words(read(repository.receipt)) == ["skipped", "created"]
        assert read(repository.receipt)["outcomes"][0]["problem"]["code"] in capsys.readouterr().out


def test_more_creates_than_allowed_are_none_at_all(tmp_path: Path) -> None:
    """The number must be said."""
    with a_repository(tmp_path, files(3)) as repository:
        assert repository.run("apply", "--yes", "--max-creates", "2") == 6
        assert repository.creates == []
        assert repository.run("apply", "--yes", "--max-creates", "3") == 0


def test_without_a_terminal_and_without_a_yes_nothing_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody was there to agree."""
    with a_repository(tmp_path, files(1)) as repository, Path(os.devnull).open() as nobody:
        monkeypatch.setattr(sys, "stdin", nobody)
        assert repository.run("apply") == 1
        assert repository.creates == []


def test_a_deadline_ends_the_run_in_time_and_with_a_receipt(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What does not fit is skipped, and what was sent is known."""

    async def dawdle() -> None:
        await asyncio.sleep(0.6)

    with a_repository(tmp_path, files(25), on_create=dawdle) as repository:
        code = repository.run("apply", "--yes", "--deadline", "3", "--format", "json")

        assert code == 8
        receipt = json.loads(capsys.readouterr().out)
        assert len(words(receipt)) == 25
        assert "skipped" in words(receipt)
        assert len(repository.creates) < 25


class Process:
    """The command in a process of its own, against a server that keeps it waiting.

    Attributes:
        arrived: set when so many creates have come; from then on they wait.
        released: set when they need not wait any more.
    """

    def __init__(self, creates: int, seconds: float) -> None:
        self.waiting_for = creates
        self.seconds = seconds
        self.arrived = threading.Event()
        self.released = threading.Event()

    async def keep_waiting(self) -> None:
        self.waiting_for -= 1
        if self.waiting_for == 0:
            self.arrived.set()
        until = time.monotonic() + self.seconds
        while self.waiting_for <= 0 and time.monotonic() < until and not self.released.is_set():
            await asyncio.sleep(0.02)

    def start(self, repository: Repository) -> "subprocess.Popen[str]":
        config = str(repository.folder / "reconciler.toml")
        receipt = str(repository.receipt)
        return subprocess.Popen(
            [
                *(*COMMAND, "--config", config),
                *("apply", "--yes", "--format", "json", "--receipt", receipt),
            ],
            cwd=Path(__file__).parents[2],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_process_settles_what_is_under_way(number: int, tmp_path: Path) -> None:
    """Nothing more is sent, what was sent is known, the receipt is printed, and it exits 8."""
    server = Process(creates=3, seconds=1.0)
    with a_repository(tmp_path, files(12), on_create=server.keep_waiting) as repository:
        process = server.start(repository)
        assert server.arrived.wait(30)

        process.send_signal(number)
        out, err = process.communicate(timeout=30)

        assert process.returncode == 8, err
        receipt = json.loads(out)
        assert receipt == read(repository.receipt)
        assert len(receipt["outcomes"]) == 12
        assert set(words(receipt)) == {"created", "skipped"}
        made = [each["name"] for each in receipt["outcomes"] if each["outcome"] == "created"]
        assert made == sorted(names_in(repository.store))
        assert len(repository.creates) == len(made) <= 1 + 4 + 1
        assert "nothing more is sent" in err
        assert "Traceback" not in err


def test_an_interrupt_before_anything_is_sent_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever interrupts an apply must know at once whether it has made anything."""

    async def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("reconciler.commands.apply.first_plan", interrupted)
    with a_repository(tmp_path, files(1)) as repository:
        assert repository.run("apply", "--yes") == 1
        assert capsys.readouterr().err.startswith("error: Interrupted; nothing was sent.\n")
        assert repository.creates == []


def test_a_process_interrupted_twice_ends_at_once_and_says_what_it_does_not_know(
    tmp_path: Path,
) -> None:
    """What was under way stays unconfirmed, in the receipt on stdout and in the file."""
    server = Process(creates=3, seconds=30.0)
    with a_repository(tmp_path, files(12), on_create=server.keep_waiting) as repository:
        process = server.start(repository)
        assert server.arrived.wait(30)
        began = time.monotonic()

        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)

        server.released.set()
        assert time.monotonic() - began < 4.0
        assert process.returncode == 8, err
        receipt = json.loads(out)
        assert receipt == read(repository.receipt)
        assert words(receipt)[0] == "created"
        assert set(words(receipt)) == {"created", "unconfirmed", "skipped"}
        assert receipt["converged"] is False
        assert "Traceback" not in err


def test_a_killed_process_leaves_a_receipt_that_is_whole(tmp_path: Path) -> None:
    """All creates are in it; the next run does what is missing and no more."""
    server = Process(creates=3, seconds=0.5)
    with a_repository(tmp_path, files(6), on_create=server.keep_waiting) as repository:
        process = server.start(repository)
        assert server.arrived.wait(30)

        process.kill()
        process.communicate(timeout=30)

        receipt = read(repository.receipt)
        assert len(receipt["outcomes"]) == 6
        assert set(words(receipt)) <= {"created", "unconfirmed"}
        assert repository.run("apply", "--yes") in {0, 8}
        assert repository.run("apply", "--yes") == 0
        assert sorted(names_in(repository.store)) == sorted(each["name"] for each in campaigns(6))


def test_a_receipt_that_takes_long_to_write_is_written_less_often(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is sent while it is written; the last one is written at once."""
    written: list[float] = []

    def takes_a_second(out: Destination, content: bytes) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        loop._virtual_now += 1.0
        written.append(loop.time())

    async def main() -> None:
        progress = Progress(100, Destination(tmp_path / "receipt.json"))
        for _ in range(101):
            progress.report(lambda: Receipt("uat", "", ()))
            await asyncio.sleep(0.1)

    monkeypatch.setattr(Destination, "write", takes_a_second)
    run_virtually(main())
    pauses = [later - earlier - 1.0 for earlier, later in pairwise(written)]
    assert all(RECEIPT_SHARE <= pause < RECEIPT_SHARE + 0.2 for pause in pauses[:-1])
    assert len(written) == 3
