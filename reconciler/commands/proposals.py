"""Changes of campaign files: shown first, written whole or not at all, and put back if need be."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from reconciler.commands.files import read_file, write_whole
from reconciler.core.plan import Drift
from reconciler.errors import UsageError
from reconciler.render.accept_text import file_diff

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


class Proposal(Struct, frozen=True):
    """A file that is to be changed.

    Attributes:
        drift: what the plan says of its campaign.
        path: the file.
        before: what it holds.
        after: what it shall hold.
        remark: what is to be said of the change besides; empty where nothing is.
    """

    drift: Drift
    path: Path
    before: bytes
    after: bytes
    remark: str = ""

    def diff(self, *, color: bool) -> str:
        """The difference, as a unified diff."""
        texts = (raw.removeprefix(BYTE_ORDER_MARK).decode() for raw in (self.before, self.after))
        return file_diff(self.drift.file, *texts, color=color)

    def write(self) -> None:
        """Put the new content in the place of the old."""
        write_whole(self.path, self.after)

    def put_back(self) -> None:
        """Put the old content in its place again."""
        write_whole(self.path, self.before)


def propose(drift: Drift, path: Path, before: bytes, text: str, *, remark: str = "") -> Proposal:
    """Propose a new text for a file; a byte order mark stays.

    Args:
        drift: what the plan says of its campaign.
        path: the file.
        before: what it holds.
        text: its new text, without a byte order mark.
        remark: what is to be said of the change besides.
    """
    mark = BYTE_ORDER_MARK if before.startswith(BYTE_ORDER_MARK) else b""
    return Proposal(drift, path, before, mark + text.encode(), remark)


def write_all(proposals: Sequence[Proposal]) -> None:
    """Write all files, or none.

    Raises:
        UsageError: a file has changed since it was read, or cannot be written.
    """
    for proposal in proposals:
        if read_file(proposal.path) != proposal.before:
            raise UsageError(
                f"{proposal.drift.file} was changed in the meantime; nothing was written.",
                hint="Run accept again.",
            )
    written: list[Proposal] = []
    try:
        for proposal in proposals:
            proposal.write()
            written.append(proposal)
    except UsageError:
        for proposal in written:
            proposal.put_back()
        raise
