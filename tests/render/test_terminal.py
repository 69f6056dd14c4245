"""Lines to text: what is written without colours is what a console would write."""

import io
from collections.abc import Sequence
from typing import Final

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from reconciler.render.terminal import Line, to_text

CHARACTERS: Final = st.sampled_from("a [:] \t\n\r\v\f\a\x1b漢é😀") | st.characters()
STYLES: Final = st.sampled_from(["", "bold", "yellow"])
STYLED: Final = st.lists(st.tuples(st.text(CHARACTERS, max_size=8), STYLES), max_size=3)
LINES: Final = st.text(CHARACTERS) | STYLED.map(lambda parts: Text.assemble(*parts))


def by_a_console(lines: Sequence[Line]) -> str:
    stream = io.StringIO()
    console = Console(
        file=stream,
        force_terminal=False,
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


@given(st.lists(LINES, max_size=4))
def test_without_colours_it_is_what_a_console_writes(lines: list[Line]) -> None:
    """Also tabs, control characters, wide letters and line breaks inside a line."""
    assert to_text(lines, color=False) == by_a_console(lines)


def test_a_line_that_is_written_is_not_changed() -> None:
    """Blanks take the place of tabs in what is written, not in the value."""
    line = Text("a\tb")
    assert to_text([line], color=False) == "a       b\n"
    assert line.plain == "a\tb"
