"""Environments with a sandbox of their own, side by side with the one that others share."""

import pytest

from tests.cli.support import Project
from tests.support.repository import campaign

SETTINGS = """\
default_environment = "uat"
[sandbox]
clock = 2027-02-01
[environments.uat]
sandbox = true
[environments.prod]
sandbox = "live"
"""


@pytest.fixture
def project(project: Project) -> Project:
    project.write({"reconciler.toml": SETTINGS, "campaigns/a.yaml": campaign()})
    return project


def test_what_is_live_in_one_is_not_in_the_other(project: Project) -> None:
    """Nor does an edit, a day or a reset of one change the other."""
    prod = ("--environment", "prod")
    assert project.run("apply", "--yes").code == 0
    assert "1 to create" in project.run(*prod, "plan").out
    assert project.run(*prod, "apply", "--yes").code == 0
    project.run(*prod, "sandbox", "edit", "Spring", "preferredTillId=7")
    assert project.run("plan", "--detailed-exitcode").code == 0
    assert project.run(*prod, "plan", "--detailed-exitcode").code == 2
    project.run(*prod, "sandbox", "clock", "2027-05-02")
    assert "2027-02-01" in project.run("sandbox", "clock").out
    days = [project.run(*more, "audit", "--format", "json").json["today"] for more in ((), prod)]
    assert days == ["2027-02-01", "2027-05-02"]
    assert project.run(*prod, "sandbox", "reset").out == ".reconciler/sandbox-live.db is empty.\n"
    assert project.run("plan", "--detailed-exitcode").code == 0
    listed = project.run("environments")
    assert "* uat   embedded sandbox, files" in listed.out
    assert "  prod  embedded sandbox 'live', files" in listed.out
    rows = project.run("environments", "--format", "json").json["environments"]
    assert [each["sandbox"] for each in rows] == [True, True]


def test_its_organisation_is_what_the_settings_say(project: Project) -> None:
    """Whatever they said before, and of the shared one as well; two share none."""
    prod = ("--environment", "prod")
    assert project.run(*prod, "apply", "--yes").code == 0
    for number in (100002, 7):
        project.write({"reconciler.toml": f"{SETTINGS}org_id = {number}\n"})
        assert project.run(*prod, "plan", "--format", "json").json["org_id"] == number
    assert project.run("apply", "--yes").code == 0
    shared = SETTINGS.replace("sandbox = true", "sandbox = true\norg_id = 7")
    project.write({"reconciler.toml": shared})
    assert project.run("plan", "--detailed-exitcode").code == 0
    audits = project.run("audit", "--all", "--format", "json").json
    assert [each["org_id"] for each in audits["audits"]] == [100001, 7]
    assert not [each for each in audits["notes"] if "of one organisation" in each]
    two = f'{shared}org_id = 8\n[environments.test]\nsandbox = "live"\norg_id = 7\n'
    project.write({"reconciler.toml": two})
    ran = project.run("plan")
    assert ran.code == 1
    assert "'prod' (8) and 'test' (7) are of two organisations and share one sandbox" in ran.err
    assert 'sandbox = "test"' in ran.err


def test_a_sandbox_is_of_the_organisation_from_the_first_create(project: Project) -> None:
    """What was created is found there, so the receipt is whole; no plan says another number."""
    project.write({"reconciler.toml": SETTINGS.replace("= true", "= true\norg_id = 100002")})
    assert "organisation 100002" in project.run("plan").out
    assert project.run("apply", "--yes").code == 0
    assert project.run("plan", "--detailed-exitcode").code == 0


@pytest.mark.parametrize("shared", [True, False], ids=["shared", "own"])
def test_what_is_imported_from_one_is_not_created_in_another(
    project: Project, *, shared: bool
) -> None:
    """Where others read the folder, new files are for the one they were read from, and say so."""
    prod, folder = ("--environment", "prod"), "campaigns" if shared else "campaigns-prod"
    project.write(
        {
            "reconciler.toml": f'{SETTINGS}campaigns = "{folder}"\n',
            "campaigns/a.yaml": campaign("Other"),
            f"{folder}/b.yaml": campaign(),
        }
    )
    if shared:
        project.delete("campaigns/a.yaml")
    assert project.run(*prod, "apply", "--yes").code == 0
    project.delete(f"{folder}/b.yaml")
    said = "so that nothing is created in uat, where"
    assert (said in project.run(*prod, "import", "--dry-run").out) == shared
    told = project.run(*prod, "import", "--format", "json").json
    assert told["not_for"] == (["uat"] if shared else [])
    written = (project.folder / folder / "spring.yaml").read_text()
    assert ("environments: [prod]\n" in written) == shared
    assert project.run(*prod, "plan", "--detailed-exitcode").code == 0
    assert ("0 to create" if shared else "1 to create") in project.run("plan").out
    assert project.run("fmt", "--check", f"{folder}/spring.yaml").code == 0


@pytest.mark.parametrize(
    ("named", "said"),
    [("", True), ("environments: [uat, prod]\n", True), ("environments: uat\n", False)],
)
def test_accept_tells_who_else_has_the_file(project: Project, named: str, *, said: bool) -> None:
    """What is live in one becomes drift in another that the file is for."""
    project.write({"campaigns/a.yaml": campaign() + named})
    for each in ("uat", "prod"):
        assert project.run("--environment", each, "apply", "--yes").code == 0
    project.run("sandbox", "edit", "Spring", "preferredTillId=7")
    ran = project.run("accept", "Spring", "--yes")
    assert ran.code == 0
    assert ("; the file is for prod too, where it may be drift now" in ran.out) == said
    assert ("1 drifted" in project.run("--environment", "prod", "plan").out) == said


def test_without_an_environment_it_is_the_shared_one(project: Project) -> None:
    """Where none is named and none is the default; one that is not there is told."""
    project.write({"reconciler.toml": SETTINGS.replace("default_", "# ")})
    assert project.run("sandbox", "reset").out == ".reconciler/sandbox.db is empty.\n"
    assert "no environment 'pord'" in project.run("--environment", "pord", "sandbox", "reset").err
    project.delete("reconciler.toml")
    assert project.run("sandbox", "reset").out == ".reconciler/sandbox.db is empty.\n"
