"""Exact JSON, names and routes."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.core import exact_json
from reconciler.core.diff import diff, pointer, steps
from reconciler.core.exact_json import Json, canonical, decode, encode
from reconciler.core.resource import LONGEST_LOOKED_AT, keys_like, look_alike, name_key
from reconciler.target_group import values


def test_numbers_keep_every_digit() -> None:
    """Neither decimals nor large integers go through a binary float."""
    text = '{"value": 9007199254740993.000, "till": 7998987987986876867}'

    assert decode(text) == {"value": Decimal("9007199254740993"), "till": 7998987987986876867}
    assert encode(decode(text)) == text


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_json_number_is_refused(constant: str) -> None:
    """The constants that Python adds to JSON are no values."""
    with pytest.raises(ValueError, match="not a JSON number"):
        decode(f"[{constant}]")


def test_a_number_past_all_exponents_is_refused_as_json() -> None:
    """A literal that no decimal can hold is no reason for another error."""
    with pytest.raises(ValueError, match="number"):
        decode("[1e99999999999999999999]")


def test_canonical_json_has_one_form() -> None:
    """Keys are sorted, white space and other letters are gone."""
    assert canonical({"b": "é", "a": [1, Decimal("1.50")]}) == '{"a":[1,1.50],"b":"\\u00e9"}'


def test_no_text_leaves_a_reader_of_its_own_behind() -> None:
    """Of thousands of trees each would stay, with the next one."""
    values.json_text('{"value": 1.50}')
    before = exact_json._quick_decoder.cache_info().currsize
    assert values.json_text('{"value": 2.50}') == '{"value":2.5}'
    assert exact_json._quick_decoder.cache_info().currsize == before


@given(st.lists(st.text("a~/0 1"), max_size=3))
def test_a_path_leads_back_to_its_steps(route: list[str]) -> None:
    """Slashes and tildes in names are escaped, so that no two routes share a path."""
    assert steps(pointer(route)) == tuple(route)


def test_a_list_is_compared_as_one_value() -> None:
    """A list is a set or ordered as a whole; its items are no places of their own."""
    [found] = diff({"ids": [1, 2]}, {"ids": [2, 3]})

    assert (found.path, found.desired, found.live) == ("/ids", [1, 2], [2, 3])


def test_names_are_looked_up_ignoring_case_and_nothing_else() -> None:
    """The API ignores case; people also overlook spaces and Unicode forms."""
    assert name_key("Summer Sale") == name_key("SUMMER sale")
    assert name_key("Summer  Sale") != name_key("Summer Sale")
    assert look_alike(" \uff33ummer  Sale ") == look_alike("summer sale")
    assert look_alike("\uff33 " * LONGEST_LOOKED_AT) == name_key("\uff33 " * LONGEST_LOOKED_AT)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("spring", ["spring"]),
        ("SPRING", ["spring"]),
        ("summer", []),
        ("Spring*", ["spring", "spring 2027"]),
        ("spring 202?", ["spring 2027"]),
        ("spring?", []),
        ("what is *", ["what is *"]),
    ],
)
def test_a_name_is_itself_alone_and_a_pattern_all_that_it_fits(
    wanted: str, found: list[str]
) -> None:
    """A name that is written with the marks of patterns is itself before it is one."""
    keys = ["spring", "spring 2027", "what is *", "what is it"]

    assert [*keys_like(keys, wanted)] == found


PIECES = (
    *'{}[]:,"\\ \n01.-+eE9x',
    *("true", "null", "NaN", "Infinity", "1.50", "-0", "-0.0", "1e5", "1E400", "1e999999999999"),
    *("18446744073709551616", "9" * 40, '"a"', '"\\ud800"', '"é😀"', '"\\u0000"', '"\x7f"', "\0"),
    *('{"a": 1, "a": 2}', "\ufeff", '{"b": [1.0], "a": {}}'),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
JSON: st.SearchStrategy[Json] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**25), 10**25)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(st.sampled_from('ab"\\/\n\t\x1b\x7fé😀\u2028\ud800') | st.characters(), max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("aAb_é\x7f\n", max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)


def exactly(read: Callable[[str], Json], text: str) -> str:
    """What is read, with its types and digits; or that it is refused."""
    try:
        return repr(read(text))
    except ValueError:
        return "refused"


def thoroughly(text: str) -> Json:
    """The standard library's reading, with exact numbers."""
    try:
        return exact_json._thorough_decoder(exact_json.read_number).decode(text)
    except InvalidOperation as error:
        raise ValueError from error


@given(TEXTS | JSON.map(encode))
def test_quick_reading_is_thorough_reading(text: str) -> None:
    """Same values to the last digit, same refusals."""
    assert exactly(decode, text) == exactly(thoroughly, text)


@given(JSON)
def test_quick_writing_is_thorough_writing(value: Json) -> None:
    """Digests and comparisons do not depend on how it is written."""
    assert canonical(value) == exact_json._CANONICAL.encode(value)
    assert canonical([values.Expected("x"), value]) == f'["x",{canonical(value)}]'
