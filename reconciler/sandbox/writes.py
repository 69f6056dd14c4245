"""The calls that write, and the question whether a name is free."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from reconciler.sandbox import answers, edits
from reconciler.sandbox.auth import author_of
from reconciler.sandbox.checks import (
    CHANGED_GROUP,
    CHANGED_TARGET,
    NAME_QUERY,
    NEW_GROUP,
    Check,
    check_new_group,
    well_formed,
)
from reconciler.sandbox.normalise import Server, make_group
from reconciler.sandbox.reads import active_group
from reconciler.sandbox.store import NameTakenError, Store
from reconciler.sandbox.wire import Json, RequestError, answer, decode_body, invalid_input

_NAME_KINDS = frozenset(
    {"targetGroupName", "targetName", "streakName", "streakLevelName", "periodName"}
)


async def create_target_group(request: Request) -> Response:
    """POST /v3/targetGroups: a group with periods, targets and streaks, all or nothing."""
    store: Store = request.app.state.store
    body = await _body(request, NEW_GROUP)
    check_new_group(body, store.options)
    now, author = store.local_now(), author_of(request, store.options)

    def make(next_id: Callable[[str], int]) -> Json:
        return make_group(body, Server(store.options, now, next_id, author))

    try:
        group = store.add(make)
    except NameTakenError as error:
        raise _taken(error) from error
    return answer(answers.created(group, body, now.date()), status=201)


async def tell_if_name_is_free(request: Request) -> Response:
    """POST /v3/targetGroups/isValidName: true if nothing bears the name."""
    store: Store = request.app.state.store
    body = await _body(request, NAME_QUERY)
    if body["type"] not in _NAME_KINDS:
        raise RequestError(310145, "Invalid key is passed")
    return answer(not store.has_name(body["type"], body["value"]))


async def edit_target_group(request: Request) -> Response:
    """PUT /v3/targetGroups/editTargetGroup/{id}: few fields change, the rest is dropped."""
    store: Store = request.app.state.store
    body = await _body(request, CHANGED_GROUP)
    now = store.local_now()
    group = _edit(request, lambda group: edits.edit_group(group, body, now))
    return answer(answers.edited(group, now.date(), store.options.org_id))


async def deactivate_target_group(request: Request) -> Response:
    """DELETE /v3/targetGroups/{id}: the group stays, inactive, and keeps its name."""
    _edit(request, edits.deactivate_group)
    return answer(data=True)


async def edit_target(request: Request) -> Response:
    """PUT /v3/targetGroups/{id}/targets/{targetId}."""
    store: Store = request.app.state.store
    body = await _body(request, CHANGED_TARGET)
    target_id = _target_id(request)
    now = store.local_now()
    group = _edit(request, lambda group: edits.edit_target(group, target_id, body, now))
    return answer(next(row for row in answers.targets_of(group) if row["id"] == target_id))


async def deactivate_target(request: Request) -> Response:
    """DELETE /v3/targetGroups/{id}/targets/{targetId}: the target stays, inactive."""
    target_id = _target_id(request)
    _edit(request, lambda group: edits.deactivate_target(group, target_id))
    return answer(data=True)


async def _body(request: Request, check: Check) -> Json:
    return well_formed(decode_body(await request.body()), check)


def _edit(request: Request, change: Callable[[Json], None]) -> Json:
    store: Store = request.app.state.store
    try:
        return store.edit(active_group(request)["id"], change)
    except NameTakenError as error:
        raise _taken(error) from error


def _target_id(request: Request) -> int:
    store: Store = request.app.state.store
    target_id = int(request.path_params["target_id"])
    owners = {target["id"]: group["id"] for group in store.groups() for target in group["targets"]}
    if target_id not in owners:
        raise RequestError(310018, "Target rule not found")
    if owners[target_id] != request.path_params["group_id"]:
        raise RequestError(310079, "Target rule does not belong to the target group")
    return target_id


def _taken(error: NameTakenError) -> RequestError:
    if error.kind == "targetGroupName":
        return RequestError(310069, "Target group name already exists")
    return invalid_input()
