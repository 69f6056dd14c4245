"""``reconciler audit``: which campaigns exist; changes nothing."""

import asyncio
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import click
from msgspec.structs import replace

from reconciler.audit.entries import make_audit
from reconciler.commands.audit_history import History
from reconciler.commands.destination import DASH, Destination, put, result_format
from reconciler.commands.files import change_settings
from reconciler.commands.loading import loading
from reconciler.commands.notes import note
from reconciler.commands.overwrite import Result, keep_apart
from reconciler.commands.session import Session
from reconciler.core.audit import Audit, AuditFilter, Standing
from reconciler.core.diagnostic import Answer
from reconciler.core.known_groups import KnownGroup, with_known
from reconciler.core.plan import Plan
from reconciler.core.resource import name_key
from reconciler.core.several_audits import Audits, NotRead
from reconciler.errors import ReconcilerError, UsageError
from reconciler.memory import Memory
from reconciler.parallel import collector_paused
from reconciler.render.audit_csv import audit_to_csv, audits_to_csv
from reconciler.render.audit_html import audit_to_html, audits_to_html
from reconciler.render.audit_json import audit_to_json, audits_to_json
from reconciler.render.audit_markdown import audit_markdown, audits_markdown
from reconciler.render.audit_text import audit_lines, audits_lines
from reconciler.render.audit_words import SUMMARIES, filtered
from reconciler.render.safe import json_text, visible
from reconciler.target_group.columns import ORG_READS, Source
from reconciler.words import did_you_mean, plural

_WRITERS: Final[
    Mapping[str, tuple[Callable[[Audit], Iterable[str]], Callable[[Audits], Iterable[str]]]]
] = {
    "csv": (lambda audit: [audit_to_csv(audit)], audits_to_csv),
    "html": (audit_to_html, audits_to_html),
    "json": (lambda audit: [json_text(audit_to_json(audit)), "\n"], audits_to_json),
    "markdown": (audit_markdown, audits_markdown),
}
"""By format: how one audit is written, and how several are."""
_SIDE_BY_SIDE: Final = 8
"""Environments that are read at once; each at its own pace, and with its own login."""


def run(
    session: Session,
    files: tuple[Path, ...],
    form: str | None,
    out: Path | None,
    source: str | None,
    *,
    write_known: str | None,
    history: Path | None,
    of_all: bool,
    merge: bool,
    running: bool,
    owner: tuple[str, ...],
    flag: tuple[str, ...],
    name: tuple[str, ...],
    classes: tuple[str, ...],
) -> None:
    """Audit, and show or write the result."""
    chosen = AuditFilter(running, owner, flag, name, classes)
    _check_filter(chosen, writes=write_known is not None)
    asked = "--merge" if merge else "--all" if of_all else ""
    if asked and session.is_named:
        raise click.UsageError(f"Give either {asked} or --environment.")
    if asked and write_known is not None:
        raise click.UsageError(f"Give --write-known without {asked}: it is for one environment.")
    if merge and source is not None:
        raise click.UsageError("Give --source without --merge, which reads nothing but files.")
    if merge != bool(files):
        said = "Name the files to merge" if merge else "Files are given with --merge"
        raise click.UsageError(f"{said}: audits that were written as JSON.")
    form = result_format(out, form)
    keep_apart(session, out, Result.AUDIT)
    place = Destination(out or DASH)
    if form == "xlsx" and place.is_stdout and sys.stdout.isatty():
        raise UsageError(
            "A workbook is nothing for a terminal. Nothing was asked.",
            hint="Name a file with --out audit.xlsx.",
        )
    kept = None if history is None else History(history, session, out)
    if merge:
        from reconciler.commands.audit_merging import read_files  # noqa: PLC0415 - seldom

        audits = read_files(files, _environments_of(session) if of_all else ())
    elif of_all:
        audits = asyncio.run(_read_all(session, source=source))
    else:
        audits = Audits((asyncio.run(_read(session, source=source, write_known=write_known)),), ())
    filtered_all = tuple(replace(each, filter=chosen) for each in audits.audits)
    _show(replace(audits, audits=filtered_all), kept, form, place, is_one=not (merge or of_all))


async def _read(session: Session, *, source: str | None, write_known: str | None) -> Audit:
    """Read and audit one environment, and write what is unmanaged as known for a reason, if any."""
    chosen = source or session.environment.source
    if chosen in set(Source) - ORG_READS:
        raise UsageError(
            f"The source {chosen} does not show every campaign, so it cannot be audited.",
            hint="Audit with --source auto.",
        )
    # It asks for the details of every campaign, and those are not remembered.
    with loading(session, Memory()) as loaded:
        # Many files are being loaded by now, by other processes.
        from reconciler.planning.read_and_plan import Wanted, read_and_plan, read_state  # noqa: PLC0415 - 120 ms, meanwhile

        async with session.connect(read_only=True) as api:
            live = await read_state(session, api, loaded, source=chosen)
            # It creates nothing, so it need not know whether what is missing was renamed.
            wanted = Wanted(without_history=True)
            plan = await read_and_plan(session, api, loaded(), wanted, live=live)
    if write_known is not None:
        plan = _let_be_known(session, plan, write_known)
    with collector_paused(len(live.groups)):  # all details are unpacked
        return make_audit(plan, live, loaded().campaigns, today=session.today)


async def _read_all(session: Session, *, source: str | None) -> Audits:
    """Read and audit all environments; one that fails stops no other."""
    names = _environments_of(session)
    room = asyncio.Semaphore(_SIDE_BY_SIDE)
    with session.status.counting("environments read", len(names)) as count:

        async def read(each: Session) -> Audit | NotRead:
            async with room:
                try:
                    return await _read(each, source=source, write_known=None)
                except ReconcilerError as error:
                    return NotRead(each.name, str(error), error.hint, int(error.exit_code))
                finally:
                    count()

        found = await asyncio.gather(*(read(each) for each in session.beside(names)))
    return Audits(
        tuple(each for each in found if isinstance(each, Audit)),
        tuple(each for each in found if isinstance(each, NotRead)),
    )


def _environments_of(session: Session) -> tuple[str, ...]:
    """The names of all environments that are no sandbox; of all, where there are only sandboxes."""
    listed = session.settings.environments
    return tuple(name for name, each in listed.items() if not each.sandbox) or tuple(listed)


def _let_be_known(session: Session, plan: Plan, reason: str) -> Plan:
    """Write what is unmanaged today into the settings as known, and plan by that."""
    if not reason.strip():
        raise UsageError("--write-known has no reason.", hint="Say why the groups are in no file.")
    if plan.owners_unknown:
        raise UsageError(
            f"{plan.owners_unknown} Nothing was written.",
            hint="Write what is known once promotions can be read, or are off in the settings.",
        )
    if not plan.unmanaged:
        note(visible(f"no group of {session.name} is unmanaged; {session.config} stays as it is"))
        return plan
    from reconciler.settings.edit import with_known as written  # noqa: PLC0415 - 130 ms, seldom

    named: list[dict[str, str | int]] = [
        {"name": each.name} if each.name.strip() else {"id": each.id} for each in plan.unmanaged
    ]
    entries = [{**each, "reason": reason.strip()} for each in named]
    change_settings(session.config, lambda text: written(text, session.name, entries))
    groups = plural(len(entries), "group")
    note(visible(f"{groups} written as known to {session.name} into {session.config}"))
    known = [KnownGroup(Answer(reason.strip()), e.id) for e in plan.unmanaged]
    return with_known(plan, known, session.today, tells_unused=False)


def _note_unknown_owners(audits: Sequence[Audit]) -> None:
    """Say which owners that are asked for nothing names: they may be mistyped."""
    listed = {each.owner for audit in audits for each in audit.entries}
    listed |= {each.owner for audit in audits for each in audit.promotions.listed}
    known = (listed | {name.strip() for each in listed for name in each.split(",")}) - {""}
    keys = set(map(name_key, known))
    otherwise = "'reconciler audit' without --owner shows who owns what."
    for owner in audits[0].filter.owners if audits else ():
        if name_key(owner) not in keys:
            hint = did_you_mean(owner, known, otherwise=otherwise)
            note(visible(f"note: No campaign and no promotion names the owner '{owner}'. {hint}"))


def _show(
    audits: Audits, kept: History | None, form: str, place: Destination, *, is_one: bool
) -> None:
    """Write audits and remember them; end with a code where one could not be read."""
    if kept is not None:
        audits = kept.add_trends(audits)
    _write(audits.audits[0] if is_one else audits, form, place)
    _note_unknown_owners(audits.audits)
    if kept is not None:
        kept.append(audits.audits)
    is_told = place.is_stdout and form in {"text", "markdown"}
    for failed in () if is_told else audits.not_read:
        told = f"error: {failed.environment} could not be read: {failed.reason}\n{failed.hint}"
        click.echo("\n".join(map(visible, told.strip().splitlines())), err=True)
    if audits.exit_code:
        sys.exit(audits.exit_code)


def _check_filter(chosen: AuditFilter, *, writes: bool) -> None:
    """Refuse what could be taken for something else."""
    for code in chosen.flags:
        if code not in SUMMARIES:
            otherwise = f"Known are {', '.join(sorted(SUMMARIES))}."
            hint = did_you_mean(code, SUMMARIES, otherwise=otherwise)
            if code in {*Standing}:
                hint = f"It is a class: --class {code}."
            raise UsageError(f"There is no flag '{visible(code)}'. Nothing was asked.", hint=hint)
    if chosen.is_on and writes:
        raise UsageError(
            "--write-known writes every group that is unmanaged, whatever is shown.",
            hint="Give it without --class, --running, --owner, --flag and --name.",
        )


def _write(result: Audit | Audits, form: str, place: Destination) -> None:
    """Write one audit or several."""
    for each in [result] if isinstance(result, Audit) else result.audits:
        if each.filter.is_on and form == "csv":  # all others say it in what they write
            note(visible(filtered(each)))
    if form == "xlsx":
        from reconciler.render.audit_xlsx import to_xlsx  # noqa: PLC0415 - 30 ms

        put(to_xlsx(result), place, form)
        return
    parts: Iterable[str]
    if form == "text":
        texts = [audit_lines(result)] if isinstance(result, Audit) else audits_lines(result)
        parts = map(place.fitted, texts)
    else:
        of_one, of_several = _WRITERS[form]
        parts = of_one(result) if isinstance(result, Audit) else of_several(result)
    if form == "markdown":
        parts = (f"{line}\n" for line in parts)
    put(parts, place, form)
