"""Rows of an answer: what is odd counts as not shown, and says nothing else."""

from decimal import Decimal

import pytest

from reconciler.core.exact_json import Json
from reconciler.target_group.answers.rows import Reading, read_rows
from reconciler.target_group.columns import Source
from reconciler.target_group.resource_kind import live_part_names
from tests.support.specs import read_groups

ROW: dict[str, Json] = {"id": 1, "name": "a"}
TARGET = {"name": "t", "targetEntity": "EVENT", "targetType": "COUNT"}


def read(*rows: Json) -> Reading:
    """What rows of the milestones page show."""
    return read_groups(rows, Source.MILESTONES)


def spec(**fields: Json) -> Json:
    """What one row shows."""
    return read(ROW | fields).groups[0].spec


@pytest.mark.parametrize(
    "row",
    [[], None, {}, {"id": 1}, {"name": "a"}, {"id": None, "name": "a"}, {"id": 1, "name": [1]}],
)
def test_a_row_without_id_or_name_is_no_group(row: Json) -> None:
    """A read with such a row cannot be complete."""
    with pytest.raises(ValueError, match="row 1 of the answer"):
        read(ROW, row)


def test_odd_values_are_set_aside_by_path() -> None:
    """Only the odd value is left out; what stands beside it is shown."""
    reading = read(ROW, ROW | {"active": "yes", "preferredTillId": 5, "description": {}})
    found = reading.groups[1].spec

    assert reading.set_aside == ("/1/active", "/1/description")
    assert found["preferredTillId"] == 5
    assert not {"active", "description"} & found.keys()


@pytest.mark.parametrize(
    ("name", "odd"),
    [
        ("description", 1.5),
        ("expression", []),
        ("expressionJson", {}),
        ("filters", "all"),
        ("filters", [{"entityType": None, "entityIds": [1]}]),
        ("filters", [{"entityType": "STORE", "entityIds": ["x"]}]),
        ("extendedFieldInfo", []),
        ("active", 1),
        ("defaultValues", {}),
        ("targetMilestoneTriggers", [{"triggerName": None}]),
    ],
)
def test_an_odd_value_never_passes_for_an_unset_one(name: str, odd: Json) -> None:
    """What could not be read is not shown; a missing key may mean that nothing is set."""
    reading = read(ROW | {"targets": [TARGET | {name: odd}]})

    assert reading.set_aside == (f"/0/targets/0/{name}",)
    assert name not in reading.groups[0].spec["targets"]["t"]


@pytest.mark.parametrize("name", ["periods", "targets", "streaks"])
@pytest.mark.parametrize("parts", [[{"id": 1}], [{"name": None, "refCode": None}], ["x"], {}])
def test_parts_without_their_key_are_not_shown_at_all(name: str, parts: Json) -> None:
    """A part without a name cannot be told from the others, so none of them counts."""
    reading = read(ROW | {name: parts})

    assert reading.set_aside == (f"/0/{name}",)
    assert name not in reading.groups[0].spec


def test_an_odd_default_value_hides_the_values_of_its_target_alone() -> None:
    """The other fields of the target, and the other targets, are shown."""
    values = [{"periodId": 1, "defaultValue": {}}, {"periodId": 2, "defaultValue": 5}]
    other = {"name": "u", "defaultValues": [{"periodId": 1, "defaultValue": None}]}
    found = spec(targets=[TARGET | {"defaultValues": values}, other])["targets"]

    assert found["t"]["targetType"] == "COUNT"
    assert "defaultValues" not in found["t"]
    assert "defaultValues" not in found["u"]


def test_ids_count_in_whatever_form_they_come() -> None:
    """Text, decimals and integers of any size are one id; joins hold across forms."""
    reading = read(
        {
            "id": "9007199254740993",
            "name": "a",
            "orgId": Decimal("100001"),
            "preferredTillId": "1.0",
            "periods": [{"id": "7", "refCode": "one"}],
            "targets": [
                TARGET
                | {
                    "filters": [{"entityType": "STORE", "entityIds": [2, "1"]}],
                    "defaultValues": [{"periodId": Decimal("7"), "defaultValue": "1.00"}],
                }
            ],
        }
    )
    [group] = reading.groups

    assert group.id == 9007199254740993
    assert reading.org_ids == {100001}
    assert group.spec["preferredTillId"] == 1
    assert group.spec["targets"]["t"]["filters"] == {"STORE": [1, 2]}
    assert group.spec["targets"]["t"]["defaultValues"] == {"one": 1}


def test_an_odd_organisation_names_none() -> None:
    """The guard against the wrong organisation works with what could be read."""
    reading = read(ROW | {"orgId": {}}, ROW | {"orgId": 3}, ROW | {"orgId": None})

    assert reading.org_ids == {3}


def test_parts_with_one_key_are_all_kept() -> None:
    """Two live targets of one name do not hide each other."""
    rows = [TARGET, TARGET, TARGET]

    assert list(spec(targets=rows)["targets"]) == ["t", "t (2)", "t (3)"]


def test_a_value_of_an_unknown_period_takes_no_other_periods_place() -> None:
    """A period may be named like the stand-in of an unknown one."""
    found = spec(
        periods=[{"id": 7, "refCode": "period 5"}, {"refCode": "no id"}],
        targets=[
            TARGET
            | {
                "defaultValues": [
                    {"periodId": 5, "defaultValue": 1},
                    {"periodId": 7, "defaultValue": 2},
                    {"defaultValue": 3},
                ]
            }
        ],
    )

    assert found["targets"]["t"]["defaultValues"] == {
        "period 0": 3,
        "period 5 (2)": 1,
        "period 5": 2,
    }


def test_user_defined_triggers_are_shown_and_the_systems_are_not() -> None:
    """An empty list, or one of the system's triggers alone, says nothing."""
    own = {"triggerName": "half", "triggerValue": Decimal("50.000000")}
    system = {"triggerName": "targetAchieved", "triggerType": "SYSTEM_TRIGGER"}
    found = spec(
        targets=[
            TARGET | {"targetMilestoneTriggers": [own, system]},
            TARGET | {"name": "u", "targetMilestoneTriggers": [system]},
        ]
    )["targets"]

    assert found["t"]["targetMilestoneTriggers"] == {
        "half": {"triggerName": "half", "triggerValue": 50}
    }
    assert "targetMilestoneTriggers" not in found["u"]


def test_values_of_a_period_without_a_code_are_that_periods() -> None:
    """An empty refCode is a refCode."""
    row = {
        "id": 1,
        "name": "a",
        "periods": [{"id": 5, "refCode": ""}],
        "targets": [{"name": "t", "defaultValues": [{"periodId": 5, "defaultValue": 2}]}],
    }

    (group,) = read_groups([row], Source.MILESTONES).groups

    assert group.spec["targets"]["t"]["defaultValues"] == {"": 2}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (b"{oops", "is not JSON"),
        (b'{"id": 1, "name": "\xff"}', "is not JSON"),
        (b'{"id": 1, "name": ' + b"[" * 70 + b"]" * 70 + b"}", "is nested too deeply"),
        (b'{"id": 1, "name": "a", "x": ' + b"[" * 10**5 + b"]" * 10**5 + b"}", "nested too deeply"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(row: bytes, why: str) -> None:
    """Its place in the answer, and why."""
    with pytest.raises(ValueError, match=f"row 1 of the answer.*{why}"):
        read_rows([b'{"id": 1, "name": "a"}', row], Source.MILESTONES)


def test_many_lists_side_by_side_are_not_deep() -> None:
    """Brackets are counted before levels are."""
    row = ROW | {"active": "odd", "periods": [{"refCode": str(k)} for k in range(100)]}
    assert len(read(row).groups[0].spec["periods"]) == 100


def test_what_nobody_reads_is_not_looked_at() -> None:
    """A key that is not known, and one that is known elsewhere alone, may hold anything."""
    plain = b'{"id": 1, "name": "a"}'
    deep = b"[" * 70 + b"]" * 70
    odd = b'{"id": 1, "name": "a", "targetEntity": [1e9999, "\\ud83d\\ude00"], "x": %b}' % deep

    odd_spec, plain_spec = (
        read_rows([row], Source.MILESTONES).groups[0].spec for row in (odd, plain)
    )

    assert odd_spec == plain_spec


def test_a_spec_is_worked_out_when_it_is_asked_for() -> None:
    """As often as the row is read."""
    row = b'{"id": 7, "name": "a", "orgId": 5, "active": true, "targets": [{"name": "t"}]}'
    first, again = (read_rows([row], Source.MILESTONES) for _ in range(2))
    [group] = first.groups
    assert (live_part_names(group), first.org_ids) == (("t",), frozenset({5}))
    assert group.make_spec() == again.groups[0].spec
    assert group.make_spec() is not group.make_spec()
    assert group.spec is group.spec
    assert len(group.spec) > 3


def test_odd_values_inside_of_each_other_are_set_aside_once() -> None:
    """In whatever order they are found."""
    targets = [{"name": "t", "periods": 5, "active": "x", "filters": "all"}, {"name": None}, 5]
    reading = read(ROW | {"targets": targets})
    assert reading.set_aside == ("/0/targets",)
    assert "targets" not in reading.groups[0].spec
