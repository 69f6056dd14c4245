"""The pipelines of the documentation: checked by what their services check, and run."""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from reconciler.render.pipeline_files import Called, workflow, workflow_path
from reconciler.sandbox.app import make_app
from reconciler.sandbox.store import Store
from tests.support.command import IMPATIENT
from tests.support.loaded_command import loaded_command
from tests.support.pages import blocks
from tests.support.repository import campaign, git, write
from tests.support.server import LOGIN, ROOT, served

BIN = Path(sys.executable).parent
CALLER = next(
    each.text
    for each in blocks(ROOT / "docs" / "pipelines.md", "yaml")
    if each.text.startswith("# .github/workflows/campaigns.yml")
)
MATRIX = next(
    each.text
    for each in blocks(ROOT / "docs" / "organisations.md", "yaml")
    if each.text.startswith("# .github/workflows/audit.yml")
)
GITLAB = ROOT / "docs" / "gitlab.md"
PIPELINE = next(blocks(GITLAB, "yaml")).text
NOTE = next(blocks(GITLAB, "python")).text


def check(*command: str | Path) -> None:
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


CALLED = Called("example/reconciler", "0" * 40, folder="teams/a", config="b.toml")
CALLERS = {
    "shown": CALLER.replace("OWNER/REPOSITORY", "example/reconciler").replace("COMMIT", "0" * 40),
    "of a folder": workflow(CALLED, ["uat", "2 on", "drift"], branch="release/1.x"),
}


def test_what_is_shown_and_written_are_sound_workflows(tmp_path: Path) -> None:
    """GitHub would take them, and no linter complains: all at once, as each takes long to start.

    The audit of many has one job for each environment, and one that puts their files together.
    """
    folder = tmp_path / ".github" / "workflows"
    texts = {"audit": MATRIX, "shown": CALLERS["shown"], "folder": CALLERS["of a folder"]}
    write(folder, {f"{name}.yml": text for name, text in texts.items()})
    paths = [folder / f"{name}.yml" for name in texts]
    check(BIN / "actionlint", *paths)
    check(BIN / "zizmor", "--offline", "--quiet", "--no-config", *paths)
    check(BIN / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", *paths)


@pytest.mark.parametrize("text", CALLERS.values(), ids=CALLERS)
def test_the_caller_hands_on_what_the_called_ones_take(text: str) -> None:
    """No input that the called workflow does not have."""
    for name, job in yaml.load(text, Loader=yaml.BaseLoader)["jobs"].items():
        called = Path(job["uses"].partition("@")[0]).name
        whole = (ROOT / ".github" / "workflows" / called).read_text(encoding="utf-8")
        takes = yaml.load(whole, Loader=yaml.BaseLoader)["on"]["workflow_call"]["inputs"]
        assert job["with"].keys() <= takes.keys(), name


def test_init_writes_the_caller_that_is_shown() -> None:
    """To the byte, for two environments."""
    called = Called("OWNER/REPOSITORY", "COMMIT")
    assert f"# {workflow_path('')}\n{workflow(called, ['uat', 'prod'])}" == CALLER


@pytest.mark.parametrize("name", ["plan", "apply", "drift", "ci"])
def test_every_called_workflow_chooses_runners_and_python(name: str) -> None:
    """In each of its jobs that looks at campaigns; the documentation lists what else they take."""
    text = (ROOT / ".github" / "workflows" / f"{name}.yml").read_text(encoding="utf-8")
    written = yaml.load(text, Loader=yaml.BaseLoader)
    takes = written["on"]["workflow_call"]["inputs"]
    assert {"runs-on", "python-version", "install", "environment"} <= takes.keys()
    page = (ROOT / "docs" / "pipelines.md").read_text(encoding="utf-8")
    assert all(f"`{each}`" in page for each in takes)
    jobs = written["jobs"] if name != "ci" else {"campaigns": written["jobs"]["campaigns"]}
    for job in jobs.values():
        assert "inputs.runs-on" in job["runs-on"]
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/setup-python@"):
                assert "inputs.python-version" in step["with"]["python-version"]


def test_runs_without_a_pull_request_do_not_cancel_each_other() -> None:
    """Those of a merge queue have no number."""
    for name in ("plan", "ci"):
        text = (ROOT / ".github" / "workflows" / f"{name}.yml").read_text(encoding="utf-8")
        written = yaml.load(text, Loader=yaml.BaseLoader)
        assert "merge_group" in written["on"]
        assert "github.ref" in written["concurrency"]["group"]


def test_who_gets_no_secrets_is_not_planned() -> None:
    """Forks and Dependabot, in both jobs that come after validating."""
    text = (ROOT / ".github" / "workflows" / "plan.yml").read_text(encoding="utf-8")
    jobs = yaml.load(text, Loader=yaml.BaseLoader)["jobs"]
    for name in ("plan", "comment"):
        assert "pull_request.head.repo.full_name == github.repository" in jobs[name]["if"]
        assert "pull_request.user.login != 'dependabot[bot]'" in jobs[name]["if"]
    assert "if" not in jobs["validate"]


class Notes:
    """The notes of a merge request, as GitLab keeps them."""

    def __init__(self) -> None:
        self.kept: list[dict[str, Any]] = [{"id": 1, "body": "Please review."}]
        path = "/projects/7/merge_requests/12/notes"
        self.app = Starlette(
            routes=[
                Route(path, self.listed),
                Route(path, self.made, methods=["POST"]),
                Route(f"{path}/{{id:int}}", self.changed, methods=["PUT"]),
            ]
        )

    async def listed(self, request: Request) -> JSONResponse:
        assert request.headers["PRIVATE-TOKEN"] == "notes"
        return JSONResponse(self.kept)

    async def made(self, request: Request) -> JSONResponse:
        self.kept.append({"id": len(self.kept) + 1, **await request.json()})
        return JSONResponse(self.kept[-1], 201)

    async def changed(self, request: Request) -> JSONResponse:
        (note,) = (each for each in self.kept if each["id"] == request.path_params["id"])
        note.update(await request.json())
        return JSONResponse(note)


class Project:
    """A project on GitLab, whose jobs are run as they are written."""

    def __init__(self, folder: Path, url: str, notes: str) -> None:
        self.folder = folder
        self.jobs = yaml.safe_load(PIPELINE)
        bin_ = folder.parent / "bin"
        bin_.mkdir()
        for name, lines in {
            "reconciler": f'exec {shlex.join(loaded_command())} "$@"',
            "python": f'[ "$1" = -P ] && echo LOCK || exec {sys.executable} "$@"',
        }.items():
            (bin_ / name).write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
            (bin_ / name).chmod(0o755)
        self.variables = {
            "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}",
            "HOME": os.environ["HOME"],
            IMPATIENT: "1",
            "CI_API_V4_URL": notes,
            "CI_PROJECT_ID": "7",
            "CI_PROJECT_DIR": str(folder),
            "CI_MERGE_REQUEST_IID": "12",
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": "HEAD",
            "NOTES_TOKEN": "notes",
            **{name: str(value) for name, value in self.jobs["variables"].items()},
            **LOGIN,
        }
        settings = f'[environments.uat]\nurl = "{url}"\nrequests_per_second = 1000.0\n'
        files = {".gitlab/note.py": NOTE, "reconciler.toml": settings}
        write(folder, {**files, "campaigns/a.yaml": campaign()})
        git(folder, "init", "--quiet")
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "-m", "Begin")

    def run(self, job: str, **more: str) -> subprocess.CompletedProcess[str]:
        """One job: what comes before each script, then its own."""
        script = [*self.jobs["default"]["before_script"], *self.jobs[job]["script"]]
        return subprocess.run(
            ["bash", "-e", "-c", "\n".join(script)],
            cwd=self.folder, env={**self.variables, **more}, text=True,
            capture_output=True, check=False,
        )  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Iterator[tuple[Project, Notes, Store]]:
    notes = Notes()
    folder = tmp_path / "project"
    folder.mkdir()
    with Store(":memory:") as store, served(make_app(store)) as url, served(notes.app) as api:
        yield Project(folder, url, api), notes, store


def test_the_gitlab_pipeline_is_sound(tmp_path: Path) -> None:
    """For the schema that GitLab publishes."""
    path = tmp_path / ".gitlab-ci.yml"
    path.write_text(PIPELINE, encoding="utf-8")
    check(BIN / "check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", path)


def test_the_gitlab_pipeline_does_what_it_says(project: tuple[Project, Notes, Store]) -> None:
    """From a merge request to the merge, and to drift."""
    team, notes, store = project

    def done(job: str, expected: int = 0, **more: str) -> None:
        ran = team.run(job, **more)
        assert ran.returncode == expected, ran.stdout + ran.stderr

    def holds(*names: str) -> Mapping[str, str]:
        return {name: (team.folder / name).read_text(encoding="utf-8") for name in names}

    done("validate")
    done("plan")
    assert [each["body"][:29] for each in notes.kept[1:]] == ["<!-- reconciler plan uat -->\n"]
    assert "Spring" in notes.kept[1]["body"]
    done("drift", 2)
    done("apply", 6, MAX_CREATES="0")
    done("apply", MAX_CREATES="1")
    assert [group["name"] for group in store.groups()] == ["Spring"]
    assert "created" in holds("receipt.md")["receipt.md"]
    done("plan")
    assert len(notes.kept) == 2
    assert "1 in sync" in notes.kept[1]["body"]
    done("drift")
    write(team.folder, {"campaigns/b.yaml": "name: [x\n"})
    done("validate", 3)
    assert "critical" in holds("code-quality.json")["code-quality.json"]
    assert "<failure" in holds("junit.xml")["junit.xml"]
    for job in team.jobs.values():
        for path in (isinstance(job, dict) and job.get("artifacts", {}).get("paths")) or ():
            assert (team.folder / path).exists()
