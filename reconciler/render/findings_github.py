"""Findings as commands to a runner of GitHub Actions, which shows them at their lines."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from reconciler.core.diagnostic import Diagnostic, Severity
from reconciler.render.alike import Alike, gather
from reconciler.render.findings import not_acknowledged, where
from reconciler.render.safe import visible
from reconciler.words import plural

MOST: Final = 10
"""Annotations of one level that GitHub shows of one step; further ones vanish unseen."""
_LEVELS: Final = {
    Severity.ERROR: "error",
    Severity.CREATE_ONLY: "warning",
    Severity.WARNING: "warning",
}
_DATA: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY: Final = {**_DATA, ":": "%3A", ",": "%2C"}


def findings_to_github(findings: Sequence[Diagnostic], elsewhere: Sequence[Diagnostic] = ()) -> str:
    """Write findings as annotations, those that are alike as one, the first ones of each level.

    What is acknowledged is counted in the log, which nobody has to look at.

    Args:
        findings: with paths that start at the repository.
        elsewhere: findings in files that a change leaves alone. An error among them, such as that
            of the other of two names, is shown like the rest; of all else there is the number.
    """
    return "".join(f"{line}\n" for line in _lines(findings, elsewhere))


def _lines(findings: Sequence[Diagnostic], elsewhere: Sequence[Diagnostic]) -> Iterator[str]:
    errors = [each for each in elsewhere if each.severity is Severity.ERROR]
    counted: Counter[str] = Counter()
    standing = not_acknowledged(findings)
    for alike in gather([*standing, *errors]):
        level = _LEVELS[alike.first.severity]
        counted[level] += 1
        if counted[level] <= MOST:
            yield _annotation(level, alike)
    more = [
        plural(count - MOST, f"more {level}") for level, count in counted.items() if count > MOST
    ]
    if more:
        yield (
            f"::notice title=not all findings are shown::{' and '.join(more)} not shown here, "
            f"since GitHub shows {MOST} of a kind. 'reconciler validate' lists all."
        )
    rest = len(not_acknowledged(elsewhere)) - len(errors)
    if rest:
        yield (
            f"::notice title=findings in other files::{plural(rest, 'finding')} in files that this "
            f"change does not touch: 'reconciler validate' lists {'it' if rest == 1 else 'them'}."
        )
    everything = [*findings, *elsewhere]
    acknowledged = len(everything) - len(not_acknowledged(everything))
    if acknowledged:
        yield f"{plural(acknowledged, 'acknowledged finding')} not shown."


def _annotation(level: str, alike: Alike) -> str:
    finding, elsewhere = alike.first, alike.elsewhere()
    place = {"file": finding.file}
    if finding.line:
        place |= {"line": str(finding.line), "col": str(finding.column)}
    properties = ",".join(
        f"{key}={_escaped(value, _PROPERTY)}"
        for key, value in (place | {"title": finding.code}).items()
    )
    message = visible(f"{finding.message} {finding.hint}{where(finding)}")
    message += f" ({elsewhere})" if elsewhere else ""
    return f"::{level} {properties}::{_escaped(message, _DATA)}"


def _escaped(text: str, signs: dict[str, str]) -> str:
    # The runner reads UTF-8; a file name that is none keeps its odd bytes as escapes.
    readable = text.encode(errors="backslashreplace").decode()
    return "".join(signs.get(char, char) for char in readable)
