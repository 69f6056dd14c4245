"""Lines with styles to a string: coloured for a terminal, plain otherwise.

The styles and what becomes of them are rich's, which is loaded only where it has something to do:
colours, and characters that take more or less room than one column.
"""

import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from contextvars import ContextVar
from typing import Final, Self, TextIO, TypeAlias

from reconciler.render.next_steps import addressed

NARROWEST: Final = 60
WIDEST: Final = 200
"""Columns that text is fitted into on a terminal, whatever it has."""
ELSEWHERE: Final = 100
"""Columns that explanations are wrapped to in files and pipes; a title or a finding stays on one
line there, for other tools, and no word is broken."""
_USUAL: Final = 80
"""Columns of a terminal that does not say how many it has."""
_CHOSEN: Final = ContextVar[bool | None]("color", default=None)
"""Whether the command line asks for colours, or for none."""
TAB: Final = 8
"""Columns between two stops of a tab."""


class Text:
    """A line of which parts have a style.

    Args:
        text: what it begins with.
        style: of the whole line, by the name that rich gives it.
        hang: how many blanks its further lines begin with where it is broken; else as many as it
            begins with itself.
        is_prose: whether it is broken also where there is no terminal.
        at: where it may be broken: the first character of this goes, the rest begins a line.
    """

    __slots__ = ("_at", "_hang", "is_prose", "parts", "style")

    def __init__(
        self,
        text: str = "",
        style: str = "",
        *,
        hang: int | None = None,
        is_prose: bool = False,
        at: str = " ",
    ) -> None:
        self._at = at
        self.style = style
        self.parts = [(text, "")]
        self._hang = hang
        self.is_prose = is_prose

    @classmethod
    def assemble(
        cls, *parts: str | tuple[str, str], hang: int | None = None, is_prose: bool = False
    ) -> Self:
        """Make a line of parts, of which some have a style."""
        line = cls(hang=hang, is_prose=is_prose)
        line.parts = [(part, "") if isinstance(part, str) else part for part in parts]
        return line

    def append(self, text: str, style: str = "") -> Self:
        """Add a part to the end."""
        self.parts.append((text, style))
        return self

    @property
    def plain(self) -> str:
        """The text alone."""
        return "".join(text for text, _ in self.parts)

    def fitted(self, width: int | None) -> "Iterator[Text]":
        """The same in lines of so many columns, broken between words, or in words that are wider.

        Where there is no terminal (None), only prose is broken, and no word of it.
        """
        text = self.plain
        columns = ELSEWHERE if width is None else width
        if (width is None and not self.is_prose) or columns_of(text) <= columns:
            yield self
            return
        hang = len(text) - len(text.lstrip(" ")) if self._hang is None else self._hang
        slices = self._slices(text, columns, hang, cuts=width is not None)
        for k, (start, end) in enumerate(slices):
            line, before = Text(" " * hang if k else "", self.style), 0
            for part, style in self.parts:
                line.append(part[max(0, start - before) : max(0, end - before)], style)
                before += len(part)
            yield line

    def _slices(self, text: str, width: int, hang: int, *, cuts: bool) -> Iterator[tuple[int, int]]:
        """Where its lines begin and end; between two of them are blanks.

        Lines after the first have ``hang`` columns less. With ``cuts`` a word that is wider than a
        line is broken.
        """
        start = end = 0
        room = width
        for first, last in self._words():
            if end > start and columns_of(text[start:last]) > room:
                yield start, end
                start, room = first, width - hang
            while cuts and columns_of(text[start:last]) > room:
                cut = start + _fitting(text[start:last], room)
                yield start, cut
                start, room = cut, width - hang
            end = last
        yield start, end

    def _words(self) -> Iterator[tuple[int, int]]:
        """Where its words begin and end; codes, days and paths are words, to be copied whole."""
        at = 0
        for k, word in enumerate(self.plain.split(self._at)):
            start = at + 1 - len(self._at) if k else at
            at += len(word)
            if word:
                yield start, at
            at += len(self._at)


Line: TypeAlias = Text | str


def to_text(lines: Iterable[Line], *, color: bool, width: int | None = None) -> str:
    """Write lines, each ended by a line break.

    Args:
        lines: texts with styles, or plain strings that are taken as they are.
        color: whether to write colours.
        width: columns of the terminal, which no line is wider than; None where there is none.
    """
    texts = (Text(line) if isinstance(line, str) else line for line in lines)
    fitted = (each for text in texts for each in text.fitted(width))
    if color:
        from reconciler.render.colored import colored  # noqa: PLC0415 - rich: 70 ms

        return "".join(colored(fitted))
    # As a console writes it, without the time that it takes to import and to write.
    made = []
    for line in fitted:
        text = line.plain
        if not text.isprintable():
            from reconciler.render.colored import without_tabs  # noqa: PLC0415 - as above

            text = without_tabs(line, TAB)
        made.append(f"{text}\n")
    return "".join(made)


def text_for(stream: TextIO, lines: Iterable[Line]) -> str:
    """Write lines as a stream shows them: in colours where it wants them, as wide as it is."""
    return to_text(lines, color=wants_color(stream), width=width_of(stream))


def padded(columns: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    """The rows of a table, each cell as wide as the widest of its column."""
    widths = [max(map(columns_of, column)) for column in columns]
    for row in zip(*columns, strict=True):
        pairs = zip(row, widths, strict=True)
        yield [cell + " " * (width - columns_of(cell)) for cell, width in pairs]


def titled(text: str, style: str = "") -> Iterator[Line]:
    """A title, after an empty line."""
    yield from ("", Text(text, f"{style} underline".lstrip()))


def entry(mark: str, style: str, name: str, more: str, *, hang: int | None = None) -> Text:
    """A line about one thing: its mark, its name, and what else is known of it."""
    return Text.assemble((f"  {mark} ", style), (name, "bold"), (more, "dim"), hang=hang)


def wrapped(text: str, *, indent: int, style: str = "", lead: str = "") -> Iterator[Text]:
    """Text that is broken into lines which begin at the same column.

    Args:
        text: shown as it is, so made safe before.
        indent: how many blanks each line begins with.
        style: of the text.
        lead: a word that the text begins with, set off from it.
    """
    if text:
        shown = addressed(text)
        yield Text.assemble(
            " " * indent, (lead, "bold"), (shown, style), hang=indent, is_prose=True
        )


def _fitting(text: str, room: int) -> int:
    """How many characters fit into so many columns; one at least."""
    count = columns = 0
    while count < len(text) and columns + columns_of(text[count]) <= room:
        columns += columns_of(text[count])
        count += 1
    return max(count, 1)


def columns_of(text: str) -> int:
    """How many columns a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # noqa: PLC0415 - see the module

    return cell_len(text)


def width_of(stream: TextIO) -> int | None:
    """Columns to fit text into: those of the terminal, within reason; None if it is none."""
    if not stream.isatty():
        return None
    given = os.environ.get("COLUMNS", "")
    columns = int(given) if given.isdecimal() else 0
    if not columns:
        with contextlib.suppress(OSError):
            columns = os.get_terminal_size(stream.fileno()).columns
    return max(NARROWEST, min(columns or _USUAL, WIDEST))


def choose_color(color: bool | None) -> None:
    """Let colours be written or not, whatever is written to; None leaves it to the variables."""
    _CHOSEN.set(color)


def wants_color(stream: TextIO) -> bool:
    """Whether to write colours: as chosen, else as the variables say, else on a terminal."""
    wanted = wanted_color()
    return is_smart(stream) if wanted is None else wanted


def wanted_color() -> bool | None:
    """Whether somebody wants colours or none, by an option or by NO_COLOR and FORCE_COLOR.

    Any value of these two counts but an empty one, and NO_COLOR comes first.
    """
    chosen = _CHOSEN.get()
    if chosen is not None:
        return chosen
    if os.environ.get("NO_COLOR"):
        return False
    return True if os.environ.get("FORCE_COLOR") else None


def is_smart(stream: TextIO) -> bool:
    """Whether it is a terminal that understands more than text."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"
