"""Words that stand for members of a series, as digits do: months, weekdays, ordinals, sizes.

"Spend Jan" and "Spend Jun" are two campaigns, though one letter tells them apart; "Spend Jna" is a
slip, as it is no month. English words alone are known.
"""

import re
from collections.abc import Mapping
from typing import Final, TypeAlias

Members: TypeAlias = tuple[tuple[str, int], ...]
"""The members of series in a name, in order: of which series, and which one."""

_MONTHS: Final = (
    "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug "
    "september/sept/sep october/oct november/nov december/dec"
)
_SERIES: Final[Mapping[str, str]] = {
    "month": _MONTHS,
    "weekday": "monday/mon tuesday/tues/tue wednesday/wed thursday/thurs/thur/thu friday/fri "
    "saturday/sat sunday/sun",
    "number": "first/one/i second/two/ii third/three/iii fourth/four/iv fifth/five/v sixth/six/vi "
    "seventh/seven/vii eighth/eight/viii ninth/nine/ix tenth/ten/x eleventh/eleven/xi "
    "twelfth/twelve/xii last",
    "size": "xxs xs mini small/s medium/m large/l xl xxl xxxl maxi",
}
MONTHS: Final = tuple(tuple(alike.split("/")) for alike in _MONTHS.split())
"""The names of each month, the whole one first."""
_MEMBERS: Final[Mapping[str, tuple[str, int]]] = {
    word: (series, place)
    for series, words in _SERIES.items()
    for place, alike in enumerate(words.split())
    for word in alike.split("/")
}
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
"""Words, also where they are written in one: MonthlySpendJan, spend_jan_2027."""


def members(name: str) -> Members:
    """The words of a name that stand for members of a series."""
    found = (_MEMBERS.get(word.lower()) for word in _WORD.findall(name))
    return tuple(each for each in found if each is not None)


def is_series(ours: Members, theirs: Members) -> bool:
    """Whether two names have members of the same series, and not the same ones."""
    return ours != theirs and [each for each, _ in ours] == [each for each, _ in theirs]
