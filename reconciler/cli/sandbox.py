"""``reconciler sandbox``: the loyalty API on this machine."""

import re
from decimal import Decimal
from typing import Final

import click

from reconciler.cli.options import PathOrDash, common, day, format_option, offers, runs

MOST_PORT: Final = 65535


def _check_port(_: click.Context, __: click.Parameter, port: int) -> int:
    if not 0 <= port <= MOST_PORT:
        raise click.BadParameter(
            f"{port} is not a port. Write a number from 1 to {MOST_PORT}, or 0 for any that is "
            "free."
        )
    return port


@click.group("sandbox")
@common
def command() -> None:
    """The API on this machine: serve it, reset it, set its clock, change what it holds."""


@command.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=int,
    default=8080,
    show_default=True,
    callback=_check_port,
    help="Port; 0 takes a free one.",
)
@click.option(
    "--twins/--no-twins", default=None, help="Make return-bill twins, as some servers do."
)
@click.option("--zone", metavar="OFFSET", help="The server's own time zone, such as +0530.")
@common
@runs("sandbox", "serve")
def serve() -> None:
    """Serve the sandbox over HTTP until Ctrl-C; what it holds outlives it."""


@command.command("reset")
@format_option("text", "json")
@common
@runs("sandbox", "reset")
def reset() -> None:
    """Forget everything that the sandbox holds, and the day that its clock was set to."""


@command.command("clock")
@click.argument("to", required=False, metavar="[DAY]", type=day)
@click.option("--unset", is_flag=True, help="Follow the settings again, or this machine's clock.")
@format_option("text", "json")
@common
@runs("sandbox", "clock")
def clock() -> None:
    """Set the day in the sandbox to DAY; without DAY, show what day it is.

    What is past, runs or begins is told by that day, in the sandbox and in every environment that
    is a sandbox. Other environments go by this machine's clock, whatever is set here.
    """


@command.command("seed")
@click.argument("files", nargs=-1, required=True, type=PathOrDash(), metavar="FILE...")
@format_option("text", "json")
@common
@runs("sandbox", "seed")
def seed() -> None:
    """Put groups and promotions into the sandbox, with their ids, from the API's own JSON.

    FILE, or standard input with -, holds an answer of GET /v3/milestones, /v3/targetGroups or
    /v3/promotions as it came, a row of one, or a list of rows. What is there under the same id is
    replaced; of all files nothing is put in unless everything can be.

    A group needs id and name; each of its targets id and name, each of their default values
    periodId; each period id, refCode, startDate and endDate; each streak id and name. A promotion
    needs id and metadata, whose name, status (ACTIVE, LIVE, DRAFT and so on), startDate and endDate
    are read. All else may be left out, as here:

    \b
    [{"id": 1, "name": "Spring", "trackingType": "DEFAULT",
      "periods": [{"id": 2, "refCode": "may",
                   "startDate": "2027-05-01", "endDate": "2027-05-31"}],
      "targets": [{"id": 3, "name": "Spend", "targetType": "SALES",
                   "targetEntity": "TRANSACTION",
                   "defaultValues": [{"periodId": 2, "defaultValue": 500}]}]},
     {"id": "p1", "metadata": {"name": "Double points", "status": "ACTIVE",
                               "startDate": "2027-05-01T00:00:00Z",
                               "endDate": "2027-05-31T23:59:59Z"}}]
    """  # noqa: D301 - click takes the character itself for "leave the lines as they are"


@command.command("calls")
@click.argument("changes", nargs=-1, metavar="[CALL=STATUS...]")
@format_option("text", "json")
@common
@runs("sandbox", "calls")
def calls() -> None:
    """Switch calls off by a status, such as milestones=404, or on again with CALL=on.

    Without arguments, list them. What is off is answered with the status until it is on again, or
    the sandbox is reset; also by a sandbox that is being served.
    """


@command.command("edit")
@click.argument("name", shell_complete=offers("campaigns"))
@click.argument("changes", nargs=-1, required=True, metavar="PATH=VALUE...")
@format_option("text", "json")
@common
@runs("sandbox", "edit")
def edit() -> None:
    """Change the group NAME behind the tool's back, as somebody in the console would.

    PATH leads into the stored group, such as description or targets/0/defaultValues/0/defaultValue;
    places in lists count from 0. VALUE is JSON, or else text; nothing behind the = empties a text.
    NAME may be in upper or lower case. Nothing is changed unless all changes can be made.
    """


def _decimal(_: click.Context, __: click.Parameter, text: str) -> Decimal:
    """A number as it is written, which no float would keep."""
    if not re.fullmatch(r"[0-9]{1,15}(?:\.[0-9]{1,3})?", text):
        raise click.BadParameter(f"'{text}' is no number such as 300 or 12.5.")
    return Decimal(text)


@command.command("progress")
@click.argument("customer", type=click.IntRange(1))
@click.argument("name", shell_complete=offers("campaigns"))
@click.argument("value", callback=_decimal)
@click.option("--target", metavar="NAME", help="The target, where there are several.")
@click.option("--period", metavar="REFCODE", help="The period, instead of the one that runs.")
@format_option("text", "json")
@common
@runs("sandbox", "progress")
def progress() -> None:
    """Let CUSTOMER have reached VALUE in the group NAME, as if they had bought.

    It is what 'reconciler customer CUSTOMER' shows then. CUSTOMER is any number; VALUE takes the
    place of what was reached before.
    """
