"""Findings in files, for people and for scripts.

Those that say the same of many places are told as one, with how many there are, and where. A name
or a number is another in each message; without these, messages of one kind are alike. The words of
an error matter one by one, so errors are put together only where they are the same.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import groupby, islice
from typing import Final

from msgspec import Struct

from reconciler.core.diagnostic import GRAVITY, Diagnostic, Severity, diagnostic_to_json
from reconciler.core.exact_json import Json
from reconciler.render.safe import visible
from reconciler.render.terminal import Line, Text
from reconciler.words import plural

FORMAT_VERSION: Final = "1.1"
MOST_OF_A_FILE: Final = 100
"""Findings shown of one file; the rest is counted."""
_STYLES: Final = {
    Severity.ERROR: "bold red",
    Severity.CREATE_ONLY: "bold magenta",
    Severity.WARNING: "yellow",
}
MOST_APART: Final = 5
"""So many findings are shown one by one though they are alike, if their words differ."""
MOST_PLACES: Final = 3
_QUOTED: Final = re.compile(r"'(.*?)'(?!\w)", re.DOTALL)
_VARYING: Final = re.compile(r"'.*?'(?!\w)|\d[\d.,:-]*", re.DOTALL)


def findings_lines(
    findings: Sequence[Diagnostic], files: int, *, counted: bool = True
) -> Iterator[Line]:
    """List findings one a line, those that are alike as one, the gravest first; counts may follow.

    A line says the place, the severity, what is wrong, what to do, the code, and where else. What
    is acknowledged is counted, and not listed.
    """
    standing = not_acknowledged(findings)
    shown, hidden = first_of_each_file(standing)
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
    if counted:
        yield from _counted(standing, files, len(findings) - len(standing))


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


class Alike(Struct, frozen=True):
    """Findings that are shown as one.

    Attributes:
        first: the one whose words are shown.
        others: the rest, in their order.
    """

    first: Diagnostic
    others: Sequence[Diagnostic] = ()

    @property
    def count(self) -> int:
        """How many there are."""
        return 1 + len(self.others)

    def elsewhere(self, *, most: int = MOST_PLACES) -> str:
        """How many there are, and the first places of the others; empty if it stands alone."""
        if not self.others:
            return ""
        shown = ", ".join(islice(map(_place, self.others), most))
        more = len(self.others) - most
        rest = f" and {more:,} more" if more > 0 else ""
        preposition = "at" if self.others[0].file else "of"
        return f"{self.count:,} times, also {preposition} {shown}{rest}"


def gather(findings: Iterable[Diagnostic]) -> list[Alike]:
    """Put findings together that are alike; the gravest first, else in their order."""
    kinds: dict[Hashable, list[Diagnostic]] = defaultdict(list)
    for each in findings:
        kinds[_likeness(each)].append(each)
    gathered: list[Alike] = []
    for kind in kinds.values():
        words = {(each.message, each.hint) for each in kind}
        if len(words) == 1 or len(kind) > MOST_APART:
            gathered.append(Alike(kind[0], kind[1:]))
        else:  # few of one kind, whose words differ: each by itself
            gathered += map(Alike, kind)
    return sorted(gathered, key=lambda each: GRAVITY.index(each.first.severity))


def fingerprinted(findings: Iterable[Diagnostic]) -> Iterator[tuple[Alike, str]]:
    """What is alike in a file as one, with what tells it from all others in the next run as well.

    A finding keeps its fingerprint wherever it moves in its file: services that follow findings
    from run to run would otherwise take it for a new one.
    """
    seen: Counter[str] = Counter()
    for _, of_file in groupby(findings, lambda each: each.file):
        for alike in gather(of_file):
            what = f"{alike.first.file}\0{alike.first.code}\0{alike.first.message}"
            seen[what] += 1
            whole = f"{what}\0{seen[what]}"
            yield alike, sha256(whole.encode(errors="surrogatepass")).hexdigest()


def _likeness(finding: Diagnostic) -> Hashable:
    about = (finding.severity, finding.code, finding.environments, finding.acknowledged)
    words = (finding.message, finding.hint)
    if finding.severity is Severity.ERROR:
        return about, words
    return about, tuple(_VARYING.sub("…", text) for text in words)


def place_of(finding: Diagnostic) -> str:
    """Where a finding stands: its file, with line and column if it is not about all of it."""
    return f"{finding.file}:{finding.line}:{finding.column}" if finding.line else finding.file


def _place(finding: Diagnostic) -> str:
    """Where a finding stands, or else what it is about."""
    if finding.file:
        return visible(place_of(finding))
    about = _QUOTED.search(finding.message)
    return f"'{visible(about[1])}'" if about else visible(finding.message)
