"""What a live group can be written as, and why some cannot."""

import pytest

from reconciler.core.exact_json import Json
from reconciler.core.resource import Spec
from reconciler.target_group.as_file.adopt import Draft, draft_campaign
from tests.support.audits import a_campaign
from tests.support.specs import row_of, state_of

PERIODS = [
    {"refCode": "may", "startDate": "2027-05-01", "endDate": "2027-05-31"},
    {"refCode": "june", "startDate": "2027-06-01", "endDate": "2027-06-30"},
]


def live(*values: Json, **changes: Json) -> Spec:
    """The spec of a group with two periods, a target for each of some default values."""
    (target,) = a_campaign()["targets"]
    targets = [target | {"name": f"t{k}", "defaultValues": each} for k, each in enumerate(values)]
    row = row_of(a_campaign(periods=PERIODS, targets=targets, trackingType="UNIFIED"))
    (group,) = state_of([row | changes]).groups
    return group.spec


def without(spec: Spec, target: str, ref: str) -> Spec:
    """The same without a default value."""
    changed = dict(spec["targets"][target])
    changed["defaultValues"] = {
        key: value for key, value in changed["defaultValues"].items() if key != ref
    }
    return {**spec, "targets": {**spec["targets"], target: changed}}


def found(draft: Draft) -> list[str]:
    """What stands in the way."""
    return [finding.message for finding in draft.findings]


def test_values_are_written_as_short_as_they_say_the_same() -> None:
    """One number for all periods, or a list in their order."""
    draft = draft_campaign(live([500, 500], [500, 600]))

    assert found(draft) == []
    assert [each["defaultValues"] for each in draft.data["targets"]] == [500, [500, 600]]


@pytest.mark.parametrize("lacking", ["targets", "periods"])
def test_what_no_file_can_do_without_must_be_shown(lacking: str) -> None:
    """A key that the read lacks says nothing."""
    spec = {key: value for key, value in live([1, 2]).items() if key != lacking}

    assert found(draft_campaign(spec)) == [f"The read does not show {lacking}."]


def test_a_streak_needs_its_levels_and_a_part_its_required_fields() -> None:
    """Each is named by where it stands."""
    streak = {**live([1, 2]), "trackingType": "STREAKS"}
    spec = {key: value for key, value in streak.items() if key != "streaks"}
    (target,) = live([1, 2])["targets"].values()
    unnamed = {**live([1, 2]), "targets": {"t0": {**target, "targetType": None}}}

    assert found(draft_campaign(spec)) == ["The read does not show streaks."]
    assert found(draft_campaign(unnamed)) == ["The read does not show targets/t0/targetType."]


def test_values_that_have_no_place_in_a_list_are_refused() -> None:
    """A list goes by the order of periods, and that is one for all targets."""
    apart = without(without(live([1, 2], [3, 4]), "t0", "may"), "t1", "june")
    (group,) = state_of([row_of(a_campaign(periods=PERIODS[:1], targets=[]))]).groups
    beyond = {**live([1, 2]), "periods": group.spec["periods"]}

    assert found(draft_campaign(apart)) == [
        "'t1' has default values for other periods than another target."
    ] or found(draft_campaign(apart)) == [
        "'t0' has default values for other periods than another target."
    ]
    assert found(draft_campaign(beyond)) == [
        "'t0' has a default value for june, which was not shown."
    ]


def test_fewer_values_than_periods_are_a_list_and_none_are_left_out() -> None:
    """The first periods are those that have one."""
    fewer = without(live([1, 2]), "t0", "june")
    (target,) = live([1, 2])["targets"].values()
    bare = {key: value for key, value in target.items() if key != "defaultValues"}
    none = {**live([1, 2]), "targets": {"t0": bare}}

    assert draft_campaign(fewer).data["targets"][0]["defaultValues"] == [1]
    assert "defaultValues" not in draft_campaign(none).data["targets"][0]
