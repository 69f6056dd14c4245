"""Wrong files and what is said of them, word for word and at the character."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from reconciler.campaigns.source_files import SUFFIXES
from reconciler.core.diagnostic import Code, Diagnostic, Route
from reconciler.core.exact_json import Json, decode, encode
from reconciler.render.findings import findings_lines
from reconciler.render.terminal import to_text
from reconciler.target_group.codes.registry import OF_SHORT_FORMS
from reconciler.target_group.columns import Role, Table
from reconciler.target_group.fields import GROUP
from tests.support.loading import load_campaigns
from tests.support.specs import load_text

FOLDER = Path(__file__).parents[1] / "cases" / "findings"
CASES = sorted(path for path in FOLDER.iterdir() if path.suffix in SUFFIXES)
VALUES: dict[str, Json] = {
    "default_till": 70000001,
    "number": Decimal("1.5"),
    "flag": True,
    "list": [1, 2],
    "words": ["a", "b"],
    "name": "Spring",
    "endless": Decimal("1E-900"),
    "periods": 3,
}


def findings_in(path: Path) -> tuple[Diagnostic, ...]:
    today = date(2027, 1, 1)
    return load_campaigns([path], base=FOLDER, values=VALUES, today=today).findings


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_wrong_file_is_explained_at_the_offending_token(
    path: Path, golden: Callable[[Path, str], None]
) -> None:
    """Every finding of a file with its place, what is wrong, what to do and its code."""
    text = to_text(findings_lines(findings_in(path), 1), color=False)
    golden(path.with_suffix(".txt"), text)


@pytest.mark.parametrize("code", OF_SHORT_FORMS, ids=lambda code: code.slug)
def test_every_fault_of_a_short_form_has_a_case(code: Code) -> None:
    """It is named like the code, and shows it."""
    assert f"[{code.slug}]" in (FOLDER / f"{code.slug}.txt").read_text(encoding="utf-8")
    assert all(text.endswith(".") for text in (code.summary, code.why, code.fix))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_findings_come_in_the_order_of_the_file_and_once(path: Path) -> None:
    """Sorted by line and column, none told twice."""
    found = findings_in(path)
    assert list(found) == sorted(set(found))
    assert found


PERIODS: Final[Json] = [
    {
        "refCode": code,
        "startDate": f"2027-0{k}-01",
        "endDate": f"2027-0{k}-20",
        "description": "d",
        "active": True,
        "id": 6 + k,
    }
    for k, code in enumerate(("may", "june"), 1)
]
TARGET: Final[dict[str, Json]] = {
    "name": "Spend",
    "description": "d",
    "active": True,
    "eventName": "TransactionAdd",
    "targetEntity": "TRANSACTION",
    "targetType": "SALES",
    "enrolmentMethod": "TRANSACTION",
    "expression": "true",
    "filters": [{"entityType": "STORE", "entityIds": [5]}],
    "defaultValues": [500, 600],
}
KNOWN: Final[dict[str, Json]] = {
    "name": "Spring",
    "description": "d",
    "trackingType": "DEFAULT",
    "targetEvaluationType": "FIXED_CALENDAR_WINDOW",
    "frequencyType": "CUSTOM",
    "frequency": 0,
    "recurringCycles": 0,
    "preferredTillId": 5,
    "active": True,
    "leaderboardEnabled": False,
    "userCreated": False,
    "metadata": {"owner": "a"},
    "environments": ["uat"],
    "acknowledge": [
        {"drift": "/description", "reason": "r", "until": "2027-01-05"},
        {"finding": "same-campaign", "of": "B", "reason": "r"},
    ],
    "periods": PERIODS,
    "targets": [TARGET],
}
"""A campaign of which nothing is to be said, and more of other kinds."""
WINDOW: Final[Json] = {"windowType": "MAX", "windowTimeUnit": "DAY", "windowValue": "1"}
SCHEDULE: Final[Json] = {"from": "2027-01-01", "every": "CUSTOM", "days": 5}
PROGRESSION: Final[Json] = {"start": 1, "step": 2}
BY_ID: Final[Json] = [{"defaultValue": k, "periodId": 6 + k} for k in (1, 2)]
SERVERS: Final[dict[str, Json]] = {"periods": [], "frequencyType": "MONTHLY", "frequency": 1}
MISSPELLED: Final[Mapping[str, dict[str, Json]]] = {
    "a list": KNOWN,
    "a count": KNOWN
    | {
        "periods": {**SCHEDULE, "count": 2, "refCode": "{n}"},
        "targets": [TARGET | {"defaultValues": PROGRESSION}],
    },
    "an end": KNOWN
    | {
        "periods": {**SCHEDULE, "until": "2027-01-10"},
        "targets": [TARGET | {"defaultValues": 5}],
    },
    "by refCode": KNOWN | {"targets": [TARGET | {"defaultValues": {"may": 1, "june": 2}}]},
    "by id": KNOWN | {"targets": [TARGET | {"defaultValues": BY_ID}]},
    "a streak": KNOWN
    | {"trackingType": "STREAKS", "streaks": [{"name": "s", "targetCountOfSequence": 2}]},
    "combined": KNOWN
    | {
        "trackingType": "UNIFIED",
        "combinationType": "ALL",
        "unifiedTargetExpression": {"aggregation": "SUM", "thresholdValue": 5},
        "targets": [TARGET, TARGET | {"name": "More"}],
    },
    "cycles": KNOWN
    | SERVERS
    | {
        "targetEvaluationType": "CYCLIC_WINDOW",
        "recurringCycles": 3,
        "targets": [TARGET | {"defaultValues": PROGRESSION}],
    },
    "a number of periods": KNOWN
    | SERVERS
    | {
        "targetEvaluationType": "PERIOD_AGNOSTIC_WINDOW",
        "totalPeriods": 3,
        "fromDate": "2027-01-01",
        "toDate": "2027-12-31",
        "targets": [TARGET | {"defaultValues": PROGRESSION}],
    },
    "all else": KNOWN
    | {
        "$schema": "campaign.schema.json",
        "aggregateWindow": WINDOW,
        "targetCycleStartDate": "2027-01-01T00:00:00",
        "targetCycleEndDate": "2027-12-31T00:00:00",
        "targetCycleStartDateISO": "2027-01-01T00:00:00Z",
        "targetCycleEndDateISO": "2027-12-31T00:00:00Z",
        "timeZoneName": "UTC",
        "targets": [
            TARGET
            | {
                "targetEntity": "EVENT",
                "targetType": "EVENT_ATTRIBUTE",
                "extendedFieldInfo": {
                    "name": "points",
                    "aggregateFunction": "SUM",
                    "alternateCurrencyIdentifier": "a",
                    "programId": 5,
                    "aggregateWindow": WINDOW,
                },
                "targetMilestoneTriggers": [
                    {
                        "triggerName": "Half",
                        "isActive": True,
                        "triggerType": "a",
                        "triggerValueType": "PERCENTAGE",
                        "triggerValue": 250,
                    }
                ],
                "expressionJson": {
                    "arity": "literal",
                    "type": "boolean:primitive",
                    "value": "true",
                },
            }
        ],
    },
}


def spellings(key: str) -> set[str]:
    """Slips of the finger, other words for it in the plural, and another case."""
    places = {len(key) // 2 - 1, len(key) - 2}
    swapped = {key[:k] + key[k + 1] + key[k] + key[k + 2 :] for k in places}
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in key)
    return {*swapped, key[:-1], f"{key}s", key.upper(), key.title(), snake} - {key}


def objects(value: Json, route: Route = ()) -> Iterator[tuple[Route, dict[str, Json]]]:
    """All objects of a file whose keys are those of the schema."""
    if isinstance(value, dict):
        yield route, value
        for key, each in value.items():
            if key not in {"metadata", "expressionJson"}:
                yield from objects(each, (*route, key))
    elif isinstance(value, list):
        for k, each in enumerate(value):
            yield from objects(each, (*route, k))


def found_in(data: Json) -> tuple[Diagnostic, ...]:
    return load_text("a.json", encode(data).encode(), values={}, today=date(2027, 1, 1)).findings


@pytest.mark.parametrize("form", MISSPELLED)
def test_a_misspelled_key_is_one_finding(form: str) -> None:
    """What would only be said because the key was not understood is not said."""
    data = decode(encode(MISSPELLED[form]).encode())
    before = {each.code for each in found_in(data)}
    for route, holder in objects(data):
        said = dict(holder)
        pairs = [(key, wrong) for key in said for wrong in sorted(spellings(key) - said.keys())]
        for key, wrong in pairs:
            holder.clear()
            holder.update((wrong if name == key else name, each) for name, each in said.items())
            found = [each for each in found_in(data) if each.code not in before]
            assert len(found) == 1, (route, key, wrong, found)
            assert f"'{wrong}'" in found[0].message, (route, key, wrong, found)
        holder.clear()
        holder.update(said)


def places(table: Table, name: str = "") -> Iterator[str]:
    """All fields that a file may say, by the names of what they are in."""
    for field in table.fields.values():
        if field.role is not Role.COMPUTED:
            yield f"{name}/{field.name}"
            for parts in filter(None, (field.parts, field.short)):
                yield from places(parts, f"{name}/{field.name}")


def test_every_key_of_the_schema_is_misspelled_in_one_of_them() -> None:
    """Also those of short forms."""
    said = {
        "".join(f"/{each}" for each in (*route, key) if isinstance(each, str))
        for data in MISSPELLED.values()
        for route, holder in objects(data)
        for key in holder
    }
    assert {*places(GROUP)} <= said
