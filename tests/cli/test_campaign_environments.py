"""Campaigns that are for some of the environments that share a folder."""

import pytest

from tests.cli.support import Project
from tests.support.repository import campaign

THREE = """\
default_environment = "uat"
[environments.uat]
sandbox = true
[environments.prod]
sandbox = true
[environments.other]
sandbox = true
campaigns = "elsewhere"
"""


@pytest.fixture
def shared(project: Project) -> Project:
    """Two environments that share a folder, and one with its own."""
    project.write({"reconciler.toml": THREE, "elsewhere/o.yaml": campaign("Elsewhere")})
    return project


def meant_for(names: str, text: str) -> str:
    """A campaign for some environments."""
    return f"{text}environments: {names}\n"


def planned(project: Project, environment: str) -> list[str]:
    """The names of what would be created."""
    ran = project.run("--environment", environment, "plan", "--format", "json")
    assert ran.code == 0, ran.err
    return [each["name"] for each in ran.json["changes"] if each["action"] == "create"]


@pytest.mark.parametrize(
    ("names", "uat", "prod"),
    [("[uat, prod]", True, True), ("[prod]", False, True), ("uat", True, False)],
)
def test_a_campaign_is_planned_where_it_is_for(
    shared: Project, names: str, *, uat: bool, prod: bool
) -> None:
    """Left out, it is for all; one name needs no list. Nothing of it is sent."""
    some = meant_for(names, campaign("Some"))
    shared.write({"campaigns/a.yaml": some, "campaigns/b.yaml": campaign("All", value=7)})

    assert planned(shared, "uat") == ["All", *(["Some"] if uat else [])]
    assert planned(shared, "prod") == ["All", *(["Some"] if prod else [])]
    assert shared.run("validate").code == 0
    assert shared.run("--environment", "prod", "apply", "--yes").code == 0


def test_the_same_name_can_be_declared_for_each_environment(shared: Project) -> None:
    """Another goal in production, in a file of its own; for one environment it is a clash."""
    shared.write(
        {
            "campaigns/uat.yaml": meant_for("[uat]", campaign(value=5)),
            "campaigns/prod.yaml": meant_for("[prod]", campaign(value=500)),
        }
    )
    assert shared.run("validate").code == 0
    shared.write({"campaigns/prod.yaml": meant_for("[uat, prod]", campaign(value=500))})
    ran = shared.run("validate")
    assert ran.code == 3
    assert "[duplicate-campaign]" in ran.out


def test_what_is_wrong_for_other_environments_stops_no_plan(shared: Project) -> None:
    """A value that only production has is looked for there alone."""
    text = meant_for("[prod]", campaign().replace("50679757", "${till}"))
    shared.write({"campaigns/a.yaml": text})

    assert planned(shared, "uat") == []
    assert "[unknown-reference]" in shared.run("validate").out
    assert shared.run("--environment", "prod", "plan").code == 3
    assert shared.run("--environment", "uat", "validate").code == 0


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (
            "[uat, prd]",
            "There is no environment 'prd' in reconciler.toml; there are uat, prod, ",
        ),
        ("[]", "'environments' names none."),
        ("[other]", "'other' does not use the folder of this file, and would never create it"),
    ],
)
def test_an_environment_that_is_not_there_is_an_error(
    shared: Project, names: str, said: str
) -> None:
    """Once, at its place: such a campaign would never be created."""
    shared.write({"campaigns/a.yaml": meant_for(names, campaign())})
    ran = shared.run("validate")

    assert ran.code == 3
    assert ran.out.count("unknown-environment]") == 1
    assert f"campaigns/a.yaml:16:15: error: {said}" in ran.out
    assert shared.run("--environment", "uat", "plan").code == 3


@pytest.mark.parametrize(
    ("prod", "step"),
    [
        ('["shared", "prod"]', "Move the file into shared, or add its folder to 'campaigns' of"),
        ('["prod"]', "Move the file into a folder that all of them use, or add its folder"),
        ('["linked"]', ""),
        ('["shared", "uat"]', ""),
    ],
)
def test_an_environment_that_does_not_use_the_folder_is_an_error(
    project: Project, prod: str, step: str
) -> None:
    """It would never create the campaign; what leads to the same folder is the same folder."""
    uat = '[environments.uat]\nsandbox = "uat"\ncampaigns = ["shared", "uat"]\n'
    project.write(
        {
            "reconciler.toml": f"{uat}[environments.prod]\nsandbox = true\ncampaigns = {prod}\n",
            "uat/a.yaml": meant_for("[uat, prod]", campaign()),
            **{f"{name}/.keep": "" for name in ("shared", "prod")},
        }
    )
    (project.folder / "linked").symlink_to("uat")
    for chosen in ((), ("--environment", "uat")):
        ran = project.run(*chosen, "validate")
        assert ran.code == (3 if step else 0)
        assert ran.out.count("'prod' does not use the folder of this file") == bool(step)
        assert step in ran.out
    assert project.run("--environment", "prod", "plan").code == 0


def test_a_file_that_has_it_is_remembered(shared: Project) -> None:
    """The second run says the same of each environment."""
    shared.write({"campaigns/a.yaml": meant_for("[prod]", campaign())})
    for _ in range(2):
        assert (planned(shared, "uat"), planned(shared, "prod")) == ([], ["Spring"])
