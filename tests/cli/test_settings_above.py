"""The settings file in a folder further up, and habits that other tools have formed."""

import re
from pathlib import Path

import pytest

from reconciler.cli.habits import HABITS
from reconciler.cli.main import COMMANDS
from tests.cli.support import Project
from tests.support.every_command import LINES, check_lines
from tests.support.repository import campaign

WITHOUT_SETTINGS = {"explain", "schema", "show"}
"""Commands that read none."""


@pytest.fixture
def below(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A repository with a campaign; the current folder is two below the settings."""
    project.git("init", "--quiet")
    project.write({"campaigns/spring.yaml": campaign(), "campaigns/2027/autumn/.keep": ""})
    monkeypatch.chdir(project.folder / "campaigns" / "2027")
    return project


NOTE = "note: the settings are in ../../reconciler.toml\n"


def test_every_command_finds_the_settings_further_up(below: Project) -> None:
    """And says where they are, before anything else."""
    check_lines(LINES)
    for words in {*LINES} - WITHOUT_SETTINGS - {"sandbox serve"}:
        ran = below.run(*words.split(), *LINES[words])
        assert ran.err.startswith(NOTE), words
        assert "no settings file" not in ran.err
    assert not Path(".reconciler").exists()
    assert NOTE not in below.run("plan", "--quiet").err


def test_paths_begin_where_the_user_is(below: Project) -> None:
    """So that they can be opened as they are shown; what is asked for is found there as well."""
    broken = campaign("Other").replace("trackingType: DEFAULT", "trackingType: DEFALT")
    below.write({"campaigns/2027/other.yaml": broken})
    assert below.run("validate").out.startswith("other.yaml:2:15: error:")
    assert below.run("validate", "other.yaml").out.startswith("other.yaml:2:15: error:")
    assert below.run("validate", "..").out.startswith("other.yaml:2:15: error:")
    below.write({"campaigns/2027/other.yaml": campaign("Other").replace(": CUSTOM", ":  CUSTOM")})
    assert below.run("fmt").out.split() == ["other.yaml", "../spring.yaml"]
    plan = below.run("plan")
    assert "  + Other  other.yaml:1\n" in plan.out
    assert "  + Spring  ../spring.yaml:1\n" in plan.out
    assert below.run("apply", "--yes").code == 0
    below.delete("campaigns/2027/other.yaml")
    assert "../other.yaml" in below.run("import").out
    new = below.run("new", *LINES["new"])
    assert new.out == "../new.yaml\n"
    assert Path("../new.yaml").is_file()


def test_a_campaign_is_accepted_and_explained_from_below(below: Project) -> None:
    """The file that is shown is the one that is read and written."""
    assert below.run("apply", "--yes").code == 0
    below.run("sandbox", "edit", "Spring", "targets/0/defaultValues/0/defaultValue=900")
    assert "../spring.yaml" in below.run("plan", "--explain", "Spring").out
    ran = below.run("accept", "--yes", "Spring")
    assert ran.code == 0
    assert ran.out.endswith("now: ../spring.yaml\n")
    assert "defaultValues: 900" in Path("../spring.yaml").read_text(encoding="utf-8")


def test_what_git_knows_is_found_from_below(below: Project) -> None:
    """Renames of campaigns, and what a change touches."""
    below.git("add", ".")
    below.git("commit", "--quiet", "--message", "first")
    below.run("apply", "--yes")
    below.write({"campaigns/spring.yaml": campaign("Summer", value=500)})
    plan = below.run("plan", "--base", "HEAD", "--format", "json").json
    assert plan["made_from"]["changed_files"] == ["../spring.yaml"]
    [blocked] = [each for each in plan["changes"] if each["action"] == "blocked"]
    assert (blocked["file"], blocked["reason"]["code"]) == ("../spring.yaml", "likely-rename")


def test_a_saved_plan_is_the_same_wherever_it_was_made(
    below: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It binds elsewhere as well, and says that it is of the same files."""
    made = below.run("plan", "--out", "../../plan.json", "--format", "json").json
    monkeypatch.chdir(below.folder)
    again = below.run("plan", "--format", "json").json
    assert made["plan_id"] == again["plan_id"]
    assert made["made_from"] == again["made_from"]
    assert below.run("apply", "plan.json", "--yes").code == 0


def test_a_link_within_the_project_is_followed_from_below(below: Project) -> None:
    """What it must not lead out of is the folder of the settings, wherever the user is."""
    below.write({"shared/late.yaml": campaign("Late")})
    (below.folder / "campaigns" / "late.yaml").symlink_to("../shared/late.yaml")
    assert below.run("validate").out.startswith("2 files checked: 0 errors")


def test_the_search_ends_at_the_root_of_the_repository(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is above belongs to others; outside of a repository nothing is looked for."""
    (project.folder / "inner" / "deep").mkdir(parents=True)
    monkeypatch.chdir(project.folder / "inner" / "deep")
    said = "error: There is no settings file reconciler.toml.\n"
    assert project.run("plan").err.startswith(said)
    (project.folder / "inner" / ".git").mkdir()
    assert project.run("plan").err.startswith(said)
    (project.folder / "inner" / ".git").rename(project.folder / ".git")
    assert project.run("environments").err == NOTE
    nearer = project.folder / "inner" / "reconciler.toml"
    nearer.write_text("[environments.near]\nsandbox = true\n", encoding="utf-8")
    assert project.run("environments").err == "note: the settings are in ../reconciler.toml\n"
    assert project.run("--config", "reconciler.toml", "plan").err.startswith(said)


def test_a_folder_that_is_gone_has_none_above_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said that there are no settings, as elsewhere."""
    project.write({"gone/.keep": ""})
    monkeypatch.chdir(project.folder / "gone")
    project.delete("gone/.keep")
    (project.folder / "gone").rmdir()
    ran = project.run("environments")
    assert (ran.code, ran.out) == (1, "")
    assert "There is no settings file reconciler.toml." in ran.err


@pytest.mark.parametrize("word", HABITS)
def test_a_habit_of_other_tools_gets_a_line_that_teaches(project: Project, word: str) -> None:
    """It names commands that there are, and nothing is done."""
    assert word not in COMMANDS
    for more in ([], ["Spring"], ["--all"]):
        ran = project.run(word, *more)
        assert (ran.code, ran.out) == (1, "")
        first, second = ran.err.splitlines()
        assert first.startswith(f"error: There is no command '{word}'. ")
        assert second == "  'reconciler --help' says more."
    named = re.findall(r"'reconciler (\S+?)[ ']", HABITS[word])
    assert named
    assert {each for each in named if not each.startswith("--")} <= {*COMMANDS}
