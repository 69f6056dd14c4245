"""A headless browser, driven by the WebDriver protocol: JSON over HTTP, for which httpx will do."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
REQUIRED: Final = "RECONCILER_REQUIRE_BROWSER"
"""Environment variable that turns "there is no browser" from a skip into a failure."""
PATIENCE: Final = 120.0
ELEMENT: Final = "element-6066-11e4-a52e-4f735466cecf"
"""The key under which the protocol names an element."""
KEYS: Final = {"Tab": "\ue004", "Enter": "\ue007", "End": "\ue010", "Home": "\ue011"} | {
    "ArrowLeft": "\ue012",
    "ArrowRight": "\ue014",
}
_ARGUMENTS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Browser:
    """One window of a browser."""

    def __init__(self, client: httpx.Client, session: str) -> None:
        self._client = client
        self._session = session

    def send(self, path: str, body: Any = None) -> Any:  # noqa: ANN401 - any JSON value
        """Send a command of the protocol."""
        return _value(self._client.post(f"/session/{self._session}/{path}", json=body or {}))

    def chrome(self, command: str, **parameters: Any) -> Any:  # noqa: ANN401 - any JSON value
        """Send a command that Chromium has beyond the protocol."""
        return self.send("goog/cdp/execute", {"cmd": command, "params": parameters})

    def open(self, page: Path) -> None:
        self.send("url", {"url": page.as_uri()})

    def run(self, script: str, *arguments: Any) -> Any:  # noqa: ANN401 - any JSON value
        """Run JavaScript in the page and give what it returns."""
        return self.send("execute/sync", {"script": script, "args": list(arguments)})

    def click(self, selector: str) -> None:
        """Click as a person does: into the middle of what is seen."""
        self.send(f"element/{self._find(selector)}/click")

    def write(self, selector: str, text: str) -> None:
        """Type into a field."""
        self.send(f"element/{self._find(selector)}/value", {"text": text})

    def press(self, key: str) -> None:
        """Press a key, wherever the focus is."""
        code = KEYS[key]
        strokes = [{"type": "keyDown", "value": code}, {"type": "keyUp", "value": code}]
        self.send("actions", {"actions": [{"type": "key", "id": "keys", "actions": strokes}]})

    def settle(self) -> None:
        """Wait until the page has been drawn anew."""
        self.send(
            "execute/async",
            {
                "script": "const done = arguments[0];"
                "requestAnimationFrame(() => requestAnimationFrame(() => done()));",
                "args": [],
            },
        )

    def complaints(self) -> list[str]:
        """What the browser's console holds: errors, and what the page's policy forbade."""
        return [each["message"] for each in self.send("se/log", {"type": "browser"})]

    def _find(self, selector: str) -> str:
        found = self.send("element", {"using": "css selector", "value": selector})
        return str(found[ELEMENT])


def missing_browser() -> str | None:
    """Why there is no browser to test with, or None."""
    if not any(map(shutil.which, BROWSERS)):
        return "no Chromium is installed"
    return None if shutil.which("chromedriver") else "no chromedriver is installed"


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Start a browser with nothing in it, and end it.

    Skips the test where there is none; fails it where one is required.
    """
    why = missing_browser()
    if why and os.environ.get(REQUIRED):
        pytest.fail(f"{why}, and {REQUIRED} is set")
    if why:
        pytest.skip(why)
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        _driver() as address,
        httpx.Client(base_url=address, timeout=PATIENCE, trust_env=False) as client,
    ):
        session = _value(client.post("/session", json=_wanted(folder)))["sessionId"]
        try:
            yield Browser(client, session)
        finally:
            client.delete(f"/session/{session}")


def _wanted(folder: str) -> dict[str, Any]:
    options = {
        "binary": next(filter(None, map(shutil.which, BROWSERS))),
        "args": [*_ARGUMENTS, f"--user-data-dir={folder}"],
    }
    always = {
        "browserName": "chrome",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": {"browser": "ALL"},
        "timeouts": {"script": int(PATIENCE * 1000)},
    }
    return {"capabilities": {"alwaysMatch": always}}


@contextmanager
def _driver() -> Iterator[str]:
    """Start a driver on a free port, in a group of processes that ends with it."""
    command = ["chromedriver", "--port=0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            told = (line for line in process.stdout or () if "started successfully" in line)
            port = next(told, "").rpartition("port ")[2].strip(" .\n")
            assert port, "chromedriver did not start"
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def _value(response: httpx.Response) -> Any:  # noqa: ANN401 - any JSON value
    value = response.json()["value"]
    assert response.is_success, f"the browser refused: {value}"
    return value
