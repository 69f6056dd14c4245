"""Findings in files, for people and for scripts."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from reconciler.core.diagnostic import GRAVITY, Diagnostic, Severity, diagnostic_to_json
from reconciler.core.exact_json import Json
from reconciler.render.alike import MOST_PLACES, gather, place_of
from reconciler.render.safe import visible
from reconciler.render.terminal import Line, Text, to_text
from reconciler.words import plural

FORMAT_VERSION: Final = "1.1"
MOST_OF_A_FILE: Final = 100
"""Findings shown of one file; the rest is counted."""
_STYLES: Final = {
    Severity.ERROR: "bold red",
    Severity.CREATE_ONLY: "bold magenta",
    Severity.WARNING: "yellow",
}


def findings_to_text(
    findings: Sequence[Diagnostic], files: int, *, color: bool, counted: bool = True
) -> str:
    """List findings one a line, those that are alike as one, the gravest first; counts follow.

    What is acknowledged is counted, and not listed.

    Args:
        findings: what was found.
        files: how many files were checked.
        color: whether to write colours.
        counted: whether counts follow, and where to read more.
    """
    standing = not_acknowledged(findings)
    shown, hidden = first_of_each_file(standing)
    lines = _listed(shown, hidden)
    if counted:
        lines = chain(lines, _counted(standing, files, len(findings) - len(standing)))
    return to_text(lines, color=color)


def findings_to_json(findings: Sequence[Diagnostic], files: int) -> dict[str, Json]:
    """Write findings as JSON data; ``counts`` covers also those that are not listed."""
    standing = not_acknowledged(findings)
    shown, hidden = first_of_each_file(findings)
    counts = {severity.value: count for severity, count in _counts(standing).items()}
    return {
        "format_version": FORMAT_VERSION,
        "findings": [diagnostic_to_json(each) for each in shown],
        "counts": counts
        | {"acknowledged": len(findings) - len(standing), "files": files, "not_listed": hidden},
    }


def not_acknowledged(findings: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Findings that no file says are meant."""
    return [each for each in findings if each.acknowledged is None]


def where(finding: Diagnostic) -> str:
    """Write for which environments a finding holds; nothing where it holds for all."""
    return f" only in {', '.join(finding.environments)}" if finding.environments else ""


def _listed(shown: Sequence[Diagnostic], hidden: int) -> Iterator[Line]:
    """A line each: place, severity, what is wrong, what to do, code, where else."""
    gathered = gather(shown)
    for alike in gathered:
        finding, elsewhere = alike.first, alike.elsewhere()
        yield Text.assemble(
            (f"{visible(place_of(finding))}: ", "bold"),
            (f"{finding.severity.value}: ", _STYLES[finding.severity]),
            visible(f"{finding.message} {finding.hint}"),
            (f" [{finding.code}]", "dim"),
            visible(where(finding)),
            (f" ({elsewhere})" if elsewhere else "", "dim"),
        )
    if any(len(each.others) > MOST_PLACES for each in gathered):
        yield Text("--format json lists every place.", "dim")
    if hidden:
        yield Text(f"{plural(hidden, 'more finding')} not listed: {MOST_OF_A_FILE} of a file are.")


def _counted(findings: Sequence[Diagnostic], files: int, acknowledged: int) -> Iterator[Line]:
    counts = _counts(findings)
    parts = [
        (plural(counts[Severity.ERROR], "error"), _STYLES[Severity.ERROR]),
        (f"{counts[Severity.CREATE_ONLY]} create-only", _STYLES[Severity.CREATE_ONLY]),
        (plural(counts[Severity.WARNING], "warning"), _STYLES[Severity.WARNING]),
    ]
    total = Text(f"{plural(files, 'file')} checked: ")
    for k, (text, style) in enumerate(parts):
        total.append(", " if k else "").append(text, "" if text.startswith("0") else style)
    yield total.append(f"; {acknowledged} acknowledged." if acknowledged else ".")
    if findings:
        gravest = min(findings, key=lambda finding: GRAVITY.index(finding.severity))
        yield Text(f"'reconciler explain {gravest.code}' says more about a code.", "dim")


def _counts(findings: Sequence[Diagnostic]) -> dict[Severity, int]:
    counted = Counter(finding.severity for finding in findings)
    return {severity: counted[severity] for severity in Severity}


def first_of_each_file(findings: Sequence[Diagnostic]) -> tuple[list[Diagnostic], int]:
    """The gravest of each file in their order, and the number of the others.

    An error that makes a file unusable must not be hidden behind a hundred warnings, and none of
    them behind what is acknowledged.
    """

    def weight(k: int) -> tuple[bool, int]:
        return findings[k].acknowledged is not None, GRAVITY.index(findings[k].severity)

    seen: dict[str, int] = defaultdict(int)
    shown: set[int] = set()
    for k in sorted(range(len(findings)), key=weight):
        seen[findings[k].file] += 1
        if seen[findings[k].file] <= MOST_OF_A_FILE:
            shown.add(k)
    return [findings[k] for k in sorted(shown)], len(findings) - len(shown)
