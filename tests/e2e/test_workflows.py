"""The workflows as they are written, from a pull request to a drift issue that closes itself.

Against a sandbox over HTTP and a GitHub of our own.
"""

import os
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from reconciler.sandbox.app import make_app
from reconciler.sandbox.store import Store
from tests.support.command import IMPATIENT
from tests.support.github_fake import REPOSITORY, TOKEN, FakeGitHub
from tests.support.pages import blocks, section
from tests.support.repository import GIT_IDENTITY
from tests.support.server import LOGIN, ROOT, served
from tests.support.workflow_runner import WORKFLOWS, Ran, Runner, git

SETTINGS = """
default_environment = "sandbox"
[environments.sandbox]
sandbox = true
[environments.uat]
url = "{url}"
requests_per_second = 1000.0
"""
CAMPAIGN = """name: {name}
trackingType: DEFAULT
targetEvaluationType: FIXED_CALENDAR_WINDOW
frequencyType: CUSTOM
frequency: 0
recurringCycles: 0
periods:
  - {{refCode: may, startDate: 2037-05-01, endDate: 2037-05-31}}
targets:
  - name: {name} spend
    targetEntity: TRANSACTION
    targetType: SALES
    enrolmentMethod: TRANSACTION
    expression: true
    defaultValues: {value}
"""
SECRETS = ("USERNAME", "PASSWORD", "PASSWORD_MD5", "CLIENT_KEY", "CLIENT_SECRET")
IN_FOLDER = "inputs.folder && format('{0}/', inputs.folder)"
INSTALL = "inputs.install || vars.RECONCILER_INSTALL || '.'"
LOCK = Path(".ci", "lock", "run.txt")
INSTALLING = {
    INSTALL: ".",
    "inputs.install || vars.RECONCILER_INSTALL || hashFiles('.ci/lock/run.txt')": "0123",
    "inputs.python-version": "3.13",
    "inputs.python-version || '3.13'": "3.13",
    "runner.temp": "/nowhere",
    "runner.os": "Linux",
    "runner.arch": "X64",
}
"""What the steps ask for that install the reconciler."""


@dataclass
class Team:
    """People who keep campaigns in a repository on GitHub.

    Attributes:
        folder: their working copy.
        store: what is live.
        hub: GitHub.
        runner: runs its jobs.
        install: where they get the reconciler from.
        home: the folder of the settings that the workflows are called with.
    """

    folder: Path
    store: Store
    hub: FakeGitHub
    runner: Runner
    home: str = ""
    runs: int = 0
    install: str = "."

    def write(self, name: str, value: int = 500) -> None:
        path = self.folder / self.home / "campaigns" / f"{name.lower()}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(CAMPAIGN.format(name=name, value=value), encoding="utf-8")

    def push(self, branch: str, message: str) -> str:
        git(self.folder, "add", "--all")
        git(self.folder, "commit", "--quiet", "--message", message)
        git(self.folder, "push", "--quiet", "--force", "origin", f"HEAD:refs/heads/{branch}")
        return git(self.folder, "rev-parse", "HEAD")

    def propose(self, number: int, name: str, value: int = 500) -> str:
        """Open a pull request that adds a campaign, or push to it; gives its head."""
        git(self.folder, "checkout", "--quiet", "-B", f"pull-{number}", "origin/main")
        self.write(name, value)
        head = self.push(f"pull-{number}", f"Add {name}, {value}")
        self.hub.pull(number, commits=(head,))
        return head

    def merge(self, number: int) -> str:
        """Merge a pull request; gives the merge."""
        git(self.folder, "checkout", "--quiet", "-B", "main", "origin/main")
        git(self.folder, "merge", "--quiet", "--no-ff", "-m", f"Merge {number}", f"pull-{number}")
        git(self.folder, "push", "--quiet", "origin", "main")
        commit = git(self.folder, "rev-parse", "HEAD")
        head = git(self.folder, "rev-parse", f"pull-{number}")
        self.hub.pull(number, commits=(head,), merge_commit=commit)
        self.hub.history = git(self.folder, "rev-list", "main").split()
        return commit

    def table(self, **more: str) -> dict[str, str]:
        """What the expressions stand for in a new run, for the environment uat."""
        self.runs += 1
        self.runner.variables = {**self.runner.variables, "GITHUB_RUN_ID": str(self.runs)}
        names = ("USERNAME", "PASSWORD", "PASSWORD_MD5", "CLIENT_KEY", "CLIENT_SECRET")
        secrets = {f"secrets.RECONCILER_{name}": "" for name in names}
        login = {f"secrets.{name}": value for name, value in LOGIN.items()}
        return {
            **INSTALLING,
            INSTALL: self.install,
            "inputs.config || 'reconciler.toml'": "reconciler.toml",
            "inputs.environment": "",
            "inputs.folder": self.home,
            IN_FOLDER: self.home and f"{self.home}/",
            "inputs.max-creates": "",
            "inputs.new-organisation": "",
            "inputs.history-unavailable": "",
            "matrix.environment": "uat",
            "github.token": TOKEN,
            "github.server_url": "https://github.example",
            "github.repository": REPOSITORY,
            "github.run_id": str(self.runs),
            "github.ref": "refs/heads/main",
            **secrets,
            **login,
            **more,
        }

    def plan(self, number: int, head: str) -> Mapping[str, Ran]:
        """What happens on a push to a pull request."""
        git(self.folder, "push", "--quiet", "--force", "origin", f"{head}:refs/pull/{number}/merge")
        table = self.table(
            **{
                "github.event.merge_group.base_sha || format('origin/{0}', github.base_ref)": (
                    "origin/main"
                ),
                "github.event.pull_request.number": str(number),
                "github.event.pull_request.head.sha": head,
                "github.event.pull_request.base.sha": git(self.folder, "rev-parse", "origin/main"),
            }
        )
        ref = f"refs/pull/{number}/merge"
        ran = self.run("plan.yml", ("validate",), table, ref=ref)
        jobs = ("comment",) if ran["validate"].failed else ("plan", "comment")
        return {**ran, **self.run("plan.yml", jobs, table, ref=ref)}

    def apply(self, commit: str) -> Mapping[str, Ran]:
        """What happens on a push to main."""
        table = self.table(**{"github.sha": commit})
        jobs = ("environments", "apply", "receipt")
        ran = self.run("apply.yml", jobs[:2], table, ref=commit)
        state = "failure" if ran["apply"].failed else "success"
        self.hub.deploy(f"{table[IN_FOLDER]}uat", commit, state, run=table["github.run_id"])
        return {**ran, **self.run("apply.yml", jobs[2:], table, ref=commit)}

    def look(self) -> Mapping[str, Ran]:
        """What happens every day."""
        jobs = ("environments", "look", "issue")
        return self.run("drift.yml", jobs, self.table(), ref="refs/heads/main")

    def run(
        self, workflow: str, jobs: tuple[str, ...], table: dict[str, str], *, ref: str
    ) -> Mapping[str, Ran]:
        """Run jobs one after the other; the later ones know what the earlier ones gave."""
        ran = {}
        for job in jobs:
            ran[job] = self.runner.run(workflow, job, table, ref=ref)
            given = ran[job].outputs.items()
            table |= {f"needs.{job}.outputs.{name}": value for name, value in given}
        return ran

    def edit(self, name: str, value: int) -> None:
        """Change a live campaign, as somebody in the console does."""
        (group,) = (each for each in self.store.groups() if each["name"] == name)

        def change(group: dict[str, object]) -> None:
            group["targets"][0]["defaultValues"][0]["defaultValue"] = value  # type: ignore[index]

        self.store.edit(group["id"], change)

    @property
    def live(self) -> list[str]:
        return [group["name"] for group in self.store.groups()]


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    """A repository with one campaign, nothing live yet."""
    origin, folder = tmp_path / "origin.git", tmp_path / "work"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(origin))
    git(tmp_path, "clone", "--quiet", str(origin), str(folder))
    hub = FakeGitHub()
    with Store(":memory:") as store, served(make_app(store)) as url, hub.serving():
        variables = {**hub.variables, "GITHUB_SERVER_URL": "https://github.example", IMPATIENT: "1"}
        del variables["GITHUB_TOKEN"]  # a step has to ask for it
        team = Team(folder, store, hub, Runner(tmp_path / "runner", origin, variables))
        (folder / "reconciler.toml").write_text(SETTINGS.format(url=url), encoding="utf-8")
        (folder / LOCK).parent.mkdir(parents=True)
        (folder / LOCK).write_text(
            "# Here the reconciler itself is kept as well.", encoding="utf-8"
        )
        git(folder, "checkout", "--quiet", "-B", "main")
        team.write("Spring", 400)
        team.push("main", "Begin")
        yield team


HOST = "https://eu.api.capillarytech.com"


def cloned(place: Path) -> tuple[Path, Path]:
    """A new repository in which nothing is, and a clone of it."""
    origin, clone = place / "new.git", place / "clone"
    git(place, "init", "--quiet", "--bare", "--initial-branch=main", str(origin))
    git(place, "clone", "--quiet", str(origin), str(clone))
    git(clone, "commit", "--quiet", "--allow-empty", "--message", "Begin")
    git(clone, "push", "--quiet", "origin", "HEAD:main")
    return origin, clone


def test_from_nothing_to_the_first_plan_in_four_commands(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the documentation says, word for word, but for where things are."""
    page = section(ROOT / "docs" / "pipelines.md", "Use it in your repository")
    lines = next(each.text for each in page if each.language == "console").splitlines()
    settings = next(each.text for each in page if each.language == "toml")
    url = tomllib.loads((team.folder / "reconciler.toml").read_text())["environments"]["uat"]["url"]
    commit = git(team.folder, "rev-parse", "HEAD")
    origin, clone = cloned(tmp_path)
    for name, value in GIT_IDENTITY.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PATH", f"{team.runner.commands()}:{os.environ['PATH']}")
    assert len(lines) == 4
    for line in lines:
        typed = line.replace(HOST, url).replace("OWNER", "example").replace("COMMIT", commit)
        subprocess.run(["bash", "-e", "-c", typed], cwd=clone, check=True, capture_output=True)

    written = (clone / "reconciler.toml").read_text(encoding="utf-8")
    shown = settings.partition("\n")[2].replace(HOST, url)
    assert "".join(each for each in written.splitlines(True) if each[0] != "#") == shown
    caller = yaml.safe_load((clone / ".github/workflows/campaigns.yml").read_text())
    called = caller["jobs"]["plan"]
    assert called["uses"] == f"example/REPOSITORY/.github/workflows/plan.yml@{commit}"
    where = "https://github.com/example/REPOSITORY", f"file://{team.runner.origin}"
    install = called["with"]["install"].replace(*where)
    runner = Runner(tmp_path / "new", origin, team.runner.variables)
    team = Team(clone, team.store, team.hub, runner, install=install)
    head = git(clone, "rev-parse", "HEAD")
    team.hub.pull(1, commits=(head,))
    ran = team.plan(1, head)
    assert not failures(ran)
    (comment,) = team.hub.comments.values()
    assert "Spring spend" in comment.body
    assert "uat" in comment.body


def failures(ran: Mapping[str, Ran]) -> dict[str, tuple[list[str], str]]:
    """The steps that failed, by job, with all that the job printed."""
    return {job: (each.failed, each.text) for job, each in ran.items() if each.failed}


def test_from_a_pull_request_to_its_receipt(team: Team) -> None:
    """One comment, renewed with each push; the merge creates the campaign and says so."""
    first = team.plan(7, team.propose(7, "Festive"))
    assert not failures(first)
    assert first["validate"].outputs == {"environments": '["uat"]', "apart": ""}
    (comment,) = team.hub.comments.values()
    assert "Festive" in comment.body
    assert "500" in comment.body
    assert "Festive" in first["plan"].summary

    assert not failures(team.plan(7, team.propose(7, "Festive", 750)))
    (again,) = team.hub.comments.values()
    assert again.id == comment.id
    assert "750" in again.body
    assert team.live == [], "nothing is created before the merge"

    applied = team.apply(team.merge(7))
    assert not failures(applied)
    assert sorted(team.live) == ["Festive", "Spring"]
    plan, receipt = team.hub.bodies(7)
    assert plan == again.body
    assert "2 created" in receipt
    assert "Festive" in applied["apply"].summary


def test_a_run_that_was_replaced_leaves_no_pull_request_without_receipt(team: Team) -> None:
    """Two merges, one apply: it takes the tip, and tells both; what was told stays."""
    team.propose(7, "Festive")
    assert not failures(team.apply(team.merge(7)))
    told = team.hub.bodies(7)
    team.propose(8, "Monsoon", 600)
    team.merge(8)
    team.propose(9, "Diwali", 700)

    assert not failures(team.apply(team.merge(9)))
    assert sorted(team.live) == ["Diwali", "Festive", "Monsoon", "Spring"]
    for number in (8, 9):
        (receipt,) = team.hub.bodies(number)
        assert "2 created" in receipt
    assert team.hub.bodies(7) == told


def test_a_plan_that_fails_marks_the_comment_as_outdated(team: Team) -> None:
    """A reviewer does not take the plan of an earlier push for that of this one."""
    team.plan(7, team.propose(7, "Festive"))
    head = team.propose(7, "Festive", 750)
    (team.folder / "campaigns" / "festive.yaml").write_text("name: [Festive\n", encoding="utf-8")
    head = team.push("pull-7", "Break it")

    ran = team.plan(7, head)

    assert set(failures(ran)) == {"validate"}
    assert "::error file=campaigns/festive.yaml,line=" in ran["validate"].text
    (comment,) = team.hub.bodies(7)
    assert "Outdated" in comment
    assert head in comment


def test_an_apply_that_cannot_begin_says_so(team: Team) -> None:
    """The receipt tells that nothing was sent."""
    team.propose(7, "Festive")
    commit = team.merge(7)
    login = dict.fromkeys(("secrets.RECONCILER_USERNAME", "secrets.RECONCILER_PASSWORD"), "wrong")
    table = {**team.table(**{"github.sha": commit}), **login}
    ran = team.run("apply.yml", ("environments", "apply", "receipt"), table, ref=commit)

    assert failures(ran).keys() == {"apply"}
    (receipt,) = team.hub.bodies(7)
    assert "Not applied" in receipt
    assert team.live == []


def test_drift_opens_one_issue_that_closes_itself(team: Team) -> None:
    """Somebody edits a live campaign, and puts it right again; people write and close as well."""
    team.propose(7, "Festive")
    team.apply(team.merge(7))
    assert not failures(team.look())
    assert not [each for each in team.hub.threads.values() if not each.is_pull]

    team.edit("Festive", 450)
    assert not failures(team.look())
    (issue,) = (each for each in team.hub.threads.values() if not each.is_pull)
    issue.body = f"Ada looks into it.\n\n{issue.body}\n\nBo asks the shop."
    assert issue.state == "open"
    assert "450" in issue.body

    issue.state = "closed"  # by a person, before somebody else pushes a commit
    git(team.folder, "commit", "--quiet", "--allow-empty", "--message", "Something else")
    git(team.folder, "push", "--quiet", "origin", "main")
    assert "left closed " in team.look()["issue"].text
    assert [each for each in team.hub.threads.values() if not each.is_pull] == [issue]
    issue.state = "open"

    team.edit("Festive", 500)
    assert not failures(team.look())
    assert issue.state == "closed"
    assert issue.body.startswith("Ada looks into it.\n\n<!-- reconciler:drift:uat -->\n")
    assert issue.body.endswith("\n\nBo asks the shop.")
    page = team.runner.place / "artifacts" / str(team.runs) / "drift-uat" / "audit.html"
    assert "Festive" in page.read_text(encoding="utf-8")


def test_a_group_that_nobody_knows_opens_an_issue_where_others_are_known(team: Team) -> None:
    """Of two that no file declares, the settings know one."""
    team.write("Clicked")
    team.apply(team.push("main", "Add Clicked"))
    for name in ("clicked", "spring"):
        (team.folder / "campaigns" / f"{name}.yaml").unlink()
    (team.folder / "campaigns" / ".gitkeep").touch()  # git keeps no empty folder
    settings = team.folder / "reconciler.toml"
    known = '[[environments.uat.known]]\nname = "Spring"\nreason = "a test"\n'
    settings.write_text(f"{settings.read_text(encoding='utf-8').rstrip()}\n\n{known}", "utf-8")
    team.push("main", "Know what is meant")
    assert not failures(team.look())
    (issue,) = (each for each in team.hub.threads.values() if not each.is_pull)
    assert issue.state == "open"
    assert "`Clicked` (group" in issue.body
    assert "1 known" in issue.body
    assert "`Spring` (group" not in issue.body


def test_calls_that_are_gone_open_one_issue_that_closes_itself(team: Team) -> None:
    """The day on which the API switches them off is noticed, though no plan can be made then."""
    team.propose(7, "Festive")
    team.apply(team.merge(7))
    settings = team.folder / "reconciler.toml"
    text = settings.read_text(encoding="utf-8")
    kept = 'calls = ["milestones", "list", "name-check"]\n'
    settings.write_text(f"{text.rstrip()}\n{kept}", encoding="utf-8")
    team.push("main", "Keep which calls are offered")
    assert not failures(team.look())
    assert not [each for each in team.hub.threads.values() if not each.is_pull]

    for call in ("milestones", "list"):
        team.store.switch_call(call, 503)
    team.look()
    assert not [each for each in team.hub.threads.values() if not each.is_pull], "it may pass"

    for call in ("milestones", "list"):
        team.store.switch_call(call, 410)
    assert failures(team.look())["look"][0] == ["Plan and audit"]
    (issue,) = (each for each in team.hub.threads.values() if not each.is_pull)
    assert (issue.state, issue.title) == ("open", "Calls of the API are gone in uat")
    assert "**not-offered**, was offered" in issue.body

    team.store.switch_call("list", 503)
    assert failures(team.look())["look"][0] == ["Plan and audit"]
    assert issue.state == "open", "one of them is still gone"
    assert [each for each in team.hub.threads.values() if not each.is_pull] == [issue]

    for call in ("milestones", "list"):
        team.store.switch_call(call, None)
    assert not failures(team.look())
    assert issue.state == "closed"


CALLER = next(
    yaml.load(each.text, Loader=yaml.BaseLoader)
    for each in blocks(ROOT / "docs" / "pipelines.md", "yaml")
    if each.text.startswith("# .github/workflows/campaigns.yml")
)
"""The workflow of a repository that calls these, as the documentation shows it."""


def test_a_merge_reaches_production_only_after_it_went_well_in_test(team: Team) -> None:
    """As the documented caller has it: a call for each environment, one after the other."""
    applies = {name: job for name, job in CALLER["jobs"].items() if "apply.yml" in job["uses"]}

    def merge(environments: str, name: str) -> list[str]:
        team.write(name)
        path = team.folder / "campaigns" / f"{name.lower()}.yaml"
        path.write_text(f"{path.read_text()}environments: {environments}\n", encoding="utf-8")
        commit = team.push("main", f"{name} for {environments}")
        done = list[str]()
        for job, called in applies.items():
            needed = {called["needs"]} if "needs" in called else set()
            if needed <= {*done}:
                target = called["with"]["environment"]
                more = {"inputs.environment": target, "matrix.environment": target}
                table = team.table(**{"github.sha": commit}, **more)
                ran = team.run("apply.yml", ("environments", "apply"), table, ref=commit)
                assert ran["environments"].outputs["environments"] == f'["{target}"]'
                done += [] if ran["apply"].failed else [job]
        return done

    def names(store: Store) -> list[str]:
        return sorted(group["name"] for group in store.groups())

    settings = team.folder / "reconciler.toml"
    with Store(":memory:") as store, served(make_app(store)) as url:
        prod = f'[environments.prod]\nurl = "{url}"\nrequests_per_second = 1000.0\n'
        settings.write_text(settings.read_text(encoding="utf-8") + prod, encoding="utf-8")
        assert merge("[uat]", "Festive") == ["uat", "prod"]
        assert (names(team.store), names(store)) == (["Festive", "Spring"], ["Spring"])
        assert merge("[uat, prod]", "Festive") == ["uat", "prod"]
        assert names(team.store) == names(store) == ["Festive", "Spring"]
        team.store.switch_call("milestones", 401)
        assert merge("[uat, prod]", "Monsoon") == []
        assert names(store) == ["Festive", "Spring"]


def test_two_folders_of_one_repository_do_not_meet(team: Team) -> None:
    """Each has settings with an environment of the same name, and is planned, applied, watched."""
    settings = (team.folder / "reconciler.toml").read_text(encoding="utf-8")
    for team.home, name, value in (("teams/a", "Festive", 500), ("teams/b", "Monsoon", 600)):
        (team.folder / team.home).mkdir(parents=True)
        (team.folder / team.home / "reconciler.toml").write_text(settings, encoding="utf-8")
        team.write(name, value)
    head = team.push("pull-7", "Add two teams")
    git(team.folder, "branch", "--force", "pull-7")
    team.hub.pull(7, commits=(head,))

    # Planned from a base that knows neither of the folders yet.
    for team.home in ("teams/a", "teams/b"):
        assert not failures(team.plan(7, head))
    one, other = team.hub.bodies(7)
    assert "Folder `teams/a`" in one
    assert "Folder `teams/b`" in other
    assert ["Festive" in each for each in (one, other)] == [True, False]
    assert ["Monsoon" in each for each in (one, other)] == [False, True]

    commit = team.merge(7)
    for team.home in ("teams/a", "teams/b"):
        assert not failures(team.apply(commit))
    assert sorted(team.live) == ["Festive", "Monsoon"]
    assert [body.count("1 created") for body in team.hub.bodies(7)] == [0, 0, 1, 1]

    team.home = "teams/a"
    team.edit("Festive", 450)
    assert not failures(team.look())
    (issue,) = (each for each in team.hub.threads.values() if not each.is_pull)
    assert issue.title == "Campaigns of teams/a in uat are not as declared"
    kept = team.runner.place / "artifacts" / str(team.runs)
    names = sorted(each.name for each in kept.iterdir())
    assert names == ["calls-uat~teams~a", "drift-uat~teams~a"]


def test_findings_in_a_folder_are_shown_at_their_files(team: Team) -> None:
    """Paths of annotations begin where the repository does."""
    settings = (team.folder / "reconciler.toml").read_text(encoding="utf-8")
    team.home = "teams/a"
    team.write("Festive")
    (team.folder / team.home / "reconciler.toml").write_text(settings, encoding="utf-8")
    path = team.folder / team.home / "campaigns" / "festive.yaml"
    path.write_text("name: [Festive\n", encoding="utf-8")
    ran = team.plan(7, team.push("pull-7", "Break it"))
    assert "::error file=teams/a/campaigns/festive.yaml,line=" in ran["validate"].text


def install(team: Team, where: str) -> tuple[Ran, list[str]]:
    """The job that checks campaigns, and what its pips were asked for."""
    table = {
        **INSTALLING,
        INSTALL: where,
        "inputs.environment != 'all' && inputs.environment || ''": "",
    }
    ran = team.runner.run("ci.yml", "campaigns", table, ref="refs/heads/main")
    text = team.runner.pips.read_text(encoding="utf-8") if team.runner.pips.exists() else ""
    common = "-P -m pip --quiet --disable-pip-version-check install --only-binary :all: "
    assert all(line.startswith(common) for line in text.splitlines())
    return ran, [line.removeprefix(common) for line in text.splitlines()]


def test_what_runs_beside_the_credentials_is_what_the_lock_names(team: Team) -> None:
    """Of the repository itself, and before anything of it runs: its build, too, is locked."""
    ran, pips = install(team, ".")
    assert not ran.failed
    assert pips == [f"--require-hashes -r ./{LOCK}", "--no-deps --no-build-isolation ."]


def test_a_source_elsewhere_is_installed_by_the_lock_of_the_commit(team: Team) -> None:
    """Not by that of the branch, nor of the repository of campaigns."""
    commit = git(team.folder, "rev-parse", "HEAD")
    (team.folder / LOCK).unlink()
    team.push("main", "Go on without the reconciler")

    ran, pips = install(team, f"git+file://{team.runner.origin}@{commit}")

    assert not ran.failed, ran.text
    source = team.runner.place / "job-1.temporary" / "reconciler"
    assert pips == [
        f"--require-hashes -r {source / LOCK}",
        f"--no-deps --no-build-isolation {source}",
    ]
    assert git(source, "rev-parse", "HEAD") == commit


def test_a_package_is_installed_by_the_lock_that_it_carries(team: Team) -> None:
    """The package comes first, without what it needs, since only it has the lock."""
    ran, pips = install(team, "campaign-reconciler==1.2")
    assert not ran.failed, ran.text
    assert pips == [
        "--no-deps campaign-reconciler==1.2",
        "--require-hashes -r LOCK-OF-THE-PACKAGE",
    ]


@pytest.mark.parametrize(
    "where",
    [
        "git+https://example.invalid/reconciler",
        "git+https://example.invalid/reconciler@main",
        "git+https://example.invalid/reconciler@0123abc",
        "campaigns",
    ],
)
def test_what_names_no_lock_is_not_installed(team: Team, where: str) -> None:
    """A branch moves, and a folder of campaigns holds no reconciler; the job says what to write."""
    ran, pips = install(team, where)
    assert ran.failed == ["Install the reconciler"]
    assert "::error::No lock of the reconciler in" in ran.text
    assert not pips


def test_every_workflow_installs_in_the_same_way() -> None:
    """In each of their jobs."""
    steps = {
        step["run"]
        for path in WORKFLOWS.glob("*.yml")
        for job in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)[
            "jobs"
        ].values()
        for step in job["steps"]
        if "INSTALL" in step.get("env", {})
    }
    assert len(steps) == 1
