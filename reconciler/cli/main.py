"""The command ``reconciler``: global options, the list of commands, and the exit codes.

Commands are imported when they are run, so that ``--help`` and ``validate`` start quickly.
"""

import atexit
import gc
import importlib
import os
import re
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final, NoReturn

import click

from reconciler.cli.habits import HABITS
from reconciler.cli.options import common
from reconciler.cli.streams import prepare_streams
from reconciler.errors import ExitCode, ReconcilerError
from reconciler.render.next_steps import address, addressed
from reconciler.render.terminal import choose_color, wants_color
from reconciler.words import did_you_mean

COMMANDS: Final[Mapping[str, str]] = {
    "init": "Write what a repository of campaigns needs.",
    "validate": "Check campaign files, without network.",
    "plan": "Show what is missing, and what differs.",
    "apply": "Create what is missing.",
    "new": "Write a commented campaign file to start from.",
    "fmt": "Write campaign files in one layout.",
    "import": "Write campaign files for live groups.",
    "accept": "Write the live values of drifted campaigns into their files.",
    "show": "Show a saved plan.",
    "audit": "List all campaigns: managed, drifted, missing or unmanaged.",
    "compare": "Show where two environments are not alike.",
    "customer": "Show what one customer has reached.",
    "comment": "Create or update the comment of a pull request.",
    "issue": "Create, update or close the issue about drift.",
    "doctor": "Check what works with this host, login and organisation.",
    "expressions": "Learn from live groups how expressions are sent.",
    "environments": "List the configured environments.",
    "schema": "Write or check the JSON Schemas.",
    "explain": "Explain a code: what it means, why, and what to do.",
    "sandbox": "Run a copy of the API on this machine, for trying things out.",
}
"""Every command with its one line of help; the module of its name in this package holds it."""
_MODULES: Final = {"import": "import_"}
"""Of commands whose names cannot be that of a module."""
_OPTION: Final = re.compile("--[a-z-]*[a-z]")
_WITHOUT_VALUE: Final = re.compile(f"({_OPTION.pattern})=")


class _Commands(click.Group):
    """Commands that are imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,
        cmd_name: str,
    ) -> click.Command:
        if cmd_name in HABITS:
            raise click.UsageError(f"There is no command '{cmd_name}'. {HABITS[cmd_name]}", ctx)
        if cmd_name not in COMMANDS:
            otherwise = f"Commands: {', '.join(COMMANDS)}."
            hint = did_you_mean(cmd_name, COMMANDS, otherwise=otherwise)
            raise click.UsageError(f"There is no command '{cmd_name}'. {hint}", ctx)
        module = importlib.import_module(f"reconciler.cli.{_MODULES.get(cmd_name, cmd_name)}")
        command: click.Command = module.command
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - as click calls it
        formatter: click.HelpFormatter,
    ) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([*COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@common
def cli() -> None:
    """Campaigns as files: plan them, create what is missing, report what differs.

    Exit codes: 0 done; 1 usage or unexpected failure; 2 changes or drift (with
    --detailed-exitcode); 3 invalid files; 4 not authenticated or not permitted; 5 API unreachable
    or read incomplete; 6 blocked by a guard; 7 saved plan is stale; 8 applied or
    imported in part.
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with the code that the outcome has."""
    _prepare()
    try:
        given = list(sys.argv[1:] if arguments is None else arguments)
        _refuse_empty(given)
        cli.main(given, prog_name="reconciler", standalone_mode=False)
    except ReconcilerError as error:
        _complain(error.message, *error.details, error.hint)
        sys.exit(error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.message, err=True)
        sys.exit(ExitCode.FAILURE)
    except click.ClickException as error:
        context = error.ctx if isinstance(error, click.UsageError) else None
        hint = f"'{context.command_path} --help' says more." if context else ""
        _complain(error.format_message(), hint)
        sys.exit(ExitCode.FAILURE)
    except (click.Abort, KeyboardInterrupt):
        _complain("Interrupted.", "")
        sys.exit(ExitCode.FAILURE)
    except Exception as error:  # noqa: BLE001 - a bug, or a machine that has run out of something
        from reconciler.cli.failures import report_unexpected  # noqa: PLC0415 - rarely needed

        report_unexpected(error)
        sys.exit(ExitCode.FAILURE)
    finally:
        address()
    sys.exit(ExitCode.OK)


def _refuse_empty(arguments: Sequence[str]) -> None:
    """Complain of an empty argument, whatever it stands for.

    It comes from a variable of a script that is not set. Taken for one that was left out, it would
    mean the default environment, the current folder, or no limit.
    """
    for before, each in pairwise(["", *arguments]):
        option = _WITHOUT_VALUE.fullmatch(each)
        if each and option is None:
            continue
        name = option[1] if option else before if _OPTION.fullmatch(before) else ""
        what = f"{name} has an empty value." if name else "There is an empty argument."
        raise click.UsageError(f"{what} Give it a value, or leave it out.")


def _prepare() -> None:
    # What is loaded stays to the end, so that it is in vain to look through it once more.
    atexit.register(gc.freeze)
    prepare_streams()
    choose_color(None)
    # Its plugins are looked for among all that is installed, which takes long; none is for us.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    if "_RECONCILER_COMPLETE" in os.environ:  # by which click knows that a shell asks
        importlib.import_module("reconciler.cli.completion")


def _complain(message: str, *more: str) -> None:
    """Write an error: what is wrong, and below it what else is known and what to do."""
    from reconciler.render.safe import visible  # noqa: PLC0415 - help needs it not

    color = wants_color(sys.stderr)
    label = click.style("error:", fg="red", bold=True) if color else "error:"
    click.echo(f"{label} {visible(addressed(message))}", err=True, color=color)
    for text in more:
        for line in filter(None, text.split("\n")):
            click.echo(f"  {visible(addressed(line))}", err=True)
