"""The connection to an environment's API, whose parts are imported when one is opened."""

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

from reconciler.commands.session import Session

if TYPE_CHECKING:
    from reconciler.api.client import Api


def connect(
    session: Session, *, read_only: bool, deadline: float | None
) -> AbstractAsyncContextManager["Api"]:
    """Open a connection to the API of a session's environment, as ``Session.connect`` says."""
    from reconciler.commands.access import open_api  # noqa: PLC0415 - httpx: 80 ms

    return open_api(session, read_only=read_only, deadline=deadline)
