"""Laws of short forms: what a schedule and a mapping of values stand for, and the way back."""

import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconciler.campaigns.accept import Accepted, accept
from reconciler.campaigns.adopt import Place, adopt
from reconciler.campaigns.circumstances import Circumstances
from reconciler.core.resource import LiveState
from reconciler.target_group.columns import Source
from reconciler.target_group.expressions.symbols import DOCUMENTED
from reconciler.target_group.shorthand.expand import expand
from reconciler.target_group.shorthand.schedules import fold
from reconciler.yaml12.document import Document, read_document
from tests.support.layouts import layouts
from tests.support.short_forms import schedules, short_campaigns, start_of
from tests.support.specs import (
    body_of,
    compare_specs,
    live_of,
    load_text,
    read_groups,
    row_of,
    spec_of,
)

TODAY = dt.date(2026, 11, 1)
AROUND = Circumstances({}, DOCUMENTED, TODAY)
DAY = dt.timedelta(days=1)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
FEWER = settings(suppress_health_check=SLOW, max_examples=max(20, settings().max_examples // 4))
Data = dict[str, Any]


def periods_of(schedule: Data) -> list[Data]:
    """The periods that a schedule stands for."""
    expanded = expand({"periods": schedule})
    assert expanded.findings == ()
    found: list[Data] = expanded.data["periods"]
    return found


def days(period: Data) -> tuple[dt.date, dt.date]:
    first, last = (dt.date.fromisoformat(period[edge]) for edge in ("startDate", "endDate"))
    return first, last


@given(schedules())
def test_periods_start_as_counted_from_the_first_day_and_touch_each_other(schedule: Data) -> None:
    """As many as asked for, from the day asked for, without a gap and without an overlap."""
    periods = periods_of(schedule)

    assert len(periods) == schedule["count"]
    spans = [days(each) for each in periods]
    starts = [start_of(schedule, n) for n in range(len(spans) + 1)]
    assert spans == [(starts[n], starts[n + 1] - DAY) for n in range(len(spans))]
    assert all(first <= last for first, last in spans)
    assert len({each["refCode"] for each in periods}) == len(periods)


@given(schedules(), st.integers(-40, 400))
def test_the_last_day_says_the_same_as_the_count_or_names_the_days_beside_it(
    schedule: Data, shift: int
) -> None:
    """Of the two days that are named one is before and one is behind; both can be written."""
    periods = periods_of(schedule)
    by_day = {key: value for key, value in schedule.items() if key != "count"}
    last = days(periods[-1])[1]
    assert periods_of({**by_day, "until": last.isoformat()}) == periods

    until = last + shift * DAY
    expanded = expand({"periods": {**by_day, "until": until.isoformat(), "refCode": "{n}"}})
    if not expanded.findings:
        assert days(expanded.data["periods"][-1])[1] == until
        return
    [finding] = expanded.findings
    assert (finding.code.slug, finding.route) == ("schedule-until", ("periods", "until"))
    low, high = finding.hint.removeprefix("Write ").removesuffix(".").split(" or ")
    near = [periods_of({**by_day, "until": day, "refCode": "{n}"}) for day in (low, high)]
    assert len(near[1]) == len(near[0]) + 1
    assert until < dt.date.fromisoformat(high)
    assert dt.date.fromisoformat(low) < until or len(near[0]) == 1


@FEWER
@given(short_campaigns())
def test_a_short_form_is_sent_and_compared_as_its_long_form(data: Data) -> None:
    """Whoever wrote it out by hand would have the same body and the same spec."""
    expanded = expand(data)
    assert expanded.findings == ()
    schedule = data["periods"]
    pattern = schedule.get("refCode", "Cycle_{n}")
    refs = [pattern.replace("{n}", str(n)) for n in range(1, schedule["count"] + 1)]
    periods = [
        {
            "refCode": ref,
            "startDate": start_of(schedule, n).isoformat(),
            "endDate": (start_of(schedule, n + 1) - DAY).isoformat(),
        }
        for n, ref in enumerate(refs)
    ]
    follows = {"frequencyType": schedule["every"], "frequency": 0}
    targets = [
        each | {"defaultValues": written_out(each["defaultValues"], refs)}
        for each in data["targets"]
    ]
    long = follows | data | {"periods": periods, "targets": targets}

    assert body_of(data) == body_of(long)
    assert spec_of(data) == spec_of(long)


def written_out(values: Data, refs: list[str]) -> list[Any]:
    if values.keys() == {"start", "step"}:
        start, step = (Decimal(values[word]) for word in ("start", "step"))
        return [start + k * step for k in range(len(refs))]
    return [values[ref] for ref in refs]


@given(schedules(least=3))
def test_periods_are_folded_into_the_schedule_that_makes_them(schedule: Data) -> None:
    """Not always the one that they come from, but always one that says exactly the same."""
    periods = periods_of(schedule)

    folded = fold(periods, schedule["every"])

    assert folded is not None
    assert folded["every"] == schedule["every"]
    assert periods_of(folded) == periods


@given(schedules(least=3), st.data())
def test_periods_that_no_schedule_makes_are_not_folded(schedule: Data, draw: st.DataObject) -> None:
    """A day that is moved, a code that is changed, a period that says more or is gone."""
    periods = periods_of(schedule)
    k = draw.draw(st.integers(0, len(periods) - 1))
    odd: Data = draw.draw(
        st.sampled_from(
            [
                {"endDate": f"{days(periods[k])[1] + 50 * DAY}"},
                {"refCode": "another"},
                {"description": "A special one"},
                {"active": False},
            ]
        )
    )
    periods[k] = periods[k] | odd

    assert fold(periods, "MONTHLY") is None


@FEWER
@given(short_campaigns(least=3), st.sampled_from([Source.MILESTONES, Source.TARGET_GROUPS]))
def test_what_a_schedule_made_is_imported_as_a_schedule_and_in_sync(
    data: Data, source: Source
) -> None:
    """The file that is written says the rhythm, and a plan shows no change."""
    reading = read_groups([row_of(data)], source)
    adoption = adopt(LiveState(source, reading.groups, reading.org_ids), Place(today=TODAY))

    [new] = adoption.new
    assert "every: " in new.text
    loaded = load_text("a.yaml", new.text.encode(), values={}, today=TODAY)
    [campaign] = loaded.campaigns
    assert compare_specs(campaign.spec, reading.groups[0].spec).fields == ()


@FEWER
@given(short_campaigns(), st.data())
def test_accept_writes_a_schedule_out_where_its_periods_have_changed_and_only_there(
    data: Data, draw: st.DataObject
) -> None:
    """In every layout: the file then says what is live, and no comment is lost."""
    written = draw.draw(layouts(data))
    document = read_document(written.name, written.raw)
    assert isinstance(document, Document), document
    row = row_of(data)
    row["description"] = "another"
    row["targets"][0]["defaultValues"][-1]["defaultValue"] = 77
    changes_period = draw.draw(st.booleans())
    if changes_period:
        period = draw.draw(st.sampled_from(row["periods"]))
        period["endDate"] = f"{days(period)[1] + DAY}"

    answer = accept(document, live_of(row), AROUND)

    assert isinstance(answer, Accepted), answer
    assert answer.writes_periods_out == changes_period
    after = read_document(written.name, answer.text.encode())
    assert isinstance(after, Document)
    assert (after.data["periods"] == document.data["periods"]) == (not changes_period)
    assert [comment for comment in written.comments if comment not in answer.text] == []
    [campaign] = load_text(written.name, answer.text.encode(), values={}, today=TODAY).campaigns
    assert compare_specs(campaign.spec, live_of(row).spec).fields == ()
