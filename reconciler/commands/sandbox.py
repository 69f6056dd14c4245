"""``reconciler sandbox``: the loyalty API on this machine."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import click
from msgspec.structs import replace

from reconciler.clock import check_sandbox_day
from reconciler.commands.destination import read_given
from reconciler.commands.notes import done, note
from reconciler.commands.sandbox_file import open_sandbox
from reconciler.commands.session import Session
from reconciler.core.exact_json import Json
from reconciler.errors import UsageError
from reconciler.near_files import did_you_mean_path
from reconciler.render.command_json import versioned
from reconciler.render.safe import json_text, visible
from reconciler.sandbox.calls import CALLS, LEAST_STATUS, MOST_STATUS
from reconciler.sandbox.clock import stamp
from reconciler.sandbox.console import ChangeError, carry_out, read_change
from reconciler.sandbox.seeding import SeedError, read_seed
from reconciler.sandbox.store import NameTakenError, Store
from reconciler.words import did_you_mean, plural

_SEEDS: Final = (
    "Give what the API answered to GET /v3/milestones or GET /v3/promotions; 'reconciler sandbox "
    "seed --help' says which keys are needed."
)

MOST_SEEDED: Final = 1 << 28
"""Bytes of one file."""


def serve(session: Session, host: str, port: int, *, twins: bool | None, zone: str | None) -> None:
    """Serve the sandbox over HTTP until Ctrl-C; what it holds outlives it."""
    try:
        from reconciler.sandbox import serve as serving  # noqa: PLC0415 - uvicorn: 100 ms
    except ModuleNotFoundError as error:
        raise UsageError(
            "The sandbox cannot be served: uvicorn is not installed.",
            hint="Install it beside the reconciler: pip install 'uvicorn>=0.34,<1'. Environments "
            "with sandbox = true need no server.",
        ) from error
    with open_sandbox(session) as kept:
        options = kept.options
    changes: dict[str, bool | str] = {}
    if twins is not None:
        changes["return_bill_twins"] = twins
    if zone is not None:
        changes["time_zone_offset"] = zone
    try:
        options = replace(options, **changes)
    except ValueError:
        raise UsageError(
            f"The sandbox cannot be served: '{zone}' is not an offset.",
            hint="Write --zone as +0530.",
        ) from None
    try:
        with open_sandbox(session, options) as store:
            told = "The sandbox listens on {} (user and password: sandbox; Ctrl-C ends it)."
            serving.serve(store, host, port, started=lambda address: note(told.format(address)))
    except serving.CannotListen as error:
        raise UsageError(
            f"The sandbox cannot be served: {error.reason}.", hint=error.hint
        ) from error


def reset(session: Session, *, form: str) -> None:
    """Forget everything that the sandbox holds, and the day that its clock was set to."""
    with open_sandbox(session) as store:
        store.reset()
    _show(form, f"{session.sandbox_file.as_posix()} is empty.", groups=0, promotions=0)


def clock(session: Session, to: date | None, *, unset: bool, form: str) -> None:
    """Set the sandbox's clock, if a day is given or --unset, and say what day it is there."""
    if to is not None and unset:
        raise click.UsageError("Give either a DAY or --unset.")
    if to is not None:
        try:
            check_sandbox_day(to)
        except ValueError as error:
            raise click.UsageError(f"The clock cannot be set to {to}. {error}") from None
    with open_sandbox(session) as store:
        if to is not None or unset:
            store.set_clock(to)
        now = store.local_now().date()
    day = now.isoformat()
    is_asked = to is None and not unset
    _show(form, f"It is {day} in the sandbox.", is_asked=is_asked, day=day)


def seed(session: Session, files: tuple[Path, ...], *, form: str) -> None:
    """Put the groups and promotions of all files into the sandbox, or none."""
    groups, promotions = list[Json](), list[Json]()
    for file in files:
        try:
            found = read_seed(read_given(file, most=MOST_SEEDED))
        except (OSError, SeedError) as error:
            why = error.strerror or "" if isinstance(error, OSError) else str(error)
            raise UsageError(
                f"{visible(str(file))} cannot be put into the sandbox: {why}. Nothing was.",
                hint=visible(did_you_mean_path(file, otherwise=_SEEDS)),
            ) from error
        groups += found.groups
        promotions += found.promotions
        for each in found.notes:
            note(f"note: in {visible(str(file))}, {visible(each)}")
    try:
        with open_sandbox(session) as store:
            store.seed(groups, promotions)
    except NameTakenError as error:
        raise UsageError(
            f"Nothing was put into the sandbox: {visible(error.kind)} belongs to another group.",
            hint="'reconciler sandbox reset' empties it.",
        ) from error
    told = f"{plural(len(groups), 'group')} and {plural(len(promotions), 'promotion')}"
    text = f"{told} put into the sandbox."
    _show(form, text, groups=len(groups), promotions=len(promotions))


def calls(session: Session, changes: tuple[str, ...], *, form: str) -> None:
    """Switch calls off or on, and list them."""
    wanted = [_switched(change) for change in changes]
    if any(call == "token" for call, _ in wanted):
        note(
            "note: 'token' is the login with a client key, and is asked over HTTP alone: an "
            "environment that is a sandbox signs with a user and a password."
        )
    with open_sandbox(session) as store:
        for call, status in wanted:
            store.switch_call(call, status)
        off = store.calls_off
    lines = [f"{call:12}{f'off, HTTP {off[call]}' if call in off else 'on'}" for call in CALLS]
    rows = [
        {"call": call} | ({"state": "off", "status": off[call]} if call in off else {"state": "on"})
        for call in CALLS
    ]
    _show(form, "\n".join(lines), is_asked=not wanted, calls=rows)


def edit(session: Session, name: str, changes: tuple[str, ...], *, form: str) -> None:
    """Change a stored group, each change written as PATH=VALUE."""
    try:
        wanted = [read_change(change) for change in changes]
        with open_sandbox(session) as store:
            number = int(_group_called(session, store, name)["id"])
            store.edit(number, lambda group: carry_out(group, wanted))
    except ChangeError as error:
        raise UsageError(
            visible(f"The group cannot be changed like that: {error}"),
            hint="Nothing was changed. 'reconciler sandbox edit --help' says more.",
        ) from error
    except NameTakenError as error:
        raise UsageError(
            "The group cannot be changed like that: something else in the sandbox has the name.",
            hint="Nothing was changed; choose another name.",
        ) from error
    text = visible(f"changed group {number} in the sandbox: {', '.join(changes)}")
    _show(form, text, changed=number)


def progress(
    session: Session,
    customer: int,
    name: str,
    value: Decimal,
    *,
    target: str | None,
    period: str | None,
    form: str,
) -> None:
    """Let a customer have reached a value, in the period that runs unless one is named."""
    with open_sandbox(session) as store:
        group = _group_called(session, store, name)
        now = store.local_now()
        chosen = _part(group, "targets", "name", target)
        today = now.date().isoformat()
        runs = (each for each in group["periods"] if each["startDate"] <= today <= each["endDate"])
        usual = next(runs, None) if period is None else None
        at = usual or _part(group, "periods", "refCode", period)
        goals = {each["periodId"]: each["defaultValue"] for each in chosen["defaultValues"]}
        is_there = at["id"] in goals and value >= Decimal(str(goals[at["id"]]))
        reached = stamp(now) if is_there else None
        store.set_progress(customer, chosen["id"], at["id"], value, reached)
    text = f"customer {customer} has {value} of '{chosen['name']}' in '{at['refCode']}'."
    _show(form, visible(text), changed=int(group["id"]))


def _group_called(session: Session, store: Store, name: str) -> Json:
    """The group of a name, as the API looks it up: without regard to case."""
    groups = store.groups()
    for each in groups:
        if each["name"].casefold() == name.casefold():
            return each
    otherwise = "'reconciler audit' lists them."
    if not groups:
        otherwise = "It is empty: 'reconciler apply' or 'reconciler sandbox seed' fills it."
    if not session.config.exists():
        otherwise += (
            f" There is no {visible(str(session.config))}, so this is not the sandbox of any "
            "settings: run it in their folder, or name them with --config."
        )
    raise UsageError(
        f"The sandbox has no group '{name}'.",
        hint=did_you_mean(name, [each["name"] for each in groups], otherwise=otherwise),
    )


def _part(group: Json, kind: str, key: str, name: str | None) -> Json:
    """A target or period by its name; the only one, where none is named."""
    parts = group[kind]
    found = [each for each in parts if name is None or each[key].casefold() == name.casefold()]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(f"'{each[key]}'" for each in parts)
    what = kind.removesuffix("s")
    asked = f"no {what} '{name}'" if name is not None else f"{plural(len(parts), what)}"
    raise UsageError(
        visible(f"'{group['name']}' has {asked}. Nothing was changed."),
        hint=visible(f"Give --{what} with one of {listed}." if parts else "It takes one."),
    )


def _switched(change: str) -> tuple[str, int | None]:
    call, _, text = change.partition("=")
    if call not in CALLS:
        raise click.UsageError(f"There is no call '{call}'. Calls: {', '.join(CALLS)}.")
    if text == "on":
        return call, None
    if not (text.isascii() and text.isdigit() and LEAST_STATUS <= int(text[:4]) <= MOST_STATUS):
        raise click.UsageError(
            f"'{change}' is not understood. Write {call}=on, or a status from {LEAST_STATUS} to "
            f"{MOST_STATUS}, such as {call}=404."
        )
    return call, int(text)


def _show(form: str, text: str, *, is_asked: bool = False, **data: Json) -> None:
    """Say what was done, or what was asked for, which is said with ``--quiet`` as well."""
    if form == "json":
        click.echo(json_text(versioned(**data)))
    elif is_asked:
        click.echo(text)
    else:
        done(text)
