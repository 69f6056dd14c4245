"""Folders of campaign files: which files are read, and what is said of the others."""

import json
import os
from collections.abc import Mapping

import pytest

from tests.cli.support import Project
from tests.support.every_command import LINES, check_lines
from tests.support.repository import campaign

READS = {"accept", "apply", "audit", "fmt", "plan", "validate"}
"""Commands that read the folder of an environment."""
MAKES = {"import", "init", "new"}
"""Commands that make it where it is not there."""
READS_OF_TWO = {"compare"}
"""Those that read the folders of two environments."""
READS_NO_CAMPAIGNS = {
    *("comment", "customer", "doctor", "environments", "explain", "expressions", "issue"),
    *("schema", "show"),
    *("sandbox calls", "sandbox clock", "sandbox edit", "sandbox reset", "sandbox seed"),
    *("sandbox progress", "sandbox serve"),
}


def test_a_folder_that_is_not_there_is_an_error_where_it_is_read(project: Project) -> None:
    """A mistyped folder holds no campaigns: it would be in order for ever."""
    check_lines(dict.fromkeys(READS | MAKES | READS_OF_TWO | READS_NO_CAMPAIGNS))
    for words in READS:
        for environment in ([], ["--environment", "sandbox"]):
            project.settings('campaigns = "campagins"\n')
            ran = project.run(*words.split(), *LINES[words], *environment)
            assert (words, ran.code, ran.out) == (words, 1, "")
            assert "error: There is no file or folder campagins." in ran.err
    for words in READS_OF_TWO:
        project.settings('[environments.other]\nsandbox = true\ncampaigns = "campagins"\n')
        ran = project.run(*words.split(), *LINES[words])
        assert (words, ran.code, ran.out) == (words, 1, "")
        assert "error: There is no file or folder campagins." in ran.err
    project.settings('campaigns = "campagins"\n')
    for words in MAKES:
        assert project.run(*words.split(), *LINES[words]).code == 0
    assert (project.folder / "campagins" / "new.yaml").is_file()


DUPLICATE = "campaigns/copy.yaml:1:7: error: 'Spring' is declared in campaigns/spring.yaml:1 too."


@pytest.mark.parametrize("chosen", [[], ["--environment", "sandbox"]])
def test_names_of_a_file_are_compared_with_those_of_the_others(
    project: Project, chosen: list[str]
) -> None:
    """Which come first, whatever their order is; nothing else is said of them."""
    project.settings('[environments.other]\nsandbox = true\ncampaigns = "others"\n')
    project.write(
        {
            "campaigns/spring.yaml": campaign(),
            "campaigns/copy.yaml": campaign(),
            "campaigns/broken.yaml": "name: Broken\nx: 1\n",
            "campaigns/noise.yam": "",
            "others/broken.yaml": "name: Other\n",
        }
    )
    ran = project.run("validate", "campaigns/copy.yaml", "--format", "json", *chosen)
    assert ran.code == 3
    found = [(each["code"], each["file"]) for each in ran.json["findings"]]
    assert found == [(code, "campaigns/copy.yaml") for code in CLASHES]
    ran = project.run("validate", "campaigns/copy.yaml", *chosen)
    assert ran.out.startswith(DUPLICATE)
    assert "1 file checked: 2 errors" in ran.out
    project.write({"campaigns/copy.yaml": campaign("Copy"), "drafts/new.yaml": campaign("Other")})
    assert project.run("validate", "campaigns/copy.yaml", *chosen).code == 0
    ran = project.run("validate", "drafts/new.yaml", "--format", "json", *chosen)
    found = [(each["code"], each.get("environments")) for each in ran.json["findings"]]
    not_read = ("file-not-read", None)
    assert found == [not_read, *([] if chosen else [("duplicate-campaign", ["other"])])]


NOT_READ = "It looks like a campaign and is not read: no environment uses its folder."


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("campaigns/a.yaml", ""),
        ("campaigns", ""),
        (".", ""),
        ("b.yaml", f"b.yaml: warning: {NOT_READ} Move it into a folder that is read (campaigns)"),
        ("drafts", f"drafts/c.yaml: warning: {NOT_READ}"),
        ("../outside.yaml", f"../outside.yaml: warning: {NOT_READ}"),
        ("d.yaml.txt", "d.yaml.txt: warning: It looks like a campaign and is not read: its name"),
        ("reconciler.toml", "error: reconciler.toml is the settings file, and no campaign."),
        ("README.md", "error: There is no file or folder README.md.\n  Name one that is there"),
        ("campaigns/x", "error: There is no file or folder campaigns/x.\n  Name one that is there"),
    ],
)
def test_whoever_checks_a_file_that_no_plan_reads_is_told(
    project: Project, path: str, said: str
) -> None:
    """It is checked all the same, and the exit code does not speak of it."""
    places = ("campaigns/a.yaml", "b.yaml", "drafts/c.yaml", "../outside.yaml", "d.yaml.txt")
    project.write({each: campaign(f"N{k}", target=f"T{k}") for k, each in enumerate(places)})
    ran = project.run("validate", path)
    shown = ran.out + ran.err
    assert shown.startswith(said or "1 file checked: 0 errors, 0 create-only, 0 warnings.")
    assert ran.code == shown.startswith("error")
    assert shown.startswith("error") or "1 file checked: 0 errors" in shown


CLASHES = ("duplicate-campaign", "duplicate-target")


@pytest.mark.parametrize("words", ["validate", "validate --environment sandbox", "fmt"])
def test_of_a_repository_campaigns_alone_are_read(project: Project, words: str) -> None:
    """Not its schemas, workflows and settings; a folder without campaigns is read as it is."""
    project.run("schema")
    project.write(
        {
            "campaigns/spring.yaml": campaign(),
            "campaigns/2027/late.yaml": campaign("Late"),
            "compose.yaml": "services:   {}\n",
            "chart/values.yml": "x: 1\n",
            "package.json": "{}",
            ".github/workflows/plan.yml": "on:   push\n",
        }
    )
    for path, count in {".": 2, "campaigns": 2, "campaigns/2027": 1, "..": 2}.items():
        ran = project.run(*words.split(), path)
        assert ran.code == 0, ran.out
        assert f"{count} file" in (ran.err if words == "fmt" else ran.out)
    assert project.run("validate", "schemas").out.startswith("0 files checked")
    assert project.run("validate", "chart").code == 3
    assert project.run("validate", "compose.yaml").code == 3
    assert (project.folder / "compose.yaml").read_text(encoding="utf-8") == "services:   {}\n"


LOOK_ALIKE = (
    *("a.yaml.txt", "a.yam", "a.ymal", "a.yaml.j2", "a.yml.tmpl", "a.j2", "a.tmpl", "a.yaml.bak"),
    *("a.bak", "a.yaml~", "a.YAML_old", "a.json.orig", "a", "a.txt"),
)
READ = ("a.yaml", "a.YAML", "a.Yml", "a.JSON")
OTHERS: Mapping[str, str | bytes] = {
    "README.md": f"```\n{campaign()}```\n",
    "OWNERS": "crm-team\n",
    "notes.txt": "name: of the game\n",
    "names": "Spring\n",
    ".a.yaml.swp": campaign(),
    "logo.png": b"\x89PNG",
    "campaign.schema.json": "{}",
}


@pytest.mark.parametrize("name", LOOK_ALIKE)
def test_a_file_that_looks_like_a_campaign_and_is_not_read_is_told(
    project: Project, name: str
) -> None:
    """By its name, or by what is in it where its name says nothing."""
    project.write({f"campaigns/{name}": campaign(), "campaigns/spring.yaml": campaign()})
    told = [("file-not-read", f"campaigns/{name}", "warning")]
    for line in (["validate"], ["validate", "campaigns"], ["validate", "--environment", "sandbox"]):
        ran = project.run(*line, "--format", "json")
        assert ran.code == 0
        found = ran.json["findings"]
        assert [(each["code"], each["file"], each["severity"]) for each in found] == told
    project.settings("[environments.other]\nsandbox = true\n")
    chosen = ["--environment", "sandbox"]
    assert len(project.run("validate", ".", *chosen, "--format", "json").json["findings"]) == 1
    assert project.run("validate", "campaigns/spring.yaml").out.startswith("1 file checked: 0 err")
    plan = project.run("plan", *chosen, "--format", "json").json
    assert [each["code"] for each in plan["diagnostics"]] == ["file-not-read"]
    project.delete("reconciler.toml")
    found = project.run("validate", "campaigns", "--format", "json").json["findings"]
    assert [(each["code"], each["file"], each["severity"]) for each in found] == told


def test_files_that_look_alike_are_told_in_one_line(project: Project) -> None:
    """However many there are."""
    project.write({f"campaigns/{name}": campaign() for name in LOOK_ALIKE})
    ran = project.run("validate").out
    assert ran.count("file-not-read]") == 1, ran
    assert "[file-not-read] (14 times, also at" in ran
    assert "14 warnings." in ran


def test_other_files_beside_campaigns_are_nobodys_business(project: Project) -> None:
    """Nor is one that cannot be read, or a pipe."""
    project.write({f"campaigns/{name}": text for name, text in OTHERS.items()})
    os.mkfifo(project.folder / "campaigns" / "pipe")
    (project.folder / "campaigns" / "loop").symlink_to("loop")
    assert project.run("validate").out.startswith("0 files checked: 0 errors, 0 create-only, 0 war")


@pytest.mark.parametrize("name", READ)
def test_endings_are_read_whatever_their_case(project: Project, name: str) -> None:
    """As YAML or as JSON, which is YAML as well."""
    text = json.dumps({"name": "x"}) if name.lower().endswith("json") else campaign()
    project.write({f"campaigns/{name}": text})
    assert "1 file checked" in project.run("validate").out


def test_only_folders_that_matter_to_a_file_must_be_there(project: Project) -> None:
    """Where its names are to be compared with what is in them."""
    project.settings('[environments.other]\nsandbox = true\ncampaigns = "others"\n')
    project.write({"campaigns/spring.yaml": campaign(), "drafts/a.yaml": campaign("Draft")})
    assert project.run("validate", "campaigns/spring.yaml").code == 0
    ran = project.run("validate", "drafts/a.yaml")
    assert (ran.code, ran.out) == (1, "")
    assert "There is no file or folder others." in ran.err


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        (("validate", "campaings"), "campaigns"),
        (("fmt", "campaigns/sprng.yaml"), "campaigns/spring.yaml"),
        (("plan", "--config", "reconcile.toml"), "reconciler.toml"),
        (("show", "saved.jsn"), "saved.json"),
        (("apply", "save.json", "--yes"), "saved.json"),
        (("sandbox", "seed", "savd.json"), "saved.json"),
        (("comment", "--pr", "1", "--body", "bod.md"), "body.md"),
        (("schema", "--check", "--folder", "campaign"), "campaigns"),
        (("audit", "--out", "campaign/audit.html"), "campaigns/audit.html"),
    ],
)
def test_a_mistyped_path_is_told_with_the_one_that_is_there(
    project: Project, monkeypatch: pytest.MonkeyPatch, line: tuple[str, ...], meant: str
) -> None:
    """By every command that is given one."""
    monkeypatch.setenv("GITHUB_TOKEN", "t")
    monkeypatch.setenv("GITHUB_REPOSITORY", "o/r")
    project.write({"campaigns/spring.yaml": campaign(), "saved.json": "{}", "body.md": "x"})
    ran = project.run(*line)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.endswith(f"  Did you mean '{meant}'?\n")
