"""``reconciler audit``: which campaigns exist; changes nothing."""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from reconciler.audit import make_audit
from reconciler.commands.destination import Destination, put, result_format
from reconciler.commands.earlier_results import Result
from reconciler.commands.files import change_file
from reconciler.commands.github_outputs import write_summary
from reconciler.commands.notes import note
from reconciler.commands.session import Session
from reconciler.core.audit import Audit
from reconciler.core.audit_filter import AuditFilter
from reconciler.core.diagnostic import Answer
from reconciler.core.known import KnownGroup, with_known
from reconciler.core.plan import Plan
from reconciler.errors import UsageError
from reconciler.parallel import collector_paused
from reconciler.render.audit_csv import audit_to_csv
from reconciler.render.audit_html import audit_to_html
from reconciler.render.audit_json import audit_to_json
from reconciler.render.audit_markdown import audit_to_markdown
from reconciler.render.audit_text import audit_to_text
from reconciler.render.audit_words import SUMMARIES, filtered
from reconciler.render.safe import json_text, visible
from reconciler.render.terminal import wants_color
from reconciler.settings import MOST_BYTES
from reconciler.target_group.fields import ORG_READS, Source
from reconciler.words import did_you_mean, plural


def run(
    session: Session,
    form: str | None,
    out: Path | None,
    source: str | None,
    write_known: str | None,
    *,
    running: bool,
    owner: tuple[str, ...],
    flag: tuple[str, ...],
    name: tuple[str, ...],
) -> None:
    """Audit, and show or write the result."""
    chosen = AuditFilter(running, owner, flag, name)
    _check_filter(chosen, writes=write_known is not None)
    form = result_format(out, form)
    session.keep_apart(out, Result.AUDIT)
    place = None if out is None else Destination(out)
    is_shown = place is None or place.is_stdout
    if form == "xlsx" and is_shown and sys.stdout.isatty():
        raise UsageError(
            "A workbook is nothing for a terminal. Nothing was asked.",
            hint="Name a file with --out audit.xlsx.",
        )
    made = asyncio.run(_make(session, source=source, write_known=write_known))
    audit = replace(made, filter=chosen)
    if chosen.is_on and form == "csv":  # all others say it in what they write
        note(visible(filtered(audit)))
    if form == "xlsx":
        from reconciler.render.audit_xlsx import audit_to_xlsx  # noqa: PLC0415 - 30 ms

        put(audit_to_xlsx(audit), place, form)
        return
    if form == "html":
        put(audit_to_html(audit), place, form)
        return
    text = _written(audit, form, color=is_shown and wants_color(sys.stdout))
    put(text, place, form)
    if is_shown and form == "markdown":
        write_summary(text)


def _check_filter(chosen: AuditFilter, *, writes: bool) -> None:
    """Refuse what could be taken for something else.

    Raises:
        UsageError: there is no such flag, or something is written besides.
    """
    for code in chosen.flags:
        if code not in SUMMARIES:
            otherwise = "'reconciler audit' lists the flags that there are, each with its code."
            raise UsageError(
                f"There is no flag '{visible(code)}'. Nothing was asked.",
                hint=did_you_mean(code, SUMMARIES, otherwise=otherwise),
            )
    if chosen.is_on and writes:
        raise UsageError(
            "--write-known writes every group that is unmanaged, whatever is shown.",
            hint="Give it without --running, --owner, --flag and --name.",
        )


async def _make(session: Session, *, source: str | None, write_known: str | None) -> Audit:
    chosen = source or session.environment.source
    if chosen in set(Source) - ORG_READS:
        raise UsageError(
            f"The source {chosen} does not show every campaign, so it cannot be audited.",
            hint="Audit with --source auto.",
        )
    with session.loading(in_full=True) as loaded:
        # Many files are being loaded by now, by other processes.
        from reconciler.planning import read_and_plan, read_state  # noqa: PLC0415 - meanwhile

        async with session.connect(read_only=True) as api:
            live = await read_state(session, api, loaded, source=chosen)
            # It creates nothing, so it need not know whether what is missing was renamed.
            plan = await read_and_plan(session, api, loaded(), live=live, without_history=True)
    if write_known is not None:
        plan = _let_be_known(session, plan, write_known)
    with collector_paused(len(live.groups)):  # all details are unpacked
        return make_audit(plan, live, loaded().campaigns, today=session.today)


def _let_be_known(session: Session, plan: Plan, reason: str) -> Plan:
    """Write what is unmanaged today into the settings as known, and plan by that.

    Raises:
        SettingsError: the settings cannot be changed.
        UsageError: they cannot be written, or it is not known what promotions own.
    """
    if not reason.strip():
        raise UsageError("--write-known has no reason.", hint="Say why the groups are in no file.")
    if plan.owners_unknown:
        raise UsageError(
            f"{plan.owners_unknown} Nothing was written.",
            hint="Write what is known once promotions can be read, or are off in the settings.",
        )
    from reconciler.settings_edit import with_known as written  # noqa: PLC0415 - 130 ms, seldom

    named: list[dict[str, str | int]] = [
        {"name": each.name} if each.name.strip() else {"id": each.id} for each in plan.unmanaged
    ]
    entries = [{**each, "reason": reason.strip()} for each in named]
    change_file(session.config, lambda text: written(text, session.name, entries), most=MOST_BYTES)
    groups = plural(len(entries), "group")
    note(visible(f"{groups} written as known to {session.name} into {session.config}"))
    known = [KnownGroup(Answer(reason.strip()), e.id) for e in plan.unmanaged]
    return with_known(plan, known, session.today, tells_unused=False)


def _written(audit: Audit, form: str, *, color: bool) -> str:
    match form:
        case "json":
            return json_text(audit_to_json(audit)) + "\n"
        case "csv":
            return audit_to_csv(audit)
        case "markdown":
            return audit_to_markdown(audit)
        case _:
            return audit_to_text(audit, color=color)
