"""The calls that read: lists, the parts of one group, and the groups of one customer."""

import re
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from reconciler.sandbox import answers, clock
from reconciler.sandbox.customers import Question, target_groups_of
from reconciler.sandbox.store import Store
from reconciler.sandbox.wire import (
    Json,
    RequestError,
    answer,
    invalid_input,
    json_response,
    read_number,
)

_USUAL_PAGE = 10
_USER_GROUPS = "includeUserCreatedTargetGroups"
_STATUSES = frozenset({"LIVE", "UPCOMING", "ENDED", "STOPPED"})
_TYPES = frozenset({"DEFAULT", "CAPPING", "UNIFIED", "STREAKS"})
_WHOLE_NUMBER = re.compile(r"\d{1,18}", re.ASCII)


async def list_target_groups(request: Request) -> Response:
    """GET /v3/targetGroups: every group, last touched first, in one answer."""
    store: Store = request.app.state.store
    groups = _latest_first(store, include_user_created=_flag(request, _USER_GROUPS))
    if _flag(request, "includeOnlyActive"):
        groups = [group for group in groups if group["active"]]
    today, periods = _today(request), _listed_periods(request)
    return answer([_row(group, request, today, periods=periods) for group in groups])


async def get_target_group(request: Request) -> Response:
    """GET /v3/targetGroups/{id}."""
    group = active_group(request)
    return answer(_row(group, request, _today(request), periods=_listed_periods(request)))


async def list_periods(request: Request) -> Response:
    """GET /v3/targetGroups/{id}/targetPeriods."""
    return answer(answers.periods_of(active_group(request), _today(request)))


async def list_targets(request: Request) -> Response:
    """GET /v3/targetGroups/{id}/targets."""
    return answer(answers.targets_of(active_group(request)))


async def list_milestones(request: Request) -> Response:
    """GET /v3/milestones: the same groups in pages, with streaks and, if asked, periods."""
    store: Store = request.app.state.store
    limit, offset = read_number(request, "limit"), read_number(request, "offset") or 0
    limit = _USUAL_PAGE if limit is None else limit
    if not 1 <= limit <= store.options.max_page:
        raise invalid_input()
    name = request.query_params.get("name", "").casefold()
    status, kind = _word(request, "status", _STATUSES), _word(request, "type", _TYPES)
    today = _today(request)
    found = [
        group
        for group in _latest_first(store, include_user_created=_flag(request, _USER_GROUPS))
        if (not name or name in group["name"].casefold())
        and (status is None or status == _status_of(group, today))
        and kind in {None, group["trackingType"]}
    ]
    body = {
        "pagination": {"limit": limit, "offset": offset, "total": len(found)},
        "data": [
            answers.with_streaks(
                _row(group, request, today, periods=_flag(request, "require-periods")), group
            )
            for group in found[offset : offset + limit]
        ],
        "errors": [],
        "warnings": [],
    }
    return json_response(body)


async def list_target_groups_of_user(request: Request) -> Response:
    """GET /v3/users/{userId}/targetGroups: what one customer sees, any customer the same."""
    store: Store = request.app.state.store
    user_id = request.path_params["user_id"]
    if not _WHOLE_NUMBER.fullmatch(user_id) or int(user_id) == 0:
        raise RequestError(310011, "User id is invalid")
    question = Question(
        user_id=int(user_id),
        now=store.local_now(),
        org_id=store.options.org_id,
        include_inactive=_flag(request, "includeInactive"),
        include_inactive_targets=_flag(request, "includeInactiveTargets"),
        rule_id=read_number(request, "targetRuleId"),
        progress=store.progress_of(int(user_id)),
    )
    return answer(target_groups_of(question, _latest_first(store, include_user_created=True)))


def _latest_first(store: Store, *, include_user_created: bool) -> list[Json]:
    groups = [group for group in store.groups() if include_user_created or not group["userCreated"]]
    groups.sort(key=lambda group: (answers.created_on(group), group["id"]), reverse=True)
    return groups


def active_group(request: Request) -> Json:
    """The group that a path names.

    Raises:
        RequestError: there is none, or it is inactive.
    """
    store: Store = request.app.state.store
    group = store.group(request.path_params["group_id"])
    if group is None or not group["active"]:
        raise RequestError(310017, "Target group not found or deactivated")
    return group


def _row(group: Json, request: Request, today: date, *, periods: bool) -> Json:
    store: Store = request.app.state.store
    row = answers.list_row(group, today, store.options.org_id)
    return answers.with_periods(row, group, today) if periods else row


def _listed_periods(request: Request) -> bool:
    store: Store = request.app.state.store
    return _flag(request, "includePeriods") and store.options.list_returns_periods


def _status_of(group: Json, today: date) -> str:
    if not group["active"]:
        return "STOPPED"
    periods = group["periods"]
    starts = [period["startDate"] for period in periods] or [_day(group, "targetCycleStartDate")]
    ends = [period["endDate"] for period in periods] or [_day(group, "targetCycleEndDate")]
    status = clock.status_on(today, start=min(starts), end=max(ends))
    return {"NOT_STARTED": "UPCOMING", "RUNNING": "LIVE", "ENDED": "ENDED"}[status]


def _day(group: Json, key: str) -> str:
    return clock.day_of(group.get(key, ""))


def _today(request: Request) -> date:
    store: Store = request.app.state.store
    return store.local_now().date()


def _flag(request: Request, name: str) -> bool:
    text = request.query_params.get(name, "false").lower()
    if text not in {"true", "false"}:
        raise invalid_input()
    return text == "true"


def _word(request: Request, name: str, known: frozenset[str]) -> str | None:
    word = request.query_params.get(name)
    if word is not None and word not in known:
        raise invalid_input()
    return word
