"""``reconciler audit`` as a user runs it: on the sandbox, and against a server that misbehaves."""

import csv
import io
import json
import os
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import openpyxl
import pytest
from jsonschema import Draft202012Validator

from reconciler.core.audit import Standing
from reconciler.core.exact_json import Json, encode
from reconciler.render.schemas import OUTPUT_SCHEMAS
from reconciler.sandbox.serve import running
from reconciler.sandbox.store import Store
from tests.cli.support import Project, Ran, without_credentials
from tests.support.audits import a_campaign, a_row
from tests.support.loaded_command import loaded_command

SANDBOX = "[environments.sandbox]\nsandbox = true\n"
CREDENTIALS = {"RECONCILER_USERNAME": "sandbox", "RECONCILER_PASSWORD": "sandbox"}


def reconciler(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder."""
    done = run(folder, *arguments)
    written = (done.stdout.decode(), done.stderr.decode())
    told = [each.replace("\r\n", "\n") for each in written]
    return subprocess.CompletedProcess(done.args, done.returncode, *told)


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a folder, whatever it writes."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("RECONCILER_")}
    root = str(Path(__file__).parents[2])
    return subprocess.run(
        [*loaded_command(), *arguments],
        cwd=folder,
        env=kept | CREDENTIALS | {"PYTHONPATH": root, "NO_PROXY": "*"},
        capture_output=True,
        check=False,
    )


def declare(folder: Path, name: str, *, value: int = 500, owner: str = "crm-team") -> None:
    """Write a campaign file."""
    data = a_campaign(name, starts="2027-05-01", ends="2027-05-31")
    data["targets"][0]["defaultValues"] = value
    (folder / "campaigns" / f"{name}.json").write_text(
        json.dumps(data | {"metadata": {"owner": owner}}), encoding="utf-8"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository with settings and no campaigns yet."""
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "reconciler.toml").write_text(SANDBOX, encoding="utf-8")
    return tmp_path


@pytest.fixture
def here(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Project:
    """The same repository for commands in this process, which cost a tenth of others."""
    without_credentials(monkeypatch)
    monkeypatch.chdir(folder)
    return Project(folder, capsys)


@pytest.fixture
def organisation(folder: Path, here: Project) -> Path:
    """A repository, and a sandbox with one campaign of each class but missing ones."""
    for k, name in enumerate(("Managed one", "Drifted two", "Unmanaged three"), 1):
        declare(folder, name, value=100 * k)
    assert here.run("apply", "--yes").code == 0
    (folder / "campaigns" / "Unmanaged three.json").unlink()
    declare(folder, "Missing four", value=400)
    edit = ("sandbox", "edit", "Drifted two", "targets/0/defaultValues/0/defaultValue=150")
    assert here.run(*edit).code == 0
    return folder


@contextmanager
def environment(folder: Path, url: str) -> Iterator[None]:
    """Let the environment be a server instead of the embedded sandbox, for a while."""
    settings = folder / "reconciler.toml"
    before = settings.read_text(encoding="utf-8")
    settings.write_text(f'[environments.uat]\nurl = "{url}"\n', encoding="utf-8")
    yield
    settings.write_text(before, encoding="utf-8")


def classes(done: subprocess.CompletedProcess[str]) -> Mapping[str, str]:
    """The class of each campaign in a JSON audit."""
    return {each["name"]: each["class"] for each in json.loads(done.stdout)["groups"]}


EXPECTED = {
    "Managed one": "managed",
    "Drifted two": "drifted",
    "Unmanaged three": "unmanaged",
    "Missing four": "missing",
}


def test_an_audit_tells_the_class_of_each_campaign(organisation: Path) -> None:
    """In text for people, with the counts first; the exit code is 0 whatever is found."""
    done = reconciler(organisation, "audit")

    assert done.returncode == 0
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Audit of sandbox, organisation 100001, on ")
    assert lines[1] == "  1 drifted · 1 missing · 1 unmanaged · 1 managed"
    assert lines[3] == "  coverage: 33.3 % (managed: 1 of 3 live groups)"
    assert "targets/Drifted two target/defaultValues/all" in done.stdout


def test_an_audit_as_json_fits_its_schema(organisation: Path) -> None:
    """Owner, maker and days are told as far as they are known."""
    done = reconciler(organisation, "audit", "--format", "json")
    data = json.loads(done.stdout)

    Draft202012Validator(OUTPUT_SCHEMAS["audit.schema.json"]).validate(data)
    assert classes(done) == EXPECTED
    managed = next(each for each in data["groups"] if each["class"] == "managed")
    assert managed["owner"] == "crm-team"
    assert managed["created_by"] == "sandbox"
    assert (managed["starts"], managed["ends"]) == ("2027-05-01", "2027-05-31")
    assert managed["file"] == "campaigns/Managed one.json"


@pytest.mark.parametrize("source", ["milestones", "target-groups"])
def test_every_source_of_groups_gives_the_same_classes(organisation: Path, source: str) -> None:
    """Over HTTP; what a source does not show is said, and makes no other class."""
    store = Store(organisation / ".reconciler" / "sandbox.db")
    with store, running(store) as url, environment(organisation, url):
        done = reconciler(organisation, "audit", "--source", source, "--format", "json")

    assert done.returncode == 0, done.stderr
    assert classes(done) == EXPECTED


NAMED = {
    "managed": {"Managed one"},
    "drifted": {"Drifted two"},
    "unmanaged": {"Unmanaged three"},
    "missing": {"Missing four"},
}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--name", "*e*d *"), {"Managed one", "Drifted two", "Unmanaged three"}),
        (("--owner", "CRM-team", "--name", "m*"), {"Managed one", "Missing four"}),
        (("--owner", "nobody"), set()),
        (("--flag", "near-duplicate-name"), set()),
        *((("--class", each.value), NAMED.get(each, set())) for each in Standing),
        (("--class", "missing", "--class", "drifted"), {"Drifted two", "Missing four"}),
    ],
)
def test_an_audit_of_some_is_said_to_be_one(
    organisation: Path, here: Project, options: tuple[str, ...], expected: set[str]
) -> None:
    """Only what fits is listed, while totals stay those of all."""
    done = here.run("audit", *options, "--format", "json")
    text = here.run("audit", *options)
    table = here.run("audit", *options, "--format", "csv")

    assert {each["name"] for each in done.json["groups"]} == expected, done.err
    assert done.json["totals"]["live"] == 3
    said = f"shown: {len(expected)} of 4 campaigns; totals are of all"
    assert said in text.out
    assert said in table.err
    assert len(table.out.splitlines()) == 1 + len(expected)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--flag", "end-soon"), "There is no flag 'end-soon'. Nothing was asked."),
        (("--flag", "end-soon"), "Did you mean 'ends-soon'?"),
        (("--flag", "unmanaged"), "It is a class: --class unmanaged."),
        (("--running", "--write-known", "old"), "writes every group that is unmanaged"),
    ],
)
def test_a_filter_that_cannot_be_meant_is_refused(
    here: Project, options: tuple[str, ...], said: str
) -> None:
    """Before anything is asked or written."""
    done = here.run("audit", *options)

    assert done.code == 1
    assert said in done.err
    assert done.out == ""


def test_an_audit_changes_nothing(organisation: Path, here: Project) -> None:
    """It asks, and never sends anything that writes."""
    with Store(organisation / ".reconciler" / "sandbox.db") as store:
        before, count = store.groups(), len(store.requests)
    here.run("audit", "--format", "html")
    with Store(organisation / ".reconciler" / "sandbox.db") as store:
        assert store.groups() == before
        sent = {(method, path) for method, path, _ in store.requests[count:]}

    assert sent == {
        ("GET", "/v3/milestones"),
        ("GET", "/v3/promotions"),
        ("POST", "/v3/targetGroups/isValidName"),
    }


@pytest.mark.parametrize("form", ["text", "json", "csv", "markdown", "html"])
def test_an_audit_is_written_to_a_file(organisation: Path, here: Project, form: str) -> None:
    """The same bytes as on standard output; standard output then holds nothing.

    Only a CSV begins with a mark by which Excel knows that it is UTF-8.
    """
    shown = here.run("audit", "--format", form)
    done = here.run("audit", "--format", form, "--out", "audit.out")

    assert done == Ran(0, "", f"wrote audit.out (format {form})\n")
    text = (organisation / "audit.out").read_bytes().decode()
    assert text.removeprefix("\ufeff").replace("\r\n", "\n") == shown.out.replace("\r\n", "\n")
    assert ("\r\n" in text) == text.startswith("\ufeff") == (form == "csv")


@pytest.mark.parametrize("arguments", [("--out", "audit.xlsx"), ("--format", "xlsx")])
def test_a_workbook_is_written_to_a_file_or_a_pipe(
    organisation: Path, arguments: tuple[str, ...]
) -> None:
    """With the groups of the CSV, each in its class."""
    done = run(organisation, "audit", *arguments)
    assert done.returncode == 0
    book = openpyxl.load_workbook(
        io.BytesIO(done.stdout) if "--format" in arguments else organisation / "audit.xlsx"
    )
    head, *rows = book["audit"].values
    assert {row[1]: row[0] for row in rows} == EXPECTED
    assert {*head[:2]} == {"class", "name"}


def test_a_csv_opens_in_a_spreadsheet(organisation: Path) -> None:
    """One line for each campaign, below a line of headings."""
    done = reconciler(organisation, "audit", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))

    assert {row["name"]: row["class"] for row in rows} == EXPECTED


def test_an_organisation_without_groups_is_audited(folder: Path) -> None:
    """Nothing is live, nothing is declared, and that is no failure."""
    done = reconciler(folder, "audit")

    assert done.returncode == 0
    assert "coverage: nothing is live" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--format", "pdf"), 1, "Invalid value for '--format'"),
        (("--out", "nowhere/audit.html"), 1, "cannot be written"),
        (("--format", "csv", "--out", "audit.xlsx"), 1, "does not match the CSV in it"),
    ],
)
def test_wrong_use_is_told(
    here: Project, arguments: tuple[str, ...], code: int, message: str
) -> None:
    """On standard error, with exit code 1."""
    done = here.run("audit", *arguments)

    assert done.code == code
    assert message in done.err
    assert done.out == ""


def test_a_source_that_hides_groups_is_refused(folder: Path) -> None:
    """One customer's campaigns are not all campaigns."""
    done = reconciler(folder, "audit", "--source", "customer")

    assert done.returncode == 1
    assert "customer" in done.stderr
    assert done.stdout == ""


def test_invalid_files_stop_the_audit(folder: Path) -> None:
    """A file that cannot be read would make its campaign look unmanaged."""
    (folder / "campaigns" / "broken.yaml").write_text("name: [", encoding="utf-8")
    done = reconciler(folder, "audit")

    assert done.returncode == 3
    assert done.stdout == ""


@contextmanager
def a_server(*pages: Json) -> Iterator[str]:
    """A server that answers reads with pages, one after the other, round and round."""
    asked = iter(range(1000))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = encode(pages[next(asked) % len(pages)]).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - as called
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def a_page(*rows: Json, total: int) -> Json:
    return {"data": rows, "errors": [], "pagination": {"limit": 100, "offset": 0, "total": total}}


ROWS = [a_row(a_campaign(name), 100 * k) for k, name in enumerate(("a", "b", "c"), 1)]


@pytest.mark.parametrize(
    "pages",
    [
        [a_page(*ROWS, total=4), a_page(total=4)],
        [a_page(*ROWS, total=4), a_page(ROWS[0], total=4)],
        [a_page(*ROWS[:2], total=3), a_page(ROWS[2], total=4)],
    ],
    ids=["ends too soon", "one twice", "changes under way"],
)
def test_an_incomplete_read_is_an_error_and_no_audit(folder: Path, pages: list[Json]) -> None:
    """Exit code 5, nothing on standard output."""
    with a_server(*pages) as url, environment(folder, url):
        done = reconciler(folder, "audit", "--source", "milestones")

    assert done.returncode == 5, done.stderr
    assert "changed while it was read" in done.stderr
    assert done.stdout == ""
