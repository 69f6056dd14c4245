"""The way to an environment's sandbox, which needs no server."""

import contextlib

from reconciler.commands.sandbox_file import open_sandbox
from reconciler.commands.session import Session
from reconciler.lean.httpx import httpx
from reconciler.sandbox.app import make_app


def make_transport(session: Session, stack: contextlib.ExitStack) -> httpx.AsyncBaseTransport:
    """The way to the embedded API, which is closed with the stack."""
    store = stack.enter_context(open_sandbox(session))
    return httpx.ASGITransport(app=make_app(store))
