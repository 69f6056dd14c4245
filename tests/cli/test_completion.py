"""What shells offer when Tab is pressed."""

import json
import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from click.shell_completion import ZshComplete

from reconciler.cli.completion import _Fish
from tests.cli.support import Project
from tests.support.command import COMMAND
from tests.support.repository import campaign

NAMES = ("Festive 'n' \"free\", *all* $5", "Festive spend: streak", "Festive\\weekend & more")
"""What shells take apart, unless it is quoted."""

FILES = {
    f"campaigns/{number}.yaml": campaign(json.dumps(name), target=f"Goal {number}")
    + "metadata: {owner: crm team}\n"
    for number, name in enumerate(NAMES)
}


@pytest.fixture
def project(project: Project) -> Project:
    project.write(FILES)
    return project


def offered(project: Project, patch: pytest.MonkeyPatch, *words: str) -> list[str]:
    """What zsh is offered for the last word: kinds and values, without help."""
    patch.setenv("COMP_WORDS", shlex.join(["reconciler", *words[:-1]]) + f" {words[-1]}")
    patch.setenv("COMP_CWORD", str(len(words)))
    patch.setenv("_RECONCILER_COMPLETE", "zsh_complete")
    ran = project.run()
    assert (ran.code, ran.err) == (0, "")
    values = ran.out.split("\n")[1::3]
    return [value.replace("\\:", ":") for value in values if value]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["pla"], {"plan"}),
        (["accept", "fest"], {*NAMES}),
        (["plan", "--only", ""], {*NAMES}),
        (["plan", "--explain", ""], {*NAMES}),
        (["apply", "--only", ""], {*NAMES}),
        (["customer", "1", "--only", ""], {*NAMES}),
        (["audit", "--name", ""], {*NAMES}),
        (["audit", "--owner", ""], {"crm team"}),
        (["audit", "--flag", "ends"], {"ends-soon"}),
        (["explain", "unknown-fi"], {"unknown-field"}),
        (["explain", "api-r"], {"api-retirement"}),
        (["--environment", ""], {"sandbox"}),
        (["plan", "--environment", "S"], {"sandbox"}),
        (["sandbox", "edit", ""], {*NAMES}),
        (["--environment", "nowhere", "accept", ""], set()),
        (["no-such-command", ""], set()),
        (["terraform", ""], set()),
    ],
    ids=lambda value: " ".join(sorted(value) if isinstance(value, set) else value),
)
def test_values_are_offered(
    project: Project, monkeypatch: pytest.MonkeyPatch, words: list[str], expected: set[str]
) -> None:
    """Commands, and the values that options and arguments take."""
    assert {*offered(project, monkeypatch, *words)} == expected


@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
def test_a_name_that_would_come_apart_is_not_offered(
    project: Project, monkeypatch: pytest.MonkeyPatch, shell: str
) -> None:
    """Answers are lines, so a part of it would be offered as a name, or as what a file is."""
    hostile = ("one\nplain,$(other)", "one\tother", "one\rother")
    files = {f"campaigns/h{k}.yaml": campaign(json.dumps(e)) for k, e in enumerate(hostile)}
    project.write(files)
    words = "reconciler\naccept\none" if shell == "bash" else "reconciler accept one"
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", "one" if shell == "fish" else "2")
    monkeypatch.setenv("_RECONCILER_COMPLETE", f"{shell}_complete")
    ran = project.run()
    assert (ran.out.strip(), ran.err) == ("", "")


def test_nothing_is_offered_without_settings(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is said into the line that somebody types."""
    project.delete("reconciler.toml")
    assert offered(project, monkeypatch, "accept", "") == []


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    """Where a shell finds the command."""
    command = tmp_path / "bin" / "reconciler"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {shlex.join(COMMAND)} "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return {**os.environ, "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}"}


@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_bash_puts_whole_names_into_the_line(
    project: Project, variables: dict[str, str], quote: str
) -> None:
    """However the word was begun, it is the name once bash has read it."""
    script = f"""
        eval "$(_RECONCILER_COMPLETE=bash_source reconciler)"
        COMP_WORDS=(reconciler accept {shlex.quote(quote + "Fest")}) COMP_CWORD=2
        _reconciler_completion reconciler
        for word in "${{COMPREPLY[@]}}"; do
            eval "printf '%s\\n' "{shlex.quote(quote)}"$word"{shlex.quote(quote)}
        done
    """
    bash = shutil.which("bash")
    assert bash is not None
    ran = subprocess.run(
        [bash, "--norc", "-c", script],
        cwd=project.folder, env=variables, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.stderr, ran.stdout.splitlines()) == ("", sorted(NAMES, key=[*NAMES].index))


def test_fish_gets_whole_names(project: Project, variables: dict[str, str]) -> None:
    """Fish takes its answers apart at the first comma alone."""
    assert "--max 1" in _Fish.source_template
    fish = shutil.which("fish")
    if fish is None:
        pytest.skip("fish is not installed")
    script = """
        _RECONCILER_COMPLETE=fish_source reconciler | source
        complete -C "reconciler accept Fest"
    """
    ran = subprocess.run(
        [fish, "--no-config", "-c", script],
        cwd=project.folder, env=variables, capture_output=True, text=True, check=False,
    )  # fmt: skip
    names = [line.partition("\t")[0] for line in ran.stdout.splitlines()]
    assert (ran.stderr, {*names}) == ("", {*NAMES})


def test_zsh_script_is_clicks_own() -> None:
    """It hands whole values to zsh, which quotes them."""
    assert "compadd" in ZshComplete.source_template
