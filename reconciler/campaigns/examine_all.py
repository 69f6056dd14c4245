"""Files examined on several cores, and none twice: what is known of the same content is kept."""

import hashlib
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, NamedTuple

from msgspec.structs import replace

from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.examine import Clean, Content, Examined, examine
from reconciler.campaigns.references import OPENING
from reconciler.campaigns.source_files import DIGEST_LENGTH, SourceFile
from reconciler.core.diagnostic import Diagnostic
from reconciler.core.exact_json import Json, canonical
from reconciler.memory import Memory
from reconciler.parallel import Packed

_MOMENT: Final = re.compile(rb"T(?<=[0-9]T)[0-9]")
"""The letter is searched for, and then what stands before it, which takes a tenth of the time."""
NOTHING: Final[Packed[Clean | None]] = Packed(None)


class Found(NamedTuple):
    """What came of a file.

    Attributes:
        raw: what it holds, or why it could not be read; None where that was known before.
        key: by what it is remembered.
        examined: what was found in it; None where that is remembered.
        data: its clean data; hardly anybody asks for it.
    """

    raw: bytes | tuple[Diagnostic, ...] | None
    key: bytes
    examined: Examined | None = None
    data: Packed[Clean | None] = NOTHING


class Examiner:
    """Examines files, unless it is remembered what is found in them.

    Args:
        around: what matters beside the files.
        memory: what is remembered.
    """

    def __init__(self, around: Circumstances, memory: Memory) -> None:
        self._around = around
        self._known = memory.shelf("files", Examined)
        self._data: dict[bytes, Packed[Clean | None]] = memory.passing
        self._today = around.today.isoformat()
        zone = str(around.zone)
        self._usual = _digest(around.vocabulary.as_json())
        self._referring = _digest([around.vocabulary.as_json(), dict(around.values), zone])
        self._zone = _digest(zone)

    def examine_all(self, files: Sequence[SourceFile]) -> list[Found]:
        """Examine some files; this may be a copy of the process, so nothing can be learned.

        All are read before the first is judged: the processor is quicker at more of the same.
        """
        read: list[tuple[bytes | tuple[Diagnostic, ...] | None, bytes, Content | None]] = []
        for file in files:
            raw = None if file.is_read else file.raw
            key = self._key(file)
            known = self._known.get(key)
            is_known = known is not None and known.holds_on(self._today)
            read.append((raw, key, None if is_known else file.content))
        found: list[Found] = []
        for file, (raw, key, content) in zip(files, read, strict=True):
            if content is None:
                found.append(Found(raw, key))
            elif isinstance(file.raw, tuple):
                found.append(Found(raw, key, Examined(file.raw)))
            else:
                examined, data = examine(file.shown, file.raw, self._around, content)
                found.append(Found(raw, key, examined, Packed(data)))
        return found

    def learn(self, file: SourceFile, found: Found) -> tuple[bytes, Examined, Callable[[], Clean]]:
        """Keep what was found in a file, or remember it.

        Returns:
            Its key, what was found, and what gives its clean data.
        """
        if found.raw is not None:
            file.take(found.raw, found.key[:DIGEST_LENGTH])
        if found.examined is None:
            known = self._known[found.key]
            if any(each.file != file.shown for each in known.findings):  # it is another one's
                said = tuple(replace(each, file=file.shown) for each in known.findings)
                known = known._replace(findings=said)
            data = self._data.get(found.key)
            give = partial(self._data_of, file) if data is None else partial(_sure, data)
            return found.key, known, give
        if isinstance(file.raw, bytes):  # why one cannot be read may be another reason tomorrow
            self._known.put(found.key, found.examined)
            self._data[found.key] = found.data
        return found.key, found.examined, partial(_sure, found.data)

    def keep(self, file: SourceFile, examined: Examined) -> bytes:
        """Keep what was found in what a file shall hold, for when it is loaded; gives its key."""
        key = self._key(file)
        self._known.put(key, examined)
        return key

    def _data_of(self, file: SourceFile) -> Clean:
        if not isinstance(file.raw, bytes):
            raise TypeError("what cannot be read is not remembered")  # a bug in reconciler
        return _sure(Packed(examine(file.shown, file.raw, self._around)[1]))

    def _key(self, file: SourceFile) -> bytes:
        """By what a file is remembered: content, notation, and what else can matter to it."""
        notation = b"j" if file.is_json else b"y"
        raw = file.raw if isinstance(file.raw, bytes) else b""
        # It may refer, and an escape can hide that. A single character is found ten times as fast.
        if (b"{" in raw and OPENING.encode() in raw) or b"\\" in raw:
            return file.digest + notation + self._referring
        # A time of day takes a time zone.
        zone = self._zone if _MOMENT.search(raw) else b""
        return file.digest + notation + self._usual + zone


def _sure(packed: Packed[Clean | None]) -> Clean:
    data = packed.value
    if data is None:
        raise ValueError("a file with errors has no clean data")  # a bug in reconciler
    return data


def _digest(data: Json) -> bytes:
    return hashlib.sha256(canonical(data).encode()).digest()[:16]
