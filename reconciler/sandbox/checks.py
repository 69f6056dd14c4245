"""The rules a well formed create must still meet; each has an error code of its own.

Little is checked, as in the real API: empty names, wholly past periods, default values that do
not match the periods and a negative frequency all pass.
"""

from collections.abc import Mapping

from reconciler.sandbox.normalise import TWIN_SUFFIX, count_made_periods, needs_twin
from reconciler.sandbox.store import Options
from reconciler.sandbox.wire import Json, RequestError, invalid_input

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


def check_new_group(body: Json, options: Options) -> None:
    """Refuse what the API documents, create target group, names an error code for.

    Raises:
        RequestError: the first rule that is broken.
    """
    _check_parts(body)
    for target in body.get("targets", []):
        _check_target_name(target, options)
    _check_leaderboard(body, options)
    for target in body.get("targets", []):
        _check_extended_field(target)
        _check_combination(target)


def _check_parts(body: Json) -> None:
    tracking = body["trackingType"]
    lacks_streaks = tracking == "STREAKS" and not body.get("streaks")
    lacks_combination = tracking == "UNIFIED" and "combinationType" not in body
    has_too_many = count_made_periods(body) > _MOST_MADE_PERIODS
    if lacks_streaks or lacks_combination or has_too_many:
        raise invalid_input()


def _check_target_name(target: Json, options: Options) -> None:
    twin = TWIN_SUFFIX if needs_twin(target, options) else ""
    if len(target["name"] + twin) > _LONGEST_TARGET_NAME:
        raise RequestError(310008, "Target rule name is longer than 200 characters")


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


def _check_extended_field(target: Json) -> None:
    info = target.get("extendedFieldInfo", {})
    is_currency = target["targetEntity"] == "ALTERNATE_CURRENCIES"
    if (is_currency or target["targetType"] == "EXTENDED_FIELD") and not info:
        raise RequestError(310094, "Extended field info is required")
    if is_currency and info.get("programId", 0) <= 0:
        raise RequestError(310146, "Program id is invalid")
    if is_currency and not info.get("alternateCurrencyIdentifier", "").strip():
        raise RequestError(310147, "Alternate currency identifier is invalid")


def _check_combination(target: Json) -> None:
    entity, kind = target["targetEntity"], target["targetType"]
    is_built_in = entity == "EVENT" and target.get("eventName") in _BUILT_IN_EVENTS
    if kind not in _TYPES_OF[entity] or (is_built_in and kind == "EVENT_ATTRIBUTE"):
        raise RequestError(310033, "Target entity and target type do not go together")
