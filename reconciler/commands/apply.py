"""``reconciler apply``: creates what is missing; the only command that writes to the API."""

import asyncio
import contextlib
import shlex
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from msgspec import Struct
from msgspec.structs import replace

from reconciler.api.client import Api
from reconciler.apply import apply_plan, exit_code, stop_hint, stop_message
from reconciler.campaigns.load import Loaded
from reconciler.campaigns.working_tree import changed_files
from reconciler.commands.destination import DASH, Destination, json_destination, put
from reconciler.commands.github_outputs import write_outputs
from reconciler.commands.loading import load
from reconciler.commands.notes import agrees, is_quiet, note
from reconciler.commands.origin import origin_of
from reconciler.commands.overwrite import Result, keep_apart
from reconciler.commands.plan_files import read_plan, tool
from reconciler.commands.receipt_file import Progress, keep_earlier, now
from reconciler.commands.session import Session
from reconciler.core.guards import check_number
from reconciler.core.outcome import WORDS, Receipt, receipt_to_json
from reconciler.core.plan import Plan
from reconciler.core.reasons import PERHAPS_A_COPY, PERHAPS_RENAMED
from reconciler.core.resource import name_key
from reconciler.core.saved import bind, check_expected, check_place
from reconciler.errors import ExitCode, ReconcilerError, StalePlan, UsageError
from reconciler.planning.read_and_plan import Wanted, first_plan, read_and_plan
from reconciler.render.plan_text import note_lines, plan_lines
from reconciler.render.receipt_text import receipt_lines
from reconciler.render.safe import json_text, visible
from reconciler.render.terminal import text_for
from reconciler.target_group.columns import Source
from reconciler.words import first_of, plural

MOST_NAMED = 3
"""Campaigns that a note names; the rest is counted."""
_PAYS_TWICE = frozenset({PERHAPS_A_COPY.slug, PERHAPS_RENAMED.slug})
RESERVED = 2.0
"""So many times what the first look at live took is kept for the last, if there is a deadline; of
what is left then, never more than half."""


def run(
    session: Session,
    plan: Path | None,
    *,
    only: tuple[str, ...],
    yes: bool,
    max_creates: int | None,
    expect: str | None,
    deadline: float | None,
    receipt: Path | None,
    new_organisation: int | None,
    without_history: bool,
    source: str | None,
    form: str | None,
) -> None:
    """Apply, and exit with the outcome."""
    if plan is not None and only:
        raise UsageError(
            "A saved plan is carried out whole: --only does not go with it.",
            hint="Make a plan with 'reconciler plan --only NAME --out FILE', and apply that.",
        )
    if plan and receipt and DASH not in {plan, receipt} and plan.resolve() == receipt.resolve():
        raise UsageError(
            f"The receipt would replace the plan {plan}; nothing was sent.",
            hint="Keep the receipt in another file.",
        )
    keep_apart(session, receipt, Result.RECEIPT)
    kept = json_destination(receipt, form)
    run = Run(
        session,
        form=form or ("json" if kept is not None and kept.is_stdout else "text"),
        receipt=kept,
        yes=yes,
        wanted=Wanted(source, only, new_organisation, without_history),
    )
    limit = max_creates if max_creates is not None else session.environment.max_creates
    try:
        code = asyncio.run(run.run(plan, most=limit, expect=expect, deadline=deadline))
    except KeyboardInterrupt:
        if run.is_sending:
            raise
        raise ReconcilerError(
            "Interrupted; nothing was sent.",
            hint="'reconciler plan' shows what would be created.",
        ) from None
    sys.exit(code)


class Run(Struct):
    """One apply, from the files to the exit code; time is that of the loop it runs in.

    Attributes:
        wanted: what its plans are to be like.
        reserve: seconds before the deadline that are kept for the last look at live.
        run_url: the run of continuous integration that this is, if it is one.
        is_sending: whether something may have been sent.
    """

    session: Session
    form: str
    receipt: Destination | None
    yes: bool
    wanted: Wanted
    reserve: float = 0.0
    run_url: str | None = None
    is_sending: bool = False

    async def run(
        self, saved: Path | None, *, most: int, expect: str | None, deadline: float | None
    ) -> int:
        """Plan, or take the saved plan, and create what is missing; gives the exit code.

        Raises:
            ReconcilerError: it came to no creates; nothing was sent.
        """
        if self.receipt is not None and self.receipt.is_file:
            # Nothing was sent yet, and there is no plan; what an earlier run made stays on record.
            kept = keep_earlier(self.receipt.path)
            if kept is not None:
                note(visible(f"The receipt of an earlier run is kept as {kept}."))
            Progress(0, self.receipt).write(Receipt(self.session.name, plan_id="", outcomes=()))
        loaded = load(self.session)
        if not loaded.files and saved is None and expect is None and not self.wanted.only:
            return self._nothing_declared()
        reviewed = None if saved is None else self._reviewed(saved, expect)
        async with self.session.connect(read_only=False, deadline=deadline) as api:
            plan = await self._first_plan(api, loaded, reviewed, most)
            if reviewed is not None:
                plan = bind(reviewed, plan)
            check_expected(plan, expect, again=self._as_plan())
            check_number(plan, most)
            self._note_uncommitted(plan)
            self._confirm(plan)
            with api.status.counting("campaigns sent", len(plan.creates)) as count:
                progress = Progress(len(plan.creates), self.receipt, count)
                return await self._apply(api, loaded, plan, progress)

    def _reviewed(self, path: Path, expect: str | None) -> Plan:
        """The saved plan, if it is for this place; live is read in the way that it was for it."""
        saved, _ = read_plan(path)
        check_expected(saved, expect)
        org_id = self.session.environment.org_id
        check_place(saved, environment=self.session.name, org_id=org_id)
        if saved.source not in {"auto", *Source}:
            raise StalePlan(
                f"The plan {path} was read through {saved.source}, which this version does not "
                "know.",
                hint="Apply it with the version that made it, or make a new plan.",
            )
        self.wanted = replace(self.wanted, source=self.wanted.source or saved.source)
        return saved

    def _nothing_declared(self) -> int:
        """Say that there is nothing to do, without asking the API anything."""
        environment = self.session.environment
        plan = Plan(self.session.name, environment.source, environment.org_id, None, 0, ())
        receipt = Receipt(plan.environment, plan.plan_id, ())
        Progress(0, self.receipt).write(receipt)
        write_receipt_outputs(receipt)
        places = ", ".join(map(str, environment.folders))
        message = f"There are no campaign files in {places}: nothing to create."
        note(visible(message))
        if self.form != "text":
            self._show(receipt)
        return ExitCode.OK

    async def _first_plan(self, api: Api, loaded: Loaded, reviewed: Plan | None, most: int) -> Plan:
        """Plan behind all guards: for everything, what is asked for, or what was reviewed."""
        declared = {name_key(each.name) for each in loaded.campaigns}
        only = self.wanted.only
        if reviewed is not None:
            # Only so many names are asked for in one plan; those that were reviewed must be there.
            touched = (*reviewed.touched, *reviewed.records)
            only = [each.name for each in touched if name_key(each.name) in declared]
        origin, began = origin_of(self.session), now()
        wanted = replace(self.wanted, only=only, most=most)
        plan = await first_plan(self.session, api, lambda: loaded, wanted, origin)
        self.run_url = plan.origin.run_url
        self.reserve = min(RESERVED * (now() - began), (api.remaining or 0.0) / 2)
        return plan

    def _as_plan(self) -> str:
        """The command that plans as this run does."""
        words = ["reconciler", "plan"]
        words += [word for name in self.wanted.only for word in ("--only", name)]
        if self.wanted.source is not None:
            words += ["--source", self.wanted.source]
        if self.wanted.new_organisation is not None:
            words += ["--new-organisation", str(self.wanted.new_organisation)]
        words += ["--history-unavailable"] * self.wanted.without_history
        return shlex.join(words)

    def _note_uncommitted(self, plan: Plan) -> None:
        """Say of how many campaigns git would not know what they were called when they were made.

        Where git cannot say, as in no repository, nothing is said.
        """
        if not plan.origin.dirty or not plan.creates:
            return
        changed = {*(changed_files(self.session.base, "HEAD") or ())}
        found = [create.name for create in plan.creates if create.file in changed]
        if found:
            of = "campaign is" if len(found) == 1 else "campaigns are"
            names = first_of((f"'{name}'" for name in found), len(found), most=MOST_NAMED)
            message = (
                f"note: {len(found):,} {of} created from what is not committed: {names}. Commit it "
                "before you change it again: a campaign that is renamed before git knows its name "
                "looks like a new one."
            )
            note(visible(message))

    def _confirm(self, plan: Plan) -> None:
        """Ask whether to create, unless --yes has answered that.

        What creates may pay twice is then said before anything is sent, also with ``--quiet``;
        without it the receipt says that, and where somebody was asked, the plan did.
        """
        if not plan.creates:
            return
        if self.yes:
            if is_quiet():
                found = [each for each in plan.diagnostics if each.code in _PAYS_TWICE]
                lines = [*note_lines(found)][1:]  # without the empty line above them
                click.echo(text_for(sys.stderr, lines), err=True, nl=False)
            return
        if not sys.stdin.isatty():
            raise UsageError(
                "There is no terminal to ask on; nothing was sent.",
                hint="Run apply with --yes once the plan has been reviewed.",
            )
        click.echo(text_for(sys.stderr, plan_lines(plan)), err=True)
        # The event loop takes Ctrl-C for itself, and would only act on it after the answer.
        handler = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            many = plural(len(plan.creates), "campaign")
            is_agreed = agrees(f"Create {many} in {plan.environment}?")
        except click.Abort:  # Ctrl-C, and the end of input, mean no
            click.echo(err=True)
            is_agreed = False
        finally:
            signal.signal(signal.SIGINT, handler)
        if not is_agreed:
            raise ReconcilerError(
                "Not applied; nothing was sent.",
                hint="'reconciler plan' shows what would be created.",
            )

    async def _apply(self, api: Api, loaded: Loaded, plan: Plan, progress: Progress) -> int:
        stop = asyncio.Event()
        self.is_sending = True
        try:
            with _interruptible(stop):
                applied = await apply_plan(
                    plan,
                    api,
                    # For everything, whatever was asked for: so it is said what else is left.
                    replan=lambda: read_and_plan(
                        self.session, api, loaded, replace(self.wanted, only=())
                    ),
                    report=progress.report,
                    stop=stop,
                    concurrency=self.session.environment.concurrency,
                    reserve=self.reserve,
                )
        except asyncio.CancelledError:  # interrupted twice, or where signals cannot be handled
            return self._finish(progress, progress.latest(), ExitCode.PARTIAL)
        outcome = exit_code(applied, plan, interrupted=stop.is_set())
        code = self._finish(progress, applied.receipt, outcome)
        if applied.stopped_by is not None:
            stopped = applied.stopped_by
            click.echo(f"error: {visible(stop_message(stopped))}\n  {stop_hint(stopped)}", err=True)
        if applied.unread is not None:
            error = applied.unread
            said = error.message if isinstance(error, ReconcilerError) else type(error).__name__
            click.echo(
                f"error: live could not be read and planned again: {visible(said)}\n"
                "  Once the API answers, plan again: it shows what is there and what is left; then "
                "apply.",
                err=True,
            )
        return code

    def _finish(self, progress: Progress, receipt: Receipt, code: int) -> int:
        """Show the receipt, whether or not it can be kept in its file."""
        self.session.status.clear()
        try:
            progress.write(receipt)
        except UsageError as error:
            click.echo(f"error: {error.message} This is the receipt:", err=True)
            code = code or ExitCode.FAILURE
        write_receipt_outputs(receipt)
        if self.form != "text" or code or not is_quiet():
            self._show(receipt)
        return code

    def _show(self, receipt: Receipt) -> None:
        if self.form == "json":
            text = f"{json_text(receipt_to_json(receipt))}\n"
        elif self.form == "markdown":
            from reconciler.render.receipt_markdown import receipt_to_markdown  # noqa: PLC0415 - 30 ms

            text = receipt_to_markdown(receipt, tool=tool(), run_url=self.run_url)
        else:
            text = text_for(sys.stdout, receipt_lines(receipt))
        put(text, Destination(DASH), self.form)


def write_receipt_outputs(receipt: Receipt) -> None:
    """Hand on to later steps what became of an apply."""
    counts = {word.replace("-", "_"): receipt.count(kind) for kind, word in WORDS.items()}
    write_outputs({"plan_id": receipt.plan_id, **counts, "converged": receipt.converged})


@contextlib.contextmanager
def _interruptible(stop: asyncio.Event) -> Iterator[None]:
    """Let the first Ctrl-C settle what is under way; a second one ends at once.

    SIGTERM counts as well, since runners of jobs send it.
    """
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()

    def interrupt() -> None:
        if stop.is_set() and task is not None:
            task.cancel()
            return
        stop.set()
        click.echo(
            "\nInterrupted: nothing more is sent; what is under way is settled. "
            "Ctrl-C again ends at once.",
            err=True,
        )

    handled = []
    try:
        for each in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):  # then Ctrl-C cancels this task
                loop.add_signal_handler(each, interrupt)
                handled.append(each)
        yield
    finally:
        for each in handled:
            loop.remove_signal_handler(each)
