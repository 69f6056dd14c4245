"""Live groups of one campaign in two environments: what is meant to differ, what is not seen."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from reconciler.core.diff import ABSENT
from reconciler.core.exact_json import Json, decode
from reconciler.core.resource import Spec
from reconciler.core.side_by_side import Likeness
from reconciler.target_group.as_file.counterparts import Counterpart, compare_live
from tests.support.audits import a_campaign
from tests.support.specs import live_of, row_of, spec_of

CASES = Path(__file__).parents[1] / "cases" / "import"
Values = Mapping[str, Json]
UAT: Values = {"till": 5, "other": 6, "program": 7, "north": 11, "south": 12, "shops": [1, 2]}
PROD: Values = {"till": 50, "other": 60, "program": 70, "north": 110, "south": 120, "shops": [3]}


def campaign(*, filters: list[int] | None = None, **changes: Json) -> dict[str, Json]:
    """A campaign, perhaps for some shops."""
    (target,) = a_campaign()["targets"]
    shops = {} if filters is None else {"filters": [{"entityType": "STORE", "entityIds": filters}]}
    return a_campaign(**{"targets": [target | shops], **changes})


def spec(data: Mapping[str, Json], **changes: Json) -> Spec:
    """What a read shows of it."""
    return live_of(row_of(data) | changes).spec


def without(spec: Spec, *names: str) -> Spec:
    """What a read shows that does not show all."""
    return {key: value for key, value in spec.items() if key not in names}


def paths(found: Likeness) -> list[str]:
    return [each.path for each in found.fields]


@pytest.mark.parametrize(
    ("uat", "prod", "is_meant"),
    [
        ({"preferredTillId": 5}, {"preferredTillId": 50}, True),
        ({"preferredTillId": 5}, {"preferredTillId": 60}, False),
        ({"preferredTillId": 8}, {"preferredTillId": 50}, False),
        ({"preferredTillId": 5}, {}, False),
        ({}, {"preferredTillId": 50}, False),
        ({"filters": [1, 2]}, {"filters": [3]}, True),
        ({"filters": [2, 1]}, {"filters": [3]}, True),
        ({"filters": [1, 2]}, {"filters": [3, 4]}, False),
        ({"filters": [11, 12]}, {"filters": [110, 120]}, True),
        ({"filters": [11, 12, 9]}, {"filters": [9, 110, 120]}, True),
        ({"filters": [11, 12]}, {"filters": [110]}, False),
        ({"filters": [11]}, {"filters": [110, 120]}, False),
        ({"filters": [11]}, {"filters": [120]}, False),
        ({"filters": [11]}, {}, False),
    ],
)
def test_ids_that_have_one_name_in_both_are_no_difference(
    uat: Values, prod: Values, *, is_meant: bool
) -> None:
    """By the values of either environment, one by one or as a list; whoever looks from where."""
    one, other = (campaign(**{"preferredTillId": None, **each}) for each in (uat, prod))
    sides = Counterpart(spec(one), UAT), Counterpart(spec(other), PROD)
    for first, second in (sides, sides[::-1]):
        found = compare_live(first, second)
        assert (found == Likeness()) == is_meant


def test_a_till_that_one_read_lacks_is_told_as_not_seen() -> None:
    """An answer without a key says nothing of it."""
    found = compare_live(
        Counterpart(spec(campaign(preferredTillId=5))), Counterpart(spec(campaign()))
    )
    assert found == Likeness(unverified=("/preferredTillId",))


def test_only_ids_are_looked_up_and_each_of_several_names_counts() -> None:
    """A goal that happens to be the number of a till is a goal."""
    one, other = campaign(), campaign()
    one["targets"][0]["defaultValues"], other["targets"][0]["defaultValues"] = 5, 50
    sides = Counterpart(spec(one), UAT), Counterpart(spec(other), PROD)
    [path] = paths(compare_live(*sides))
    assert path.startswith("/targets/")
    twice = {"till": 50, "default_till": 60}
    sides = (
        Counterpart(spec(campaign(preferredTillId=5)), {"till": 5, "default_till": 5}),
        Counterpart(spec(campaign(preferredTillId=60)), twice),
    )
    assert paths(compare_live(*sides)) == []


def goal(value: int) -> dict[str, Json]:
    """The campaign that one file declares, with the environment's goal."""
    (target,) = a_campaign()["targets"]
    return a_campaign(targets=[target | {"defaultValues": value}])


def test_what_one_file_declares_for_both_is_no_difference() -> None:
    """As long as both are as declared, there; what the file does not say stays a difference."""
    one, other = goal(500), goal(5000)
    sides = (
        Counterpart(spec(one, description="a"), declared=spec_of(one)),
        Counterpart(spec(other, description="b"), declared=spec_of(other)),
    )
    assert paths(compare_live(*sides)) == ["/description"]
    undeclared = compare_live(Counterpart(sides[0].spec), Counterpart(sides[1].spec))
    assert len(paths(undeclared)) == 2
    drifted = Counterpart(spec(goal(4999)), declared=spec_of(other))
    [unlike] = compare_live(Counterpart(spec(one), declared=spec_of(one)), drifted).fields
    assert unlike.path.endswith("/defaultValues/all")
    assert unlike.values == (500, 4999)


def test_a_part_that_one_file_declares_for_both_under_other_names_is_no_difference() -> None:
    """Where a reference stands for a name; below and above of a drift it is one."""
    sides = []
    for name in ("Uat goal", "Prod goal"):
        (target,) = a_campaign()["targets"]
        data = a_campaign(targets=[target | {"name": name}])
        sides.append((data, spec(data)))
    meant = [Counterpart(shown, declared=spec_of(data)) for data, shown in sides]
    assert paths(compare_live(meant[0], meant[1])) == []
    renamed = {**sides[1][1], "targets": {"Other": sides[1][1]["targets"]["Prod goal"]}}
    drifted = Counterpart(renamed, declared=spec_of(sides[1][0]))
    assert paths(compare_live(meant[0], drifted)) == ["/targets/Other"]


def test_what_one_read_does_not_show_is_told() -> None:
    """Never taken for alike; what can be compared is compared."""
    whole, part = spec(campaign(description="a")), spec(campaign(description="b"))
    found = compare_live(Counterpart(whole), Counterpart(without(part, "periods")))
    assert paths(found) == ["/description"]
    assert "/periods" in found.unverified
    assert found.is_partial
    back = compare_live(Counterpart(without(part, "periods")), Counterpart(whole))
    assert [each.values for each in back.fields] == [("b", "a")]
    assert back.unverified == found.unverified


def test_what_both_reads_lack_is_told_and_all_else_is_compared() -> None:
    """The list shows no periods of a group that is deactivated; its values tell no period then."""
    data = campaign(description="a")
    one, other = (
        live_of(row_of(each, first_id=first) | {"active": False}).spec
        for first, each in ((1000, data), (7000, data | {"description": "b"}))
    )
    ids = {"period 1001": 500}, {"period 7001": 600}
    sides = []
    for spec_, values in zip((one, other), ids, strict=True):
        (target,) = spec_["targets"].values()
        sides.append(
            without({**spec_, "targets": {"t": {**target, "defaultValues": values}}}, "periods")
        )
    found = compare_live(Counterpart(sides[0]), Counterpart(sides[1]))
    assert found.unverified == ("/periods",)
    assert [each.values for each in found.fields] == [("a", "b"), (500, 600)]
    assert found.fields[1].path.startswith("/targets/t/defaultValues/")


def test_two_that_cannot_be_written_down_are_not_compared() -> None:
    """Unless all that was shown of them is the same, but for what was not shown."""
    one = without(spec(campaign(description="a")), "periods")
    same = compare_live(Counterpart(one), Counterpart(dict(one)))
    assert same == Likeness(unverified=("/periods",))
    strange, other = (spec(campaign(description=each), trackingType="NEW KIND") for each in "ab")
    found = compare_live(Counterpart(strange), Counterpart(other))
    assert found.is_unknown
    assert not found.is_partial
    found = compare_live(Counterpart(strange), Counterpart(spec(campaign(description="b"))))
    assert "NEW KIND" in found.gaps[0]
    assert found.gaps[1] == ""
    assert "/trackingType" in paths(found)


def test_what_no_file_can_say_and_both_have_is_no_difference() -> None:
    """Two periods of the server with one name beside one of the group's own."""
    shown = decode((CASES / "cyclic.json").read_text())
    shown["periods"] += [
        shown["periods"][1] | {"id": 13},
        shown["periods"][1] | {"id": 14, "refCode": "own"},
    ]
    for k, value in enumerate(shown["targets"][0]["defaultValues"]):
        value["periodId"] = 14 if k == 0 else 11
    one, other = (Counterpart(live_of(shown | {"description": text}).spec) for text in "ab")
    assert paths(compare_live(one, other)) == ["/description"]


def test_a_part_of_one_is_told_once_with_nothing_on_the_other_side() -> None:
    """Whole, and not once more for each value in it."""
    periods = a_campaign()["periods"]
    more = [*periods, {"refCode": "late", "startDate": "2028-01-01", "endDate": "2028-01-31"}]
    found = compare_live(Counterpart(spec(campaign())), Counterpart(spec(campaign(periods=more))))
    late = next(each for each in found.fields if each.path == "/periods/late")
    assert late.values[0] is ABSENT
    assert late.values[1] == spec(campaign(periods=more))["periods"]["late"]


def test_levels_that_no_read_shows_are_told() -> None:
    """Periods are shown all the same, and compared."""
    data = campaign(trackingType="STREAKS", streaks=[{"name": "s", "targetCountOfSequence": 1}])
    one, other = (without(spec(data, description=each), "streaks") for each in "ab")
    found = compare_live(Counterpart(one), Counterpart(other))
    assert (paths(found), found.unverified) == (["/description"], ("/streaks",))
    later = {"all": {**one["periods"]["all"], "endDate": "2027-09-01"}}
    found = compare_live(Counterpart({**one, "periods": later}), Counterpart(one))
    assert "/periods/all/endDate" in paths(found)


def test_a_part_without_what_it_needs_is_not_compared() -> None:
    """What both lack could be anything."""
    shown = (spec(campaign(description=each)) for each in "ab")
    sides = [
        {**each, "targets": {name: without(target, "targetType")}}
        for each in shown
        for name, target in each["targets"].items()
    ]
    found = compare_live(Counterpart(sides[0]), Counterpart(sides[1]))
    assert found.is_unknown
    assert "targetType" in found.gaps[0]
