"""The disk that the sandbox is kept on fails while it is asked."""

import sqlite3

import httpx
import pytest

from reconciler.sandbox.store import Store
from reconciler.sandbox.wire import Json


def test_a_failing_disk_is_told_in_the_form_of_the_api(
    client: httpx.Client, store: Store, body: Json
) -> None:
    """A read that needs no writing is answered all the same, though it cannot be noted."""
    store._connection.execute("PRAGMA query_only = 1")
    assert client.get("/v3/milestones").status_code == 200
    made = client.post("/v3/targetGroups", json=body)
    assert made.status_code == 500
    (error,) = made.json()["errors"]
    assert error["code"] == 500
    assert "the file of the sandbox cannot be used: it must not be written to" in error["message"]
    store._connection.execute("PRAGMA query_only = 0")
    assert client.post("/v3/targetGroups", json=body).status_code == 201


def test_a_fault_of_ours_is_no_fault_of_the_disk(store: Store) -> None:
    """What SQLite has not raised itself is a bug, and stays one."""
    store.close()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        store.groups()
