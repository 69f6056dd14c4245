"""Only ``apply`` sends what writes, whatever stands on the command line."""

import shutil
from collections.abc import Iterator
from itertools import chain

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconciler.cli.main import COMMANDS, cli
from reconciler.sandbox.app import make_app
from reconciler.sandbox.store import Store
from tests.hostile.support import COMMAND_LINES, Watched, run, surroundings, watched
from tests.support.repository import campaign, write

WORDS = (
    *("Spring", "Summer", "Autumn", "900000001", "plan.json", "made.json", "campaigns", "-", ""),
    *("0", "5", "1e9", "sandbox", "milestones", "target-groups", "customer", "json", "html"),
    *("/v3/targetGroups", "name=x", "targets/0/name=x", "Summer\x1b[2J", "nothing.yaml"),
)
STANDING = ("--help", "--version")
SERVING = ("sandbox", "serve")
"""Would listen until somebody stops it; it has no connection to the loyalty API."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """One campaign that is in sync, one that has drifted, one that is missing, one unmanaged."""
    folder = tmp_path_factory.mktemp("repository")
    names = {"a.yaml": "Spring", "b.yaml": "Summer", "c.yaml": "Winter"}
    write(folder, {f"campaigns/{file}": campaign(name) for file, name in names.items()})
    with (
        Store(":memory:") as store,
        watched(folder, make_app(store)) as watcher,
        surroundings(folder),
    ):
        assert run("apply", "--yes").code == 0
        write(folder, {"campaigns/a.yaml": campaign("Spring", value=7)})
        (folder / "campaigns" / "c.yaml").unlink()
        autumn = (
            campaign("Autumn", value=99).replace("2027-05", "2028-08").replace("SALES", "COUNT")
        )
        write(folder, {"campaigns/d.yaml": autumn})
        assert run("plan", "--out", "plan.json").code == 0
        shutil.copytree(folder / "campaigns", folder / "kept")
        yield watcher


def restore() -> None:
    shutil.rmtree("campaigns", ignore_errors=True)
    shutil.copytree("kept", "campaigns")


def commands() -> dict[tuple[str, ...], click.Command]:
    """Every command and subcommand by its words."""
    found: dict[tuple[str, ...], click.Command] = {}
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        parts = command.commands if isinstance(command, click.Group) else {"": command}
        found |= {tuple(filter(None, (name, part))): each for part, each in parts.items()}
    return found


def options(command: click.Command) -> list[st.SearchStrategy[list[str]]]:
    """Ways to give each option of a command: no value, one of its words, or any word."""
    ways: list[st.SearchStrategy[list[str]]] = []
    for each in command.params:
        if not isinstance(each, click.Option) or set(each.opts) & set(STANDING):
            continue
        known = each.type.choices if isinstance(each.type, click.Choice) else ()
        words = st.sampled_from([*map(str, known)] or WORDS)
        ways += [
            st.just([name]) if each.is_flag else st.tuples(st.just(name), words).map(list)
            for name in (*each.opts, *each.secondary_opts)
        ]
    return ways


def command_lines(words: tuple[str, ...], command: click.Command) -> st.SearchStrategy[list[str]]:
    """Command lines of a command: any of its options, any words, in any order; ``--yes`` often."""
    given_words = st.lists(st.sampled_from(WORDS), max_size=3)
    ways = options(command)
    parts = st.lists(st.one_of(ways), max_size=4) if ways else st.just([])
    chosen = st.builds(lambda some, more: [*chain.from_iterable(some), *more], parts, given_words)
    yes = [["--yes"]] if any("--yes" in each.opts for each in command.params) else []
    return st.builds(
        lambda rest, extra: [*words, *extra, *rest], chosen, st.sampled_from([*yes, []])
    )


READING = {
    words: command
    for words, command in commands().items()
    if words[0] != "apply" and words != SERVING
}


def test_every_command_has_a_command_line() -> None:
    """So that a new command is attacked here from its first day."""
    assert COMMAND_LINES.keys() == COMMANDS.keys()


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_but_apply_writes(server: Watched, name: str) -> None:
    """Each as it does the most."""
    restore()
    server.requests.clear()
    run(*COMMAND_LINES[name])
    if name == "apply":
        assert server.writes == [("POST", "/v3/targetGroups")]
    else:
        assert server.writes == []


@pytest.mark.parametrize("words", READING, ids=" ".join)
@settings(max_examples=8)
@given(data=st.data())
def test_no_command_line_makes_a_reading_command_write(
    server: Watched, words: tuple[str, ...], data: st.DataObject
) -> None:
    """Random options and arguments of the command itself."""
    restore()
    server.requests.clear()
    arguments = data.draw(command_lines(words, READING[words]))
    ran = run(*arguments)
    assert server.writes == []
    assert "Unexpected failure" not in ran.err
