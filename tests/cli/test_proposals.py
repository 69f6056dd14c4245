"""Writing several files: all of them, or none."""

from pathlib import Path

import pytest

from reconciler.commands.files import read_file
from reconciler.commands.proposals import Proposal, propose, write_all
from reconciler.core.plan import Drift
from reconciler.errors import UsageError


def proposal(path: Path, before: str = "old", after: str = "new") -> Proposal:
    """A change of a file that is there already."""
    path.write_text(before, encoding="utf-8")
    return propose(Drift("a", path.name, 1, 7, ()), path, before.encode(), after)


def test_all_files_are_written(tmp_path: Path) -> None:
    """And nothing is left beside them."""
    changes = [proposal(tmp_path / "a.yaml"), proposal(tmp_path / "b.yaml")]

    write_all(changes)

    assert {each.name: each.read_text() for each in tmp_path.iterdir()} == {
        "a.yaml": "new",
        "b.yaml": "new",
    }


def test_a_file_that_has_changed_meanwhile_stops_all(tmp_path: Path) -> None:
    """What somebody else wrote is not lost."""
    changes = [proposal(tmp_path / "a.yaml"), proposal(tmp_path / "b.yaml")]
    (tmp_path / "b.yaml").write_text("mine", encoding="utf-8")

    with pytest.raises(
        UsageError, match=r"b\.yaml was changed in the meantime; nothing was written"
    ):
        write_all(changes)

    assert (tmp_path / "a.yaml").read_text() == "old"
    assert (tmp_path / "b.yaml").read_text() == "mine"


def test_a_file_that_cannot_be_written_takes_the_others_back(tmp_path: Path) -> None:
    """Half of what was agreed to is nothing."""
    long = tmp_path / ("b" * 250 + ".yaml")  # there is no room for a longer name beside it
    changes = [proposal(tmp_path / "a.yaml"), proposal(long)]

    with pytest.raises(UsageError, match="cannot be written: File name too long"):
        write_all(changes)

    assert {each.read_text() for each in tmp_path.iterdir()} == {"old"}


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    """With what the system says."""
    with pytest.raises(UsageError, match=r"a\.yaml cannot be read: No such file"):
        read_file(tmp_path / "a.yaml")
