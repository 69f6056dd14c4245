"""The sandbox over real HTTP: in this process until Ctrl-C, or in a thread for a while."""

import contextlib
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator

import uvicorn

from reconciler.sandbox.app import make_app
from reconciler.sandbox.store import Store

_BACKLOG = 128
_STARTING_SECONDS = 10.0


def serve(
    store: Store,
    host: str = "127.0.0.1",
    port: int = 8080,
    *,
    started: Callable[[str], None] | None = None,
) -> None:
    """Serve until interrupted; started is told the address, also when port 0 chose one.

    Raises:
        OSError: the port is in use, or the host is not of this machine.
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
    with socket.create_server((host, port), family=family, backlog=_BACKLOG) as listener:
        yield listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
