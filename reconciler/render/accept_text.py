"""What ``accept`` shows: the changes of files as a unified diff, and why a file stays as it is."""

import difflib
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from reconciler.core.diagnostic import Diagnostic
from reconciler.core.plan import Blocked, Change, Create, Drift, InSync, Unmanaged
from reconciler.render.safe import visible
from reconciler.render.terminal import Line, Text

_AROUND: Final = 3
"""Lines that are shown around those that differ."""
_MANY_LINES: Final = 200
"""Of so many, difflib leaves out those that are frequent."""
_BOLD, _RED, _GREEN, _CYAN = 1, 31, 32, 36
_COLORS: Final = {"+++": _BOLD, "---": _BOLD, "@@": _CYAN, "+": _GREEN, "-": _RED}
"""What lines of a difference begin with, the longer first, and how a terminal shows them."""


def file_diff(file: str, before: str, after: str) -> str:
    """Write the difference of two texts of one file, as shown to people, as a unified diff."""
    lines = []
    # Only what ends a line to YAML and to git does.
    old, new = ([*io.StringIO(text, newline="")] for text in (before, after))
    for line in unified_diff(old, new, f"a/{file}", f"b/{file}"):
        lines.append("\t".join(map(visible, line.rstrip("\r\n").split("\t"))))
        if not line.endswith(("\n", "\r")):
            lines.append("\\ No newline at end of file")
    return "".join(f"{line}\n" for line in lines)


def unified_diff(
    before: Sequence[str], after: Sequence[str], from_file: str, to_file: str
) -> Iterable[str]:
    """As difflib writes it, which takes far longer to see that lines were only replaced.

    It may pair lines that are the same with others than those of their place. It does not where
    none of those that differ stands anywhere in the other text, and leaves out none for being
    frequent where there are few.
    """
    changed = [k for k, both in enumerate(zip(before, after, strict=False)) if both[0] != both[1]]
    is_in_place = (
        len(before) == len(after) < _MANY_LINES
        and {before[k] for k in changed}.isdisjoint(after)
        and {after[k] for k in changed}.isdisjoint(before)
    )
    if not is_in_place:
        return difflib.unified_diff(before, after, from_file, to_file)
    return _in_place(before, after, changed, [f"--- {from_file}\n", f"+++ {to_file}\n"])


def _in_place(
    before: Sequence[str], after: Sequence[str], changed: Sequence[int], lines: list[str]
) -> list[str]:
    """Lines that were replaced, with those around them."""
    hunks: list[list[int]] = []
    for k in changed:
        if hunks and k - hunks[-1][-1] <= 2 * _AROUND + 1:
            hunks[-1].append(k)
        else:
            hunks.append([k])
    for hunk in hunks:
        start, end = max(0, hunk[0] - _AROUND), min(len(before), hunk[-1] + _AROUND + 1)
        place = f"{start + 1},{end - start}" if end - start > 1 else f"{start + 1}"
        lines.append(f"@@ -{place} +{place} @@\n")
        for is_changed, run in groupby(range(start, end), {*hunk}.__contains__):
            places = [*run]
            if is_changed:
                lines += [f"-{before[k]}" for k in places]
                lines += [f"+{after[k]}" for k in places]
            else:
                lines += [f" {before[k]}" for k in places]
    return lines if hunks else []


def colored_diff(diff: str) -> str:
    """A unified diff in color; not by a console, which would turn tabs into blanks."""
    lines = []
    for line in diff.splitlines():
        color = next((code for start, code in _COLORS.items() if line.startswith(start)), None)
        lines.append(line if color is None else f"\x1b[{color}m{line}\x1b[0m")
    return "".join(f"{line}\n" for line in lines)


def refusal_lines(name: str, reasons: Sequence[Diagnostic]) -> Iterator[Line]:
    """Say why the drift of a campaign cannot be accepted: reasons that are all about its file."""
    file = visible(reasons[0].file)
    yield Text.assemble(
        ("error: ", "bold red"), f"'{visible(name)}' cannot be accepted; {file} stays as it is."
    )
    for each in reasons:
        yield Text.assemble(
            (f"  {file}:{each.line}:{each.column}: ", "bold"),
            visible(f"{each.message} {each.hint}"),
            (f" [{each.code}]", "dim"),
        )


def state_words(change: Change) -> str:
    """What there is to be known of a campaign that has no drift, or none that is not meant."""
    match change:
        case Drift():
            return (
                f"differs from group {change.id} only where its file acknowledges it (remove the "
                "entries under acknowledge to accept the live values)"
            )
        case InSync():
            return f"is in sync with group {change.id}"
        case Create():
            return "is not live ('reconciler apply' creates it)"
        case Blocked() if change.is_set_aside:
            return f"is over and not live ({change.reason.code}: {change.reason.message})"
        case Blocked():
            return f"is blocked ({change.reason.code}: {change.reason.message})"
        case Unmanaged():
            return f"is live as group {change.id} and in no file ('reconciler import' writes one)"
