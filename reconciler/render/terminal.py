"""Rich text to a string: coloured for a terminal, plain otherwise."""

import io
from collections.abc import Iterable
from typing import Final

from rich.console import Console
from rich.text import Text

WIDEST: Final = 110

Line = Text | str


def to_text(lines: Iterable[Line], *, color: bool) -> str:
    """Write lines, each ended by a line break.

    Args:
        lines: rich texts, or plain strings that are taken as they are.
        color: whether to write colours.
    """
    stream = io.StringIO()
    console = Console(
        file=stream,
        force_terminal=color,
        color_system="standard" if color else None,
        width=10_000,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=True,
        legacy_windows=False,
    )
    for line in lines:
        console.print(line)
    return stream.getvalue()


def plural(count: int, noun: str) -> str:
    """A count with its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
