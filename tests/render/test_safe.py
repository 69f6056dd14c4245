"""What is written out because nobody sees it, and what is left where it has work to do."""

import pytest

from reconciler.render.safe import visible

FAMILY = "Family \U0001f468\u200d\U0001f469\u200d\U0001f467 day"
NAMASTE = "\u0915\u094d\u200d\u0937"


@pytest.mark.parametrize("text", ["Festive", FAMILY, NAMASTE, "\u0646\u0645\u06cc\u200c\u062e"])
def test_a_joiner_with_work_to_do_is_shown_as_it_is(text: str) -> None:
    """Within an emoji, and between letters of scripts that have it."""
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u200db", "a\\u200db"),
        ("\u200d\U0001f468", "\\u200d\U0001f468"),
        ("\U0001f468\u200d", "\U0001f468\\u200d"),
        ("a\u200bb", "a\\u200bb"),
        ("\u202ea", "\\u202ea"),
        ("\x1b[31m", "\\x1b[31m"),
        (f"{FAMILY}\u2066", f"{FAMILY}\\u2066"),
        ("a\u00a0b", "a\\xa0b"),
    ],
)
def test_all_else_that_nobody_sees_is_written_out(text: str, shown: str) -> None:
    """Also beside what is left, and where no joiner joins anything."""
    assert visible(text) == shown
