"""Who is let in, and what every answer carries."""

import base64
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

import httpx
import pytest

from reconciler.sandbox.store import Options, Store
from reconciler.sandbox.wire import Json

MD5 = hashlib.md5(b"sandbox").hexdigest()
TOKEN_PATH = "/v3/oauth/token/generate"
KEY = {"key": "sandbox", "secret": "sandbox"}


def basic(credentials: str) -> str:
    return "Basic " + base64.b64encode(credentials.encode()).decode()


def status_with(client: httpx.Client, headers: dict[str, str]) -> int:
    return client.get("/v3/targetGroups", headers=headers).status_code


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic !",
        "Basic /w==",
        f"Bearer {MD5}",
        basic("sandbox:sandbox"),
        basic(f"sandbox:{MD5.upper()}"),
        basic(f"Sandbox:{MD5}"),
        basic("sandbox:" + hashlib.md5(MD5.encode()).hexdigest()),
    ],
)
def test_bad_basic_credentials_are_refused(header: str, client: httpx.Client) -> None:
    response = client.get("/v3/targetGroups", headers={"Authorization": header})
    assert response.status_code == 401
    assert response.json() == {
        "HttpStatusCode": 401,
        "errorCode": 401,
        "errorMessage": "Unauthorized",
    }


def test_basic_takes_the_md5_of_the_configured_password(
    open_sandbox: Callable[[Options], httpx.Client],
) -> None:
    client = open_sandbox(Options(username="store123", password="Pass123"))
    secret = "2f23fa35" + hashlib.md5(b"Pass123").hexdigest()[8:]
    assert status_with(client, {"Authorization": basic(f"store123:{secret}")}) == 200
    assert status_with(client, {}) == 401


def token_of(client: httpx.Client) -> str:
    response = client.post(TOKEN_PATH, json=KEY, headers={"Authorization": ""})
    assert response.status_code == 200
    data = response.json()["data"]
    assert data["ttlSeconds"] == 300
    return str(data["accessToken"])


def test_a_token_is_good_until_it_expires(client: httpx.Client, clock: list[datetime]) -> None:
    headers = {"Authorization": "", "X-CAP-API-OAUTH-TOKEN": token_of(client)}
    assert status_with(client, headers) == 200
    clock[0] += timedelta(seconds=299)
    assert status_with(client, headers) == 200
    clock[0] += timedelta(seconds=1)
    assert status_with(client, headers) == 401
    renewed = {**headers, "X-CAP-API-OAUTH-TOKEN": token_of(client)}
    assert status_with(client, renewed) == 200


def test_a_wrong_token_is_not_made_good_by_basic(client: httpx.Client) -> None:
    assert status_with(client, {"X-CAP-API-OAUTH-TOKEN": "wrong"}) == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [({**KEY, "secret": "wrong"}, 401), ({**KEY, "key": None}, 401), ({}, 401), ([], 400)],
)
def test_tokens_are_given_for_the_key_only(body: Json, status: int, client: httpx.Client) -> None:
    assert client.post(TOKEN_PATH, json=body).status_code == status


def test_a_token_may_attribute_writes_to_another_till(
    client: httpx.Client, store: Store, body: Json
) -> None:
    attribution = {"X-CAP-API-ATTRIBUTION-ENTITY-CODE": "till.main"}
    client.post("/v3/targetGroups", json=body, headers=attribution)
    token = {"Authorization": "", "X-CAP-API-OAUTH-TOKEN": token_of(client)}
    body["targets"] = []
    for name, headers in (("second", token), ("third", {**token, **attribution})):
        client.post("/v3/targetGroups", json={**body, "name": name}, headers=headers)
    authors = [group["attribution"]["createdBy"]["code"] for group in store.groups()]
    assert authors == ["sandbox", "sandbox", "till.main"]


def test_every_answer_has_a_request_id_and_is_logged(client: httpx.Client, store: Store) -> None:
    responses = [
        client.get("/v3/targetGroups", params={"includePeriods": "true"}),
        client.get("/v3/targetGroups", headers={"Authorization": ""}),
        client.post(TOKEN_PATH, json={}),
        client.post("/v3/targetGroups", json={}),
        client.get("/nowhere"),
    ]
    assert len({response.headers["X-Cap-Requestid"] for response in responses}) == 5
    assert store.requests == [
        ("GET", "/v3/targetGroups", 200),
        ("GET", "/v3/targetGroups", 401),
        ("POST", TOKEN_PATH, 401),
        ("POST", "/v3/targetGroups", 400),
        ("GET", "/nowhere", 404),
    ]
