"""Where commands are timed: folders of campaigns, the server, and processes that are measured."""

import compileall
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.bench.campaigns import campaigns, spoiled, tidy, untidy
from tests.bench.scenarios import Files

ROOT: Final = Path(__file__).parents[2]
HERE: Final = Path(__file__).parent
WORKERS: Final = 16
"""Creates that are under way at once."""
SETTINGS: Final = f"""[environments.bench]
url = "{{url}}"
requests_per_second = 1000000.0
concurrency = {WORKERS}
max_creates = 1000000
"""
LAST: Final = 2000
"""So much of what a command wrote last is shown if it fails."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a process took, with all that it started.

    Attributes:
        seconds: from its start to its end.
        cpu: seconds that processors worked for it.
        memory: megabytes of the largest process, at its peak.
    """

    seconds: float
    cpu: float
    memory: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What the server saw of a process; see there."""

    requests: int
    creates: int
    creating: float
    in_flight: int


@dataclass
class Place:
    """A scratch folder, and the server that answers for all campaigns in it."""

    folder: Path
    url: str
    projects: dict[tuple[int, Files], Path] = field(default_factory=dict)

    def project(self, count: int, files: Files = Files.RIGHT) -> Path:
        """The folder with so many campaigns, as somebody has it: committed to git.

        What changes files has a folder of its own, since the probe reads the right ones.
        """
        key = count, files
        if key not in self.projects:
            self.projects[key] = self.folder / f"{count}-{files.value}"
            write_project(self.projects[key], count, url=self.url, files=files)
        return self.projects[key]

    def put_back(self, project: Path) -> None:
        """Undo what a command has written among the campaigns.

        Nothing is deleted before the end: ext4 without a journal looks at every file that was
        deleted in the last minutes, again for every new one. After a thousand, each takes ten times
        as long.
        """
        if git("status --porcelain -- campaigns", project):
            (project / "campaigns").rename(self.folder / f"used-{time.monotonic_ns()}")
            git("checkout --quiet -- campaigns", project)

    def ask(self, path: str) -> bytes:
        """Ask the server something as the bench."""
        with urllib.request.urlopen(self.url + path) as answer:
            body: bytes = answer.read()
        return body

    def show(self, live: int, how: str = "") -> None:
        """Let the first so many campaigns be live, drifted in a way; forget what came before."""
        self.ask(f"/live/{live}/{how}")

    def seen(self) -> Seen:
        """What came since then."""
        told: dict[str, Any] = json.loads(self.ask("/seen"))
        return Seen(**told)

    def run(self, command: Sequence[str], folder: Path, *, code: int = 0) -> Ran:
        """Run a command of Python to its end, and measure it.

        Raises:
            RuntimeError: it ended with another exit code, so that its time means nothing.
        """
        report, output = self.folder / "report", self.folder / "output"
        whole = [sys.executable, *command]
        with output.open("wb") as file:
            subprocess.run(
                [sys.executable, "-IS", str(HERE / "launch.py"), str(report), *whole],
                cwd=folder,
                env=ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                check=True,
            )
        got, seconds, cpu, memory = report.read_text().split()
        if int(got) != code:
            said = output.read_text(encoding="utf-8", errors="replace")[-LAST:]
            message = f"{' '.join(command)} ended with {got}, not with {code}:\n{said}"
            raise RuntimeError(message)
        return Ran(float(seconds), float(cpu), float(memory) / 1e6)


@contextmanager
def opened(most: int) -> Iterator[Place]:
    """Start a server that knows so many campaigns, and make a scratch folder."""
    # What is not compiled yet would be compiled by the first command that is timed.
    compileall.compile_dir(ROOT / "reconciler", quiet=1)
    command = [sys.executable, "-m", "tests.bench.server", str(most)]
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as server,
    ):
        assert server.stdin is not None
        assert server.stdout is not None
        port = int(server.stdout.readline())
        try:
            yield Place(Path(folder), f"http://127.0.0.1:{port}")
        finally:
            server.stdin.close()


def write_project(folder: Path, count: int, *, url: str, files: Files = Files.RIGHT) -> None:
    """Write so many campaigns, one folder for each hundred, and the settings; commit them.

    There is a schema where the first lines of the files say, as there is wherever people work.
    """
    (folder / "campaigns").mkdir(parents=True)
    (folder / "schemas").mkdir()
    (folder / "schemas" / "campaign.schema.json").write_text("{}\n")
    (folder / "campaigns" / ".gitkeep").touch()
    for k, each in enumerate(campaigns(0 if files is Files.NONE else count)):
        path = folder / "campaigns" / f"{k // 100:03}" / f"{k:05}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(_written(each.file, k, files))
    (folder / "reconciler.toml").write_text(SETTINGS.format(url=url))
    for command in ("init --quiet", "add .", "commit --quiet --message Campaigns"):
        git(command, folder)


def _written(file: bytes, k: int, files: Files) -> bytes:
    match files:
        case Files.SPOILED:
            return spoiled(file, k)
        case Files.UNTIDY:
            return untidy(file)
        case Files.TIDY:
            return tidy(file)
        case _:
            return file


def git(command: str, folder: Path) -> bytes:
    """Run git in a folder; gives what it says."""
    arguments = ["git", "-c", "gc.auto=0", *command.split()]
    return subprocess.run(
        arguments, cwd=folder, env=ENVIRONMENT, stdout=subprocess.PIPE, check=True
    ).stdout


def names_of(folder: Path) -> list[str]:
    """The names of all campaigns in a folder."""
    return [
        path.read_text(encoding="utf-8").partition("\nname: ")[2].partition("\n")[0]
        for path in sorted(folder.glob("campaigns/*/*.yaml"))
    ]


def _environment() -> Mapping[str, str]:
    kept = {key: os.environ[key] for key in ("HOME", "LANG", "PATH", "TMPDIR") if key in os.environ}
    git = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_NAME": "bench" for who in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{who}_EMAIL": "bench@localhost" for who in ("AUTHOR", "COMMITTER")},
    }
    return (
        kept
        | git
        | {
            "PYTHONHASHSEED": "0",
            "PYTHONPATH": str(ROOT),
            "RECONCILER_USERNAME": "bench",
            "RECONCILER_PASSWORD": "bench",
        }
    )


ENVIRONMENT: Final = _environment()
"""Of every command that is timed: nothing of the user's, and the same order of every set."""
