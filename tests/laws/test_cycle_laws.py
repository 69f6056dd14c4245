"""Laws of groups whose periods the server makes: a file is in sync only if it says how many.

What a file says of their number is read here by a second, small opinion of its own.
"""

import datetime as dt
from typing import Any

from hypothesis import event, given
from hypothesis import strategies as st

from reconciler.campaigns.accept import Accepted, accept
from reconciler.campaigns.circumstances import Circumstances
from reconciler.core.exact_json import decode, encode, encode_bytes
from reconciler.target_group.answers.rows import read_usual_row
from reconciler.target_group.columns import Source
from reconciler.target_group.comparing.compare import count_as_declared
from reconciler.target_group.expressions.symbols import DOCUMENTED
from reconciler.target_group.fields import SERVER_PERIODS
from reconciler.yaml12.document import Document, read_document
from tests.support.specs import clean_of, compared, live_of, paths, row_of
from tests.support.strategies import SERVER_MADE

Data = dict[str, Any]
TODAY = dt.date(2026, 11, 1)
AROUND = Circumstances({}, DOCUMENTED, TODAY)
COUNTS = st.sampled_from([None, -1, 0, 1, 2, 3])
GOALS = st.sampled_from([500, 1000])


@st.composite
def files(draw: st.DrawFn) -> Data:
    """A file without periods, which says of its window and of their number all, some or nothing."""
    values = draw(GOALS | st.lists(GOALS, min_size=1, max_size=3))
    said: Data = {
        "targetEvaluationType": draw(st.sampled_from([None, *SERVER_MADE])),
        "totalPeriods": draw(COUNTS),
        "recurringCycles": draw(COUNTS),
        "periods": draw(st.sampled_from([None, []])),
    }
    target = {"name": "Spend", "targetEntity": "TRANSACTION", "targetType": "SALES"}
    data = {"name": "Monthly", "trackingType": "DEFAULT", **said}
    data["targets"] = [target | {"enrolmentMethod": "TRANSACTION", "defaultValues": values}]
    return {name: value for name, value in data.items() if value is not None}


@st.composite
def rows(draw: st.DrawFn) -> Data:
    """A live group of so many cycles, of which an answer shows the number, the periods or both."""
    goals = draw(st.lists(GOALS, min_size=1, max_size=3))
    live = draw(files()) | {"totalPeriods": len(goals)}
    live.setdefault("targetEvaluationType", draw(st.sampled_from(SERVER_MADE)))
    live["targets"][0]["defaultValues"] = goals
    row = row_of(live)
    for hidden in draw(st.sampled_from([(), ("periods",), ("totalPeriods",)])):
        del row[hidden]
    return row


def cycles(data: Data) -> int | None:
    """How many cycles a file says there are."""
    said = [data.get(name, 0) for name in ("totalPeriods", "recurringCycles")]
    return next((each for each in said if each > 0), None)


def goals(data: Data, many: int) -> list[int]:
    """The goal of each of so many cycles, by a file."""
    values = data["targets"][0]["defaultValues"]
    return values if isinstance(values, list) else [values] * (cycles(data) or many)


def live_goals(row: Data) -> list[int]:
    return [int(each["defaultValue"]) for each in row["targets"][0]["defaultValues"]]


def says_what_is_live(data: Data, row: Data) -> bool:
    """Whether a file says as many cycles as are live, each with its goal, or leaves them open."""
    held = live_goals(row)
    many = cycles(data)
    return many in {None, len(held)} and goals(data, len(held)) == held


@given(files(), rows())
def test_a_file_is_in_sync_only_if_it_says_as_many_cycles_as_are_live(
    data: Data, row: Data
) -> None:
    """However it says their number and their goals; both ways of comparing agree."""
    comparison = compared(data, row)
    told = {path.split("/")[1] for path in paths(comparison.fields)}

    assert says_what_is_live(data, row) == told.isdisjoint({"totalPeriods", "targets"})
    assert ("totalPeriods" in told) == (cycles(data) not in {None, len(live_goals(row))})
    assert comparison.seen.unverified == ()
    usual = read_usual_row(encode_bytes(row).decode())
    assert usual is not None
    count = count_as_declared(clean_of(data), usual, Source.MILESTONES)
    if count is not None:
        assert (comparison.fields, comparison.seen.coverage.declared) == ((), count)


@given(files(), rows())
def test_what_is_accepted_says_as_many_cycles_as_are_live(data: Data, row: Data) -> None:
    """Where the file said another number, or the window is new to it, it says the live one."""
    document = read_document("monthly.json", encode(data).encode())
    assert isinstance(document, Document)
    answer = accept(document, live_of(row), AROUND)

    event(type(answer).__name__)
    assert isinstance(answer, Accepted), answer
    after = decode(answer.text)
    assert says_what_is_live(after, row)
    assert cycles(after) == len(live_goals(row)) or cycles(after) == cycles(data)
    assert compared(after, row).fields == ()


@given(files(), rows())
def test_cycles_that_were_not_shown_are_not_called_in_sync(data: Data, row: Data) -> None:
    """An answer that shows neither their number nor the periods leaves the number unverified."""
    for hidden in ("periods", "totalPeriods"):
        row.pop(hidden, None)

    unverified = compared(data, row).seen.unverified

    assert ("/totalPeriods" in unverified) == (cycles(data) is not None)


@given(files(), st.integers(1, 2), GOALS)
def test_periods_of_a_fixed_window_are_compared_as_such(data: Data, many: int, goal: int) -> None:
    """A file without any is told of each one that is live, and of no number or goal besides."""
    data.pop("targetEvaluationType", None)
    day = {"startDate": "2027-05-01", "endDate": "2027-05-31"}
    fixed = data | {"periods": [day | {"refCode": str(k)} for k in range(many)]}
    fixed["targets"] = [data["targets"][0] | {"defaultValues": goal}]
    fixed.pop("totalPeriods", None)

    found = paths(compared(data, row_of(fixed)).fields)

    assert found == [f"/periods/{k}" for k in range(many)]
    assert fixed.get("targetEvaluationType") not in SERVER_PERIODS
