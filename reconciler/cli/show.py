"""``reconciler show``: a saved plan."""

from pathlib import Path

import click

from reconciler.cli.options import common, format_option


@click.command("show")
@click.argument("plan", type=click.Path(path_type=Path))
@format_option("text", "json", "markdown")
@common
def command(plan: Path, form: str) -> None:
    """Show the saved PLAN; nothing is read from the API."""
    from reconciler.cli.plan_files import read_plan, show_plan  # noqa: PLC0415 - slow to import

    saved, data = read_plan(plan)
    show_plan(saved, form, data)
