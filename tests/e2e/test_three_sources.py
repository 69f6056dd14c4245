"""The same drift over HTTP, seen through each of the three reads as far as each can see."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from reconciler.core.exact_json import Json, decode
from reconciler.sandbox.app import make_app
from reconciler.sandbox.store import Store
from tests.e2e.support import run
from tests.support.server import ROOT, served, write_settings

CUSTOMER = 900000001
SOURCES = ("milestones", "target-groups", "customer")
STREAK = "Festive spend streak"
GOAL = "My own goal, spring 2027"
VALUE = "/targets/Festive weekend spend/defaultValues/weekend-1"
OWN_VALUE = "/targets/Own wheel goal/defaultValues/march"
LEVEL = "/streaks/One weekend/targetCountOfSequence"
END = "/periods/weekend-2/endDate"


@dataclass(frozen=True)
class Place:
    """A repository of the example campaigns, and the server that they are live on."""

    folder: Path
    store: Store

    def plan(self, source: str, *arguments: str) -> Json:
        """The plan through a source, as JSON."""
        done = run(self.folder, "plan", "--source", source, "--format", "json", *arguments)
        assert done.code == 0, done.err
        return decode(done.out)

    def text(self, source: str) -> str:
        """The plan through a source, as people see it."""
        return run(self.folder, "plan", "--source", source).out

    def declare(self, name: str) -> None:
        """One more campaign, unlike the others."""
        text = (self.folder / "campaigns" / "points-cap.yaml").read_text(encoding="utf-8")
        text = text.replace("Monthly", name).replace("REGULAR_POINTS", "ALL_POINTS")
        (self.folder / "campaigns" / f"{name}.yaml").write_text(text, encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """The example campaigns, created over HTTP."""
    folder = tmp_path / "repository"
    shutil.copytree(ROOT / "campaigns", folder / "campaigns")
    with Store(tmp_path / "server.db") as store, served(make_app(store)) as url:
        write_settings(folder, url, customer_id=CUSTOMER)
        done = run(folder, "apply", "--yes")
        assert done.code == 0, done.err
        yield Place(folder, store)


def edit(group: Json) -> None:
    """What somebody in the console changes: one thing of each kind."""
    group["description"] = "Spend 450"
    group["periods"][1]["endDate"] = "2027-10-11"
    group["targets"][0]["defaultValues"][0]["defaultValue"] = 450
    group["streaks"][0]["targetCountOfSequence"] = 2


def edit_goal(group: Json) -> None:
    """A value that each customer may have set."""
    group["targets"][0]["defaultValues"][0]["defaultValue"] = 9


def change_of(plan: Json, name: str) -> Json:
    """What a plan says of a campaign."""
    [change] = [each for each in plan["changes"] if each["name"] == name]
    return change


def drift_of(plan: Json, name: str) -> list[str]:
    """Where a campaign differs."""
    return [each["path"] for each in change_of(plan, name).get("fields", [])]


def test_each_source_shows_the_same_drift_as_far_as_it_sees(place: Place) -> None:
    """What one hides is listed as not checked, and the line of coverage counts it."""
    ids = {group["name"]: group["id"] for group in place.store.groups()}
    place.store.edit(ids[STREAK], edit)
    place.store.edit(ids[GOAL], edit_goal)
    milestones, listed, customer = map(place.plan, SOURCES)

    assert drift_of(milestones, STREAK) == ["/description", END, LEVEL, VALUE]
    assert drift_of(milestones, GOAL) == [OWN_VALUE]
    assert milestones["coverage"] == {"declared": 267, "checked": 267}

    assert drift_of(listed, STREAK) == ["/description", END, VALUE]
    assert LEVEL in change_of(listed, STREAK)["unverified"]
    assert drift_of(listed, GOAL) == [OWN_VALUE]
    assert listed["coverage"] == {"declared": 267, "checked": 263}

    assert drift_of(customer, STREAK) == [END, LEVEL, VALUE]
    assert "/description" in change_of(customer, STREAK)["unverified"]
    assert change_of(customer, GOAL)["action"] == "in-sync"
    assert change_of(customer, GOAL)["uncertain"] == [OWN_VALUE]
    assert customer["coverage"] == {"declared": 267, "checked": 151}


def test_each_source_says_in_one_line_what_it_checked(place: Place) -> None:
    """In plain words, grouped by what the values are."""
    lines = {
        source: [line for line in place.text(source).splitlines() if "Checked" in line]
        for source in SOURCES
    }

    assert lines["milestones"] == ["  Checked 267 of 267 declared values."]
    assert lines["target-groups"] == [
        (
            "  Checked 263 of 267 declared values; 4 are not visible through target-groups: "
            "streak level counts 2, streak level names 2."
        )
    ]
    [line] = lines["customer"]
    assert line.startswith(
        "  Checked 152 of 267 declared values; 115 are not visible through customer: "
        "period activity 15, target activity 10, target enrolment methods 10,"
    )


def test_what_agrees_is_in_sync_through_each_source(place: Place) -> None:
    """No read makes a difference out of what it does not show."""
    for source in SOURCES:
        summary = place.plan(source)["summary"]
        assert summary == {
            "create": 0,
            "drift": 0,
            "blocked": 0,
            "in_sync": 8,
            "unmanaged": 0,
            "set_aside": 0,
            "acknowledged": 0,
            "promotion": 0,
            "known": 0,
        }


def test_what_a_customer_does_not_see_is_not_created_again(place: Place) -> None:
    """The group is live, so its name is not free; a new campaign's name is."""
    hidden = next(each["id"] for each in place.store.groups() if each["name"] == STREAK)
    place.store.hide_group(CUSTOMER, hidden)
    place.declare("Weekly")
    plan = place.plan("customer")

    assert change_of(plan, STREAK)["action"] == "blocked"
    assert change_of(plan, STREAK)["reason"]["code"] == "not-visible"
    assert change_of(plan, "Weekly points cap")["action"] == "create"
    assert place.plan("milestones")["summary"]["create"] == 1

    done = run(place.folder, "apply", "--yes", "--source", "customer")
    assert "Weekly points cap  created" in done.out
    assert f"{STREAK}  skipped" in done.out
    assert done.code == 8  # what is blocked was skipped
    assert [each["name"] for each in place.store.groups()].count(STREAK) == 1


def test_beyond_the_names_that_are_asked_nothing_is_created(place: Place) -> None:
    """name_checks is for campaigns that a customer does not see as well."""
    settings = place.folder / "reconciler.toml"
    settings.write_text(settings.read_text() + "name_checks = 1\n", encoding="utf-8")
    place.declare("Weekly")
    place.declare("Yearly")
    plan = place.plan("customer")

    weekly, yearly = (change_of(plan, f"{each} points cap") for each in ("Weekly", "Yearly"))
    assert weekly["action"] == "create"
    assert yearly["reason"]["code"] == "not-visible"
    assert "was not asked" in yearly["reason"]["message"]

    chosen = place.plan("customer", "--only", "Yearly points cap")
    assert chosen["summary"]["create"] == 1


def test_a_create_that_the_customer_does_not_see_stays_unconfirmed(place: Place) -> None:
    """The API says that it made it, and no read shows it: nobody can say more."""
    following = max(group["id"] for group in place.store.groups()) + 1
    place.store.hide_group(CUSTOMER, following)
    place.declare("Weekly")
    done = run(place.folder, "apply", "--yes", "--source", "customer", "--format", "json")

    [outcome] = decode(done.out)["outcomes"]
    assert (outcome["outcome"], outcome["problem"]["code"]) == ("unconfirmed", "not-shown")
    assert done.code == 8

    again = run(place.folder, "apply", "--yes", "--source", "customer")
    assert "skipped" in again.out
    assert again.code == 6
    assert len(place.store.groups()) == 9
    assert place.plan("milestones")["summary"]["in_sync"] == 9


def test_the_source_can_be_set_and_needs_a_customer(place: Place) -> None:
    """In the settings; without an id nothing is sent, and the message says what to write."""
    settings = place.folder / "reconciler.toml"
    text = settings.read_text()
    settings.write_text(text + 'source = "customer"\n', encoding="utf-8")
    assert "read through customer" in run(place.folder, "plan").out

    asked = len(place.store.requests)
    without = text.replace(f"customer_id = {CUSTOMER}\n", "")
    settings.write_text(without + 'source = "customer"\n', encoding="utf-8")
    done = run(place.folder, "plan")
    assert (done.code, "customer_id" in done.err) == (1, True)

    settings.write_text(without, encoding="utf-8")
    done = run(place.folder, "plan", "--source", "customer")
    assert (done.code, "customer_id" in done.err) == (1, True)
    assert len(place.store.requests) == asked
