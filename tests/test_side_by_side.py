"""Two environments side by side: which group is whose counterpart, and what is said of the rest."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from reconciler import side_by_side
from reconciler.core.diagnostic import Answer
from reconciler.core.known_groups import KnownGroup
from reconciler.core.promotion import Owner, Promotions, ReadState
from reconciler.core.resource import Desired
from reconciler.core.side_by_side import SideBySide
from reconciler.side_by_side import Place, put_side_by_side
from tests.support.audits import a_campaign
from tests.support.many_processes import let_others_work
from tests.support.specs import desired_of, row_of, state_of

TODAY = dt.date(2027, 5, 10)
Data = dict[str, Any]


def place(name: str, *live: Data, files: Sequence[Desired] = (), **more: Any) -> Place:  # noqa: ANN401 - as Place has it
    """An environment with some groups, each with an id of its own."""
    first = {"uat": 1000, "prod": 5000}[name]
    rows = [row_of(each, first_id=first + 100 * k) for k, each in enumerate(live)]
    return Place(name=name, live=state_of(rows), today=TODAY, campaigns=files, **more)


def pairs(found: SideBySide) -> dict[str, tuple[int, int]]:
    return {each.name: each.ids for each in found.pairs}


def alone(found: SideBySide) -> tuple[list[str], list[str]]:
    ours, theirs = found.only_in
    return [each.name for each in ours], [each.name for each in theirs]


def test_groups_are_paired_by_name_ignoring_case() -> None:
    """As the API does; that the case differs is told, as a plan tells it."""
    uat = place("uat", a_campaign("Spring"), a_campaign("Both"))
    prod = place("prod", a_campaign("BOTH", targets=a_campaign("Both")["targets"]))
    found = put_side_by_side(uat, prod)
    assert pairs(found) == {"Both": (1100, 5000)}
    assert alone(found) == (["Spring"], [])
    assert [each.path for each in found.differing[0].likeness.fields] == ["/name"]
    assert found.alike == 0
    assert found.has_differences


def test_the_file_that_declares_both_pairs_them_whatever_they_are_called() -> None:
    """Where its name is a reference; two files of one name pair by the name."""
    uat, prod = (a_campaign(name, targets=a_campaign("T")["targets"]) for name in ("U", "P"))
    other = a_campaign("P", starts="2027-06-01", targets=a_campaign("V")["targets"])
    found = put_side_by_side(
        place("uat", uat, other, files=[desired_of(uat, file="a.yaml")]),
        place("prod", prod, files=[desired_of(prod, file="a.yaml")]),
    )
    assert pairs(found) == {"U": (1000, 5000)}
    assert found.differing == []
    assert alone(found) == (["P"], [])
    found = put_side_by_side(
        place("uat", prod, files=[desired_of(prod, file="uat.yaml")]),
        place("prod", prod | {"description": "x"}, files=[desired_of(prod, file="prod.yaml")]),
    )
    [each] = found.differing
    assert each.files == ("uat.yaml", "prod.yaml")


@pytest.mark.parametrize("mirrored", [False, True])
def test_several_groups_of_one_name_are_not_compared(mirrored: bool) -> None:
    """Nobody can tell which is whose; where the other one has none, they are alone."""
    twice = a_campaign("Twice")
    one = place("uat", twice, twice, a_campaign("Alone"), a_campaign("Alone"))
    other = place("prod", twice)
    found = put_side_by_side(other, one) if mirrored else put_side_by_side(one, other)
    assert len(found.unknown) == len(found.pairs) == 2
    said = {"2 live groups carry this name.", "1 live group carries this name."}
    assert {*found.unknown[0].likeness.gaps} == said
    assert alone(found)[mirrored] == ["Alone", "Alone"]
    assert found.has_differences
    assert found.alike == 0


def test_what_is_meant_to_be_in_one_alone_is_no_difference() -> None:
    """A promotion's group, and one that the settings list as known; until the day has passed."""
    uat = place(
        "uat",
        a_campaign("Known"),
        a_campaign("Owned"),
        known=[KnownGroup(Answer("an agency's"), name="known")],
    )
    owner = Owner("p1", "", "Double points")
    promotions = Promotions(ReadState.READ, claims={1100: (owner,)})
    uat = replace(uat, live=replace(uat.live, promotions=promotions))
    found = put_side_by_side(uat, place("prod"))
    assert alone(found) == (["Known", "Owned"], [])
    assert [(each.owner, bool(each.known)) for each in found.only_in[0]] == [
        (None, True),
        (owner, False),
    ]
    assert not found.has_differences
    expired = replace(uat, known=[KnownGroup(Answer("x", "2027-05-09"), name="known")])
    assert put_side_by_side(expired, place("prod")).has_differences


def test_what_was_not_read_is_noted_with_its_environment() -> None:
    """What nobody saw is not said to be alike."""
    failed = Promotions(ReadState.FAILED, reason="They time out.")
    uat = place("uat")
    live = replace(uat.live, not_offered=("GET x",), set_aside=("/0/a", "/0/b"), promotions=failed)
    found = put_side_by_side(replace(uat, live=live), place("prod"))
    call, values, owners = found.notes
    assert call == "uat: the API does not offer GET x; what it would have shown was not compared."
    assert values.startswith("uat: values of an undocumented form, which count as not shown: 2.")
    assert owners == "uat: They time out. What is live in it alone may belong to a promotion."


def test_other_processes_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of names."""
    data = [a_campaign(f"Campaign {k:02}") for k in range(30)]
    other = [each | {"description": "x"} if k % 7 == 0 else each for k, each in enumerate(data)]
    let_others_work(monkeypatch, side_by_side)
    found = put_side_by_side(place("uat", *data), place("prod", *other))
    assert [each.name for each in found.pairs] == [each["name"] for each in data]
    assert [each.name for each in found.differing] == [each["name"] for each in data[::7]]
