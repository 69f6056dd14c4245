"""What a plan says beyond the comparison: names that are taken, files that git knows, guards."""

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from datetime import date

import httpx
import pytest

from reconciler.api import sources
from reconciler.commands import session
from reconciler.commands.session import Session
from reconciler.sandbox.app import make_app
from tests.cli.support import Project, Ran
from tests.support.repository import campaign, commit, git
from tests.support.server import LOGIN, served

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
IS_FREE = "POST /v3/targetGroups/isValidName"


def applied(project: Project, **campaigns: str) -> None:
    """Write files, create their campaigns, and commit."""
    project.write({f"campaigns/{file}.yaml": text for file, text in campaigns.items()})
    assert project.run("apply", "--yes").code == 0


def several(count: int) -> dict[str, str]:
    """Files of campaigns that nobody takes for each other."""
    numbers = range(count)
    return {f"campaigns/{k}.yaml": campaign(f"Campaign {k}", value=k + 1) for k in numbers}


def reasons(ran: Ran) -> dict[str, str]:
    """The codes of every campaign that has a reason, and of groups that are gone, by name."""
    found = [each for each in ran.json["changes"] if "reason" in each]
    found = [each for each in found if "file" in each or each["reason"]["code"] != "likely-rename"]
    return {each["name"]: each["reason"]["code"] for each in found}


def planned(project: Project, *options: str) -> Ran:
    ran = project.run("plan", "--format", "json", *options)
    assert ran.code == 0, ran.err
    return ran


def text_of(project: Project, *options: str) -> str:
    """The plan as text, its line breaks taken out."""
    return " ".join(project.run("plan", *options).out.split())


@needs_git
@pytest.mark.parametrize("is_committed", [True, False])
def test_a_campaign_that_was_renamed_in_its_file_is_blocked(
    project: Project, *, is_committed: bool
) -> None:
    """Git knows the old name, although targets and values are others now."""
    applied(project, a=campaign("Spring"))
    commit(project.folder)
    project.write({"campaigns/a.yaml": campaign("Summer", value=600)})
    if is_committed:
        commit(project.folder)
    assert reasons(planned(project)) == {"Summer": "likely-rename"}
    text = text_of(project)
    assert "In an earlier commit this file declared 'Spring', which is live." in text
    assert "reconciler accept NAME" in text
    assert 'acknowledge: [{finding: likely-rename, of: "Spring", reason: …}]' in text


def test_a_rename_is_created_beside_its_group_only_where_both_are_said_to_pay(
    project: Project,
) -> None:
    """Each finding needs an answer of its own, in whatever order the advice is followed."""
    applied(project, a=campaign("Spring", target="Spend", value=500))
    rename = "{finding: likely-rename, of: Spring, reason: its name is better}"
    beside = "{finding: same-campaign, of: Spring, reason: both shall pay}"
    table = [
        ("Spend", "", "likely-rename"),
        ("Spend", rename, "target-name-taken"),
        ("Spend more", "", "likely-rename"),
        ("Spend more", beside, "likely-rename"),
        ("Spend more", rename, "same-campaign"),
        ("Spend", f"{rename}, {beside}", "target-name-taken"),
    ]
    for target, entries, code in table:
        text = campaign("Summer", target=target, value=500) + f"acknowledge: [{entries}]\n"
        project.write({"campaigns/a.yaml": text if entries else text.partition("acknow")[0]})
        assert reasons(planned(project)) == {"Summer": code}
        offers = "give the target another name" in text_of(project)
        assert offers == (code == "target-name-taken" and beside in entries)

    both = campaign("Summer", target="Spend more", value=500)
    project.write({"campaigns/a.yaml": f"{both}acknowledge: [{rename}, {beside}]\n"})
    ran = planned(project, "--history-unavailable")
    [create] = [each for each in ran.json["changes"] if each["action"] == "create"]
    assert [each["code"] for each in create["acknowledged"]] == ["likely-rename", "same-campaign"]
    assert "perhaps-a-copy" not in {each["code"] for each in ran.json["diagnostics"]}


def test_a_rename_of_what_the_console_has_ended_needs_one_answer(project: Project) -> None:
    """It pays nobody any more."""
    applied(project, a=campaign("Spring", target="Spend", value=500) + "active: false\n")
    text = campaign("Summer", target="Spend more", value=500)
    project.write({"campaigns/a.yaml": text + BOTH})

    changes = planned(project, "--history-unavailable").json["changes"]
    [create] = [each for each in changes if each["action"] == "create"]
    assert [each["code"] for each in create["acknowledged"]] == ["likely-rename"]


BOTH = "acknowledge: [{finding: likely-rename, of: Spring, reason: two shops}]\n"


def back_by_import(project: Project) -> None:
    assert project.run("import", "Spring").code == 0


def back_by_hand(project: Project) -> None:
    project.write({"campaigns/old.yaml": campaign("Spring")})


def back_in_git(project: Project) -> None:
    back_by_hand(project)
    commit(project.folder)


@needs_git
@pytest.mark.parametrize("bring_back", [back_by_import, back_by_hand, back_in_git])
def test_another_file_with_the_live_name_lifts_no_likely_rename(
    project: Project, bring_back: Callable[[Project], None]
) -> None:
    """The plan recommends neither, and only a person who says that both are meant lifts it."""
    applied(project, a=campaign("Spring"))
    commit(project.folder)
    edited = campaign("Blossom", value=600).replace("50679757", "50679758").replace("31}", "30}")
    project.write({"campaigns/a.yaml": edited})
    commit(project.folder)
    before = text_of(project)
    assert "import" not in before
    assert "restore" not in before
    assert "'Blossom' (campaigns/a.yaml:1) may be this group, renamed" in before
    for form in ("text", "markdown"):
        assert "writes a file" not in project.run("plan", "--format", form).out
    assert "import" not in project.run("plan", "--explain", "--only", "Spring").out

    bring_back(project)
    assert reasons(planned(project)) == {"Blossom": "likely-rename"}
    assert (
        "this file declared 'Spring', which is live and by now declared by campaigns/"
        in text_of(project)
    )

    project.write({"campaigns/a.yaml": edited + BOTH})
    summary = planned(project).json["summary"]
    assert {key: count for key, count in summary.items() if count} == {
        "create": 1,
        "in_sync": 1,
        "acknowledged": 1,
    }


@needs_git
def test_one_acknowledgement_answers_all_that_is_said_of_one_other(project: Project) -> None:
    """Once, also for what is less certain than what it is about."""
    applied(project, a=campaign("Spring"))
    commit(project.folder)
    till = campaign("Blossom", value=500).replace("50679757", "50679758")
    project.delete("campaigns/a.yaml")
    project.write({"campaigns/b.yaml": till + BOTH})
    commit(project.folder)
    ran = planned(project)
    [create] = [each for each in ran.json["changes"] if each["action"] == "create"]
    assert len(create["acknowledged"]) == 1
    found = {each["code"] for each in ran.json["diagnostics"] if "acknowledged" not in each}
    assert found.isdisjoint({"perhaps-a-copy", "perhaps-renamed"})
    assert "perhaps-" not in text_of(project)


@needs_git
def test_apply_says_of_what_git_does_not_know(project: Project) -> None:
    """Once, of those that are created; nothing where all is committed, or in no repository."""
    said = "created from what is not committed"
    project.write({"campaigns/a.yaml": campaign("Spring")})
    assert said not in project.run("apply", "--yes").err
    commit(project.folder)
    project.write(several(4))
    ran = project.run("apply", "--yes")
    assert " ".join(ran.err.split()).count(f"4 campaigns are {said}: 'Campaign 0'") == 1
    project.write({"campaigns/e.yaml": campaign("Autumn", value=9)})
    commit(project.folder)
    assert said not in project.run("apply", "--yes").err


@needs_git
def test_a_chain_of_renames_is_blocked_at_its_end(project: Project) -> None:
    """The group of the first is declared by the second, and that is said."""
    applied(project, a=campaign("Alpha", value=51), b=campaign("Beta", value=700))
    commit(project.folder)
    gamma = campaign("Gamma", value=52).replace("05-31", "05-29")
    project.write({"campaigns/a.yaml": gamma, "campaigns/b.yaml": campaign("Alpha", value=700)})
    commit(project.folder)
    ran = planned(project)
    assert reasons(ran) == {"Gamma": "likely-rename"}
    said = text_of(project)
    assert "by now declared by campaigns/b.yaml, which declared 'Beta' before: live, and in" in said


@needs_git
def test_another_campaign_in_the_place_of_one_that_was_moved_is_created(project: Project) -> None:
    """The file was moved as it is, and what is there now has nothing of it."""
    applied(project, a=campaign("Spring"))
    commit(project.folder)
    git(project.folder, "mv", "campaigns/a.yaml", "campaigns/b.yaml")
    other = campaign("Autumn", value=9).replace("2027-05", "2027-10")
    project.write({"campaigns/a.yaml": other})
    assert [planned(project).json["summary"][key] for key in ("create", "in_sync")] == [1, 1]
    commit(project.folder)
    assert [planned(project).json["summary"][key] for key in ("create", "in_sync")] == [1, 1]


@needs_git
def test_a_renamed_file_with_a_renamed_campaign_is_blocked(project: Project) -> None:
    """The file is followed across its own renaming."""
    applied(project, a=campaign("Spring"))
    commit(project.folder)
    project.delete("campaigns/a.yaml")
    project.write({"campaigns/b.yaml": campaign("Summer", value=600)})
    commit(project.folder)
    assert reasons(planned(project))["Summer"] == "likely-rename"


@needs_git
@pytest.mark.parametrize("is_committed", [False, True])
def test_a_campaign_that_is_moved_to_a_new_file_and_edited_is_blocked(
    project: Project, *, is_committed: bool
) -> None:
    """A plain mv, or deleted in one commit and added in the next; the plan says what to do."""
    applied(project, a=campaign("Spring"))
    commit(project.folder)
    project.delete("campaigns/a.yaml")
    if is_committed:
        commit(project.folder)
    project.write({"campaigns/b.yaml": campaign("Blossom", value=700)})
    assert reasons(planned(project))["Blossom"] == "likely-rename"
    text = text_of(project)
    assert "In an earlier commit campaigns/a.yaml declared 'Spring', which is live and in" in text
    assert 'acknowledge: [{finding: likely-rename, of: "Spring", reason: …}]' in text
    assert "perhaps-renamed" not in text


@needs_git
def test_only_some_names_does_not_hide_a_likely_rename(project: Project) -> None:
    """The old group counts, though the plan does not show it."""
    applied(project, a=campaign("Spring"), b=campaign("Autumn"))
    commit(project.folder)
    project.write({"campaigns/a.yaml": campaign("Summer", value=600)})
    ran = planned(project, "--only", "summer")
    assert reasons(ran) == {"Summer": "likely-rename"}
    assert [each["name"] for each in ran.json["changes"]] == ["Summer"]


@needs_git
def test_a_campaign_whose_file_was_deleted_keeps_running_and_the_plan_says_so(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unmanaged, with the file that declared it and with how a person ends it."""
    monkeypatch.setattr(Session, "today", date(2027, 5, 10))
    applied(project, a=campaign("Spring"), b=campaign("Summer"))
    commit(project.folder)
    project.delete("campaigns/a.yaml")
    commit(project.folder)
    assert reasons(planned(project)) == {"Spring": "file-deleted"}
    text = text_of(project)
    assert "campaigns/a.yaml declared it and was deleted; the group keeps running." in text
    assert "deactivate it in the console" in text
    assert project.run("plan", "--detailed-exitcode").code == 0


@needs_git
def test_a_shallow_clone_warns_before_it_creates(project: Project) -> None:
    """Only where there is something to create beside something that nobody declares."""
    origin = project.folder / "origin"
    for name in ("One", "Two"):
        commit(origin, {"campaigns/x.yaml": campaign(name)})
    shutil.rmtree(project.folder / "campaigns")
    project.git("clone", "--quiet", "--depth=1", origin.as_uri(), "clone")
    shutil.move(project.folder / "clone" / ".git", project.folder / ".git")
    project.write({"campaigns/x.yaml": campaign("Two")})
    applied(project, y=campaign("Old"))
    project.delete("campaigns/y.yaml")
    codes = [each["code"] for each in planned(project).json["diagnostics"]]
    assert codes == []
    project.write({"campaigns/z.yaml": campaign("New", value=7)})
    (note,) = planned(project).json["diagnostics"]
    assert note["code"] == "history-gap"
    assert "fetch-depth: 0" in note["hint"]


def test_without_history_a_create_beside_an_unmanaged_group_of_its_kind_is_blocked(
    project: Project,
) -> None:
    """Until somebody says that it is no rename; a group of another kind does not matter."""
    applied(project, a=campaign("Spring"))
    project.write({"campaigns/a.yaml": campaign("Summer", value=600)})
    capping = campaign("Cap", value=7).replace("DEFAULT", "CAPPING")
    project.write({"campaigns/cap.yaml": capping})
    assert reasons(planned(project)) == {"Summer": "history-unavailable"}
    assert [each["code"] for each in planned(project).json["diagnostics"]] == ["history-gap"]
    assert planned(project, "--only", "cap").json["summary"]["create"] == 1

    ran = project.run("apply", "--yes", "--format", "json")
    assert ran.code == 8
    assert [each["outcome"] for each in ran.json["outcomes"]] == ["skipped", "created"]
    assert reasons(planned(project, "--history-unavailable")) == {}
    ran = project.run("apply", "--yes", "--history-unavailable", "--format", "json")
    assert ran.code == 0
    told = [each["code"] for each in ran.json["diagnostics"]]
    assert told == ["history-gap", "perhaps-renamed"]


def test_a_saved_plan_that_was_made_without_history_is_applied_without_it(
    project: Project,
) -> None:
    """Who carries it out says so as well."""
    applied(project, a=campaign("Spring"))
    project.write({"campaigns/a.yaml": campaign("Summer", value=600)})
    assert project.run("plan", "--history-unavailable", "--out", "plan.json").code == 0
    ran = project.run("apply", "plan.json", "--yes")
    assert ran.code == 7
    assert "is blocked now: history-unavailable" in ran.err
    assert project.run("apply", "plan.json", "--yes", "--history-unavailable").code == 0


@pytest.mark.parametrize("saved", [False, True])
def test_every_warning_of_a_plan_stands_in_the_apply_of_it(
    project: Project, *, saved: bool
) -> None:
    """Of the read, of names, of git, of files, of guards: in each format, word for word."""
    project.settings("name_checks = 1\nmax_creates = 1\n")
    applied(project, a=campaign("Winter streak"))
    project.delete("campaigns/a.yaml")
    project.write({"campaigns/b.yaml": campaign("Winter streek", value=9)})
    project.write({"campaigns/c.yaml": campaign("Odd", value=10) + "orgId: 7\n"})
    options = ["--history-unavailable", "--yes", "--max-creates", "2"]
    plan = planned(project, "--history-unavailable", "--out", "plan.json").json
    codes = {each["code"] for each in plan["diagnostics"]}
    assert {"history-gap", "near-duplicate-name", "name-not-asked", "max-creates"} < codes
    assert any(each["file"] for each in plan["diagnostics"])
    of_plan = {form: told(project, "plan", form) for form in ("text", "markdown")}
    there = project.folder / ".reconciler" / "sandbox.db"
    before = there.read_bytes()

    command = ["apply", *(["plan.json"] if saved else []), *options]
    ran = project.run(*command, "--format", "json", "--receipt", "receipt.json")
    kept = [each for each in plan["diagnostics"] if each["code"] != "max-creates"]
    assert ran.json["diagnostics"] == kept  # the number was allowed
    assert json.loads((project.folder / "receipt.json").read_text()) == ran.json
    for form, lines in of_plan.items():
        there.write_bytes(before)
        left = {each for each in lines if "may create" not in each and "--max-creates" not in each}
        assert left <= set(project.run(*command, "--format", form).out.splitlines())


def told(project: Project, command: str, form: str) -> list[str]:
    """The lines in which a plan says what is to be known of it."""
    out = project.run(command, "--history-unavailable", "--format", form).out
    lines = out.splitlines()
    if form == "markdown":
        return [each for each in lines if each.startswith("- **warning**") or "finding" in each]
    start = next(k for k, each in enumerate(lines) if each.startswith("warning: "))
    return lines[start : lines.index("", start)]


def test_the_api_is_asked_only_for_names_to_be_created(project: Project) -> None:
    """What the read shows answers for itself, and what is blocked is not asked for."""
    applied(project, a=campaign("Spring"))
    blank = campaign("Blank").replace("name: Blank\n", "name: ' Blank'\n")
    project.write({"campaigns/b.yaml": campaign("Summer", value=9), "campaigns/c.yaml": blank})
    before = len(project.asked())
    planned(project)
    assert project.asked()[before:].count(IS_FREE) == 1


def test_names_beyond_the_limit_are_told_as_not_asked(project: Project) -> None:
    """How many of how many, the first of them, and what to do about it."""
    project.settings("name_checks = 2\n")
    project.write(several(5))
    (note,) = planned(project).json["diagnostics"]
    assert note["code"] == "name-not-asked"
    assert "not for 3 of 5: 'Campaign 2', 'Campaign 3', 'Campaign 4'." in note["message"]
    assert "name_checks" in note["hint"]
    assert project.asked().count(IS_FREE) == 2


def test_many_names_that_were_not_asked_do_not_flood_the_terminal(project: Project) -> None:
    """One note, which names the first of them."""
    project.settings("name_checks = 0\nmax_creates = 100\n")
    project.write(several(14))
    out = project.run("plan").out
    assert out.count("[name-not-asked]") == 1
    assert "not for 14 of 14" in " ".join(out.split())
    assert "and 11 more" in " ".join(out.split())


def spoiled(
    monkeypatch: pytest.MonkeyPatch, spoil: Callable[[httpx.Request], httpx.Response | None]
) -> None:
    """Answer some requests to the embedded sandbox otherwise."""
    handle = httpx.ASGITransport.handle_async_request

    async def handled(self: httpx.ASGITransport, request: httpx.Request) -> httpx.Response:
        return spoil(request) or await handle(self, request)

    monkeypatch.setattr(httpx.ASGITransport, "handle_async_request", handled)


def test_an_api_that_does_not_answer_for_names_is_noted_once(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan is made, and says that no name was asked for."""
    project.write(several(3))
    spoiled(
        monkeypatch,
        lambda request: httpx.Response(404) if request.url.path.endswith("isValidName") else None,
    )
    (note,) = planned(project).json["diagnostics"]
    assert (note["code"], "none of the 3" in note["message"]) == ("name-not-asked", True)


def test_an_api_that_fails_at_names_fails_the_plan(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server in trouble is no answer."""
    project.write({"campaigns/a.yaml": campaign()})
    refusal = {"data": None, "errors": [{"code": 1, "message": "no"}]}
    spoiled(
        monkeypatch,
        lambda request: (
            httpx.Response(400, json=refusal) if request.url.path.endswith("isValidName") else None
        ),
    )
    assert project.run("plan").code == 5


def test_a_name_that_a_hidden_group_has_is_blocked(project: Project) -> None:
    """The API says that it is taken, though no read shows it."""
    applied(project, a=campaign("Spring"))
    with sqlite3.connect(project.folder / ".reconciler" / "sandbox.db") as database:
        database.execute("DELETE FROM target_groups")
    database.close()
    project.write({"campaigns/a.yaml": campaign("Spring", target="Other")})
    assert reasons(planned(project)) == {"Spring": "name-taken"}
    text = text_of(project)
    assert "taken. Plan again: another run may have made it just now." in text
    assert "choose another name only if that is another campaign." in text


def test_a_target_name_that_another_campaign_has_is_blocked(project: Project) -> None:
    """Its own group is managed, so it is no renamed campaign."""
    applied(project, a=campaign("Spring", target="Spend"))
    project.write({"campaigns/a.yaml": campaign("Spring", target="Spend more")})
    project.write({"campaigns/b.yaml": campaign("Summer", target="SPEND", value=9)})
    assert reasons(planned(project)) == {"Summer": "target-name-taken"}
    text = text_of(project)
    assert "is used in the live group 'Spring'." in text
    assert "Else give the target another name." in text


@pytest.mark.parametrize("name", ["Spring  sale", "\uff33pring sale"])
def test_a_name_that_looks_like_a_live_one_is_blocked(project: Project, name: str) -> None:
    """Nobody could tell the two apart, and both would pay out."""
    applied(project, a=campaign("Spring sale", target="A"))
    project.write({"campaigns/a.yaml": campaign(name, target="B", value=7)})
    assert reasons(planned(project)) == {name: "look-alike-name"}
    assert "Write the name exactly as it is live" in text_of(project)


def test_a_name_that_is_nearly_a_live_one_is_pointed_out(project: Project) -> None:
    """By two letters at most, and only of groups that no file declares; a series is none."""
    project.git("init", "--quiet")
    applied(project, a=campaign("Winter streak"), b=campaign("Other wave 1", value=8))
    project.delete("campaigns/a.yaml")
    project.write({"campaigns/c.yaml": campaign("Winter streek", value=9)})
    project.write({"campaigns/d.yaml": campaign("Other wave 2", value=10)})
    notes = planned(project).json["diagnostics"]
    near = [each["message"] for each in notes if each["code"] == "near-duplicate-name"]
    (message,) = near
    assert message.startswith("'Winter streek' is nearly the name of the live group")
    assert message.endswith(", 'Winter streak', which no file declares.")


def near(project: Project, *options: str) -> list[str]:
    """What is told of names that are nearly others."""
    notes = planned(project, *options).json["diagnostics"]
    return [each["message"] for each in notes if each["code"] == "near-duplicate-name"]


def test_a_name_that_is_nearly_that_of_a_declared_one_is_pointed_out(project: Project) -> None:
    """Also of a plan for one alone, in its explanation, and in each format above what is folded."""
    applied(project, a=campaign("Winter streak"), jan=campaign("Spend Jan"))
    project.write({"campaigns/b.yaml": campaign("Winter streek", value=9)})
    project.write({"campaigns/jun.yaml": campaign("Spend Jun", value=10)})
    said = "'Winter streek' is nearly the name of the live group 1002, 'Winter streak' "
    (message,) = near(project)
    assert message == f"{said}(campaigns/a.yaml)."
    assert near(project, "--only", "Winter streek") == [message]
    assert near(project, "--only", "Spend Jun") == []
    explained = text_of(project, "--explain", "Winter streek")
    assert "Check this before it is created: 'Winter streek' is nearly" in explained
    assert explained.count("[near-duplicate-name]") == 1
    assert "nothing else stands against" in text_of(project, "--explain", "Spend Jun")
    shown = project.run("plan", "--format", "markdown").out
    assert "Winter streak" in shown.partition("<details>")[0]
    answer = "acknowledge: [{finding: near-duplicate-name, of: Winter streak, reason: both}]\n"
    project.write({"campaigns/b.yaml": campaign("Winter streek", value=9) + answer})
    assert "nothing else stands against" in text_of(project, "--explain", "Winter streek")


def test_of_two_that_are_to_be_created_one_speaks(project: Project) -> None:
    """Also of one that is blocked for another reason; what is blocked for another one is not."""
    names = ("Winter streak", "Winter streek", "Summer spend", "Summer  spand")
    files = {f"campaigns/{k}.yaml": campaign(each, value=k + 1) for k, each in enumerate(names)}
    files["campaigns/3.yaml"] = files["campaigns/3.yaml"].replace(
        "TRANSACTION\n    default", "AUDIENCE_FILTER\n    default"
    )
    project.write(files)
    other = "not live either, campaigns"
    assert near(project) == [
        f"'Summer  spand' is nearly the name of 'Summer spend' ({other}/2.yaml:1).",
        f"'Winter streak' is nearly the name of 'Winter streek' ({other}/1.yaml:1).",
    ]


def test_the_same_campaign_under_another_name_is_blocked(project: Project) -> None:
    """Without git: the live group is the same but for its names."""
    applied(project, a=campaign("Spring"))
    project.write({"campaigns/a.yaml": campaign("Summer", value=500)})
    assert reasons(planned(project)) == {"Summer": "likely-rename"}
    assert "is the same but for its names" in text_of(project)


@needs_git
def test_a_campaign_that_was_applied_before_its_commit_and_then_renamed_is_told(
    project: Project,
) -> None:
    """Git never saw its first name; also in a plan for it alone, its explanation and its apply.

    While it is not committed, it is blocked.
    """
    project.write({"campaigns/b.yaml": campaign("Other", value=9)})
    commit(project.folder)
    applied(project, a=campaign("Spring"))
    project.write({"campaigns/a.yaml": campaign("Blossom", value=700)})
    for step in (["status"], ["add", "--all"]):  # as it is, and staged
        git(project.folder, *step)
        assert reasons(planned(project)) == {"Blossom": "likely-rename"}
        assert "This file is not committed" in text_of(project)
    commit(project.folder)
    for options in ([], ["--only", "Blossom"], ["--explain", "Blossom"]):
        text = text_of(project, *options)
        assert "agrees with the live group 1002, 'Spring', which no file" in text
        assert "[perhaps-renamed]" in text
    assert "perhaps-renamed" not in text_of(project, "--only", "Other")
    git(project.folder, "mv", "campaigns/a.yaml", "campaigns/moved.yaml")  # git has it all the same
    assert reasons(planned(project)) == {}
    assert "[perhaps-renamed]" in text_of(project)
    git(project.folder, "mv", "campaigns/moved.yaml", "campaigns/a.yaml")
    answer = "acknowledge: [{finding: perhaps-renamed, of: Spring, reason: both run}]\n"
    project.write({"campaigns/a.yaml": campaign("Blossom", value=700) + answer})
    found = planned(project).json["diagnostics"]
    assert [each["acknowledged"]["reason"] for each in found] == ["both run"]


def test_the_same_campaign_twice_is_blocked_until_either_file_acknowledges_it(
    project: Project,
) -> None:
    """Beside one that is live and declared, and twice among those to create; also with --only."""
    applied(project, a=campaign("Spring"))
    same = {name: campaign(name, value=500) for name in ("Copy", "Twin")}
    project.write({f"campaigns/{name}.yaml": text for name, text in same.items()})
    blocked = {"Copy": "same-campaign", "Twin": "same-campaign"}
    assert reasons(planned(project)) == blocked
    assert reasons(planned(project, "--only", "copy")) == {"Copy": "same-campaign"}
    text = text_of(project)
    assert "'Spring' (live group 1001, campaigns/a.yaml)" in text
    assert "on the same days (2027-05-01 to 2027-05-31)" in text
    assert 'finding: same-campaign, of: ["Spring", "Twin"], reason: …' in text
    assert project.run("apply", "--yes").code == 6

    answer = "acknowledge: [{finding: same-campaign, of: Spring, reason: two shops}]\n"
    project.write({"campaigns/Copy.yaml": same["Copy"] + answer})
    assert reasons(planned(project)) == blocked
    project.write({"campaigns/Twin.yaml": same["Twin"] + answer.replace("Spring", "'*'")})
    ran = planned(project)
    assert reasons(ran) == {}
    assert ran.json["summary"]["acknowledged"] == 2
    assert project.run("apply", "--yes").code == 0
    assert planned(project).json["summary"]["in_sync"] == 3


def test_members_from_elsewhere_make_the_same_campaign_a_warning(project: Project) -> None:
    """One line for a set, which stands in the receipt as well, and none once it is meant."""
    imported = {
        name: campaign(name, value=500).replace("Method: TRANSACTION", "Method: IMPORT")
        for name in ("One", "Two", "Three", "Four", "Five")
    }
    project.write({f"campaigns/{name}.yaml": text for name, text in imported.items()})

    def notes() -> list[tuple[str, bool]]:
        ran = planned(project, "--only", "One")
        assert ran.json["summary"]["create"] == 1
        found = [each for each in ran.json["diagnostics"] if each["code"] == "same-campaign"]
        return [(each["severity"], "acknowledged" in each) for each in found]

    assert notes() == [("warning", False)]
    text = text_of(project)
    assert text.count("[same-campaign]") == 1
    assert "and 2 more. A customer who is a member of several" in text
    answer = "acknowledge: [{finding: same-campaign, of: [Two, T*], reason: other people}]\n"
    project.write({"campaigns/One.yaml": imported["One"] + answer})
    assert notes() == [("warning", False)]
    project.write({"campaigns/Three.yaml": imported["Three"] + answer.replace("T*", "F*")})
    assert notes() == [("warning", True)]


def test_a_copy_of_another_till_is_told_and_made(project: Project) -> None:
    """It pays the same customers again; whether that is meant its file says."""
    applied(project, a=campaign("Spring"))
    same = campaign("Copy", value=500)
    copy = re.sub("preferredTillId: .*", "preferredTillId: 12345", same)
    project.write({"campaigns/copy.yaml": copy})
    ran = planned(project)

    assert ran.json["summary"]["create"] == 1
    [note] = [each for each in ran.json["diagnostics"] if each["code"] == "perhaps-a-copy"]
    assert "'Spring' (live group" in note["message"]
    assert "differ only in preferredTillId" in note["message"]
    answer = "acknowledge: [{finding: perhaps-a-copy, of: Spring, reason: two brands}]\n"
    project.write({"campaigns/copy.yaml": copy + answer})
    assert "perhaps-a-copy" not in text_of(project)
    project.write({"campaigns/copy.yaml": copy})
    quiet = project.run("apply", "--yes", "-q")
    assert (quiet.code, quiet.out) == (0, "")
    assert quiet.err.startswith("warning: ")
    assert "[perhaps-a-copy]" in quiet.err


def test_a_create_only_finding_blocks_what_is_missing_and_warns_of_what_is_live(
    project: Project,
) -> None:
    """Fine for a group that is live, not for one to be created."""
    text = campaign("Spring").replace("TRANSACTION\n    default", "AUDIENCE_FILTER\n    default")
    project.write({"campaigns/a.yaml": text})
    assert project.run("validate").code == 0
    assert list(reasons(planned(project))) == ["Spring"]
    applied_code = project.run("apply", "--yes").code
    assert applied_code == 6
    applied(project, a=campaign("Spring"))
    with project.store() as store:
        group = store.groups()[0]

        def change(row: dict[str, list[dict[str, str]]]) -> None:
            row["targets"][0]["enrolmentMethod"] = "AUDIENCE_FILTER"

        store.edit(group["id"], change)
    project.write({"campaigns/a.yaml": text})
    ran = planned(project)
    assert ran.json["summary"]["in_sync"] == 1
    assert {each["severity"] for each in ran.json["diagnostics"]} == {"create-only"}


def test_another_organisation_than_the_configured_one_is_a_guard(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plan and apply both refuse, and say what to check."""
    monkeypatch.setattr(Session, "sandbox_org_id", None)  # else the groups are of that one
    applied(project, a=campaign("Spring"))
    for name, value in LOGIN.items():
        monkeypatch.setenv(name, value)
    with project.store() as store, served(make_app(store)) as url:
        for org_id, code in ((7, 6), (100001, 0)):
            text = f'[environments.uat]\nurl = "{url}"\norg_id = {org_id}\n'
            project.write({"reconciler.toml": text})
            for command in (["plan"], ["apply", "--yes"]):
                ran = project.run(*command)
                assert ran.code == code
                assert ("belong to organisation 100001, not to 7" in ran.err) == bool(code)
                assert (ran.out == "") == bool(code)


def test_more_creates_than_one_apply_may_is_a_note_in_the_plan_and_a_guard_in_apply(
    project: Project,
) -> None:
    """Nothing is sent until the number is allowed."""
    project.settings("max_creates = 1\n")
    project.write(several(2))
    assert [each["code"] for each in planned(project).json["diagnostics"]] == ["max-creates"]
    ran = project.run("apply", "--yes")
    assert ran.code == 6
    assert "run the same command with --max-creates 2" in ran.err
    assert "POST /v3/targetGroups" not in project.asked()
    assert project.run("apply", "--yes", "--max-creates", "2").code == 0


def test_only_takes_names_in_any_case_and_tells_the_nearest(project: Project) -> None:
    """Several names may be given; one that is nowhere is an error."""
    project.write(several(3))
    ran = planned(project, "--only", "CAMPAIGN 1", "--only", "Campaign 2")
    assert [each["name"] for each in ran.json["changes"]] == ["Campaign 1", "Campaign 2"]
    wrong = project.run("plan", "--only", "Campain 1")
    assert (wrong.code, wrong.out) == (1, "")
    assert "No campaign is named 'Campain 1'" in wrong.err
    assert "Did you mean 'Campaign 1'?" in wrong.err
    nowhere = project.run("plan", "--only", "x")
    assert "Write it as it is in the file." in nowhere.err


def test_only_takes_patterns_of_names(project: Project) -> None:
    """A name that is written as it is means that one alone, also where it could be a pattern."""
    patterned = campaign("Campaign ?", value=9)
    live_alone = campaign("Campaign of nobody", value=8)
    applied(project, gone=live_alone, first=several(1)["campaigns/0.yaml"])
    project.delete("campaigns/gone.yaml")
    project.delete("campaigns/first.yaml")
    project.write({**several(12), "campaigns/patterned.yaml": patterned})
    for pattern, names in {
        "CAMPAIGN 1*": ["Campaign 1", "Campaign 10", "Campaign 11"],
        "campaign 1?": ["Campaign 10", "Campaign 11"],
        "campaign ?": ["Campaign ?"],
        "*nobody": ["Campaign of nobody"],
    }.items():
        ran = planned(project, "--only", pattern)
        assert sorted(each["name"] for each in ran.json["changes"]) == names
    ran = project.run("plan", "--explain", "Campaign 1?")
    assert [name for name in several(12) if f"  {name}:" in ran.out] == [
        "campaigns/10.yaml",
        "campaigns/11.yaml",
    ]
    wrong = project.run("apply", "--yes", "--only", "Campaign 1", "--only", "Campain 1*")
    assert wrong.code == 1
    assert "No campaign is named like 'Campain 1*', neither in a file nor live." in wrong.err
    assert "Did you mean 'Campaign 1" in wrong.err


@pytest.mark.parametrize("file", ["spring-2027.yaml", "campaigns/spring-2027.yaml", "spring-*"])
def test_only_of_a_file_tells_the_name_that_it_declares(project: Project, file: str) -> None:
    """Also of a pattern of files."""
    project.write({"campaigns/spring-2027.yaml": campaign("Spring spend")})
    ran = project.run("plan", "--only", file)
    assert ran.code == 1
    assert "Name campaigns, not files: campaigns/spring-2027.yaml declares 'Spring spend'." in (
        ran.err
    )


def test_only_of_a_pattern_reads_and_asks_for_what_it_means(project: Project) -> None:
    """The details of its groups alone, and of names that one customer does not see, its own."""
    project.settings("customer_id = 900000001\n")
    project.write(several(12))
    by_name = ("--only", "Campaign 10", "--only", "Campaign 11")

    def seen(source: str) -> list[list[str]]:
        found = []
        for given in (by_name, ("--only", "Campaign 1?")):
            before = len(project.asked())
            ran = planned(project, "--source", source, *given)
            found.append([*map(str, ran.json["changes"]), *sorted(project.asked()[before:])])
        return found

    named, alike = seen("customer")
    assert named == alike
    assert named.count(IS_FREE) == 2
    assert project.run("apply", "--yes").code == 0
    named, alike = seen("target-groups")
    assert named == alike


def test_a_source_is_chosen_by_option_or_setting(project: Project) -> None:
    """The plan names the way that live was read."""
    applied(project, a=campaign())
    assert planned(project).json["source"] == "milestones"
    assert planned(project, "--source", "target-groups").json["source"] == "target-groups"
    project.settings('source = "target-groups"\n')
    ran = planned(project)
    assert ran.json["source"] == "target-groups"
    assert sources.MILESTONES_PATH not in " ".join(project.asked()[-2:])
    assert session.SANDBOX_FILE.as_posix() == ".reconciler/sandbox.db"


def test_an_answer_of_another_form_than_documented_is_noted(project: Project) -> None:
    """What is declared for it is unverified, and the plan says which value it was."""
    applied(project, a=campaign("Spring"))
    project.run("sandbox", "edit", "Spring", "frequency=many")
    ran = planned(project)
    (note,) = ran.json["diagnostics"]
    assert note["code"] == "answer-set-aside"
    assert "frequency" in note["message"]
    assert "[answer-set-aside]" in text_of(project)


@needs_git
def test_a_plan_says_why_live_drifted_and_keeps_it(project: Project) -> None:
    """In all formats, in the saved plan, and what is shown of that."""
    applied(project, a=campaign("Spring"), b=campaign("Other", value=9))
    commit(project.folder)
    project.write({"campaigns/a.yaml": campaign("Spring", value=600)})
    commit(project.folder)
    project.run("sandbox", "edit", "Other", "description=by hand")
    project.write({"campaigns/b.yaml": campaign("Other", value=9) + "description: ours\n"})
    commit(project.folder)

    ran = planned(project, "--out", "plan.json")
    [other, spring] = ran.json["changes"]
    [cause] = [each["cause"] for each in spring["fields"]]
    assert (cause["kind"], cause["author"], set(cause)) == (
        "file",
        "Ada",
        {"kind", "commit", "date", "author"},
    )
    assert [each["cause"] for each in other["fields"]] == [{"kind": "api"}]
    assert json.loads(project.run("show", "plan.json", "--format", "json").out) == ran.json
    in_short = cause["commit"][:10]
    for options in ([], ["--explain", "Spring"], ["--format", "markdown"]):
        text = text_of(project, *options)
        assert f"{in_short} ({cause['date']}, Ada): live still has" in text.replace("`", "")
    assert "no committed version of the file says what is live" in text_of(project)


@needs_git
def test_a_comment_says_first_what_the_change_does_not_do(project: Project) -> None:
    """It edits a campaign that is live; drift of before is told apart, and so is one of another."""
    applied(project, a=campaign("Spring"), b=campaign("Other", value=9), c=campaign("Third"))
    commit(project.folder)
    project.write({"campaigns/b.yaml": campaign("Other", value=10)})
    commit(project.folder)
    project.git("tag", "base")
    project.write({"campaigns/a.yaml": campaign("Spring", value=600)})
    project.write({"campaigns/b.yaml": campaign("Other", value=10) + "# touched\n"})
    commit(project.folder)

    text = project.run("plan", "--base", "base", "--format", "markdown").out
    edits, touched = (
        text.index("### This change edits campaigns that are live"),
        text.index("### Drift of files that this change touches"),
    )
    first = text[edits:touched]
    assert text.index("<details>") > touched > edits
    assert "The reconciler never updates what is live" in first
    assert "(file `600`, live `500`)" in first
    assert all(
        way in first for way in ("in the console", "`reconciler accept NAME`", "acknowledge")
    )
    assert "Other" not in first
    project.git("tag", "later")
    assert "This change edits" not in project.run("plan", "--base", "later").out
    project.write({"campaigns/c.yaml": campaign("Third", value=3)})
    text = project.run("plan", "--base", "later", "--format", "markdown").out
    assert "**`Third`**" in text[text.index("### This change edits") :].split("###")[1]
