"""Lines with styles in colours, as rich writes them; it takes long to load."""

import io
from collections.abc import Iterable, Iterator
from typing import Protocol

from rich.color import ColorSystem
from rich.console import Console
from rich.text import Text


class Styled(Protocol):
    """A line: its style, and its parts, each with a style of its own."""

    style: str
    parts: list[tuple[str, str]]


def colored(lines: Iterable[Styled]) -> Iterator[str]:
    """Write lines with their colours, each ended by a line break."""
    console = Console(
        file=io.StringIO(),
        force_terminal=True,
        color_system="standard",
        width=10_000,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=True,
        legacy_windows=False,
    )
    for line in map(to_rich, lines):
        if "\t" in line.plain or "\n" in line.plain:
            # The long way, that a console takes: ten times as slow, and it wraps and aligns.
            with console.capture() as captured:
                console.print(line)
            yield captured.get()
            continue
        # The style of a whole line is taken for a span only where it is put into another text.
        for text, style, _ in Text().append_text(line).render(console, end="\n"):
            yield style.render(text, color_system=ColorSystem.STANDARD) if style else text


def to_rich(line: Styled) -> Text:
    """The same as rich has it."""
    made = Text(style=line.style)
    for text, style in line.parts:
        made.append(text, style)
    return made


def without_tabs(line: Styled, stop: int) -> str:
    """A text with blanks in place of tabs and without control codes, as a console writes it.

    ``stop`` is how many columns lie between two stops of a tab.
    """
    text = to_rich(line)
    text.expand_tabs(stop)
    return text.plain
