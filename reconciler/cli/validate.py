"""``reconciler validate``: campaign files only, no network, no credentials."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from reconciler.cli.options import common, format_option
from reconciler.cli.session import Session, pass_session, wants_color
from reconciler.errors import ExitCode


@click.command("validate")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@format_option("text", "json")
@common
@pass_session
def command(session: Session, paths: tuple[Path, ...], form: str) -> None:
    """Check campaign files, without network and without credentials.

    PATHS are files and folders; the environment's own folder if there are none. All findings of
    all files are shown. Exit code 3 when a file has errors.
    """
    from reconciler.campaigns.load import load_campaigns  # noqa: PLC0415 - slow; help needs it not
    from reconciler.render.findings import findings_to_json, findings_to_text  # noqa: PLC0415
    from reconciler.render.safe import json_text  # noqa: PLC0415

    if paths and not session.config.exists() and session.chosen is None:
        loaded = load_campaigns(paths, base=Path(), today=datetime.now(UTC).date())
    elif paths:
        values = session.environment.values
        loaded = load_campaigns(
            paths,
            base=session.folder,
            values=values,
            vocabulary=session.settings.vocabulary,
            today=session.today,
        )
    else:
        loaded = session.load(strict=False)
    if form == "json":
        click.echo(json_text(findings_to_json(loaded.findings, loaded.files)))
    else:
        color = wants_color(sys.stdout)
        click.echo(findings_to_text(loaded.findings, loaded.files, color=color), nl=False)
    if loaded.has_errors:
        sys.exit(ExitCode.INVALID)
