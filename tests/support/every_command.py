"""Every command that there is, with as much behind it as it takes to be begun."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import click

from reconciler.cli.main import cli

LINES: Final[Mapping[str, list[str]]] = {
    "accept": ["a"],
    "audit": [],
    "compare": ["sandbox", "other"],
    "customer": ["1"],
    "doctor": ["--all"],
    "environments": [],
    "explain": [],
    "expressions": [],
    "fmt": ["--check"],
    "import": [],
    "init": [],
    "plan": [],
    "schema": [],
    "show": [str(Path(__file__).with_name("no-such-plan.json"))],
    "validate": [],
    "apply": ["--yes"],
    "issue": ["--close"],
    "comment": ["--pr", "1", "--stale", "x"],
    "new": [
        *("--kind", "milestone", "--name", "New", "--value", "5", "--till", "5"),
        *("--from", "2027-03-01", "--until", "2027-03-31"),
    ],
    "sandbox serve": ["--port", "0"],
    "sandbox reset": [],
    "sandbox edit": ["a", "b=c"],
    "sandbox progress": ["7", "a", "5"],
    "sandbox calls": [],
    "sandbox clock": [],
    "sandbox seed": [__file__],
}
"""What stands behind each command, by its words; ``check_lines`` says whether one is missing."""


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by its words as they are typed."""

    def of(words: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
        if not isinstance(command, click.Group):
            yield words, command
            return
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from of(f"{words} {name}".strip(), inner)

    return of("", cli)


def check_lines(table: Mapping[str, object]) -> None:
    """Complain of a command that a table lacks, or that it has and that is not there."""
    assert {*table} == {words for words, _ in commands()}
