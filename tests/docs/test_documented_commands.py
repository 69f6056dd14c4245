"""Every command that a page shows is run, in the order of the page."""

import shutil
from pathlib import Path

import pytest

from tests.cli.support import Project, a_project, without_credentials
from tests.support.pages import PAGES, blocks, commands
from tests.support.server import ROOT

ELSEWHERE = {"comment", "issue"}
"""Commands that ask GitHub; the tests of the workflows run them as jobs do."""
PLAIN = [page for page in PAGES if not page.with_suffix("").is_dir()]
"""A page with a folder of its own tells of that one; a test of its own runs it."""
BEGINS = "init"
"""Where a block begins a repository; the tests of the workflows run it, to a first plan."""
ASK = {"accept", "apply"}
"""Commands that ask before they do something."""


@pytest.fixture
def project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Project:
    """The examples, committed and live, one of them drifted; every environment is a sandbox."""
    without_credentials(monkeypatch)
    monkeypatch.chdir(tmp_path)
    project = a_project(tmp_path, capsys)
    shutil.copytree(ROOT / "campaigns", tmp_path / "campaigns", dirs_exist_ok=True)
    settings = (ROOT / "reconciler.toml").read_text(encoding="utf-8")
    others = "".join(f"\n[environments.{name}]\nsandbox = true\n" for name in ("uat", "prod"))
    project.write({"reconciler.toml": settings + others})
    project.git("init", "--quiet")
    project.git("add", "--all")
    project.git("commit", "--quiet", "-m", "Begin")
    assert project.run("apply", "--yes").code == 0
    edit = "targets/0/defaultValues/0/defaultValue=450"
    assert project.run("sandbox", "edit", "Festive spend streak", edit).code == 0
    return project


@pytest.mark.parametrize("page", PLAIN, ids=lambda page: page.stem)
def test_commands_do_what_they_are_shown_for(project: Project, page: Path) -> None:
    """None of them fails."""
    for block in blocks(page, "console"):
        shown = list(commands(block))
        if shown and BEGINS in shown[0]:
            continue
        for words in shown:
            if ELSEWHERE.isdisjoint(words):
                ran = project.run(*words, *(["--yes"] if not ASK.isdisjoint(words) else []))
                assert ran.code == 0, (words, ran.out, ran.err)
