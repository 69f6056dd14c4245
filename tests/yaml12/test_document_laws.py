"""Laws of reading a file, for any text: it never fails, both parsers agree, places are true."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from reconciler.core.diagnostic import Diagnostic, Route
from reconciler.core.exact_json import Json, encode
from reconciler.yaml12 import events, plain
from reconciler.yaml12.document import Document, IntText, read_document
from reconciler.yaml12.events import EventSource
from reconciler.yaml12.plain import read_plain_yaml
from reconciler.yaml12.reader import read_yaml
from reconciler.yaml12.text import MAX_DEPTH, MAX_VALUES
from reconciler.yaml12.tree import Tree

_SEEDS: Final = (
    "# c\nname: Festive\nperiods:\n  - {refCode: w-1, startDate: 2027-10-02}\n  - {a: [1, 2.50]}\n",
    "a: &x {b: [010]}\nc: *x\nd: \"q\\u00e9\"\ne: |\n  t\n   u\nf: >-\n  v\n\n  w\n? k\n: 'v'\n",
    "- a\n-\n  - b: c\n    d:\n    - e\n    - f\n",
    '{"a": [1, 2.50, "x\\ny"], "b": {"c": null, "d": "\\ud83d\\ude00"}}',
)
_PIECES: Final = (
    *"{}[]:,-?&*!|>'\"%@`#\n\r\t \\=<.~0123ax",
    *("\n  ", "- ", ": ", "? ", "---\n", "...\n", "\r\n", "|2\n", ">+\n", "%YAML 1.2\n"),
    *("!!str ", "&a ", "*a", "<<", "\\ud83d", "\\U0011", "\\x41", "null", "1e5", ".inf", "NaN"),
    *("\u2028", "\xa0", "é", "😀", "\x85", "\0", "\ufeff"),
)
# The parsers read ahead by different amounts, so what comes just before such an end may be missed.
_ENDS_THE_READING: Final = frozenset(("syntax", "tag", "lone-surrogate"))
_EXAMPLES: Final = Path(__file__).parents[2] / "campaigns"
_Read = Document | tuple[Diagnostic, ...]
_LAWS = settings(max_examples=150, deadline=None)


@st.composite
def _mutated(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from(_SEEDS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 6)))
        text = text[:start] + draw(st.sampled_from(_PIECES)) + text[end:]
    return text


_TEXTS = st.one_of(_mutated(), st.lists(st.sampled_from(_PIECES), max_size=25).map("".join))
_PATHS = st.sampled_from(["a.yaml", "a.json"])


def _read_thoroughly(raw: bytes, parser: Callable[[str], EventSource]) -> _Read:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reconciler.yaml12.document.read_plain_yaml", lambda text: None)
        patch.setattr(events, "open_parser", parser)
        return read_document("a.yaml", raw)


def _routes(value: Json, route: Route = ()) -> Iterator[tuple[Route, Json]]:
    yield route, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _routes(item, (*route, key))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _routes(item, (*route, position))


def _check_places(text: str, found: tuple[Diagnostic, ...]) -> None:
    lines = re.split("\r\n|\r|\n", text.removeprefix("\ufeff"))
    assert found
    assert list(found) == sorted(found, key=lambda one: (one.line, one.column, one.code))
    for one in found:
        assert (one.message + one.hint).isprintable()
        if one.line == 0:
            assert one.column == 0
        else:
            assert 1 <= one.column <= len(lines[one.line - 1]) + 1


@_LAWS
@given(st.binary(max_size=200), _PATHS)
def test_any_bytes_give_a_document_or_findings(raw: bytes, path: str) -> None:
    found = read_document(path, raw)

    if isinstance(found, tuple):
        assert all(one.file == path for one in found)


@_LAWS
@given(_TEXTS, _PATHS)
def test_every_finding_stands_inside_the_file(text: str, path: str) -> None:
    found = read_document(path, text.encode())

    if isinstance(found, tuple):
        _check_places(text, found)


@_LAWS
@given(_TEXTS)
def test_both_parsers_agree(text: str) -> None:
    fast = _read_thoroughly(text.encode(), events.open_parser)
    pure = _read_thoroughly(text.encode(), events.PurePythonParser)

    if isinstance(fast, Document) or isinstance(pure, Document):
        assert repr(fast) == repr(pure)
    elif _ENDS_THE_READING.isdisjoint(one.code for one in (*fast, *pure)):
        assert fast == pure


_SIGNS = st.characters(codec="utf-8", exclude_categories=["Cs"])
_WORDS = st.text(st.sampled_from("ab:{}[]\"'\\\n\t #&*!<é😀\x01\x7f"), max_size=8)
_NUMBERS = st.one_of(
    st.integers(-(10**25), 10**25),
    st.decimals(
        allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9
    ),
)
_PLAIN = st.recursive(
    st.one_of(st.none(), st.booleans(), _NUMBERS, _WORDS, st.text(_SIGNS, max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(_WORDS, inner, max_size=3)
    ),
    max_leaves=12,
)
_MAPPINGS = st.dictionaries(_WORDS, _PLAIN, max_size=4)


@_LAWS
@given(_MAPPINGS, st.sampled_from([None, 0, 2, "\t"]), st.booleans(), _PATHS)
def test_json_comes_back_as_it_was_written(
    value: Json, indent: int | str | None, escaped: bool, path: str
) -> None:
    exact = json.loads(encode(value), parse_float=Decimal)
    text = json.dumps(
        json.loads(encode(value), parse_float=str), indent=indent, ensure_ascii=escaped
    )
    document = read_document(path, encode(value).encode())

    assert isinstance(document, Document)
    assert repr(document.data) == repr(exact)
    assert isinstance(read_document(path, text.encode()), Document)


@_LAWS
@given(st.dictionaries(st.sampled_from("abc"), st.recursive(
    st.one_of(st.none(), st.booleans(), _NUMBERS, st.text("xy z-", max_size=6)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
), min_size=1))  # fmt: skip
def test_plain_content_is_the_same_as_json_and_as_yaml(value: Json) -> None:
    text = encode(value)
    as_json = read_document("a.json", text.encode())
    as_yaml = read_document("a.yaml", ("# a comment, which JSON has not\n" + text).encode())

    assert isinstance(as_json, Document)
    assert isinstance(as_yaml, Document)
    assert repr(as_json.data) == repr(as_yaml.data)
    for route, _ in _routes(value):
        line, column = as_json.locate(route)
        assert as_yaml.locate(route) == (line + 1, column)


def _text_at(document: Document, place: tuple[int, int]) -> str:
    lines = document.text.splitlines(keepends=True)
    line, column = place
    return "".join([lines[line - 1][column - 1 :], *lines[line:]])


def _starts_as(text: str, value: Json) -> bool:
    if text.startswith(("'", '"', "|", ">")):
        return isinstance(value, str)
    shown = "true" if value is True else "false" if value is False else value
    if isinstance(value, IntText):
        shown = value.text
    return value is None or text.startswith(str(shown))


@_LAWS
@given(
    st.dictionaries(_WORDS, _PLAIN, min_size=1, max_size=4), st.sampled_from([None, True, False])
)
def test_every_value_is_found_where_it_stands(value: Json, flow: bool | None) -> None:
    plain = json.loads(encode(value), parse_float=str)
    text = yaml.safe_dump(plain, default_flow_style=flow, allow_unicode=True, sort_keys=False)
    document = read_document("a.yaml", text.encode())
    if not isinstance(document, Document):  # YAML 1.1 leaves words bare that are numbers in 1.2
        assert {one.code for one in document} <= {"control-character", "number-too-long"}
        return

    # It means nothing in what order places are asked for.
    again = Document("b.yaml", document.text, document.data)
    backwards = {route: again.locate(route) for route, _ in reversed([*_routes(document.data)])}
    for route, found in _routes(document.data):
        assert document.locate(route) == backwards[route]
        rest = _text_at(document, document.locate(route))
        if isinstance(found, dict | list):
            assert rest[0] in "{[-?" or isinstance(found, dict)
        else:
            assert _starts_as(rest, found)


# Words that readers of YAML take for different things, where they stand alone.
_WORDS_OF_READERS: Final = (
    *("010", "-010", "00", "08", "0x1F", "-0x1F", "+0x1F", "0o17", "0b1", "0X1F", "+5", "-5", "-0"),
    *("0", "0.0", "-0.0", "1.5", "1.50", "-1.50", "+1.5", ".5", "-.5", "5.", "00.5", "1e5", "1.e5"),
    *("100000.0", "150e-2", "1e400", "-1E+400", "1e-400", ".inf", "-.inf", ".nan", "nan", "1_000"),
    *("9223372036854775808", "18446744073709551616", "1" * 40, f"{'1' * 40}.0", "9" * 400),
    *(f"0.{'0' * 120}1", "true", "True", "no", "~", "Null", "12:30", "2027-01-02", "1.2.3", "<<"),
    *(
        "&a b",
        "*a",
        "!a b",
        "! b",
        "!!str 1",
        "'010'",
        '"1.5"',
        ">#1 of all\n",
        "|-#x\n",
        "|2-#x\n",
    ),
    *('"\\ud83d\\ude00"', '"\\0"', "[010]", "{a: 010}", '{"a":010}', "{'a':0x1F}", "[\t0x1F,+5]"),
    *("?", "? ", "? 'a' :", '"a" :', "'a':", ":"),
)
_ALONE: Final = re.compile(r"(?<=: )[^\s,\]}]+|(?<=- )[^\s,\]}]+|(?<=\[)[^\s,\]}]+")
_USUAL: Final = {
    path.stem: path.read_text(encoding="utf-8")
    for folder in (_EXAMPLES, Path(__file__).parents[1] / "bench" / "templates")
    for path in sorted(folder.glob("*.yaml"))
}


@st.composite
def _with_other_words(draw: st.DrawFn) -> str:
    """A usual file in which some words, as a rule values, are others."""
    text = draw(st.sampled_from((*_SEEDS, *_USUAL.values())))
    for _ in range(draw(st.integers(1, 3))):
        places = [found.span() for found in _ALONE.finditer(text)] or [(0, 0)]
        start, end = draw(st.sampled_from(places))
        text = f"{text[:start]}{draw(st.sampled_from(_WORDS_OF_READERS))}{text[end:]}"
    if draw(st.booleans()):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from((*_WORDS_OF_READERS, *_PIECES))) + text[at:]
    return text


@settings(_LAWS, max_examples=500)
@given(st.one_of(_TEXTS, _with_other_words()))
def test_the_quick_way_gives_what_the_thorough_one_gives(text: str) -> None:
    _check_quick_way(text)


@pytest.mark.parametrize("word", _WORDS_OF_READERS)
@pytest.mark.parametrize(
    "frame",
    [
        "a: {}",
        "a:\n- {}\n",
        "{}: a",
        "{}",
        "a: [1,{}]",
        "a:\t{}\nb: 1.5",
        "{?{}: a}",
        '{"a" :{}}',
        "{'a'\n:{}}",
    ],
)
def test_the_quick_way_takes_no_word_for_another(word: str, frame: str) -> None:
    _check_quick_way(frame.replace("{}", word))


def _check_quick_way(text: str) -> None:
    plain = read_plain_yaml(text)
    if plain is not None:
        tree = Tree(text)
        read_yaml(text, tree)
        assert tree.faults == []
        assert _exactly(plain) == _exactly(tree.data)


@pytest.mark.parametrize("text", _USUAL.values(), ids=_USUAL)
def test_usual_files_take_the_quick_way(text: str) -> None:
    assert read_plain_yaml(text) is not None


@pytest.mark.parametrize(
    "line",
    [
        "name: Quarterly spend 00000",
        "day: 2097-04-01",
        "at: 2097-04-01T09:05:00Z",
        "expression: currentTxn.value>100 && currentTxn.value*2<500 || a!=-0.5",
        "share: 5% + 3 & more, see 0x1F",
        "amounts: [9000.50, -0.10, 0.5, .25, 5., 0]",
        "id: '010'  # not 010, says v1.2.3",
        "note: |\n  # 010\n  >1\n",
        "emoji: 😀",
    ],
)
def test_usual_values_take_the_quick_way(line: str) -> None:
    assert read_plain_yaml(line) is not None
    _check_quick_way(line)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[1]",
        "a: 1\n---\nb: 2\n",
        "%YAML 1.1\n---\na: 1\n",
        "&a {b: 1}",
        "!a {b: 1}",
        "<<: {a: 1}",
        "a: &b 1",
        "a: >#1 of all\n  b\n",
        "a: 1.5\nb: 1.50\n",
        f"a: {'1' * 40}\nb: {'1' * 40}.0\n",
        "1: a",
        "? [a]\n: b\n",
        "a: 1\na: 2\n",
        f"a: {'[' * 64}{']' * 64}",
        f"a: [{'[],' * 1000}]",
        f"a: {'b' * MAX_VALUES}",
        "a: \x85",
        "a: \ud800",
    ],
)
def test_what_is_not_plain_is_left_to_the_thorough_way(text: str) -> None:
    assert read_plain_yaml(text) is None


def test_the_quick_way_goes_as_deep_as_the_thorough_one() -> None:
    text = f"a: {'[' * (MAX_DEPTH - 1)}{']' * (MAX_DEPTH - 1)}"

    assert read_plain_yaml(text) is not None
    _check_quick_way(text)


def test_without_the_library_every_file_takes_the_thorough_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "ryaml", None)
    loader = plain.find_loader.__wrapped__
    monkeypatch.setattr(plain, "find_loader", loader)
    text = _USUAL["festive-streak"]

    assert read_plain_yaml(text) is None
    assert isinstance(read_document("a.yaml", text.encode()), Document)


def _exactly(value: Json) -> Json:
    """A value with its types, and numbers as they are written; the order of keys counts."""
    if isinstance(value, dict):
        return [(key, _exactly(item)) for key, item in value.items()]
    if isinstance(value, list):
        return list(map(_exactly, value))
    return type(value), str(getattr(value, "text", value))
