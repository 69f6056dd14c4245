"""What is plainly as declared, and what is for the thorough comparison to judge."""

import copy
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from reconciler.core.comparison import Comparison
from reconciler.core.exact_json import Json
from reconciler.core.resource import Desired, Live
from reconciler.core.resource_kind import Compare
from reconciler.target_group.columns import Source
from reconciler.target_group.comparing.compare import (
    compare,
    compare_grounds,
    compare_in_part,
    count_as_declared,
    ground_of,
)
from reconciler.target_group.reading import read_file
from tests.support.answers import TRUE_TREE
from tests.support.specs import clean_of, compare_specs, desired_of, live_of, not_asked_for, row_of

Change = Callable[[Json], object]
TARGET = {
    "name": "Spend",
    "targetEntity": "TRANSACTION",
    "targetType": "SALES",
    "enrolmentMethod": "TRANSACTION",
    "defaultValues": [500, 1000],
}
WINDOWED = {
    "name": "points",
    "aggregateFunction": "SUM",
    "aggregateWindow": {"windowType": "MIN", "windowTimeUnit": "DAY", "windowValue": "1"},
}
CAMPAIGN: Json = {
    "name": "Spring",
    "description": "Spend in spring",
    "trackingType": "DEFAULT",
    "targetEvaluationType": "FIXED_CALENDAR_WINDOW",
    "periods": [
        {"refCode": "may", "startDate": "2027-05-01", "endDate": "2027-05-31"},
        {"refCode": "june", "startDate": "2027-06-01", "endDate": "2027-06-30"},
    ],
    "targets": [TARGET],
}


def only(compare: Compare, desired: Desired, live: Live) -> Comparison:
    """What one campaign alone gives."""
    [comparison] = compare([(desired, live)])
    return comparison


def counted(declare: Change, show: Change) -> int | None:
    """A campaign, changed, against the row that the API shows once it was made, changed too."""
    data = copy.deepcopy(CAMPAIGN)
    declare(data)
    row = copy.deepcopy(row_of(data))
    show(row)
    return count_as_declared(clean_of(data), row, Source.MILESTONES)


def test_what_differs_is_found_alike_by_whoever_asks_for_no_advice() -> None:
    """A quick look at what differs names the places and values that the comparison names."""
    data = copy.deepcopy(CAMPAIGN)
    group = live_of(row_of(data))
    data["description"] = "Spend in June"
    data["targets"][0]["defaultValues"][1] = 2000
    ground = ground_of((desired_of(data), group), None)

    [named] = compare_grounds([ground])
    unlike = ground.unlike()

    assert len(unlike) == len(named.fields) == 2
    assert [(each.path, each.desired, each.live) for each in unlike] == [
        (each.path, each.desired, each.live) for each in named.fields
    ]


def test_comparing_leaves_nothing_behind() -> None:
    """What the specs of both sides take is given back, however many campaigns have drifted."""
    data = copy.deepcopy(CAMPAIGN)
    group = live_of(row_of(data))
    data["description"] = "Spend in June"
    desired = desired_of(data)
    before = [vars(desired).copy(), vars(group).copy()]

    assert only(compare, desired, group).fields

    assert [vars(desired), vars(group)] == before


def as_it_is(_: Json) -> None:
    """No change."""


def test_a_group_as_it_was_made_is_in_accord() -> None:
    """All that is declared, and what the documents say of what is not, is counted."""
    assert counted(as_it_is, as_it_is) == 23
    assert counted(lambda data: data["targets"][0].pop("defaultValues"), as_it_is) == 21
    assert counted(lambda data: data.pop("targets"), as_it_is) == 15


def test_a_field_that_is_added_up_is_in_accord() -> None:
    """The fields of it that nobody declares are shown as unset; no more may be said of them."""
    info = {"name": "points", "aggregateFunction": "SUM"}

    def declare(data: Json) -> None:
        data["targets"][0]["extendedFieldInfo"] = info

    def show(row: Json) -> None:
        row["targets"][0]["extendedFieldInfo"] = {**info, "programId": 7}

    assert counted(declare, as_it_is) == 25
    assert counted(declare, show) is None


def cyclic(data: Json) -> None:
    data.update(targetEvaluationType="CYCLIC_WINDOW", recurringCycles=2)
    del data["periods"]


def one_for_all(data: Json) -> None:
    data.update(targetEvaluationType="PERIOD_AGNOSTIC_WINDOW")
    data["targets"][0]["defaultValues"] = 500
    del data["periods"]


STORE = {"entityType": "STORE", "entityIds": [50679757]}


def without_filters(row: Json) -> None:
    row["targets"][0].pop("filters")


def another_store(row: Json) -> None:
    row["targets"][0]["filters"][0]["entityIds"].append(50679770)


def two_periods(row: Json) -> None:
    values = row["targets"][0]["defaultValues"]
    values.append({**values[0], "periodId": 10**9})


def test_periods_that_the_server_makes_are_not_compared() -> None:
    """Default values are, one after the other; one serves however many periods there are."""
    assert counted(cyclic, as_it_is) == 17
    assert counted(cyclic, lambda row: row.pop("periods")) == 17
    assert counted(one_for_all, as_it_is) == 14
    assert counted(one_for_all, two_periods) == 14


@pytest.mark.parametrize(
    ("declare", "show"),
    [
        (as_it_is, lambda row: row.update(description="Another")),
        (as_it_is, lambda row: row.pop("description")),
        (as_it_is, lambda row: row.update(active=False)),
        (as_it_is, lambda row: row["periods"].pop()),
        (as_it_is, lambda row: row["periods"][0].update(refCode="june")),
        (as_it_is, lambda row: row["periods"][0].update(endDate="2027-05-30")),
        (as_it_is, lambda row: row.update(periods=None)),
        (as_it_is, lambda row: row["periods"][0].update(id=None)),
        (as_it_is, lambda row: row["targets"].append(dict(row["targets"][0], name="More"))),
        (as_it_is, lambda row: row["targets"][0].update(filters=[STORE])),
        (lambda data: data["targets"][0].update(filters=[STORE]), without_filters),
        (lambda data: data["targets"][0].update(filters=[STORE]), another_store),
        (as_it_is, lambda row: row["targets"][0].update(defaultValues=None)),
        (as_it_is, lambda row: row["targets"][0]["defaultValues"][0].update(defaultValue=None)),
        (as_it_is, lambda row: row["targets"][0]["defaultValues"][0].update(defaultValue=501)),
        (as_it_is, lambda row: row.update(streaks=[{"name": "a", "targetCountOfSequence": 1}])),
        (
            lambda data: data["targets"][0].update(
                targetMilestoneTriggers=[{"triggerName": "half", "triggerValue": 50}]
            ),
            as_it_is,
        ),
        (lambda data: data.update(timeZoneName="UTC"), lambda row: row.update(timeZoneName="X")),
        (lambda data: data.update(timeZoneName="UTC"), lambda row: row.update(timeZoneName="UTC")),
        (
            lambda data: data["targets"][0].update(extendedFieldInfo=WINDOWED),
            lambda row: row["targets"][0].update(extendedFieldInfo=WINDOWED),
        ),
        (lambda data: data.pop("targetEvaluationType"), as_it_is),
        (lambda data: data.update(targetEvaluationType="CYCLIC_WINDOW"), as_it_is),
        (cyclic, lambda row: row["targets"][0]["defaultValues"].pop()),
        (cyclic, lambda row: row["targets"][0]["defaultValues"].clear()),
        (cyclic, lambda row: row["targets"][0]["defaultValues"][1].update(defaultValue=501)),
        (one_for_all, lambda row: row["targets"][0]["defaultValues"].clear()),
        (one_for_all, lambda row: row["targets"][0]["defaultValues"][0].update(defaultValue=501)),
    ],
)
def test_whatever_is_less_plain_is_judged_thoroughly(declare: Change, show: Change) -> None:
    """Changed, missing, added, or hard to compare."""
    assert counted(declare, show) is None


def test_a_file_without_targets_is_read_as_it_is() -> None:
    """That it needs some is for the rules to say."""
    data = {"name": "Spring", "trackingType": "DEFAULT"}
    assert read_file(data).clean == data


@pytest.mark.parametrize("source", [Source.MILESTONES, Source.TARGET_GROUPS])
@pytest.mark.parametrize("declare", [as_it_is, cyclic, one_for_all])
def test_what_is_plain_is_said_as_the_thorough_comparison_says_it(
    declare: Change, source: Source
) -> None:
    """Nothing differs, all that is declared was checked, and the same count of it."""
    data = copy.deepcopy(CAMPAIGN)
    declare(data)
    group = live_of(row_of(data), source)
    desired = desired_of(data)

    said = only(compare, desired, group)

    assert said == only(compare, desired, replace(group, row=b""))
    assert said == only(
        compare, replace(desired, make_spec=not_asked_for), replace(group, make_spec=not_asked_for)
    )


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        (lambda row: row, {"trackingType": "Default"}),
        (lambda row: row["periods"][0], {"refCode": "may", "startDate": "2027-05-01T00:00:00Z"}),
        (lambda row: row["targets"][0], {"description": None, "filters": None}),
        (lambda row: row["targets"][0], {"filters": []}),
        (lambda row: row["targets"][0]["defaultValues"][0], {"defaultValue": "500.000"}),
    ],
)
def test_what_means_the_same_is_plain_however_it_is_spelled(
    place: Callable[[Json], Json], shown: Json
) -> None:
    assert counted(as_it_is, lambda row: place(row).update(shown)) == counted(as_it_is, as_it_is)


def test_a_group_is_compared_by_what_its_read_shows() -> None:
    """The list of groups shows other fields than their milestones, so fewer are checked."""
    data = copy.deepcopy(CAMPAIGN)
    desired = desired_of(data)
    group = live_of(row_of(data) | {"description": "Another"})
    thorough = only(compare, desired, replace(group, row=b""))

    assert only(compare, desired, group) == thorough == compare_specs(desired.spec, group.spec)
    assert [(each.path, each.desired, each.live) for each in thorough.fields] == [
        ("/description", "Spend in spring", "Another")
    ]
    assert thorough.fields[0].editable
    assert thorough.fields[0].hint
    assert (thorough.seen.coverage.declared, thorough.seen.coverage.checked) == (23, 23)


def test_what_one_customer_does_not_see_is_not_checked() -> None:
    """A target that is not among the rows differs in nothing."""
    data = copy.deepcopy(CAMPAIGN)
    data["targets"].append({**TARGET, "name": "More"})
    row = row_of(data)
    row["targets"].pop()
    desired, group = desired_of(data), live_of(row)

    assert only(compare_in_part, desired, group).fields == ()
    assert "/targets/More/name" in only(compare_in_part, desired, group).seen.unverified
    assert [each.path for each in only(compare, desired, group).fields] == ["/targets/More"]
    seen = only(compare_in_part, desired, group).seen
    assert seen.coverage.declared - seen.coverage.checked == len(seen.unverified) > 0
    assert list(seen.unverified) == sorted(seen.unverified)


@pytest.mark.parametrize(
    ("shown", "is_plain"),
    [
        ({}, True),
        ({"expression": None, "expressionJson": None}, True),
        ({"expression": "true"}, True),
        ({"expression": True}, True),
        ({"expression": False}, False),
        ({"expression": "true", "expressionJson": TRUE_TREE}, True),
        ({"expressionJson": TRUE_TREE}, True),
        ({"expression": "false"}, False),
        ({"expression": "currentTxn.value>500"}, False),
        ({"expressionJson": "[]"}, False),
        ({"expression": "true", "expressionJson": "[]"}, False),
        ({"expression": "currentTxn.value>500", "expressionJson": TRUE_TREE}, False),
    ],
)
def test_a_target_that_counts_not_always_is_never_plain_where_its_file_has_no_expression(
    shown: Json, is_plain: bool
) -> None:
    """Somebody may have added one in the console: that is for the thorough comparison."""

    def show(row: Json) -> None:
        for name in ("expression", "expressionJson"):
            row["targets"][0].pop(name, None)
        row["targets"][0].update(shown)

    assert (counted(as_it_is, show) is not None) is is_plain


def inactive(data: Json) -> None:
    data.update(active=False)


def test_an_inactive_group_is_judged_thoroughly_on_either_side() -> None:
    """What its targets say of their activity cannot be compared then, and does not count."""
    assert counted(inactive, as_it_is) is None
    assert counted(inactive, lambda row: row["targets"][0].update(active=True)) is None
    assert counted(inactive, lambda row: row.update(active=True)) is None
    assert counted(as_it_is, lambda row: row.pop("active")) is None


def test_levels_of_streaks_are_counted_with_the_rest() -> None:
    """By their names; another count, or another level, is for the thorough comparison."""

    def streaks(data: Json) -> None:
        data.update(trackingType="STREAKS", streaks=[{"name": "Both", "targetCountOfSequence": 2}])

    plain = counted(lambda data: data.update(trackingType="STREAKS"), as_it_is)
    both = counted(streaks, as_it_is)
    assert plain is not None
    assert both is not None
    assert both > plain
    assert counted(streaks, lambda row: row["streaks"][0].update(targetCountOfSequence=3)) is None
    assert counted(streaks, lambda row: row["streaks"][0].update(name="All")) is None
    assert counted(streaks, lambda row: row["streaks"].clear()) is None
