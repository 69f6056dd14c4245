"""Findings as GitLab's code quality report, which shows them in merge requests."""

from collections.abc import Sequence
from typing import Final

from reconciler.core.diagnostic import Diagnostic, Severity
from reconciler.core.exact_json import Json
from reconciler.render.alike import fingerprinted
from reconciler.render.findings import first_of_each_file, not_acknowledged, where
from reconciler.render.safe import visible

_SEVERITIES: Final = {
    Severity.ERROR: "critical",
    Severity.CREATE_ONLY: "major",
    Severity.WARNING: "minor",
}


def findings_to_gitlab(findings: Sequence[Diagnostic]) -> list[Json]:
    """Write findings as the entries of a report.

    Args:
        findings: with paths that start at the repository; at most a hundred of a file are listed.
    """
    shown, _ = first_of_each_file(not_acknowledged(findings))
    return [
        {
            "description": visible(f"{alike.first.message} {alike.first.hint}{where(alike.first)}"),
            "check_name": alike.first.code,
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[alike.first.severity],
            # What is about a file as a whole stands at its first line: GitLab asks for one.
            "location": {"path": alike.first.file, "lines": {"begin": alike.first.line or 1}},
        }
        for alike, fingerprint in fingerprinted(shown)
    ]
