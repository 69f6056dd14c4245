"""What every command says as JSON, held by the schema that is published for it."""

import io
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator

from tests.cli.support import SCHEMAS, Project, Ran
from tests.support.every_command import LINES, check_lines
from tests.support.repository import WITH_OTHER, campaign

SCHEMA_OF: Final[Mapping[str, str | None]] = {
    "accept": "accept",
    "apply": "receipt",
    "audit": "audit",
    "compare": "compare",
    "customer": "customer",
    "doctor": "doctor",
    "environments": "environments",
    "explain": "explain",
    "expressions": "expressions",
    "fmt": "fmt",
    "import": "import",
    "init": "init",
    "new": "new",
    "plan": "plan",
    "schema": "schema",
    "show": "plan",
    "validate": "findings",
    "sandbox calls": "sandbox",
    "sandbox clock": "sandbox",
    "sandbox edit": "sandbox",
    "sandbox progress": "sandbox",
    "sandbox reset": "sandbox",
    "sandbox seed": "sandbox",
    "sandbox serve": None,
    "comment": None,
    "issue": None,
}
"""The schema of each command; None for what serves until it is ended, or needs GitHub."""
ASKED: Final = {
    **LINES,
    "accept": ["Spring", "Summer", "--yes"],
    "customer": ["900000001"],
    "sandbox edit": ["Spring", "description=other"],
    "sandbox progress": ["7", "Spring", "5"],
    "sandbox seed": ["seed.json"],
    "show": ["plan.json"],
}


def test_every_command_is_in_the_table() -> None:
    """A new one says JSON as well, or why not."""
    check_lines(SCHEMA_OF)


def prepared(project: Project) -> None:
    """Groups of every standing: as declared, drifted, in no file, and one that is to be created."""
    names = ("Spring", "Summer", "Autumn")
    project.write({"reconciler.toml": WITH_OTHER})
    project.write({f"campaigns/{name}.yaml": campaign(name) for name in names})
    assert project.run("apply", "--yes").code == 0
    project.run("sandbox", "edit", "Spring", "preferredTillId=7")
    project.delete("campaigns/Autumn.yaml")
    project.write({"campaigns/Winter.yaml": campaign("Winter"), "seed.json": "[]"})
    assert project.run("plan", "--out", "plan.json").code == 0


@pytest.mark.parametrize("words", sorted(words for words, schema in SCHEMA_OF.items() if schema))
def test_what_a_command_says_is_as_its_schema_says(project: Project, words: str) -> None:
    """Standard output is one JSON document; the version of its format stands in it."""
    prepared(project)
    ran = project.run(*words.split(), *ASKED[words], "--format", "json")
    assert ran.code in {0, 1, 6}
    held(ran, f"{SCHEMA_OF[words]}.schema.json")
    assert ran.json["format_version"]


def held(ran: Ran, schema: str) -> Any:  # noqa: ANN401 - any JSON value
    """Standard output as JSON, if it is as a schema says."""
    Draft202012Validator(json.loads((SCHEMAS / schema).read_text())).validate(ran.json)
    return ran.json


def test_accept_says_what_became_of_each(project: Project) -> None:
    """Accepted with its difference, nothing to accept, or refused with findings."""
    prepared(project)
    ran = project.run("accept", "Spring", "Summer", "Autumn", "--yes", "--format", "json")
    data = held(ran, "accept.schema.json")
    found = {each["name"]: each for each in data["campaigns"]}
    assert {name: each["outcome"] for name, each in found.items()} == {
        "Spring": "accepted",
        "Summer": "nothing-to-accept",
        "Autumn": "nothing-to-accept",
    }
    assert "+preferredTillId: 7" in found["Spring"]["diff"]
    assert "file" not in found["Autumn"]
    project.run("sandbox", "edit", "Spring", "preferredTillId=8")
    settings = (project.folder / "reconciler.toml").read_text()
    project.write({"reconciler.toml": settings + "[environments.sandbox.values]\ntill = 7\n"})
    text = (project.folder / "campaigns/Spring.yaml").read_text()
    project.write(
        {"campaigns/Spring.yaml": text.replace("preferredTillId: 7", "preferredTillId: ${till}")}
    )
    ran = project.run("accept", "Spring", "--yes", "--format", "json")
    [refused] = held(ran, "accept.schema.json")["campaigns"]
    assert (ran.code, ran.err, refused["outcome"]) == (1, "", "refused")
    assert refused["findings"]


def test_import_says_what_was_written_and_what_not(project: Project) -> None:
    """With a dry run, what would be."""
    prepared(project)
    dry = held(project.run("import", "--dry-run", "--format", "json"), "import.schema.json")
    done = held(project.run("import", "--format", "json"), "import.schema.json")
    assert dry == done | {"dry_run": True}
    assert [each["file"] for each in done["files"]] == ["campaigns/autumn.yaml"]
    assert {each["name"] for each in done["declared"]} == {"Spring", "Summer"}
    again = held(project.run("import", "--format", "json"), "import.schema.json")
    assert again["files"] == []


@pytest.mark.parametrize(("more", "keys"), [((), {"file"}), (("--out", "-"), {"file", "text"})])
def test_new_says_where_the_file_is(project: Project, more: Sequence[str], keys: set[str]) -> None:
    """Or what it holds, and what may be a slip."""
    line = ["new", *LINES["new"], "--format", "json", *more]
    data = held(project.run(*line), "new.schema.json")
    assert data.keys() == {"format_version", "name", "findings"} | keys
    assert data.get("text", "name: New\n").startswith(("name: New", "#"))
    late = [text.replace("2027", "2097").replace("New", "Late") for text in line]
    found = held(project.run(*late, "--out", "other.yaml"), "new.schema.json")["findings"]
    assert [each["code"] for each in found] == ["year-unlikely"]
    assert found[0]["file"] == "other.yaml"


def test_schemas_are_written_checked_and_stale(project: Project) -> None:
    """The exit code is that of the text."""
    written = held(project.run("schema", "--format", "json"), "schema.schema.json")
    assert {each["state"] for each in written["schemas"]} == {"written"}
    checked = held(project.run("schema", "--check", "--format", "json"), "schema.schema.json")
    assert {each["state"] for each in checked["schemas"]} == {"up-to-date"}
    project.write({"schemas/plan.schema.json": "{}"})
    stale = project.run("schema", "--check", "--format", "json")
    rows = held(stale, "schema.schema.json")["schemas"]
    assert stale.code == 1
    assert [each["file"] for each in rows if each["state"] == "stale"] == [
        "schemas/plan.schema.json"
    ]


def test_explain_says_one_or_all(project: Project) -> None:
    """With the same keys."""
    every = held(project.run("explain", "--format", "json"), "explain.schema.json")["explained"]
    assert {each["kind"] for each in every} == {"error", "create-only", "warning", "rule", "topic"}
    for each in (every[0], every[-1]):
        ran = project.run("explain", each["code"], "--format", "json")
        assert held(ran, "explain.schema.json")["explained"] == [each]


class Input(io.TextIOWrapper):
    """Standard input that holds something."""

    def __init__(self, raw: bytes) -> None:
        super().__init__(io.BytesIO(raw))


TIDY: Final = b"name: A\ntrackingType: DEFAULT\n"
MESSY: Final = b"trackingType:   DEFAULT\nname: A\n"


@pytest.mark.parametrize(
    ("raw", "more", "expected"),
    [
        (TIDY, (), (0, TIDY.decode(), "")),
        (MESSY, (), (0, TIDY.decode(), "")),
        (MESSY, ("-q",), (0, TIDY.decode(), "")),
        (TIDY, ("--check",), (0, "", "")),
        (MESSY, ("--check",), (1, "<stdin>\n", "")),
        (MESSY, ("--check", "--stdin-filename", "a/b.yaml"), (1, "a/b.yaml\n", "")),
        (b'{"name":  1}', (), (0, '{"name":  1}', "")),
        (b"name: A\nname: B\n", (), (3, "", "<stdin>:2:1: error: ")),
        (b"name: A\nname: B\n", ("--stdin-filename", "a/b.yaml"), (3, "", "a/b.yaml:2:1: error: ")),
        (b"", (), (3, "", "<stdin>: error: ")),
        (b"\xff", (), (3, "", "<stdin>")),
        (b"#" * (1 << 20) + b"#\n", (), (3, "", "<stdin>")),
    ],
)
def test_editors_have_what_they_show_formatted(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    raw: bytes,
    more: Sequence[str],
    expected: tuple[int, str, str],
) -> None:
    """Text to standard output, or nothing there where it cannot be formatted; without settings."""
    project.delete("reconciler.toml")
    monkeypatch.setattr(sys, "stdin", Input(raw))
    ran = project.run("fmt", *more, "-")
    code, out, err = expected
    assert (ran.code, ran.out) == (code, out)
    assert ran.err.startswith(err)
    assert bool(ran.err) is bool(err)


def test_what_standard_input_becomes_can_be_had_as_data(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its new text, what changes, or the findings."""
    for raw, more, state, has in (
        (MESSY, ("--diff",), "changed", {"text", "diff"}),
        (TIDY, (), "unchanged", {"text"}),
        (MESSY, ("--check",), "to-change", set()),
        (b"a: 1\na: 2\n", (), "invalid", {"findings"}),
    ):
        monkeypatch.setattr(sys, "stdin", Input(raw))
        ran = project.run("fmt", "-", "--format", "json", *more)
        [row] = held(ran, "fmt.schema.json")["files"]
        assert (row["state"], row.keys() - {"file", "state"}) == (state, has)
        assert ran.err == ""


@pytest.mark.parametrize(
    "line", [("-", "campaigns"), ("--stdin-filename", "a.yaml", "campaigns"), ("-", "-")]
)
def test_standard_input_stands_alone(project: Project, line: Sequence[str]) -> None:
    """Other files beside it have nowhere to go, and a name without it names nothing."""
    assert project.run("fmt", *line).code == 1
