"""Runs jobs of the workflows as they are written, in a scratch git repository.

What GitHub does between the steps is done here in small: a checkout, artifacts, outputs. An
expression is looked up in a table, and one that is not there fails the test, so that nothing is
run that the test did not think of.
"""

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from tests.support.loaded_command import loaded_command

ROOT: Final = Path(__file__).parents[2]
WORKFLOWS: Final = ROOT / ".github" / "workflows"
EXPRESSION: Final = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
HEREDOC: Final = re.compile(r"(?P<name>[^=\n]+)<<(?P<end>\S+)\n(?P<value>.*?)\n?(?P=end)\n", re.S)
Step = dict[str, Any]


@dataclass(frozen=True)
class Ran:
    """What became of a job.

    Attributes:
        outputs: of the job, by name.
        failed: names of the steps that failed, those excepted that may.
        text: what all its steps printed.
        summary: what its steps wrote into the job summary.
    """

    outputs: Mapping[str, str]
    failed: list[str]
    text: str
    summary: str


@dataclass
class Runner:
    """Runs jobs in folders of their own.

    Attributes:
        place: where the folders are.
        origin: the repository that is checked out, as git names it.
        variables: environment variables that GitHub gives to every step.
    """

    place: Path
    origin: Path
    variables: Mapping[str, str]
    jobs: int = 0

    @property
    def pips(self) -> Path:
        """Where the arguments of each pip are noted."""
        return self.place / "pips"

    def run(self, workflow: str, job: str, table: Mapping[str, str], *, ref: str) -> Ran:
        """Run one job.

        Args:
            workflow: name of the file.
            job: its name there.
            table: what each expression stands for.
            ref: what is checked out where the step names nothing.
        """
        self.jobs += 1
        folder = self.place / f"job-{self.jobs}"
        folder.mkdir(parents=True)
        text = (WORKFLOWS / workflow).read_text(encoding="utf-8")
        written = yaml.load(text, Loader=yaml.BaseLoader)
        return _Job(self, folder, dict(table), ref, written.get("env", {})).run(
            written["jobs"][job]
        )

    def commands(self) -> Path:
        """A folder with the commands that a job finds: of Python, pip alone, which only notes."""
        folder = self.place / "bin"
        if not folder.exists():
            folder.mkdir(parents=True)
            _script(
                folder / "reconciler",
                f'exec {shlex.join(loaded_command())} "$@"',
            )
            _script(
                folder / "python",
                'case "$*" in',
                f"""'-P -m pip '*' install '*) echo "$@" >> "{self.pips}" ;;""",
                "'-P -m reconciler.lock') echo LOCK-OF-THE-PACKAGE ;;",
                "*) exit 1 ;;",
                "esac",
            )
        return folder


class _Job:
    """One job, from its first step to its outputs."""

    def __init__(
        self,
        runner: Runner,
        folder: Path,
        table: dict[str, str],
        ref: str,
        variables: Mapping[str, str],
    ) -> None:
        self.runner = runner
        self.variables = variables
        self.folder = folder
        self.table = table
        self.ref = ref
        self.printed: list[str] = []
        self.failed: list[str] = []
        self.summary = folder.with_name(f"{folder.name}.summary")
        self.temporary = folder.with_name(f"{folder.name}.temporary")
        self.uses: Mapping[str, Callable[[Mapping[str, str]], bool]] = {
            "actions/checkout": self.check_out,
            "actions/setup-python": lambda given: True,
            "actions/cache": lambda given: True,
            "actions/upload-artifact": self.upload,
            "actions/download-artifact": self.download,
        }

    def run(self, job: Mapping[str, Any]) -> Ran:
        self.temporary.mkdir()
        for step in job["steps"]:
            if self.failed and step.get("if") != "always()":
                continue
            name = step.get("name") or step["uses"]
            if not self.step(step) and step.get("continue-on-error") != "true":
                self.failed.append(name)
        outputs = {key: self.fill(value) for key, value in job.get("outputs", {}).items()}
        summary = self.summary.read_text(encoding="utf-8") if self.summary.exists() else ""
        return Ran(outputs, self.failed, "".join(self.printed), summary)

    def step(self, step: Step) -> bool:
        if "uses" in step:
            action, _, commit = step["uses"].partition("@")
            assert re.fullmatch("[0-9a-f]{40}", commit), "an action is pinned by its commit"
            given = {key: self.fill(value) for key, value in step.get("with", {}).items()}
            return self.uses[action](given)
        assert "${{" not in step["run"], "an expression in a script could be taken for its text"
        return self.script(step)

    def script(self, step: Step) -> bool:
        said = self.folder.with_name(f"{self.folder.name}.output")
        said.touch()
        named = {**self.variables, **step.get("env", {})}
        given = {key: self.fill(value) for key, value in named.items()}
        kept = {key: os.environ[key] for key in ("HOME", "LANG", "TMPDIR") if key in os.environ}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-c", step["run"]],
            cwd=self.folder,
            env={
                **kept,
                "PATH": f"{self.runner.commands()}:{os.environ['PATH']}",
                **self.runner.variables,
                "GITHUB_ACTIONS": "true",
                "GITHUB_WORKSPACE": str(self.folder),
                "GITHUB_OUTPUT": str(said),
                "GITHUB_STEP_SUMMARY": str(self.summary),
                "RUNNER_TEMP": str(self.temporary),
                **given,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        self.printed.append(done.stdout)
        if "id" in step:
            for name, value in outputs_of(said.read_text(encoding="utf-8")).items():
                self.table[f"steps.{step['id']}.outputs.{name}"] = value
        return done.returncode == 0

    def check_out(self, given: Mapping[str, str]) -> bool:
        git(self.folder, "init", "--quiet")
        git(self.folder, "remote", "add", "origin", str(self.runner.origin))
        git(self.folder, "fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*")
        git(self.folder, "fetch", "--quiet", "origin", given.get("ref", self.ref))
        git(self.folder, "checkout", "--quiet", "FETCH_HEAD")
        return True

    def upload(self, given: Mapping[str, str]) -> bool:
        path = self.folder / given["path"]
        found = path.is_dir() and any(path.iterdir())
        if found:
            shutil.copytree(path, self.artifact(given["name"]), dirs_exist_ok=True)
        return found or given.get("if-no-files-found") != "error"

    def download(self, given: Mapping[str, str]) -> bool:
        artifact = self.artifact(given["name"])
        if artifact.is_dir():
            shutil.copytree(artifact, self.folder / given["path"], dirs_exist_ok=True)
        return artifact.is_dir()

    def artifact(self, name: str) -> Path:
        return self.runner.place / "artifacts" / self.runner.variables["GITHUB_RUN_ID"] / name

    def fill(self, text: str) -> str:
        return EXPRESSION.sub(lambda found: self.table[found[1]], text)


def outputs_of(text: str) -> dict[str, str]:
    """What a step wrote into the file of its outputs."""
    blocks = {found["name"]: found["value"] for found in HEREDOC.finditer(text)}
    lines = HEREDOC.sub("", text).splitlines()
    return {**dict(line.split("=", 1) for line in lines if line), **blocks}


def git(folder: Path, *arguments: str) -> str:
    """Run git, without the settings of whoever runs the tests; gives what it printed."""
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    who = {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", "tests"), ("EMAIL", "tests@example.invalid"))
    }
    return subprocess.run(
        ["git", "-c", "protocol.file.allow=always", *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], **alone, **who},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def _script(path: Path, *lines: str) -> None:
    path.write_text("\n".join(("#!/bin/sh", *lines, "")), encoding="utf-8")
    path.chmod(0o755)
