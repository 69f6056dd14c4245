"""State that outlives the process, and names that are given out once."""

import gc
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from reconciler.sandbox import database
from reconciler.sandbox import store as stores
from reconciler.sandbox.database import StorageError
from reconciler.sandbox.store import NameTakenError, Options, Store
from reconciler.sandbox.wire import Json

ROOT = Path(__file__).parents[2]
RACE = """
import sys
from reconciler.sandbox.store import NameTakenError, Store
from tests.sandbox.test_sandbox_store import group_named
made = 0
for number in range(25):
    with Store(sys.argv[1]) as store:
        try:
            store.add(group_named(f"{sys.argv[2]} {number}"))
            made += 1
        except NameTakenError:
            pass
print(made)
"""


def group_named(name: str, *, target: str | None = None) -> Callable[[Callable[[str], int]], Json]:
    def make(next_id: Callable[[str], int]) -> Json:
        targets = [] if target is None else [{"id": next_id("target"), "name": target}]
        return {
            "id": next_id("group"),
            "name": name,
            "targets": targets,
            "streaks": [],
            "periods": [],
        }

    return make


def test_state_outlives_the_store(tmp_path: Path) -> None:
    path = tmp_path / "made" / "sandbox.db"
    with Store(path) as store:
        first = store.add(group_named("first", target="t"))
        store.log_request("GET", "/", 200)
        token = store.issue_token()
    with Store(path) as store:
        assert store.groups() == [first]
        assert store.requests == [("GET", "/", 200)]
        assert store.accepts_token(token)
        assert store.add(group_named("second"))["id"] == first["id"] + 1
        with pytest.raises(NameTakenError):
            store.add(group_named("FIRST"))
        with pytest.raises(NameTakenError):
            store.add(group_named("third", target="T"))


def test_options_stay_unless_given_anew(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.db"
    with Store(path) as store:
        assert store.options == Options()
    with Store(path, Options(org_id=7)):
        pass
    with Store(path) as store:
        assert store.options == Options(org_id=7)
        store.reset()
    with Store(path) as store:
        assert store.options == Options(org_id=7)
    with Store(path, Options()) as store:
        assert store.options == Options()


def test_an_offset_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="IST"):
        Options(time_zone_offset="IST")


def test_a_reset_forgets_all_but_the_options(tmp_path: Path) -> None:
    with Store(tmp_path / "sandbox.db") as store:
        first = store.add(group_named("first", target="t"))
        store.log_request("GET", "/", 200)
        token = store.issue_token()
        store.reset()
        assert (store.groups(), store.requests) == ([], [])
        assert not store.accepts_token(token)
        assert store.add(group_named("first", target="t")) == first


def test_an_edit_changes_names_and_gives_up_old_ones() -> None:
    with Store(":memory:") as store:
        first = store.add(group_named("first", target="t"))
        store.add(group_named("second"))
        store.edit(first["id"], lambda group: group.update(name="First!", targets=[]))
        assert store.has_name("targetGroupName", "FIRST!")
        assert not store.has_name("targetGroupName", "first")
        assert not store.has_name("targetName", "t")
        with pytest.raises(NameTakenError):
            store.edit(first["id"], lambda group: group.update(name="Second"))
        assert store.groups()[0]["name"] == "First!"
        with pytest.raises(KeyError):
            store.edit(1, lambda group: group.clear())


def test_a_failed_create_leaves_no_trace() -> None:
    def fail(next_id: Callable[[str], int]) -> Json:
        next_id("group")
        raise ZeroDivisionError

    with Store(":memory:") as store:
        with pytest.raises(ZeroDivisionError):
            store.add(fail)
        assert store.add(group_named("a"))["id"] == 1001


def test_only_the_latest_requests_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "REQUESTS_KEPT", 3)
    with Store(":memory:") as store:
        for number in range(5):
            store.log_request("GET", f"/{number}", 200)
        assert [path for _, path, _ in store.requests] == ["/2", "/3", "/4"]


def test_threads_of_one_store_create_a_name_once() -> None:
    with Store(":memory:") as store, ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(store.add, group_named(name)) for name in ("One", "oNE") * 20]
        assert sum(future.exception() is None for future in futures) == 1
        assert len(store.groups()) == 1


def test_processes_create_each_name_once(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.db"
    commands = [[sys.executable, "-c", RACE, str(path), name] for name in ("Name", "NAME", "name")]
    processes = [
        subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for command in commands
    ]
    outputs = [process.communicate(timeout=30) for process in processes]
    assert [error for _, error in outputs] == ["", "", ""]
    assert sum(int(made) for made, _ in outputs) == 25
    with Store(path) as store:
        assert sorted(group["name"].casefold() for group in store.groups()) == sorted(
            f"name {number}" for number in range(25)
        )


def test_a_file_that_stays_locked_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_TRY_SECONDS", 0.001)
    monkeypatch.setattr(database, "_LOCK_SECONDS", 0.5)
    path = tmp_path / "sandbox.db"
    other = database.open_at(path)
    other.execute("PRAGMA journal_mode = DELETE")
    other.execute("BEGIN EXCLUSIVE")
    told: list[float] = []
    monkeypatch.setattr(database, "_SILENT_SECONDS", 0.05)
    with pytest.raises(StorageError, match="locked"):
        Store(path, on_lock=lambda since, most: told.append(most - since))
    assert len(told) > 1
    assert told == sorted(told, reverse=True)
    other.close()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"no database" * 100),
        lambda path: _keep_options(path, "no JSON"),
    ],
)
def test_a_file_that_cannot_be_used_is_closed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[Path], None],
) -> None:
    """From Python 3.13 on there is a warning of those that are not."""
    opened: list[sqlite3.Connection] = []
    prepare = database._prepare
    path = tmp_path / "sandbox.db"
    Store(path).close()
    spoil(path)

    def watched(connection: sqlite3.Connection) -> None:
        opened.append(connection)
        prepare(connection)

    monkeypatch.setattr(database, "_prepare", watched)
    with pytest.raises(StorageError, match="damaged"):
        Store(path)
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        opened[0].total_changes  # noqa: B018 - it cannot be asked any more


def test_a_store_that_nobody_closes_is_closed_when_it_is_dropped() -> None:
    """From Python 3.13 on there is a warning of those that are not, wherever that happens."""
    store = Store(":memory:")
    connection = store._connection
    del store
    gc.collect()

    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.total_changes  # noqa: B018 - it cannot be asked any more


def _keep_options(path: Path, body: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE options SET body = ?", (body,))
