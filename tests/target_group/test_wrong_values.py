"""What is said of a value that is not due where it stands."""

from datetime import date
from json import dumps

import pytest
from yaml import safe_load

from reconciler.target_group.fields import GROUP, TARGET, Role, Table
from reconciler.target_group.wrong_values import wrong_value
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
