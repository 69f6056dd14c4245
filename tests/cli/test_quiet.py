"""With --quiet: only errors and what was asked for, and the same exit codes."""

import ast
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from reconciler import commands
from tests.cli.support import Project, Ran
from tests.support.every_command import LINES, check_lines
from tests.support.repository import WITH_OTHER, campaign

SAYS: Final = {
    "audit": True,
    "compare": True,
    "customer": True,
    "doctor": True,
    "environments": True,
    "explain": True,
    "expressions": True,
    "fmt": True,
    "import": False,
    "init": False,
    "new": True,
    "plan": True,
    "apply": False,
    "accept": False,
    "schema": False,
    "show": False,
    "validate": False,
    "sandbox calls": True,
    "sandbox clock": True,
    "sandbox edit": False,
    "sandbox progress": False,
    "sandbox reset": False,
    "sandbox seed": False,
    "sandbox serve": False,
    "comment": False,
    "issue": False,
}
"""Whether a command that is quiet writes to standard output, in a project where all is well."""
ASKED: Final = {
    **LINES,
    "accept": ["Spring", "--yes"],
    "sandbox edit": ["Spring", "description=other"],
    "sandbox progress": ["7", "Spring", "5"],
    "sandbox seed": ["seed.json"],
    "doctor": [],
}
SERVES: Final = {"sandbox serve", "comment", "issue"}
"""Commands that do not come to an end by themselves, or need somebody else's server."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first of the folders that ``prepare`` makes is kept; the others are copies."""
    return tmp_path_factory.mktemp("kept") / "project"


def prepare(project: Project, kept: Path) -> None:
    """A project with one group that has drifted, one that is in no file, and one file to format."""
    for left in project.folder.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    if kept.exists():
        shutil.copytree(kept, project.folder, dirs_exist_ok=True)
        return
    project.write({"reconciler.toml": WITH_OTHER})
    texts = {f"campaigns/{name}.yaml": campaign(name) for name in ("Spring", "Autumn")}
    project.write({**texts, "seed.json": "[]"})
    assert project.run("apply", "--yes").code == 0
    project.run("sandbox", "edit", "Spring", "preferredTillId=7")
    project.delete("campaigns/Autumn.yaml")
    shutil.copytree(project.folder, kept)


def test_every_command_is_in_the_table() -> None:
    """A new one is looked at as well."""
    check_lines(SAYS)


@pytest.mark.parametrize("words", sorted(SAYS.keys() - SERVES))
def test_what_is_quiet_says_less_and_ends_alike(project: Project, kept: Path, words: str) -> None:
    """Nothing on standard error but errors, and no line on standard output that is not there
    otherwise; before the command and after it."""
    line = [*words.split(), *ASKED[words]]
    prepare(project, kept)
    loud = project.run(*line)
    for asked in (["--quiet", *line], [*line, "-q"]):
        prepare(project, kept)
        quiet = project.run(*asked)
        assert quiet.code == loud.code
        assert bool(quiet.out) is SAYS[words]
        assert {*quiet.out.splitlines()} <= {*loud.out.splitlines()}
        if loud.code == 0:
            assert quiet.err == ""
        elif loud.err.startswith("error:"):
            assert quiet.err == loud.err


@pytest.mark.parametrize(
    "line", [("sandbox", "clock", "2027-02-01"), ("sandbox", "calls", "list=404")]
)
def test_what_only_confirms_is_silent(project: Project, line: Sequence[str]) -> None:
    """It is the exit code that says it."""
    assert project.run(*line, "-q") == Ran(0, "", "")


def test_an_apply_that_did_not_do_all_is_told_in_full(project: Project) -> None:
    """And findings of a file that is wrong are what was asked for."""
    twice = {f"campaigns/{k}.yaml": campaign("Spring", target=f"t{k}") for k in range(2)}
    project.write({"campaigns/a.yaml": campaign("Spring", value=0)})
    warned = project.run("validate", "-q")
    assert (warned.code, warned.out.count("\n")) == (0, 1)
    project.write(twice)
    assert project.run("validate", "-q").code == 3
    failed = project.run("apply", "--yes", "-q")
    assert (failed.code, failed.out) == (3, "")
    assert "error:" in failed.err


@pytest.mark.parametrize("more", ["--verbose", "--debug"])
def test_quiet_and_talkative_do_not_go_together(project: Project, more: str) -> None:
    """Wherever they stand."""
    for line in (["-q", "plan", more], [more, "plan", "-q"]):
        refused = project.run(*line)
        assert refused.code == 1
        assert "Give either --quiet, or --verbose and --debug." in refused.err


ERRORS_AND_QUESTIONS: Final = {
    "accept_run._tell",
    "apply._apply",
    "apply._confirm",
    "apply._finish",
    "apply._interruptible",
    "accept_run._confirm",
    "apply.interrupt",
    "audit._show",
    "comment._each",
    "doctor.run",
    "fmt._tell",
    "import_._confirm_owners",
    "notes.agrees",
    "loading._accepted",
    "notes.note",
    "status._renew",
}
"""What writes to standard error without asking whether it is to be quiet."""


def test_all_that_is_no_error_and_no_question_can_be_silenced() -> None:
    """Whatever else is said on standard error is a note."""
    found = set()
    for path in Path(commands.__path__[0]).glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                found |= {
                    f"{path.stem}.{function.name}" for call in ast.walk(function) if _echoes(call)
                }
    assert found == ERRORS_AND_QUESTIONS


def _echoes(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and ast.unparse(node.func) == "click.echo"
        and any(each.arg == "err" for each in node.keywords)
    )
