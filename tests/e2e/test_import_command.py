"""The command ``reconciler import`` against the sandbox over HTTP."""

import asyncio
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from reconciler.campaigns import adopt
from reconciler.commands.connection import connect
from reconciler.commands.import_ import read_to_import
from reconciler.commands.session import Session
from reconciler.core.exact_json import Json, decode, encode
from reconciler.errors import UsageError
from reconciler.sandbox.serve import running
from reconciler.sandbox.store import Options, Store
from tests.cli.support import Project, Ran, without_credentials
from tests.support.audits import a_campaign
from tests.support.sandbox_rows import put
from tests.support.server import LOGIN
from tests.support.specs import row_of

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "tests" / "contract" / "samples"
CASES = ROOT / "tests" / "cases" / "import"


@dataclass(frozen=True)
class Place:
    """A folder with settings for a sandbox that is served over HTTP."""

    project: Project
    store: Store

    @property
    def folder(self) -> Path:
        return self.project.folder

    def run(self, *arguments: str) -> Ran:
        return self.project.run(*arguments)

    def files(self) -> dict[str, str]:
        folder = self.folder / "campaigns"
        return {path.name: path.read_text() for path in folder.glob("*.yaml")}

    def writes(self) -> list[str]:
        asked = [path for method, path, _ in self.store.requests if method != "GET"]
        return [path for path in asked if not path.endswith(("isValidName", "token/generate"))]


@pytest.fixture
def place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Place]:
    without_credentials(monkeypatch)
    for name, value in LOGIN.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    with Store(":memory:", Options(unique_target_names=False)) as store, running(store) as url:
        settings = f'[environments.uat]\nurl = "{url}"\nrequests_per_second = 1000\n'
        (tmp_path / "reconciler.toml").write_text(settings)
        yield Place(Project(tmp_path, capsys), store)


def documented_rows() -> list[Json]:
    names = ("milestones-page", "list-user-created")
    answers = [decode((SAMPLES / f"{name}.response.json").read_text()) for name in names]
    return [row for answer in answers for row in answer["data"]]


def odd_row(**changes: Json) -> Json:
    data = {
        "name": "Spring",
        "trackingType": "DEFAULT",
        "periods": [{"refCode": "may", "startDate": "2027-05-01", "endDate": "2027-05-31"}],
        "targets": [
            {
                "name": f"{changes.get('name', 'Spring')} spend",
                "targetEntity": "TRANSACTION",
                "targetType": "SALES",
                "defaultValues": 500,
            }
        ],
    }
    return row_of(data) | changes


def test_documented_groups_are_imported_and_a_plan_shows_no_change(place: Place) -> None:
    """All groups of two documented answers: imported, valid, in sync, and nothing was written."""
    rows = documented_rows()
    for row in rows:
        put(place.store, row)
    imported = place.run("import")
    assert (imported.code, imported.err) == (0, "")
    assert f"{len(rows)} files written, 0 groups declared already, 0 groups cannot" in (
        imported.out
    )
    assert place.run("validate").code == 0
    planned = place.run("plan", "--detailed-exitcode")
    assert planned.code == 0, planned.out
    counts = f"0 to create · 0 drifted · 0 blocked · {len(rows)} in sync · 0 unmanaged"
    assert counts in planned.out
    totals = decode(place.run("audit", "--format", "json").out)["totals"]
    assert (totals["managed"], totals["live"]) == (len(rows), len(rows))
    assert place.writes() == []


def test_odd_groups_are_imported_and_a_plan_shows_no_change(place: Place) -> None:
    """Whatever the API stores without a check: names, values, kinds and states."""
    rows = [decode(path.read_text()) for path in sorted(CASES.glob("*.json"))]
    rows += [odd_row(name=name) for name in ("", " outer ", "${x} y", "a\nb", "双十一")]
    rows += [odd_row(name="nothing to reach", targets=[]), odd_row(name="off", active=False)]
    rows[-1]["targets"][0] |= {"active": False, "expressionJson": "{oops", "expression": ""}
    for row in rows:
        put(place.store, row)
    imported = place.run("import")
    assert (imported.code, imported.err) == (0, "")
    planned = place.run("plan", "--detailed-exitcode")
    assert planned.code == 0, planned.out
    assert f"{len(rows)} in sync · 0 unmanaged" in planned.out


def test_importing_again_changes_no_file(place: Place) -> None:
    """The second run finds all groups declared."""
    for row in documented_rows():
        put(place.store, row)
    place.run("import")
    before = place.files()
    again = place.run("import")
    assert (again.code, place.files()) == (0, before)
    assert again.out == (
        "0 files written, 11 groups declared already, 0 groups cannot be imported.\n"
    )


def test_named_groups_are_imported_alone(place: Place) -> None:
    """Ignoring case; a name that is not live is an error that names the nearest."""
    for row in documented_rows():
        put(place.store, row)
    wrong = place.run("import", "testsup")
    assert (wrong.code, wrong.out, place.files()) == (1, "", {})
    assert "No live group is named 'testsup'." in wrong.err
    assert "Did you mean 'testsub'?" in wrong.err
    assert place.run("import", "TESTSUB", "wbc").code == 0
    assert sorted(place.files()) == ["testsub.yaml", "wbc.yaml"]
    planned = place.run("plan")
    assert "2 in sync · 9 unmanaged" in planned.out


def test_what_cannot_be_imported_is_listed_with_its_reason(place: Place) -> None:
    """The others are written all the same, and the exit code says that it was done in part."""
    put(place.store, odd_row())
    put(place.store, odd_row(name="\x1b[31mred", frequencyType="SOMETIMES"))
    imported = place.run("import")
    assert (imported.code, sorted(place.files())) == (8, ["spring.yaml"])
    assert "unknown-value: 'SOMETIMES' is not a word" in imported.out
    assert "\\x1b[31mred" in imported.out
    assert "\x1b" not in imported.out
    assert "1 file written, 0 groups declared already, 1 group cannot be imported." in (
        imported.out
    )
    again = place.run("import")
    assert again.code == 8
    assert "1 group declared already, 1 group cannot be imported." in again.out


def test_a_dry_run_writes_nothing(place: Place) -> None:
    """It says what would be written."""
    put(place.store, odd_row())
    tried = place.run("import", "--dry-run")
    assert (tried.code, place.files()) == (0, {})
    assert "  + Spring  campaigns/spring.yaml  group 1001\n" in tried.out
    assert "1 file would be written" in tried.out


def test_a_deactivated_group_needs_the_read_that_shows_its_periods(place: Place) -> None:
    """Through target-groups such a group has no periods to be seen; through milestones it has."""
    put(place.store, odd_row(active=False))
    through_list = place.run("import", "--source", "target-groups")
    assert (through_list.code, place.files()) == (8, {})
    assert "shown-in-part: The read does not show periods." in through_list.out
    assert "(--source milestones)" in through_list.out
    assert "--source target-groups" not in through_list.out
    assert place.run("import", "--source", "milestones").code == 0
    assert list(place.files()) == ["spring.yaml"]


def test_the_first_line_leads_editors_to_the_schema(place: Place) -> None:
    """By the path from the file to the schema, or by the command that writes one."""
    put(place.store, odd_row())
    place.run("import")
    [text] = place.files().values()
    assert text.startswith("# 'reconciler schema' writes the schema by which")
    (place.folder / "campaigns" / "spring.yaml").unlink()
    assert place.run("schema").code == 0
    place.run("import")
    [text] = place.files().values()
    assert text.startswith(
        "# yaml-language-server: $schema=../schemas/campaign.schema.json\nname: Spring\n"
    )


def test_whatever_is_in_the_way_is_left_alone(place: Place) -> None:
    """In whatever case, it is neither replaced nor followed."""
    put(place.store, odd_row())
    folder = place.folder / "campaigns"
    folder.mkdir()
    (folder / "SPRING.yaml").mkdir()
    elsewhere = place.folder / "elsewhere.yaml"
    elsewhere.write_text(encode(a_campaign("Other")))
    before = elsewhere.read_bytes()
    (folder / "spring-2.yaml").symlink_to(elsewhere)
    assert place.run("import").code == 0
    assert (folder / "spring-3.yaml").is_file()
    assert elsewhere.read_bytes() == before


def test_files_with_errors_stop_the_import(place: Place) -> None:
    """Nobody can say then which groups are declared."""
    put(place.store, odd_row())
    (place.folder / "campaigns").mkdir()
    (place.folder / "campaigns" / "mine.yaml").write_text("name: 1.5\n")
    stopped = place.run("import")
    assert (stopped.code, list(place.files())) == (3, ["mine.yaml"])


def test_another_organisation_stops_the_import(place: Place) -> None:
    """The guard that plans have holds here too."""
    put(place.store, odd_row())
    with (place.folder / "reconciler.toml").open("a") as settings:
        settings.write("org_id = 7\n")
    stopped = place.run("import")
    assert (stopped.code, place.files()) == (6, {})


def test_a_folder_that_is_a_file_is_a_usage_error(place: Place) -> None:
    """With what to do."""
    put(place.store, odd_row())
    (place.folder / "campaigns").write_text("not a folder")
    stopped = place.run("import")
    assert stopped.code == 1
    assert "The folder of campaigns campaigns cannot be read" in stopped.err


def test_what_one_customer_sees_is_too_little() -> None:
    """Before anything is asked, whatever the settings say."""
    session = Session(config=Path("nowhere.toml"), chosen=None, variables={}, opens=connect)
    nothing = adopt.Place(today=dt.date(2027, 1, 15))
    with pytest.raises(UsageError, match="too little to write campaign files from"):
        asyncio.run(read_to_import(session, nothing, (), "customer"))
