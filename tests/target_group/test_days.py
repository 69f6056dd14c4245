"""Days of a campaign: what is over, what is likely mistyped, which day a moment is."""

from collections.abc import Mapping
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest

from reconciler.core.exact_json import Json
from reconciler.target_group.canonical import declared_spec
from reconciler.target_group.codes.periods import OTHER_DAY_IN_ZONE
from reconciler.target_group.days import Days, beginning_of, days_of, lifecycle_of
from reconciler.target_group.prose.past_days import after_deletion, begun
from reconciler.target_group.reading import read_file
from reconciler.target_group.rules.days import days, turns

TODAY = date(2027, 5, 10)
KOLKATA = "Asia/Kolkata"


def with_periods(*spans: tuple[str, str], **more: Json) -> dict[str, Json]:
    """A campaign with a fixed window and these periods."""
    periods = [
        {"refCode": str(k), "startDate": first, "endDate": last}
        for k, (first, last) in enumerate(spans)
    ]
    return {
        "name": "x",
        "trackingType": "DEFAULT",
        "targetEvaluationType": "FIXED_CALENDAR_WINDOW",
        "periods": periods,
        "targets": [],
        **more,
    }


def cyclic(window: str = "CYCLIC_WINDOW", **more: Json) -> dict[str, Json]:
    """A campaign whose periods the server makes."""
    return {"name": "x", "trackingType": "DEFAULT", "targetEvaluationType": window, **more}


def found(
    data: Mapping[str, Json], today: date = TODAY, zone: str = "UTC"
) -> list[tuple[str, tuple[str | int, ...]]]:
    """What the rules find, and where."""
    return [
        (each.code.slug, each.route) for each in days(data, days_of(data), today, ZoneInfo(zone))
    ]


CYCLE = {"targetCycleStartDate": "2027-01-01", "targetCycleEndDate": "2027-05-09T23:59:59.000Z"}
WINDOW = {"fromDate": "2027-01-01", "toDate": "2027-05-09"}
OVER = {
    "periods": with_periods(("2027-04-01", "2027-04-30"), ("2027-05-01", "2027-05-09")),
    "out of order": with_periods(("2027-05-01", "2027-05-09"), ("2027-04-01", "2027-04-30")),
    "moments": with_periods(("2027-04-01T00:00:00Z", "2027-05-09T23:59:59.999Z")),
    "a narrow window beside periods": with_periods(("2027-04-01", "2027-05-09"), **CYCLE),
    "cyclic": cyclic(**CYCLE),
    "agnostic": cyclic("PERIOD_AGNOSTIC_WINDOW", **CYCLE),
    "window alone": cyclic(**WINDOW),
    "cycle before window": cyclic(**CYCLE, toDate="2027-12-31"),
    "no periods": with_periods(**CYCLE),
}


@pytest.mark.parametrize("data", OVER.values(), ids=OVER)
def test_a_campaign_is_over_from_the_day_after_its_last(data: dict[str, Json]) -> None:
    """Told once, and never of a record: one that its file calls inactive."""
    assert days_of(data).last == TODAY - timedelta(days=1)
    assert [code for code, _ in found(data)] == ["periods-in-the-past"]
    assert found(data, TODAY - timedelta(days=1)) == []
    assert found(data | {"active": False}) == []
    assert [code for code, _ in found(data | {"active": True})] == ["periods-in-the-past"]


@pytest.mark.parametrize("data", OVER.values(), ids=OVER)
def test_a_spec_has_the_days_of_its_file(data: dict[str, Json]) -> None:
    """So that live and declared are over on the same day."""
    assert days_of(declared_spec(read_file(data).clean)) == days_of(data)


@pytest.mark.parametrize(
    "data",
    [
        cyclic(),
        cyclic(targetCycleStartDate="2020-01-01"),
        cyclic(periods=[{"refCode": "a", "startDate": "2020-01-01", "endDate": "2020-01-02"}]),
        with_periods(),
        with_periods(("2020-02-30", "2020-02-31")),
    ],
)
def test_what_says_no_last_day_is_never_over(data: dict[str, Json]) -> None:
    """Periods beside a cyclic window are not those that the server makes."""
    assert days_of(data).last is None
    assert found(data) == []


@pytest.mark.parametrize(
    ("first", "last", "codes_"),
    [
        ("1999-12-31", "2027-06-01", ["year-unlikely"]),
        ("2000-01-01", "2027-06-01", ["window-too-long"]),
        ("0202-10-02", "2027-06-01", ["year-unlikely"]),
        ("2027-06-01", "2127-06-10", ["year-unlikely"]),
        ("2037-12-01", "2037-12-31", []),
        ("2037-12-31", "2038-01-01", ["year-unlikely"]),
        ("2027-06-01", "2032-06-01", []),
        ("2027-06-01", "2032-06-02", ["window-too-long"]),
        ("2028-02-29", "2033-02-28", []),
        ("2028-02-29", "2033-03-01", ["window-too-long"]),
        ("2027-02-28", "2032-02-29", ["window-too-long"]),
    ],
)
def test_years_and_windows_that_nobody_means(first: str, last: str, codes_: list[str]) -> None:
    """Five years are what the server gives; leap days are days as any other."""
    instants = {"targetCycleStartDate": first, "targetCycleEndDate": last}
    window = {"fromDate": first, "toDate": last}
    for data in (with_periods((first, last)), cyclic(**instants), cyclic(**window)):
        assert [code for code, _ in found(data)] == codes_


def test_many_such_days_are_one_finding() -> None:
    """With the first of them and the number of the others."""
    data = with_periods(("2127-01-01", "2127-01-31"), ("2127-02-01", "2127-02-28"))
    [finding] = days(data, days_of(data), TODAY, UTC)
    assert finding.message == "2127-01-01 is more than 10 years ahead, and so are 3 more."
    long = with_periods(*[("2027-06-01", "2033-01-01")] * 2)
    [finding] = days(long, days_of(long), TODAY, UTC)
    assert finding.message == "2027-06-01 to 2033-01-01 is more than 5 years, and so is 1 more."


MOMENTS = [
    # start, zone, its day there; None: as written
    ("2027-10-01T18:30:00.000Z", KOLKATA, "2027-10-02"),
    ("2027-10-01T18:29:59.000Z", KOLKATA, None),
    ("2027-10-01T18:30:00+00:00", KOLKATA, "2027-10-02"),
    ("2027-10-01T18:30:00+0530", KOLKATA, None),
    ("2027-10-01T18:30:00", KOLKATA, None),
    ("2027-10-01T18:30Z", KOLKATA, "2027-10-02"),
    ("2027-10-01T00:00:01Z", "America/Los_Angeles", "2027-09-30"),
    ("2027-10-01T23:59:59Z", "Pacific/Kiritimati", "2027-10-02"),
    ("2027-10-01T10:00:00Z", "Pacific/Kiritimati", "2027-10-02"),
    ("2027-10-01T09:59:59Z", "Pacific/Kiritimati", None),
    ("2027-10-01T11:59:59Z", "Etc/GMT+12", "2027-09-30"),
    ("2027-10-01T13:00:00+14:00", "UTC", "2027-09-30"),
    ("2027-10-01T13:00:00-14:00", "UTC", "2027-10-02"),
    # Daylight saving: 22:00 in UTC is midnight in summer, and 23:00 in winter.
    ("2027-07-01T22:00:00Z", "Europe/Paris", "2027-07-02"),
    ("2027-12-01T22:00:00Z", "Europe/Paris", None),
    ("2027-12-01T23:00:00Z", "Europe/Paris", "2027-12-02"),
    ("2028-02-28T23:30:00Z", "Europe/Paris", "2028-02-29"),
]


@pytest.mark.parametrize(("text", "zone", "there"), MOMENTS)
def test_a_moment_that_is_another_day_in_the_zone_names_both(
    text: str, zone: str, there: str | None
) -> None:
    """At both edges of a period and of a window; otherwise its time is dropped, or kept."""
    for edge in ("startDate", "endDate"):
        data = with_periods(("2027-10-01", "2028-10-01"))
        data["periods"][0][edge] = text
        told = [
            each
            for each in days(data, days_of(data), TODAY, ZoneInfo(zone))
            if each.route[-1] == edge
        ]
        if there is None:
            expected = [] if edge == "endDate" and "23:59:59" in text else ["time-of-day-dropped"]
            assert [each.code.slug for each in told] == expected
        elif not (edge == "endDate" and "23:59:59" in text):
            [finding] = told
            assert finding.code is OTHER_DAY_IN_ZONE
            assert finding.hint == f"Write the day that is meant: {there} or {text[:10]}."
            assert f"{there} in {zone}" in finding.message
    window = found(cyclic(fromDate=text), zone=zone)
    assert [code for code, _ in window] == ([] if there is None else ["other-day-in-zone"])
    assert found(cyclic(targetCycleStartDate=text), zone=zone) == []


@pytest.mark.parametrize("zone", ["UTC", KOLKATA, "Pacific/Kiritimati", "Etc/GMT+12"])
def test_midnight_to_the_last_second_means_whole_days(zone: str) -> None:
    """Whatever zone is written beside them, and where the organisation is."""
    for offset in ("Z", "+05:30", "-12:00", ""):
        for second in ("23:59:59", "23:59:59.999"):
            span = (f"2027-10-01T00:00:00.000{offset}", f"2027-10-03T{second}{offset}")
            assert found(with_periods(span), zone=zone) == []


def test_a_start_at_the_last_second_and_an_end_at_midnight_are_moments() -> None:
    """The times mean whole days at their own edge alone."""
    span = ("2027-10-01T23:59:59Z", "2027-10-03T00:00:00Z")
    assert found(with_periods(span), zone="America/Los_Angeles") == [
        ("time-of-day-dropped", ("periods", 0, "startDate")),
        ("other-day-in-zone", ("periods", 0, "endDate")),
    ]


@pytest.mark.parametrize("text", ["0001-01-01T00:30:00+14:00", "9999-12-31T23:30:00-14:00"])
def test_the_ends_of_the_calendar_are_no_error(text: str) -> None:
    """There is no day before the first one, and none after the last."""
    told = found(with_periods((text, "9999-12-31")))
    assert "other-day-in-zone" not in {code for code, _ in told}
    data = with_periods((text, "9999-12-31"))
    assert turns(data, days_of(data))


def test_days_that_are_in_no_calendar_are_told_elsewhere() -> None:
    """They are errors of their own."""
    assert found(with_periods(("2027-02-30T12:00:00Z", "2027-02-31"))) == []
    assert days_of(with_periods(("2027-02-30", "2027-03-01"))) == Days(None, None, is_cycle=False)


def test_the_file_says_its_first_day_somewhere() -> None:
    """At a period, in the schedule, in a window, or nowhere."""
    data = with_periods(("2027-06-01", "2027-06-30"), ("2027-05-01", "2027-05-31"))
    assert beginning_of(data, "2027-05-01") == ("periods", 1, "startDate")
    assert beginning_of({"periods": {"from": "${first}"}}, "2027-05-01") == ("periods", "from")
    assert beginning_of(cyclic(fromDate="2027-05-01"), "2027-05-01") == ("fromDate",)
    assert beginning_of(cyclic(periods=["?"]), "2027-05-01") == ()


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (with_periods(("2027-05-01", "2027-05-31"), active=True), "the group keeps running."),
        (with_periods(("2027-06-01", "2027-06-30"), active=True), "still starts on 2027-06-01"),
        (with_periods(("2027-04-01", "2027-04-30"), active=True), "ended on 2027-04-30 and is"),
        (with_periods(("2027-05-01", "2027-05-31"), active=False), "the group is inactive"),
        (with_periods(("2027-05-01", "2027-05-31")), "too little is shown to say"),
        ({"active": True}, "too little is shown to say"),
    ],
)
def test_what_a_group_does_whose_file_was_deleted(spec: dict[str, Json], said: str) -> None:
    """Nothing that has ended or is inactive is said to run, and nobody is sent in vain."""
    text = after_deletion(spec, TODAY)
    assert said in text
    assert text.endswith("To keep it managed, restore the file.")
    assert ("keeps running" in text) == (lifecycle_of(spec, TODAY) == "running")
    assert ("eactivate it" in text) == (lifecycle_of(spec, TODAY) not in {None, "inactive"})


def test_a_first_day_has_begun_or_gone() -> None:
    """Of today a part may count."""
    assert "2027-05-10, is today" in begun(TODAY, TODAY)
    assert "2027-05-09, has passed" in begun(TODAY - timedelta(days=1), TODAY)
