"""Which commit campaign files are of, asked of real repositories."""

import os
import shutil
from pathlib import Path

import pytest

from reconciler.campaigns.working_tree import Commit, read_commit
from tests.support.repository import campaign, commit, git, write

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
FOLDER = Path("campaigns")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in a folder of a repository, with one campaign that is committed."""
    for name, value in {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}.items():
        monkeypatch.setenv(name, value)
    commit(tmp_path, {"loyalty/campaigns/a.yaml": campaign(), ".gitignore": "*.json\n"})
    return tmp_path


def found(repository: Path) -> Commit:
    """What is found of the project."""
    commit = read_commit(repository / "loyalty", [FOLDER])
    assert commit is not None
    assert commit.id == git(repository, "rev-parse", "HEAD").strip()
    return commit


@pytest.mark.parametrize(
    "path",
    ["README.md", "campaigns/notes.md", "campaigns/.draft.yaml", "campaigns/.old/a.yaml"],
)
def test_what_is_no_campaign_file_makes_nothing_dirty(repository: Path, path: str) -> None:
    """Nor does a file that was only touched."""
    write(repository / "loyalty", {path: campaign("B")})
    os.utime(repository / "loyalty/campaigns/a.yaml", (1, 1))
    assert not found(repository).is_dirty


@pytest.mark.parametrize("path", ["a.yaml", "new.yaml", "deep/new.YML", "ignored.json", "é \n.yml"])
def test_a_campaign_file_that_the_commit_has_not_makes_it_dirty(
    repository: Path, path: str
) -> None:
    """Changed, new, or ignored."""
    write(repository / "loyalty/campaigns", {path: campaign("B")})
    assert found(repository).is_dirty


def test_a_campaign_file_that_is_gone_or_moved_makes_it_dirty(repository: Path) -> None:
    """Staged or not."""
    git(repository, "mv", "loyalty/campaigns/a.yaml", "loyalty/campaigns/a.md")
    assert found(repository).is_dirty


def test_at_the_top_of_a_repository_paths_have_no_prefix(repository: Path) -> None:
    """The folder of the campaigns may be the repository itself."""
    place = repository / "loyalty/campaigns"
    commit(place)
    git(place, "rev-parse", "HEAD")
    assert read_commit(place, [Path()]) == Commit(git(place, "rev-parse", "HEAD").strip(), False)


def test_a_folder_may_be_named_like_two_lines(repository: Path) -> None:
    """Git writes its name as it is."""
    odd = repository / "two\nlines\u2028"
    (repository / "loyalty").rename(odd)
    assert read_commit(odd, [FOLDER]) == Commit(git(repository, "rev-parse", "HEAD").strip(), True)
    commit(repository)
    assert read_commit(odd, [FOLDER]) == Commit(git(repository, "rev-parse", "HEAD").strip(), False)


def test_where_git_cannot_say_there_is_no_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No repository, nothing committed yet, no folder, no git."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert read_commit(tmp_path, [FOLDER]) is None
    git(tmp_path, "init", "--quiet")
    assert read_commit(tmp_path, [FOLDER]) is None
    monkeypatch.setenv("PATH", str(tmp_path))
    assert read_commit(tmp_path, [FOLDER]) is None
