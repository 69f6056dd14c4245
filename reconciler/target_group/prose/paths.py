"""Paths of a campaign in plain words: what kind of value each leads to."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from reconciler.core.diff import steps
from reconciler.target_group.columns import Field
from reconciler.target_group.fields import GROUP

_CAPITAL: Final = re.compile(r"(?=[A-Z])")
_INSIDE_A_PART: Final = 2
"""Steps to a part, as a collection and a name; what follows is one of its fields."""


def count_kinds(paths: Iterable[str]) -> Mapping[str, int]:
    """Count the values that paths lead to by what they are called, most frequent first.

    A path to a collection as a whole leads to no value.
    """
    counted = Counter(words for words in map(kind_of_value, paths) if words)
    return dict(sorted(counted.items(), key=lambda each: (-each[1], each[0])))


def kind_of_value(path: str) -> str:
    """What values at such a path are called; empty for a collection as a whole.

    Paths come from saved plans too, so one that leads nowhere gets a name as well.
    """
    first, *rest = steps(path) or ("",)
    field = GROUP.fields.get(first)
    if field is None:
        return "other values"
    if field.key is None or field.parts is None:
        return _words(field)
    if len(rest) < _INSIDE_A_PART:
        return ""
    noun = field.parts.noun.removeprefix("a ")
    inner = field.parts.fields.get(rest[1])
    return f"{noun} {_words(inner)}" if inner else f"other {noun} values"


def _words(field: Field) -> str:
    plain = field.words or _CAPITAL.sub(" ", field.name).lower()
    return plain if field.words or plain.endswith("s") else f"{plain}s"
