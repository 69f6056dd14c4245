"""Changes of campaign files: shown first, written whole or not at all, and put back if need be."""

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from reconciler import files
from reconciler.cli.session import wants_color
from reconciler.core.plan import Drift
from reconciler.errors import UsageError
from reconciler.render.accept_text import file_diff
from reconciler.yaml12.document import MAX_BYTES

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A file that is to be changed.

    Attributes:
        drift: what the plan says of its campaign.
        path: the file.
        before: what it holds.
        after: what it shall hold.
    """

    drift: Drift
    path: Path
    before: bytes
    after: bytes

    def show(self) -> None:
        """Write the difference to standard output."""
        texts = (raw.removeprefix(BYTE_ORDER_MARK).decode() for raw in (self.before, self.after))
        color = wants_color(sys.stdout)
        click.echo(file_diff(self.drift.file, *texts, color=color), nl=False)

    def write(self) -> None:
        """Put the new content in the place of the old."""
        replace_file(self.path, self.after)

    def put_back(self) -> None:
        """Put the old content in its place again."""
        replace_file(self.path, self.before)


def propose(drift: Drift, path: Path, before: bytes, text: str) -> Proposal:
    """Propose a new text for a file; a byte order mark stays.

    Args:
        drift: what the plan says of its campaign.
        path: the file.
        before: what it holds.
        text: its new text, without a byte order mark.
    """
    mark = BYTE_ORDER_MARK if before.startswith(BYTE_ORDER_MARK) else b""
    return Proposal(drift, path, before, mark + text.encode())


def read_file(path: Path) -> bytes:
    """Read a campaign file.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return files.read_file(path, most=MAX_BYTES)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}.", hint="Check that it may be read."
        ) from error


def write_all(proposals: Sequence[Proposal]) -> None:
    """Write all files, or none.

    Raises:
        UsageError: a file has changed since it was read, or cannot be written.
    """
    for proposal in proposals:
        if read_file(proposal.path) != proposal.before:
            raise UsageError(
                f"{proposal.drift.file} was changed meanwhile; nothing was written.",
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


def replace_file(path: Path, content: bytes) -> None:
    """Replace a file in one step, so that nobody ever reads half of it.

    Its mode stays, and a link stays a link.
    """
    whole = path.resolve() if path.is_symlink() else path
    try:
        handle, name = tempfile.mkstemp(dir=whole.parent, prefix=f".{whole.name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            shutil.copymode(whole, name)
            Path(name).replace(whole)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}.",
            hint="Check that the folder is there and may be written to.",
        ) from error
