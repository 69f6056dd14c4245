"""``reconciler apply``: creates what is missing; the only command that writes to the API."""

import asyncio
import contextlib
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli.options import common, format_option, source_option
from reconciler.cli.session import Session, pass_session, wants_color
from reconciler.errors import StalePlan, UsageError

if TYPE_CHECKING:
    from reconciler.api.client import Api
    from reconciler.apply import Applied
    from reconciler.campaigns.load import Loaded
    from reconciler.core.outcome import Receipt
    from reconciler.core.plan import Plan

RECEIPT_INTERVAL = 0.25
"""Seconds between two writings of the receipt file while creates are under way."""


@click.command("apply")
@click.argument("plan", required=False, type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--max-creates", type=click.IntRange(min=0), help="Allow so many creates.")
@click.option("--expect", metavar="PLAN_ID", help="Refuse any plan but this one.")
@click.option("--deadline", type=click.FloatRange(min=0), help="Seconds that the run may take.")
@click.option("--receipt", type=click.Path(path_type=Path), help="Keep the receipt in this file.")
@source_option
@format_option("text", "json")
@common
@pass_session
def command(
    session: Session,
    plan: Path | None,
    *,
    yes: bool,
    max_creates: int | None,
    expect: str | None,
    deadline: float | None,
    receipt: Path | None,
    source: str | None,
    form: str,
) -> None:
    """Create the campaigns that are missing, each at most once, and read live again.

    With the saved PLAN, exactly its creates, and nothing when they have changed since. Drift is
    reported and never forced back.
    """
    run = _Run(session, form=form, source=source, receipt=receipt, yes=yes)
    limit = max_creates if max_creates is not None else session.environment.max_creates
    sys.exit(asyncio.run(run.run(plan, most=limit, expect=expect, deadline=deadline)))


class _Run:
    """One apply, from the files to the exit code."""

    def __init__(
        self,
        session: Session,
        *,
        form: str,
        source: str | None,
        receipt: Path | None,
        yes: bool,
    ) -> None:
        self.session = session
        self.form = form
        self.source = source
        self.receipt = receipt
        self.yes = yes

    async def run(
        self, saved: Path | None, *, most: int, expect: str | None, deadline: float | None
    ) -> int:
        from reconciler.core.guards import check_number  # noqa: PLC0415 - help needs it not

        loaded = self.session.load()
        async with self.session.connect(read_only=False, deadline=deadline) as api:
            plan = await self._plan(api, loaded)
            reviewed = plan
            if saved is not None:
                reviewed, plan = _bound(plan, saved)
            if expect is not None and reviewed.plan_id != expect:
                raise StalePlan(
                    f"The plan is {reviewed.plan_id}, not {expect}: files or live have changed.",
                    hint="Review the new plan: reconciler plan",
                )
            check_number(plan, most)
            self._confirm(plan)
            return await self._apply(api, loaded, plan)

    async def _plan(self, api: "Api", loaded: "Loaded") -> "Plan":
        from reconciler.cli.planning import read_and_plan  # noqa: PLC0415 - slow to import

        return await read_and_plan(self.session, api, loaded, source=self.source)

    def _confirm(self, plan: "Plan") -> None:
        if self.yes or not plan.creates:
            return
        if not sys.stdin.isatty():
            raise UsageError(
                "There is no terminal to ask on; nothing was sent.",
                hint="Run apply with --yes once the plan has been reviewed.",
            )
        from reconciler.render.plan_text import plan_to_text  # noqa: PLC0415 - rich is slow

        click.echo(plan_to_text(plan, color=wants_color(sys.stderr)), err=True)
        count = len(plan.creates)
        noun = "campaign" if count == 1 else "campaigns"
        click.confirm(f"Create {count} {noun} in {plan.environment}?", abort=True, err=True)

    async def _apply(self, api: "Api", loaded: "Loaded", plan: "Plan") -> int:
        from reconciler.apply import apply_plan, exit_code  # noqa: PLC0415 - help needs it not

        stop = asyncio.Event()
        progress = _Progress(len(plan.creates), self.receipt)
        with _interruptible(stop):
            applied = await apply_plan(
                plan,
                api,
                replan=lambda: self._plan(api, loaded),
                report=progress.report,
                stop=stop,
                concurrency=self.session.environment.concurrency,
            )
        progress.write(applied.receipt)
        self._show(applied)
        return exit_code(applied, plan, interrupted=stop.is_set())

    def _show(self, applied: "Applied") -> None:
        from reconciler.core.exact_json import encode  # noqa: PLC0415 - help needs it not
        from reconciler.core.outcome import receipt_to_json  # noqa: PLC0415
        from reconciler.render.receipt_text import receipt_to_text  # noqa: PLC0415

        if self.form == "json":
            click.echo(encode(receipt_to_json(applied.receipt), indent=2))
        else:
            text = receipt_to_text(applied.receipt, color=wants_color(sys.stdout))
            click.echo(text, nl=False)
        if applied.stopped_by is not None and applied.stopped_by.problem is not None:
            from reconciler.apply import stop_message  # noqa: PLC0415

            click.echo(f"error: {stop_message(applied.stopped_by)}", err=True)
        if applied.unread is not None:
            click.echo(f"error: live was not read again: {applied.unread.message}", err=True)


def _bound(plan: "Plan", path: Path) -> "tuple[Plan, Plan]":
    """The saved plan, and what it creates if that is what would be created now.

    Raises:
        StalePlan: the saved plan was edited, belongs elsewhere, or no longer fits.
    """
    from reconciler.cli.plan_files import read_plan  # noqa: PLC0415 - slow to import
    from reconciler.core.saved import bind  # noqa: PLC0415

    saved = read_plan(path)
    return saved, bind(saved, plan)


class _Progress:
    """A bar on a terminal, and the receipt file that is true at any moment."""

    def __init__(self, total: int, path: Path | None) -> None:
        self.path = path
        self.total = total
        self.done = -1  # the first report is of nothing done
        self.written = float("-inf")

    def report(self, receipt: "Callable[[], Receipt]") -> None:
        """Take note of one more change."""
        self.done += 1
        if sys.stderr.isatty() and self.total:
            end = "\n" if self.done == self.total else ""
            click.echo(f"\rcreating {self.done} of {self.total}{end}", err=True, nl=False)
        if self.path is not None and time.monotonic() - self.written >= RECEIPT_INTERVAL:
            self.write(receipt())

    def write(self, receipt: "Receipt") -> None:
        """Replace the receipt file, if one is kept."""
        if self.path is None:
            return
        from reconciler.cli.plan_files import write_whole  # noqa: PLC0415 - help needs it not
        from reconciler.core.exact_json import encode  # noqa: PLC0415
        from reconciler.core.outcome import receipt_to_json  # noqa: PLC0415

        write_whole(self.path, encode(receipt_to_json(receipt), indent=2) + "\n")
        self.written = time.monotonic()


@contextlib.contextmanager
def _interruptible(stop: asyncio.Event) -> Iterator[None]:
    """Let the first Ctrl-C settle what is under way; a second one ends at once."""
    loop = asyncio.get_running_loop()

    def interrupt() -> None:
        stop.set()
        loop.remove_signal_handler(signal.SIGINT)
        click.echo(
            "\nInterrupted: nothing more is sent; what is under way is settled. "
            "Ctrl-C again ends at once.",
            err=True,
        )

    try:
        loop.add_signal_handler(signal.SIGINT, interrupt)
    except NotImplementedError:  # not on this platform: Ctrl-C ends at once
        yield
        return
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
