"""What a person can do about a difference."""

import pytest

from reconciler.core.diff import ABSENT, Difference
from reconciler.core.exact_json import Json
from reconciler.target_group.comparing.advice import RENAMED, advice
from reconciler.target_group.values import Expected
from tests.support.specs import compared, row_of


@pytest.mark.parametrize(
    ("route", "possible", "how"),
    [
        (("name",), True, "write the name in the file"),
        (("active",), True, "activates"),
        (("trackingType",), False, "no way to change"),
        (("targetCycleEndDate",), False, "no way to change"),
        (("periods", "one", "startDate"), True, "has not started"),
        (("periods", "one", "endDate"), True, "has ended"),
        (("targets", "t", "targetType"), False, "no way to change"),
        (("targets", "t", "expression"), True, "{targetId}"),
        (("targets", "t", "filters", "STORE"), True, "{targetId}"),
        (("targets", "t", "defaultValues", "one"), True, "{targetId}"),
        (("targets", "t", "extendedFieldInfo", "name"), False, "no way to change"),
        (("targets", "t", "targetMilestoneTriggers", "half"), False, "no way to change"),
        (("unifiedTargetExpression", "thresholdValue"), True, "unifiedTargets"),
        (("unifiedTargetExpression", "aggregation"), False, "no way to change"),
        (("streaks", "s", "targetCountOfSequence"), False, "no way to change"),
    ],
)
def test_a_changed_field_says_whether_and_how(
    route: tuple[str, ...], possible: bool, how: str
) -> None:
    """The advice is that of the deepest field that can be edited."""
    found = advice(Difference(route, desired=1, live=2), {})

    assert found.possible is possible
    assert how in found.how


@pytest.mark.parametrize(
    ("route", "desired", "meaning"),
    [
        (("targets", "s", "filters", "STORE"), {"targets": {"s": {"filters": {}}}}, "all stores"),
        (
            ("targets", "s", "expression"),
            {"targets": {"s": {"expression": Expected("true")}}},
            "every event counts",
        ),
        (("streaks", "s"), {"streaks": {}}, "there are no levels"),
        (("targets", "s", "filters", "STORE"), {"targets": {"s": {"filters": {"ZONE": [1]}}}}, ""),
        (("streaks", "s"), {"streaks": {"other": {}}}, ""),
    ],
)
def test_what_the_file_leaves_out_is_said_to_mean_none(
    route: tuple[str, ...], desired: Json, meaning: str
) -> None:
    """With what that means, and that the file can take what is live."""
    how = advice(Difference(route, ABSENT, live=2), desired).how

    assert meaning in how
    assert ("means none" in how) == ("reconciler accept" in how) == (meaning != "")


@pytest.mark.parametrize(
    ("collection", "desired", "live", "possible", "how"),
    [
        ("periods", {}, ABSENT, True, "add it"),
        ("periods", ABSENT, {}, False, "cannot be removed"),
        ("targets", {}, ABSENT, True, "add it"),
        ("targets", ABSENT, {}, True, "take it into the file"),
        ("streaks", {}, ABSENT, False, "no way to change"),
        ("streaks", ABSENT, {}, False, "no way to change"),
    ],
)
def test_a_part_on_one_side_says_how_to_add_it_or_live_with_it(
    collection: str, desired: Json, live: Json, possible: bool, how: str
) -> None:
    """Missing and extra parts have advice of their own."""
    found = advice(Difference((collection, "x"), desired, live), {})

    assert found.possible is possible
    assert how in found.how


CAMPAIGN: Json = {
    "name": "Spring",
    "trackingType": "STREAKS",
    "targetEvaluationType": "FIXED_CALENDAR_WINDOW",
    "periods": [
        {"refCode": f"p{k}", "startDate": f"2027-0{k}-01", "endDate": f"2027-0{k}-28"}
        for k in (1, 2)
    ],
    "targets": [
        {
            "name": name,
            "targetEntity": "TRANSACTION",
            "targetType": kind,
            "enrolmentMethod": "TRANSACTION",
            "defaultValues": 5,
        }
        for name, kind in (("spend", "SALES"), ("visits", "COUNT"))
    ],
    "streaks": [{"name": f"s{k}", "targetCountOfSequence": k} for k in (1, 2)],
}


@pytest.mark.parametrize("key", [("targets", "name"), ("periods", "refCode"), ("streaks", "name")])
def test_a_part_under_another_name_is_not_to_be_added_or_ended(key: tuple[str, str]) -> None:
    """It is one part: a second one would count beside it, and the live one is what customers do."""
    collection, name = key
    row = row_of(CAMPAIGN)
    old = row[collection][1][name]
    row[collection][1][name] = "renamed"
    found = compared(CAMPAIGN, row).fields

    assert {each.path for each in found} == {f"/{collection}/renamed", f"/{collection}/{old}"}
    assert {each.hint for each in found} == {RENAMED}


def test_a_part_with_another_name_and_more_is_another_part() -> None:
    """And so are two that are gone beside two that are new: nobody knows which is which."""
    changed, both = row_of(CAMPAIGN), row_of(CAMPAIGN)
    changed["targets"][1] |= {"name": "renamed", "targetType": "SALES"}
    for k, each in enumerate(both["streaks"]):
        each["name"] = f"renamed{k}"

    for row in (changed, both):
        fields = compared(CAMPAIGN, row).fields
        assert fields
        assert RENAMED not in {each.hint for each in fields}
