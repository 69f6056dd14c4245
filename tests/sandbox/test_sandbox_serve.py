"""The sandbox over real HTTP on this machine."""

import contextlib
import errno
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from reconciler.sandbox.serve import CannotListen, running, serve
from reconciler.sandbox.store import Store
from reconciler.sandbox.wire import Json

SERVE = """
import sys
import threading
from reconciler.sandbox.serve import serve
from reconciler.sandbox.store import Store
with Store(sys.argv[1]) as store:
    serve(store, port=0, started=lambda url: print(url, flush=True))
print("stopped")
"""
TOKEN_PATH = "/v3/oauth/token/generate"


def authorised(url: str) -> dict[str, str]:
    response = httpx.post(url + TOKEN_PATH, json={"key": "sandbox", "secret": "sandbox"})
    return {"X-CAP-API-OAUTH-TOKEN": response.json()["data"]["accessToken"]}


def test_it_runs_in_a_thread_for_a_while(store: Store, body: Json) -> None:
    with running(store) as url:
        headers = authorised(url)
        response = httpx.post(f"{url}/v3/targetGroups", json=body, headers=headers)
        assert response.status_code == 201
        assert '"defaultValue": 500.000' in response.text
    assert [group["name"] for group in store.groups()] == ["Spring"]
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_it_serves_until_interrupted_and_prints_nothing(tmp_path: Path, body: Json) -> None:
    path = tmp_path / "sandbox.db"
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(path)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    response = httpx.post(f"{url}/v3/targetGroups", json=body, headers=authorised(url))
    assert response.status_code == 201
    os.kill(process.pid, signal.SIGINT)
    output, errors = process.communicate(timeout=10)
    assert (output, errors, process.returncode) == ("stopped\n", "", 0)
    with Store(path) as store:
        assert [group["name"] for group in store.groups()] == ["Spring"]


def interrupt_after_an_answer(url: str, answers: list[int]) -> None:
    while not answers:
        with contextlib.suppress(httpx.ConnectError):
            answers.append(httpx.get(url).status_code)
    os.kill(os.getpid(), signal.SIGINT)


def test_an_interrupt_ends_it_without_an_error(store: Store) -> None:
    answers: list[int] = []
    callers: list[threading.Thread] = []

    def started(url: str) -> None:
        callers.append(threading.Thread(target=interrupt_after_an_answer, args=(url, answers)))
        callers[0].start()

    serve(store, port=0, started=started)
    callers[0].join()
    assert answers == [401]


def test_it_need_not_tell_that_it_started(store: Store) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    answers: list[int] = []
    url = f"http://127.0.0.1:{port}"
    caller = threading.Thread(target=interrupt_after_an_answer, args=(url, answers))
    caller.start()
    serve(store, port=port)
    caller.join()
    assert answers == [401]


def test_a_port_in_use_is_an_error(store: Store) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(CannotListen, match="in use"),
    ):
        serve(store, port=taken.getsockname()[1])


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.EADDRINUSE, "port 80 of 127.0.0.1 is in use by another process"),
        (errno.EACCES, "you may not listen on port 80 of 127.0.0.1"),
        (socket.EAI_NONAME, "there is no host '127.0.0.1'"),
        (errno.ENOBUFS, os.strerror(errno.ENOBUFS).lower()),
    ],
)
def test_why_nothing_can_be_served(
    number: int, said: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(abs(number)))

    monkeypatch.setattr(socket, "create_server", refuse)
    with pytest.raises(CannotListen, match=said.replace("(", r"\(")) as caught:
        serve(store, port=80)
    assert caught.value.hint
