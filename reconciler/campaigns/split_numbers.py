"""One goal that YAML reads as two: ``[1,500]`` is 1 and 500, where 1500 may be meant."""

import re
from collections.abc import Iterator
from typing import Final

from reconciler.core.diagnostic import Finding, Route
from reconciler.core.exact_json import Json
from reconciler.target_group.codes.values import PERHAPS_THOUSANDS
from reconciler.yaml12.document import Document

_TOUCHING: Final = re.compile(r",(?<=[0-9],)[0-9]{3}(?![0-9])")
"""The comma is searched for, and then what stands before it, which takes a tenth of the time."""
_BEGINS: Final = re.compile(r"([1-9][0-9]{0,2}),([0-9]{3})(?![0-9._])")
_UNLIKE: Final = 50
"""Goals of neighbouring periods hardly ever differ by such a factor."""


def split_numbers(document: Document) -> Iterator[Finding]:
    """Goals that touch like the thousands of one number.

    That is no evidence where all goals of a list do so, as in JSON on one line, unless they are far
    apart as well.
    """
    if _TOUCHING.search(document.text) is None:
        return
    targets = document.data.get("targets")
    for k, target in enumerate(targets if isinstance(targets, list) else ()):
        listed = target.get("defaultValues") if isinstance(target, dict) else None
        if isinstance(listed, list):
            yield from _split(document, listed, ("targets", k, "defaultValues"))


def _split(document: Document, listed: list[Json], route: Route) -> Iterator[Finding]:
    text = document.text
    starts = [document.start_of((*route, n)) for n in range(len(listed))]
    gaps = [text[start - 1] != "," for start in starts[1:]]
    are_apart = any(gaps)
    for n, (start, is_apart) in enumerate(zip(starts, gaps, strict=False)):
        found = None if is_apart else _BEGINS.match(text, start)
        if found is None or not (are_apart or int(found[2]) >= _UNLIKE * int(found[1])):
            continue
        yield PERHAPS_THOUSANDS.at(
            (*route, n),
            f"'{found[0]}' is read as two values, {found[1]} and {int(found[2])}: a comma "
            "separates values, not thousands.",
            f"Write {found[1]}{found[2]} if that is meant, or else a blank behind the comma.",
        )
