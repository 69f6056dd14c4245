"""``reconciler schema``: the JSON Schemas, generated from the code."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from reconciler.campaigns.schema_line import with_schema_line
from reconciler.campaigns.schema_places import NAME, SCHEMA, Schemas
from reconciler.campaigns.source_files import find_files
from reconciler.commands.destination import DASH
from reconciler.commands.files import write_unless_changed
from reconciler.commands.notes import done
from reconciler.commands.session import Session
from reconciler.core.exact_json import Json, encode
from reconciler.errors import ReconcilerError, UsageError, cannot_write
from reconciler.near_files import did_you_mean_path
from reconciler.render.command_json import Schema, versioned
from reconciler.render.safe import json_text, visible
from reconciler.render.schemas import OUTPUT_SCHEMAS
from reconciler.target_group.schema.conditions import published_schema
from reconciler.yaml12.document import Document


def run(session: Session, folder: Path | None, *, check: bool, form: str) -> None:
    """Write or check the schemas."""
    if folder == DASH:
        raise UsageError("The schemas are several files.", hint="Name a folder with --folder.")
    is_usual = folder is None
    folder = folder or session.folder / SCHEMA.parent
    if check:
        _check(folder, form)
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts().items():
            (folder / name).write_text(text, encoding="utf-8")
            if form == "text":
                done(f"wrote {visible(str(folder / name))}")
    except OSError as error:
        hint = "Check that it may be written to, or name another one with --folder."
        raise cannot_write(folder, error, hint) from error
    led = [*_lead(session, Schemas(session.folder, None if is_usual else folder))]
    if form == "json":
        _show(folder, dict.fromkeys(texts(), Schema.WRITTEN), led)
        return
    for shown in led:
        done(f"wrote the first line of {visible(shown)}")


def _lead(session: Session, schemas: Schemas) -> Iterator[str]:
    """Let the first lines of the campaign files lead to the schema; gives those that changed."""
    if not session.config.exists():
        return
    paths = find_files(each for each in session.folders if each.is_dir())
    for file in session.files_at(paths):
        document = None if file.is_json else file.content
        if not isinstance(document, Document):
            continue  # JSON has a place of its own for it; of a file with faults, 'validate' tells
        text = with_schema_line(document, file.path.parent, schemas)
        if text != document.text and write_unless_changed(file.path, document.text, text):
            yield file.shown


def _check(folder: Path, form: str) -> None:
    """Say whether the files are as they should be."""
    if not folder.is_dir():
        raise UsageError(
            f"There is no folder {folder} that could be checked.",
            hint=did_you_mean_path(
                folder,
                otherwise="'reconciler schema' writes the schemas, or name the folder that holds "
                "them with --folder.",
            ),
        )
    stale = []
    for name, text in texts().items():
        try:
            is_same = (folder / name).read_text(encoding="utf-8") == text
        except (OSError, UnicodeDecodeError):
            is_same = False
        stale += [] if is_same else [name]
    if form == "json":
        states = dict.fromkeys(texts(), Schema.UP_TO_DATE) | dict.fromkeys(stale, Schema.STALE)
        _show(folder, states)
    if stale:
        raise ReconcilerError(
            f"Not up to date in {folder}: {', '.join(stale)}.",
            hint=f"Write them with: reconciler schema --folder {folder}",
        )
    if form == "text":
        done(f"The schemas in {visible(str(folder))} are up to date.")


def _show(folder: Path, states: Mapping[str, Schema], led: Sequence[str] = ()) -> None:
    rows = [
        {"file": (folder / name).as_posix(), "state": state.value} for name, state in states.items()
    ]
    click.echo(json_text(versioned(folder=folder.as_posix(), schemas=rows, campaigns=[*led])))


def schemas() -> Mapping[str, Json]:
    """Every published schema by file name."""
    return {NAME: published_schema(), **OUTPUT_SCHEMAS}


def texts() -> Mapping[str, str]:
    """What every schema file holds, by its name."""
    return {name: encode(schema, indent=2) + "\n" for name, schema in schemas().items()}
