"""Characters in names that nobody sees, and which of them have work to do where they stand.

The class is Default_Ignorable_Code_Point of the Unicode Character Database, version 16.0
(``DerivedCoreProperties.txt``), with the code points that it keeps for later; besides it control
characters, line breaks, the anchors of interlinear notes, and three signs that are drawn as
nothing at all (``PropList.txt`` and the charts).

Some have work to do: a joiner between letters of a script that uses it, a joiner or a tag inside
an emoji, a selector behind the character whose form it chooses.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

DEFAULT_IGNORABLE: Final = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)
"""First and last code points of the ranges of the property."""
_OTHERS: Final = (
    (0x0000, 0x001F),
    (0x007F, 0x009F),
    (0x2028, 0x2029),
    (0x2800, 0x2800),  # BRAILLE PATTERN BLANK
    (0xFFF9, 0xFFFB),
    (0x16FE4, 0x16FE4),  # KHITAN SMALL SCRIPT FILLER
    (0x1D159, 0x1D159),  # MUSICAL SYMBOL NULL NOTEHEAD
)
_DIRECTIONAL: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""The property Bidi_Control, all of it."""

_NON_JOINER: Final = "\u200c"
_JOINER: Final = "\u200d"
JOINERS: Final = frozenset({_NON_JOINER, _JOINER})
JOINED_SCRIPTS: Final = frozenset(
    {
        # Letters that join as in Arabic (DerivedJoiningType.txt).
        "ADLAM", "ARABIC", "CHORASMIAN", "HANIFI", "MANDAIC", "MANICHAEAN", "MONGOLIAN", "NKO",
        "OLD", "PHAGS-PA", "PSALTER", "SOGDIAN", "SYRIAC",
        # Scripts with a sign that takes a vowel away (Canonical_Combining_Class 9).
        "AHOM", "BALINESE", "BATAK", "BENGALI", "BHAIKSUKI", "BRAHMI", "CHAKMA", "DEVANAGARI",
        "DIVES", "DOGRA", "GRANTHA", "GUJARATI", "GUNJALA", "GURMUKHI", "HANUNOO", "JAVANESE",
        "KAITHI", "KANNADA", "KAWI", "KHAROSHTHI", "KHMER", "KHOJKI", "KHUDAWADI", "LAO",
        "MALAYALAM", "MASARAM", "MEETEI", "MODI", "MYANMAR", "NANDINAGARI", "NEWA", "ORIYA",
        "REJANG", "SAURASHTRA", "SHARADA", "SIDDHAM", "SINHALA", "SOYOMBO", "SUNDANESE", "SYLOTI",
        "TAGALOG", "TAI", "TAKRI", "TAMIL", "TELUGU", "THAI", "TIBETAN", "TIFINAGH", "TIRHUTA",
        "ZANABAZAR",
    }
)  # fmt: skip
"""Scripts whose letters a joiner or a non-joiner changes, by the first word of their names."""
_VOWEL_KILLER: Final = 9
_LETTERS: Final = frozenset({"Lo", "Lm", "Mn", "Mc"})
_WITH_VARIANTS: Final = frozenset({"CJK", "MANICHAEAN", "MYANMAR", "PHAGS-PA"})
"""Scripts with characters whose form a variation selector chooses (StandardizedVariants.txt)."""
_EMOJI_SELECTORS: Final = "\ufe0e\ufe0f"
_OTHER_EMOJI: Final = "\u203c\u2049\u2139\u3030"
"""Emoji that are no symbols by their category."""
_KEYS: Final = "0123456789#*"
_KEYCAP: Final = "\u20e3"
_FLAG: Final = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")
"""A flag of a part of a country: the black flag with its code in tags."""


def without_unseen(name: str) -> str:
    """A name without what nobody sees in it; blanks of any kind and whole emoji stay."""
    if (name.isascii() and name.isprintable()) or _unseen().search(name) is None:
        return name
    flags = _in_flags(name)
    return "".join(
        char
        for place, char in enumerate(name)
        if char.isspace()
        or _unseen().match(char) is None
        or place in flags
        or _joins_emoji(name, place)
    )


def find_unseen(name: str) -> Iterator[tuple[int, str]]:
    """Give position and character of all that nobody sees and that has no work to do there."""
    if name.isascii() and name.isprintable():
        return
    flags = _in_flags(name)
    for found in _unseen().finditer(name):
        place = found.start()
        if place not in flags and not _is_at_work(name, place):
            yield place, found.group()


def is_directional(char: str) -> bool:
    """Whether a character sets the direction of text, which mixed scripts may need."""
    return _DIRECTIONAL.fullmatch(char) is not None


@cache
def _unseen() -> re.Pattern[str]:
    ranges = "".join(
        f"\\U{first:08x}-\\U{last:08x}" for first, last in (*DEFAULT_IGNORABLE, *_OTHERS)
    )
    return re.compile(f"[{ranges}]")


def _is_at_work(name: str, place: int) -> bool:
    char = name[place]
    before, after = name[place - 1 : place], name[place + 1 : place + 2]
    if char in JOINERS:
        return _joins_letters(before, after) or _joins_emoji(name, place)
    return bool(before) and _selects(char, before, after)


def _joins_letters(before: str, after: str) -> bool:
    if before and unicodedata.combining(before) == _VOWEL_KILLER:
        return True
    return all(
        char and unicodedata.category(char) in _LETTERS and _script(char) in JOINED_SCRIPTS
        for char in (before, after)
    )


def _joins_emoji(name: str, place: int) -> bool:
    if name[place] != _JOINER or place == 0:
        return False
    first = place - 2 if name[place - 1] in _EMOJI_SELECTORS and place > 1 else place - 1
    return _is_emoji(name[first]) and _is_emoji(name[place + 1 : place + 2])


def _selects(selector: str, before: str, after: str) -> bool:
    """Whether a variation selector stands behind a character that has variants."""
    if selector in _EMOJI_SELECTORS and (
        _is_emoji(before) or (before in _KEYS and after == _KEYCAP)
    ):
        return True
    name = unicodedata.name(selector, "")
    if name.startswith("MONGOLIAN"):
        return _script(before) == "MONGOLIAN" and unicodedata.category(before) in _LETTERS
    if not name.startswith("VARIATION SELECTOR"):
        return False
    return _script(before) in _WITH_VARIANTS or unicodedata.category(before) == "Sm"


def _is_emoji(char: str) -> bool:
    """Whether a character may be one; what is not assigned yet may, in the blocks of emoji."""
    if not char or char.isascii():
        return False
    is_kept = "\U0001f000" <= char <= "\U0001faff"
    return is_kept or char in _OTHER_EMOJI or unicodedata.category(char) in {"So", "Sm"}


def _in_flags(name: str) -> frozenset[int]:
    found = _FLAG.finditer(name)
    return frozenset(place for each in found for place in range(each.start() + 1, each.end()))


def _script(char: str) -> str:
    return unicodedata.name(char, "").split(" ", 1)[0]
