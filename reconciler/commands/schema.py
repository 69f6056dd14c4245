"""``reconciler schema``: the JSON Schemas, generated from the code."""

from collections.abc import Mapping
from pathlib import Path

import click

from reconciler.commands.destination import DASH
from reconciler.commands.notes import done
from reconciler.core.exact_json import Json, encode
from reconciler.errors import ReconcilerError, UsageError
from reconciler.render.command_json import Schema, versioned
from reconciler.render.safe import json_text, visible
from reconciler.render.schemas import OUTPUT_SCHEMAS
from reconciler.target_group.conditions import published_schema


def run(folder: Path, *, check: bool, form: str) -> None:
    """Write or check the schemas."""
    if folder == DASH:
        raise UsageError("The schemas are several files.", hint="Name a folder with --folder.")
    if check:
        _check(folder, form)
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in _texts().items():
            (folder / name).write_text(text, encoding="utf-8")
            if form == "text":
                done(f"wrote {visible(str(folder / name))}")
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be written: {error.strerror}.",
            hint="See to it that it may be written to, or name another one with --folder.",
        ) from error
    if form == "json":
        _show(folder, dict.fromkeys(_texts(), Schema.WRITTEN))


def _check(folder: Path, form: str) -> None:
    """Say whether the files are as they should be.

    Raises:
        ReconcilerError: one is not.
        UsageError: there is no such folder.
    """
    if not folder.is_dir():
        raise UsageError(
            f"There is no folder {folder}.",
            hint="Name the one that holds the schemas with --folder.",
        )
    stale = [name for name, text in _texts().items() if _read(folder / name) != text]
    if form == "json":
        states = dict.fromkeys(_texts(), Schema.UP_TO_DATE) | dict.fromkeys(stale, Schema.STALE)
        _show(folder, states)
    if stale:
        raise ReconcilerError(
            f"Not up to date in {folder}: {', '.join(stale)}.",
            hint=f"Write them with: reconciler schema --folder {folder}",
        )
    if form == "text":
        done(f"The schemas in {visible(str(folder))} are up to date.")


def _show(folder: Path, states: Mapping[str, Schema]) -> None:
    rows = [
        {"file": (folder / name).as_posix(), "state": state.value} for name, state in states.items()
    ]
    click.echo(json_text(versioned(folder=folder.as_posix(), schemas=rows)))


def schemas() -> Mapping[str, Json]:
    """Every published schema by file name."""
    return {"campaign.schema.json": published_schema(), **OUTPUT_SCHEMAS}


def _texts() -> Mapping[str, str]:
    return {name: encode(schema, indent=2) + "\n" for name, schema in schemas().items()}


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
