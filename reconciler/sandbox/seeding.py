"""Groups and promotions from the API's own JSON, to be put into the sandbox as they are.

Taken are the answers of the lists as they came, the rows of such answers, and lists of rows. Ids
stay, since promotions name groups and targets by id. What a list does not show of a group is made
up: periods from the ids that default values name.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct

from reconciler.sandbox import clock
from reconciler.sandbox.promotions import STATUSES
from reconciler.sandbox.wire import Json, decode, encode

LARGEST_ID: Final = 2**63 - 1
_MOST_ANSWERS: Final = 8
"""How deep answers may stand in lists of answers."""
COMPUTED: Final = frozenset(
    {
        *("activePeriod", "totalPeriods", "createdOn", "orgId"),
        *("periodStatus", "targetPeriodDefaultValuesMap"),
    }
)
"""What an answer works out, so that it is not stored."""
_SOMEBODY: Final = {"id": 75000001, "code": "sandbox", "name": "sandbox", "type": "TILL"}
_SOME_TIME: Final = "2026-11-01T10:00:00.000+0000"
_ATTRIBUTION: Final = {
    "createdOn": _SOME_TIME,
    "lastUpdatedOn": _SOME_TIME,
    "createdBy": _SOMEBODY,
    "lastUpdatedBy": _SOMEBODY,
}
_GROUP: Final[Mapping[str, Json]] = {
    "active": True,
    "trackingType": "DEFAULT",
    "targetEvaluationType": "FIXED_CALENDAR_WINDOW",
    "userCreated": False,
    "leaderboardEnabled": False,
}
_PERIOD: Final[Mapping[str, Json]] = {"active": True}
_TARGET: Final[Mapping[str, Json]] = {
    "active": True,
    "eventName": "TransactionAdd",
    "enrolmentMethod": "IMPORT",
    "defaultValues": [],
}


class SeedError(ValueError):
    """What was to be put into the sandbox is not what the API shows; says where and what."""


class Seed(Struct, frozen=True):
    """What is to be put into the sandbox.

    Attributes:
        groups: in the form in which the sandbox stores them.
        promotions: rows as they came.
        notes: what will be shown otherwise than it may be meant, as sentences.
    """

    groups: list[Json]
    promotions: list[Json]
    notes: list[str]


def read_seed(text: bytes) -> Seed:
    """Read groups and promotions.

    Raises:
        SeedError: the text is not JSON, or holds something else.
    """
    try:
        data = decode(text)
        encode(data).encode()
    except RecursionError:
        raise SeedError("it is nested too deeply") from None
    except ValueError as error:
        raise SeedError(f"it is not JSON ({error})") from None
    try:
        return _seed(data)
    except OverflowError:
        raise SeedError("a day in it is past all calendars") from None


def _seed(data: Json) -> Seed:
    seed = Seed([], [], [])
    for place, row in _rows(data, "", _MOST_ANSWERS):
        if "metadata" in row:
            number = row.get("id") or row.get("unifiedPromotionId")
            if not number or not isinstance(number, str | int):
                raise SeedError(f"the promotion at {place} has no id")
            seed.promotions.append(row)
            metadata = row["metadata"]
            status = metadata.get("status") if isinstance(metadata, dict) else None
            if not isinstance(status, str) or status not in STATUSES:
                has = (
                    f"the status '{status}', which the API does not name" if status else "no status"
                )
                seed.notes.append(
                    f"the promotion at {place} has {has}: it shows as unknown. Known are "
                    f"{', '.join(sorted(STATUSES))}."
                )
        elif "trackingType" in row or "targets" in row:
            seed.groups.append(as_stored(row, f"the group at {place}"))
        else:
            raise SeedError(f"what stands at {place} is neither a target group nor a promotion")
    return seed


def _rows(data: Json, place: str, levels: int) -> Iterator[tuple[str, Json]]:
    """The rows of an answer, of rows, or of a list of both, each with where it stands."""
    if isinstance(data, list) and levels:
        for k, each in enumerate(data):
            yield from _rows(each, f"{place}/{k}", levels - 1)
    elif not isinstance(data, dict):
        raise SeedError(f"what stands at {place or '/'} is no object and no list of them")
    elif "data" in data and levels:
        yield from _rows(data["data"], f"{place}/data", levels - 1)
    elif "content" in data and levels:
        yield from _rows(data["content"], f"{place}/content", levels - 1)
    else:
        yield place or "/", data


def as_stored(row: Json, called: str) -> Json:
    """A row of a group as the sandbox stores it.

    Raises:
        SeedError: something is missing or has a form with which it could not be shown again.
    """
    _check_number(row.get("id"), called)
    if not isinstance(row.get("name"), str):
        raise SeedError(f"{called} has no name")
    group = _stored(row, _GROUP)
    for key in ("trackingType", "targetEvaluationType"):
        if not isinstance(group[key], str):
            raise SeedError(f"{key} of {called} is no text")
    if "unifiedTargetExpression" in group:
        _check_object(group["unifiedTargetExpression"], f"unifiedTargetExpression of {called}")
        if "combinationType" not in group:
            raise SeedError(f"{called} has unifiedTargetExpression, and no combinationType")
    group["targets"] = [
        _target(each, f"a target of {called}") for each in _parts(row, "targets", called)
    ]
    if row.get("periods") is None:
        group["periods"] = _made_up_periods(row, group["targets"])
    else:
        group["periods"] = [
            _period(each, f"a period of {called}") for each in _parts(row, "periods", called)
        ]
    group["streaks"] = [
        _part(each, {"targetCountOfSequence": 1}, f"a streak of {called}")
        for each in _parts(row, "streaks", called)
    ]
    return group


def _parts(row: Json, key: str, called: str) -> list[Json]:
    parts = row.get(key) or []
    if not isinstance(parts, list) or not all(isinstance(each, dict) for each in parts):
        raise SeedError(f"{key} of {called} is no list of objects")
    return parts


def _part(row: Json, otherwise: Mapping[str, Json], called: str, key: str = "name") -> Json:
    _check_number(row.get("id"), called)
    if not isinstance(row.get(key), str):
        raise SeedError(f"{called} has no {key}")
    return _stored(row, otherwise)


def _target(row: Json, called: str) -> Json:
    target = _part(row, _TARGET, called)
    _check_object(target.get("extendedFieldInfo", {}), f"extendedFieldInfo of {called}")
    for each in _parts(target, "defaultValues", called):
        _check_number(each.get("periodId"), f"a default value of {called}")
    return target


def _period(row: Json, called: str) -> Json:
    period = _part(row, _PERIOD, called, "refCode")
    for key in ("startDate", "endDate"):
        period[key] = _day(period.get(key), f"{key} of {called}")
    return period


def _stored(row: Json, otherwise: Mapping[str, Json]) -> Json:
    """A row as the sandbox stores it: without what an answer works out, with what it needs."""
    kept = {key: value for key, value in row.items() if key not in COMPUTED and value is not None}
    given = kept.get("attribution")
    attribution = {**_ATTRIBUTION, **(given if isinstance(given, dict) else {})}
    for key in ("createdOn", "lastUpdatedOn"):
        if not _is_stamp(attribution[key]):
            attribution[key] = _SOME_TIME
    return {**otherwise, **kept, "attribution": attribution}


def _is_stamp(value: Json) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except (TypeError, ValueError):
        return False


def _made_up_periods(row: Json, targets: list[Json]) -> list[Json]:
    """Periods of whole days for the ids that default values name, as many as the cycle holds."""
    ids = sorted({value["periodId"] for each in targets for value in each["defaultValues"]})
    if not ids:
        return []
    first, last = (
        date.fromisoformat(_day(row.get(key) or otherwise, key))
        for key, otherwise in (
            ("targetCycleStartDate", _SOME_TIME[:10]),
            ("targetCycleEndDate", "2031-10-31"),
        )
    )
    length = max(1, ((last - first).days + 1) // len(ids))
    return [
        {
            "id": number,
            "attribution": _ATTRIBUTION,
            "startDate": (first + timedelta(days=k * length)).isoformat(),
            "endDate": (first + timedelta(days=(k + 1) * length - 1)).isoformat(),
            "refCode": f"Cycle_{k + 1}",
            "targetGroupId": row["id"],
            "active": True,
        }
        for k, number in enumerate(ids)
    ]


def _day(value: Json, called: str) -> str:
    moment = clock.read_digits(value) if isinstance(value, str) else None
    if moment is None:
        raise SeedError(f"{called} is no day")
    return moment.date().isoformat()


def _check_object(value: Json, called: str) -> None:
    if not isinstance(value, dict):
        raise SeedError(f"{called} is no object")


def _check_number(value: Json, called: str) -> None:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if not is_number or not 0 < value <= LARGEST_ID:
        raise SeedError(f"{called} has no id that is a whole number")
