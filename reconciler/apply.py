"""Carries out a plan: every campaign is sent at most once, and every outcome is settled.

1. Each create starts as unconfirmed: if this process dies, that is what is true of it.
2. The first create goes alone. An endpoint or credentials that refuse everything show up there,
   and one message serves instead of as many as there are campaigns.
3. The others go in parallel, within the limits of the API's pacer. Nothing is ever sent again:
   not after a lost answer, not after a refused connection, not with a new token.
4. Live is read again and planned again. What the read shows decides: a lost answer whose group is
   there was a create; one whose group is not there stays unconfirmed, for it may still come.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from reconciler.api.client import Api
from reconciler.api.gateway import SUCCESSOR, Attempt, Verdict, create_group
from reconciler.core.outcome import (
    AlreadyExists,
    Created,
    Failed,
    Outcome,
    Receipt,
    Skipped,
    Trouble,
    Unconfirmed,
)
from reconciler.core.plan import Blocked, Create, Drift, InSync, Plan
from reconciler.errors import ApiError, ExitCode

LOOKS: Final = 3
"""How often live is read for a create that the API confirmed but a read does not show yet."""
PAUSE: Final = 1.0
"""Seconds before the second look, doubled before each further one."""

NOT_SETTLED: Final = Trouble("not-settled", "Nobody has looked yet whether it is there.")
STOPPED: Final = Trouble("interrupted", "The run was interrupted before it was sent.")
CLOSED: Final = Trouble(
    "creates-refused",
    "The API refuses creates as a whole, so it was not sent. The call is being retired; its "
    f"announced successor is: {SUCCESSOR}.",
)
DENIED: Final = Trouble("credentials-refused", "The credentials were refused, so it was not sent.")

Replan: TypeAlias = Callable[[], Awaitable[Plan]]
Report: TypeAlias = Callable[[Callable[[], Receipt]], None]
"""Told after every change; asks for the receipt only if it wants it now."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What an apply came to.

    Attributes:
        receipt: all outcomes.
        after: the plan made afterwards; None when live could not be read again.
        stopped_by: the attempt that made further ones pointless, if any.
        unread: why live could not be read again, if it could not.
    """

    receipt: Receipt
    after: Plan | None
    stopped_by: Attempt | None = None
    unread: ApiError | None = None


async def apply_plan(
    plan: Plan,
    api: Api,
    *,
    replan: Replan,
    report: Report,
    stop: asyncio.Event,
    concurrency: int,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Applied:
    """Create what the plan says is missing.

    Args:
        plan: what to create; its drift and blocks are left alone.
        api: a connection that may write.
        replan: reads live again and makes a plan of the same campaigns.
        report: told after every change, and may ask for the receipt as it stands.
        stop: once set, nothing more is sent; what is under way is settled.
        concurrency: how many creates may be under way at once.
        sleep: waits between looks at a live state that lags behind.
    """
    run = _Run(plan, api, report, stop, concurrency=concurrency)
    await run.send_all()
    after, unread = await _look(run, replan, sleep)
    return run.settle(after, unread)


def exit_code(applied: Applied, plan: Plan, *, interrupted: bool) -> ExitCode:
    """The exit code of an apply.

    OK when all that was to be created is there as declared; drift elsewhere does not count.
    """
    receipt = applied.receipt
    if applied.stopped_by and not any(map(receipt.count, (Created, AlreadyExists, Unconfirmed))):
        return ExitCode.DENIED
    if not plan.creates:
        return ExitCode.GUARDED if plan.summary.blocked else ExitCode.OK
    changes = () if applied.after is None else applied.after.changes
    in_sync = {change.name for change in changes if isinstance(change, InSync)}
    is_there = all(create.name in in_sync for create in plan.creates)
    if is_there and not plan.summary.blocked and not interrupted:
        return ExitCode.OK
    return ExitCode.PARTIAL


def stop_message(attempt: Attempt) -> str:
    """One message for all creates that were not sent because of this attempt."""
    said = "" if attempt.problem is None else f" The API said: {attempt.problem.message}"
    because = CLOSED if attempt.verdict is Verdict.CLOSED else DENIED
    return f"{because.message.replace('it was not sent', 'nothing more was sent')}{said}"


async def _look(
    run: "_Run", replan: Replan, sleep: Callable[[float], Awaitable[None]]
) -> tuple[Plan | None, ApiError | None]:
    """Plan again, a few times if live does not show yet what the API has confirmed."""
    after: Plan | None = None
    try:
        for look in range(LOOKS):
            if look:
                await sleep(PAUSE * 2 ** (look - 1))
            after = await replan()
            if run.is_shown(after):
                break
    except ApiError as error:
        return after, error
    return after, None


class _Run:
    """One apply under way: what was attempted, and the receipt as it stands."""

    def __init__(
        self, plan: Plan, api: Api, report: Report, stop: asyncio.Event, *, concurrency: int
    ) -> None:
        self.plan = plan
        self.api = api
        self.report = report
        self.stop = stop
        self.attempts: dict[str, Attempt] = {}
        self.concurrency = concurrency
        self.denied = 0
        self.stops: list[Attempt] = []
        self.outcomes: dict[str, Outcome] = {
            change.name: _start(change)
            for change in plan.changes
            if isinstance(change, Create | Blocked)
        }
        self._report()

    async def send_all(self) -> None:
        """Send every create once, the first one alone."""
        waiting = list(self.plan.creates)
        if not waiting:
            return
        await self._send(waiting[0])
        queue = iter(waiting[1:])

        async def work() -> None:
            for create in queue:
                await self._send(create)

        async with asyncio.TaskGroup() as group:
            for _ in range(self.concurrency):
                group.create_task(work())

    async def _send(self, create: Create) -> None:
        if self.stop.is_set() or self.stops:
            trouble = _because(self.stops[0]) if self.stops else STOPPED
            self.outcomes[create.name] = Skipped(create.name, create.file, trouble)
        else:
            attempt = await create_group(self.api, create.body)
            self.attempts[create.name] = attempt
            self.outcomes[create.name] = _first_word(create, attempt)
            if self._ends_run(attempt):
                self.stops.append(attempt)
        self._report()

    def _ends_run(self, attempt: Attempt) -> bool:
        """Whether no further create will fare better.

        A token that ran out refuses what is under way; what is sent afterwards has a new one.
        """
        self.denied = self.denied + 1 if attempt.verdict is Verdict.DENIED else 0
        patience = self.concurrency if self.api.renews_credentials else 0
        return attempt.verdict is Verdict.CLOSED or self.denied > patience

    def is_shown(self, after: Plan) -> bool:
        """Whether the read shows everything that the API said it made or may have made."""
        there = _there(after)
        return all(
            name in there
            for name, attempt in self.attempts.items()
            if attempt.verdict in {Verdict.DONE, Verdict.OPEN}
        )

    def settle(self, after: Plan | None, unread: ApiError | None) -> Applied:
        """Let what the read shows decide every outcome."""
        there = {} if after is None else _there(after)
        for create in self.plan.creates:
            attempt = self.attempts.get(create.name)
            if attempt is not None:
                # Unread, only what the answer itself proves can be said.
                self.outcomes[create.name] = (
                    _first_word(create, attempt)
                    if after is None
                    else _settle(create, attempt, there.get(create.name))
                )
        receipt = self._receipt()
        if after is not None:
            converged = not after.summary.has_changes
            receipt = replace(receipt, remaining=after.summary, converged=converged)
        return Applied(receipt, after, self.stops[0] if self.stops else None, unread)

    def _receipt(self) -> Receipt:
        outcomes = tuple(self.outcomes.values())
        return Receipt(self.plan.environment, self.plan.plan_id, outcomes)

    def _report(self) -> None:
        self.report(self._receipt)


def _start(change: Create | Blocked) -> Outcome:
    match change:
        case Create():
            return Unconfirmed(change.name, change.file, NOT_SETTLED)
        case Blocked():
            trouble = Trouble(change.reason.code, change.reason.message)
            return Skipped(change.name, change.file, trouble)


def _because(attempt: Attempt) -> Trouble:
    return CLOSED if attempt.verdict is Verdict.CLOSED else DENIED


def _first_word(create: Create, attempt: Attempt) -> Outcome:
    """What is true before live was read again; a doubtful one stays unconfirmed."""
    problem = attempt.problem or NOT_SETTLED
    match attempt.verdict:
        case Verdict.DONE:
            return Created(create.name, create.file, attempt.id)
        case Verdict.OPEN:
            return Unconfirmed(create.name, create.file, problem)
        case Verdict.NAME_TAKEN:
            return AlreadyExists(create.name, create.file, None, problem)
        case Verdict.NOT_DONE | Verdict.CLOSED | Verdict.DENIED:
            return Failed(create.name, create.file, problem)


def _settle(create: Create, attempt: Attempt, found: int | None) -> Outcome:
    problem = attempt.problem
    if found is None:
        return _not_shown(create, attempt)
    never_sent = attempt.verdict is Verdict.NOT_DONE and problem and problem.status is None
    if attempt.verdict is Verdict.NAME_TAKEN or never_sent:  # then somebody else made it
        return AlreadyExists(create.name, create.file, found, problem)
    return Created(create.name, create.file, found, problem)


def _not_shown(create: Create, attempt: Attempt) -> Outcome:
    if attempt.verdict is Verdict.DONE:
        message = f"The API answered that it made group {attempt.id}, but no read shows it."
        return Unconfirmed(create.name, create.file, Trouble("not-shown", message))
    return _first_word(create, attempt)


def _there(after: Plan) -> Mapping[str, int]:
    """Campaigns that the plan found live, with their ids."""
    return {
        change.name: change.id for change in after.changes if isinstance(change, Drift | InSync)
    }
