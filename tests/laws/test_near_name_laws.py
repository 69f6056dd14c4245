"""Names near each other: whatever the names, all are found that there are, and at little cost."""

import random
from itertools import islice, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.core.near_names import find_near, plain, shortlist
from tests.support.near_names import are_near

names = st.lists(st.text("abAB 12é\u200b", max_size=12), max_size=8)
words = st.text("abcdefgh ", min_size=8, max_size=40).filter(lambda each: len(plain(each)) >= 8)


@given(names)
def test_being_near_is_mutual(drawn: list[str]) -> None:
    """Whoever is a partner has one, and nobody is their own."""
    partners = find_near(drawn).partners

    assert set(partners.values()) <= set(partners)
    assert all(place != partner for place, partner in partners.items())


@given(names, st.randoms(use_true_random=False))
def test_the_order_of_names_does_not_change_which_are_near(
    drawn: list[str], shuffler: random.Random
) -> None:
    """The same names are found whatever the order."""
    shuffled = shuffler.sample(drawn, len(drawn))

    def found(given_names: list[str]) -> list[str]:
        return sorted(given_names[place] for place in find_near(given_names).partners)

    assert found(shuffled) == found(drawn)


@given(words, st.data())
def test_any_two_edits_of_a_long_enough_name_are_found(word: str, draw: st.DataObject) -> None:
    """Complete: wherever two letters are changed, added or taken out."""
    edited = word
    for _ in range(draw.draw(st.integers(0, 2))):
        place = draw.draw(st.integers(0, len(edited) - 1))
        letter = draw.draw(st.sampled_from(["", "x", edited[place] + "y"]))
        edited = edited[:place] + letter + edited[place + 1 :]
    if min(len(plain(word)), len(plain(edited))) >= 8:
        assert are_near(word, edited)


def distance(one: str, other: str) -> int:
    """How many letters must be changed, added or taken out, found the slow way."""
    row = list(range(len(other) + 1))
    for k, mine in enumerate(one, 1):
        above, row = row, [k]
        for n, theirs in enumerate(other, 1):
            row.append(min(above[n] + 1, row[-1] + 1, above[n - 1] + (mine != theirs)))
    return row[-1]


def tolerated(one: str, other: str) -> int:
    """In how many letters two plain names may differ and be near."""
    shorter, longer = sorted(map(len, (one, other)))
    if shorter < 4:
        return 0
    return 2 if shorter >= 8 and longer <= 64 else 1


@st.composite
def families(draw: st.DrawFn) -> list[str]:
    """Names that are made of a few others, by edits anywhere and by joining their halves."""
    letters = draw(st.sampled_from(["ab", "abcdefgh"]))
    found = draw(st.lists(st.text(letters, min_size=3, max_size=70), min_size=1, max_size=3))
    for _ in range(draw(st.integers(0, 9))):
        one, other = draw(st.sampled_from(found)), draw(st.sampled_from(found))
        cut = draw(st.integers(0, len(one)))
        name = one[:cut] + other[cut:]
        for _ in range(draw(st.integers(0, 3))):
            place = draw(st.integers(0, len(name)))
            name = name[:place] + draw(st.sampled_from(["", "x", "a"])) + name[place + 1 :]
        found.append(name)
    return found


@given(families())
def test_the_shortlist_leaves_out_none_that_is_near(drawn: list[str]) -> None:
    """Whichever of the names are asked for."""
    asked, others = drawn[:2], drawn[2:]
    listed = {others[place] for place in shortlist(asked, others)}
    for other in others:
        if any(are_near(one, other) for one in asked):
            assert other in listed


@given(families())
def test_exactly_those_names_are_found_that_a_look_at_every_pair_finds(drawn: list[str]) -> None:
    """Nothing is lost by comparing few of them, and each partner is one."""
    near = {
        (k, n)
        for k, one in enumerate(drawn)
        for n, other in enumerate(drawn)
        if k != n and one and other and distance(one, other) <= tolerated(one, other)
    }
    partners = find_near(drawn).partners

    assert set(partners) == {k for k, _ in near}
    assert set(partners.items()) <= near


@pytest.mark.parametrize("length", [8, 9, 10, 16, 17, 18, 32, 33, 34, 50, 62, 63, 64])
def test_two_letters_anywhere_are_found_at_any_length(length: int) -> None:
    """Letters too many, too few and wrong: at the ends, in the middle, and where halves meet."""
    word = "".join(random.Random(length).choices("abcdefghijklmnopqrstuvwxyz", k=length))
    places = [0, 1, length // 2 - 1, length // 2, length // 2 + 1, length - 2, length - 1]
    strangers = [word[: length // 2] + "#" * (length // 2), "#" * (length // 2) + word[-4:], "####"]
    for one, other in product(places, places):
        for mine, theirs in product(["", "!", "!" + word[one]], ["", "?"]):
            edited = word[:one] + mine + word[one + 1 :]
            edited = edited[:other] + theirs + edited[other + 1 :]
            if 8 <= len(edited) <= 64 and edited != word:
                found = find_near([*strangers, edited, word]).partners
                assert found[len(strangers)] == len(strangers) + 1, edited


def made_of(*lists: str) -> list[str]:
    """All names that take one word of each list."""
    return [" ".join(each) for each in product(*(each.split() for each in lists))]


OF_FEW_WORDS = made_of(
    "bright golden happy summer winter autumn festive weekend family premium silver classic "
    "royal urban lucky smart daily weekly grand super mega spring",
    "harvest reward streak milestone voucher journey challenge festival bonus points cashback "
    "shopper spender visitor traveller explorer collector champion hero quest club party",
    "january february march april september october november december paris london lyon madrid "
    "rome berlin vienna oslo turin porto lisbon dublin athens warsaw",
)


@pytest.mark.parametrize(
    "many",
    [
        OF_FEW_WORDS[:10_000],
        [f"Store campaign {number}" for number in range(10_000)],
        [f"The one and only campaign of {each}" for each in OF_FEW_WORDS[:2000]],
        ["".join(each) for each in islice(product("abcde", repeat=10), 0, 9_000_000, 3001)],
    ],
    ids=["few words", "a series", "one beginning", "few letters"],
)
def test_the_cost_stays_near_linear(many: list[str]) -> None:
    """A look at every pair of 10,000 names would be 50 million comparisons."""
    assert find_near(many).comparisons <= 3 * len(many)
