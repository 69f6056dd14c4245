"""Puts rows that an answer showed into the sandbox's own storage, as if they were made there."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from reconciler.core.exact_json import Json
from reconciler.sandbox.store import Store

Row = dict[str, Json]

ATTRIBUTION = {
    "createdOn": "2026-11-01T10:00:00.000+0000",
    "lastUpdatedOn": "2026-11-01T10:00:00.000+0000",
    "createdBy": {"id": 75000001, "code": "till.one", "name": "till.one", "type": "TILL"},
}
COMPUTED = ("activePeriod", "totalPeriods", "createdOn", "orgId", "targetPeriodDefaultValuesMap")


def put(store: Store, row: Mapping[str, Json]) -> int:
    """Store a row as it is, but for what an answer computes; give the id that it got.

    Documented rows come without periods. They are made up from the period that runs today, from
    the ids that default values name, and from the cycle dates.
    """
    with_periods = dict(row) if "periods" in row else dict(row) | {"periods": _periods(row)}

    def make(next_id: Callable[[str], int]) -> Row:
        group = _stored(with_periods) | {"id": next_id("group")}
        group["targets"] = [_stored(target) for target in group.get("targets", [])]
        for key in ("periods", "streaks"):
            group[key] = [_stored(part) for part in group.get(key, [])]
        return {"userCreated": False, "leaderboardEnabled": False, **group}

    return int(store.add(make)["id"])


def _stored(row: Mapping[str, Json]) -> Row:
    kept = {key: value for key, value in row.items() if key not in COMPUTED}
    return {"attribution": ATTRIBUTION, **kept}


def _periods(row: Mapping[str, Json]) -> list[Row]:
    ids = sorted(
        {each["periodId"] for target in row["targets"] for each in target["defaultValues"]}
    )
    running = row.get("activePeriod", {})
    days = _days(row["targetCycleStartDate"], row["targetCycleEndDate"], len(ids))
    return [
        {key: value for key, value in running.items() if key != "periodStatus"}
        if running.get("id") == period
        else {
            "id": period,
            "startDate": start,
            "endDate": end,
            "refCode": f"Cycle_{k}",
            "targetGroupId": row["id"],
            "active": True,
        }
        for k, (period, (start, end)) in enumerate(zip(ids, days, strict=True), 1)
    ]


def _days(start: str, end: str, count: int) -> Sequence[tuple[str, str]]:
    """Cut a cycle into so many periods of whole days, the last of which ends with it."""
    first, last = dt.date.fromisoformat(start[:10]), dt.date.fromisoformat(end[:10])
    length = ((last - first).days + 1) // count
    starts = [first + dt.timedelta(days=k * length) for k in range(count)]
    ends = [each - dt.timedelta(days=1) for each in starts[1:]] + [last]
    return [(a.isoformat(), b.isoformat()) for a, b in zip(starts, ends, strict=True)]
