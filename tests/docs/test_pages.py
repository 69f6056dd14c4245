"""Whatever the documentation shows is there: links, commands, options, settings, files."""

import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest

from reconciler.cli.main import cli
from reconciler.settings.model import load_settings
from reconciler.yaml12.document import Document, read_document
from tests.support.pages import PAGES, Block, anchors, blocks, commands
from tests.support.server import ROOT

LINK = re.compile(r"(?:\]\(|href=\"|src=\")(?!https?:)([^)\"\s]*)")
BESIDE = (*PAGES, ROOT / ".github" / "CONTRIBUTING.md", ROOT / "CHANGELOG.md")


@pytest.mark.parametrize("page", BESIDE, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """To a file that is there, and to a heading of it."""
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


def test_the_readme_is_short_and_leads_to_every_page() -> None:
    """It is read in one go."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.encode()) <= 14 * 1024
    for page in PAGES[1:]:
        assert f"](docs/{page.name}" in text, page.name


def all_blocks(language: str) -> list[Block]:
    return [each for page in PAGES for each in blocks(page, language)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_are_there(page: Path) -> None:
    """Each command that a sentence names exists, and takes the options that it is named with."""
    named = re.findall(r"(?<!`)`reconciler ([^`\[]+)`", page.read_text(encoding="utf-8"))
    for line in [
        *map(shlex.split, named),
        *(c for b in blocks(page, "console") for c in commands(b)),
    ]:
        words = line
        # click keeps the options for help that the first context of a command has: here as always.
        context = click.Context(cli, info_name="reconciler", **cli.context_settings)
        command: click.Command = cli
        while isinstance(command, click.Group) and words:
            _, rest, _ = command.make_parser(context).parse_args(words)
            if not rest:
                break
            name, *words = rest
            inner = command.get_command(context, name)
            assert inner is not None, name
            command, context = inner, click.Context(inner, parent=context, info_name=name)
        if not isinstance(command, click.Group):
            command.make_parser(context).parse_args(words)


@pytest.mark.parametrize("block", all_blocks("toml"), ids=str)
def test_settings_are_taken(block: Block, tmp_path: Path) -> None:
    """Each piece of settings is one that the reconciler reads."""
    said = tomllib.loads(block.text)
    text = block.text
    for name in said.get("environments", {}):
        if not {"url", "sandbox"} & {*said["environments"][name]}:
            text += f"\n[environments.{name}]\nsandbox = true\n"
    if not said.get("environments"):
        text += "\n[environments.sandbox]\nsandbox = true\n"
    path = tmp_path / "reconciler.toml"
    path.write_text(text, encoding="utf-8")
    load_settings(path)


@pytest.mark.parametrize("block", all_blocks("yaml"), ids=str)
def test_yaml_is_read(block: Block) -> None:
    """Each piece of YAML is YAML as the reconciler reads it."""
    assert isinstance(read_document("page.yaml", block.text.encode()), Document)
