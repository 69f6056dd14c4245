"""Which files an audit is written to, and what a terminal is spared."""

import pytest

from tests.cli.support import Project
from tests.support.repository import campaign


def test_a_workbook_is_nothing_for_a_terminal(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which is said before anything is asked."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    for out in ((), ("--out", "-")):
        ran = project.run("audit", "--format", "xlsx", *out)
        assert ran.code == 1
        assert "A workbook is nothing for a terminal. Nothing was asked." in ran.err
        assert "Name a file with --out audit.xlsx." in ran.err
    assert not (project.folder / ".reconciler").exists()


def test_a_file_of_csv_says_that_it_is_utf_8(project: Project) -> None:
    """By the mark that Excel looks for; standard output has none, since scripts read it."""
    project.write({"campaigns/a.yaml": campaign("Café Noël")})
    assert project.run("audit", "--out", "audit.csv").code == 0
    held = (project.folder / "audit.csv").read_bytes()
    assert held.startswith(b"\xef\xbb\xbfclass,name,")
    assert "Café Noël" in held.decode()
    for out in ((), ("--out", "-")):
        shown = project.run("audit", "--format", "csv", *out).out
        assert shown.encode().splitlines() == held.removeprefix(b"\xef\xbb\xbf").splitlines()
