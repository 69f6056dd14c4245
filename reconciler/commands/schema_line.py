"""The first line of a new campaign file, by which editors find its schema."""

import os
from pathlib import Path
from typing import Final

SCHEMA: Final = Path("schemas", "campaign.schema.json")
WITHOUT_SCHEMA: Final = "'reconciler schema' writes the schema by which editors check this file."


def schema_line(base: Path, folder: Path) -> str:
    """Say where the schema is, if there is one near the files; else how to get it.

    Args:
        base: the folder of the settings file.
        folder: where the file goes.
    """
    for parent in (base, folder.parent):
        if (parent / SCHEMA).is_file():
            path = Path(os.path.relpath(parent / SCHEMA, folder)).as_posix()
            if path.isprintable():
                return f"yaml-language-server: $schema={path}"
    return WITHOUT_SCHEMA
