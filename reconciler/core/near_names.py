"""Names that a person may take for each other, found in time near-linear in their number.

Two names are near when they differ in case, spaces or Unicode form alone, or besides in one or
two letters. Names that differ in their digits are a series ("Wave 1", "Wave 2") and never near.

Two words at most two letters apart have a common rest once up to two letters are taken out of
each. So every word is filed under its rests, and only words that share one are compared: names
with a common beginning, or made of the same few words, cost no more than others.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

SHORTEST_FOR_ONE: Final = 4
"""Shorter names are near only when they look the same: one letter is too much of them."""
SHORTEST_FOR_TWO: Final = 8
LONGEST_FOR_TWO: Final = 64
"""Past this a name has thousands of rests; there one letter alone may differ."""
_DIGITS: Final = re.compile(r"\d+")
_UNSEEN_CATEGORIES: Final = frozenset({"Mn", "Cf", "Cc"})


@dataclass(frozen=True, slots=True)
class Nearness:
    """Which names are near another one.

    Attributes:
        partners: position of a name to the position of a name near it.
        comparisons: how many pairs were compared letter by letter.
    """

    partners: Mapping[int, int]
    comparisons: int


def find_near(names: Sequence[str]) -> Nearness:
    """Find for each name another one that it may be taken for."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        places[plain(name)].append(place)
    places.pop("", None)
    search = _Search()
    for words in _by_digits(sorted(places)):
        search.run(words)
    partners = {
        place: places[near][0] for word, near in search.near.items() for place in places[word]
    }
    for same in places.values():
        if len(same) > 1:
            partners |= zip(same, (*same[1:], same[0]), strict=True)
    return Nearness(partners, len(search.compared))


def plain(name: str) -> str:
    """What is left of a name without case, accents, spaces and what cannot be seen."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    return "".join(
        char
        for char in letters
        if not char.isspace() and unicodedata.category(char) not in _UNSEEN_CATEGORIES
    )


def _by_digits(words: Iterable[str]) -> Iterable[list[str]]:
    """Words whose digits are the same; others are members of a series."""
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for word in words:
        alike[tuple(_DIGITS.findall(word))].append(word)
    return alike.values()


def _tolerance(word: str) -> int:
    """How many letters may differ."""
    if len(word) < SHORTEST_FOR_ONE:
        return 0
    return 2 if SHORTEST_FOR_TWO <= len(word) <= LONGEST_FOR_TWO else 1


@dataclass(slots=True)
class _Search:
    near: dict[str, str] = field(default_factory=dict)
    compared: set[tuple[str, str]] = field(default_factory=set)

    def run(self, words: Sequence[str]) -> None:
        """Find near words among some."""
        by_length: dict[int, list[str]] = defaultdict(list)
        for word in words:
            by_length[len(word)].append(word)
        for length in range(min(by_length) - 2, max(by_length) + 1):
            for sharing in _sharing(by_length, length):
                for word in sharing:
                    self._look_for(word, sharing)

    def _look_for(self, word: str, others: Iterable[str]) -> None:
        if word in self.near:
            return
        for other in others:
            if other != word and self._are_near(word, other):
                self.near[word] = other
                self.near.setdefault(other, word)
                return

    def _are_near(self, word: str, other: str) -> bool:
        pair = (word, other) if word < other else (other, word)
        if pair in self.compared:
            return False
        self.compared.add(pair)
        return _differ_in(word, other, most=min(_tolerance(word), _tolerance(other)))


def _sharing(by_length: Mapping[int, Sequence[str]], length: int) -> Iterator[list[str]]:
    """The words that have a rest of this length in common.

    Rests are filed by their hash, which saves memory: words that share nothing but a hash are
    found out when they are compared.
    """
    first: dict[int, str] = {}
    more: dict[int, list[str]] = {}
    for taken in range(3):
        for word in by_length.get(length + taken, ()):
            for rest in _rests(word, taken):
                if first.setdefault(rest, word) != word:
                    more.setdefault(rest, [first[rest]]).append(word)
    yield from more.values()


def _rests(word: str, taken: int) -> set[int]:
    """Hashes of what is left of a word when so many letters are taken out."""
    if taken > _tolerance(word):
        return set()
    if taken == 0:
        return {hash(word)}
    if taken == 1:
        return {hash(word[:k] + word[k + 1 :]) for k in range(len(word))}
    return {
        hash(word[:k] + word[k + 1 : n] + word[n + 1 :])
        for k, n in combinations(range(len(word)), 2)
    }


def _differ_in(word: str, other: str, *, most: int) -> bool:
    """Whether at most so many letters must be changed, added or taken out."""
    k = 0
    for mine, theirs in zip(word, other, strict=False):
        if mine != theirs:
            break
        k += 1
    word, other = word[k:], other[k:]
    if not word or not other:
        return len(word) + len(other) <= most
    return most > 0 and (
        _differ_in(word[1:], other[1:], most=most - 1)
        or _differ_in(word[1:], other, most=most - 1)
        or _differ_in(word, other[1:], most=most - 1)
    )
