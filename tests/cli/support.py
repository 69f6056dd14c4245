"""A project folder with settings and campaign files, and the command line run in it."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from reconciler.cli.main import main
from reconciler.sandbox.store import Store
from tests.support.repository import SANDBOX, git, write

SCHEMAS = Path(__file__).parents[2] / "schemas"


@dataclass(frozen=True)
class Ran:
    """What a command gave: its exit code, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - any JSON value
        """Standard output as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Project:
    """A folder that commands are run in; its sandbox is a file below it."""

    folder: Path
    capture: pytest.CaptureFixture[str]

    def run(self, *arguments: str) -> Ran:
        """Run one command as the shell would, in this process."""
        self.capture.readouterr()
        with pytest.raises(SystemExit) as left:
            main(list(arguments))
        written = self.capture.readouterr()
        return Ran(int(left.value.code or 0), written.out, written.err)

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write files by path below the folder."""
        write(self.folder, files)

    def delete(self, path: str) -> None:
        """Delete a file."""
        (self.folder / path).unlink()

    def settings(self, more: str = "") -> None:
        """Write the settings file anew: the embedded sandbox, and more lines for it."""
        self.write({"reconciler.toml": SANDBOX + more})

    def git(self, *arguments: str) -> None:
        """Run git in the folder."""
        git(self.folder, *arguments)

    def store(self) -> Store:
        """Open the embedded sandbox."""
        return Store(self.folder / ".reconciler" / "sandbox.db")

    def asked(self) -> list[str]:
        """The paths that the sandbox was asked for since it was reset, in order."""
        with self.store() as store:
            return [f"{method} {path}" for method, path, _ in store.requests]


def a_project(folder: Path, capture: pytest.CaptureFixture[str]) -> Project:
    """A project without campaigns, which plans against the embedded sandbox."""
    (folder / "campaigns").mkdir()
    project = Project(folder, capture)
    project.settings()
    return project


def without_credentials(patch: pytest.MonkeyPatch) -> None:
    """Take away what the machine that runs the tests may have set."""
    for name in list(os.environ):
        if name.startswith("RECONCILER_"):
            patch.delenv(name)
    patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    patch.setenv("GIT_CEILING_DIRECTORIES", "/")
