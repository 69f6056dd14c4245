"""Laws of carrying a campaign file forward: days move, and all else stays or is told."""

import datetime as dt
from calendar import monthrange
from typing import Any

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.examine import examine_document
from reconciler.campaigns.forward import Forward, forward
from reconciler.core.diagnostic import Route
from reconciler.core.exact_json import Json, canonical
from reconciler.target_group.columns import Role
from reconciler.target_group.expressions.symbols import DOCUMENTED
from reconciler.target_group.fields import (
    DEFAULT_VALUE,
    GROUP,
    PERIOD,
    STREAK,
    TARGET,
    TRIGGER,
    UNIFIED,
)
from reconciler.target_group.forward.shift import Shift
from reconciler.target_group.forward.texts import Times, carry
from reconciler.yaml12.document import Document, read_document
from tests.support.layouts import Written, layouts
from tests.support.short_forms import campaigns_by_period, short_campaigns
from tests.support.strategies import campaigns, words

Data = dict[str, Any]
AROUND = Circumstances({}, DOCUMENTED, dt.date(2026, 11, 1))
LAWS = settings(
    max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
FIRSTS = {"startDate", "from", "fromDate", "targetCycleStartDate"}
LASTS = {"endDate", "toDate", "targetCycleEndDate"}
LEFT_BEHIND = {"acknowledge", "active"}
COMPUTED = {
    field.name
    for table in (GROUP, PERIOD, TARGET, STREAK, DEFAULT_VALUE, TRIGGER, UNIFIED)
    for field in table.fields.values()
    if field.role is Role.COMPUTED
}
TEXTS = {"name", "description", "refCode", "triggerName"}
NAMES = words | st.sampled_from(["Diwali 2027", "Jan 2027", "wave_feb", "2027-03", "May 2027/28"])
SHIFTS = st.builds(Shift, st.integers(1, 6), st.sampled_from("ymwd")) | st.just(Shift(52, "w"))


@st.composite
def files(draw: st.DrawFn) -> tuple[Data, Written]:
    """A campaign, some names of which name times, and a file of it."""
    data = draw(campaigns(NAMES) | campaigns_by_period() | short_campaigns())
    return data, draw(layouts(data))


def read(written: Written) -> Document:
    """A file as it is read."""
    document = read_document(written.name, written.raw)
    assert isinstance(document, Document), document
    return document


def carried(document: Document, shift: Shift) -> Forward:
    """The file, carried forward."""
    found = forward(document, shift, AROUND)
    assert isinstance(found, Forward), found
    return found


def moved(day: str, shift: Shift, *, is_last: bool) -> set[str]:
    """What a date may become: counted on the calendar, its time kept."""
    old, time = dt.date.fromisoformat(day[:10]), day[10:]
    if shift.unit in "wd":
        days = shift.count * (7 if shift.unit == "w" else 1)
        return {f"{old + dt.timedelta(days)}{time}"}
    month = old.year * 12 + old.month - 1 + shift.count * (12 if shift.unit == "y" else 1)
    year, month = month // 12, month % 12 + 1
    end = monthrange(year, month)[1]
    found = {dt.date(year, month, min(old.day, end))}
    if is_last and old.day == monthrange(old.year, old.month)[1]:
        found.add(dt.date(year, month, end))
    return {f"{each}{time}" for each in found}


def values(data: Json, route: Route = ()) -> dict[Route, Json]:
    """All single values by their routes; a goal by refCode under the position of its key."""
    if isinstance(data, dict | list):
        pairs = data.items() if isinstance(data, dict) else enumerate(data)
        if route[-1:] == ("defaultValues",):
            pairs = enumerate(value for _, value in pairs)
        return {
            inner: value
            for step, each in pairs
            for inner, value in values(each, (*route, step)).items()
        } or {route: data}
    return {route: data}


@LAWS
@given(files(), SHIFTS)
def test_days_move_by_the_shift_and_nothing_else_changes_but_what_is_told(
    file: tuple[Data, Written], shift: Shift
) -> None:
    """In every layout; no comment is lost, and validate finds nothing new."""
    document = read(file[1])
    found = carried(document, shift)
    check(document, found, shift)
    assert [each for each in file[1].comments if each not in found.document.text] == []

    before, after = values(document.data), values(found.document.data)
    gone = before.keys() - after.keys()
    assert all(each[0] in LEFT_BEHIND or each[-1] in COMPUTED for each in gone)
    assert bool(gone) == any(each.after is None for each in found.changes)
    assert after.keys() <= before.keys()
    others = [route for route in after if canonical(before[route]) != canonical(after[route])]
    for route, value in after.items():
        is_day = route[-1] in FIRSTS | LASTS and route[0] != "metadata"
        if is_day:
            old = str(before[route])
            assert value in moved(old, shift, is_last=route[-1] in LASTS), (old, value)
        elif route in others:
            assert route[-1] in TEXTS, route
    told = [each for each in found.changes if each.after is not None and each.note != "the refCode"]
    assert len(told) == len(others)
    event(f"{shift.unit}, {len(others)} values")


def check(document: Document, found: Forward, shift: Shift) -> None:
    """Its names are new, it has no errors, and no warning that the file has not."""
    old, _ = examine_document(document, AROUND)
    new, copied = examine_document(found.document, AROUND)
    assert copied is not None
    expected = {"year-unlikely"} | ({"periods-overlap"} if shift.unit in "ym" else set())
    if document.data.get("active") is False:
        expected.add("periods-in-the-past")  # of the old one nothing is said
    assert {each.code for each in new.findings} - {each.code for each in old.findings} <= expected
    assert old.name != new.name
    assert not {name for _, name in old.targets} & {name for _, name in new.targets}


@LAWS
@given(files(), st.sampled_from([Shift(52, "w"), Shift(10, "d"), Shift(3, "w")]))
def test_there_and_back_it_is_the_same_file(file: tuple[Data, Written], shift: Shift) -> None:
    """To the reader, where names say the year: those that say none have got one."""
    data, written = file
    assume(data.get("active") is not False)
    document = read(written)
    back = Shift(-shift.count, shift.unit)

    there = carried(document, shift)
    assume(not any("says no day" in each for each in there.notes))  # then its years are today's
    again = carried(there.document, back)

    was, became = values(document.data), values(again.document.data)
    for route in became:
        is_new = route[-1] == "name" and "20" not in str(was[route])
        if not is_new and (shift.years is not None or route[-1] not in TEXTS):
            assert canonical(became[route]) == canonical(was[route]), route


@given(
    st.lists(
        st.sampled_from(
            ["2027", "2028", "Jan 2027", "Feb", "2027-12", "2027/28", " ", "_", "é", "5"]
        )
    ).map(" ".join),
    st.integers(-5, 5).filter(bool),
)
def test_years_in_texts_come_back(text: str, count: int) -> None:
    """Whatever stands around them."""
    span = dt.date(2027, 1, 1), dt.date(2028, 2, 1)
    there = carry(text, Times(Shift(count, "y"), span, range(2027, 2029)))
    years = range(2027 + count, 2029 + count)
    far = tuple(day.replace(year=day.year + count) for day in span)
    back = carry(there.text, Times(Shift(-count, "y"), (far[0], far[1]), years))

    assert (back.text, there.left, back.left) == (text, [], [])
