"""The command init: what an empty repository gets, and what stays in one that is not."""

import io
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from reconciler.sandbox.app import make_app
from tests.cli.support import Project, a_project, without_credentials
from tests.support.pages import blocks
from tests.support.repository import campaign
from tests.support.server import LOGIN, ROOT, served

URL = "https://eu.api.capillarytech.com"
ORG = ("--org-id", "100001", "--time-zone", "Europe/Paris")
UAT = ("--environment", "uat", "--url", URL, *ORG)
COMMIT = "0123456789abcdef" * 2 + "01234567"
USES = ("--uses", f"example/reconciler@{COMMIT}")
WORKFLOW = ".github/workflows/campaigns.yml"
HOOKS = ".pre-commit-config.yaml"
ENTRY = f"""\
  - repo: https://github.com/example/reconciler
    rev: "{COMMIT}"
    hooks: [{{id: reconciler-validate}}, {{id: reconciler-fmt}}]
"""


@pytest.fixture
def empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Project:
    """An empty folder, which is the current one."""
    without_credentials(monkeypatch)
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path, capsys)


def content(project: Project) -> Mapping[str, bytes]:
    """All files, but those of git."""
    return {
        path.relative_to(project.folder).as_posix(): path.read_bytes()
        for path in project.folder.rglob("*")
        if path.is_file() and ".git/" not in path.as_posix()
    }


def test_an_empty_folder_gets_all_that_it_needs(empty: Project) -> None:
    """And nothing complains of it; all of it is kept by git, and told."""
    ran = empty.run("init", *UAT, "--till", "70000001", *USES)
    assert (ran.code, ran.err) == (0, "")
    names = set(content(empty))
    schemas = {name for name in names if name.startswith("schemas/")}
    assert names - schemas == {
        "reconciler.toml",
        "campaigns/.gitkeep",
        ".gitignore",
        WORKFLOW,
        HOOKS,
    }
    assert "wrote campaigns/.gitkeep\n" in ran.out
    assert f"wrote schemas/ ({len(schemas)} files)\n" in ran.out
    assert "'git init'" in ran.out
    assert empty.run("validate").code == 0
    assert empty.run("schema", "--check").code == 0
    assert empty.run("environments", "--format", "json").json["environments"][0] == {
        "name": "uat",
        "sandbox": False,
        "url": URL,
        "org_id": 100001,
        "campaigns": "campaigns",
        "folders": ["campaigns"],
        "default": True,
    }
    days = ("--from", "2027-03-01", "--until", "2027-03-31")
    new = empty.run("new", "--kind", "milestone", "--name", "Spring", "--value", "5", *days)
    assert new.code == 0
    assert "preferredTillId: ${default_till}" in (empty.folder / new.out.strip()).read_text()
    assert empty.run("validate").code == 0
    assert empty.run("fmt", "--check").code == 0


def test_a_second_run_changes_nothing(empty: Project) -> None:
    """Whatever the first one was told."""
    line = ("init", *UAT, *USES)
    empty.run(*line)
    before = content(empty)
    again = empty.run("init", "--environment", "uat", *USES)
    assert again.code == 0
    assert "wrote" not in again.out
    assert "left reconciler.toml as it is: it is there already\n" in again.out
    refused = empty.run(*line)
    assert refused.code == 1
    assert "has the environment uat already; nothing was written" in refused.err
    assert "leave out --url, --org-id, --time-zone" in refused.err
    assert content(empty) == before


def test_files_of_others_are_left(empty: Project) -> None:
    """Each is told, and what is missing beside them is written."""
    mine = {
        "campaigns/spring.yaml": campaign(),
        "schemas/plan.schema.json": "{}",
        WORKFLOW: "name: mine\n",
        HOOKS: "fail_fast: true\n",
    }
    empty.write(mine)
    ran = empty.run("init", *UAT, *USES)
    assert ran.code == 0
    assert {name: content(empty)[name].decode() for name in mine} == mine
    assert "campaigns/.gitkeep" not in content(empty)
    assert "'reconciler schema' writes it anew" in ran.out
    assert f"left {WORKFLOW} as it is; add a job that applies uat:\n    uat:\n" in ran.out
    assert f"left {HOOKS} as it is; add to its repos:\n    - repo: https" in ran.out


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ".reconciler/\n"),
        ("*.log", "*.log\n.reconciler/\n"),
        ("*.log\r\n", "*.log\r\n.reconciler/\r\n"),
        ("/.reconciler\n", "/.reconciler\n"),
    ],
)
def test_what_git_ignores_gets_a_line(empty: Project, before: str, after: str) -> None:
    """Unless it has one."""
    empty.write({".gitignore": before})
    assert empty.run("init", "--sandbox").code == 0
    assert content(empty)[".gitignore"].decode() == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("repos:\n  - {repo: meta, hooks: []} # ours\n", f"{{before}}{ENTRY}"),
        ("repos:\n  - {repo: meta, hooks: []}", f"{{before}}\n{ENTRY}"),
        (
            "# all\nrepos:\n- repo: meta\n  hooks: []\n",
            "{before}" + "".join(f"{line[2:]}\n" for line in ENTRY.splitlines()),
        ),
        ("repos: [{repo: meta, hooks: []}]\n", "{before}"),
        ("repos:\n  - {repo: meta, hooks: []}\nfail_fast: true\n", "{before}"),
        ("repos: {\n", "{before}"),
        (f"repos:\n{ENTRY}", "{before}"),
    ],
    ids=["indented", "without a break", "at the margin", "in brackets", "more", "wrong", "there"],
)
def test_hooks_join_those_that_are_there(empty: Project, before: str, after: str) -> None:
    """Where nothing else is changed by it; else they are shown."""
    empty.write({HOOKS: before})
    ran = empty.run("init", *UAT, *USES)
    text = content(empty)[HOOKS].decode()
    assert text == after.replace("{before}", before)
    shown = f"left {HOOKS} as it is; add to its repos:" in ran.out
    assert shown == ("reconciler-validate" not in text)


def test_another_environment_is_added(empty: Project) -> None:
    """Below all else, with a job that is shown; what a person wrote stays."""
    empty.run("init", *UAT, *USES)
    text = (empty.folder / "reconciler.toml").read_text().replace("url =", "url    =") + "# mine"
    empty.write({"reconciler.toml": text})
    prod = ("--environment", "prod", "--url", URL, *ORG, "--till", "7")
    ran = empty.run("init", *prod, *USES)
    assert ran.code == 0
    assert "changed reconciler.toml: it has prod now\n" in ran.out
    assert f"left {WORKFLOW} as it is; add a job that applies prod:\n" in ran.out
    assert "needs: uat # only after it went well" in ran.out
    assert "prod-plan, prod" in ran.out
    after = (empty.folder / "reconciler.toml").read_text()
    assert after.startswith(text)
    assert after.removeprefix(text) == (
        f'\n\n[environments.prod]\nurl = "{URL}"\norg_id = 100001\ntime_zone = "Europe/Paris"\n'
        "\n[environments.prod.values]\ndefault_till = 7\n"
    )
    names = [e["name"] for e in empty.run("environments", "--format", "json").json["environments"]]
    assert names == ["uat", "prod"]


PROD = ("--environment", "prod", "--url", URL, *ORG)
APPLIES = """\
jobs:
  first: {uses: example/reconciler/.github/workflows/apply.yml@COMMIT, with: {environment: uat}}
  second: {uses: example/reconciler/.github/workflows/apply.yml@COMMIT, with: {environment: WHICH}}
  drift: {uses: example/reconciler/.github/workflows/drift.yml@COMMIT}
"""


@pytest.mark.parametrize(
    ("jobs", "said"),
    [
        (APPLIES, "add a job that applies prod:\n    prod:\n      needs: second # only after"),
        (APPLIES.replace("example/reconciler/", "./"), "no job is seen in it that applies prod"),
        (APPLIES.replace("WHICH", "prod"), "it is there already"),
        (APPLIES.replace("WHICH", '"${{ matrix.environment }}"'), "it is there already"),
        (APPLIES.replace(", with: {environment: WHICH}", ""), "it is there already"),
        ("jobs: {", "no job is seen in it that applies prod; with --uses, init shows one to add"),
    ],
    ids=["lacks it", "of this one", "has it", "of any", "of all", "unreadable"],
)
def test_an_environment_that_no_job_applies_is_told(empty: Project, jobs: str, said: str) -> None:
    """Also without --uses, and after it was added; the job waits for those that are there."""
    text = jobs.replace("COMMIT", COMMIT)
    empty.write({WORKFLOW: text, "reconciler.toml": f'[environments.uat]\nurl = "{URL}"\n'})
    ran = empty.run("init", *PROD)
    assert f"left {WORKFLOW} as it is" in ran.out
    assert said in ran.out
    assert (f"uses: {USES[1].replace('@', '/.github/workflows/apply.yml@')}" in ran.out) == (
        "needs" in said
    )
    if jobs.startswith("jobs:\n"):
        assert said in empty.run("init", "--environment", "prod").out
    assert content(empty)[WORKFLOW].decode() == text


def test_a_second_sandbox_is_one_of_its_own(empty: Project) -> None:
    """Two environments that share one would see each other's campaigns."""
    for name in ("uat", "prod 2", "on"):
        assert empty.run("init", "--environment", name, "--sandbox").code == 0
    assert re.findall("sandbox = .*", (empty.folder / "reconciler.toml").read_text()) == [
        "sandbox = true", 'sandbox = "prod-2"', 'sandbox = "sandbox-on"',
    ]  # fmt: skip
    assert empty.run("--environment", "on", "plan").code == 0


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([], "add --environment, --url, --org-id, --time-zone (or --sandbox"),
        (["--environment", "uat", "--url", URL], "add --org-id, --time-zone (or --sandbox"),
        ([*UAT, "--sandbox"], "--url does not go with --sandbox."),
        ([*UAT[:2], "--url", "http://example.com", *ORG], "The url must begin with https"),
        ([*UAT[:4], "--org-id", "1", "--time-zone", "Europe/Pariss"], "Did you mean 'Europe/Paris"),
        (
            [*UAT, "--uses", "example/reconciler@main"],
            "a full commit id, not 'example/reconciler@m",
        ),
        ([*UAT, "--uses", f"reconciler@{COMMIT}"], "--uses takes OWNER/REPOSITORY@COMMIT"),
        ([*UAT, "--uses", f"a/b@{COMMIT[:7]}"], "with a full commit id"),
    ],
)
def test_what_cannot_be_begun_with_writes_nothing(
    empty: Project, given: list[str], message: str
) -> None:
    """All that is missing is said at once, and what is wrong."""
    ran = empty.run("init", *given)
    assert (ran.code, ran.out) == (1, "")
    assert message in ran.err.replace("\n  ", " ")
    assert content(empty) == {}


def test_what_cannot_be_added_writes_nothing(project: Project) -> None:
    """To settings that are there."""
    ran = project.run("init", "--url", URL)
    assert ran.code == 1
    assert "Name the environment that --url is for: --environment." in ran.err
    project.write({"reconciler.toml": "environments = {uat = {sandbox = true}}\n"})
    before = content(project)
    ran = project.run("init", "--environment", "prod", *UAT[2:])
    assert ran.code == 1
    assert "Write this there by hand:\n  [environments.prod]\n" in ran.err
    assert content(project) == before


class _Terminal(io.StringIO):
    """What a person types."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_it_asks_for_what_is_left_out(
    empty: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be used is asked again."""
    answers = ["uat", "eu.api.capillarytech.com", URL, "one", "100001", "Paris", "Europe/Paris"]
    monkeypatch.setattr("sys.stdin", _Terminal("\n".join(answers) + "\n"))
    ran = empty.run("init")
    assert ran.code == 0, ran.err
    assert "Name of the environment, such as uat" in ran.err
    assert "The url is not that of a web host." in ran.err
    assert "'one' is not an id." in ran.err
    assert "'Paris' is not a time zone." in ran.err
    written = content(empty)["reconciler.toml"]
    empty.delete("reconciler.toml")
    assert empty.run("init", *UAT).code == 0
    assert content(empty)["reconciler.toml"] == written


def test_without_uses_no_workflow_is_written_and_it_says_so(empty: Project) -> None:
    """Nor for an environment on this machine; a later run writes it."""
    ran = empty.run("init", "--sandbox", *USES)
    assert ran.code == 0
    assert {WORKFLOW, HOOKS}.isdisjoint(content(empty))
    assert "For plans on pull requests add an environment with a url" in ran.out
    assert "with --uses again: no workflow was written" in ran.out
    assert empty.run("plan").code == 0
    assert "'reconciler init --uses OWNER/REPOSITORY@COMMIT' writes the" in (
        empty.run("init", *UAT).out
    )
    told = f"wrote {WORKFLOW}: what is merged into main is applied\n"
    assert told in empty.run("init", *USES).out
    assert "which were not written" not in empty.run("init").out


def test_a_folder_of_a_repository_is_called_as_one(
    empty: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workflow and hooks stand at the root and lead to it, also to another settings file."""
    empty.git("init", "--quiet", "--initial-branch=trunk")
    empty.write(
        {"teams/a/.keep": "", ".git/refs/remotes/origin/HEAD": "ref: refs/remotes/origin/trunk\n"}
    )
    monkeypatch.chdir(empty.folder / "teams" / "a")
    ran = empty.run("init", *UAT, *USES, "--config", "uat.toml")
    assert ran.code == 0
    assert "'git init'" not in ran.out
    names = set(content(empty))
    assert {"teams/a/uat.toml", "teams/a/campaigns/.gitkeep", "teams/a/.gitignore"} <= names
    written = yaml.safe_load(content(empty)[".github/workflows/campaigns-teams-a.yml"])
    assert written[True]["push"] == {"branches": ["trunk"]}
    for job in written["jobs"].values():
        assert job["with"]["folder"] == "teams/a"
        assert job["with"]["config"] == "uat.toml"
    [entry] = yaml.safe_load(content(empty)[HOOKS])["repos"]
    assert [each["files"] for each in entry["hooks"]] == ["^(teams/a/campaigns)/"] * 2
    assert entry["hooks"][0]["args"] == ["--config", "teams/a/uat.toml"]
    assert "campaigns-teams-a.yml: what is merged into trunk is applied\n" in ran.out
    assert "on GitHub: teams/a/uat-plan, teams/a/uat; each" in ran.out


def test_every_folder_gets_hooks_of_its_own(
    empty: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside those of the root and of others; once, and told where they look at too little."""
    empty.git("init", "--quiet")
    empty.run("init", *UAT, *USES)
    for team in ("teams/a", "teams/b"):
        (empty.folder / team).mkdir(parents=True)
        monkeypatch.chdir(empty.folder / team)
        refused = empty.run("init", *UAT, *USES)
        assert "or begin settings of this folder: --config reconciler.toml." in refused.err
        ran = empty.run("init", *UAT, *USES, "--config", "reconciler.toml")
        assert f"changed ../../{HOOKS}: it has the hooks now\n" in ran.out
        again = empty.run("init", *USES)
        assert f"left ../../{HOOKS} as it is: it is there already\n" in again.out
    found = [each["hooks"] for each in yaml.safe_load(content(empty)[HOOKS])["repos"]]
    assert [each[0].get("files") for each in found] == [
        None, "^(teams/a/campaigns)/", "^(teams/b/campaigns)/",
    ]  # fmt: skip
    empty.write({HOOKS: content(empty)[HOOKS].replace(b"(teams/b/campaigns)", b"(teams/b/old)")})
    told = empty.run("init", *USES).out
    assert "let its hooks for teams/b/reconciler.toml look at every folder of campaigns" in told
    assert 'files: "^(teams/b/campaigns)/"' in told


@pytest.mark.parametrize(
    ("hook", "is_there"),
    [
        ("id: reconciler-validate, files: ^teams/, args: [--config=teams/a/reconciler.toml]", True),
        ("id: reconciler-validate, entry: reconciler --config teams/a/reconciler.toml", True),
        ("id: reconciler-validate, entry: reconciler validate", False),
        ("id: reconciler-validate, files: '(', args: [--config, teams/a/reconciler.toml]", False),
        ("id: reconciler-fmt, files: ^teams/, args: [--config, teams/a/reconciler.toml]", False),
    ],
)
def test_hooks_are_known_by_their_settings(
    empty: Project, monkeypatch: pytest.MonkeyPatch, hook: str, *, is_there: bool
) -> None:
    """However somebody wrote them."""
    empty.git("init", "--quiet")
    empty.write({HOOKS: f"repos:\n  - {{repo: local, hooks: [{{{hook}}}]}}\n", "teams/a/.keep": ""})
    monkeypatch.chdir(empty.folder / "teams" / "a")
    ran = empty.run("init", *UAT, *USES)
    assert (f"left ../../{HOOKS} as it is: it is there already" in ran.out) == is_there


@pytest.mark.parametrize(
    ("commands", "branch"),
    [
        (["init --initial-branch=trunk"], "trunk"),
        (["init --initial-branch=trunk", "config init.defaultBranch main", "commit"], "trunk"),
        (["init --initial-branch=main", "commit", "checkout -b mine"], "main"),
        (["init --initial-branch=master", "commit", "checkout -b mine"], "master"),
        (["init -b dev", "config init.defaultBranch dev", "commit", "checkout -b main"], "dev"),
        (["init --initial-branch=a", "commit", "checkout --detach"], "main"),
        ([], "main"),
    ],
)
def test_the_branch_is_the_one_that_git_knows(
    empty: Project, commands: list[str], branch: str
) -> None:
    """Also where it was never cloned."""
    for each in commands:
        more = ["--quiet", "--allow-empty", "--message=One"] if each == "commit" else []
        empty.git(*each.split(), *more)
    ran = empty.run("init", *UAT, *USES)
    assert f"wrote {WORKFLOW}: what is merged into {branch} is applied\n" in ran.out
    written = yaml.safe_load(content(empty)[WORKFLOW])
    assert written[True]["push"] == {"branches": [branch]}


def test_an_added_environment_says_what_is_due_there(empty: Project) -> None:
    """Of the files that were there, before it is created by mistake."""
    empty.run("init", *UAT)
    named = "environments: [uat]\n"
    empty.write({"campaigns/a.yaml": campaign(), "campaigns/b.yaml": named + campaign(name="B")})
    added = empty.run("init", *PROD)
    assert "Look at what is due in prod by now, 1 campaign file that was there" in added.out
    assert "write 'environments: [uat]' into its file" in added.out
    assert "due in prod" not in empty.run("init", "--environment", "prod").out
    told = empty.run("init", "--environment", "b", "--sandbox", "--format", "json").json
    assert told["next"][0].startswith("Look at what is due in b by now, 1 campaign file ")


def test_jobs_have_names_that_github_takes(empty: Project) -> None:
    """Whatever environments are called; they are told by their own names."""
    empty.write(
        {
            "reconciler.toml": "".join(
                f'[environments."{name}"]\nurl = "{URL}"\n'
                for name in ("plan", "2 uat", "true", "prod")
            )
        }
    )
    assert empty.run("init", "--environment", "prod", *USES).code == 0
    jobs = yaml.safe_load(content(empty)[WORKFLOW])["jobs"]
    assert list(jobs) == ["plan", "apply-plan", "apply-2-uat", "apply-true", "prod", "drift"]
    named = {job: each["with"].get("environment") for job, each in jobs.items()}
    assert named["apply-2-uat"] == "2 uat"
    assert named["apply-true"] == "true"
    assert [each.get("needs") for each in jobs.values()][1:5] == [
        None, "apply-plan", "apply-2-uat", "apply-true",
    ]  # fmt: skip


def test_with_credentials_it_says_what_works_and_imports(
    empty: Project, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Where that is wanted; a plan then has nothing to say."""
    for name, value in LOGIN.items():
        monkeypatch.setenv(name, value)
    live = a_project(tmp_path_factory.mktemp("live"), empty.capture)
    live.write({"campaigns/a.yaml": campaign()})
    monkeypatch.chdir(live.folder)
    assert live.run("apply", "--yes").code == 0
    monkeypatch.chdir(empty.folder)
    with live.store() as store, served(make_app(store)) as url:
        uat = ("--environment", "uat", "--url", url, *ORG)
        first = empty.run("init", *uat)
        assert first.code == 0
        assert "Plan and apply can run" in first.out
        assert "'reconciler import'" in first.out
        assert "doctor'" not in first.out
        assert not list(empty.folder.glob("campaigns/*.yaml"))
        told = empty.run("init", "--format", "json")
        assert told.json["doctor"]["login"] == "accepted"

        monkeypatch.setattr("sys.stdin", _Terminal("n\n"))
        asked = empty.run("init")
        assert "Write a file for each live group that no file declares? [y/N]" in asked.err
        assert not list(empty.folder.glob("campaigns/*.yaml"))
        assert "[y/N]" not in empty.run("init", "--no-import").err

        ran = empty.run("init", "--import", "--format", "json")
        assert ran.code == 0
        assert [each["name"] for each in ran.json["import"]["files"]] == ["Spring"]
        assert (empty.folder / "campaigns" / "spring.yaml").exists()
        assert empty.run("plan", "--detailed-exitcode").code == 0


def test_it_works_offline(empty: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be reached is told; all files are there."""
    for name, value in LOGIN.items():
        monkeypatch.setenv(name, value)
    ran = empty.run("init", "--environment", "uat", "--url", "http://127.0.0.1:9", *ORG, *USES)
    assert ran.code == 0
    assert WORKFLOW in content(empty)
    assert "Plan and apply cannot run: the host does not answer." in ran.out
    assert "Mend what does not work, and look again: 'reconciler doctor'." in ran.out


def test_the_docs_show_the_hooks_that_it_writes(empty: Project) -> None:
    """And the pipelines' page the workflow, which its tests hold."""
    empty.run("init", *UAT, *USES)
    shown = next(
        each.text
        for each in blocks(ROOT / "docs" / "install.md", "yaml")
        if each.text.startswith(f"# {HOOKS}\n")
    )
    text = shown.replace("OWNER/REPOSITORY", "example/reconciler").replace("COMMIT", f'"{COMMIT}"')
    assert content(empty)[HOOKS].decode() == text.removeprefix(f"# {HOOKS}\n")


def test_a_name_that_github_would_replace_stands_in_no_workflow(empty: Project) -> None:
    """Nothing is written."""
    ran = empty.run("init", "--environment", "a${{ github.token }}", *UAT[2:], *USES)
    assert ran.code == 1
    assert "Choose another name." in ran.err
    assert content(empty) == {}
