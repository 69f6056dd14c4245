"""One run of the tool in this process: the real command from the files to the exit code.

Only three things are not real: the way to the API, the clock, and the end. A process that is
killed goes on to run in here, but nothing that it does is seen any more: no request of it leaves,
and its receipt file stays as it was at that moment.
"""

import contextlib
import io
import json
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import httpx
from jsonschema import Draft202012Validator, ValidationError

from reconciler.api.auth import BasicCredentials, OAuthCredentials
from reconciler.api.client import Api
from reconciler.api.pacing import Limits, Pacer
from reconciler.commands.apply import Run
from reconciler.commands.destination import Destination
from reconciler.commands.loading import load
from reconciler.commands.plan_files import plan_data, save_plan
from reconciler.commands.session import Session
from reconciler.core.plan import InSync, Plan
from reconciler.errors import ExitCode, ReconcilerError
from reconciler.planning.read_and_plan import Wanted, read_and_plan
from reconciler.sandbox.store import Options
from tests.api.support import loop_time, virtual_clock
from tests.apply.support import NOW
from tests.support.faults import (
    TOKEN,
    Fault,
    Faulty,
    Killed,
    Script,
    both,
    in_turn,
    is_create,
    is_read,
    name_of,
    on_creates,
    on_reads,
)

if TYPE_CHECKING:
    from tests.chaos.world import World

ROOT: Final = Path(__file__).parents[2]
A_MOMENT: Final = 1e-6
"""Sums of decimal fractions are not exact."""


@dataclass(frozen=True)
class Weather:
    """What one run meets.

    Attributes:
        creates, reads, asks, tokens: what goes wrong with the first requests of each kind.
        killed_at: the request at which the process is killed, counted from 1; 0 for never.
        after_commit: whether the API still carries out the request at which it is killed.
        forestalled_at: the request at which somebody makes a missing campaign by hand; 0 for never.
        lag: seconds by which reads show less than is live.
        deadline: seconds that the run may take.
        oauth: whether it asks with a token, which runs out.
        without_history: whether it creates although there is no git that shows renames.
    """

    creates: Sequence[Fault | None] = ()
    reads: Sequence[Fault | None] = ()
    asks: Sequence[Fault | None] = ()
    tokens: Sequence[Fault | None] = ()
    killed_at: int = 0
    after_commit: bool = False
    forestalled_at: int = 0
    lag: float = 0.0
    deadline: float | None = None
    source: str = "auto"
    oauth: bool = False
    rate: float = 50.0
    concurrency: int = 4
    without_history: bool = True

    def script(self) -> Script:
        """All the faults, each for the requests of its kind."""
        return both(
            on_creates(*self.creates),
            on_reads(*self.reads),
            in_turn(_asks, self.asks),
            in_turn(lambda request: request.url.path == TOKEN, self.tokens),
        )


def _asks(request: httpx.Request) -> bool:
    return request.url.path.endswith("/isValidName")


@dataclass(frozen=True)
class Wired(Session):
    """A session on virtual time."""

    @property
    def today(self) -> date:
        return NOW.date()


class Way(Faulty):
    """The way of one process to the API: its faults, its end, and a look at its receipt."""

    def __init__(self, process: "Process") -> None:
        super().__init__(httpx.MockTransport(_nobody), process.weather.script())
        self.process = process

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        process, weather = self.process, self.process.weather
        if process.is_killed:
            raise Killed("it was killed before")
        process.look_before(request)
        process.world.requests += 1
        if len(self.requests) + 1 == weather.forestalled_at:
            process.world.be_forestalled()
        if len(self.requests) + 1 == weather.killed_at:
            await self._kill(request)
        return await super().handle_async_request(request)

    async def _kill(self, request: httpx.Request) -> None:
        self.process.is_killed = True
        self.process.world.kills += 1
        self.requests.append(request)
        if self.process.weather.after_commit:
            await self.process.world.carry_out(self.process.number, request)
        raise Killed("now")

    async def carry_out(self, request: httpx.Request) -> httpx.Response:
        response = await self.process.world.carry_out(self.process.number, request)
        if is_read(request):
            self.shown[str(request.url)] = response
        return httpx.Response(
            response.status_code, headers=response.headers, content=response.content
        )


_PRINTED: Final = ContextVar[io.StringIO]("_PRINTED")


class _Screen(io.StringIO):
    """Standard output of several processes at once: each that wants to has its own part."""

    def write(self, text: str, /) -> int:
        printed = _PRINTED.get(None)
        return len(text) if printed is None else printed.write(text)


@contextlib.contextmanager
def screens() -> Iterator[None]:
    """Keep apart what processes print in the meantime."""
    with contextlib.redirect_stdout(_Screen()), contextlib.redirect_stderr(io.StringIO()):
        yield


def _nobody(request: httpx.Request) -> httpx.Response:
    raise AssertionError("the world carries requests out")


@dataclass
class Process:
    """One run of apply, and what was seen of it.

    Attributes:
        number: tells the processes of a world apart.
        weather: what it meets.
        saved: the saved plan that it carries out, if any.
        code: its exit code; None if it was killed.
        receipt: the last receipt in its file.
        said: what it printed.
        is_misled: whether reads may show it less than is live, without a sign of that.
        claims: every word that the receipt file ever held of a campaign.
        broken: laws that did not hold when a request left.
    """

    world: "World"
    number: int
    weather: Weather
    saved: Path | None
    code: int | None = None
    error: ReconcilerError | None = None
    receipt: Any = None
    said: str = ""
    seconds: float = 0.0
    is_misled: bool = False
    is_killed: bool = False
    claims: dict[str, set[str]] = field(default_factory=dict)
    broken: list[Exception] = field(default_factory=list)
    _raw: bytes = b""

    def __post_init__(self) -> None:
        self.way = Way(self)
        self.way.script = self._counted(self.way.script)
        self.path = self.world.folder / f"receipt-{self.number}.json"
        self.live_before = {name for name in self.world.declared if self.world.live(name)}
        self.strangers = self.world.undeclared()

    def _counted(self, script: Script) -> Script:
        def choose(request: httpx.Request) -> Fault | None:
            fault = script(request)
            if fault is not None:
                self.world.faults[fault.name] += 1
            return fault

        return choose

    def session(self) -> Wired:
        """A session of this process."""
        config = self.world.folder / "reconciler.toml"
        return Wired(config, None, {}, self.connect)

    @contextlib.asynccontextmanager
    async def connect(
        self, session: Session, *, read_only: bool, deadline: float | None
    ) -> AsyncIterator[Api]:
        """Open the API on the way of this process."""
        settings = session.environment
        limits = Limits(
            requests_per_second=settings.requests_per_second, concurrency=settings.concurrency
        )
        clock = virtual_clock(wall=NOW.timestamp())
        pacer = Pacer(limits, clock=clock, deadline=deadline, random=self.world.random.random)
        login = BasicCredentials.from_clear("sandbox", "sandbox")
        async with Api(
            settings.url or "",
            OAuthCredentials("sandbox", "sandbox") if self.weather.oauth else login,
            limits,
            transport=self.way,
            read_only=read_only,
            pacer=pacer,
        ) as api:
            yield api

    async def run(self) -> None:
        """Run the command to its end, whatever that is."""
        run = Run(
            self.session(),
            form="json",
            receipt=Destination(self.path),
            yes=True,
            wanted=Wanted(
                source=self.weather.source,
                new_organisation=Options().org_id,  # which holds nothing but what outsiders made
                without_history=self.weather.without_history,
            ),
        )
        began, printed = loop_time(), io.StringIO()
        _PRINTED.set(printed)
        try:
            deadline = self.weather.deadline
            code = await run.run(self.saved, most=1000, expect=None, deadline=deadline)
        except ReconcilerError as error:
            self.code, self.error = error.exit_code, error
        except BaseException:
            if not self.is_killed:
                raise
        else:
            self.code = None if self.is_killed else code
        for each in self.broken:
            raise each
        self.seconds, self.said = loop_time() - began, printed.getvalue()
        if not self.is_killed:
            self.look_at_receipt()
        elif self._raw:
            self.path.write_bytes(self._raw)

    # The receipt at any moment -------------------------------------------------------------------

    def look_before(self, request: httpx.Request) -> None:
        """Look at the receipt as a request leaves; what is wrong is told when the run has ended.

        Raised here it would be an unexpected failure of the transport, with which apply deals.
        """
        try:
            self.look_at_receipt()
            if is_create(request):
                self.check_is_listed(name_of(request))
        except (AssertionError, ValueError, ValidationError) as error:
            self.broken.append(error)

    def look_at_receipt(self) -> None:
        """Assert that the file is whole, and true as far as it goes."""
        raw = self.path.read_bytes() if self.path.exists() else b""
        if raw == self._raw:
            return
        receipt = json.loads(raw)
        receipt_schema().validate(receipt)
        words = {each["name"]: each["outcome"] for each in receipt["outcomes"]}
        codes = {each.get("problem", {}).get("code") for each in receipt["outcomes"]}
        assert "unexpected" not in codes, "a bug of ours came up"
        is_begun = bool(self.receipt and self.receipt["plan_id"])  # before that, nothing is planned
        assert not is_begun or list(words) == list(self.words), "a campaign came or went"
        self._raw, self.receipt = raw, receipt
        for name, word in words.items():
            self.claims.setdefault(name, set()).add(word)
            if word in {"created", "already-exists"}:
                assert self.world.live(name), f"{name} is said to be there and is not"

    def check_is_listed(self, name: str) -> None:
        """Assert that the receipt file says of whatever is sent that nobody knows, until then."""
        assert self.words.get(name) == "unconfirmed", f"{name} was sent, and not on the receipt"

    @property
    def words(self) -> dict[str, str]:
        """What the receipt says of each campaign, in its order."""
        outcomes = [] if self.receipt is None else self.receipt["outcomes"]
        return {each["name"]: each["outcome"] for each in outcomes}

    # The laws of one run -------------------------------------------------------------------------

    def check(self, *, is_alone: bool) -> None:
        """Assert all that must hold of one run once it has ended."""
        sent, words = self.way.creates, self.words
        assert len(sent) == len(set(sent)), "a campaign was sent twice"
        assert set(sent) <= set(words)
        if not self.is_misled:
            again = set(sent) & self.live_before
            assert not again, f"{again} was live, could be seen, and was sent"
            if not self.weather.without_history:
                assert not (sent and self.strangers), f"{sent} may be {self.strangers} renamed"
        self.check_claims()
        _, late = self.world.made_by_process(self.number)
        for name, word in words.items():
            if word in {"failed", "skipped"} and is_alone and name not in late:
                assert not self.world.live(name) or name in self.live_before
        if self.weather.deadline is not None and not self.is_killed:
            assert self.seconds <= self.weather.deadline + A_MOMENT, "it took too long"
        if not self.is_killed:
            self._check_end()

    def check_claims(self) -> None:
        """Assert that whatever was ever said not to be made was not made by this process."""
        made, _ = self.world.made_by_process(self.number)
        for name, claims in self.claims.items():
            assert name not in made or not claims & {"failed", "skipped"}, f"{name} was made"

    def _check_end(self) -> None:
        """Assert that the exit code and what was printed say what the receipt says."""
        if self.error is not None:
            assert not self.way.creates, "it ended with an error after it had sent something"
            assert not self.words
            return
        assert json.loads(self.said) == self.receipt, "what was printed is not what was kept"
        found = set(self.words.values())
        if "unconfirmed" in found:
            assert self.code == ExitCode.PARTIAL, "something is not known, and it did not say so"
        elif "failed" in found:
            assert self.code in {ExitCode.PARTIAL, ExitCode.DENIED}
        elif "skipped" in found:
            assert self.code in {ExitCode.PARTIAL, ExitCode.GUARDED, ExitCode.DENIED}
        if self.code == ExitCode.OK:
            assert found <= {"created", "already-exists"}
            self._check_in_sync(self.words)  # so what was made without its targets is never OK
        if self.receipt["converged"]:
            self._check_in_sync(self.world.declared)

    def _check_in_sync(self, names: Iterable[str]) -> None:
        wrong = [name for name in names if self.world.expected(name) is not InSync]
        assert not wrong or self.is_misled, f"{wrong} is said to be as declared, and is not"


async def read_plan_of(process: Process, path: Path | None) -> Plan:
    """Plan as the command does, and save the plan if there is a path for it."""
    session = process.session()
    async with session.connect(read_only=True, deadline=process.weather.deadline) as api:
        weather = process.weather
        wanted = Wanted(source=weather.source, without_history=weather.without_history)
        plan = await read_and_plan(session, api, load(session), wanted)
    if path is not None:
        save_plan(plan_data(plan), Destination(path))
    return plan


@cache
def receipt_schema() -> Draft202012Validator:
    """The schema that the project promises for receipts."""
    text = (ROOT / "schemas" / "receipt.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))
