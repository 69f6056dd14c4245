"""Short forms of a campaign file, worked out by hand, and what data of any shape becomes."""

from decimal import Decimal

import pytest

from reconciler.core.diagnostic import Code, Finding, Route
from reconciler.core.exact_json import Json
from reconciler.target_group.codes import short_forms as codes
from reconciler.target_group.codes.periods import BAD_DATE
from reconciler.target_group.codes.values import VALUE_NOT_POSITIVE
from reconciler.target_group.reading import is_campaign
from reconciler.target_group.shorthand.expand import expand
from reconciler.target_group.shorthand.schedules import MOST_PERIODS, fold

MAY = {"refCode": "may", "startDate": "2027-05-01", "endDate": "2027-05-31"}
JUNE = {"refCode": "june", "startDate": "2027-06-01", "endDate": "2027-06-30"}
QUARTER = {"from": "2027-01-01", "every": "MONTHLY", "count": 3}


def campaign(periods: Json, *values: Json, **more: Json) -> dict[str, Json]:
    kind = {"targetEntity": "EVENT", "targetType": "COUNT"}
    targets = [{"name": f"t{k}", **kind, "defaultValues": v} for k, v in enumerate(values)]
    data = {"name": "a", "trackingType": "DEFAULT", "targets": targets, **more}
    return data if periods is None else data | {"periods": periods}


def listed(data: dict[str, Json]) -> list[Json]:
    """The default values of the first target, once worked out."""
    found: list[Json] = expand(data).data["targets"][0]["defaultValues"]
    return found


def found_in(data: dict[str, Json]) -> list[tuple[str, Route]]:
    return [(each.code.slug, each.route) for each in expand(data).findings]


@pytest.mark.parametrize(
    ("schedule", "days"),
    [
        (
            {"from": "2027-01-31", "every": "MONTHLY", "count": 3},
            ["2027-01-31 2027-02-27", "2027-02-28 2027-03-30", "2027-03-31 2027-04-29"],
        ),
        (
            {"from": "2028-02-29", "every": "YEARLY", "until": "2030-02-27"},
            ["2028-02-29 2029-02-27", "2029-02-28 2030-02-27"],
        ),
        (
            {"from": "2027-03-31", "every": "QUARTERLY", "count": 2},
            ["2027-03-31 2027-06-29", "2027-06-30 2027-09-29"],
        ),
        (
            {"from": "2027-08-31", "every": "HALF_YEARLY", "count": 2},
            ["2027-08-31 2028-02-28", "2028-02-29 2028-08-30"],
        ),
        ({"from": "2027-12-27", "every": "WEEKLY", "count": 1}, ["2027-12-27 2028-01-02"]),
        (
            {"from": "2027-12-31", "every": "DAILY", "until": "2027-12-31"},
            ["2027-12-31 2027-12-31"],
        ),
        (
            {"from": "2027-02-20", "every": "CUSTOM", "days": 10, "until": "2027-03-11"},
            ["2027-02-20 2027-03-01", "2027-03-02 2027-03-11"],
        ),
    ],
)
def test_a_schedule_counts_from_its_first_day(schedule: Json, days: list[str]) -> None:
    """Where a month is shorter its last day counts, and the month after it is not shortened."""
    periods = expand({"periods": schedule}).data["periods"]
    assert [f"{each['startDate']} {each['endDate']}" for each in periods] == days
    assert [each["refCode"] for each in periods] == [f"Cycle_{n + 1}" for n in range(len(days))]


def test_the_frequency_follows_from_the_rhythm_unless_it_is_declared() -> None:
    """And stands where the periods do."""
    data = expand({"name": "a", "periods": QUARTER, "frequency": 1, "targets": []}).data
    assert list(data) == ["name", "frequencyType", "periods", "frequency", "targets"]
    assert (data["frequencyType"], data["frequency"]) == ("MONTHLY", 1)
    assert expand({"periods": QUARTER | {"every": "Daily"}}).data["frequencyType"] == "DAILY"
    assert expand({"periods": QUARTER}).data["frequency"] == 0


def test_one_period_needs_no_number() -> None:
    """There is nothing to tell it from."""
    periods = expand({"periods": QUARTER | {"count": 1, "refCode": "spring"}}).data["periods"]
    assert [each["refCode"] for each in periods] == ["spring"]


@pytest.mark.parametrize(
    ("more", "code", "route"),
    [
        ({"count": 0}, codes.SCHEDULE_LENGTH, ("periods", "count")),
        ({"count": MOST_PERIODS + 1}, codes.SCHEDULE_LENGTH, ("periods", "count")),
        ({"until": "2027-03-31"}, codes.SCHEDULE_LENGTH, ("periods", "until")),
        ({"days": 30}, codes.SCHEDULE_DAYS, ("periods", "days")),
        ({"every": "CUSTOM"}, codes.SCHEDULE_DAYS, ("periods", "every")),
        ({"every": "CUSTOM", "days": 0}, codes.SCHEDULE_DAYS, ("periods", "days")),
        ({"every": "CUSTOM", "days": 10**9}, codes.SCHEDULE_LENGTH, ("periods",)),
        ({"from": "9999-11-01"}, codes.SCHEDULE_LENGTH, ("periods",)),
        ({"from": "2027-01-01T00:00:00Z"}, BAD_DATE, ("periods", "from")),
        ({"from": "2027-02-29"}, BAD_DATE, ("periods", "from")),
        ({"refCode": "Cycle"}, codes.SCHEDULE_REF_CODE, ("periods", "refCode")),
    ],
)
def test_a_schedule_that_is_not_clear_stays_as_it_is(
    more: dict[str, Json], code: Code, route: Route
) -> None:
    """It is told at its place, and the data is no campaign."""
    data = campaign(QUARTER | more, 5)
    expanded = expand(data)
    assert [(each.code, each.route) for each in expanded.findings] == [(code, route)]
    assert expanded.data == data
    assert not is_campaign(expanded.data)


@pytest.mark.parametrize(
    ("until", "near"),
    [
        ("2027-02-15", "near it they end on 2027-01-31 and on 2027-02-28"),
        ("2027-01-15", "the first ones end on 2027-01-31 and on 2027-02-28"),
        ("2020-01-31", "the first ones end on 2027-01-31 and on 2027-02-28"),
    ],
)
def test_a_last_day_inside_a_period_names_the_days_beside_it(until: str, near: str) -> None:
    """Nobody guesses whether the last period was meant to be shorter or one more to come."""
    schedule = {"from": "2027-01-01", "every": "MONTHLY", "until": until}
    [finding] = expand({"periods": schedule}).findings
    assert finding.code is codes.SCHEDULE_UNTIL
    assert near in finding.message


def test_a_last_day_far_away_is_a_slip() -> None:
    """A schedule ends somewhere."""
    schedule = {"from": "2027-01-01", "every": "DAILY", "until": "2127-01-01"}
    assert found_in({"periods": schedule}) == [("schedule-length", ("periods", "until"))]
    neither = {"from": "2027-01-01", "every": "DAILY"}
    assert found_in({"periods": neither}) == [("schedule-length", ("periods",))]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"start": 500, "step": 100}, [500, 600, 700]),
        ({"start": "0.1", "step": Decimal("0.1")}, [Decimal(f"0.{n}") for n in (1, 2, 3)]),
        ({"start": 9007199254740993, "step": Decimal("0.001")}, None),
        ({"step": -1, "start": 1}, [1, 0, -1]),
        ({"Cycle_3": 3, "Cycle_1": "1.0", "Cycle_2": Decimal("2.5")}, ["1.0", Decimal("2.5"), 3]),
    ],
)
def test_values_are_listed_in_the_order_of_periods(values: Json, expected: list[Json]) -> None:
    """Exactly, whatever the number of digits; numbers by refCode stay as they are written."""
    exact = expected or [9007199254740993 + k * Decimal("0.001") for k in range(3)]
    assert listed(campaign(QUARTER, values)) == exact
    assert expand(campaign(QUARTER, values)).findings == ()


def test_a_progression_knows_the_periods_that_the_server_makes() -> None:
    """By totalPeriods, else by recurringCycles, else not at all."""
    values, window = {"start": 1, "step": 1}, {"targetEvaluationType": "CYCLIC_WINDOW"}
    assert listed(campaign(None, values, **window, totalPeriods=2)) == [1, 2]
    assert listed(campaign(None, values, **window, totalPeriods=0, recurringCycles=3)) == [1, 2, 3]
    route = ("targets", 0, "defaultValues")
    assert found_in(campaign(None, values, **window)) == [("uncounted-progression", route)]
    assert found_in(campaign(None, values)) == [("uncounted-progression", route)]
    many = campaign(None, values, **window, totalPeriods=10**12)
    assert found_in(many) == [("uncounted-progression", route)]


def test_a_mapping_has_exactly_the_periods_of_the_campaign() -> None:
    """A surplus key is told at the key, a missing one at the mapping; both at once are a slip."""
    route = ("targets", 0, "defaultValues")
    both = [MAY, JUNE]
    assert found_in(campaign(both, {"may": 1, "june": 2, "july": 3})) == [
        ("unknown-period", (*route, "july"))
    ]
    assert found_in(campaign(both, {"may": 1})) == [("period-without-value", route)]
    assert found_in(campaign(both, {})) == [("period-without-value", route)]
    assert found_in(campaign(both, {"may": 1, "Jun": 2})) == [("unknown-period", (*route, "Jun"))]
    server = campaign(None, {"may": 1}, targetEvaluationType="CYCLIC_WINDOW", totalPeriods=1)
    assert found_in(server) == [("unknown-period", (*route, "may"))]
    [finding] = expand(server).findings
    assert "the server makes the periods" in finding.message


def test_periods_that_are_called_like_the_words_of_a_progression() -> None:
    """Start and step alone are refused; beside other periods they are periods."""
    starting, stepping = MAY | {"refCode": "start"}, JUNE | {"refCode": "step"}
    route = ("targets", 0, "defaultValues")
    for periods in ([starting, JUNE], [MAY, stepping], [starting, stepping]):
        data = campaign(periods, {"start": 1, "step": 2})
        assert found_in(data) == [("unclear-mapping", route)]
    assert listed(campaign([starting, JUNE], {"june": 2, "start": 1})) == [1, 2]


def test_half_a_progression_is_no_refcode() -> None:
    """Whoever writes start alone means a progression."""
    [finding] = expand(campaign([MAY], {"start": 1})).findings
    assert finding.hint == "A progression has start and step, and nothing else."


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        ({"start": 1, "stp": 2}, {"stp": "Did you mean 'step'?"}),
        ({"Start": 1, "step": 2}, {"Start": "Did you mean 'start'?"}),
        (
            {"strat": 1, "stpe": 2},
            {"strat": "Did you mean 'start'?", "stpe": "Did you mean 'step'"},
        ),
        ({"from": 1, "step": 2}, {"from": "Did you mean 'start'?"}),
        ({"start": 1, "step": 2, "end": 9}, {"end": "A progression has start and step"}),
        ({"start": 1, "may": 2}, {"start": "A progression has start and step"}),
        ({"mya": 1}, {"mya": "Did you mean 'may'?"}),
        ({"x": 1, "y": 2}, {"x": "Use the refCodes", "y": "Use the refCodes"}),
    ],
)
def test_of_a_misspelled_progression_only_what_is_wrong_is_told(
    mapping: dict[str, Json], told: dict[str, str]
) -> None:
    """The word that is right is no refCode either, and no second fault."""
    found = expand(campaign([MAY], mapping)).findings
    assert [each.route[-1] for each in found] == [*told]
    assert all(each.hint.startswith(told[str(each.route[-1])]) for each in found)


def test_numbers_without_end_are_refused() -> None:
    """Values are never rounded, and a file cannot exhaust the memory."""
    data = campaign(QUARTER, {"start": 1, "step": Decimal("1E-900000")})
    assert found_in(data) == [("endless-number", ("targets", 0, "defaultValues"))]
    data = campaign(QUARTER, {"start": 1, "step": Decimal("1E+99999999")})
    assert found_in(data) == [("endless-number", ("targets", 0, "defaultValues"))]


@pytest.mark.parametrize(
    "periods",
    [
        "may",
        {"from": 5},
        QUARTER | {"count": 0},
        [MAY, "june"],
        [MAY, {"startDate": "2027-06-01"}],
        [MAY, JUNE | {"refCode": True}],
        [MAY, JUNE | {"refCode": "${june}"}],
    ],
)
def test_values_wait_for_periods_that_are_right(periods: Json) -> None:
    """What is wrong with the periods is told; what it would mean for values is a guess."""
    for values in ({"start": 1, "step": 1}, {"may": 1}):
        data = campaign(periods, values)
        expanded = expand(data)
        assert expanded.data == data
        assert all(each.route[0] == "periods" for each in expanded.findings)


def test_a_count_of_the_wrong_type_is_no_count() -> None:
    """The model says so; nothing is worked out from it."""
    window = {"targetEvaluationType": "CYCLIC_WINDOW", "totalPeriods": "3"}
    data = campaign(None, {"start": 1, "step": 1}, **window)
    assert expand(data).data == data
    assert expand(data).findings == ()


def test_what_is_no_short_form_stays() -> None:
    """Also where it is wrong, or beside one."""
    odd = {"name": "b", "defaultValues": {"may": [1]}}
    data = campaign([MAY], {"may": 1}) | {"targetEvaluationType": ["odd"]}
    data["targets"] += ["odd", {"name": "no values"}, odd]
    expanded = expand(data).data["targets"]
    assert expanded[0]["defaultValues"] == [1]
    assert expanded[1:] == data["targets"][1:]
    assert expand({"targets": "odd"}).data == {"targets": "odd"}


def test_findings_find_their_way_back_to_the_file() -> None:
    """One of each kind about a schedule or a progression; by refCode each value has its place."""
    data = campaign(QUARTER, {"start": 1, "step": 1}, {f"Cycle_{n}": 0 for n in (3, 2, 1)})
    at = [
        ("periods", 0, "startDate"),
        ("periods", 2, "startDate"),
        ("periods",),
        ("targets", 0, "defaultValues", 1),
        ("targets", 0, "defaultValues", 2),
        ("targets", 0, "defaultValues"),
        ("targets", 1, "defaultValues", 0),
        ("targets", 1, "defaultValues", 2),
        (),
    ]
    found = [Finding(BAD_DATE, route, "a", "b") for route in at]
    assert [each.route for each in expand(data).in_file(found)] == [
        ("periods",),
        ("periods",),
        ("targets", 0, "defaultValues"),
        ("targets", 0, "defaultValues"),
        ("targets", 1, "defaultValues", "Cycle_1"),
        ("targets", 1, "defaultValues", "Cycle_3"),
        (),
    ]


def test_periods_are_folded_by_the_rhythm_that_the_group_names() -> None:
    """Where it does not fit, by the first that does; a length of its own comes last."""
    weeks = expand({"periods": QUARTER | {"every": "WEEKLY", "refCode": "W{n}"}}).data["periods"]
    plain = {"from": "2027-01-01", "count": 3, "refCode": "W{n}"}
    assert fold(weeks, "CUSTOM") == plain | {"every": "CUSTOM", "days": 7}
    assert fold(weeks, "MONTHLY") == plain | {"every": "WEEKLY"}
    assert fold(weeks[:2], "WEEKLY") is None
    assert fold(weeks * MOST_PERIODS, "WEEKLY") is None
    assert fold([each | {"startDate": "soon"} for each in weeks], "WEEKLY") is None
    assert fold([each | {"active": False} for each in weeks], "WEEKLY") is None


def test_values_with_period_ids_go_to_their_periods() -> None:
    """As an answer shows them, in any order; findings point at where the file says a value."""
    periods = [MAY | {"id": 11}, JUNE | {"id": "12"}]
    swapped = [{"periodId": 12, "defaultValue": 9000}, {"periodId": 11, "defaultValue": 10}]
    data = campaign(periods, swapped, 5)
    expanded = expand(data)

    assert listed(data) == [10, 9000]
    assert expanded.findings == ()
    assert expanded.data["targets"][1]["defaultValues"] == 5
    below = Finding(VALUE_NOT_POSITIVE, ("targets", 0, "defaultValues", 0), "", "")
    assert expanded.in_file([below])[0].route == ("targets", 0, "defaultValues", 1)
    in_order = [*reversed(swapped)]
    assert listed(campaign(periods, in_order)) == in_order
    assert listed(campaign(periods, in_order[:1])) == in_order[:1]
    assert listed(campaign([MAY], swapped[:1])) == swapped[:1]
    assert listed(campaign(None, in_order)) == in_order
    assert listed(campaign("none", swapped)) == swapped


def test_a_value_that_has_another_fault_stays_where_it_is() -> None:
    """That fault refuses the file, and is said where it stands."""
    periods = [MAY | {"id": 11}, JUNE | {"id": 12}]
    odd = [{"periodId": 12, "defaultValue": "x"}, {"periodId": 11, "defaultValue": 10}]
    assert listed(campaign(periods, odd)) == odd


@pytest.mark.parametrize(
    ("periods", "ids", "at"),
    [
        ([MAY, JUNE], (11, 12), 0),
        ([MAY], (11, 12), 0),
        ([MAY | {"id": 11}, JUNE], (11, 12), 1),
        ([MAY | {"id": 11}, JUNE | {"id": 12}], (11, 13), 1),
        ([MAY | {"id": 11}, JUNE | {"id": 12}], (11, 11), 0),
        ([MAY | {"id": 11}, JUNE | {"id": 12}], (None, 12), 1),
        ([MAY | {"id": 11}, JUNE | {"id": 12}], ("x", 12), 0),
        ([MAY | {"id": 11}, JUNE | {"id": 11}], (11, 12), 1),
        ([MAY | {"id": 11}, JUNE | {"id": 12}], (12,), 0),
        ([MAY | {"id": 11}], (13,), 0),
        (None, (12, 11), 0),
        (QUARTER, (11, 12), 0),
    ],
)
def test_a_period_id_that_may_be_of_another_period_is_an_error(
    periods: Json, ids: tuple[Json, ...], at: int
) -> None:
    """Dropped, it could change for which period a value is."""
    values = [{"periodId": each, "defaultValue": k} for k, each in enumerate(ids, 1)]
    data = campaign(periods, values)

    route = ("targets", 0, "defaultValues", at, "periodId")
    assert found_in(data) == [("unclear-period-id", route)]
    assert listed(data) == [{"defaultValue": k} for k in range(1, len(ids) + 1)]


def test_values_that_are_no_objects_keep_their_form_beside_one_with_an_id() -> None:
    data = campaign([MAY, JUNE], [5, {"periodId": 11, "defaultValue": 6}])
    assert found_in(data) == [("unclear-period-id", ("targets", 0, "defaultValues", 1, "periodId"))]
    assert listed(data) == [5, {"defaultValue": 6}]
