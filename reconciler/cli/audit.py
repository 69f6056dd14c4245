"""``reconciler audit``: which campaigns exist; changes nothing."""

from pathlib import Path
from typing import Final

import click

from reconciler.cli.options import (
    PathOrDash,
    common,
    format_option,
    names_option,
    out_option,
    runs,
    source_option,
)

CLASSES: Final = ("drifted", "missing", "unmanaged", "promotion", "known", "managed")


@click.command("audit")
@click.argument("files", nargs=-1, type=PathOrDash(), metavar="[FILE]...")
@click.option(
    "--all", "of_all", is_flag=True, help="All environments that are no sandbox, in one report."
)
@click.option(
    "--merge", is_flag=True, help="Make one report of FILEs: audits that were written as JSON."
)
@format_option(
    "text", "json", "csv", "markdown", "html", "xlsx", left_out="by the name of FILE, else text"
)
@out_option("Write the result to a file; the end of its name chooses the format.")
@click.option(
    "--write-known",
    metavar="REASON",
    help="Write every group that is unmanaged today into the settings as known, for this reason.",
)
@click.option(
    "--history",
    metavar="FILE",
    type=click.Path(path_type=Path, readable=False),
    help="Add what is counted to FILE, a line of JSON each, and show how it went.",
)
@click.option(
    "--class",
    "classes",
    type=click.Choice(CLASSES),
    multiple=True,
    help="Show only what is of this class.",
)
@click.option("--running", is_flag=True, help="Show only what runs today.")
@names_option("--owner", "Show only what NAME owns.", offered="owners")
@names_option("--flag", "Show only what has this flag.", offered="audit_flags", metavar="CODE")
@names_option("--name", "Show only these, such as 'Monthly*'.", metavar="PATTERN")
@source_option
@common
@runs("audit")
def command() -> None:
    """Say which campaigns exist, which differ, which nobody declared, and which are missing.

    Every live group is in exactly one class: managed, drifted, known, of a promotion, or
    unmanaged; what is declared and not live is missing. html is one page for any browser that
    needs no network; xlsx is a workbook for spreadsheets, in which ids and names stay text and days
    are days.

    --class, --running, --owner, --flag and --name leave out what does not fit, in every format;
    totals stay those of all. Given twice, an option shows what fits either;
    different ones must all fit.

    --all reads all environments side by side, and shows organisations over each other: counts, and
    which campaigns are live in some and not in all. Sandboxes are left out, unless there is
    nothing else. One that could not be read is shown as such,
    and the command ends with the highest code. --merge makes the same report of FILEs, asks
    nobody and needs no settings; with both, an environment of the settings that no FILE is of
    counts as not read.

    --history adds a line for each environment that was audited to FILE, and changes no earlier one.
    The page shows how coverage, drift and unmanaged groups went since the first; text and Markdown
    say it in a line.

    Nothing is changed in the loyalty API: this command cannot write to it.
    """
