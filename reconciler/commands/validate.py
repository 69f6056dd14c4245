"""``reconciler validate``: campaign files only, no network, no credentials."""

import sys
from collections.abc import Callable, Collection, Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias

from msgspec.structs import replace

from reconciler import clock
from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.everywhere import Checked, check_everywhere, load_beside
from reconciler.campaigns.load import load_files
from reconciler.campaigns.new_and_changed import find_copies, first_days_passed
from reconciler.campaigns.not_read import files_not_read
from reconciler.campaigns.source_files import campaign_files, files_at, find_files
from reconciler.campaigns.working_tree import files_changed_since
from reconciler.commands.destination import DASH, Destination, put, result_format
from reconciler.commands.loading import beside, load
from reconciler.commands.notes import is_quiet, note
from reconciler.commands.overwrite import Result, keep_apart
from reconciler.commands.session import Session
from reconciler.errors import ExitCode
from reconciler.render.findings import findings_lines, findings_to_json
from reconciler.render.safe import json_text
from reconciler.render.terminal import to_text, wants_color
from reconciler.target_group.expressions.symbols import DOCUMENTED

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
    keep_apart(session, out, Result.FINDINGS)
    place = Destination(out or DASH)
    is_alone = session.chosen is None and bool(paths) and not session.config.exists()
    folder = Path() if is_alone else session.base

    @cache
    def changed() -> Collection[str] | None:
        """What is new or changed since --base, else since the last commit; None for all."""
        found = files_changed_since(folder, base or "HEAD")
        if found is None and base is not None:
            note(f"warning: git cannot say what has changed since '{base}'.")
        return found

    loaded = _check(session, paths, changed, is_alone=is_alone)
    match form:
        case "github" | "gitlab" | "junit" | "sarif":
            from reconciler.commands import ci_forms  # noqa: PLC0415 - 5 ms, for these forms alone

            since = None if base is None else changed()
            text = ci_forms.write(form, session, loaded, folder, since)
        case "json":
            text = json_text(findings_to_json(loaded.findings, loaded.files)) + "\n"
        case _:
            color = place.is_stdout and wants_color(sys.stdout)
            counted = out is not None or not is_quiet()
            lines = findings_lines(loaded.findings, loaded.files, counted=counted)
            text = to_text(lines, color=color)
    put(text, place, form)
    if loaded.has_errors:
        sys.exit(ExitCode.INVALID)


def _check(session: Session, paths: Sequence[Path], changed: Changed, *, is_alone: bool) -> Checked:
    """Check files for all environments, for the chosen one, or alone, without any settings."""
    if is_alone:
        base, today = Path(), clock.now().date()
        files = files_at(find_files(paths), base=base)
        loaded = load_files(files, Circumstances({}, DOCUMENTED, today))
    elif session.chosen is None:
        return check_everywhere(
            [session.circumstances_in(name) for name in session.settings.environments],
            base=session.base,
            home=session.folder,
            paths=paths,
            changed=changed,
            memory=session.memory,
        )
    elif paths:
        base, today = session.base, session.today
        passed: list[Path] = []
        files = session.files_at(campaign_files(paths, session.own_folders, passed))
        others = session.files_at(find_files(session.own_folders))
        loaded = load_beside(files, others, session.circumstances, memory=session.memory)
        told = files_not_read(session.files_at(passed)) + beside(session, paths)
        loaded = replace(loaded, findings=(*loaded.findings, *told))
    else:
        base, today = session.base, session.today
        loaded = load(session, strict=False)
    begun = first_days_passed(loaded.campaigns, today=today, base=base, changed=changed)
    copies = find_copies(loaded, today=today, base=base, changed=changed)
    return Checked(tuple(sorted((*loaded.findings, *begun, *copies))), loaded.files)
