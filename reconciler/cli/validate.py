"""``reconciler validate``: campaign files only, no network, no credentials."""

import os
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from reconciler import __version__, clock
from reconciler.cli.options import common, format_option
from reconciler.cli.session import Session, pass_session, wants_color
from reconciler.errors import ExitCode

if TYPE_CHECKING:
    from reconciler.campaigns.everywhere import Checked, Surroundings
    from reconciler.campaigns.load import Loaded
    from reconciler.core.diagnostic import Diagnostic

    Changed = Callable[[], Collection[str] | None]


@click.command("validate")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@format_option("text", "json", "github", "sarif")
@click.option(
    "--base",
    metavar="REF",
    help="What files are compared with, the last commit if left out: of those that differ, first "
    "days that have passed are told; with --format github their findings, and the number of all "
    "others.",
)
@common
@pass_session
def command(session: Session, paths: tuple[Path, ...], form: str, base: str | None) -> None:
    """Check campaign files, without network and without credentials.

    PATHS are files and folders; the folders of the environments if there are none. Files are
    checked for every environment that uses them, or for the one that --environment names. All
    findings of all files are shown; github and sarif are for CI. Exit code 3 when a file has
    errors.
    """
    is_alone = session.chosen is None and bool(paths) and not session.config.exists()
    folder = Path() if is_alone else session.folder
    changed = cache(partial(_changed, folder, base))
    loaded = _check_alone(paths, changed) if is_alone else _check(session, paths, changed)
    match form:
        case "github":
            _show_github(session, loaded.findings, folder, None if base is None else changed())
        case "sarif":
            _show_sarif(session, loaded.findings, folder)
        case _:
            _show(loaded, form)
    if loaded.has_errors:
        sys.exit(ExitCode.INVALID)


def _changed(folder: Path, base: str | None) -> Collection[str] | None:
    """What is new or changed since --base, else since the last commit; None for all."""
    from reconciler.campaigns.first_days import files_changed_since  # noqa: PLC0415 - slow

    changed = files_changed_since(folder, base or "HEAD")
    if changed is None and base is not None:
        click.echo(f"warning: git cannot say what has changed since '{base}'.", err=True)
    return changed


def _check_alone(paths: Sequence[Path], changed: "Changed") -> "Checked":
    """Check files that belong to no settings."""
    from reconciler.campaigns.load import load_campaigns  # noqa: PLC0415 - slow; help needs it not

    today = clock.now().date()
    loaded = load_campaigns(paths, base=Path(), today=today)
    return _with_first_days(loaded, Path(), today, changed)


def _check(session: Session, paths: Sequence[Path], changed: "Changed") -> "Checked":
    from reconciler.campaigns.everywhere import check_everywhere  # noqa: PLC0415 - as above
    from reconciler.campaigns.load import load_campaigns  # noqa: PLC0415 - as above

    vocabulary = session.settings.vocabulary
    if session.chosen is None:
        environments = _surroundings(session)
        return check_everywhere(
            environments,
            base=session.folder,
            vocabulary=vocabulary,
            paths=paths,
            changed=changed,
            memory=session.memory,
        )
    loaded = (
        load_campaigns(
            paths,
            base=session.folder,
            values=session.environment.values,
            vocabulary=vocabulary,
            today=session.today,
            zone=session.zone,
            environment=session.name,
            environments=tuple(session.settings.environments),
            memory=session.memory,
        )
        if paths
        else session.load(strict=False)
    )
    return _with_first_days(loaded, session.folder, session.today, changed)


def _with_first_days(loaded: "Loaded", base: Path, today: date, changed: "Changed") -> "Checked":
    from reconciler.campaigns.everywhere import Checked  # noqa: PLC0415 - as above
    from reconciler.campaigns.first_days import first_days_passed  # noqa: PLC0415 - as above

    begun = first_days_passed(loaded.campaigns, today=today, base=base, changed=changed)
    return Checked(tuple(sorted((*loaded.findings, *begun))), loaded.files)


def _surroundings(session: Session) -> "list[Surroundings]":
    from reconciler.campaigns.everywhere import Surroundings  # noqa: PLC0415 - as above

    return [
        Surroundings(
            name=name,
            folder=session.folder / each.campaigns,
            values=each.values,
            today=session.today_of(each),
            zone=ZoneInfo(each.time_zone),
        )
        for name, each in session.settings.environments.items()
    ]


def _show(loaded: "Checked", form: str) -> None:
    from reconciler.render.findings import findings_to_json, findings_to_text  # noqa: PLC0415
    from reconciler.render.safe import json_text  # noqa: PLC0415 - as above

    if form == "json":
        click.echo(json_text(findings_to_json(loaded.findings, loaded.files)))
        return
    color = wants_color(sys.stdout)
    click.echo(findings_to_text(loaded.findings, loaded.files, color=color), nl=False)


def _show_github(
    session: Session,
    findings: "Sequence[Diagnostic]",
    folder: Path,
    changed: Collection[str] | None,
) -> None:
    from reconciler.render.findings_github import findings_to_github  # noqa: PLC0415 - slow

    located = _located(session, findings, folder)
    is_elsewhere = [
        changed is not None and os.path.realpath(folder / each.file) not in changed
        for each in findings
    ]
    click.echo(
        findings_to_github(
            [each for each, other in zip(located, is_elsewhere, strict=True) if not other],
            [each for each, other in zip(located, is_elsewhere, strict=True) if other],
        ),
        nl=False,
    )


def _show_sarif(session: Session, findings: "Sequence[Diagnostic]", folder: Path) -> None:
    from reconciler.cli.explain import all_codes  # noqa: PLC0415 - for this format only
    from reconciler.render.findings_sarif import findings_to_sarif  # noqa: PLC0415 - as above
    from reconciler.render.safe import json_text  # noqa: PLC0415 - as above

    codes = {code.slug: code for code in all_codes()}
    located = _located(session, findings, folder)
    click.echo(json_text(findings_to_sarif(located, codes, version=__version__)))


def _located(
    session: Session, findings: "Sequence[Diagnostic]", folder: Path
) -> "list[Diagnostic]":
    """Findings with paths that start at the checkout of a job; elsewhere, at the settings."""
    root = os.path.realpath(session.variables.get("GITHUB_WORKSPACE") or folder)

    def located(finding: "Diagnostic") -> "Diagnostic":
        path = os.path.relpath(os.path.realpath(folder / finding.file), root)
        return replace(finding, file=Path(path).as_posix())

    return [located(finding) for finding in findings]
