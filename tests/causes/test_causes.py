"""Why live state drifted, asked of real repositories."""

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.git import Git
from reconciler.campaigns.git_log import FETCH, SHALLOW, read_log
from reconciler.causes import search
from reconciler.causes.tell import NO_COMMIT, with_causes
from reconciler.core.comparison import Cause, CauseKind
from reconciler.core.exact_json import Json
from reconciler.core.plan import Drift, Plan
from reconciler.core.planner import make_plan
from reconciler.target_group.expressions.symbols import DOCUMENTED
from reconciler.target_group.resource_kind import TARGET_GROUP
from reconciler.yaml12.document import Document, read_document
from tests.support.loading import load_campaigns
from tests.support.repository import campaign, commit, git, write
from tests.support.specs import row_of, state_of
from tests.support.today import TODAY

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

FILE = "campaigns/a.yaml"
SETTINGS = "reconciler.toml"
API = Cause(CauseKind.API)
TILL = campaign().replace("50679757", "${till}")


@pytest.fixture(autouse=True)
def _plain_git(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}.items():
        monkeypatch.setenv(name, value)


@dataclass(frozen=True)
class Run:
    """What is planned, and where."""

    base: Path
    circumstances: Circumstances

    @property
    def config(self) -> Path:
        return self.base / SETTINGS


def planned(
    folder: Path, live: str, values: Mapping[str, Json], places: tuple[str, ...] = ("campaigns",)
) -> tuple[Plan, Plan]:
    """A plan without causes, and the same with them."""
    paths = [folder / each for each in places]
    loaded = load_campaigns(paths, base=folder, values=values, today=TODAY)
    assert not loaded.has_errors, loaded.findings
    document = read_document(FILE, live.encode())
    assert isinstance(document, Document)
    state = state_of([row_of(document.data)])
    plan = make_plan(loaded.campaigns, state, kind=TARGET_GROUP, environment="uat", today=TODAY)
    run = Run(folder, Circumstances(values, DOCUMENTED, TODAY, "uat", ("uat", "prod")))
    beside = [run.config]
    return plan, with_causes(plan, run, state, lambda: read_log(folder, paths, beside))


def causes(
    folder: Path, live: str = campaign(), values: Mapping[str, Json] | None = None
) -> dict[str, Cause | None]:
    """The cause of each field that drifted, by the last part of its path."""
    _, plan = planned(folder, live, values or {})
    drifts = [each for each in plan.changes if isinstance(each, Drift)]
    return {each.path.rsplit("/", 1)[1]: each.cause for drift in drifts for each in drift.fields}


def by_file(folder: Path, revision: str = "HEAD", reason: str = "") -> Cause:
    """What is said of a commit."""
    said = git(folder, "log", "-1", "--format=%H %as", revision).split()
    return Cause(CauseKind.FILE, said[0], said[1], "Ada", reason)


def unknown(reason: str) -> Cause:
    return Cause(CauseKind.UNKNOWN, reason=reason)


def test_the_commit_that_changed_the_file_is_named(tmp_path: Path) -> None:
    """Not the one after it; and a plan is the same plan with it."""
    commit(tmp_path, {FILE: campaign()})
    commit(tmp_path, {FILE: campaign(value=600)})
    commit(tmp_path, {FILE: campaign(value=600) + "# for members\n"})
    assert causes(tmp_path) == {"may": by_file(tmp_path, "HEAD~1")}
    without, plan = planned(tmp_path, campaign(), {})
    assert plan.plan_id == without.plan_id
    assert plan.fingerprints == without.fingerprints


def test_the_last_change_away_from_what_is_live_counts(tmp_path: Path) -> None:
    """Changed, reverted, and changed again."""
    for goal in (500, 600, 500, 700, 800):
        commit(tmp_path, {FILE: campaign(value=goal)})
    assert causes(tmp_path) == {"may": by_file(tmp_path, "HEAD~1")}
    assert causes(tmp_path, campaign(value=600)) == {"may": by_file(tmp_path, "HEAD~2")}


def test_what_no_version_said_was_changed_elsewhere(tmp_path: Path) -> None:
    """Field by field: another one was changed in the file."""
    commit(tmp_path, {FILE: campaign()})
    commit(tmp_path, {FILE: campaign(value=600).replace("50679757", "7")})
    live = campaign(value=999)
    assert causes(tmp_path, live) == {"may": API, "preferredTillId": by_file(tmp_path)}


def test_what_is_not_committed_has_no_commit(tmp_path: Path) -> None:
    """Neither has anything where nothing was committed at all."""
    write(tmp_path, {FILE: campaign(value=600)})
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    assert causes(tmp_path) == {"may": unknown(NO_COMMIT)}
    commit(tmp_path, {FILE: campaign()})
    write(tmp_path, {FILE: campaign(value=600)})
    assert causes(tmp_path) == {"may": Cause(CauseKind.FILE)}


def test_a_file_that_git_does_not_know_tells_nothing(tmp_path: Path) -> None:
    """Untracked, or only added to the index."""
    commit(tmp_path, {"campaigns/b.yaml": campaign("Other", value=7)})
    write(tmp_path, {FILE: campaign(value=600)})
    assert causes(tmp_path) == {"may": unknown(search.NOT_COMMITTED)}
    git(tmp_path, "add", "--all")
    assert causes(tmp_path) == {"may": unknown(search.NOT_COMMITTED)}


def test_without_git_the_reason_is_told(tmp_path: Path) -> None:
    """With what to do about it."""
    write(tmp_path, {FILE: campaign(value=600)})
    reason = (
        "Git could not be asked: the campaigns are not in a git repository. "
        "Keep the campaign files in git."
    )
    assert causes(tmp_path) == {"may": unknown(reason)}


def test_a_shallow_clone_tells_what_it_has(tmp_path: Path) -> None:
    """A version that is there may say what is live; of what is not there nothing is claimed."""
    origin = tmp_path / "origin"
    for goal in (500, 600, 700):
        commit(origin, {FILE: campaign(value=goal)})
    git(tmp_path, "clone", "--quiet", "--depth=2", origin.as_uri(), "clone")
    clone = tmp_path / "clone"
    assert causes(clone, campaign(value=600)) == {"may": by_file(clone)}
    assert causes(clone) == {"may": unknown(f"{SHALLOW} {FETCH}")}
    assert causes(clone, campaign(value=999)) == {"may": unknown(f"{SHALLOW} {FETCH}")}


@pytest.mark.parametrize(
    "broken",
    [
        "targets: [\n",
        campaign().replace("DEFAULT", "NONSENSE"),
        campaign() + "x: ${nobody}\n",
        "[]",
    ],
)
def test_versions_that_cannot_be_read_are_no_evidence(tmp_path: Path, broken: str) -> None:
    """Neither for one nor for the other; what can be read still counts."""
    commit(tmp_path, {FILE: broken})
    commit(tmp_path, {FILE: campaign(value=600)})
    assert causes(tmp_path) == {"may": unknown(search.UNREADABLE)}
    commit(tmp_path, {FILE: campaign()})
    commit(tmp_path, {FILE: broken})
    commit(tmp_path, {FILE: campaign(value=600)})
    assert causes(tmp_path) == {"may": by_file(tmp_path, "HEAD~1")}


def values_of(till: int) -> str:
    return f"[environments.uat]\nsandbox = true\n[environments.uat.values]\ntill = {till}\n"


def test_values_of_the_environment_have_a_history_of_their_own(tmp_path: Path) -> None:
    """The settings were changed and not the file: committed, not committed, or both at once."""
    commit(tmp_path, {FILE: TILL, SETTINGS: values_of(50679757)})
    commit(tmp_path, {SETTINGS: values_of(7)})
    commit(tmp_path, {SETTINGS: values_of(8).replace("uat", "prod") + values_of(7)})
    of_values = by_file(tmp_path, "HEAD~1", search.SETTINGS_CHANGED)
    assert causes(tmp_path, values={"till": 7}) == {"preferredTillId": of_values}
    write(tmp_path, {SETTINGS: values_of(9)})
    on_disk = Cause(CauseKind.FILE, reason=search.SETTINGS_CHANGED)
    live = campaign().replace("50679757", "7")
    assert causes(tmp_path, live, {"till": 9}) == {"preferredTillId": on_disk}
    commit(tmp_path, {FILE: TILL.replace("${till}", "10"), SETTINGS: "not = [ toml"})
    assert causes(tmp_path, live, {}) == {"preferredTillId": by_file(tmp_path)}


def test_a_file_of_other_environments_said_nothing_here(tmp_path: Path) -> None:
    """Neither did one that declared another campaign."""
    commit(tmp_path, {FILE: campaign() + "environments: [prod]\n"})
    commit(tmp_path, {FILE: campaign("Autumn", target="Spring target", value=500)})
    commit(tmp_path, {FILE: campaign(value=600)})
    assert causes(tmp_path) == {"may": API}


def moved(folder: Path, *, at_once: bool) -> None:
    (folder / FILE).unlink()
    if not at_once:
        commit(folder)
    commit(folder, {"campaigns/teams/a.yaml": campaign(value=600)})


@pytest.mark.parametrize("at_once", [True, False])
def test_a_file_that_was_moved_is_followed(tmp_path: Path, *, at_once: bool) -> None:
    """Also where it was away for a commit."""
    commit(tmp_path, {FILE: campaign()})
    moved(tmp_path, at_once=at_once)
    assert causes(tmp_path) == {"may": by_file(tmp_path)}


def test_a_folder_that_was_moved_into_place_is_followed(tmp_path: Path) -> None:
    """What was outside of the campaigns counts as well, twice."""
    commit(tmp_path, {"one/a.yaml": campaign(), "one/b.yaml": campaign("B", value=9)})
    commit(tmp_path, {"one/a.yaml": campaign(value=600)})
    for old, new in (("one", "two/deep"), ("two", "campaigns")):
        (tmp_path / new).parent.mkdir(exist_ok=True)
        shutil.move(tmp_path / old, tmp_path / new)
        commit(tmp_path)
    assert causes(tmp_path) == {"may": by_file(tmp_path, "HEAD~2")}
    assert causes(tmp_path, campaign(value=999)) == {"may": API}


def test_a_campaign_that_was_split_by_environment_is_found(tmp_path: Path) -> None:
    """The new file is no rename, and yet another file said it before."""
    commit(tmp_path, {FILE: campaign()})
    commit(
        tmp_path,
        {
            FILE: campaign("Autumn", value=3),
            "campaigns/uat.yaml": campaign(value=600) + "environments: [uat]\n",
        },
    )
    assert causes(tmp_path) == {"may": by_file(tmp_path)}


def on_a_branch(folder: Path, ours: str, theirs: str) -> None:
    """One change on a branch, one on the main one."""
    git(folder, "checkout", "--quiet", "-b", "side")
    commit(folder, {FILE: theirs})
    git(folder, "checkout", "--quiet", "main")
    commit(folder, {FILE: ours})


def merged(folder: Path, text: str) -> None:
    git(folder, "merge", "--quiet", "--no-commit", "--no-ff", "--strategy=ours", "side")
    commit(folder, {FILE: text})


@pytest.mark.parametrize(
    ("ours", "theirs", "result", "live", "named"),
    [
        ((500, "7"), (600, "1"), (600, "7"), (500, "7"), "side"),
        ((500, "7"), (600, "1"), (700, "7"), (500, "7"), "side"),
        ((500, "7"), (600, "1"), (500, "7"), (600, "7"), "HEAD"),
        ((600, "7"), (600, "1"), (600, "7"), (500, "7"), "HEAD~1 or side"),
        ((500, "7"), (500, "2"), (600, "7"), (500, "7"), "HEAD"),
    ],
)
def test_merges(
    tmp_path: Path,
    *,
    ours: tuple[int, str],
    theirs: tuple[int, str],
    result: tuple[int, str],
    live: tuple[int, str],
    named: str,
) -> None:
    """What came by a branch is of its commit; what only the merge did is of the merge."""

    def text(said: tuple[int, str]) -> str:
        return campaign(value=said[0]).replace("50679757", said[1])

    commit(tmp_path, {FILE: text((500, "1"))})
    on_a_branch(tmp_path, text(ours), text(theirs))
    merged(tmp_path, text(result))
    found = causes(tmp_path, text(live))["may"]
    assert found in [by_file(tmp_path, each) for each in named.split(" or ")]


def test_acknowledged_drift_needs_no_cause(tmp_path: Path) -> None:
    """What is meant is not asked about, beside what is."""
    meant = "acknowledge: [{drift: /preferredTillId, reason: theirs}]\n"
    commit(tmp_path, {FILE: campaign(value=600).replace("50679757", "7") + meant})
    assert causes(tmp_path) == {"may": API, "preferredTillId": None}


def test_git_is_asked_nothing_twice_and_never_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each question starts a process, and most files have one version alone."""
    commit(tmp_path, {FILE: campaign(), SETTINGS: ""})
    asked: list[tuple[tuple[str, ...], bytes]] = []
    ask = Git.__call__

    def counted(git: Git, *arguments: str, given: bytes = b"") -> bytes:
        asked.append((arguments, given))
        return ask(git, *arguments, given=given)

    monkeypatch.setattr(Git, "__call__", counted)
    assert causes(tmp_path, campaign(value=999)) == {"may": API}
    assert len(asked) == len({*asked}) == 6
    assert all(given for arguments, given in asked if {"--stdin", "--batch"} & {*arguments})
    commands = [arguments[0] for arguments, _ in asked]
    assert commands.count("rev-parse") == 1


def test_in_sync_git_is_not_asked(tmp_path: Path) -> None:
    """It costs nothing where nothing drifted."""
    write(tmp_path, {FILE: campaign()})
    loaded = load_campaigns([tmp_path / "campaigns"], base=tmp_path, today=TODAY)
    document = read_document(FILE, campaign().encode())
    assert isinstance(document, Document)
    state = state_of([row_of(document.data)])
    plan = make_plan(loaded.campaigns, state, kind=TARGET_GROUP, environment="uat", today=TODAY)
    run = Run(tmp_path, Circumstances({}, DOCUMENTED, TODAY))

    def never() -> None:
        raise AssertionError

    asked: Callable[[], None] = never
    assert with_causes(plan, run, state, asked) is plan  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("limit", "value", "reason"),
    [
        ("reconciler.campaigns.git_log.MOST_COMMITS", 2, search.CUT),
        ("reconciler.causes.versions.MOST_VERSIONS", 1, search.TOO_MANY),
    ],
)
def test_limits_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, reason: str
) -> None:
    """What was not looked at proves nothing."""
    for goal in (500, 600, 700, 800):
        commit(tmp_path, {FILE: campaign(value=goal)})
    monkeypatch.setattr(limit, value)
    assert causes(tmp_path) == {"may": unknown(reason)}
    assert causes(tmp_path, campaign(value=700)) == {"may": by_file(tmp_path)}
