"""Real processes, really killed: the command over real HTTP, and SIGKILL at a drawn request.

The server kills, so the request at which the process dies is exact: before it is carried out,
after that and before the answer, or a moment after the answer. What the process leaves behind is
then taken over by a run in this process, which must find nothing to repair but what is missing.
"""

import asyncio
import json
import os
import random
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from reconciler.commands.apply import Run
from reconciler.commands.connection import connect
from reconciler.commands.destination import Destination
from reconciler.commands.session import Session
from reconciler.planning.read_and_plan import Wanted
from reconciler.sandbox.app import make_app
from reconciler.sandbox.store import Store
from tests.apply.support import campaign, make_directly
from tests.chaos.process import receipt_schema, screens
from tests.chaos.schedules import a_folder
from tests.support.command import COMMAND
from tests.support.server import LOGIN, ROOT, App, Message, served, write_settings

MOMENTS: Final = ("on arrival", "before commit", "after commit", "after the answer")
GROUPS: Final = "/v3/targetGroups"
LONGEST: Final = 60.0
"""Seconds that one process may take, on the slowest of machines."""


@dataclass(frozen=True)
class Death:
    """When a process dies.

    Attributes:
        at: the request that is its last one, counted from 1.
        moment: when during that request.
        delay: seconds after the answer, where that is the moment.
    """

    at: int
    moment: str
    delay: float = 0.0


@dataclass
class Killer:
    """Stands before the sandbox, and kills whoever sends the request that was chosen.

    Attributes:
        creates: names of the creates that came.
    """

    app: App
    death: Death
    victim: "subprocess.Popen[bytes] | None" = None
    creates: list[str] = field(default_factory=list)
    _count: int = 0
    _started: threading.Event = field(default_factory=threading.Event)

    def let_go(self, victim: "subprocess.Popen[bytes]") -> None:
        """Name the process; requests wait until it is known."""
        self.victim = victim
        self._started.set()

    async def __call__(self, scope: Message, receive: App, send: App) -> None:
        while not self._started.is_set():
            await asyncio.sleep(0.005)
        self._count += 1
        body = await _read(receive)
        if body is None:
            return
        if scope["method"] == "POST" and scope["path"] == GROUPS:
            self.creates.append(json.loads(body)["name"])
        if self._count == self.death.at and self.victim is not None:
            await self._kill(self.victim, scope, body, send)
        else:
            await self.app(scope, _again(body), send)

    async def _kill(
        self, victim: "subprocess.Popen[bytes]", scope: Message, body: bytes, send: App
    ) -> None:
        moment = self.death.moment
        if moment in {"on arrival", "before commit"}:
            victim.kill()
        if moment == "on arrival":
            scope = {**scope, "path": "/nowhere"}

        async def answer(message: Message) -> None:
            if moment == "after commit":
                victim.kill()
            await send(message)

        await self.app(scope, _again(body), answer)
        if moment == "after the answer":
            await asyncio.sleep(self.death.delay)
            victim.kill()


async def _read(receive: App) -> bytes | None:
    """What a request holds; None if its sender was killed before all of it was sent."""
    body = b""
    while True:
        message: Message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += bytes(message.get("body", b""))
        if not message.get("more_body"):
            return body


def _again(body: bytes) -> App:
    """Let the sandbox read a request whose sender may be gone by now."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def kill_one(seed: str, death: Death | None = None) -> bool:
    """Kill one process, check what it leaves, and take over.

    Args:
        seed: decides what there is.
        death: when the process dies; drawn from the seed if it is None.

    Returns:
        Whether it was killed, and not through before that.

    Raises:
        AssertionError: a law was broken.
    """
    draw = random.Random(seed)
    names = [f"Campaign {k} of {k * k}" for k in range(1, draw.randint(3, 7))]
    if death is None:
        most = 2 * len(names) + 2  # a read, for each whether its name is free, each, and a read
        death = Death(draw.randint(1, most), draw.choice(MOMENTS), draw.uniform(0, 0.03))
    with a_folder() as folder, Store(":memory:") as store:
        (folder / "campaigns").mkdir()
        for name in names:
            text = json.dumps(campaign(name, description="as declared"))
            (folder / "campaigns" / f"{name}.json").write_text(text, encoding="utf-8")
        if draw.random() < 0.3:
            make_directly(store, campaign(names[0], description="as declared"))
        killer = Killer(make_app(store), death)
        with served(killer) as url:
            write_settings(folder, url)
            code = _run(folder, killer)
        _check(store, names, folder / "receipt.json", killer.creates)
        if code == 0:
            assert _groups(store) == sorted(names)
        _take_over(folder, store, names)
        return code < 0


def _run(folder: Path, killer: Killer) -> int:
    variables = {key: value for key, value in os.environ.items() if "proxy" not in key.lower()}
    with subprocess.Popen(
        [
            *(*COMMAND, "apply", "--yes", "--format", "json"),
            *("--receipt", "receipt.json"),
        ],
        cwd=folder,
        env={**variables, "PYTHONPATH": str(ROOT), **LOGIN},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        killer.let_go(process)
        _, said = process.communicate(timeout=LONGEST)
        assert process.returncode in {0, -9}, said.decode()
        return process.returncode


def _check(store: Store, names: list[str], path: Path, creates: list[str]) -> None:
    """Assert that nothing was made twice, and that the receipt says no more than is so."""
    live = _groups(store)
    assert len(live) == len(set(live)), "a campaign was made twice"
    assert len(creates) == len(set(creates)), "a campaign was sent twice"
    if not path.exists():
        assert not creates, "something was sent before there was a receipt"
        return
    receipt: Any = json.loads(path.read_text(encoding="utf-8"))
    receipt_schema().validate(receipt)
    words = {each["name"]: each["outcome"] for each in receipt["outcomes"]}
    assert set(creates) <= set(words) <= set(names)
    assert set(words.values()) <= {"created", "unconfirmed"}
    said = {name for name, word in words.items() if word == "created"}
    assert said <= set(live), "it is said to be there and is not"


def _take_over(folder: Path, store: Store, names: list[str]) -> None:
    """Run again, and once more: first what is missing is made, and then nothing."""
    was = _groups(store)
    with served(make_app(store)) as url:
        write_settings(folder, url)
        words = _apply_here(folder)
        assert words == {name: "created" for name in names if name not in was}
        assert _groups(store) == sorted(names)
        assert _apply_here(folder) == {}


def _apply_here(folder: Path) -> dict[str, str]:
    """Run apply in this process; gives what the receipt says of each campaign."""
    path = folder / "receipt-after.json"
    session = Session(folder / "reconciler.toml", None, LOGIN, connect)
    with screens():
        code = asyncio.run(
            Run(
                session,
                form="json",
                receipt=Destination(path),
                yes=True,
                wanted=Wanted(),
            ).run(None, most=1000, expect=None, deadline=LONGEST)
        )
    assert code == 0
    receipt = json.loads(path.read_text(encoding="utf-8"))
    assert receipt["converged"]
    return {each["name"]: each["outcome"] for each in receipt["outcomes"]}


def _groups(store: Store) -> list[str]:
    return sorted(group["name"] for group in store.groups())
