"""Names that a person may take for each other, and how little it costs to find them."""

import pytest

from reconciler.core.near_names import find_near, shortlist
from tests.support.near_names import are_near


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


def test_a_shortlist_of_too_many_is_all_of_them() -> None:
    """To look at each pair would take longer than to find out."""
    assert list(shortlist(["Gold"], ["Gild", "Silver sale", "G o l d"])) == [0, 2]
    assert len(shortlist(["Gold"] * 2000, ["Silver sale"] * 1000)) == 1000
