"""``audit --history``: what is added to a file, and what the page makes of it."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.cli.support import SCHEMAS, Project
from tests.support.repository import campaign


def lines(project: Project) -> list[Any]:
    """What the history holds, each line as its schema says."""
    schema = json.loads((SCHEMAS / "audit-history.schema.json").read_text())
    text = (project.folder / "h.jsonl").read_text()
    found = [json.loads(line) for line in text.splitlines()]
    for each in found:
        Draft202012Validator(schema).validate(each)
    return found


@pytest.fixture
def project(project: Project) -> Project:
    """One campaign that is to be created, and a day."""
    project.settings('[environments.other]\nsandbox = "other"\n')
    project.write({"campaigns/a.yaml": campaign("Spring")})
    project.run("sandbox", "clock", "2027-01-05")
    return project


def test_each_run_adds_a_line(project: Project) -> None:
    """Also on the same day; none that is there changes, and the result is not in its way."""
    one = ("--environment", "sandbox", "--history", "h.jsonl")
    plain = project.run("audit", "--environment", "sandbox", "--format", "json").out
    ran = project.run("audit", *one, "--format", "json")
    assert (ran.code, ran.err, ran.out) == (0, "", plain)
    before = (project.folder / "h.jsonl").read_bytes()
    assert "trend:" not in project.run("audit", *one).out
    assert project.run("apply", "--yes", "--environment", "sandbox").code == 0
    project.run("sandbox", "clock", "2027-01-09")
    assert "trend: coverage none → 100.0 %, drifted 0 → 0" in project.run("audit", *one).out
    assert "since 2027-01-05, 2 days" in project.run("audit", *one, "--format", "markdown").out
    assert (project.folder / "h.jsonl").read_bytes().startswith(before)
    found = [(each["day"], each["environment"], each["missing"]) for each in lines(project)]
    assert found == [("2027-01-05", "sandbox", 1)] * 2 + [("2027-01-09", "sandbox", 0)] * 2


def test_several_add_a_line_each(project: Project) -> None:
    """Read side by side, or from files; what could not be read adds none."""
    whole = ("audit", "--all", "--history", "h.jsonl")
    assert project.run(*whole).code == 0
    project.run("sandbox", "clock", "2027-01-09")
    assert project.run("audit", "--environment", "sandbox", "--out", "one.json").code == 0
    merge = ("audit", "--merge", "one.json", "--history", "h.jsonl")
    assert "since 2027-01-05" in project.run(*merge).out
    assert "since 2027-01-05" in project.run(*merge, "--format", "markdown").out
    assert project.run("audit", "--all", *merge[1:]).code == 5
    found = [each["environment"] for each in lines(project)]
    assert found == ["other", "sandbox", "sandbox", "sandbox", "sandbox"]


def test_the_page_shows_how_it_went(project: Project) -> None:
    """As lines with words, and as a table; of one entry there is no line."""
    one = ("audit", "--environment", "sandbox", "--history", "h.jsonl", "--format", "html")
    first = project.run(*one).out
    assert "This is the first entry of the history" in first
    assert "<svg" not in first
    project.run("sandbox", "clock", "2027-01-09")
    page = project.run(*one).out
    assert page.count("<svg") == 3
    assert 'aria-label="drifted: 0 on 2027-01-05, 0 on 2027-01-09; lowest' in page
    assert "<td>2027-01-05</td><td>1</td><td>none</td><td>0</td><td>0</td>" in page
    assert "How it went" not in project.run("audit", "--format", "html").out
    both = project.run("audit", "--all", "--history", "h.jsonl", "--format", "html").out
    assert both.count("<svg") == 4  # the other one has no line yet


def test_half_a_line_is_left_alone(project: Project) -> None:
    """It is told, and what is added stands on a line of its own."""
    one = ("audit", "--environment", "sandbox", "--history", "h.jsonl")
    project.run(*one)
    path = project.folder / "h.jsonl"
    torn = path.read_bytes() + path.read_bytes()[:50]
    path.write_bytes(torn)
    ran = project.run(*one)
    assert (ran.code, ran.err) == (
        0,
        "warning: 1 line of h.jsonl cannot be read, and left out: 2\n",
    )
    assert path.read_bytes().startswith(torn + b"\n{")
    assert path.read_bytes().count(b"\n") == 3
    path.write_bytes(torn[:3])
    assert project.run(*one).code == 0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("-", "- is no file, so nothing can be kept."),
        ("/dev/stdout", "/dev/stdout is no file"),
        ("campaigns", "campaigns is no file"),
        ("reconciler.toml", "reconciler.toml holds the settings"),
        ("notes", "notes is there already, and is no history of an earlier run"),
        ("campaigns/h.json", "would be read as a campaign"),
        ("nowhere/h.jsonl", "nowhere/h.jsonl cannot be written: No such file or directory"),
        ("out.html", "out.html cannot be both the history and the result."),
    ],
)
def test_what_can_be_no_history_is_refused_before_anything_is_asked(
    project: Project, name: str, said: str
) -> None:
    """And is left as it is."""
    project.write({"notes": "of the game\n"})
    ran = project.run("audit", "--history", name, "--out", "out.html")
    assert ran.code == 1
    assert said in ran.err
    assert not (project.folder / "out.html").exists()


def test_what_cannot_be_added_is_told_after_the_result(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which is there; a disk that takes only a part has not taken it."""
    one = ("audit", "--environment", "sandbox", "--history", "h.jsonl")
    project.run(*one)
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda path, mode: Path(path).name != "h.jsonl")
        assert "h.jsonl cannot be written." in project.run(*one).err
    write = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda handle, data: write(handle, data[:9]))
        ran = project.run(*one)
    assert ran.code == 1
    assert "h.jsonl cannot be written: It took only a part" in ran.err
    assert "Audit of sandbox" in ran.out
    assert project.run(*one).code == 0
