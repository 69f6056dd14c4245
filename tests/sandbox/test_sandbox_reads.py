"""What the lists, the parts and the view of a customer show."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from reconciler.sandbox.store import Options, Store
from reconciler.sandbox.wire import Json, decode, encode

Open = Callable[[Options], httpx.Client]
GROUPS = "/v3/targetGroups"


def create(client: httpx.Client, body: Json, name: str, **change: Json) -> Json:
    targets = [{**target, "name": f"{name} target"} for target in body["targets"]]
    sent = {**body, "name": name, "targets": targets, **change}
    response = client.post(GROUPS, content=encode(sent))
    assert response.status_code == 201, response.text
    return decode(response.content)["data"]


def read(client: httpx.Client, path: str, **query: str) -> Json:
    response = client.get(path, params=query)
    assert response.status_code == 200, response.text
    return decode(response.content)["data"]


def names(rows: Json) -> list[str]:
    return [row["name"] for row in rows]


def test_the_list_shows_the_last_touched_first(
    client: httpx.Client, store: Store, body: Json, clock: list[datetime]
) -> None:
    first = create(client, body, "first")
    create(client, body, "second")
    clock[0] += timedelta(hours=1)
    create(client, body, "third")
    assert names(read(client, GROUPS)) == ["third", "second", "first"]
    clock[0] += timedelta(hours=1)
    client.put(f"{GROUPS}/editTargetGroup/{first['id']}", json={"description": "touched"})
    assert names(read(client, GROUPS)) == ["first", "third", "second"]


def test_the_list_hides_user_created_groups_unless_asked(client: httpx.Client, body: Json) -> None:
    create(client, body, "theirs", userCreated=True)
    create(client, body, "ours")
    assert names(read(client, GROUPS)) == ["ours"]
    shown = read(client, GROUPS, includeUserCreatedTargetGroups="true", anything="else")
    assert names(shown) == ["ours", "theirs"]


def test_the_list_shows_inactive_groups_unless_asked(client: httpx.Client, body: Json) -> None:
    group_id = create(client, body, "gone")["id"]
    client.delete(f"{GROUPS}/{group_id}")
    (row,) = read(client, GROUPS)
    assert (row["active"], row["targets"][0]["active"]) == (False, False)
    assert row["activePeriod"]["refCode"] == "may"
    assert read(client, GROUPS, includeOnlyActive="True") == []


def test_a_group_created_inactive_has_inactive_targets(client: httpx.Client, body: Json) -> None:
    answer = create(client, body, "off", active=False)
    (row,) = read(client, GROUPS)
    assert (answer["active"], row["active"], row["targets"][0]["active"]) == (False, False, False)


@pytest.mark.parametrize("returns", [False, True])
def test_whether_the_list_can_show_periods_is_an_option(
    returns: bool, open_sandbox: Open, body: Json
) -> None:
    client = open_sandbox(Options(list_returns_periods=returns))
    group_id = create(client, body, "g")["id"]
    (row,) = read(client, GROUPS, includePeriods="true")
    one = read(client, f"{GROUPS}/{group_id}", includePeriods="true")
    assert row == one
    assert ("periods" in row) is returns
    assert "periods" not in read(client, f"{GROUPS}/{group_id}")


def test_periods_and_targets_can_be_read_alone(client: httpx.Client, body: Json) -> None:
    answer = create(client, body, "g")
    assert read(client, f"{GROUPS}/{answer['id']}/targetPeriods") == answer["periods"]
    (row,) = read(client, GROUPS)
    assert read(client, f"{GROUPS}/{answer['id']}/targets") == row["targets"]
    (period, _) = answer["periods"]
    assert period["attribution"]["createdOn"] == "2027-05-10T12:00:00.000+0000"


def test_reads_round_the_times_that_a_create_prints_in_full(
    client: httpx.Client, body: Json, clock: list[datetime]
) -> None:
    clock[0] = clock[0].replace(microsecond=500_000)
    answer = create(client, body, "g")
    (row,) = read(client, GROUPS)
    (sent,), (stored,) = answer["targets"], row["targets"]
    assert sent["attribution"]["createdOn"] == "2027-05-10T12:00:00.500+0000"
    assert stored["attribution"]["createdOn"] == "2027-05-10T12:00:01.000+0000"


def test_a_changed_state_is_what_reads_show(client: httpx.Client, store: Store, body: Json) -> None:
    group_id = create(client, body, "g")["id"]

    def change(group: Json) -> None:
        del group["targets"][0]["active"]
        group["targets"][0]["enrolmentMethod"] = "AUDIENCE_FILTER"
        group["targets"][0]["targetAudienceFilter"] = [{"audienceGroupId": 1}]
        group["targets"][0]["targetMilestoneTriggers"] = [{"triggerName": "half"}]
        group["periods"].pop()

    store.edit(group_id, change)
    (row,) = read(client, GROUPS)
    (target,) = row["targets"]
    assert row["totalPeriods"] == 1
    assert "active" not in target
    assert target["enrolmentMethod"] == "AUDIENCE_FILTER"
    assert target["targetAudienceFilter"] == [{"audienceGroupId": 1}]
    assert target["targetMilestoneTriggers"] == [{"triggerName": "half"}]


def test_milestones_come_in_pages(client: httpx.Client, body: Json) -> None:
    for number in range(12):
        create(client, body, f"g{number}")
    response = client.get("/v3/milestones").json()
    assert response["pagination"] == {"limit": 10, "offset": 0, "total": 12}
    assert (len(response["data"]), response["errors"], response["warnings"]) == (10, [], [])
    second = client.get("/v3/milestones", params={"offset": "10"}).json()
    assert second["pagination"] == {"limit": 10, "offset": 10, "total": 12}
    assert names(second["data"]) == ["g1", "g0"]
    assert read(client, "/v3/milestones", limit="5", offset="12") == []
    assert names(read(client, "/v3/milestones", limit="2", offset="3")) == ["g8", "g7"]


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "101"},
        {"limit": "0"},
        {"limit": "-1"},
        {"limit": "many"},
        {"offset": "-1"},
        {"status": "RUNNING"},
        {"type": "STREAK"},
        {"require-periods": "yes"},
    ],
)
def test_bad_questions_for_milestones_are_refused(
    query: dict[str, str], client: httpx.Client, body: Json
) -> None:
    create(client, body, "g")
    response = client.get("/v3/milestones", params=query)
    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == 300004


def test_the_largest_page_is_an_option(open_sandbox: Open) -> None:
    client = open_sandbox(Options(max_page=20))
    assert client.get("/v3/milestones", params={"limit": "20"}).status_code == 200
    assert client.get("/v3/milestones", params={"limit": "21"}).status_code == 400


def test_milestones_show_streaks_and_periods_if_asked(client: httpx.Client, body: Json) -> None:
    create(client, body, "plain")
    streaks = [{"name": "twice", "targetCountOfSequence": 2}]
    answer = create(client, body, "streak", trackingType="STREAKS", streaks=streaks)
    streak, plain = read(client, "/v3/milestones")
    assert [row["name"] for row in streak["streaks"]] == ["twice"]
    assert streak["streaks"][0]["attribution"]["createdOn"].endswith(".000+0000")
    assert "streaks" not in plain
    assert "periods" not in plain
    assert plain["activePeriod"]["refCode"] == "may"
    full, _ = read(client, "/v3/milestones", **{"require-periods": "true"})
    assert full["periods"] == answer["periods"]


def test_milestones_are_filtered(client: httpx.Client, body: Json) -> None:
    past = [{"refCode": "p", "startDate": "2026-01-01", "endDate": "2026-01-31"}]
    create(client, body, "over", periods=past, trackingType="CAPPING")
    create(client, body, "to come", periods=body["periods"][1:])
    create(client, body, "now")
    create(client, body, "endless", periods=[])
    create(client, body, "theirs", userCreated=True)
    client.delete(f"{GROUPS}/{create(client, body, 'stopped')['id']}")
    milestones = "/v3/milestones"
    assert names(read(client, milestones, status="LIVE")) == ["endless", "now"]
    assert names(read(client, milestones, status="UPCOMING")) == ["to come"]
    assert names(read(client, milestones, status="ENDED")) == ["over"]
    assert names(read(client, milestones, status="STOPPED")) == ["stopped"]
    assert names(read(client, milestones, type="CAPPING")) == ["over"]
    assert names(read(client, milestones, name="NO")) == ["now"]
    shown = read(client, milestones, name="theirs", includeUserCreatedTargetGroups="true")
    assert names(shown) == ["theirs"]


def rows_of(client: httpx.Client, **query: str) -> list[tuple[str, str, Json]]:
    data = read(client, "/v3/users/42/targetGroups", **query)
    return [
        (row["targetName"], row["periodRefCode"], row["targetValue"])
        for group in data["targetGroups"]
        for row in group["targets"]
    ]


def test_a_customer_sees_a_row_for_each_target_and_period(client: httpx.Client, body: Json) -> None:
    create(client, body, "g", userCreated=True)
    assert rows_of(client) == [("g target", "may", 500)]
    both = [("g target", "may", 500), ("g target", "june", decode("1000.5"))]
    assert rows_of(client, includeInactive="true") == both


def test_a_customer_sees_deactivated_targets_only_if_asked(
    client: httpx.Client, body: Json
) -> None:
    answer = create(client, body, "g")
    target_id = answer["targets"][0]["id"]
    client.delete(f"{GROUPS}/{answer['id']}/targets/{target_id}")
    assert read(client, "/v3/users/42/targetGroups")["targetGroups"] == []
    assert rows_of(client, includeInactiveTargets="true") == [("g target", "may", 500)]


def test_the_rows_of_a_customer_can_be_of_one_target_or_group(
    client: httpx.Client, body: Json
) -> None:
    first, second = create(client, body, "first"), create(client, body, "second")
    assert rows_of(client, targetRuleId=str(first["id"])) == [("first target", "may", 500)]
    target_id = second["targets"][0]["id"]
    assert rows_of(client, targetRuleId=str(target_id)) == [("second target", "may", 500)]
    assert rows_of(client, targetRuleId="1") == []


def test_a_row_of_a_customer_names_target_and_period(
    open_sandbox: Open, body: Json, clock: list[datetime]
) -> None:
    client = open_sandbox(Options(time_zone_offset="+0530", org_id=7))
    streaks = [{"name": "twice", "targetCountOfSequence": 2}]
    answer = create(client, body, "g", trackingType="STREAKS", streaks=streaks, preferredTillId=5)
    data = read(client, "/v3/users/42/targetGroups")
    (group,) = data["targetGroups"]
    (row,) = group["targets"]
    assert (data["userId"], data["customer"]["id"]) == (42, 42)
    assert (group["id"], group["orgId"], group["preferredTillId"]) == (answer["id"], 7, 5)
    assert row["targetRuleId"] == answer["targets"][0]["id"]
    assert (row["targetId"], row["currentPeriod"]) == (None, True)
    assert row["periodStartDateWithTimeStamp"] == "2027-05-01T00:00:00.000Z"
    assert row["periodEndDateWithTimeStamp"] == "2027-05-31T23:59:59.000Z"
    assert row["periodEndDateWithTimeStampISO"] == "2027-05-31T18:29:59Z"
    (streak,) = group["streaks"]
    assert (streak["streakName"], streak["totalTargetCountOfSequence"]) == ("twice", 2)


@pytest.mark.parametrize("user_id", ["0", "me", "-1", "1.5", "9" * 19])
def test_a_bad_user_id_is_refused(user_id: str, client: httpx.Client) -> None:
    response = client.get(f"/v3/users/{user_id}/targetGroups")
    assert (response.status_code, response.json()["errors"][0]["code"]) == (400, 310011)


def test_a_page_costs_as_many_looks_at_the_clock_however_many_groups_there_are(
    connect: Callable[[Store], httpx.Client], clock: list[datetime], body: Json
) -> None:
    looks: list[datetime] = []

    def now() -> datetime:
        looks.append(clock[0])
        return clock[0]

    with Store(":memory:", now=now) as store:
        client = connect(store)
        counts = set[int]()
        for count in range(5):
            create(client, body, f"number {count}")
            looks.clear()
            assert len(read(client, "/v3/milestones", status="LIVE", limit="9")) in {0, count + 1}
            counts.add(len(looks))
    assert len(counts) == 1


def test_what_another_process_changed_is_read_at_once(
    tmp_path: Path, connect: Callable[[Store], httpx.Client], body: Json
) -> None:
    """Though a group that is the same is not decoded again."""
    with Store(tmp_path / "a.db") as store, Store(tmp_path / "a.db") as other:
        client = connect(store)
        ids = [create(client, body, name)["id"] for name in ("one", "two")]
        kept, _ = store.groups()
        other.edit(ids[1], lambda group: group.update(name="three"))
        same, changed = store.groups()
        assert same is kept
        assert changed["name"] == "three"
        assert sorted(names(read(client, GROUPS))) == ["one", "three"]
