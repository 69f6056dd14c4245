"""The sandbox as an ASGI application: routes, credentials, envelope and the log of requests."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from http import HTTPStatus
from uuid import uuid4

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from reconciler.sandbox import auth, calls, promotions, reads, writes
from reconciler.sandbox.database import StorageError
from reconciler.sandbox.store import Store
from reconciler.sandbox.wire import RequestError, refusal

_FAILED = 500
_ROOT = "/v3/targetGroups"
_GROUP = f"{_ROOT}/{{group_id:int}}"
_TARGET = f"{_GROUP}/targets/{{target_id:int}}"
_EDIT = f"{_ROOT}/editTargetGroup/{{group_id:int}}"


def make_app(store: Store) -> Starlette:
    """Make the API over a store; it can be called in process or served over HTTP."""
    app = Starlette(
        routes=[
            Route(auth.TOKEN_PATH, auth.generate_token, methods=["POST"]),
            Route(_ROOT, reads.list_target_groups, methods=["GET"]),
            Route(_ROOT, writes.create_target_group, methods=["POST"]),
            Route(f"{_ROOT}/isValidName", writes.tell_if_name_is_free, methods=["POST"]),
            Route(_EDIT, writes.edit_target_group, methods=["PUT"]),
            Route(_GROUP, reads.get_target_group, methods=["GET"]),
            Route(_GROUP, writes.deactivate_target_group, methods=["DELETE"]),
            Route(f"{_GROUP}/targetPeriods", reads.list_periods, methods=["GET"]),
            Route(f"{_GROUP}/targets", reads.list_targets, methods=["GET"]),
            Route(_TARGET, writes.edit_target, methods=["PUT"]),
            Route(_TARGET, writes.deactivate_target, methods=["DELETE"]),
            Route("/v3/milestones", reads.list_milestones, methods=["GET"]),
            Route("/v3/promotions", promotions.list_promotions, methods=["GET"]),
            Route("/v3/users/{user_id}/targetGroups", reads.list_target_groups_of_user),
        ],
        middleware=[Middleware(BaseHTTPMiddleware, dispatch=_answer_request)],
        exception_handlers={
            status: lambda _, error: refusal(
                RequestError(error.status_code, error.detail, status=error.status_code)
            )
            for status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
        },
    )
    app.router.redirect_slashes = False
    app.state.store = store
    return app


async def _answer_request(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    try:
        response = await _answer_logged(request, call_next)
    except StorageError as error:
        # In the API's own form for what it says no to, so that nobody asks again and again.
        message = f"the file of the sandbox cannot be used: {error.reason}. {error.hint}"
        response = refusal(RequestError(_FAILED, message.rstrip("."), status=_FAILED))
    response.headers["X-Cap-Requestid"] = uuid4().hex
    return response


async def _answer_logged(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    store: Store = request.app.state.store
    off = calls.refusal_of(request.method, request.url.path, store.calls_off)
    if request.url.path != auth.TOKEN_PATH and not auth.is_permitted(request, store):
        response = auth.unauthorised()
    elif off is not None:
        response = refusal(off)
    else:
        try:
            response = await call_next(request)
        except RequestError as error:
            response = refusal(error)
    with suppress(StorageError):  # what was carried out is not to be answered by an error
        store.log_request(request.method, request.url.path, response.status_code)
    return response
