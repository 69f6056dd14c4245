"""Files that look like campaigns and are not read: by their names, or since they lie beside.

Whoever has saved a campaign as ``spring.yaml.txt``, keeps a template beside what is made of it, or
has put a file beside the folders of campaigns, would believe that it is declared.
"""

import contextlib
import os
import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from reconciler.campaigns.source_files import (
    SUFFIXES,
    SourceFile,
    about_file,
    is_called_like_one,
)
from reconciler.core.diagnostic import Diagnostic
from reconciler.core.file_codes import FILE_NOT_READ
from reconciler.files import read_file, whole_path

_ENDINGS: Final = ", ".join(SUFFIXES)
_LOOKED_AT: Final = 1 << 16
_MOST_BESIDE: Final = 100
_MOST_FOLDERS: Final = 4
_BY_NAME: Final = re.compile(
    r"\.(?:ya?ml|json)(?![a-z])(?!$)|\.(?:yam|ymal|ylm|yalm|jso|jsn|j2|jinja2?|tmpl|tpl|template)$"
    r"|\.(?:bak|orig|old)$"
)
_FIELD: Final = r'^[ \t]*"?(?:{})"?[ \t]*:'
_NAMED: Final = re.compile(_FIELD.format("name").encode(), re.MULTILINE)
_FILLED: Final = re.compile(_FIELD.format("trackingType|targets|periods").encode(), re.MULTILINE)
_WITHOUT: Final = {"", ".txt"}
"""Endings of files that are looked into: such a name says nothing."""


def files_not_read(passed: Iterable[SourceFile]) -> list[Diagnostic]:
    """Find what looks like a campaign among the files whose names say that they are none."""
    message = f"It looks like a campaign and is not read: its name ends in none of {_ENDINGS}."
    return [
        about_file(each.shown, FILE_NOT_READ, message)
        for each in passed
        if _BY_NAME.search(each.path.name.lower())
        or (each.path.suffix.lower() in _WITHOUT and _declares(each.path))
    ]


def files_beside(folders: Collection[Path], within: Collection[Path] = ()) -> list[Path]:
    """Files that are called like campaigns and lie between the folders that are read.

    Folders are looked into that hold some of these, up to what holds them all; none below. With
    ``within``, only what is below these is looked at.
    """
    known = {Path(whole_path(each)): each for each in folders}
    try:
        top = Path(os.path.commonpath([*known]))
    except ValueError:  # there are none, or they are on several drives
        return []
    above = {e: None for folder in known for e in folder.parents if e.is_relative_to(top)}
    limits = [*map(whole_path, within)]
    between = [
        each
        for each in above
        if not any(map(each.is_relative_to, known))
        and (not limits or any(map(each.is_relative_to, limits)))
    ]
    found = (file for each in between for file in _campaigns_in(each) if file not in known)
    return [*islice(found, _MOST_BESIDE)]


def files_outside(files: Iterable[SourceFile], folders: Collection[Path]) -> Iterator[SourceFile]:
    """Of files that somebody named, those that no plan reads: they lie in none of the folders."""
    homes = [*map(whole_path, folders)]
    for each in files:
        place = Path(whole_path(each.path))
        if is_called_like_one(place) and not any(map(place.is_relative_to, homes)):
            yield each


def told_beside(beside: Iterable[SourceFile], folders: Collection[Path]) -> list[Diagnostic]:
    """Say of which of these files somebody may believe that they are read."""
    listed = ", ".join(each.as_posix() for each in islice(folders, _MOST_FOLDERS))
    listed += ", …" if len(folders) > _MOST_FOLDERS else ""
    message = "It looks like a campaign and is not read: no environment uses its folder."
    hint = f"Move it into a folder that is read ({listed}), or elsewhere."
    return [
        replace(about_file(each.shown, FILE_NOT_READ, message), hint=hint)
        for each in beside
        if _declares(each.path)
    ]


def _campaigns_in(folder: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for each in sorted(entries, key=lambda entry: entry.name):
            if each.name.lower().endswith(SUFFIXES) and not each.name.startswith("."):
                yield Path(each.path)


def _declares(path: Path) -> bool:
    """Whether a file says what only a campaign does, as far as it is looked into."""
    try:
        held = read_file(path, most=_LOOKED_AT)
    except OSError:
        return False
    return bool(_NAMED.search(held) and _FILLED.search(held))
