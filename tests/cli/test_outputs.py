"""Where results go: files, devices, pipes, standard output; of every option that names a place."""

import contextlib
import io
import json
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import click
import pytest

from reconciler.cli.options import PathOrDash
from reconciler.commands import destination
from reconciler.commands.destination import check_ending
from reconciler.commands.overwrite import Result, check_replaceable
from reconciler.errors import UsageError
from tests.cli.support import Project, Ran
from tests.support.every_command import LINES, commands
from tests.support.repository import WITH_OTHER, campaign


def is_json(text: str) -> bool:
    return "format_version" in json.loads(text)


def is_sarif(text: str) -> bool:
    return bool(json.loads(text)["version"] == "2.1.0")


HOLDS: Final[Mapping[str, Callable[[str], bool]]] = {
    "csv": lambda text: text.removeprefix("\ufeff").startswith(("class,name", "finding,name")),
    "github": lambda text: not text.startswith(("{", "#")),
    "gitlab": lambda text: isinstance(json.loads(text), list),
    "html": lambda text: text.lower().startswith("<!doctype"),
    "json": is_json,
    "junit": lambda text: "<testsuites " in text,
    "markdown": lambda text: "|" in text,
    "sarif": is_sarif,
    "text": lambda text: text[:1].isalnum(),
    "xlsx": lambda text: text.startswith("PK"),
    "yaml": lambda text: "trackingType:" in text,
}
"""How to tell what a text is."""
WRITES: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("apply", "--receipt"): ("json",),
    ("audit", "--out"): ("text", "json", "csv", "markdown", "html", "xlsx"),
    ("compare", "--out"): ("text", "json", "csv", "markdown", "html"),
    ("doctor", "--record"): ("json",),
    ("new", "--out"): ("yaml",),
    ("plan", "--out"): ("json",),
    ("validate", "--out"): ("text", "json", "github", "sarif", "gitlab", "junit"),
}
"""Every option that says where something is written, and what may be, the usual first."""
READS: Final = {
    ("apply", "plan"),
    ("audit", "files"),
    ("comment", "--body"),
    ("fmt", "paths"),
    ("issue", "--body"),
    ("sandbox seed", "files"),
    ("show", "plan"),
}
"""What is read from a file, a pipe, or standard input."""
NAMES_NO_RESULT: Final = {
    "--config",
    "--folder",
    "--history",
    "--out-dir",
    "--stdin-filename",
    "--to",
    "paths",
}
"""The settings, folders, campaign files, and what is appended to."""
REPLACES: Final = {each: forms for each, forms in WRITES.items() if each[0] != "new"}
FORMATS: Final = {words: WRITES[words, "--out"] for words in ("audit", "compare", "validate")}


@pytest.fixture
def project(project: Project) -> Project:
    """With a campaign that is to be created."""
    project.write({"reconciler.toml": WITH_OTHER, "campaigns/a.yaml": campaign()})
    return project


def run(project: Project, words: str, option: str, place: str, *more: str) -> Ran:
    """Run a command with a place for what it writes, as if for the first time."""
    if words == "apply":
        project.run("sandbox", "reset")
    line = [each for each in LINES[words] if each != "--all"]
    return project.run(*words.split(), *line, option, place, *more)


def test_every_path_of_the_command_line_is_known_here() -> None:
    """A new option that writes or reads takes part in these tests."""
    found: dict[bool | None, set[tuple[str, str]]] = {True: set(), False: set(), None: set()}
    for words, command in commands():
        for each in command.params:
            if isinstance(each.type, click.Path):
                written = each.type.written if isinstance(each.type, PathOrDash) else None
                found[written].add((words, each.opts[-1]))
    assert found[True] == {*WRITES}
    assert found[False] == READS
    assert {option for _, option in found[None]} == NAMES_NO_RESULT


@pytest.mark.parametrize("place", ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "out"])
@pytest.mark.parametrize(("words", "option"), WRITES)
def test_standard_output_has_one_name_for_all(
    project: Project, words: str, option: str, place: str
) -> None:
    """And a file of that name never comes to be; a link leads there as well."""
    if place == "out":
        (project.folder / "out").symlink_to("/dev/stdout")
    ran = run(project, words, option, place)
    assert ran.code == 0, ran.err
    assert HOLDS[WRITES[words, option][0]](ran.out)
    assert not (project.folder / "-").exists()


@pytest.mark.parametrize(("words", "option"), WRITES)
def test_a_file_called_dash_is_named_with_its_folder(
    project: Project, words: str, option: str
) -> None:
    """As everywhere; a campaign file needs an ending."""
    ran = run(project, words, option, "./-")
    assert ran.code == (1 if words == "new" else 0)
    assert (project.folder / "-").exists() == (words != "new")


@pytest.mark.parametrize(("words", "option"), [("plan", "--out"), ("apply", "--receipt")])
def test_two_results_do_not_share_standard_output(
    project: Project, words: str, option: str
) -> None:
    """As JSON they are the same."""
    assert is_json(run(project, words, option, "-", "--format", "json").out)
    for form in ("text", "markdown"):
        ran = run(project, words, option, "-", "--format", form)
        assert (ran.code, ran.out) == (1, "")
        assert "Standard output would get this and the result as" in ran.err


@pytest.mark.parametrize("word", ["campaigns", "nowhere/r", "campaigns/a.yaml/r", "socket"])
@pytest.mark.parametrize(("words", "option"), WRITES)
def test_a_place_that_cannot_be_written_to_is_refused_before_anything_is_asked(
    project: Project, words: str, option: str, word: str
) -> None:
    """A folder, a folder that is not there, a file in its place, a socket."""
    if words == "new" and word == "nowhere/r":
        return  # it makes the folder
    with socket.socket(socket.AF_UNIX) as held:
        held.bind("socket")
        ran = run(project, words, option, word)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"error: {word} ")
    assert "bug" not in ran.err
    assert project.asked() == []


@pytest.mark.parametrize(("words", "option"), REPLACES)
def test_no_result_becomes_a_file_among_the_campaigns(
    project: Project, words: str, option: str
) -> None:
    """It would be read as one the next time; a name that is not read may stand there."""
    for place in (
        "campaigns/r.json",
        "campaigns/x/../r.json",
        str(project.folder / "campaigns/r.JSON"),
    ):
        ran = run(project, words, option, place)
        assert (ran.code, ran.out) == (1, "")
        assert "would be read as a campaign. Nothing was done." in ran.err
        assert project.asked() == []
    assert run(project, words, option, "campaigns/r").code == 0


RESULTS: Final = {
    "apply": Result.RECEIPT,
    "audit": Result.AUDIT,
    "compare": Result.COMPARISON,
    "doctor": Result.SHAPES,
    "plan": Result.PLAN,
    "validate": Result.FINDINGS,
}
OTHERS: Final[Mapping[str, bytes]] = {
    "Makefile": b"all:\n\techo 3 files checked: no\n",
    "schema.json": b'{"$schema": "https://json-schema.org/draft/2020-12/schema"}',
    "half.json": b'{"format_version": "1.4", "plan_id": ',
    "other.sarif": b'{"version": "2.1.0", "runs": []}',
    "notes": b"# Campaign audit of last year\n",
    "page.html": b"<!doctype html>\n<title>Ours</title>",
    "book.xlsx": b"PK\x05\x06" + b"\0" * 18,
    "list.json": b'[\n  {\n    "description": 1\n  }\n]\n',
    "other.xml": b'<?xml version="1.0"?>\n<testsuites name="pytest tests" />\n',
    "cut.xlsx": b"PK\x03\x04",
    "picture": b"\x89PNG",
}
"""What is no result of any command."""


def test_a_result_replaces_an_earlier_one_of_its_kind_and_nothing_else(project: Project) -> None:
    """In whatever format that was; an empty file is one that was made for the result."""
    project.write({"campaigns/b.yaml": campaign("With a finding") + "id: 5\n", **OTHERS})
    made: list[tuple[Result, Path]] = []
    for (words, option), forms in REPLACES.items():
        for form in forms:
            place = project.folder / f"{words}-{form}"
            place.touch()
            chosen = ("--format", form) if words in FORMATS else ()
            for _ in range(2):
                assert run(project, words, option, place.name, *chosen).code == 0
            made.append((RESULTS[words], place))
    assert all(place.stat().st_size for _, place in made)
    for result in Result:
        may = {place.name for kind, place in made if kind is result}
        for path in (*(place for _, place in made), *map(Path, OTHERS)):
            if path.name in may:
                check_replaceable(path, result)
                continue
            with pytest.raises(UsageError, match="is there already, and is no"):
                check_replaceable(path, result)


@pytest.mark.parametrize(("words", "option"), REPLACES)
def test_no_result_replaces_a_file_of_somebody_else(
    project: Project, words: str, option: str
) -> None:
    """The settings, by whatever name; and what nothing here has written."""
    project.write({"Makefile": OTHERS["Makefile"]})
    (project.folder / "link").symlink_to("reconciler.toml")
    before = {path: path.read_bytes() for path in project.folder.iterdir() if path.is_file()}
    for place, why in {
        "reconciler.toml": "holds the settings",
        "link": "holds the settings",
        "Makefile": "is there already, and is no",
    }.items():
        ran = run(project, words, option, place)
        assert (ran.code, ran.out) == (1, "")
        assert f"error: {place} {why}" in ran.err or "does not match" in ran.err
        assert "Nothing was done." in ran.err
        assert project.asked() == []
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize("is_whole", [False, True])
@pytest.mark.parametrize(("words", "option"), REPLACES)
def test_a_place_for_reading_alone_is_refused_before_anything_is_asked(
    project: Project, words: str, option: str, is_whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs the tests may be one who may do anything."""
    (project.folder / "kept").mkdir()
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "kept")
    monkeypatch.setattr(destination, "_is_read_only", lambda folder: is_whole)
    ran = run(project, words, option, "kept/r")
    why = "Read-only file system" if is_whole else "Permission denied"
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"error: kept/r cannot be written: {why}.\n")
    assert project.asked() == []


@contextlib.contextmanager
def reading(path: Path) -> Iterator[list[str]]:
    """Somebody who reads a pipe to its end; what was read is there afterwards."""
    read: list[str] = []
    thread = threading.Thread(target=lambda: read.append(path.read_text(encoding="utf-8")))
    thread.start()
    yield read
    thread.join(timeout=30)


@pytest.mark.parametrize(("words", "option"), REPLACES)
def test_a_pipe_gets_the_result_once_and_whole(project: Project, words: str, option: str) -> None:
    """A named one; one of a shell; and a device, which takes anything."""
    pipe = project.folder / "pipe"
    os.mkfifo(pipe)
    with reading(pipe) as read:
        assert run(project, words, option, "pipe").code == 0
    assert HOLDS[WRITES[words, option][0]](read[0])
    assert pipe.is_fifo()

    reads, writes = os.pipe()
    assert run(project, words, option, f"/dev/fd/{writes}").code == 0
    os.close(writes)
    with os.fdopen(reads, encoding="utf-8") as stream:
        assert HOLDS[WRITES[words, option][0]](stream.read())

    assert run(project, words, option, "/dev/null").code == 0
    assert not Path("/dev/null").is_file()


@pytest.mark.parametrize(("words", "option"), REPLACES)
def test_a_pipe_whose_reader_has_left_changes_no_exit_code(
    project: Project, words: str, option: str
) -> None:
    """As with standard output."""
    reads, writes = os.pipe()
    os.close(reads)
    ran = run(project, words, option, f"/dev/fd/{writes}")
    os.close(writes)
    assert ran.code == 0
    assert "error" not in ran.err


def test_a_pipe_that_nobody_reads_yet_is_waited_for(project: Project) -> None:
    """As a shell does; and it is said, before anything is asked."""
    pipe = project.folder / "pipe"
    os.mkfifo(pipe)
    said = threading.Event()
    read: list[str] = []

    def read_later() -> None:
        said.wait(30)
        assert project.asked() == []
        read.append(pipe.read_text(encoding="utf-8"))

    thread = threading.Thread(target=read_later)
    thread.start()

    def heard(text: str) -> str:
        said.set()
        return text

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(destination, "visible", heard)
        ran = run(project, "apply", "--receipt", "pipe")
    thread.join(timeout=30)
    assert ran.code == 0
    assert "waiting until somebody reads from pipe\n" in ran.err
    assert json.loads(read[0])["converged"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_receipt_that_a_device_does_not_take_is_printed(project: Project) -> None:
    """With an exit code that says so."""
    ran = run(project, "apply", "--receipt", "/dev/full", "--format", "json")
    assert ran.code == 1
    assert "error: /dev/full cannot be written: No space left on device." in ran.err
    assert ran.json["converged"]


@pytest.mark.parametrize("number", ["0", "99"])
@pytest.mark.parametrize(("words", "option"), REPLACES)
def test_an_open_file_that_cannot_be_written_to_is_refused(
    project: Project, words: str, option: str, number: str
) -> None:
    """One that is open for reading, and one that is not open."""
    held = os.dup(0)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    try:
        ran = run(project, words, option, f"/dev/fd/{number}")
    finally:
        os.dup2(held, 0)
        os.close(held)
    assert (ran.code, ran.out) == (1, "")
    assert "cannot be written: Bad file descriptor." in ran.err


ENDINGS: Final = {
    ".csv": "csv",
    ".htm": "html",
    ".HTML": "html",
    ".json": "json",
    ".markdown": "markdown",
    ".md": "markdown",
    ".pdf": "pdf",
    ".sarif": "sarif",
    ".toml": "toml",
    ".xlsx": "xlsx",
    ".xml": "junit",
    ".yaml": "yaml",
}


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(("words", "option"), WRITES)
def test_a_name_says_what_is_in_the_file_or_is_refused(
    project: Project, words: str, option: str, ending: str
) -> None:
    """For every ending that means a format; where it is refused, nothing was asked."""
    offered, meant = WRITES[words, option], ENDINGS[ending]
    may = [each for each in offered if each == meant]
    ran = run(project, words, option, f"made{ending}")
    assert ran.code == (0 if may else 1), ran.err
    made = project.folder / f"made{ending}"
    assert made.exists() == bool(may)
    if may:
        assert HOLDS[meant](made.read_text(encoding="utf-8", errors="replace"))
    else:
        assert f"made{ending} " in ran.err
        assert project.asked() == []


ALSO_JSON: Final = {("json", "sarif"), ("json", "gitlab")}


@pytest.mark.parametrize("words", FORMATS)
def test_a_format_that_is_asked_for_does_not_clash_with_the_name(words: str) -> None:
    """SARIF and what GitLab reads are JSON, and what has no layout of its own is a text."""
    for form in FORMATS[words]:
        for ending in ("", ".out", ".txt", *ENDINGS):
            meant = ENDINGS.get(ending)
            fits = meant in {None, form} or (meant, form) in ALSO_JSON
            if ending == ".txt":
                fits = form not in {"gitlab", "html", "junit", "sarif", "xlsx"}
            if fits:
                assert check_ending(Path(f"made{ending}"), form, FORMATS[words]) == form
                continue
            with pytest.raises(UsageError) as refused:
                check_ending(Path(f"made{ending}"), form, FORMATS[words])
            knows = meant in FORMATS[words] or ending == ".txt"
            assert ("or leave --format out: then it is" in refused.value.hint) == knows


@pytest.mark.parametrize(
    ("words", "form", "ending"),
    [("audit", "html", ".csv"), ("validate", "github", ".json"), ("validate", "sarif", ".json")],
)
def test_a_clash_is_told_before_anything_is_asked(
    project: Project, words: str, form: str, ending: str
) -> None:
    """And nothing is written."""
    ran = run(project, words, "--out", f"made{ending}", "--format", form)
    fits = form == "sarif"
    assert ran.code == (0 if fits else 1)
    assert (project.folder / f"made{ending}").exists() == fits
    assert project.asked() == []


def test_a_saved_plan_that_is_called_markdown_is_refused_with_the_way_to_have_it(
    project: Project,
) -> None:
    """It was JSON, and as such went into a comment."""
    ran = run(project, "plan", "--out", "plan.md", "--format", "markdown")
    assert ran.code == 1
    assert "reconciler plan --format markdown > plan.md" in ran.err


def test_what_is_read_may_come_from_a_pipe(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With - from standard input, of which the lines of a shell are made."""

    def run_with(text: str, *line: str) -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        return project.run(*line)

    plan = project.run("plan", "--out", "-").out
    shown = project.run("plan").out
    assert run_with(plan, "show", "-").out == shown
    reads, writes = os.pipe()
    os.write(writes, plan.encode())
    os.close(writes)
    assert project.run("show", f"/dev/fd/{reads}").out == shown
    os.close(reads)
    assert "1 created" in run_with(plan, "apply", "-", "--yes").out
    assert "cannot be used" in run_with("no plan", "apply", "-", "--yes").err
    with project.store() as store:
        rows = json.dumps(list(store.groups()), default=float)
    project.run("sandbox", "reset")
    assert run_with(rows, "sandbox", "seed", "-").code == 0
    assert "1 in sync" in project.run("plan").out
