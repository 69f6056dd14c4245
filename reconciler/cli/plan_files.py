"""Plans on the way out and in: to the screen, to a saved file, and back."""

import contextlib
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from reconciler import version
from reconciler.cli.github_outputs import write_summary
from reconciler.cli.session import wants_color
from reconciler.core.exact_json import Json, decode
from reconciler.core.plan import Plan
from reconciler.core.plan_json import plan_from_json, plan_to_json
from reconciler.errors import StalePlan, UsageError
from reconciler.render.safe import json_text


def plan_data(plan: Plan) -> dict[str, Json]:
    """A plan as JSON data, stamped with the tool's version and the time."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return plan_to_json(plan, tool=tool(), created_at=now)


def tool() -> str:
    """Name and version of this tool."""
    return f"reconciler {version()}"


def show_plan(plan: Plan, form: str, data: Json) -> None:
    """Write a plan to standard output.

    Args:
        plan: the plan.
        form: how it is written.
        data: the same as JSON data, as it was stamped when the plan was made.
    """
    if form == "json":
        click.echo(json_text(data))
        return
    if form == "markdown":
        from reconciler.render.plan_markdown import plan_to_markdown  # noqa: PLC0415 - needs rich

        text = plan_to_markdown(plan, tool=data["tool"])
        click.echo(text, nl=False)
        write_summary(text)
        return
    from reconciler.render.plan_text import plan_to_text  # noqa: PLC0415 - rich is slow to import

    click.echo(plan_to_text(plan, color=wants_color(sys.stdout)), nl=False)


def save_plan(data: Json, path: Path) -> None:
    """Save a plan, given as JSON data.

    Raises:
        UsageError: the file cannot be written.
    """
    write_whole(path, json_text(data) + "\n")


def read_plan(path: Path) -> tuple[Plan, Json]:
    """Read a saved plan, also as the JSON data that it was saved as.

    Raises:
        UsageError: the file cannot be read.
        StalePlan: it holds no plan of this format, or was edited.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"The plan {path} cannot be read: {why}.") from error
    try:
        data = decode(text)
        return plan_from_json(data), data
    except (ValueError, RecursionError) as error:
        raise StalePlan(
            f"The plan {path} cannot be used: {error}.",
            hint="Make a new one: reconciler plan --out FILE",
        ) from error


def write_whole(path: Path, text: str) -> None:
    """Replace a file in one step, so that nobody ever reads half of it, not even after a crash.

    Raises:
        UsageError: the file cannot be written.
    """
    whole = path.resolve()  # a link stays a link
    try:
        if whole.exists() and not whole.is_file():
            whole.write_text(text, encoding="utf-8")  # a device or a pipe cannot be replaced
            return
        part = whole.with_name(f".{whole.name}.{os.getpid()}")
        try:
            _write_to_disk(part, text)
            part.replace(whole)
            _sync_folder(whole.parent)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error


def _write_to_disk(path: Path, text: str) -> None:
    # A file system may put a new name on disk before what the file holds.
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # not every system can do that
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
