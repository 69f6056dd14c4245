"""Changes to plain data by route."""

import pytest

from reconciler.yaml12.patch import Drop, Edit, Put, Rename, edited, value_at

DATA = {"name": "a", "periods": [{"refCode": "p1"}, {"refCode": "p2"}], "ids": [1, 2, 3]}


def test_a_value_is_replaced() -> None:
    """What was there is gone."""
    assert edited(DATA, [Put(("periods", 1, "refCode"), "x")])["periods"][1] == {"refCode": "x"}


def test_a_key_is_added() -> None:
    """A key that is not there comes to be."""
    assert edited(DATA, [Put(("active",), False, after="name")])["active"] is False


def test_items_follow_the_end_of_a_list_in_the_order_of_their_positions() -> None:
    """The order in which the changes are given does not matter."""
    assert edited(DATA, [Put(("ids", 4), 5), Put(("ids", 3), 4)])["ids"] == [1, 2, 3, 4, 5]


def test_all_routes_are_those_from_before_any_change() -> None:
    """Dropping the first item does not move the others away from their routes."""
    edits: list[Edit] = [
        Drop(("ids", 0)),
        Put(("ids", 1), 20),
        Drop(("ids", 2)),
        Put(("ids", 3), 4),
    ]

    assert edited(DATA, edits)["ids"] == [20, 4]


def test_keys_may_get_the_names_of_each_other() -> None:
    """All at once, and each keeps what stands there, changed or not."""
    years = {"2027": {"a": 1}, "2028": 2}
    edits: list[Edit] = [
        Rename(("2027",), "2028"),
        Rename(("2028",), "2029"),
        Put(("2027", "a"), 3),
    ]

    assert edited(years, edits) == {"2028": {"a": 3}, "2029": 2}


def test_the_data_itself_stays_as_it_was() -> None:
    """A changed copy is given back."""
    edited(DATA, [Drop(("periods", 0, "refCode")), Drop(("ids",))])

    assert DATA["periods"] == [{"refCode": "p1"}, {"refCode": "p2"}]
    assert DATA["ids"] == [1, 2, 3]


def test_of_what_stands_in_two_places_one_is_changed() -> None:
    """An alias gives the same mapping twice; what nothing is changed in is not copied."""
    repeated = {"a": 1, "b": [1]}
    data = {"first": repeated, "second": repeated}

    changed = edited(data, [Put(("first", "a"), 2)])

    assert (changed, data["first"]["a"]) == ({"first": {"a": 2, "b": [1]}, "second": repeated}, 1)
    assert changed["second"] is repeated
    assert changed["first"]["b"] is repeated["b"]


def test_a_route_that_leads_nowhere_is_an_error() -> None:
    """A value is looked up and never made up."""
    assert value_at(DATA, ("periods", 0, "refCode")) == "p1"
    with pytest.raises(LookupError):
        value_at(DATA, ("periods", 7))
