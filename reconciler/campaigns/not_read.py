"""Files in folders of campaigns that look like campaigns and are not read, by their names.

Whoever has saved a campaign as ``spring.yaml.txt``, or keeps a template beside what is made of it,
would believe that it is declared.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from reconciler.campaigns.source_files import SUFFIXES, SourceFile, about_file
from reconciler.core.diagnostic import Diagnostic
from reconciler.core.file_codes import FILE_NOT_READ
from reconciler.files import read_file

_ENDINGS: Final = ", ".join(SUFFIXES)
_LOOKED_AT: Final = 1 << 16
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
        about_file(each.shown, FILE_NOT_READ, message) for each in passed if _looks_alike(each.path)
    ]


def _looks_alike(path: Path) -> bool:
    if _BY_NAME.search(path.name.lower()):
        return True
    if path.suffix.lower() not in _WITHOUT:
        return False
    try:
        held = read_file(path, most=_LOOKED_AT)
    except OSError:
        return False
    return bool(_NAMED.search(held) and _FILLED.search(held))
