"""``comment`` and ``issue`` as a job runs them, and what steps leave behind for GitHub."""

import io
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from reconciler.commands import github_outputs
from reconciler.commands.github_outputs import write_outputs, write_summary
from tests.cli.support import SCHEMAS, Project
from tests.support.github_fake import ADA, BOT, READ_ONLY, REPOSITORY, TOKEN, FakeGitHub, Fault
from tests.support.repository import campaign, commit, git

URL = f"https://github.example/{REPOSITORY}/issues"


@pytest.fixture(scope="module")
def _served() -> Iterator[FakeGitHub]:
    with FakeGitHub().serving() as fake:
        yield fake


@pytest.fixture
def fake(_served: FakeGitHub, project: Project, monkeypatch: pytest.MonkeyPatch) -> FakeGitHub:
    """A repository with a pull request, for a job with the usual variables."""
    _served.reset()
    _served.pull(1)
    for name, value in _served.variables.items():
        monkeypatch.setenv(name, value)
    project.write({"body.md": "# Plan\n"})
    return _served


class TestComment:
    """The one comment."""

    def test_a_comment_is_made_and_marked_as_outdated(
        self, project: Project, fake: FakeGitHub
    ) -> None:
        """For the environment of the settings; one line says what was done, and where."""
        ran = project.run("comment", "--pr", "1", "--body", "body.md")
        url = f"{URL}/1#issuecomment-1"
        assert (ran.code, ran.out, ran.err) == (0, f"#1: created {url}\n", "")
        assert fake.bodies(1) == ["<!-- reconciler:plan:sandbox -->\n# Plan\n"]
        ran = project.run("comment", "--pr", "1", "--body", "body.md")
        assert ran.out == f"#1: unchanged {url}\n"
        ran = project.run("comment", "--pr", "1", "--stale", "@all: new *commits*")
        assert ran.out == f"#1: updated {url}\n"
        assert "**Outdated:** `@all:` new &#42;commits&#42;\n" in fake.bodies(1)[0]
        ran = project.run("comment", "--pr", "1", "--stale", "x", "--kind", "receipt")
        assert (ran.code, ran.out) == (0, "#1: there is no comment to mark\n")

    def test_a_text_can_be_outdated_from_the_start(
        self, project: Project, fake: FakeGitHub
    ) -> None:
        """With both options."""
        project.run("comment", "--pr", "1", "--body", "body.md", "--stale", "why")
        assert "**Outdated:** why\n" in fake.bodies(1)[0]
        assert fake.bodies(1)[0].endswith("\n# Plan\n")

    def test_an_environment_need_not_be_configured_when_it_is_named(
        self, project: Project, fake: FakeGitHub
    ) -> None:
        """A pull request may be what adds it; two environments do not mix."""
        project.delete("reconciler.toml")
        for name in ("uat", "a--> b"):
            ran = project.run("--environment", name, "comment", "--pr", "1", "--body", "body.md")
            assert ran.code == 0
        marks = [body.split("\n")[0] for body in fake.bodies(1)]
        assert marks == [
            "<!-- reconciler:plan:uat -->",
            "<!-- reconciler:plan:a%2D%2D%3E%20b -->",
        ]
        ran = project.run("comment", "--pr", "1", "--body", "body.md")
        assert ran.code == 1
        assert "There is no settings file" in ran.err

    def test_a_receipt_reaches_each_merged_pull_request_once(
        self, project: Project, fake: FakeGitHub
    ) -> None:
        """One that refuses it does not keep it from the others."""
        for number, letter in ((2, "a"), (3, "b"), (4, "c"), (5, "d")):
            fake.pull(number, merge_commit=letter * 40)
        fake.threads[2].is_locked = fake.threads[4].is_locked = True
        fake.commits = {"0" * 40}
        commits = [f"--commit={letter * 40}" for letter in ("a", "b", "b", "0", "c", "d")]
        ran = project.run("comment", *commits, "--body", "body.md", "--kind", "receipt")
        assert ran.code == 4
        assert [line.split()[:2] for line in ran.out.splitlines()] == [
            ["#3:", "created"],
            ["#5:", "created"],
        ]
        assert f"{'0' * 40}: no merged pull request" in ran.err
        assert ran.err.count("issue is locked") == 2
        assert "issues/2/comments" in ran.err.split("error: ")[-1]

    def test_a_commit_without_a_pull_request_is_nothing_to_do(
        self, project: Project, fake: FakeGitHub
    ) -> None:
        """It was pushed directly."""
        fake.commits = {"0" * 40}
        ran = project.run("comment", "--commit", "0" * 40, "--body", "body.md")
        assert (ran.code, ran.out) == (0, "")
        assert "no merged pull request" in ran.err
        assert fake.writes == []

    def test_older_ones_are_deleted_and_told(self, project: Project, fake: FakeGitHub) -> None:
        """The newest stays."""
        for _ in range(3):
            fake.comment(1, "<!-- reconciler:plan:sandbox -->\nx")
        ran = project.run("comment", "--pr", "1", "--body", "body.md")
        assert ran.err == "#1: 2 older of the same kind deleted\n"
        assert ran.out.startswith("#1: updated ")

    def test_standard_input_is_a_text_as_well(
        self, project: Project, fake: FakeGitHub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """For a pipe."""
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("é".encode())))
        assert project.run("comment", "--pr", "1", "--body", "-").code == 0
        assert fake.bodies(1)[0].endswith("\né")

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (
                ["--pr", "1", "--since-deployment", "uat", "--body", "body.md"],
                "Give --since-deployment with one --commit.",
            ),
            (["--body", "body.md"], "Give either --pr or --commit."),
            (["--pr", "1", "--commit", "a" * 40, "--body", "x"], "Give either --pr or --commit."),
            (["--pr", "1"], "Give --body, --stale, or both."),
            (["--pr", "1", "--stale", " "], "1 to 500 characters"),
            (["--pr", "1", "--stale", "x" * 501], "1 to 500 characters"),
            (["--pr", "1", "--body", "gone.md"], "The text gone.md cannot be read: No such file"),
            (["--pr", "1", "--body", "bad.md"], "The text bad.md cannot be read: it is not UTF-8"),
            (["--pr", "1", "--body", "long.md"], "no more than 65536. Nothing was sent."),
            (["--pr", "1", "--body", "empty.md"], "The text is empty; nothing was sent."),
            (["--pr", "1", "--body", "empty.md", "--stale", "x"], "The text is empty"),
            (["--commit", "HEAD", "--body", "body.md"], "'HEAD' is not the hash of a commit."),
        ],
    )
    def test_a_wrong_call_is_1_and_sends_nothing(
        self, project: Project, fake: FakeGitHub, arguments: list[str], message: str
    ) -> None:
        """With what to do."""
        project.write({"bad.md": b"\xff", "long.md": "x" * 65_530, "empty.md": "\n"})
        ran = project.run("comment", *arguments)
        assert (ran.code, ran.out) == (1, "")
        assert message in ran.err
        assert fake.requests == []

    def test_exit_codes_of_what_goes_wrong(
        self, project: Project, fake: FakeGitHub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Missing is 1, refused is 4, unreachable is 5; the token is nowhere."""

        def run(number: str = "1") -> tuple[int, str]:
            ran = project.run("comment", "--pr", number, "--body", "body.md", "--debug")
            assert not any(token in ran.out + ran.err for token in (TOKEN, READ_ONLY, ADA))
            return ran.code, ran.err

        assert run("7")[0] == 1
        fake.faults = [Fault(403, {"Retry-After": "7200"})]
        code, said = run()
        assert code == 5
        assert "in 7200 s" in said
        monkeypatch.setenv("GITHUB_TOKEN", ADA)
        code, said = run()
        assert code == 1
        assert "Give --author 'ada'" in said
        monkeypatch.setenv("GITHUB_TOKEN", READ_ONLY)
        fake.comments.clear()
        code, said = run()
        assert code == 4
        assert "pull-requests: write" in said
        monkeypatch.delenv("GITHUB_TOKEN")
        code, said = run()
        assert code == 1
        assert "GITHUB_TOKEN is not set" in said

    def test_the_author_comes_from_the_environment_as_well(
        self, project: Project, fake: FakeGitHub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """For a token that is not the workflow's own."""
        monkeypatch.setenv("GITHUB_TOKEN", ADA)
        monkeypatch.setenv("RECONCILER_AUTHOR", "ada")
        for done in ("created", "unchanged"):
            ran = project.run("comment", "--pr", "1", "--body", "body.md")
            assert ran.out.startswith(f"#1: {done} ")

    def test_long_waits_are_announced(
        self, project: Project, fake: FakeGitHub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """On standard error, so that nobody wonders."""
        monkeypatch.setattr("reconciler.http.ANNOUNCED", -1.0)
        fake.faults = [Fault(429, {"Retry-After": "0"}, "slow\x1bdown")]
        ran = project.run("comment", "--pr", "1", "--body", "body.md")
        assert ran.code == 0
        assert re.fullmatch(r"waiting 0 s: GET \S+: slow\\x1bdown \(HTTP 429\)\.\n", ran.err)


class TestIssue:
    """The one issue."""

    def test_an_issue_is_opened_and_closed(self, project: Project, fake: FakeGitHub) -> None:
        """For one environment; a close without an open issue is nothing to do."""
        ran = project.run(
            "issue", "--title", "Drift", "--body", "body.md", "--label", "a", "--label", "b"
        )
        assert (ran.code, ran.out, ran.err) == (0, f"opened {URL}/2\n", "")
        assert fake.threads[2].labels == ["a", "b"]
        uat = ["--environment", "u_*_", "issue"]
        assert project.run(*uat, "--title", "Drift", "--body", "body.md").out.startswith("opened ")
        ran = project.run(*uat, "--close", "--title", "Drift")
        assert (ran.code, ran.out) == (0, f"closed {URL}/3\n")
        assert fake.bodies(3)[0].endswith("\nNo drift is left in u&#95;&#42;&#95;.")
        assert fake.threads[2].state == "open"
        ran = project.run(*uat, "--close")
        assert (ran.code, ran.out) == (0, "there is no open issue to close\n")

    def test_each_kind_has_one_of_its_own(self, project: Project, fake: FakeGitHub) -> None:
        """Drift and calls that are gone open and close without each other."""
        posted = ["issue", "--title", "Gone", "--body", "body.md"]
        assert project.run(*posted).out == f"opened {URL}/2\n"
        assert project.run(*posted, "--kind", "calls").out == f"opened {URL}/3\n"
        assert project.run("issue", "--close", "--kind", "calls").out == f"closed {URL}/3\n"
        said = "All calls that the settings list as offered are offered in sandbox."
        assert fake.bodies(3)[0].endswith(f"\n{said}")
        assert (fake.threads[2].state, fake.threads[3].state) == ("open", "closed")

    def test_one_that_a_person_closed_is_left_closed(
        self, project: Project, fake: FakeGitHub
    ) -> None:
        """While the text is about the same: of a plan, whatever run and commit it is from."""
        footer = "Plan `{}` of uat: 3 live groups, read through milestones · commit `{}`"

        def run(plan: str, commit: str) -> tuple[str, str]:
            project.write({"body.md": f"# Drift\n\n---\n\n{footer.format(plan, commit)}\n"})
            ran = project.run("issue", "--title", "Drift", "--body", "body.md")
            assert ran.code == 0
            return ran.out, ran.err

        assert run("80af98b7", "1") == (f"opened {URL}/2\n", "")
        fake.threads[2].state = "closed"
        said = "it was closed by hand, and there is nothing new to say\n"
        assert run("80af98b7", "2") == (f"left closed {URL}/2\n", said)
        assert run("11111111", "2") == (f"opened {URL}/3\n", "")

    def test_older_ones_are_closed_and_told(self, project: Project, fake: FakeGitHub) -> None:
        """The newest stays open."""
        for _ in range(2):
            fake.issue("x", "<!-- reconciler:drift:sandbox -->\nx", author=BOT)
        ran = project.run("issue", "--title", "Drift", "--body", "body.md")
        assert (ran.code, ran.out) == (0, f"updated {URL}/3\n")
        assert ran.err == "1 older of the same environment closed\n"

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ([], "Give either --body or --close."),
            (["--close", "--body", "body.md"], "Give either --body or --close."),
            (["--body", "body.md"], "Give --title with --body."),
            (["--title", " ", "--body", "body.md"], "A title has 1 to 256 characters"),
        ],
    )
    def test_a_wrong_call_is_1_and_sends_nothing(
        self, project: Project, fake: FakeGitHub, arguments: list[str], message: str
    ) -> None:
        """With what to do."""
        ran = project.run("issue", *arguments)
        assert (ran.code, ran.out) == (1, "")
        assert message in ran.err
        assert fake.requests == []


class TestFolders:
    """Several folders of one repository, each with settings of its own."""

    @pytest.fixture
    def teams(
        self, project: Project, fake: FakeGitHub, monkeypatch: pytest.MonkeyPatch
    ) -> tuple[str, ...]:
        """Two folders with an environment of the same name, in a repository that has another."""
        settings = (project.folder / "reconciler.toml").read_text()
        folders = ("teams/a-1", "b")
        project.write({f"{each}/reconciler.toml": settings for each in folders})
        (project.folder / ".git").mkdir()
        monkeypatch.setenv("GITHUB_WORKSPACE", str(project.folder.parent))
        return folders

    def test_each_has_a_comment_of_its_own(
        self, project: Project, fake: FakeGitHub, teams: tuple[str, ...]
    ) -> None:
        """From wherever it is posted; that of the root has the mark that it always had."""
        configs = [f"--config={each}/reconciler.toml" for each in teams]
        posted = ["comment", "--pr", "1", "--body", "body.md"]
        for config in (*configs, "--environment=sandbox", "--config=./b/../reconciler.toml"):
            assert project.run(config, *posted).code == 0
        assert fake.bodies(1) == [
            "<!-- reconciler:plan:sandbox:teams%2Fa%2D1 -->\nFolder `teams/a-1`\n\n# Plan\n",
            "<!-- reconciler:plan:sandbox:b -->\nFolder `b`\n\n# Plan\n",
            "<!-- reconciler:plan:sandbox -->\n# Plan\n",
        ]
        os.chdir(project.folder / "b")
        assert project.run(*posted[:-1], "../body.md").out.startswith("#1: unchanged ")
        assert project.run(*posted[:-2], "--stale", "x").code == 0
        assert [body.count("Outdated") for body in fake.bodies(1)] == [0, 1, 0]

    def test_a_folder_need_not_be_there(
        self, project: Project, fake: FakeGitHub, teams: tuple[str, ...]
    ) -> None:
        """A pull request may be what adds it; its plan is posted from where it is not."""
        named = ["--config", "new/reconciler.toml", "--environment", "uat"]
        assert project.run(*named, "comment", "--pr", "1", "--body", "body.md").code == 0
        assert fake.bodies(1)[0].startswith("<!-- reconciler:plan:uat:new -->\n")

    def test_each_has_an_issue_of_its_own(
        self, project: Project, fake: FakeGitHub, teams: tuple[str, ...]
    ) -> None:
        """One without drift closes no other's."""
        named = [f"--config={each}/reconciler.toml" for each in teams]
        for each in named:
            ran = project.run(each, "issue", "--title", "Drift", "--body", "body.md")
            assert ran.out.startswith("opened ")
        assert project.run(named[0], "issue", "--close").out == f"closed {URL}/2\n"
        (said,) = fake.bodies(2)
        assert said.startswith("<!-- reconciler:closing:sandbox:teams%2Fa%2D1 -->\n")
        assert said.endswith("\nFolder `teams/a-1`\n\nNo drift is left in sandbox.")
        assert fake.threads[3].state == "open"
        assert project.run("issue", "--close").out == "there is no open issue to close\n"

    @pytest.mark.parametrize(
        ("git_at", "workspace", "expected"),
        [
            (".", None, "teams/a-1"),
            ("teams", None, "a-1"),
            ("teams/a-1", None, ""),
            ("teams", ".", "a-1"),
            (".", "teams", "a-1"),
            (None, "teams", "a-1"),
            (None, "b", ""),
            (None, None, ""),
        ],
    )
    def test_paths_begin_where_the_repository_does(
        self,
        project: Project,
        fake: FakeGitHub,
        monkeypatch: pytest.MonkeyPatch,
        *,
        git_at: str | None,
        workspace: str | None,
        expected: str,
    ) -> None:
        """That of git, or the checkout of a job: the inner one; in annotations and in marks."""
        settings = (project.folder / "reconciler.toml").read_text()
        project.write({"teams/a-1/reconciler.toml": settings, "b/x": ""})
        project.write({"teams/a-1/campaigns/a.yaml": "nam: x\n"})
        if git_at is not None:  # of a worktree it is a file
            (project.folder / git_at / ".git").write_text("gitdir: elsewhere\n")
        checkout = "" if workspace is None else str(project.folder / workspace)
        monkeypatch.setenv("GITHUB_WORKSPACE", checkout)
        config = "--config=teams/a-1/reconciler.toml"
        place = f"{expected}/" if expected else ""
        ran = project.run(config, "validate", "--format", "github")
        assert ran.out.startswith(f"::error file={place}campaigns/a.yaml,line=1,")
        found = project.run(config, "validate", "--format", "sarif").json["runs"][0]["results"][0]
        uri = found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri == f"{place}campaigns/a.yaml"
        project.run(config, "comment", "--pr", "1", "--body", "body.md")
        mark = f":{expected.replace('/', '%2F').replace('-', '%2D')}" if expected else ""
        assert fake.bodies(1)[0].startswith(f"<!-- reconciler:plan:sandbox{mark} -->\n")


def outputs(path: Path) -> dict[str, str]:
    """Read outputs as a runner does."""
    found = {}
    lines = iter(path.read_text().split("\n"))
    for line in filter(None, lines):
        name, _, end = line.partition("<<")
        value = []
        for each in lines:
            if each == end:
                break
            value.append(each)
        found[name] = "\n".join(value)
    return found


class TestOutputs:
    """Outputs and summaries of a step."""

    def test_hostile_values_stay_values(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """They add no output of their own; without a runner nothing is written."""
        write_outputs({"x": "y"})
        path = tmp_path / "outputs"
        monkeypatch.setenv("GITHUB_OUTPUT", str(path))
        path.write_text("before<<E\n1\nE\n")
        hostile = "a\nplan_id=evil\nplan_id<<end\nevil\nend\n\udcff"
        write_outputs({"one": hostile, "two": 2, "three": True})
        found = outputs(path)
        assert list(found) == ["before", "one", "two", "three"]
        assert found["one"] == hostile.replace("\udcff", "\\udcff")
        assert (found["two"], found["three"]) == ("2", "true")

    def test_plan_and_apply_hand_on_their_counts(
        self, project: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """For the steps that follow, also where nothing is declared."""

        def run(*arguments: str) -> dict[str, str]:
            path = project.folder / "outputs"
            path.unlink(missing_ok=True)
            monkeypatch.setenv("GITHUB_OUTPUT", str(path))
            assert project.run(*arguments).code == 0
            return outputs(path)

        counts = {"created": "0", "already_exists": "0", "failed": "0"}
        counts |= {"unconfirmed": "0", "skipped": "0"}
        nothing = run("apply", "--yes")
        assert nothing.pop("plan_id")
        assert nothing == counts | {"converged": "false"}
        project.write({"campaigns/a.yaml": campaign()})
        planned = run("plan", "--format", "json", "--out", "plan.json")
        saved = json.loads((project.folder / "plan.json").read_text())
        summary = {key: str(value) for key, value in saved["summary"].items()}
        more = {"unknown": saved["summary"]["unmanaged"], "has_changes": True}
        told = {key: str(value).lower() for key, value in more.items()}
        assert planned == {"plan_id": saved["plan_id"], **summary, **told}
        assert planned["create"] == "1"
        applied = run("apply", "--yes")
        assert applied.pop("plan_id") == saved["plan_id"]
        assert applied == counts | {"created": "1", "converged": "true"}

    def test_a_summary_is_whole_or_told_to_be_elsewhere(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """What stands there already counts; the limit itself is within it."""
        write_summary("nobody asks for it")
        path = tmp_path / "summary"
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
        monkeypatch.setattr(github_outputs, "LARGEST_SUMMARY", 400)
        write_summary("# one")
        write_summary("# two\n")
        assert path.read_text() == "# one\n# two\n"
        write_summary("é" * 200)
        first = path.read_text()
        assert first.startswith("# one\n# two\n\n> [!NOTE]\n")
        for _ in range(9):
            write_summary("é" * 200)
        assert path.read_text().startswith(first)
        assert path.stat().st_size <= 400
        assert capsys.readouterr().err.count("too long for the job summary") == 10

    def test_an_audit_is_its_own_summary(
        self, project: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What is printed as Markdown, and nothing else."""
        path = project.folder / "summary"
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
        project.run("audit", "--format", "json")
        project.run("audit", "--format", "markdown", "--out", "audit.md")
        assert not path.exists()
        ran = project.run("audit", "--format", "markdown")
        assert path.read_text() == ran.out

    def test_what_cannot_be_written_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The work is done all the same."""
        monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path))
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "gone" / "summary"))
        write_outputs({"a": "b"})
        write_summary("x")
        assert capsys.readouterr().err.splitlines() == [
            "warning: GITHUB_OUTPUT cannot be written: Is a directory",
            "warning: GITHUB_STEP_SUMMARY cannot be written: No such file or directory",
        ]


class TestFormats:
    """``validate`` for a job."""

    @pytest.fixture
    def checkout(self, project: Project, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A checkout that has the project in a folder."""
        monkeypatch.setenv("GITHUB_WORKSPACE", str(project.folder.parent))
        return Path(project.folder.name)

    def test_annotations_start_at_the_checkout(self, project: Project, checkout: Path) -> None:
        """Wherever the settings are; exit code 3 as ever."""
        project.write({"campaigns/a,b.yaml": "nam: x\n"})
        ran = project.run("validate", "--format", "github")
        assert (ran.code, ran.err) == (3, "")
        assert ran.out.splitlines()[0].startswith(
            f"::error file={checkout}/campaigns/a%2Cb.yaml,line=1,col=1,title="
        )

    def test_findings_of_changed_files_come_first(self, project: Project, checkout: Path) -> None:
        """By git; where it cannot say, a warning, and the order of the files."""
        names = [f"campaigns/{k:02}.yaml" for k in range(12)]
        # Each in words of its own: errors that are the same everywhere are one annotation.
        commit(project.folder, {name: f"name: *n{k}\n" for k, name in enumerate(names)})
        git(project.folder, "checkout", "--quiet", "-b", "ours")
        project.write({names[11]: "name: *other\n"})

        def files(*arguments: str) -> list[str]:
            ran = project.run("validate", "--format", "github", *arguments)
            return re.findall(r"^::error file=[^,]*/([^,]*),", ran.out, re.MULTILINE)

        expected = [Path(name).name for name in names[:10]]
        assert files() == expected
        assert files("--base", "main") == ["11.yaml", *expected[:9]]
        assert files("--base", "gone") == expected
        ran = project.run("validate", "--format", "github", "--base", "gone")
        assert ran.err == "warning: git cannot say what has changed since 'gone'.\n"
        assert "2 more errors not shown here" in ran.out.splitlines()[-1]

    def test_files_behind_a_link_are_known_to_have_changed(self, project: Project) -> None:
        """Git tells their own path, a finding the one they were found by."""
        commit(project.folder, {f"real/{k}.yaml": f"name: *n{k}\n" for k in range(2)})
        git(project.folder, "checkout", "--quiet", "-b", "ours")
        (project.folder / "campaigns").rmdir()
        (project.folder / "campaigns").symlink_to("real")
        project.write({"real/1.yaml": "name: *other\n"})
        ran = project.run("validate", "--format", "github", "--base", "main")
        assert re.findall("file=([^,]*)", ran.out) == ["real/1.yaml", "real/0.yaml"]

    def test_sarif_starts_at_the_checkout(self, project: Project, checkout: Path) -> None:
        """Also for paths that are named, and without settings."""
        project.write({"campaigns/a b.yaml": "nam: x\n"})
        uri = f"{checkout}/campaigns/a%20b.yaml".replace(os.sep, "/")
        for arguments in ([], ["campaigns"]):
            ran = project.run("validate", "--format", "sarif", *arguments)
            assert ran.code == 3
            place = ran.json["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
            assert place["artifactLocation"] == {"uri": uri, "uriBaseId": "%SRCROOT%"}


class TestJson:
    """What was posted, for scripts."""

    def test_comments_are_told_one_by_one(self, project: Project, fake: FakeGitHub) -> None:
        """Also those that GitHub refuses, which leave the exit code as it is without JSON."""
        ran = project.run("comment", "--pr", "1", "--body", "body.md", "--format", "json")
        assert ran.json["comments"] == [
            {"pr": 1, "done": "created", "url": f"{URL}/1#issuecomment-1"}
        ]
        held("comment", ran.json)
        fake.pull(2)
        fake.threads[2].is_locked = True
        ran = project.run("comment", "--pr", "2", "--body", "body.md", "--format", "json")
        assert ran.code == project.run("comment", "--pr", "2", "--body", "body.md").code != 0
        assert ran.json["comments"][0]["done"] == "refused"
        assert ran.json["comments"][0]["message"] in ran.err
        held("comment", ran.json)

    def test_an_issue_is_told_with_its_address(self, project: Project, fake: FakeGitHub) -> None:
        title = ("--title", "Drift", "--body", "body.md", "--format", "json")
        opened = project.run("issue", *title).json
        assert (opened["done"], opened["urls"], opened["closed"]) == ("opened", [f"{URL}/2"], 0)
        fake.threads[2].state = "closed"
        assert project.run("issue", *title).json["done"] == "left-closed"
        absent = project.run("issue", "--close", "--format", "json").json
        assert absent["urls"] == []
        for each in (opened, absent):
            held("issue", each)


def held(name: str, data: object) -> None:
    """Data is as its schema says."""
    jsonschema.validate(data, json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8")))
