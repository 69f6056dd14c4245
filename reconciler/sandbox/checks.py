"""What the body of a request must be: well formed, and for a create by the documented rules.

Types, enums and required fields come first; anything wrong with them is one and the same error.
Each rule about a create has an error code of its own. Little is checked, as in the real API: empty
names, wholly past periods, default values that do not match the periods and a negative frequency
all pass.
"""

import re
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal

from reconciler.sandbox import clock
from reconciler.sandbox.normalise import TWIN_SUFFIX, count_made_periods, needs_twin
from reconciler.sandbox.store import Options
from reconciler.sandbox.wire import Json, RequestError, invalid_input

Check = Callable[[Json], bool]

_LONGEST_NAME = 200
_LONGEST_DESCRIPTION = 255
_LARGEST_ID = 2**63
_MOST_DIGITS = 30
_NUMERIC_TEXT = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,4})?", re.ASCII)
_LONGEST_TARGET_NAME = 200
_MOST_MADE_PERIODS = 1000
_PURCHASES = frozenset({"QUANTITY", "SALES", "GROSS_SALES", "COUNT", "VISIT", "EXTENDED_FIELD"})
_POINTS = frozenset({"REGULAR_POINTS", "PROMOTIONAL_POINTS", "ALL_POINTS"})
_TYPES_OF: Mapping[str, frozenset[str]] = {
    "TRANSACTION": _PURCHASES | {"ALL"},
    "LINEITEM": _PURCHASES,
    "EVENT": frozenset({"COUNT", "VISIT", "EVENT_ATTRIBUTE"}),
    "POINTS": _POINTS,
    "REWARDS": _POINTS,
    "ALTERNATE_CURRENCIES": frozenset({"ALL", "REGULAR", "PROMOTION"}),
}
_BUILT_IN_EVENTS = frozenset(
    {"CustomerRegistration", "CustomerUpdate", "PointsRedemption", "PointsTransfer", "ReturnBill"}
)


def well_formed(body: Json, check: Check) -> Json:
    """Give a body back with nulls removed, as null means unsent.

    Raises:
        RequestError: it does not pass the check.
    """
    if not check(body):
        raise invalid_input()
    return _without_nulls(body)


def _without_nulls(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return value


def _record(fields: Mapping[str, Check], required: Collection[str] = ()) -> Check:
    def check(value: Json) -> bool:
        if not isinstance(value, dict):
            return False
        sent = {key: item for key, item in value.items() if item is not None}
        complete = all(key in sent for key in required)
        return complete and all(fields[key](sent[key]) for key in fields.keys() & sent.keys())

    return check


def _each(check: Check) -> Check:
    return lambda value: isinstance(value, list) and all(check(item) for item in value)


def _one_of(*words: str) -> Check:
    return lambda value: isinstance(value, str) and value in words


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


def _is_text_up_to(longest: int) -> Check:
    return lambda value: isinstance(value, str) and len(value) <= longest


def _is_flag(value: Json) -> bool:
    return isinstance(value, bool)


def _is_whole(value: Json) -> bool:
    is_int = isinstance(value, int) and not isinstance(value, bool)
    return is_int and -_LARGEST_ID <= value < _LARGEST_ID


def _is_date(value: Json) -> bool:
    return isinstance(value, str) and clock.read_digits(value) is not None


def _is_number(value: Json) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        return False
    if isinstance(value, str) and not _NUMERIC_TEXT.fullmatch(value):
        return False
    return abs(Decimal(value).adjusted()) < _MOST_DIGITS


def _is_text_or_number(value: Json) -> bool:
    return isinstance(value, str) or (not isinstance(value, bool) and _is_number(value))


def _is_condition(value: Json) -> bool:
    return isinstance(value, (bool, str))


_PERIOD = _record(
    {
        "active": _is_flag,
        "description": _is_text,
        "startDate": _is_date,
        "endDate": _is_date,
        "refCode": _is_text_or_number,
        "periodStatus": _one_of("RUNNING", "UPCOMING", "NOT_STARTED", "ENDED"),
    },
    required=("startDate", "endDate", "refCode"),
)
_FILTER = _record(
    {"entityType": _one_of("STORE", "ZONE", "CONCEPT"), "entityIds": _each(_is_whole)},
    required=("entityType",),
)
_EXTENDED_FIELD = _record(
    {
        "name": _is_text,
        "aggregateFunction": _one_of("SUM", "COUNT"),
        "alternateCurrencyIdentifier": _is_text,
        "programId": _is_whole,
    }
)
_DEFAULT_VALUE = _record(
    {"defaultValue": _is_number, "periodId": _is_whole}, required=("defaultValue",)
)
_TARGET_TYPES = (
    *("QUANTITY", "SALES", "GROSS_SALES", "COUNT", "VISIT", "EXTENDED_FIELD", "EVENT_ATTRIBUTE"),
    *("REGULAR_POINTS", "PROMOTIONAL_POINTS", "ALL_POINTS", "ALL", "REGULAR", "PROMOTION"),
)
_TARGET_FIELDS: Mapping[str, Check] = {
    "active": _is_flag,
    "description": _is_text,
    "name": _is_text,
    "targetEntity": _one_of(
        *("TRANSACTION", "LINEITEM", "EVENT", "REWARDS", "POINTS", "ALTERNATE_CURRENCIES")
    ),
    "targetType": _one_of(*_TARGET_TYPES),
    "eventName": _is_text,
    "enrolmentMethod": _one_of("TRANSACTION", "IMPORT", "AUDIENCE_FILTER"),
    "expression": _is_condition,
    "expressionJson": _is_text,
    "filters": _each(_FILTER),
    "defaultValues": _each(_DEFAULT_VALUE),
    "extendedFieldInfo": _EXTENDED_FIELD,
    "targetMilestoneTriggers": _each(_record({})),
}
_NEW_TARGET = _record(_TARGET_FIELDS, required=("name", "targetEntity", "targetType"))
CHANGED_TARGET = _record(_TARGET_FIELDS, required=("name", "targetType"))
_STREAK = _record(
    {"name": _is_text, "targetCountOfSequence": _is_whole},
    required=("name", "targetCountOfSequence"),
)
_GROUP_FIELDS: Mapping[str, Check] = {
    "active": _is_flag,
    "description": _is_text_up_to(_LONGEST_DESCRIPTION),
    "name": _is_text_up_to(_LONGEST_NAME),
    "preferredTillId": _is_whole,
    "trackingType": _one_of("DEFAULT", "UNIFIED", "STREAKS", "CAPPING", "NON_CONTINUOUS_STREAKS"),
    "targetEvaluationType": _one_of(
        "FIXED_CALENDAR_WINDOW",
        "CYCLIC_WINDOW",
        "PERIOD_AGNOSTIC_WINDOW",
        "CALENDAR_CYCLIC_WINDOW",
    ),
    "totalPeriods": _is_whole,
    "frequencyType": _one_of(
        *("MONTHLY", "QUARTERLY", "HALF_YEARLY", "YEARLY", "WEEKLY", "DAILY", "CUSTOM")
    ),
    "frequency": _is_whole,
    "recurringCycles": _is_whole,
    "userCreated": _is_flag,
    "leaderboardEnabled": _is_flag,
    "fromDate": _is_date,
    "toDate": _is_date,
    "targetCycleStartDate": _is_date,
    "targetCycleEndDate": _is_date,
    "combinationType": _one_of("ANY", "ALL"),
    "unifiedTargetExpression": _record(
        {"aggregation": _one_of("SUM", "COUNT"), "thresholdValue": _is_number}
    ),
}
NEW_GROUP = _record(
    {
        **_GROUP_FIELDS,
        "periods": _each(_PERIOD),
        "targets": _each(_NEW_TARGET),
        "streaks": _each(_STREAK),
    },
    required=("name", "trackingType"),
)
CHANGED_GROUP = _record(
    {**_GROUP_FIELDS, "targets": _each(_record({**_TARGET_FIELDS, "id": _is_whole}))}
)
NAME_QUERY = _record({"type": _is_text, "value": _is_text}, required=("type", "value"))


def check_new_group(body: Json, options: Options) -> None:
    """Refuse what the API documents, create target group, names an error code for.

    Raises:
        RequestError: the first rule that is broken.
    """
    tracking = body["trackingType"]
    lacks_streaks = tracking == "STREAKS" and not body.get("streaks")
    lacks_combination = tracking == "UNIFIED" and "combinationType" not in body
    has_too_many = count_made_periods(body) > _MOST_MADE_PERIODS
    if lacks_streaks or lacks_combination or has_too_many:
        raise invalid_input()
    for target in body.get("targets", []):
        twin = TWIN_SUFFIX if needs_twin(target, options) else ""
        if len(target["name"] + twin) > _LONGEST_TARGET_NAME:
            raise RequestError(310008, "Target rule name is longer than 200 characters")
    _check_leaderboard(body, options)
    for target in body.get("targets", []):
        _check_target(target)


def _check_leaderboard(body: Json, options: Options) -> None:
    if not body.get("leaderboardEnabled", False):
        return
    if not options.leaderboard_enabled:
        raise RequestError(310133, "Leaderboard is not enabled for the organisation")
    if body.get("targetEvaluationType", "FIXED_CALENDAR_WINDOW") != "FIXED_CALENDAR_WINDOW":
        message = "Leaderboard is allowed with FIXED_CALENDAR_WINDOW evaluation only"
        raise RequestError(310132, message)
    if body["trackingType"] != "DEFAULT":
        raise invalid_input()


def _check_target(target: Json) -> None:
    info = target.get("extendedFieldInfo", {})
    is_currency = target["targetEntity"] == "ALTERNATE_CURRENCIES"
    if (is_currency or target["targetType"] == "EXTENDED_FIELD") and not info:
        raise RequestError(310094, "Extended field info is required")
    if is_currency and info.get("programId", 0) <= 0:
        raise RequestError(310146, "Program id is invalid")
    if is_currency and not info.get("alternateCurrencyIdentifier", "").strip():
        raise RequestError(310147, "Alternate currency identifier is invalid")
    entity, kind = target["targetEntity"], target["targetType"]
    is_built_in = entity == "EVENT" and target.get("eventName") in _BUILT_IN_EVENTS
    if kind not in _TYPES_OF[entity] or (is_built_in and kind == "EVENT_ATTRIBUTE"):
        raise RequestError(310033, "Target entity and target type do not go together")
