"""Numbers, days and names as people write them."""

from decimal import Decimal

import pytest

from reconciler.core.exact_json import Json
from reconciler.target_group.prose.numbers_and_days import (
    Window,
    number,
    plain_name,
    when,
    when_each,
    window,
)


def days(first: str, last: str) -> Window:
    found = window(first, last)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1234567, "1,234,567"),
        (9007199254740993, "9,007,199,254,740,993"),
        (Decimal("500.000"), "500"),
        (Decimal("1234.500"), "1,234.5"),
        (Decimal("0.125"), "0.125"),
        (Decimal("1E+3"), "1,000"),
        (Decimal("1E-3"), "0.001"),
        (True, None),
        ("500", None),
        (None, None),
        (-1, "-1"),
        (Decimal("-1234.500"), "-1,234.5"),
        (Decimal("NaN"), None),
        (Decimal("Infinity"), None),
        (Decimal("1E+1000000"), None),
        (Decimal("1E-1000000"), None),
        (10**40, None),
        (Decimal("0." + "1" * 80), None),
    ],
)
def test_a_number_is_written_exactly_or_not_at_all(value: Json, text: str | None) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2027-01-08", "2027-01-08", "on 8 January 2027"),
        ("2027-02-01", "2027-02-28", "in February 2027"),
        ("2028-02-01", "2028-02-29", "in February 2028"),
        ("2028-02-01", "2028-02-28", "from 1 to 28 February 2028"),
        ("2027-10-02", "2027-10-03", "from 2 to 3 October 2027"),
        ("2027-05-02", "2027-05-31", "from 2 to 31 May 2027"),
        ("2027-06-21", "2027-09-22", "from 21 June to 22 September 2027"),
        ("2027-12-31", "2028-01-01", "from 31 December 2027 to 1 January 2028"),
        ("2027-05-01", "2028-05-31", "from 1 May 2027 to 31 May 2028"),
    ],
)
def test_a_period_is_written_as_people_do(first: str, last: str, text: str) -> None:
    assert when(days(first, last)) == text


@pytest.mark.parametrize(
    ("windows", "text"),
    [
        ([("2027-10-02", "2027-10-03")], "from 2 to 3 October 2027"),
        (
            [("2027-10-09", "2027-10-10"), ("2027-10-02", "2027-10-03")],
            "on each of 2 weekends from 2 to 10 October 2027",
        ),
        (
            [("2027-10-01", "2027-10-02"), ("2027-10-08", "2027-10-09")],
            "in each of 2 periods from 1 to 9 October 2027",
        ),
        (
            [("2027-10-01", "2027-10-01"), ("2027-10-08", "2027-10-08")],
            "on each of 2 days from 1 to 8 October 2027",
        ),
        ([("2027-10-01", "2027-10-01")] * 2, "in each of 2 periods on 1 October 2027"),
        (
            [("2027-10-02", "2027-10-10"), ("2027-10-02", "2027-10-10")],
            "in each of 2 periods from 2 to 10 October 2027",
        ),
    ],
)
def test_periods_are_counted_for_what_they_are(windows: list[tuple[str, str]], text: str) -> None:
    assert when_each([days(*each) for each in windows]) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("spinTheWheel", '"spinTheWheel"'),
        ("Both weekends", '"Both weekends"'),
        ("Fête no. 1_a-b", '"Fête no. 1_a-b"'),
        ("日本語", '"日本語"'),
        ("", None),
        (" a", None),
        ("a" * 61, None),
        ('a" and all is fine', None),
        ("a@b", None),
        ("שלום", None),
        ("a\u200bb", None),
        (7, None),
    ],
)
def test_a_name_is_plain_words_or_not_said(name: Json, text: str | None) -> None:
    assert plain_name(name) == text
