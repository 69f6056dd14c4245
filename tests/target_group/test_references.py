"""Ids as references: only where one value of the environment is that id, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.core.exact_json import Json
from reconciler.target_group.as_file.references import IDS, with_references

VALUES = {"till": 50679757, "stores": [1, 2], "goal": 500, "twin": 7, "other": 7, "on": True}


@pytest.mark.parametrize(
    ("data", "due"),
    [
        ({"preferredTillId": 50679757}, {"preferredTillId": "${till}"}),
        ({"preferredTillId": 7}, {"preferredTillId": 7}),  # of two names, neither is meant
        ({"preferredTillId": 1}, {"preferredTillId": 1}),  # true is no id
        ({"defaultValues": 500, "name": "goal"}, {"defaultValues": 500, "name": "goal"}),
        (
            {"targets": [{"filters": [{"entityIds": [1, 2]}, {"entityIds": [2, 1]}]}]},
            {"targets": [{"filters": [{"entityIds": "${stores}"}, {"entityIds": [2, 1]}]}]},
        ),
        ({"targets": [{"programId": 500}]}, {"targets": [{"programId": "${goal}"}]}),
    ],
)
def test_an_id_is_written_by_the_name_of_its_value(
    data: dict[str, Json], due: dict[str, Json]
) -> None:
    assert with_references(data, VALUES) == due
    assert with_references(data, {}) == data


IDS_DRAWN = st.integers(1, 4) | st.lists(st.integers(1, 3), max_size=2)


@given(
    data=st.dictionaries(st.sampled_from([*sorted(IDS), "frequency"]), IDS_DRAWN),
    values=st.dictionaries(st.sampled_from("abc"), IDS_DRAWN | st.booleans()),
)
def test_what_is_read_again_is_what_was_there(
    data: dict[str, Json], values: dict[str, Json]
) -> None:
    """Whatever is written, the names lead back to it."""
    names = {f"${{{name}}}": value for name, value in values.items()}
    written = with_references(data, values)
    again = {k: names[v] if isinstance(v, str) else v for k, v in written.items()}
    assert again == data
    assert not any(type(value) is bool for value in again.values())
    assert written.get("frequency") == data.get("frequency")
