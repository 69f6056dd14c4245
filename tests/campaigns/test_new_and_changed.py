"""New and changed files that make the same campaign as another one."""

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from reconciler.campaigns import new_and_changed
from reconciler.campaigns.load import Loaded
from reconciler.campaigns.new_and_changed import find_copies
from reconciler.campaigns.source_files import files_at, find_files
from reconciler.core.diagnostic import Answer, Diagnostic, Severity
from tests.support.loading import load_campaigns
from tests.support.repository import campaign

TODAY = date(2027, 1, 1)
MEANT = "acknowledge: [{finding: same-campaign, of: A, reason: two shops}]\n"


def loaded(folder: Path, *names: str, more: str = "", value: int = 500) -> Loaded:
    """Files that make one campaign under several names."""
    for name in names:
        text = campaign(name, value=value) + (more if name == names[-1] else "")
        (folder / f"{name.lower()}.yaml").write_text(text)
    return load_campaigns([folder], base=folder, today=TODAY)


def told(
    found: Loaded,
    folder: Path,
    *,
    new: Sequence[str] | None = ("a.yaml", "b.yaml"),
    today: date = TODAY,
) -> list[Diagnostic]:
    """What is said where some files are new or changed; None where nobody can say which."""

    def changed() -> Collection[str] | None:
        return None if new is None else {str((folder / each).resolve()) for each in new}

    files = {each.shown: each for each in files_at(find_files([folder]), base=folder)}
    return list(find_copies(found, files, today=today, changed=changed))


@pytest.mark.parametrize(
    ("new", "files"),
    [
        (None, []),
        (["a.yaml", "b.yaml"], ["a.yaml", "b.yaml"]),
        (["b.yaml"], ["b.yaml"]),
        (["other.yaml"], []),
        ([], []),
    ],
)
@pytest.mark.parametrize("few", [500, 0])
def test_each_new_file_that_is_a_copy_is_told_at_its_name(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    new: Sequence[str] | None,
    files: Sequence[str],
    few: int,
) -> None:
    """Nothing is said where nobody can say which of them are new: all may be live for long."""
    monkeypatch.setattr(new_and_changed, "FEW", few)
    found = told(loaded(tmp_path, "A", "B"), tmp_path, new=new)

    assert [each.file for each in found] == files
    for each in found:
        other = {"a.yaml": "'B' (b.yaml:1)", "b.yaml": "'A' (a.yaml:1)"}[each.file]
        assert (each.code, each.severity) == ("same-campaign", Severity.CREATE_ONLY)
        assert (each.line, each.column, each.acknowledged) == (1, 7, None)
        assert f"the same but for its names as {other} on the same days" in each.message
        assert "acknowledge: [{finding: same-campaign, of: " in each.hint


def test_either_file_acknowledges_it(tmp_path: Path) -> None:
    found = told(loaded(tmp_path, "A", "B", more=MEANT), tmp_path)

    assert [each.acknowledged for each in found] == [Answer("two shops")] * 2


def test_members_from_elsewhere_make_one_warning(tmp_path: Path) -> None:
    """In the first of the files that are new."""
    for name in "ABC":
        text = campaign(name, value=500).replace("Method: TRANSACTION", "Method: IMPORT")
        (tmp_path / f"{name.lower()}.yaml").write_text(text)
    found = load_campaigns([tmp_path], base=tmp_path, today=TODAY)
    (note,) = told(found, tmp_path, new=["b.yaml", "c.yaml"])

    assert (note.file, note.severity) == ("b.yaml", Severity.WARNING)
    assert "'A' (a.yaml:1), 'B' (b.yaml:1) and 'C' (c.yaml:1)." in note.message


def test_others_are_not_told(tmp_path: Path) -> None:
    """Another goal, what is over, and files that are not the ones to check."""
    both = loaded(tmp_path, "A", "B")
    assert told(both, tmp_path, today=date(2028, 1, 1)) == []
    first, second = both.campaigns
    beside = replace(both, campaigns=(second,), beside=(first,))
    assert [each.file for each in told(beside, tmp_path)] == ["b.yaml"]
    another = campaign("B", value=500).replace("targetType: SALES", "targetType: QUANTITY")
    (tmp_path / "b.yaml").write_text(another)
    assert told(load_campaigns([tmp_path], base=tmp_path, today=TODAY), tmp_path) == []
    loaded(tmp_path, "B", value=700)
    assert told(load_campaigns([tmp_path], base=tmp_path, today=TODAY), tmp_path) == []
    assert told(Loaded((first,), (), 1), tmp_path) == []
