"""What it means that an answer lacks a key: a table of keys and of the shapes of answers."""

import copy
from collections.abc import Callable

import pytest

from reconciler.core.exact_json import Json
from reconciler.target_group.columns import Source
from reconciler.target_group.fields import GROUP
from tests.support.answers import SYSTEM_TRIGGER
from tests.support.specs import (
    compare_specs,
    compared,
    live_of,
    paths,
    read_groups,
    row_of,
    spec_of,
)
from tests.target_group.test_normalisation import CAMPAIGN

Change = Callable[[Json], object]
ORGANISATION = (Source.MILESTONES, Source.TARGET_GROUPS)
WINDOW = {"windowType": "MIN", "windowTimeUnit": "DAY", "windowValue": "1"}
LEVEL = {"name": "Both", "targetCountOfSequence": 2}
HALF = {"triggerName": "half"}
AGGREGATED = {"name": "points", "aggregateFunction": "SUM", "aggregateWindow": WINDOW}


def of_group(**fields: Json) -> Change:
    """Set fields of the group."""
    return lambda holder: holder.update(copy.deepcopy(fields))


def of_target(**fields: Json) -> Change:
    """Set fields of the first target."""
    return lambda holder: holder["targets"][0].update(copy.deepcopy(fields))


def lacking(*names: str) -> Change:
    """Take keys out of the group and of its targets."""

    def change(row: Json) -> None:
        for holder in (row, *row.get("targets", ())):
            for name in names:
                holder.pop(name, None)

    return change


def nothing(_: Json) -> None:
    """Leave it as it is."""


PERIODS = [
    f"/periods/{ref}/{name}"
    for ref in ("one", "two")
    for name in ("active", "endDate", "refCode", "startDate")
] + ["/targets/Spend/defaultValues/one", "/targets/Spend/defaultValues/two"]
TARGETS = [
    f"/targets/Spend/{name}"
    for name in (
        "active",
        "defaultValues/one",
        "defaultValues/two",
        "enrolmentMethod",
        "eventName",
        "name",
        "targetEntity",
        "targetType",
    )
]
FLAGS = ("userCreated", "leaderboardEnabled")
FLAG_CASES = [
    (declare, show, drift, unverified)
    for name in FLAGS
    for declare, drift_of_false, unseen in (
        (nothing, [], []),
        (of_group(**{name: False}), [], []),
        (of_group(**{name: True}), [f"/{name}"], [f"/{name}"]),
    )
    for show, drift, unverified in (
        (lacking(name), [], unseen),
        (of_group(**{name: None}), [], unseen),
        (of_group(**{name: False}), drift_of_false, []),
    )
]
STREAK = of_group(trackingType="STREAKS", streaks=[LEVEL])
LEVEL_PATHS = ["/streaks/Both/name", "/streaks/Both/targetCountOfSequence"]
WINDOW_PATHS = [f"/aggregateWindow/{name}" for name in sorted(WINDOW)]
INFO_WINDOW = "/targets/Spend/extendedFieldInfo"
CASES = [
    *FLAG_CASES,
    (of_group(aggregateWindow=WINDOW), nothing, [], WINDOW_PATHS),
    (of_group(aggregateWindow=WINDOW), of_group(aggregateWindow=None), [], WINDOW_PATHS),
    (nothing, of_group(aggregateWindow=None), [], []),
    (
        of_target(extendedFieldInfo=AGGREGATED),
        nothing,
        [],
        [INFO_WINDOW + each for each in WINDOW_PATHS],
    ),
    (nothing, of_target(extendedFieldInfo={"aggregateWindow": None}), [], []),
    (STREAK, lacking("streaks"), [], LEVEL_PATHS),
    (STREAK, of_group(streaks=None), [], LEVEL_PATHS),
    (nothing, lacking("streaks"), [], []),
    (nothing, of_group(streaks=[]), [], []),
    (nothing, of_group(streaks=None), [], []),
    (nothing, lacking("periods"), [], PERIODS),
    (nothing, of_group(periods=None), [], PERIODS),
    (of_group(periods=[]), lacking("periods"), [], []),
    (lacking("periods"), lacking("periods"), [], []),
    (nothing, lacking("targets"), [], TARGETS),
    (nothing, of_group(targets=None), [], TARGETS),
    (of_group(targets=[]), lacking("targets"), [], []),
    (
        of_target(targetMilestoneTriggers=[HALF]),
        lacking("targetMilestoneTriggers"),
        [],
        ["/targets/Spend/targetMilestoneTriggers/half/triggerName"],
    ),
    (of_target(targetMilestoneTriggers=[]), lacking("targetMilestoneTriggers"), [], []),
    (nothing, of_target(targetMilestoneTriggers=[]), [], []),
    (nothing, of_target(targetMilestoneTriggers=[SYSTEM_TRIGGER]), [], []),
]
"""What a file declares, what an answer shows, what differs, and what was not checked."""


@pytest.mark.parametrize("source", ORGANISATION)
@pytest.mark.parametrize(("declare", "show", "drift", "unverified"), CASES)
def test_a_missing_key_is_no_evidence(
    source: Source, declare: Change, show: Change, drift: list[str], unverified: list[str]
) -> None:
    """Declared otherwise than by default it is unverified; else it is in sync, never drift."""
    data = copy.deepcopy(CAMPAIGN)
    declare(data)
    row = row_of(data)
    show(row)
    found = compared(data, row, source)

    assert paths(found.fields) == drift
    assert [*found.seen.unverified] == sorted(unverified)
    differing = len(drift) and found.seen.coverage.checked
    assert (
        found.seen.coverage.declared == found.seen.coverage.checked + len(unverified) or differing
    )


@pytest.mark.parametrize("name", FLAGS)
def test_a_default_that_was_not_shown_is_not_counted_as_seen(name: str) -> None:
    """It is in sync, but nobody has looked."""
    row = row_of(CAMPAIGN)
    whole = compared(CAMPAIGN, row).seen.coverage
    del row[name]
    seen = compared(CAMPAIGN, row).seen.coverage

    assert seen.declared == seen.checked == whole.declared - 1


def test_what_one_customer_sees_proves_no_default() -> None:
    """That read shows the flags of no campaign: they are not checked."""
    live = live_of(row_of(CAMPAIGN), Source.CUSTOMER)
    spec = {key: value for key, value in live.spec.items() if key not in FLAGS}
    found = compare_specs(spec_of(CAMPAIGN), spec, is_whole=False)

    assert {f"/{name}" for name in FLAGS} <= {*found.seen.unverified}


def test_an_organisation_that_is_not_named_is_not_another_one() -> None:
    """Older answers have no orgId."""
    row = row_of(CAMPAIGN)
    del row["orgId"]

    assert read_groups([row], Source.MILESTONES).org_ids == frozenset()


# Servers of other years --------------------------------------------------------------------------


def of_2023(row: Json) -> None:
    """As the documents' answers of 2023 look: fewer keys, and streaks for everybody."""
    lacking(*FLAGS, "orgId", "targetPeriodDefaultValuesMap", "targetMilestoneTriggers")(row)
    lacking("eventName", "activePeriod")(row)
    row.setdefault("streaks", [])


def of_2024(row: Json) -> None:
    """As those before the autumn of 2024: no leaderboard, and a window that is null."""
    lacking("leaderboardEnabled", "orgId")(row)
    for target in row["targets"]:
        if "extendedFieldInfo" in target:
            target["extendedFieldInfo"]["aggregateWindow"] = None


DECLARED: list[Change] = [
    nothing,
    of_group(leaderboardEnabled=True),
    of_group(userCreated=True),
    of_group(leaderboardEnabled=False, userCreated=False),
    STREAK,
    of_target(extendedFieldInfo=AGGREGATED, targetMilestoneTriggers=[HALF]),
]


@pytest.mark.parametrize("shape", [of_2023, of_2024])
@pytest.mark.parametrize("source", ORGANISATION)
@pytest.mark.parametrize("declare", DECLARED)
def test_a_server_of_another_year_gives_no_drift(
    declare: Change, source: Source, shape: Change
) -> None:
    """Whatever is declared: what it does not print is unverified at most."""
    data = copy.deepcopy(CAMPAIGN)
    declare(data)
    row = row_of(data)
    shape(row)

    assert compared(data, row, source).fields == ()


def test_the_table_has_every_key_of_a_group_that_may_be_missing() -> None:
    """Flags are marked in the table of fields; the others are collections, or never shown."""
    marked = {each.name for each in GROUP.fields.values() if each.often_missing}

    assert marked == {*FLAGS}
