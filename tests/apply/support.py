"""What the tests of apply share: campaigns, a sandbox behind a faulty way, one apply."""

import asyncio
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zlib import crc32

import httpx
from msgspec.structs import replace

from reconciler.api.auth import BasicCredentials, Credentials
from reconciler.api.client import Api
from reconciler.api.pacing import Limits, Pacer
from reconciler.api.sources import read_live
from reconciler.apply import Applied, apply_plan, exit_code
from reconciler.core.outcome import WORDS, Outcome, Receipt
from reconciler.core.plan import Plan
from reconciler.core.planner import make_plan
from reconciler.core.resource import Desired
from reconciler.errors import ExitCode
from reconciler.sandbox.app import make_app
from reconciler.sandbox.normalise import Server, make_group
from reconciler.sandbox.store import Options, Store
from reconciler.status import Status
from reconciler.target_group.resource_kind import TARGET_GROUP
from tests.api.support import loop_time, no_jitter, run_virtually, virtual_clock
from tests.support.faults import Faulty, Script, calm
from tests.support.specs import body_of, desired_of

GROUPS = "/v3/targetGroups"
LOGIN = BasicCredentials.from_clear("sandbox", "sandbox")
NOW = datetime(2026, 11, 1, 10, tzinfo=UTC)


def campaign(name: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON value
    """A small campaign with a target and a goal of its own."""
    return {
        "name": name,
        "trackingType": "DEFAULT",
        "periods": [{"refCode": "p1", "startDate": "2027-01-01", "endDate": "2027-01-31"}],
        "targets": [
            {
                "name": f"{name} target",
                "targetEntity": "TRANSACTION",
                "targetType": "SALES",
                "enrolmentMethod": "TRANSACTION",
                "defaultValues": [crc32(name.encode())],
            }
        ],
        **more,
    }


def campaigns(count: int) -> list[dict[str, Any]]:
    """Campaigns in the order of a plan: c01, c02 and so on."""
    return [campaign(f"c{k:02}") for k in range(1, count + 1)]


def another(name: str) -> dict[str, Any]:
    """A campaign that has taken the target's name of this one."""
    [target] = campaign(name)["targets"]
    return campaign("other", targets=[{**target, "defaultValues": [999]}])


def a_store(options: Options | None = None) -> Store:
    """An empty sandbox whose clock stands still; it is closed once nobody holds it."""
    store = Store(":memory:", options or Options(), now=lambda: NOW)
    weakref.finalize(store, store._connection.close)
    return store


def names_in(store: Store) -> list[str]:
    """Names of all groups of a sandbox, in the order they were made."""
    return [group["name"] for group in store.groups()]


def creates_in(store: Store) -> list[int]:
    """Statuses with which the sandbox answered the creates that reached it."""
    return [
        status for method, path, status in store.requests if method == "POST" and path == GROUPS
    ]


def writes_in(store: Store) -> int:
    """How many requests reached the sandbox that may have changed something."""
    harmless = {f"{GROUPS}/isValidName", "/v3/oauth/token/generate"}
    return sum(method != "GET" and path not in harmless for method, path, _ in store.requests)


@dataclass
class Run:
    """One apply, as it was and as it came out.

    Attributes:
        plan: what was to be done.
        applied: what it came to.
        code: the exit code.
        sent: names of the creates that left the client, in order.
        receipts: the receipt after every change.
        seconds: how long it took on the virtual clock.
    """

    plan: Plan
    applied: Applied
    code: ExitCode
    sent: list[str]
    receipts: list[Receipt]
    seconds: float

    @property
    def outcomes(self) -> dict[str, str]:
        """The word of each outcome, by name."""
        return {each.name: WORDS[type(each)] for each in self.applied.receipt.outcomes}

    def outcome(self, name: str) -> Outcome:
        """The outcome of one campaign."""
        return next(each for each in self.applied.receipt.outcomes if each.name == name)


@dataclass
class Case:
    """How to apply; all that differs between tests.

    Attributes:
        script: what goes wrong.
        change: what is carried out in the place of the plan.
        before: called with the plan before it is carried out.
        on_report: called with every receipt.
        replan: in place of reading live again.
        status: told of what is waited for.
        latest: the receipt as it stands, once there is one.
    """

    script: Script = calm
    source: str = "milestones"
    credentials: Credentials = LOGIN
    concurrency: int = 4
    deadline: float | None = None
    reserve: float = 0.0
    rate: float = 1000.0
    change: Callable[[Plan], Plan] = lambda plan: plan
    before: Callable[[Plan], None] = lambda plan: None
    on_report: Callable[[Receipt], None] = lambda receipt: None
    replan: Callable[[], Plan] | None = None
    status: Status | None = None
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    latest: Callable[[], Receipt] = field(init=False)


def apply(store: Store, declared: Sequence[dict[str, Any]], case: Case | None = None) -> Run:
    """Plan and apply on virtual time."""
    return run_virtually(apply_within(store, declared, case or Case()))


async def apply_within(store: Store, declared: Sequence[dict[str, Any]], case: Case) -> Run:
    """Plan and apply inside a running loop."""
    desired = [desired_of(data) for data in declared]
    faulty = Faulty(httpx.ASGITransport(app=make_app(store)), case.script)
    receipts: list[Receipt] = []

    def report(receipt: Callable[[], Receipt]) -> None:
        case.latest = receipt
        receipts.append(receipt())
        case.on_report(receipts[-1])

    async with an_api(faulty, case) as api:
        plan = case.change(await plan_for(api, desired, case.source))
        case.before(plan)
        faulty.requests.clear()

        async def replan() -> Plan:
            return case.replan() if case.replan else await plan_for(api, desired, case.source)

        began = loop_time()
        applied = await apply_plan(
            plan,
            api,
            replan=replan,
            report=report,
            stop=case.stop,
            concurrency=case.concurrency,
            reserve=case.reserve,
        )
        code = exit_code(applied, plan, interrupted=case.stop.is_set())
        return Run(plan, applied, code, faulty.creates, receipts, loop_time() - began)


def an_api(transport: httpx.AsyncBaseTransport, case: Case) -> Api:
    """A connection that may write, on the loop's own time."""
    limits = Limits(requests_per_second=case.rate, concurrency=case.concurrency)
    pacer = Pacer(
        limits,
        clock=virtual_clock(),
        random=no_jitter,
        deadline=case.deadline,
        status=case.status,
    )
    return Api(
        "https://sandbox.test",
        case.credentials,
        limits,
        transport=transport,
        read_only=False,
        pacer=pacer,
    )


async def plan_for(api: Api, desired: Sequence[Desired], source: str = "milestones") -> Plan:
    """Read live and plan, with no evidence but what the read shows."""
    live = await read_live(api, source, wanted=lambda name: True)
    return make_plan(desired, live, kind=TARGET_GROUP, environment="test")


def make_directly(store: Store, data: dict[str, Any]) -> None:
    """Let somebody else create a campaign, out of sight of the log of requests."""
    body = body_of(data)
    server = Server(store.options, NOW, lambda kind: 0, "somebody.else")
    store.add(lambda next_id: make_group(body, replace(server, next_id=next_id)))
