"""Importing live groups: files that a person can read, and reasons where there can be none."""

import copy
import datetime as dt
from pathlib import Path

import pytest

from reconciler.campaigns.adopt import Place, adopt
from reconciler.core.adoption import Adoption
from reconciler.core.exact_json import Json, decode
from reconciler.core.resource import LiveState
from reconciler.errors import UsageError
from reconciler.target_group.columns import Source
from reconciler.yaml12.document import Document, read_document
from tests.support.specs import desired_of, read_groups, row_of

CASES = Path(__file__).parents[1] / "cases" / "import"
HEAD = "yaml-language-server: $schema=../schemas/campaign.schema.json"
TODAY = dt.date(2027, 1, 15)


def live_state(*rows: Json) -> LiveState:
    reading = read_groups(rows, Source.MILESTONES)
    return LiveState(Source.MILESTONES, reading.groups, reading.org_ids, reading.set_aside)


def campaign(name: str = "Spring", target: str = "Spring spend") -> Json:
    return {
        "name": name,
        "trackingType": "DEFAULT",
        "periods": [
            {"refCode": "may", "startDate": "2027-05-01", "endDate": "2027-05-31"},
            {"refCode": "june", "startDate": "2027-06-01", "endDate": "2027-06-30"},
        ],
        "targets": [
            {
                "name": target,
                "targetEntity": "TRANSACTION",
                "targetType": "SALES",
                "defaultValues": [500, 1000],
            }
        ],
    }


def row(name: str = "Spring", target: str = "Spring spend", first_id: int = 1000) -> Json:
    return row_of(campaign(name, target), first_id=first_id)


def data_of(adoption: Adoption) -> Json:
    [new] = adoption.new
    document = read_document(new.name, new.text.encode())
    assert isinstance(document, Document)
    return document.data


def reasons(adoption: Adoption) -> dict[int, str]:
    assert adoption.new == ()
    return {each.group.id: each.reason.code for each in adoption.refused}


@pytest.mark.parametrize("case", sorted(CASES.glob("*.json")), ids=lambda case: case.stem)
def test_a_file_reads_as_a_person_would_write_it(
    case: Path, request: pytest.FixtureRequest
) -> None:
    """The row of the case becomes the file beside it, to the letter."""
    adoption = adopt(live_state(decode(case.read_text())), Place(today=TODAY, head=[HEAD]))
    [new] = adoption.new
    golden = case.with_suffix(".yaml")
    if request.config.getoption("--update-golden"):
        golden.write_text(new.text, encoding="utf-8")
    assert new.text == golden.read_text(encoding="utf-8")


def test_every_golden_file_has_its_row() -> None:
    """No file stays behind when its case is gone."""
    assert {case.stem for case in CASES.glob("*.yaml")} == {
        case.stem for case in CASES.glob("*.json")
    }


def test_cycle_dates_are_left_out_where_the_server_derives_them() -> None:
    """They follow the first and the last day, whichever of the two differs is written."""
    shown = row()
    assert "targetCycleStartDate" not in data_of(adopt(live_state(shown), Place(today=TODAY)))
    shown["targetCycleEndDate"] = "2027-07-31T18:30:00.000Z"
    data = data_of(adopt(live_state(shown), Place(today=TODAY)))
    assert data["targetCycleEndDate"] == "2027-07-31T18:30:00.000Z"
    assert "targetCycleStartDate" not in data


@pytest.mark.parametrize(
    ("start", "end", "is_made"),
    [
        ("2025-06-11T05:06:10.000Z", "2030-06-11T05:06:10.000Z", True),
        ("2024-02-29T05:06:10.000Z", "2029-02-28T05:06:10.000Z", True),
        ("2025-06-11T05:06:10.000Z", "2030-06-11T05:06:11.000Z", False),
        (None, "2030-06-11T05:06:10.000Z", False),
        ("2025-06-11T05:06:10.000Z", None, False),
    ],
)
def test_a_cycle_of_five_years_from_its_making_is_the_servers(
    start: str | None, end: str | None, is_made: bool
) -> None:
    """Without periods the server makes the cycle itself; anything else was somebody's wish."""
    shown = decode((CASES / "cyclic.json").read_text())
    shown |= {"targetCycleStartDate": start, "targetCycleEndDate": end}
    data = data_of(adopt(live_state(shown), Place(today=TODAY)))
    written = {key: data.get(key) for key in ("targetCycleStartDate", "targetCycleEndDate")}
    nothing = dict.fromkeys(written)
    assert written == (nothing if is_made else dict(zip(written, (start, end), strict=True)))


def test_a_cycle_date_that_is_none_is_named_with_its_form() -> None:
    """What the read gives as a date, and is none, is refused as a file would be."""
    shown = decode((CASES / "cyclic.json").read_text()) | {"targetCycleStartDate": "someday"}
    assert reasons(adopt(live_state(shown), Place(today=TODAY))) == {2240: "bad-form"}


@pytest.mark.parametrize(
    ("source", "advised"),
    [
        (Source.MILESTONES, {Source.TARGET_GROUPS}),
        (Source.TARGET_GROUPS, {Source.MILESTONES}),
        (Source.CUSTOMER, {Source.MILESTONES, Source.TARGET_GROUPS}),
    ],
)
def test_what_a_read_does_not_show_is_to_be_read_in_another_way(
    source: Source, advised: set[Source]
) -> None:
    """Nobody is told to do again what was just done."""
    shown = row()
    del shown["periods"]
    reading = read_groups([shown], Source.MILESTONES)
    [refused] = adopt(LiveState(source, reading.groups), Place(today=TODAY)).refused
    assert refused.reason.message.startswith("The read does not show periods.")
    named = {each for each in Source if f"--source {each}" in refused.reason.message}
    assert named == advised


@pytest.mark.parametrize(("cycles", "declared"), [(2, None), (3, 2), (-1, 2), (0, 2), (None, 2)])
def test_the_number_of_made_periods_is_declared_once(
    cycles: int | None, declared: int | None
) -> None:
    """By recurringCycles where that says it, else by totalPeriods."""
    shown = decode((CASES / "cyclic.json").read_text()) | {"recurringCycles": cycles}
    data = data_of(adopt(live_state(shown), Place(today=TODAY)))
    assert data.get("totalPeriods") == declared


def test_periods_without_a_value_come_last() -> None:
    """The k-th value belongs to the k-th period, so the one with a value comes first."""
    shown = row()
    del shown["targets"][0]["defaultValues"][0]
    data = data_of(adopt(live_state(shown), Place(today=TODAY)))
    assert [period["refCode"] for period in data["periods"]] == ["june", "may"]
    assert data["targets"][0]["defaultValues"] == [1000]


def test_values_for_other_periods_than_another_target_are_refused() -> None:
    """No order of periods could say both."""
    shown = row()
    second = copy.deepcopy(shown["targets"][0])
    shown["targets"].append(second | {"id": 77, "name": "other"})
    del shown["targets"][0]["defaultValues"][0]
    del shown["targets"][1]["defaultValues"][1]
    assert reasons(adopt(live_state(shown), Place(today=TODAY))) == {1000: "value-without-period"}


def test_an_expression_keeps_its_tree_unless_it_is_the_known_one() -> None:
    """A known tree is filled in when it is sent; any other is written down."""
    shown = row()
    shown["targets"][0] |= {"expression": "true", "expressionJson": '{"value": "é"}'}
    target = data_of(adopt(live_state(shown), Place(today=TODAY)))["targets"][0]
    assert (target["expression"], target["expressionJson"]) == (True, '{"value": "é"}')
    tree = '\n{"type":"boolean:primitive", "value":"true", "arity":"literal"}'
    shown["targets"][0]["expressionJson"] = tree
    target = data_of(adopt(live_state(shown), Place(today=TODAY)))["targets"][0]
    assert (target["expression"], "expressionJson" in target) == (True, False)


def test_one_name_twice_is_refused_whatever_else_is_said() -> None:
    """Nobody can say which of the two a file would mean."""
    live = live_state(row(), row("Spring", "other", 2000))
    assert reasons(adopt(live, Place(today=TODAY), names=["Spring"])) == {
        1000: "live-name-twice",
        2000: "live-name-twice",
    }


def test_names_that_look_the_same_are_refused_together_and_imported_alone() -> None:
    """Two such files would be refused; one of them is fine."""
    live = live_state(row(), row("SPRING ", "other", 2000))
    assert reasons(adopt(live, Place(today=TODAY))) == {
        1000: "duplicate-campaign",
        2000: "duplicate-campaign",
    }
    alone = adopt(live, Place(today=TODAY), names=["SPRING "])
    assert [new.group.id for new in alone.new] == [2000]


def test_target_names_that_look_the_same_are_refused() -> None:
    """Whether the other one is live or in a file."""
    live = live_state(row(), row("Summer", "spring  SPEND", 2000))
    assert reasons(adopt(live, Place(today=TODAY))) == {
        1000: "duplicate-target",
        2000: "duplicate-target",
    }
    another = campaign("Another")
    file = desired_of(another)
    place = Place(today=TODAY, campaigns=[file])
    renamed = adopt(live_state(row()), place)
    assert reasons(renamed) == {1000: "duplicate-target"}
    assert (
        "'reconciler accept \"Another\"' writes the live name" in renamed.refused[0].reason.message
    )
    there = live_state(row(), row("Another", "Another spend", 2000))
    [refused] = adopt(there, place).refused
    assert refused.reason.message.endswith("Rename one of them, in the console or in the file.")


def test_what_a_file_declares_is_not_written_again() -> None:
    """Names ignore case; where a file has the exact name of one group, the other is no match."""
    place = Place(today=TODAY, campaigns=[desired_of(campaign("SPRING", "declared"))])
    one = adopt(live_state(row()), place)
    assert ([group.id for group in one.declared], one.new, one.refused) == ([1000], (), ())
    two = adopt(live_state(row(), row("SPRING", "other", 2000)), place)
    assert [group.id for group in two.declared] == [2000]
    assert reasons(two) == {1000: "duplicate-campaign"}


def test_a_name_that_is_not_live_names_the_nearest() -> None:
    """As a person would ask; nothing is imported then."""
    with pytest.raises(UsageError, match="No live group is named 'Sprong'") as error:
        adopt(live_state(row()), Place(today=TODAY), names=["Sprong"])
    assert error.value.hint == "Did you mean 'Spring'?"
    with pytest.raises(UsageError) as error:
        adopt(live_state(), Place(today=TODAY), names=["x"])
    assert error.value.hint == "'reconciler plan' lists them."


def test_file_names_avoid_what_is_there_and_each_other() -> None:
    """Numbers follow, whatever the case of the file that is there."""
    live = live_state(row("A b", "one"), row("a-B", "two", 2000), row("双", "three", 3000))
    adoption = adopt(live, Place(today=TODAY, names={"a-b.yaml"}))
    assert sorted(new.name for new in adoption.new) == [
        "a-b-2.yaml",
        "a-b-3.yaml",
        "双.yaml",
    ]


def test_what_differs_from_live_after_all_is_refused() -> None:
    """Two periods of the server with one name beside one of the group's own."""
    shown = decode((CASES / "cyclic.json").read_text())
    shown["periods"] += [
        shown["periods"][1] | {"id": 13},
        shown["periods"][1] | {"id": 14, "refCode": "own"},
    ]
    for k, value in enumerate(shown["targets"][0]["defaultValues"]):
        value["periodId"] = 14 if k == 0 else 11
    assert reasons(adopt(live_state(shown), Place(today=TODAY))) == {2240: "not-reproduced"}
