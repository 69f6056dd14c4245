"""Lines with styles to a string: coloured for a terminal, plain otherwise.

The styles and what becomes of them are rich's, which is loaded only where it has something to do:
colours, and characters that take more or less room than one column.
"""

import io
import os
import textwrap
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Self, TextIO, TypeAlias

if TYPE_CHECKING:
    import rich.text

WIDEST: Final = 100
"""Columns that explanations are wrapped to; a finding stays on one line, for other tools."""
TAB: Final = 8
"""Columns between two stops of a tab."""


class Text:
    """A line of which parts have a style.

    Args:
        text: what it begins with.
        style: of the whole line, by the name that rich gives it.
    """

    __slots__ = ("_parts", "_style")

    def __init__(self, text: str = "", style: str = "") -> None:
        self._style = style
        self._parts = [(text, "")]

    @classmethod
    def assemble(cls, *parts: str | tuple[str, str]) -> Self:
        """Make a line of parts, of which some have a style."""
        line = cls()
        line._parts = [(part, "") if isinstance(part, str) else part for part in parts]
        return line

    def append(self, text: str, style: str = "") -> Self:
        """Add a part to the end."""
        self._parts.append((text, style))
        return self

    @property
    def plain(self) -> str:
        """The text alone."""
        return "".join(text for text, _ in self._parts)

    def to_rich(self) -> "rich.text.Text":
        """The same as rich has it."""
        from rich.text import Text as RichText  # noqa: PLC0415 - slow to import

        line = RichText(style=self._style)
        for text, style in self._parts:
            line.append(text, style)
        return line


Line: TypeAlias = Text | str


def to_text(lines: Iterable[Line], *, color: bool) -> str:
    """Write lines, each ended by a line break.

    Args:
        lines: texts with styles, or plain strings that are taken as they are.
        color: whether to write colours.
    """
    texts = (Text(line) if isinstance(line, str) else line for line in lines)
    return "".join(_coloured(texts) if color else map(_plain, texts))


def _plain(line: Text) -> str:
    """What a console would write, without the time that it takes to import and to write."""
    text = line.plain
    return f"{text if text.isprintable() else _without_tabs(line)}\n"


def _coloured(lines: Iterable[Text]) -> Iterator[str]:
    from rich.color import ColorSystem  # noqa: PLC0415 - slow to import
    from rich.console import Console  # noqa: PLC0415 - as above
    from rich.text import Text as RichText  # noqa: PLC0415 - as above

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
    for line in map(Text.to_rich, lines):
        if "\t" in line.plain or "\n" in line.plain:
            # The long way, that a console takes: ten times as slow, and it wraps and aligns.
            with console.capture() as captured:
                console.print(line)
            yield captured.get()
            continue
        # The style of a whole line is taken for a span only where it is put into another text.
        for text, style, _ in RichText().append_text(line).render(console, end="\n"):
            yield style.render(text, color_system=ColorSystem.STANDARD) if style else text


def _without_tabs(line: Text) -> str:
    """A text with blanks in place of tabs and without control codes, as a console writes it."""
    text = line.to_rich()
    text.expand_tabs(TAB)
    return text.plain


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
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return tuple(lines)  # codes, days and paths are to be copied whole


def wants_color(stream: TextIO) -> bool:
    """Whether to write colours: on a terminal, unless NO_COLOR says otherwise."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
