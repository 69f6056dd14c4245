"""How a create is stored and answered."""

from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest

from reconciler.sandbox.store import Options, Store
from reconciler.sandbox.wire import Json, decode, encode

Open = Callable[[Options], httpx.Client]


def create(client: httpx.Client, body: Json) -> Json:
    response = client.post("/v3/targetGroups", content=encode(body))
    assert response.status_code == 201, response.text
    return decode(response.content)["data"]


def listed(client: httpx.Client) -> Json:
    query = {"includeUserCreatedTargetGroups": "true"}
    (row,) = decode(client.get("/v3/targetGroups", params=query).content)["data"]
    return row


def test_what_is_unsent_stays_out_of_the_answer(client: httpx.Client, body: Json) -> None:
    answer = create(client, body)
    for key in ("description", "preferredTillId", "fromDate", "frequencyType", "frequency"):
        assert key not in answer
    for key in ("attribution", "orgId", "createdOn", "activePeriod", "streaks", "recurringCycles"):
        assert key not in answer
    (target,) = answer["targets"]
    for key in ("description", "expression", "expressionJson", "filters", "extendedFieldInfo"):
        assert key not in target
    assert "targetMilestoneTriggers" not in target
    assert "description" not in answer["periods"][0]


def test_known_defaults_are_filled_in(client: httpx.Client, body: Json) -> None:
    del body["targetEvaluationType"]
    answer = create(client, body)
    (target,) = answer["targets"]
    assert answer["active"] is True
    assert answer["userCreated"] is False
    assert answer["leaderboardEnabled"] is False
    assert answer["targetEvaluationType"] == "FIXED_CALENDAR_WINDOW"
    assert answer["periods"][0]["active"] is True
    assert target["active"] is True
    assert target["eventName"] == "TransactionAdd"
    assert target["enrolmentMethod"] == "IMPORT"


def test_reads_fill_in_more_defaults(client: httpx.Client, body: Json) -> None:
    create(client, body)
    row = listed(client)
    assert (row["frequencyType"], row["frequency"], row["recurringCycles"]) == ("CUSTOM", 0, -1)
    assert row["targets"][0]["targetMilestoneTriggers"] == []


def test_the_answer_repeats_total_periods_and_reads_count_them(
    client: httpx.Client, body: Json
) -> None:
    assert create(client, {**body, "totalPeriods": 7})["totalPeriods"] == 7
    assert listed(client)["totalPeriods"] == 2


def test_null_means_unsent(client: httpx.Client, body: Json) -> None:
    answer = create(client, {**body, "description": None, "userCreated": None, "streaks": None})
    assert "description" not in answer
    assert answer["userCreated"] is False


def test_texts_are_kept_as_typed(client: httpx.Client, body: Json) -> None:
    pretty = '\n{\n  "arity":"literal"\n}'
    body |= {"name": " Grün ", "description": ""}
    body["targets"][0] |= {"expressionJson": pretty, "name": "", "filters": []}
    answer = create(client, body)
    assert (answer["name"], answer["description"]) == (" Grün ", "")
    assert answer["targets"][0]["expressionJson"] == pretty
    assert (answer["targets"][0]["name"], answer["targets"][0]["filters"]) == ("", [])


def test_ids_of_64_bits_survive(client: httpx.Client, body: Json) -> None:
    create(client, {**body, "preferredTillId": 7998987987986876867})
    assert '"preferredTillId": 7998987987986876867,' in client.get("/v3/targetGroups").text


@pytest.mark.parametrize(
    "sent",
    ["2027-05-11", "2027-05-11T23:59:59.999Z", "2027-05-11T00:45:12.063", "2027-05-11T01:00+05:30"],
)
def test_period_dates_are_cut_to_days(sent: str, client: httpx.Client, body: Json) -> None:
    body["periods"][0]["startDate"] = sent
    assert create(client, body)["periods"][0]["startDate"] == "2027-05-11"


def test_a_number_as_ref_code_becomes_text(client: httpx.Client, body: Json) -> None:
    body["periods"][0]["refCode"] = 1720782952
    assert create(client, body)["periods"][0]["refCode"] == "1720782952"


def test_the_status_of_a_period_comes_from_the_clock(
    client: httpx.Client, body: Json, clock: list[datetime]
) -> None:
    body["periods"][0]["periodStatus"] = "NOT_STARTED"
    statuses = [period["periodStatus"] for period in create(client, body)["periods"]]
    assert statuses == ["RUNNING", "NOT_STARTED"]
    assert listed(client)["activePeriod"]["refCode"] == "may"
    clock[0] = datetime(2027, 6, 30, 23, 59, tzinfo=UTC)
    assert listed(client)["activePeriod"]["refCode"] == "june"
    clock[0] = datetime(2027, 7, 1, tzinfo=UTC)
    assert "activePeriod" not in listed(client)


def test_cycle_dates_span_the_periods(client: httpx.Client, body: Json) -> None:
    body["periods"].reverse()
    answer = create(client, body)
    assert answer["targetCycleStartDate"] == "2027-05-01T00:00:00.000Z"
    assert answer["targetCycleEndDate"] == "2027-06-30T23:59:59.000Z"


def test_sent_cycle_dates_are_answered_as_sent_and_stored_rounded(
    client: httpx.Client, body: Json
) -> None:
    sent = {
        "targetCycleStartDate": "2027-04-30T18:29:59.999Z",
        "targetCycleEndDate": "9999-12-31T23:59:59.999Z",
    }
    answer, row = create(client, {**body, **sent}), listed(client)
    assert {key: answer[key] for key in sent} == sent
    assert row["targetCycleStartDate"] == "2027-04-30T18:30:00.000Z"
    assert row["targetCycleEndDate"] == "9999-12-31T23:59:59.000Z"


def test_without_periods_the_cycle_lasts_five_years_from_now(
    client: httpx.Client, body: Json, clock: list[datetime]
) -> None:
    clock[0] = datetime(2028, 2, 29, 12, 0, 0, 600_000, tzinfo=UTC)
    body["periods"] = []
    answer = create(client, body)
    assert answer["targetCycleStartDate"] == "2028-02-29T12:00:01.000Z"
    assert answer["targetCycleEndDate"] == "2033-02-28T12:00:01.000Z"
    assert listed(client)["totalPeriods"] == 0


def test_from_and_to_date_are_days_of_the_answer_only(client: httpx.Client, body: Json) -> None:
    answer = create(client, {**body, "fromDate": "2027-05-01T08:41:00.529Z", "toDate": None})
    assert answer["fromDate"] == "2027-05-01"
    assert "toDate" not in answer
    assert "fromDate" not in listed(client)


def test_the_zone_of_the_server_decides_days_and_is_printed(
    open_sandbox: Open, body: Json, clock: list[datetime]
) -> None:
    clock[0] = datetime(2027, 5, 31, 18, 30, 0, 999_000, tzinfo=UTC)
    client = open_sandbox(Options(time_zone_offset="+0530"))
    answer = create(client, body)
    assert [row["periodStatus"] for row in answer["periods"]] == ["ENDED", "RUNNING"]
    assert answer["targets"][0]["attribution"]["createdOn"] == "2027-06-01T00:00:00.999+0530"
    row = listed(client)
    assert row["attribution"]["createdOn"] == "2027-06-01T00:00:01.000+0530"
    assert row["targets"][0]["attribution"]["createdOn"] == "2027-06-01T00:00:01.000+0530"
    assert row["createdOn"] == datetime(2027, 5, 31, 18, 30, 1, tzinfo=UTC).timestamp() * 1000


def test_streaks_get_ids_and_belong_to_the_group(client: httpx.Client, body: Json) -> None:
    streaks = [{"name": "two", "targetCountOfSequence": 2}]
    answer = create(client, {**body, "trackingType": "STREAKS", "streaks": streaks})
    (streak,) = answer["streaks"]
    assert (streak["name"], streak["targetCountOfSequence"]) == ("two", 2)
    assert streak["targetGroupId"] == answer["id"]
    assert "streaks" not in listed(client)


@pytest.mark.parametrize("window", ["CYCLIC_WINDOW", "PERIOD_AGNOSTIC_WINDOW"])
@pytest.mark.parametrize(
    ("declared", "count"),
    [
        ({"totalPeriods": 3, "recurringCycles": 2}, 3),
        ({"totalPeriods": 0, "recurringCycles": 2}, 2),
        ({"totalPeriods": None, "recurringCycles": 2}, 2),
        ({"totalPeriods": 0, "recurringCycles": 0}, 1),
        ({"totalPeriods": None}, 1),
    ],
)
def test_periods_of_cyclic_windows_are_made_by_the_server(
    window: str, declared: dict[str, Json], count: int, client: httpx.Client, body: Json
) -> None:
    body |= {"targetEvaluationType": window, **declared}
    body["targets"][0]["defaultValues"] = [{"defaultValue": 1}] * count
    del body["periods"]
    answer = create(client, body)
    codes = [f"PERIOD_G_{answer['id']}_{number}" for number in range(1, count + 1)]
    assert [period["refCode"] for period in answer["periods"]] == codes
    assert answer["periods"][0]["description"] == "CYCLIC TARGET PERIOD"
    assert answer["periods"][0]["startDate"] == "2027-05-10"
    assert len(answer["targets"][0]["defaultValues"]) == count
    assert answer["targetCycleStartDate"] == "2027-05-10T12:00:00.000Z"
    assert listed(client)["totalPeriods"] == count


def test_sent_periods_of_a_cyclic_window_are_kept(client: httpx.Client, body: Json) -> None:
    answer = create(client, {**body, "targetEvaluationType": "CALENDAR_CYCLIC_WINDOW"})
    assert [period["refCode"] for period in answer["periods"]] == ["may", "june"]


def test_much_is_accepted(client: httpx.Client, body: Json) -> None:
    body |= {"name": "", "frequency": -10, "someday": {"new": 1}, "periods": []}
    body["targets"] = [
        {"name": "a", "targetEntity": "TRANSACTION", "targetType": "ALL"},
        {"name": "b", "targetEntity": "EVENT", "targetType": "COUNT", "extendedFieldInfo": {}},
    ]
    answer = create(client, body)
    assert (answer["name"], answer["frequency"]) == ("", -10)
    assert "someday" not in answer
    assert answer["targets"][1]["extendedFieldInfo"] == {}


def test_a_write_is_attributed_to_the_caller(client: httpx.Client, body: Json) -> None:
    (period, _) = create(client, body)["periods"]
    assert period["attribution"]["createdBy"]["code"] == "sandbox"


def test_everything_is_stored_or_nothing(client: httpx.Client, store: Store, body: Json) -> None:
    create(client, body)
    refused = client.post("/v3/targetGroups", json={**body, "name": "other"})
    assert refused.status_code == 400  # the name of the target is taken
    assert [group["name"] for group in store.groups()] == ["Spring"]
    body["targets"][0]["name"] = "free"
    assert create(client, {**body, "name": "third"})["id"] == store.groups()[0]["id"] + 1
