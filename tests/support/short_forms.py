"""Short forms of campaign files, as hypothesis draws them, and an oracle of their days."""

import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.support.strategies import campaigns

Data = dict[str, Any]

MONTHS = {"MONTHLY": 1, "QUARTERLY": 3, "HALF_YEARLY": 6, "YEARLY": 12}
DAYS = {"WEEKLY": 7, "DAILY": 1}
PATTERNS = ("Cycle_{n}", "{n}", "P1-{n}", "{n}.{n}", "été {n}/~")
NUMBERS = (1, 500, -3, Decimal("0.125"), "10.50", Decimal("9007199254740993.001"))


def start_of(schedule: Data, n: int) -> dt.date:
    """First day of the n-th period, from 0: counted on the calendar, day by day where it must."""
    first = dt.date.fromisoformat(schedule["from"])
    every: str = schedule["every"]
    length: int = schedule.get("days") or DAYS.get(every, 0)
    if every not in MONTHS:
        return first + dt.timedelta(days=n * length)
    month = first.year * 12 + first.month - 1 + n * MONTHS[every]
    for day in range(first.day, 0, -1):
        try:
            return dt.date(month // 12, month % 12 + 1, day)
        except ValueError:
            continue
    raise AssertionError


@st.composite
def schedules(draw: st.DrawFn, *, least: int = 1, most: int = 14) -> Data:
    """A schedule that says how many periods there are; often from the end of a month."""
    ends = [dt.date(2027, 1, 31), dt.date(2028, 2, 29), dt.date(2027, 3, 31), dt.date(2027, 8, 30)]
    first = draw(st.sampled_from(ends) | st.dates(dt.date(1999, 1, 1), dt.date(2100, 1, 1)))
    every = draw(st.sampled_from([*MONTHS, *DAYS, "CUSTOM"]))
    schedule: Data = {"from": first.isoformat(), "every": every}
    if every == "CUSTOM":
        schedule["days"] = draw(st.integers(1, 40))
    schedule["count"] = draw(st.integers(least, most))
    if draw(st.booleans()):
        schedule["refCode"] = draw(st.sampled_from(PATTERNS))
    return schedule


@st.composite
def short_values(draw: st.DrawFn, refs: list[str]) -> Any:  # noqa: ANN401 - any form of values
    """Default values in a short form: a progression, or a mapping by refCode in any order."""
    number = st.sampled_from(NUMBERS)
    if draw(st.booleans()):
        return {"start": draw(number), "step": draw(number)}
    return {ref: draw(number) for ref in draw(st.permutations(refs))}


@st.composite
def short_campaigns(draw: st.DrawFn, *, least: int = 1) -> Data:
    """A campaign with a schedule, and with short forms of default values."""
    data = draw(campaigns().filter(lambda each: "periods" in each))
    schedule = draw(schedules(least=least))
    pattern = schedule.get("refCode", "Cycle_{n}")
    refs = [pattern.replace("{n}", str(n)) for n in range(1, schedule["count"] + 1)]
    targets = [each | {"defaultValues": draw(short_values(refs))} for each in data["targets"]]
    return data | {"periods": schedule, "targets": targets}


@st.composite
def campaigns_by_period(draw: st.DrawFn) -> Data:
    """A campaign whose default values are mappings by refCode, where its periods are its own."""
    data = draw(campaigns())
    refs = [str(each["refCode"]) for each in data.get("periods", ())]
    if not refs or {*refs} & {"start", "step"}:
        return data
    numbers = st.sampled_from(NUMBERS)
    targets = [
        each | {"defaultValues": {ref: draw(numbers) for ref in refs}} for each in data["targets"]
    ]
    return data | {"targets": targets}
