"""``reconciler doctor``: what works with this host, login and organisation; read-only."""

import asyncio
import contextlib
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple, TextIO

import click
from msgspec.structs import replace

from reconciler.api.auth import KEY_REFUSED, Credentials, OAuthCredentials
from reconciler.api.client import Api
from reconciler.api.envelope import HINTS
from reconciler.api.pacing import Limits, Pacer
from reconciler.api.transports import check_url, open_transport
from reconciler.api.watching import WatchingTransport
from reconciler.commands.access import SANDBOX_RATE, SANDBOX_URL, credentials, embedded
from reconciler.commands.destination import json_destination
from reconciler.commands.files import change_settings
from reconciler.commands.github_outputs import write_outputs, write_summary
from reconciler.commands.notes import note
from reconciler.commands.overwrite import Result, keep_apart
from reconciler.commands.session import Session
from reconciler.core.checkup import Call, Checkup, Login, Standing
from reconciler.core.exact_json import Json
from reconciler.doctor import reach, try_calls
from reconciler.errors import SettingsError, Unauthorized
from reconciler.render.checkup import (
    checkup_lines,
    checkup_markdown,
    checkup_to_json,
    checkups_to_json,
)
from reconciler.render.markdown import to_markdown
from reconciler.render.safe import json_text, visible
from reconciler.render.shapes_json import recorded
from reconciler.render.terminal import text_for

ATTEMPTS: Final = 2
"""Of each call: a person waits, and a failure that passes is no news."""
SECONDS: Final = 30.0
"""Without a byte of an answer, after which a call counts as failed."""


def wall_clock() -> float:
    """Seconds since 1970, by this machine."""
    return time.time()


class Examined(NamedTuple):
    """What was found out about one environment."""

    checkup: Checkup
    answers: Mapping[Call, Json]


def run(
    session: Session, *, of_all: bool, write: bool, record: Path | None, form: str | None
) -> None:
    """Examine one environment or all, and end with the code that this is worth."""
    if of_all and session.is_named:
        raise click.UsageError("Give either --all or --environment.")
    keep_apart(session, record, Result.SHAPES)
    shapes = json_destination(record, form, is_result=False)
    sessions = session.beside(tuple(session.settings.environments)) if of_all else [session]
    # One after the other: their hosts may be one, and its limit as well.
    examined = [asyncio.run(examine(each)) for each in sessions]
    checkups = [each.checkup for each in examined]
    if shapes is not None:
        data = json_text(recorded([(each.checkup.calls, each.answers) for each in examined]))
        if shapes.is_stdout:
            click.echo(data)
        else:
            shapes.write(f"{data}\n".encode())
            note(f"wrote the shapes of the answers to {visible(str(shapes.path))}")
    if write:
        checkups = _keep(session, checkups)
    is_aside = shapes is not None and shapes.is_stdout and form is None
    stream = sys.stderr if is_aside else sys.stdout
    text = _written(checkups, form or "text", of_all=of_all, stream=stream)
    click.echo(text, nl=False, err=is_aside)
    if form == "markdown":
        write_summary(text)
    standings = {each.standing for each in checkups}
    worst = (Standing.GONE, Standing.UNKNOWN, Standing.THERE)
    calls = next(each for each in worst if each in standings)
    gone = dict.fromkeys(call.value for each in checkups for call in each.gone)
    write_outputs({"calls": calls.value, "gone": ",".join(gone)})
    sys.exit(max(each.exit_code for each in checkups))


async def examine(session: Session) -> Examined:
    """Find out what works with the host, the login and the organisation of an environment."""
    environment = session.environment
    kept = environment.calls
    checkup = Checkup(
        environment=session.name,
        url=environment.url or "",
        source=environment.source,
        has_customer=environment.customer_id is not None,
        needs_promotions=environment.promotions == "required",
        org_id=environment.org_id,
        kept=None if kept is None else tuple(map(Call, kept)),
    )
    asking: Credentials | None = None
    try:
        asking = credentials(session)
    except SettingsError as error:
        checkup = replace(checkup, login=Login.MISSING, trouble=_told(error))
    with contextlib.ExitStack() as stack:
        try:
            if environment.sandbox:
                inner = embedded(session, stack)
            else:
                inner = open_transport(check_url(environment.url or ""))
        except SettingsError as error:
            trouble = "\n".join(filter(None, (checkup.trouble, _told(error))))
            return Examined(replace(checkup, trouble=trouble), {})
        watch = WatchingTransport(inner, wall_clock)
        stack.callback(session.status.clear)
        return await _tried(session, checkup, asking, watch)


async def _tried(
    session: Session, checkup: Checkup, credentials: Credentials | None, watch: WatchingTransport
) -> Examined:
    """What comes of trying each call, or without a login only whether somebody is there."""
    environment = session.environment
    rate = SANDBOX_RATE if environment.sandbox else environment.requests_per_second
    limits = Limits(
        requests_per_second=rate,
        concurrency=environment.concurrency,
        attempts=ATTEMPTS,
        read_timeout=SECONDS,
        total_timeout=2 * SECONDS,
    )
    seen, url = None, environment.url or SANDBOX_URL
    pacer = Pacer(limits, status=session.status)
    async with Api(url, credentials, limits, transport=watch, read_only=True, pacer=pacer) as api:
        if credentials is None:
            await reach(api)
        else:
            seen = await try_calls(
                api,
                customer_id=environment.customer_id,
                has_key=isinstance(credentials, OAuthCredentials),
                is_there=lambda: watch.replies > 0,
            )
    checkup = replace(
        checkup,
        reaches=watch.replies > 0,
        certificate=watch.certificate,
        clock_offset=watch.clock_offset,
    )
    if seen is None:
        return Examined(checkup, {})
    checkup = replace(checkup, login=seen.login, org_ids=seen.org_ids, calls=seen.calls)
    if seen.login is Login.REFUSED:
        plain = KEY_REFUSED if session.login.client_key else HINTS[Unauthorized]
        hint = session.login.in_its_names(plain)
        checkup = replace(checkup, trouble="\n".join(filter(None, (hint, session.login.doubt))))
    return Examined(checkup, seen.answers)


def _keep(session: Session, checkups: Sequence[Checkup]) -> list[Checkup]:
    """Write the offered calls into the settings file, of all environments or of none.

    Of an environment whose login was not accepted nobody knows anything new. Gives the checkups
    against what the settings say now.
    """
    from reconciler.settings.edit import with_calls  # noqa: PLC0415 - 130 ms, to write alone

    def change(text: str) -> str:
        for each in checkups:
            if each.login is Login.ACCEPTED:
                text = with_calls(text, each.environment, each.to_keep)
        return text

    is_changed = change_settings(session.config, change)
    kept: list[Checkup] = []
    notes: list[str] = []
    for each in checkups:
        if each.login is not Login.ACCEPTED:
            notes.append(f"nothing is kept of {each.environment}: its login was not accepted")
            kept.append(each)
            continue
        offered = [call for call in each.to_keep if each.offers(call)]
        told = f"{each.environment} offers {', '.join(offered) or 'no call'}"
        for call in each.missing:
            place = "stays in the settings" if call in each.to_keep else "is not in the settings"
            told += f"; {call}, which plan and apply need, does not work and {place}"
        notes.append(told)
        kept.append(replace(each, kept=each.to_keep))
    done = "was changed" if is_changed else "says so already"
    for line in (*notes, f"{session.config} {done}"):
        note(visible(line))
    return kept


def _told(error: SettingsError) -> str:
    return f"{error.message}\n{error.hint}"


def _written(checkups: Sequence[Checkup], form: str, *, of_all: bool, stream: TextIO) -> str:
    match form:
        case "json":
            data = checkups_to_json(checkups) if of_all else checkup_to_json(checkups[0])
            return json_text(data) + "\n"
        case "markdown":
            return "\n".join(to_markdown(checkup_markdown(each)) for each in checkups)
        case _:
            return "\n".join(text_for(stream, checkup_lines(each)) for each in checkups)
