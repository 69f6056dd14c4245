"""Files that are replaced: whole at any moment, even if the machine loses its power."""

import os
from pathlib import Path

import pytest

from reconciler.commands.files import write_blocks


def test_a_file_is_on_disk_before_it_takes_its_name_and_the_name_is_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "receipt.json"
    synced: list[tuple[int, int, bool]] = []
    sync = os.fsync

    def note(handle: int) -> None:
        sync(handle)
        status = os.fstat(handle)
        synced.append((status.st_ino, status.st_size, path.exists()))

    monkeypatch.setattr(os, "fsync", note)
    write_blocks(path, [b"wh", b"ole"], to_disk=True)

    (file, size, early), (folder, _, late) = synced
    assert (file, size, early) == (path.stat().st_ino, len("whole"), False)
    assert (folder, late) == (tmp_path.stat().st_ino, True)
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_synced_is_no_reason_to_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, flags: int) -> int:
        raise PermissionError(path)

    monkeypatch.setattr(os, "open", refuse)
    write_blocks(tmp_path / "receipt.json", [b"whole"], to_disk=True)

    monkeypatch.undo()
    assert (tmp_path / "receipt.json").read_text(encoding="utf-8") == "whole"
