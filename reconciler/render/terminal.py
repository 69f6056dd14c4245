"""Rich text to a string: coloured for a terminal, plain otherwise."""

import io
import textwrap
from collections.abc import Iterable, Iterator
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
    if not color:
        # What a console would write, without the time that it takes to import and to write.
        return "".join(f"{_without_tabs(text).plain}\n" for text in texts)
    from rich.console import Console  # noqa: PLC0415 - slow to import

    stream = io.StringIO()
    console = Console(
        file=stream,
        force_terminal=True,
        color_system="standard",
        width=10_000,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=True,
        legacy_windows=False,
    )
    for text in texts:
        console.print(text)
    return stream.getvalue()


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
    width = WIDEST - indent
    for k, line in enumerate(textwrap.wrap(f"{lead}{text}", width, break_long_words=False)):
        start = lead if k == 0 and line.startswith(lead) else ""
        yield Text.assemble(" " * indent, (start, "bold"), (line[len(start) :], style))


def plural(count: int, noun: str) -> str:
    """A count with its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
