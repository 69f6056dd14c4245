"""Calls of the sandbox that are switched off, each by a status."""

import httpx
import pytest

from reconciler.sandbox.calls import CALLS
from reconciler.sandbox.store import Store

ASKED = {
    "token": ("POST", "/v3/oauth/token/generate"),
    "milestones": ("GET", "/v3/milestones"),
    "list": ("GET", "/v3/targetGroups"),
    "periods": ("GET", "/v3/targetGroups/1/targetPeriods"),
    "name-check": ("POST", "/v3/targetGroups/isValidName"),
    "customer": ("GET", "/v3/users/1/targetGroups"),
    "promotions": ("GET", "/v3/promotions"),
    "create": ("POST", "/v3/targetGroups"),
}


def statuses(client: httpx.Client) -> dict[str, int]:
    return {
        call: client.request(method, path).status_code for call, (method, path) in ASKED.items()
    }


@pytest.mark.parametrize("status", [403, 404, 410, 503])
@pytest.mark.parametrize("call", CALLS)
def test_one_call_is_off_until_it_is_on_again(
    client: httpx.Client, store: Store, call: str, status: int
) -> None:
    """All others are as before."""
    before = statuses(client)
    store.switch_call(call, status)
    assert store.calls_off == {call: status}
    assert statuses(client) == {**before, call: status}
    store.switch_call(call, None)
    assert statuses(client) == before


def test_what_is_off_says_so_in_the_envelope(client: httpx.Client, store: Store) -> None:
    """Where it is forbidden with the code that the documents have for that."""
    for call, status, code in (
        ("list", 403, 4000),
        ("promotions", 403, 300005),
        ("milestones", 410, 410),
    ):
        store.switch_call(call, status)
        method, path = ASKED[call]
        body = client.request(method, path).json()
        assert body["data"] is None
        assert [each["code"] for each in body["errors"]] == [code]


def test_a_reset_switches_all_on(store: Store) -> None:
    """Together with all else."""
    store.switch_call("list", 404)
    store.reset()
    assert store.calls_off == {}


def test_a_wrong_login_comes_first(client: httpx.Client, store: Store) -> None:
    """Nobody learns what is off."""
    store.switch_call("list", 410)
    refused = client.get("/v3/targetGroups", auth=httpx.BasicAuth("nobody", "x"))
    assert refused.status_code == 401
