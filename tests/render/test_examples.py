"""The examples of explain: the first lines have the finding, the second have not."""

import re
from collections.abc import Mapping
from typing import Final

import pytest

from reconciler.commands.codes import all_codes
from reconciler.core.exact_json import Json, encode
from reconciler.render.examples import EXAMPLES, Example
from reconciler.yaml12.document import Document, read_document
from tests.support.specs import load_text
from tests.support.today import TODAY

BASE: Final[Mapping[str, str]] = {
    "name": "Spring",
    "preferredTillId": "50679757",
    "trackingType": "DEFAULT",
    "targetEvaluationType": "FIXED_CALENDAR_WINDOW",
    "frequencyType": "CUSTOM",
    "frequency": "0",
    "recurringCycles": "0",
    "periods": "[{refCode: may, startDate: 2027-05-01, endDate: 2027-05-31}]",
    "targets": "[{name: Spring spend, targetEntity: TRANSACTION, targetType: SALES, "
    "enrolmentMethod: TRANSACTION, expression: true, defaultValues: 500}]",
}
"""A campaign without findings."""
FOLLOWS_SCHEDULE: Final = {"frequencyType", "frequency"}


def completed(lines: str) -> str:
    """The lines as a whole campaign; of a target, the rest is that of a usual one."""
    keys = set(re.findall(r"^(\w+):", lines, re.MULTILINE))
    if "every:" in lines:
        keys |= FOLLOWS_SCHEDULE
    rest = "".join(f"{key}: {text}\n" for key, text in BASE.items() if key not in keys)
    if "targets:\n" not in lines:
        return f"{rest}{lines}\n"
    usual, shown = data_of("targets: " + BASE["targets"]), data_of(lines)
    [target], [changed] = usual["targets"], shown["targets"]
    merged = {key: value for key, value in {**target, **changed}.items() if value is not None}
    return encode({**data_of(rest), **shown, "targets": [merged]})


def data_of(text: str) -> dict[str, Json]:
    document = read_document("a.yaml", text.encode())
    assert isinstance(document, Document)
    data: dict[str, Json] = document.data
    return data


def codes_of(lines: str) -> set[str]:
    text = completed(lines).encode()
    loaded = load_text("a.yaml", text, values={"default_till": 7}, today=TODAY)
    return {each.code for each in loaded.findings}


@pytest.mark.parametrize("code", EXAMPLES)
def test_an_example_shows_its_code_and_how_to_be_without(code: str) -> None:
    """Completed to a campaign; what is right has no finding at all but warnings of its kind."""
    example = EXAMPLES[code]
    assert code in codes_of(example.wrong)
    assert codes_of(example.right) == set()


def test_examples_are_of_codes_that_there_are() -> None:
    """And read like this."""
    assert EXAMPLES.keys() <= {each.slug for each in all_codes()}
    assert Example("a: 1\nb: 2", "a: 3").lines == ("instead of:\n  a: 1\n  b: 2\nwrite:\n  a: 3")
