"""What ``accept`` shows: the changes of files as a unified diff, and why a file stays as it is."""

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import Final

from reconciler.core.diagnostic import Diagnostic
from reconciler.core.plan import Blocked, Change, Create, Drift, InSync, Unmanaged
from reconciler.render.safe import visible
from reconciler.render.terminal import Line, Text

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_BOLD, _RED, _GREEN, _CYAN = 1, 31, 32, 36
_COLORS: Final = {"+++": _BOLD, "---": _BOLD, "@@": _CYAN, "+": _GREEN, "-": _RED}
"""What lines of a difference begin with, the longer first, and how a terminal shows them."""


def file_diff(file: str, before: str, after: str) -> str:
    """Write the difference of two texts of one file, as shown to people, as a unified diff."""
    lines = []
    parts = _LINE.findall(before), _LINE.findall(after)
    for line in difflib.unified_diff(*parts, f"a/{file}", f"b/{file}"):
        lines.append("\t".join(map(visible, line.rstrip("\r\n").split("\t"))))
        if not line.endswith(("\n", "\r")):
            lines.append("\\ No newline at end of file")
    return "".join(f"{line}\n" for line in lines)


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
