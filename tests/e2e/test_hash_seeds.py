"""Whatever order Python gives sets in a run, every command says and writes the same."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.support.in_one_process import WHERE, Ran
from tests.support.server import ROOT

SEEDS: Final = ("0", "3", "4242")
"""The first two hand out the two new keys of a file in different orders."""
MONTHLY: Final = "Every month"
CYCLIC: Final = {
    "name": MONTHLY,
    "trackingType": "DEFAULT",
    "targetEvaluationType": "CYCLIC_WINDOW",
    "totalPeriods": 2,
    "targets": [
        {
            "name": "Spend of the month",
            "targetEntity": "TRANSACTION",
            "targetType": "SALES",
            "enrolmentMethod": "TRANSACTION",
            "expression": True,
            "defaultValues": 500,
        }
    ],
}
BROKEN: Final = {
    "trackingType": 7,
    "nmae": "Broken",
    "periods": [{}],
    "targets": [{"nam": "a"}, {"name": "a", "targetEntity": "x"}, {"name": "a"}],
}
STREAK: Final = "Festive spend streak"
COMMANDS: Final[Mapping[tuple[str, ...], int]] = {
    ("validate", "broken", "--format", "json"): 3,
    ("apply", "--yes"): 0,
    (
        *("sandbox", "edit", MONTHLY, "targetEvaluationType=FIXED_CALENDAR_WINDOW"),
        *("userCreated=true", "leaderboardEnabled=true", "active=false"),
    ): 0,
    (
        *("sandbox", "edit", STREAK, "active=false", "preferredTillId=7"),
        *("targets/0/name=Renamed", "targets/0/eventName=spin", "periods/0/refCode=first"),
    ): 0,
    ("plan", "--format", "json"): 0,
    ("plan", "--format", "markdown"): 0,
    ("plan", "--explain", STREAK): 0,
    ("audit", "--format", "json"): 0,
    ("audit", "--format", "html"): 0,
    ("audit", "--format", "markdown"): 0,
    ("expressions",): 0,
    ("explain",): 0,
    ("explain", "--format", "json"): 0,
    ("environments", "--format", "json"): 0,
    ("doctor", "--all", "--format", "json"): 0,
    ("accept", "--all", "--yes", "--format", "json"): 0,
    ("import", "--environment", "there"): 0,
    ("fmt",): 0,
    ("schema",): 0,
    ("init",): 0,
}


@dataclass(frozen=True)
class Outcome:
    """What became of all commands.

    Attributes:
        ran: what each of them said, and how it ended.
        files: what all files hold after the last one, by their paths.
    """

    ran: Mapping[str, Ran]
    files: Mapping[str, str]


def outcome(folder: Path, seed: str) -> Outcome:
    """Run all commands in a new repository, in a process whose sets have another order."""
    shutil.copytree(ROOT / "campaigns", folder / "campaigns")
    (folder / "broken").mkdir()
    (folder / "imported").mkdir()
    (folder / "broken" / "broken.json").write_text(json.dumps(BROKEN))
    (folder / "campaigns" / "cyclic.json").write_text(json.dumps(CYCLIC, indent=2))
    (folder / "reconciler.toml").write_text(
        'default_environment = "here"\n[environments.here]\nsandbox = true\n'
        '[environments.there]\nsandbox = true\ncampaigns = "imported"\n'
    )
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.in_one_process", WHERE[0]],
        input=json.dumps(list(COMMANDS)),
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    results = [Ran(**each) for each in json.loads(done.stdout)]
    ran = {" ".join(words): each for words, each in zip(COMMANDS, results, strict=True)}
    files = {
        str(path.relative_to(folder)): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".reconciler" not in path.parts
    }
    return Outcome(ran, files)


@pytest.mark.skipif(sys.platform != "linux", reason="the same everywhere, and slow")
def test_no_order_of_a_set_is_to_be_seen(tmp_path: Path) -> None:
    """Neither in what a command says, nor in what it writes."""
    outcomes = []
    for seed in SEEDS:
        (tmp_path / seed).mkdir()
        outcomes.append(outcome(tmp_path / seed, seed))
    first, *others = outcomes

    assert {words: each.code for words, each in first.ran.items()} == {
        " ".join(words): code for words, code in COMMANDS.items()
    }
    for other in others:
        assert other == first
