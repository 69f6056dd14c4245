"""``reconciler schema``: the JSON Schemas, generated from the code."""

from collections.abc import Mapping
from pathlib import Path

from reconciler.commands.destination import DASH
from reconciler.commands.notes import done
from reconciler.core.exact_json import Json, encode
from reconciler.errors import ReconcilerError, UsageError
from reconciler.render.safe import visible
from reconciler.render.schemas import OUTPUT_SCHEMAS
from reconciler.target_group.conditions import published_schema


def run(folder: Path, *, check: bool) -> None:
    """Write or check the schemas."""
    if folder == DASH:
        raise UsageError("The schemas are several files.", hint="Name a folder with --folder.")
    if check:
        if not folder.is_dir():
            raise UsageError(
                f"There is no folder {folder}.",
                hint="Name the one that holds the schemas with --folder.",
            )
        stale = [name for name, text in _texts().items() if _read(folder / name) != text]
        if stale:
            raise ReconcilerError(
                f"Not up to date in {folder}: {', '.join(stale)}.",
                hint=f"Write them with: reconciler schema --folder {folder}",
            )
        done(f"The schemas in {visible(str(folder))} are up to date.")
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in _texts().items():
            (folder / name).write_text(text, encoding="utf-8")
            done(f"wrote {visible(str(folder / name))}")
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be written: {error.strerror}.",
            hint="See to it that it may be written to, or name another one with --folder.",
        ) from error


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
