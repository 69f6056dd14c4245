"""Create bodies over real HTTP and the real command line: validated, made, and then in sync."""

from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from reconciler.core.exact_json import decode, encode
from reconciler.sandbox.store import Options
from reconciler.target_group.days import days_of
from tests.e2e.support import Repository, a_repository
from tests.support.strategies import (
    FIXED,
    MEASURES,
    SERVER_MADE,
    TRACKING_TYPES,
    Measure,
    campaigns,
)
from tests.support.today import TODAY

SAMPLES = Path(__file__).parents[1] / "contract" / "samples"
DOCUMENTED = {
    path.name.removesuffix(".request.json"): path.read_bytes()
    for path in sorted(SAMPLES.glob("create-*.request.json"))
}
OF_EACH = 8
GENERATED = OF_EACH * len(MEASURES)
SEED = 3
MEANT = {
    "acknowledge": [{"finding": "campaign-over", "reason": "its days are those of the sample"}]
}
WINDOWS = (("fromDate", "toDate"), ("targetCycleStartDate", "targetCycleEndDate"))
DRAWN = {
    "acknowledge": [
        {"finding": "same-campaign", "reason": "what is drawn is often alike"},
        {"finding": "perhaps-thousands", "reason": "goals are drawn in every spelling"},
    ]
}
APART = 2  # one drawn campaign is often like the one before, so only every second is taken
ORGANISATIONS = {
    "plain": (Options(), ()),
    "with ReturnBill twins, in India": (
        Options(return_bill_twins=True, time_zone_offset="+0530"),
        (),
    ),
    "without milestones": (Options(), ("--source", "target-groups")),
    "twins, without milestones": (
        Options(return_bill_twins=True, list_returns_periods=True),
        ("--source", "target-groups"),
    ),
}


def assert_comes_true(repository: Repository, count: int, *source: str) -> None:
    """Validate, plan, apply; right after, nothing differs and nothing more is written."""
    assert repository.run("validate") == 0
    assert repository.run("plan", "--detailed-exitcode", *source) == 2
    assert repository.creates == []

    assert repository.run("apply", "--yes", *source) == 0

    assert repository.creates == [201] * count
    assert repository.run("plan", "--detailed-exitcode", *source) == 0
    assert repository.run("apply", "--yes", *source) == 0
    assert repository.creates == [201] * count, "the second apply wrote something"


def test_the_documents_show_eight_bodies() -> None:
    """None got lost on the way into the tests."""
    assert len(DOCUMENTED) == 8


@pytest.mark.parametrize(("options", "source"), ORGANISATIONS.values(), ids=ORGANISATIONS)
@pytest.mark.parametrize("name", DOCUMENTED)
def test_a_documented_body_is_a_campaign_as_it_stands(
    name: str, options: Options, source: tuple[str, ...], tmp_path: Path
) -> None:
    """Pasted into a file, it is valid, is created once its days are meant, and is then in sync."""
    data = decode(DOCUMENTED[name])
    with a_repository(
        tmp_path, {f"{name}.json": encode(data | MEANT).encode()}, options
    ) as repository:
        assert_comes_true(repository, 1, *source)


@pytest.mark.parametrize("name", DOCUMENTED)
def test_a_documented_body_whose_days_have_passed_is_set_aside(name: str, tmp_path: Path) -> None:
    """As it stands it is valid, and an apply neither makes it nor fails."""
    with a_repository(tmp_path, {f"{name}.json": DOCUMENTED[name]}) as repository:
        assert repository.run("validate") == 0
        last = days_of(decode(DOCUMENTED[name])).last
        is_over = last is not None and last < TODAY
        assert repository.run("plan", "--detailed-exitcode") == (0 if is_over else 2)
        assert repository.run("apply", "--yes") == 0
        assert repository.creates == ([] if is_over else [201])


def test_all_documented_bodies_are_one_repository(tmp_path: Path) -> None:
    """Names of the same target in two of them aside, they do not disturb each other."""
    apart = {
        f"{name}.json": encode(renamed(decode(body), f"{name} ") | MEANT).encode()
        for name, body in DOCUMENTED.items()
    }
    with a_repository(tmp_path, apart) as repository:
        assert_comes_true(repository, len(apart))


@cache
def generated() -> tuple[dict[str, Any], ...]:
    """Campaigns of every kind, with names of their own: as many for each measure.

    What hypothesis draws depends, whatever its seed, on the constants in all modules of ours that
    are loaded; so nothing that must be there is left to it alone.
    """
    found = [data for measure in MEASURES for data in drawn(measure)[::APART]]
    return tuple(made_apart(data, k) for k, data in enumerate(found))


def drawn(measure: Measure) -> list[dict[str, Any]]:
    """Campaigns whose first target has this measure."""
    found: list[dict[str, Any]] = []

    @seed(SEED)
    @settings(
        max_examples=OF_EACH * APART,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(campaigns(first_measures=[measure]))
    def collect(data: dict[str, Any]) -> None:
        found.append(data)

    collect()
    return found


def made_apart(data: dict[str, Any], number: int) -> dict[str, Any]:
    """A generated campaign with names of its own, and with what the API insists on."""
    if data["trackingType"].upper() == "UNIFIED":
        data = {"combinationType": "ANY", **data}
    return renamed(to_be_created(data), f"{number:03} ") | DRAWN


def to_be_created(data: dict[str, Any]) -> dict[str, Any]:
    """The campaign without what only a live group may have.

    Windows end after they start, what counts is whole, no trigger is filled, and the periods that
    the server makes are counted.
    """
    targets = [
        {key: value for key, value in each.items() if key != "targetMilestoneTriggers"}
        for each in data["targets"]
    ]
    data = {**data, "targets": [whole(each) if counts(each) else each for each in targets]}
    if "unifiedTargetExpression" in data:
        data["unifiedTargetExpression"] = whole(data["unifiedTargetExpression"])
    for first, last in WINDOWS:
        if {first, last} <= data.keys():
            data[first], data[last] = sorted([data[first], data[last]])
    is_counted = not {"totalPeriods", "recurringCycles"}.isdisjoint(data)
    if data.get("targetEvaluationType") in SERVER_MADE and not is_counted:
        data["totalPeriods"] = 2
    return data


def counts(target: dict[str, Any]) -> bool:
    """Whether what a target reaches grows by one at a time."""
    how = target.get("extendedFieldInfo", {}).get("aggregateFunction")
    kind = target["targetType"]
    return kind in {"COUNT", "VISIT"} or (
        kind in {"EXTENDED_FIELD", "EVENT_ATTRIBUTE"} and how == "COUNT"
    )


def whole(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """A value with 8 for every 0.125."""
    if isinstance(value, dict):
        return {key: whole(each) for key, each in value.items()}
    if isinstance(value, list):
        return [whole(each) for each in value]
    return 8 if value == Decimal("0.125") else value


def renamed(data: dict[str, Any], before: str) -> dict[str, Any]:
    """Put something before the names that must be unique."""
    targets = [{**each, "name": before + each["name"]} for each in data["targets"]]
    return {**data, "name": before + data["name"], "targets": targets}


def test_generated_bodies_hold_every_kind_entity_and_window() -> None:
    """The many that follow are not all of one sort."""
    found = generated()
    targets = [target for data in found for target in data["targets"]]

    assert len(found) == GENERATED
    assert {data["trackingType"].upper().removesuffix("S") for data in found} == {
        kind.removesuffix("S") for kind in TRACKING_TYPES
    }
    assert {data.get("targetEvaluationType") for data in found} == {*FIXED, *SERVER_MADE}
    seen = Counter((target["targetEntity"], target["targetType"]) for target in targets)
    assert seen.keys() == set(MEASURES)


@pytest.mark.parametrize(
    ("count", "organisation"),
    [
        (GENERATED, "plain"),
        (GENERATED // 2, "twins, without milestones"),
        (GENERATED // 6, "without milestones"),  # each group costs a request there
    ],
)
def test_generated_bodies_come_true_in_one_repository(
    count: int, organisation: str, tmp_path: Path
) -> None:
    """Many files of every sort: created once, and then in sync."""
    options, source = ORGANISATIONS[organisation]
    files = {
        f"{number:03}.json": encode(data, indent=1).encode()
        for number, data in enumerate(generated()[:: GENERATED // count][:count])
    }
    with a_repository(tmp_path, files, options, more="name_checks = 10") as repository:
        assert_comes_true(repository, count, *source)
