"""A create body as the server stores it: defaults filled, dates cut, numbers scaled, ids given.

Pure but for the ids it draws. Stored groups use the API's field names; what an answer computes
(status of a period, totals, map of default values, rule expression) is not stored.
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext

from msgspec import Struct

from reconciler.sandbox import clock
from reconciler.sandbox.store import Options
from reconciler.sandbox.wire import Json

TWIN_SUFFIX = "_ReturnBill"

_SCALE = Decimal("0.001")
_PRECISION = 60
_CYCLE_YEARS = 5
_TWIN_DELAY = timedelta(milliseconds=150)
_AUTHOR_ID = 75000001
_WITHOUT_RULESET = frozenset({"POINTS", "REWARDS", "ALTERNATE_CURRENCIES"})
_GROUP_ECHO = (
    *("name", "description", "preferredTillId", "trackingType"),
    *("recurringCycles", "frequency", "frequencyType"),
)
_TARGET_ECHO = (
    *("name", "description", "targetType", "targetEntity"),
    *("expressionJson", "filters", "extendedFieldInfo"),
)


class Server(Struct, frozen=True):
    """What a create draws on besides its body: the clock, the ids, and who is asking."""

    options: Options
    now: datetime
    next_id: Callable[[str], int]
    author: str

    def attribution(self, at: datetime) -> Json:
        """Say who made something, and when."""
        author = {
            "id": _AUTHOR_ID,
            "code": self.author,
            "description": "",
            "name": self.author,
            "type": "TILL",
        }
        moment = clock.stamp(at)
        return {
            "createdOn": moment,
            "lastUpdatedOn": moment,
            "lastUpdatedBy": author,
            "createdBy": author,
        }


def make_group(body: Json, server: Server) -> Json:
    """Make the stored form of a group from a checked create body."""
    group_id = server.next_id("group")
    periods = _make_periods(body, group_id, server)
    targets = [_make_target(sent, group_id, periods, server) for sent in body.get("targets", [])]
    returned = [target for target in targets if needs_twin(target, server.options)]
    group = {
        "id": group_id,
        "attribution": server.attribution(server.now),
        **_pick(body, _GROUP_ECHO),
        "active": body.get("active", True),
        "targetEvaluationType": _evaluation_of(body),
        "userCreated": body.get("userCreated", False),
        "leaderboardEnabled": body.get("leaderboardEnabled", False),
        **{key: clock.day_of(body[key]) for key in ("fromDate", "toDate") if key in body},
        **_cycle_dates(body, server),
        "periods": periods,
        "targets": targets + [_make_twin(target, server) for target in returned],
        "streaks": [
            {
                "id": server.next_id("streak"),
                "attribution": server.attribution(server.now),
                "targetGroupId": group_id,
                **_pick(sent, ["name", "targetCountOfSequence"]),
            }
            for sent in body.get("streaks", [])
        ],
    }
    if body["trackingType"] == "UNIFIED":
        group["combinationType"] = body["combinationType"]
        sent = body.get("unifiedTargetExpression", {})
        threshold = sent.get("thresholdValue")
        group["unifiedTargetExpression"] = {
            "aggregation": sent.get("aggregation"),
            "thresholdValue": Decimal(threshold) if isinstance(threshold, str) else threshold,
        }
    return group


def count_made_periods(body: Json) -> int:
    """Count the periods that the server makes: none for a fixed window, or when some are sent."""
    if _evaluation_of(body) == "FIXED_CALENDAR_WINDOW" or body.get("periods"):
        return 0
    declared = (body.get("totalPeriods", 0), body.get("recurringCycles", 0))
    return int(next((count for count in declared if count > 0), 1))


def needs_twin(target: Json, options: Options) -> bool:
    """Tell whether the organisation takes back returned bills through a twin of this target."""
    is_twin_itself = target.get("eventName") == "ReturnBill"
    is_purchase = target["targetEntity"] == "TRANSACTION" and not is_twin_itself
    return options.return_bill_twins and is_purchase


def normal_expression(value: bool | str) -> str:
    """Turn an expression into text, the only form the API gives back."""
    return value if isinstance(value, str) else str(value).lower()


def scaled(value: Json) -> Decimal:
    """Scale a sent number to the three decimals that are stored."""
    with localcontext() as context:
        context.prec = _PRECISION
        return Decimal(value).quantize(_SCALE, rounding=ROUND_HALF_UP)


def _pick(body: Json, keys: Collection[str]) -> dict[str, Json]:
    return {key: body[key] for key in keys if key in body}


def _evaluation_of(body: Json) -> str:
    return str(body.get("targetEvaluationType", "FIXED_CALENDAR_WINDOW"))


def _cycle_dates(body: Json, server: Server) -> dict[str, str]:
    periods = body.get("periods", [])
    start, end = server.now, clock.years_later(server.now, _CYCLE_YEARS)
    dates = {"targetCycleStartDate": start, "targetCycleEndDate": end}
    if periods:
        first = min(clock.day_of(period["startDate"]) for period in periods)
        last = max(clock.day_of(period["endDate"]) for period in periods)
        dates["targetCycleStartDate"] = datetime.fromisoformat(first)
        dates["targetCycleEndDate"] = datetime.fromisoformat(f"{last}T23:59:59")
    for key in dates.keys() & body.keys():
        dates[key] = clock.read_digits(body[key]) or dates[key]
    return {key: clock.digits(clock.whole_seconds(moment)) for key, moment in dates.items()}


def _make_periods(body: Json, group_id: int, server: Server) -> list[Json]:
    sent = [*body.get("periods", [])]
    end = clock.years_later(server.now, _CYCLE_YEARS)
    for number in range(1, count_made_periods(body) + 1):
        made = {
            "startDate": server.now.date().isoformat(),
            "endDate": end.date().isoformat(),
            "refCode": f"PERIOD_G_{group_id}_{number}",
            "description": "CYCLIC TARGET PERIOD",
        }
        sent.append(made)
    return [
        {
            "id": server.next_id("period"),
            "attribution": server.attribution(clock.whole_seconds(server.now)),
            "startDate": clock.day_of(period["startDate"]),
            "endDate": clock.day_of(period["endDate"]),
            "refCode": str(period["refCode"]),
            "targetGroupId": group_id,
            **_pick(period, ["description"]),
            "active": period.get("active", True),
        }
        for period in sent
    ]


def _make_target(sent: Json, group_id: int, periods: list[Json], server: Server) -> Json:
    target = {
        "id": server.next_id("target"),
        "attribution": server.attribution(server.now),
        **_rulesets(sent["targetEntity"], server),
        **_pick(sent, _TARGET_ECHO),
        "eventName": sent.get("eventName", "TransactionAdd"),
        "targetGroupId": group_id,
        "active": sent.get("active", True),
        "enrolmentMethod": sent.get("enrolmentMethod", "IMPORT"),
        "defaultValues": [
            {
                "id": server.next_id("value"),
                "periodId": period["id"],
                "defaultValue": scaled(value["defaultValue"]),
            }
            for period, value in zip(periods, sent.get("defaultValues", []), strict=False)
        ],
    }
    if "expression" in sent:
        target["expression"] = normal_expression(sent["expression"])
    return target


def _make_twin(target: Json, server: Server) -> Json:
    values = [{**value, "id": server.next_id("value")} for value in target["defaultValues"]]
    return {
        **target,
        "id": server.next_id("target"),
        "attribution": server.attribution(server.now + _TWIN_DELAY),
        **_rulesets(target["targetEntity"], server),
        "name": target["name"] + TWIN_SUFFIX,
        "eventName": "ReturnBill",
        "defaultValues": values,
    }


def _rulesets(entity: str, server: Server) -> dict[str, int]:
    rulesets: dict[str, int] = {}
    if entity == "LINEITEM":
        rulesets["emfUnrolledRulesetId"] = server.next_id("ruleset")
    if entity not in _WITHOUT_RULESET:
        rulesets["emfRuleSetId"] = server.next_id("ruleset")
    return rulesets
