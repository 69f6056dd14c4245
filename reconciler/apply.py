"""Carries out a plan: every campaign is sent at most once, and every outcome is settled.

1. Each create starts as unconfirmed: if this process dies, that is what is true of it.
2. The first create goes alone. An endpoint or credentials that refuse everything show up there,
   and one message serves instead of as many as there are campaigns.
3. The others go in parallel, within the limits of the API's pacer. Nothing is ever sent again:
   not after a lost answer, not after a refused connection, not with a new token.
4. Live is read again and planned again (rule ``accepted-proves-little``). The read decides: a
   lost answer whose group is there was a create; one whose group is not there stays unconfirmed,
   for it may still come.

Once a create may have been sent, nothing but the end of the process stops the receipt: failures
in here become outcomes.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from reconciler.api.client import Api
from reconciler.api.gateway import SUCCESSOR, Attempt, Verdict, create_group
from reconciler.api.pacing import call_later
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
from reconciler.core.plan import Blocked, Create, InSync, Plan, kind_of
from reconciler.errors import ExitCode

log = logging.getLogger(__name__)

FORBIDDEN: Final = 403
LOOKS: Final = 3
"""How often live is read for a create that may have been made but is not shown yet."""
PAUSE: Final = 1.0
"""Seconds before the second look, doubled before each further one."""
_LAGS: Final = "live does not show yet what was made"

NOT_SETTLED: Final = Trouble("not-settled", "Nobody has checked yet whether it is there.")
STOPPED: Final = Trouble("interrupted", "The run was interrupted before it was sent.")
TOO_LATE: Final = Trouble(
    "out-of-time", "It was not sent, to leave time until the deadline for reading live again."
)
NO_TIME: Final = Trouble(
    "out-of-time", "No answer had come when it was time to read live again before the deadline."
)
RETIRED: Final = f"The call is being retired; its announced successor is: {SUCCESSOR}."
CLOSED: Final = Trouble(
    "creates-refused", f"The API refuses creates as a whole, so it was not sent. {RETIRED}"
)
NO_RIGHT: Final = Trouble(
    "creates-refused",
    "The API refuses creates as a whole, so it was not sent. The login may lack the right to "
    f"create (write access to Target Loyalty). Or it has it: {RETIRED[0].lower()}{RETIRED[1:]}",
)
DENIED: Final = Trouble("credentials-refused", "The credentials were refused, so it was not sent.")

Replan: TypeAlias = Callable[[], Awaitable[Plan]]
Report: TypeAlias = Callable[[Callable[[], Receipt]], None]
"""Told after every change; asks for the receipt only if it wants it now."""


class Applied(Struct, frozen=True):
    """What an apply came to.

    Attributes:
        after: the last plan made afterwards; None when live could not be read again.
        stopped_by: the attempt that made further ones pointless, if any.
        unread: why live could not be read and planned again, if so.
    """

    receipt: Receipt
    after: Plan | None
    stopped_by: Attempt | None = None
    unread: Exception | None = None


async def apply_plan(
    plan: Plan,
    api: Api,
    *,
    replan: Replan,
    report: Report,
    stop: asyncio.Event,
    concurrency: int,
    reserve: float,
) -> Applied:
    """Create what the plan says is missing.

    Args:
        plan: what to create; its drift and blocks are left alone.
        api: a connection that may write.
        replan: reads live again and makes a plan of the same campaigns.
        report: told after every change, and may ask for the receipt as it stands, also after a
            cancellation. Only before the first create does its failure end the run.
        stop: once set, nothing more is sent; what is under way is settled.
        concurrency: how many creates may be under way at once.
        reserve: seconds before the deadline from which on time belongs to reading live again.
    """
    run = _Run(plan, api, report, stop, concurrency, reserve)
    report(run.receipt)
    try:
        await run.send_all()
        after, unread = await _look(run, replan)
    except asyncio.CancelledError:
        run.give_up()
        raise
    return run.settle(after, unread)


def exit_code(applied: Applied, plan: Plan, *, interrupted: bool) -> ExitCode:
    """The exit code of an apply.

    OK when all that was to be created is there as declared; drift elsewhere does not count.
    """
    receipt = applied.receipt
    if applied.stopped_by and not any(
        receipt.count(each) for each in (Created, AlreadyExists, Unconfirmed)
    ):
        return ExitCode.DENIED
    if not plan.creates:
        return ExitCode.GUARDED if plan.summary.blocked else ExitCode.OK
    changes = () if applied.after is None else applied.after.changes
    in_sync = {change.name for change in changes if kind_of(change) is InSync}
    is_there = all(create.name in in_sync for create in plan.creates)
    if is_there and not plan.summary.blocked and not interrupted:
        return ExitCode.OK
    return ExitCode.PARTIAL


def stop_message(attempt: Attempt) -> str:
    """One message for all creates that were not sent because of this attempt."""
    said = "" if attempt.problem is None else f" The API said: {attempt.problem.message}"
    because = _because(attempt).message
    return f"{because.replace('it was not sent', 'nothing more was sent')}{said}"


def stop_hint(attempt: Attempt) -> str:
    """What to do once an attempt has stopped a run."""
    first = {
        DENIED: "'reconciler doctor' tries the login; correct it",
        NO_RIGHT: "'reconciler doctor' says what the login may do; ask for the right",
        CLOSED: "'reconciler doctor' says what is offered; ask support whether creates stay",
    }[_because(attempt)]
    return f"{first}, then plan and apply again: what is there by now is not sent again."


async def _look(run: "_Run", replan: Replan) -> tuple[Plan | None, Exception | None]:
    """Plan again, a few times if live does not show yet what may have been made."""
    after: Plan | None = None
    try:
        for look in range(LOOKS):
            pause = PAUSE * 2 ** (look - 1) if look else 0.0
            if look and not run.has_time_for(pause):
                break
            with run.api.status.waiting(_LAGS, pause, call_later):
                await asyncio.sleep(pause)
            after = await replan()
            if run.is_shown(after):
                break
    except Exception as error:  # whatever it is, the receipt must not be lost
        log.debug("live was not read again", exc_info=True)
        return after, error
    return after, None


class _Run(Struct):
    """One apply under way: what was attempted, and the receipt as it stands."""

    plan: Plan
    api: Api
    report: Report
    stop: asyncio.Event
    concurrency: int
    reserve: float
    sent: set[str] = set()
    attempts: dict[str, Attempt] = {}
    denied: int = 0
    stops: list[Attempt] = []
    outcomes: dict[str, Outcome] = {}

    def __post_init__(self) -> None:
        for each in self.plan.changes:
            if isinstance(each, Create):
                self.outcomes[each.name] = Unconfirmed(each.name, each.file, NOT_SETTLED)
            elif isinstance(each, Blocked):
                why = Trouble(each.reason.code, each.reason.message)
                self.outcomes[each.name] = Skipped(each.name, each.file, why)

    async def send_all(self) -> None:
        """Send every create once, the first one alone."""
        queue = iter(self.plan.creates)

        async def work() -> None:
            for create in queue:
                await self._send(create)

        for create in queue:
            await self._send(create)
            break
        async with asyncio.TaskGroup() as group:
            for _ in range(self.concurrency):
                group.create_task(work())

    async def _send(self, create: Create) -> None:
        attempt = await self._attempt(create)
        self.attempts[create.name] = attempt
        self.outcomes[create.name] = _first_word(create, attempt)
        # A token that ran out refuses what is under way; what is sent afterwards has a new one.
        self.denied = self.denied + 1 if attempt.verdict is Verdict.DENIED else 0
        patience = self.concurrency if self.api.renews_credentials else 0
        if attempt.verdict is Verdict.CLOSED or self.denied > patience:
            self.stops.append(attempt)  # no further create will fare better
        try:
            self.report(self.receipt)
        except Exception:  # who cannot listen must not stop what was begun
            log.debug("the receipt could not be reported", exc_info=True)

    async def _attempt(self, create: Create) -> Attempt:
        def may_send() -> bool:
            if self._obstacle() is not None:
                return False
            self.sent.add(create.name)
            return True

        attempt = Attempt(Verdict.WITHHELD)
        try:
            if self._obstacle() is None:
                async with asyncio.timeout(self._time_to_send()):
                    attempt = await create_group(self.api, create.body, may_send=may_send)
        except TimeoutError:
            if create.name in self.sent:
                attempt = Attempt(Verdict.OPEN, problem=NO_TIME)
        except Exception as error:  # a fault of ours must not stop the other creates
            log.debug("a create failed unexpectedly", exc_info=True)
            # Its text is not shown: nobody knows what it holds.
            words = f"An unexpected {type(error).__name__} came up: a bug in reconciler."
            verdict = Verdict.OPEN if create.name in self.sent else Verdict.NOT_DONE
            attempt = Attempt(verdict, problem=Trouble("unexpected", words))
        if attempt.verdict is Verdict.WITHHELD:
            return replace(attempt, problem=self._obstacle() or TOO_LATE)
        return attempt

    def _obstacle(self) -> Trouble | None:
        """Why nothing more may be sent, if so."""
        if self.stops:
            return _because(self.stops[0])
        if self.stop.is_set():
            return STOPPED
        return None if self.has_time_for(0.0) else TOO_LATE

    def has_time_for(self, seconds: float) -> bool:
        """Whether so many seconds can be spent before time belongs to reading live again."""
        left = self._time_to_send()
        return left is None or left > seconds

    def _time_to_send(self) -> float | None:
        left = self.api.remaining
        return None if left is None else max(0.0, left - self.reserve)

    def is_shown(self, after: Plan) -> bool:
        """Whether the read shows everything that should or may be there."""
        there = _there(after)
        return all(
            name in there
            for name, attempt in self.attempts.items()
            if attempt.verdict in {Verdict.DONE, Verdict.OPEN, Verdict.NAME_TAKEN}
        )

    def give_up(self) -> None:
        """Say of what was never sent that it was not; the rest stays as it is."""
        for create in self.plan.creates:
            if create.name not in self.sent | self.attempts.keys():
                self.outcomes[create.name] = Skipped(create.name, create.file, STOPPED)

    def settle(self, after: Plan | None, unread: Exception | None) -> Applied:
        """Let what the read shows decide every outcome."""
        there = {} if after is None else _there(after)
        for create in self.plan.creates:
            attempt = self.attempts[create.name]
            # Unread, only what the answer itself proves can be said.
            self.outcomes[create.name] = (
                _first_word(create, attempt)
                if after is None
                else _settle(create, attempt, there.get(create.name))
            )
        receipt = self.receipt()
        if after is not None:
            converged = not after.summary.has_changes
            receipt = replace(receipt, remaining=after.summary, converged=converged)
        return Applied(receipt, after, self.stops[0] if self.stops else None, unread)

    def receipt(self) -> Receipt:
        """The receipt as it stands."""
        return Receipt(
            self.plan.environment,
            self.plan.plan_id,
            tuple(self.outcomes.values()),
            diagnostics=self.plan.diagnostics,
            acknowledged={
                each.name: each.acknowledged for each in self.plan.creates if each.acknowledged
            },
        )


def _because(attempt: Attempt) -> Trouble:
    if attempt.verdict is not Verdict.CLOSED:
        return DENIED
    is_forbidden = attempt.problem is not None and attempt.problem.status == FORBIDDEN
    return NO_RIGHT if is_forbidden else CLOSED


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
        case Verdict.WITHHELD:
            return Skipped(create.name, create.file, problem)
        case Verdict.NOT_DONE | Verdict.CLOSED | Verdict.DENIED:
            return Failed(create.name, create.file, problem)


def _settle(create: Create, attempt: Attempt, found: int | None) -> Outcome:
    """What is true after a look."""
    if found is None and attempt.verdict is Verdict.DONE:
        message = f"The API answered that it made group {attempt.id}, but no read shows it."
        return Unconfirmed(create.name, create.file, Trouble("not-shown", message))
    if found is None:
        return _first_word(create, attempt)
    if attempt.verdict in {Verdict.DONE, Verdict.OPEN}:
        return Created(create.name, create.file, found, attempt.problem)
    return AlreadyExists(create.name, create.file, found, attempt.problem)


def _there(after: Plan) -> Mapping[str, int]:
    """Campaigns that the plan found live, with their ids."""
    return {change.name: change.id for change in after.live}
