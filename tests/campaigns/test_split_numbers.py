"""Goals that YAML reads as two, where one may be meant."""

from datetime import date
from pathlib import Path

import pytest

from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.examine import examine
from reconciler.campaigns.format import format_files
from reconciler.campaigns.source_files import of_text
from reconciler.core.diagnostic import Severity
from reconciler.memory import Memory
from reconciler.target_group.expressions.symbols import DOCUMENTED
from tests.support.repository import campaign

AROUND = Circumstances({}, DOCUMENTED, date(2026, 11, 1))
JUNE = "  - {refCode: june, startDate: 2027-06-01, endDate: 2027-06-30}\n"
JULY = "  - {refCode: july, startDate: 2027-07-01, endDate: 2027-07-31}\n"


def with_goals(goals: str, *, three: bool = False) -> bytes:
    """A campaign of two periods, or of three."""
    text = campaign(value=0).replace("defaultValues: 0", f"defaultValues: {goals}")
    return text.replace("targets:\n", JUNE + (JULY if three else "") + "targets:\n").encode()


@pytest.mark.parametrize(
    ("goals", "said"),
    [
        ("[1,500]", ["'1,500' is read as two values, 1 and 500"]),
        ("[ 12,750 ]", ["'12,750' is read as two values, 12 and 750"]),
        ("[1,500, 2000]", ["'1,500' is read as two values, 1 and 500"]),
        ("[700, 1,500]", ["'1,500' is read as two values, 1 and 500"]),
        ("[150,500, 700]", ["'150,500' is read as two values, 150 and 500"]),
        ("[1, 500]", []),
        ("[1 ,500]", []),
        ("[1,\n      500]", []),
        ("[50,100]", []),  # nothing says that it is one number
        ("[100,200,300]", []),
        ("[1,5000]", []),
        ("[1,50]", []),
        ("[0,500]", []),
        ("[1500,200]", []),
        ("{may: 1,june: 500}", []),
        ("[500, 600] # not 1,500", []),
    ],
)
def test_goals_that_touch_like_thousands_are_told(goals: str, said: list[str]) -> None:
    """Where they are far apart, or others of the list stand apart."""
    raw = with_goals(goals, three=goals.count(",") > 1)
    examined, _ = examine("a.yaml", raw, AROUND)
    found = [each for each in examined.findings if each.code == "perhaps-thousands"]
    assert [each.message.split(":")[0] for each in found] == said
    assert {each.severity for each in found} <= {Severity.CREATE_ONLY}
    for each in found:
        line = raw.decode().splitlines()[each.line - 1]
        assert line[each.column - 1 :].startswith(each.message.split("'")[1])


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_goals_are_found_however_lines_end(end: str) -> None:
    raw = with_goals("[1,500]").replace(b"\n", end.encode())
    examined, _ = examine("a.yaml", raw, AROUND)
    assert "perhaps-thousands" in {each.code for each in examined.findings}


@pytest.mark.parametrize("goals", ["[1,500]", "[1, 500]"])
def test_no_layout_takes_away_that_goals_touch(goals: str) -> None:
    """With a blank between them nothing would be said any more."""
    file = of_text(Path("a.yaml"), "a.yaml", with_goals(goals))
    [done] = format_files([file], Memory(), None)
    assert ("'1,500' is read as two values" in done.error) is (goals == "[1,500]")
    assert not (done.error and done.after)
