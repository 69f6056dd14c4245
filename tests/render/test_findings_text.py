"""Findings as people and as scripts see them; safe text; the schemas of what is printed."""

import json

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from reconciler.core.diagnostic import Diagnostic, Severity
from reconciler.core.exact_json import decode
from reconciler.core.outcome import WORDS
from reconciler.core.plan import ACTIONS
from reconciler.render.findings import findings_lines, findings_to_json
from reconciler.render.safe import json_text, value_text, visible
from reconciler.render.schemas import OUTPUT_SCHEMAS
from reconciler.render.terminal import to_text, wrapped
from reconciler.words import plural

FINDINGS = (
    Diagnostic("a.yaml", 0, 0, "empty-file", Severity.WARNING, "Nothing.", "Write."),
    Diagnostic("a\u202e.yaml", 3, 7, "unknown-field", Severity.ERROR, "Bad\x1b[1m.", "Mend."),
    Diagnostic("b.yaml", 1, 1, "name-blank", Severity.CREATE_ONLY, "Blank.", "Remove."),
)


def test_a_finding_is_one_line_with_its_place() -> None:
    """Place, severity, what is wrong, what to do, code; the gravest code is explained."""
    assert to_text(findings_lines(FINDINGS, 2), color=False).splitlines() == [
        "a\\u202e.yaml:3:7: error: Bad\\x1b[1m. Mend. [unknown-field]",
        "b.yaml:1:1: create-only: Blank. Remove. [name-blank]",
        "a.yaml: warning: Nothing. Write. [empty-file]",
        "2 files checked: 1 error, 1 create-only, 1 warning.",
        "'reconciler explain unknown-field' says more about a code.",
    ]


def test_no_findings_are_one_line() -> None:
    """The counts."""
    text = to_text(findings_lines((), 1), color=True)
    assert text == "1 file checked: 0 errors, 0 create-only, 0 warnings.\n"


def test_findings_as_json_have_all_that_the_contract_says() -> None:
    """Every key, and counts of all severities."""
    data = findings_to_json(FINDINGS, 2)
    jsonschema.Draft202012Validator(OUTPUT_SCHEMAS["findings.schema.json"]).validate(data)
    assert list(data) == ["format_version", "findings", "counts"]
    assert data["counts"] == {
        "error": 1,
        "create-only": 1,
        "warning": 1,
        "acknowledged": 0,
        "files": 2,
        "not_listed": 0,
    }
    assert list(data["findings"][0]) == [
        "code",
        "severity",
        "file",
        "line",
        "column",
        "message",
        "hint",
    ]


@given(st.text(st.characters()))
def test_whatever_hides_is_written_out(text: str) -> None:
    """Any text becomes one line that steers nothing; what can be seen stays as it is."""
    assert visible(text).isprintable()
    assert visible(visible(text)) == visible(text)
    assert value_text([text]).isprintable()


@given(st.dictionaries(st.text(st.characters()), st.text(st.characters()) | st.integers()))
def test_json_with_escapes_means_the_same(data: dict[str, str | int]) -> None:
    """Also for halves of characters, which are no text."""
    text = json_text(data)
    assert all(line.isprintable() for line in text.split("\n"))
    assert decode(text) == data
    text.encode()


def test_explanations_are_wrapped_below_each_other() -> None:
    """The first word stands out, also when it is alone on its line."""
    lines = to_text(wrapped("word " * 30, indent=6, lead="code: "), color=False).splitlines()
    assert lines[0].startswith("      code: word word")
    assert all(line.startswith("      ") and len(line) <= 100 for line in lines)
    assert to_text(wrapped("x" * 200, indent=0), color=False) == "x" * 200 + "\n"
    assert not [*wrapped("", indent=2)]


def test_plurals() -> None:
    """One file, two files, no files."""
    assert [plural(count, "file") for count in (0, 1, 2)] == ["0 files", "1 file", "2 files"]


def test_schemas_know_all_words() -> None:
    """A new kind of change or outcome is in the schema without a further line."""
    text = json.dumps(OUTPUT_SCHEMAS)
    for word in (*ACTIONS.values(), *WORDS.values(), *Severity):
        assert f'"{word}"' in text
