"""Lines with styles in colours, as rich writes them; it takes long to load."""

import io
from collections.abc import Iterable, Iterator

from rich.color import ColorSystem
from rich.console import Console
from rich.text import Text as RichText

from reconciler.render.terminal import TAB, Text


def colored(lines: Iterable[Text]) -> Iterator[str]:
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
        for text, style, _ in RichText().append_text(line).render(console, end="\n"):
            yield style.render(text, color_system=ColorSystem.STANDARD) if style else text


def to_rich(line: Text) -> RichText:
    """The same as rich has it."""
    made = RichText(style=line.style)
    for text, style in line.parts:
        made.append(text, style)
    return made


def without_tabs(line: Text) -> str:
    """A text with blanks in place of tabs and without control codes, as a console writes it."""
    text = to_rich(line)
    text.expand_tabs(TAB)
    return text.plain
