"""What a connection to an environment's API is made of: who asks, how fast, and through what."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import Final

from reconciler.api.auth import BasicCredentials, Credentials, OAuthCredentials
from reconciler.api.client import Api
from reconciler.api.pacing import Limits, Pacer
from reconciler.commands.session import Session, announce
from reconciler.errors import SettingsError, Unauthorized
from reconciler.lean.httpx import httpx
from reconciler.settings.login import Login

SANDBOX_URL: Final = "http://localhost"
SANDBOX_RATE: Final = 10_000.0
"""Requests per second to the embedded API, which needs no mercy."""


@contextlib.asynccontextmanager
async def open_api(
    session: Session, *, read_only: bool, deadline: float | None
) -> AsyncIterator[Api]:
    """Open the API of the session's environment, as ``Session.connect`` says."""
    environment = session.environment
    with contextlib.ExitStack() as stack:
        stack.enter_context(hints_about(session.login))
        transport: httpx.AsyncBaseTransport | None = None
        rate = environment.requests_per_second
        if environment.sandbox:
            transport, rate = embedded(session, stack), SANDBOX_RATE
        limits = Limits(requests_per_second=rate, concurrency=environment.concurrency)
        pacer = Pacer(limits, on_wait=announce, status=session.status, deadline=deadline)
        stack.callback(session.status.clear)
        async with Api(
            environment.url or SANDBOX_URL,
            credentials(session),
            limits,
            transport=transport,
            read_only=read_only,
            pacer=pacer,
        ) as api:
            yield api


def embedded(session: Session, stack: contextlib.ExitStack) -> httpx.AsyncBaseTransport:
    """The way to the embedded API, which is closed with the stack."""
    from reconciler.commands.sandbox_transport import make_transport  # noqa: PLC0415 - starlette: 60 ms

    return make_transport(session, stack)


def credentials(session: Session) -> Credentials:
    """Who asks.

    Raises:
        SettingsError: there is no login, or it cannot be one.
    """
    login = session.login
    with hints_about(login):
        if login.client_key and login.client_secret:
            given = session.environment.attribution
            attribution = None if given is None else (given.type, given.code)
            return OAuthCredentials(login.client_key, login.client_secret, attribution)
        if login.password_md5:
            return BasicCredentials(login.username or "", login.password_md5)
        return BasicCredentials.from_clear(login.username or "", login.password or "")


@contextlib.contextmanager
def hints_about(login: Login) -> Iterator[None]:
    """Let what is said of refused or unusable credentials name the variables that hold them."""
    try:
        yield
    except (SettingsError, Unauthorized) as error:
        doubt = login.doubt if isinstance(error, Unauthorized) else ""
        error.hint = " ".join(filter(None, (login.in_its_names(error.hint), doubt)))
        raise
