"""``reconciler show``: a saved plan."""

from pathlib import Path

from reconciler.commands.plan_files import read_plan, show_plan


def run(plan: Path, form: str) -> None:
    """Print the saved plan."""
    saved, data = read_plan(plan)
    show_plan(saved, form, data)
