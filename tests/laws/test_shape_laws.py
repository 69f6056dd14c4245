"""Parity: what the published schema accepts, the walk of a file accepts, and nothing else."""

import copy
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from reconciler.core.exact_json import Json, encode_bytes
from reconciler.target_group import reading
from reconciler.target_group.answers.rows import read_usual_row
from reconciler.target_group.canonical import live_spec
from reconciler.target_group.columns import Source, Table
from reconciler.target_group.fields import GROUP
from reconciler.target_group.reading import is_campaign, read_file, read_row
from reconciler.target_group.schema.shape import campaign_schema
from reconciler.target_group.shorthand.expand import expand
from reconciler.yaml12.document import Document, read_document
from tests.support.short_forms import short_campaigns
from tests.support.specs import row_of
from tests.support.strategies import campaigns

ROOT = Path(__file__).parents[2]
Place = tuple[str | int, ...]

VALIDATOR = Draft202012Validator(campaign_schema())
ODD_VALUES: tuple[Json, ...] = (
    None,
    True,
    0,
    -3,
    2**70,
    Decimal("1.0"),
    Decimal("0.1234"),
    Decimal("1E+3"),
    "",
    "text",
    "STREAKS",
    "streaks",
    "Monthly",
    "1",
    "-1.500",
    "1.",
    "1e3",
    " 1",
    "1\n",
    "2027-10-02",
    "2027-10-02\n",
    "2027-10-02T00:00:00.000Z",
    "2027-10-02T00:00+05:30",
    "2027-10-02 00:00",
    "2027-13-99",
    "٢",
    [],
    {},
    [1],
    ["1"],
    [[1]],
    [{}],
    [None],
    [{"defaultValue": 1}],
    [{"defaultValue": None}],
    {"defaultValue": 1},
    {"name": "a"},
    {"from": "2027-01-31", "every": "Monthly", "count": 3},
    {"from": "2027-01-31", "every": "MONTHLY", "until": "2027-06-01"},
    {"from": "2027-01-31", "every": "FORTNIGHTLY"},
    {"from": "2027-01-31", "every": "CUSTOM", "days": "7"},
    {"start": 1, "step": "0.5"},
    {"may": 1, "june": Decimal("2.5")},
    {"may": None},
    [{"name": "a", "targetCountOfSequence": 1}],
)


def field_names(table: Table) -> Iterator[str]:
    """Every name of a field anywhere in a campaign."""
    for field in table.fields.values():
        yield from (field.name, *field.key_spellings)
        if field.parts is not None:
            yield from field_names(field.parts)


KEYS = (*sorted(set(field_names(GROUP))), "unknown", "Name", "")


def places(value: Json, place: Place = ()) -> Iterator[Place]:
    """Where every value below a value stands."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        yield (*place, key)
        if isinstance(item, dict | list):
            yield from places(item, (*place, key))


def at(value: Json, place: Place) -> Json:
    """The value at a place."""
    for step in place:
        value = value[step]
    return value


@st.composite
def mutated_campaigns(draw: st.DrawFn) -> Json:
    """A campaign with a value replaced, a key taken away, or a key added."""
    data = copy.deepcopy(draw(campaigns()))
    *above, last = draw(st.sampled_from(list(places(data))))
    holder = at(data, tuple(above))
    match draw(st.sampled_from(["replace", "remove", "add"])):
        case "replace":
            holder[last] = draw(st.sampled_from(ODD_VALUES))
        case "remove":
            del holder[last]
        case _:
            found = holder[last] if isinstance(holder[last], dict) else data
            found[draw(st.sampled_from(KEYS))] = draw(st.sampled_from(ODD_VALUES))
    return data


@st.composite
def mutated_rows(draw: st.DrawFn) -> Json:
    """A row of an answer with a value replaced or taken away."""
    row = copy.deepcopy(row_of(draw(campaigns()), twins=draw(st.booleans())))
    *above, last = draw(st.sampled_from(list(places(row))))
    holder = at(row, tuple(above))
    if draw(st.booleans()):
        holder[last] = draw(st.sampled_from(ODD_VALUES))
    else:
        del holder[last]
    return row


def exactly(value: Json) -> Json:
    """A value with the types of all that is in it."""
    if isinstance(value, dict):
        return {key: exactly(item) for key, item in value.items()}
    if isinstance(value, list):
        return list(map(exactly, value))
    return type(value), value


def has_form(data: Json) -> bool:
    """Whether the long form of data is a campaign, but for short forms that have another fault.

    What is wrong in a short form beside its shape, no schema can say.
    """
    expanded = expand(data)
    for each in expanded.findings:
        field = each.route[0] if each.route[0] == "periods" else "defaultValues"
        for holder in (expanded.data, *expanded.data.get("targets", ())):
            if isinstance(holder, dict) and isinstance(holder.get(field), dict):
                del holder[field]
    return is_campaign(expanded.data)


@given(campaigns())
def test_every_kind_of_campaign_is_accepted_by_both(data: Json) -> None:
    """Every generated campaign has the published form and the form that is read."""
    assert VALIDATOR.is_valid(data)
    assert is_campaign(data)


@given(mutated_campaigns())
def test_schema_and_walk_agree_on_what_may_be_none(data: Json) -> None:
    """Wrong types, unknown keys, missing keys and bad words: both sides say the same."""
    assert VALIDATOR.is_valid(data) == has_form(data)


@example({"name": "A", "targets": [{"name": "B", "filters": [{"entityIds": []}]}]})
@given(campaigns() | mutated_campaigns())
def test_what_is_left_of_any_data_is_a_campaign(data: Json) -> None:
    """Whatever is wrong is left out with a finding, and the rest is read as it was."""
    long = expand(data)
    reading = read_file(long.data)
    again = read_file(reading.clean)

    assert is_campaign(reading.clean)
    assert VALIDATOR.is_valid(reading.clean)
    assert exactly(again.clean) == exactly(reading.clean)
    assert not again.remarks
    assert reading.is_whole == (not reading.faults and not long.findings) or long.findings


@given(campaigns() | mutated_campaigns())
def test_what_passes_as_it_is_reads_as_the_walk_reads_it(data: Json) -> None:
    """Objects with the keys and types of others, taken as they are, say nothing else."""
    long = expand(data).data
    quick = read_file(long)
    with patch.object(reading, "passes", lambda *_: False):
        reading.passing_in_files.cache_clear()
        walked = read_file(long)
    reading.passing_in_files.cache_clear()
    assert exactly(quick.clean) == exactly(walked.clean)
    assert (quick.faults, quick.remarks) == (walked.faults, walked.remarks)


@given(mutated_rows())
def test_a_usual_row_has_nothing_to_set_aside(row: Json) -> None:
    """The quick way through a row lets through what the lenient walk accepts as it is."""
    usual = read_usual_row(encode_bytes(row).decode())
    if usual is not None:
        assert read_row(0, row) == (row, ())
        for source in Source:
            assert exactly(live_spec(usual, source)) == exactly(live_spec(row, source))


def test_rows_as_they_come_are_usual() -> None:
    """Else the quick way would be no way."""
    for path in (ROOT / "campaigns").glob("*.yaml"):
        document = read_document(path.name, path.read_bytes())
        assert isinstance(document, Document)
        long = expand(document.data).data
        assert is_campaign(long)
        assert read_usual_row(encode_bytes(row_of(long)).decode()) is not None


@given(st.sampled_from(KEYS), st.sampled_from(ODD_VALUES), st.booleans())
def test_schema_and_walk_agree_on_single_fields(key: str, value: Json, in_target: bool) -> None:
    """Any value under any key of a campaign or of a target: both sides say the same."""
    data: Json = {"name": "a", "trackingType": "DEFAULT"}
    target = {"name": "t", "targetEntity": "EVENT", "targetType": "COUNT"}
    data |= {"targets": [target | {key: value}]} if in_target else {key: value}

    assert VALIDATOR.is_valid(data) == has_form(data)


@given(campaigns() | short_campaigns(), st.data())
def test_a_reference_may_stand_for_any_single_value_and_any_list_of_them(
    data: Json, draw: st.DataObject
) -> None:
    """Editors see the file before an environment fills it in.

    Null is no value: it stands where else a mapping would, which no environment can fill in.
    """
    data = copy.deepcopy(data)
    lists = {"entityIds", "defaultValues"}
    single = [
        place
        for place in places(data)
        if place[-1] in lists or not isinstance(at(data, place), dict | list | None)
    ]
    *above, last = draw.draw(st.sampled_from(single))
    at(data, tuple(above))[last] = "${name}"

    assert VALIDATOR.is_valid(data)


def test_the_schema_is_a_schema() -> None:
    """The published schema is itself valid."""
    Draft202012Validator.check_schema(campaign_schema())


def test_nothing_but_a_mapping_is_a_campaign() -> None:
    """Scalars and lists are refused by both sides."""
    for data in ODD_VALUES:
        assert not is_campaign(data)
        assert not VALIDATOR.is_valid(data)
