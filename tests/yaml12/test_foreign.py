"""Notations of other tools in a pasted text: named where they stand, and the rest is read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.yaml12.document import Document, read_document

IN_YAML = "A comment begins here with {}: in YAML it begins with #, and JSON has none."
IN_JSON = "A comment begins here with {}, and JSON has none."
PASTED = """{
    "name": "Festive", // "quoted"
    // "fromDate": "2027-10-02",
    "link": "http://x.test/a // b", /* two
    lines */
    "till": {{till}},
    "end": 5 // the last
}
"""


def found_in(text: str, path: str = "a.yaml") -> list[tuple[int, int, str]]:
    read = read_document(path, text.encode())
    if isinstance(read, Document):
        return []
    return [(each.line, each.column, each.message) for each in read]


@pytest.mark.parametrize(("path", "words"), [("a.yaml", IN_YAML), ("a.json", IN_JSON)])
def test_all_of_a_pasted_body_is_named_at_its_places(path: str, words: str) -> None:
    assert found_in(PASTED, path) == [
        (2, 24, words.format("//")),
        (3, 5, words.format("//")),
        (4, 37, words.format("/*")),
        (6, 13, "'{{till}}' is a placeholder that Postman fills in, and nobody here."),
        (7, 14, words.format("//")),
    ]


def test_a_number_ends_where_a_comment_begins_in_json_alone() -> None:
    assert found_in('{"a": 5// one\n}', "a.json") == [(1, 8, IN_JSON.format("//"))]
    assert found_in('{"a": x//y}') == []


@pytest.mark.parametrize("path", ["a.yaml", "a.json"])
def test_what_else_is_wrong_is_named_as_well(path: str) -> None:
    """Beside a comment, as if it were not there."""
    found = found_in('{"a": 1, // one\n "b": 2,, "c": 3}', path)
    assert [place[:2] for place in found] == [(1, 10), (2, 9)]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("name: a\n// note\ntill: 5\n", (2, 1), IN_YAML.format("//")),
        ("/* note */\nname: a\n", (1, 1), IN_YAML.format("/*")),
        ("name: a\n  // note\ntill: 5\nb: c: d\n", (4, 5), "A colon followed by a space"),
        ("name: {{name}}\n", (1, 7), "'{{name}}' is a placeholder"),
        ("names:\n  - {{ a-b }}\n", (2, 5), "'{{ a-b }}' is a placeholder"),
        ("/* a */ {a: 1}\n", (1, 1), IN_YAML.format("/*")),
        ("// a\n{a: 1}\n", (1, 1), IN_YAML.format("//")),
        ('{"a": 1, // never closed', (1, 10), IN_YAML.format("//")),
        ('{"a": 1, /* never closed\n "b": 2}', (1, 10), IN_YAML.format("/*")),
    ],
)
def test_in_yaml_that_is_no_json(text: str, place: tuple[int, int], message: str) -> None:
    line, column, said = found_in(text)[0]
    assert (line, column) == place
    assert said.startswith(message)


@pytest.mark.parametrize(
    "text",
    [
        "name: Spring // and summer\n",
        "name: a {{x}} b\n",
        "link: http://x.test//y\n",
        "note: |\n  // a line of text\n  /* another */\n",
        '{"a": "// no", "b": "/* no */", "c": "{{no}}"}',
        "{a: '// no', b: it's, c: http://x.test/}",
        "{a: 1} # // no {{x}}\n",
        "{a: 1/2, b: x//y}",
        '{a: 1", b: "// text"}',
        "{a: x 'y, b: '{{text}}'}",
        "{a: Spring // summer, b: // c, c: [/* d */ e]}",
        "{a: 5 // one\n}",
    ],
)
def test_what_is_text_stays_text(text: str) -> None:
    assert found_in(text) == []


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ('{"a": 5 // one\n}', 9),
        ('{"a": {"b": -1.5e3, /* one */ "c": true, "d": [null, false,],}}', 21),
        ("{a: 5, // b: 6\n}", 8),
        ("{a: 5, /* b */ c: 6}", 8),
    ],
)
def test_what_reads_as_yaml_with_a_comment_in_a_key_or_text_is_no_yaml(
    text: str, column: int
) -> None:
    """Where a field would be called so, or where all other text is in quotes as in JSON."""
    assert [place[:2] for place in found_in(text)] == [(1, column)]


def test_beside_other_faults_a_quote_within_a_text_opens_nothing() -> None:
    assert [place[:2] for place in found_in('{a: 1", b: "// text", b: 2}')] == [(1, 23)]


TEXTS = st.text(st.sampled_from("ab/*{}[]:,#'\"\\ -é😀"), max_size=12)


@given(
    st.dictionaries(TEXTS, TEXTS | st.integers(0, 99), max_size=4),
    st.sampled_from([" // note\n", " /* note */", " /* two\nlines */", " //\n"]),
    st.sampled_from([".yaml", ".json"]),
)
def test_a_comment_anywhere_in_json_is_the_only_finding(
    data: dict[str, str | int], comment: str, end: str
) -> None:
    """Whatever the texts around it hold."""
    lines = json.dumps(data, indent=1, ensure_ascii=False).split("\n")
    text = f"{comment}\n".join(lines) if len(lines) > 1 else f"{comment}{lines[0]}"
    found = found_in(text, f"a{end}")
    assert len(found) == max(1, len(lines) - 1)
    assert all("A comment begins here" in message for _, _, message in found)
