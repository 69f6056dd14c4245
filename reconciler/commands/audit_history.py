"""The file that remembers what audits have counted: read before a run, and appended to after it."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from reconciler import clock
from reconciler.commands.destination import DASH, Destination, descriptor
from reconciler.commands.files import read_file
from reconciler.commands.notes import note
from reconciler.commands.overwrite import Result, keep_apart
from reconciler.commands.session import Session
from reconciler.core.audit import Audit
from reconciler.core.history import Record, line_of, read_records, record_of, trend_of
from reconciler.core.several_audits import Audits
from reconciler.errors import UsageError, cannot_write
from reconciler.render.safe import visible
from reconciler.words import first_of, plural

MOST_BYTES: Final = 256 << 20
"""Of a history; a line of it has about 350."""
_MOST_NAMED: Final = 5


class History:
    """What earlier audits have counted.

    Args:
        path: the file, whether or not it is there.
        session: the run, whose settings and campaigns the file is not to be.
        out: where the result goes.

    Raises:
        UsageError: it is no history, or cannot be appended to.
    """

    def __init__(self, path: Path, session: Session, out: Path | None) -> None:
        is_no_file = path == DASH or descriptor(path) is not None
        if is_no_file or (path.exists() and not path.is_file()):
            raise UsageError(f"{path} is no file, so nothing can be kept.", hint="Name a file.")
        if out is not None and os.path.realpath(out) == os.path.realpath(path):
            raise UsageError(
                f"{path} cannot be both the history and the result.",
                hint="Give --out another name.",
            )
        keep_apart(session, path, Result.HISTORY)
        Destination(path)  # looks whether its folder may be written to
        if path.exists() and not os.access(path, os.W_OK):
            raise UsageError(f"{path} cannot be written.", hint="Check that it may be changed.")
        self._path = path
        content = read_file(path, most=MOST_BYTES) if path.exists() else b""
        found = list(read_records(content))
        self._records = [each for each in found if isinstance(each, Record)]
        unread = [each for each in found if isinstance(each, int)]
        if unread:
            lines = first_of(map(str, unread), len(unread), most=_MOST_NAMED)
            counted = plural(len(unread), "line")
            note(visible(f"warning: {counted} of {path} cannot be read, and left out: {lines}"))

    def add_trends(self, result: Audits) -> Audits:
        """Audits, each and all together, with how they came to be so."""
        audits = tuple(
            replace(each, trend=trend_of(self._records, [each])) for each in result.audits
        )
        return replace(result, audits=audits, trend=trend_of(self._records, audits))

    def append(self, audits: Sequence[Audit]) -> None:
        """Remember what was counted: nothing that is there is changed.

        Raises:
            UsageError: it cannot be written.
        """
        now = clock.now().isoformat(timespec="seconds")
        lines = b"".join(line_of(record_of(each, now)) for each in audits)
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        try:
            handle = os.open(self._path, flags, 0o666)
            try:
                size = os.lseek(handle, 0, os.SEEK_END)
                if size:  # half a line that stands at the end is ended
                    os.lseek(handle, size - 1, os.SEEK_SET)
                    lines = lines if os.read(handle, 1) == b"\n" else b"\n" + lines
                if os.write(handle, lines) < len(lines):
                    raise OSError(0, "It took only a part of what was to be added")
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            hint = "The result is written; nothing is kept of this run."
            raise cannot_write(self._path, error, hint) from error
