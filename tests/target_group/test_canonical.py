"""The canonical form itself: goals by period, words in one spelling, and what was not shown."""

import copy
from decimal import Decimal
from functools import partial

import pytest

from reconciler.core.exact_json import Json
from reconciler.target_group.canonical import (
    EVERY_PERIOD,
    declared_spec,
    declared_steps,
    declared_values,
    live_steps,
    live_values,
    period_count,
    values_in_order,
)
from reconciler.target_group.columns import ORG_READS, UNSEEN, Role, Source
from reconciler.target_group.fields import (
    EXTENDED_FIELD_INFO,
    GROUP,
    PERIOD,
    SERVER_PERIODS,
    STREAK,
    TARGET,
    UNIFIED,
)
from reconciler.target_group.kinds import Kind
from tests.support.specs import live_of, row_of, spec_of
from tests.target_group.test_normalisation import CAMPAIGN

FIXED = "FIXED_CALENDAR_WINDOW"
PERIODS = [{"refCode": "one"}, {"refCode": "two"}]
TABLES = (GROUP, PERIOD, TARGET, STREAK, UNIFIED, EXTENDED_FIELD_INFO)


def windowed(window: str, **fields: Json) -> dict[str, Json]:
    """Clean data of a campaign whose periods are made in some way."""
    return {"targetEvaluationType": window, **fields}


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({}, None),
        ({"periods": PERIODS, "totalPeriods": 7}, 2),
        ({"periods": [], "totalPeriods": 7, "recurringCycles": 5}, 7),
        ({"totalPeriods": 1}, 1),
        ({"totalPeriods": 0, "recurringCycles": 5}, 5),
        ({"totalPeriods": -1, "recurringCycles": 1}, 1),
        ({"recurringCycles": 5}, 5),
        ({"periods": [], "recurringCycles": -1}, None),
        ({"totalPeriods": 0, "recurringCycles": 0}, None),
    ],
)
def test_periods_are_counted_or_the_servers_count_is_asked_for(
    fields: dict[str, Json], count: int | None
) -> None:
    """An empty list of periods is no list where the server makes them."""
    declared = len(fields.get("periods", ()))

    assert {period_count(windowed(each, **fields)) for each in SERVER_PERIODS} == {count}
    assert period_count(windowed(FIXED, **fields)) == period_count(fields) == declared


@pytest.mark.parametrize(
    ("declared", "count", "expected"),
    [
        (5, None, [5]),
        (5, 0, []),
        (5, 1, [5]),
        (5, 3, [5, 5, 5]),
        ([1, 2], None, [1, 2]),
        ([1, 2], 3, [1, 2]),
        ([], 3, []),
    ],
)
def test_one_goal_serves_all_periods_and_a_list_stays_as_it_is(
    declared: Json, count: int | None, expected: Json
) -> None:
    assert values_in_order(declared, count) == expected


CYCLIC = partial(windowed, "CYCLIC_WINDOW")


@pytest.mark.parametrize(
    ("data", "declared", "expected"),
    [
        ({"periods": PERIODS}, 5, {"one": 5, "two": 5}),
        ({"periods": PERIODS}, [5, Decimal("6.50")], {"one": 5, "two": Decimal("6.5")}),
        ({"periods": PERIODS}, [5], {"one": 5}),
        ({"periods": PERIODS}, [5, 6, 7], {"one": 5, "two": 6}),
        (windowed(FIXED), 5, {EVERY_PERIOD: 5}),
        ({"totalPeriods": 2}, 5, {"1": 5, "2": 5}),
        ({}, [5, 6], {"1": 5, "2": 6}),
        (CYCLIC(periods=PERIODS, totalPeriods=3), 5, {"one": 5, "two": 5}),
        (CYCLIC(totalPeriods=3), 5, {"1": 5, "2": 5, "3": 5}),
        (CYCLIC(recurringCycles=2), 5, {"1": 5, "2": 5}),
        (CYCLIC(totalPeriods=3), [5, 6], {"1": 5, "2": 6}),
        (CYCLIC(), [5, 6], {"1": 5, "2": 6}),
        (CYCLIC(), Decimal("5.0"), {EVERY_PERIOD: 5}),
    ],
)
def test_goals_are_named_by_their_periods_or_by_position(
    data: Json, declared: Json, expected: Json
) -> None:
    refs = [each["refCode"] for each in data.get("periods", ())]
    target = {"name": "Spend", "defaultValues": declared}

    assert declared_values(declared, refs, data) == expected
    assert declared_spec({**data, "targets": [target]})["targets"]["Spend"]["defaultValues"] == (
        expected
    )


@pytest.mark.parametrize(
    ("shown", "refs", "expected"),
    [
        ([(8, 6), (7, 5)], {7: "one", 8: "two"}, [("one", 5), ("two", 6)]),
        ([(7, 5), (7, 6)], {7: "one"}, [("one", 5), ("one (2)", 6)]),
        ([(9, 5)], {7: "one"}, [("period 9", 5)]),
        ([(9, 5)], {7: "period 9"}, [("period 9 (2)", 5)]),
        (
            [(1, 7), (None, 5), (UNSEEN, 6)],
            {},
            [("period 0", 5), ("period 0 (2)", 6), ("period 1", 7)],
        ),
    ],
)
def test_shown_goals_are_named_by_their_periods_and_none_is_lost(
    shown: list[tuple[Json, int]], refs: dict[int, str], expected: list[tuple[str, int]]
) -> None:
    """In the order of the periods' ids, also where a period is not shown, or has two goals."""
    rows = [{"periodId": period, "defaultValue": value} for period, value in shown]

    assert list(live_values(rows, refs).items()) == expected


def test_a_file_without_targets_has_a_form_too() -> None:
    """That it needs some is for the rules to say."""
    assert spec_of({"name": "Spring", "trackingType": "DEFAULT"})["targets"] == {}


@pytest.mark.parametrize("source", [None, *Source])
def test_a_word_has_one_form_in_all_its_spellings(source: Source | None) -> None:
    """Of a file (no source) and of an answer; a word that nobody knows stays as it is."""
    seen = 0
    for table in TABLES:
        steps = declared_steps(table) if source is None else live_steps(source, table)
        for name, _, canon, *_ in steps:
            field = table.fields[name]
            if field.kind is Kind.CHOICE:
                for word in (*field.values, *field.same_as):
                    assert canon(word) == field.same_as.get(word, word)
                for spelled, word in field.spellings.items():
                    assert canon(spelled) == canon(word)
                assert canon("SOMETHING_NEW") == "SOMETHING_NEW"
                seen += 1
    assert seen


def test_what_is_sent_as_another_word_than_live_shows_is_the_same() -> None:
    data = copy.deepcopy(CAMPAIGN)
    data["targets"][0]["targetEntity"] = "REWARDS"
    row = row_of(data)
    row["targets"][0]["targetEntity"] = "POINTS"

    assert spec_of(data)["targets"]["Spend"]["targetEntity"] == "POINTS"
    assert live_of(row).spec["targets"]["Spend"]["targetEntity"] == "POINTS"


def test_the_fields_of_an_object_have_their_form_and_others_are_left_out() -> None:
    row = row_of(CAMPAIGN)
    row["unifiedTargetExpression"] = {"thresholdValue": "1.50", "ruleExpression": "(1 | 2)"}
    row["targets"][0]["extendedFieldInfo"] = {"programId": "7", "name": 8, "more": [1]}
    spec = live_of(row).spec

    assert spec["unifiedTargetExpression"] == {"thresholdValue": Decimal("1.5")}
    assert spec["targets"]["Spend"]["extendedFieldInfo"] == {
        "name": "8",
        "aggregateFunction": None,
        "alternateCurrencyIdentifier": None,
        "programId": 7,
    }


@pytest.mark.parametrize("source", Source)
def test_of_a_field_without_its_key_a_spec_holds_what_the_table_says(source: Source) -> None:
    """Nothing where that is no evidence, as in all that one customer sees."""
    row = {"id": 1, "name": "Bare", "targets": [{"name": "Spend"}], "periods": [{"refCode": "one"}]}
    spec = live_of(row, source).spec
    says = source in ORG_READS

    for table, shown in ((GROUP, spec), (TARGET, spec["targets"]["Spend"])):
        for name, field in table.fields.items():
            if name in {"name", "targets", "periods", "totalPeriods"}:
                continue
            known = says and field.role is Role.COMPARED and field.absent is not UNSEEN
            assert (name in shown) == known, name
    assert ("description" in spec["periods"]["one"]) == says
    assert spec.get("totalPeriods") == (1 if says else None)  # as many as it shows
    info = spec["targets"]["Spend"].get("extendedFieldInfo", {})
    assert set(info.values()) == ({None} if says else set())


@pytest.mark.parametrize(
    ("place", "key"),
    [
        (lambda row: row, "periods"),
        (lambda row: row, "targets"),
        (lambda row: row["periods"][0], "id"),
        (lambda row: row["targets"][0], "defaultValues"),
        (lambda row: row["targets"][0]["defaultValues"][0], "periodId"),
        (lambda row: row["targets"][0]["defaultValues"][0], "defaultValue"),
        (lambda row: row["targets"][0], "targetMilestoneTriggers"),
        (lambda row: row["targets"][0]["targetMilestoneTriggers"][0], "triggerType"),
    ],
)
def test_a_value_of_an_odd_form_is_as_good_as_a_missing_one(place: Json, key: str) -> None:
    """It was set aside by the walk that reads a row."""
    odd, lacking = (copy.deepcopy(row_of(CAMPAIGN)) for _ in range(2))
    place(odd)[key] = {"odd": [True]} if key != "defaultValues" else 7
    del place(lacking)[key]

    assert dict(live_of(odd).spec) == dict(live_of(lacking).spec)
