"""Every code has a campaign that shows it; documented bodies have no error."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings

from reconciler.core.diagnostic import Finding, Severity
from reconciler.core.exact_json import Json, decode
from reconciler.target_group.codes.periods import BAD_DATE, WINDOW_ENDS_BEFORE_START
from reconciler.target_group.codes.registry import OF_CONTENT
from reconciler.target_group.codes.targets import ENROLMENT_MISSING
from reconciler.target_group.codes.values import (
    BEYOND_64_BITS,
    FRACTION_OF_COUNT,
    TOO_MANY_DECIMALS,
    VALUE_NOT_POSITIVE,
)
from reconciler.target_group.columns import Role, Table
from reconciler.target_group.fields import GROUP, TARGET
from reconciler.target_group.kinds import Kind
from reconciler.target_group.reading import is_campaign, read_file
from reconciler.target_group.rules.check import RULES, check
from reconciler.yaml12.document import Document, read_document
from tests.support.strategies import campaigns

CASES = Path(__file__).parents[1] / "cases" / "rules"
SAMPLES = Path(__file__).parents[1] / "contract" / "samples"
REQUESTS = sorted(SAMPLES.glob("create-*.request.json"))
SLUGS = [code.slug for code in OF_CONTENT]
TODAY = date(2026, 11, 1)
PLAIN = sorted((Path(__file__).parents[1] / "bench" / "templates").glob("*.yaml"))
ODD_VALUES: tuple[Json, ...] = (
    *(0, 1, -1, 101, 20_000, 2**63, Decimal("0.5"), Decimal("1.00050"), [], [5], "", " x", "todo"),
    *("x" * 47, "x" * 51, "x" * 1001, "'x'", "<name>", "a\u200bb", "Spend_ReturnBill", True, "8"),
    *("2097-04-31", "2097-05-01", "2098-01-01T10:00:00", "DEFAULT", "STREAKS", "UNIFIED", "EVENT"),
    *(
        "NON_CONTINUOUS_STREAKS",
        "CYCLIC_WINDOW",
        "PERIOD_AGNOSTIC_WINDOW",
        "COUNT",
        "POINTS",
        "ALL",
    ),
    *("ALTERNATE_CURRENCIES", "EXTENDED_FIELD", "AUDIENCE_FILTER", "REWARDS", "REGULAR_POINTS"),
)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_code_has_a_case_that_shows_it(slug: str, golden: Callable[[Path, str], None]) -> None:
    """The case of the code is found where it stands, with the message that people read."""
    document = read_case(CASES / f"{slug}.yaml")
    found = findings(document.data)

    assert slug in {each.code.slug for each in found}
    golden(CASES / f"{slug}.txt", "".join(f"{shown(document, each)}\n" for each in found))


def test_every_case_is_of_a_code() -> None:
    """No case outlives its code, and no code is listed twice."""
    assert sorted(path.stem for path in CASES.glob("*.yaml")) == sorted(SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_case_shows_as_little_else_as_possible(slug: str) -> None:
    """A case has findings of its own code alone, but for those that come with it."""
    codes = {each.code.slug for each in findings(read_case(CASES / f"{slug}.yaml").data)}

    assert codes - {slug} == COMES_WITH.get(slug, set())


COMES_WITH = {
    "value-without-periods": {"no-periods"},
    "duplicate-trigger-name": {"milestone-triggers"},
    "field-twice": {"other-spelling"},
    "window-ends-before-start": {"not-verifiable", "window-too-narrow"},
}


@pytest.mark.parametrize("code", OF_CONTENT, ids=SLUGS)
def test_a_code_says_what_why_and_what_to_do(code: Json) -> None:
    """Every text of a code is one or more full sentences."""
    assert all(text.endswith(".") for text in (code.summary, code.why, code.fix))


@pytest.mark.parametrize("path", REQUESTS, ids=lambda path: path.name.partition(".")[0])
def test_a_documented_create_body_is_a_campaign_without_errors(path: Path) -> None:
    """What the API documents show as a create request is a valid campaign as it stands."""
    data = decode(path.read_bytes())

    assert is_campaign(data)
    assert {
        each.code.slug for each in findings(data) if each.code.severity is Severity.ERROR
    } == set()


def test_dates_and_numbers_are_checked_wherever_they_stand() -> None:
    """In windows of the group, in combined goals, and in triggers."""
    data = read_case(CASES / "too-many-decimals.yaml").data
    half = {"triggerName": "half", "triggerValue": Decimal("0.00010")}
    data["targets"][0] |= {"defaultValues": 500, "targetMilestoneTriggers": [half]}
    data |= {"targetCycleEndDate": "2027-13-01", "targetCycleStartDate": "2027-10-02"}
    data["unifiedTargetExpression"] = {"aggregation": "SUM", "thresholdValue": Decimal("1.0001")}

    routes = {each.route for each in findings(data) if each.code in {BAD_DATE, TOO_MANY_DECIMALS}}

    assert routes == {
        ("targetCycleEndDate",),
        ("unifiedTargetExpression", "thresholdValue"),
        ("targets", 0, "targetMilestoneTriggers", 0, "triggerValue"),
    }


WHOLE = {Kind.INTEGER, Kind.IDS}


def whole_numbers(table: Table, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Paths of all fields of whole numbers that a file may declare."""
    found = []
    for each in table.fields.values():
        if each.kind in WHOLE and each.role is not Role.COMPUTED:
            found.append((*path, each.name))
        if each.parts is not None:
            found += whole_numbers(each.parts, (*path, each.name))
    return found


@pytest.mark.parametrize(("number", "fits"), [(2**63 - 1, True), (2**63, False), (-(2**63), True)])
@pytest.mark.parametrize("path", whole_numbers(GROUP), ids="/".join)
def test_no_whole_number_has_more_than_64_bits(
    path: tuple[str, ...], number: int, *, fits: bool
) -> None:
    """Whatever field it stands in, by the table of fields."""
    data = read_case(CASES / "streak-count.yaml").data
    data["targets"][0] |= {"filters": [{"entityType": "ZONE", "entityIds": [1]}]}
    data["targets"][0] |= {"extendedFieldInfo": {"name": "points"}}
    holder = data
    for step in path[:-1]:
        holder = holder[step]
        holder = holder[0] if isinstance(holder, list) else holder
    holder[path[-1]] = [number] if path[-1] == "entityIds" else number

    found = [each.route for each in findings(data) if each.code is BEYOND_64_BITS]

    assert bool(found) is not fits
    assert all(path[-1] in each for each in found)


@pytest.mark.parametrize(
    ("target", "is_slip"),
    [
        ({"targetType": "COUNT"}, True),
        ({"targetType": "VISIT"}, True),
        ({"targetType": "SALES"}, False),
        ({"targetType": "QUANTITY"}, False),  # kilograms
        (
            {"targetType": "EXTENDED_FIELD", "extendedFieldInfo": {"aggregateFunction": "COUNT"}},
            True,
        ),
        (
            {"targetType": "EXTENDED_FIELD", "extendedFieldInfo": {"aggregateFunction": "SUM"}},
            False,
        ),
        ({"targetType": "SALES", "extendedFieldInfo": {"aggregateFunction": "COUNT"}}, False),
    ],
)
@pytest.mark.parametrize("value", [Decimal("2.5"), [500, Decimal("0.001")]], ids=str)
def test_what_is_counted_has_whole_goals(value: Json, target: Json, *, is_slip: bool) -> None:
    """Half a visit; but not 2.0, nor half a kilogram."""
    data = read_case(CASES / "too-many-decimals.yaml").data
    data["targets"][0] |= target | {"defaultValues": value}
    assert (FRACTION_OF_COUNT in {each.code for each in findings(data)}) is is_slip

    data["targets"][0]["defaultValues"] = [Decimal("2.0"), "3.00"]
    assert FRACTION_OF_COUNT not in {each.code for each in findings(data)}


@pytest.mark.parametrize(
    ("start", "end", "is_slip"),
    [
        ("2027-10-02", "2027-10-02", False),
        ("2027-10-03", "2027-10-02", True),
        ("2027-10-02T10:00:00Z", "2027-10-02", False),
        ("2027-10-02T10:00:00Z", "2027-10-02T09:00:00Z", True),
        ("2027-10-02T10:00:00Z", "2027-10-02T15:00:00+05:30", True),
        ("2027-10-02T10:00:00Z", "2027-10-02T09:00:00", False),
        ("2027-13-02", "2027-10-02", False),  # no day at all, which is told by itself
    ],
)
@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        ("fromDate", "toDate"),
        ("targetCycleStartDate", "targetCycleEndDate"),
        ("targetCycleStartDateISO", "targetCycleEndDateISO"),
    ],
)
def test_a_window_ends_after_it_starts(
    opens: str, closes: str, start: str, end: str, *, is_slip: bool
) -> None:
    """Moments where both are given, else days."""
    data = read_case(CASES / "name-blank.yaml").data | {opens: start, closes: end}
    found = [each.route for each in findings(data) if each.code is WINDOW_ENDS_BEFORE_START]
    assert found == ([(closes,)] if is_slip else [])


@pytest.mark.parametrize("entity", TARGET.fields["targetEntity"].values)
@pytest.mark.parametrize("kind", GROUP.fields["trackingType"].values)
def test_who_takes_part_is_asked_for_whatever_is_counted(entity: str, kind: str) -> None:
    """Left out, it becomes IMPORT for each of them."""
    data = read_case(CASES / "enrolment-missing.yaml").data | {"trackingType": kind}
    data["targets"][0]["targetEntity"] = entity
    assert ENROLMENT_MISSING in {each.code for each in findings(data)}
    data["targets"][0]["enrolmentMethod"] = "IMPORT"
    assert ENROLMENT_MISSING not in {each.code for each in findings(data)}


def test_a_combined_goal_counts_whole_targets() -> None:
    """A threshold of a COUNT is whole, one of a SUM need not be."""
    data = read_case(CASES / "combined-goal-missing.yaml").data
    goal = {"aggregation": "COUNT", "thresholdValue": Decimal("1.5")}
    data["unifiedTargetExpression"] = goal
    assert {each.code for each in findings(data)} == {FRACTION_OF_COUNT}

    data["unifiedTargetExpression"] = goal | {"aggregation": "SUM"}
    assert findings(data) == []


@pytest.mark.parametrize("goal", [0, -5, Decimal("-0.5")])
def test_a_combined_goal_is_not_reached_from_the_start(goal: Json) -> None:
    """As little as the goal of a target."""
    data = read_case(CASES / "combined-goal-missing.yaml").data
    data["unifiedTargetExpression"] = {"aggregation": "SUM", "thresholdValue": goal}
    [finding] = findings(data)
    assert finding.code is VALUE_NOT_POSITIVE
    assert finding.route == ("unifiedTargetExpression", "thresholdValue")


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([1, 2], {}),
        ([3], {"streak-out-of-reach": "The levels take 3 in a row for 2 periods."}),
        ([2, 3], {"streak-count": "The levels are reached after 2, 3 in a row for 2 periods."}),
        ([2, 1], {"streak-count": "The levels are reached after 2, 1 in a row for 2 periods."}),
        ([0, 1], {"value-not-positive": "The level takes 0 periods in a row"}),
        ([-1], {"value-not-positive": "The level takes -1 periods in a row"}),
    ],
)
@pytest.mark.parametrize("by_server", [False, True])
def test_streak_levels_that_can_be_reached_and_are_not_from_the_start(
    counts: list[int], told: dict[str, str], *, by_server: bool
) -> None:
    """Whoever makes the periods."""
    data = read_case(CASES / "streak-count.yaml").data
    data["streaks"] = [{"name": f"{k}", "targetCountOfSequence": n} for k, n in enumerate(counts)]
    if by_server:
        window = {"targetEvaluationType": "CYCLIC_WINDOW", "frequencyType": "MONTHLY"}
        data |= {**window, "frequency": 1, "recurringCycles": 2, "periods": []}
    found = {each.code.slug: each.message for each in findings(data)}
    assert found.keys() == told.keys()
    assert all(found[slug].startswith(said) for slug, said in told.items())


def test_of_streak_levels_without_periods_only_that_is_told() -> None:
    """That a level cannot be reached follows from it."""
    data = read_case(CASES / "streak-count.yaml").data | {"periods": []}
    data["targets"][0]["defaultValues"] = []
    assert {each.code.slug for each in findings(data)} == {"no-periods"}


@pytest.mark.parametrize("goal", [None, {}, {"aggregation": "SUM", "thresholdValue": 5}])
def test_a_unified_campaign_needs_no_combined_goal(goal: Json) -> None:
    """Each target may have its own; combinationType says how many count."""
    data = read_case(CASES / "combined-goal-missing.yaml").data
    data.pop("unifiedTargetExpression")
    assert findings(data if goal is None else data | {"unifiedTargetExpression": goal}) == []


@pytest.mark.parametrize("till", [0, -1])
def test_tills_that_are_seen_live_are_no_finding(till: int) -> None:
    """The API stores them unchecked."""
    data = read_case(CASES / "combined-goal-missing.yaml").data
    assert not [
        each
        for each in findings(data | {"preferredTillId": till})
        if each.route == ("preferredTillId",)
    ]


def has_no_secret(data: dict[str, Json]) -> bool:
    """Whether of a campaign that a look takes for plain no rule behind it says anything."""
    clean = read_file(data).clean
    return not [
        finding
        for is_plain, rules in RULES
        if is_plain(clean)
        for rule in rules
        for finding in rule(clean)
    ]


@settings(max_examples=200)
@given(campaigns())
def test_rules_that_are_left_out_would_find_nothing(data: dict[str, Json]) -> None:
    """Whatever the campaign is like."""
    assert has_no_secret(data)


@pytest.mark.parametrize("slug", SLUGS)
def test_rules_find_the_same_behind_their_looks(slug: str) -> None:
    """In each case, also where it has errors."""
    assert has_no_secret(read_case(CASES / f"{slug}.yaml").data)


@pytest.mark.parametrize("path", PLAIN, ids=lambda path: path.stem)
def test_no_look_misses_a_detail(path: Path) -> None:
    """Whatever one value of a plain campaign becomes, or a part that is gone or there twice."""
    data = read_case(path).data
    changed = list(changes(data))
    assert len(changed) > 300
    assert all(map(has_no_secret, changed))


def test_most_campaigns_are_told_at_one_look() -> None:
    """No look is in vain: of plain campaigns none is asked more, but for what their kind asks."""
    asked = {
        path.stem: [
            rules[0].__module__.rpartition(".")[2] for look, rules in RULES if not look(data)
        ]
        for path in PLAIN
        for data in [read_file(read_case(path).data).clean]
    }
    assert asked == {"milestone": [], "unified": [], "streak": ["kinds"], "capping": ["periods"]}


def changes(data: Json) -> Iterator[Json]:
    """All data that differs in one place."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield {name: each for name, each in data.items() if name != key}
            yield from (data | {key: each} for each in changes(value))
    elif isinstance(data, list):
        for k, value in enumerate(data):
            yield [*data[:k], *data[k + 1 :]]
            yield [*data, value]
            yield from ([*data[:k], each, *data[k + 1 :]] for each in changes(value))
    else:
        yield from ODD_VALUES


def read_case(path: Path) -> Document:
    """Read a case, which has the shape of a campaign."""
    document = read_document(path.name, path.read_bytes())
    assert isinstance(document, Document), document
    assert is_campaign(document.data)
    return document


def findings(data: Json) -> list[Finding]:
    """What cleaning and all rules find."""
    reading = read_file(data)
    return [*reading.remarks, *check(reading.clean, today=TODAY)]


def shown(document: Document, finding: Finding) -> str:
    """A finding with its place, as people read it."""
    line, column = document.locate(finding.route, at_key=finding.at_key)
    place = f"{document.path}:{line}:{column}"
    code = finding.code
    return f"{place}: {code.severity}: {finding.message} [{code.slug}]\n  {finding.hint}"
