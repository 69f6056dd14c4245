"""The sandbox over real HTTP: in this process until Ctrl-C, or in a thread for a while."""

import contextlib
import errno
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator

import uvicorn

from reconciler.sandbox.app import make_app
from reconciler.sandbox.database import UnusableError
from reconciler.sandbox.store import Store

_BACKLOG = 128
_UNKNOWN_HOST = frozenset({socket.EAI_NONAME, socket.EAI_AGAIN, socket.EAI_FAIL, socket.EAI_FAMILY})
_OTHER_HOST = "Leave --host out, and it is 127.0.0.1: this machine alone."
_STARTING_SECONDS = 10.0


class CannotListen(UnusableError):
    """An address that cannot be served on."""


def serve(
    store: Store,
    host: str = "127.0.0.1",
    port: int = 8080,
    *,
    started: Callable[[str], None] | None = None,
) -> None:
    """Serve until interrupted; started is told the address, also when port 0 chose one.

    Raises:
        CannotListen: the port is in use, or the host is not of this machine.
    """
    with _listening(host, port) as listener:
        if started is not None:
            started(_address(listener))
        with contextlib.suppress(KeyboardInterrupt):
            _server(store).run(sockets=[listener])


@contextlib.contextmanager
def running(store: Store) -> Iterator[str]:
    """Serve in a thread on a free port for as long as the context lasts; gives its address."""
    ready = threading.Event()

    async def tell() -> None:
        ready.set()

    server = _server(store, tell)
    with _listening("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            ready.wait(_STARTING_SECONDS)
            yield _address(listener)
        finally:
            server.should_exit = True
            thread.join()


def _server(store: Store, tell: Callable[[], Awaitable[None]] | None = None) -> uvicorn.Server:
    config = uvicorn.Config(
        make_app(store),
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        callback_notify=tell,
    )
    return uvicorn.Server(config)


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        host.encode("idna")  # else it would fail once the socket is there, and leave it open
        listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except UnicodeError:
        raise CannotListen(f"'{host}' is no name of a host", _OTHER_HOST) from None
    except OSError as error:
        raise CannotListen(*_why(error, host, port)) from error
    with listener:
        yield listener


def _why(error: OSError, host: str, port: int) -> tuple[str, str]:
    """Why nothing can be served there, and what helps."""
    if error.errno in _UNKNOWN_HOST:
        return f"there is no host '{host}'", _OTHER_HOST
    words = {
        errno.EADDRINUSE: (
            f"port {port} of {host} is in use by another process",
            "Choose another one with --port, or --port 0 for any that is free.",
        ),
        errno.EACCES: (
            f"you may not listen on port {port} of {host}",
            "Choose a port above 1023 with --port.",
        ),
        errno.EADDRNOTAVAIL: (f"{host} is no address of this machine", _OTHER_HOST),
    }
    said = str(error.strerror or error).lower()
    otherwise = (f"{host} port {port}: {said}", "Choose others: --host, --port.")
    return words.get(error.errno or 0, otherwise)


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
