"""``reconciler expressions``: how expressions are sent, learned from live groups."""

import click

from reconciler.cli.options import common, format_option, runs, source_option


@click.command("expressions")
@click.option("--write", is_flag=True, help="Write what was learned into the settings file.")
@format_option("text", "json", "markdown")
@source_option
@common
@runs("expressions")
def command() -> None:
    """Learn from live groups which trees the API wants beside expressions.

    Groups that were made in the console hold each expression with its tree. Every operator,
    literal and symbol on which all of them agree is listed with the groups that prove it, and so
    is all on which they do not; nothing is guessed. Symbols count for the event whose targets
    show them.

    Nothing is changed in the loyalty API: this command cannot write to it. --write declares what
    was learned under [expressions] of the settings, for review. From then on expressions that are
    made of it need no expressionJson.
    """
