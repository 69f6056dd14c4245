"""What the documents send, sent to the sandbox, is answered with what the documents print.

Ids, times and authors differ by nature and are replaced on both sides, ids by what they point
to. All other differences are data below: runs that were not the same, keys that came or went
with server versions, numbers that older servers printed without their scale.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

import httpx
import pytest

from reconciler.sandbox.store import Options
from reconciler.sandbox.wire import Json, decode, encode

NEWER_THAN_2023 = frozenset({"leaderboardEnabled", "userCreated", "targetPeriodDefaultValuesMap"})
INDIA_WITH_TWINS = Options(time_zone_offset="+0530", return_bill_twins=True)


@dataclass(frozen=True)
class Pair:
    """A documented request and answer, and in what the two are not of one run or version."""

    name: str
    options: Options = Options()  # noqa: RUF009 (frozen)
    other_run: dict[str, str] = field(default_factory=dict)
    """Texts of the request that stand otherwise in the answer, by their path."""
    keys_gone: frozenset[str] = frozenset()
    """Keys the documented server printed, newer ones do not."""
    keys_new: frozenset[str] = frozenset()
    """Keys the documented server did not print yet."""
    numbers_unscaled: bool = False


PAIRS = [
    Pair("count-two-periods"),
    Pair("user-created", keys_gone=frozenset({"aggregateWindow"})),
    Pair(
        "behavioural-event",
        other_run={"name": "Opp111", "description": "Opp111", "targets.0.name": "Opp111"},
    ),
    Pair(
        "leaderboard",
        other_run={
            "name": "Fixed Window Milestone Group 1725974313",
            "targets.0.name": "target-2024-09-10T13:18:32.999Z",
        },
        keys_gone=frozenset({"aggregateWindow"}),
    ),
    Pair("streak", options=Options(return_bill_twins=True), keys_new=NEWER_THAN_2023),
    Pair(
        "unified",
        options=INDIA_WITH_TWINS,
        keys_new=NEWER_THAN_2023 | {"eventName"},
        numbers_unscaled=True,
    ),
    Pair(
        "alternate-currency",
        other_run={
            "description": "streak group",
            "periods.1.refCode": "vbnmihffgnkji",
            "targets.0.description": "strnbeasdwascs9",
        },
        numbers_unscaled=True,
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_a_documented_create_is_answered_as_documented(
    pair: Pair,
    sample: Callable[[str], bytes],
    open_sandbox: Callable[[Options, datetime], httpx.Client],
) -> None:
    documented = decode(sample(f"create-{pair.name}.response"))
    body = decode(sample(f"create-{pair.name}.request"))
    for path, value in pair.other_run.items():
        put(body, path, value)
    created_on = documented["data"]["targets"][0]["attribution"]["createdOn"]
    client = open_sandbox(pair.options, datetime.fromisoformat(created_on))

    response = client.post("/v3/targetGroups", content=encode(body))

    assert response.status_code == 201
    got, expected = decode(response.content), documented
    assert comparable(got, pair, pair.keys_new) == comparable(expected, pair, pair.keys_gone)
    assert attribution_keys(got) == attribution_keys(expected)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_times_are_printed_as_documented(
    pair: Pair,
    sample: Callable[[str], bytes],
    open_sandbox: Callable[[Options, datetime], httpx.Client],
) -> None:
    documented = decode(sample(f"create-{pair.name}.response"))["data"]
    created_on = documented["targets"][0]["attribution"]["createdOn"]
    client = open_sandbox(pair.options, datetime.fromisoformat(created_on))

    response = client.post("/v3/targetGroups", content=sample(f"create-{pair.name}.request"))

    group = decode(response.content)["data"]
    assert group["targets"][0]["attribution"]["createdOn"] == created_on
    if pair.name != "unified":  # in September 2023 periods had milliseconds
        assert fractions_of(group["periods"]) == fractions_of(documented["periods"])


def fractions_of(periods: Json) -> list[str]:
    """Cut the times of periods to what follows the second, where parts of one create differ."""
    return [period["attribution"]["createdOn"][len("yyyy-mm-ddThh:mm:ss") :] for period in periods]


def put(body: Json, path: str, value: str) -> None:
    *parents, last = path.split(".")
    for step in parents:
        body = body[int(step)] if step.isdigit() else body[step]
    body[last] = value


def comparable(answer: Json, pair: Pair, without: frozenset[str]) -> Json:
    labels = dict(labels_of(answer["data"]))

    def reduce(value: Json, key: str = "") -> Json:
        if isinstance(value, dict) and key != "attribution":
            items = ((name, reduce(item, name)) for name, item in value.items())
            return {labels.get(name, name): item for name, item in items if name not in without}
        if isinstance(value, list):
            return [reduce(item, key) for item in value]
        return leaf(value, key)

    def leaf(value: Json, key: str) -> Json:
        if key in {"attribution", "emfRuleSetId"}:
            return f"<{key}>"
        if key == "ruleExpression":
            return re.sub(r"\d+", lambda found: labels[found.group()], value)
        if key == "defaultValue":
            return Decimal(value) if pair.numbers_unscaled else str(value)
        is_id = key == "id" or key.endswith("Id")
        return labels.get(str(value), str(value)) if is_id else value

    return reduce(answer)


def labels_of(group: Json) -> Iterator[tuple[str, str]]:
    """Name each id by what it points to, so that answers with other ids compare."""
    yield str(group["id"]), "<group>"
    for position, period in enumerate(group["periods"]):
        yield str(period["id"]), f"<period {position}>"
    for position, streak in enumerate(group.get("streaks", [])):
        yield str(streak["id"]), f"<streak {position}>"
    for position, target in enumerate(group["targets"]):
        yield str(target["id"]), f"<target {position}>"
        for place, value in enumerate(target["defaultValues"]):
            yield str(value["id"]), f"<value {position}.{place}>"


def attribution_keys(answer: Json) -> list[Json]:
    parts = [*answer["data"]["periods"], *answer["data"]["targets"]]
    by_whom = [part["attribution"]["createdBy"] for part in parts]
    return [[list(part["attribution"]) for part in parts], [list(author) for author in by_whom]]
