"""What it takes to put the audits of many organisations together."""

import datetime as dt
import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.bench.place import Place

ENVIRONMENTS: Final = 200
GROUPS: Final = 500
FORMATS: Final = ("html", "json", "csv", "markdown", "text", "xlsx")
TODAY: Final = dt.date(2027, 5, 10)
_CLASSES: Final = ("managed",) * 7 + ("drifted", "unmanaged", "missing")
_OWNERS: Final = ("crm-team", "retail-team", "growth")


def main() -> None:
    """Time each format, once."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        place = Place(folder, "")
        files = [each.name for each in write_audits(folder, ENVIRONMENTS, GROUPS)]
        for form in FORMATS:
            command = ["-m", "reconciler", "audit", "--merge", *files]
            ran = place.run([*command, "--format", form, "--out", f"merged-{form}"], folder)
            size = (folder / f"merged-{form}").stat().st_size / 1e6
            print(
                f"{form:9} {ran.seconds:6.2f} s  {ran.cpu:6.2f} s of processors"
                f"  {ran.memory:5.0f} MB  a file of {size:4.0f} MB",
                flush=True,
            )


def write_audits(folder: Path, environments: int, groups: int) -> Iterator[Path]:
    """Write the audit of each of so many environments, with so many live groups."""
    for k in range(environments):
        path = folder / f"env-{k:03}.json"
        path.write_text(json.dumps(an_audit(k, groups), indent=2), encoding="utf-8")
        yield path


def an_audit(number: int, groups: int) -> dict[str, Any]:
    """The audit of one environment as JSON data: most campaigns are those of the others too."""
    rows = [a_group(number, k) for k in range(groups + groups // 9)]  # some of them are missing
    counts = Counter(row["class"] for row in rows)
    live = len(rows) - counts["missing"]
    lifecycles = Counter(row.get("lifecycle", "") for row in rows)
    return {
        "format_version": "1.4",
        "environment": f"env-{number:03}",
        "org_id": 100_000 + number,
        "source": "milestones",
        "today": TODAY.isoformat(),
        "totals": {
            "live": live,
            **{each: counts[each] for each in ("drifted", "missing", "unmanaged")},
            "promotion": 0,
            "known": 0,
            "managed": counts["managed"],
            "coverage": round(100 * counts["managed"] / live, 1) if live else None,
            "flagged": sum(bool(row["flags"]) for row in rows),
            "acknowledged": 0,
            "promotions": 0,
            "flagged_promotions": 0,
            "lifecycles": {
                each: lifecycles[each]
                for each in ("running", "upcoming", "ended", "inactive", "unknown")
            },
        },
        "groups": rows,
        "notes": ["Who made a group and when it was last touched comes from the API."],
    }


def a_group(environment: int, number: int) -> dict[str, Any]:
    """One campaign: of every tenth the name is this environment's own."""
    standing = _CLASSES[(number + environment) % len(_CLASSES)]
    own = f" of {environment}" if number % 10 == 3 else ""
    starts = TODAY + dt.timedelta(days=(number * 47) % 640 - 430)
    ends = starts + dt.timedelta(days=30 + number % 90)
    word = "ended" if ends < TODAY else "running" if starts <= TODAY else "upcoming"
    flag = {"code": "ends-soon", "message": "It ends in 5 days."}
    row: dict[str, Any] = {
        "class": standing,
        "name": f"Festive spend challenge {number}{own}",
        "tracking_type": ("DEFAULT", "STREAKS", "UNIFIED")[number % 3],
        "starts": starts.isoformat(),
        "ends": ends.isoformat(),
        "days_of": "periods",
        "owner": _OWNERS[number % 3],
        "flags": [flag] if number % 4 == 0 else [],
    }
    if standing != "missing":
        row |= {"id": 1_000_000 * environment + number, "lifecycle": word}
        row |= {"created_by": "till.one", "created_by_type": "TILL", "last_touched": "2027-04-02"}
    if standing != "unmanaged":
        row |= {"file": f"campaigns/festive-{number}.yaml", "line": 2}
    if standing == "drifted":
        row["fields"] = ["/description", "/targets/Spend/defaultValues"]
    return row
