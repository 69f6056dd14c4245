"""Characters that nobody sees: the whole class, and those that have work to do."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.core.resource import look_alike
from reconciler.core.unseen_characters import (
    DEFAULT_IGNORABLE,
    JOINED_SCRIPTS,
    find_unseen,
    is_directional,
    without_unseen,
)

SEEN_FORMATS = {
    # Prepended_Concatenation_Mark: signs that enclose the digits behind them.
    *range(0x0600, 0x0606), 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD,
    # They arrange hieroglyphs.
    *range(0x13430, 0x13440),
}  # fmt: skip
IGNORABLE = st.sampled_from(
    [chr(code) for first, last in DEFAULT_IGNORABLE for code in range(first, last + 1)]
)
WORDS = st.text("abcdefghi XYZ0", min_size=1, max_size=6)

AT_WORK = {
    "joiners of emoji": "Profi 👩‍💻 and 👨‍👩‍👧",
    "colours of emoji": "Start 👩🏽‍🚀",
    "emoji with selectors": "We ❤️ it, 🏳️‍🌈",
    "emoji that are punctuation": "Now ‼️",
    "keycaps": "Number 1️⃣",
    "flags of parts of countries": "🏴󠁧󠁢󠁥󠁮󠁧󠁿 cup",
    "Persian": "می‌خواهم",
    "Devanagari": "क्‍ष",
    "Malayalam at the end of a word": "ന്‍ x",
    "ideographs with variants": "葛󠄀城",
    "Mongolian": "ᠠ᠋ᠪ",
    "signs with variants": "≨︀",
}
WITHOUT_WORK = {
    "zero-width space": ("Festive\u200b spend", "\u200b"),
    "soft hyphen": ("Fest\u00adive", "\u00ad"),
    "Hangul filler": ("\u3164Festive", "\u3164"),
    "half-width filler": ("Festive\uffa0", "\uffa0"),
    "tag": ("Festive\U000e0041", "\U000e0041"),
    "a flag without its end": ("🏴\U000e0067\U000e0062x", "\U000e0067"),
    "joiner between letters that do not join": ("a\u200db", "\u200d"),
    "non-joiner at the start": ("\u200cabc", "\u200c"),
    "joiner at the start": ("\u200d👩", "\u200d"),
    "joiner behind a selector alone": ("\ufe0f\u200d👩", "\ufe0f"),
    "joiner behind an emoji": ("👩\u200d", "\u200d"),
    "joiner behind Persian": ("می\u200c x", "\u200c"),
    "selector behind a letter": ("a\ufe0f", "\ufe0f"),
    "selector behind a digit": ("1\ufe0f", "\ufe0f"),
    "Mongolian selector elsewhere": ("a\u180b", "\u180b"),
    "byte order mark": ("a\ufeffb", "\ufeff"),
    "control character": ("a\x07b", "\x07"),
    "line break": ("a\nb", "\n"),
    "line separator": ("a\u2028b", "\u2028"),
    "braille blank": ("a\u2800b", "\u2800"),
    "kept for later": ("a\ufff0b", "\ufff0"),
    "combining grapheme joiner": ("a\u034fb", "\u034f"),
}


@pytest.mark.parametrize("name", AT_WORK.values(), ids=AT_WORK)
def test_what_has_work_to_do_is_no_finding(name: str) -> None:
    """Joiners and selectors where scripts and emoji need them."""
    assert list(find_unseen(name)) == []


@pytest.mark.parametrize(("name", "char"), WITHOUT_WORK.values(), ids=WITHOUT_WORK)
def test_what_nobody_sees_is_found_where_it_stands(name: str, char: str) -> None:
    """Position and character."""
    assert (name.index(char), char) in list(find_unseen(name))


def test_every_format_character_is_one_or_is_seen() -> None:
    """What Unicode calls a format or control character cannot be missing from the table."""
    missing = {
        code
        for code in range(0x110000)
        if unicodedata.category(chr(code)) in {"Cf", "Cc", "Zl", "Zp"}
        and not list(find_unseen(f"a{chr(code)}b"))
    }

    assert missing <= SEEN_FORMATS


def test_scripts_that_take_vowels_away_use_joiners() -> None:
    """Every script of Unicode that has a sign for it."""
    killers = {chr(code) for code in range(0x110000) if unicodedata.combining(chr(code)) == 9}

    assert {unicodedata.name(char).split()[0] for char in killers} <= JOINED_SCRIPTS


def test_directional_marks_are_those_of_unicode() -> None:
    """Bidi_Control has twelve."""
    assert sum(is_directional(chr(code)) for code in range(0x110000)) == 12


@given(left=WORDS, char=IGNORABLE, right=WORDS)
def test_names_are_alike_without_what_nobody_sees(left: str, char: str, right: str) -> None:
    """The whole class, anywhere in a name."""
    assert look_alike(left + char + right) == look_alike(left + right)


@given(st.text())
def test_a_name_without_it_has_nothing_to_find_but_blanks(name: str) -> None:
    """Taking it out once is enough, and takes out nothing else."""
    rest = without_unseen(name)

    assert without_unseen(rest) == rest
    assert all(char.isspace() for _, char in find_unseen(rest))
    assert look_alike(rest) == look_alike(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [("🏴󠁧󠁢󠁥󠁮󠁧󠁿 cup", "🏴󠁧󠁢󠁳󠁣󠁴󠁿 cup"), ("👩‍💻", "👩💻")],
    ids=["flags", "emoji of several"],
)
def test_what_is_seen_tells_names_apart(one: str, other: str) -> None:
    """Tags and joiners of emoji change what is seen."""
    assert look_alike(one) != look_alike(other)
