"""What audits are made from: the live state of one environment, or of all side by side."""

import asyncio
from typing import Final

from reconciler.audit import make_audit
from reconciler.commands.files import change_file
from reconciler.commands.loading import loading
from reconciler.commands.notes import note
from reconciler.commands.session import Session
from reconciler.core.audit import Audit
from reconciler.core.audits import Audits, NotRead
from reconciler.core.diagnostic import Answer
from reconciler.core.known import KnownGroup, with_known
from reconciler.core.plan import Plan
from reconciler.errors import ReconcilerError, UsageError
from reconciler.parallel import collector_paused
from reconciler.render.safe import visible
from reconciler.settings import MOST_BYTES
from reconciler.target_group.columns import ORG_READS, Source
from reconciler.words import plural

SIDE_BY_SIDE: Final = 8
"""Environments that are read at once; each at its own pace, and with its own login."""


async def read_audit(session: Session, *, source: str | None, write_known: str | None) -> Audit:
    """Read and audit one environment.

    Args:
        session: the run.
        source: how to read; the environment's own way if it is None.
        write_known: why what is unmanaged is written into the settings as known, if it is.

    Raises:
        ReconcilerError: live state could not be read in full, or the files have errors.
    """
    chosen = source or session.environment.source
    if chosen in set(Source) - ORG_READS:
        raise UsageError(
            f"The source {chosen} does not show every campaign, so it cannot be audited.",
            hint="Audit with --source auto.",
        )
    with loading(session, in_full=True) as loaded:
        # Many files are being loaded by now, by other processes.
        from reconciler.commands.meanwhile import read_to_audit  # noqa: PLC0415 - 120 ms, meanwhile

        live, plan = await read_to_audit(session, loaded, source=chosen)
    if write_known is not None:
        plan = _let_be_known(session, plan, write_known)
    with collector_paused(len(live.groups)):  # all details are unpacked
        return make_audit(plan, live, loaded().campaigns, today=session.today)


async def read_all(session: Session, *, source: str | None) -> Audits:
    """Read and audit all environments; one that fails stops no other."""
    names = environments_of(session)
    room = asyncio.Semaphore(SIDE_BY_SIDE)
    with session.status.counting("environments read", len(names)) as count:

        async def read(each: Session) -> Audit | NotRead:
            async with room:
                try:
                    return await read_audit(each, source=source, write_known=None)
                except ReconcilerError as error:
                    return NotRead(each.name, str(error), error.hint, int(error.exit_code))
                finally:
                    count()

        found = await asyncio.gather(*(read(each) for each in session.beside(names)))
    return Audits(
        tuple(each for each in found if isinstance(each, Audit)),
        tuple(each for each in found if isinstance(each, NotRead)),
    )


def environments_of(session: Session) -> tuple[str, ...]:
    """The names of all environments that are no sandbox; of all, where there are only sandboxes."""
    listed = session.settings.environments
    return tuple(name for name, each in listed.items() if not each.sandbox) or tuple(listed)


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
    if not plan.unmanaged:
        note(visible(f"no group of {session.name} is unmanaged; {session.config} stays as it is"))
        return plan
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
