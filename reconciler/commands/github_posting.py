"""What the commands for GitHub share: the connection, the text to post, and who posts it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from reconciler.commands.destination import read_given
from reconciler.commands.repository import folder_of
from reconciler.commands.session import Session, announce
from reconciler.errors import UsageError
from reconciler.github.access import read_access
from reconciler.github.client import GitHub
from reconciler.github.posts import Mark
from reconciler.near_files import did_you_mean_path
from reconciler.render.markdown import code

MOST_BYTES: Final = 1 << 24
"""Of a text to post; GitHub takes 65,536 characters, and says so of any that has more."""


@contextmanager
def open_github(session: Session) -> Iterator[GitHub]:
    """Open a connection to the repository that the environment variables name.

    Raises:
        SettingsError: one of the variables is missing or wrong.
    """
    access, status = read_access(session.variables), session.status
    with GitHub(access, on_wait=announce, status=status) as github:
        try:
            yield github
        finally:
            status.clear()


def mark_of(session: Session, kind: str, author: str) -> Mark:
    """The mark of a post about an environment.

    One that is named need not be configured: a job for a pull request that adds an environment
    posts from a checkout that does not know it yet.

    Raises:
        SettingsError: none is named, and the settings file has no default.
    """
    name = session.name if session.chosen is None else session.chosen
    return Mark(kind, name, author, folder_of(session))


def told_apart(text: str, mark: Mark) -> str:
    """A text that says on top which folder it is about; at the root of the repository, as it is."""
    return f"Folder {code(mark.folder)}\n\n{text}" if mark.folder and text.strip() else text


def read_body(path: Path) -> str:
    """Read the text to post.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return read_given(path, most=MOST_BYTES).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(
            f"The text {path} cannot be read: {why}.",
            hint=did_you_mean_path(path, otherwise="Give --body a file in UTF-8."),
        ) from error
