"""What is said of a value that is not due where it stands."""

import pytest

from reconciler.target_group.fields import GROUP
from reconciler.target_group.wrong_values import wrong_value


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
