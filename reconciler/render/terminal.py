"""Rich text to a string: coloured for a terminal, plain otherwise."""

import io
import textwrap
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from rich.text import Text

WIDEST: Final = 100
"""Columns that explanations are wrapped to; a finding stays on one line, for other tools."""
TAB: Final = 8
"""Columns between two stops of a tab."""

Line = Text | str


def to_text(lines: Iterable[Line], *, color: bool) -> str:
    """Write lines, each ended by a line break.

    Args:
        lines: rich texts, or plain strings that are taken as they are.
        color: whether to write colours.
    """
    texts = (Text(line) if isinstance(line, str) else line for line in lines)
    return "".join(_coloured(texts) if color else map(_plain, texts))


def _plain(line: Text) -> str:
    """What a console would write, without the time that it takes to import and to write."""
    return f"{_without_tabs(line).plain}\n"


def _coloured(lines: Iterable[Text]) -> Iterator[str]:
    from rich.color import ColorSystem  # noqa: PLC0415 - slow to import
    from rich.console import Console  # noqa: PLC0415 - as above

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
    for line in lines:
        if "\t" in line.plain or "\n" in line.plain:
            # The long way, that a console takes: ten times as slow, and it wraps and aligns.
            with console.capture() as captured:
                console.print(line)
            yield captured.get()
            continue
        # The style of a whole line is taken for a span only where it is put into another text.
        for text, style, _ in Text().append_text(line).render(console, end="\n"):
            yield style.render(text, color_system=ColorSystem.STANDARD) if style else text


def _without_tabs(text: Text) -> Text:
    """A text with blanks in place of tabs, as a console writes it."""
    if "\t" in text.plain:
        text = text.copy()
        text.expand_tabs(TAB)
    return text


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
