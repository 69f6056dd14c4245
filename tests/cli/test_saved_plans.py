"""Plans that are reviewed before they are carried out: as reviewed, or not at all."""

import json
import shutil
from datetime import date
from typing import Any

import httpx
import pytest

from reconciler.commands.destination import Destination
from reconciler.commands.plan_files import plan_data, save_plan
from reconciler.commands.session import Session
from reconciler.core.exact_json import Json
from reconciler.core.plan import Plan
from tests.cli.support import Project
from tests.cli.test_planning import IS_FREE, applied, several, spoiled
from tests.support.repository import campaign, commit, git

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
CREATE = "POST /v3/targetGroups"


def saved(project: Project, *options: str) -> Any:  # noqa: ANN401 - any JSON value
    """Save a plan, and say what is in it."""
    ran = project.run("plan", "--out", "plan.json", *options)
    assert ran.code == 0, ran.err
    return json.loads((project.folder / "plan.json").read_text())


def blocked(name: str, *, value: int) -> str:
    """A campaign file that is fine for what is live, and not for what is missing."""
    file = campaign(name, value=value)
    return file.replace("enrolmentMethod: TRANSACTION", "enrolmentMethod: AUDIENCE_FILTER")


def words(project: Project, *options: str) -> dict[str, str]:
    """What an apply of the saved plan says of each campaign."""
    ran = project.run("apply", "plan.json", "--yes", "--format", "json", *options)
    return {each["name"]: each["outcome"] for each in ran.json["outcomes"]}


def test_what_a_plan_does_not_touch_may_change(project: Project) -> None:
    """Other campaigns, groups in sync and unmanaged, comments, lines, names of files."""
    project.git("init", "--quiet")
    applied(project, same=campaign("Same"), left=campaign("Left", value=7))
    project.delete("campaigns/left.yaml")
    project.write({"campaigns/new.yaml": campaign("New", value=9)})
    assert saved(project)["summary"]["create"] == 1
    project.write({"campaigns/other.yaml": campaign("Other", value=11)})
    project.write({"campaigns/same.yaml": campaign("Same", value=600)})
    project.run("sandbox", "edit", "Left", "description=changed")
    project.delete("campaigns/new.yaml")
    project.write({"campaigns/moved.yaml": "# moved\n\n" + campaign("New", value=9)})
    assert words(project) == {"New": "created"}


def test_all_that_has_changed_is_told_and_nothing_is_sent(project: Project) -> None:
    """A create, a drift and a block, each with what has become of it."""
    applied(project, drifted=campaign("Drifted", value=7))
    project.write({"campaigns/drifted.yaml": campaign("Drifted", value=8)})
    project.write({"campaigns/a.yaml": campaign("A", value=9)})
    project.write({"campaigns/b.yaml": blocked("B", value=10)})
    plan = saved(project)
    assert {key for key, count in plan["summary"].items() if count} == {
        "create",
        "drift",
        "blocked",
    }
    project.write({"campaigns/a.yaml": campaign("A", value=99)})
    project.write({"campaigns/b.yaml": campaign("B", value=10)})
    project.write({"campaigns/drifted.yaml": campaign("Drifted", value=7)})
    before = project.asked().count(CREATE)
    ran = project.run("apply", "plan.json", "--yes")
    assert (ran.code, ran.out) == (7, "")
    assert ran.err.splitlines() == [
        f"error: The saved plan {plan['plan_id']} cannot be applied.",
        "  'B' is not blocked any more.",
        "  'A' has changed in its file: targets.",
        "  'Drifted' is in sync with group 1001 now.",
        "  Make and review a new plan: reconciler plan --out FILE",
    ]
    assert project.asked().count(CREATE) == before


def test_applying_a_plan_twice_tells_what_is_live_by_now(project: Project) -> None:
    """A job that runs again must not look as if it had done something."""
    project.write({"campaigns/a.yaml": campaign("A")})
    saved(project)
    assert words(project) == {"A": "created"}
    ran = project.run("apply", "plan.json", "--yes")
    assert (ran.code, ran.out) == (7, "")
    assert "'A' is live as group 1001 now, made by somebody or by an earlier apply" in ran.err


def test_what_is_blocked_in_a_saved_plan_is_skipped_as_in_any_other(project: Project) -> None:
    """The receipt names it, and the exit code is the same."""
    applied(project, a=campaign("A"))
    project.write({"campaigns/b.yaml": blocked("B", value=7)})
    project.write({"campaigns/c.yaml": campaign("C", value=8)})
    plan = saved(project)
    ran = project.run("apply", "plan.json", "--yes", "--format", "json")
    assert ran.code == 8
    assert [each["outcome"] for each in ran.json["outcomes"]] == ["skipped", "created"]
    assert ran.json["plan_id"] == plan["plan_id"]


def test_a_plan_for_some_names_creates_these_alone(project: Project) -> None:
    """Only for them is the API asked again, however many others are missing."""
    project.settings("name_checks = 1\n")
    project.write(several(4))
    saved(project, "--only", "campaign 3")
    before = project.asked().count(IS_FREE)
    assert words(project, "--expect", saved(project, "--only", "Campaign 3")["plan_id"]) == {
        "Campaign 3": "created"
    }
    assert project.asked().count(IS_FREE) - before == 3  # two plans of it, one more afterwards


def test_a_plan_through_a_customer_is_applied_through_the_same(project: Project) -> None:
    """Names that it does not show are asked for again, within the limit."""
    project.settings("name_checks = 1\ncustomer_id = 900000001\n")
    project.write(several(4))
    plan = saved(project, "--only", "Campaign 3", "--source", "customer")
    assert (plan["source"], plan["summary"]["create"]) == ("customer", 1)
    assert "Campaign 3" in words(project)


def test_another_source_than_the_plan_was_read_through_is_refused(project: Project) -> None:
    """It shows other things, so what was reviewed is not what would be compared."""
    project.write({"campaigns/a.yaml": campaign("A")})
    saved(project, "--source", "target-groups")
    ran = project.run("apply", "plan.json", "--yes", "--source", "milestones")
    assert (ran.code, ran.out) == (7, "")
    assert "Live was read through target-groups, now through milestones." in ran.err
    assert words(project) == {"A": "created"}


def test_a_plan_through_a_source_of_a_later_version_is_refused(project: Project) -> None:
    """Without guessing at it."""
    plan = Plan("sandbox", "promotions", None, None, 0, ())
    save_plan(plan_data(plan), Destination(project.folder / "plan.json"))
    ran = project.run("apply", "plan.json", "--yes")
    assert (ran.code, ran.out) == (7, "")
    assert "read through promotions, which this version does not know" in ran.err


def test_a_plan_holds_until_its_campaigns_are_over(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Warnings that depend on the day are no part of what was reviewed; being over is refused."""
    project.write({"campaigns/a.yaml": campaign("A"), "campaigns/b.yaml": campaign("B")})
    monkeypatch.setattr(Session, "today", date(2027, 4, 30))
    plan = saved(project)
    assert plan["diagnostics"] == []
    monkeypatch.setattr(Session, "today", date(2027, 6, 1))
    later = project.run("plan", "--format", "json").json
    assert later["plan_id"] == plan["plan_id"]
    ran = project.run("apply", "plan.json", "--yes")
    assert (ran.code, ran.out) == (7, "")
    for name in "AB":
        assert f"'{name}' is over now, so it would not be created: campaign-over" in ran.err
    monkeypatch.setattr(Session, "today", date(2027, 5, 31))
    later = project.run("plan", "--format", "json").json
    assert {each["code"] for each in later["diagnostics"]} == {"first-day-passed"}
    assert words(project) == {"A": "created", "B": "created"}


def test_a_plan_with_a_record_is_applied(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is over and inactive is part of what was reviewed, and stays what it is."""
    monkeypatch.setattr(Session, "today", date(2027, 6, 1))
    record = campaign("Old") + "active: false\n"
    coming = campaign("New").replace("2027-05", "2027-07")
    project.write({"campaigns/old.yaml": record, "campaigns/new.yaml": coming})
    plan = saved(project)
    assert [each["name"] for each in plan["changes"]] == ["New"]
    assert [each["name"] for each in plan["records"]] == ["Old"]
    assert words(project) == {"New": "created"}


@pytest.mark.parametrize("is_saved", [True, False])
def test_only_the_expected_plan_is_applied(project: Project, *, is_saved: bool) -> None:
    """The id binds files and live state of the review, with and without the plan's file."""
    project.write({"campaigns/a.yaml": campaign("A")})
    plan = saved(project)
    chosen = ["plan.json"] if is_saved else []
    asked = len(project.asked())
    ran = project.run("apply", *chosen, "--yes", "--expect", "0" * 16)
    assert (ran.code, ran.out) == (7, "")
    told = f"The plan is {plan['plan_id']} (1 to create, 0 drifted, 0 blocked), not {'0' * 16}"
    assert told in ran.err
    assert "Review the new plan: reconciler plan" in ran.err
    assert (len(project.asked()) == asked) is is_saved
    assert project.run("apply", *chosen, "--yes", "--expect", plan["plan_id"]).code == 0


def test_a_saved_plan_is_shown_byte_for_byte_as_it_was_made(project: Project) -> None:
    """In every format, also where an earlier version saved it."""
    project.git("init", "--quiet")
    applied(project, a=campaign("A"), b=campaign("B", value=7))
    project.delete("campaigns/b.yaml")
    project.write({"campaigns/a.yaml": campaign("A", value=8)})
    project.write({"campaigns/c.yaml": blocked("C", value=9)})
    project.write({"campaigns/d.yaml": campaign("D", value=10)})
    text = project.run("plan", "--out", "plan.json").out
    assert project.run("show", "plan.json").out == text
    as_json = project.run("plan", "--out", "plan.json", "--format", "json").out
    assert (project.folder / "plan.json").read_text() == as_json
    assert project.run("show", "plan.json", "--format", "json").out == as_json
    older = json.loads(as_json) | {"format_version": "1.0"}
    del older["checksum"], older["made_from"]
    for each in older["changes"]:
        each.pop("fingerprint", None)
    project.write({"plan.json": json.dumps(older, indent=2, ensure_ascii=False) + "\n"})
    assert project.run("show", "plan.json").out == text
    shown = project.run("show", "plan.json", "--format", "json").out
    assert shown == (project.folder / "plan.json").read_text()
    assert words(project)["D"] == "created"


@pytest.mark.parametrize(
    "earlier", [None, '{"format_version": "1.4", "plan_id": "", "changes": []}']
)
def test_an_incomplete_read_makes_no_plan(
    project: Project, monkeypatch: pytest.MonkeyPatch, earlier: str | None
) -> None:
    """A command that fails changes no file: what was saved before stays, and binds as before."""
    project.write({"campaigns/a.yaml": campaign("A")})
    if earlier is not None:
        project.write({"plan.json": earlier})
    page = {"data": [], "errors": [], "pagination": {"total": 2}}
    spoiled(
        monkeypatch,
        lambda request: (
            httpx.Response(200, json=page) if request.url.path.endswith("milestones") else None
        ),
    )
    for options in ([], ["--format", "json"]):
        ran = project.run("plan", "--out", "plan.json", *options)
        assert (ran.code, ran.out) == (5, "")
    assert (project.folder / "plan.json").exists() is (earlier is not None)
    assert earlier is None or (project.folder / "plan.json").read_text() == earlier
    assert project.run("apply", "--yes").code == 5
    assert CREATE not in project.asked()


def test_an_apply_that_fails_early_leaves_no_receipt_of_an_earlier_one(project: Project) -> None:
    """What was true of another run would look as if this one had done it; it is kept beside."""
    project.write({"campaigns/a.yaml": campaign("A")})
    assert project.run("apply", "--yes", "--receipt", "receipt.json").code == 0
    earlier = (project.folder / "receipt.json").read_bytes()
    kept = f"receipt-{json.loads(earlier)['plan_id']}.json"
    project.write({"campaigns/b.yaml": "name: [\n"})
    ran = project.run("apply", "--yes", "--receipt", "receipt.json")
    assert (ran.code, f"The receipt of an earlier run is kept as {kept}." in ran.err) == (3, True)
    assert (project.folder / kept).read_bytes() == earlier
    assert json.loads((project.folder / "receipt.json").read_text()) == {
        "format_version": "1.2",
        "environment": "sandbox",
        "plan_id": "",
        "outcomes": [],
        "converged": False,
        "remaining": None,
        "diagnostics": [],
    }


def test_no_receipt_of_what_was_made_is_lost(project: Project) -> None:
    """However often its name is used again; one without anything sent is replaced."""

    def receipts() -> list[tuple[str, list[str]]]:
        found = sorted(project.folder.glob("receipt*.json"))
        data = [(each.name, json.loads(each.read_text())) for each in found]
        return [(name, [one["name"] for one in each["outcomes"]]) for name, each in data]

    def apply() -> str:
        assert project.run("apply", "--yes", "--receipt", "receipt.json").code == 0
        return str(json.loads((project.folder / "receipt.json").read_text())["plan_id"])

    project.write({"campaigns/A.yaml": campaign("A")})
    first = apply()
    project.write({"campaigns/B.yaml": campaign("B")})
    plan_id = apply()
    assert receipts() == [(f"receipt-{first}.json", ["A"]), ("receipt.json", ["B"])]
    text = (project.folder / "receipt.json").read_text()
    taken, as_after_a_kill = (project.folder / f"receipt-{plan_id}{k}.json" for k in ("", "-2"))
    taken.write_text("another")
    as_after_a_kill.write_text(text)
    apply()
    apply()
    assert (taken.read_text(), as_after_a_kill.read_text()) == ("another", text)
    taken.unlink()
    names = {f"receipt-{first}.json": ["A"], f"receipt-{plan_id}-2.json": ["B"], "receipt.json": []}
    assert receipts() == sorted(names.items())


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({"plan_id": "../a"}, "receipt-earlier.json"),
        ({"plan_id": 7, "outcomes": 7}, "receipt-earlier.json"),
        ({"plan_id": "1a", "outcomes": ["odd"]}, "receipt-1a.json"),
        ({"plan_id": "1a", "outcomes": [{"outcome": "skipped", "name": "A"}]}, None),
    ],
)
def test_a_receipt_that_a_person_has_changed_is_kept_too(
    project: Project, changes: dict[str, Json], kept: str | None
) -> None:
    """Unless it says that nothing was sent."""
    project.write({"campaigns/A.yaml": campaign("A")})
    assert project.run("apply", "--yes", "--receipt", "receipt.json").code == 0
    receipt = project.folder / "receipt.json"
    receipt.write_text(json.dumps(json.loads(receipt.read_text()) | changes))
    assert project.run("apply", "--yes", "--receipt", "receipt.json").code == 0
    found = [each.name for each in project.folder.glob("receipt-*.json")]
    assert found == ([kept] if kept else [])


def test_a_receipt_never_replaces_the_plan(project: Project) -> None:
    """One path for both is a slip of the hand."""
    project.write({"campaigns/a.yaml": campaign("A")})
    plan = saved(project)
    ran = project.run("apply", "plan.json", "--yes", "--receipt", "campaigns/../plan.json")
    assert (ran.code, ran.out) == (1, "")
    assert "The receipt would replace the plan plan.json; nothing was sent." in ran.err
    assert json.loads((project.folder / "plan.json").read_text()) == plan


def test_a_likely_wrong_organisation_is_6_until_it_is_named(project: Project) -> None:
    """In plan and apply, with nothing on stdout; an audit creates nothing, and notes it."""
    project.git("init", "--quiet")
    applied(project, other=campaign("Other"))
    project.delete("campaigns/other.yaml")
    project.write(several(6))
    for command in (["plan"], ["plan", "--only", "Campaign 1"], ["apply", "--yes"]):
        for named in ([], ["--new-organisation", "7"]):
            ran = project.run(*command, *named)
            assert (ran.code, ran.out) == (6, "")
            assert "None of the 6 declared campaigns is live, but 1 other group is" in ran.err
            assert "If organisation 100001 is meant: --new-organisation 100001" in ran.err
    audit = project.run("audit")
    assert audit.code == 0
    assert "[likely-wrong-organisation]" in audit.out
    named = ["--new-organisation", "100001"]
    assert saved(project, *named)["summary"]["create"] == 6
    assert project.run("apply", "plan.json", "--yes").code == 6
    assert set(words(project, *named).values()) == {"created"}
    assert project.run("plan").code == 0


@needs_git
def test_a_plan_says_where_it_was_made_from(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit, what changed since a base, the files, and the run of the CI."""
    for name, value in {"SERVER_URL": "https://git.example", "REPOSITORY": "a/b"}.items():
        monkeypatch.setenv(f"GITHUB_{name}", value)
    monkeypatch.delenv("GITHUB_RUN_ID", raising=False)
    commit(project.folder, {"campaigns/a.yaml": campaign("A"), "notes.yaml": "x: 1\n"})
    git(project.folder, "tag", "base")
    first = saved(project)["made_from"]
    head = git(project.folder, "rev-parse", "HEAD").strip()
    assert first == {"commit": head, "dirty": False, "files_digest": first["files_digest"]}
    commit(project.folder, {"campaigns/b.yaml": campaign("B", value=7), "notes.yaml": "x: 2\n"})
    project.write({"campaigns/a.yaml": "# edited\n" + campaign("A")})
    monkeypatch.setenv("GITHUB_RUN_ID", "7")
    second = saved(project, "--base", "base")["made_from"]
    assert second.pop("files_digest") != first["files_digest"]
    assert second == {
        "commit": git(project.folder, "rev-parse", "HEAD").strip(),
        "dirty": True,
        "base": "base",
        "changed_files": ["campaigns/a.yaml", "campaigns/b.yaml"],
        "commits": [git(project.folder, "rev-parse", "HEAD").strip()],
        "run_url": "https://git.example/a/b/actions/runs/7",
    }
    assert words(project) == {"A": "created", "B": "created"}


@needs_git
def test_a_base_that_git_does_not_know_is_1(project: Project) -> None:
    """And so is a folder that is in no repository; without a base that is no matter."""
    project.write({"campaigns/a.yaml": campaign("A")})
    for base in ("main", "--output=x"):
        ran = project.run("plan", f"--base={base}")
        assert (ran.code, ran.out) == (1, "")
        said = f"Git cannot say what changed since '{base}': the campaigns are not in a git repo"
        assert said in ran.err
        assert "Keep the campaign files in git. Or leave --base out." in ran.err
    assert set(saved(project)["made_from"]) <= {"files_digest", "run_url"}
    git(project.folder, "init", "--quiet", "--initial-branch=main")
    ran = project.run("plan", "--base", "main")
    assert (ran.code, ran.out) == (1, "")
    assert "since 'main': nothing is committed yet." in ran.err
    assert "Commit the campaign files first. Or leave --base out." in ran.err
    commit(project.folder)
    ran = project.run("plan", "--base", "nowhere")
    assert (ran.code, ran.out) == (1, "")
    assert "fetch-depth: 0" in ran.err
    assert project.asked().count("GET /v3/milestones") == 1


@pytest.mark.parametrize("command", [("apply", "--yes"), ("show",)])
@pytest.mark.parametrize("name", ["campaigns/a.yaml", "campaigns/a.json", "campaigns/a.txt"])
def test_a_campaign_file_is_no_plan(project: Project, command: tuple[str, ...], name: str) -> None:
    """Which is said, with what takes campaign files; so it is of their folder."""
    project.write({name: '{"name": "a", "trackingType": "DEFAULT", "targets": []}'})
    ran = project.run(*command, name)
    assert (ran.code, ran.out) == (7, "")
    assert f"error: {name} is a campaign file, and no saved plan.\n" in ran.err
    assert "leave it out, or name one campaign with --only NAME." in ran.err
    ran = project.run(*command, "campaigns")
    assert (ran.code, ran.out) == (1, "")
    assert "leave it out, or name one campaign with --only NAME." in ran.err
