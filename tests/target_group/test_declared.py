"""What is sent, and what cleaning says."""

from decimal import Decimal

import pytest

from reconciler.core.exact_json import Json, encode
from reconciler.target_group.reading import is_campaign, read_file
from reconciler.target_group.rules.check import check
from reconciler.yaml12.document import IntText
from tests.support.answers import TRUE_TREE
from tests.support.specs import body_of, spec_of
from tests.target_group.test_normalisation import CAMPAIGN
from tests.target_group.test_rules import TODAY

TARGET: dict[str, Json] = CAMPAIGN["targets"][0]


def sent(**fields: Json) -> Json:
    """What is sent for the first target of the plain campaign with other fields."""
    return body_of(CAMPAIGN | {"targets": [TARGET | fields]})["targets"][0]


def test_one_number_is_sent_for_every_period() -> None:
    """A scalar serves all periods."""
    assert sent(defaultValues="1.50")["defaultValues"] == [{"defaultValue": Decimal("1.50")}] * 2


def test_the_tree_of_true_is_filled_in_and_no_other() -> None:
    """Every documented request sends both; no document shows the tree of false."""
    assert sent(expression=True)["expressionJson"] == TRUE_TREE
    assert sent(expression=True, expressionJson="[]")["expressionJson"] == "[]"
    assert "expressionJson" not in sent(expression=False)


def test_a_target_without_values_sends_none_and_expects_none() -> None:
    """What the file does not declare is not made up."""
    bare = {key: value for key, value in TARGET.items() if key != "defaultValues"}
    data = CAMPAIGN | {"targets": [bare]}

    assert "defaultValues" not in body_of(data)["targets"][0]
    assert "defaultValues" not in spec_of(data)["targets"]["Spend"]


def test_an_uncounted_window_sends_no_count() -> None:
    """Where nobody says how many periods the server makes, nothing is claimed."""
    data = {**CAMPAIGN, "targetEvaluationType": "CYCLIC_WINDOW", "recurringCycles": -1}
    del data["periods"]

    assert "totalPeriods" not in body_of(data)


def test_a_ref_code_keeps_its_leading_zeros() -> None:
    """A number that stands where text is due is the text as written."""
    [period, _] = CAMPAIGN["periods"]
    data = CAMPAIGN | {"periods": [period | {"refCode": IntText(8, "010")}]}

    assert is_campaign(data)
    assert list(spec_of(data)["periods"]) == ["010"]
    assert body_of(data)["periods"][0]["refCode"] == "010"


def test_a_till_written_with_leading_zeros_is_sent_as_a_number() -> None:
    """An integer counts as the integer it is."""
    assert '"preferredTillId": 8' in encode(
        body_of(CAMPAIGN | {"preferredTillId": IntText(8, "010")})
    )


def test_two_spellings_of_one_field_are_an_error() -> None:
    """Nobody can say which of them is meant."""
    data = CAMPAIGN | {"targets": [TARGET | {"enrollmentType": "IMPORT"}]}

    assert [each.code.slug for each in read_file(data).remarks] == ["other-spelling", "field-twice"]


@pytest.mark.parametrize(
    ("fields", "slugs"),
    [
        (
            {"defaultValues": [Decimal("12345678901234567890123456789012.1234"), 5]},
            {"too-many-decimals"},
        ),
        ({"defaultValues": ["1.0000", Decimal("1.2300")]}, set()),
        ({"name": " "}, {"name-blank"}),
        ({"defaultValues": "0.0005"}, {"too-many-decimals"}),
    ],
)
def test_numbers_and_names_at_the_edge(fields: dict[str, Json], slugs: set[str]) -> None:
    """Zeros at the end are no decimals, and no length of a number is too much for the rules."""
    data = CAMPAIGN | {"targets": [TARGET | fields]}
    found = {each.code.slug for each in check(read_file(data).clean, today=TODAY)}

    assert found - {"field-recommended", "till-missing"} == slugs


def test_every_period_and_window_is_checked() -> None:
    """A harmless time of day is none, and the window opens in time."""
    data: dict[str, Json] = CAMPAIGN | {
        "targetCycleStartDate": "2027-10-05",
        "unifiedTargetExpression": {"aggregation": "SUM"},
        "periods": [
            {"refCode": "a", "startDate": "2027-10-02", "endDate": "2027-10-20"},
            {"refCode": "b", "startDate": "2027-10-03", "endDate": "2027-10-04"},
        ],
    }
    data["targets"] = [TARGET | {"targetMilestoneTriggers": [{"triggerName": "x"}]}]
    found = [each.code.slug for each in check(read_file(data).clean, today=TODAY)]

    assert {"window-too-narrow", "periods-overlap", "combination-on-other-kind"} <= set(found)
