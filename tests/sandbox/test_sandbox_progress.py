"""What single customers have reached can be stored, and is shown to them alone."""

from decimal import Decimal

import httpx
import pytest

from reconciler.sandbox.store import Store
from reconciler.sandbox.wire import Json, decode

ACHIEVED = "2027-05-09T10:00:00.000+0000"


@pytest.fixture
def group(client: httpx.Client, body: Json) -> Json:
    """A streak of two periods."""
    body |= {"trackingType": "STREAKS", "streaks": [{"name": "Both", "targetCountOfSequence": 2}]}
    return decode(client.post("/v3/targetGroups", json=body).content)["data"]


def seen(client: httpx.Client, customer: int) -> list[Json]:
    """The groups that a customer sees."""
    query = {"includeInactive": "true"}
    response = client.get(f"/v3/users/{customer}/targetGroups", params=query)
    groups: list[Json] = decode(response.content)["data"]["targetGroups"]
    return groups


def test_progress_shows_in_the_row_of_its_target_and_period(
    client: httpx.Client, store: Store, group: Json
) -> None:
    """Values are scaled, the enrolment gets an id, the other row stays as it was."""
    target, period = group["targets"][0]["id"], group["periods"][0]["id"]
    store.set_progress(42, target, period, Decimal("20.5"), ACHIEVED, wanted=15)
    first, second = seen(client, 42)[0]["targets"]

    assert str(first["targetAchievedValue"]) == "20.500"
    assert str(first["targetValue"]) == "15.000"
    assert first["targetAchievedDateTime"] == ACHIEVED
    assert first["targetId"] is not None
    assert (second["targetId"], second["targetAchievedValue"]) == (None, 0)


def test_progress_without_an_own_goal_keeps_the_groups(
    client: httpx.Client, store: Store, group: Json
) -> None:
    store.set_progress(42, group["targets"][0]["id"], group["periods"][0]["id"], 3)
    row = seen(client, 42)[0]["targets"][0]

    assert (str(row["targetValue"]), row["targetAchievedDateTime"]) == ("500.000", None)


def test_a_streak_shows_its_count(client: httpx.Client, store: Store, group: Json) -> None:
    store.set_streak(42, group["streaks"][0]["id"], 1)
    assert (seen(client, 42)[0]["streaks"][0]["status"]) == "IN_PROGRESS"

    store.set_streak(42, group["streaks"][0]["id"], 2, ACHIEVED)
    streak = seen(client, 42)[0]["streaks"][0]
    assert (streak["currentCount"], streak["status"]) == (2, "ACHIEVED")
    assert streak["streakAchievedDateTime"] == ACHIEVED


def test_a_hidden_group_is_hidden_from_one_customer(
    client: httpx.Client, store: Store, group: Json
) -> None:
    store.hide_group(42, group["id"])

    assert seen(client, 42) == []
    assert len(seen(client, 43)) == 1


def test_progress_is_of_one_customer_and_forgotten_with_the_rest(
    client: httpx.Client, store: Store, group: Json, body: Json
) -> None:
    store.set_progress(42, group["targets"][0]["id"], group["periods"][0]["id"], 3)
    assert seen(client, 43)[0]["targets"][0]["targetId"] is None

    store.reset()
    client.post("/v3/targetGroups", json=body)
    assert seen(client, 42)[0]["targets"][0]["targetId"] is None
