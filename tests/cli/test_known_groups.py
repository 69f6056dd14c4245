"""Groups that are meant to be in no file: the settings list them, and any other one is news."""

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from tests.cli.support import SCHEMAS, Project
from tests.support.repository import campaign
from tests.support.workflow_runner import outputs_of


@pytest.fixture
def clicked(project: Project) -> Project:
    """Two groups that no file declares, beside one that a file does."""
    project.write({f"campaigns/{each}.yaml": campaign(each) for each in ("Spring", "Old", "Test")})
    assert project.run("apply", "--yes").code == 0
    for each in ("Old", "Test"):
        project.delete(f"campaigns/{each}.yaml")
    return project


def settings_of(project: Project) -> str:
    return (project.folder / "reconciler.toml").read_text(encoding="utf-8")


def test_all_of_today_is_written_and_is_no_longer_unmanaged(clicked: Project) -> None:
    before = settings_of(clicked)
    data = clicked.run("audit", "--format", "json").json
    assert (data["totals"]["unmanaged"], data["totals"]["coverage"]) == (2, 33.3)

    ran = clicked.run("audit", "--format", "json", "--write-known", "tests of the agency")
    assert ran.code == 0
    assert "2 groups written as known to" in ran.err
    jsonschema.validate(ran.json, json.loads((SCHEMAS / "audit.schema.json").read_text("utf-8")))
    totals = ran.json["totals"]
    assert (totals["unmanaged"], totals["known"], totals["coverage"]) == (0, 2, 100.0)
    assert settings_of(clicked).startswith(before)
    (environment,) = tomllib.loads(settings_of(clicked))["environments"].values()
    assert environment["known"] == [
        {"name": name, "reason": "tests of the agency"} for name in ("Old", "Test")
    ]

    again = clicked.run("audit", "--format", "json")
    assert again.json == ran.json
    classes = {each["name"]: each["class"] for each in again.json["groups"]}
    assert classes == {"Spring": "managed", "Old": "known", "Test": "known"}


def test_every_format_of_an_audit_tells_what_is_known(clicked: Project) -> None:
    clicked.run("audit", "--write-known", "tests of the agency")
    for form in ("text", "markdown", "html"):
        out = clicked.run("audit", "--format", form).out
        assert "tests of the agency" in out, form
        assert "less 2 known" in out, form
    rows = clicked.run("audit", "--format", "csv").out.splitlines()
    assert [each.split(",")[0] for each in rows[1:]].count("known") == 2


def test_a_plan_lists_what_is_not_known(
    clicked: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And tells the workflow for drift how many these are."""
    output = tmp_path / "output"
    monkeypatch.setenv("GITHUB_OUTPUT", str(output))
    clicked.run("plan")
    assert outputs_of(output.read_text("utf-8"))["unknown"] == "0"  # where nothing is known
    clicked.settings('known = [{name = "OLD", reason = "a test"}]\n')
    output.unlink()
    ran = clicked.run("plan", "--format", "markdown")
    assert "- `Test` (group " in ran.out
    assert "- `Old` (group " not in ran.out
    found = outputs_of(output.read_text("utf-8"))
    assert (found["unknown"], found["unmanaged"], found["known"]) == ("1", "1", "1")
    text = clicked.run("plan").out
    assert "1 unmanaged · 1 known" in text
    assert (
        "known, and meant to be in no file: a test." in clicked.run("plan", "--explain", "Old").out
    )


def test_what_was_known_until_a_day_is_unmanaged_from_then_on(clicked: Project) -> None:
    clicked.settings('known = [{name = "Old", reason = "a test", until = 2027-01-31}]\n')
    assert clicked.run("plan", "--format", "json").json["summary"]["known"] == 1
    clicked.run("sandbox", "clock", "2027-02-01")
    plan = clicked.run("plan", "--format", "json").json
    assert (plan["summary"]["known"], plan["summary"]["unmanaged"]) == (0, 2)
    groups = clicked.run("audit", "--format", "json").json["groups"]
    flags = {each["name"]: [f["code"] for f in each["flags"]] for each in groups}
    assert "known-expired" in flags["Old"]


def test_an_import_of_everything_leaves_out_what_is_known(clicked: Project) -> None:
    clicked.settings('known = [{name = "Old", reason = "a test"}]\n')
    ran = clicked.run("import", "--format", "json")
    assert [each["name"] for each in ran.json["files"]] == ["Test"]
    assert [each["name"] for each in ran.json["known"]] == ["Old"]
    assert "1 left out as known" in clicked.run("import", "--dry-run").out
    assert [each["name"] for each in clicked.run("import", "Old", "--format", "json").json["files"]]


@pytest.mark.parametrize(("reason", "said"), [("", "empty value"), ("  ", "has no reason")])
def test_a_reason_is_needed(clicked: Project, reason: str, said: str) -> None:
    before = settings_of(clicked)
    ran = clicked.run("audit", "--write-known", reason)
    assert ran.code != 0
    assert said in ran.err
    assert settings_of(clicked) == before


def test_where_owners_are_not_known_nothing_is_written(clicked: Project) -> None:
    """A promotion's group would be kept as known for ever."""
    before = settings_of(clicked)
    clicked.run("sandbox", "calls", "promotions=500")
    ran = clicked.run("audit", "--write-known", "a test")
    assert ran.code != 0
    assert "Nothing was written" in ran.err
    assert settings_of(clicked) == before


def test_where_nothing_is_unmanaged_the_settings_stay(clicked: Project) -> None:
    """And it is said."""
    clicked.run("audit", "--write-known", "a test")
    before = (clicked.folder / "reconciler.toml").read_bytes()
    ran = clicked.run("audit", "--write-known", "another test")
    assert ran.code == 0
    assert ran.err == "no group of sandbox is unmanaged; reconciler.toml stays as it is\n"
    assert (clicked.folder / "reconciler.toml").read_bytes() == before
