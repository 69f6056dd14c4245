"""``reconciler import``: campaign files for live groups that no file declares."""

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from reconciler.cli.options import common, source_option
from reconciler.cli.schema_line import schema_line
from reconciler.cli.session import Session, pass_session, wants_color
from reconciler.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from reconciler.campaigns.adopt import Place
    from reconciler.core.adoption import Adoption
    from reconciler.core.resource import LiveState

ONE_CUSTOMER: Final = "customer"


@click.command("import")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--dry-run", is_flag=True, help="Only say what would be written.")
@source_option
@common
@pass_session
def command(session: Session, names: tuple[str, ...], source: str | None, *, dry_run: bool) -> None:
    """Write a campaign file for each live group that no file declares.

    NAME chooses groups, ignoring case; without it all are imported. No file is ever replaced, and
    a plan right afterwards shows no change. Exit code 8 when a group could not be imported.
    """
    from reconciler.campaigns.adopt import adopt  # noqa: PLC0415 - slow; help needs it not
    from reconciler.render.adoption_text import adoption_to_text  # noqa: PLC0415 - as above

    folder = session.folder / session.environment.campaigns
    place = _place(session, folder)
    live = asyncio.run(read_to_import(session, place, names, source or session.environment.source))
    adoption = adopt(live, place, names=names)
    if not dry_run:
        _write(adoption, folder)
    files = [_shown(folder / new.name, session.folder) for new in adoption.new]
    color = wants_color(sys.stdout)
    text = adoption_to_text(adoption, files, source=live.source, dry_run=dry_run, color=color)
    click.echo(text, nl=False)
    sys.exit(ExitCode.PARTIAL if adoption.refused else ExitCode.OK)


def _place(session: Session, folder: Path) -> "Place":
    from reconciler.campaigns.adopt import Place  # noqa: PLC0415 - slow; help needs it not
    from reconciler.campaigns.new_files import names_in  # noqa: PLC0415 - as above

    names = names_in(folder)
    return Place(
        today=session.today,
        campaigns=session.load().campaigns if folder.exists() else (),
        names=names,
        head=[schema_line(session.folder, folder)],
        values=session.environment.values,
        vocabulary=session.settings.vocabulary,
    )


async def read_to_import(
    session: Session, place: "Place", names: tuple[str, ...], source: str
) -> "LiveState":
    """Read live state, with the details of the groups that may become files.

    Args:
        session: settings of the run.
        place: where new files go.
        names: groups that were asked for; all of them if there are none.
        source: how to read.

    Raises:
        ApiError: live state could not be read in full.
        GuardTripped: live groups belong to another organisation.
        UsageError: the source shows too little.
    """
    from reconciler.api.sources import read_live  # noqa: PLC0415 - httpx is slow
    from reconciler.cli.promotions import with_promotions  # noqa: PLC0415 - as below
    from reconciler.core.guards import check_org  # noqa: PLC0415 - as above
    from reconciler.core.resource import name_key  # noqa: PLC0415 - as above

    if source == ONE_CUSTOMER:
        raise UsageError(
            "What one customer sees is too little to write campaign files from.",
            hint="Choose --source milestones or --source target-groups.",
        )
    asked = set(map(name_key, names))
    declared = {name_key(each.name) for each in place.campaigns}
    async with session.connect(read_only=True) as api:
        live = await read_live(
            api, source, wanted=lambda key: key not in declared and (not asked or key in asked)
        )
        check_org(live, session.environment.org_id)
        return await with_promotions(session, api, live)


def _write(adoption: "Adoption", folder: Path) -> None:
    from reconciler.campaigns.new_files import create_file  # noqa: PLC0415 - see command

    for new in adoption.new:
        create_file(folder / new.name, new.text)


def _shown(path: Path, base: Path) -> str:
    return Path(os.path.relpath(path, base)).as_posix()
