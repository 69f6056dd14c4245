"""Read the text of one file into plain data, and tell where in the text every value stands.

What the data means is decided elsewhere; this module promises that it is what the author wrote, or
that there is a finding at the offending character.

Two ways lead through a text. Almost every file is plain, and ryaml reads it at once; whatever is
not plain, or not right, is read by the pass that knows everything. So is every file where ryaml is
not installed.

Why two parsers. On a file of 2 KB, taking bare events from libyaml as the unit, the quick way takes
0.9, the thorough one 1.8, PyYAML's loader on libyaml and msgspec 3.2, PyYAML's loader in Python 30,
ryaml, libfyaml and oryaml 0.6. The last three are fast and not right: all read decimals through a
binary float and stop at the first fault at best, ryaml refuses long integers, libfyaml lets the
last of two equal keys win. But ryaml is a descendant of libyaml and cuts a text into the same
words; where it takes one for something else, the text shows it, and looking costs less than what is
saved. Nor does a plain file then need PyYAML, whose import takes longer than reading a hundred
files. PyYAML's own loaders read YAML 1.1, where NO is false and 12:30 is 750. So in the thorough
way libyaml parses, and one pass over its events applies the rules of YAML 1.2, keeps every digit
and finds every fault. Composing nodes first costs the same and then needs a second pass, the memory
of a tree, and a recursion in C that deep nesting can exhaust. Without libyaml the same pass over
events from Python takes 26. Places are not kept: whoever asks for one has found something wrong,
and the text is read again.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from reconciler.core.diagnostic import MOST_FOUND, Diagnostic, Route
from reconciler.core.exact_json import Json
from reconciler.yaml12 import codes
from reconciler.yaml12.codes import CODES
from reconciler.yaml12.faults import WHOLE_FILE, Fault, too_many_findings
from reconciler.yaml12.plain import read_plain_yaml
from reconciler.yaml12.scalars import IntText
from reconciler.yaml12.text import Lines, is_json

if TYPE_CHECKING:
    from reconciler.yaml12.layout import Places

__all__ = ["CODES", "MAX_BYTES", "Document", "IntText", "read_document"]

MAX_BYTES = 1 << 20
_BYTE_ORDER_MARK = "\ufeff"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Document(Struct, frozen=True):
    """A file that could be read.

    Attributes:
        path: as shown to people.
        text: the whole text, without a byte order mark.
        data: a mapping; numbers are int, IntText or Decimal, never float, and dates are text.
    """

    path: str
    text: str
    data: Json

    def locate(self, route: Route, *, at_key: bool = False) -> tuple[int, int]:
        """Give the line and column, from 1, of the first character of a value or of its key.

        A route that leads nowhere gives its nearest ancestor, a value inside a repeated one gives
        the alias, and a value with an anchor starts at the anchor.
        """
        places, lines = _places(self.path, self.text)
        return lines.place(places.start_of(route, at_key=at_key))

    def start_of(self, route: Route) -> int:
        """Give the offset in the text of the first character of a value, as ``locate``."""
        places, _ = _places(self.path, self.text)
        return places.start_of(route, at_key=False)

    def comments_behind(self) -> Mapping[Route, str]:
        """Comments right behind plain values, without a blank behind their ``#``, by route."""
        places, _ = _places(self.path, self.text)
        return places.comments_behind()


def read_document(path: str, raw: bytes) -> Document | tuple[Diagnostic, ...]:
    """Read a file, or say everything that keeps it from being read.

    Args:
        path: as shown to people; a name that ends in ``.json`` must hold JSON.
        raw: what the file holds.
    """
    unreadable = _refuse_bytes(raw)
    if unreadable is not None:
        start = raw[:MAX_BYTES].decode(errors="replace").removeprefix(_BYTE_ORDER_MARK)
        return _diagnostics(path, start, [unreadable])
    text = raw.decode().removeprefix(_BYTE_ORDER_MARK)
    as_json = is_json(path, text)
    if not as_json:
        data = read_plain_yaml(text)
        if data is not None:
            return Document(path, text, data)
    # PyYAML takes longer to import than a plain file takes to read, and does nothing for it.
    from reconciler.yaml12.reader import read_tree  # noqa: PLC0415 - see above

    tree = read_tree(text, as_json=as_json)
    if tree.faults:
        return _diagnostics(path, text, tree.faults)
    return Document(path, text, tree.data)


@lru_cache(maxsize=8)
def _places(path: str, text: str) -> "tuple[Places, Lines]":
    from reconciler.yaml12.layout import Places  # noqa: PLC0415 - as above

    return Places(path, text), Lines(text)


def _refuse_bytes(raw: bytes) -> Fault | None:
    if len(raw) > MAX_BYTES:
        message = f"The file has {len(raw):,} bytes; at most {MAX_BYTES:,} are read."
        hint = "Move it out of the campaigns directory, or split it into a file per campaign."
        return Fault(WHOLE_FILE, codes.FILE_TOO_LARGE, message, hint)
    if raw.startswith(_UTF_16_MARKS) or 0 in raw[:2]:
        hint = "Save the file as UTF-8 in the editor."
        return Fault(WHOLE_FILE, codes.NOT_UTF_8, "The file is UTF-16, not UTF-8.", hint)
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        at = len(raw[: error.start].decode().removeprefix(_BYTE_ORDER_MARK))
        message = f"The byte 0x{raw[error.start]:02X} does not belong into UTF-8 text."
        hint = "Save the file as UTF-8 in the editor; it is likely in Windows-1252 or Latin-1."
        return Fault(at, codes.NOT_UTF_8, message, hint)
    return None


def _diagnostics(path: str, text: str, faults: list[Fault]) -> tuple[Diagnostic, ...]:
    lines = Lines(text)
    if len(faults) >= MOST_FOUND:
        faults = [too_many_findings(), *faults]
    in_order = sorted(faults, key=lambda fault: (fault.at, fault.code.slug))
    return tuple(
        Diagnostic(path, *place, each.code.slug, each.code.severity, each.message, each.hint)
        for each in in_order
        for place in ((0, 0) if each.at == WHOLE_FILE else lines.place(each.at),)
    )
