"""Findings in the forms that services of continuous integration read."""

import os
from collections.abc import Collection
from pathlib import Path

from msgspec.structs import replace

from reconciler import __version__
from reconciler.campaigns.everywhere import Checked
from reconciler.commands.codes import all_codes
from reconciler.commands.repository import path_in, root_of
from reconciler.commands.session import Session
from reconciler.render.findings_formats import (
    findings_to_github,
    findings_to_gitlab,
    findings_to_junit,
    findings_to_sarif,
)
from reconciler.render.safe import json_text


def write(
    form: str, session: Session, checked: Checked, folder: Path, changed: Collection[str] | None
) -> str:
    """Write findings in a form.

    Args:
        form: its name.
        session: settings of the run, which say where the repository begins.
        checked: the findings.
        folder: what their paths are relative to.
        changed: the real paths of files that are new or changed, which GitHub shows first; None
            where it makes no difference.
    """
    root = root_of(session)
    located = [replace(each, file=path_in(root, folder / each.file)) for each in checked.findings]
    match form:
        case "github":
            is_elsewhere = [
                changed is not None and os.path.realpath(folder / each.file) not in changed
                for each in checked.findings
            ]
            parts = list(zip(located, is_elsewhere, strict=True))
            return findings_to_github(
                [each for each, other in parts if not other],
                [each for each, other in parts if other],
            )
        case "gitlab":
            return json_text(findings_to_gitlab(located)) + "\n"
        case "junit":
            return findings_to_junit(located, checked.files)
        case _:
            codes = {code.slug: code for code in all_codes()}
            return json_text(findings_to_sarif(located, codes, version=__version__)) + "\n"
