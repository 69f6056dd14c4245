"""Which path was likely meant by one that leads nowhere."""

from pathlib import Path

import pytest

from reconciler.near_files import did_you_mean_path, nearest_path

THERE = ("campaigns/festive-streak.yaml", "campaigns/b.yaml", "plan.json", ".hidden/a", "notes")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with what is there, which is the current one."""
    for each in THERE:
        (tmp_path / each).parent.mkdir(exist_ok=True)
        (tmp_path / each).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("campaings", "campaigns"),
        ("campaings/festive-streek.yaml", "campaigns/festive-streak.yaml"),
        ("campaigns/festive-streak.yml", "campaigns/festive-streak.yaml"),
        ("./plan.jsn", "plan.json"),
        ("campaigns/../pln.json", "campaigns/../plan.json"),
        *((there, None) for there in THERE),
        ("campaigns/a.yaml", None),
        ("somewhere/else.yaml", None),
        ("hidden/a", ".hidden/a"),
        ("notes/below", None),
        ("a\0b", None),
    ],
)
def test_the_nearest_path_is_found_part_by_part(
    folder: Path, typed: str, meant: str | None
) -> None:
    """A name whose ending alone is like another's is not near, and nothing is guessed of all."""
    for above in (Path(), folder):
        near = None if meant is None else above / meant
        assert nearest_path(above / typed) == near
        asked = "x" if near is None else f"Did you mean '{near}'?"
        assert did_you_mean_path(above / typed, otherwise="x") == asked
