"""The command accept, from the files to the sandbox and back."""

import os
import pty
import shutil
import stat
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from reconciler.campaigns import accept as accepting
from reconciler.campaigns.circumstances import Circumstances
from reconciler.cli.main import main
from reconciler.commands.proposals import Proposal, write_all
from reconciler.parallel import in_parallel
from tests.support.command import COMMAND

ROOT = Path(__file__).parents[2]
SANDBOX = "[environments.sandbox]\nsandbox = true\n"
STREAK = "Festive spend streak"
WHEEL = "Spin the wheel, January 2027"
CAMPAIGN = """\
name: {name}
trackingType: DEFAULT
targetEvaluationType: FIXED_CALENDAR_WINDOW
preferredTillId: {till}
periods:
  - {{refCode: may, startDate: 2027-05-01, endDate: 2027-05-31}}
targets:
  - name: {name} target
    targetEntity: TRANSACTION
    targetType: SALES
    enrolmentMethod: TRANSACTION
    defaultValues: {goal}
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in an empty folder that has a sandbox; gives code, output and complaints."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    Path("reconciler.toml").write_text(SANDBOX, encoding="utf-8")
    Path("campaigns").mkdir()

    def run_it(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        shown = capsys.readouterr()
        return int(caught.value.code or 0), shown.out, shown.err

    return run_it


@pytest.fixture
def examples(run: Run) -> Run:
    """All examples of the project, applied to the sandbox and committed to git."""
    shutil.copytree(ROOT / "campaigns", "campaigns", dirs_exist_ok=True)
    assert run("apply", "--yes")[0] == 0
    git("init", "--quiet")
    git("add", "campaigns")
    git("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "--quiet", "-m", "a")
    return run


def git(*arguments: str) -> str:
    """Run git in the folder."""
    return subprocess.run(["git", *arguments], capture_output=True, check=True, text=True).stdout


def write(name: str, *, till: str = "1", goal: str = "500") -> Path:
    """Write a campaign file."""
    path = Path("campaigns", f"{name.lower()}.yaml")
    path.write_text(CAMPAIGN.format(name=name, till=till, goal=goal), encoding="utf-8")
    return path


def changed_lines() -> list[str]:
    """What git shows as changed, without its headers."""
    lines = git("diff", "--unified=0").splitlines()
    return [line for line in lines if line[:1] in "+-" and line[:3] not in {"+++", "---"}]


def test_what_was_accepted_is_in_sync_and_git_shows_the_change_alone(examples: Run) -> None:
    """Several campaigns at once, named in any case; live is not touched."""
    examples(
        "sandbox", "edit", STREAK, "description=Spend 450", "targets/0/filters/0/entityIds=[5]"
    )
    examples("sandbox", "edit", STREAK, "targets/0/defaultValues/1/defaultValue=900.5")
    examples("sandbox", "edit", WHEEL, "targets/0/defaultValues/2/defaultValue=12", "active=false")
    assert examples("plan", "--detailed-exitcode")[0] == 2

    code, out, err = examples("accept", STREAK.upper(), WHEEL, "--yes")

    assert (code, err) == (0, "")
    assert out.splitlines()[-2:] == [
        f"'{STREAK}' is in sync with group 1003 now: campaigns/festive-streak.yaml",
        f"'{WHEEL}' is in sync with group 1006 now: campaigns/spin-the-wheel.yaml",
    ]
    assert changed_lines() == [
        "-description: Spend 500 on each weekend of October",
        "+description: Spend 450",
        "-      - {entityType: STORE, entityIds: [50679757, 50679770]}",
        "-    defaultValues: [500, 1000]",
        "+      - {entityType: STORE, entityIds: [5]}",
        "+    defaultValues: [500, 900.5]",
        "+active: false",
        "-    defaultValues: 10  # one number serves all periods",
        "+    defaultValues: [10, 10, 12, 10]  # one number serves all periods",
    ]
    assert examples("plan", "--detailed-exitcode")[0] == 0
    code, out, _ = examples("accept", STREAK, WHEEL)
    assert code == 0
    assert out.splitlines() == [
        f"'{STREAK}' is in sync with group 1003: there is nothing to accept.",
        f"'{WHEEL}' is in sync with group 1006: there is nothing to accept.",
    ]


@pytest.mark.parametrize("source", ["milestones", "target-groups"])
def test_every_source_will_do(examples: Run, source: str) -> None:
    """Either way of reading shows the goals."""
    examples("sandbox", "edit", STREAK, "targets/0/defaultValues/1/defaultValue=900")

    assert examples("accept", STREAK, "--yes", "--source", source)[0] == 0
    assert changed_lines() == [
        "-    defaultValues: [500, 1000]",
        "+    defaultValues: [500, 900]",
    ]


def test_without_a_terminal_it_shows_the_change_and_writes_nothing(examples: Run) -> None:
    """Somebody has to say yes."""
    examples("sandbox", "edit", STREAK, "description=Spend 450")

    code, out, err = examples("accept", STREAK)

    assert code == 1
    assert "+description: Spend 450\n" in out
    assert err.startswith("error: There is no terminal to ask on; nothing was written.")
    assert changed_lines() == []


@pytest.mark.parametrize(("answer", "code", "written"), [("y", 0, 2), ("n", 1, 0), ("", 1, 0)])
def test_on_a_terminal_it_shows_the_change_in_colour_and_asks(
    examples: Run, answer: str, code: int, written: int
) -> None:
    """Anything but yes leaves the file as it is."""
    examples("sandbox", "edit", STREAK, "description=Spend 450")

    found, shown = on_a_terminal(answer, "accept", STREAK)

    assert found == code
    assert "\x1b[32m+description: Spend 450\x1b[0m" in shown
    assert "Write 1 file? [y/N]:" in shown
    assert ("Nothing was written." in shown) == (code == 1)
    assert len(changed_lines()) == written


def on_a_terminal(answer: str, *arguments: str) -> tuple[int, str]:
    """Run a command on a terminal and answer its question."""
    variables = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    variables |= {"TERM": "xterm", "PYTHONPATH": str(ROOT)}
    ours, theirs = pty.openpty()
    command = [*COMMAND, *arguments]
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=variables
    ) as process:
        os.close(theirs)
        shown, answered = b"", False
        while part := read(ours):
            shown += part
            if b"[y/N]" in shown and not answered:
                os.write(ours, f"{answer}\n".encode())
                answered = True
    os.close(ours)
    return process.returncode, shown.decode()


def read(terminal: int) -> bytes:
    """What a program wrote to a terminal; nothing once it has ended."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


def test_a_campaign_without_drift_is_told_apart(run: Run) -> None:
    """In sync, missing, blocked and unmanaged: each has a sentence, and is no failure."""
    path = write("Unmanaged")
    write("Synced", goal="300")
    run("apply", "--yes")
    path.unlink()
    write("Missing", till="2")
    write("Blocked").write_text(
        CAMPAIGN.format(name="Blocked", till=1, goal=9).replace(
            "TRANSACTION\n    default", "AUDIENCE_FILTER\n    default"
        ),
        encoding="utf-8",
    )

    code, out, err = run("accept", "Synced", "Missing", "unmanaged", "Blocked")

    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("'Synced' is in sync with group")
    assert lines[1] == (
        "'Missing' is not live ('reconciler apply' creates it): there is nothing to accept."
    )
    assert lines[2].endswith(
        "in no file ('reconciler import' writes one): there is nothing to accept."
    )
    assert lines[3].startswith("'Blocked' is blocked (enrolment-audience: ")


def test_a_name_that_is_nowhere_is_an_error_before_anything_is_written(examples: Run) -> None:
    """With the nearest name, if there is one."""
    examples("sandbox", "edit", STREAK, "description=Spend 450")

    code, out, err = examples("accept", STREAK, "Festive spent streak", "--yes")

    assert (code, out) == (1, "")
    assert "No campaign is named 'Festive spent streak', neither in a file nor live." in err
    assert f"Did you mean '{STREAK}'?" in err
    assert "'plan' shows the names." in examples("accept", "xyz")[2]
    for name in ("festive-streak.yaml", "festive-streek.yaml", "campaign/festive-streak.yaml"):
        assert "Did you mean 'campaigns/festive-streak.yaml'?" in examples("accept", name)[2]
    assert changed_lines() == []


def test_what_cannot_be_accepted_is_told_and_the_rest_is_written(run: Run) -> None:
    """A campaign is accepted as a whole or not at all, whatever becomes of the others."""
    with Path("reconciler.toml").open("a", encoding="utf-8") as settings:
        settings.write("[environments.sandbox.values]\ntill = 7\n")
    refused, other = write("Refused", till="${till}"), write("Other", goal="300")
    run("apply", "--yes")
    run("sandbox", "edit", "Refused", "preferredTillId=8", "description=new")
    run("sandbox", "edit", "Refused", "targets/0/defaultValues/0/defaultValue=600")
    run("sandbox", "edit", "Other", "preferredTillId=8")
    before = refused.read_text(encoding="utf-8")

    code, out, err = run("accept", "Refused", "Other", "--yes")

    assert code == 1
    assert err.startswith(
        "error: 'Refused' cannot be accepted; campaigns/refused.yaml stays as it is.\n"
        "  campaigns/refused.yaml:4:18: 'preferredTillId' is declared as ${till}, "
    )
    assert err.endswith("[behind-reference]\n")
    assert out.endswith("now: campaigns/other.yaml\n")
    assert refused.read_text(encoding="utf-8") == before
    assert "preferredTillId: 8" in other.read_text(encoding="utf-8")


def test_the_bytes_around_the_values_stay_and_so_do_mode_and_link(run: Run) -> None:
    """A byte order mark, CRLF, and no break at the end of the file."""
    path = write("Odd")
    text = path.read_text(encoding="utf-8").replace("\n", "\r\n").rstrip()
    kept = Path("kept.yaml")
    kept.write_bytes(b"\xef\xbb\xbf" + text.encode())
    kept.chmod(0o640)
    path.unlink()
    path.symlink_to(kept.resolve())
    run("apply", "--yes")
    run("sandbox", "edit", "Odd", "targets/0/defaultValues/0/defaultValue=600", "active=false")

    assert run("accept", "Odd", "--yes")[0] == 0

    after = text.replace("500", "600").replace("Odd\r\nt", "Odd\r\nactive: false\r\nt")
    assert kept.read_bytes() == b"\xef\xbb\xbf" + after.encode()
    assert path.is_symlink()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o640
    assert sorted(each.name for each in Path().iterdir() if each.name.startswith(".")) == [
        ".reconciler"
    ]


def test_files_that_would_clash_are_put_back(run: Run) -> None:
    """A live target may carry a name that another file has chosen for one that is not live."""
    path = write("First")
    run("apply", "--yes")
    before = path.read_text(encoding="utf-8")
    write("Second", goal="300")
    run("sandbox", "edit", "First", "targets/0/name=Second target")

    code, out, err = run("accept", "First", "--yes")

    assert code == 1
    assert "+  - name: Second target" in out
    assert err == (
        "error: 'First' was not accepted. The target name 'Second target' is used in "
        "campaigns/first.yaml too. campaigns/first.yaml was put back.\n"
    )
    assert path.read_text(encoding="utf-8") == before


def test_a_file_that_would_still_differ_is_put_back(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug must not leave a file that looks accepted and is not."""
    path = write("First")
    run("apply", "--yes")
    run("sandbox", "edit", "First", "preferredTillId=8")
    before = path.read_text(encoding="utf-8")
    wrong = accepting.Accepted(before.replace("500", "600"))
    monkeypatch.setattr("reconciler.commands.proposals.accept_plainly", lambda *_: [wrong])

    code, _, err = run("accept", "First", "--yes")

    assert code == 1
    assert "'First' was not accepted. It would still differ; please report this." in err
    assert err.endswith("campaigns/first.yaml was put back.\n")
    assert path.read_text(encoding="utf-8") == before


@pytest.mark.parametrize("cache", ["--no-cache", "--quiet"])
def test_what_stands_in_the_file_counts_and_not_what_was_proved_of_its_text(
    run: Run, monkeypatch: pytest.MonkeyPatch, cache: str
) -> None:
    """Somebody may have written between; what is there as it was proved is not compared again."""
    write("First")
    write("Second", goal="900")
    assert run("apply", "--yes")[0] == 0
    for name in ("First", "Second"):
        run("sandbox", "edit", name, "preferredTillId=8")
    before = Path("campaigns/first.yaml").read_text(encoding="utf-8")
    compared: list[int] = []

    def counted(work: Callable[..., Any], some: Sequence[Any], **more: Any) -> Any:  # noqa: ANN401
        compared.append(len(some))
        return in_parallel(work, some, **more)

    def write_otherwise(proposals: Sequence[Proposal]) -> None:
        write_all(proposals)
        write("First", till="8", goal="700")
        monkeypatch.setattr("reconciler.compare_all.in_parallel", counted)

    monkeypatch.setattr("reconciler.commands.accept_run.write_all", write_otherwise)

    code, _, err = run(cache, "accept", "--all", "--yes")

    assert (code, compared) == (1, [1])
    assert "'First' was not accepted. It would still differ; please report this." in err
    assert Path("campaigns/first.yaml").read_text(encoding="utf-8") == before
    assert "preferredTillId: 8" in Path("campaigns/second.yaml").read_text(encoding="utf-8")


def test_what_is_plain_is_edited_where_it_is_compared(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only of what was asked for, and once; all else is edited afterwards, to the same end."""
    for goal, name in enumerate(("First", "Second", "Third"), 500):
        write(name, goal=str(goal))
    acknowledged = "acknowledge: [{drift: /preferredTillId, reason: meant}]\n"
    with write("Fourth", goal="900").open("a", encoding="utf-8") as file:
        file.write(acknowledged)
    assert run("apply", "--yes")[0] == 0
    run("sandbox", "edit", "First", "preferredTillId=8")
    run("sandbox", "edit", "Second", "preferredTillId=8")
    run("sandbox", "edit", "Third", "active=false")  # which is no value in the place of another
    run("sandbox", "edit", "Fourth", "preferredTillId=8", "active=false")
    edited: list[str] = []
    plainly = accepting.accept_plainly

    def noted(
        cases: Sequence[accepting.Case], around: Circumstances
    ) -> list[accepting.Accepted | None]:
        edited.extend(each.campaign.name for each in cases)
        return plainly(cases, around)

    left: list[list[str]] = []

    def counted(work: Callable[..., Any], some: Sequence[Any], **more: Any) -> Any:  # noqa: ANN401
        left.append([each.name for each in some])
        return in_parallel(work, some, **more)

    monkeypatch.setattr("reconciler.commands.proposals.accept_plainly", noted)
    monkeypatch.setattr("reconciler.commands.proposals.in_parallel", counted)

    code, out, err = run("accept", "first", "Third", "Fourth", "--yes")

    assert (code, edited, left) == (0, ["First", "Third"], [["Third", "Fourth"]]), err
    assert out.count("is in sync with group") == 3
    assert "preferredTillId: 8" in Path("campaigns/first.yaml").read_text(encoding="utf-8")
    assert "active: false" in Path("campaigns/third.yaml").read_text(encoding="utf-8")
    fourth = Path("campaigns/fourth.yaml").read_text(encoding="utf-8")
    assert ("preferredTillId: 1" in fourth, "active: false" in fourth) == (True, True)
    assert "preferredTillId: 1" in Path("campaigns/second.yaml").read_text(encoding="utf-8")


def test_invalid_files_are_not_touched(run: Run) -> None:
    """As with any command, they come first."""
    write("First").write_text("name: [", encoding="utf-8")

    code, _, err = run("accept", "First", "--yes")

    assert code == 3
    assert "The campaign files have errors; nothing was compared or changed." in err


def test_names_are_made_safe_to_show(run: Run) -> None:
    """A live name may hold anything."""
    write("First")
    run("apply", "--yes")
    run("sandbox", "edit", "First", "name=\x1b[31mred")

    code, out, _ = run("accept", "\x1b[31mRED", "--yes")
    assert code == 0
    assert '+name: "\\u001b[31mred"' in out
    assert "'\\x1b[31mred' is in sync with group 1001 now" in out
    assert "First" in out
    assert "No campaign is named '\\x07'" in run("accept", "\x07")[2]
