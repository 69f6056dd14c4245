"""The differences of files as accept shows them."""

import difflib

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from reconciler.render.accept_text import colored_diff, file_diff, unified_diff

LINES = st.lists(st.sampled_from("abcdefghij"), max_size=30)


def test_a_difference_in_color_is_the_same_lines() -> None:
    """Tabs stay tabs, and what a terminal would obey is written out."""
    plain = file_diff("a\x1b.yaml", "a: 1\nb:\t2\nc: 3", "a: 1\nb:\t4\nc: 3")

    assert colored_diff(plain).splitlines() == [
        "\x1b[1m--- a/a\\x1b.yaml\x1b[0m",
        "\x1b[1m+++ b/a\\x1b.yaml\x1b[0m",
        "\x1b[36m@@ -1,3 +1,3 @@\x1b[0m",
        " a: 1",
        "\x1b[31m-b:\t2\x1b[0m",
        "\x1b[32m+b:\t4\x1b[0m",
        " c: 3",
        "\\ No newline at end of file",
    ]
    assert colored_diff("") == ""


@given(LINES, st.sets(st.integers(0, 29), max_size=5), LINES)
def test_lines_that_were_replaced_are_shown_as_difflib_shows_them(
    before: list[str], changed: set[int], other: list[str]
) -> None:
    """Also where the same lines stand in several places, new ones among them."""
    lines = [f"{each}\n" for each in before]
    new = {k: each for k, each in zip(sorted(changed), other, strict=False) if k < len(lines)}
    old = [f"{each}{k}\n" if k in new and k % 2 else each for k, each in enumerate(lines)]
    after = [f"{new[k]}!{k % 2}\n" if k in new else each for k, each in enumerate(lines)]
    for texts in ((old, after), (lines, after), (lines, [f"{each}\n" for each in other])):
        event(f"of one length: {len(texts[0]) == len(texts[1])}")
        assert [*unified_diff(*texts, "a", "b")] == [*difflib.unified_diff(*texts, "a", "b")]


@pytest.mark.parametrize("apart", range(1, 10))
@pytest.mark.parametrize("first", [0, 2, 3, 4])
def test_replaced_lines_that_are_near_share_what_is_around_them(first: int, apart: int) -> None:
    """As difflib has it: three lines above and below."""
    before = [f"{k}\n" for k in range(first + apart + 5)]
    after = [
        f"new {each}" if k in {first, first + apart} else each for k, each in enumerate(before)
    ]

    shown = [*unified_diff(before, after, "a", "b")]

    assert shown == [*difflib.unified_diff(before, after, "a", "b")]
    assert sum(each.startswith("@@") for each in shown) == (1 if apart < 8 else 2)


def test_of_many_lines_difflib_tells_what_is_frequent() -> None:
    """It then pairs lines that are the same in another way."""
    before = ["same\n"] * 250 + ["old\n"] + ["same\n"] * 250
    after = ["same\n"] * 250 + ["new\n"] + ["same\n"] * 250

    assert [*unified_diff(before, after, "a", "b")] == [
        *difflib.unified_diff(before, after, "a", "b")
    ]
