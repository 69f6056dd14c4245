"""The command line in this process, against a sandbox over real HTTP."""

import os
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from reconciler.cli.main import main
from reconciler.sandbox.app import make_app
from reconciler.sandbox.store import Options, Store
from tests.cli.support import without_credentials
from tests.hostile.support import Ran
from tests.hostile.support import run as run_here

LOGIN = {"RECONCILER_USERNAME": "sandbox", "RECONCILER_PASSWORD": "sandbox"}
SETTINGS = """
[environments.here]
url = "{url}"
requests_per_second = 5000.0
concurrency = 4
max_creates = 1000
{more}
"""


@dataclass(frozen=True)
class Repository:
    """Campaign files, and the sandbox that they are for.

    Attributes:
        folder: where the settings file and the folder ``campaigns`` are.
        store: the sandbox behind the address of the settings.
    """

    folder: Path
    store: Store

    def run(self, *arguments: str) -> int:
        """Run a command; its output goes where that of the test goes."""
        with pytest.raises(SystemExit) as left:
            main(["--config", str(self.folder / "reconciler.toml"), *arguments])
        code = left.value.code
        assert isinstance(code, int)
        return code

    @property
    def creates(self) -> list[int]:
        """Statuses with which creates were answered."""
        return [
            status
            for method, path, status in self.store.requests
            if method == "POST" and path == "/v3/targetGroups"
        ]

    @property
    def receipt(self) -> Path:
        """Where tests keep the receipt."""
        return self.folder / "receipt.json"


def run(folder: Path, *arguments: str, login: Mapping[str, str] = LOGIN) -> Ran:
    """Run a command in a folder, and keep what it says.

    ``test_one_process.py`` holds that it says what it says in a process of its own.
    """
    with pytest.MonkeyPatch.context() as patch:
        without_credentials(patch)
        for name, value in login.items():
            patch.setenv(name, value)
        patch.chdir(folder)
        return run_here(*arguments)


Watch = Callable[[], Awaitable[None]]


async def _nothing() -> None:
    pass


@contextmanager
def a_repository(
    folder: Path,
    files: Mapping[str, bytes],
    options: Options | None = None,
    *,
    more: str = "",
    on_create: Watch = _nothing,
) -> Iterator[Repository]:
    """Write campaign files, and serve a fresh sandbox for them.

    Args:
        folder: an empty one.
        files: campaign files by name.
        options: of the sandbox.
        more: lines for the environment in the settings file.
        on_create: called on the server whenever a create has come, before it is carried out.
    """
    (folder / "campaigns").mkdir()
    for name, content in files.items():
        (folder / "campaigns" / name).write_bytes(content)
    with (
        Store(":memory:", options or Options()) as store,
        _serving(_watched(make_app(store), on_create)) as url,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name in [each for each in os.environ if each.startswith("RECONCILER_")]:
            patch.delenv(name)
        for name, value in LOGIN.items():
            patch.setenv(name, value)
        (folder / "reconciler.toml").write_text(SETTINGS.format(url=url, more=more))
        yield Repository(folder, store)


def _watched(app: ASGIApp, on_create: Watch) -> ASGIApp:
    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and is_create(scope):
            await on_create()
        await app(scope, receive, send)

    return watched


def is_create(scope: Scope) -> bool:
    """Whether a request is a create."""
    return bool(scope["method"] == "POST" and scope["path"] == "/v3/targetGroups")


@contextmanager
def _serving(app: ASGIApp) -> Iterator[str]:
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", ws="none")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
