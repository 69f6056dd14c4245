"""Texts for a terminal: what a console would write, whatever way they are written."""

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from reconciler.render.terminal import Line, Text, to_text

STYLES = st.sampled_from(["", "bold", "dim", "red", "bold green", "yellow underline"])
STRINGS = st.text(
    st.sampled_from("ab [b]:x:\t\n\r\v\f\a\x1b漢é😀\u200b") | st.characters(), max_size=12
)
PARTS = st.lists(st.tuples(STRINGS, STYLES), max_size=4)


def followed(text: Text, parts: list[tuple[str, str]]) -> Text:
    for part in parts:
        text.append(*part)
    return text


TEXTS = st.builds(followed, st.builds(Text, STRINGS, STYLES), PARTS)
LINES: st.SearchStrategy[Line] = st.one_of(
    STRINGS, TEXTS, PARTS.map(lambda parts: Text.assemble(*parts))
)


def by_console(lines: list[Line], *, color: bool) -> str:
    """Each line printed by itself, as rich documents it."""
    stream = io.StringIO()
    console = Console(
        file=stream,
        force_terminal=color,
        color_system="standard" if color else None,
        width=10_000,
        legacy_windows=False,
    )
    for line in lines:
        shown = line.to_rich() if isinstance(line, Text) else line
        console.print(shown, soft_wrap=True, highlight=False, markup=False, emoji=False)
    return stream.getvalue()


@given(st.lists(LINES, max_size=4), st.booleans())
def test_lines_are_written_as_a_console_would(lines: list[Line], color: bool) -> None:
    """The short way for lines that need no layout leaves nothing out and adds nothing."""
    assert to_text(lines, color=color) == by_console(lines, color=color)


def test_a_line_keeps_its_style_and_its_tabs() -> None:
    """One of each kind, written out."""
    lines: list[Line] = [
        Text("plain ", "dim").append("loud", "bold"),
        "a\tb",
        Text("two\nlines", "red"),
        "",
    ]

    assert to_text(lines, color=False) == "plain loud\na       b\ntwo\nlines\n\n"
    assert to_text(lines, color=True) == (
        "\x1b[2mplain \x1b[0m\x1b[1;2mloud\x1b[0m\n"
        "a       b\n"
        "\x1b[31mtwo\x1b[0m\n\x1b[31mlines\x1b[0m\n\n"
    )
