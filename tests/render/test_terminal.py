"""Texts for a terminal: what a console would write, whatever way they are written."""

import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from reconciler.render.colored import to_rich
from reconciler.render.terminal import (
    Line,
    Text,
    choose_color,
    to_text,
    wants_color,
    width_of,
    wrapped,
)

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
        shown = to_rich(line) if isinstance(line, Text) else line
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


class Screen(io.StringIO):
    """A stream that is a terminal, or is none, and has no columns of its own."""

    def __init__(self, *, is_terminal: bool) -> None:
        super().__init__()
        self.is_terminal = is_terminal

    def isatty(self) -> bool:
        return self.is_terminal

    def fileno(self) -> int:
        raise OSError


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """An environment that says nothing of colours and columns."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    yield monkeypatch
    choose_color(None)


@pytest.mark.parametrize(
    ("variables", "chosen", "on_terminal", "in_pipe"),
    [
        ({}, None, True, False),
        ({"TERM": "dumb"}, None, False, False),
        ({"NO_COLOR": "1"}, None, False, False),
        ({"NO_COLOR": "0"}, None, False, False),
        ({"NO_COLOR": ""}, None, True, False),
        ({"FORCE_COLOR": "1"}, None, True, True),
        ({"FORCE_COLOR": "0"}, None, True, True),
        ({"FORCE_COLOR": ""}, None, True, False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, None, True, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, None, False, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": ""}, None, True, True),
        ({"FORCE_COLOR": "1"}, False, False, False),
        ({"NO_COLOR": "1"}, True, True, True),
        ({"TERM": "dumb"}, True, True, True),
        ({}, False, False, False),
    ],
)
def test_who_decides_on_colours(
    plain: pytest.MonkeyPatch,
    variables: dict[str, str],
    chosen: bool | None,
    on_terminal: bool,
    in_pipe: bool,
) -> None:
    """The option, then NO_COLOR, then FORCE_COLOR, then the terminal; what is empty is not set."""
    for name, value in variables.items():
        plain.setenv(name, value)
    choose_color(chosen)
    assert wants_color(Screen(is_terminal=True)) is on_terminal
    assert wants_color(Screen(is_terminal=False)) is in_pipe


@pytest.mark.parametrize(
    ("columns", "width"),
    [("", 80), ("0", 80), ("x", 80), ("10", 60), ("60", 60), ("133", 133), ("500", 200)],
)
def test_text_is_fitted_into_what_a_terminal_has(
    plain: pytest.MonkeyPatch, columns: str, width: int
) -> None:
    """Within reason; a pipe has no width."""
    plain.setenv("COLUMNS", columns)
    assert width_of(Screen(is_terminal=True)) == width
    assert width_of(Screen(is_terminal=False)) is None


@given(
    st.lists(st.text(st.sampled_from("ab漢é😀"), min_size=1, max_size=90), max_size=12),
    st.integers(60, 200),
    st.integers(0, 8),
)
def test_no_line_is_wider_than_asked_and_nothing_is_lost(
    words: list[str], width: int, indent: int
) -> None:
    """Whatever takes more than a column; a word is only broken where no line could hold it."""
    lines = to_text(wrapped(" ".join(words), indent=indent), color=False, width=width).splitlines()
    assert all(cell_len(line) <= width for line in lines)
    assert all(line.startswith(" " * indent) for line in lines)
    assert "".join("".join(lines).split()) == "".join(words)
    whole = {word for word in words if cell_len(word) <= width - indent}
    assert whole <= {*" ".join(lines).split()}
