"""First lines for editors, from the commands that write files: they lead to the schema."""

import io
import sys

import pytest

from tests.cli.support import Project
from tests.support.every_command import LINES
from tests.support.repository import campaign

LEADS = "# yaml-language-server: $schema=../schemas/campaign.schema.json\n"
DEEPER = "# yaml-language-server: $schema=../../schemas/campaign.schema.json\n"
URL = "# yaml-language-server: $schema=https://example.com/campaign.schema.json\n"


def lines(project: Project) -> dict[str, str]:
    """The first line of each campaign file."""
    folder = project.folder / "campaigns"
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8").split("\n")[0] + "\n"
        for path in sorted(folder.rglob("*.*"))
        if path.is_file()
    }


def test_schema_writes_and_mends_the_first_lines(project: Project) -> None:
    """And nothing else of the files, whose layout is fmt's; those with faults stay."""
    odd = campaign("Odd").replace("trackingType: ", "trackingType:   ")
    project.write(
        {
            "campaigns/plain.yaml": odd,
            "campaigns/2027/moved.yaml": LEADS + campaign("Moved"),
            "campaigns/own.yaml": URL + campaign("Own"),
            "campaigns/new.json": '{"name": "New"}\n',
            "campaigns/broken.yaml": "name: [\n",
        }
    )
    ran = project.run("schema")
    told = [line for line in ran.out.splitlines() if "first line" in line]
    wrote = ["campaigns/2027/moved.yaml", "campaigns/plain.yaml"]
    assert told == [f"wrote the first line of {each}" for each in wrote]
    assert lines(project) == {
        "2027/moved.yaml": DEEPER,
        "broken.yaml": "name: [\n",
        "new.json": '{"name": "New"}\n',
        "own.yaml": URL,
        "plain.yaml": LEADS,
    }
    assert (project.folder / "campaigns/plain.yaml").read_text(encoding="utf-8") == LEADS + odd
    assert "first line" not in project.run("schema").out
    project.write({"campaigns/late.yaml": campaign("Late")})
    assert project.run("schema", "--format", "json").json["campaigns"] == ["campaigns/late.yaml"]
    assert project.run("schema", "--check").code == 0


def test_schema_needs_neither_settings_nor_campaigns(project: Project) -> None:
    """It comes first, perhaps; then there is nothing to be mended."""
    (project.folder / "campaigns").rmdir()
    assert project.run("schema").code == 0
    project.delete("reconciler.toml")
    assert project.run("schema", "--folder", "made").code == 0


def test_a_folder_that_is_named_is_where_lines_lead(project: Project) -> None:
    """A file that moves later is followed there by fmt."""
    project.write({"campaigns/a.yaml": campaign()})
    project.run("schema", "--folder", "editor")
    assert lines(project)["a.yaml"] == LEADS.replace("schemas", "editor")
    (project.folder / "campaigns/2027").mkdir()
    (project.folder / "campaigns/a.yaml").rename(project.folder / "campaigns/2027/a.yaml")
    assert project.run("fmt", "--check").code == 1
    assert project.run("fmt").code == 0
    assert lines(project) == {"2027/a.yaml": DEEPER.replace("schemas", "editor")}


def test_schemas_stand_beside_settings_that_are_found_further_up(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not in the folder of the campaigns."""
    project.git("init", "--quiet")
    project.write({"campaigns/a.yaml": campaign()})
    monkeypatch.chdir(project.folder / "campaigns")
    ran = project.run("schema")
    assert "wrote ../schemas/campaign.schema.json" in ran.out
    assert "wrote the first line of a.yaml" in ran.out
    assert lines(project) == {"a.yaml": LEADS}


def test_fmt_notices_what_became_of_files_in_layout(project: Project) -> None:
    """They are remembered as being in layout, but not wherever they go, nor whatever is there."""
    project.run("schema")
    project.write({"campaigns/a.yaml": campaign()})
    assert project.run("fmt").out == "campaigns/a.yaml\n"
    assert project.run("fmt", "--check").code == 0
    (project.folder / "campaigns/2027").mkdir()
    (project.folder / "campaigns/a.yaml").rename(project.folder / "campaigns/2027/a.yaml")
    assert project.run("fmt", "--check").out == "campaigns/2027/a.yaml\n"
    assert project.run("fmt").code == 0
    assert lines(project) == {"2027/a.yaml": DEEPER}
    (project.folder / "schemas").rename(project.folder / "editor")
    assert project.run("fmt", "--check").code == 0  # nothing leads anywhere
    (project.folder / "editor").rename(project.folder / "campaigns" / "schemas")
    assert project.run("fmt", "--check").code == 1
    assert project.run("fmt").code == 0
    assert lines(project)["2027/a.yaml"] == LEADS


def test_fmt_of_what_an_editor_holds_knows_where_the_file_is(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the name that the editor gives."""
    project.run("schema")
    for line, wanted in (
        (["--stdin-filename", "campaigns/2027/a.yaml"], DEEPER),
        (["--stdin-filename", "campaigns/a.yaml"], LEADS),
        ([], ""),
    ):
        held = io.TextIOWrapper(io.BytesIO(campaign().encode()))
        monkeypatch.setattr(sys, "stdin", held)
        assert project.run("fmt", *line, "-").out.startswith(f"{wanted}name: Spring\n")


def test_new_import_and_accept_keep_the_line_above_the_first_field(project: Project) -> None:
    """Also where the schema comes later: the line that says how to get it is replaced."""
    project.run("new", *LINES["new"])
    placeholder = lines(project)["new.yaml"]
    assert "reconciler schema" in placeholder
    project.run("apply", "--yes")
    project.delete("campaigns/new.yaml")
    project.run("import")
    assert lines(project) == {"new.yaml": placeholder}
    project.run("schema")
    assert lines(project) == {"new.yaml": LEADS}
    project.delete("campaigns/new.yaml")
    project.run("import")
    assert lines(project) == {"new.yaml": LEADS}
    project.run("sandbox", "edit", "New", "targets/0/defaultValues/0/defaultValue=900")
    project.run("sandbox", "edit", "New", "active=false")
    assert project.run("accept", "--yes", "New").code == 0
    assert lines(project) == {"new.yaml": LEADS}
    assert project.run("fmt", "--check").code == 0
