"""What the commands for GitHub share: the connection, the text to post, and who posts it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reconciler.commands.session import Session, announce
from reconciler.errors import UsageError
from reconciler.github.access import read_access
from reconciler.github.client import GitHub


@contextmanager
def open_github(session: Session) -> Iterator[GitHub]:
    """Open a connection to the repository that the environment variables name.

    Raises:
        SettingsError: one of the variables is missing or wrong.
    """
    with GitHub(read_access(session.variables), on_wait=announce) as github:
        yield github


def environment_name(session: Session) -> str:
    """The environment that a post is about.

    One that is named need not be configured: a job for a pull request that adds an environment
    posts from a checkout that does not know it yet.

    Raises:
        SettingsError: none is named, and the settings file has no default.
    """
    return session.name if session.chosen is None else session.chosen


def read_body(path: Path) -> str:
    """Read the text to post.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        raw = sys.stdin.buffer.read() if path == Path("-") else path.read_bytes()
        return raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(
            f"The text {path} cannot be read: {why}.", hint="Give --body a file in UTF-8."
        ) from error
