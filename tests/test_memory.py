"""What is remembered between runs: given back as it was kept, or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from reconciler import memory as module
from reconciler.memory import Memory, Shelf, user_key


@dataclass(frozen=True, slots=True)
class Thing:
    """Something to remember."""

    name: str
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Other:
    """Something of another form."""

    size: int


THINGS = {b"a": Thing("a"), b"b": Thing("b", (1, 2))}


def kept(folder: Path, things: dict[bytes, Thing], *, shelf: str = "things") -> Path:
    """Keep things as a run does; gives the file."""
    path = folder / "project" / "cache"
    memory = Memory(path, key=folder / "seal.key")
    for key, thing in things.items():
        memory.shelf(shelf, Thing).put(key, thing)
    memory.save()
    return path


def recalled(folder: Path, *, key: str = "seal.key", shelf: str = "things") -> dict[bytes, Thing]:
    """What the next run knows."""
    memory = Memory(folder / "project" / "cache", key=folder / key)
    return memory.shelf(shelf, Thing).entries()


def test_what_was_kept_is_known_to_the_next_run(tmp_path: Path) -> None:
    """Also where the runs need different things."""
    kept(tmp_path, THINGS)
    assert recalled(tmp_path) == THINGS
    kept(tmp_path, {b"c": Thing("c")}, shelf="others")
    assert recalled(tmp_path) == THINGS
    assert recalled(tmp_path, shelf="others") == {b"c": Thing("c")}


def test_nothing_of_it_gets_into_a_repository(tmp_path: Path) -> None:
    """The folder is ignored by git, and the key is not in it."""
    path = kept(tmp_path, THINGS)
    assert sorted(each.name for each in path.parent.iterdir()) == [".gitignore", "cache"]
    assert (path.parent / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_a_damaged_file_is_an_empty_one(tmp_path: Path) -> None:
    """Whichever of its bytes is another, and wherever it ends."""
    path = kept(tmp_path, THINGS)
    whole = path.read_bytes()
    for k in range(len(whole)):
        path.write_bytes(whole[:k] + bytes([whole[k] ^ 1]) + whole[k + 1 :])
        assert recalled(tmp_path) == {}
        path.write_bytes(whole[:k])
        assert recalled(tmp_path) == {}
    path.write_bytes(whole)
    assert recalled(tmp_path) == THINGS


def test_what_another_user_has_kept_is_not_believed(tmp_path: Path) -> None:
    """A file may come with a repository, and say that all is well."""
    kept(tmp_path, THINGS)
    assert recalled(tmp_path, key="another.key") == {}
    (tmp_path / "another.key").write_bytes(bytes(32))
    assert recalled(tmp_path, key="another.key") == {}
    (tmp_path / "another.key").write_bytes(b"short")
    assert recalled(tmp_path, key="another.key") == {}


def test_a_key_that_is_none_is_made_anew(tmp_path: Path) -> None:
    """A run that was killed may have left an empty one."""
    (tmp_path / "seal.key").write_bytes(b"")
    kept(tmp_path, THINGS)
    assert recalled(tmp_path) == THINGS
    assert len((tmp_path / "seal.key").read_bytes()) == 32


def test_what_cannot_be_written_is_left_out(tmp_path: Path) -> None:
    """Half characters and long numbers, as an answer may hold them, cost the rest nothing."""
    odd = {b"x": Thing("\ud800"), b"y": Thing("y", (2**70,))}
    kept(tmp_path, THINGS | odd)
    assert recalled(tmp_path) == THINGS


def test_what_is_too_much_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would not be read."""
    monkeypatch.setattr(module, "MOST_BYTES", 40)
    path = kept(tmp_path, THINGS)
    assert not path.exists()


def test_links_that_came_with_a_repository_are_not_followed(tmp_path: Path) -> None:
    """Nothing is written where they lead."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "project").symlink_to(tmp_path / "elsewhere")
    kept(tmp_path, THINGS)
    assert list((tmp_path / "elsewhere").iterdir()) == []
    (tmp_path / "project").unlink()
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / ".gitignore").symlink_to(tmp_path / "new")
    kept(tmp_path, THINGS)
    assert not (tmp_path / "new").exists()


def test_what_another_version_has_kept_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its rules may have been others."""
    kept(tmp_path, THINGS)
    monkeypatch.setattr(module, "_program", lambda: b"another")
    assert recalled(tmp_path) == {}


def test_what_has_another_form_is_not_known(tmp_path: Path) -> None:
    """Then it is found out again."""
    path = kept(tmp_path, THINGS)
    memory = Memory(path, key=tmp_path / "seal.key")
    assert memory.shelf("things", Other).entries() == {}


def test_what_was_of_no_use_for_the_longest_time_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file does not grow without an end."""
    monkeypatch.setattr(module, "MOST_ENTRIES", 3)
    kept(tmp_path, {bytes([k]): Thing(str(k)) for k in range(3)})
    memory = Memory(tmp_path / "project" / "cache", key=tmp_path / "seal.key")
    shelf = memory.shelf("things", Thing)
    shelf.get(b"\0")
    shelf.put(b"new", Thing("new"))
    memory.save()
    assert [*recalled(tmp_path)] == [b"\2", b"\0", b"new"]


def test_a_run_that_needs_more_than_is_kept_keeps_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Or a large repository would be forgotten in turns."""
    monkeypatch.setattr(module, "MOST_ENTRIES", 1)
    shelf = Shelf({b"old": 0})
    for key in (b"a", b"b"):
        shelf.put(key, 1)
    assert shelf.entries() == {b"a": 1, b"b": 1}


@pytest.mark.parametrize("steps", [("save",), ("get", "save"), ("save", "save")])
def test_without_news_nothing_is_written(tmp_path: Path, steps: Sequence[str]) -> None:
    """A file that stays the same keeps its time."""
    path = kept(tmp_path, THINGS)
    before = path.stat().st_mtime_ns, path.stat().st_ino
    memory = Memory(path, key=tmp_path / "seal.key")
    for step in steps:
        if step == "get":
            assert memory.shelf("things", Thing).get(b"a") == THINGS[b"a"]
        else:
            memory.save()
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == before


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    """A run does not fail for it."""
    (tmp_path / "project").write_text("a file where the folder would be")
    kept(tmp_path, THINGS)
    assert recalled(tmp_path) == {}


def test_the_key_is_the_users_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is kept where caches are kept, and nobody else may read it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    key = user_key()
    assert key is not None
    assert key.is_relative_to(tmp_path / "caches")
    memory = Memory(tmp_path / "cache", key=key)
    memory.shelf("things", Thing).put(b"a", Thing("a"))
    memory.save()
    assert key.stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert user_key() == Path.home() / ".cache" / "reconciler" / "seal.key"


def test_a_user_without_a_home_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As some containers have it."""

    def homeless() -> Path:
        raise RuntimeError("no home")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert user_key() is None
    memory = Memory(tmp_path / "cache", key=None)
    memory.shelf("things", Thing).put(b"a", Thing("a"))
    memory.save()
    assert list(tmp_path.iterdir()) == []
