"""``make bench``: every scenario in turns with the yardstick, as a table and as JSON."""

import json
import os
import platform
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from tests.bench.measuring import Row, measure_pair, prepare
from tests.bench.place import ROOT, WORKERS, Place, opened
from tests.bench.scenarios import APPLY, HTML, MARKDOWN, PLAN, PLAN_TENTH, SCENARIOS, START

RESULTS: Final = ROOT / ".bench" / "results.json"
MORE: Final = 3
"""So many times the rounds are made of what is over quickly, and so the most disturbed."""
QUICK: Final = 6.0
"""Seconds that all rounds of one row may take together to count as quick."""
COLUMNS: Final = ("seconds", "CPU s", "MB", "requests", "x seconds", "x CPU s")


def bench(campaigns: int, rounds: int) -> None:
    """Time all scenarios, print the table, and keep what was measured."""
    rows = [Row(each, each.size(campaigns)) for each in SCENARIOS]
    with opened(campaigns) as place:
        for row in rows:
            print(f"{row.scenario.name}: {row.size}", file=sys.stderr, flush=True)
            time_row(place, row, rounds)
    console = Console(width=None if sys.stdout.isatty() else 100)
    console.print(table(rows))
    for line in remarks({row.scenario.name: row for row in rows}):
        console.print(line, highlight=False)
    write(RESULTS, campaigns, rows)
    console.print(f"Written to {RESULTS.relative_to(ROOT)}.", highlight=False)


def time_row(place: Place, row: Row, rounds: int) -> None:
    """Time one scenario as often as is asked for, and more often if it is quick."""
    prepare(place, row.scenario, row.size)
    began = time.monotonic()
    while len(row.pairs) < rounds or (
        len(row.pairs) < MORE * rounds and time.monotonic() - began < QUICK
    ):
        row.pairs.append(measure_pair(place, row.scenario, row.size))


def table(rows: Sequence[Row]) -> Table:
    """All rows."""
    shown = Table(
        title="Whole processes; medians. x: for each second of the script that compares names only",
        title_justify="left",
    )
    shown.add_column("reconciler", no_wrap=True)
    shown.add_column("campaigns", justify="right")
    for each in COLUMNS:
        shown.add_column(each, justify="right")
    for row in rows:
        shown.add_row(
            row.scenario.name,
            f"{row.size:,}",
            f"{row.seconds:.2f}",
            f"{row.cpu:.2f}",
            f"{row.memory:.0f}",
            f"{row.requests:,}",
            f"{row.ratio:.2f}",
            f"{row.cpu_ratio:.2f}",
        )
    return shown


def remarks(rows: Mapping[str, Row]) -> list[str]:
    """What follows from several rows."""
    return [
        _growth(rows[START], rows[PLAN_TENTH], rows[PLAN]),
        _shown(rows[PLAN], rows[MARKDOWN], rows[HTML]),
        _created(rows[APPLY]),
    ]


def _growth(start: Row, few: Row, many: Row) -> str:
    """Of the quickest rounds, in seconds of processors: rows are timed minutes apart."""
    least = [min(each.ran.cpu for each in row.pairs) for row in (start, few, many)]
    times = (least[2] - least[0]) / (least[1] - least[0])
    return (
        f"Above the {least[0]:.2f} s of processors of a plan of one, a plan of {many.size:,} takes"
        f" {times:.1f} times as much as one of {few.size:,}."
    )


def _shown(plan: Row, markdown: Row, html: Row) -> str:
    return (
        f"Above the plan as text, Markdown takes {markdown.seconds - plan.seconds:.2f} s,"
        f" the page of an audit {html.seconds - plan.seconds:.2f} s."
    )


def _created(apply: Row) -> str:
    most = max(each.seen.in_flight for each in apply.pairs)
    return (
        f"The creating phase of apply, on the clock of the server, takes {apply.creating:.2f} s,"
        f" {apply.creating_ratio:.2f} times that of a bare loop over {WORKERS} connections, with"
        f" {most} creates at most under way at once. The rest of the process takes"
        f" {apply.seconds - apply.creating:.2f} s."
    )


def write(path: Path, campaigns: int, rows: Sequence[Row]) -> None:
    """Keep every round of every row."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(to_json(campaigns, rows), indent=2) + "\n", encoding="utf-8")


def to_json(campaigns: int, rows: Sequence[Row]) -> dict[str, Any]:
    """All that was measured, and on what."""
    return {
        "campaigns": campaigns,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "rows": [
            {
                "name": row.scenario.name,
                "command": row.scenario.command,
                "campaigns": row.size,
                "seconds": row.seconds,
                "cpu": row.cpu,
                "memory": row.memory,
                "requests": row.requests,
                "ratio": row.ratio,
                "cpu_ratio": row.cpu_ratio,
                "rounds": [asdict(each) for each in row.pairs],
            }
            for row in rows
        ],
    }
