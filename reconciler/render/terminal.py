"""Rich text to a string: coloured for a terminal, plain otherwise."""

import io
import textwrap
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from rich.color import ColorSystem
from rich.console import Console
from rich.text import Text

WIDEST: Final = 100
"""Columns that explanations are wrapped to; a finding stays on one line, for other tools."""

Line = Text | str


def to_text(lines: Iterable[Line], *, color: bool) -> str:
    """Write lines, each ended by a line break.

    Args:
        lines: rich texts, or plain strings that are taken as they are.
        color: whether to write colours.
    """
    console = Console(
        file=io.StringIO(),
        force_terminal=color,
        color_system="standard" if color else None,
        width=10_000,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=True,
        legacy_windows=False,
    )
    write = _coloured if color else _plain
    texts = (line if isinstance(line, Text) else Text(line) for line in lines)
    return "".join(write(text, console) for text in texts)


def _plain(line: Text, console: Console) -> str:
    return _laid_out(line, console) if _needs_layout(line) else f"{line.plain}\n"


def _coloured(line: Text, console: Console) -> str:
    if _needs_layout(line):
        return _laid_out(line, console)
    # The style of a whole line is taken for a span only where the line is put into another text.
    parts = Text().append_text(line).render(console, end="\n")
    return "".join(
        style.render(text, color_system=ColorSystem.STANDARD) if style else text
        for text, style, _ in parts
    )


def _needs_layout(line: Text) -> bool:
    return "\t" in line.plain or "\n" in line.plain


def _laid_out(line: Text, console: Console) -> str:
    """The long way, that a console takes: ten times as slow, and it wraps and aligns."""
    with console.capture() as captured:
        console.print(line)
    return captured.get()


def wrapped(text: str, *, indent: int, style: str = "", lead: str = "") -> Iterator[Text]:
    """Break a long text into lines that begin at the same column.

    Args:
        text: shown as it is, so made safe before.
        indent: how many blanks each line begins with.
        style: of the text.
        lead: a word that the text begins with, set off from it.
    """
    for k, line in enumerate(_broken(f"{lead}{text}", WIDEST - indent)):
        start = lead if k == 0 and line.startswith(lead) else ""
        yield Text.assemble(" " * indent, (start, "bold"), (line[len(start) :], style))


@lru_cache(maxsize=1024)
def _broken(text: str, width: int) -> tuple[str, ...]:
    """Lines of a text; what can be done about drift is the same text for many fields."""
    return tuple(textwrap.wrap(text, width, break_long_words=False))


def plural(count: int, noun: str) -> str:
    """A count with its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
