"""``audit --all`` and ``audit --merge``: several organisations in one report."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from reconciler.render.audit_json import audit_to_json
from reconciler.render.safe import json_text
from reconciler.sandbox.serve import running
from reconciler.sandbox.store import Store
from tests.cli.support import SCHEMAS, Project, Ran
from tests.render.test_audit_formats import a_mixed_audit
from tests.support.repository import campaign

FORMATS = ("text", "json", "markdown", "csv", "html")


@pytest.fixture
def organisations(project: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """Two organisations that answer, one that nobody can log in to, and a sandbox."""
    project.write({"campaigns/a.yaml": campaign("Spring"), "campaigns/b.yaml": campaign("Summer")})
    with Store(":memory:") as one, Store(":memory:") as two, running(one) as a, running(two) as b:
        lines = ["[environments.sandbox]", "sandbox = true"]
        for name, url in (("eu", a), ("asia", b), ("us", a)):
            lines += [f"[environments.{name}]", f'url = "{url}"', "requests_per_second = 1000.0"]
            if name != "us":
                monkeypatch.setenv(f"RECONCILER_{name.upper()}_USERNAME", "sandbox")
                monkeypatch.setenv(f"RECONCILER_{name.upper()}_PASSWORD", "sandbox")
        project.write({"reconciler.toml": 'default_environment = "eu"\n' + "\n".join(lines)})
        assert project.run("apply", "--yes", "--environment", "eu").code == 0
        assert project.run("apply", "--yes", "--environment", "asia", "--only", "Summer").code == 0
        yield project


def held(ran: Ran) -> Any:  # noqa: ANN401 - any JSON value
    schema = json.loads((SCHEMAS / "audits.schema.json").read_text())
    Draft202012Validator(schema).validate(ran.json)
    return ran.json


def written(project: Project, name: str) -> str:
    """The audit of an environment, in a file."""
    ran = project.run("audit", "--environment", name, "--format", "json", "--out", f"{name}.json")
    assert ran.code == 0
    return f"{name}.json"


def test_all_are_shown_and_one_that_fails_stops_none(organisations: Project) -> None:
    """Its groups are not counted as nothing; the code is its own, the sandbox is left out."""
    ran = organisations.run("audit", "--all", "--format", "json")
    assert ran.code == 1  # no login is a matter of the settings
    data = held(ran)
    assert [each["environment"] for each in data["audits"]] == ["asia", "eu"]
    [failed] = data["not_read"]
    assert (failed["environment"], failed["exit_code"]) == ("us", 1)
    assert "hold no credentials for us" in failed["reason"]
    assert (data["totals"]["live"], data["totals"]["environments"]) == (3, 2)
    assert "error: us could not be read: " in ran.err
    assert data["differs"] == [
        {"name": "Spring", "live": ["eu"], "missing": ["asia"], "absent": [], "over": False}
    ]


def test_every_format_shows_all(organisations: Project) -> None:
    """What differs, who could not be read, and every campaign."""
    for form in FORMATS:
        ran = organisations.run("audit", "--all", "--format", form)
        assert ran.code == 1
        for each in ("asia", "eu", "us", "Spring", "Summer", "no credentials"):
            assert each in ran.out, (form, each)
        assert ("could not be read" in ran.err) == (form not in {"text", "markdown"})
    rows = [
        *csv.DictReader(io.StringIO(organisations.run("audit", "--all", "--format", "csv").out))
    ]
    assert [(each["environment"], each["class"], each["name"]) for each in rows] == [
        ("us", "not-read", ""),
        ("asia", "missing", "Spring"),
        ("asia", "managed", "Summer"),
        ("eu", "managed", "Spring"),
        ("eu", "managed", "Summer"),
    ]
    assert organisations.run("audit", "--all", "--out", "all.xlsx").code == 1
    book = openpyxl.load_workbook("all.xlsx")
    assert book.sheetnames == ["audits", "organisations", "differs", "about"]
    assert [row[0] for row in book["differs"].values] == ["Campaign", "Spring"]
    assert [row[0] for row in book["organisations"].values] == ["Environment", "us", "asia", "eu"]


def test_a_filter_is_for_all(organisations: Project) -> None:
    """And CSV, which cannot say it in itself, says it beside."""
    ran = organisations.run("audit", "--all", "--name", "spr*", "--format", "csv")
    assert "Summer" not in ran.out
    assert ran.err.count("shown: 1 of 2 campaigns; totals are of all") == 2
    assert organisations.run("audit", "--all", "--name", "spr*", "--out", "all.xlsx").code == 1
    assert (
        "Summer"
        not in organisations.run("audit", "--all", "--name", "spr*", "--format", "html").out
    )


def test_files_say_the_same(organisations: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without settings and without asking anybody; also files of several."""
    files = [written(organisations, name) for name in ("eu", "asia")]
    whole = {form: organisations.run("audit", "--all", "--format", form).out for form in FORMATS}
    (organisations.folder / "all.json").write_text(whole["json"])
    organisations.delete("reconciler.toml")
    for form in FORMATS:
        if form in {"csv", "json"}:
            assert (
                organisations.run("audit", "--merge", "all.json", "--format", form).out
                == whole[form]
            )
        ran = organisations.run("audit", "--merge", *files, "--format", form)
        assert (ran.code, ran.err) == (0, "")
        assert "no credentials" not in ran.out
    data = held(organisations.run("audit", "--merge", *files, "--format", "json"))
    assert data["audits"] == json.loads(whole["json"])["audits"]
    assert organisations.run("audit", "--merge", "all.json").code == 1  # us is still not read


def test_a_report_replaces_an_earlier_one(project: Project) -> None:
    """In every format, and one of a single organisation as well; nothing else."""
    eu = an_audit_of_eu(project)
    for name in ("all.html", "all.json", "all.md", "all.csv", "all.txt", "all.xlsx"):
        for _ in range(2):
            assert project.run("audit", "--merge", eu, "--out", name).code == 0
    assert project.run("audit", "--merge", eu, "--out", "reconciler.toml").code == 1


def test_an_environment_without_a_file_is_not_read(organisations: Project) -> None:
    """Where the settings say that there is one."""
    files = [written(organisations, name) for name in ("eu", "asia")]
    ran = organisations.run("audit", "--all", "--merge", *files, "--format", "json")
    assert ran.code == 5
    assert [each["environment"] for each in held(ran)["not_read"]] == ["us"]
    assert "No file of it was given." in ran.json["not_read"][0]["reason"]


def an_audit_of_eu(project: Project) -> str:
    """A file of an audit, that nobody was asked for."""
    audit = replace(a_mixed_audit(), environment="eu")
    project.write({"eu.json": json_text(audit_to_json(audit))})
    return "eu.json"


def spoiled(project: Project, name: str, **changes: Any) -> str:  # noqa: ANN401 - any JSON value
    """A file of eu in which something is another value."""
    data = json.loads((project.folder / "eu.json").read_text())
    (project.folder / name).write_text(json.dumps(data | changes, indent=1))
    return name


def test_all_that_is_wrong_is_told_at_once(project: Project) -> None:
    """With the file, the place, and what to do; nothing is written."""
    eu = an_audit_of_eu(project)
    group = {"class": "odd", "name": 5, "flags": [], "line": -1, "starts": "2027-02-30"}
    texts: dict[str, str | bytes] = {
        "cut.json": '{"format_version": "1.4",\n "groups": [',
        "plan.json": '{"format_version": "1.4", "changes": []}',
        "list.json": "[]",
        "latin.json": b"\xff",
        "new.json": '{"format_version": "2.0", "groups": []}',
        "deep.json": "[" * 100_000,
    }
    project.write(texts)
    files = [*texts, "nowhere.json", eu]
    files += [spoiled(project, "group.json", groups=[group]), spoiled(project, "copy.json")]
    totals = json.loads((project.folder / eu).read_text())["totals"]
    files.append(spoiled(project, "sum.json", totals=totals | {"unmanaged": 7}))
    files.append(spoiled(project, "live.json", totals=totals | {"live": 7}))
    files.append(spoiled(project, "share.json", totals=totals | {"coverage": 101, "managed": 1.0}))
    files.append(spoiled(project, "part.json", filter={"running": True}))
    files.append(spoiled(project, "none.json", filter={"classes": ["known"]}, groups=[]))
    files.append(spoiled(project, "notes.json", notes=list(range(200))))
    ran = project.run("audit", "--merge", *files, "--out", "all.html")
    assert ran.code == 1
    assert not (project.folder / "all.html").exists()
    for line in (
        "cut.json:2:13: it is not JSON: Expecting value",
        "plan.json:1:1: it is no audit",
        "list.json:1:1: it is no audit",
        "latin.json:1:1: it is not UTF-8 text",
        "new.json:1:20: /format_version: its format 2.0 is not known here",
        "deep.json:1:1: it holds what no audit holds",
        "nowhere.json: it cannot be read: No such file or directory",
        "/groups/0/class: 'odd' is none of drifted, missing, unmanaged",
        "/groups/0/name: a text is due, not 5",
        "/groups/0/line: -1 is less than 0",
        "/groups/0/starts: '2027-02-30' is not a date",
        "copy.json: it is of eu, as is eu.json",
        "/totals/unmanaged: it is 7, but the groups add up to 3",
        "live.json:1:1: The audit does not add up: 7 groups are live, 5 stand in a class.",
        "/totals/coverage: 101 is more than 100",
        "/filter: only a part is shown",
        "/notes/99: a text is due, not 99",
        "notes.json: and more",
        "Make each of them with 'reconciler --environment NAME audit --format json",
    ):
        assert line in ran.err, line
    assert "/notes/100:" not in ran.err
    assert ran.err.count("/filter: only a part is shown") == 2
    assert ran.err.count("does not add up") == 1


def test_a_file_from_standard_input(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the mark that some systems put in front."""
    text = b"\xef\xbb\xbf" + Path(an_audit_of_eu(project)).read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert project.run("audit", "--merge", "-").code == 0
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"{}")))
    assert "<stdin>:1:1: it is no audit" in project.run("audit", "--merge", "-").err


def test_what_no_schema_forbids_is_told_too(project: Project) -> None:
    """A number that is whole, and written as if it were not; half a character is none."""
    an_audit_of_eu(project)
    totals = json.loads((project.folder / "eu.json").read_text())["totals"]
    spoiled(project, "float.json", totals=totals | {"managed": 1.0})
    assert "Expected `int`, got `float`" in project.run("audit", "--merge", "float.json").err
    spoiled(project, "half.json", notes=["\ud800"])
    assert project.run("audit", "--merge", "half.json", "--format", "json").code == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("eu.json",), "Files are given with --merge"),
        (("--merge",), "Name the files to merge"),
        (("--all", "--environment", "eu"), "Give either --all or --environment."),
        (("--merge", "a.json", "--environment", "eu"), "Give either --merge or --environment."),
        (("--all", "--write-known", "x"), "Give --write-known without --all"),
        (("--merge", "a.json", "--source", "auto"), "Give --source without --merge"),
    ],
)
def test_what_does_not_go_together(project: Project, line: tuple[str, ...], said: str) -> None:
    """Is refused before anything is asked."""
    ran = project.run("audit", *line)
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err


def test_sandboxes_alone_are_put_together(project: Project) -> None:
    """Where there is nothing else, so that it can be tried."""
    project.settings('[environments.other]\nsandbox = "other"\n')
    ran = project.run("audit", "--all", "--format", "json")
    assert (ran.code, len(held(ran)["audits"])) == (0, 2)


def test_findings_of_files_that_all_share_are_told_once(organisations: Project) -> None:
    """However many environments have them."""
    organisations.write({"campaigns/c.yaml": "name: Broken\n"})
    ran = organisations.run("audit", "--all")
    assert ran.code == 3
    assert ran.err.count("campaigns/c.yaml:1:1: error") == 1
    assert ran.out.count("The campaign files have errors") == 3


def test_an_owner_whom_nothing_names_is_told(project: Project) -> None:
    """The audit is empty, and the name perhaps mistyped."""
    project.write({"campaigns/a.yaml": campaign("Spring") + "metadata: {owner: crm-team}\n"})
    for owner, told in (("crm-team", ""), ("crm-taem", "Did you mean 'crm-team'?"), ("x", "'x'.")):
        ran = project.run("audit", "--owner", owner)
        assert ran.code == 0
        assert told in ran.err
        assert ("names the owner" in ran.err) is bool(told)
