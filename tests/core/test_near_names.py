"""Names that a person may take for each other, and how little it costs to find them."""

import random
from itertools import islice, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.core.near_names import find_near, plain

names = st.lists(st.text("abAB 12é\u200b", max_size=12), max_size=8)
words = st.text("abcdefgh ", min_size=8, max_size=40).filter(lambda each: len(plain(each)) >= 8)


def are_near(one: str, other: str) -> bool:
    """Whether two names are found near each other, asked both ways round."""
    found = find_near([one, other]).partners
    assert found == find_near([other, one]).partners
    assert found in ({}, {0: 1, 1: 0})
    return bool(found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Summer Sale", "SUMMER sale"),
        ("Summer Sale", " Summer   Sale "),
        ("Summer Sale", "SummerSale"),
        ("Summer Sale", "Summer\u00a0Sale"),
        ("Summer Sale", "Summer\u200bSale"),
        ("Cafe bonus", "Café bonus"),
        ("Cafe\u0301 bonus", "Café bonus"),
        ("Ｓale 7", "Sale 7"),  # noqa: RUF001 - a full-width letter
        ("VIP", "vip"),
        ("Gold", "Gild"),
        ("Gold", "Golds"),
        ("Spring Sale", "Sprng Sale"),
        ("Spring Sale", "Sprng Sal"),
        ("Spring Sale", "Sp ringg Salle"),
        ("Spring Sale", "Sprign Sale"),
        ("Wave 12 of spring", "Wave 12 of sprng"),
        ("x" * 100 + "ab", "x" * 100 + "cb"),
    ],
)
def test_names_that_a_person_takes_for_each_other_are_near(one: str, other: str) -> None:
    """Case, spaces, Unicode form, and one or two letters."""
    assert are_near(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wave 1", "Wave 2"),
        ("Wave 1", "Wave 11"),
        ("Sale", "Sale 2"),
        ("Week 1 day 12", "Week 11 day 2"),
        ("Sale \u0661", "Sale \u0662"),
        ("Spring 2026", "Sprng 2027"),
        ("VIP", "VAP"),
        ("Gold", "Gild!"),
        ("Spring Sale", "Sprn Sal"),
        ("Spring Sale", "Autumn Sale"),
        ("", "a"),
        ("", ""),
        ("x" * 100 + "ab", "x" * 100 + "cd"),
    ],
)
def test_names_of_a_series_and_names_that_differ_in_more_are_not(one: str, other: str) -> None:
    """Digits make a series; short names differ in their one letter."""
    assert not are_near(one, other)


def test_one_name_thrice_is_near_each_time() -> None:
    """Each of them has another one to be taken for, and so has a name near them."""
    found = find_near(["Gold rush", "gold  rush", "GOLD RUSH", "Gold rash", "Silver"])

    assert found.partners == {0: 1, 1: 2, 2: 0, 3: 0}


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
