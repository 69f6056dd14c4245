"""Holds what a plan says of causes against what is true of a drawn history."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.git_log import read_log
from reconciler.causes.tell import with_causes
from reconciler.core.comparison import CauseKind, FieldChange
from reconciler.core.plan import Drift, Plan
from reconciler.core.planner import make_plan
from reconciler.target_group.expressions.symbols import DOCUMENTED
from reconciler.target_group.resource_kind import TARGET_GROUP
from reconciler.yaml12.document import Document, read_document
from tests.histories.drawn import (
    ENVIRONMENTS,
    Drawing,
    History,
    Model,
    files_of,
    stream_of,
    text_of,
)
from tests.histories.truth import truth
from tests.support.loading import load_campaigns
from tests.support.repository import git, write
from tests.support.specs import row_of, state_of
from tests.support.today import TODAY

_PLACES: Final = {
    "/preferredTillId": "till",
    "/description": "description",
    "/periods/may/endDate": "day",
    "/defaultValues/may": "goal",
    "/defaultValues/june": "second_goal",
    "/filters": "stores",
    "/filters/STORE": "stores",
}


@dataclass(frozen=True)
class Run:
    """What is planned, and where."""

    base: Path
    circumstances: Circumstances

    @property
    def config(self) -> Path:
        """The settings file."""
        return self.base / "reconciler.toml"


@dataclass(frozen=True)
class Wrong:
    """A field of which something else is said than is true."""

    field: str
    said: str
    true: str


def drawn(seed: str) -> History:
    """The history of a seed."""
    return Drawing(Random(seed)).run()


def check(history: History, folder: Path) -> tuple[int, list[Wrong]]:
    """Make a repository of a history, plan there, and hold what is said against the truth.

    Returns:
        How many fields were told, and those that were told wrong.
    """
    commits = make(history, folder)
    plan = planned(history, folder)
    found = 0
    wrong: list[Wrong] = []
    for identity, name in history.names.items():
        for change in plan.changes:
            if isinstance(change, Drift) and change.name == name:
                for field in change.fields:
                    found += 1
                    wrong += _judged(history, identity, field, commits)
    return found, wrong


def make(history: History, folder: Path) -> list[str]:
    """Make the repository; the hashes of its commits."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    stream = "".join(stream_of(history)).encode()
    marks = folder / ".git" / "marks"
    subprocess.run(
        ["git", "fast-import", "--quiet", f"--export-marks={marks}"],
        cwd=folder,
        input=stream,
        check=True,
    )
    git(folder, "reset", "--quiet", "--hard", "main")
    last = history.nodes[-1].state
    for path in files_of(last).keys() - files_of(history.on_disk).keys():
        (folder / path).unlink()
    write(folder, files_of(history.on_disk))
    pairs = (line.split() for line in marks.read_text().splitlines())
    by_mark = {int(mark[1:]): commit for mark, commit in pairs}
    return [by_mark[k + 1] for k in range(len(history.nodes))]


def planned(history: History, folder: Path) -> Plan:
    """A plan of the history's environment, with causes."""
    values = history.on_disk.values[history.environment]
    around = Circumstances(values, DOCUMENTED, TODAY, history.environment, ENVIRONMENTS)
    loaded = load_campaigns(
        [folder / "campaigns"],
        base=folder,
        values=values,
        today=TODAY,
        environment=history.environment,
        environments=ENVIRONMENTS,
    )
    assert not loaded.has_errors, loaded.findings
    rows = [
        _row(history.names[identity], live, 1000 * k)
        for k, (identity, live) in enumerate(history.live.items(), 1)
    ]
    live = state_of(rows)
    plan = make_plan(loaded.campaigns, live, kind=TARGET_GROUP, environment="uat", today=TODAY)
    run = Run(folder, around)
    return with_causes(plan, run, live, lambda: read_log(folder, [Path("campaigns")], [run.config]))


def _row(name: str, live: dict[str, Any], number: int) -> dict[str, Any]:
    model = Model(name, **(live | {"stores": tuple(live["stores"])}))
    document = read_document("x.yaml", text_of(model, "x.yaml").encode())
    assert isinstance(document, Document)
    return row_of(document.data, first_id=number)


def _judged(
    history: History, identity: int, field: FieldChange, commits: list[str]
) -> Iterator[Wrong]:
    key = next((own for end, own in _PLACES.items() if field.path.endswith(end)), None)
    if key is None or field.cause is None:
        yield Wrong(field.path, "nothing", "something")
        return
    known = truth(history, identity, key)
    kind = CauseKind.UNKNOWN if known.is_unreadable else CauseKind.API
    expected = {(kind, "")}
    if known.commits:
        expected = {(CauseKind.FILE, commits[k] if k >= 0 else "") for k in known.commits}
    cause = field.cause
    if (cause.kind, cause.commit) not in expected:
        yield Wrong(f"{identity}{field.path}", f"{cause}", f"{expected}")
