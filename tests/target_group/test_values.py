"""Single values in canonical form."""

from decimal import Decimal

import pytest

from reconciler.core.exact_json import Json
from reconciler.target_group import values
from reconciler.yaml12.document import IntText

LONG = 7998987987986876867


@pytest.mark.parametrize("spelling", [10, "10", "10.000", Decimal("10.0"), Decimal("1E+1"), "+10"])
def test_a_number_has_one_form(spelling: Json) -> None:
    """However many decimals are printed, ten is ten, and an integer."""
    assert repr(values.number(spelling)) == "10"


def test_no_digit_of_a_long_number_is_rounded_away() -> None:
    """Two numbers that differ in their last digit differ."""
    long = "12345678901234567890123456789012345678.12"

    assert values.number(f"{long}5") != values.number(f"{long}4")
    assert str(values.number(f"{long}500")) == f"{long}5"


def test_a_huge_number_is_not_written_out() -> None:
    """An exponent in an answer cannot fill the memory."""
    assert values.number(Decimal("1E+999999")) == Decimal("1E+999999")
    assert values.json_text("[1E500]") == "[1E+500]"
    assert values.json_text("[1E5000]") == "[1E5000]"


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("2027-10-02", "2027-10-02T00:00:00"),
        ("2027-10-02T08:42:00.529Z", "2027-10-02T08:42:01"),
        ("2027-10-02T08:42:00.499Z", "2027-10-02T08:42:00"),
        ("2027-02-25T18:29:59.999Z", "2027-02-25T18:30:00"),
        ("2027-10-02T08:42:00.000+0530", "2027-10-02T08:42:00"),
        ("2027-10-02T08:42", "2027-10-02T08:42:00"),
        ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"),
        ("soon", "soon"),
    ],
)
def test_an_instant_is_its_local_digits_to_the_second(shown: str, expected: str) -> None:
    """Half a second rounds up, zones are letters, and what is no instant stays as it is."""
    assert values.instant(shown) == expected


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ('{"a": 1, "b": [2.50]}', '\n{"b":[2.5],\n"a":1.0}', True),
        ('{"a": 1}', '{"a": "1"}', False),
        ("true", "1", False),
        ("[12345678901234567.10]", "[12345678901234567.1]", True),
        ("[12345678901234567.10]", "[12345678901234567.12]", False),
        ("{broken", "{broken", True),
        ("{broken", "{ broken", False),
        ("[1e99999999999999999999]", "[1e99999999999999999999]", True),
        ("[" * 100_000, "[" * 100_000, True),
    ],
)
def test_text_that_holds_json_is_compared_as_json(left: str, right: str, same: bool) -> None:
    """Layout and the spelling of numbers mean nothing; what does not parse is text."""
    assert (values.json_text(left) == values.json_text(right)) is same


@pytest.mark.parametrize("depth", [100, 700, 900, 5000])
def test_a_tree_of_any_depth_is_compared_without_a_traceback(depth: int) -> None:
    """Where it is too deep to be read or written, it is compared as text."""
    for inmost in ("", "1.5"):
        text = "[" * depth + inmost + "]" * depth
        assert values.json_text(text) == text


def test_how_deep_a_tree_is_read_does_not_depend_on_the_python() -> None:
    """Or what is compared, and the id of a plan, would."""
    most = values.MOST_JSON_LEVELS
    for depth, is_read in ((most, True), (most + 1, False), (1200, False)):
        text = "[" * depth + "1.50" + "]" * depth
        assert (values.json_text(text) == text.replace("1.50", "1.5")) == is_read
        assert (values.parsed_json(text) is not None) == is_read
    assert values.parsed_json("[[]," * most + "[]" + "]" * most) is None
    assert values.parsed_json('{"a":' * most + "1" + "}" * most) is not None
    assert values.parsed_json('{"a":' * most + "{}" + "}" * most) is None
    assert values.parsed_json("[" + "[]," * most + "[]]") is not None


def test_json_is_read_to_the_last_digit() -> None:
    assert repr(values.parsed_json('{"a": [0.10, 7]}')) == "{'a': [Decimal('0.10'), 7]}"
    assert values.parsed_json("{broken") is None


@pytest.mark.parametrize(
    ("value", "expected"), [("may", "may"), ("010", "010"), (7, "7"), (IntText(8, "010"), "010")]
)
def test_a_number_that_stands_for_text_is_as_it_was_written(
    value: str | int, expected: str
) -> None:
    assert values.text(value) == expected


@pytest.mark.parametrize("shown", [LONG, str(LONG), f"{LONG}.000", Decimal(f"{LONG}.0")])
def test_an_integer_is_exact_in_each_of_its_forms(shown: Json) -> None:
    assert repr(values.integer(shown)) == str(LONG)


@pytest.mark.parametrize(
    ("value", "expected"), [(True, "true"), (False, "false"), ("A.b>1", "A.b>1"), ("True", "True")]
)
def test_an_expression_is_text_as_it_is_written(value: bool | str, expected: str) -> None:
    assert values.expression(value) == expected


def test_a_tree_that_is_left_to_be_filled_in_stays_that() -> None:
    """In the one form of its JSON."""
    for kind in (str, values.Expected):
        written = values.tree_text(kind('{"b": 1.0, "a": 2}'))
        assert (type(written), written) == (kind, '{"a":2,"b":1}')
