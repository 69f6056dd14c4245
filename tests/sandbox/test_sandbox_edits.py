"""What edits and deactivations change, and what they silently leave."""

import httpx
import pytest

from reconciler.sandbox.store import Store
from reconciler.sandbox.wire import Json, decode, encode

GROUPS = "/v3/targetGroups"


@pytest.fixture
def group(client: httpx.Client, body: Json) -> Json:
    dates = {"fromDate": "2027-05-01", "toDate": "2027-07-31"}
    return decode(client.post(GROUPS, content=encode({**body, **dates})).content)["data"]


def code_of(response: httpx.Response) -> int:
    assert response.status_code == 400
    return int(response.json()["errors"][0]["code"])


def data_of(response: httpx.Response) -> Json:
    assert response.status_code == 200, response.text
    return decode(response.content)["data"]


def test_an_edit_of_a_group_changes_little(client: httpx.Client, group: Json) -> None:
    target = {**group["targets"][0], "expression": True, "targetType": "COUNT", "name": "x"}
    body = {
        **group,
        "name": "Renamed",
        "description": "new",
        "preferredTillId": 9,
        "totalPeriods": 7,
        "frequencyType": "DAILY",
        "targets": [target],
    }
    answer = data_of(client.put(f"{GROUPS}/editTargetGroup/{group['id']}", content=encode(body)))
    assert (answer["name"], answer["description"]) == ("Renamed", "new")
    assert (answer["preferredTillId"], answer["totalPeriods"]) == (9, 2)
    assert answer["frequencyType"] == "CUSTOM"
    assert (answer["fromDate"], answer["toDate"]) == ("2027-05-01", "2027-06-30")
    assert answer["periods"] == group["periods"]
    assert answer["activePeriod"]["refCode"] == "may"
    (edited,) = answer["targets"]
    assert (edited["expression"], edited["targetType"]) == ("true", "SALES")
    assert edited["name"] == "Spring spend"


def test_an_edit_may_send_a_part(client: httpx.Client, group: Json, store: Store) -> None:
    before = store.groups()
    answer = data_of(client.put(f"{GROUPS}/editTargetGroup/{group['id']}", json={}))
    assert answer["name"] == "Spring"
    assert store.groups() == before


def test_an_edit_may_not_take_a_name(client: httpx.Client, group: Json, body: Json) -> None:
    body |= {"name": "Autumn", "targets": []}
    assert client.post(GROUPS, json=body).status_code == 201
    path = f"{GROUPS}/editTargetGroup/{group['id']}"
    assert code_of(client.put(path, json={"name": "AUTUMN"})) == 310069
    assert data_of(client.put(path, json={"name": "SPRING"}))["name"] == "SPRING"
    assert code_of(client.put(path, json={"name": 5})) == 300004


def test_a_target_can_be_edited(client: httpx.Client, group: Json) -> None:
    (target,) = group["targets"]
    june = target["defaultValues"][1]["periodId"]
    body = {
        **target,
        "description": "new",
        "expression": "currentTxn.value>500",
        "enrolmentMethod": "TRANSACTION",
        "targetEntity": "EVENT",
        "defaultValues": [{"periodId": june, "defaultValue": "7"}],
    }
    path = f"{GROUPS}/{group['id']}/targets/{target['id']}"
    answer = data_of(client.put(path, content=encode(body)))
    assert (answer["description"], answer["enrolmentMethod"]) == ("new", "TRANSACTION")
    assert answer["expression"] == "currentTxn.value>500"
    assert answer["targetEntity"] == "TRANSACTION"
    values = [str(value["defaultValue"]) for value in answer["defaultValues"]]
    assert values == ["500.000", "7.000"]
    by_position = {**body, "defaultValues": [{"defaultValue": 1}] * 3}
    answer = data_of(client.put(path, content=encode(by_position)))
    values = [str(value["defaultValue"]) for value in answer["defaultValues"]]
    assert values == ["1.000", "1.000"]


def test_less_of_a_target_with_streaks_can_be_edited(client: httpx.Client, body: Json) -> None:
    body |= {"trackingType": "STREAKS", "streaks": [{"name": "s", "targetCountOfSequence": 1}]}
    group = client.post(GROUPS, json=body).json()["data"]
    (target,) = group["targets"]
    sent = {"name": "new", "targetType": "SALES", "description": "new", "filters": []}
    answer = data_of(client.put(f"{GROUPS}/{group['id']}/targets/{target['id']}", json=sent))
    assert (answer["name"], answer["filters"]) == ("Spring spend", [])
    assert "description" not in answer


def test_an_edit_of_a_wrong_target_is_refused(
    client: httpx.Client, group: Json, body: Json
) -> None:
    (target,) = group["targets"]
    sent = {"name": "n", "targetType": "SALES"}
    body |= {"name": "other", "targets": [{**body["targets"][0], "name": "taken"}]}
    other = client.post(GROUPS, json=body).json()["data"]
    own, foreign = f"{GROUPS}/{group['id']}/targets", f"{GROUPS}/{other['id']}/targets"
    assert code_of(client.put(f"{own}/999", json=sent)) == 310018
    assert code_of(client.put(f"{foreign}/{target['id']}", json=sent)) == 310079
    assert code_of(client.put(f"{own}/{target['id']}", json={"name": "n"})) == 300004
    taken = {**sent, "name": "TAKEN"}
    assert code_of(client.put(f"{own}/{target['id']}", json=taken)) == 300004


def test_one_target_can_be_deactivated(client: httpx.Client, body: Json) -> None:
    body["targets"].append({**body["targets"][0], "name": "second"})
    group = client.post(GROUPS, json=body).json()["data"]
    path = f"{GROUPS}/{group['id']}/targets/{group['targets'][1]['id']}"
    assert data_of(client.delete(path)) is True
    (row,) = data_of(client.get(GROUPS))
    assert row["active"] is True
    assert [target["active"] for target in row["targets"]] == [True, False]


def test_a_deactivated_group_keeps_its_time_and_takes_no_edit(
    client: httpx.Client, group: Json, store: Store
) -> None:
    before = store.groups()[0]["attribution"]
    path = f"{GROUPS}/{group['id']}"
    assert data_of(client.delete(path)) is True
    (stored,) = store.groups()
    assert (stored["active"], stored["targets"][0]["active"]) == (False, False)
    assert stored["attribution"] == before
    assert code_of(client.delete(path)) == 310017
    assert code_of(client.put(f"{GROUPS}/editTargetGroup/{group['id']}", json={})) == 310017
