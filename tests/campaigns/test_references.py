"""References to an environment's values: whole values only, and nothing is interpolated."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from reconciler.campaigns.load import Loaded
from reconciler.campaigns.references import reference_at, resolve
from reconciler.core.exact_json import Json
from tests.support.loading import load_campaigns
from tests.support.repository import campaign, write

VALUES: dict[str, Json] = {"default_till": 70000001, "spend": Decimal("1.50"), "start-day": "x"}


def load(folder: Path, text: str) -> Loaded:
    write(folder, {"a.yaml": text})
    return load_campaigns([folder], base=folder, values=VALUES, today=date(2027, 1, 1))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("${default_till}", 70000001),
        (["${spend}", {"a": "${start-day}"}], [Decimal("1.50"), {"a": "x"}]),
        ("till", "till"),
        ("$default_till", "$default_till"),
        (7, 7),
        (None, None),
        ({"${spend}": 1}, {"${spend}": 1}),
    ],
)
def test_a_whole_value_is_replaced_and_nothing_else(data: Json, expected: Json) -> None:
    """Values keep their type; keys and other texts stay as they are."""
    assert resolve({"key": data}, VALUES) == ({"key": expected}, [])


@pytest.mark.parametrize("text", ["a ${spend}", "${spend} ", "${spend}${spend}", "${}", "${a b}"])
def test_a_reference_inside_a_text_is_found_and_left_alone(text: str) -> None:
    """It may be on a live group, so it stands only against creating one."""
    data, findings = resolve({"name": text}, VALUES)
    assert data == {"name": text}
    assert [each.code.slug for each in findings] == ["part-reference"]


def test_notes_may_hold_any_text() -> None:
    """Metadata is never sent."""
    assert resolve({"metadata": {"a": ["b ${c}"]}}, VALUES)[1] == []


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    """A misspelled name suggests the value that was likely meant."""
    _, findings = resolve({"a": ["${defaulttill}", "${zzzzz}"]}, VALUES)
    assert [(each.route, each.hint) for each in findings] == [
        (("a", 0), "Did you mean 'default_till'?"),
        (("a", 1), "Add it under values in reconciler.toml."),
    ]


def test_a_value_knows_the_reference_that_it_came_from() -> None:
    """Also a value inside a list that a reference stands for."""
    data = {"a": {"b": ["${ids}", "x"]}}
    assert reference_at(data, ("a", "b", 0, 3)) == "ids"
    assert reference_at(data, ("a", "b", 1)) is None
    assert reference_at(data, ("a",)) is None


def test_a_campaign_takes_its_till_from_the_environment(tmp_path: Path) -> None:
    """Design of one file for many environments."""
    found = load(tmp_path, campaign().replace("50679757", "${default_till}"))
    assert found.findings == ()
    assert found.campaigns[0].body["preferredTillId"] == 70000001


@pytest.mark.parametrize(
    "written", ["'${default_till}'", '"\\x24{default_till}"', "|-\n  ${default_till}"]
)
def test_a_reference_is_one_however_it_is_quoted(tmp_path: Path, written: str) -> None:
    """What counts is the value, not how YAML writes it."""
    found = load(tmp_path, campaign().replace("50679757", written))
    assert found.campaigns[0].body["preferredTillId"] == 70000001


def test_a_value_that_does_not_fit_is_blamed_on_the_environment(tmp_path: Path) -> None:
    """The file is right; the message names the value to correct."""
    found = load(tmp_path, campaign().replace("50679757", "${start-day}"))
    (finding,) = found.findings
    assert finding.message.startswith("The environment's value 'start-day' does not fit here:")
    assert (finding.line, finding.column) == (7, 18)


def test_only_what_is_unknown_is_told_of_a_file_that_is_right_otherwise(tmp_path: Path) -> None:
    """An unknown reference is no wrong type besides, nor a right value."""
    for value in ("50679757", "may"):
        found = load(tmp_path, campaign().replace(value, '"${till}"'))
        assert [each.code for each in found.findings] == ["unknown-reference"]
        assert found.campaigns == ()


def test_a_part_reference_stands_against_creating_only(tmp_path: Path) -> None:
    """The file is not refused."""
    found = load(tmp_path, campaign("Spend in ${region}", target="Spend"))
    assert [each.code for each in found.campaigns[0].create_only] == ["part-reference"]
    assert not found.has_errors
