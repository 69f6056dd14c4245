"""The rows the sandbox shows have the fields that documented rows have."""

from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest

from reconciler.sandbox.store import Options
from reconciler.sandbox.wire import Json, decode, encode

LISTED_SINCE_2025 = {"orgId", "leaderboardEnabled"}
PAGED_SINCE_2025 = {
    *("orgId", "leaderboardEnabled", "userCreated"),
    *("targetPeriodDefaultValuesMap", "targetMilestoneTriggers"),
}


def all_keys(value: Json) -> set[str]:
    """Collect the keys at any depth, but for those that are ids."""
    if isinstance(value, list):
        return set().union(*(all_keys(item) for item in value))
    if not isinstance(value, dict):
        return set()
    own = {key for key in value if not key.isdigit()}
    return own.union(*(all_keys(item) for item in value.values()))


@pytest.fixture
def client(
    sample: Callable[[str], bytes], open_sandbox: Callable[[Options, datetime], httpx.Client]
) -> httpx.Client:
    """A sandbox with one group of each kind the documented rows show."""
    client = open_sandbox(Options(), datetime(2024, 9, 10, 13, tzinfo=UTC))
    for name in ("leaderboard", "unified", "streak"):
        body = decode(sample(f"create-{name}.request"))
        body |= {"leaderboardEnabled": False}
        response = client.post("/v3/targetGroups", content=encode(body))
        assert response.status_code == 201
    return client


def row_of(response: httpx.Response, tracking_type: str) -> Json:
    (row,) = [
        row for row in decode(response.content)["data"] if row["trackingType"] == tracking_type
    ]
    return row


def test_a_listed_group_has_the_documented_fields(
    client: httpx.Client, sample: Callable[[str], bytes]
) -> None:
    (documented,) = decode(sample("list.response"))["data"]
    row = row_of(client.get("/v3/targetGroups"), "DEFAULT")
    assert all_keys(row) - LISTED_SINCE_2025 == all_keys(documented) - {"aggregateWindow"}


@pytest.mark.parametrize("tracking_type", ["UNIFIED", "STREAKS"])
def test_a_milestone_has_the_documented_fields(
    tracking_type: str, client: httpx.Client, sample: Callable[[str], bytes]
) -> None:
    page = decode(sample("milestones.response"))
    (documented,) = [row for row in page["data"] if row["trackingType"] == tracking_type]
    query = {"includeUserCreatedTargetGroups": "true"}
    response = client.get("/v3/milestones", params=query)
    row = row_of(response, tracking_type)
    assert all_keys(documented) <= all_keys(row)
    extra = all_keys(row) - all_keys(documented) - PAGED_SINCE_2025
    assert extra <= {"description", "activePeriod", "entityIds", "entityType"} | all_keys(
        row.get("activePeriod", {})
    )
    assert list(decode(response.content)) == list(page)


def test_a_row_of_a_customer_has_the_documented_fields(
    client: httpx.Client, sample: Callable[[str], bytes]
) -> None:
    documented = decode(sample("customer.response"))["data"]
    response = client.get("/v3/users/900000001/targetGroups", params={"includeInactive": "true"})
    shown = decode(response.content)["data"]
    (group,) = [row for row in shown["targetGroups"] if row["trackingType"] == "DEFAULT"]
    (expected,) = documented["targetGroups"]
    assert list(group) == list(expected)
    assert all_keys(group) == all_keys(expected)
    assert all_keys(shown["customer"]) <= all_keys(documented["customer"])
