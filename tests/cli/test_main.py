"""The command line as a whole: help, errors, and options that stand everywhere."""

import importlib
import inspect
import os
import re
import shlex
import signal
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import click
import pytest

from reconciler import parallel
from reconciler.cli import main as entry
from reconciler.cli.main import COMMANDS
from reconciler.errors import ExitCode
from tests.cli.support import SCHEMAS, Project
from tests.support.command import COMMAND
from tests.support.every_command import LINES
from tests.support.repository import campaign

RUNNABLE = {
    "validate": [],
    "plan": [],
    "apply": ["--yes"],
    "doctor": [],
    "environments": [],
    "schema": ["--check", "--folder", str(SCHEMAS)],
    "explain": ["syntax"],
}


STANDS_EVERYWHERE = (
    *("--environment", "--config", "--verbose", "--debug", "--no-cache", "--version", "--help"),
)


def parameters() -> Iterator[tuple[str, click.Parameter]]:
    """Every option and argument of every command that takes a value, with the command's words."""

    def of(words: str, command: click.Command) -> Iterator[tuple[str, click.Parameter]]:
        for each in command.params:
            if not (isinstance(each, click.Option) and (each.is_flag or each.is_eager)):
                yield words, each
        if isinstance(command, click.Group):
            context = click.Context(command)
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                assert inner is not None
                yield from of(f"{words} {name}".strip(), inner)

    return of("", entry.cli)


def test_exit_codes_are_a_contract() -> None:
    """Scripts depend on the numbers."""
    assert {each.name: each.value for each in ExitCode} == {
        "OK": 0,
        "FAILURE": 1,
        "CHANGES": 2,
        "INVALID": 3,
        "DENIED": 4,
        "UNREACHABLE": 5,
        "GUARDED": 6,
        "STALE": 7,
        "PARTIAL": 8,
    }


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_lists_the_commands_and_the_exit_codes(project: Project, option: str) -> None:
    """On standard output, since it was asked for."""
    ran = project.run(option)
    assert (ran.code, ran.err) == (0, "")
    assert all(f"  {name} " in ran.out for name in COMMANDS)
    assert all(f"{code} " in ran.out.split("Exit codes:")[1] for code in range(9))


@pytest.mark.parametrize(
    "command",
    [
        *(*COMMANDS, "sandbox serve", "sandbox edit", "sandbox clock", "sandbox reset"),
        *("sandbox calls", "sandbox seed"),
    ],
)
def test_every_command_has_help_and_the_options_that_stand_everywhere(
    project: Project, command: str
) -> None:
    """Its first line of help is the one in the list of commands, or close to it."""
    ran = project.run(*command.split(), "--help")
    assert (ran.code, ran.err) == (0, "")
    for option in STANDS_EVERYWHERE:
        assert option in ran.out
    assert project.run(*command.split(), "--version").out.startswith("reconciler, version ")


@pytest.mark.parametrize("name", RUNNABLE)
@pytest.mark.parametrize(
    "option",
    [
        ["--verbose"],
        ["--debug"],
        ["--no-cache"],
        ["--environment", "sandbox"],
        ["--config=reconciler.toml"],
    ],
)
def test_options_that_stand_everywhere_are_accepted_before_and_after_the_command(
    project: Project, name: str, option: list[str]
) -> None:
    """They change nothing about the result, but that commands in it are given them as well."""
    given = f"{' '.join(option).replace('=', ' ')} "
    project.write({"campaigns/a.yaml": campaign()})
    plain = project.run(name, *RUNNABLE[name])
    project.run("sandbox", "reset")
    before = project.run(*option, name, *RUNNABLE[name])
    project.run("sandbox", "reset")
    after = project.run(name, *RUNNABLE[name], *option)
    assert plain.code == 0
    assert before.out == after.out
    assert plain.out.split() == before.out.replace(given, "").split()


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["plna"], "There is no command 'plna'. Did you mean 'plan'?", "'reconciler --help'"),
        (["xyz"], "There is no command 'xyz'. Commands: init, validate,", "'reconciler --help'"),
        (["plan", "--bogus"], "No such option", "'reconciler plan --help'"),
        (["plan", "--format", "xml"], "'xml' is not one of", "'reconciler plan --help'"),
        (["show"], "Missing argument 'PLAN'", "'reconciler show --help'"),
        (["sandbox", "edit", "x"], "Missing argument", "'reconciler sandbox edit --help'"),
        (["apply", "--max-creates", "-1"], "-1 is not in the range", "'reconciler apply --help'"),
        (["environments", "x"], "unexpected extra argument", "'reconciler environments --help'"),
    ],
)
def test_a_wrong_call_is_1_and_says_where_help_is(
    project: Project, arguments: list[str], message: str, hint: str
) -> None:
    """Usage errors are 1 and never 2, which means changes."""
    ran = project.run(*arguments)
    assert (ran.code, ran.out) == (1, "")
    first, second = ran.err.splitlines()
    assert first.startswith("error: ")
    assert message in first
    assert second == f"  {hint} says more."


@pytest.mark.parametrize("arguments", [[], ["sandbox"]])
def test_nothing_to_do_is_1_with_the_help_on_stderr(project: Project, arguments: list[str]) -> None:
    """A script that forgot its command must not go on."""
    ran = project.run(*arguments)
    assert (ran.code, ran.out) == (1, "")
    assert "Commands:" in ran.err


def test_empty_is_not_absent(project: Project) -> None:
    """For every option and argument of every command; nothing is read, asked or written.

    A variable of a script that is not set would else mean the default environment, the current
    folder, or all campaigns instead of one.
    """
    project.write({"reconciler.toml": "this is no settings file", "campaigns/a.yaml": campaign()})
    tried = set()
    for words, parameter in parameters():
        option = parameter.opts[-1]
        ways = [["--", ""]]
        if isinstance(parameter, click.Option):
            ways = [[option, ""], [f"{option}="]]
        for way in ways:
            for line in ([*words.split(), *way], [*words.split(), *way, "more"]):
                ran = project.run(*line)
                assert (ran.code, ran.out) == (1, ""), line
                what = "There is an empty argument."
                if isinstance(parameter, click.Option):
                    what = f"{option} has an empty value."
                said = f"error: {what} Give it a value, or leave it out.\n"
                assert ran.err == said, line
        tried.add((words, option))
    assert {("", "--environment"), ("plan", "--environment"), ("apply", "--config")} <= tried
    assert {("plan", "--only"), ("validate", "paths"), ("apply", "--expect")} <= tried
    assert len(tried) > 100
    assert not (project.folder / ".reconciler").exists()


@pytest.mark.parametrize("value", ["-", "--", "=", "--x", "a="])
def test_what_only_looks_empty_is_a_value(project: Project, value: str) -> None:
    """A name may be anything."""
    ran = project.run("plan", "--only", value)
    assert "empty" not in ran.err


WITHOUT_SETTINGS = {"", "show", "schema", "explain", "sandbox"}


def test_an_empty_variable_names_no_environment(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor the default one; nothing is read or asked. An option has the last word."""
    assert {words for words, _ in parameters()} <= set(LINES) | WITHOUT_SETTINGS
    project.write({"reconciler.toml": "this is no settings file"})
    monkeypatch.setenv("RECONCILER_ENVIRONMENT", "")
    for words in {*LINES} - WITHOUT_SETTINGS:
        ran = project.run(*words.split(), *LINES[words])
        assert (ran.code, ran.out) == (1, "")
        assert "error: RECONCILER_ENVIRONMENT is empty." in ran.err, words
    assert not (project.folder / ".reconciler").exists()
    project.settings()
    assert project.run("plan", "--environment", "sandbox").code == 0
    assert project.run("plan", "--help").code == 0


def test_a_variable_names_the_environment(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As --environment does, which has the last word."""
    project.settings("[environments.uat]\nsandbox = true\norg_id = 7\n")
    project.write({"campaigns/a.yaml": campaign()})
    assert "No environment is named." in project.run("plan").err
    monkeypatch.setenv("RECONCILER_ENVIRONMENT", "uat")
    assert project.run("plan", "--format", "json").json["environment"] == "uat"
    for line in (["--environment", "sandbox", "plan"], ["plan", "--environment", "sandbox"]):
        assert project.run(*line, "--format", "json").json["environment"] == "sandbox"
    monkeypatch.setenv("RECONCILER_ENVIRONMENT", "uta")
    assert "Did you mean 'uat'?" in project.run("plan").err


@pytest.mark.parametrize(
    "line",
    [
        ["--environment", "a", "plan", "--environment", "b"],
        ["--environment", "a", "--environment", "b", "plan"],
        ["sandbox", "--environment", "a", "clock", "--environment", "b"],
    ],
)
def test_two_environments_are_one_too_many(project: Project, line: list[str]) -> None:
    """The last one would win elsewhere; here it could be the wrong organisation."""
    ran = project.run(*line)
    assert (ran.code, ran.out) == (1, "")
    assert "--environment is given twice: 'a' and 'b'." in ran.err


def test_a_missing_settings_file_is_told(project: Project) -> None:
    """With the path that was looked for."""
    ran = project.run("--config", "ops/nowhere.toml", "plan")
    assert (ran.code, ran.out) == (1, "")
    assert "There is no settings file ops/nowhere.toml." in ran.err
    assert "--config" in ran.err


def test_every_fault_of_the_settings_stands_on_a_line_of_its_own(project: Project) -> None:
    """Indented below the error."""
    project.settings("concurrency = 0\nmax_creates = 'x'\n")
    assert project.run("plan").err.splitlines() == [
        "error: reconciler.toml cannot be used.",
        "  environments.sandbox.concurrency: Write at least 1.",
        "  environments.sandbox.max_creates: Write a whole number.",
    ]


def test_an_unknown_environment_is_told_with_the_nearest(project: Project) -> None:
    """For every command that needs one."""
    for command in ("plan", "validate", "apply"):
        ran = project.run("--environment", "sandbx", command)
        assert (ran.code, ran.out) == (1, "")
        assert "Did you mean 'sandbox'?" in ran.err


def test_what_cannot_be_seen_is_written_out_in_errors(project: Project) -> None:
    """Arguments and texts of others steer no terminal."""
    ran = project.run("plan", "--only", "a\x1b[31m\u202eb")
    assert "'a\\x1b[31m\\u202eb'" in ran.err
    assert "\x1b" not in ran.err


def _raising(error: BaseException) -> click.Command:
    def callback() -> None:
        raise error

    return click.Command("x", callback=callback)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_ctrl_c_is_1_without_a_traceback(
    project: Project, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    """Commands that have more to say on it do so themselves."""
    monkeypatch.setattr(entry, "cli", _raising(error))
    ran = project.run()
    assert (ran.code, ran.out, ran.err.strip()) == (1, "", "error: Interrupted.")


@pytest.mark.parametrize("ignored", [False, True])
def test_ctrl_c_ends_what_is_found_out_about_files_at_once(
    project: Project, monkeypatch: pytest.MonkeyPatch, ignored: bool
) -> None:
    """The event loop would hear of it only afterwards; where it is ignored, it goes on."""
    results = parallel.Begun.results
    went_on = []

    def interrupted(begun: parallel.Begun[Any, Any]) -> list[Any]:
        os.kill(os.getpid(), signal.SIGINT)
        went_on.append(True)
        return results(begun)

    monkeypatch.setattr(parallel.Begun, "results", interrupted)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN if ignored else signal.getsignal(2))
    try:
        ran = project.run("plan")
        after = signal.getsignal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
    assert (ran.code, bool(went_on)) == ((0, True) if ignored else (1, False))
    assert after is (signal.SIG_IGN if ignored else before)


PRELOADED = "LD_PRELOAD"
"""What else is in the process. faketime opens a file that its processes share and keeps it: where
the output is closed, that file becomes the output, and what is written garbles the clock of all."""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("output", ["/dev/full", None])
def test_output_that_cannot_be_written_is_no_bug(project: Project, output: str | None) -> None:
    """A full disk; or output that is closed, which nobody reads."""
    project.write({"campaigns/a.yaml": campaign()})
    redirected = ">&-" if output is None else f"> {output}"
    command = f"exec {shlex.join(COMMAND)} apply --yes {redirected}"
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        env={name: value for name, value in os.environ.items() if name != PRELOADED},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    said = "" if output is None else "error: The output cannot be written: No space left on device."
    assert done.returncode == (0 if output is None else 1)
    assert done.stderr.count("error") == (output is not None)
    assert said in done.stderr
    assert "1 in sync" in project.run("plan").out


def test_an_error_of_a_file_is_told_like_others(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What click itself complains of without a command."""
    monkeypatch.setattr(entry, "cli", _raising(click.FileError("x", "gone")))
    ran = project.run()
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: Could not open file")


def test_a_bug_is_told_in_one_line_and_what_to_do(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its traceback is for --debug."""
    monkeypatch.setattr(entry, "cli", _raising(ZeroDivisionError("s3cret")))
    with pytest.raises(SystemExit) as left:
        entry.main([])
    assert left.value.code == ExitCode.FAILURE
    first, second = capsys.readouterr().err.splitlines()
    assert re.fullmatch(
        r"error: Unexpected failure \(ZeroDivisionError at cli/main.py:\d+\)\.", first
    )
    assert "--debug" in second


def test_errors_are_red_on_a_terminal_only(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And never with NO_COLOR."""
    assert project.run("plna").err.startswith("error: ")
    monkeypatch.setattr(entry, "wants_color", lambda _: True)
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda *_: False)
    assert project.run("plna").err.startswith("\x1b[31m\x1b[1merror:\x1b[0m ")


@pytest.mark.parametrize("arguments", [("--no-cache", "validate"), ("validate", "--no-cache")])
def test_without_a_cache_nothing_is_remembered(project: Project, arguments: Sequence[str]) -> None:
    """Wherever the option stands; without it, the next run knows the file."""
    project.write({"campaigns/a.yaml": campaign("Spring")})
    cache = project.folder / ".reconciler" / "cache"
    assert project.run(*arguments).code == 0
    assert not cache.exists()
    assert project.run("validate").code == 0
    before = cache.read_bytes()
    assert project.run("validate").code == 0
    assert cache.read_bytes() == before


def _named_commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(entry.cli)
    for name in entry.COMMANDS:
        command = entry.cli.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            yield from command.commands.items()


@pytest.mark.parametrize(("name", "command"), list(_named_commands()))
def test_the_options_of_a_command_fit_its_work(name: str, command: click.Command) -> None:
    """They meet only when it is called, so that help does not wait for the work."""
    if isinstance(command, click.Group):
        return
    assert command.callback is not None
    named_by = inspect.getclosurevars(command.callback).nonlocals
    module = importlib.import_module(f"reconciler.commands.{named_by['module']}")
    signature = inspect.signature(getattr(module, named_by["function"]))
    given = [each.name for each in command.params if each.expose_value]
    named = dict.fromkeys(filter(None, given))
    if "session" in signature.parameters:
        signature.bind(None, **named)
    else:
        signature.bind(**named)


def test_a_file_that_cannot_be_used_is_no_bug(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the machine says of it, and wherever it is met."""
    for name, shown in (("9" * 400, "9" * 199 + "…"), (b"a\xff", "a\\udcff"), (3, "A file")):
        failure = OSError(5, "Input/output error", name)
        monkeypatch.setattr("reconciler.commands.validate.run", mock.Mock(side_effect=failure))
        ran = project.run("validate")
        assert ran.code == 1
        assert ran.err == (
            f"error: {shown} cannot be used: Input/output error.\n"
            "  Check its name and who may read and write it; --debug says more.\n"
        )
    assert "This is a bug in reconciler" in project.run("validate", "--debug").err
