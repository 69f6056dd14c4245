"""Reading a file: what the text means, what is refused and where, and where every value stands."""

import json
import pickle
import runpy
import textwrap
from decimal import Decimal

import pytest
import yaml
from yaml.reader import ReaderError

from reconciler.core.diagnostic import MOST_FOUND, Diagnostic, Severity
from reconciler.core.exact_json import Json
from reconciler.yaml12 import events
from reconciler.yaml12.document import CODES, MAX_BYTES, Document, IntText, read_document
from reconciler.yaml12.syntax import explain
from reconciler.yaml12.text import MAX_VALUES

_DEEP = "[" * 64
_NEST = f"{_DEEP[1:]}{{}}{_DEEP.replace('[', ']')[1:]}"
# Signs that are no brackets, as they stand in text, in comments or in tags.
_ODD = """[it's "odd, 'a ]]', "b \\"]": "]", x # ]
, ? !<]> "]", &y "]" ]"""
_BOMB = "a: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 10)}]\n"
    for before, name in zip("abcdefg", "bcdefgh", strict=True)
)


@pytest.fixture(params=["quick way", "libyaml", "pure Python"])
def _all_parsers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param != "quick way":
        monkeypatch.setattr("reconciler.yaml12.document.read_plain_yaml", lambda text: None)
    if request.param == "pure Python":
        monkeypatch.setattr(events, "open_parser", events.PurePythonParser)


def read(text: str, path: str = "campaigns/a.yaml") -> Document:
    document = read_document(path, text.encode())
    assert isinstance(document, Document), document
    return document


def data(text: str, path: str = "campaigns/a.yaml") -> Json:
    return read(text, path).data


def findings(text: str | bytes, path: str = "campaigns/a.yaml") -> tuple[Diagnostic, ...]:
    raw = text if isinstance(text, bytes) else text.encode()
    found = read_document(path, raw)
    assert isinstance(found, tuple), found
    return found


def places(text: str | bytes, path: str = "campaigns/a.yaml") -> list[str]:
    return [f"{found.line}:{found.column} {found.code}" for found in findings(text, path)]


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("12:30", "12:30"),
        ("1:20:30", "1:20:30"),
        ("2027-10-02", "2027-10-02"),
        ("2027-10-02T10:00:00Z", "2027-10-02T10:00:00Z"),
        ("1_000", "1_000"),
        ("0b1", "0b1"),
        ("0o8", "0o8"),
        ("-0x1F", "-0x1F"),
        ("1e", "1e"),
        ("+", "+"),
        (".", "."),
        ("=", "="),
        ("<<", "<<"),
        ("nan", "nan"),
        ("tRUE", "tRUE"),
        ("true", True),
        ("True", True),
        ("TRUE", True),
        ("false", False),
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-5", -5),
        ("9007199254740993", 9007199254740993),
        ("'1'", "1"),
        ('"true"', "true"),
        ("''", ""),
        ('"\\u00e9 \\/ \\t"', "é / \t"),
    ],
)
@pytest.mark.usefixtures("_all_parsers")
def test_words_mean_what_yaml_1_2_says(word: str, value: Json) -> None:
    found = data(f"a: {word}")["a"]

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("word", "number"),
    [("010", 10), ("+5", 5), ("-0", 0), ("0x1F", 31), ("0o17", 15), ("00", 0), ("-01", -1)],
)
def test_an_integer_keeps_its_text_where_it_differs(word: str, number: int) -> None:
    found = data(f"a: {word}")["a"]

    assert isinstance(found, IntText)
    assert (found, found.text) == (number, word)


def test_an_integer_text_survives_pickling() -> None:
    found = pickle.loads(pickle.dumps(IntText(10, "010")))

    assert (type(found), found, found.text) == (IntText, 10, "010")


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("1.000", "1.000"),
        ("9007199254740993.000", "9007199254740993.000"),
        ("-0.10", "-0.10"),
        (".5", "0.5"),
        ("5.", "5"),
        ("+1.5", "1.5"),
        ("1e3", "1E+3"),
        ("1.50E-2", "0.0150"),
        ("1e99", "1E+99"),
    ],
)
def test_decimals_keep_every_digit(word: str, written: str) -> None:
    found = data(f"a: {word}")["a"]

    assert isinstance(found, Decimal)
    assert str(found) == written


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("---\na: 1\n...\n", {"a": 1}),
        ("%YAML 1.2 # as written\n---\na: 1\n", {"a": 1}),
        ("\ufeffa: 1\n", {"a": 1}),
        ("# only\n\na: 1", {"a": 1}),
        ("a: &x {b: [1]}\nc: *x\nd: [*x]\n", {"a": {"b": [1]}, "c": {"b": [1]}, "d": [{"b": [1]}]}),
        ("&k a: &x 1.50\nb: *x\nc: *k\n", {"a": Decimal("1.50"), "b": Decimal("1.50"), "c": "a"}),
        ("a: &x [&x 1, *x]\nb: *x\n", {"a": [1, 1], "b": 1}),
        (
            "1: a\ntrue: b\n~: c\n1.0: d\n.inf: e\n",
            dict(zip(("1", "true", "~", "1.0", ".inf"), "abcde", strict=True)),
        ),
        ("? a\n: b\n", {"a": "b"}),
        ("a:\tb\t# c\n", {"a": "b"}),
        ("a: b\tc\n  \td\n\n  e\n", {"a": "b\tc d\ne"}),
        ("{a: b, 'c': [1, x?y]}", {"a": "b", "c": [1, "x?y"]}),
        ("a: [1,\n\t2]\n", {"a": [1, 2]}),
        ("a: |\n  x\n   y\nb: >-\n  x\n  y\n", {"a": "x\n y\n", "b": "x y"}),
        ("a: " + "[" * 63 + "]" * 63, {"a": json.loads("[" * 63 + "]" * 63)}),
        ("a: |-\t # c\n  x\nb: >\t\n  y\n", {"a": "x", "b": "y\n"}),
        ("a: x:y\nb: http://a?b\n", {"a": "x:y", "b": "http://a?b"}),
        ("a: b # c\r\nd: e\r\n", {"a": "b", "d": "e"}),
        ("'<<': 1\n", {"<<": 1}),
    ],
)
@pytest.mark.usefixtures("_all_parsers")
def test_what_is_read(text: str, value: Json) -> None:
    assert data(text) == value


def test_repeated_values_are_copies() -> None:
    found = data("a: &x [010]\nb: *x\n")
    found["a"].append(2)

    assert found["b"] == [10]
    assert found["b"][0].text == "010"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["0:0 empty-file"]),
        ("# only\n---\n# comments\n...\n", ["0:0 empty-file"]),
        ("~", ["1:1 not-a-mapping"]),
        ("# x\n- a\n", ["2:1 not-a-mapping"]),
        ("--- text", ["1:5 not-a-mapping"]),
        ("a: 1\nb: 2\n'a': 3\n", ["3:1 duplicate-key"]),
        ('1: a\n"1": b\n', ["2:1 duplicate-key"]),
        ("a: {b: 1, c: 2, b: 3}\n", ["1:17 duplicate-key"]),
        ("? [a]\n: b\n", ["1:3 key-not-text"]),
        ("{a: 1}: b\n", ["1:1 key-not-text"]),
        ("a: &x 1\n*x : b\n", ["2:1 key-not-text"]),
        ("a: {<<: {b: 1}}\n", ["1:5 merge-key"]),
        ("a: !!str 1\nb: &q !x [2]\n!t c: !<u> {}\n", [
            "1:4 tag", "2:7 tag", "3:1 tag", "3:7 tag"]),
        ("a: !y!z 1\n", ["1:4 tag"]),
        ("a: !<x\n", ["1:4 tag"]),
        ("a: &x >-#1 of all\n", ["1:7 syntax"]),
        ("a: 1\n---\nb: 1\n", ["2:1 several-documents"]),
        ("---\n---\n", ["2:1 several-documents"]),
        ("a: *x\n", ["1:4 unknown-alias"]),
        ("a: &x [1, *x]\n", ["1:11 recursive-alias"]),
        (_BOMB, ["5:29 alias-explosion"]),
        (f"a: &x {_DEEP[1:]}{_DEEP.replace('[', ']')[1:]}\nb: [*x]\n", ["2:5 too-deep"]),
        (f"a: {_DEEP}", ["1:67 too-deep"]),
        ("[" * 200_000, ["1:1 not-a-mapping", "1:65 too-deep"]),
        (f"a: 1\na: {'[' * 1500}{']' * 1500}\nb: !x y\n", [
            "2:1 duplicate-key", "2:67 too-deep", "3:4 tag"]),
        (f"a: {_NEST.format('[1]')}\nb: {_NEST.format('{c: 1, c: 2}')}\nb: 1\n", [
            "1:67 too-deep", "2:67 too-deep", "3:1 duplicate-key"]),
        (f"a: {_NEST.format(_ODD)}\na: 1\n", ["1:67 too-deep", "3:1 duplicate-key"]),
        (f"a: {_NEST.format('? {x: 1}')}\na: 1\n", ["1:67 too-deep", "2:1 duplicate-key"]),
        (f"{'- ' * 64}[&x a]: 1\n{'  ' * 64}b: *x\n", [
            "1:1 not-a-mapping", "1:129 too-deep"]),
        (f"{'- ' * 64}b\n- *x\n", ["1:1 not-a-mapping", "2:3 unknown-alias"]),
        (f"a: {_NEST.format('[&x 1]')}\nb: *x\nb: 1\n", ["1:67 too-deep", "3:1 duplicate-key"]),
        (f"{'{a: ' * 63}{{? [x]: 1, b: 2, b: 3}}{'}' * 63}\n", [
            "1:256 key-not-text", "1:256 too-deep", "1:270 duplicate-key"]),
        (f"a: {_DEEP}[\"", ["1:67 too-deep"]),
        (f"a: {'- ' * 1500}x\n", ["1:4 syntax"]),
        (f"a:\n{'- ' * 1500}x\na: 1\n", ["2:127 too-deep", "3:1 duplicate-key"]),
        ("- " * 50_000 + "x\na: 1\n", ["1:1 not-a-mapping", "1:129 too-deep"]),
        ("a: .inf\nb: -.INF\nc: .NaN\n", [
            "1:4 number-not-finite", "2:4 number-not-finite", "3:4 number-not-finite"]),
        ("a: 1e100\nb: 1e-100\n", ["1:4 number-too-long", "2:4 number-too-long"]),
        ("a: 1e99999999999999999999\n", ["1:4 number-too-long"]),
        (f"a: {'9' * 101}\nb: {'9' * 100}\n", ["1:4 number-too-long"]),
        ("%YAML 1.1\n---\na: NO\na: 1\n", ["1:1 directive", "4:1 duplicate-key"]),
        ("# x\n%TAG ! tag:x,2027:\n%FOO\n---\na: 1\n", ["2:1 directive", "3:1 directive"]),
        ("a: x\0\nb: \u2028\nc: \x85\nd: z\ufeff\n", [
            "1:5 control-character", "2:4 control-character", "3:4 control-character",
            "4:5 control-character"]),
        ("a: \x01\nb: 'x\n", ["1:4 control-character"]),
        ('a: é\nb: "x \\ud83d\\ude00"\n', ["2:4 lone-surrogate"]),
        ("a: 1\na: 2\nb: !x y\nc: .inf\nc: [*z]\n", [
            "2:1 duplicate-key", "3:4 tag", "4:4 number-not-finite", "5:1 duplicate-key",
            "5:5 unknown-alias"]),
        ('a: "x \\ud83d', ["1:4 lone-surrogate"]),
        ('a: "\\', ["1:5 syntax"]),
        ('a: "x \\', ["1:7 syntax"]),
        ("a: 1\na: 2\nb: 'x\n", ["2:1 duplicate-key", "3:4 syntax"]),
        ("é😀: 1\r\né😀: {é: 1, é: 2}\r\n", ["2:1 duplicate-key", "2:12 duplicate-key"]),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("_all_parsers")
def test_what_is_refused(text: str, expected: list[str]) -> None:
    assert places(text) == expected


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a: b: c\n", "1:5", "A colon followed by a space"),
        ("a:\n\tb: 1\n", "2:1", "A tab stands"),
        ("a: 1\n\tb: 2\n", "2:1", "A tab stands"),
        ("a: x\n\t\n", "2:1", "A tab stands"),
        ("a: |\n  x\n\ty\n", "3:1", "A tab stands"),
        ("a: |\n \tx\n", "2:2", "A tab stands"),
        ("- \t- x\n", "1:3", "A tab stands"),
        ("a: @x\n", "1:4", "A value without quotes cannot start with '@'."),
        ("a: 1\nb\nc: 2\n", "2:1", "The text that starts here has no colon"),
        ("a: 'x\nb: 2\n", "1:4", "The quote that opens here"),
        ('a: "x\n---\n', "1:4", "The quote that opens here"),
        ('a: "x\\q"\n', "1:6", "The backslash starts an escape"),
        ('a: "x\\u12"\n', "1:6", "The backslash starts an escape"),
        ('a: "x\\U00110000"\n', "1:6", "The backslash starts an escape"),
        ('a: "x\\UFFFFFFFF"\n', "1:6", "The backslash starts an escape"),
        ('a: "x" y\n', "1:8", "This does not fit to the fields"),
        ("a: 1\nb: 'Bad's one'\n", "2:9", "The apostrophe before 's' ends the value"),
        ("- a: 'It's'\n", "1:10", "The apostrophe before 's' ends the value"),
        ("a: {b: 'Bad's one'}\n", "1:13", "The apostrophe before 's' ends the value"),
        ("a: 'x' y\n", "1:8", "This does not fit to the fields"),
        ("a:\n  b: 1\n c: 2\n", "3:2", "This does not fit to the fields"),
        ("a:\n  - b\n  c: 1\n", "3:3", "This does not belong to the list"),
        ("a: [1, 2\nb: 3\n", "2:2", "A list that opens with '['"),
        ("a: [1, 2\n\n", "1:4", "A list that opens with '['"),
        ("a: {b: 1\nc: 2\n", "2:2", "A mapping that opens with '{'"),
        ("a: [b:]\n", "1:6", "A space is missing"),
        ("a: - b\n", "1:4", "A list item cannot start here."),
        ("a: ? b\n", "1:4", "A '?' followed by a space"),
        ("a: **bold**\n", "1:4", "A value without quotes cannot start with '*'"),
        ("a: >500\n", "1:4", "Nothing may follow '>'"),
        ("a: ]\n", "1:4", "A value is expected here, and ']' is none."),
        ("a: [", "1:4", "The text ends where a value is expected."),
        ("{a: 1}\nb: 2\n", "2:1", "The text goes on after its end."),
        ("%YAML 1.2\n%YAML 1.2\n---\na: 1", "2:1", "The line that starts with '%'"),
        ("%YAML 1.2\n---\na: x\n", "", ""),
    ],
)
@pytest.mark.usefixtures("_all_parsers")
def test_syntax_is_explained_in_plain_words(text: str, place: str, message: str) -> None:
    if not place:
        assert data(text)
        return
    (found,) = findings(text)

    assert (f"{found.line}:{found.column}", found.code) == (place, "syntax")
    assert found.message.startswith(message)


def test_blanks_that_are_no_spaces_are_named() -> None:
    (found,) = findings("a: 1\n \xa0b: c: d\n")

    assert found.hint.endswith(
        "The line contains a space that is not an ordinary one: type it again."
    )


@pytest.mark.parametrize(
    "error",
    [
        yaml.MarkedYAMLError("while reading", None, "something {new} is wrong", None),
        ReaderError("file", 3, 7, "unicode", "something {new} is wrong"),
        yaml.YAMLError("something {new} is wrong"),
    ],
)
def test_a_wording_that_is_not_known_is_passed_on(error: yaml.YAMLError) -> None:
    fault = explain(error, "a: 1\n")

    assert "something {new} is wrong" in fault.message
    assert fault.at == 3


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": "\\ud83d\\ude00 \\/ \\u00e9"}', {"a": "😀 / é"}),
        ('{"a": [1.500, 1E2, -0, 10, true, false, null, "NO"]}', {
            "a": [Decimal("1.500"), Decimal(100), 0, 10, True, False, None, "NO"]}),
        ('\n\t{\n\t"a"\t:\t{}, "":\t[]}\n', {"a": {}, "": []}),
        ('{"a": "\u2028\x7f"}', {"a": "\u2028\x7f"}),
        ('{"<<": {"a": 1}}', {"<<": {"a": 1}}),
        ('{"a": "!x", "b": "&y", "c": "${z}"}', {"a": "!x", "b": "&y", "c": "${z}"}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["a.json", "a.JSON", "a.yaml"])
def test_text_that_is_json_is_read_as_json(text: str, value: Json, path: str) -> None:
    assert data(text, path) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["0:0 empty-file"]),
        (" \n", ["0:0 empty-file"]),
        ("[1]", ["1:1 not-a-mapping"]),
        (" null", ["1:2 not-a-mapping"]),
        ('{"a": 1, "\\u0061": 2}', ["1:10 duplicate-key"]),
        ('{"a": NaN, "b": [Infinity, -Infinity]}', [
            "1:7 number-not-finite", "1:18 number-not-finite", "1:28 number-not-finite"]),
        ('{\n\t"a":\t"\\ud83d",\n\t"\\udc00": 1}', ["2:7 lone-surrogate", "3:2 lone-surrogate"]),
        (f'{{"a": {"9" * 5000}}}', ["1:7 number-too-long"]),
        ('{"a": 1e999}', ["1:7 number-too-long"]),
        *(('{"a":' * levels, ["1:321 too-deep"]) for levels in (65, 1000, 100_000)),
        (f'{{"a": {"[" * 5000}{"]" * 5000}, "b": !x}}', ["1:10014 json-syntax"]),
        (f'{{"a": {"[" * 5000}"]\\"", x{"]" * 5000}, "a": {{}}}}', [
            "1:70 too-deep", "1:10017 duplicate-key"]),
        (f'{{"a": 1 {"[" * 70}{"]" * 70}}}', ["1:9 json-syntax"]),
        (f'{"]" * 70}{{"a": {"[" * 70}', ["1:1 json-syntax"]),
        ('{"a": 1,}', ["1:9 json-syntax"]),
        ('{"a": 1, \n }', ["2:2 json-syntax"]),
        ('{"a": [1, ]}', ["1:11 json-syntax"]),
        ('{"a": [1 2]}', ["1:10 json-syntax"]),
        ('{"a" 1}', ["1:6 json-syntax"]),
        ('{"a"', ["1:4 json-syntax"]),
        ('{"a": }', ["1:7 json-syntax"]),
        ('{"a": "x\ny"}', ["1:9 json-syntax"]),
        ('{"a": "x\\q"}', ["1:9 json-syntax"]),
        ('{"a": "x\\u12"}', ["1:9 json-syntax"]),
        ('{"a": "x}', ["1:7 json-syntax"]),
        ('{"a": 1} x', ["1:10 json-syntax"]),
        ("a: 1\n", ["1:1 json-syntax"]),
    ],
)  # fmt: skip
def test_what_is_refused_in_json(text: str, expected: list[str]) -> None:
    assert places(text, "a.json") == expected


def test_a_wording_of_the_json_reader_that_is_not_known_is_passed_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(decoder: json.JSONDecoder, text: str) -> None:
        raise json.JSONDecodeError("Something new", text, 2)

    monkeypatch.setattr(json.JSONDecoder, "decode", fail)
    (found,) = findings("{  }", "a.json")

    assert found.message == "The text is not JSON: Something new."
    assert (found.line, found.column) == (1, 4)


def test_half_written_json_under_a_yaml_name_is_read_as_yaml() -> None:
    assert data('{"a": 1, b: c}\n') == {"a": 1, "b": "c"}
    assert places('{"a": 1, "a": 2') == ["1:1 syntax", "1:10 duplicate-key"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"a: 1\nb: caf\xe9\n", ["2:7 not-utf-8"]),
        (b"\xef\xbb\xbfa: \xff", ["1:4 not-utf-8"]),
        ("a: 1".encode("utf-16"), ["0:0 not-utf-8"]),
        ("a: 1".encode("utf-16-le"), ["0:0 not-utf-8"]),
        ("a: 1".encode("utf-32"), ["0:0 not-utf-8"]),
        (b"a: " + b"x" * MAX_BYTES, ["0:0 file-too-large"]),
    ],
)
def test_bytes_that_cannot_be_read(raw: bytes, expected: list[str]) -> None:
    assert places(raw) == expected


def test_a_file_of_the_largest_size_is_read() -> None:
    assert data("a: " + "x" * (MAX_BYTES - 3)) == {"a": "x" * (MAX_BYTES - 3)}


def test_findings_come_in_the_order_of_the_file() -> None:
    found = findings("a: 1\n" * 300)

    assert [diagnostic.line for diagnostic in found] == list(range(2, 301))


@pytest.mark.parametrize("text", ["a: 1\n", 'a: "\x1b"\n', "%a\n"])
def test_after_a_thousand_findings_the_rest_is_not_looked_at(text: str) -> None:
    found = findings(text * 20_000)

    assert found[0].code == "too-many-findings"
    assert len(found) == 1 + MOST_FOUND


def test_more_values_than_any_campaign_has_are_not_read() -> None:
    [found] = findings(f"a: [{'1,' * (MAX_VALUES - 2)}\n1, 1]\n")

    assert (found.code, found.line, found.column) == ("too-many-values", 2, 1)


def test_a_finding_says_what_where_and_what_to_do() -> None:
    assert findings("name: x\nsize: 1\nname: y\n") == (
        Diagnostic(
            "campaigns/a.yaml",
            3,
            1,
            "duplicate-key",
            Severity.ERROR,
            "'name' is written a second time; it first stands in line 1.",
            "Keep one of the two and delete the other.",
        ),
    )


def test_messages_quote_on_one_line_and_briefly() -> None:
    key = '"\\e[31m\\n\\u202e' + "x" * 200 + '"'
    (found,) = findings(f"{key}: 1\n{key}: 2\n")

    assert found.message.startswith("'\\x1b[31m\\n\\u202ex")
    assert "…' is written a second time" in found.message
    assert len(found.message) < 150


def test_codes_are_unique_errors_with_an_explanation() -> None:
    assert len({code.slug for code in CODES}) == len(CODES)
    for code in CODES:
        assert code.severity is Severity.ERROR
        assert all(part.endswith(".") for part in (code.summary, code.why, code.fix))


_PLACED = textwrap.dedent("""\
    name: Festive   # not this name
    "quoted key":
      - {a: 1, b: [x, 'é😀', z]}
      -   # nothing
      - |
        text
    ? asked
    : &anchor 2
    """)


@pytest.mark.parametrize(
    ("route", "value", "key"),
    [
        ((), (1, 1), (1, 1)),
        (("name",), (1, 7), (1, 1)),
        (("quoted key",), (3, 3), (2, 1)),
        (("quoted key", 0), (3, 5), (3, 5)),
        (("quoted key", 0, "b"), (3, 15), (3, 12)),
        (("quoted key", 0, "b", 1), (3, 19), (3, 19)),
        (("quoted key", 0, "b", 2), (3, 25), (3, 25)),
        (("quoted key", 1), (4, 4), (4, 4)),
        (("quoted key", 2), (5, 5), (5, 5)),
        (("asked",), (8, 3), (7, 3)),
        (("missing",), (1, 1), (1, 1)),
        (("quoted key", 9, "a"), (3, 3), (2, 1)),
        (("name", 0, "x"), (1, 7), (1, 1)),
    ],
)
@pytest.mark.usefixtures("_all_parsers")
def test_a_route_leads_to_a_place(
    route: tuple[str | int, ...], value: tuple[int, int], key: tuple[int, int]
) -> None:
    document = read(_PLACED)

    assert document.locate(route) == value
    assert document.locate(route, at_key=True) == key


def test_a_route_into_a_repeated_value_leads_to_the_alias() -> None:
    document = read("a: &x {b: 1}\nc: *x\n")

    assert document.locate(("a", "b")) == (1, 11)
    assert document.locate(("c", "b")) == (2, 4)


def test_no_more_is_read_than_leads_to_a_place() -> None:
    document = Document("a.yaml", "a:\n  b: 1\nc: [2]\nd: [nobody closes it\n", {})

    assert document.locate(()) == (1, 1)
    assert document.locate(("c", 0)) == (3, 5)
    assert document.locate(("a", "b"), at_key=True) == (2, 3)
    with pytest.raises(yaml.YAMLError):
        document.locate(("d",))


def test_places_in_json_survive_tabs_and_escapes() -> None:
    document = read('{\r\n\t"a":\t[1,\n\t{"a\\n":1,"b":"\\ud83d\\ude00", "c": [[]]}]\n}', "a.json")

    assert document.locate(("a",)) == (2, 7)
    assert document.locate(("a", 1, "a\n")) == (3, 9)
    assert document.locate(("a", 1, "b"), at_key=True) == (3, 11)
    assert document.locate(("a", 1, "c", 0)) == (3, 37)


def test_the_pure_parser_steps_in_where_libyaml_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    module = runpy.run_path(events.__file__)

    assert module["open_parser"] is module["PurePythonParser"]
