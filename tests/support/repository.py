"""Campaign files, settings and repositories for tests that need real ones."""

import os
import subprocess
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from zlib import crc32

from reconciler.campaigns.git_log import read_log
from reconciler.campaigns.history import History, history_of

SANDBOX = "[environments.sandbox]\nsandbox = true\n"
WITH_OTHER = f'default_environment = "sandbox"\n{SANDBOX}[environments.other]\nsandbox = "other"\n'
"""Beside the usual environment one with a sandbox of its own."""
GIT_IDENTITY = {
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.com",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def campaign(name: str = "Spring", *, target: str | None = None, value: int | None = None) -> str:
    """A campaign file without findings; each name has a goal of its own if none is given."""
    own = 500 if name == "Spring" else 1000 + crc32(name.encode()) % 9000
    goal = own if value is None else value
    return f"""\
name: {name}
trackingType: DEFAULT
targetEvaluationType: FIXED_CALENDAR_WINDOW
frequencyType: CUSTOM
frequency: 0
recurringCycles: 0
preferredTillId: 50679757
periods:
  - {{refCode: may, startDate: 2027-05-01, endDate: 2027-05-31}}
targets:
  - name: {target or name + " target"}
    targetEntity: TRANSACTION
    targetType: SALES
    enrolmentMethod: TRANSACTION
    defaultValues: {goal}
"""


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files below a folder, by path."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        capture_output=True,
        check=True,
        env=os.environ | GIT_IDENTITY,
    )
    return done.stdout.decode()


def commit(folder: Path, files: Mapping[str, str | bytes] | None = None) -> None:
    """Write files and commit everything, in a repository that is made if there is none."""
    write(folder, files or {})
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=change")


def read_history(
    folder: Path, campaigns: Iterable[Path], files: Collection[str], names: Collection[str] = ()
) -> History:
    """What campaign files declared in earlier versions, as a plan finds out."""
    return history_of(lambda: read_log(folder, campaigns), files, names)
