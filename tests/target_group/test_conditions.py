"""The published schema beyond the shape of a file: which golden cases it refuses, and where."""

import re
from typing import Final

from jsonschema import Draft202012Validator

from reconciler.core.exact_json import Json
from reconciler.target_group.columns import Table
from reconciler.target_group.fields import GROUP
from reconciler.target_group.kinds import Kind
from reconciler.target_group.schema.conditions import published_schema
from reconciler.yaml12.document import Document, read_document
from tests.conftest import CASES

VALIDATOR: Final = Draft202012Validator(published_schema())
EXPLAINED: Final = frozenset(
    {
        "acknowledgement-unclear",
        "currency-info-missing",
        "emf-event-attribute",
        "empty-ref-code",
        "beyond-64-bits",
        "combination-missing",
        "entity-type-mismatch",
        "extended-info-missing",
        "leaderboard-kind",
        "name-too-long",
        "streaks-missing",
        "user-created-targets",
    }
)
"""The rules that the schema knows; of their cases it refuses all."""
SCHEDULES: Final = frozenset(
    {
        "schedule-count",
        "schedule-days",
        "schedule-days-elsewhere",
        "schedule-days-none",
        "schedule-length",
    }
)
"""Cases of schedules with one fault, which the schema knows."""
SEVERAL_FAULTS: Final = frozenset({"schedule-length-twice", "schedule-of-values"})
"""Cases of schedules with faults that the schema knows, and others."""


def data_of(folder: str, name: str) -> Json:
    path = CASES / folder / f"{name}.yaml"
    document = read_document(path.name, path.read_bytes())
    assert isinstance(document, Document), document
    return document.data


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(published_schema())


def test_of_the_cases_of_rules_exactly_those_that_it_knows_are_refused() -> None:
    """Warnings and what keeps from creating are none of an editor's business."""
    names = {path.stem for path in (CASES / "rules").glob("*.yaml")}
    refused = {name for name in names if not VALIDATOR.is_valid(data_of("rules", name))}
    assert refused == EXPLAINED


def test_schedules_that_say_too_little_or_too_much_are_refused() -> None:
    names = {path.stem for path in (CASES / "findings").glob("schedule-*.yaml")}
    refused = {name for name in names if not VALIDATOR.is_valid(data_of("findings", name))}
    assert refused == SCHEDULES | SEVERAL_FAULTS


def test_a_word_that_an_environment_fills_in_says_nothing_yet() -> None:
    """Whatever may follow from the value, nothing follows from the reference."""
    data: Json = {
        "name": "a",
        "trackingType": "${kind}",
        "targetEvaluationType": "${window}",
        "leaderboardEnabled": "${board}",
        "userCreated": "${own}",
        "periods": {"from": "${first}", "every": "${rhythm}", "days": 3, "count": "${count}"},
        "targets": [{"name": "t", "targetEntity": "${entity}", "targetType": "${type}"}] * 2,
    }
    assert VALIDATOR.is_valid(data)
    assert not VALIDATOR.is_valid(data | {"trackingType": "STREAKS"})


def test_each_word_has_a_meaning_or_none_has() -> None:
    """Meanings are published in the order of the words."""

    def check(table: Table) -> None:
        for field in table.fields.values():
            assert not field.meanings or tuple(field.meanings) == field.values, field.name
            if field.parts is not None:
                check(field.parts)

    check(GROUP)


def test_spellings_stand_in_a_regular_expression_as_they_are() -> None:
    """The schema lists other spellings in a pattern, for two dialects, and so without escapes."""
    spellings = {
        word
        for table in (GROUP, *(each.parts for each in GROUP.fields.values() if each.parts))
        for field in table.fields.values()
        if field.kind is Kind.CHOICE
        for word in field.spellings
    }
    assert spellings
    assert all(re.fullmatch("[A-Za-z_-]+", word) for word in spellings)
