"""Writing campaign files: what is read back is what was written, in the layout of the examples."""

import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from yaml.resolver import Resolver

from reconciler.campaigns.outline import campaign_text
from reconciler.core.exact_json import Json
from reconciler.yaml12.document import Document, read_document
from reconciler.yaml12.faults import UnusableValue
from reconciler.yaml12.scalars import means_more, read_plain
from reconciler.yaml12.write import WIDTH, Pen
from tests.support.odd_rows import TEXTS
from tests.support.strategies import Data, campaigns

EXAMPLES = sorted((Path(__file__).parents[2] / "campaigns").glob("*.yaml"))

_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**60), 10**60)
    | st.decimals(-(10**9), 10**9, places=3)
    | st.sampled_from(TEXTS)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
    | st.text("ab \n'\":#-", max_size=120)
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(TEXTS), inner, max_size=3)
    ),
    max_leaves=10,
)


def read(text: str) -> Json:
    document = read_document("a.yaml", text.encode())
    assert isinstance(document, Document), document
    return document.data


@given(st.dictionaries(st.sampled_from(["name", "description", "metadata", "zz"]), _VALUES,
                       min_size=1))  # fmt: skip
def test_whatever_is_written_is_read_back(data: Data) -> None:
    """Every text, number and nesting survives, whatever YAML 1.1 or 1.2 would make of it."""
    assert as_types(read(campaign_text(data, head=["a comment"]))) == as_types(data)


def as_types(value: Json) -> Json:
    """A value in which true is not 1, and a number is the same however it is held."""
    if isinstance(value, dict):
        return {key: as_types(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_types(item) for item in value]
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return ("number", Decimal(value)) if is_number else (type(value), value)


_SIGNS = "-+.:_0123456789abcdefxoTtZ yYnN"
_NEAR_NUMBERS = st.text(_SIGNS, min_size=1, max_size=5) | st.from_regex(
    r"[-+]?(0[bx]?)?[0-9_]{1,3}(:[0-9]{1,2}){0,2}(\.[0-9_]{0,2})?([eE][-+]?[0-9])?", fullmatch=True
)
_NEAR_MOMENTS = st.from_regex(
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ]{1,2}[0-9]{1,2}(:[0-9]{2}){1,2}"
    r"(\.[0-9]?)?[ ]?(Z|[-+][0-9]{1,3}(:[0-9]{2})?)?)?",
    fullmatch=True,
)
_NEAR_WORDS = st.sampled_from(
    ["yes", "no", "on", "off", "true", "null", "~", "<<", "=", "<", "==", "y", "n"]
).flatmap(
    lambda word: st.sampled_from([word, word.upper(), word.capitalize(), f"{word}s", word.title()])
)


@given(_NEAR_NUMBERS | _NEAR_MOMENTS | _NEAR_WORDS | st.sampled_from(TEXTS))
def test_what_older_readers_take_for_something_else_is_what_pyyaml_does(text: str) -> None:
    """But for days, which mean the same to all; only what is text to YAML 1.2 is asked for."""
    text = text.strip()
    try:
        assume(text and "\n" not in text and isinstance(read_plain(text), str))
    except UnusableValue:
        assume(False)
    resolvers = Resolver.yaml_implicit_resolvers.get(text[0], ())
    tags = {tag.rpartition(":")[2] for tag, pattern in resolvers if pattern.match(text)}
    is_moment = tags == {"timestamp"}
    is_day = is_moment and len(text) == len("2027-01-01")

    assert means_more(text, moments=True) == (bool(tags) and not is_day)
    assert means_more(text, moments=False) == (bool(tags) and not is_moment)


def test_what_python_can_print_is_never_escaped() -> None:
    """By which a text is told at once that needs no looking through, on any release of Python."""
    signs = map(chr, range(sys.maxunicode + 1))
    printable = "".join(each for each in signs if each.isprintable() and each not in '"\\')
    beside = "\x01"  # so that it is looked through

    assert Pen(quotes_all=True).text(printable + beside) == f'"{printable}\\u0001"'


@given(campaigns())
def test_every_campaign_is_read_back(data: Data) -> None:
    """A generated campaign file says the same after it was written."""
    assert read(campaign_text(data)) == data


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_writing_twice_gives_the_same(path: Path) -> None:
    """The layout is a fixed point, and says what the example says."""
    document = read_document(path.name, path.read_bytes())
    assert isinstance(document, Document)
    text = campaign_text(document.data)
    assert read(text) == document.data
    assert campaign_text(read(text)) == text


def test_the_layout_is_that_of_the_examples() -> None:
    """Short rows in braces, one field a line else, a blank line around each list."""
    data = {
        "targets": [
            {
                "filters": [{"entityType": "STORE", "entityIds": [1, 2]}],
                "name": "NO",
                "description": "first line\nsecond line",
                "defaultValues": [500, Decimal("0.125")],
                "extendedFieldInfo": {"name": "a, b", "aggregateFunction": "SUM"},
            }
        ],
        "name": "Spring: the offer",
        "targetCycleStartDate": "2027-01-01T00:00:00.000Z",
        "periods": [
            {"endDate": "2027-01-31", "refCode": "010", "startDate": "2027-01-01"},
            {"refCode": "long", "description": "a word " * 12 + "too long for one line"},
        ],
        "metadata": {"owner": "crm"},
    }
    assert campaign_text(data, head=["first", "second"]) == (
        "# first\n"
        "# second\n"
        'name: "Spring: the offer"\n'
        'targetCycleStartDate: "2027-01-01T00:00:00.000Z"\n'
        "\n"
        "periods:\n"
        '  - {refCode: "010", startDate: 2027-01-01, endDate: 2027-01-31}\n'
        "  - refCode: long\n"
        "    description: >-\n"
        "      a word a word a word a word a word a word a word a word a word a word a word a word "
        "too long for\n"
        "      one line\n"
        "\n"
        "targets:\n"
        '  - name: "NO"\n'
        "    description: |-\n"
        "      first line\n"
        "      second line\n"
        "    filters:\n"
        "      - {entityType: STORE, entityIds: [1, 2]}\n"
        "    defaultValues: [500, 0.125]\n"
        '    extendedFieldInfo: {name: "a, b", aggregateFunction: SUM}\n'
        "\n"
        "metadata: {owner: crm}\n"
    )


def test_long_lists_go_on_in_the_next_line() -> None:
    """Hundreds of store ids do not make one endless line."""
    row = {"entityType": "STORE", "entityIds": list(range(50679000, 50679300))}
    text = campaign_text({"targets": [{"name": "a", "filters": [row]}]})
    assert max(map(len, text.splitlines())) <= WIDTH + len(" 50679000,")
    assert read(text)["targets"][0]["filters"] == [row]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("NO", '"NO"'),
        ("010", '"010"'),
        ("1.5", '"1.5"'),
        ("12:30", '"12:30"'),
        ("2027-10-02", "2027-10-02"),
        ("it's", "it's"),
        ("# x", '"# x"'),
        ('say "a": b', "'say \"a\": b'"),
        ("👍: yes", '"👍: yes"'),
        ("bell\x07", '"bell\\u0007"'),
        ("user>name", "user>name"),
        ("", '""'),
    ],
)
def test_text_is_quoted_only_where_it_must_be(text: str, written: str) -> None:
    """Quotes where YAML reads something else; double ones unless they would need escapes."""
    assert campaign_text({"name": text}) == f"name: {written}\n"
