"""An environment whose campaigns lie in several folders: what all share, and a brand's own."""

import pytest

from tests.cli.support import Project
from tests.support.every_command import LINES
from tests.support.repository import campaign, commit

SHARED, BRAND = "campaigns/shared", "campaigns/brand-a"


@pytest.fixture
def project(project: Project) -> Project:
    """One campaign in each of two folders."""
    project.settings(f'campaigns = ["{SHARED}", "{BRAND}"]\n')
    project.write({f"{SHARED}/a.yaml": campaign(), f"{BRAND}/b.yaml": campaign("Autumn")})
    return project


def test_every_command_reads_all_of_them(project: Project) -> None:
    """Files are found, created, accepted, formatted and led to their schema wherever they lie."""
    for paths in ((), ("campaigns",), ("--environment", "sandbox")):
        assert project.run("validate", *paths).out.startswith("2 files checked: 0 errors")
    one = project.run("validate", f"{BRAND}/b.yaml", "--environment", "sandbox")
    assert one.out.startswith("1 file checked: 0 errors")
    assert project.run("apply", "--yes").out.count("  created") == 2
    rows = project.run("audit", "--format", "json").json["groups"]
    assert {row["name"]: row["file"] for row in rows} == {
        "Spring": f"{SHARED}/a.yaml",
        "Autumn": f"{BRAND}/b.yaml",
    }
    project.run("sandbox", "edit", "Autumn", "preferredTillId=7")
    project.run("accept", "Autumn", "--yes")
    assert "preferredTillId: 7" in (project.folder / BRAND / "b.yaml").read_text()
    assert project.run("plan", "--detailed-exitcode").code == 0
    written = project.run("schema", "--format", "json").json
    assert written["campaigns"] == [f"{SHARED}/a.yaml", f"{BRAND}/b.yaml"]
    assert project.run("fmt").err.startswith("2 files")


def test_a_name_is_unique_over_all_of_them(project: Project) -> None:
    """The file of the first folder comes first, whatever it is called."""
    project.write({f"{BRAND}/0.yaml": campaign()})
    for more in ([], ["--environment", "sandbox"], [f"{BRAND}/0.yaml"]):
        ran = project.run("validate", *more)
        assert ran.code == 3
        assert f"{BRAND}/0.yaml:1:7: error: 'Spring' is declared in {SHARED}/a.yaml:1 too." in (
            ran.out
        )
    assert project.run("plan").code == 3
    refused = project.run("new", *LINES["new"], "--name", "Autumn")
    assert "'Autumn' is declared in" in refused.err


def test_a_campaign_beside_them_is_told(project: Project) -> None:
    """Between the folders and not below others; what is no campaign is none of ours."""
    other = '[environments.prod]\nsandbox = "prod"\ncampaigns = "brands/eu/prod"\n'
    settings = (project.folder / "reconciler.toml").read_text()
    project.write({"reconciler.toml": settings + other, "brands/eu/prod/.keep": ""})
    left = ("0.yaml", "campaigns/1.yaml", "brands/eu/2.yml")
    project.write(
        {
            **{each: campaign(f"Left {each}") for each in left},
            "campaigns/notes.yaml": "name: notes\n",
            "campaigns/.hidden.yaml": campaign("Hidden"),
            "elsewhere/3.yaml": campaign("Elsewhere"),
        }
    )
    sandbox = ("--environment", "sandbox")
    for more, files in (
        ((), left), (sandbox, left), ((".",), left), ((f"{SHARED}/a.yaml",), ()),
        (("campaigns",), left[1:2]), ((*sandbox, "campaigns"), left[1:2]),
    ):  # fmt: skip
        ran = project.run("validate", *more, "--format", "json")
        told = [(each["code"], each["file"]) for each in ran.json["findings"]]
        assert told == [("file-not-read", each) for each in sorted(files)], more
        assert ran.code == 0
    noted = project.run(*sandbox, "plan", "--format", "json").json["diagnostics"]
    assert [each["file"] for each in noted] == sorted(left)
    assert "no environment uses its folder" in noted[0]["message"]
    assert f"Move it into a folder that is read ({SHARED}, {BRAND}, bran" in noted[0]["hint"]


def test_new_files_go_into_the_first_unless_told(project: Project) -> None:
    """It is made where it is not there; any other one that is not there is a mistake."""
    project.run("apply", "--yes")
    project.delete(f"{SHARED}/a.yaml")
    project.delete(f"{BRAND}/b.yaml")
    (project.folder / SHARED).rmdir()
    assert project.run("new", *LINES["new"]).out == f"{SHARED}/new.yaml\n"
    assert project.run("import", "Spring").code == 0
    assert (project.folder / SHARED / "spring.yaml").is_file()
    assert project.run("import", "Autumn", "--to", f"{BRAND}/old").code == 0
    assert (project.folder / BRAND / "old/autumn.yaml").is_file()
    refused = project.run("import", "--to", "campaigns")
    assert f"campaigns is not within a folder of the campaigns ({SHARED}, {BRAND})" in refused.err
    (project.folder / BRAND).rename(project.folder / "campaigns/brand-b")
    for line in (["new", *LINES["new"]], ["import"], ["plan"]):
        assert f"There is no file or folder {BRAND}." in project.run(*line).err
    assert project.run("validate", "--out", f"{BRAND}/x.json").code == 1


def test_they_are_listed_with_the_first_by_itself(project: Project) -> None:
    """As whoever knows of one folder expects it."""
    [row] = project.run("environments", "--format", "json").json["environments"]
    assert (row["campaigns"], row["folders"]) == (SHARED, [SHARED, BRAND])
    assert f"files in {SHARED}, {BRAND}" in project.run("environments").out
    for name in (f"{SHARED}/a.yaml", f"{BRAND}/b.yaml"):
        project.delete(name)
    ran = project.run("apply", "--yes")
    assert f"There are no campaign files in {SHARED}, {BRAND}: nothing to create." in ran.err


def test_git_is_asked_of_all_of_them(project: Project) -> None:
    """What changed in either, and a campaign that was renamed while its file moved across."""
    commit(project.folder)
    project.run("apply", "--yes")
    made = project.run("plan", "--format", "json").json["made_from"]
    assert "dirty" not in made or not made["dirty"]
    text = (project.folder / SHARED / "a.yaml").read_text()
    project.delete(f"{SHARED}/a.yaml")
    project.write({f"{BRAND}/a.yaml": text.replace("Spring", "Summer").replace("500", "600")})
    project.write({f"{BRAND}/.hidden/c.yaml": text, "campaigns/d.yaml": text})
    plan = project.run("plan", "--base", "HEAD", "--format", "json").json
    assert plan["made_from"]["dirty"] is True
    assert plan["made_from"]["changed_files"] == [
        f"{BRAND}/.hidden/c.yaml",
        f"{BRAND}/a.yaml",
        f"{SHARED}/a.yaml",
    ]
    project.delete(f"{BRAND}/.hidden/c.yaml")
    commit(project.folder)
    plan = project.run("plan", "--format", "json").json
    [blocked] = [each for each in plan["changes"] if each["action"] == "blocked"]
    assert blocked["reason"]["code"] == "likely-rename"
    assert "In an earlier commit this file declared 'Spring'" in blocked["reason"]["message"]
