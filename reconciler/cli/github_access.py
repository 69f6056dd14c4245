"""What the commands for GitHub share: the connection, the text to post, and who posts it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli.session import Session
from reconciler.errors import UsageError

if TYPE_CHECKING:
    from reconciler.github.client import GitHub

body_option = click.option(
    "--body",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="The text, in Markdown; - reads it from standard input.",
)
author_option = click.option(
    "--author",
    metavar="LOGIN",
    envvar="RECONCILER_AUTHOR",
    default="github-actions[bot]",
    show_default=True,
    help="Whom the token belongs to; posts of others are left alone. Or: RECONCILER_AUTHOR.",
)


@contextmanager
def open_github(session: Session) -> Iterator["GitHub"]:
    """Open a connection to the repository that the environment variables name.

    Raises:
        SettingsError: one of the variables is missing or wrong.
    """
    from reconciler.github.access import read_access  # noqa: PLC0415 - httpx is slow to import
    from reconciler.github.client import GitHub  # noqa: PLC0415 - as above

    with GitHub(read_access(session.variables), on_wait=_announce) as github:
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


def _announce(seconds: float, reason: str) -> None:
    from reconciler.render.safe import visible  # noqa: PLC0415 - help needs it not

    click.echo(f"waiting {seconds:.0f} s: {visible(reason)}", err=True)
