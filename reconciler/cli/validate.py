"""``reconciler validate``: campaign files only, no network, no credentials."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from reconciler.cli.options import common, format_option
from reconciler.cli.session import Session, pass_session, wants_color
from reconciler.errors import ExitCode

if TYPE_CHECKING:
    from reconciler.campaigns.everywhere import Checked, Surroundings
    from reconciler.campaigns.load import Loaded


@click.command("validate")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@format_option("text", "json")
@common
@pass_session
def command(session: Session, paths: tuple[Path, ...], form: str) -> None:
    """Check campaign files, without network and without credentials.

    PATHS are files and folders; the folders of the environments if there are none. Files are
    checked for every environment that uses them, or for the one that --environment names. All
    findings of all files are shown. Exit code 3 when a file has errors.
    """
    from reconciler.render.findings import findings_to_json, findings_to_text  # noqa: PLC0415
    from reconciler.render.safe import json_text  # noqa: PLC0415 - slow; help needs it not

    loaded = _check(session, paths)
    if form == "json":
        click.echo(json_text(findings_to_json(loaded.findings, loaded.files)))
    else:
        color = wants_color(sys.stdout)
        click.echo(findings_to_text(loaded.findings, loaded.files, color=color), nl=False)
    if loaded.has_errors:
        sys.exit(ExitCode.INVALID)


def _check(session: Session, paths: Sequence[Path]) -> "Checked | Loaded":
    from reconciler.campaigns.everywhere import check_everywhere  # noqa: PLC0415 - as above
    from reconciler.campaigns.load import load_campaigns  # noqa: PLC0415

    if session.chosen is None and paths and not session.config.exists():
        return load_campaigns(paths, base=Path(), today=datetime.now(UTC).date())
    if session.chosen is None:
        return check_everywhere(_surroundings(session), base=session.folder, paths=paths)
    if not paths:
        return session.load(strict=False)
    values = session.environment.values
    return load_campaigns(paths, base=session.folder, values=values, today=session.today)


def _surroundings(session: Session) -> "list[Surroundings]":
    from reconciler.campaigns.everywhere import Surroundings  # noqa: PLC0415 - as above

    return [
        Surroundings(
            name=name,
            folder=session.folder / each.campaigns,
            values=each.values,
            today=datetime.now(ZoneInfo(each.time_zone)).date(),
        )
        for name, each in session.settings.environments.items()
    ]
