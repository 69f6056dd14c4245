"""``reconciler audit``: which campaigns exist; changes nothing."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from msgspec.structs import replace

from reconciler.commands.audit_history import History
from reconciler.commands.audit_reading import read_all, read_audit
from reconciler.commands.audit_result import write_result
from reconciler.commands.destination import Destination, result_format
from reconciler.commands.earlier_results import Result, keep_apart
from reconciler.commands.notes import note
from reconciler.commands.session import Session
from reconciler.core.audit_filter import AuditFilter
from reconciler.core.audits import Audits
from reconciler.errors import UsageError
from reconciler.render.audit_words import SUMMARIES, filtered
from reconciler.render.safe import visible
from reconciler.words import did_you_mean


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
) -> None:
    """Audit, and show or write the result."""
    chosen = AuditFilter(running, owner, flag, name)
    _check_filter(chosen, writes=write_known is not None)
    if of_all or merge:
        _check_several(session, merge=merge, source=source, writes=write_known is not None)
    if files and not merge:
        raise click.UsageError("Files are given with --merge: audits that were written as JSON.")
    if merge and not files:
        raise click.UsageError("Name the files to merge: audits that were written as JSON.")
    form = result_format(out, form)
    keep_apart(session, out, Result.AUDIT)
    place = None if out is None else Destination(out)
    is_shown = place is None or place.is_stdout
    if form == "xlsx" and is_shown and sys.stdout.isatty():
        raise UsageError(
            "A workbook is nothing for a terminal. Nothing was asked.",
            hint="Name a file with --out audit.xlsx.",
        )
    kept = None if history is None else History(history, session, out)
    if merge or of_all:
        audits = _several(session, files, merge=merge, of_all=of_all, source=source)
        filtered_all = tuple(replace(each, filter=chosen) for each in audits.audits)
        _show_all(replace(audits, audits=filtered_all), kept, form, place)
        return
    made = asyncio.run(read_audit(session, source=source, write_known=write_known))
    audit = replace(made if kept is None else kept.add_trend(made), filter=chosen)
    if chosen.is_on and form == "csv":  # all others say it in what they write
        note(visible(filtered(audit)))
    write_result(audit, form, place)
    if kept is not None:
        kept.append([audit])


def _several(
    session: Session, files: Sequence[Path], *, merge: bool, of_all: bool, source: str | None
) -> Audits:
    if not merge:
        return asyncio.run(read_all(session, source=source))
    from reconciler.commands.audit_merging import read_files  # noqa: PLC0415 - seldom

    return read_files(files, session if of_all else None)


def _show_all(audits: Audits, kept: History | None, form: str, place: Destination | None) -> None:
    """Write audits and remember them; end with a code where one could not be read."""
    if kept is not None:
        audits = kept.add_trends(audits)
    for each in audits.audits:
        if each.filter.is_on and form == "csv":
            note(visible(filtered(each)))
    write_result(audits, form, place)
    if kept is not None:
        kept.append(audits.audits)
    is_told = (place is None or place.is_stdout) and form in {"text", "markdown"}
    for failed in () if is_told else audits.not_read:
        told = f"error: {failed.environment} could not be read: {failed.reason}\n{failed.hint}"
        click.echo("\n".join(map(visible, told.strip().splitlines())), err=True)
    if audits.exit_code:
        sys.exit(audits.exit_code)


def _check_several(session: Session, *, merge: bool, source: str | None, writes: bool) -> None:
    """Refuse what means one environment, or what is asked of the API where nothing is.

    Raises:
        click.UsageError: an environment is named, or another option does not go with several.
    """
    asked = "--merge" if merge else "--all"
    # A variable that names one for every command gives way.
    if session.chosen != session.variables.get("RECONCILER_ENVIRONMENT"):
        raise click.UsageError(f"Give either {asked} or --environment.")
    if writes:
        raise click.UsageError(f"Give --write-known without {asked}: it is for one environment.")
    if merge and source is not None:
        raise click.UsageError("Give --source without --merge, which reads nothing but files.")


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
