"""Laws of the canonical form and of the comparison, over generated campaigns of every kind."""

import copy
from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from reconciler.core.comparison import Comparison, Coverage, Seen
from reconciler.core.diff import (
    ABSENT,
    Difference,
    diff,
    diff_all,
    path_order,
    pointer,
    unequal,
)
from reconciler.core.exact_json import Json, canonical, decode, encode, encode_bytes
from reconciler.target_group.answers.rows import read_usual_row
from reconciler.target_group.canonical import EVERY_PERIOD
from reconciler.target_group.columns import Source
from reconciler.target_group.comparing.align import leaves
from reconciler.target_group.comparing.compare import count_as_declared
from reconciler.target_group.create_body import body
from reconciler.target_group.fields import SERVER_PERIODS
from reconciler.target_group.reading import is_campaign, read_file
from tests.support.single_changes import single_changes
from tests.support.specs import (
    body_of,
    clean_of,
    compare_specs,
    compared,
    live_of,
    paths,
    row_of,
    spec_of,
)
from tests.support.strategies import campaigns, words

values = st.none() | st.booleans() | st.integers(0, 2) | st.just(Decimal("0.5")) | words
specs = st.recursive(
    st.dictionaries(words, values | st.lists(values, max_size=2), max_size=3),
    lambda inner: st.dictionaries(words, values | inner, max_size=3),
    max_leaves=8,
)


@given(specs)
def test_nothing_differs_from_itself(spec: Json) -> None:
    """The comparison is reflexive."""
    assert diff(spec, copy.deepcopy(spec)) == ()


@given(specs, specs)
def test_specs_without_differences_are_equal(desired: Json, live: Json) -> None:
    """The comparison is sound: it says nothing only where there is nothing to say."""
    assert (diff(desired, live) == ()) == (desired == live)


@given(specs, specs)
def test_live_becomes_desired_by_what_is_reported(desired: Json, live: Json) -> None:
    """The comparison is complete: writing every reported value into live gives desired."""
    settled = copy.deepcopy(live)
    for each in diff(desired, live):
        settle(settled, each)

    assert settled == desired


@given(specs, specs)
def test_swapped_sides_give_swapped_values(desired: Json, live: Json) -> None:
    """The comparison is a mirror: same paths, sides swapped."""
    forth = {(each.path, text(each.desired), text(each.live)) for each in diff(desired, live)}
    back = {(each.path, text(each.live), text(each.desired)) for each in diff(live, desired)}

    assert forth == back


@given(specs, specs)
def test_differences_are_reported_in_the_order_of_their_paths(desired: Json, live: Json) -> None:
    """The order of a report never depends on the order of keys, and no path comes twice."""
    found = [each.path for each in diff(desired, live)]

    assert found == sorted(set(found), key=path_order)


@given(specs, specs)
def test_the_routes_of_differences_are_told_without_them(desired: Json, live: Json) -> None:
    """The same routes; first those of what desired has, each in the order of its spec."""
    routes = [route for route, _, _ in unequal(desired, live)]

    assert sorted(routes, key=lambda each: path_order(pointer(each))) == [
        each.route for each in diff(desired, live)
    ]
    for keys, spec in ((desired.keys(), desired), (live.keys() - desired.keys(), live)):
        firsts = [*dict.fromkeys(route[0] for route in routes if route[0] in keys)]
        assert firsts == [key for key in spec if key in firsts]


@given(st.lists(st.tuples(specs, specs), max_size=4))
def test_pairs_differ_together_as_each_does_alone(pairs: list[tuple[Json, Json]]) -> None:
    """No pair has any of another's differences."""
    alone = [diff(*pair) for pair in pairs]

    assert [*map(shown, diff_all(pairs))] == [*map(shown, alone)]


@given(campaigns())
def test_what_is_sent_is_a_campaign_that_means_the_same(data: dict[str, Json]) -> None:
    """The canonical form is idempotent: the body, read as a file, has the spec of the file."""
    once = body_of(data)

    assert is_campaign(once)
    assert body_of(once) == once
    expected, found = spec_of(data), spec_of(once)
    assert same_but_for_filled_in_trees(found, expected)


@given(campaigns())
def test_cleaning_twice_changes_nothing_and_finds_nothing(data: dict[str, Json]) -> None:
    """Cleaned data is clean."""
    cleaned = read_file(data).clean

    again = read_file(cleaned)
    assert (again.clean, again.faults, again.remarks) == (cleaned, [], [])


@given(campaigns(), st.integers(0, 99).map(Random))
def test_the_order_of_keys_and_parts_means_nothing(data: dict[str, Json], random: Random) -> None:
    """Shuffled keys, targets, streaks and filters give the same spec."""
    assert spec_of(reordered(data, random)) == spec_of(data)


@given(campaigns())
def test_the_spelling_of_numbers_means_nothing(data: dict[str, Json]) -> None:
    """10, 10.0 and "10.000" are one number."""
    assert spec_of(respelled(data)) == spec_of(data)


@given(campaigns())
def test_a_trip_through_json_changes_nothing(data: dict[str, Json]) -> None:
    """A campaign written as JSON and read again is the same campaign, to the last digit."""
    again = decode(encode(data))

    assert spec_of(again) == spec_of(data)
    assert canonical(body_of(again)) == canonical(body_of(data))


@given(campaigns(), st.sampled_from(Source), st.booleans())
def test_what_was_just_created_differs_in_nothing(
    data: dict[str, Json], source: Source, twins: bool
) -> None:
    """The answer to what would be sent compares without a field, with and without twins."""
    assert compared(data, row_of(data, twins=twins), source).fields == ()


@given(campaigns())
def test_a_live_row_has_one_canonical_form_however_it_is_printed(data: dict[str, Json]) -> None:
    """A row that went through JSON, its numbers as other literals, gives the same live spec."""
    row = row_of(data)
    again = decode(encode(row).replace("1.000", "1.0"))

    assert live_of(again).spec == live_of(row).spec


@given(campaigns(), st.data())
def test_every_single_change_of_a_live_group_is_seen_as_just_that(
    data: dict[str, Json], draw: st.DataObject
) -> None:
    """One changed field is one field of drift; a changed key is one missing and one extra part."""
    changes = single_changes(read_file(data).clean, row_of(data))
    change = draw.draw(st.sampled_from(changes))

    assert set(paths(compared(data, change.row).fields)) == change.paths
    assert len(compared(data, change.row).fields) == len(change.paths)


@given(campaigns(), st.data(), st.sampled_from([Source.MILESTONES, Source.TARGET_GROUPS]))
def test_the_quick_comparison_says_what_the_thorough_one_says(
    data: dict[str, Json], draw: st.DataObject, source: Source
) -> None:
    """Of a group as it was made, with one field changed, or with one key left out."""
    made = row_of(data)
    changed = draw.draw(st.sampled_from(single_changes(read_file(data).clean, made))).row
    lacking = {key: made[key] for key in made if key != draw.draw(st.sampled_from(sorted(made)))}
    for row in (made, changed, {"id": 1, "name": "x"} | lacking):
        desired = spec_of(data)
        usual = read_usual_row(encode_bytes(row).decode())
        count = None if usual is None else count_as_declared(clean_of(data), usual, source)
        if count is not None:
            seen = Seen(coverage=Coverage(count, count))
            assert compare_specs(desired, live_of(row, source).spec) == Comparison((), seen)


@given(campaigns())
def test_the_quick_comparison_looks_at_every_default_value(data: dict[str, Json]) -> None:
    """Of values that are changed, left out, repeated, or in another order."""
    desired, made = spec_of(data), row_of(data)
    for place, target in enumerate(made["targets"]):
        shown = target.get("defaultValues") or []
        for k, value in enumerate(shown):
            others = shown[:k] + shown[k + 1 :]
            more = value | {"defaultValue": str(Decimal(value["defaultValue"]) + 1)}
            for values in ([*others, more], others, [*shown, value | {"periodId": 10**9}], []):
                row = copy.deepcopy(made)
                row["targets"][place]["defaultValues"] = values
                count = count_as_declared(clean_of(data), row, Source.MILESTONES)
                if count is not None:
                    seen = Seen(coverage=Coverage(count, count))
                    assert compare_specs(desired, live_of(row).spec) == Comparison((), seen)


INFO = "extendedFieldInfo"
OBJECTS = ("unifiedTargetExpression", "aggregateWindow")


def has_empty_object(value: Json) -> bool:
    """Whether something is declared of which a read may show nothing, as it says nothing."""
    return isinstance(value, dict) and (not value or any(map(has_empty_object, value.values())))


@given(campaigns())
def test_most_groups_take_the_quick_way(data: dict[str, Json]) -> None:
    """A group as it was made, where every declared field is shown."""
    desired, row = spec_of(data), row_of(data)
    thorough = compare_specs(desired, live_of(row).spec)
    is_plain = (
        desired.get("targetEvaluationType") is not None
        and not (desired["periods"] and desired["targetEvaluationType"] in SERVER_PERIODS)
        and desired.get("active", True)
        and not thorough.seen.unverified
        and not any("targetMilestoneTriggers" in each for each in desired["targets"].values())
        and not any(has_empty_object(desired.get(name)) for name in OBJECTS)
        and not any(has_empty_object(each.get(INFO)) for each in desired["targets"].values())
    )
    if is_plain and thorough.seen.coverage.declared == sum(1 for _ in leaves(desired, ())):
        assert count_as_declared(clean_of(data), row, Source.MILESTONES) is not None


@given(campaigns())
def test_what_a_read_does_not_show_is_unverified_and_never_in_sync(data: dict[str, Json]) -> None:
    """A row with nothing but id and name leaves every declared value unverified or different."""
    comparison = compared(data, {"id": 1, "name": data["name"]})
    declared = spec_of(data)
    settled = {*paths(comparison.fields), *comparison.seen.unverified, "/name"}

    assert all(f"/{name}" in settled for name in declared if is_single(declared[name]))
    assert {each for each in settled if each.startswith("/targets/")}


@given(campaigns())
def test_the_body_never_holds_what_is_not_the_files_to_say(data: dict[str, Json]) -> None:
    """Computed and local fields are dropped; the number of periods is counted."""
    sent = body(read_file(data).clean)

    assert not {"id", "metadata", "$schema"} & sent.keys()
    if data.get("periods"):
        assert sent["totalPeriods"] == len(data["periods"])


def is_single(value: Json) -> bool:
    """Whether a value is one that is compared as a whole and unset only if it is false or empty."""
    return not isinstance(value, Mapping) and value not in {False, ""}


def settle(live: Json, difference: Difference) -> None:
    """Write one reported value."""
    *way, last = difference.route
    for step in way:
        live = live[step]
    if difference.desired is ABSENT:
        del live[last]
    else:
        live[last] = difference.desired


def shown(differences: Sequence[Difference]) -> list[tuple[str, str, str]]:
    """Differences as text, in which true is not 1."""
    return [(each.path, text(each.desired), text(each.live)) for each in differences]


def text(value: Json) -> str:
    """A value as something that can stand in a set."""
    return "absent" if value is ABSENT else canonical(value)


def same_but_for_filled_in_trees(found: Json, expected: Json) -> bool:
    """Whether specs are equal but for what the body adds: known trees, one value for all."""
    for name, target in found["targets"].items():
        if "expressionJson" not in expected["targets"][name]:
            target.pop("expressionJson", None)
        if EVERY_PERIOD in expected["targets"][name]["defaultValues"]:
            target["defaultValues"] = expected["targets"][name]["defaultValues"]
    return bool(found == expected)


def reordered(value: Json, random: Random) -> Json:
    """The same data with keys, and lists whose order means nothing, in another order."""
    if isinstance(value, dict):
        keys = random.sample(sorted(value), len(value))
        return {key: _reordered_item(key, value[key], random) for key in keys}
    return [reordered(each, random) for each in value] if isinstance(value, list) else value


def _reordered_item(key: str, value: Json, random: Random) -> Json:
    again = reordered(value, random)
    if key in {"targets", "streaks", "filters", "entityIds"}:
        random.shuffle(again)
    return again


def respelled(value: Json) -> Json:
    """The same data with every default value as text, with more decimals."""
    if isinstance(value, dict):
        return {key: _respelled_item(key, item) for key, item in value.items()}
    return [respelled(each) for each in value] if isinstance(value, list) else value


def _respelled_item(key: str, value: Json) -> Json:
    match value:
        case int() | Decimal() | str() if key in {"defaultValues", "defaultValue"}:
            return f"{Decimal(value):f}" + ("00" if "." in f"{Decimal(value):f}" else ".000")
        case list() if key == "defaultValues":
            return [_respelled_item("defaultValue", each) for each in value]
        case _:
            return respelled(value)
