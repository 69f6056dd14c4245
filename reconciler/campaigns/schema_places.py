"""Where the schema is that editors check campaign files with, and the line that leads there."""

import os
from pathlib import Path, PurePosixPath
from typing import Final

from msgspec import Struct, field

from reconciler.files import whole_path

NAME: Final = "campaign.schema.json"
SCHEMA: Final = PurePosixPath("schemas", NAME)
"""Where the schema is, from the settings or from a folder around the campaigns."""
WITHOUT_SCHEMA: Final = "'reconciler schema' writes the schema by which editors check this file."
"""The first line of a file that was made before there was a schema."""


class Schemas(Struct, frozen=True):
    """Where schemas are.

    Attributes:
        base: the folder of the settings file.
        folder: the folder that holds the schemas, where that is known.
    """

    base: Path
    folder: Path | None = None
    _known: dict[tuple[Path, PurePosixPath], str | None] = field(default_factory=dict)

    def path_from(self, place: Path, tail: PurePosixPath = SCHEMA) -> str | None:
        """The path from a folder of campaigns to the nearest schema; None where there is none.

        ``tail`` is how the path ends, from a folder around both.
        """
        key = (place, tail)
        if key not in self._known:
            found = None if self.folder is None else self.folder / NAME
            if found is None:
                around = [Path(whole_path(each)) for each in (place, self.base)]
                inside = [each for each in around[0].parents if each.is_relative_to(around[1])]
                folders = [*inside, around[1], around[0].parent]
                found = next((each / tail for each in folders if (each / tail).is_file()), None)
            path = "" if found is None else Path(os.path.relpath(found, place)).as_posix()
            is_usable = path and path.isprintable() and " " not in path
            self._known[key] = path if is_usable else None
        return self._known[key]

    def line_in(self, place: Path) -> str:
        """The first line of a new file: where the schema is, else how to get it; without its #."""
        path = self.path_from(place)
        return WITHOUT_SCHEMA if path is None else line_to(path)


def line_to(path: str) -> str:
    """The first line of a file that leads to the schema at a path; without its #."""
    return f"yaml-language-server: $schema={path}"
