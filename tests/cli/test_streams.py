"""Output that nobody reads to its end: commands do and say what they would have otherwise."""

import io
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from reconciler.cli.main import main
from tests.cli.support import Project
from tests.support.command import COMMAND
from tests.support.every_command import LINES, check_lines
from tests.support.repository import campaign

SERVES = "sandbox serve"
"""It has no end of its own."""


@contextmanager
def without_a_reader(name: str) -> Iterator[None]:
    """A standard stream of this process that is a pipe whose reader has left."""
    reads, writes = os.pipe()
    os.close(reads)
    with (
        io.TextIOWrapper(io.FileIO(writes, "w"), write_through=True) as stream,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(sys, name, stream)
        patch.setattr(sys, f"__{name}__", stream)
        yield


def run(words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main([*words.split(), *LINES[words]])
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return int(left.value.code or 0)


@pytest.mark.parametrize("name", ["stdout", "stderr"])
def test_a_reader_that_left_changes_no_exit_code(project: Project, name: str) -> None:
    """Of any command: nothing fails, and nothing is left undone."""
    check_lines(LINES)

    def begin_anew() -> None:
        project.run("sandbox", "reset")
        project.write({"campaigns/a.yaml": campaign("a")})
        (project.folder / "campaigns" / "new.yaml").unlink(missing_ok=True)

    for words in {*LINES} - {SERVES}:
        begin_anew()
        read = project.run(*words.split(), *LINES[words]).code
        begin_anew()
        with without_a_reader(name):
            unread = run(words)
        assert (words, unread) == (words, read)


@pytest.mark.parametrize("wrong", [False, True])
def test_apply_ends_as_it_would_when_nobody_reads_what_it_says(
    project: Project, wrong: bool
) -> None:
    """In a pipe of a shell, with all that it writes; its receipt is whole."""
    other = campaign("b").replace(
        "TRANSACTION\n    defaultValues", "AUDIENCE_FILTER\n    defaultValues"
    )
    project.write({"campaigns/a.yaml": campaign("a"), "campaigns/b.yaml": other if wrong else ""})
    if not wrong:
        project.delete("campaigns/b.yaml")
    command = f"{shlex.join(COMMAND)} --verbose apply --yes --receipt r.json 2>&1"
    done = subprocess.run(
        ["bash", "-c", f"{command} | true; echo ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout == f"{8 if wrong else 0}\n"
    assert '"created"' in (project.folder / "r.json").read_text(encoding="utf-8")
    assert "1 in sync" in project.run("plan").out
