"""A copy of a process that has loaded the command is the command that is started anew."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.command import COMMAND, IMPATIENT
from tests.support.loaded_command import loaded_command
from tests.support.repository import SANDBOX, campaign, write
from tests.support.server import LOGIN


@pytest.mark.parametrize(
    ("arguments", "given", "variables"),
    [
        (["plan", "--detailed-exitcode"], "", {}),
        (["plan", "--format", "json"], "", {}),
        (["plna"], "", {"FORCE_COLOR": "1"}),
        (["--version"], "", {}),
        (["--config", "nowhere.toml", "validate"], "", {}),
        (["fmt", "-"], campaign("Ünder"), {}),
        (["plan", "--environment", "uat"], "", {IMPATIENT: "1", **LOGIN}),
        ([], "", {}),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_it_says_and_does_the_same(
    arguments: list[str], given: str, variables: dict[str, str], tmp_path: Path
) -> None:
    """Of its arguments, its folder, its environment and what it is given to read."""

    def run(command: Sequence[str]) -> tuple[int, str, str]:
        kept = {key: value for key, value in os.environ.items() if "RECONCILER" not in key}
        done = subprocess.run(
            [*command, *arguments],
            cwd=tmp_path,
            env=kept | variables,
            input=given,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    uat = '[environments.uat]\nurl = "http://127.0.0.1:9"\n'
    settings = f'default_environment = "sandbox"\n{SANDBOX}{uat}'
    write(tmp_path, {"reconciler.toml": settings, "campaigns/a.yaml": campaign()})
    assert run(loaded_command()) == run(COMMAND)


def test_several_run_at_once(tmp_path: Path) -> None:
    """Each is a process of its own: what one has set, another does not find."""
    write(tmp_path, {"reconciler.toml": SANDBOX, "campaigns/a.yaml": campaign()})
    both = [
        subprocess.Popen(
            [*loaded_command(), *arguments], cwd=tmp_path, stdout=subprocess.PIPE, text=True
        )
        for arguments in (["plan", "--color", "always"], ["plan"])
    ]
    coloured, plain = (each.communicate()[0] for each in both)
    assert "\x1b[" in coloured
    assert "\x1b[" not in plain
