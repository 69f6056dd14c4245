"""What ``accept`` shows: the changes of files as a unified diff, and why a file stays as it is."""

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import Final

from rich.color import ColorSystem
from rich.style import Style

from reconciler.core.diagnostic import Diagnostic
from reconciler.render.safe import visible
from reconciler.render.terminal import Text, to_text

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_STYLES: Final = (
    ("+++", "bold"),
    ("---", "bold"),
    ("@@", "cyan"),
    ("+", "green"),
    ("-", "red"),
    ("", ""),
)


def file_diff(file: str, before: str, after: str, *, color: bool) -> str:
    """Write the difference of two texts of one file as a unified diff.

    Args:
        file: its path, as shown to people.
        before: its text.
        after: its new text.
        color: whether to write colours.
    """
    lines = difflib.unified_diff(
        _LINE.findall(before), _LINE.findall(after), f"a/{file}", f"b/{file}"
    )
    return "".join(f"{_styled(line) if color else line}\n" for line in _shown(lines))


def refusal_text(name: str, reasons: Sequence[Diagnostic], *, color: bool) -> str:
    """Say why the drift of a campaign cannot be accepted.

    Args:
        name: the campaign.
        reasons: at least one, all about its file.
        color: whether to write colours.
    """
    file = visible(reasons[0].file)
    title = Text.assemble(
        ("error: ", "bold red"), f"'{visible(name)}' cannot be accepted; {file} stays as it is."
    )
    lines = (
        Text.assemble(
            (f"  {file}:{each.line}:{each.column}: ", "bold"),
            visible(f"{each.message} {each.hint}"),
            (f" [{each.code}]", "dim"),
        )
        for each in reasons
    )
    return to_text([title, *lines], color=color)


def _shown(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield "\t".join(map(visible, line.rstrip("\r\n").split("\t")))
        if not line.endswith(("\n", "\r")):
            yield "\\ No newline at end of file"


def _styled(line: str) -> str:
    """A line in its colour; not by a console, which would turn tabs into blanks."""
    name = next(style for start, style in _STYLES if line.startswith(start))
    return Style.parse(name).render(line, color_system=ColorSystem.STANDARD)
