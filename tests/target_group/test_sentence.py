"""What a create is said to make: correct, or silent."""

import datetime as dt
from collections.abc import Callable, Mapping
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reconciler.core.exact_json import Json, decode
from reconciler.target_group import create_body
from reconciler.target_group.prose.sentence import MOST_AMOUNTS, MOST_TARGETS, describe
from reconciler.target_group.reading import read_file
from tests.support.answers import TRUE_TREE, comparison_tree
from tests.support.loading import load_campaigns
from tests.support.specs import body_of
from tests.support.strategies import campaigns

ROOT: Final = Path(__file__).parents[2]
IMPORT: Final = "Customers are enrolled by import, not by buying."
LESS: Final = {
    "expression": "currentTxn.value<1000.50",
    "expressionJson": comparison_tree("<", "1000.50"),
}
PART: Final = "The target is to make 2 transactions"
BY_SERVER: Final = "in periods that the server makes"
Body = dict[str, Json]


def period(code: str, first: str, last: str, **more: Json) -> Body:
    return {"refCode": code, "startDate": first, "endDate": last, **more}


MAY: Final = period("may", "2027-05-01", "2027-05-31")
FOUR_DAYS: Final = [period(f"{k}", f"2027-01-0{k}", f"2027-01-0{k}") for k in range(1, 5)]
JUNE: Final = period("june", "2027-06-01", "2027-06-30")


def target(*values: Json, **more: Json) -> Body:
    """Transactions that count, for so many periods."""
    return {
        "name": "T",
        "targetEntity": "TRANSACTION",
        "targetType": "COUNT",
        "enrolmentMethod": "TRANSACTION",
        "expression": "true",
        "expressionJson": TRUE_TREE,
        "defaultValues": [{"defaultValue": value} for value in values or (2,)],
        **more,
    }


def body(*targets: Body, **more: Json) -> Body:
    """A milestone in May."""
    return {
        "name": "x",
        "trackingType": "DEFAULT",
        "targetEvaluationType": "FIXED_CALENDAR_WINDOW",
        "periods": [MAY],
        "targets": list(targets) or [target()],
        **more,
    }


def cap(**more: Json) -> Body:
    """A cap in cycles that the server makes."""
    points = {"targetEntity": "POINTS", "targetType": "REGULAR_POINTS"}
    cycles = {"frequencyType": "MONTHLY", "frequency": 1, "recurringCycles": 2, "periods": None}
    kind = {"trackingType": "CAPPING", "targetEvaluationType": "CYCLIC_WINDOW"}
    return body(target(2000, 2000, **points), **{**kind, **cycles, **more})


def streak(*levels: tuple[Json, Json], **more: Json) -> Body:
    """A streak of one month, or more."""
    rows = [{"name": name, "targetCountOfSequence": count} for name, count in levels]
    return body(**{"trackingType": "STREAKS", "streaks": rows, **more})


def unified(*targets: Body) -> Body:
    """A unified milestone in May."""
    return body(*targets, trackingType="UNIFIED", combinationType="ANY")


def in_periods(*periods: Body, **more: Json) -> Body:
    """A milestone of two transactions in each of these periods."""
    return body(target(*[2] * len(periods)), periods=list(periods), **more)


def test_the_examples_are_said_like_this(golden: Callable[[Path, str], None]) -> None:
    """Every kind of campaign, and every documented create."""
    loaded = load_campaigns([ROOT / "campaigns"], base=ROOT, today=dt.date(2026, 1, 1))
    bodies = {each.file: each.body for each in loaded.campaigns}
    for path in sorted((ROOT / "tests" / "contract" / "samples").glob("create-*.request.json")):
        bodies[path.name] = create_body.body(read_file(decode(path.read_bytes())).clean)
    lines = [f"{name}\n  {describe(each)}\n" for name, each in bodies.items()]
    golden(ROOT / "tests" / "cases" / "sentence" / "examples.txt", "\n".join(lines))


ANY_OF_2: Final = "A unified milestone of 2 targets, any of which is enough, in May 2027."
MILESTONE: Final = "customers reach the milestone when they"
REACH: Final = f"In May 2027, {MILESTONE}"
COUNTED: Final = "counting only transactions of less than 1,000.5."
FOUR: Final = "On each of 4 days from 1 to 4 January 2027"
KEEP: Final = "In May 2027, customers keep the streak when they make 2 transactions."
CAP: Final = "customers earn at most 2,000 regular points."
LIMITED: Final = "Only what meets a condition counts."
STORES: Final = [{"entityType": "STORE", "entityIds": [1, 2, 1]}]


@pytest.mark.parametrize(
    ("given_body", "sentence"),
    [
        (body(), f"{REACH} make 2 transactions."),
        (body(target(1)), f"{REACH} make 1 transaction."),
        (body(target(-2)), f"{REACH} make -2 transactions."),
        (body(target(0)), f"{REACH} make 0 transactions."),
        (body(target(targetType="VISIT")), f"{REACH} make 2 visits."),
        (body(target(targetType="GROSS_SALES")), f"{REACH} reach gross sales of 2."),
        (body(target(Decimal("1234.50"), targetType="SALES")), f"{REACH} spend 1,234.5."),
        (body(target(**LESS)), f"{REACH} make 2 transactions, {COUNTED}"),
        (body(target(filters=STORES)), f"{REACH} make 2 transactions at 2 stores (1, 2)."),
        (
            body(target(filters=[{"entityType": "ZONE", "entityIds": [7]}])),
            f"{REACH} make 2 transactions in 1 zone (7).",
        ),
        (
            body(target(filters=[{"entityType": "ZONE", "entityIds": []}])),
            f"{REACH} make 2 transactions.",
        ),
        (body(target(targetEntity="REWARDS", targetType="ALL_POINTS")), f"{REACH} earn 2 points."),
        (body(target(targetEntity="EVENT")), f'{REACH} collect 2 "TransactionAdd" events.'),
        (body(active=False), f"{REACH} make 2 transactions. It is declared inactive."),
        (body(target(enrolmentMethod="IMPORT")), f"{REACH} make 2 transactions. {IMPORT}"),
        (
            in_periods(MAY, JUNE),
            f"In each of 2 periods from 1 May to 30 June 2027, {MILESTONE} make 2 transactions.",
        ),
        (cap(), f"In each of 2 cycles of 1 month, {CAP}"),
        (cap(frequency=3), f"In each of 2 cycles of 3 months, {CAP}"),
        (cap(frequency=0), f"In each of 2 cycles, {CAP}"),
        (cap(frequencyType="CUSTOM"), f"In each of 2 cycles, {CAP}"),
        (streak(("A", 1), ("B", 2)), f'{KEEP} "A" takes 1 period, "B" takes 2 periods in a row.'),
        (streak(("`A`", 1), ("B", 2)), f"{KEEP} 2 levels; the highest takes 2 periods in a row."),
        (
            body(trackingType="UNIFIED", combinationType="ANY"),
            (
                "A unified milestone of 1 target, any of which is enough, in May 2027. "
                "The target is to make 2 transactions."
            ),
        ),
        (
            body(
                trackingType="UNIFIED",
                combinationType="ALL",
                unifiedTargetExpression={"aggregation": "SUM", "thresholdValue": "x"},
            ),
            (
                "A unified milestone of 1 target, all of which have to be reached, in May 2027. "
                "The target is to make 2 transactions."
            ),
        ),
        (
            unified(target(**LESS), target(3, filters=STORES)),
            (
                f"{ANY_OF_2} The targets are to make 2 transactions, {COUNTED[:-1]}; and to make "
                "3 transactions at 2 stores (1, 2)."
            ),
        ),
        (
            unified(target(), target(3, targetEntity="LINEITEM", name="`U`")),
            f'{ANY_OF_2} Goals: 2 for "T"; 3 for target 2.',
        ),
        (
            unified(*[target(k) for k in range(1, 7)]),
            (
                f"{ANY_OF_2.replace('2 t', '6 t')} Goals: "
                '1 for "T"; 2 for "T"; 3 for "T"; 4 for "T"; and those of 2 more targets.'
            ),
        ),
        (
            body(target(1, 2, 3, 4), periods=FOUR_DAYS),
            f"{FOUR}, {MILESTONE} make 1, 2, 3 or 4 transactions, a goal for each period.",
        ),
        (
            cap(
                trackingType="DEFAULT", recurringCycles=8, targets=[target(5, 9, 10, 1, 7, 7, 7, 7)]
            ),
            (
                f"In each of 8 cycles of 1 month, {MILESTONE} make 1 to 10 transactions, a goal "
                "for each period."
            ),
        ),
        (
            body(target(filters=[{"entityType": "STORE", "entityIds": [1, 2, 3, 4]}])),
            f"{REACH} make 2 transactions at 4 stores.",
        ),
    ],
)
def test_what_is_understood_is_said(given_body: Body, sentence: str) -> None:
    """Numbers exactly, days as people write them."""
    assert describe(given_body) == sentence


GOAL: Final = " Goal: 2."
TWICE: Final = 'Goals: 2 for "T"; 2 for "T".'
OUTLINE: Final = "A milestone with 1 target in 1 period in May 2027."
INFO: Final = {"targetEntity": "EVENT", "targetType": "EVENT_ATTRIBUTE"}
CURRENCY: Final = {
    "targetEntity": "ALTERNATE_CURRENCIES",
    "extendedFieldInfo": {"alternateCurrencyIdentifier": "a"},
}


@pytest.mark.parametrize(
    ("more", "goal"),
    [
        ({"targetEntity": "LINEITEM"}, GOAL),
        ({"targetEntity": None}, GOAL),
        ({"targetType": "ALL"}, GOAL),
        ({"eventName": "ReturnBill"}, GOAL),
        ({"novelty": 1}, GOAL),
        ({"id": 7}, GOAL),
        ({"defaultValues": 2}, ""),
        ({"defaultValues": []}, ""),
        ({"defaultValues": [{"defaultValue": "2"}]}, ""),
        ({"defaultValues": [{"defaultValue": True}]}, ""),
        ({"defaultValues": [{"defaultValue": 2}, {"defaultValue": 2}]}, GOAL),
        ({"expression": None}, GOAL),
        ({"expressionJson": "{}"}, GOAL),
        ({"filters": 7}, " Goal: 2, where its filters say."),
        (
            {"filters": [{"entityType": "SHOP", "entityIds": [1]}]},
            " Goal: 2, where its filters say.",
        ),
        (
            {"filters": [{"entityType": "STORE", "entityIds": ["1"]}]},
            " Goal: 2, where its filters say.",
        ),
        (
            {"filters": [{"entityType": "STORE", "entityIds": 1}]},
            " Goal: 2, where its filters say.",
        ),
        (
            {"filters": [{"entityType": "STORE", "entityIds": [1], "novelty": 1}]},
            " Goal: 2, where its filters say.",
        ),
        (
            {"filters": [*STORES, {"entityType": "ZONE", "entityIds": [1]}]},
            " Goal: 2, where its filters say.",
        ),
        ({"extendedFieldInfo": 1}, GOAL),
        ({"extendedFieldInfo": {"aggregateWindow": {"windowValue": "1"}}}, GOAL),
        ({"targetEntity": "EVENT", "eventName": "`spin`"}, GOAL),
        ({"targetEntity": "EVENT", "targetType": "VISIT"}, GOAL),
        ({**INFO, "extendedFieldInfo": {"name": "points", "aggregateFunction": "COUNT"}}, GOAL),
        ({**INFO, "extendedFieldInfo": {"name": "po`ints", "aggregateFunction": "SUM"}}, GOAL),
        ({**CURRENCY, "targetType": "REGULAR"}, GOAL),
        ({"targetEntity": "ALTERNATE_CURRENCIES", "targetType": "ALL"}, GOAL),
    ],
)
def test_a_target_that_is_not_understood_is_not_said(more: Body, goal: str) -> None:
    """The kind, the size and the goals of the campaign are true all the same."""
    assert describe(body(target(**more))) == f"{OUTLINE}{goal}"


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"novelty": 1}, f"{OUTLINE}{GOAL}"),
        ({"attribution": {}}, f"{OUTLINE}{GOAL}"),
        ({"leaderboardEnabled": "yes"}, f"{OUTLINE}{GOAL}"),
        ({"aggregateWindow": {"windowType": "MIN"}}, f"{OUTLINE}{GOAL}"),
        ({"combinationType": "ALL"}, f"{OUTLINE}{GOAL}"),
        (
            {"streaks": [{"name": "A", "targetCountOfSequence": 1}]},
            f"{OUTLINE[:-1]} and 1 level.{GOAL}",
        ),
        ({"periods": [{**MAY, "active": False}]}, f"{OUTLINE}{GOAL}"),
        ({"periods": [{**MAY, "novelty": 1}]}, f"{OUTLINE}{GOAL}"),
        ({"targetEvaluationType": "PERIOD_AGNOSTIC_WINDOW"}, f"{OUTLINE}{GOAL}"),
        ({"targetEvaluationType": "CYCLIC_WINDOW"}, f"{OUTLINE}{GOAL}"),
        (
            {"targets": [target(), target()]},
            f"A milestone with 2 targets in 1 period in May 2027. {TWICE}",
        ),
        ({"targets": []}, "A milestone with no targets in 1 period in May 2027."),
        ({"targets": 7}, "A milestone with no targets in 1 period in May 2027."),
        ({"periods": [{**MAY, "endDate": "2027-04-30"}]}, f"A milestone with 1 target.{GOAL}"),
        ({"periods": [{**MAY, "endDate": "2027-05-32"}]}, f"A milestone with 1 target.{GOAL}"),
        ({"periods": [{**MAY, "endDate": None}]}, f"A milestone with 1 target.{GOAL}"),
        ({"periods": "May"}, f"A milestone with 1 target.{GOAL}"),
        ({"trackingType": "NOVELTY"}, f"A campaign with 1 target in 1 period in May 2027.{GOAL}"),
        ({"trackingType": ["DEFAULT"]}, f"A campaign with 1 target in 1 period in May 2027.{GOAL}"),
        (
            {"trackingType": "CAPPING"},
            f"A capping rule with 1 target in 1 period in May 2027.{GOAL}",
        ),
        (
            {"trackingType": "UNIFIED", "combinationType": "ALL", "userCreated": True},
            f"A user-created unified milestone with 1 target in 1 period in May 2027.{GOAL}",
        ),
        (
            {"trackingType": "UNIFIED"},
            f"A unified milestone with 1 target in 1 period in May 2027.{GOAL}",
        ),
        ({"trackingType": "STREAKS"}, f"A streak with 1 target in 1 period in May 2027.{GOAL}"),
        (
            {"userCreated": True, "leaderboardEnabled": True, "novelty": 1},
            f"A user-created{OUTLINE[1:-1]} and a leaderboard.{GOAL}",
        ),
        (
            {"targets": [target(expression="false")]},
            f"{OUTLINE} {LIMITED}{GOAL}",
        ),
        ({"targets": [target(active=False)]}, f"{OUTLINE}{GOAL} 1 target is declared inactive."),
        (
            {"targets": [target(active=False)] * 2},
            (
                f"A milestone with 2 targets in 1 period in May 2027. {TWICE} 2 targets are "
                "declared inactive."
            ),
        ),
    ],
)
def test_a_campaign_that_is_not_understood_is_outlined(more: Body, sentence: str) -> None:
    """No field that might change the meaning is passed over."""
    assert describe({**body(), **more}) == sentence


@pytest.mark.parametrize(
    ("given_body", "sentence"),
    [
        (cap(totalPeriods=3), f"A capping rule with 1 target {BY_SERVER}. Goal: 2,000."),
        (
            cap(recurringCycles=3),
            "A capping rule with 1 target in each of 3 cycles of 1 month. Goal: 2,000.",
        ),
        (cap(recurringCycles=None), f"A capping rule with 1 target {BY_SERVER}. Goal: 2,000."),
        (
            cap(
                targets=[
                    {**cap()["targets"][0], "defaultValues": [{"defaultValue": k} for k in (1, 2)]}
                ]
            ),
            "A capping rule with 1 target in each of 2 cycles of 1 month. Goals: 1 and 2.",
        ),
        (streak(("A", 0)), f"A streak with 1 target in 1 period in May 2027 and 1 level.{GOAL}"),
        (streak(("A", True)), f"A streak with 1 target in 1 period in May 2027 and 1 level.{GOAL}"),
        (
            streak(("A", 1), userCreated=True),
            f"A user-created streak with 1 target in 1 period in May 2027 and 1 level.{GOAL}",
        ),
        (
            streak(("A", 1), trackingType="NON_CONTINUOUS_STREAKS"),
            f"A non-continuous streak with 1 target in 1 period in May 2027 and 1 level.{GOAL}",
        ),
        (
            streak(*(("A", k) for k in range(1, 5))),
            f"{KEEP} 4 levels; the highest takes 4 periods in a row.",
        ),
        (body(target(**{**LESS, "expressionJson": TRUE_TREE})), f"{OUTLINE} {LIMITED}{GOAL}"),
        (body(target(targetEntity="EVENT", **LESS)), f"{OUTLINE} {LIMITED}{GOAL}"),
        *(
            (body(target(expression=expression, expressionJson=tree)), f"{OUTLINE} {LIMITED}{GOAL}")
            for expression, tree in [
                (LESS["expression"], None),
                ("currentTxn.value>=5", comparison_tree(">=", "5")),
                ("currentTxn.points>5", comparison_tree(">", "5", "points")),
                ("currentTxn.value>" + "5" * 31, comparison_tree(">", "5" * 31)),
                ("false", TRUE_TREE.replace("true", "false")),
                ("currentTxn", '{"arity":"name","value":"currentTxn","type":"tx"}'),
            ]
        ),
    ],
)
def test_what_contradicts_itself_is_outlined(given_body: Mapping[str, Json], sentence: str) -> None:
    """Two counts of cycles, values of a cap that differ, a tree that is another expression's."""
    assert describe(given_body) == sentence


@pytest.mark.parametrize("form", ["CALENDAR_CYCLIC_WINDOW", "PERIOD_AGNOSTIC_WINDOW"])
@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({}, f"A milestone with 1 target {BY_SERVER}. {PART}."),
        (
            {"frequencyType": "MONTHLY", "frequency": 1, "recurringCycles": 12},
            f"A milestone with 1 target {BY_SERVER} (12 cycles of 1 month). {PART}.",
        ),
        (
            {
                "targetCycleStartDate": "2027-01-01T00:00:00Z",
                "targetCycleEndDate": "2027-12-31T23:59:59Z",
                "targets": [target(**LESS)],
            },
            (
                f"A milestone with 1 target {BY_SERVER}. {PART}, "
                "counting only transactions of less than 1,000.5. It is declared from 1 January "
                "to 31 December 2027."
            ),
        ),
        ({"targets": []}, f"A milestone with no targets {BY_SERVER}."),
        (
            {"novelty": 1, "fromDate": "2027-05-01", "toDate": "2027-05-31"},
            f"A milestone with 1 target {BY_SERVER}.{GOAL} It is declared in May 2027.",
        ),
    ],
)
def test_periods_of_the_server_are_said_to_be_that(form: str, more: Body, sentence: str) -> None:
    """With the days and cycles that are declared, and what customers do."""
    given_body = {**body(), "targetEvaluationType": form, "periods": [], **more}
    assert describe(given_body) == sentence


@pytest.mark.parametrize("left_out", [{}, {"expression": None}, {"expression": "true"}])
def test_a_target_without_an_expression_counts_all(left_out: Body) -> None:
    """As one whose expression is always true."""
    bare = {key: value for key, value in target().items() if not key.startswith("expression")}
    levels = [("A", 1)]
    told = describe(streak(*levels, targets=[{**bare, **left_out}]))
    assert told == describe(streak(*levels, targets=[target()])) != f"{OUTLINE}{GOAL}"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@given(campaigns(), st.data())
def test_any_body_has_a_sentence(data: Body, chosen: st.DataObject) -> None:
    """Of any campaign, and of one with anything at all in any place."""
    made = body_of(data)
    assert describe(made).endswith(".")
    rows = [made, *made.get("periods", ()), *made["targets"], *made.get("streaks", ())]
    row = chosen.draw(st.sampled_from(rows))
    row[chosen.draw(st.sampled_from(sorted(row)))] = chosen.draw(json_values)
    assert describe(made).endswith(".")


@given(
    st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=MOST_AMOUNTS),
    st.sampled_from([{}, LESS, {"expression": "a>b"}, {"targetType": "NEW"}]),
)
def test_a_goal_is_named_whatever_its_sign(values: list[int], more: Body) -> None:
    """Also where the rest is not understood: what is wrong with it must not hide it."""
    days = [period(f"{k}", f"2027-01-{k:02}", f"2027-01-{k:02}") for k in range(1, len(values) + 1)]
    told = describe(body(target(*values, **more), periods=days)).replace(", ", " ").split()
    named = {word.rstrip(".,") for word in told}
    assert {f"{value:,}" for value in values} <= named


@given(campaigns(), st.data())
def test_another_goal_another_place_or_inactive_is_another_sentence(
    data: Body, chosen: st.DataObject
) -> None:
    """Campaigns that customers would tell apart do not read alike, as long as they are small."""
    made = body_of(data)
    targets = made["targets"][:MOST_TARGETS]
    row = chosen.draw(st.sampled_from(targets))
    values = row["defaultValues"]
    assume(0 < len(values) <= MOST_AMOUNTS)
    other = deepcopy(made)
    changed = other["targets"][made["targets"].index(row)]
    match chosen.draw(st.sampled_from(("goal", "place", "active"))):
        case "goal":
            value = chosen.draw(st.sampled_from(changed["defaultValues"]))
            value["defaultValue"] += 1
        case "place":
            ids = [each for entry in row.get("filters") or () for each in entry["entityIds"]]
            store = max(map(int, ids), default=0) + 1
            changed["filters"] = [{"entityType": "STORE", "entityIds": [store]}]
        case _:
            other["active"] = not made.get("active", True)
    assert describe(made) != describe(other)
