"""Which read shows which field: the table of fields, and what a comparison makes of it."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from reconciler.core.comparison import Comparison
from reconciler.core.diff import steps
from reconciler.core.exact_json import Json
from reconciler.target_group.columns import Role, Source, Table
from reconciler.target_group.fields import GROUP
from reconciler.target_group.prose.paths import count_kinds, kind_of_value
from tests.support.answers import TRUE_TREE
from tests.support.customer_view import group_seen, seen_group
from tests.support.specs import compare_specs, compared, row_of, spec_of

NOT_SHOWN_BY_ANY = {
    "aggregateWindow",
    "fromDate",
    "targetCycleEndDateISO",
    "targetCycleStartDateISO",
    "targets/extendedFieldInfo/aggregateWindow",
    "timeZoneName",
    "toDate",
}
NOT_SHOWN_BY_A_CUSTOMER = NOT_SHOWN_BY_ANY | {
    "active",
    "combinationType",
    "description",
    "frequency",
    "frequencyType",
    "leaderboardEnabled",
    "periods/active",
    "periods/description",
    "recurringCycles",
    "targetCycleEndDate",
    "targetCycleStartDate",
    "targets/active",
    "targets/description",
    "targets/enrolmentMethod",
    "targets/expression",
    "targets/expressionJson",
    "targets/extendedFieldInfo/aggregateFunction",
    "targets/extendedFieldInfo/name",
    "targets/filters",
    "targets/targetMilestoneTriggers",
    "unifiedTargetExpression",
    "userCreated",
}
WINDOW = {"windowType": "MIN", "windowTimeUnit": "DAY", "windowValue": "1"}
EVERYTHING: Json = {
    "name": "All",
    "description": "Everything that can be declared",
    "active": True,
    "preferredTillId": 5,
    "trackingType": "UNIFIED",
    "targetEvaluationType": "FIXED_CALENDAR_WINDOW",
    "frequencyType": "MONTHLY",
    "frequency": 1,
    "recurringCycles": 1,
    "userCreated": False,
    "leaderboardEnabled": False,
    "fromDate": "2027-01-01",
    "toDate": "2027-01-31",
    "targetCycleStartDate": "2027-01-01",
    "targetCycleEndDate": "2027-01-31",
    "timeZoneName": "Asia/Kolkata",
    "targetCycleStartDateISO": "2027-01-01",
    "targetCycleEndDateISO": "2027-01-31",
    "aggregateWindow": WINDOW,
    "periods": [
        {
            "refCode": "p",
            "startDate": "2027-01-01",
            "endDate": "2027-01-31",
            "description": "d",
            "active": True,
        }
    ],
    "targets": [
        {
            "name": "t",
            "description": "d",
            "active": True,
            "targetEntity": "ALTERNATE_CURRENCIES",
            "targetType": "ALL",
            "eventName": "TransactionAdd",
            "enrolmentMethod": "TRANSACTION",
            "expression": True,
            "expressionJson": TRUE_TREE,
            "filters": [{"entityType": "STORE", "entityIds": [1]}],
            "defaultValues": 5,
            "extendedFieldInfo": {
                "name": "points",
                "aggregateFunction": "SUM",
                "alternateCurrencyIdentifier": "0nzyDx",
                "programId": 46,
                "aggregateWindow": WINDOW,
            },
            "targetMilestoneTriggers": [{"triggerName": "half"}],
        }
    ],
    "streaks": [{"name": "s", "targetCountOfSequence": 1}],
    "combinationType": "ALL",
    "unifiedTargetExpression": {"aggregation": "SUM", "thresholdValue": 5},
}
TRIGGERS = {"targets/targetMilestoneTriggers"}
"""No answer is documented to show them, though the reads of an organisation have the key."""


def declared_fields(table: Table = GROUP, route: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every field whose values can be checked one by one, by its place in a campaign."""
    for field in table.fields.values():
        place = (*route, field.name)
        is_entered = field.key is not None or field.name == "extendedFieldInfo"
        if field.role not in {Role.COMPARED, Role.SENT} or field.name == "totalPeriods":
            continue  # declared periods are counted, and compared each by itself
        if is_entered and field.parts is not None and field.name != "targetMilestoneTriggers":
            yield from declared_fields(field.parts, place)
        else:
            yield "/".join(place), field


def hidden(result: Comparison) -> set[str]:
    """Places of a campaign that were not checked, without the names of parts."""
    return {_place(*steps(path)) for path in result.seen.unverified}


def _place(first: str, *rest: str) -> str:
    if first not in {"periods", "targets", "streaks"}:
        return first
    inner = rest[1:]
    deepest = 2 if inner[0] == "extendedFieldInfo" else 1
    return "/".join((first, *inner[:deepest]))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (Source.MILESTONES, NOT_SHOWN_BY_ANY),
        (Source.TARGET_GROUPS, NOT_SHOWN_BY_ANY),
        (Source.CUSTOMER, NOT_SHOWN_BY_A_CUSTOMER),
    ],
)
def test_the_table_says_what_each_read_can_show(source: Source, expected: set[str]) -> None:
    """Section by section as the documents and their samples have it."""
    shown = {place for place, field in declared_fields() if source in field.shown_by}
    places = {place for place, _ in declared_fields()}

    assert places - shown == expected


def test_everything_that_can_be_declared_is_in_the_example() -> None:
    """Or the tests below would not be about it."""
    example = {_declared(place) for place in _leaves(EVERYTHING)}

    assert {place for place, _ in declared_fields()} <= example


def test_a_complete_read_checks_all_but_what_no_read_shows() -> None:
    """Every declared value is checked or listed."""
    result = compared(EVERYTHING, row_of(EVERYTHING))

    assert result.fields == ()
    assert hidden(result) == NOT_SHOWN_BY_ANY | TRIGGERS


def test_a_customer_checks_what_the_table_says() -> None:
    """The table and the comparison agree, field by field."""
    live = group_seen(seen_group(row_of(EVERYTHING)))
    result = compare_specs(spec_of(EVERYTHING), live.spec, is_whole=False)

    assert result.fields == ()
    assert hidden(result) == NOT_SHOWN_BY_A_CUSTOMER


def _leaves(value: Json, place: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    match value:
        case Mapping():
            yield place
            for key, item in value.items():
                yield from _leaves(item, (*place, key))
        case list():
            yield place
            for item in value:
                yield from _leaves(item, place)
        case _:
            yield place


def _declared(place: tuple[str, ...]) -> str:
    return "/".join(place)


# Words ------------------------------------------------------------------------------------------


def test_every_field_has_plain_words() -> None:
    """Whatever can be listed as not checked can be counted in a sentence."""
    nothing = compare_specs(spec_of(EVERYTHING), {"name": "All"}, is_whole=False)
    words = {kind_of_value(path) for path in nothing.seen.unverified}

    assert all(each and each == each.lower() and each.endswith(("s", "y")) for each in words)
    assert {"period dates", "period codes", "descriptions", "target default values"} <= words
    assert {"streak level counts", "unified goals", "target entities", "activity"} <= words


def test_kinds_are_counted_most_frequent_first() -> None:
    """Both dates of a period are period dates; equal counts are in the order of their words."""
    paths = (
        "/targets/a~1b/filters/STORE",
        "/periods/x/startDate",
        "/description",
        "/periods/x/endDate",
        "/periods",
    )

    assert list(count_kinds(paths).items()) == [
        ("period dates", 2),
        ("descriptions", 1),
        ("target filters", 1),
    ]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("", "other values"),
        ("/unheardOf", "other values"),
        ("/periods/x/unheardOf", "other period values"),
        ("/targets/x", ""),
    ],
)
def test_a_path_of_another_version_has_words_too(path: str, words: str) -> None:
    """Saved plans may be older or newer than the table."""
    assert kind_of_value(path) == words
