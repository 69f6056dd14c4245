"""Names that a person may take for each other, and how little it costs to find them."""

import random
from itertools import islice, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.core.near_names import find_near, plain, shortlist

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
        ("Monthly spend Jan", "Monthly spend Jna"),
        ("Monthly spend Jan", "Monthly spand Jan"),
        ("Small store streak", "Small stor streak"),
        ("First spend", "Furst spend"),
        ("Maybe later", "May be later"),
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
        ("Monthly Spend Jan 2099", "Monthly Spend Jun 2099"),
        ("MonthlySpendJan", "MonthlySpendJun"),
        ("spend_june_2027", "spend_july_2027"),
        ("SPEND MAR", "SPEND MAY"),
        ("Sunday streak", "Monday streak"),
        ("Sat streak", "Sun streak"),
        ("Fifth quarter spend", "First quarter spend"),
        ("Wave II of spring", "Wave III of spring"),
        ("Week nine", "Week five"),
        ("Shirts XL", "Shirts XXL"),
        ("Shirts S May", "Shirts M May"),
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


def test_a_shortlist_of_too_many_is_all_of_them() -> None:
    """To look at each pair would take longer than to find out."""
    assert list(shortlist(["Gold"], ["Gild", "Silver sale", "G o l d"])) == [0, 2]
    assert len(shortlist(["Gold"] * 2000, ["Silver sale"] * 1000)) == 1000


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
