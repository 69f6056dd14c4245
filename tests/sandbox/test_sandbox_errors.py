"""What is refused, with which code, in which shape."""

from collections.abc import Callable

import httpx
import pytest

from reconciler.sandbox.store import Options, Store
from reconciler.sandbox.wire import Json

Open = Callable[[Options], httpx.Client]
ALTERNATE = {"targetEntity": "ALTERNATE_CURRENCIES", "targetType": "ALL"}


def code_of(response: httpx.Response, status: int = 400) -> int:
    assert response.status_code == status, response.text
    answer = response.json()
    assert (answer["data"], answer["warnings"]) == (None, None)
    ((code, message),) = [(error["code"], error["message"]) for error in answer["errors"]]
    assert message
    return int(code)


def create(client: httpx.Client, body: Json) -> httpx.Response:
    return client.post("/v3/targetGroups", json=body)


@pytest.mark.parametrize(
    "change",
    [
        {"name": None},
        {"name": 5},
        {"name": "n" * 201},
        {"description": "d" * 256},
        {"trackingType": None},
        {"trackingType": "Default"},
        {"trackingType": "STREAK", "streaks": [{"name": "s", "targetCountOfSequence": 1}]},
        {"trackingType": "STREAKS"},
        {"trackingType": "UNIFIED"},
        {"targetEvaluationType": "FIXED"},
        {"frequencyType": "Monthly"},
        {"frequency": "1"},
        {"frequency": 1.5},
        {"frequency": True},
        {"preferredTillId": 2**63},
        {"active": "true"},
        {"userCreated": 1},
        {"periods": {}},
        {"periods": [None]},
        {"periods": [{"refCode": "p", "startDate": "2027-02-30", "endDate": "2027-03-01"}]},
        {"periods": [{"refCode": "p", "startDate": "tomorrow", "endDate": "2027-03-01"}]},
        {"periods": [{"refCode": "p", "startDate": 1, "endDate": "2027-03-01"}]},
        {"periods": [{"startDate": "2027-02-01", "endDate": "2027-03-01"}]},
        {"targets": "none"},
        {"streaks": [{"name": "s"}]},
        {"leaderboardEnabled": True, "trackingType": "CAPPING"},
        {"unifiedTargetExpression": {"thresholdValue": True}},
        {"targetEvaluationType": "CYCLIC_WINDOW", "periods": [], "totalPeriods": 1001},
    ],
)
def test_malformed_groups_are_invalid_input(
    change: dict[str, Json], client: httpx.Client, body: Json
) -> None:
    assert code_of(create(client, {**body, **change})) == 300004


@pytest.mark.parametrize(
    "change",
    [
        {"name": None},
        {"targetEntity": None},
        {"targetType": None},
        {"targetType": "POINTS"},
        {"enrolmentMethod": "SMS"},
        {"expression": 1},
        {"expressionJson": {}},
        {"filters": [{"entityType": "CITY"}]},
        {"filters": [{"entityType": "STORE", "entityIds": ["1"]}]},
        {"defaultValues": [1]},
        {"defaultValues": [{}]},
        {"defaultValues": [{"defaultValue": "many"}]},
        {"defaultValues": [{"defaultValue": True}]},
        {"defaultValues": [{"defaultValue": "1e31"}]},
        {"extendedFieldInfo": {"name": "n", "aggregateFunction": "MEAN"}},
    ],
)
def test_malformed_targets_are_invalid_input(
    change: dict[str, Json], client: httpx.Client, body: Json
) -> None:
    body["targets"][0] |= change
    assert code_of(create(client, body)) == 300004


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"nonsense",
        b'"text"',
        b"\xff",
        b'{"name": "\\ud800", "trackingType": "DEFAULT"}',
        b'{"name": "n", "trackingType": "DEFAULT", "frequency": NaN}',
        b"[" * 100_000,
    ],
)
def test_a_body_that_is_not_an_object_is_invalid_input(text: bytes, client: httpx.Client) -> None:
    assert code_of(client.post("/v3/targetGroups", content=text)) == 300004


@pytest.mark.parametrize(("twins", "longest"), [(False, 200), (True, 189)])
def test_a_target_name_is_too_long_with_its_twin(
    twins: bool, longest: int, open_sandbox: Open, body: Json
) -> None:
    client = open_sandbox(Options(return_bill_twins=twins))
    body["targets"][0]["name"] = "n" * (longest + 1)
    assert code_of(create(client, body)) == 310008
    body["targets"][0]["name"] = "n" * longest
    assert create(client, body).status_code == 201


def test_a_group_name_is_taken_whatever_its_case(
    client: httpx.Client, store: Store, body: Json
) -> None:
    first = create(client, {**body, "userCreated": True}).json()["data"]
    assert client.delete(f"/v3/targetGroups/{first['id']}").json()["data"] is True
    body["targets"][0]["name"] = "other"
    assert code_of(create(client, {**body, "name": "sPRING"})) == 310069
    assert len(store.groups()) == 1


def test_a_target_name_is_taken_within_the_organisation(
    open_sandbox: Open, client: httpx.Client, body: Json
) -> None:
    create(client, body)
    other = {**body, "name": "other"}
    assert code_of(create(client, other)) == 300004
    lenient = open_sandbox(Options(unique_target_names=False))
    assert create(lenient, body).status_code == 201
    assert create(lenient, other).status_code == 201


def test_a_target_name_is_taken_within_its_group(client: httpx.Client, body: Json) -> None:
    body["targets"].append({**body["targets"][0], "name": "SPRING SPEND"})
    assert code_of(create(client, body)) == 300004


def test_a_leaderboard_needs_a_fixed_window(client: httpx.Client, body: Json) -> None:
    assert create(client, {**body, "leaderboardEnabled": True}).status_code == 201
    body |= {"leaderboardEnabled": True, "targetEvaluationType": "CYCLIC_WINDOW"}
    assert code_of(create(client, body)) == 310132


def test_a_leaderboard_needs_the_feature(open_sandbox: Open, body: Json) -> None:
    client = open_sandbox(Options(leaderboard_enabled=False))
    assert code_of(create(client, {**body, "leaderboardEnabled": True})) == 310133


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"targetType": "EXTENDED_FIELD"}, 310094),
        ({"targetType": "EXTENDED_FIELD", "extendedFieldInfo": {}}, 310094),
        (ALTERNATE, 310094),
        ({**ALTERNATE, "extendedFieldInfo": {"alternateCurrencyIdentifier": "x"}}, 310146),
        ({**ALTERNATE, "extendedFieldInfo": {"programId": 0}}, 310146),
        ({**ALTERNATE, "extendedFieldInfo": {"programId": 46}}, 310147),
        (
            {
                **ALTERNATE,
                "extendedFieldInfo": {"programId": 46, "alternateCurrencyIdentifier": " "},
            },
            310147,
        ),
        ({"targetType": "EVENT_ATTRIBUTE"}, 310033),
        ({"targetEntity": "LINEITEM", "targetType": "ALL"}, 310033),
        ({"targetEntity": "POINTS", "targetType": "SALES"}, 310033),
        ({"targetEntity": "EVENT", "targetType": "SALES"}, 310033),
        (
            {
                "targetEntity": "EVENT",
                "targetType": "EVENT_ATTRIBUTE",
                "eventName": "CustomerRegistration",
            },
            310033,
        ),
    ],
)
def test_targets_that_do_not_fit_together_are_refused(
    change: dict[str, Json], code: int, client: httpx.Client, body: Json
) -> None:
    body["targets"][0] |= change
    assert code_of(create(client, body)) == code


@pytest.mark.parametrize(
    ("kind", "name", "free"),
    [
        ("targetGroupName", "SPRING", False),
        ("targetGroupName", "Summer", True),
        ("targetName", "spring SPEND", False),
        ("targetName", "Spring", True),
        ("streakName", "Twice", False),
        ("streakLevelName", "twice", False),
        ("periodName", "MAY", False),
        ("periodName", "july", True),
    ],
)
def test_a_name_can_be_asked_for(
    kind: str, name: str, free: bool, client: httpx.Client, body: Json
) -> None:
    body |= {"trackingType": "STREAKS"}
    body["streaks"] = [{"name": "twice", "targetCountOfSequence": 2}]
    create(client, body)
    response = client.post("/v3/targetGroups/isValidName", json={"type": kind, "value": name})
    assert response.json() == {"data": free, "errors": None, "warnings": None}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"type": "name", "value": "x"}, 310145),
        ({"type": "targetName"}, 300004),
        ({"value": "x"}, 300004),
        ([], 300004),
    ],
)
def test_a_bad_question_for_a_name_is_refused(body: Json, code: int, client: httpx.Client) -> None:
    assert code_of(client.post("/v3/targetGroups/isValidName", json=body)) == code


@pytest.mark.parametrize("path", ["", "/targets", "/targetPeriods"])
def test_parts_of_unknown_or_deactivated_groups_are_refused(
    path: str, client: httpx.Client, body: Json
) -> None:
    group_id = create(client, body).json()["data"]["id"]
    assert client.get(f"/v3/targetGroups/{group_id}{path}").status_code == 200
    assert code_of(client.get(f"/v3/targetGroups/{group_id + 1}{path}")) == 310017
    assert code_of(client.get(f"/v3/targetGroups/{2**70}{path}")) == 310017
    client.delete(f"/v3/targetGroups/{group_id}")
    assert code_of(client.get(f"/v3/targetGroups/{group_id}{path}")) == 310017


def test_unknown_paths_and_methods_are_refused_in_the_envelope(client: httpx.Client) -> None:
    assert code_of(client.get("/v3/leaderboards"), status=404) == 404
    assert code_of(client.get("/v3/targetGroups/"), status=404) == 404
    assert code_of(client.put("/v3/targetGroups"), status=405) == 405
    assert code_of(client.get("/v3/targetGroups/isValidName"), status=405) == 405
