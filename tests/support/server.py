"""A server on this machine, a repository of campaigns, and the real command in its own process."""

import os
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import uvicorn

from tests.support.command import COMMAND

ROOT = Path(__file__).parents[2]
LOGIN = {"RECONCILER_USERNAME": "sandbox", "RECONCILER_PASSWORD": "sandbox"}
Message: TypeAlias = MutableMapping[str, Any]
App: TypeAlias = Callable[..., Any]
Change: TypeAlias = Callable[[bytes], tuple[int, bytes]]
"""An answer's body to the status and the body that are sent instead."""


@contextmanager
def served(app: App) -> Iterator[str]:
    """Serve an application in a thread on a free port; gives its address."""
    ready = threading.Event()

    async def tell() -> None:
        ready.set()

    config = uvicorn.Config(app, log_config=None, lifespan="off", ws="none", callback_notify=tell)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        # Or an answer that is sent in two parts waits 40 ms for the client's acknowledgement.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            assert ready.wait(30)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


class Between:
    """Stands before an application and changes what it answers about customers."""

    def __init__(self, app: App, change: Change) -> None:
        self.app = app
        self.change = change

    async def __call__(self, scope: Message, receive: App, send: App) -> None:
        if "/users/" not in scope.get("path", ""):
            await self.app(scope, receive, send)
            return
        held: list[Message] = []

        async def hold(message: Message) -> None:
            held.append(message)

        await self.app(scope, receive, hold)
        status, body = self.change(b"".join(each.get("body", b"") for each in held))
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def write_settings(folder: Path, url: str, **settings: str | int) -> None:
    """A settings file with one environment, at full speed."""
    lines = [f'url = "{url}"', "requests_per_second = 1000.0"]
    lines += [f"{key} = {value!r}" for key, value in settings.items()]
    text = "\n".join(["[environments.uat]", *lines, ""])
    (folder / "reconciler.toml").write_text(text, encoding="utf-8")


def run(
    folder: Path, *arguments: str, login: Mapping[str, str] = LOGIN
) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does."""
    variables = {key: value for key, value in os.environ.items() if "proxy" not in key.lower()}
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env={**variables, "PYTHONPATH": str(ROOT), **login},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
