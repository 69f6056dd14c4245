"""Which files a branch changes, asked of real repositories."""

import os
import shutil
from pathlib import Path

import pytest

from reconciler.campaigns.working_tree import changed_files
from tests.support.repository import campaign, commit, git, write

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture(autouse=True)
def _plain_git(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Three files on the branch ``main``, and another branch that begins there."""
    files = {f"campaigns/{name}.yaml": campaign(name) for name in "abc"}
    commit(tmp_path, files)
    git(tmp_path, "checkout", "--quiet", "-b", "ours")
    return tmp_path


def test_nothing_has_changed_at_first(repository: Path) -> None:
    """None is something else: git cannot say."""
    assert changed_files(repository, "main") == ()


def test_what_was_added_changed_and_deleted_counts(repository: Path) -> None:
    """Whether committed, staged, only on disk, or not known to git yet."""
    commit(repository, {"campaigns/a.yaml": campaign("A")})
    write(repository, {"campaigns/b.yaml": campaign("B"), "campaigns/new.yaml": campaign("new")})
    git(repository, "rm", "--quiet", "campaigns/c.yaml")
    write(repository, {".gitignore": "ignored.yaml\n", "campaigns/ignored.yaml": "x"})
    expected = (".gitignore", *(f"campaigns/{name}.yaml" for name in ("a", "b", "c", "new")))
    assert changed_files(repository, "main") == expected


def test_a_renamed_file_is_there_twice(repository: Path) -> None:
    """The old path is gone, the new one is new."""
    git(repository, "mv", "campaigns/a.yaml", "campaigns/z.yaml")
    commit(repository)
    assert changed_files(repository, "main") == ("campaigns/a.yaml", "campaigns/z.yaml")


def test_what_others_did_meanwhile_does_not_count(repository: Path) -> None:
    """Only since the branch began."""
    git(repository, "checkout", "--quiet", "main")
    commit(repository, {"campaigns/b.yaml": campaign("theirs")})
    git(repository, "checkout", "--quiet", "ours")
    commit(repository, {"campaigns/a.yaml": campaign("ours")})
    assert changed_files(repository, "main") == ("campaigns/a.yaml",)


def test_a_change_that_was_taken_back_is_none(repository: Path) -> None:
    """What is on disk counts, also when its time is new."""
    commit(repository, {"campaigns/a.yaml": campaign("A")})
    write(repository, {"campaigns/a.yaml": campaign("a")})
    assert changed_files(repository, "main") == ()


def test_paths_start_at_the_settings_wherever_the_repository_begins(tmp_path: Path) -> None:
    """As the findings spell them; also through a link, and for files beside the folder."""
    commit(tmp_path, {"x.yaml": "1", "ops/campaigns/a.yaml": "1"})
    git(tmp_path, "tag", "start")
    commit(tmp_path, {"x.yaml": "2", "ops/campaigns/a.yaml": "2"})
    (tmp_path / "link").symlink_to("ops")
    expected = ("../link", "../x.yaml", "campaigns/a.yaml")
    assert changed_files(tmp_path / "ops", "start") == expected
    assert changed_files(tmp_path / "link", "start") == expected


@pytest.mark.parametrize(
    "name",
    [
        "two words.yaml", "é 😀.yaml", "a:b.yaml", "-x.yaml", "q\"uo'te.yaml", "[a]*.yaml",
        "tab\there.yaml", "new\nline.yaml", os.fsdecode(b"caf\xe9.yaml"),
    ],
)  # fmt: skip
def test_odd_file_names(repository: Path, name: str) -> None:
    """Whatever a name may hold, committed and not."""
    write(repository, {f"campaigns/{name}": "1"})
    assert changed_files(repository, "main") == (f"campaigns/{name}",)
    commit(repository)
    assert changed_files(repository, "main") == (f"campaigns/{name}",)


def test_settings_of_the_user_change_nothing(repository: Path) -> None:
    """Whatever git is told to print for people."""
    git(repository, "mv", "campaigns/a.yaml", "campaigns/z.yaml")
    commit(repository)
    for key, value in {
        "diff.relative": "true",
        "diff.renames": "copies",
        "diff.external": "false",
        "color.ui": "always",
        "core.quotePath": "true",
        "core.pager": "false",
    }.items():
        git(repository, "config", key, value)
    changed = changed_files(repository / "campaigns", "main")
    assert changed == ("a.yaml", "z.yaml")


@pytest.mark.parametrize("base", ["nowhere", "", "-x", "--all", "main:campaigns", "a b\nc", "x..y"])
def test_what_git_does_not_know_is_told_by_none(repository: Path, base: str) -> None:
    """A branch that was not fetched, and what is no commit at all."""
    assert changed_files(repository, base) is None


def test_without_a_repository_nobody_knows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor without git."""
    assert changed_files(tmp_path, "main") is None
    monkeypatch.setenv("PATH", str(tmp_path))
    assert changed_files(tmp_path, "main") is None


def test_branches_that_never_met_cannot_be_compared(repository: Path) -> None:
    """There is no place where ours began."""
    git(repository, "checkout", "--quiet", "--orphan", "other")
    commit(repository, {"campaigns/a.yaml": campaign("A")})
    assert changed_files(repository, "main") is None


def test_a_shallow_clone_may_not_know_where_the_branch_began(repository: Path) -> None:
    """A single commit has no past; with its past, the clone knows."""
    commit(repository, {"campaigns/a.yaml": campaign("A")})
    git(repository, "checkout", "--quiet", "main")
    commit(repository, {"campaigns/b.yaml": campaign("B")})
    clone = repository.parent / "clone"
    source = repository.as_uri()
    git(repository, "clone", "--quiet", "--depth=1", "--branch=ours", source, str(clone))
    assert changed_files(clone, "origin/main") is None
    git(clone, "fetch", "--quiet", "--depth=1", "origin", "main:refs/remotes/origin/main")
    assert changed_files(clone, "origin/main") is None
    git(clone, "fetch", "--quiet", "--unshallow", "origin", "main")
    assert changed_files(clone, "origin/main") == ("campaigns/a.yaml",)
