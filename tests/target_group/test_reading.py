"""What a file says, and why the rest of it is no campaign, in sentences."""

from decimal import Decimal
from typing import Any

import pytest

from reconciler.core.diagnostic import MOST_FOUND
from reconciler.core.exact_json import Json
from reconciler.target_group.reading import is_campaign, read_file
from reconciler.target_group.shorthand.expand import expand

PERIOD = {"refCode": "may", "startDate": "2027-05-01", "endDate": "2027-05-31"}
TARGET = {"name": "t", "targetEntity": "TRANSACTION", "targetType": "SALES"}
CAMPAIGN: dict[str, Any] = {"name": "Spring", "trackingType": "DEFAULT"}


def sentences(data: Json) -> list[str]:
    return [f"{each.message} {each.hint}" for each in read_file(expand(data).data).faults]


def test_a_campaign_has_nothing_to_explain() -> None:
    """Nothing is left out."""
    data = CAMPAIGN | {"periods": [PERIOD], "targets": [TARGET]}
    assert is_campaign(data)
    assert sentences(data) == []


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        (
            {"nam": 1},
            "'nam' is not a field of a campaign. Did you mean 'name'?",
        ),
        (
            {"zzz": 1},
            "'zzz' is not a field of a campaign. Your own notes can stand under metadata.",
        ),
        (
            {"trackingType": "nonsense"},
            (
                "'nonsense' is not a word that 'trackingType' knows. Write one of DEFAULT, "
                "UNIFIED, STREAKS, CAPPING, NON_CONTINUOUS_STREAKS."
            ),
        ),
        *(
            (
                {"trackingType": word},
                (
                    f"'{word}' is not a word that 'trackingType' knows. Did you mean "
                    f"'{meant}' ({said})? Known are DEFAULT, UNIFIED, STREAKS, CAPPING, "
                    "NON_CONTINUOUS_STREAKS."
                ),
            )
            for word, meant, said in (
                ("MILESTONE", "DEFAULT", "a milestone"),
                ("Milestone", "DEFAULT", "a milestone"),
                ("Unified Milestone", "UNIFIED", "a unified milestone"),
            )
        ),
        (
            {"trackingType": "strek"},
            (
                "'strek' is not a word that 'trackingType' knows. Did you mean 'STREAKS'? "
                "Known are DEFAULT, UNIFIED, STREAKS, CAPPING, NON_CONTINUOUS_STREAKS."
            ),
        ),
        (
            {"trackingType": "capings"},
            (
                "'capings' is not a word that 'trackingType' knows. Did you mean 'CAPPING'? "
                "Known are DEFAULT, UNIFIED, STREAKS, CAPPING, NON_CONTINUOUS_STREAKS."
            ),
        ),
        (
            {"active": 1},
            "'active' must be true or false, not a whole number. Write true or false.",
        ),
        (
            {"frequency": "two"},
            "'frequency' must be a whole number, not text. Write a whole number.",
        ),
        (
            {"active": None},
            "'active' must be true or false, but nothing stands there. Leave the line out.",
        ),
        (
            {"description": ["a"]},
            "'description' must be text, not a list. Write text.",
        ),
        (
            {"description": Decimal("1.50")},
            (
                "'description' is text, but 1.50 without quotes is a decimal number. Put the "
                "text in quotes."
            ),
        ),
        (
            {"description": None},
            (
                "'description' is text, but null, or nothing at all, stands there. Leave the "
                "line out, or put the text in quotes."
            ),
        ),
        (
            {"name": None},
            (
                "'name' is text, but null, or nothing at all, stands there. Write the text; "
                "put it in quotes if it is the word null."
            ),
        ),
        (
            {"periods": [PERIOD | {"endDate": "31.5.2027"}]},
            "'endDate' cannot be read from '31.5.2027'. Write a date such as 2027-10-02.",
        ),
        (
            {"targets": [TARGET | {"enrollmentType": 7}]},
            (
                "'enrolmentMethod' must be a word, not a whole number. Write one of "
                "TRANSACTION, IMPORT, AUDIENCE_FILTER."
            ),
        ),
        (
            {"periods": 7},
            "'periods' must be a list, not a whole number. Write a list.",
        ),
        (
            {"periods": {"from": "2027-01-01", "every": "Mnthly"}},
            (
                "'Mnthly' is not a word that 'every' knows. Did you mean 'MONTHLY'? Known are "
                "MONTHLY, QUARTERLY, HALF_YEARLY, YEARLY, WEEKLY, DAILY, CUSTOM."
            ),
        ),
        (
            {"periods": {"from": "2027-01-01", "every": "DAILY", "cuont": 3}},
            "'cuont' is not a field of a schedule. Did you mean 'count'?",
        ),
        (
            {"periods": {"every": "DAILY", "count": 3}},
            (
                "'from' is missing: every schedule needs it. Write 'from:' with a date such as "
                "2027-10-02."
            ),
        ),
        (
            {"targets": [TARGET | {"defaultValues": {"may": "many"}}]},
            "'defaultValue' cannot be read from 'many'. Write a number.",
        ),
        (
            {"targets": [TARGET | {"defaultValues": {"start": 1, "step": []}}]},
            "'step' must be a number, not a list. Write a number.",
        ),
        (
            {"targets": [TARGET | {"defaultValues": "many"}]},
            (
                "'defaultValues' cannot be read from 'many'. Write a number, or a list or a "
                "mapping with one number for each period."
            ),
        ),
        (
            {"targets": [TARGET | {"defaultValues": [True]}]},
            "Each entry of 'defaultValues' must be a number, not a boolean. Write a number.",
        ),
        (
            {"targets": [TARGET | {"filters": [{"entityType": "STORE", "entityIds": 7}]}]},
            (
                "'entityIds' must be a list of whole numbers, not a whole number. Write a list "
                "of whole numbers."
            ),
        ),
    ],
)
def test_one_fault_is_one_sentence_and_what_to_do(part: dict[str, Json], sentence: str) -> None:
    """Plain words, the field's name, what stands there, and what is due."""
    data = CAMPAIGN | part
    assert not is_campaign(data)
    assert sentences(data) == [sentence]


def test_of_very_many_words_none_is_listed() -> None:
    """A code is looked up where all codes are."""
    data = CAMPAIGN | {"acknowledge": [{"finding": 5, "reason": "because"}]}
    (sentence,) = sentences(data)
    assert sentence.endswith("Write a code that 'reconciler explain' lists.")


def test_of_far_too_many_faults_the_first_are_told() -> None:
    """Nobody reads more, and whoever mends those sees the rest."""
    reading = read_file(CAMPAIGN | {f"nonsense{k}": k for k in range(MOST_FOUND + 5)})
    assert len(reading.faults) == MOST_FOUND
    assert len(reading.left_out) == MOST_FOUND + 5


def test_long_and_invisible_words_are_cut_and_written_out() -> None:
    """A finding stays on one line and steers no terminal."""
    (finding,) = read_file(CAMPAIGN | {"trackingType": "\x1b[31m" + "A" * 100}).faults
    assert "'\\x1b[31m" in finding.message
    assert len(finding.message) < 100
    assert finding.message.isprintable()
