"""What git knows of campaign files, asked of real repositories."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from reconciler.campaigns.git import OF_A_HOOK, SECONDS
from reconciler.campaigns.git_log import FETCH, SHALLOW
from reconciler.campaigns.history import History
from reconciler.campaigns.working_tree import changed_files, read_commit
from tests.support.repository import campaign, commit, git, read_history, write

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
NOTHING = History()
FOLDER = Path("campaigns")


@pytest.fixture(autouse=True)
def _plain_git(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}.items():
        monkeypatch.setenv(name, value)


def former(folder: Path, file: str) -> set[str]:
    return set(read_history(folder, [FOLDER], [file]).former_names.get(file, frozenset()))


def deleted(folder: Path) -> dict[str, str]:
    return dict(read_history(folder, [FOLDER], []).deleted_files)


def test_a_name_that_was_changed_in_the_file_is_known(tmp_path: Path) -> None:
    """All names of all versions, also that of the last one."""
    for name in ("Spring", "Spring sale", "Summer"):
        commit(tmp_path, {"campaigns/a.yaml": campaign(name)})
    assert former(tmp_path, "campaigns/a.yaml") == {"Spring", "Spring sale", "Summer"}
    assert deleted(tmp_path) == {}


def test_a_hook_does_not_decide_whose_history_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git says to its hooks where its own repository is; the campaigns may be in another one."""
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for name in ("Spring", "Summer"):
        commit(
            ours, {"campaigns/a.yaml": campaign(name), "campaigns/b.yaml": campaign(f"{name} b")}
        )
    (ours / "campaigns/b.yaml").unlink()
    commit(ours)
    commit(theirs, {"campaigns/a.yaml": campaign("Autumn"), "campaigns/c.yaml": campaign("Winter")})
    (theirs / "campaigns/c.yaml").unlink()
    commit(theirs)
    known = read_history(ours, [FOLDER], ["campaigns/a.yaml"])
    start = read_commit(ours, [FOLDER])
    assert known.former_names == {"campaigns/a.yaml": {"Spring", "Summer"}}
    assert set(known.deleted_files) == {"summer b"}
    inherited = {
        "GIT_DIR": theirs / ".git",
        "GIT_WORK_TREE": theirs,
        "GIT_INDEX_FILE": theirs / ".git" / "index",
        "GIT_COMMON_DIR": theirs / ".git",
        "GIT_OBJECT_DIRECTORY": theirs / ".git" / "objects",
    }
    assert set(inherited) <= OF_A_HOOK
    for chosen in ({*inherited}, *({each} for each in inherited)):
        with monkeypatch.context() as patch:
            for name in chosen:
                patch.setenv(name, str(inherited[name]))
            assert read_history(ours, [FOLDER], ["campaigns/a.yaml"]) == known, chosen
            assert read_commit(ours, [FOLDER]) == start, chosen
            assert changed_files(ours, "HEAD~1") == ("campaigns/b.yaml",), chosen


def test_all_that_git_says_to_hooks_is_known() -> None:
    """Of each repository; what belongs to the user's settings stays."""
    listed = git(Path(), "rev-parse", "--local-env-vars").split()
    settings = {each for each in listed if each.startswith("GIT_CONFIG")}
    assert (
        set(listed) - settings - {"GIT_NO_REPLACE_OBJECTS", "GIT_INTERNAL_SUPER_PREFIX"}
        <= OF_A_HOOK
    )


def test_a_change_that_is_not_committed_counts(tmp_path: Path) -> None:
    """The name of the last commit is a former name of the file on disk."""
    commit(tmp_path, {"campaigns/a.yaml": campaign("Spring")})
    write(tmp_path, {"campaigns/a.yaml": campaign("Summer")})
    assert former(tmp_path, "campaigns/a.yaml") == {"Spring"}


def test_a_file_that_was_renamed_with_its_campaign_is_followed(tmp_path: Path) -> None:
    """Across several renames, whether committed or only staged."""
    commit(tmp_path, {"campaigns/a.yaml": campaign("Spring")})
    for old, new, name in (("a", "b", "Summer"), ("b", "c", "Autumn")):
        (tmp_path / f"campaigns/{old}.yaml").unlink()
        commit(tmp_path, {f"campaigns/{new}.yaml": campaign(name)})
    assert former(tmp_path, "campaigns/c.yaml") == {"Spring", "Summer", "Autumn"}
    git(tmp_path, "mv", "campaigns/c.yaml", "campaigns/d.yaml")
    write(tmp_path, {"campaigns/d.yaml": campaign("Winter")})
    assert former(tmp_path, "campaigns/d.yaml") == {"Spring", "Summer", "Autumn"}


def test_a_file_that_was_moved_is_known_by_where_it_is_now(tmp_path: Path) -> None:
    """By way of another place; one that was deleted after all is nowhere."""
    commit(tmp_path, {"campaigns/a.yaml": campaign(), "campaigns/x.yaml": campaign("Autumn")})
    git(tmp_path, "mv", "campaigns/a.yaml", "campaigns/b.yaml")
    git(tmp_path, "mv", "campaigns/x.yaml", "campaigns/y.yaml")
    commit(tmp_path)
    git(tmp_path, "mv", "campaigns/b.yaml", "campaigns/c.yaml")
    git(tmp_path, "rm", "--quiet", "campaigns/y.yaml")
    moved = read_history(tmp_path, [FOLDER], []).moved
    assert moved == {f"campaigns/{old}.yaml": "campaigns/c.yaml" for old in "ab"}


def test_a_file_that_was_moved_among_the_campaigns_is_followed(tmp_path: Path) -> None:
    """What it declared outside of them counts, wherever that was."""
    commit(tmp_path, {"drafts/a.yaml": campaign("Spring"), "README.md": "x"})
    commit(tmp_path, {"drafts/a.yaml": campaign("Summer")})
    git(tmp_path, "mv", "drafts", "campaigns")
    commit(tmp_path, {"campaigns/a.yaml": campaign("Autumn")})
    assert former(tmp_path, "campaigns/a.yaml") == {"Spring", "Summer", "Autumn"}


def test_a_copy_is_no_rename(tmp_path: Path) -> None:
    """A campaign that begins as a copy of another has a history of its own."""
    commit(tmp_path, {"campaigns/a.yaml": campaign("Spring")})
    commit(tmp_path, {"campaigns/b.yaml": campaign("Summer")})
    assert former(tmp_path, "campaigns/b.yaml") == {"Summer"}


def test_a_new_file_has_no_former_names(tmp_path: Path) -> None:
    """A file that git has never seen."""
    commit(tmp_path, {"campaigns/a.yaml": campaign("Spring")})
    write(tmp_path, {"campaigns/b.yaml": campaign("Summer")})
    assert former(tmp_path, "campaigns/b.yaml") == set()


def test_a_deleted_file_is_known_by_the_name_it_declared(tmp_path: Path) -> None:
    """Names as looked up, ignoring case; the last deleted file counts."""
    commit(tmp_path, {"campaigns/old.yaml": campaign("SPRING"), "campaigns/keep.yaml": campaign()})
    (tmp_path / "campaigns/old.yaml").unlink()
    commit(tmp_path, {"campaigns/sub/new.json": '{"name": "Spring", "x": 1}', "README.md": "x"})
    (tmp_path / "campaigns/sub/new.json").unlink()
    commit(tmp_path)
    assert deleted(tmp_path) == {"spring": "campaigns/sub/new.json"}


def test_a_deletion_that_is_not_committed_counts(tmp_path: Path) -> None:
    """The file is gone from the disk, and with it the declaration."""
    commit(tmp_path, {"campaigns/a.yaml": campaign("Spring")})
    (tmp_path / "campaigns/a.yaml").unlink()
    assert deleted(tmp_path) == {"spring": "campaigns/a.yaml"}


def test_a_file_that_was_deleted_and_came_back_is_not_deleted(tmp_path: Path) -> None:
    """What is on disk counts."""
    commit(tmp_path, {"campaigns/a.yaml": campaign("Spring"), "campaigns/b.yaml": campaign("B")})
    (tmp_path / "campaigns/a.yaml").unlink()
    commit(tmp_path)
    commit(tmp_path, {"campaigns/a.yaml": campaign("Spring")})
    assert deleted(tmp_path) == {}


def test_deleted_files_that_were_no_campaigns_are_left_out(tmp_path: Path) -> None:
    """Notes, broken files, and files without a name."""
    files = {"notes.md": "name: x", "broken.yaml": "name: [", "nameless.yml": "description: x"}
    commit(tmp_path, {f"campaigns/{name}": text for name, text in files.items()})
    for name in files:
        (tmp_path / "campaigns" / name).unlink()
    (tmp_path / "campaigns").mkdir(exist_ok=True)
    commit(tmp_path, {"README.md": "x"})
    assert read_history(tmp_path, [FOLDER], []) == NOTHING


def test_settings_in_a_subfolder_of_the_repository(tmp_path: Path) -> None:
    """Paths are relative to the settings file, wherever the repository begins."""
    ops = tmp_path / "teams" / "loyalty"
    for name in ("Spring", "Summer"):
        commit(tmp_path, {"teams/loyalty/campaigns/a.yaml": campaign(name)})
    commit(tmp_path, {"teams/loyalty/campaigns/b.yaml": campaign("Gone", value=7) * 2})
    (ops / "campaigns/b.yaml").unlink()
    commit(tmp_path, {"teams/loyalty/campaigns/c.yaml": campaign("Gone too", value=8)})
    (ops / "campaigns/c.yaml").unlink()
    found = read_history(ops, [FOLDER], ["campaigns/a.yaml"])
    assert found.former_names == {"campaigns/a.yaml": {"Spring", "Summer"}}
    assert found.deleted_files == {"gone too": "campaigns/c.yaml"}


def test_campaigns_beside_the_folder_of_the_settings(tmp_path: Path) -> None:
    """A folder that is named with two dots."""
    for name in ("Spring", "Summer"):
        commit(tmp_path, {"campaigns/a.yaml": campaign(name), "ops/reconciler.toml": ""})
    found = read_history(tmp_path / "ops", [Path("../campaigns")], ["../campaigns/a.yaml"])
    assert found.former_names == {"../campaigns/a.yaml": {"Spring", "Summer"}}


def test_a_single_campaign_file_instead_of_a_folder(tmp_path: Path) -> None:
    """The settings may name a file."""
    for name in ("Spring", "Summer"):
        commit(tmp_path, {"campaign.yaml": campaign(name)})
    found = read_history(tmp_path, [Path("campaign.yaml")], ["campaign.yaml"])
    assert found.former_names == {"campaign.yaml": {"Spring", "Summer"}}


@pytest.mark.parametrize(
    "name", ["two words.yaml", "é 😀.yaml", "a:b.yaml", "-x.yaml", "q\"uo'te.yaml", "[a]*.yaml"]
)
def test_odd_file_names(tmp_path: Path, name: str) -> None:
    """Blanks, letters beyond ASCII, and signs that mean something to git or a shell."""
    for title in ("Spring", "Summer"):
        commit(tmp_path, {f"campaigns/{name}": campaign(title)})
    assert former(tmp_path, f"campaigns/{name}") == {"Spring", "Summer"}
    (tmp_path / "campaigns" / name).unlink()
    assert deleted(tmp_path) == {"summer": f"campaigns/{name}"}


def test_a_file_name_that_is_not_utf_8(tmp_path: Path) -> None:
    """Bytes that are no text survive the way through git."""
    name = os.fsdecode(b"campaigns/caf\xe9.yaml")
    for title in ("Spring", "Summer"):
        commit(tmp_path, {name: campaign(title)})
    assert former(tmp_path, name) == {"Spring", "Summer"}


def test_settings_of_the_user_change_nothing(tmp_path: Path) -> None:
    """Whatever git is told to print for people."""
    for name in ("Spring", "Summer"):
        commit(tmp_path, {"campaigns/a.yaml": campaign(name)})
    for key, value in {
        "diff.relative": "true",
        "diff.renames": "false",
        "diff.noprefix": "true",
        "log.showSignature": "true",
        "log.showRoot": "false",
        "log.follow": "true",
        "color.ui": "always",
        "core.quotePath": "true",
        "core.pager": "false",
    }.items():
        git(tmp_path, "config", key, value)
    assert former(tmp_path, "campaigns/a.yaml") == {"Spring", "Summer"}


def test_without_a_repository_nothing_is_known(tmp_path: Path) -> None:
    """Nothing fails, and the gap is named: a rename would go unseen."""
    write(tmp_path, {"campaigns/a.yaml": campaign()})
    found = read_history(tmp_path, [FOLDER], ["campaigns/a.yaml"])
    assert found == History(
        gap="Git could not be asked: the campaigns are not in a git repository.",
        remedy="Keep the campaign files in git.",
    )


def test_a_repository_without_a_commit_knows_nothing(tmp_path: Path) -> None:
    """A fresh start is no gap."""
    write(tmp_path, {"campaigns/a.yaml": campaign()})
    git(tmp_path, "init", "--quiet")
    assert read_history(tmp_path, [FOLDER], ["campaigns/a.yaml"]) == NOTHING


def test_without_git_nothing_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has no git."""
    write(tmp_path, {"campaigns/a.yaml": campaign()})
    monkeypatch.setenv("PATH", str(tmp_path))
    found = read_history(tmp_path, [FOLDER], ["campaigns/a.yaml"])
    assert found == History(
        gap="Git could not be asked: git is not installed.", remedy="Install git."
    )


def test_a_shallow_clone_says_that_there_may_be_more(tmp_path: Path) -> None:
    """What CI checks out by default ends at the last commit."""
    origin = tmp_path / "origin"
    for name in ("Spring", "Summer", "Autumn"):
        commit(origin, {"campaigns/a.yaml": campaign(name)})
    git(tmp_path, "clone", "--quiet", "--depth=1", origin.as_uri(), "clone")
    found = read_history(tmp_path / "clone", [FOLDER], ["campaigns/a.yaml"])
    own = {"campaigns/a.yaml": frozenset({"Autumn"})}
    assert found == History(own, {}, SHALLOW, FETCH, own={"campaigns/a.yaml": {}})


def test_a_repository_that_git_refuses_is_a_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What git complains of is passed on."""
    commit(tmp_path, {"campaigns/a.yaml": campaign()})
    write(tmp_path, {".git/config": "[core\n"})
    found = read_history(tmp_path, [FOLDER], [])
    assert found.gap.startswith("Git could not be asked: bad config line 1 in file")
    assert found.remedy.startswith("Run 'git log' in the folder")


def test_a_repository_of_another_owner_says_how_to_trust_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Jobs in containers meet it; the folder stands in the command."""
    commit(tmp_path, {"campaigns/a.yaml": campaign()})
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    found = read_history(tmp_path, [FOLDER], [])
    assert found.gap.startswith("Git could not be asked: detected dubious ownership")
    assert found.remedy == f"Run 'git config --global --add safe.directory {tmp_path}'."


@pytest.mark.parametrize(
    ("said", "gap", "remedy"),
    [
        (
            "fatal: detected dubious ownership in repository",
            "detected dubious ownership in repository",
            "Run 'git config --global --add safe.directory FOLDER'.",
        ),
        (
            "warning: lazy fetching disabled\nfatal: could not fetch 1 from promisor remote",
            "could not fetch 1 from promisor remote",
            "Clone the repository without --filter.",
        ),
    ],
)
def test_what_git_says_decides_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, gap: str, remedy: str
) -> None:
    """Each cause has a remedy of its own."""
    script = f"#!/bin/sh\nprintf '%s\\n' '{said}' >&2\nexit 128\n"
    write(tmp_path, {"bin/git": script, "campaigns/a.yaml": campaign()})
    (tmp_path / "bin/git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    found = read_history(tmp_path, [FOLDER], [])
    assert found == History(gap=f"Git could not be asked: {gap}.", remedy=remedy)


def test_a_git_that_takes_too_long_is_a_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan does not wait for ever."""
    commit(tmp_path, {"campaigns/a.yaml": campaign()})

    def run(*arguments: object, **options: object) -> None:
        raise subprocess.TimeoutExpired("git", SECONDS)

    monkeypatch.setattr(subprocess, "run", run)
    found = read_history(tmp_path, [FOLDER], [])
    assert found.gap == "Git could not be asked: it took longer than 30 seconds."


def test_a_git_that_fails_without_a_word_is_a_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broken installation."""
    write(tmp_path, {"bin/git": "#!/bin/sh\nexit 3\n", "campaigns/a.yaml": campaign()})
    (tmp_path / "bin/git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    assert read_history(tmp_path, [FOLDER], []).gap == "Git could not be asked: it gave no reason."


def worked() -> float:
    """Seconds that this process and those that it waited for have worked."""
    return sum(os.times()[:4])


def test_a_long_history_and_many_files_take_moments(tmp_path: Path) -> None:
    """One walk for all: 2000 commits and 200 files ask git five times, however many there are."""
    commits = []
    for k in range(2000):
        text = campaign(f"Campaign {k}")
        gone = f"D campaigns/{(k + 37) % 400}.yaml\n" if k % 5 == 4 else ""
        commits.append(
            f"commit refs/heads/main\ncommitter a <a@b> {1_700_000_000 + k} +0000\ndata 1\nx\n"
            f"M 100644 inline campaigns/{k % 400}.yaml\ndata {len(text)}\n{text}\n{gone}"
        )
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    stream = "".join(commits).encode()
    subprocess.run(["git", "fast-import", "--quiet"], cwd=tmp_path, input=stream, check=True)
    git(tmp_path, "reset", "--quiet", "--hard", "main")
    files = sorted(each.relative_to(tmp_path).as_posix() for each in tmp_path.glob("campaigns/*"))
    started = worked()
    found = read_history(tmp_path, [FOLDER], files[:200])
    assert worked() - started < 10
    assert len(found.former_names) == 200
    assert found.deleted_files
