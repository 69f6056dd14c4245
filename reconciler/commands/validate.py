"""``reconciler validate``: campaign files only, no network, no credentials."""

import sys
from collections.abc import Collection
from functools import cache
from pathlib import Path

from reconciler import clock
from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.everywhere import check_everywhere
from reconciler.campaigns.working_tree import files_changed_since
from reconciler.commands.destination import DASH, Destination, put, result_format
from reconciler.commands.notes import is_quiet, note
from reconciler.commands.overwrite import Result, keep_apart
from reconciler.commands.session import Session
from reconciler.errors import ExitCode, UsageError
from reconciler.files import whole_path
from reconciler.render.findings import findings_lines, findings_to_json
from reconciler.render.safe import json_text
from reconciler.render.terminal import to_text, wants_color
from reconciler.target_group.expressions.symbols import DOCUMENTED


def run(
    session: Session,
    paths: tuple[Path, ...],
    form: str | None,
    base: str | None,
    out: Path | None,
) -> None:
    """Check the files, and show what was found."""
    form = result_format(out, form)
    _refuse(session, paths, out)
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

    if is_alone:  # without any settings
        around = [Circumstances({}, DOCUMENTED, clock.now().date())]
        checked = check_everywhere(around, base=folder, paths=paths, changed=changed)
    else:
        every = session.settings.environments if session.chosen is None else ()
        checked = check_everywhere(
            [session.circumstances_in(name) for name in every] or [session.circumstances],
            base=folder,
            home=session.folder,
            paths=paths,
            changed=changed,
            memory=session.memory,
        )
    match form:
        case "github" | "gitlab" | "junit" | "sarif":
            from reconciler.commands import ci_forms  # noqa: PLC0415 - 5 ms, for these forms alone

            since = None if base is None else changed()
            text = ci_forms.write(form, session, checked, folder, since)
        case "json":
            text = json_text(findings_to_json(checked.findings, checked.files)) + "\n"
        case _:
            lines = findings_lines(
                checked.findings, checked.files, counted=out is not None or not is_quiet()
            )
            text = to_text(lines, color=place.is_stdout and wants_color(sys.stdout))
    put(text, place, form)
    if checked.has_errors:
        sys.exit(ExitCode.INVALID)


def _refuse(session: Session, paths: Collection[Path], out: Path | None) -> None:
    """Stop where the settings are to be checked as a campaign, or a result would replace files."""
    if any(whole_path(each) == whole_path(session.config) for each in paths):
        raise UsageError(
            f"{session.config} is the settings file, and no campaign.",
            hint="Each command checks it; 'reconciler environments' says what it declares.",
        )
    keep_apart(session, out, Result.FINDINGS)
