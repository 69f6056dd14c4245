"""``reconciler new``: a commented, valid campaign file to start from."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Final

import click

from reconciler.cli.options import common, day, format_option, grouped, offers, out_option, runs
from reconciler.target_group.forward.shift import Shift, read_shift
from reconciler.target_group.patterns import NUMBER_PATTERN, is_reference, whole

KINDS: Final = (
    "milestone", "streak", "unified", "capping", "leaderboard", "user-created", "event", "currency",
)  # fmt: skip
RHYTHMS: Final = (
    "ONCE", "DAILY", "WEEKLY", "MONTHLY", "QUARTERLY", "HALF_YEARLY", "YEARLY", "CUSTOM",
)  # fmt: skip


def _goal(text: str) -> int | Decimal:
    if not re.fullmatch(whole(NUMBER_PATTERN), text):
        raise click.BadParameter(f"'{text}' is not a number; write it as 500 or 99.5.")
    return Decimal(text) if "." in text else int(text)


def _till(text: str) -> int | str:
    if is_reference(text):
        return text
    if not (text.isascii() and text.isdecimal()):
        raise click.BadParameter(f"'{text}' is neither an id nor like ${{default_till}}.")
    return int(text)


def _shift(text: str) -> Shift:
    found = read_shift(text)
    if found is None:
        raise click.BadParameter(f"'{text}' is no time; write it as 1y, 52w, 3m or 10d.")
    return found


_SECTIONS: Final = {
    "From answers": (
        *("kind", "name", "every", "first", "until", "count", "days", "value", "till", "event"),
        *("currency", "program", "bare"),
    ),
    "From a campaign that is there": ("like", "shift", "out_dir"),
}
_KIND: Final = click.Choice(KINDS, case_sensitive=False)
_EVERY: Final = click.Choice(RHYTHMS, case_sensitive=False)


@click.command("new", cls=grouped(_SECTIONS))
@click.option("--kind", type=_KIND, help="Kind of the campaign.")
@click.option("--name", help="Name of the campaign, unique in the organisation.")
@click.option("--every", type=_EVERY, help="Rhythm of the periods; CUSTOM needs --days.")
@click.option("--from", "first", type=day, metavar="DAY", help="First day.")
@click.option(
    "--until", type=day, metavar="DAY", help="Last day; without --every, of a single period."
)
@click.option("--count", type=int, help="Number of periods, instead of --until.")
@click.option("--days", type=int, help="Length of each period, with --every CUSTOM.")
@click.option(
    "--value", type=_goal, metavar="NUMBER", help="What a customer has to reach in each period."
)
@click.option(
    "--till", type=_till, metavar="ID", help="Id of the till, or '${NAME}' of the values."
)
@click.option("--event", help="With --kind event: the name of the event.")
@click.option("--currency", help="With --kind currency: the identifier of the currency.")
@click.option("--program", type=int, help="With --kind currency: the id of its programme.")
@click.option(
    "--like",
    multiple=True,
    metavar="NAME|FILE",
    shell_complete=offers("campaigns"),
    help="Copy this campaign, or all that a pattern such as 'Diwali*' names; may be repeated.",
)
@click.option(
    "--shift",
    type=_shift,
    metavar="TIME",
    help="By how much days move: 1y, 52w, 3m or 10d. Weeks keep the days of the week.",
)
@click.option(
    "--out-dir",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Where to write, instead of beside the files that are copied.",
)
@click.option("--bare", is_flag=True, help="Write no explanations into the file.")
@out_option("Where to write, instead of a new file of the environment's campaigns.")
@format_option("text", "json")
@common
@runs("new")
def command() -> None:
    """Write a commented, valid campaign file to start from, or copy campaigns forward.

    On a terminal it asks for what the options leave out. What [defaults] of the settings say is
    written as well. No file is ever replaced, and none is written in which validate would find
    anything but days that may be meant, such as a year far ahead: those it says as warnings. Prints
    the path of the file.

    With --like and --shift it writes next year's campaigns from last year's: days are moved; years
    and months in names, descriptions and refCodes follow; names of campaigns and targets become
    new. 'active: false' and acknowledgements are left behind, comments stay. All that was changed
    is listed. Nothing is written unless all can be, and validate finds nothing in it that it does
    not find in the original. --name and --out are for one campaign.
    """
