"""The page of commands lists every option that a command has."""

import re

import click

from reconciler.cli.main import cli
from tests.support.every_command import commands
from tests.support.server import ROOT

PAGE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
EVERYWHERE = {name for each in cli.params for name in each.opts}
AS_JSON = "`--format json` is there for every command that says something"
WITHOUT_JSON = "Only `sandbox serve` has none."


def rows() -> dict[str, str]:
    """The row of each command in the table; those of the sandbox share one."""
    found = {}
    for line in PAGE.splitlines():
        first = line.split(" | ", maxsplit=1)[0]
        for name in re.findall(r"`([a-z]+)", first) if line.startswith("| `") else ():
            found[name] = line
    return found


def test_every_option_of_every_command_stands_on_the_page() -> None:
    """In its row, but for what stands everywhere, and for JSON, of which one sentence speaks."""
    listed = rows()
    missing = []
    without_json = []
    for words, command in commands():
        row = listed[words.split()[0]]
        options = [each for each in command.params if isinstance(each, click.Option)]
        form = next((each for each in options if each.name == "form"), None)
        if form is None:
            without_json.append(words)
        elif isinstance(form.type, click.Choice) and [*form.type.choices] == ["text", "json"]:
            options.remove(form)
        missing += [
            f"{words} {each.opts[0]}"
            for each in options
            if EVERYWHERE.isdisjoint(each.opts)
            and not any(re.search(rf"{name}(?![a-z-])", row) for name in each.opts)
        ]
    assert missing == []
    assert (AS_JSON in PAGE, WITHOUT_JSON in PAGE, without_json) == (True, True, ["sandbox serve"])
