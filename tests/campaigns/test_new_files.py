"""Names of new files, and files that come into being whole and replace nothing."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.campaigns.new_files import (
    LONGEST_STEM,
    create_file,
    file_stem,
    free_name,
    names_in,
)
from reconciler.errors import UsageError
from tests.support.odd_rows import TEXTS

WORD = '[^\\W_][^\\s/\\\\:*?"<>|.-]*'
SAFE = re.compile(f"{WORD}(-{WORD})*")
DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@given(st.sampled_from(TEXTS) | st.text() | st.sampled_from(["../../etc", "/etc/passwd", "C:\\a"]))
def test_every_name_gives_a_safe_stem(name: str) -> None:
    """Letters and digits, of bounded length, never empty, never a device, never a path."""
    stem = file_stem(name, otherwise="group-7")
    assert SAFE.fullmatch(stem)
    assert len(stem) <= LONGEST_STEM
    assert stem not in DEVICES
    assert stem.isprintable()
    assert len(f"{stem}-999.yaml".encode()) <= 255


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Festive spend streak", "festive-spend-streak"),
        ("  Été — 50 % ", "ete-50"),
        ("双十一", "双十一"),
        ("दिवाली 2027 खर्च", "दिवाली-2027-खर्च"),
        ("رمضان: إنفاق", "رمضان-إنفاق"),
        ("Ўзбек — ЧЕК", "ўзбек-чек"),
        ("🎉🎉", "group-7"),
        ("\u3164\u200b", "group-7"),
        ("", "group-7"),
        ("CON", "con-campaign"),
        ("com¹", "com1-campaign"),
        (".hidden", "hidden"),
        ("a" * 59 + " bc", "a" * 59),
    ],
)
def test_a_stem_is_what_a_person_would_choose(name: str, stem: str) -> None:
    """Accents are left out of Latin letters; other scripts stay as they are."""
    assert file_stem(name, otherwise="group-7") == stem


@given(st.text("".join(map(chr, range(128))), min_size=1, max_size=LONGEST_STEM - 2))
def test_ascii_gives_the_stem_that_it_has_beside_other_letters(name: str) -> None:
    """What is ASCII alone goes a quicker way."""
    alone = file_stem(name, otherwise="").removesuffix("-campaign")
    beside = file_stem(f"{name} 双", otherwise="")
    assert beside.removesuffix("双").removesuffix("-") == alone


def test_a_name_that_is_taken_gets_a_number() -> None:
    """Counting goes on until a name is free."""
    assert free_name("a", {"b.yaml"}) == "a.yaml"
    assert free_name("a", {"a.yaml", "a-2.yaml"}) == "a-3.yaml"


def test_names_of_a_folder_ignore_case(tmp_path: Path) -> None:
    """A file system may take two names for one."""
    (tmp_path / "Spring.YAML").touch()
    assert names_in(tmp_path) == {"spring.yaml"}
    assert names_in(tmp_path / "nowhere") == set()
    with pytest.raises(UsageError, match="cannot be read"):
        names_in(tmp_path / "Spring.YAML")


def test_a_file_comes_with_its_folder_and_leaves_nothing_else(tmp_path: Path) -> None:
    """The folder is made, the draft is gone, and the file may be read like any other."""
    path = tmp_path / "campaigns" / "a.yaml"
    create_file(path, "name: é\n")
    assert path.read_bytes() == "name: é\n".encode()
    assert names(path.parent) == ["a.yaml"]
    (tmp_path / "plain").touch()
    assert path.stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_nothing_is_ever_replaced(tmp_path: Path) -> None:
    """Neither a file that appeared in between, nor what a link points to."""
    kept = tmp_path / "kept"
    kept.write_text("kept")
    (tmp_path / "a.yaml").symlink_to(kept)
    (tmp_path / "b.yaml").symlink_to(tmp_path / "nowhere")
    for path in (kept, tmp_path / "a.yaml", tmp_path / "b.yaml"):
        with pytest.raises(UsageError, match="cannot be written: File exists"):
            create_file(path, "lost")
    assert kept.read_text() == "kept"
    assert names(tmp_path) == ["a.yaml", "b.yaml", "kept"]


def test_a_file_system_without_links_gets_the_file_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then the file is opened as a new one, which replaces nothing either."""

    def refuse(source: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    create_file(tmp_path / "a.yaml", "name: a\n")
    with pytest.raises(UsageError, match="File exists"):
        create_file(tmp_path / "a.yaml", "lost")
    assert (tmp_path / "a.yaml").read_text() == "name: a\n"
    assert names(tmp_path) == ["a.yaml"]
