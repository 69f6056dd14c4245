"""Where a process cannot be copied safely, one does all the work and says the same."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from tests.apply.support import campaign
from tests.support.in_one_process import WHERE, Ran
from tests.support.server import ROOT

COMMANDS: Final = {
    ("validate", "broken"): 3,
    ("plan", "--format", "json"): 0,
    ("apply", "--yes", "--format", "json"): 0,
    ("--no-cache", "plan", "--detailed-exitcode"): 0,
    ("--no-cache", "audit", "--format", "json"): 0,
}
# When a plan was made, and what follows from that.
_MOMENT = re.compile(r'"(?:created_at|checksum)": "[^"]*"')


def repository(folder: Path) -> None:
    """Campaigns that are right, and some with findings."""
    folder.mkdir(parents=True)
    (folder / "reconciler.toml").write_text("[environments.here]\nsandbox = true\n")
    broken: dict[str, Any] = {"trackingType": 7}
    for place, more in (("campaigns", {}), ("broken", broken)):
        (folder / place).mkdir()
        for number in range(12):
            body = campaign(f"Campaign {number} of {number * number}") | more
            (folder / place / f"{number}.json").write_text(json.dumps(body))


def run(folder: Path, where: str) -> list[Ran]:
    """Run all commands on a machine of that kind."""
    done = subprocess.run(
        [sys.executable, "-W", "always", "-m", "tests.support.in_one_process", where],
        input=json.dumps(list(COMMANDS)),
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return [Ran(**each) for each in json.loads(done.stdout)]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is ever copied")
def test_every_command_says_the_same_in_one_process(tmp_path: Path) -> None:
    """And nothing of what the interpreter warns of is to be seen."""
    said = {}
    for where in WHERE:
        folder = tmp_path / where / "repository"
        repository(folder)
        results = run(folder, where)
        assert [each.code for each in results] == list(COMMANDS.values())
        assert all((each.copies > 0) == (where == WHERE[0]) for each in results)
        assert not [each.err for each in results if "Warning" in each.err]
        said[where] = [replace(each, out=_MOMENT.sub("", each.out), copies=0) for each in results]

    for where in WHERE[1:]:
        assert said[where] == said[WHERE[0]]
