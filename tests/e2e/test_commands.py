"""The real command in a process of its own: streams, exit codes, colours, what it loads."""

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from reconciler.sandbox.serve import running
from reconciler.sandbox.store import Store
from tests.support.command import COMMAND
from tests.support.repository import SANDBOX, campaign, write

ROOT = Path(__file__).parents[2]
LOGIN = {"RECONCILER_USERNAME": "sandbox", "RECONCILER_PASSWORD": "sandbox"}
SLOW_IMPORTS = (
    "pydantic",
    "httpx",
    "httpx._main",
    "jsonschema",
    "lark",
    "deepdiff",
    "rich",
    "rich.console",
    "yaml",
    "ryaml",
    "starlette",
    "uvicorn",
    "reconciler.commands.session",
    "reconciler.planning",
)
ARGUMENTS_ONLY = f"""
import sys
from reconciler.cli.main import main
from tests.support.today import stop_clocks
stop_clocks()
try:
    main(sys.argv[1:])
finally:
    print(*(name for name in {SLOW_IMPORTS} if name in sys.modules), file=sys.stderr)
"""

Done = subprocess.CompletedProcess[str]


def surroundings(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment variables without credentials and colours of the machine."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("RECONCILER_") and name not in {"NO_COLOR", "FORCE_COLOR"}
    }
    return kept | {"PYTHONPATH": str(ROOT), "TERM": "xterm"} | dict(more or {})


def run(folder: Path, *arguments: str, **variables: str) -> Done:
    """Run the command in a folder."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=surroundings(variables),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project for the embedded sandbox with one campaign."""
    write(tmp_path, {"reconciler.toml": SANDBOX, "campaigns/a.yaml": campaign()})
    return tmp_path


def test_from_files_to_live_and_back(folder: Path) -> None:
    """Validate, plan, apply, plan: the main job, each step with its exit code."""
    assert run(folder, "validate").returncode == 0
    assert run(folder, "plan", "--detailed-exitcode").returncode == 2
    applied = run(folder, "apply", "--yes")
    assert (applied.returncode, applied.stderr) == (0, "")
    assert "  ✓ Spring  created  group 1001  campaigns/a.yaml\n" in applied.stdout
    again = run(folder, "plan", "--detailed-exitcode")
    assert (again.returncode, again.stderr) == (0, "")
    assert "No changes." in again.stdout


def test_apply_asks_nobody_without_a_terminal(folder: Path) -> None:
    """It refuses, and nothing is sent."""
    refused = run(folder, "apply")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "--yes" in refused.stderr
    assert "0 live groups" in run(folder, "plan").stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["--help"], 0), (["--version"], 0), (["plna"], 1), (["plan", "--bogus"], 1), ([], 1)],
)
def test_help_and_usage_errors_load_nothing_slow(
    folder: Path, arguments: list[str], code: int
) -> None:
    """The command answers at once."""
    done = subprocess.run(
        [sys.executable, "-c", ARGUMENTS_ONLY, *arguments],
        cwd=folder,
        env=surroundings(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == code
    assert done.stderr.splitlines()[-1] == ""


def test_validate_loads_nothing_of_the_network(folder: Path) -> None:
    """Neither the client nor the sandbox nor what reads unusual files and explains wrong ones."""
    done = subprocess.run(
        [sys.executable, "-c", ARGUMENTS_ONLY, "validate"],
        cwd=folder,
        env=surroundings(),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert set(done.stderr.split()) <= {"ryaml", "reconciler.commands.session"}


@pytest.mark.parametrize(
    ("arguments", "used"),
    [
        (["plan", "--detailed-exitcode"], {"lark", "yaml", "reconciler.planning"}),
        (["import"], {"lark", "ryaml"}),  # though it writes YAML
    ],
    ids=["plan", "import"],
)
def test_a_run_against_the_api_loads_nothing_that_it_does_not_use(
    folder: Path, arguments: list[str], used: set[str]
) -> None:
    """Neither the HTTP library's own command line, nor what tries again, nor colours.

    What writes files plans nothing.
    """
    with Store(":memory:") as store, running(store) as url:
        write(folder, {"reconciler.toml": f'[environments.uat]\nurl = "{url}"\n'})
        assert run(folder, "apply", "--yes", **LOGIN).returncode == 0
        if arguments == ["import"]:
            for each in folder.glob("campaigns/*.yaml"):
                each.unlink()
        done = subprocess.run(
            [sys.executable, "-c", ARGUMENTS_ONLY, *arguments],
            cwd=folder,
            env=surroundings(LOGIN),
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
    assert set(done.stderr.split()) <= {"httpx", "reconciler.commands.session", *used}
    assert arguments != ["import"] or list(folder.glob("campaigns/*.yaml"))


def on_a_terminal(
    folder: Path, *arguments: str, command: Sequence[str] = COMMAND, **variables: str
) -> bytes:
    """What a command writes to a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*command, *arguments],
        cwd=folder,
        env=surroundings(variables),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ):
        os.close(theirs)
        written = b""
        while part := _read(ours):
            written += part
    os.close(ours)
    return written


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other side was closed
        return b""


def test_colours_are_for_terminals(folder: Path) -> None:
    """Not for pipes, not with NO_COLOR, not on a dumb one."""
    write(folder, {"campaigns/b.yaml": campaign("Summer", value=0)})
    assert b"\x1b[" in on_a_terminal(folder, "plan")
    assert b"\x1b[" in on_a_terminal(folder, "plna")
    assert b"\x1b[" not in on_a_terminal(folder, "plan", NO_COLOR="1")
    assert b"\x1b[" not in on_a_terminal(folder, "plna", TERM="dumb")
    assert b"\x1b[" not in on_a_terminal(folder, "plan", "--color", "never")
    assert b"\x1b[" not in on_a_terminal(folder, "--color", "never", "plna", FORCE_COLOR="1")
    assert "\x1b[" not in run(folder, "plan").stdout
    forced = run(folder, "plan", FORCE_COLOR="1").stdout
    assert forced == run(folder, "--color", "always", "plan", NO_COLOR="1").stdout
    assert "\x1b[" in forced
    assert "\x1b[" in run(folder, "plna", FORCE_COLOR="1").stderr
    assert "\x1b[" not in run(folder, "plan", "--format", "markdown", FORCE_COLOR="1").stdout


CODE_PAGE = """
import sys
sys.stdout.reconfigure(encoding="cp1252")
from reconciler.cli.main import main
from tests.support.today import stop_clocks
stop_clocks()
main(sys.argv[1:])
"""
"""The command as it begins on Windows: in an encoding that has few characters."""


def test_what_an_encoding_lacks_ends_no_run(folder: Path) -> None:
    """Files and pipes get UTF-8; a terminal, or whoever names an encoding, what that can show."""
    write(folder, {"campaigns/b.yaml": campaign("Été ✓")})
    command = [sys.executable, "-c", CODE_PAGE, "apply", "--yes"]

    def applied(**variables: str) -> bytes:
        run(folder, "sandbox", "reset")
        return subprocess.run(
            command, cwd=folder, env=surroundings(variables), capture_output=True, check=True
        ).stdout

    assert "✓ Été ✓  created" in applied().decode()
    shown = "\\u2713 Été \\u2713  created".encode("cp1252")
    assert shown in applied(PYTHONIOENCODING="utf-8")
    run(folder, "sandbox", "reset")
    assert shown in on_a_terminal(folder, command=command, NO_COLOR="1")


def test_what_is_written_into_a_pipe_that_was_closed_is_no_traceback(folder: Path) -> None:
    """As with ``| head``: and nothing has failed."""
    with subprocess.Popen(
        [*COMMAND, "explain"],
        cwd=folder,
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_the_sandbox_is_served_until_ctrl_c(folder: Path) -> None:
    """Over real HTTP, with a state that other commands see; it ends without a word."""
    with subprocess.Popen(
        [*COMMAND, "sandbox", "serve", "--port", "0"],
        cwd=folder,
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        url = next(word for word in line.split() if word.startswith("http"))
        write(folder, {"uat.toml": f'[environments.uat]\nurl = "{url}"\n'})
        done = run(folder, "--config", "uat.toml", "apply", "--yes", "--format", "json", **LOGIN)
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=20)
    assert (process.returncode, rest) == (0, ("", ""))
    assert (done.returncode, json.loads(done.stdout)["converged"]) == (0, True)
    assert "1 in sync" in run(folder, "plan").stdout
