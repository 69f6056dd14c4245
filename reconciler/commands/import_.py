"""``reconciler import``: campaign files for live groups that no file declares."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Final

import click

from reconciler.api.promotions import with_promotions
from reconciler.api.sources import read_live
from reconciler.campaigns.adopt import Place, adopt
from reconciler.campaigns.new_files import create_file, names_in
from reconciler.campaigns.schema_places import Schemas
from reconciler.commands.loading import load
from reconciler.commands.notes import agrees, is_quiet
from reconciler.commands.session import Session
from reconciler.core.adoption import Imported
from reconciler.core.guards import check_org
from reconciler.core.known_groups import known_groups
from reconciler.core.resource import LiveState, is_like, name_key
from reconciler.errors import UsageError
from reconciler.files import is_inside
from reconciler.render.adoption_text import adoption_lines
from reconciler.render.command_json import adoption_to_json
from reconciler.render.safe import json_text, visible
from reconciler.render.terminal import to_text, wants_color
from reconciler.words import plural

ONE_CUSTOMER: Final = "customer"


def run(
    session: Session,
    names: tuple[str, ...],
    source: str | None,
    *,
    to: Path | None,
    owner: str | None,
    dry_run: bool,
    unknown_owners: bool,
    form: str,
) -> None:
    """Import the chosen groups, and exit with the outcome."""
    done = import_groups(
        session,
        names,
        source or session.environment.source,
        to=to,
        owner=owner,
        dry_run=dry_run,
        unknown_owners=unknown_owners,
    )
    if form == "json":
        click.echo(json_text(adoption_to_json(done)))
    else:
        tell(done)
    sys.exit(done.exit_code)


def tell(imported: Imported) -> None:
    """Say on standard output what became of live groups."""
    if imported.dry_run or imported.adoption.refused or not is_quiet():
        text = to_text(adoption_lines(imported), color=wants_color(sys.stdout))
        click.echo(text, nl=False)


def import_groups(
    session: Session,
    names: tuple[str, ...],
    source: str,
    *,
    to: Path | None = None,
    owner: str | None = None,
    dry_run: bool = False,
    unknown_owners: bool = False,
) -> Imported:
    """Write files for live groups that no file declares.

    The names may be patterns; without any, all groups are meant. What else is given means what the
    options of ``import`` do.

    Raises:
        ApiError: live state could not be read in full.
        GuardTripped: live groups belong to another organisation.
        UsageError: the source shows too little, or a file cannot be written.
    """
    home = session.own_folders[0]
    if to is not None and not is_inside(to, *session.own_folders):
        places = ", ".join(map(str, session.own_folders))
        raise UsageError(
            f"{to} is not within a folder of the campaigns ({places}); nothing was written.",
            hint=f"Name a folder below it, as in --to {home / to.name}.",
        )
    folder = home if to is None else to.absolute()
    others = session.others_that_read(folder)
    place = Place(
        names=names_in(folder),
        today=session.today,
        campaigns=load(session, to_write=True).campaigns,
        head=[Schemas(session.folder).line_in(folder)],
        values=session.environment.values,
        vocabulary=session.settings.vocabulary,
        known=known_groups(session.environment.known),
        owner=(owner or "").strip(),
        # What is live in one organisation alone must not be created in another by the next apply.
        environments=[session.name] if others else [],
    )
    live = asyncio.run(read_to_import(session, place, names, source))
    adoption = adopt(live, place, names=names)
    if not dry_run:
        if live.promotions.may_be_more and adoption.new and not unknown_owners:
            _confirm_owners(live.promotions.reason, len(adoption.new))
        for new in adoption.new:
            create_file(folder / new.name, new.text)
    shown = Path(os.path.relpath(folder, session.base))
    files = [(shown / new.name).as_posix() for new in adoption.new]
    return Imported(adoption, files, session.name, live.source, dry_run, others)


def _confirm_owners(reason: str, count: int) -> None:
    """Ask whether to go on although nobody knows which groups promotions own."""
    doubt = f"{visible(reason)} Groups that promotions own must not be declared in files."
    if not sys.stdin.isatty():
        raise UsageError(
            f"{doubt} Nothing was written.",
            hint="Run import again when promotions can be read, or with --unknown-owners if none "
            "of the groups is of a promotion.",
        )
    click.echo(doubt, err=True)
    if not agrees(f"Write {plural(count, 'file')} anyway?"):
        raise UsageError("Nothing was written.", hint="Run import again to go on.")


async def read_to_import(
    session: Session, place: Place, names: tuple[str, ...], source: str
) -> LiveState:
    """Read live state, with the details of the groups that may become files.

    These are all that no campaign of the place declares, or those of them that are named.

    Raises:
        ApiError: live state could not be read in full.
        GuardTripped: live groups belong to another organisation.
        UsageError: the source shows too little.
    """
    if source == ONE_CUSTOMER:
        raise UsageError(
            "What one customer sees is too little to write campaign files from.",
            hint="Choose --source milestones or --source target-groups.",
        )
    declared = {name_key(each.name) for each in place.campaigns}
    async with session.connect(read_only=True) as api:
        live = await read_live(
            api,
            source,
            wanted=lambda key: (
                key not in declared and (not names or any(is_like(key, each) for each in names))
            ),
        )
        check_org(live, session.environment.org_id)
        return await with_promotions(api, live, session.environment.promotions, session.zone)
