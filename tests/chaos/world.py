"""One organisation on this machine and on virtual time: files, the API, and what outsiders do.

The API is the sandbox. It carries out what has reached it whether or not anybody still waits for
the answer, and notes whose request made which group. What must hold is asserted at once, so a
world that reached the end of a schedule has kept every law.
"""

import asyncio
import contextlib
import json
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import httpx
from msgspec import structs

from reconciler.core.plan import Create, Drift, InSync
from reconciler.errors import ReconcilerError
from reconciler.sandbox.app import make_app
from reconciler.sandbox.normalise import Server, make_group
from reconciler.sandbox.store import Options, Store
from tests.api.support import loop_time
from tests.apply.support import NOW, campaign
from tests.chaos.process import Process, Weather, read_plan_of, screens
from tests.support import faults
from tests.support.faults import is_create, name_of
from tests.support.specs import body_of

Data = dict[str, Any]
BY_HAND: Final = -1
"""The number of whoever makes groups in the console."""
PAST_ALL_FAULTS: Final = 3600.0
"""Seconds after which nothing that a fault has put off is still to come."""
SETTINGS: Final = """
[environments.here]
url = "https://api.test"
requests_per_second = {rate}
concurrency = {concurrency}
max_creates = 1000
"""


def wall() -> float:
    """Seconds since 1970 on the virtual clock."""
    return NOW.timestamp() + loop_time()


class LaggingStore(Store):
    """A sandbox whose reads may show what was live some seconds ago; its writes never lag."""

    lag = 0.0

    def __init__(self, options: Options) -> None:
        self._log: list[tuple[float, int, Data]] = []
        super().__init__(":memory:", options, now=lambda: NOW + timedelta(seconds=loop_time()))

    def add(self, make: Callable[[Callable[[str], int]], Data]) -> Data:
        return self._note(super().add(make))

    def edit(self, group_id: int, change: Callable[[Data], None]) -> Data:
        return self._note(super().edit(group_id, change))

    def groups(self) -> list[Data]:
        if not self.lag:
            return self.groups_now()
        shown = {each["id"]: each for at, _, each in self._log if at <= loop_time() - self.lag}
        return [shown[key] for key in sorted(shown)]

    def group(self, group_id: int) -> Data | None:
        return next((each for each in self.groups() if each["id"] == group_id), None)

    def groups_now(self) -> list[Data]:
        """What is live in truth."""
        return super().groups()

    def _note(self, group: Data) -> Data:
        self._log.append((loop_time(), group["id"], json.loads(json.dumps(group, default=str))))
        return group


@dataclass
class World:
    """All there is, and what has happened so far.

    Attributes:
        folder: an empty folder for the files.
        options: of the sandbox.
        seed: decides how long requests are under way.
        declared: the campaign files by name.
        made_by: names of the groups that a process made, or somebody by hand, by its number.
        requests: how many requests left a process.
        faults: what went wrong, by name.
        outcomes: what the receipts of all runs said in the end.
        kills: how many processes were killed.
    """

    folder: Path
    options: Options
    seed: int
    declared: dict[str, Data] = field(default_factory=dict)
    made_by: dict[int, list[str]] = field(default_factory=dict)
    requests: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    kills: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.store = LaggingStore(self.options)
        self._server = httpx.ASGITransport(app=make_app(self.store))
        self._processes: list[Process] = []
        (self.folder / "campaigns").mkdir()

    # What people do ------------------------------------------------------------------------------

    def declare(self, name: str, description: str) -> None:
        """Write a campaign file, or change it."""
        self.declared[name] = campaign(name, description=description)
        text = json.dumps(self.declared[name], ensure_ascii=False)
        self._file(name).write_text(text, encoding="utf-8")

    def undeclare(self, name: str) -> None:
        """Delete a campaign file."""
        if self.declared.pop(name, None) is not None:
            self._file(name).unlink()

    def make_by_hand(self, name: str, description: str) -> None:
        """Somebody makes a group in the console; it refuses a name that is taken."""
        if self.live(name) is None:
            body = body_of(campaign(name, description=description))
            server = Server(self.options, self.store.local_now(), lambda kind: 0, "somebody")
            self.store.add(
                lambda next_id: make_group(body, structs.replace(server, next_id=next_id))
            )
            self.made_by.setdefault(BY_HAND, []).append(name)

    def be_forestalled(self) -> None:
        """Somebody makes a group by hand that a run is just about to make."""
        missing = [name for name in self.declared if self.live(name) is None]
        if missing:
            text = self.random.choice(["as declared", "otherwise"])
            self.make_by_hand(self.random.choice(missing), text)

    def describe_by_hand(self, name: str, description: str) -> None:
        """Somebody changes the description of a group that is live."""
        group = self.live(name)
        if group is not None:
            self.store.edit(group["id"], lambda each: each.update(description=description))

    def switch_off_by_hand(self, name: str) -> None:
        """Somebody deactivates a group that is live."""
        group = self.live(name)
        if group is not None:
            self.store.edit(group["id"], lambda each: each.update(active=False))

    def _file(self, name: str) -> Path:
        return self.folder / "campaigns" / f"{name.encode().hex()}.json"

    # What is so ----------------------------------------------------------------------------------

    def live(self, name: str) -> Data | None:
        """The live group of this name, ignoring case."""
        found = (each for each in self.store.groups_now() if fold(each["name"]) == fold(name))
        return next(found, None)

    def undeclared(self) -> set[str]:
        """Names of the live groups that no file declares."""
        declared = {fold(name) for name in self.declared}
        return {
            each["name"] for each in self.store.groups_now() if fold(each["name"]) not in declared
        }

    def live_groups(self) -> Mapping[int, str]:
        """Every live group, byte for byte, by id."""
        return {each["id"]: json.dumps(each, default=str) for each in self.store.groups_now()}

    def made_by_process(self, number: int) -> tuple[set[str], set[str]]:
        """Names of the groups that one process made, and of those that all others made."""
        others = (names for key, names in self.made_by.items() if key != number)
        return set(self.made_by.get(number, [])), {name for names in others for name in names}

    def expected(self, name: str) -> type[Create | Drift | InSync]:
        """What a plan must say of a declared campaign, by the simplest of comparisons."""
        group, data = self.live(name), self.declared[name]
        if group is None:
            return Create
        is_same = (
            group["name"] == name
            and group["description"] == data["description"]
            and group["active"]
            and len(group["targets"]) == len(data["targets"])
        )
        return InSync if is_same else Drift

    def check_one_of_each(self) -> None:
        """Assert that no two live groups have names that differ in case only."""
        count = Counter(fold(each["name"]) for each in self.store.groups_now())
        twice = [name for name, number in count.items() if number > 1]
        assert not twice, f"there are two live groups named {twice}"

    # What the API does ---------------------------------------------------------------------------

    async def carry_out(self, number: int, request: httpx.Request) -> httpx.Response:
        """Let the API have a request of a process; once there, nobody can take it back."""
        await asyncio.sleep(self.random.uniform(0.005, 0.15))
        return await asyncio.shield(asyncio.ensure_future(self._serve(number, request)))

    async def _serve(self, number: int, request: httpx.Request) -> httpx.Response:
        response = await self._server.handle_async_request(request)
        await response.aread()
        if is_create(request) and response.status_code == 201:
            self.made_by.setdefault(number, []).append(name_of(request))
            self.check_one_of_each()
        await asyncio.sleep(self.random.uniform(0.005, 0.15))
        return response

    # Runs of the tool ----------------------------------------------------------------------------

    async def apply(self, *weathers: Weather, saved: Path | None = None) -> list[Process]:
        """Run apply, or several of them at once, and check all that must hold of each."""
        before = self.live_groups()
        for each in weathers:
            write_settings(self.folder, each)
        processes = [self._process(each, saved) for each in weathers]
        self.store.lag = max(each.lag for each in weathers)
        for process in processes:
            process.is_misled = self.store.lag > 0 or faults.stale in process.weather.reads
        with screens():
            await asyncio.gather(*(each.run() for each in processes))
        self.store.lag = 0.0
        self._check_abstinence(before)
        for process in processes:
            process.check(is_alone=len(processes) == 1)
            self.outcomes.update(process.words.values())
        return processes

    def _process(self, weather: Weather, saved: Path | None) -> Process:
        self._processes.append(Process(self, len(self._processes), weather, saved))
        return self._processes[-1]

    def _check_abstinence(self, before: Mapping[int, str]) -> None:
        now = self.live_groups()
        assert {key: now[key] for key in before} == before, "something else in live changed"
        made = {fold(name) for names in self.made_by.values() for name in names}
        new = {fold(each["name"]) for each in self.store.groups_now() if each["id"] not in before}
        assert new <= made

    async def plan(self, weather: Weather, path: Path) -> None:
        """Save a plan, if live can be read."""
        write_settings(self.folder, weather)
        before = self.live_groups()
        process = self._process(replace(weather, killed_at=0), None)
        with contextlib.suppress(ReconcilerError):
            await read_plan_of(process, path)
        self._check_abstinence(before)
        assert not process.way.creates

    async def settle(self) -> None:
        """No more faults: one apply makes what is missing, and the next plan creates nothing."""
        await asyncio.sleep(PAST_ALL_FAULTS)
        for process in self._processes:
            process.check_claims()
        was = {name: self.expected(name) for name in self.declared}
        [clean] = await self.apply(Weather())
        missing = [name for name, kind in was.items() if kind is Create]
        assert sorted(clean.words) == sorted(missing)
        assert all(word == "created" for word in clean.words.values()), clean.words
        assert clean.code == 0
        plan = await read_plan_of(self._process(Weather(), None), None)
        said = {each.name: type(each) for each in plan.changes if each.name in was}
        right = {name: InSync if kind is Create else kind for name, kind in was.items()}
        assert said == right, "the plan afterwards is not what is so"
        receipt = clean.receipt
        assert receipt is None or receipt["converged"] == (Drift not in right.values())


def fold(name: str) -> str:
    """A name as the API compares it."""
    return name.casefold()


def write_settings(folder: Path, weather: Weather) -> None:
    """The settings file of a run."""
    text = SETTINGS.format(rate=weather.rate, concurrency=weather.concurrency)
    (folder / "reconciler.toml").write_text(text, encoding="utf-8")
