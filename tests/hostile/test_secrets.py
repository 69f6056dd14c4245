"""Nothing that signs a request comes out anywhere, however the server behaves.

Every command runs against servers that echo the request, fail, redirect, break off or speak no
HTTP; then all that it wrote, on streams and into files, is searched for every form of a secret.
"""

import ast
import hashlib
import json
import re
import socket
import struct
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from reconciler import errors
from reconciler.api.pacing import Pacer
from reconciler.cli import main as entry
from reconciler.sandbox.app import make_app
from reconciler.sandbox.store import Options, Store
from tests.hostile.support import COMMAND_LINES, Ran, Watched, run, surroundings, watched
from tests.support.repository import campaign, write
from tests.support.server import App, Message

USER, PASSWORD = "till.canary", "c4n4ry-pass word"
MD5 = "f8b5a3fd49a6d1c1d0a5b0d3f4a51c1e"
KEY, SECRET, TOKEN, GITHUB = "canary-key-1", "canary-secret-2", "canary-token-3", "ghp_canary4"
BASIC = {"RECONCILER_USERNAME": USER, "RECONCILER_PASSWORD": PASSWORD, "GITHUB_TOKEN": GITHUB}
HASHED = {"RECONCILER_USERNAME": USER, "RECONCILER_PASSWORD_MD5": MD5, "GITHUB_TOKEN": GITHUB}
CLIENT = {
    "RECONCILER_CLIENT_KEY": KEY,
    "RECONCILER_CLIENT_SECRET": SECRET,
    "GITHUB_TOKEN": GITHUB,
}
SIGNING = {b"authorization", b"x-cap-api-oauth-token"}
REMOTE = ("plan", "apply", "import", "accept", "audit", "compare", "customer")
LOUD = {"plan": "--debug", "apply": "--debug", "import": "--verbose", "audit": "--verbose"}


def forms(*secrets: str) -> set[str]:
    """A secret as it is, as JSON escapes it, and with its header or its base64."""
    return {
        form
        for each in secrets
        for form in (each, json.dumps(each)[1:-1], b64encode(each.encode()).decode().rstrip("="))
    }


def pair(signature: str) -> str:
    """What a header of basic authentication holds."""
    return b64decode(signature.removeprefix("Basic ")).decode()


async def echo(scope: Message, receive: App, send: App, *, status: int = 500) -> None:
    """All of the request in the words of an error."""
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    headers = " ".join(f"{key.decode()}: {value.decode()}" for key, value in scope["headers"])
    said = f"{scope['method']} {scope['path']} {headers} {body.decode()}"
    entry = {"code": 99, "message": said}
    answer = json.dumps({"data": None, "errors": [entry], "warnings": [{"message": said}]})
    signature = b" ".join(value for key, value in scope["headers"] if key in SIGNING)
    await answered(send, status, answer.encode(), headers=[(b"x-cap-requestid", signature)])


async def answered(
    send: App, status: int, body: bytes, *, headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers or []})
    await send({"type": "http.response.body", "body": body})


def echoing(status: int) -> App:
    """A token is given out, so that there is one to echo."""

    async def app(scope: Message, receive: App, send: App) -> None:
        if scope["path"] == "/v3/oauth/token/generate" and status != 401:
            token = {"data": {"accessToken": TOKEN, "ttlSeconds": 300}}
            await answered(send, 200, json.dumps(token).encode())
            return
        await echo(scope, receive, send, status=status)

    return app


def redirecting(status: int) -> App:
    async def app(scope: Message, receive: App, send: App) -> None:
        signed = dict(scope["headers"]).get(b"authorization", b"-").decode()
        place = f"https://elsewhere.test/{signed}".encode()
        await answered(send, status, b"", headers=[(b"location", place)])

    return app


async def page(scope: Message, receive: App, send: App) -> None:
    await answered(send, 200, f"<html>{dict(scope['headers'])}</html>".encode())


async def reset(scope: Message, receive: App, send: App) -> None:
    raise ConnectionResetError(str(scope["headers"]))


FAULTS: dict[str, App] = {
    **{f"{status} with an echo": echoing(status) for status in (200, 400, 401, 403, 500)},
    **{f"redirect {status}": redirecting(status) for status in (301, 307)},
    "page": page,
    "reset": reset,
}


def secrets_of(login: dict[str, str]) -> set[str]:
    """Every form of what signs a request with this login."""
    if login is CLIENT:
        return forms(KEY, SECRET, TOKEN, GITHUB)
    digest = login.get("RECONCILER_PASSWORD_MD5") or hashlib.md5(PASSWORD.encode()).hexdigest()
    return forms(PASSWORD, digest, digest.upper(), f"{USER}:{digest}", GITHUB)


def written(folder: Path) -> str:
    """All that stands in files there."""
    return "\n".join(
        path.read_bytes().decode(errors="replace") for path in folder.rglob("*") if path.is_file()
    )


def assert_tight(login: dict[str, str], ran: Ran, folder: Path) -> None:
    text = f"{ran.out}\n{ran.err}\n{written(folder)}"
    assert [each for each in secrets_of(login) if each in text] == []
    assert "Traceback" not in ran.err


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Watched]]:
    """A repository, and a server that knows the canaries."""
    folder = tmp_path_factory.mktemp("repository")
    write(folder, {"campaigns/a.yaml": campaign(), "campaigns/b.yaml": campaign("Summer")})
    options = Options(USER, PASSWORD, KEY, SECRET)
    with (
        Store(folder.with_suffix(".db"), options) as store,
        watched(folder, make_app(store)) as watcher,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(Pacer, "backoff", lambda *_: 0.0)
        with surroundings(folder, BASIC):
            assert run("plan", "--out", "plan.json").code == 0
        yield folder, watcher


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("login", [BASIC, HASHED, CLIENT], ids=["basic", "hashed", "client"])
def test_no_fault_brings_a_secret_to_light(
    server: tuple[Path, Watched], fault: str, login: dict[str, str]
) -> None:
    """Of any command that asks the API, as loud as it can be."""
    folder, watcher = server
    watcher.instead = FAULTS[fault]
    try:
        with surroundings(folder, login):
            for name in REMOTE if login is BASIC else REMOTE[:2]:
                ran = run("--debug", *COMMAND_LINES[name], LOUD.get(name, "--debug"))
                assert ran.code in {1, 4, 5}, (name, ran.err)
                assert_tight(login, ran, folder)
    finally:
        watcher.instead = None


@pytest.mark.parametrize("login", [BASIC, CLIENT], ids=["basic", "client"])
def test_nothing_goes_wrong_and_no_secret_is_told(
    server: tuple[Path, Watched], login: dict[str, str]
) -> None:
    """Every command of the table; the files that it writes are searched as well."""
    folder, _ = server
    with surroundings(folder, login):
        for name, arguments in COMMAND_LINES.items():
            ran = run("--debug", *arguments, "--debug") if name != "sandbox" else run(*arguments)
            assert_tight(login, ran, folder)
    database = folder.with_suffix(".db").read_bytes().decode(errors="replace")
    logged = [each for each in secrets_of(login) - forms(TOKEN) if each in database]
    assert logged == []


def test_one_line_a_request_says_what_became_of_it(server: tuple[Path, Watched]) -> None:
    """Method, path, status, the API's own reference, and how long it took."""
    folder, watcher = server
    watcher.requests.clear()
    with surroundings(folder, BASIC):
        quiet, loud = run("plan"), run("plan", "--verbose")
    assert quiet.err == ""
    lines = loud.err.splitlines()
    assert len(lines) == len(watcher.requests) / 2
    for line in lines:
        assert re.fullmatch(
            r"INFO reconciler\.api\.client: (GET|POST) /v3/\S+ 200 [0-9a-f]{32} \d+ ms", line
        )


@pytest.mark.parametrize("of", ["", "UAT_", "GONE_"])
def test_the_traceback_of_a_bug_holds_no_secret(
    server: tuple[Path, Watched], monkeypatch: pytest.MonkeyPatch, of: str
) -> None:
    """Whatever a library may quote: the header, its base64, the hash; nor may it steer a screen."""
    folder, _ = server
    digest = hashlib.md5(PASSWORD.encode()).hexdigest()
    code = b64encode(f"{USER}:{digest}".encode()).decode()

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError(f"Illegal header b'Basic {code}' {PASSWORD} {digest} {GITHUB} \x1b[2J")

    monkeypatch.setattr(entry.cli, "main", fails)
    named = {name.replace("RECONCILER_", f"RECONCILER_{of}"): text for name, text in BASIC.items()}
    with surroundings(folder, named):
        silent = run("plan")
        monkeypatch.setattr("reconciler.cli.failures.is_debugging", lambda: True)
        ran = run("plan")
    assert (silent.code, len(silent.err.splitlines())) == (1, 2)
    assert "Traceback" in ran.err
    assert "Illegal header b'Basic ***' *** *** *** \\x1b[2J" in ran.err
    assert_tight(BASIC, Ran(ran.code, ran.out, ran.err.replace("Traceback", "")), folder)


def test_a_server_that_breaks_off_and_one_that_speaks_no_tls(tmp_path: Path) -> None:
    """On bare sockets: reset while it answers, and plain text where TLS is due."""
    write(tmp_path, {"campaigns/a.yaml": campaign()})
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        pytest.MonkeyPatch.context() as patch,
        surroundings(tmp_path, BASIC),
    ):
        patch.setattr(Pacer, "backoff", lambda *_: 0.0)
        port = listener.getsockname()[1]
        with resetting(listener):
            for scheme in ("http", "https"):
                text = f'[environments.uat]\nurl = "{scheme}://127.0.0.1:{port}"\n'
                (tmp_path / "reconciler.toml").write_text(text + "requests_per_second = 1000.0\n")
                ran = run("plan", "--debug")
                assert ran.code == 5
                assert_tight(BASIC, ran, tmp_path)


@contextmanager
def resetting(listener: socket.socket) -> Iterator[None]:
    """Take connections, read a little, echo it as half an answer, and reset."""
    thread = threading.Thread(target=_reset_all, args=[listener], daemon=True)
    thread.start()
    try:
        yield
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def _reset_all(listener: socket.socket) -> None:
    with suppress(OSError):  # once the listener is shut down
        while True:
            connection, _ = listener.accept()
            with connection:
                got = connection.recv(4000)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + got[:50])
                linger = struct.pack("ii", 1, 0)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


def test_the_canaries_are_sent(server: tuple[Path, Watched]) -> None:
    """Or the tests above would prove nothing."""
    folder, watcher = server
    signed: list[str] = []

    async def note(scope: Message, receive: App, send: App) -> None:
        signed.append(dict(scope["headers"])[b"authorization"].decode())
        await watcher.app(scope, receive, send)

    watcher.instead = note
    with surroundings(folder, BASIC):
        assert run("plan").code == 0
    watcher.instead = None
    assert {pair(each).split(":")[1] for each in signed} <= secrets_of(BASIC)


ROOT = Path(entry.__file__).parents[1]
SAYS_WHAT_IS_DUE = {"requests_per_second must be more than 0.", "concurrency must be 1 or more."}
"""Messages that are the next step themselves."""


def test_every_error_names_the_next_step() -> None:
    """Where it is raised, or by its kind."""
    kinds = {
        name: kind
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, errors.ReconcilerError)
    }
    without = []
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            kind = kinds.get(node.func.id)
            if kind is None or kind.next_step or any(each.arg == "hint" for each in node.keywords):
                continue
            if ast.unparse(node.args[0]).strip("'") not in SAYS_WHAT_IS_DUE:
                without.append(f"{path.name}:{node.lineno}")
    assert without == []
