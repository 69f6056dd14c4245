"""What a file acknowledges, as it is loaded: its answers, its place, and the day."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from reconciler.campaigns.load import Loaded
from reconciler.core.diagnostic import Answer, Diagnostic
from reconciler.core.resource import Acknowledgement
from reconciler.memory import Memory
from tests.support.loading import load_campaigns
from tests.support.repository import campaign, write

DAYS = [date(2027, 4, 29), date(2027, 4, 30), date(2027, 5, 1), date(2027, 4, 30)]
WITHOUT_TILL = campaign().replace("preferredTillId: 50679757\n", "")
TEXT = f"""{WITHOUT_TILL}acknowledge:
  - {{finding: till-missing, reason: by design, until: 2027-04-30}}
  - {{finding: likely-rename, of: [a, b*], reason: two shops}}
  - {{drift: /description, reason: the console owns it}}
"""


def loaded(folder: Path, day: date, memory: Memory | None = None) -> Loaded:
    """The file as it is on a day."""
    return load_campaigns([folder], base=folder, today=day, memory=memory)


def standing(found: Sequence[Diagnostic]) -> set[str]:
    """The codes of what is not acknowledged."""
    return {each.code for each in found if each.acknowledged is None}


@pytest.mark.parametrize("is_remembered", [True, False])
def test_the_last_day_is_a_day_on_which_it_holds(tmp_path: Path, *, is_remembered: bool) -> None:
    """Whatever earlier runs have found out about the same content."""
    write(tmp_path, {"a.yaml": TEXT})
    memory = Memory() if is_remembered else None
    for day in DAYS:
        told = standing(loaded(tmp_path, day, memory).findings)
        gone = {"till-missing", "acknowledgement-expired"}
        assert told & gone == (gone if day > date(2027, 4, 30) else set())


def test_what_a_file_says_is_known_with_its_place(tmp_path: Path) -> None:
    """One name is a list of one."""
    write(tmp_path, {"a.yaml": TEXT.replace("[a, b*]", "a")})
    [one] = loaded(tmp_path, date(2027, 5, 1)).campaigns
    by_design = Answer("by design", "2027-04-30")
    owned = Answer("the console owns it")
    assert one.acknowledgements == (
        Acknowledgement(by_design, "till-missing", is_expired=True, line=16, column=5),
        Acknowledgement(Answer("two shops"), "likely-rename", ("a",), line=17, column=5),
        Acknowledgement(owned, drift="/description", line=18, column=5),
    )
