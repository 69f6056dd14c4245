"""``reconciler sandbox``: the loyalty API on this machine."""

from datetime import date
from pathlib import Path
from typing import Final

import click

from reconciler.cli.options import common, day
from reconciler.cli.session import SANDBOX_FILE, Session, pass_session
from reconciler.clock import check_sandbox_day
from reconciler.core.exact_json import Json, decode
from reconciler.errors import UsageError
from reconciler.files import read_file
from reconciler.render.safe import visible
from reconciler.render.terminal import plural

MOST_SEEDED: Final = 1 << 28
"""Bytes of one file."""


@click.group("sandbox")
@common
def command() -> None:
    """The API on this machine: serve it, reset it, change what it holds, set its clock."""


@command.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, help="Port; 0 takes a free one.")
@click.option("--twins/--no-twins", default=None, help="Make return-bill twins, as some do.")
@click.option("--zone", metavar="OFFSET", help="The server's own time zone, such as +0530.")
@common
@pass_session
def serve(session: Session, host: str, port: int, *, twins: bool | None, zone: str | None) -> None:
    """Serve the sandbox over HTTP until Ctrl-C; what it holds outlives it."""
    from dataclasses import replace  # noqa: PLC0415 - for the sandbox only

    from reconciler.sandbox.serve import serve as run  # noqa: PLC0415 - as above

    with session.open_sandbox() as kept:
        options = kept.options
    changes: dict[str, bool | str] = {}
    if twins is not None:
        changes["return_bill_twins"] = twins
    if zone is not None:
        changes["time_zone_offset"] = zone
    try:
        options = replace(options, **changes)  # type: ignore[arg-type]
        with session.open_sandbox(options) as store:
            run(store, host, port, started=_say)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"The sandbox cannot be served: {error}.", hint="Choose others: --host, --port, --zone."
        ) from error


@command.command("reset")
@common
@pass_session
def reset(session: Session) -> None:
    """Forget everything that the sandbox holds, and the day that its clock was set to."""
    with session.open_sandbox() as store:
        store.reset()
    click.echo(f"{SANDBOX_FILE.as_posix()} is empty.")


@command.command("clock")
@click.argument("to", required=False, metavar="[DAY]", type=day)
@click.option("--unset", is_flag=True, help="Go by the settings again, or else by this machine.")
@common
@pass_session
def clock(session: Session, to: date | None, *, unset: bool) -> None:
    """Let it be DAY in the sandbox until the clock is set again; without DAY, say what day it is.

    What is past, runs or begins is told by that day, in the sandbox and in every environment that
    is a sandbox. Other environments go by this machine's clock, whatever is set here.
    """
    if to is not None and unset:
        raise click.UsageError("Give either a DAY or --unset.")
    if to is not None:
        _check_day(to)
    with session.open_sandbox() as store:
        if to is not None or unset:
            store.set_clock(to)
        now = store.local_now().date()
    click.echo(f"It is {now.isoformat()} in the sandbox.")


@command.command("seed")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@common
@pass_session
def seed(session: Session, files: tuple[Path, ...]) -> None:
    """Put groups and promotions into the sandbox, with their ids, from the API's own JSON.

    FILE holds an answer of GET /v3/milestones, /v3/targetGroups or /v3/promotions as it came, a
    row of one, or a list of rows. What is there under the same id is replaced; of all files
    nothing is put in unless everything can be.
    """
    from reconciler.sandbox.seeding import SeedError, read_seed  # noqa: PLC0415 - seldom needed
    from reconciler.sandbox.store import NameTakenError  # noqa: PLC0415 - as above

    groups, promotions = list[Json](), list[Json]()
    for file in files:
        try:
            found = read_seed(read_file(file, most=MOST_SEEDED))
        except (OSError, SeedError) as error:
            raise UsageError(
                f"{visible(str(file))} cannot be put into the sandbox: {error}. Nothing was.",
                hint="Give what the API answered to GET /v3/milestones or GET /v3/promotions.",
            ) from error
        groups += found.groups
        promotions += found.promotions
    try:
        with session.open_sandbox() as store:
            store.seed(groups, promotions)
    except NameTakenError as error:
        raise UsageError(
            f"Nothing was put into the sandbox: {visible(error.kind)} belongs to another group.",
            hint="'reconciler sandbox reset' empties it.",
        ) from error
    told = f"{plural(len(groups), 'group')} and {plural(len(promotions), 'promotion')}"
    click.echo(f"{told} put into the sandbox.")


@command.command("edit")
@click.argument("name")
@click.argument("changes", nargs=-1, required=True, metavar="PATH=VALUE...")
@common
@pass_session
def edit(session: Session, name: str, changes: tuple[str, ...]) -> None:
    """Change the group NAME behind the tool's back, as somebody in the console would.

    PATH leads into the stored group, such as description or targets/0/defaultValues/0/defaultValue.
    VALUE is JSON, or else text.
    """
    with session.open_sandbox() as store:
        found = [group["id"] for group in store.groups() if group["name"] == name]
        if not found:
            raise UsageError(
                f"The sandbox has no group '{name}'.", hint="'reconciler audit' lists them."
            )
        try:
            store.edit(found[0], lambda group: _set_all(group, changes))
        except (LookupError, ValueError, TypeError) as error:
            raise UsageError(
                f"The group cannot be changed like that: {error}.",
                hint="Write PATH=VALUE, such as targets/0/name=Spring.",
            ) from error
    click.echo(visible(f"changed group {found[0]} in the sandbox: {', '.join(changes)}"))


def _check_day(day: date) -> None:
    try:
        check_sandbox_day(day)
    except ValueError as error:
        raise click.UsageError(f"The clock cannot stand at {day}. {error}") from None


def _set_all(group: Json, changes: tuple[str, ...]) -> None:
    for change in changes:
        _set(group, change)


def _set(group: Json, change: str) -> None:
    path, _, text = change.partition("=")
    *parents, last = path.split("/")
    for step in parents:
        group = group[int(step) if isinstance(group, list) else step]
    try:
        value = decode(text)
    except ValueError:
        value = text
    group[int(last) if isinstance(group, list) else last] = value


def _say(address: str) -> None:
    click.echo(
        f"The sandbox listens on {address} (user and password: sandbox; Ctrl-C ends it).", err=True
    )
