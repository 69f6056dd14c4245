"""Days on an axis, and spans in lanes."""

import datetime as dt
from itertools import combinations, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reconciler.render.timeline import Axis, lanes, make_axis

TODAY = dt.date(2027, 5, 10)
days = st.dates(dt.date.min, dt.date.max)
spans = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 20)).map(lambda each: (each[0], sum(each))),
    max_size=12,
).map(sorted)


@given(spans)
def test_spans_of_one_lane_do_not_overlap(drawn: list[tuple[int, int]]) -> None:
    """Overlapping ones stand side by side."""
    chosen = lanes(drawn)

    for (one, mine), (other, theirs) in combinations(zip(drawn, chosen, strict=True), 2):
        assert mine != theirs or one[1] <= other[0]


@given(spans)
def test_there_are_as_few_lanes_as_can_be(drawn: list[tuple[int, int]]) -> None:
    """As many as spans overlap on the fullest day."""
    fullest = max((sum(a <= day < b for a, b in drawn) for day in range(51)), default=0)

    assert set(lanes(drawn)) == set(range(fullest))


@given(st.lists(days, max_size=5), days)
@example([], dt.date.max)
@example([], dt.date.min)
def test_an_axis_is_of_whole_months_and_holds_today(drawn: list[dt.date], today: dt.date) -> None:
    """However far away some days are; at the ends of the calendar as well."""
    axis = make_axis(drawn, today)

    assert axis.first <= today <= axis.last
    assert axis.first.day == 1
    assert axis.last == dt.date.max or (axis.last + dt.timedelta(days=1)).day == 1
    assert sum(1 for _ in axis.ticks())
    assert axis.days <= 7 * 366


def test_an_axis_reaches_from_the_first_day_to_the_last() -> None:
    """And three months at least, so that a short campaign is no wall."""
    wide = make_axis([dt.date(2026, 11, 20), dt.date(2028, 2, 29)], TODAY)
    narrow = make_axis([TODAY], TODAY)

    assert (wide.first, wide.last) == (dt.date(2026, 11, 1), dt.date(2028, 2, 29))
    assert (narrow.first, narrow.last) == (dt.date(2027, 5, 1), dt.date(2027, 7, 31))


AXIS = Axis(dt.date(2027, 5, 1), dt.date(2027, 7, 31))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2027-05-01", "2027-05-01", (0, 1)),
        ("2027-05-03", "2027-06-01", (2, 32)),
        ("2020-01-01", "2027-05-02", (0, 2)),
        ("2027-07-31", "2031-01-01", (91, 92)),
        (None, "2027-05-02", (0, 2)),
        ("2027-05-03", None, (2, 92)),
        ("2020-01-01", "2027-04-30", None),
        ("2027-08-01", "2027-08-31", None),
        ("2027-06-02", "2027-06-01", None),
    ],
)
def test_a_span_is_cut_to_the_axis(
    first: str | None, last: str | None, expected: tuple[int, int] | None
) -> None:
    """The last day belongs to it; what is not known is taken to lie beyond."""
    ends = [None if day is None else dt.date.fromisoformat(day) for day in (first, last)]

    assert AXIS.clip(*ends) == expected


def test_months_are_named_with_their_year_where_it_is_new() -> None:
    """Each month; in a long axis every third one."""
    months = [name for _, name in make_axis([dt.date(2026, 11, 1)], TODAY).ticks()]
    long = [
        name for _, name in make_axis([dt.date(2025, 1, 1), dt.date(2029, 1, 1)], TODAY).ticks()
    ]

    assert months == ["Nov 2026", "Dec", "Jan 2027", "Feb", "Mar", "Apr", "May"]
    assert long[:6] == ["Jan 2025", "Apr", "Jul", "Oct", "Jan 2026", "Apr"]


@given(st.lists(days, max_size=3), days)
@example([], dt.date.max)
def test_months_stand_in_their_order(drawn: list[dt.date], today: dt.date) -> None:
    """Within the axis, each after the other."""
    axis = make_axis(drawn, today)
    places = [place for place, _ in axis.ticks()]

    assert all(one < other for one, other in pairwise(places))
    assert all(0 <= place < axis.days for place in places)
