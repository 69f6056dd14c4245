"""What commands say and do once days have come: nothing is asked of anybody in vain."""

from collections.abc import Callable
from datetime import date

import pytest

from reconciler.commands.session import Session
from tests.cli.support import Project
from tests.cli.test_planning import applied, needs_git
from tests.support.repository import campaign, commit

SetDay = Callable[[int, int], None]


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> SetDay:
    """Sets what day of 2027 it is; the campaigns of these tests last through May."""

    def set_day(month: int, number: int) -> None:
        monkeypatch.setattr(Session, "today", date(2027, month, number))

    return set_day


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_a_campaign_that_is_over_changes_no_exit_code(
    project: Project, day: SetDay, form: str
) -> None:
    """Neither in a plan nor in an apply; and both say that it is set aside, and why."""
    day(6, 1)
    project.write({"campaigns/a.yaml": campaign("Spring")})
    for arguments in (["plan", "--detailed-exitcode"], ["apply", "--yes"]):
        ran = project.run(*arguments, "--format", form)
        assert ran.code == 0
        assert "Spring" in ran.out
        assert "campaign-over" in ran.out
        assert "Its last day was 2027-05-31." in ran.out
        kept = "live equals the files, but for 1 over and not created, as far as"
        assert (kept in ran.out) == (arguments[0] == "apply" and form != "json")
    project.write({"campaigns/b.yaml": campaign("Summer").replace("2027-05", "2027-07")})
    assert project.run("apply", "--yes", "--format", form).code == 0


def test_many_that_are_over_are_no_wrong_organisation(project: Project, day: SetDay) -> None:
    """None of them would be created there; as soon as one file means it, they are counted."""
    day(5, 1)
    applied(project, other=campaign("Other"))
    project.delete("campaigns/other.yaml")
    files = {f"campaigns/{k}.yaml": campaign(f"Old {k}", value=k + 1) for k in range(6)}
    day(6, 1)
    project.write(files)
    assert project.run("plan", "--detailed-exitcode").code == 0
    meant = "acknowledge: [{finding: campaign-over, reason: the books must hold it}]\n"
    project.write({"campaigns/0.yaml": files["campaigns/0.yaml"] + meant})
    assert project.run("plan").code == 6


def test_acknowledged_it_is_created_and_then_in_sync(project: Project, day: SetDay) -> None:
    """The acknowledgement is spent by then, and nothing is said of it."""
    day(6, 1)
    meant = "acknowledge: [{finding: campaign-over, reason: the books must hold it}]\n"
    project.write({"campaigns/a.yaml": campaign("Spring") + meant})
    plan = project.run("plan", "--format", "json").json
    assert plan["summary"]["create"] == 1
    assert "0 warnings" in project.run("validate").out
    assert project.run("apply", "--yes").code == 0
    ran = project.run("plan", "--detailed-exitcode")
    assert ran.code == 0
    assert "acknowledgement" not in ran.out
    assert "0 warnings" in project.run("validate").out


@needs_git
@pytest.mark.parametrize(
    ("month", "edit", "said"),
    [
        (5, (), "the group keeps running. To end it, deactivate it in the console."),
        (4, (), "the group still starts on 2027-05-01."),
        (6, (), "the group ended on 2027-05-31 and is still active."),
        (5, ("active=false",), "the group is inactive, so nothing is left to do."),
        (6, ("active=false",), "the group is inactive, so nothing is left to do."),
    ],
)
def test_a_deleted_file_is_told_by_what_its_group_does(
    project: Project, day: SetDay, month: int, edit: tuple[str, ...], said: str
) -> None:
    """In the plan, its Markdown and the audit alike."""
    day(5, 1)
    applied(project, a=campaign("Spring"))
    commit(project.folder)
    project.delete("campaigns/a.yaml")
    commit(project.folder)
    if edit:
        assert project.run("sandbox", "edit", "Spring", *edit).code == 0
    day(month, 10)
    for arguments in (["plan"], ["plan", "--format", "markdown"], ["audit"]):
        text = " ".join(project.run(*arguments).out.split())
        assert said in text
        assert ("keeps running" in text) == ("keeps running" in said)


def test_a_record_has_no_finding_for_ever(project: Project, day: SetDay) -> None:
    """Live as declared or not live, in validate, plan and audit."""
    day(5, 10)
    applied(project, a=campaign("Spring"))
    assert project.run("sandbox", "edit", "Spring", "active=false").code == 0
    record = "active: false\n"
    project.write({"campaigns/a.yaml": campaign("Spring") + record})
    project.write({"campaigns/b.yaml": campaign("Gone", value=7) + record})
    day(6, 1)
    assert "0 warnings" in project.run("validate", "--environment", "sandbox").out
    plan = project.run("plan", "--detailed-exitcode", "--format", "json")
    assert (plan.code, plan.json["diagnostics"]) == (0, [])
    assert [each["name"] for each in plan.json["changes"]] == ["Spring"]
    audit = project.run("audit", "--format", "json").json
    assert [(each["name"], each["flags"]) for each in audit["groups"]] == [("Spring", [])]
    assert "Gone" not in project.run("plan").out
    asked = " ".join(project.run("plan", "--only", "Gone").out.split())
    assert "'Gone' (campaigns/b.yaml:1) is not live, and is not created: its last day was" in asked
    assert "its file says 'active: false'." in asked
    assert "campaign-over" not in project.run("plan", "--only", "Spring").out
    explained = project.run("plan", "--explain", "Gone")
    assert (explained.code, "there is nothing to do" in explained.out) == (0, True)


@needs_git
def test_validate_tells_first_days_of_what_is_new_or_changed(project: Project, day: SetDay) -> None:
    """Since the last commit or --base; where git cannot say, of all; in one line."""
    day(5, 10)
    validate = ("validate", "--environment", "sandbox")

    def told(*more: str) -> list[str]:
        ran = project.run(*validate, "--format", "json", *more)
        return [each["file"] for each in ran.json["findings"]]

    names = [f"campaigns/{k}.yaml" for k in range(3)]
    files = {name: campaign(f"C {name}", value=k + 1) for k, name in enumerate(names)}
    project.write(files)
    assert told() == names
    lines = project.run(*validate).out.splitlines()
    assert len([line for line in lines if "first-day-passed" in line]) == 2  # one, and explain
    assert "3 times" in lines[0]
    commit(project.folder, {})
    assert told() == []
    project.git("checkout", "--quiet", "-b", "ours")
    project.write({names[1]: files[names[1]].replace("value: 2", "value: 3") + "# changed\n"})
    assert told() == [names[1]]
    commit(project.folder, {})
    assert told() == []
    assert told("--base", "main") == [names[1]]
    ran = project.run(*validate, "--base", "gone")
    assert "git cannot say what has changed since 'gone'" in ran.err


def test_a_create_says_that_its_first_day_has_begun(project: Project, day: SetDay) -> None:
    """At the create, in what is shown and in the receipt; not of what is live."""
    day(5, 10)
    project.write({"campaigns/a.yaml": campaign("Spring")})
    for arguments in (
        ["plan"],
        ["plan", "--format", "markdown"],
        ["plan", "--format", "json"],
        ["apply", "--yes"],
    ):
        ran = project.run(*arguments)
        assert "first-day-passed" in ran.out
        assert "Its first day, 2027-05-01, has passed" in " ".join(ran.out.split())
    assert "first-day-passed" not in project.run("plan").out
