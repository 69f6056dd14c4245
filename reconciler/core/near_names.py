"""Names that a person may take for each other, found in time near-linear in their number.

Two names are near when they differ in case, spaces or Unicode form alone, or besides in one or
two letters. Names that differ in their digits are a series ("Wave 1", "Wave 2") and never near; so
are names that differ in a month, a weekday, an ordinal, a quarter or a size (``series``).

Two words at most two letters apart have a common rest once up to two letters are taken out of
each. So a word is filed under its rests, and only words that share one are compared: names with a
common beginning, or made of the same few words, cost no more than others.

A long word has too many rests for that. Of two long words either the beginnings are the same, or
the ends, and then what is left of both is as far apart as they are; or both halves differ in one
letter, and then only those rests count that another beginning and another end have as well.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from msgspec import Struct, field

from reconciler.core.series import Members, is_series, members
from reconciler.core.unseen_characters import without_unseen

SHORTEST_FOR_ONE: Final = 4
"""Shorter names are near only when they look the same: one letter is too much of them."""
SHORTEST_FOR_TWO: Final = 8
LONGEST_FOR_TWO: Final = 64
"""Past this a name has thousands of rests; there one letter alone may differ."""
MOST_LETTERS: Final = 2
"""In which near names differ at most."""
MOST_LOOKS: Final = 1_000_000
FEW: Final = 3
"""So many words are compared with each other; filing them would cost more."""
_LENGTHS: Final = ((0, 10), (8, 18), (16, 34), (32, LONGEST_FOR_TWO + 1))
"""Lengths of words that are looked at together; any two that differ by two letters are, once."""
_DIGITS: Final = re.compile(r"\d+")
_UNSEEN_CATEGORIES: Final = frozenset({"Mn", "Cf", "Cc"})


_Part: TypeAlias = tuple[str, str]
"""What of a word is still to be compared, and the word."""


class Nearness(Struct, frozen=True):
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
    # Names that only look the same may be written apart or in one; the first one decides.
    search = _Search({word: members(names[found[0]]) for word, found in places.items()})
    for words in _by_digits(sorted(places)):
        search.run(words)
    partners = {
        place: places[near][0] for word, near in search.near.items() for place in places[word]
    }
    for same in places.values():
        if len(same) > 1:
            partners |= zip(same, (*same[1:], same[0]), strict=True)
    return Nearness(partners, len(search.compared))


def shortlist(names: Sequence[str], others: Sequence[str]) -> Sequence[int]:
    """Places of those others that may be near some names: as long, of nearly the same letters.

    Much quicker than to find out which are. Where it would be no quicker, that is all of them.
    """
    if len(names) * len(others) > MOST_LOOKS:
        return range(len(others))
    looks = set(map(_look, names))
    return [
        place
        for place, (length, letters) in enumerate(map(_look, others))
        if any(
            abs(length - each) <= MOST_LETTERS and len(letters ^ theirs) <= 2 * MOST_LETTERS
            for each, theirs in looks
        )
    ]


def _look(name: str) -> tuple[int, frozenset[str]]:
    """How long a plain name is, and which letters it has."""
    is_simple = name.isascii() and name.isprintable()
    word = "".join(name.casefold().split()) if is_simple else plain(name)
    return len(word), frozenset(word)


def plain(name: str) -> str:
    """What is left of a name without case, accents, spaces and what cannot be seen."""
    seen = without_unseen(name)
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", seen).casefold())
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


class _Search(Struct):
    members: Mapping[str, Members]
    near: dict[str, str] = field(default_factory=dict)
    compared: set[tuple[str, str]] = field(default_factory=set)

    def run(self, words: Sequence[str]) -> None:
        """Find near words among some."""
        if len(words) > 1:
            # Between these lengths two letters may differ from all that are one longer or shorter.
            least, most = SHORTEST_FOR_TWO, LONGEST_FOR_TWO
            few = [each for each in words if _tolerance(each) and not least < len(each) < most]
            filed = ((rest, (word, word)) for word in few for rest in _rests_of_one(word))
            self._compare(_sharing(filed))
            self._in_two([(word, word) for word in words if _tolerance(word) > 1])

    def _in_two(self, parts: Sequence[_Part]) -> None:
        """Find words that differ in two letters."""
        for least, below in _LENGTHS:
            alike = [part for part in parts if least <= len(part[0]) < below]
            if len(alike) <= FEW:
                self._compare([alike])
            elif least:
                self._by_halves(alike, least // 2)
            else:
                filed = ((rest, part) for part in alike for rest in _rests_of_two(part[0]))
                self._compare(_sharing(filed))

    def _by_halves(self, parts: Sequence[_Part], half: int) -> None:
        """The same for parts of which each has at least two halves of that length."""
        for alike in _sharing((part[0][:half], part) for part in parts):
            self._in_two([(text[half:], word) for text, word in alike])
        for alike in _sharing((part[0][-half:], part) for part in parts):
            if len({text[:half] for text, _ in alike}) > 1:
                self._in_two([(text[:-half], word) for text, word in alike])
        begins = _shared_rests(text[:half] for text, _ in parts)
        ends = _shared_rests(text[-half:] for text, _ in parts)
        self._compare(
            _sharing(
                (begin + text[half:-half] + end, (text, word))
                for text, word in parts
                for begin in begins.get(text[:half], ())
                for end in ends.get(text[-half:], ())
            )
        )

    def _compare(self, groups: Iterable[Sequence[_Part]]) -> None:
        for parts in groups:
            words = [word for _, word in parts]
            for word in words:
                if word in self.near:
                    continue
                near = (each for each in words if each != word and self._are_near(word, each))
                other = next(near, None)
                if other is not None:
                    self.near[word] = other
                    self.near.setdefault(other, word)

    def _are_near(self, word: str, other: str) -> bool:
        pair = (word, other) if word < other else (other, word)
        if pair in self.compared:
            return False
        if is_series(self.members[word], self.members[other]):
            return False
        self.compared.add(pair)
        return _differ_in(word, other, most=min(_tolerance(word), _tolerance(other)))


def _sharing(filed: Iterable[tuple[str, _Part]]) -> Iterable[Sequence[_Part]]:
    """Parts that are filed under the same text, where there are several.

    Texts are kept as their hashes, which saves memory: words that share nothing but a hash are
    found out when they are compared.
    """
    first: dict[int, _Part] = {}
    more: dict[int, list[_Part]] = {}
    for text, part in filed:
        place = hash(text)
        if first.setdefault(place, part) != part:
            more.setdefault(place, [first[place]]).append(part)
    return more.values()


def _shared_rests(texts: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Each text that has a rest in common with another one: itself and those rests."""
    by_rest: dict[str, list[str]] = defaultdict(list)
    for text in dict.fromkeys(texts):
        for rest in _without_a_letter(text):
            by_rest[rest].append(text)
    shared: dict[str, list[str]] = {}
    for rest, alike in by_rest.items():
        if len(alike) > 1:
            for text in alike:
                shared.setdefault(text, [text]).append(rest)
    return shared


def _rests_of_one(text: str) -> Iterable[str]:
    """What is left of a text when up to one letter is taken out."""
    return (text, *_without_a_letter(text))


def _rests_of_two(text: str) -> Iterator[str]:
    """What is left of a text when up to two letters are taken out."""
    yield from _rests_of_one(text)
    for k in range(len(text) - 1):
        one = text[:k] + text[k + 1 :]
        for n in range(k, len(one)):
            yield one[:n] + one[n + 1 :]


def _without_a_letter(text: str) -> Iterator[str]:
    """A text without one letter: of equal ones in a row it does not matter which."""
    for k, letter in enumerate(text):
        if k == 0 or letter != text[k - 1]:
            yield text[:k] + text[k + 1 :]


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
