"""The workflows as they are written, from a pull request to a drift issue that closes itself.

Against a sandbox over HTTP and a GitHub of our own.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from reconciler.sandbox.app import make_app
from reconciler.sandbox.store import Store
from tests.github import FakeGitHub, Pull
from tests.runner import Ran, Runner, git
from tests.serving import LOGIN, served

REPOSITORY = "shop/campaigns"
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
INSTALL = (
    "inputs.install || vars.RECONCILER_INSTALL || "
    "(hashFiles('reconciler/__main__.py') != '' && '.' || 'campaign-reconciler')"
)


@dataclass
class Team:
    """People who keep campaigns in a repository on GitHub.

    Attributes:
        folder: their working copy.
        store: what is live.
        hub: GitHub.
        runner: runs its jobs.
    """

    folder: Path
    store: Store
    hub: FakeGitHub
    runner: Runner
    runs: int = 0
    table: dict[str, str] = field(default_factory=dict)

    def write(self, name: str, value: int = 500) -> None:
        path = self.folder / "campaigns" / f"{name.lower()}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(CAMPAIGN.format(name=name, value=value), encoding="utf-8")

    def push(self, branch: str, message: str) -> str:
        git(self.folder, "add", "--all")
        git(self.folder, "commit", "--quiet", "--message", message)
        git(self.folder, "push", "--quiet", "origin", f"HEAD:refs/heads/{branch}")
        return git(self.folder, "rev-parse", "HEAD")

    def open(self, number: int, name: str, value: int = 500) -> str:
        git(self.folder, "checkout", "--quiet", "-B", f"pull-{number}", "origin/main")
        self.write(name, value)
        return self.push(f"pull-{number}", f"Add {name}")

    def merge(self, number: int) -> str:
        git(self.folder, "checkout", "--quiet", "main")
        git(self.folder, "merge", "--quiet", "--no-ff", "-m", f"Merge {number}", f"pull-{number}")
        git(self.folder, "push", "--quiet", "origin", "main")
        commit = git(self.folder, "rev-parse", "HEAD")
        self.hub.merge(number, commit)
        return commit
