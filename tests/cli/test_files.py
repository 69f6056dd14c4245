"""Files that are replaced: whole at any moment, even if the machine loses its power."""

import os
import stat
from collections.abc import Iterator
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
    really_open = os.open

    def refuse_folders(path: Path | str, flags: int, mode: int = 0o777) -> int:
        if Path(path).is_dir():
            raise PermissionError(path)
        return really_open(path, flags, mode)

    monkeypatch.setattr(os, "open", refuse_folders)
    write_blocks(tmp_path / "receipt.json", [b"whole"], to_disk=True)

    monkeypatch.undo()
    assert (tmp_path / "receipt.json").read_text(encoding="utf-8") == "whole"


def test_what_cannot_be_written_to_its_end_leaves_all_as_it_was(tmp_path: Path) -> None:
    """Also where whoever waits for it has enough of that."""
    path = tmp_path / "campaign.yaml"
    path.write_bytes(b"before")

    def blocks() -> Iterator[bytes]:
        yield b"wh"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_blocks(path, blocks())

    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="modes are of POSIX")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666, 0o755])
def test_a_file_has_the_mode_of_the_one_before_it_from_its_first_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    """Whatever the mask: what only its owner may read never stands where others may read it."""
    path = tmp_path / "campaign.yaml"
    path.touch()
    path.chmod(mode)
    seen: list[int] = []
    really_write = os.write

    def note(handle: int, data: memoryview) -> int:
        seen.append(stat.S_IMODE(os.fstat(handle).st_mode))
        return really_write(handle, data)

    monkeypatch.setattr(os, "write", note)
    write_blocks(path, [b"wh", b"ole"])
    monkeypatch.undo()

    assert seen == [mode, mode]
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert path.read_bytes() == b"whole"


def test_what_a_system_writes_only_in_part_is_written_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really_write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: really_write(handle, data[:3]))
    write_blocks(tmp_path / "campaign.yaml", [b"in ", b"several parts"])

    monkeypatch.undo()
    assert (tmp_path / "campaign.yaml").read_bytes() == b"in several parts"
