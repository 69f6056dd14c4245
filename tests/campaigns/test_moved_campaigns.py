"""Campaigns that are moved to another file and edited on the way, however git gets to know it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reconciler.campaigns import git_log
from reconciler.campaigns.git_log import read_log
from reconciler.campaigns.history import CUT, LOOK, parts_of, share
from reconciler.core.acknowledge import Answers
from reconciler.core.draft import Draft
from reconciler.core.planner import Evidence, make_plan, weigh
from reconciler.core.resource import name_key
from reconciler.planning.evidence import what_git_knows
from reconciler.target_group.resource_kind import TARGET_GROUP
from reconciler.yaml12.document import Document, read_document
from tests.support.loading import load_campaigns
from tests.support.repository import campaign, commit, git, read_history, write
from tests.support.specs import row_of, state_of
from tests.support.today import TODAY

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

OLD, NEW, OTHER = "campaigns/a.yaml", "campaigns/b.yaml", "campaigns/other.yaml"
LIVE = campaign("Spring")
RENAMED = campaign("Blossom", value=700)
MORE = RENAMED.replace("05-31", "06-02").replace("50679757", "50679758")
UNRELATED = campaign("Elsewhere", value=9).replace("05", "11").replace("31", "30")


def remove(folder: Path, *files: str) -> None:
    for file in files:
        (folder / file).unlink()


def move(folder: Path, text: str) -> None:
    remove(folder, OLD)
    write(folder, {NEW: text})


def unstaged_move(folder: Path, text: str) -> None:
    """A plain mv."""
    move(folder, text)


def staged_move(folder: Path, text: str) -> None:
    """All of it staged."""
    move(folder, text)
    git(folder, "add", "--all")


def staged_move_then_edited(folder: Path, text: str) -> None:
    """The move staged, the edits not."""
    git(folder, "mv", OLD, NEW)
    write(folder, {NEW: text})


def one_commit(folder: Path, text: str) -> None:
    """Moved and edited at once."""
    move(folder, text)
    commit(folder)


def deleted_then_added(folder: Path, text: str) -> None:
    """Two commits, with another one in between."""
    remove(folder, OLD)
    commit(folder)
    commit(folder, {OTHER: UNRELATED})
    commit(folder, {NEW: text})


def added_then_deleted(folder: Path, text: str) -> None:
    """Both were there for one commit."""
    commit(folder, {NEW: text})
    remove(folder, OLD)
    commit(folder)


def deleted_then_written(folder: Path, text: str) -> None:
    """One half committed, the other one not even staged."""
    remove(folder, OLD)
    commit(folder)
    write(folder, {NEW: text})


def branched(folder: Path, *changes: Callable[[], None]) -> None:
    """A commit for each change on a branch, and something else meanwhile on the other one."""
    git(folder, "checkout", "--quiet", "-b", "side")
    for change in changes:
        change()
        commit(folder)
    git(folder, "checkout", "--quiet", "main")
    commit(folder, {OTHER: UNRELATED})


def merged(folder: Path, text: str) -> None:
    """Deleted and added on a branch, in two commits, and merged."""
    branched(folder, lambda: remove(folder, OLD), lambda: write(folder, {NEW: text}))
    git(folder, "merge", "--quiet", "--no-edit", "side")


def half_merged(folder: Path, text: str) -> None:
    """Deleted on a branch, added on the other one."""
    branched(folder, lambda: remove(folder, OLD))
    commit(folder, {NEW: text})
    git(folder, "merge", "--quiet", "--no-edit", "side")


def moved_in_the_merge(folder: Path, text: str) -> None:
    """No commit of either branch did it, only the merge."""
    branched(folder, lambda: write(folder, {"campaigns/third.yaml": UNRELATED.replace("El", "l")}))
    git(folder, "merge", "--quiet", "--no-commit", "--no-ff", "side")
    move(folder, text)
    commit(folder)


def added_and_dropped_by_the_merge(folder: Path, text: str) -> None:
    """The branch alone had it under another path; the merge takes nothing of the branch."""
    branched(folder, lambda: move(folder, LIVE.replace("700", "701")))
    git(folder, "merge", "--quiet", "--no-edit", "--strategy=ours", "side")
    move(folder, text)


def into_a_folder(folder: Path, text: str) -> None:
    """A new place among the campaigns, and JSON."""
    remove(folder, OLD)
    document = read_document(NEW, text.encode())
    assert isinstance(document, Document)
    write(folder, {"campaigns/2027/spring.json": json.dumps(document.data)})


def its_file_taken_by_another(folder: Path, text: str) -> None:
    """The path is still there, and declares something else."""
    write(folder, {OLD: UNRELATED, NEW: text})


def renamed_on_the_way(folder: Path, text: str) -> None:
    """Its file declared another name before it went, which was never live."""
    commit(folder, {OLD: campaign("Between", value=3)})
    remove(folder, OLD)
    commit(folder)
    write(folder, {NEW: text})


STATES = [
    unstaged_move,
    staged_move,
    staged_move_then_edited,
    one_commit,
    deleted_then_added,
    added_then_deleted,
    deleted_then_written,
    merged,
    half_merged,
    moved_in_the_merge,
    added_and_dropped_by_the_merge,
    into_a_folder,
    its_file_taken_by_another,
    renamed_on_the_way,
]


def verdicts(folder: Path, *, live: str = LIVE) -> dict[str, str]:
    """Why campaigns are blocked, or an empty text where they are to be created, by name."""
    loaded = load_campaigns([folder / "campaigns"], base=folder, today=TODAY)
    assert not loaded.has_errors
    document = read_document(OLD, live.encode())
    assert isinstance(document, Document)
    state = state_of([row_of(document.data)])
    plan = make_plan(loaded.campaigns, state, kind=TARGET_GROUP, environment="uat", today=TODAY)
    history, moved = what_git_knows(
        Draft(plan, loaded.campaigns, state, TARGET_GROUP),
        {name_key(each.name) for each in loaded.campaigns},
        log=lambda: read_log(folder, [Path("campaigns")]),
        base=folder,
        today=TODAY,
    )
    evidence = Evidence(former_names=history.former_names, moved=moved)
    weighed = weigh(plan, evidence, Answers.of(loaded.campaigns))
    blocked = {each.name: each.reason.code for each in weighed.blocked}
    return blocked | {each.name: "" for each in weighed.creates}


def whole_folder_renamed(folder: Path) -> None:
    git(folder, "mv", "before", "campaigns")
    write(folder, {OLD: RENAMED})


def folder_moved_then_edited(folder: Path) -> None:
    """The move committed, then each edit."""
    git(folder, "mv", "before", "campaigns")
    commit(folder)
    commit(folder, {OLD: RENAMED})


def folder_moved_with_another_file(folder: Path) -> None:
    """Git takes the one for the other, and the other one for new."""
    write(folder, {OLD: RENAMED, OTHER: UNRELATED})
    shutil.rmtree(folder / "before")
    commit(folder)


def moved_twice(folder: Path) -> None:
    """By way of a folder that no settings ever named."""
    git(folder, "mv", "before", "between")
    commit(folder)
    git(folder, "mv", "between", "campaigns")
    commit(folder, {OLD: RENAMED})


def from_above(folder: Path) -> None:
    """From the folder that all else is in, of which only this file matters."""
    git(folder, "mv", "before/a.yaml", "a.yaml")
    commit(folder)
    (folder / "campaigns").mkdir()
    git(folder, "mv", "a.yaml", OLD)
    commit(folder, {OLD: RENAMED})


def moved_without_git(folder: Path) -> None:
    """Nothing of it staged."""
    (folder / "before").rename(folder / "campaigns")
    write(folder, {OLD: RENAMED})


@pytest.mark.parametrize(
    "happen",
    [
        whole_folder_renamed,
        folder_moved_then_edited,
        folder_moved_with_another_file,
        moved_twice,
        from_above,
        moved_without_git,
    ],
)
def test_what_came_from_a_folder_that_no_settings_name_is_not_made_anew(
    tmp_path: Path, happen: Callable[[Path], None]
) -> None:
    """Name, target and goal changed while the campaigns got another folder."""
    commit(tmp_path, {"before/a.yaml": LIVE, "README": "files"})
    happen(tmp_path)
    assert verdicts(tmp_path)["Blossom"] == "likely-rename"


def test_a_folder_of_more_commits_than_are_looked_at_hides_none_of_the_campaigns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a busy folder the file that came from it is looked at, and of the campaigns all."""
    monkeypatch.setattr(git_log, "MOST_COMMITS", 6)
    commit(tmp_path, {OLD: LIVE})
    commit(tmp_path, {OLD: RENAMED})
    commit(tmp_path, {"busy/other.yaml": LIVE.replace("Spring", "Summer")})
    for k in range(6):
        commit(tmp_path, {f"busy/{k}": ""})
    git(tmp_path, "mv", "busy/other.yaml", OTHER)
    commit(tmp_path)
    commit(tmp_path, {OTHER: UNRELATED})
    files = [OLD, OTHER]
    names = read_history(tmp_path, [Path("campaigns")], files).former_names
    assert names == {OLD: {"Spring", "Blossom"}, OTHER: {"Summer", "Elsewhere"}}


def test_a_file_whose_beginning_is_too_far_back_is_said_to_be_in_doubt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first names are not known; of a new file they are, however much there was before it."""
    commit(tmp_path, {OLD: LIVE})
    for goal in range(3):
        commit(tmp_path, {OLD: campaign("Blossom", value=goal)})
    commit(tmp_path, {OTHER: UNRELATED})
    monkeypatch.setattr(git_log, "MOST_COMMITS", 3)
    old, other = (read_history(tmp_path, [Path("campaigns")], [each]) for each in (OLD, OTHER))
    assert old.former_names == {OLD: {"Blossom"}}
    assert (old.gap, old.remedy, other.gap) == (CUT, LOOK, "")


@pytest.mark.parametrize(
    ("happen", "text"),
    [
        *((each, RENAMED) for each in STATES),
        *((each, MORE) for each in (unstaged_move, deleted_then_added, merged)),
    ],
)
def test_what_was_live_in_a_file_that_is_gone_is_not_made_anew(
    tmp_path: Path, happen: Callable[[Path, str], None], text: str
) -> None:
    """Name, target and a goal changed on the way; or a day and the till as well."""
    commit(tmp_path, {OLD: LIVE})
    happen(tmp_path, text)
    assert verdicts(tmp_path)["Blossom"] == "likely-rename"


def in_place(folder: Path, text: str) -> None:
    """Where it was."""
    write(folder, {OLD: text})


def in_place_then_moved(folder: Path, text: str) -> None:
    """Edited, then moved as it is."""
    commit(folder, {OLD: text})
    git(folder, "mv", OLD, NEW)


@pytest.mark.parametrize("is_committed", [False, True])
@pytest.mark.parametrize(
    "happen",
    [in_place, in_place_then_moved, staged_move, staged_move_then_edited, one_commit],
)
def test_another_file_that_declares_the_live_name_does_not_lift_it(
    tmp_path: Path, happen: Callable[[Path, str], None], *, is_committed: bool
) -> None:
    """As one that is restored or imported; what is not like it, or acknowledged, is created."""
    commit(tmp_path, {OLD: LIVE})
    happen(tmp_path, MORE)
    if is_committed:  # in one commit with it, git takes the other one for the file that was moved
        git(tmp_path, "add", "--all")
        git(tmp_path, "commit", "--quiet", "--allow-empty", "--message=change")
    write(tmp_path, {OTHER: LIVE})
    if is_committed:
        commit(tmp_path)
    assert verdicts(tmp_path) == {"Blossom": "likely-rename"}
    assert verdicts(tmp_path, live=INACTIVE) == {"Blossom": ""}
    [file] = [each for each in (OLD, NEW) if (tmp_path / each).exists()]
    for other in (MORE + IS_MEANT, UNRELATED):
        write(tmp_path, {file: other})
        assert set(verdicts(tmp_path).values()) == {""}


IS_MEANT = "acknowledge: [{finding: likely-rename, of: Spring, reason: two shops}]\n"
INACTIVE = LIVE + "active: false\n"


@pytest.mark.parametrize(
    ("text", "live"),
    [
        (UNRELATED.replace("Elsewhere", "Faraway"), LIVE),
        (RENAMED.replace("-05-", "-07-"), LIVE),
        (RENAMED.replace("trackingType: DEFAULT", "trackingType: CAPPING"), LIVE),
        (RENAMED, campaign("Another one", value=5)),
        (RENAMED, INACTIVE),
        (RENAMED + IS_MEANT, LIVE),
    ],
    ids=["other days", "next time", "another kind", "not live", "ended by hand", "acknowledged"],
)
def test_what_is_another_campaign_is_created(tmp_path: Path, text: str, live: str) -> None:
    """A file that is gone keeps nobody from a new one for ever."""
    commit(tmp_path, {OLD: LIVE})
    deleted_then_added(tmp_path, text)
    assert set(verdicts(tmp_path, live=live).values()) == {""}


def test_a_copy_beside_the_file_is_created(tmp_path: Path) -> None:
    """The group is still declared, so nobody has moved it."""
    commit(tmp_path, {OLD: LIVE})
    write(tmp_path, {NEW: RENAMED})
    assert verdicts(tmp_path) == {"Blossom": ""}


def test_a_group_that_only_the_index_knew(tmp_path: Path) -> None:
    """Added, applied and moved, before the first commit of the file."""
    commit(tmp_path, {OTHER: UNRELATED})
    write(tmp_path, {OLD: LIVE})
    git(tmp_path, "add", "--all")
    move(tmp_path, RENAMED)
    assert verdicts(tmp_path)["Blossom"] == "likely-rename"


@pytest.mark.parametrize(
    ("ours", "theirs", "least", "most"),
    [
        (LIVE, LIVE, 1, 1),
        (LIVE, RENAMED, 0.7, 0.99),
        (f"# {'explained ' * 90}\nname: a b c\n", f"# {'explained ' * 90}\nother: x y z\n", 0, 0.1),
        ("a: [1, 2]\nb: {c: 3}\n", '{"a": [1, 2], "b": {"c": 3}}', 1, 1),
        ("", "", 0, 0),
    ],
)
def test_how_much_files_have_in_common(ours: str, theirs: str, least: float, most: float) -> None:
    """Comments, quotes and brackets say nothing, and the longer one counts."""
    found = share(parts_of(ours.encode()), parts_of(theirs.encode()))
    assert least <= found <= most
    assert found == share(parts_of(theirs.encode()), parts_of(ours.encode()))
