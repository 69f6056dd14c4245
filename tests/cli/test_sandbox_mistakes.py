"""What people do wrong with the sandbox, and what its disk does: words and a next step, no bug."""

import json
import sqlite3
import sys
from collections.abc import Callable
from typing import Final

import pytest

from reconciler.sandbox import database
from tests.cli.support import Project
from tests.support.repository import campaign

KEPT: Final = ".reconciler/sandbox.db"
DELETE: Final = "holds nothing but what was put into the sandbox."
WRITABLE: Final = "Work in a folder that you may write to"

Spoil = Callable[[Project], None]


def _is_folder(project: Project) -> None:
    (project.folder / KEPT).mkdir(parents=True)


def _has_no_folder(project: Project) -> None:
    project.write({".reconciler": "a file"})


def _is_text(project: Project) -> None:
    project.write({KEPT: b"no database" * 100})


def _statement(text: str) -> Spoil:
    def spoil(project: Project) -> None:
        project.store().close()
        with sqlite3.connect(project.folder / KEPT) as connection:
            connection.executescript(text)
        connection.close()

    return spoil


STORAGE: Final = {
    "a folder in its place": (_is_folder, "it cannot be opened", WRITABLE),
    "a file for its folder": (_has_no_folder, ".reconciler: File exists", WRITABLE),
    "no database": (_is_text, "it is damaged, or no database of a sandbox", DELETE),
    "of a newer version": (
        _statement("PRAGMA user_version = 99"),
        "a newer version made it",
        "Use that version. Or delete the file",
    ),
    "of other tables": (
        _statement("DROP TABLE options; CREATE TABLE options (other TEXT)"),
        "its tables are not those of this version",
        DELETE,
    ),
    "rows that are no JSON": (
        _statement("UPDATE options SET body = '{'"),
        "it is damaged",
        DELETE,
    ),
}
COMMANDS: Final = (
    ("plan",),
    ("apply", "--yes"),
    ("audit",),
    ("doctor",),
    ("expressions", "--write"),
    ("customer", "1"),
    ("import",),
    ("sandbox", "calls"),
    ("sandbox", "clock"),
    ("sandbox", "edit", "Spring", "description=x"),
    ("sandbox", "reset"),
    ("sandbox", "serve", "--port", "0"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("case", STORAGE)
def test_a_file_that_cannot_be_used_is_told_in_words(
    case: str, command: tuple[str, ...], project: Project
) -> None:
    """By every command, with the file, the reason and what to do."""
    spoil, reason, hint = STORAGE[case]
    project.write({"campaigns/a.yaml": campaign()})
    spoil(project)
    ran = project.run(*command)
    assert (ran.code, ran.out) == (1, "")
    assert f"error: The sandbox's file {KEPT} cannot be used: {reason}" in ran.err
    assert hint in ran.err


@pytest.mark.parametrize(
    ("pragma", "reason"),
    [
        ("PRAGMA max_page_count = 1", "the disk is full"),
        ("PRAGMA query_only = 1", "it must not be written to"),
    ],
)
@pytest.mark.parametrize("command", [("sandbox", "reset"), ("plan",)], ids=" ".join)
def test_a_disk_that_cannot_be_written_is_told_in_words(
    pragma: str,
    reason: str,
    command: tuple[str, ...],
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As SQLite itself tells it."""
    prepare = database._prepare
    project.write({"campaigns/a.yaml": campaign()})
    project.run("apply", "--yes")

    def prepare_and_hinder(connection: sqlite3.Connection) -> None:
        prepare(connection)
        connection.execute(pragma)

    def add_much(connection: sqlite3.Connection) -> None:
        prepare_and_hinder(connection)
        connection.execute("INSERT INTO tokens VALUES (hex(randomblob(100000)), 0)")

    monkeypatch.setattr(database, "_prepare", add_much)
    ran = project.run(*command)
    assert (ran.code, ran.out) == (1, "")
    assert reason in ran.err


EDITS: Final = {
    "description": "'description' says no value. Write PATH=VALUE",
    "=5": "'=5' names no field",
    "descripton=x": "'descripton' is no field of a group. Did you mean 'description'?",
    "goal=x": "'goal' is no field of a group. Known are: id, ",
    "targets/7/name=x": "'targets' is a list with 1 item: write 0, not '7'",
    "targets/-1/name=x": "'targets' is a list with 1 item",
    "targets/x/name=x": "'targets' is a list with 1 item",
    "streaks/0/name=x": "'streaks' is a list with 0 items: set it as a whole",
    "name/first=x": "'name' is a single value: there is no 'first' below it",
    "targets/0/description/x=5": "'targets/0/description' is not set: set it as a whole",
    "targets/0/nam=x": "'nam' is no field of 'targets/0'. Did you mean 'name'?",
    "targets/0=5": "'targets/0' holds an object: set one of its fields",
    "attribution=5": "'attribution' holds an object",
    "targets=5": "it would be no group any more: targets of the group is no list of objects",
    "name=5": "it would be no group any more: the group has no name",
    "periods/0/startDate=soon": "startDate of a period of the group is no day",
    "targets/0/extendedFieldInfo=5": "extendedFieldInfo of a target of the group is no object",
    "unifiedTargetExpression={}": "has unifiedTargetExpression, and no combinationType",
    "totalPeriods=5": "'totalPeriods' is worked out by the sandbox, and cannot be set",
    "id=5": ", and stays",
    "name=Other": "something else in the sandbox has the name",
}


@pytest.mark.parametrize("change", EDITS)
def test_an_edit_that_cannot_be_made_is_told_in_words(change: str, project: Project) -> None:
    """With the next step; nothing is changed, not even what stands before it."""
    project.write({"campaigns/a.yaml": campaign(), "campaigns/b.yaml": campaign("Other")})
    assert project.run("apply", "--yes").code == 0
    with project.store() as store:
        before = store.groups()
    ran = project.run("sandbox", "edit", "Spring", "description=new", change)
    assert (ran.code, ran.out) == (1, "")
    assert EDITS[change] in ran.err
    with project.store() as store:
        assert store.groups() == before


def test_a_group_is_found_in_any_case_and_by_a_near_name(project: Project) -> None:
    project.write({"campaigns/a.yaml": campaign()})
    project.run("apply", "--yes")
    assert project.run("sandbox", "edit", "SPRING", "description=").code == 0
    with project.store() as store:
        assert store.groups()[0]["description"] == ""
    ran = project.run("sandbox", "edit", "Sprng", "description=x")
    assert ran.code == 1
    assert "The sandbox has no group 'Sprng'.\n  Did you mean 'Spring'?" in ran.err


def test_an_edit_in_another_folder_is_told_as_that(project: Project) -> None:
    """An empty sandbox is told to be empty; without settings it is nobody's."""
    ran = project.run("sandbox", "edit", "Spring", "description=x")
    assert ran.err.endswith(
        "It is empty: 'reconciler apply' or 'reconciler sandbox seed' fills it.\n"
    )
    (project.folder / "reconciler.toml").unlink()
    ran = project.run("sandbox", "edit", "Spring", "description=x")
    assert ran.code == 1
    assert "There is no reconciler.toml, so this is not the sandbox of any settings" in ran.err


def test_what_a_customer_has_reached_is_shown_to_them(project: Project) -> None:
    """In the period that runs, or the one that is named; of two, none is guessed."""
    project.write({"campaigns/a.yaml": campaign()})
    project.run("apply", "--yes")
    with project.store() as store:
        (group,) = store.groups()
    goal = group["targets"][0]["defaultValues"][0]["defaultValue"]
    named = ("--period", group["periods"][0]["refCode"].upper())
    for value, is_reached in ((f"{goal - 1}", False), (f"{goal}", True)):
        ran = project.run("sandbox", "progress", "7", "SPRING", value, *named)
        assert ran.code == 0, ran.err
        with project.store() as store:
            (row,) = store.progress_of(7).rows.values()
        assert (str(row["value"]), row["achieved_on"] is not None) == (value, is_reached)
        assert f"{value} of" in ran.out
    for asked, said in {
        ("7", "Sprng", "5"): "Did you mean 'Spring'?",
        ("7", "Spring", "5", "--period", "none"): "'Spring' has no period 'none'.",
        ("7", "Spring", "5", "--target", "none"): "'Spring' has no target 'none'.",
        ("7", "Spring", "much"): "'much' is no number such as 300 or 12.5.",
        ("0", "Spring", "5"): "0 is not in the range",
    }.items():
        ran = project.run("sandbox", "progress", *asked)
        assert (ran.code, ran.out) == (1, "")
        assert said in ran.err


SERVED: Final = {
    ("--port", "80800"): "80800 is not a port. Write a number from 1 to 65535",
    ("--port", "-1"): "-1 is not a port",
    ("--port", "http"): "'http' is not a valid integer",
    ("--host", "é" * 64): "is no name of a host",
    ("--host", "203.0.113.1", "--port", "0"): "203.0.113.1 is no address of this machine",
    ("--zone", "CET"): "'CET' is not an offset.\n  Write --zone as +0530.",
}


@pytest.mark.parametrize("options", SERVED, ids=" ".join)
def test_an_address_that_cannot_be_served_is_told_in_words(
    options: tuple[str, ...], project: Project
) -> None:
    ran = project.run("sandbox", "serve", *options)
    assert (ran.code, ran.out) == (1, "")
    assert SERVED[options] in ran.err


def test_the_call_for_tokens_is_not_asked_by_the_embedded_sandbox(project: Project) -> None:
    """Which is said where it is switched."""
    ran = project.run("sandbox", "calls", "token=401")
    assert ran.code == 0
    assert "note: 'token' is the login with a client key" in ran.err
    assert project.run("sandbox", "calls", "list=404").err == ""


def test_the_example_of_a_seed_is_one(project: Project) -> None:
    """It is put in as it stands, and nothing is said of it; what it lacks is made up."""
    shown = project.run("sandbox", "seed", "--help").out
    text = shown[shown.index("  [{") : shown.index("\n\nOptions:")]
    project.write({"seed.json": text})
    ran = project.run("sandbox", "seed", "seed.json")
    assert (ran.code, ran.out, ran.err) == (
        0,
        "1 group and 1 promotion put into the sandbox.\n",
        "",
    )
    found = project.run("audit", "--format", "json").json
    (promotion,) = found["promotions"]
    assert (promotion["name"], promotion["status"]) == ("Double points", "published")
    assert [each["name"] for each in found["groups"]] == ["Spring"]


@pytest.mark.parametrize("key", ["id", "name", "refCode", "startDate", "endDate", "periodId"])
def test_what_a_seed_lacks_is_named_with_where_the_keys_stand(project: Project, key: str) -> None:
    row = {
        "id": 1,
        "name": "Spring",
        "periods": [{"id": 2, "refCode": "a", "startDate": "2027-05-01", "endDate": "2027-05-31"}],
        "targets": [{"id": 3, "name": "t", "defaultValues": [{"periodId": 2}]}],
    }
    text = json.dumps(row).replace(f'"{key}":', '"other":')
    project.write({"seed.json": text})
    ran = project.run("sandbox", "seed", "seed.json")
    assert (ran.code, ran.out) == (1, "")
    assert "seed.json cannot be put into the sandbox: " in ran.err
    assert "'reconciler sandbox seed --help' says which keys are needed." in ran.err


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        ({"status": "PUBLISHED"}, "has the status 'PUBLISHED', which the API does not name"),
        ({}, "has no status"),
        ([], "has no status"),
    ],
)
def test_a_status_that_the_api_does_not_name_is_told(
    project: Project, metadata: object, said: str
) -> None:
    """It is put in all the same, since an answer may have words that no document names."""
    project.write({"seed.json": json.dumps([{"id": "p", "metadata": metadata}])})
    ran = project.run("sandbox", "seed", "seed.json")
    assert ran.code == 0
    assert f"note: in seed.json, the promotion at /0 {said}: it shows as unknown. " in ran.err
    assert "Known are ACTIVE, COMPLETED, DRAFT, " in ran.err


def test_serving_needs_a_server(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra of the package; the embedded sandbox works without."""
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    monkeypatch.delitem(sys.modules, "reconciler.sandbox.serve", raising=False)
    monkeypatch.delattr("reconciler.sandbox.serve", raising=False)
    ran = project.run("sandbox", "serve", "--port", "0")
    assert ran.code == 1
    assert "uvicorn is not installed" in ran.err
    assert "pip install 'uvicorn>=" in ran.err
    assert project.run("plan").code == 0
