"""The story of docs/a-year.md, told by its own commands: each says what the page shows."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.cli.support import Project, without_credentials
from tests.docs.test_documented_commands import ASK
from tests.support.pages import Block, blocks
from tests.support.server import ROOT

PAGE = ROOT / "docs" / "a-year.md"


@pytest.fixture
def project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Project:
    """A copy of the folder that the page tells of."""
    without_credentials(monkeypatch)
    shutil.copytree(PAGE.with_suffix(""), tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path, capsys)


def carry_out(project: Project, block: Block) -> str:
    """Run the commands of a block, and give what they say."""
    said = ""
    for line in block.text.splitlines():
        name, *words = shlex.split(line)
        if name == "git":
            project.git(*words)
            continue
        assert name == "reconciler", line
        ran = project.run(*words, *(["--yes"] if not ASK.isdisjoint(words) else []))
        assert ran.code == 0, (line, ran.out, ran.err)
        said += ran.out + ran.err
    return said


def write_down(project: Project, block: Block) -> None:
    """Write a file as a block has it, or, where it is there, the one key that the block says."""
    first, text = block.text.split("\n", 1)
    path = project.folder / first.removeprefix("# ")
    if path.exists():
        key = text.partition(":")[0]
        whole = path.read_text(encoding="utf-8")
        line = re.compile(rf"^{key}:.*\n", re.MULTILINE)
        text = line.sub(text, whole) if line.search(whole) else whole + text
    project.write({first.removeprefix("# "): text})


def check(block: Block, said: str) -> None:
    """An output is an excerpt of what was said, but for blanks and lines of which it shows …."""
    lines = [" ".join(line.split()) for line in said.splitlines() if line.strip()]
    at, may_skip = 0, True
    for shown in block.text.splitlines():
        if shown == "…":
            may_skip = True
            continue
        wanted = " ".join(shown.split())
        there = lines[at:] if may_skip else lines[at : at + 1]
        assert wanted in there, (str(block), wanted, lines[at:])
        at, may_skip = at + there.index(wanted) + 1, False


def test_the_story_is_as_told(project: Project) -> None:
    """Files are written, commands run, and what they say is what the page shows."""
    said = ""
    assert project.run("fmt", "--check").code == 0
    for block in blocks(PAGE):
        if block.language == "yaml":
            write_down(project, block)
        elif block.language == "console":
            said = carry_out(project, block)
        else:
            check(block, said)
    page = (project.folder / "audit.html").read_text(encoding="utf-8")
    shown = ("98.1 %", "was 100.0 %", "Coffee week", "test of the agency", "a trial of the shops")
    assert all(each in page for each in shown)
    assert project.run("validate", "campaigns/2028").err == ""
    again = [project.run("--environment", each, "plan").out for each in ("uat", "prod")]
    assert all("0 to create" in each for each in again)
