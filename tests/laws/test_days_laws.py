"""What the day decides: what is over, and nothing of what a plan stands or falls with."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconciler.core.diagnostic import Finding
from reconciler.core.exact_json import decode, encode
from reconciler.core.plan import Plan
from reconciler.core.plan_json import plan_from_json, plan_to_json
from reconciler.core.planner import make_plan
from reconciler.core.resource import LiveState
from reconciler.target_group.codes.periods import PERIODS_IN_THE_PAST
from reconciler.target_group.days import days_of
from reconciler.target_group.resource_kind import TARGET_GROUP
from reconciler.target_group.rules.days import days, turns
from reconciler.target_group.rules.periods import WINDOW_FIELDS
from tests.support.specs import load_text
from tests.support.strategies import campaigns

DAYS = st.dates(dt.date(2016, 1, 1), dt.date(2029, 12, 31))
NOBODY = LiveState("milestones", ())
MEANT = {"acknowledge": [{"finding": "campaign-over", "reason": "the books must hold it"}]}


def planned(data: dict[str, Any], today: dt.date) -> Plan:
    """The plan of one file where nothing is live."""
    loaded = load_text("a.json", encode(data).encode(), values={}, today=today)
    return make_plan(loaded.campaigns, NOBODY, kind=TARGET_GROUP, environment="uat", today=today)


@settings(max_examples=50)
@given(campaigns(), DAYS, DAYS, st.booleans())
def test_no_clock_changes_the_id_of_a_plan(
    data: dict[str, Any], one: dt.date, other: dt.date, is_meant: bool
) -> None:
    """A campaign stands for the same before and after its end, also as a record."""
    if is_meant:
        data = data | MEANT
    plans = [planned(data, one), planned(data, other)]
    assert plans[0].plan_id == plans[1].plan_id
    for plan in plans:
        written = plan_to_json(plan, tool="t", created_at="2027-01-01T00:00:00Z")
        assert plan_from_json(decode(encode(written))) == plan


@settings(max_examples=50)
@given(campaigns(), DAYS)
def test_what_is_over_is_never_created_unless_its_file_means_it(
    data: dict[str, Any], today: dt.date
) -> None:
    """Set aside or a record, and not among what is to be done or decided."""
    last = days_of(data).last
    plan = planned(data, today)
    if last is not None and last < today:
        is_record = data.get("active") is False
        assert (plan.changes == ()) is is_record
        assert len(plan.set_aside) == (not is_record)
        assert len(plan.records) == is_record
        assert not plan.summary.has_changes
        meant = planned(data | MEANT, today)
        assert not meant.set_aside
        assert not meant.records
        # What is blocked for another reason too stands for that reason, meant or not.
        assert (meant.plan_id != plan.plan_id) is bool(meant.creates)
    else:
        assert not plan.set_aside
        assert not plan.records


@settings(max_examples=50)
@given(campaigns(), DAYS, DAYS)
def test_findings_change_on_the_days_that_are_told(
    data: dict[str, Any], one: dt.date, other: dt.date
) -> None:
    """What is remembered of a file holds until one of them."""
    known = days_of(data)
    passed = [
        day for day in turns(data, known) if (day <= one.isoformat()) != (day <= other.isoformat())
    ]
    if not passed:
        assert list(days(data, known, one, dt.UTC)) == list(days(data, known, other, dt.UTC))


WRITTEN = st.one_of(
    st.dates().map(dt.date.isoformat),
    st.datetimes().map(lambda moment: f"{moment.isoformat(timespec='seconds')}Z"),
    st.sampled_from(["2027-02-30", "0000-01-01", "2000-01-01", "1999-12-31"]),
)
SPAN = st.fixed_dictionaries({"startDate": WRITTEN, "endDate": WRITTEN})


@settings(max_examples=100)
@given(st.lists(SPAN, max_size=3), st.dictionaries(st.sampled_from(WINDOW_FIELDS), WRITTEN), DAYS)
def test_dates_that_are_taken_for_usual_have_no_findings(
    periods: list[dict[str, str]], windows: dict[str, str], today: dt.date
) -> None:
    """They are not looked at one by one; whoever does so finds as little."""
    data = {"periods": periods, **windows}
    known = days_of(data)

    def told() -> list[Finding]:
        return [
            each
            for each in days(data, known, today, dt.timezone(dt.timedelta(hours=5)))
            if each.code is not PERIODS_IN_THE_PAST
        ]

    quick = told()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reconciler.target_group.rules.days._are_usual", lambda *_: False)
        assert told() == quick
