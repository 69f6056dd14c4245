"""The first line of a campaign file, by which editors find the schema to check it with.

It names the schema from where the file is, so it leads nowhere once the file has moved. What leads
elsewhere on purpose, a url say, is a person's, and stays.
"""

import os
import re
from pathlib import Path, PurePosixPath
from typing import Final

from reconciler.campaigns.schema_places import NAME, WITHOUT_SCHEMA, Schemas, line_to
from reconciler.yaml12.chunks import FOR_EDITORS
from reconciler.yaml12.document import Document, read_document
from reconciler.yaml12.layout import Layout, read_layout
from reconciler.yaml12.style import Style

_TARGET: Final = re.compile(r"\$schema(?:=|:[ \t]*)(?P<path>\S+)")
_COMMENT: Final = re.compile(r"#[^\r\n]*")
_FROM_ROOT: Final = re.compile("[A-Za-z][A-Za-z0-9+.-]*:|/")


def with_schema_line(document: Document, place: Path, schemas: Schemas) -> str:
    """The text of a file with a first line that leads to the schema, above the first field.

    A line that is there stays where it is if nothing but comments is above it, and as it is if it
    leads anywhere, or elsewhere on purpose. JSON, and what is all in braces, stays as it is. The
    place is the folder of the file.
    """
    text = document.text
    path = schemas.path_from(place)
    if path is not None and text.startswith(f"# {line_to(path)}\n"):
        return text
    comment = _COMMENT.match(text)
    first = comment.group().rstrip() if comment else ""
    if _is_for_editors(first) and _mended(first, path, place, schemas) == first:
        return text  # whatever stands below
    layout = read_layout(document.path, text)
    if layout.is_json or layout.root.style is not Style.BLOCK:
        return text
    changed = _changed(layout, path, place, schemas)
    found = document if changed == text else read_document(document.path, changed.encode())
    return changed if isinstance(found, Document) and found.data == document.data else text


def depends_on_others(text: str, path: str | None) -> bool:
    """Whether what becomes of the first line depends on more than the file and the way there.

    The path is the way to the schema, if there is one.
    """
    targets = [found["path"] for found in _TARGET.finditer(text)] if "$schema" in text else []
    return any(each != path and _is_ours(each) for each in targets)


def _changed(layout: Layout, path: str | None, place: Path, schemas: Schemas) -> str:
    text = layout.text
    first_field = next(iter(layout.root.entries.values())).start
    for start, end in layout.comments:
        line = text[start:end].rstrip()
        if layout.begins_line(start) and _is_for_editors(line):
            mended = _mended(line, path, place, schemas)
            if start < first_field:
                return text[:start] + mended + text[start + len(line) :]
            without = text[: layout.line_start(start)] + text[layout.next_line(start) :]
            return f"{mended}{layout.line_break}{without}"
    return text if path is None else f"# {line_to(path)}{layout.line_break}{text}"


def _is_for_editors(line: str) -> bool:
    return bool(FOR_EDITORS.match(line)) or line == f"# {WITHOUT_SCHEMA}"


def _mended(line: str, path: str | None, place: Path, schemas: Schemas) -> str:
    """A line that leads to the schema, unless it leads elsewhere, or there is none."""
    if line == f"# {WITHOUT_SCHEMA}":
        return line if path is None else f"# {line_to(path)}"
    target = _TARGET.search(line)
    if target is None or not _is_ours(target["path"]) or (place / target["path"]).is_file():
        return line
    parts = PurePosixPath(target["path"]).parts
    tail = PurePosixPath(*(each for each in parts if each != os.pardir))
    found = schemas.path_from(place, tail) or path
    return line if found is None else line[: target.start("path")] + found + line[target.end() :]


def _is_ours(path: str) -> bool:
    """Whether it is the way to a schema that the command writes."""
    return not _FROM_ROOT.match(path) and PurePosixPath(path).name == NAME
