"""What is said of a value that is not due where it stands."""

from datetime import date
from decimal import Decimal
from json import dumps

import pytest
from yaml import safe_load

from reconciler.core.diagnostic import Severity
from reconciler.core.exact_json import Json
from reconciler.target_group.columns import Role, Table
from reconciler.target_group.fields import FILTER, GROUP, STREAK, TARGET
from reconciler.target_group.kinds import Kind
from reconciler.target_group.reading import read_file
from reconciler.target_group.wrong_values import unknown_field, wrong_value
from tests.support.repository import campaign
from tests.support.specs import load_text


@pytest.mark.parametrize("name", ["preferredTillId", "trackingType", "active"])
def test_a_placeholder_of_postman_is_named_as_one(name: str) -> None:
    """In quotes it is text, whatever is due; the finding is the one of the field."""
    field = GROUP.fields[name]
    finding = wrong_value(field, (name,), "{{till}}")
    assert finding.code is wrong_value(field, (name,), "till").code
    assert finding.message == "'{{till}}' is a placeholder that Postman fills in, and nobody here."
    assert "${name}, and its value under values in reconciler.toml" in finding.hint


@pytest.mark.parametrize("text", ["till", "{till}", "{{a}} {{b}}", "{{}"])
def test_any_other_text_is_no_placeholder(text: str) -> None:
    finding = wrong_value(GROUP.fields["active"], ("active",), text)
    assert "Postman" not in finding.message


@pytest.mark.parametrize("table", [GROUP, TARGET], ids=["group", "target"])
def test_what_the_advice_for_an_empty_line_leads_to_has_no_other_advice(table: Table) -> None:
    """A line is only to be left out where nothing asks for it then."""
    whole = safe_load(campaign())
    for name, field in table.fields.items():
        if field.role is Role.COMPUTED or field.required:
            continue
        without = {key: value for key, value in whole.items() if key != name}
        if table is TARGET:
            target = {key: value for key, value in whole["targets"][0].items() if key != name}
            without = whole | {"targets": [target]}
        if "Leave the line out" in wrong_value(field, (name,), None).hint:
            text = dumps(without, default=str).encode()
            found = load_text("a.json", text, values={}, today=date(2027, 1, 1)).findings
            assert not [each for each in found if f"Declare {name}" in each.hint], name


def test_goals_that_are_left_empty_are_to_be_written() -> None:
    """A target without them has none, which is the next finding."""
    hint = wrong_value(TARGET.fields["defaultValues"], ("defaultValues",), None).hint
    assert hint.startswith("Write a number")


@pytest.mark.parametrize(
    ("key", "name"),
    [
        *(("start", "from"), ("startDate", "from"), ("fromDate", "from")),
        *(("cycleStartDate", "from"), ("cycleEndDate", "until"), ("toDate", "until")),
        *(("to", "until"), ("end", "until"), ("endDate", "until")),
        *(("frequencyType", "every"), ("frequency", "every"), ("length", "days")),
        *(("recurringCycles", "count"), ("totalPeriods", "count"), ("name", "refCode")),
        *(("FROM", "from"), ("ref_code", "refCode"), ("Count", "count"), ("day", "days")),
    ],
)
def test_a_field_of_a_schedule_is_found_by_what_the_api_calls_it(key: str, name: str) -> None:
    """Where the field is required, it is not told as missing besides."""
    end = {"until": "2027-01-10"} if name == "until" else {"count": 2}
    schedule = {"from": "2027-01-01", "every": "CUSTOM", **end, "days": 5, "refCode": "{n}"}
    told = {key if each == name else each: value for each, value in schedule.items()}
    text = dumps(safe_load(campaign()) | {"periods": told}, default=str).encode()
    found = load_text("a.json", text, values={}, today=date(2027, 1, 1)).findings
    (finding,) = [each for each in found if each.severity is Severity.ERROR]
    assert finding.message == f"'{key}' is not a field of a schedule."
    assert finding.hint == f"Did you mean '{name}'?"


@pytest.mark.parametrize("key", ["to", "end", "endDate"])
def test_what_people_call_the_end_of_a_schedule_means_something_else_elsewhere(key: str) -> None:
    assert "until" not in unknown_field(STREAK, ("streaks", 0, key), key).hint


def test_a_whole_number_in_quotes_is_to_be_without_them() -> None:
    """In a list as well; other text is no number."""
    till = GROUP.fields["preferredTillId"]
    assert wrong_value(till, ("preferredTillId",), "5").hint == "Take the quotes off: 5"
    assert wrong_value(till, ("preferredTillId",), "till").hint == "Write a whole number."


@pytest.mark.parametrize("written", [Decimal("12.000"), "12,000", "12.000", "12 000", "12'000"])
@pytest.mark.parametrize(
    ("table", "name"),
    [
        (table, name)
        for table in (GROUP, TARGET, STREAK, FILTER)
        for name, field in table.fields.items()
        if field.kind in {Kind.INTEGER, Kind.IDS} and field.role is not Role.COMPUTED
    ],
)
def test_a_count_in_groups_of_digits_is_to_be_without_separators(
    table: Table, name: str, written: Json
) -> None:
    """Whatever separates the thousands, and whatever is counted."""
    hint = wrong_value(table.fields[name], (name,), written).hint
    assert hint == "Write 12000 if that is meant: nothing separates thousands."


@pytest.mark.parametrize("written", ["12,000", "12.000,5", "12,00", "012,000"])
def test_a_goal_in_groups_of_digits_is_to_be_without_separators(written: str) -> None:
    """What is in no groups of three is not taken for one."""
    hint = wrong_value(TARGET.fields["defaultValues"], ("defaultValues",), written).hint
    assert hint.startswith("Write 12000 ") == (written == "12,000")


@pytest.mark.parametrize("sign", ["//", "/*", "<!--", "--", ";"])
def test_a_comment_of_another_language_behind_a_value_is_named(sign: str) -> None:
    till = GROUP.fields["preferredTillId"]
    hint = wrong_value(till, ("preferredTillId",), f"5 {sign} the till").hint
    assert hint.startswith(f"'{sign}' begins no comment in YAML: write '#' instead.")


@pytest.mark.parametrize("key", ["Name", "nmae"])
def test_a_misspelled_field_is_not_missing_as_well(key: str) -> None:
    found = read_file({key: "a", "trackingType": "DEFAULT"}).faults
    assert [each.hint for each in found] == ["Did you mean 'name'?"]
