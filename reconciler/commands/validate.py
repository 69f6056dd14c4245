"""``reconciler validate``: campaign files only, no network, no credentials."""

import os
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

from reconciler import __version__, clock
from reconciler.campaigns.everywhere import Checked, Surroundings, check_everywhere, load_beside
from reconciler.campaigns.first_days import files_changed_since, first_days_passed
from reconciler.campaigns.load import Loaded, load_campaigns
from reconciler.campaigns.not_read import files_not_read
from reconciler.campaigns.source_files import campaign_files, find_files
from reconciler.commands.checkout import path_in, root_of
from reconciler.commands.destination import Destination, put, result_format
from reconciler.commands.earlier_results import Result
from reconciler.commands.notes import is_quiet, note
from reconciler.commands.session import Session
from reconciler.core.diagnostic import Diagnostic
from reconciler.errors import ExitCode
from reconciler.render.findings import findings_to_json, findings_to_text
from reconciler.render.findings_github import findings_to_github
from reconciler.render.findings_gitlab import findings_to_gitlab
from reconciler.render.findings_junit import findings_to_junit
from reconciler.render.findings_sarif import findings_to_sarif
from reconciler.render.safe import json_text
from reconciler.render.terminal import wants_color

Changed: TypeAlias = Callable[[], Collection[str] | None]


def run(
    session: Session,
    paths: tuple[Path, ...],
    form: str | None,
    base: str | None,
    out: Path | None,
) -> None:
    """Check the files, and show what was found."""
    form = result_format(out, form)
    session.keep_apart(out, Result.FINDINGS)
    place = None if out is None else Destination(out)
    is_alone = session.chosen is None and bool(paths) and not session.config.exists()
    folder = Path() if is_alone else session.base
    changed = cache(partial(_changed, folder, base))
    loaded = _check_alone(paths, changed) if is_alone else _check(session, paths, changed)
    match form:
        case "github":
            since = None if base is None else changed()
            text = _as_annotations(session, loaded.findings, folder, since)
        case "sarif":
            text = _as_sarif(session, loaded.findings, folder)
        case "gitlab":
            located = _located(session, loaded.findings, folder)
            text = json_text(findings_to_gitlab(located)) + "\n"
        case "junit":
            located = _located(session, loaded.findings, folder)
            text = findings_to_junit(located, loaded.files)
        case "json":
            text = json_text(findings_to_json(loaded.findings, loaded.files)) + "\n"
        case _:
            color = (place is None or place.is_stdout) and wants_color(sys.stdout)
            counted = place is not None or not is_quiet()
            text = findings_to_text(loaded.findings, loaded.files, color=color, counted=counted)
    put(text, place, form)
    if loaded.has_errors:
        sys.exit(ExitCode.INVALID)


def _changed(folder: Path, base: str | None) -> Collection[str] | None:
    """What is new or changed since --base, else since the last commit; None for all."""
    changed = files_changed_since(folder, base or "HEAD")
    if changed is None and base is not None:
        note(f"warning: git cannot say what has changed since '{base}'.")
    return changed


def _check_alone(paths: Sequence[Path], changed: Changed) -> Checked:
    """Check files that belong to no settings."""
    today = clock.now().date()
    loaded = load_campaigns(paths, base=Path(), today=today)
    return _with_first_days(loaded, Path(), today, changed)


def _check(session: Session, paths: Sequence[Path], changed: Changed) -> Checked:
    vocabulary = session.settings.vocabulary
    if session.chosen is None:
        environments = _surroundings(session)
        return check_everywhere(
            environments,
            base=session.base,
            home=session.folder,
            vocabulary=vocabulary,
            paths=paths,
            changed=changed,
            memory=session.memory,
        )
    loaded = _check_chosen(session, paths) if paths else session.load(strict=False)
    return _with_first_days(loaded, session.base, session.today, changed)


def _check_chosen(session: Session, paths: Sequence[Path]) -> Loaded:
    """Check some files for the chosen environment."""
    passed: list[Path] = []
    files = session.files_at(campaign_files(paths, session.own_folders, passed))
    others = session.files_at(find_files(session.own_folders))
    loaded = load_beside(files, others, session.circumstances, memory=session.memory)
    told = files_not_read(session.files_at(passed))
    return replace(loaded, findings=(*loaded.findings, *told))


def _with_first_days(loaded: Loaded, base: Path, today: date, changed: Changed) -> Checked:
    begun = first_days_passed(loaded.campaigns, today=today, base=base, changed=changed)
    return Checked(tuple(sorted((*loaded.findings, *begun))), loaded.files)


def _surroundings(session: Session) -> list[Surroundings]:
    return [
        Surroundings(
            name=name,
            folders=session.folders_of(each),
            values=each.values,
            today=session.today_of(each),
            zone=ZoneInfo(each.time_zone),
        )
        for name, each in session.settings.environments.items()
    ]


def _as_annotations(
    session: Session,
    findings: Sequence[Diagnostic],
    folder: Path,
    changed: Collection[str] | None,
) -> str:
    located = _located(session, findings, folder)
    is_elsewhere = [
        changed is not None and os.path.realpath(folder / each.file) not in changed
        for each in findings
    ]
    return findings_to_github(
        [each for each, other in zip(located, is_elsewhere, strict=True) if not other],
        [each for each, other in zip(located, is_elsewhere, strict=True) if other],
    )


def _as_sarif(session: Session, findings: Sequence[Diagnostic], folder: Path) -> str:
    from reconciler.commands.codes import all_codes  # noqa: PLC0415 - 8 ms, for this form alone

    codes = {code.slug: code for code in all_codes()}
    located = _located(session, findings, folder)
    return json_text(findings_to_sarif(located, codes, version=__version__)) + "\n"


def _located(session: Session, findings: Sequence[Diagnostic], folder: Path) -> list[Diagnostic]:
    """Findings with paths that start where the repository begins."""
    root = root_of(session)
    return [replace(each, file=path_in(root, folder / each.file)) for each in findings]
