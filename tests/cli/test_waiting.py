"""What a run says while it waits, in a pipe and on a terminal; and when it waits no longer."""

import socket
from collections.abc import Iterator

import pytest

from reconciler.commands.status import make_status
from reconciler.status import Situation
from tests.cli.support import Project
from tests.support.repository import campaign

LOGIN = {"RECONCILER_USERNAME": "sandbox", "RECONCILER_PASSWORD": "sandbox"}


@pytest.fixture
def silent(project: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """A project whose API takes every connection and never answers."""
    for name, value in LOGIN.items():
        monkeypatch.setenv(name, value)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        project.write({"reconciler.toml": f'[environments.uat]\nurl = "{url}"\n'})
        project.write({"campaigns/a.yaml": campaign()})
        yield project


@pytest.mark.parametrize("command", [("plan",), ("apply", "--yes")])
def test_a_deadline_ends_the_wait_for_an_answer(
    silent: Project, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the exit code of an API that cannot be reached; and what was waited for was told."""
    monkeypatch.setattr("reconciler.commands.status.SILENCE", 0.1)
    ran = silent.run(*command, "--deadline", "0.5")
    assert (ran.code, ran.out) == (5, "")
    assert "waiting for GET /v3/milestones (try 1 of 6) at 127.0.0.1: 0 s so far, " in ran.err
    assert ", given up at the deadline, 0 s after it began\n" in ran.err
    assert ran.err.endswith(
        "error: GET /v3/milestones at 127.0.0.1: the deadline passed before the answer was "
        "complete.\n  Allow more time with --deadline, or run again later.\n"
    )


@pytest.mark.parametrize("command", [("plan",), ("apply", "--yes")])
@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "soon", "1e999"])
def test_a_deadline_in_which_nothing_can_be_done_is_refused(
    project: Project, command: tuple[str, ...], text: str
) -> None:
    ran = project.run(*command, f"--deadline={text}")
    assert (ran.code, ran.out) == (1, "")
    assert f"Nothing can be done within '{text}' seconds; write a number above 0" in ran.err


def test_a_quiet_run_waits_in_silence(silent: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it was told to; its errors are said."""
    monkeypatch.setattr("reconciler.commands.status.SILENCE", 0.1)
    ran = silent.run("plan", "--quiet", "--deadline", "0.5")
    assert ran.code == 5
    assert ran.err.startswith("error: ")


def test_a_line_on_a_terminal_is_renewed_and_fits(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What comes next begins where it began."""
    monkeypatch.setattr("reconciler.commands.status.is_smart", lambda _: True)
    monkeypatch.setattr("reconciler.commands.status.width_of", lambda _: 60)
    status = make_status()
    told = status._tell
    told(Situation("files", 3, 9))
    told(Situation(waiting="an answer of " + "x" * 50 + "\x1b", until="at most 9 s"))
    told(None)
    first, second, last = capsys.readouterr().err.removeprefix("\r").split("\r", 2)
    assert first == "files: 3 of 9".ljust(59)
    assert second.startswith("waiting for an answer of xxx")
    assert len(second) == 59
    assert second.endswith("…")
    assert last == " " * 59 + "\r"
