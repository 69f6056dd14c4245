"""Values and counts in words."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.words import cut_value


@pytest.mark.parametrize(
    ("text", "start", "cut"),
    [
        ('"abc"', 0, '"abc"'),
        ('"abcd"', 0, '"abcd"'),
        ('"abcdef"', 0, '"abcd…"'),
        ('"abcdefgh"', 3, '"…cdefg…"'),
        ('"abcdefgh"', 5, '"…efgh"'),
        ("[1, 2, 3]", 0, "[1, 2…]"),
        ('{"a": 1}', 0, '{"a":…}'),
        ("1234567", 0, "12345…"),
        ("1234567", 2, "…34567"),
        ("(nothing)", 0, "(noth…"),
    ],
)
def test_what_a_value_is_in_stays_closed_where_it_is_cut(text: str, start: int, cut: str) -> None:
    """By a cut at either end."""
    assert cut_value(text, 5, start) == cut


@given(st.text() | st.lists(st.integers()), st.integers(1, 20), st.integers(0, 20))
def test_a_cut_value_is_short_and_closed(value: str | list[int], most: int, start: int) -> None:
    """And whole where it is short enough."""
    text = json.dumps(value, ensure_ascii=False)
    cut = cut_value(text, most, min(start, len(text) - 1))
    assert len(cut) <= most + 5
    assert cut[0] + cut[-1] == text[0] + text[-1]
    assert (cut == text) == (start == 0 and len(text) <= most + 1)
