"""What commands ask on a terminal."""

import io

import click
import pytest

from reconciler.commands.notes import agrees


@pytest.mark.parametrize(
    ("typed", "answer", "again"),
    [
        ("y\n", True, 0),
        ("YES \n", True, 0),
        ("n\n", False, 0),
        ("\n", False, 0),
        ("maybe\nyep\ny\n", True, 2),
        ("maybe\nno\n", False, 1),
    ],
)
def test_only_yes_and_no_are_answers(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    typed: str,
    answer: bool,
    again: int,
) -> None:
    """Anything else is asked again, with what can be answered."""
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert agrees("Go on?") is answer
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("Go on? [y/N]: ") == again + 1
    assert said.err.count("Answer y or n.\n") == again


def test_the_end_of_input_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("maybe\n"))
    with pytest.raises(click.Abort):
        agrees("Go on?")
