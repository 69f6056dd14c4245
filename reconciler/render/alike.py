"""Findings that say the same of many places: one of them, how many there are, and where.

A name or a number is another in each message; without these, messages of one kind are alike. The
words of an error matter one by one, so errors are put together only where they are the same.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import groupby, islice
from typing import Final

from msgspec import Struct

from reconciler.core.diagnostic import GRAVITY, Diagnostic, Severity
from reconciler.render.safe import visible

MOST_APART: Final = 5
"""So many findings are shown one by one though they are alike, if their words differ."""
MOST_PLACES: Final = 3
_QUOTED: Final = re.compile(r"'(.*?)'(?!\w)", re.DOTALL)
_VARYING: Final = re.compile(r"'.*?'(?!\w)|\d[\d.,:-]*", re.DOTALL)


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
