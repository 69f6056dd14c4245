"""Commands run in this process against a server that is watched, and may be made hostile."""

import contextlib
import io
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from reconciler.cli.main import main
from tests.support.server import LOGIN, App, Message, served

SETTINGS = """
default_environment = "uat"
[environments.uat]
url = "{url}"
requests_per_second = 100000.0
customer_id = 900000001
max_creates = 1000
[environments.other]
url = "{url}"
requests_per_second = 100000.0
[environments.sandbox]
sandbox = true
"""
COMMAND_LINES: Mapping[str, tuple[str, ...]] = {
    "validate": ("validate",),
    "plan": ("plan", "--out", "made.json"),
    "apply": ("apply", "--yes", "--history-unavailable", "--receipt", "receipt.json"),
    "import": ("import",),
    "init": ("init", "--import", "--uses", "example/reconciler@" + 40 * "0"),
    "accept": ("accept", "Spring", "--yes"),
    "show": ("show", "plan.json"),
    "audit": ("audit", "--format", "html", "--out", "audit.html"),
    "compare": ("compare", "uat", "other", "--out", "comparison.html"),
    "new": ("new", "--kind", "milestone", "--name", "New"),
    "fmt": ("fmt",),
    "customer": ("customer", "900000001"),
    "comment": ("comment", "--pr", "1", "--body", "plan.json"),
    "issue": ("issue", "--title", "Drift", "--body", "plan.json"),
    "doctor": ("doctor", "--write", "--record", "shapes.json"),
    "environments": ("environments",),
    "expressions": ("expressions", "--write"),
    "schema": ("schema",),
    "explain": ("explain", "syntax"),
    "sandbox": ("sandbox", "reset"),
}
"""One way to run each command in which it does all that it can; a new command is added here."""
ASKING = {"/v3/oauth/token/generate", "/v3/targetGroups/isValidName"}


@dataclass
class Watched:
    """Stands before an application: notes every request, and answers in its place if told to.

    Attributes:
        app: what answers.
        instead: answers all requests, where it is set.
        requests: method and path of what came.
    """

    app: App
    instead: App | None = None
    requests: list[tuple[str, str]] = field(default_factory=list)

    async def __call__(self, scope: Message, receive: App, send: App) -> None:
        self.requests.append((scope["method"], scope["path"]))
        await (self.instead or self.app)(scope, receive, send)

    @property
    def writes(self) -> list[tuple[str, str]]:
        """What came and may write."""
        return [
            (method, path)
            for method, path in self.requests
            if method not in {"GET", "HEAD"} and not (method == "POST" and path in ASKING)
        ]


@dataclass(frozen=True)
class Ran:
    """What a command gave: its exit code, and all that it wrote to either stream."""

    code: int
    out: str
    err: str


def run(*arguments: str) -> Ran:
    """Run one command as the shell would, without a terminal; nothing of it outlives the call."""
    raw, err = io.BytesIO(), io.StringIO()
    out = io.TextIOWrapper(raw, "utf-8", "surrogatepass", newline="\n", write_through=True)
    logger = logging.getLogger("reconciler")
    stdin = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO())  # as a closed pipe, which has bytes as well
    code: object = None
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main(arguments)
    except SystemExit as left:
        code = left.code
    finally:
        sys.stdin = stdin
        logger.handlers.clear()
        logger.setLevel(logging.NOTSET)
    assert isinstance(code, int)
    return Ran(code, raw.getvalue().decode(errors="replace"), err.getvalue())


@contextmanager
def surroundings(folder: Path, login: Mapping[str, str] = LOGIN) -> Iterator[None]:
    """Stand in a folder with these credentials and without what the machine has set."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("RECONCILER_") or "proxy" in name.lower():
                patch.delenv(name)
        patch.setenv("GIT_CEILING_DIRECTORIES", "/")
        for name, value in login.items():
            patch.setenv(name, value)
        patch.chdir(folder)
        yield


@contextmanager
def watched(folder: Path, app: App) -> Iterator[Watched]:
    """Serve an application, watched, with settings for it in the folder."""
    watcher = Watched(app)
    with served(watcher) as url:
        (folder / "reconciler.toml").write_text(SETTINGS.format(url=url))
        yield watcher
