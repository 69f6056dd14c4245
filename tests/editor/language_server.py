"""A small client of the language server that editors run for YAML: JSON-RPC over its pipes."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import IO, Any, Final

import pytest

REPOSITORY: Final = Path(__file__).parents[2]
REQUIRED: Final = "RECONCILER_REQUIRE_EDITOR"
"""Environment variable that turns "there is no language server" from a skip into a failure."""
SERVER: Final = "yaml-language-server"
MODULES: Final = REPOSITORY / ".venv" / "editor" / "node_modules"
"""Where ``.ci/run`` installs what node runs."""
INSTALLED: Final = MODULES / SERVER / "bin" / SERVER
PATIENCE: Final = 120.0
"""Seconds after which a server that hangs is ended, so that the tests fail instead of hanging."""
SETTINGS: Final = {
    "yaml": {
        "validate": True,
        "completion": True,
        "hover": True,
        "schemaStore": {"enable": False},  # it would look schemas up in the network
    }
}

Message = dict[str, Any]


@dataclass(frozen=True)
class Document:
    """A file as an editor holds it: it need not be on the disk."""

    uri: str
    text: str

    def position(self, marked: str, *, after: bool = False) -> Message:
        """Line and column where a text begins, or ends, that stands in the document once."""
        assert self.text.count(marked) == 1
        before, found, _ = self.text.partition(marked)
        lines = (before + found if after else before).split("\n")
        return {"line": len(lines) - 1, "character": len(lines[-1])}


class LanguageServer:
    """A language server that has been greeted."""

    def __init__(self, receives: IO[bytes], sends: IO[bytes]) -> None:
        self._receives = receives
        self._sends = sends
        self._last_id = 0
        self._documents = 0
        self._complaints: dict[str, list[Message]] = {}
        self._answer_to(
            "initialize", processId=os.getpid(), rootUri=REPOSITORY.as_uri(), capabilities=ABILITIES
        )
        self._notify("initialized")

    def open(self, text: str, *, folder: str = "campaigns") -> Document:
        """Open a document in a folder of the repository."""
        self._documents += 1
        uri = (REPOSITORY / folder / f"opened-{self._documents}.yaml").as_uri()
        held = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._notify("textDocument/didOpen", textDocument=held)
        return Document(uri, text)

    def complaints(self, document: Document) -> list[Message]:
        """What the server says is wrong with a document, in the order of its lines."""
        while document.uri not in self._complaints:
            self._hear()
        found = self._complaints[document.uri]
        return sorted(found, key=lambda each: each["range"]["start"]["line"])

    def completions(self, document: Document, position: Message) -> dict[str, Message]:
        """What the server offers at a position, by label."""
        found = self._ask_at("textDocument/completion", document, position)
        return {each["label"]: each for each in found["items"]}

    def hover(self, document: Document, position: Message) -> str:
        """What the server shows about the word at a position."""
        found = self._ask_at("textDocument/hover", document, position)
        return str(found["contents"]["value"])

    def stop(self) -> None:
        """Say goodbye as the protocol wants it."""
        self._answer_to("shutdown")
        self._notify("exit")

    def _ask_at(self, method: str, document: Document, position: Message) -> Message:
        answer: Message = self._answer_to(
            method, textDocument={"uri": document.uri}, position=position
        )
        return answer

    def _answer_to(self, method: str, **params: Any) -> Any:  # noqa: ANN401 - any JSON value
        self._last_id += 1
        asked = self._last_id
        self._send({"id": asked, "method": method, "params": params or None})
        while True:
            message = self._hear()
            if message.get("id") == asked and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def _notify(self, method: str, **params: Any) -> None:  # noqa: ANN401 - any JSON value
        self._send({"method": method, "params": params})

    def _hear(self) -> Message:
        """Take the next message, and do what it asks for."""
        message = self._receive()
        match message.get("method"):
            case "textDocument/publishDiagnostics":
                told = message["params"]
                self._complaints[told["uri"]] = told["diagnostics"]
            case "workspace/configuration":
                sections = [each["section"] for each in message["params"]["items"]]
                settings = [SETTINGS.get(section) for section in sections]
                self._send({"id": message["id"], "result": settings})
            case str() if "id" in message:
                self._send({"id": message["id"], "result": None})
            case _:
                pass
        return message

    def _receive(self) -> Message:
        length = 0
        while header := self._receives.readline().strip():
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        assert length, "the language server has ended"
        message: Message = json.loads(self._receives.read(length))
        return message

    def _send(self, message: Message) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._sends.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._sends.flush()


ABILITIES: Final = {
    "workspace": {"configuration": True},
    "textDocument": {
        "completion": {
            "completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}
        },
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {},
    },
}
"""What an editor of today says of itself."""


def missing_server() -> str | None:
    """Why there is no language server to test with, or None."""
    if not shutil.which("node"):
        return "node is not installed"
    return None if _server() else f"{SERVER} is not installed"


def skip_where(missing: str | None) -> None:
    """Skip a test that needs what is missing; fail it where that is required."""
    if missing and os.environ.get(REQUIRED):
        pytest.fail(f"{missing}, and {REQUIRED} is set")
    if missing:
        pytest.skip(missing)


@contextmanager
def a_language_server() -> Iterator[LanguageServer]:
    """Start a language server, and end it.

    Skips the test where there is none; fails it where one is required.
    """
    skip_where(missing_server())
    with subprocess.Popen(
        ["node", _server() or "", "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        limit = Timer(PATIENCE, process.kill)
        limit.start()
        try:
            server = LanguageServer(process.stdout, process.stdin)
            yield server
            server.stop()
            process.wait()
        finally:
            limit.cancel()
            process.kill()


def _server() -> str | None:
    """The server that ``.ci/run`` has installed, or the one on the path."""
    return str(INSTALLED) if INSTALLED.exists() else shutil.which(SERVER)
