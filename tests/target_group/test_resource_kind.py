"""What the planner asks of target groups, by file, by row, and by what one customer sees."""

import copy

import pytest
from msgspec.structs import replace

from reconciler.core.exact_json import Json
from reconciler.target_group.resource_kind import TARGET_GROUP
from tests.support.customer_view import group_seen, seen_group
from tests.support.specs import live_of, not_asked_for, row_of, spec_of

IN_PART = TARGET_GROUP.in_part or TARGET_GROUP
TARGET: Json = {
    "name": "Spend",
    "targetEntity": "TRANSACTION",
    "targetType": "SALES",
    "enrolmentMethod": "TRANSACTION",
    "defaultValues": [500],
}
CAMPAIGN: Json = {
    "name": "Spring",
    "trackingType": "CAPPING",
    "periods": [{"refCode": "one", "startDate": "2027-10-02", "endDate": "2027-10-03"}],
    "targets": [TARGET, TARGET | {"name": "Visit"}],
}


def shown(**fields: Json) -> Json:
    """The row of the campaign, with other fields of the group; ``...`` leaves one out."""
    row = row_of(CAMPAIGN) | fields
    return {key: value for key, value in row.items() if value is not ...}


@pytest.mark.parametrize(
    ("row", "names"),
    [
        (shown(), ("Spend", "Visit")),
        (shown(targets=[]), ()),
        (shown(targets=None), ()),
        (shown(targets=...), ()),
        (shown(targets=7), ()),
        (shown(targets={}), ()),
        (shown(somethingNew=[1]), ("Spend", "Visit")),
        (shown(targets=[row_of(CAMPAIGN)["targets"][1] | {"name": "7"}]), ("7",)),
    ],
)
def test_part_names_are_those_of_targets_by_row_as_by_spec(
    row: Json, names: tuple[str, ...]
) -> None:
    """What is not shown has none."""
    group = live_of(row)

    assert TARGET_GROUP.live_part_names(group) == names
    assert IN_PART.live_part_names(group) == names
    assert tuple(TARGET_GROUP.part_names(group.spec)) == names
    assert TARGET_GROUP.live_part_names(replace(group, row=b"")) == names


@pytest.mark.parametrize("row", [shown(), shown(targets=[]), shown(somethingNew=[1])])
def test_where_a_row_tells_nobody_works_out_its_spec(row: Json) -> None:
    """It would be the most of the time that a plan of 10,000 groups takes."""
    group = live_of(row)
    bare = replace(group, make_spec=not_asked_for)

    for kind in (TARGET_GROUP, IN_PART):
        assert kind.live_part_names(bare) == kind.part_names(group.spec)
        assert kind.live_outline(bare) == kind.live_outline(group)


COMBINED = {"aggregation": "SUM", "thresholdValue": 5}
GOALS = {"targets", "unifiedTargetExpression"}


def test_a_group_without_its_goals_is_otherwise_what_it_was() -> None:
    """Also one of which no targets were shown."""
    spec = spec_of(CAMPAIGN | {"unifiedTargetExpression": COMBINED})
    bare = TARGET_GROUP.without_goals(spec)

    assert spec["targets"].keys() == bare["targets"].keys() == {"Spend", "Visit"}
    for name, target in spec["targets"].items():
        assert {**bare["targets"][name], "defaultValues": target["defaultValues"]} == target
        assert "defaultValues" not in bare["targets"][name]
    assert bare["unifiedTargetExpression"] == {"aggregation": "SUM"}
    assert {key: bare[key] for key in bare if key not in GOALS} == {
        key: spec[key] for key in spec if key not in GOALS
    }
    for less in ({"name": "a"}, {"name": "a", "unifiedTargetExpression": None}):
        assert TARGET_GROUP.without_goals(less) == less


def test_a_cap_pays_nobody() -> None:
    """Whatever was shown of it."""
    assert TARGET_GROUP.does(spec_of(CAMPAIGN)) == "capped"
    assert TARGET_GROUP.does(spec_of(CAMPAIGN | {"trackingType": "DEFAULT"})) == "paid"
    assert TARGET_GROUP.does({}) == "paid"


def test_a_file_has_the_part_names_of_its_targets() -> None:
    assert TARGET_GROUP.part_names(spec_of(CAMPAIGN)) == ("Spend", "Visit")
    assert TARGET_GROUP.part_names({}) == ()


@pytest.mark.parametrize(
    "row", [shown(), shown(name="Other"), shown(id=7), shown(somethingNew=[1])]
)
def test_the_outline_of_a_group_is_that_of_its_file(row: Json) -> None:
    """By its row; of a group without one it may be too little to say."""
    group = live_of(row)

    assert TARGET_GROUP.live_outline(group) == TARGET_GROUP.outline(spec_of(CAMPAIGN)) != ""
    assert TARGET_GROUP.live_outline(replace(group, row=b"")) == TARGET_GROUP.outline(group.spec)


def test_the_family_of_a_group_is_what_it_tracks_if_that_is_shown() -> None:
    assert TARGET_GROUP.family(spec_of(CAMPAIGN)) == "CAPPING"
    assert TARGET_GROUP.family(live_of(shown()).spec) == "CAPPING"
    assert TARGET_GROUP.family({}) is None


def with_method(*methods: str, **fields: Json) -> Json:
    """A campaign with targets of these methods of enrolment."""
    targets = [
        TARGET | {"name": f"Target {k}", "enrolmentMethod": each} for k, each in enumerate(methods)
    ]
    return CAMPAIGN | {"targets": targets} | fields


@pytest.mark.parametrize(
    ("data", "is_same"),
    [
        (with_method("TRANSACTION"), False),
        (with_method("IMPORT"), True),
        (with_method("TRANSACTION", "IMPORT"), True),
        (with_method("IMPORT", "TRANSACTION"), True),
        (with_method("TRANSACTION", userCreated=True), True),
    ],
)
def test_values_keep_apart_unless_they_may_be_the_customers_own(data: Json, is_same: bool) -> None:
    """Of one customer's rows; a whole read shows the values of the campaign."""
    row = row_of(data)
    other = copy.deepcopy(row)
    for each in other["targets"]:
        each["defaultValues"][0]["defaultValue"] += 1
    ours = spec_of(data | {"name": "New"})

    def is_same_in_part(row: Json) -> bool:
        return IN_PART.is_same_but_for_names(ours, group_seen(seen_group(row)).spec)

    assert is_same_in_part(row)
    assert is_same_in_part(other) is is_same
    assert not is_same_in_part(row | {"trackingType": "DEFAULT"})
    assert not TARGET_GROUP.is_same_but_for_names(ours, live_of(other).spec)
    assert TARGET_GROUP.is_same_but_for_names(ours, live_of(row).spec)


def test_a_group_of_which_no_target_is_shown_is_compared_by_what_is() -> None:
    """It has none that could keep it apart."""
    data = with_method("IMPORT")
    group = group_seen(seen_group(row_of(data)))
    bare = {key: value for key, value in group.spec.items() if key != "targets"}

    assert IN_PART.is_same_but_for_names(spec_of(data), bare) == (
        TARGET_GROUP.is_same_but_for_names(spec_of(data), {**bare, "targets": {}})
    )


def test_what_one_customer_sees_has_traits_without_values() -> None:
    """Else a search by them would keep apart what the comparison does not."""
    spec = live_of(shown()).spec
    whole, part = TARGET_GROUP.traits(spec), IN_PART.traits(spec)

    assert part.items() < whole.items()


def test_days_that_a_file_leaves_to_the_server_are_left_out() -> None:
    """Where periods are fixed the server fills none in."""
    days: Json = {"targetCycleStartDate": "2027-10-02", "targetCycleEndDate": "2027-10-03"}
    data = {key: value for key, value in CAMPAIGN.items() if key != "periods"}
    cyclic = data | {"targetEvaluationType": "CYCLIC_WINDOW", "totalPeriods": 1}
    live = spec_of(cyclic | days)

    assert TARGET_GROUP.without_filled_in(live, spec_of(CAMPAIGN)) == live
    assert TARGET_GROUP.without_filled_in(live, spec_of(cyclic)) == {
        key: value for key, value in live.items() if key not in days
    }
    assert TARGET_GROUP.without_filled_in(live, live) == live
